package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"wuxing/scoring"
	"wuxing/workbook"
	"wuxing/workbook/sandbox"
)

type scoreCommand struct {
	Files  []string `arg:"" name:"file" help:".xlsx 工作簿、.json 一家企业、.jsonl 一行一家,- 为标准输入的 JSON Lines"`
	Card   string   `placeholder:"ID" help:"评分表编号(默认 ${card};工作簿自带编号)"`
	Format string   `enum:"text,json" default:"text" help:"text 或 json(一行一个结果,按输入顺序)"`

	Marked string `type:"path" placeholder:"OUT.xlsx" help:"只给一个工作簿时:有问题就另存一份标出问题的"`

	Details  bool `help:"每项再写明条文、口径和离下一档还差多少"`
	Readings bool `help:"再列出评分表的其他读法会不会改变这家企业的总分"`
}

// scored is the answer to one enterprise: a result, or why there is none.
type scored struct {
	source   string // file, or file:line
	card     *scoring.Card
	result   *scoring.Result
	warnings scoring.Problems
	problems scoring.Problems
	facts    *scoring.Facts
}

// Run scores the files in the order given. A refused enterprise does not keep the
// others from being scored; the exit status tells.
func (s *scoreCommand) Run(c *console) error {
	card, err := findCard(cmp.Or(s.Card, scoring.DefaultCardID))
	if err != nil {
		return err
	}
	for _, file := range s.Files {
		if _, known := readers[endingOf(file)]; !known && file != "-" {
			return usage{fmt.Sprintf("%s:只能读 .xlsx、.json、.jsonl,或 - (标准输入)", file)}
		}
	}
	if s.Marked != "" && (len(s.Files) != 1 || !isWorkbook(s.Files[0])) {
		return usage{"--marked 要求只给一个 .xlsx 工作簿"}
	}
	if s.Marked != "" && sameFile(s.Marked, s.Files[0]) {
		return usage{"--marked 不能写到原来的工作簿上"}
	}
	books, err := openBooks(true)
	if err != nil {
		return err
	}
	defer books.Close()
	out := bufio.NewWriterSize(c.out, 1<<16)
	var readings readingsByCard
	if s.Readings {
		readings = readingsByCard{}
	}
	refused := 0
	write := func(answer *scored) error {
		if answer.problems != nil {
			refused++
		}
		if s.Details && answer.result != nil {
			answer.result.Details = answer.card.Breakdowns(answer.facts)
		}
		return s.write(out, c.errOut, answer, readings)
	}
	var failed error
	for _, file := range s.Files {
		// A file that is not there does not keep the others from being scored.
		if err := s.scoreFile(c, books, card, file, write); err != nil {
			failed = errors.Join(failed, err)
		}
	}
	if failed = errors.Join(failed, out.Flush()); failed != nil {
		return failed
	}
	if refused > 0 {
		return refusal{}
	}
	return nil
}

// readers score one file's bytes by its ending; .jsonl streams.
var readers = map[string]func(c *console, books *sandbox.Box, s *scoreCommand, card *scoring.Card, data []byte) (*scored, error){
	".xlsx": func(c *console, books *sandbox.Box, s *scoreCommand, _ *scoring.Card, data []byte) (*scored, error) {
		return s.scoreWorkbook(c, books, data)
	},
	".json": func(_ *console, _ *sandbox.Box, _ *scoreCommand, card *scoring.Card, data []byte) (*scored, error) {
		return scoreJSON(card, data), nil
	},
	".jsonl": nil,
}

// endingOf is the ending by which a file is read: any spreadsheet's is read as a
// workbook, and told what to do instead where it is none of ours.
func endingOf(file string) string {
	ending := strings.ToLower(filepath.Ext(file))
	if spreadsheets[ending] {
		return ".xlsx"
	}
	return ending
}

func (s *scoreCommand) scoreFile(c *console, books *sandbox.Box, card *scoring.Card, file string, write func(*scored) error) error {
	if file == "-" {
		return scoreLines(c, card, "-", c.in, write)
	}
	opened, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }() // read only
	read := readers[endingOf(file)]
	if read == nil {
		return scoreLines(c, card, file, opened, write)
	}
	data, err := io.ReadAll(io.LimitReader(opened, workbook.MaxFileBytes+1))
	if err != nil {
		return err
	}
	answer, err := read(c, books, s, card, data)
	if err != nil {
		return err
	}
	answer.source = file
	if answer.problems != nil && s.Marked != "" {
		if err := c.writeMarked(books, s.Marked, file, data, answer.problems); err != nil {
			return errors.Join(write(answer), err)
		}
	}
	return write(answer)
}

func scoreJSON(card *scoring.Card, data []byte) *scored {
	in, problems := card.ParseInput(data)
	if problems != nil {
		return &scored{problems: problems}
	}
	return finish(card, in)
}

// scoreWorkbook takes the card that the workbook names; with --card it must be
// that one.
func (s *scoreCommand) scoreWorkbook(c *console, books *sandbox.Box, data []byte) (*scored, error) {
	reading, problems, err := readBook(c.ctx, books, data, s.Card)
	if err != nil {
		return nil, err
	}
	if problems != nil {
		return &scored{problems: problems}, nil
	}
	return finish(reading.Card, &scoring.Input{Enterprise: reading.Enterprise, Facts: reading.Facts, Claims: reading.Claims, Warnings: reading.Warnings}), nil
}

func finish(card *scoring.Card, in *scoring.Input) *scored {
	result := card.ScoreClaimed(in.Facts, in.Claims)
	result.Enterprise = in.Enterprise
	result.Warnings = localize(in.Warnings)
	return &scored{card: card, result: result, warnings: in.Warnings, facts: in.Facts}
}

func (s *scoreCommand) write(out, errOut io.Writer, answer *scored, readings readingsByCard) error {
	if s.Format == "json" {
		return writeJSONLine(out, answer, readings)
	}
	writeProblems(errOut, answer.source, answer.warnings)
	if answer.problems != nil {
		writeProblems(errOut, answer.source, answer.problems)
		return nil
	}
	if err := writeText(out, answer.card, answer.result); err != nil {
		return err
	}
	if readings != nil {
		writeReadings(out, readings.effects(answer))
	}
	return nil
}

func writeJSONLine(out io.Writer, answer *scored, readings readingsByCard) error {
	var line any = answer.result
	if readings != nil && answer.problems == nil {
		line = readResult{answer.result, readings.effects(answer)}
	}
	if answer.problems != nil {
		line = struct {
			Source   string           `json:"source"`
			Problems scoring.Problems `json:"problems"`
		}{answer.source, localize(answer.problems)}
	}
	return writeCompact(out, line)
}

// statusWords say in the text output what is not a plain score.
var statusWords = map[scoring.Status]string{scoring.Unanswered: "未填", scoring.NotComputable: "无法计算"}

func writeText(out io.Writer, card *scoring.Card, r *scoring.Result) error {
	fmt.Fprintf(out, "%s\n总分 %s = 基础 %s + 加分 %s + 扣分 %s(%s)\n", enterpriseName(r.Enterprise), r.Total, r.Base, r.Bonus, r.Deduction, r.Card)
	if sum := r.Base + r.Bonus + r.Deduction; r.Total < sum {
		fmt.Fprintf(out, "合计 %s 分,按总分上限 %s 分计\n", sum, r.Total)
	}
	for _, veto := range r.Vetoes {
		fmt.Fprintf(out, "一票否决:%s\n", veto.Reason)
	}
	writeRange(out, r)
	writeClaims(out, r)
	place := 0
	for g, category := range r.Categories {
		fmt.Fprintf(out, "\n%s %s\n", category.Name, ofPoints(category.Score, category.Points))
		for range card.Categories[g].Indicators {
			indicator := &r.Indicators[place]
			score := ofPoints(indicator.Score, indicator.Points)
			if word, ok := statusWords[indicator.Status]; ok {
				score = word
			}
			if indicator.Range != nil {
				score += rangeWords(indicator.Range)
			}
			fmt.Fprintf(out, "  %s %s %s\n      %s\n", indicator.No, indicator.Name, score, indicator.Explanation)
			if r.Details != nil {
				writeDetail(out, card, &r.Details[place])
			}
			place++
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

func ofPoints(score, points scoring.Points) string {
	if points == 0 {
		return score.String() + "分"
	}
	return score.String() + "/" + points.String() + "分"
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"wuxing/scoring"
)

type cardCommand struct {
	List    cardListCommand    `cmd:"" help:"列出程序自带的评分表"`
	Show    cardShowCommand    `cmd:"" help:"显示一张评分表"`
	Publish cardPublishCommand `cmd:"" help:"发布新的一版评分表:检查后放进数据文件夹,以后不能再改"`
	Check   cardCheckCommand   `cmd:"" help:"检查评分表文件,一次列出全部问题及行列"`
	Diff    cardDiffCommand    `cmd:"" help:"列出两张评分表的不同"`

	Export cardExportCommand `cmd:"" help:"把评分表写成工作簿,供不用 YAML 的人修改"`
	Import cardImportCommand `cmd:"" help:"读取改过的评分表工作簿,列出问题或改动,写出新版 YAML"`
}

type cardListCommand struct{}

// Run lists the cards of the program.
func (cardListCommand) Run(c *console) error {
	for _, card := range scoring.Cards().List() {
		if _, err := fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\n", card.ID, card.Title, card.Document.Number, card.Hash()); err != nil {
			return err
		}
	}
	return nil
}

type cardShowCommand struct {
	ID     string `arg:"" optional:"" default:"${card}" help:"评分表编号"`
	Format string `enum:"text,json,yaml" default:"text" help:"text、json 或 yaml"`
}

// Run shows a card: for reading, for programs, or as its source.
func (s *cardShowCommand) Run(c *console) error {
	card, err := findCard(s.ID)
	if err != nil {
		return err
	}
	switch s.Format {
	case "json":
		encoder := json.NewEncoder(c.out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(card)
	case "yaml":
		source, err := scoring.CardSource(card.ID)
		if err != nil {
			return err
		}
		_, err = c.out.Write(source)
		return err
	}
	return showCard(c.out, card)
}

func findCard(id string) (*scoring.Card, error) {
	card, ok := scoring.Cards().Card(id)
	if !ok {
		return nil, usage{fmt.Sprintf("没有编号为 %q 的评分表;wuxing card list 列出全部", id)}
	}
	return card, nil
}

func showCard(w io.Writer, card *scoring.Card) error {
	fmt.Fprintf(w, "%s\n%s(%s),%s起施行\n%s %s\n", card.Title, card.Document.Name, card.Document.Number, card.Document.Effective, card.ID, card.Hash())
	for g := range card.Categories {
		category := &card.Categories[g]
		fmt.Fprintf(w, "\n%s %s", category.No, category.Name)
		if category.Points != 0 {
			fmt.Fprintf(w, "(%s分)", category.Points)
		}
		fmt.Fprintln(w)
		for i := range category.Indicators {
			showIndicator(w, card, &category.Indicators[i])
		}
	}
	if len(card.Rulings) > 0 {
		fmt.Fprintln(w, "\n总分、排名和年度的口径")
		showRulings(w, card.Rulings)
	}
	return nil
}

func showIndicator(w io.Writer, card *scoring.Card, indicator *scoring.Indicator) {
	fmt.Fprintf(w, "  %s %s", indicator.No, indicator.Name)
	if indicator.Points != 0 {
		fmt.Fprintf(w, "(%s分)", indicator.Points)
	}
	fmt.Fprintf(w, " [%s]\n      %s\n", indicator.ID, indicator.Standard)
	for _, fact := range card.FactsOf(indicator) {
		fmt.Fprintf(w, "      · %s [%s] %s\n", fact.Label, fact.Key, fact.Asked)
	}
	showRulings(w, indicator.Rulings)
}

func showRulings(w io.Writer, rulings []scoring.Ruling) {
	for _, ruling := range rulings {
		fmt.Fprintf(w, "      ? %s\n        口径:%s。理由:%s。另一种读法:%s。\n", ruling.Question, ruling.Reading, ruling.Reason, ruling.Other)
		switch {
		case ruling.Alternative != nil:
			fmt.Fprintf(w, "        可以试算:%s\n", ruling.Alternative.ID)
		case ruling.Needs != "":
			fmt.Fprintf(w, "        不能试算,还需要:%s\n", ruling.Needs)
		}
	}
}

type cardCheckCommand struct {
	File string `arg:"" type:"path" help:"评分表 YAML 文件"`
}

// Run checks a card file.
func (k *cardCheckCommand) Run(c *console) error {
	data, err := os.ReadFile(k.File)
	if err != nil {
		return err
	}
	card, coverage, problems := scoring.CheckCard(data)
	if len(problems) > 0 {
		writeProblems(c.errOut, k.File, problems)
		fmt.Fprintf(c.errOut, "%d 个问题\n", len(problems))
		return refusal{}
	}
	_, err = fmt.Fprintf(c.out, "没有问题:%s,%d 类 %d 项指标,基础 %s 分,加分 %s 分,%s\n边界用例 %d 个,覆盖 档次 %s、步 %s、上限 %s、否决 %s\n",
		card.ID, len(card.Categories), len(card.Indicators()), card.Totals.Base, card.Totals.Bonus, card.Hash(),
		coverage.Cases, coverage.Tiers, coverage.Steps, coverage.Caps, coverage.Vetoes)
	return err
}

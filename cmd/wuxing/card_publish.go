package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"wuxing/scoring"
	"wuxing/store"
	"wuxing/workbook"
)

type cardPublishCommand struct {
	dataFlags
	File string `arg:"" type:"path" help:"评分表 YAML 文件,或 card export 写出、改过的工作簿"`
}

// Run publishes a new version of a card: from then on rounds can be opened under
// it, and it can no longer be changed. A running server knows it after a restart.
func (p *cardPublishCommand) Run(c *console) error {
	if p.cardFolder() == "" {
		return usage{"数据库是 PostgreSQL 时,请用 --files 指明放文件的文件夹"}
	}
	known, err := p.cards()
	if err != nil {
		return err
	}
	card, content, problems, err := readCard(p.File)
	if err != nil {
		return err
	}
	if len(problems) == 0 {
		if _, fits := known.With(card); !fits {
			problems.Add(workbook.CodeCardIDUsed, scoring.Position{}, "id", card.ID)
		}
	}
	if len(problems) > 0 {
		writeProblems(c.errOut, p.File, problems)
		fmt.Fprintf(c.errOut, "%d 个问题,没有发布\n", len(problems))
		return refusal{}
	}
	if _, there := known.Card(card.ID); there {
		fmt.Fprintf(c.errOut, "%s 已经发布过,内容相同\n", card.ID)
	} else if err := p.publishCard(card, content); err != nil {
		return err
	}
	if store.Exists(p.Data) { // else the server writes it down when it first starts
		record := func(o *office) error { return o.recordCards(c.ctx, p.cardFolder()) }
		if err := p.with(c, record); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(c.out, "%s\t%s\n", card.ID, card.Hash())
	return err
}

// readCard reads a card from YAML or from its workbook, and gives the YAML that is
// kept of it.
func readCard(path string) (card *scoring.Card, content []byte, problems scoring.Problems, err error) {
	data, err := readCardBook(path)
	if err != nil {
		return nil, nil, nil, err
	}
	if !strings.EqualFold(filepath.Ext(path), ".xlsx") {
		card, problems = scoring.Load(data)
		return card, data, problems, nil
	}
	book, problems := workbook.ReadCard(data)
	if len(problems) > 0 {
		return nil, nil, problems, nil
	}
	content, err = scoring.MarshalCard(book.Card)
	return book.Card, content, nil, err
}

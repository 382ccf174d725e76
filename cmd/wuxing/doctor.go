package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"

	"wuxing/scoring"
	"wuxing/store"
)

type doctorCommand struct {
	dataFlags
	JSON bool `help:"以 JSON 输出"`
}

// diagnosis is what doctor finds; problems are what has to be mended.
type diagnosis struct {
	Version  string      `json:"version"`
	Go       string      `json:"go"`
	Platform string      `json:"platform"`
	Cards    []cardLine  `json:"cards"`
	Store    *store.Info `json:"store,omitempty"`
	Mails    *mailCounts `json:"mails,omitempty"` // where mail is or was set up
	Problems []string    `json:"problems"`
}

// mailCounts is how many mails wait and how many could not be sent.
type mailCounts struct {
	Pending int `json:"pending"`
	Failed  int `json:"failed"`
}

type cardLine struct {
	ID    string `json:"id"`
	Hash  string `json:"hash"`
	Title string `json:"title"`
}

func cardLines(cards *scoring.CardSet) []cardLine {
	var lines []cardLine
	for _, card := range cards.List() {
		lines = append(lines, cardLine{card.ID, card.Hash(), card.Title})
	}
	return lines
}

// changedCards says which published cards are not what was published.
func changedCards(cards *scoring.CardSet, published map[string]string) []string {
	var problems []string
	for _, deviation := range cards.Deviations(published) {
		if deviation.Found == "" {
			problems = append(problems, fmt.Sprintf("已发布的评分表 %s 不在程序里", deviation.ID))
			continue
		}
		problems = append(problems, fmt.Sprintf("评分表 %s 的内容与已发布的不同(现为 %s,发布时为 %s),请使用原来的程序;修改评分表须用新的编号", deviation.ID, deviation.Found, deviation.Published))
	}
	return problems
}

// Run looks at the installation and changes nothing.
func (d *doctorCommand) Run(c *console) error {
	found := diagnosis{
		Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Problems: []string{},
	}
	cards, err := d.cards()
	if err != nil {
		found.Problems = append(found.Problems, err.Error())
		cards = scoring.Cards()
	}
	found.Cards = cardLines(cards)
	found.Problems = append(found.Problems, changedCards(cards, scoring.Published())...)
	if !store.Exists(d.Data) {
		found.Problems = append(found.Problems, "数据文件夹还没有数据库;wuxing serve 会建立它")
	} else if err := d.with(c, func(o *office) error {
		info := o.store.Info()
		found.Store = &info
		pending, failed, err := o.service.CountMails(c.ctx, operator)
		if err != nil {
			return err
		}
		if pending+failed > 0 {
			found.Mails = &mailCounts{pending, failed}
		}
		if err := o.store.CheckKey(); err != nil && !errors.Is(err, store.ErrNoFolder) { // nothing can be recorded
			found.Problems = append(found.Problems, explainFailure(err))
		}
		return o.store.Check(c.ctx)
	}); err != nil {
		found.Problems = append(found.Problems, explainFailure(err))
	}
	if err := d.write(c, &found); err != nil {
		return err
	}
	if len(found.Problems) > 0 {
		return refusal{}
	}
	return nil
}

func (d *doctorCommand) write(c *console, found *diagnosis) error {
	if d.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(found)
	}
	fmt.Fprintf(c.out, "程序    %s, %s, %s\n", found.Version, found.Go, found.Platform)
	for _, card := range found.Cards {
		fmt.Fprintf(c.out, "评分表  %s %s %s\n", card.ID, card.Title, card.Hash)
	}
	if found.Store != nil {
		fmt.Fprintf(c.out, "数据库  %s %s, 结构版本 %d\n", found.Store.Engine, found.Store.Version, found.Store.Schema)
	}
	if found.Mails != nil {
		fmt.Fprintf(c.out, "邮件    待发 %d, 发送失败 %d\n", found.Mails.Pending, found.Mails.Failed)
	}
	for _, problem := range found.Problems {
		fmt.Fprintf(c.out, "问题    %s\n", problem)
	}
	if len(found.Problems) == 0 {
		fmt.Fprintln(c.out, "没有发现问题")
	}
	return nil
}

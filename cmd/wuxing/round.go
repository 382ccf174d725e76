package main

import (
	"fmt"
	"time"

	"wuxing/assessment"
)

type roundCommand struct {
	Create roundCreateCommand `cmd:"" help:"开一个批次"`
	List   roundListCommand   `cmd:"" help:"列出批次"`

	Retention roundRetentionCommand `cmd:"" help:"修改批次的保存期限，批次在任何状态都可以"`

	Overview roundOverviewCommand `cmd:"" help:"批次进展:各乡镇和评审员、逾期、分数分布、自评与评审的差异、名额"`
}

type roundCreateCommand struct {
	dataFlags
	ID     string `arg:"" help:"批次编号,例如 2026"`
	Name   string `required:"" help:"批次名称"`
	Year   int    `required:"" help:"年度"`
	Card   string `default:"${card}" placeholder:"ID" help:"评分表编号"`
	Opens  string `placeholder:"DATE" help:"申报开始日,例如 2026-03-01(默认现在)"`
	Closes string `placeholder:"DATE" help:"申报截止日,当天仍可申报(默认不限)"`
	Quota  int    `help:"名额,0 为未定"`

	FirstCheck bool `help:"提交后先由乡镇街道初审"`
	Assigned   bool `help:"由组长分配评审员(默认由评审员自行受理)"`
	Reviewers  int  `default:"1" help:"每份申报几名评审员(1 或 2;2 名须由组长分配)"`
}

// Run opens a round.
func (r *roundCreateCommand) Run(c *console) error {
	opens, closes := time.Now(), time.Time{}
	if r.Opens != "" {
		day, err := officeDay(r.Opens)
		if err != nil {
			return err
		}
		opens = day
	}
	if r.Closes != "" {
		day, err := officeDay(r.Closes)
		if err != nil {
			return err
		}
		closes = day.AddDate(0, 0, 1) // the first moment after that day
	}
	settings := assessment.DefaultSettings()
	settings.FirstCheck, settings.Reviewers = r.FirstCheck, r.Reviewers
	if r.Assigned {
		settings.Assignment = assessment.AssignmentAssigned
	}
	return r.with(c, func(o *office) error {
		round, err := o.service.CreateRound(c.ctx, operatorCommand(), assessment.NewRound{
			ID: r.ID, Name: r.Name, Year: r.Year, CardID: r.Card, OpensAt: opens, ClosesAt: closes, Quota: r.Quota, Settings: &settings,
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\n", round.ID, round.Name, round.CardID, round.CardHash)
		return err
	})
}

// officeDay is the start of a day where the office is.
func officeDay(text string) (time.Time, error) {
	day, err := time.ParseInLocation(time.DateOnly, text, assessment.OfficeZone)
	if err != nil {
		return time.Time{}, usage{fmt.Sprintf("%q 不是日期,请写成 2026-03-01", text)}
	}
	return day, nil
}

type roundListCommand struct {
	dataFlags
}

// Run lists the rounds.
func (r *roundListCommand) Run(c *console) error {
	return r.with(c, func(o *office) error {
		rounds, err := o.service.ListRounds(c.ctx, operator)
		if err != nil {
			return err
		}
		for _, round := range rounds {
			card := "评分表内容已变"
			if known, ok := o.cards.Card(round.CardID); ok && known.Hash() == round.CardHash {
				card = round.CardID
			}
			if _, err := fmt.Fprintf(c.out, "%s\t%s\t%d\t%s\t%s\n", round.ID, round.Name, round.Year, round.State, card); err != nil {
				return err
			}
		}
		return nil
	})
}

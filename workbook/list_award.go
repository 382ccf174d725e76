package workbook

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"wuxing/assessment"
)

// WriteAwardList writes 培育补助发放名单 on A4 for finance, with the lines to be
// signed and sealed. Amounts are as the joint meeting has decided them; what an
// enterprise was granted in earlier rounds stands beside, and nothing is deducted.
func WriteAwardList(w io.Writer, list *assessment.AwardList) error {
	p, err := newPaperList(list.ListHead, func(p *paperList) paperLayout {
		return paperLayout{
			sheet: "发放名单", title: list.RoundName + "培育补助发放名单", under: minutes(&list.ListHead) + "  单位:元", subject: "培育补助发放名单", header: list.Reference,
			columns: awardColumns(p),
		}
	})
	if err != nil {
		return fmt.Errorf("write award list of %s: %w", list.RoundID, err)
	}
	defer p.close()
	if err := p.awards(list); err != nil {
		return fmt.Errorf("write award list of %s: %w", list.RoundID, err)
	}
	if err := p.finish(w); err != nil {
		return fmt.Errorf("write award list of %s: %w", list.RoundID, err)
	}
	return nil
}

// Columns of the award list that its formulas name.
const (
	awardGradeColumn  = "E"
	awardBeforeColumn = "G"
	awardPaidColumn   = "I"
)

func awardColumns(p *paperList) []column {
	s := &p.styles
	return []column{
		{"序号", 7, s.centred},
		{"企业名称", 36, s.text},
		{"统一社会信用代码", 22, s.centred},
		{"乡镇街道", 13, s.centred},
		{"认定等次", 17, s.centred},
		{"评审总分", 10, s.points},
		{"以前批次已发", 15, p.look.money},
		{"以前批次", 30, s.text},
		{"本次发放", 15, p.look.money},
	}
}

func (p *paperList) awards(list *assessment.AwardList) error {
	first := p.sheet.row + 1
	for i := range list.Rows {
		row := &list.Rows[i]
		var before any
		if len(row.Before) > 0 {
			before = yuan(row.Granted())
		}
		if err := p.sheet.add(row.No, row.Enterprise.Name, row.Enterprise.USCC, row.Enterprise.Township, gradeWords[row.Grade],
			row.Total, before, pastText(row.Before), yuan(row.Award)); err != nil {
			return err
		}
	}
	if err := p.awardSums(list, first, p.sheet.row); err != nil {
		return err
	}
	if count, fen := paidBefore(list); count > 0 {
		text := fmt.Sprintf("有%d家企业以前批次已发过培育补助,共%s元,见“以前批次已发”栏。本次发放按联席会议决定的金额列示,未扣减以前已发的部分,发放前请核对。", count, yuan(fen))
		if err := p.line(p.look.note, sizeBody, 20, text); err != nil {
			return err
		}
	}
	if err := p.mark(); err != nil {
		return err
	}
	for _, line := range []string{
		"", "制表人:____________________        复核人:____________________        负责人:____________________",
		"", "单位(盖章):                                                                 日期:________年____月____日",
	} {
		if err := p.line(p.look.sign, sizeBody, 24, line); err != nil {
			return err
		}
	}
	return nil
}

// awardSums are the last rows: each grade, then all, as formulas over the rows.
func (p *paperList) awardSums(list *assessment.AwardList, first, last int) error {
	s := &p.styles
	styles := []int{s.sumText, s.sumText, p.look.sumFamilies, s.sumText, s.sumText, s.sumText, p.look.sumMoney, s.sumText, p.look.sumMoney}
	over := func(column string) string { return fmt.Sprintf("%s%d:%s%d", column, first, column, last) }
	formula := func(value any, text string) any {
		if len(list.Rows) == 0 {
			return value
		}
		return computed{value, text}
	}
	for _, grade := range []assessment.Outcome{assessment.OutcomeExcellent, assessment.OutcomeCertified} {
		word, count, paid, before := gradeWords[grade], 0, 0, 0
		for i := range list.Rows {
			if row := &list.Rows[i]; row.Grade == grade {
				count, paid, before = count+1, paid+row.Award, before+row.Granted()
			}
		}
		sumIf := func(column string) string {
			return fmt.Sprintf(`SUMIF(%s,"%s",%s)`, over(awardGradeColumn), word, over(column))
		}
		if err := p.sheet.addStyled(styles, "", word, formula(count, fmt.Sprintf(`COUNTIF(%s,"%s")`, over(awardGradeColumn), word)), nil, nil, nil,
			formula(yuan(before), sumIf(awardBeforeColumn)), nil, formula(yuan(paid), sumIf(awardPaidColumn))); err != nil {
			return err
		}
	}
	_, before := paidBefore(list)
	sum := func(column string) string { return "SUM(" + over(column) + ")" }
	return p.sheet.addStyled(styles, "合计", "", formula(len(list.Rows), "COUNT("+over("A")+")"), nil, nil, nil,
		formula(yuan(before), sum(awardBeforeColumn)), nil, formula(yuan(list.Sum()), sum(awardPaidColumn)))
}

// paidBefore is how many were granted something in earlier rounds, and how much.
func paidBefore(list *assessment.AwardList) (count, fen int) {
	for i := range list.Rows {
		if granted := list.Rows[i].Granted(); granted > 0 {
			count, fen = count+1, fen+granted
		}
	}
	return count, fen
}

// pastText lists earlier rounds, one a line.
func pastText(past []assessment.PastAward) string {
	lines := make([]string, len(past))
	for i, each := range past {
		lines[i] = fmt.Sprintf("%s:%s,%s元", each.RoundName, gradeWords[each.Grade], yuan(each.Award))
	}
	return strings.Join(lines, "\n")
}

// minutes says which meeting has decided, by the number of its minutes. They are
// the office's own: public lists do not tell it.
func minutes(head *assessment.ListHead) string {
	return heldOn(head) + "  文号:" + cmp.Or(head.Reference, "-")
}

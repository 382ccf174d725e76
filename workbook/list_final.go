package workbook

import (
	"fmt"
	"io"

	"wuxing/assessment"
)

// WriteFinalList writes 认定名单 on A4: who was certified in a round, by name
// within each grade, so that it tells nobody's rank or score, and no person.
func WriteFinalList(w io.Writer, list *assessment.FinalList) error {
	err := writePublic(w, list.ListHead, list.Rows, publicWords{
		sheet: "认定名单", title: list.RoundName + "认定名单", grade: "认定等次", under: heldOn(&list.ListHead),
	})
	if err != nil {
		return fmt.Errorf("write final list of %s: %w", list.RoundID, err)
	}
	return nil
}

// WriteNoticeList writes 公示名单 on A4, to be posted: who is to be certified and until
// when the public may object.
func WriteNoticeList(w io.Writer, list *assessment.NoticeList) error {
	err := writePublic(w, list.ListHead, list.Rows, publicWords{
		sheet: "公示名单", title: list.RoundName + "拟认定名单公示", grade: "拟认定等次",
		under: fmt.Sprintf("%d年度  公示期:%s至%s(%d个工作日)", list.Year, list.StartsOn, list.LastDay, list.Days),
		below: []string{"公示期内对以上企业有异议的,可以向主办单位提出,写明理由。公示期至最后一日24时止。"},
	})
	if err != nil {
		return fmt.Errorf("write notice of %s: %w", list.RoundID, err)
	}
	return nil
}

// publicWords are what tells one public list from another.
type publicWords struct {
	sheet, title, under string
	grade               string   // heading of the grades
	below               []string // paragraphs below the table
}

// publicOrder is said on each public list.
const publicOrder = "同一等次内按企业名称排列,不分先后。"

func writePublic(w io.Writer, head assessment.ListHead, rows []assessment.NoticeRow, words publicWords) error {
	p, err := newPaperList(head, func(p *paperList) paperLayout {
		return paperLayout{
			sheet: words.sheet, title: words.title, under: words.under, subject: words.sheet, portrait: true, columns: publicColumns(&p.streamBook, words.grade),
		}
	})
	if err != nil {
		return err
	}
	defer p.close()
	first := p.sheet.row + 1
	grade := assessment.Outcome("")
	for _, row := range rows {
		if row.Grade != grade {
			grade = row.Grade
			if err := p.line(p.look.group, sizeBody, 22, fmt.Sprintf("%s(%d家)", gradeWords[grade], ofGrade(rows, grade))); err != nil {
				return err
			}
		}
		if err := p.sheet.add(row.No, row.Enterprise, row.Township, gradeWords[row.Grade]); err != nil {
			return err
		}
	}
	if err := p.countRow(len(rows), first); err != nil {
		return err
	}
	for _, paragraph := range append(words.below, publicOrder) {
		if err := p.line(p.look.note, sizeBody, 20, paragraph); err != nil {
			return err
		}
	}
	if err := p.mark(); err != nil {
		return err
	}
	return p.finish(w)
}

func publicColumns(b *streamBook, grade string) []column {
	s := &b.styles
	return []column{{"序号", 8, s.centred}, {"企业名称", 46, s.text}, {"乡镇街道", 18, s.centred}, {grade, 18, s.centred}}
}

// countRow is the last row of a public list: how many there are, counted.
func (p *paperList) countRow(count, first int) error {
	styles := []int{p.styles.sumText, p.look.sumFamilies, p.styles.sumText, p.styles.sumText}
	var families any = count
	if count > 0 {
		families = computed{count, fmt.Sprintf("COUNT(A%d:A%d)", first, p.sheet.row)}
	}
	return p.sheet.addStyled(styles, "合计", families, nil, nil)
}

func ofGrade(rows []assessment.NoticeRow, grade assessment.Outcome) (count int) {
	for _, row := range rows {
		if row.Grade == grade {
			count++
		}
	}
	return count
}

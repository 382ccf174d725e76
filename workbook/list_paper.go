package workbook

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
)

// yuan is an amount of money in fen, shown in CNY with two decimals.
type yuan int

func (y yuan) String() string {
	sign, fen := "", int(y)
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return sign + strconv.Itoa(fen/100) + "." + fmt.Sprintf("%02d", fen%100)
}

// gradeWords are what was decided, as the office's lists call it.
var gradeWords = map[assessment.Outcome]string{
	assessment.OutcomeExcellent: "优秀技能型企业", assessment.OutcomeCertified: "技能型企业",
}

// paperStyles are the looks that lists on paper have beside those of streamBook.
type paperStyles struct {
	title, under, note, sign int
	mark                     int // of the audit trail
	money, sumMoney, group   int
	sumFamilies              int // 12家
}

// paperList is one list on one sheet, ready to be printed: a title, what it is of,
// a table, what stands below. Its rows are known before it is laid out.
type paperList struct {
	streamBook
	look  paperStyles
	sheet *sheetWriter
	name  string
	width float64 // of all columns
	head  assessment.ListHead
}

// paperLayout is what a list has besides its rows.
type paperLayout struct {
	sheet    string // name of the sheet
	title    string // of the list
	under    string // below the title
	subject  string // for the properties of the file
	header   string // of each page
	portrait bool
	columns  []column
}

// sizePaperTitle is the size of a list's title, in points.
const sizePaperTitle = 20.0

// sizeMark lets a hash of 64 digits stand in one line of an upright page.
const sizeMark = 9.0

// newPaperList begins a list. layout is asked for once the styles are known.
func newPaperList(head assessment.ListHead, layout func(p *paperList) paperLayout) (*paperList, error) {
	p := &paperList{streamBook: streamBook{file: excelize.NewFile(), footer: head.RoundName}, head: head}
	if err := p.begin(layout); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *paperList) begin(layout func(p *paperList) paperLayout) error {
	if err := p.newStyles(); err != nil {
		return err
	}
	if err := p.newPaperStyles(); err != nil {
		return err
	}
	l := layout(p)
	if err := p.file.SetSheetName("Sheet1", l.sheet); err != nil {
		return err
	}
	for i, c := range l.columns {
		if err := p.file.SetColWidth(l.sheet, columnName(i+1), columnName(i+1), c.width); err != nil {
			return err
		}
		p.width += c.width
	}
	rows, err := newBulkRows(len(l.columns))
	if err != nil {
		return err
	}
	part, err := p.partOf(l.sheet)
	if err != nil {
		_ = rows.close()
		return err
	}
	p.bulk = map[string]*bulkRows{part: rows}
	p.name, p.sheet = l.sheet, &sheetWriter{book: &p.streamBook, columns: l.columns, rows: rows}
	if err := p.line(p.look.title, sizePaperTitle, 36, l.title); err != nil {
		return err
	}
	if err := p.line(p.look.under, sizeBody, 20, l.under); err != nil {
		return err
	}
	heads, styles := make([]any, len(l.columns)), make([]int, len(l.columns))
	for i, c := range l.columns {
		heads[i], styles[i] = c.heading, p.styles.head
	}
	if err := p.sheet.addStyled(styles, heads...); err != nil {
		return err
	}
	page := pageSetup{
		sheet: l.sheet, headRow: p.sheet.row, fixCols: 2, lastCol: len(l.columns), footer: p.head.RoundName, header: l.header,
		portrait: l.portrait, endless: true,
	}
	if err := page.apply(p.file); err != nil {
		return err
	}
	if err := p.file.SetPanes(l.sheet, page.panes()); err != nil {
		return err
	}
	made := p.head.DecidedAt.UTC().Format(time.RFC3339)
	return p.file.SetDocProps(&excelize.DocProperties{
		Title: l.title, Creator: "wuxing", Identifier: p.head.RoundID, Subject: l.subject, Created: made, Modified: made, Language: "zh-CN",
	})
}

func (p *paperList) newPaperStyles() error {
	body := &excelize.Font{Family: fontBody, Size: sizeBody}
	bold := &excelize.Font{Family: fontBody, Size: sizeBody, Bold: true}
	align := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colourGroup}}
	money, families, border := "#,##0.00", `0"家"`, frame()
	for _, entry := range []struct {
		id    *int
		style excelize.Style
	}{
		{&p.look.title, excelize.Style{Font: &excelize.Font{Family: fontTitle, Size: sizePaperTitle, Bold: true}, Alignment: align("center")}},
		{&p.look.under, excelize.Style{Font: body, Alignment: align("center")}},
		{&p.look.note, excelize.Style{Font: body, Alignment: align("left")}},
		{&p.look.mark, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeMark}, Alignment: align("left")}},
		{&p.look.sign, excelize.Style{Font: body, Alignment: align("left")}},
		{&p.look.group, excelize.Style{Font: bold, Alignment: align("left"), Border: border, Fill: fill}},
		{&p.look.money, excelize.Style{Font: body, Alignment: align("right"), Border: border, CustomNumFmt: &money}},
		{&p.look.sumMoney, excelize.Style{Font: bold, Alignment: align("right"), Border: border, Fill: fill, CustomNumFmt: &money}},
		{&p.look.sumFamilies, excelize.Style{Font: bold, Alignment: align("center"), Border: border, Fill: fill, CustomNumFmt: &families}},
	} {
		id, err := p.file.NewStyle(&entry.style)
		if err != nil {
			return err
		}
		*entry.id = id
	}
	return nil
}

// line writes a text over all columns, as high as it needs.
func (p *paperList) line(style int, size, minimum float64, text string) error {
	s := p.sheet
	s.row++
	s.rows.begin(s.row, rowHeight(size, minimum, wrapped{text, p.width}))
	var first any
	if text != "" {
		first = text
	}
	if err := s.rows.cell(0, s.row, p.styleFor(style, text), first); err != nil {
		return err
	}
	for col := 1; col < len(s.columns); col++ {
		if err := s.rows.cell(col, s.row, style, nil); err != nil {
			return err
		}
	}
	if err := s.rows.end(); err != nil {
		return err
	}
	return p.file.MergeCell(p.name, cellName(1, s.row), cellName(len(s.columns), s.row))
}

// mark says below a list how far the audit trail had come. The two lines are compared
// with what `wuxing audit verify` is told and says.
func (p *paperList) mark() error {
	mark := p.head.Trail
	if mark.Seq == 0 {
		return nil
	}
	lines := []string{fmt.Sprintf("审计记录第%d条：%s", mark.Seq, mark.Hash)}
	if mark.Key != "" {
		lines = append(lines, "签名公钥指纹："+mark.Key)
	}
	for _, text := range lines {
		if err := p.line(p.look.mark, sizeMark, 16, text); err != nil {
			return err
		}
	}
	return nil
}

// finish writes the file.
func (p *paperList) finish(w io.Writer) error {
	full := true
	if err := p.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &full}); err != nil {
		return err
	}
	return p.write(w)
}

// heldOn says when the meeting was that has decided.
func heldOn(head *assessment.ListHead) string {
	return fmt.Sprintf("%d年度  联席会议日期:%s", head.Year, cmp.Or(head.HeldOn, "-"))
}

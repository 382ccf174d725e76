package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// The sheets of a comparison.
const (
	sheetChanges    = "变化"
	sheetIndicators = "指标"
)

// WriteComparison writes what changes from one card to another: 变化 with a row
// for each enterprise in the order of their ranks under A, 指标 with a row for
// each indicator. Scores are numbers; names are text and never run as a formula.
// Equal comparisons give equal bytes.
func WriteComparison(w io.Writer, comparison *scoring.Comparison) error {
	title := comparison.A.ID + " → " + comparison.B.ID
	c := &comparisonWriter{streamBook{file: excelize.NewFile(), footer: title}, comparison, title}
	defer c.close()
	if err := c.writeSheets(); err != nil {
		return fmt.Errorf("write comparison %s: %w", title, err)
	}
	if err := c.write(w); err != nil {
		return fmt.Errorf("write comparison %s: %w", title, err)
	}
	return nil
}

type comparisonWriter struct {
	streamBook
	comparison *scoring.Comparison
	title      string
}

func (c *comparisonWriter) writeSheets() error {
	if err := c.file.SetSheetName("Sheet1", sheetChanges); err != nil {
		return err
	}
	if _, err := c.file.NewSheet(sheetIndicators); err != nil {
		return err
	}
	if err := c.newStyles(); err != nil {
		return err
	}
	if err := c.writeChanges(); err != nil {
		return err
	}
	if err := c.writeIndicators(); err != nil {
		return err
	}
	return c.file.SetDocProps(&excelize.DocProperties{
		Title: c.title, Creator: "wuxing", Subject: c.comparison.A.Title, Language: "zh-CN",
		Keywords: c.comparison.A.Hash() + " " + c.comparison.B.Hash(),
	})
}

func (c *comparisonWriter) note() string {
	k := c.comparison
	note := fmt.Sprintf("%d家企业  得分增加%d家  减少%d家  不变%d家  名次变动%d家", len(k.Rows), k.Gain, k.Lose, k.Same, k.Reranked)
	if k.Quota > 0 {
		note += fmt.Sprintf("  名额%d家:进入%d家,退出%d家", k.Quota, k.Enter, k.Leave)
	}
	return note
}

func (c *comparisonWriter) writeChanges() error {
	s, k := &c.styles, c.comparison
	columns := []column{
		{"企业名称", 36, s.text},
		{"统一社会信用代码", 22, s.centred},
		{"总分A", 10, s.points},
		{"总分B", 10, s.points},
		{"变化", 9, s.gap},
		{"名次A", 8, s.centred},
		{"名次B", 8, s.centred},
		{"升降", 8, s.move},
		{"名额", 12, s.centred},
		{"变化的指标", 40, s.text},
	}
	sheet, err := c.newSheet(sheetChanges, c.title, c.note(), 1, len(k.Rows), columns)
	if err != nil {
		return err
	}
	filter := cellName(1, sheet.headRow) + ":" + cellName(len(columns), sheet.headRow+max(len(k.Rows), 1))
	if err := c.file.AutoFilter(sheetChanges, filter, []excelize.AutoFilterOptions{}); err != nil {
		return err
	}
	for i := range k.Rows {
		row := &k.Rows[i]
		if err := sheet.add(row.Enterprise.Name, row.Enterprise.USCC, row.TotalA, row.TotalB, row.Change,
			comparedRank(row.RankA), comparedRank(row.RankB), comparedMove(row), c.crossing(row), changedLines(row)); err != nil {
			return err
		}
	}
	return nil
}

// comparedRank is the number, or the word for the enterprise that has none.
func comparedRank(rank int) any {
	if rank == 0 {
		return "一票否决"
	}
	return rank
}

// comparedMove is blank where there is no rank on one side.
func comparedMove(row *scoring.ComparedRow) any {
	if row.RankA == 0 || row.RankB == 0 {
		return ""
	}
	return row.Move
}

// crossing tells on which side of the quota's line the enterprise stands.
func (c *comparisonWriter) crossing(row *scoring.ComparedRow) string {
	switch {
	case c.comparison.Quota == 0:
		return ""
	case row.WithinA && row.WithinB:
		return "在名额内"
	case row.WithinB:
		return "进入"
	case row.WithinA:
		return "退出"
	default:
		return "在名额外"
	}
}

func changedLines(row *scoring.ComparedRow) string {
	text := ""
	for i, line := range row.Lines {
		if i > 0 {
			text += ","
		}
		text += line.No + " " + line.From.String() + "→" + line.To.String()
	}
	return text
}

func (c *comparisonWriter) writeIndicators() error {
	s, k := &c.styles, c.comparison
	columns := []column{
		{"指标编号", 9, s.centred},
		{"指标标识", 28, s.text},
		{"指标内容", 44, s.text},
		{"变化家数", 10, s.integer},
		{"增加家数", 10, s.integer},
		{"减少家数", 10, s.integer},
		{"变化合计", 11, s.gap},
		{"说明", 22, s.text},
	}
	sheet, err := c.newSheet(sheetIndicators, c.title, c.note(), 1, len(k.Indicators)+2, columns)
	if err != nil {
		return err
	}
	for i := range k.Indicators {
		row := &k.Indicators[i]
		only := map[string]string{"a": "B没有这项指标", "b": "A没有这项指标"}[row.Only]
		if err := sheet.add(row.No, row.ID, row.Name, row.Changed, row.Up, row.Down, row.Sum, only); err != nil {
			return err
		}
	}
	if k.Limits != 0 {
		if err := sheet.add("", "", "总分的上限和下限(0分)", "", "", "", k.Limits, ""); err != nil {
			return err
		}
	}
	styles := []int{s.sumText, s.sumText, s.sumText, s.sumInteger, s.sumInteger, s.sumInteger, s.sumPoints, s.sumText}
	if err := sheet.addStyled(styles, "合计", "", "总分", k.Gain+k.Lose, k.Gain, k.Lose, k.TotalB-k.TotalA, ""); err != nil {
		return err
	}
	return nil
}

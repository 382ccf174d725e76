package workbook

import "github.com/xuri/excelize/v2"

// Fonts of the printed form; spreadsheets without them take their own Chinese
// font.
const (
	fontBody  = "宋体"
	fontTitle = "黑体"
)

// Sizes in points.
const (
	sizeBody    = 10.5
	sizeTitle   = 18.0
	indentWidth = 1.6 // of a column that an indented text leaves free
	sizeSide    = 9.0 // of what is for the screen only
)

// formStyles are the looks of the form's cells. Only those for input are
// unlocked.
type formStyles struct {
	title, note, head, group  int
	cell, centred, score, sum int
	warn                      int
	line                      int // running text without a border
	inputText, inputAny       int
	inputCount, inputMoney    int
	listText, listAny         int
	listCount, rowNumber      int
	linkCell                  int

	side, sideHead, why, sideSum int // beside what is printed
	check                        int // 检查, beside an answer
	rowCheck                     int // 检查, beside a list's row
	summary                      int // what is still to do
	listLook                     int // of a list's cells, as a condition: blank rows are not printed
	missing, refused             int // conditions: the colours of what is not filled in, and of what cannot be
	missingWord, refusedWord     int // of the words that say so
}

const (
	colourInput = "FFFBE6"
	colourHead  = "DCE6F1"
	colourGroup = "EEF3F8"
	colourLine  = "7F7F7F"
	colourNote  = "595959"
	colourSide  = "BFBFBF"
)

func newFormStyles(file *excelize.File) (formStyles, error) {
	var s formStyles
	bold := &excelize.Font{Family: fontBody, Size: sizeBody, Bold: true}
	body := &excelize.Font{Family: fontBody, Size: sizeBody}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	wrap := func(horizontal string) *excelize.Alignment {
		return &excelize.Alignment{Horizontal: horizontal, Vertical: "center", WrapText: true}
	}
	inset := func() *excelize.Alignment {
		a := wrap("left")
		a.Indent = 1
		return a
	}
	border := frame()
	small := func(colour string) *excelize.Font {
		return &excelize.Font{Family: fontBody, Size: sizeSide, Color: colour}
	}
	free := &excelize.Protection{Locked: false}
	text, points := "@", "0.00"
	for _, entry := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Family: fontTitle, Size: sizeTitle, Bold: true}, Alignment: wrap("center")}},
		{&s.note, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeBody, Color: colourNote}, Alignment: wrap("left")}},
		{&s.line, excelize.Style{Font: body, Alignment: wrap("left")}},
		{&s.warn, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeBody, Bold: true, Color: "C00000"}, Alignment: wrap("center")}},
		{&s.head, excelize.Style{Font: bold, Alignment: wrap("center"), Border: border, Fill: fill(colourHead)}},
		{&s.group, excelize.Style{Font: bold, Alignment: inset(), Border: border, Fill: fill(colourGroup)}},
		{&s.cell, excelize.Style{Font: body, Alignment: inset(), Border: border}},
		{&s.centred, excelize.Style{Font: body, Alignment: wrap("center"), Border: border}},
		{&s.score, excelize.Style{Font: body, Alignment: wrap("center"), Border: border, CustomNumFmt: pointsFormat()}},
		{&s.sum, excelize.Style{Font: bold, Alignment: wrap("center"), Border: border, Fill: fill(colourGroup), CustomNumFmt: pointsFormat()}},
		{&s.inputText, excelize.Style{Font: body, Alignment: inset(), Border: border, Fill: fill(colourInput), Protection: free, CustomNumFmt: &text}},
		{&s.side, excelize.Style{Font: small(colourNote), Alignment: wrap("left")}},
		{&s.sideHead, excelize.Style{Font: small(colourNote), Alignment: wrap("center"), Border: frameOf(colourSide)}},
		{&s.why, excelize.Style{Font: small("404040"), Alignment: inset(), Border: frameOf(colourSide)}},
		{&s.sideSum, excelize.Style{Font: small("404040"), Alignment: wrap("center"), Border: frameOf(colourSide), CustomNumFmt: &points}},
		{&s.rowCheck, excelize.Style{Font: small(colourNote), Alignment: inset()}},
		{&s.summary, excelize.Style{Font: bold, Alignment: wrap("left")}},
		{&s.check, excelize.Style{Font: small(colourNote), Alignment: inset(), Border: border}},
		{&s.inputAny, excelize.Style{Font: body, Alignment: wrap("center"), Border: border, Fill: fill(colourInput), Protection: free}},
		{&s.inputCount, excelize.Style{Font: body, Alignment: wrap("center"), Border: border, Fill: fill(colourInput), Protection: free}},
		{&s.inputMoney, excelize.Style{Font: body, Alignment: wrap("center"), Border: border, Fill: fill(colourInput), Protection: free, CustomNumFmt: &points}},
		{&s.listText, excelize.Style{Font: body, Alignment: inset(), Protection: free, CustomNumFmt: &text}},
		{&s.listAny, excelize.Style{Font: body, Alignment: wrap("center"), Protection: free}},
		{&s.listCount, excelize.Style{Font: body, Alignment: wrap("center"), Protection: free}},
		{&s.rowNumber, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeBody, Color: "808080"}, Alignment: wrap("center"), Border: border}},
		{&s.linkCell, excelize.Style{Font: &excelize.Font{Family: fontBody, Size: sizeBody, Color: "0563C1", Underline: "single"}, Alignment: inset(), Border: border}},
	} {
		id, err := file.NewStyle(&entry.style)
		if err != nil {
			return s, err
		}
		*entry.id = id
	}
	return s, s.addConditions(file)
}

// frame is a thin border on all sides.
func frame() []excelize.Border { return frameOf(colourLine) }

func frameOf(colour string) []excelize.Border {
	sides := []string{"left", "right", "top", "bottom"}
	border := make([]excelize.Border, len(sides))
	for i, side := range sides {
		border[i] = excelize.Border{Type: side, Color: colour, Style: 1}
	}
	return border
}

// pointsFormat shows quarter points in full and no needless zeros: 4, 4.5 and
// 4.25 would not line up, so all have two decimals.
func pointsFormat() *string {
	format := "0.00"
	return &format
}

package workbook

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// question is what a validation needs to know.
type question struct {
	label, prompt, unit string
	kind                scoring.FactType
	set                 string // name of the range of answers
	max                 int64
}

// Excel's limits of a validation's texts, in UTF-16 units. Longer ones are
// written unchecked and make Excel repair the file.
const (
	promptTitleLimit = 32
	promptTextLimit  = 255
)

// validate checks what is typed into the cells and says what is wanted.
func (w *formWriter) validate(sheet, cells string, q question) error {
	v := excelize.NewDataValidation(true)
	v.SetSqref(cells)
	wanted := ""
	switch q.kind {
	case scoring.TypeYesNo:
		v.SetSqrefDropList(setYesNo)
		wanted = "请从下拉列表中选“是”或“否”。"
	case scoring.TypeChoice:
		v.SetSqrefDropList(q.set)
		wanted = "请从下拉列表中选一项。"
	case scoring.TypeCount:
		if err := v.SetRange("0", fmt.Sprint(q.max), excelize.DataValidationTypeWhole, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		wanted = fmt.Sprintf("请填0至%d的整数,不带单位。", q.max)
	case scoring.TypeMoney:
		if err := v.SetRange("0", fmt.Sprint(q.max), excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		wanted = fmt.Sprintf("请填0至%d的数,单位元,最多两位小数。", q.max)
	case scoring.TypeText:
		if err := v.SetRange("0", fmt.Sprint(maxNameLength), excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorBetween); err != nil {
			return err
		}
		wanted = fmt.Sprintf("请填文字,不超过%d字。", maxNameLength)
	}
	title := clipUTF16(q.label, promptTitleLimit)
	v.SetError(excelize.DataValidationErrorStyleStop, title, clipUTF16(wanted, promptTextLimit))
	v.SetInput(title, clipUTF16(strings.TrimSpace(wanted+"\n"+q.prompt), promptTextLimit))
	return w.file.AddDataValidation(sheet, v)
}

// maxNameLength is the longest text that scoring takes in a list.
const maxNameLength = 200

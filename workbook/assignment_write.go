package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"wuxing/assessment"
)

// Sheets of the assignment as a workbook.
const (
	sheetAssignments = "评审分配"
	sheetReviewers   = "评审员名单"
)

// WriteAssignments writes who has what in a round, for the lead to change the
// reviewers and to send the workbook back (ReadAssignments). Who may be put down
// stands on a sheet of its own and in the lists of the cells.
func WriteAssignments(w io.Writer, sheet *assessment.AssignmentSheet) error {
	b := &assignmentBook{streamBook{file: excelize.NewFile(), footer: sheet.RoundName}, sheet}
	defer b.close()
	err := b.writeSheets()
	if err == nil {
		err = b.write(w)
	}
	if err != nil {
		return fmt.Errorf("write assignments of %s: %w", sheet.RoundID, err)
	}
	return nil
}

type assignmentBook struct {
	streamBook
	sheet *assessment.AssignmentSheet
}

func (b *assignmentBook) writeSheets() error {
	if err := b.file.SetSheetName("Sheet1", sheetAssignments); err != nil {
		return err
	}
	if _, err := b.file.NewSheet(sheetReviewers); err != nil {
		return err
	}
	if err := b.newStyles(); err != nil {
		return err
	}
	if err := b.writeRows(); err != nil {
		return err
	}
	if err := b.writeReviewers(); err != nil {
		return err
	}
	return b.file.SetDocProps(&excelize.DocProperties{
		Title: b.sheet.RoundName, Creator: "wuxing", Identifier: b.sheet.RoundID, Subject: sheetAssignments, Language: "zh-CN",
		Created: noTime, Modified: noTime,
	})
}

// noTime stands where a file has no moment of its own.
const noTime = "2000-01-01T00:00:00Z"

func (b *assignmentBook) writeRows() error {
	s, rows := &b.styles, b.sheet.Rows
	input, err := b.inputStyle()
	if err != nil {
		return err
	}
	columns := []column{
		{assignmentHeads[columnApplication][0], 38, s.text},
		{assignmentHeads[columnCode][0], 22, s.centred},
		{"企业名称", 38, s.text},
		{"乡镇街道", 13, s.text},
		{assignmentHeads[columnFirst][0], 16, input},
	}
	if b.sheet.Reviewers == 2 {
		columns = append(columns, column{assignmentHeads[columnSecond][0], 16, input})
	}
	columns = append(columns, column{"说明", 16, s.text})
	note := "改“评审员”栏(登录名,见“" + sheetReviewers + "”),保存后上传。不动的行保持原样;写明“不能改派”的,现在不能换人。"
	if len(b.sheet.Loads) > 0 { // before the rows: what comes after a stream is lost
		first, last := 5, 4+b.sheet.Reviewers
		choice := excelize.NewDataValidation(true)
		choice.SetSqref(cellName(first, streamHeadRow+1) + ":" + cellName(last, streamHeadRow+max(len(rows), 1)))
		choice.SetSqrefDropList(fmt.Sprintf("%s!$A$%d:$A$%d", quoteSheet(sheetReviewers), streamHeadRow+1, streamHeadRow+len(b.sheet.Loads)))
		choice.SetError(excelize.DataValidationErrorStyleStop, assignmentHeads[columnFirst][0], "请从下拉列表中选评审员的登录名。")
		if err := b.file.AddDataValidation(sheetAssignments, choice); err != nil {
			return err
		}
	}
	sheet, err := b.newSheet(sheetAssignments, b.sheet.RoundName+"  "+sheetAssignments, note, 3, len(rows), columns)
	if err != nil {
		return err
	}
	for _, row := range rows {
		values := []any{row.Application, row.Enterprise.USCC, row.Enterprise.Name, row.Enterprise.Township}
		for _, reviewer := range row.Reviewers {
			values = append(values, reviewer)
		}
		styles := make([]int, len(columns))
		remark := ""
		if !row.Open {
			remark = "不能改派"
			for i := 4; i < len(columns)-1; i++ {
				styles[i] = s.centred
			}
		}
		if err := sheet.addStyled(styles, append(values, remark)...); err != nil {
			return err
		}
	}
	return nil
}

// inputStyle is that of the cells to be changed: text, so that a username of
// digits stays one.
func (b *assignmentBook) inputStyle() (int, error) {
	text := "@"
	return b.file.NewStyle(&excelize.Style{
		Font: &excelize.Font{Family: fontBody, Size: sizeBody}, Border: frame(), CustomNumFmt: &text,
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colourInput}},
	})
}

func (b *assignmentBook) writeReviewers() error {
	s := &b.styles
	columns := []column{{"登录名", 20, s.text}, {"姓名", 24, s.text}, {"未完成的申报", 14, s.integer}}
	sheet, err := b.newSheet(sheetReviewers, b.sheet.RoundName+"  "+sheetReviewers, "在用的评审员账号;未完成的申报为现在的份数。", 1, len(b.sheet.Loads), columns)
	if err != nil {
		return err
	}
	for _, load := range b.sheet.Loads {
		if err := sheet.add(load.Reviewer, load.Name, load.Before); err != nil {
			return err
		}
	}
	return nil
}

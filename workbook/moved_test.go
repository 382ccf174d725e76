package workbook

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// Nothing that was filled into a list is passed over: not behind a gap, not below
// the rows that the form offers.
func TestListRowsBehindGapsAreRead(t *testing.T) {
	card := testCard(t)
	honours, _ := card.Fact("honours")
	rows := []int{listFirstRow, listFirstRow + 50, listFirstRow + honours.MaxRows + 5}
	data := edit(t, form(t, card, nil, nil), func(f *excelize.File) error {
		for _, row := range rows {
			name := cellName(listFirstCol, row)
			if err := f.SetCellStr("技能荣誉", name, "人"+name); err != nil {
				return err
			}
			if err := f.SetCellStr("技能荣誉", cellName(listFirstCol+1, row), "国家级"); err != nil {
				return err
			}
		}
		return nil
	})
	reading, problems := Read(data, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	read, _ := reading.Facts.Rows("honours")
	if len(read) != len(rows) {
		t.Errorf("%d rows read, want %d", len(read), len(rows))
	}
}

// Sorting the sheet moves labels and answers but not the names of the cells: the
// answers must not go to other facts in silence.
func TestSortedRowsAreRefused(t *testing.T) {
	card := testCard(t)
	blank := form(t, card, nil, fixtures(t, card)[3].facts)
	trained, high := place(t, blank, "trained_workers"), place(t, blank, "high_skilled_workers")
	data := edit(t, blank, func(f *excelize.File) error {
		for col := trained.col - 1; col <= trained.col; col++ {
			a, b := cellName(col, trained.row), cellName(col, high.row)
			first, err := f.GetCellValue(trained.sheet, a)
			if err != nil {
				return err
			}
			second, err := f.GetCellValue(high.sheet, b)
			if err != nil {
				return err
			}
			if err := f.SetCellValue(trained.sheet, a, second); err != nil {
				return err
			}
			if err := f.SetCellValue(high.sheet, b, first); err != nil {
				return err
			}
		}
		return nil
	})
	_, problems := Read(data, finder(card))
	want := scoring.Problems{
		problem(CodeOtherLabel, trained.sheet, cellName(trained.col, trained.row), "fact", "年度内参加培训的技术工人数", "found", "高技能人才数"),
		problem(CodeOtherLabel, high.sheet, cellName(high.col, high.row), "fact", "高技能人才数", "found", "年度内参加培训的技术工人数"),
	}
	if diff := cmp.Diff(want, problems); diff != "" {
		t.Error(diff)
	}
}

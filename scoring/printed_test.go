package scoring

import (
	"slices"
	"testing"
)

func TestPrintedRows(t *testing.T) {
	category := Category{Indicators: []Indicator{
		{Name: "甲"}, {Name: "乙（9万元）", Printed: "乙"}, {Name: "乙（12万元）", Printed: "乙"}, {Name: "丙", Printed: "丙"}, {Name: "丁"}, {Name: "戊"},
	}}
	if rows := category.PrintedRows(); !slices.Equal(rows, []int{1, 2, 0, 1, 1, 1}) {
		t.Errorf("%v", rows)
	}
	if name := category.Indicators[2].PrintedName() + category.Indicators[0].PrintedName(); name != "乙甲" {
		t.Errorf("%s", name)
	}
}

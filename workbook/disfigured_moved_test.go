package workbook

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

const honoursMore = `{"honours": [{"person": "张三", "level": "city"}, {"person": "李四", "level": "district"},
	{"person": "王五", "level": "province"}, {"person": "赵六", "level": "national"}]}`

var disfiguredLists = []disfigured{
	{name: "粘贴在下拉列表上的级别“国家级。”", change: in("技能荣誉", "B8", "赵六", "国家级\u3002"), read: honoursMore},
	{name: "明细之间空着许多行", change: in("技能荣誉", "B150", "赵六", "国家级"), read: honoursMore},
	{name: "明细填到了表格的下面", change: in("技能荣誉", "B230", "赵六", "国家级"), read: honoursMore},
	{name: "删去明细中间的一行", change: with(func(f *excelize.File) error { return f.RemoveRow("技能荣誉", 6) }), read: `{"honours": [{"person": "张三", "level": "city"}, {"person": "王五", "level": "province"}]}`},
	{name: "在明细中间插入空行", change: with(func(f *excelize.File) error { return f.InsertRows("技能荣誉", 6, 3) })},
	{name: "在明细上面插入行", change: with(func(f *excelize.File) error { return f.InsertRows("技能荣誉", 1, 2) })},
	{name: "明细后面是只有空格的行", change: in("技能荣誉", "B8", " ", "\u3000")},
	{name: "明细后面是只有公式、结果为空的行", change: listFormulas},
	{name: "隐藏或筛选掉的明细行", change: with(func(f *excelize.File) error { return f.SetRowVisible("技能荣誉", 6, false) })},
	{name: "左右对调两栏", change: swapColumns},
	{name: "把一栏剪切到表格外面", change: moveColumn},
	{name: "改了栏目的标题", change: in("技能荣誉", "B4", "获奖人", "级别")},
	{name: "有无里写“√”", change: says("honours", "\u221a")},
	{name: "有无留空,明细有行", change: says("honours", "")},
	{name: "有无留空,明细里只写“无”", change: then(says("science_awards", ""), in("科技进步奖", "B5", "无")), warnings: []string{"list_read_as_none 科技进步奖!B5"}},
	{name: "选“无”,明细里也写“无”", change: in("技能大师工作室", "B5", "无")},
	{name: "选“无”,并删去空的明细表", change: with(func(f *excelize.File) error { return f.DeleteSheet("科技进步奖") })},
	{name: "合并单元格:几个人同一级别", change: then(clearArea("技能荣誉", "C6", "C6"), with(func(f *excelize.File) error { return f.MergeCell("技能荣誉", "C5", "C6") })), read: `{"honours": [{"person": "张三", "level": "city"}, {"person": "李四", "level": "city"}, {"person": "王五", "level": "province"}]}`},
	{name: "有无里写“3项”", change: says("honours", "3项"), problems: []string{"unknown_choice @honours"}},
	{name: "选“无”,明细却有行", change: says("honours", "无"), problems: []string{"list_contradiction @honours"}},
	{name: "选“有”,明细没有行", change: says("science_awards", "有"), problems: []string{"list_without_rows @science_awards"}},
	{name: "明细缺级别", change: in("技能荣誉", "B8", "赵六"), problems: []string{"missing_field 技能荣誉!B8"}},
	{name: "明细级别不在列表里", change: in("技能荣誉", "B8", "赵六", "镇级"), problems: []string{"unknown_choice 技能荣誉!C8"}},
	{name: "明细下面加了合计行", change: in("技能荣誉", "B8", "合计", "3人"), problems: []string{"sum_row 技能荣誉!B8"}},
	{name: "序号栏里写“合计”的行", change: then(says("arrears_petitions", "有"), in("欠薪上访", "B5", "6人", "区级部门"), in("欠薪上访", "A6", "合 计", "6人")), problems: []string{"sum_row 欠薪上访!A6"}},
	{name: "明细里的人数“6人”", change: then(says("arrears_petitions", "有"), in("欠薪上访", "B5", "6人", "区级部门")), read: `{"arrears_petitions": [{"people": 6, "level": "district"}]}`},
	{name: "合并单元格:几次上访合写一个人数", change: then(says("arrears_petitions", "有"), in("欠薪上访", "B5", "12", "区级部门"), in("欠薪上访", "C6", "市级部门"), with(func(f *excelize.File) error { return f.MergeCell("欠薪上访", "B5", "B6") })), problems: []string{"missing_field 欠薪上访!B6"}},
	{name: "删去了一栏", change: with(func(f *excelize.File) error { return f.RemoveCol("技能荣誉", "C") }), problems: []string{"missing_column 技能荣誉!B3"}},
	{name: "复制了一栏,没有填", change: in("技能荣誉", "AZ3", "level")},
	{name: "复制了一栏,两栏都填了内容", change: then(in("技能荣誉", "AZ3", "level"), in("技能荣誉", "AZ5", "国家级")), problems: []string{"column_twice 技能荣誉!AZ5"}},
	{name: "删去了有行的明细表", change: with(func(f *excelize.File) error { return f.DeleteSheet("技能荣誉") }), problems: []string{"missing_list @honours"}},
}

var disfiguredSheets = []disfigured{
	{name: "单项数据中间插入了行", change: with(func(f *excelize.File) error { return f.InsertRows("单项数据", 15, 2) })},
	{name: "单项数据左边插入了列", change: with(func(f *excelize.File) error { return f.InsertCols("单项数据", "A", 1) })},
	{name: "隐藏了行和列", change: with(func(f *excelize.File) error {
		if err := f.SetRowVisible("单项数据", 20, false); err != nil {
			return err
		}
		return f.SetColVisible("单项数据", "D:F", false)
	})},
	{name: "移动了工作表", change: with(func(f *excelize.File) error { return f.MoveSheet("技能荣誉", "填写说明") })},
	{name: "改了工作表的名称", change: then(renamed("单项数据", "Sheet1"), renamed("技能荣誉", "荣誉'2024"))},
	{name: "删去了填写说明和评分表", change: with(func(f *excelize.File) error {
		if err := f.DeleteSheet("评分表"); err != nil {
			return err
		}
		return f.DeleteSheet("填写说明")
	})},
	{name: "在评分表的合计格里填了数", change: with(func(f *excelize.File) error { return f.SetCellInt("评分表", "F40", 100) })},
	{name: "复制了评分表", change: copied("评分表", "评分表 (2)")},
	{name: "复制了单项数据,内容相同", change: copied("单项数据", "单项数据 (2)")},
	{name: "复制单项数据时带出了同名的名称", change: then(copied("单项数据", "单项数据 (2)"), workbookPart(func(xml string) string {
		return strings.Replace(xml, "<definedNames>", `<definedNames><definedName name="employees" localSheetId="3">'单项数据 (2)'!$C$20</definedName>`, 1)
	}))},
	{name: "加了自己的工作表", change: then(with(func(f *excelize.File) error { _, err := f.NewSheet("备注"); return err }), in("备注", "A1", "企业职工总数", "999"))},
	{name: "填写格剪切到了别处", change: cut("employees", "单项数据", "H3")},
	{name: "复制单项数据、删去原表,又改了一格的标签", change: then(in("单项数据", "B20", "职工人数"), localNames)},
	{name: "定义的名称丢失,标签还在", change: dropNames("employees", "enterprise_name", "honours_declared")},
	{name: "下面有许多设了格式的空行", change: blankTail},
	{name: "删去了一行", change: with(func(f *excelize.File) error {
		if err := f.DeleteDefinedName(&excelize.DefinedName{Name: "employees"}); err != nil {
			return err
		}
		return f.RemoveRow("单项数据", 20)
	}), problems: []string{"missing_cell @certified_workers"}},
	{name: "两行调换了位置(排序)", change: swapRows("trained_workers", "high_skilled_workers"), problems: []string{"other_label @trained_workers", "other_label @high_skilled_workers"}},
	{name: "清单的两行调换了位置", change: swapRows("honours", "master_studios"), problems: []string{"other_label @honours", "other_label @master_studios"}},
	{name: "两个填写格合并成一个", change: then(clearArea("单项数据", "C21", "C21"), with(func(f *excelize.File) error { return f.MergeCell("单项数据", "C20", "C21") })), problems: []string{"joined_cells @skilled_workers"}},
	{name: "剪切粘贴到了另一项的格子", change: cut("employees", "单项数据", "C21"), problems: []string{"other_label @skilled_workers"}},
	{name: "复制了单项数据,在副本里改了数", change: then(copied("单项数据", "单项数据 (2)"), with(func(f *excelize.File) error { return f.SetCellInt("单项数据 (2)", "C20", 480) })), problems: []string{"sheet_copied 单项数据 (2)!C20"}},
	{name: "复制了明细表,在副本里加了行", change: then(copied("技能荣誉", "技能荣誉 (2)"), in("技能荣誉 (2)", "B8", "赵六", "国家级")), problems: []string{"list_copied 技能荣誉 (2)!B8"}},
}

func renamed(from, to string) damage {
	return with(func(f *excelize.File) error { return f.SetSheetName(from, to) })
}

func copied(from, to string) damage {
	return with(func(f *excelize.File) error {
		source, err := f.GetSheetIndex(from)
		if err != nil {
			return err
		}
		target, err := f.NewSheet(to)
		if err != nil {
			return err
		}
		return f.CopySheet(source, target)
	})
}

func dropNames(names ...string) damage {
	return with(func(f *excelize.File) error {
		for _, name := range names {
			if err := f.DeleteDefinedName(&excelize.DefinedName{Name: name}); err != nil {
				return err
			}
		}
		return nil
	})
}

// localNames leaves what Excel leaves when a sheet is copied and the original
// deleted: the names of the workbook lead nowhere, the copy has its own.
func localNames(t testing.TB, data []byte) []byte {
	data = renamed("单项数据", "单项数据 (2)")(t, data)
	name := regexp.MustCompile(`<definedName name="(\w+)"[^>]*>([^<]*单项数据 \(2\)[^<]*)</definedName>`)
	return workbookPart(func(xml string) string {
		if !name.MatchString(xml) {
			t.Fatal("no names")
		}
		return name.ReplaceAllString(xml, `<definedName name="$1">#REF!</definedName><definedName name="$1" localSheetId="2">$2</definedName>`)
	})(t, data)
}

// swapRows exchanges the labels and answers of two facts, as sorting does.
func swapRows(a, b string) damage {
	return func(t testing.TB, data []byte) []byte {
		first, second := cellOf(t, data, a), cellOf(t, data, b)
		return edit(t, data, func(f *excelize.File) error {
			for _, col := range []string{"B", "C"} {
				one, other := col+first[1][1:], col+second[1][1:]
				left, err := f.GetCellValue(first[0], one, excelize.Options{RawCellValue: true})
				if err != nil {
					return err
				}
				right, err := f.GetCellValue(first[0], other, excelize.Options{RawCellValue: true})
				if err != nil {
					return err
				}
				if err := f.SetCellValue(first[0], one, right); err != nil {
					return err
				}
				if err := f.SetCellValue(first[0], other, left); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// swapColumns exchanges the two columns of 技能荣誉 with their headings and keys.
func swapColumns(t testing.TB, data []byte) []byte {
	return edit(t, data, func(f *excelize.File) error { return exchange(f, "B", "C") })
}

// moveColumn cuts the column of levels and pastes it outside of the table.
func moveColumn(t testing.TB, data []byte) []byte {
	return edit(t, data, func(f *excelize.File) error { return exchange(f, "C", "J") })
}

func exchange(f *excelize.File, a, b string) error {
	for row := listKeyRow; row < listFirstRow+5; row++ {
		one, other := fmt.Sprint(a, row), fmt.Sprint(b, row)
		left, err := f.GetCellValue("技能荣誉", one)
		if err != nil {
			return err
		}
		right, err := f.GetCellValue("技能荣誉", other)
		if err != nil {
			return err
		}
		for cell, text := range map[string]string{one: right, other: left} {
			if err := f.SetCellStr("技能荣誉", cell, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// listFormulas fills formulas down whose result is an empty text.
func listFormulas(t testing.TB, data []byte) []byte {
	return rewrite(t, data, sheetPart(t, data, "技能荣誉"), func(xml string) string {
		for row := 8; row < 20; row++ {
			xml = replaceRaw(t, xml, fmt.Sprint("B", row), "str", fmt.Sprintf(`<f>IF(A%d="","",A%d)</f><v></v>`, row, row))
		}
		return xml
	})
}

// blankTail adds rows that have a format and nothing else.
func blankTail(t testing.TB, data []byte) []byte {
	return rewrite(t, data, sheetPart(t, data, "单项数据"), func(xml string) string {
		var rows strings.Builder
		for row := 900; row < 1900; row++ {
			fmt.Fprintf(&rows, `<row r="%d" s="1" customFormat="1"><c r="B%d" s="1"/><c r="C%d" s="1"/></row>`, row, row, row)
		}
		return strings.Replace(xml, "</sheetData>", rows.String()+"</sheetData>", 1)
	})
}

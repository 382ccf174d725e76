package workbook

import "fmt"

// listNames are the defined names behind drop-down lists of other sheets' rows.
var listNames = map[cardKind]string{kindFact: "list_facts", kindIndicator: "list_indicators", kindOwner: "list_owners", kindCategory: "list_categories"}

// listSpare is how many more rows than there are now can be chosen.
const listSpare = 50

// writeLists writes the hidden sheet of what cells may refer to. Formulas follow
// the sheets, so that a new row can be chosen at once; INDEX over whole columns
// survives rows that are inserted and deleted.
func (w *cardWriter) writeLists() error {
	for i, list := range []struct {
		kind       cardKind
		table      string
		key, label string // expressions of a row, with %[1]s for the sheet and %[2]d for the distance
	}{
		{kindFact, tableFacts, "$A:$A", "INDEX(%[1]s!$B:$B,ROW()+%[2]d)"},
		{kindIndicator, tableIndicators, "$B:$B", `INDEX(%[1]s!$C:$C,ROW()+%[2]d)&" "&INDEX(%[1]s!$D:$D,ROW()+%[2]d)`},
		{kindCategory, tableCategories, "$A:$A", "INDEX(%[1]s!$C:$C,ROW()+%[2]d)"},
	} {
		sheet := quoteSheet(tableOf(list.table).sheet)
		key := fmt.Sprintf("INDEX(%s!%s,ROW()+%d)", sheet, list.key, cardFirstRow-1)
		formula := fmt.Sprintf(`IF(LEN(%s)=0,"",`, key) + fmt.Sprintf(list.label, sheet, cardFirstRow-1) + fmt.Sprintf(`&" ["&%s&"]")`, key)
		last := len(w.rows[list.table]) + listSpare
		for row := 1; row <= last; row++ {
			if err := w.formula(sheetCardLists, i+1, row, w.styles.line, formula); err != nil {
				return err
			}
		}
		if err := w.name(listNames[list.kind], sheetCardLists, absolute(i+1, 1)+":"+absolute(i+1, last)); err != nil {
			return err
		}
	}
	return w.writeOwners()
}

// writeOwners writes what rows of rules can belong to: the indicators of the list
// before, and below them the other readings with a rule of their own.
func (w *cardWriter) writeOwners() error {
	column := len(listNames)
	indicators := len(w.rows[tableIndicators]) + listSpare
	last := indicators + len(w.rows[tableRulings]) + listSpare
	rulings := tableOf(tableRulings)
	cell := func(key string) string {
		name := columnName(rulings.column(key) + 1)
		return fmt.Sprintf("INDEX(%s!$%s:$%s,ROW()+%d)", quoteSheet(rulings.sheet), name, name, cardFirstRow-1-indicators)
	}
	who, reading := cell("indicator"), cell("alternative")
	formula := fmt.Sprintf(`IF(LEN(%[3]s)*LEN(%[2]s)=0,"",IF(RIGHT(%[1]s)="]",LEFT(%[1]s,LEN(%[1]s)-1)&"%[4]s"&%[2]s&"]",%[1]s&"%[4]s"&%[2]s))`,
		who, reading, cell("rule"), ownerMark)
	for row := 1; row <= last; row++ {
		text := formula
		if row <= indicators {
			text = "INDEX($B:$B,ROW())"
		}
		if err := w.formula(sheetCardLists, column, row, w.styles.line, text); err != nil {
			return err
		}
	}
	return w.name(listNames[kindOwner], sheetCardLists, absolute(column, 1)+":"+absolute(column, last))
}

// writeCardGuide writes 说明: how to make next year's card out of this one.
func (w *cardWriter) writeCardGuide() error {
	const room = 112.0
	steps := []string{
		"打开后请先点“启用编辑”。先在工作表“基本信息”里填新的评分表编号(例如 wuxing-2026)和新文件的文号、日期。已经用过的版本不能改,改了内容就是新的一版。",
		"一张工作表写一种内容,一行写一件事。要加就在空行里写或插入一行,要删就删除整行;行的次序就是表格的次序。工作表里第3行是隐藏的,程序靠它认表,请不要删除。空白的列可以写自己的备注,程序不读。",
		"“数据项”是请企业填的内容,“选项”和“清单栏目”是它们的选项和清单的各栏;“类别”和“指标”按印发的表格写;怎样计分写在“计分-…”和“清单-…”里;有歧义的文字怎样读写在“口径”里。另一种读法要能试算,就在“口径”里给它读法代码;它怎样计分写在同样的“计分-…”工作表里,指标写成“指标 [指标代码+读法代码]”。",
		"提到另一张表里的内容时写它的名称,名称后面方括号里的是代码,程序认代码。例如“企业职工总数 [employees]”。有下拉箭头的从列表中选;名称不重复时只写名称也可以。",
		"每个指标在“指标”里选一种计分方式,并在相应的工作表里写它的行:是否→“计分-是否”,选择→“计分-选择”,分档→“计分-分档”和“计分-档次”,每个→“计分-每个”,清单→“计分-清单”和“清单-分值”(以及“清单-起算”“清单-折算”)。合并:把几项加起来,各项写在各自的工作表里,“合并项”填 1、2、3…。",
		"分值写数字,例如 0.5、-2。占比和增长率的界限写百分号,例如 35%、35.5%;人数和金额不写单位,例如 20、50.5。",
		"保存为 .xlsx,然后运行 wuxing card import 文件.xlsx -o 新编号.yaml。程序把问题连同工作表和单元格全部列出,改好再导入;没有问题时列出与旧版相比改了什么,并写出新版的 YAML 文件。把它放进程序源码的 scoring/cards 文件夹,随下一次发布生效。",
	}
	if err := w.widths(sheetCardGuide, 6, room); err != nil {
		return err
	}
	if err := w.text(sheetCardGuide, 1, 1, w.styles.title, "评分表的制定:"+w.card.Title); err != nil {
		return err
	}
	if err := w.merge(sheetCardGuide, 1, 1, 2, 1, w.styles.title); err != nil {
		return err
	}
	if err := w.file.SetRowHeight(sheetCardGuide, 1, rowHeight(sizeTitle, 36, wrapped{w.card.Title + "评分表的制定:", room})); err != nil {
		return err
	}
	row := 2
	for i, step := range steps {
		if err := w.text(sheetCardGuide, 1, row, w.styles.centred, fmt.Sprint(i+1)); err != nil {
			return err
		}
		if err := w.text(sheetCardGuide, 2, row, w.styles.cell, step); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheetCardGuide, row, rowHeight(sizeBody, 26, wrapped{step, room - 8})); err != nil {
			return err
		}
		row++
	}
	return pageSetup{sheet: sheetCardGuide, lastCol: 2, lastRow: row - 1, footer: w.card.ID}.apply(w.file)
}

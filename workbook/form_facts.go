package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// Columns of 单项数据.
const (
	factNo = iota + 1
	factLabel
	factInput
	factUnit
	factCheck // what is wrong or missing; see form_check.go
	factAsked
	factEvidence
)

// Heights in points. The sheet is wider than the paper and printed at about nine
// tenths, so that more of it fits on a page.
const (
	groupHeight     = 20.0
	factsHeadHeight = 34.0 + 22 + 3*26 + 24 + 22
	factsPageHeight = pageHeight * 1.12
)

var factWidths = []float64{12, 33, 23, 7, 25, 38, 24}

// writeFacts writes 单项数据: who the enterprise is, then a row for each fact
// under the category that uses it first.
func (w *formWriter) writeFacts() error {
	if err := w.widths(sheetFacts, factWidths...); err != nil {
		return err
	}
	if err := w.factsHead(); err != nil {
		return err
	}
	row, used := factsFirstRow, factsHeadHeight
	for i, group := range w.layout.groups {
		// A category begins a page rather than to leave its heading on the one before.
		height := groupHeight
		for _, fact := range group.facts {
			height += w.factHeight(fact)
		}
		if used += height; used > factsPageHeight && i > 0 {
			used = groupHeight + height
			if err := w.file.InsertPageBreak(sheetFacts, cellName(1, row)); err != nil {
				return err
			}
		}
		if err := w.text(sheetFacts, factNo, row, w.styles.group, group.title); err != nil {
			return err
		}
		if err := w.merge(sheetFacts, factNo, row, factEvidence, row, w.styles.group); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheetFacts, row, groupHeight); err != nil {
			return err
		}
		row++
		for _, fact := range group.facts {
			if err := w.factRow(row, fact); err != nil {
				return fmt.Errorf("%s: %w", fact.Key, err)
			}
			row++
		}
	}
	if err := w.colourFacts(row - 1); err != nil {
		return err
	}
	page := pageSetup{sheet: sheetFacts, headRow: factsFirstRow - 1, lastCol: factEvidence, lastRow: row - 1, footer: w.card.Document.Number}
	if err := page.apply(w.file); err != nil {
		return err
	}
	return w.file.SetPanes(sheetFacts, page.panes())
}

// colourFacts colours answers and checks by what the checks say.
func (w *formWriter) colourFacts(last int) error {
	for _, rows := range [][2]int{{3, factsFirstRow - 3}, {factsFirstRow, last}} {
		check := "$" + cellName(factCheck, rows[0])
		if err := w.colour(sheetFacts, factInput, rows[0], factInput, rows[1], w.styles.cellSignals(check)...); err != nil {
			return err
		}
		if err := w.colour(sheetFacts, factCheck, rows[0], factCheck, rows[1], w.styles.wordSignals(check)...); err != nil {
			return err
		}
	}
	return nil
}

// factsSummary counts what is still to do, over the headings.
func (w *formWriter) factsSummary(row int) error {
	missing := fmt.Sprintf("COUNTIF(%s,%d)", w.layout.checkColumn(checkState), stateMissing)
	faults := w.layout.faults()
	text := fmt.Sprintf(`"共%d项,"&IF(%s>0,"未填"&%s&"项","已填齐")&IF((%s)>0,";有误或矛盾"&(%s)&"处,改正后才能上传","")`,
		len(w.card.Facts), missing, missing, faults, faults)
	if err := w.formula(sheetFacts, factNo, row, w.styles.summary, text); err != nil {
		return err
	}
	return w.merge(sheetFacts, factNo, row, factEvidence, row, w.styles.summary)
}

func (w *formWriter) factsHead() error {
	if err := w.text(sheetFacts, factNo, 1, w.styles.title, "单项数据"); err != nil {
		return err
	}
	if err := w.merge(sheetFacts, factNo, 1, factEvidence, 1, w.styles.title); err != nil {
		return err
	}
	note := "填黄色单元格,填好后颜色变浅;“检查”一列说明未填和有误的原因。没有的人数、件数填0;空着表示未填,不得分。清单先选有或无,再到同名工作表逐行填写。"
	if err := w.text(sheetFacts, factNo, 2, w.styles.note, note); err != nil {
		return err
	}
	if err := w.merge(sheetFacts, factNo, 2, factEvidence, 2, w.styles.note); err != nil {
		return err
	}
	enterprise := scoring.Enterprise{}
	if w.enterprise != nil {
		enterprise = *w.enterprise
	}
	blank := func(name string) string { return fmt.Sprintf(`IF(LEN(TRIM(%s))=0,%s,"")`, name, quote(wordMissing)) }
	code := fmt.Sprintf(`IF(ISNUMBER(%s),%s,IF(LEN(TRIM(%s))=0,%s,IF(LEN(%s)=18,"","应为18位,请核对")))`, nameUSCC,
		quote(wordBad+":被当作数字,请以文本重新输入"), nameUSCC, quote(wordMissing), replaceEach(nameUSCC, " "+pastedSpaces, ""))
	for i, part := range []struct{ name, label, text, hint, check string }{
		{nameEnterprise, "企业名称", enterprise.Name, "与营业执照一致", blank(nameEnterprise)},
		{nameUSCC, "统一社会信用代码", enterprise.USCC, "18位;本格为文本格式,请直接输入或只粘贴文字", code},
		{nameTownship, "乡镇街道", enterprise.Township, "企业所在的乡镇、街道或园区", blank(nameTownship)},
	} {
		row := 3 + i
		if err := w.texts(sheetFacts, factNo, row, w.styles.cell, "", part.label); err != nil {
			return err
		}
		if err := w.text(sheetFacts, factInput, row, w.styles.inputText, part.text); err != nil {
			return err
		}
		if err := w.texts(sheetFacts, factUnit, row, w.styles.cell, "", "", part.hint, ""); err != nil {
			return err
		}
		if err := w.formula(sheetFacts, factCheck, row, w.styles.check, part.check); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheetFacts, row, rowHeight(sizeBody, 24, wrapped{part.text, factWidths[factInput-1] - indentWidth}, wrapped{part.hint, factWidths[factAsked-1] - indentWidth})); err != nil {
			return err
		}
		if err := w.name(part.name, sheetFacts, absolute(factInput, row)); err != nil {
			return err
		}
	}
	if err := w.factsSummary(factsFirstRow - 2); err != nil {
		return err
	}
	for row, height := range map[int]float64{1: 34, 2: 22, factsFirstRow - 2: 24, factsFirstRow - 1: 22} {
		if err := w.file.SetRowHeight(sheetFacts, row, height); err != nil {
			return err
		}
	}
	return w.texts(sheetFacts, factNo, factsFirstRow-1, w.styles.head, "编号", headLabel, headInput, "单位", "检查", "说明", "佐证材料")
}

// factRow writes one fact; a list's row asks whether there is anything to list.
func (w *formWriter) factRow(row int, fact *scoring.Fact) error {
	label, asked, name := w.factLabel(fact), w.factAsked(fact), fact.Key
	list := w.layout.byKey[fact.Key]
	if list != nil {
		name = fact.Key + suffixDeclared
	}
	evidence, numbers := evidenceText(fact), w.numbersOf(fact)
	if err := w.texts(sheetFacts, factNo, row, w.styles.cell, numbers, label, "", fact.Unit, "", asked, evidence); err != nil {
		return err
	}
	w.factRows[fact.Key] = row
	if err := w.formula(sheetFacts, factCheck, row, w.styles.check, w.layout.checkCell(fact.Key, checkShown)); err != nil {
		return err
	}
	for _, col := range []int{factNo, factUnit} {
		if err := w.file.SetCellStyle(sheetFacts, cellName(col, row), cellName(col, row), w.styles.centred); err != nil {
			return err
		}
	}
	if list != nil {
		target := quoteSheet(list.sheet) + "!" + cellName(listFirstCol, listFirstRow)
		if err := w.file.SetCellHyperLink(sheetFacts, cellName(factLabel, row), target, "Location"); err != nil {
			return err
		}
		if err := w.file.SetCellStyle(sheetFacts, cellName(factLabel, row), cellName(factLabel, row), w.styles.linkCell); err != nil {
			return err
		}
	}
	if err := w.factInput(row, fact); err != nil {
		return err
	}
	if err := w.file.SetRowHeight(sheetFacts, row, w.factHeight(fact)); err != nil {
		return err
	}
	return w.name(name, sheetFacts, absolute(factInput, row))
}

func (w *formWriter) factHeight(fact *scoring.Fact) float64 {
	text := func(col int, text string) wrapped { return wrapped{text, factWidths[col-1] - indentWidth} }
	return rowHeight(sizeBody, 24, wrapped{w.numbersOf(fact), factWidths[factNo-1]}, text(factLabel, w.factLabel(fact)),
		text(factAsked, w.factAsked(fact)), text(factEvidence, evidenceText(fact)))
}

func (w *formWriter) factLabel(fact *scoring.Fact) string {
	if w.layout.byKey[fact.Key] != nil {
		return labelList + fact.Label
	}
	return fact.Label
}

func (w *formWriter) factAsked(fact *scoring.Fact) string {
	if list := w.layout.byKey[fact.Key]; list != nil {
		return strings.TrimSuffix(fact.Asked, "。") + "。选“有”后填工作表“" + list.sheet + "”"
	}
	return fact.Asked
}

func evidenceText(fact *scoring.Fact) string { return strings.Join(fact.Evidence, "、") }

// numbersOf lists the indicators that use a fact: 2.4 2.5.
func (w *formWriter) numbersOf(fact *scoring.Fact) string {
	users := w.card.IndicatorsUsing(fact.Key)
	numbers := make([]string, len(users))
	for i, user := range users {
		numbers[i] = user.No
	}
	return strings.Join(numbers, " ") // breaks between numbers, not inside
}

// factInput fills the input cell and checks what is typed into it.
func (w *formWriter) factInput(row int, fact *scoring.Fact) error {
	at := cellName(factInput, row)
	prompt := fact.Asked
	if len(fact.Evidence) > 0 {
		prompt += "\n佐证材料:" + strings.Join(fact.Evidence, "、")
	}
	q := question{label: fact.Label, prompt: prompt, unit: fact.Unit, kind: fact.Type, set: setOfFact(fact.Key), max: fact.Max}
	style, text := w.styles.inputAny, ""
	if w.facts != nil {
		text = w.facts.Text(fact.Key)
	}
	switch fact.Type {
	case scoring.TypeList:
		q.kind, q.set = scoring.TypeChoice, setDeclared
		if w.facts != nil {
			if rows, given := w.facts.Rows(fact.Key); given && len(rows) == 0 {
				text = labelNone
			} else if given {
				text = labelSome
			}
		}
	case scoring.TypeCount:
		style = w.styles.inputCount
	case scoring.TypeMoney:
		style = w.styles.inputMoney
	default:
		text = labelOf(choicesOf(fact.Type, fact.Choices), text)
	}
	if err := w.file.SetCellStyle(sheetFacts, at, at, style); err != nil {
		return err
	}
	if err := w.answer(sheetFacts, factInput, row, fact.Type, text); err != nil {
		return err
	}
	return w.validate(sheetFacts, at, q)
}

// answer writes a given value: counts and money as numbers, the rest as strings.
func (w *formWriter) answer(sheet string, col, row int, kind scoring.FactType, text string) error {
	switch {
	case text == "":
		return nil
	case kind == scoring.TypeCount || kind == scoring.TypeMoney:
		return w.number(sheet, col, row, text)
	default:
		return w.file.SetCellStr(sheet, cellName(col, row), literal(text))
	}
}

// number writes decimal digits as a number, digit for digit.
func (w *formWriter) number(sheet string, col, row int, digits string) error {
	return w.file.SetCellDefault(sheet, cellName(col, row), digits)
}

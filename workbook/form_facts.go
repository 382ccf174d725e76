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
	factAsked
	factEvidence
)

var factWidths = []float64{13, 34, 24, 8, 44, 28}

// writeFacts writes 单项数据: who the enterprise is, then a row for each fact
// under the category that uses it first.
func (w *formWriter) writeFacts() error {
	if err := w.widths(sheetFacts, factWidths...); err != nil {
		return err
	}
	if err := w.factsHead(); err != nil {
		return err
	}
	row := factsFirstRow
	for _, group := range w.layout.groups {
		if err := w.text(sheetFacts, factNo, row, w.styles.group, group.title); err != nil {
			return err
		}
		if err := w.merge(sheetFacts, factNo, row, factEvidence, row, w.styles.group); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheetFacts, row, 20); err != nil {
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
	page := pageSetup{sheet: sheetFacts, headRow: factsFirstRow - 1, lastCol: factEvidence, lastRow: row - 1, footer: w.card.Document.Number}
	if err := page.apply(w.file); err != nil {
		return err
	}
	return w.file.SetPanes(sheetFacts, page.panes())
}

func (w *formWriter) factsHead() error {
	if err := w.text(sheetFacts, factNo, 1, w.styles.title, "单项数据"); err != nil {
		return err
	}
	if err := w.merge(sheetFacts, factNo, 1, factEvidence, 1, w.styles.title); err != nil {
		return err
	}
	note := "填浅黄色单元格。没有的人数、件数填0;空着表示未填,不得分。清单请先选有或无,再到同名工作表逐行填写。"
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
	for i, part := range []struct{ name, label, text, hint string }{
		{nameEnterprise, "企业名称", enterprise.Name, "与营业执照一致"},
		{nameUSCC, "统一社会信用代码", enterprise.USCC, "18位;本格为文本格式,请直接输入或只粘贴文字"},
		{nameTownship, "乡镇街道", enterprise.Township, "企业所在的乡镇、街道或园区"},
	} {
		row := 3 + i
		if err := w.texts(sheetFacts, factNo, row, w.styles.cell, "", part.label); err != nil {
			return err
		}
		if err := w.text(sheetFacts, factInput, row, w.styles.inputText, part.text); err != nil {
			return err
		}
		if err := w.texts(sheetFacts, factUnit, row, w.styles.cell, "", part.hint, ""); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheetFacts, row, rowHeight(sizeBody, 24, wrapped{part.text, factWidths[factInput-1]})); err != nil {
			return err
		}
		if err := w.name(part.name, sheetFacts, absolute(factInput, row)); err != nil {
			return err
		}
	}
	for row, height := range map[int]float64{1: 34, 2: 22, factsFirstRow - 2: 8, factsFirstRow - 1: 22} {
		if err := w.file.SetRowHeight(sheetFacts, row, height); err != nil {
			return err
		}
	}
	return w.texts(sheetFacts, factNo, factsFirstRow-1, w.styles.head, "编号", headLabel, headInput, "单位", "说明", "佐证材料")
}

// factRow writes one fact; a list's row asks whether there is anything to list.
func (w *formWriter) factRow(row int, fact *scoring.Fact) error {
	label, asked, name := fact.Label, fact.Asked, fact.Key
	list := w.layout.byKey[fact.Key]
	if list != nil {
		label, name = labelList+fact.Label, fact.Key+suffixDeclared
		asked = strings.TrimSuffix(fact.Asked, "。") + "。选“有”后填工作表“" + list.sheet + "”"
	}
	evidence := strings.Join(fact.Evidence, "、")
	numbers := w.numbersOf(fact)
	if err := w.texts(sheetFacts, factNo, row, w.styles.cell, numbers, label, "", fact.Unit, asked, evidence); err != nil {
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
	height := rowHeight(sizeBody, 24, wrapped{numbers, factWidths[0]}, wrapped{label, factWidths[factLabel-1]},
		wrapped{asked, factWidths[factAsked-1]}, wrapped{evidence, factWidths[factEvidence-1]})
	if err := w.file.SetRowHeight(sheetFacts, row, height); err != nil {
		return err
	}
	return w.name(name, sheetFacts, absolute(factInput, row))
}

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

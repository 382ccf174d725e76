package workbook

import (
	"fmt"
	"strings"

	"wuxing/scoring"
)

// Columns of the hidden sheet that checks what was filled in: one row for each
// fact, below them one for each pair of facts of which one may not be larger.
// The rules' formulas refer to it and never to the cells of the form, so that one
// place says what a cell holds.
const (
	checkKey     = iota + 1
	checkText    // the answer without spaces at its ends
	checkPlain   // as a label or in plain digits
	checkRest    // what is no digit in it
	checkRaw     // the number as typed
	checkNumber  // people or fen; 0 unless usable
	checkState   // stateMissing …
	checkFault   // what is wrong with it
	checkMissing // 、label where it is not filled in
	checkBad     // 、label where it cannot be used
	checkClash   // 、what it contradicts
	checkShown   // what 检查 says beside the cell

	pairSmaller = 1
	pairLarger  = 2
	pairHolds   = 3 // 1: the one may not be larger, as the facts between are missing
	pairFails   = 4 // 1: but it is
	pairClash   = 5 // 、the contradiction in words
)

// What a cell holds.
const (
	stateMissing = iota
	stateGiven
	stateBad // something that the reader refuses
)

const checkFirstRow = 2

// Words that begin what a check says. The colours go by them.
const (
	wordMissing = "未填"
	wordBad     = "有误"
	wordClash   = "数据矛盾"
)

func (l *formLayout) checkCell(key string, col int) string {
	return fmt.Sprintf("%s!$%s$%d", quoteSheet(sheetCheck), columnName(col), l.checkRow[key])
}

// checkColumn is a column of all facts.
func (l *formLayout) checkColumn(col int) string {
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoteSheet(sheetCheck), columnName(col), checkFirstRow, columnName(col), checkFirstRow+len(l.card.Facts)-1)
}

func (l *formLayout) pairCell(i, col int) string {
	return fmt.Sprintf("%s!$%s$%d", quoteSheet(sheetCheck), columnName(col), l.pairRow(i))
}

func (l *formLayout) pairRow(i int) int { return checkFirstRow + len(l.card.Facts) + 2 + i }

// faults counts what the reader would refuse: cells that cannot be used,
// contradictions, and a code that has lost its last digits as a number.
func (l *formLayout) faults() string {
	count := fmt.Sprintf("COUNTIF(%s,%d)+IF(ISNUMBER(%s),1,0)", l.checkColumn(checkState), stateBad, nameUSCC)
	if last := len(l.pairs) - 1; last >= 0 {
		count += fmt.Sprintf("+SUM(%s:$%s$%d)", l.pairCell(0, pairFails), columnName(pairFails), l.pairRow(last))
	}
	return count
}

// writeCheck writes the sheet of checks.
func (w *formWriter) writeCheck() error {
	heads := []string{"key", "text", "plain", "rest", "raw", "number", "state", "fault", "missing", "bad", "clash", "shown"}
	if err := w.texts(sheetCheck, checkKey, 1, w.styles.line, heads...); err != nil {
		return err
	}
	for i := range w.card.Facts {
		fact := &w.card.Facts[i]
		row := checkFirstRow + i
		if err := w.text(sheetCheck, checkKey, row, w.styles.line, fact.Key); err != nil {
			return err
		}
		for col, formula := range w.checkFormulas(fact) {
			if formula == "" {
				continue
			}
			if err := w.formula(sheetCheck, checkText+col, row, w.styles.line, formula); err != nil {
				return fmt.Errorf("%s: %w", fact.Key, err)
			}
		}
	}
	return w.writePairs()
}

// checkFormulas are the formulas of a fact's row from checkText on.
func (w *formWriter) checkFormulas(fact *scoring.Fact) []string {
	at := func(col int) string { return w.layout.checkCell(fact.Key, col) }
	cell := fact.Key
	if fact.Type == scoring.TypeList {
		cell += suffixDeclared
	}
	var plain, rest, raw, number, state, fault, hint string
	switch fact.Type {
	case scoring.TypeCount, scoring.TypeMoney:
		plain, rest = narrowed(at(checkText)), withoutDigits(at(checkPlain))
		raw, number, state, fault = w.numberChecks(fact, cell, at)
		hint = fmt.Sprintf(`IF(ISNUMBER(%s),"","文本数字,按"&%s&"计")`, cell, at(checkRaw))
	case scoring.TypeList:
		plain = answerLabel(at(checkText))
		state, fault = w.layout.byKey[fact.Key].checks(at)
		hint = `""`
	default:
		plain = answerLabel(at(checkText))
		state = fmt.Sprintf("IF(LEN(%s)=0,%d,IF(%s,%d,%d))", at(checkText), stateMissing,
			isOneOf(at(checkPlain), choicesOf(fact.Type, fact.Choices)), stateGiven, stateBad)
		fault, hint = `"不在选项中,请从列表中选"`, `""`
	}
	when := func(state int, text string) string {
		return fmt.Sprintf(`IF(%s=%d,%s,"")`, at(checkState), state, quote(text))
	}
	clash := w.layout.clashOf(fact.Key)
	shown := fmt.Sprintf(`IF(%s=%d,%s,IF(%s=%d,%s&%s,%s))`, at(checkState), stateMissing, quote(wordMissing),
		at(checkState), stateBad, quote(wordBad+":"), at(checkFault), hint)
	if clash != "" {
		shown = fmt.Sprintf(`IF(LEN(%s)>0,%s&MID(%s,2,200),%s)`, at(checkClash), quote(wordClash+":"), at(checkClash), shown)
	}
	return []string{
		trimmed(cell, rareSpaces+"\t\n\r\u200b\u200c\u200d\ufeff"), plain, rest, raw, number, state,
		fmt.Sprintf(`IF(%s=%d,%s,"")`, at(checkState), stateBad, fault),
		when(stateMissing, "、"+fact.Label), when(stateBad, "、"+fact.Label), clash, shown,
	}
}

func (w *formWriter) numberChecks(fact *scoring.Fact, cell string, at func(int) string) (raw, number, state, fault string) {
	decimals, shape := 0, "应为整数,只填数字"
	if fact.Type == scoring.TypeMoney {
		decimals, shape = 2, "应为数字,最多两位小数"
	}
	raw = cleanNumber(cell, at(checkPlain), at(checkRest), decimals)
	number = fmt.Sprintf("IF(%s=%d,ROUND(%s*%d,0),0)", at(checkState), stateGiven, at(checkRaw), scaleOf(fact))
	state = fmt.Sprintf("IF(LEN(%s)=0,%d,IF(%s,%d,%d))", at(checkText), stateMissing, isWithin(at(checkRaw), fact.Max, decimals), stateGiven, stateBad)
	fault = fmt.Sprintf(`IF(ISNUMBER(%s),IF(%s<0,"不能小于0",IF(%s>%d,"大于%d,请核对",%s)),%s)`,
		at(checkRaw), at(checkRaw), at(checkRaw), fact.Max, fact.Max, quote(shape), quote(shape))
	return raw, number, state, fault
}

// factPair is two facts of which the smaller one may not be larger: because a
// check says so, or by way of facts between that are not filled in.
type factPair struct {
	smaller, larger string
	direct          bool
	between         []int // pairs that lead from a fact between to the larger one
	through         []string
}

// pairsOf lists all pairs that the card's checks make, those of facts between
// before those that lead through them. Checks know no circles; scoring.Load sees to it.
func pairsOf(card *scoring.Card) []factPair {
	var pairs []factPair
	done := map[string]bool{}
	var visit func(key string)
	visit = func(key string) {
		if done[key] {
			return
		}
		done[key] = true
		for _, check := range card.Checks {
			if check.Smaller == key {
				visit(check.Larger)
			}
		}
		place := map[string]int{} // of the pair with this larger fact
		for _, check := range card.Checks {
			if check.Smaller != key {
				continue
			}
			pair := func(larger string) *factPair {
				i, ok := place[larger]
				if !ok {
					i = len(pairs)
					place[larger], pairs = i, append(pairs, factPair{smaller: key, larger: larger})
				}
				return &pairs[i]
			}
			pair(check.Larger).direct = true
			for i := range pairs {
				if further := pairs[i]; further.smaller == check.Larger {
					p := pair(further.larger)
					p.between, p.through = append(p.between, i), append(p.through, check.Larger)
				}
			}
		}
	}
	for i := range card.Facts {
		visit(card.Facts[i].Key)
	}
	return pairs
}

func (w *formWriter) writePairs() error {
	l := w.layout
	for i, pair := range l.pairs {
		row := l.pairRow(i)
		if err := w.texts(sheetCheck, pairSmaller, row, w.styles.line, pair.smaller, pair.larger); err != nil {
			return err
		}
		holds := "1"
		if !pair.direct {
			ways := make([]string, len(pair.between))
			for n, further := range pair.between {
				ways[n] = fmt.Sprintf("AND(%s=%d,%s=1)", l.checkCell(pair.through[n], checkState), stateMissing, l.pairCell(further, pairHolds))
			}
			holds = fmt.Sprintf("IF(%s,1,0)", anyOf(ways))
		}
		fails := fmt.Sprintf("IF(AND(%s=1,%s=%d,%s=%d,%s>%s),1,0)", l.pairCell(i, pairHolds),
			l.checkCell(pair.smaller, checkState), stateGiven, l.checkCell(pair.larger, checkState), stateGiven,
			l.checkCell(pair.smaller, checkNumber), l.checkCell(pair.larger, checkNumber))
		clash := fmt.Sprintf(`IF(%s=1,%s,"")`, l.pairCell(i, pairFails), quote("、"+l.label(pair.smaller)+"超过"+l.label(pair.larger)))
		for n, formula := range []string{holds, fails, clash} {
			if err := w.formula(sheetCheck, pairHolds+n, row, w.styles.line, formula); err != nil {
				return err
			}
		}
	}
	return nil
}

// clashOf names what a fact contradicts; "" for a fact that no check knows.
func (l *formLayout) clashOf(key string) string {
	var parts []string
	for i, pair := range l.pairs {
		switch key {
		case pair.smaller:
			parts = append(parts, fmt.Sprintf(`IF(%s=1,%s,"")`, l.pairCell(i, pairFails), quote("、超过"+l.label(pair.larger))))
		case pair.larger:
			parts = append(parts, fmt.Sprintf(`IF(%s=1,%s,"")`, l.pairCell(i, pairFails), quote("、少于"+l.label(pair.smaller))))
		}
	}
	return strings.Join(parts, "&")
}

func (l *formLayout) label(key string) string {
	if fact, ok := l.card.Fact(key); ok {
		return fact.Label
	}
	return key
}

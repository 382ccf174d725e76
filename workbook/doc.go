// Package workbook is the Excel side of the program: the self-assessment form
// that an enterprise fills in, the reading of such a form, and the ranking of a
// round as a workbook.
//
//	WriteForm(w, card, enterprise, facts)  the form, blank or filled
//	Read(data, find)                       a filled form back as facts, each with its cell
//	Mark(data, problems, say), Unmark      a refused form with its problems marked, and back
//	WriteRanking(w, ranking, card)         sheets 排名, 明细 and 汇总
//
// Everything on the form is made from the scorecard, so form and card cannot
// drift apart: the cell of a single fact has the fact's key as a defined name, a
// list is a table with the fact's key as its name, and the scores on the sheet
// 评分表 are formulas made from the card's rules (formula.go). What belongs to
// the reading of answers as such, such as limits and contradictions, stands in
// scoring's Collector, not here.
//
// Writing uses excelize. Reading does not: a form comes from strangers, and
// excelize builds the full grid up to the last cell of a sheet, which a few
// bytes of XML can place at XFD1048576. The readers here (package.go, sheet.go)
// keep only the cells that have a value, know each value's type, and see no
// byte that guard.go has not passed. Marking (mark*.go) edits such bytes in place.
package workbook

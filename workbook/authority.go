package workbook

import (
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
)

// Codes of problems with a workbook of authority lists, beside those of codes.go.
// They are public interface.
const (
	CodeNotAuthority      = "not_an_authority_workbook" // a sound workbook without any of the lists
	CodeAuthorityTwice    = "authority_list_twice"      // fact: two sheets for it
	CodeAuthorityColumn   = "authority_column_missing"  // column
	CodeAuthoritySource   = "authority_source_missing"  // what: as its label says
	CodeAuthorityDate     = "authority_date"            // found
	CodeAuthorityUnlisted = "authority_unlisted"        // found, choices
	CodeAuthorityNoCode   = "authority_no_code"         //
	CodeAuthorityRowTwice = "authority_row_twice"       // uscc, other: cell of the first row
	CodeAuthorityTooMany  = "authority_too_many"        // limit (rows)
)

// AuthorityProblemCodes lists the codes above for the table of sentences.
var AuthorityProblemCodes = []string{
	CodeNotAuthority, CodeAuthorityTwice, CodeAuthorityColumn, CodeAuthoritySource, CodeAuthorityDate, CodeAuthorityUnlisted,
	CodeAuthorityNoCode, CodeAuthorityRowTwice, CodeAuthorityTooMany,
}

// Places on the sheet of a list. The hidden row of keys tells the sheet and its
// columns, wherever they have been moved; what names the list stands above it.
const (
	markAuthority     = "authority:" // first cell of the row of keys
	authorityNameRow  = 3
	authorityKeyRow   = 8
	authorityHeadRow  = 9
	authorityFirstRow = 10
	authorityFirstCol = 2 // column A numbers the rows
	authorityBlank    = 300
	maxAuthorityRows  = 20_000
)

// Keys of the columns that every list has, and of the one of a list that counts.
const (
	columnUSCC       = "uscc"
	columnEnterprise = "name"
	columnValue      = "value"
)

// authoritySource are the lines above a list, from authorityNameRow on.
var authoritySource = []struct{ key, label, prompt string }{
	{"list_name", "名单名称", "写名单的全称和年度"},
	{"department", "提供部门", "写提供名单的部门全称"},
	{"dated", "名单日期", "例如:2026-03-01"},
	{"unlisted", "未列出的企业", "选“" + labelNothing + "”或“" + labelUnsaid + "”"},
}

// Answers to what a list says of those that it does not name.
const (
	labelNothing = "按无记录计"
	labelUnsaid  = "不作改变"
)

var unlisted = []scoring.Choice{{Key: "nothing", Label: labelNothing}, {Key: "unsaid", Label: labelUnsaid}}

// authorityColumns are the columns of a fact's list.
func authorityColumns(fact *scoring.Fact) []scoring.Field {
	columns := []scoring.Field{
		{Key: columnUSCC, Label: "统一社会信用代码", Type: scoring.TypeText},
		{Key: columnEnterprise, Label: "企业名称", Type: scoring.TypeText, Optional: true},
	}
	if fact.Type == scoring.TypeList {
		return append(columns, fact.Fields...)
	}
	return append(columns, scoring.Field{Key: columnValue, Label: fact.Label, Type: fact.Type, Unit: fact.Unit, Max: fact.Max})
}

// authorityFile is an empty workbook with the looks of the form.
func authorityFile(card *scoring.Card) (*formWriter, error) {
	w := &formWriter{file: excelize.NewFile(), card: card}
	var err error
	w.styles, err = newFormStyles(w.file)
	return w, err
}

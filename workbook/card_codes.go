package workbook

// Codes of problems with a card's workbook, beside scoring's codes for the card
// in it. They are public interface like those of codes.go.
const (
	CodeNotACardBook    = "not_a_card_workbook"     // a sound workbook without any of the tables
	CodeCardTableLost   = "card_table_missing"      // table: the sheet as it was called
	CodeCardTableTwice  = "card_table_twice"        // table
	CodeCardColumnLost  = "card_column_missing"     // table, column
	CodeCardColumnOther = "card_column_unknown"     // found: a key of the hidden row
	CodeCardWord        = "card_word"               // column, found, choices
	CodeCardReference   = "card_reference"          // column, found, table
	CodeCardCondition   = "card_condition"          // found
	CodeCardRuleLost    = "card_rule_missing"       // indicator, rule, table
	CodeCardRuleExtra   = "card_rule_extra"         // indicator
	CodeCardRuleTwice   = "card_rule_twice"         // indicator, part
	CodeCardPart        = "card_rule_part"          // indicator
	CodeCardRowExtra    = "card_row_without_parent" // column, table
	CodeCardIDUsed      = "card_id_used"            // id
	CodeCardBookTooLong = "card_workbook_too_long"  // limit (KiB)
)

// CardProblemCodes lists the codes above for the table of sentences.
var CardProblemCodes = []string{
	CodeNotACardBook, CodeCardTableLost, CodeCardTableTwice, CodeCardColumnLost, CodeCardColumnOther, CodeCardWord,
	CodeCardReference, CodeCardCondition, CodeCardRuleLost, CodeCardRuleExtra, CodeCardRuleTwice, CodeCardPart,
	CodeCardRowExtra, CodeCardIDUsed, CodeCardBookTooLong,
}

package scoring

// Codes of problems of a card. They are public interface; their sentences stand
// in templates/messages. Every one of them carries a line and a column.
const (
	CodeCardTooLarge      = "card_too_large"       // limit (KiB)
	CodeCardEmpty         = "card_empty"           //
	CodeCardSyntax        = "card_syntax"          // what
	CodeCardAlias         = "card_alias"           //
	CodeCardTag           = "card_tag"             // tag
	CodeCardTooDeep       = "card_too_deep"        // limit
	CodeCardType          = "card_type"            // wanted: mapping, list, text
	CodeCardValue         = "card_value"           // found, wanted
	CodeCardDuplicateKey  = "card_duplicate_key"   // key
	CodeCardUnknownKey    = "card_unknown_key"     // key, known
	CodeCardMissingKey    = "card_missing_key"     // key
	CodeCardDuplicateID   = "card_duplicate_id"    // id
	CodeCardUnknownFact   = "card_unknown_fact"    // key
	CodeCardUnusedFact    = "card_unused_fact"     // key
	CodeCardFactType      = "card_fact_type"       // key, found, wanted
	CodeCardFactUnit      = "card_fact_unit"       // left, left_unit, right, right_unit
	CodeCardUnknownField  = "card_unknown_field"   // field, fact
	CodeCardUnknownChoice = "card_unknown_choice"  // choice, of
	CodeCardChoiceMissing = "card_choice_missing"  // choice, of
	CodeCardRuleKinds     = "card_rule_kinds"      // found: how many kinds are set
	CodeCardNoRows        = "card_no_rows"         //
	CodeCardBoundKinds    = "card_bound_kinds"     //
	CodeCardRowOrder      = "card_row_order"       // bound, before
	CodeCardRowNever      = "card_row_never"       // bound, limit
	CodeCardPointsOrder   = "card_points_order"    // points, before
	CodeCardStepZero      = "card_step_zero"       //
	CodeCardStepsBelowRow = "card_steps_below_row" // over, bound
	CodeCardSign          = "card_sign"            // points, kind
	CodeCardTimes         = "card_times"           // points, by
	CodeCardCaseNever     = "card_case_never"      // when
	CodeCardHighest       = "card_highest"         // indicator, found, wanted
	CodeCardCapMissing    = "card_cap_missing"     // indicator
	CodeCardSum           = "card_sum"             // of, found, wanted
	CodeCardTieBreak      = "card_tie_break"       // indicator
)

// CardProblemCodes lists the codes above so that a test can hold the table of
// sentences against it.
var CardProblemCodes = []string{
	CodeCardTooLarge, CodeCardEmpty, CodeCardSyntax, CodeCardAlias, CodeCardTag, CodeCardTooDeep, CodeCardType,
	CodeCardValue, CodeCardDuplicateKey, CodeCardUnknownKey, CodeCardMissingKey, CodeCardDuplicateID,
	CodeCardUnknownFact, CodeCardUnusedFact, CodeCardFactType, CodeCardFactUnit, CodeCardUnknownField,
	CodeCardUnknownChoice, CodeCardChoiceMissing, CodeCardRuleKinds, CodeCardNoRows, CodeCardBoundKinds,
	CodeCardRowOrder, CodeCardRowNever, CodeCardPointsOrder, CodeCardStepZero, CodeCardStepsBelowRow,
	CodeCardSign, CodeCardTimes, CodeCardCaseNever, CodeCardHighest, CodeCardCapMissing,
	CodeCardSum, CodeCardTieBreak,
}

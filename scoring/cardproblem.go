package scoring

// Codes of problems of a card. They are public interface; their sentences stand
// in templates/messages. Every one of them carries a line and a column. A witness
// is a value for which the card says two things or nothing, in the words of the
// card; a cure is what to write in its place, as the card writes it.
const (
	CodeCardTooLarge      = "card_too_large"       // limit (KiB)
	CodeCardEmpty         = "card_empty"           //
	CodeCardSyntax        = "card_syntax"          // what
	CodeCardAlias         = "card_alias"           //
	CodeCardTag           = "card_tag"             // tag
	CodeCardTooDeep       = "card_too_deep"        // limit
	CodeCardTooMany       = "card_too_many"        // limit
	CodeCardMoreFaults    = "card_more_faults"     // limit
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
	CodeCardRowOrder      = "card_row_order"       // bound, before, witness, cure
	CodeCardRowNever      = "card_row_never"       // bound, limit, witness, cure
	CodeCardRowEmpty      = "card_row_empty"       // bound, upper, witness, cure
	CodeCardGap           = "card_gap"             // upper, bound, witness, cure
	CodeCardOverlap       = "card_overlap"         // upper, bound, witness, cure
	CodeCardPointsOrder   = "card_points_order"    // points, before, witness, cure
	CodeCardStepZero      = "card_step_zero"       // witness, cure
	CodeCardStepsBelowRow = "card_steps_below_row" // over, bound, witness, cure
	CodeCardSign          = "card_sign"            // points, kind, witness, cure
	CodeCardTimes         = "card_times"           // points, by, witness, cure
	CodeCardCaseNever     = "card_case_never"      // when, witness, cure
	CodeCardHighest       = "card_highest"         // indicator, found, wanted, witness, cure
	CodeCardCapMissing    = "card_cap_missing"     // indicator, witness, cure
	CodeCardCapNever      = "card_cap_never"       // cap, found, witness, cure
	CodeCardAboveCap      = "card_above_cap"       // points, cap, witness, cure
	CodeCardSum           = "card_sum"             // of, found, wanted, witness, cure
	CodeCardCheckCycle    = "card_check_cycle"     // smaller, larger
	CodeCardTieBreak      = "card_tie_break"       // indicator
	CodeCardTotalCap      = "card_total_cap"       // cap, most
	CodeCardAlternative   = "card_alternative"     // found: how many replacements are set; known
	CodeCardNoCategory    = "card_no_category"     // category
)

// CardProblemCodes lists the codes above so that a test can hold the table of
// sentences against it.
var CardProblemCodes = []string{
	CodeCardTooLarge, CodeCardEmpty, CodeCardSyntax, CodeCardAlias, CodeCardTag, CodeCardTooDeep, CodeCardTooMany, CodeCardMoreFaults, CodeCardType,
	CodeCardValue, CodeCardDuplicateKey, CodeCardUnknownKey, CodeCardMissingKey, CodeCardDuplicateID,
	CodeCardUnknownFact, CodeCardUnusedFact, CodeCardFactType, CodeCardFactUnit, CodeCardUnknownField,
	CodeCardUnknownChoice, CodeCardChoiceMissing, CodeCardRuleKinds, CodeCardNoRows, CodeCardBoundKinds,
	CodeCardRowOrder, CodeCardRowNever, CodeCardRowEmpty, CodeCardGap, CodeCardOverlap, CodeCardPointsOrder,
	CodeCardStepZero, CodeCardStepsBelowRow, CodeCardSign, CodeCardTimes, CodeCardCaseNever, CodeCardHighest,
	CodeCardCapMissing, CodeCardCapNever, CodeCardAboveCap, CodeCardSum, CodeCardCheckCycle, CodeCardTieBreak,
	CodeCardTotalCap, CodeCardAlternative, CodeCardNoCategory,
}

package scoring

import (
	"sort"
	"strings"
)

// Position says where something stands: a path into JSON ("facts.employees",
// "facts.honours[2].level"), a cell of a workbook, or a line of a card.
type Position struct {
	Path   string `json:"path,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
	Cell   string `json:"cell,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// Problem is one fault of an input: where, what (a stable code with its
// parameters) and, once localized, a sentence for people. See templates.
type Problem struct {
	Code string `json:"code"`
	Position
	Params  map[string]string `json:"-"`
	Message string            `json:"message"`
}

// Problems is everything that is wrong with one input. It is an error so that it
// can travel as one; nil and empty both mean that nothing is wrong.
type Problems []Problem

// Error lists the codes with their places; people get the localized messages.
func (p Problems) Error() string {
	parts := make([]string, len(p))
	for i, problem := range p {
		place := problem.Path
		if problem.Cell != "" {
			place = problem.Sheet + "!" + problem.Cell
		}
		parts[i] = strings.TrimSpace(problem.Code + " " + place)
	}
	return strings.Join(parts, "; ")
}

// Add appends a problem; params are pairs of name and value.
func (p *Problems) Add(code string, at Position, params ...string) {
	problem := Problem{Code: code, Position: at}
	if len(params) > 0 {
		problem.Params = make(map[string]string, len(params)/2)
		for i := 0; i+1 < len(params); i += 2 {
			problem.Params[params[i]] = params[i+1]
		}
	}
	*p = append(*p, problem)
}

// ByLine sorts the problems of a card in reading order.
func (p Problems) ByLine() {
	sort.SliceStable(p, func(i, j int) bool {
		if p[i].Line != p[j].Line {
			return p[i].Line < p[j].Line
		}
		return p[i].Column < p[j].Column
	})
}

// Codes of problems in the facts of an enterprise. They are public interface;
// their sentences stand in templates/messages.
const (
	CodeMalformedJSON     = "malformed_json"      // what
	CodeNotUTF8           = "not_utf8"            //
	CodeTooDeep           = "too_deep"            // limit
	CodeTooLarge          = "too_large"           // limit
	CodeDuplicateKey      = "duplicate_key"       // key
	CodeUnknownKey        = "unknown_key"         // key
	CodeWrongType         = "wrong_type"          // wanted
	CodeUnknownFact       = "unknown_fact"        // key
	CodeUnknownField      = "unknown_field"       // field, fact
	CodeUnknownChoice     = "unknown_choice"      // fact, found, choices
	CodeNotYesNo          = "not_yes_no"          // fact, found
	CodeNotCount          = "not_count"           // fact, found, unit
	CodeFraction          = "fraction_of_count"   // fact, found, unit
	CodeNotMoney          = "not_money"           // fact, found
	CodeTooManyDecimals   = "too_many_decimals"   // fact, found
	CodeNegative          = "negative"            // fact, found
	CodeAboveLimit        = "above_limit"         // fact, found, limit, unit
	CodeMissingField      = "missing_field"       // field, fact
	CodeTooManyRows       = "too_many_rows"       // fact, limit
	CodeTextTooLong       = "text_too_long"       // fact, limit
	CodeControlCharacter  = "control_character"   // fact
	CodeFactsContradict   = "facts_contradict"    // left, left_value, right, right_value, unit
	CodeListContradiction = "list_contradiction"  // fact
	CodeEnterpriseName    = "enterprise_name"     //
	CodeUSCCForm          = "uscc_form"           // found
	CodeUSCCCheckDigit    = "uscc_check_digit"    // found, wanted
	CodeFactsMissing      = "facts_object_absent" //
	CodeUnknownIndicator  = "unknown_indicator"   // indicator
	CodeClaimNotPoints    = "claim_not_points"    // indicator, found
	CodeClaimOutOfRow     = "claim_out_of_row"    // indicator, found, low, high, possible
	CodeClaimNotPossible  = "claim_not_possible"  // indicator, found, possible
	CodeClaimsUnbacked    = "claims_unbacked"     // count; a warning: no facts back the scores claimed
)

// ProblemCodes lists the codes above so that a test can hold the table of
// sentences against it.
var ProblemCodes = []string{
	CodeMalformedJSON, CodeNotUTF8, CodeTooDeep, CodeTooLarge, CodeDuplicateKey, CodeUnknownKey, CodeWrongType,
	CodeUnknownFact, CodeUnknownField, CodeUnknownChoice, CodeNotYesNo, CodeNotCount, CodeFraction, CodeNotMoney,
	CodeTooManyDecimals, CodeNegative, CodeAboveLimit, CodeMissingField, CodeTooManyRows, CodeTextTooLong,
	CodeControlCharacter, CodeFactsContradict, CodeListContradiction, CodeEnterpriseName, CodeUSCCForm,
	CodeUSCCCheckDigit, CodeFactsMissing, CodeUnknownIndicator, CodeClaimNotPoints, CodeClaimOutOfRow,
	CodeClaimNotPossible, CodeClaimsUnbacked,
}

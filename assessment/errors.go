package assessment

import (
	"errors"
	"fmt"

	"wuxing/scoring"
)

// Kind is the class of an error; api turns it into an HTTP status, cmd into an
// exit status.
type Kind uint8

// The kinds of error a use case returns. Anything that is not an *Error is
// internal.
const (
	KindInvalid         Kind = iota + 1 // the input is refused: 422
	KindNotFound                        // not there, or not theirs to know: 404
	KindConflict                        // the state does not allow it: 409
	KindStale                           // the version has moved on: 412
	KindForbidden                       // no right: 403
	KindUnauthenticated                 // who are you: 401
	KindTooMany                         // too often, or too many at once: 429
)

// Error is an expected failure: a stable code with parameters, for which
// templates holds the sentence, and what helps the caller further.
type Error struct {
	Kind     Kind
	Code     string
	Params   map[string]string
	Problems scoring.Problems // KindInvalid: everything wrong with the input
	Present  any              // KindConflict, KindStale: the present state, e.g. PresentApplication
	Cause    error
}

func (e *Error) Error() string {
	text := e.Code
	if len(e.Problems) > 0 {
		text += ": " + e.Problems.Error()
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Cause }

// IsKind tells whether err is (or wraps) an *Error of the kind.
func IsKind(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// Codes of errors. They are public interface; the sentences stand in
// templates/messages.
const (
	CodeInvalidInput       = "invalid_input"
	CodeNotFound           = "not_found"
	CodeForbidden          = "forbidden"
	CodeUnauthenticated    = "unauthenticated"
	CodeBadCredentials     = "bad_credentials"
	CodeTooManyAttempts    = "too_many_attempts"    // seconds: until the next one
	CodeFactorThere        = "factor_there"         //
	CodeFactorNotBegun     = "factor_not_begun"     //
	CodeFactorUnavailable  = "factor_unavailable"   // no key to seal or to open with
	CodeFactorMissing      = "factor_missing"       // has to enrol first
	CodePasswordOwed       = "password_owed"        // has to replace a made up one first
	CodePasswordOver       = "password_over"        // a made up one after its time
	CodePasswordKept       = "password_kept"        // the new one is the made up one
	CodeEraseSelf          = "erase_self"           //
	CodeSignInBusy         = "sign_in_busy"         //
	CodeWrongState         = "wrong_state"          // action, state
	CodeVersionMovedOn     = "version_moved_on"     // found, present
	CodeApplicationExists  = "application_exists"   //
	CodeUserExists         = "user_exists"          // username
	CodeRoundExists        = "round_exists"         // round
	CodeRoundClosed        = "round_closed"         // round, at
	CodeRoundRanked        = "round_ranked"         // round
	CodeRoundNotYetOpen    = "round_not_yet_open"   // round, at
	CodeReviewNotYetOpen   = "review_not_yet_open"  // at
	CodeReviewClosed       = "review_closed"        // at
	CodeCorrectionOverdue  = "correction_overdue"   // at
	CodeDeclarationMissing = "declaration_missing"  // enterprise
	CodeRecused            = "recused"              // a declared link is not taken back
	CodeRecusalTooLate     = "recusal_too_late"     // the review is in
	CodePlanChanged        = "plan_changed"         // the assignment is no longer what was previewed
	CodeNothingToAssign    = "nothing_to_assign"    //
	CodeOneReviewer        = "one_reviewer"         // nothing to settle between two
	CodeReviewsOpen        = "reviews_open"         // one of two is not in
	CodeSecondPerson       = "second_person"        // the one who asked cannot confirm
	CodeOtherReviewer      = "other_reviewer"       // another reviewer has taken it
	CodeReviewIncomplete   = "review_incomplete"    // open (count)
	CodeNothingToRank      = "nothing_to_rank"      //
	CodeUnfinishedReviews  = "unfinished_reviews"   // pending (count)
	CodeDeadlinesRunning   = "deadlines_running"    // at: the latest of them
	CodeCardChanged        = "card_changed"         // card: content differs from the hash the round pinned
	CodeIdempotencyReused  = "idempotency_key_used" // same key, other request
	CodePledgeMissing      = "pledge_missing"       //
	CodeNotReleased        = "not_released"         // what the actor may not see, or dispute, before results are released or published
	CodeConcurrentConflict = "concurrent_change"    // two writes met; repeat
	CodeOutcomePending     = "outcome_pending"      //
	CodeNoSourceFile       = "no_source_file"       // the facts did not come from a workbook that was kept
)

// Codes of problems (fields of Error.Problems) that only use cases find.
const (
	CodeEnterpriseDiffers   = "enterprise_differs" // found, wanted; a warning: name or township are not those on record
	CodeOtherEnterprise     = "other_enterprise"   // found, wanted: facts of another enterprise
	CodeFactNotOpen         = "fact_not_open"      // fact: returned, but not this one
	CodeUnknownIndicator    = scoring.CodeUnknownIndicator
	CodeIndicatorTwice      = "indicator_twice"      // indicator
	CodeReasonMissing       = "reason_missing"       // indicator
	CodePointsMissing       = "points_missing"       // indicator
	CodePointsOutOfRange    = "points_out_of_range"  // indicator, found, low, high
	CodePointsNotQuarter    = "points_not_quarter"   // indicator, found
	CodeCorrectionMissing   = "correction_missing"   // indicator: Correct without facts
	CodeCorrectionForeign   = "correction_foreign"   // indicator, fact: the rule does not read the fact
	CodeCorrectionConflict  = "correction_conflict"  // fact, indicator, other: corrected differently elsewhere
	CodeAgreementOverturned = "agreement_overturned" // indicator, self, official: a corrected fact changes it
	CodeValueNotAllowed     = "value_not_allowed"    // field, found, choices
	CodeValueMissing        = "value_missing"        // field
	CodeValueTooLong        = "value_too_long"       // field, limit
	CodeValueTooShort       = "value_too_short"      // field, limit
	CodeValueMalformed      = "value_malformed"      // field, found, format: a word for how it is to be written
	CodeWindowReversed      = "window_reversed"      // opens, closes
	CodeTakeWithPoints      = "take_with_points"     // a side and points exclude each other
	CodeRowsWithBalanced    = "rows_with_balanced"   // an even assignment takes no rows
	CodeNotForDecision      = "not_for_decision"     // field, decision: this decision takes no such field
	CodeNotForRole          = "not_for_role"         // field, role: accounts of this role have no such field
	CodeDecisionMissing     = "decision_missing"     // indicator: undecided, or to be decided again
	CodeUnknownCard         = "unknown_card"         // card
	CodeClaimUnbacked       = "claim_unbacked"       // indicator, claimed: agreed with what no facts back
	CodeClaimNotOpen        = "claim_not_open"       // indicator: returned, but not this one
	CodeImportTwice         = "import_twice"         // found, file: another workbook of the same enterprise in one import
	CodeUnknownEnterprise   = "unknown_enterprise"   // found
	CodeExtensionNotLater   = "extension_not_later"  // found, present
	CodeDueInThePast        = "due_in_the_past"      // found
	CodeUnknownApplication  = "unknown_application"  // found
	CodeUnknownReviewer     = "unknown_reviewer"     // found
	CodeReviewerLinked      = "reviewer_linked"      // reviewer, enterprise
	CodeReviewerCount       = "reviewer_count"       // found, wanted
	CodeReviewerTwice       = "reviewer_twice"       // reviewer
	CodeApplicationTwice    = "application_twice"    // enterprise
	CodeNotAssignable       = "not_assignable"       // enterprise, state
	CodeSeatTaken           = "seat_taken"           // enterprise, reviewer: the review is in
	CodeOtherSeat           = "other_seat"           // enterprise, reviewer: has decided on the other side
	CodeNotSettled          = "not_settled"          // indicator, first, second
	CodeFlaggedApart        = "flagged_apart"        // indicator: over the threshold, not to be settled with the rest
	CodeOutcomeMissing      = "outcome_missing"      // enterprise
	CodeOutcomeVetoed       = "outcome_vetoed"       // enterprise
	CodeOutcomeBelow        = "outcome_below"        // enterprise, found: a line not reached, by name or "total"
	CodeOutcomeReason       = "outcome_reason"       // enterprise: passed over by an equal or worse rank
	CodeQuotaExceeded       = "quota_exceeded"       // line, found, limit
	CodeSettingFixed        = "setting_fixed"        // field: something was submitted under it
	CodeTwoNeedAssignment   = "two_need_assignment"  //
	CodePasswordWrong       = "password_wrong"       //
	CodeFactorWrong         = "factor_wrong"         // wrong, used already or too old
	CodeSetupCodeWrong      = "setup_code_wrong"     // wrong, used up or too old
	CodePasswordsDiffer     = "passwords_differ"     // the new one was typed twice, differently
	CodeUSCCOther           = "uscc_other"           // found, wanted, enterprise: the row names an application and the code of another enterprise
)

// PresentApplication is what a refused edit tells about the present state.
type PresentApplication struct {
	ID      string `json:"id"`
	State   State  `json:"state"`
	Version int    `json:"version"`
}

// PresentRound is what a refused change of a round tells about its present state.
type PresentRound struct {
	ID      string     `json:"id"`
	State   RoundState `json:"state"`
	Version int        `json:"version"`
}

func fail(kind Kind, code string, params ...string) *Error {
	e := &Error{Kind: kind, Code: code}
	for i := 0; i+1 < len(params); i += 2 {
		if e.Params == nil {
			e.Params = make(map[string]string)
		}
		e.Params[params[i]] = params[i+1]
	}
	return e
}

func invalid(problems scoring.Problems) *Error {
	return &Error{Kind: KindInvalid, Code: CodeInvalidInput, Problems: problems}
}

// present adds the state that stands in the way.
func (e *Error) present(state any) *Error {
	e.Present = state
	return e
}

// wrongSecret refuses one field that was to prove who asks.
func wrongSecret(field, code string) *Error {
	var problems scoring.Problems
	problems.Add(code, scoring.Position{Path: field})
	return invalid(problems)
}

// found turns a missing row into the caller's "not found"; any other error is
// internal.
func found(err error, doing string, args ...any) error {
	if errors.Is(err, ErrNotFound) {
		return fail(KindNotFound, CodeNotFound)
	}
	return wrap(err, doing, args...)
}

// wrap says what was being done when an unexpected error came.
func wrap(err error, doing string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", fmt.Sprintf(doing, args...), err)
}

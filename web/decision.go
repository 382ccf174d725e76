package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// decisionPage records what the joint meeting decided, and shows it afterwards.
type decisionPage struct {
	*roundBase
	View    *assessment.Standings
	Rows    []decisionRow // to decide on, or that were certified
	Shown   int           // rows of the form
	Left    int           // ranked enterprises below them, not selected
	Vetoed  int
	Preview *assessment.DecidedOverview // what would be recorded; nil: not checked yet
	Passed  []decisionRow               // decided with a reason
}

// decisionRow is one enterprise to decide on.
type decisionRow struct {
	rankingRow
	Choice  string
	Why     string
	Problem string
	ID      string // of its fields
}

// moreRows is how many further rows are shown at once, and how far below the quota the
// form begins with.
const (
	moreRows   = 50
	rowsBeyond = 10
)

func (s *Site) decision(c *gin.Context) error {
	shared, err := s.roundBase(c, "decision")
	if err != nil {
		return err
	}
	return s.showDecision(c, http.StatusOK, shared, nil, nil)
}

// showDecision shows the form with what was typed, or what was recorded. problems are
// told beside the rows they are of.
func (s *Site) showDecision(c *gin.Context, status int, shared *roundBase, preview *assessment.DecidedOverview, problems map[string]string) error {
	view, err := s.config.Service.WholeOrder(c.Request.Context(), shared.Actor, shared.Round.ID)
	if err != nil {
		return err
	}
	page := decisionPage{roundBase: shared, View: view, Preview: preview}
	if view.HeldOn != "" { // most of a large round is shown nowhere here
		view.Rows = slices.DeleteFunc(view.Rows, func(row assessment.PlacedRow) bool {
			return row.Outcome == assessment.OutcomeNotSelected && row.Reason == ""
		})
	}
	inner := rankingPage{roundBase: shared, View: view}
	card, _ := s.config.Cards.Card(view.Round.CardID) // only names are read
	inner.rows(card)
	if view.HeldOn != "" {
		for _, row := range inner.Rows {
			if row.Outcome != assessment.OutcomeNotSelected {
				page.Rows = append(page.Rows, decisionRow{rankingRow: row})
			}
			if row.Reason != "" {
				page.Passed = append(page.Passed, decisionRow{rankingRow: row})
			}
		}
		return s.show(c, status, "decision", page)
	}
	if !shared.May(string(assessment.ActionDecide)) {
		return s.show(c, status, "decision", page)
	}
	page.form(inner.Rows, problems)
	return s.show(c, status, "decision", page)
}

// form puts the rows of the form together: those within the quota with some below, or
// as many as were asked for.
func (p *decisionPage) form(rows []rankingRow, problems map[string]string) {
	p.Shown = shownRows(p.View, p.Typed)
	for i, row := range rows {
		switch {
		case row.Vetoed:
			p.Vetoed++
			continue
		case i >= p.Shown:
			p.Left++
			continue
		}
		one := decisionRow{rankingRow: row, ID: "d" + strconv.Itoa(row.Place), Problem: problems[row.ApplicationID]}
		if choice, typed := p.Typed["outcome."+row.ApplicationID]; typed {
			one.Choice, one.Why = choice, p.Typed["reason."+row.ApplicationID]
		} else if p.Typed == nil {
			one.Choice = p.proposed(&row)
		} else {
			one.Choice = string(assessment.OutcomeNotSelected)
		}
		p.Rows = append(p.Rows, one)
	}
	p.Shown = len(p.Rows)
}

// shownRows is how many rows the form has: a quota with a few below it, whole ties
// across the line, and what was asked for on top.
func shownRows(view *assessment.Standings, fields typed) int {
	shown := view.Round.Quota + rowsBeyond
	if view.Round.Quota == 0 {
		shown = moreRows
	}
	for _, tie := range view.Ties {
		shown = max(shown, tie.Rank-1+len(tie.Applications)+rowsBeyond)
	}
	asked, err := strconv.Atoi(fields["rows"])
	if err == nil && asked > shown {
		shown = asked
	}
	if fields["step"] == "more" {
		shown += moreRows
	}
	return shown
}

// proposed is what the ranking alone says; "" where it does not: at a tie across a
// line, or without a quota.
func (p *decisionPage) proposed(row *rankingRow) string {
	round := p.Round
	switch {
	case len(row.PlacedRow.Below) > 0:
		return string(assessment.OutcomeNotSelected)
	case row.Across, round.Quota == 0:
		return ""
	case round.Settings.Excellent > 0 && row.Rank <= round.Settings.Excellent:
		return string(assessment.OutcomeExcellent)
	case row.Rank <= round.Quota:
		return string(assessment.OutcomeCertified)
	}
	return string(assessment.OutcomeNotSelected)
}

// recordDecision takes the form: further rows, a look at what it comes to, back to it,
// or recording it.
func (s *Site) recordDecision(c *gin.Context) error {
	shared, err := s.roundBase(c, "decision")
	if err != nil {
		return err
	}
	form := c.Request.PostForm
	shared.Typed = make(typed, len(form))
	for name := range form {
		shared.Typed[name] = form.Get(name)
	}
	step := form.Get("step")
	if step == "more" || step == "edit" {
		return s.showDecision(c, http.StatusOK, shared, nil, nil)
	}
	ctx := c.Request.Context()
	view, err := s.config.Service.WholeOrder(ctx, shared.Actor, shared.Round.ID)
	if err != nil {
		return err
	}
	meeting := meetingOf(view, shared.Typed)
	var preview *assessment.DecidedOverview
	if step == "record" {
		version, _ := strconv.Atoi(form.Get(fieldVersion))
		cmd, err := s.keyed(c, version)
		if err != nil {
			return err
		}
		if _, err = s.config.Service.RecordOutcome(ctx, cmd, shared.Round.ID, meeting); err == nil {
			return s.done(c, "/rounds/"+shared.Round.ID+"/decision", "decided")
		}
		return s.undecidedMeeting(c, shared, meeting, err)
	}
	if preview, err = s.config.Service.PreviewOutcome(ctx, shared.Actor, shared.Round.ID, meeting); err != nil {
		return s.undecidedMeeting(c, shared, meeting, err)
	}
	return s.showDecision(c, http.StatusOK, shared, preview, nil)
}

// undecidedMeeting shows the form again with what is wrong beside the rows.
func (s *Site) undecidedMeeting(c *gin.Context, shared *roundBase, meeting assessment.NewMeeting, err error) error {
	why, err := s.refusedIn(c, err, shared)
	if err != nil {
		return err
	}
	beside, others := besideRows(why.Problems, meeting)
	if len(beside) > 0 {
		others = append(others, text(shared.Lang, "decision.beside", "count", len(beside)))
	}
	shared.Problems = others
	return s.showDecision(c, why.Status, shared, nil, beside)
}

// meetingOf is the outcome that the form tells: who was shown as was chosen, all others
// not selected. A row without a choice is left out, so that it is asked for.
func meetingOf(view *assessment.Standings, fields typed) assessment.NewMeeting {
	meeting := assessment.NewMeeting{HeldOn: fields["held_on"], Reference: fields["reference"]}
	for _, row := range view.Rows {
		outcome := assessment.NewOutcome{Application: row.ApplicationID, Outcome: assessment.OutcomeNotSelected}
		if choice, shown := fields["outcome."+row.ApplicationID]; shown {
			if choice == "" {
				continue
			}
			outcome.Outcome, outcome.Reason = assessment.Outcome(choice), fields["reason."+row.ApplicationID]
		}
		meeting.Outcomes = append(meeting.Outcomes, outcome)
	}
	return meeting
}

// besideRows sorts problems to the applications that they are of; the others stay.
func besideRows(problems scoring.Problems, meeting assessment.NewMeeting) (beside map[string]string, others []string) {
	beside = make(map[string]string)
	for _, each := range problems {
		id, known := strings.CutPrefix(each.Path, "outcomes.")
		if number, ok := strings.CutPrefix(each.Path, "outcomes["); ok {
			number, _, _ = strings.Cut(number, "]")
			if i, err := strconv.Atoi(number); err == nil && i < len(meeting.Outcomes) {
				id, known = meeting.Outcomes[i].Application, true
			}
		}
		if !known {
			others = append(others, each.Message)
			continue
		}
		beside[id] += each.Message
	}
	return beside, others
}

package assessment

import (
	"cmp"
	"context"
	"slices"

	"wuxing/scoring"
)

// ProgrammeView is how far a programme has come by what was published: an enterprise
// counts once over the years, by its code.
type ProgrammeView struct {
	ID        string             `json:"id"`
	Name      string             `json:"name"`
	Document  scoring.Document   `json:"document"`
	From      int                `json:"from"`
	To        int                `json:"to"`
	Clause    string             `json:"clause"`
	Reading   string             `json:"reading,omitempty"`
	Certified ProgrammeProgress  `json:"certified"` // with the excellent ones
	Excellent ProgrammeProgress  `json:"excellent"`
	Stages    []ProgrammeStage   `json:"stages"`
	Rounds    []ProgrammeAtRound `json:"rounds"` // published ones of its years, by year and id
}

// ProgrammeProgress is one target.
type ProgrammeProgress struct {
	Target    int `json:"target"`
	Counted   int `json:"counted"`
	Remaining int `json:"remaining"` // not below 0
}

// ProgrammeStage is what came in the years of one stage.
type ProgrammeStage struct {
	No        string          `json:"no"`
	Name      string          `json:"name"`
	From      int             `json:"from"`
	To        int             `json:"to"`
	Certified int             `json:"certified"` // new ones
	Excellent int             `json:"excellent"` // new ones, and those that moved up
	Share     *ProgrammeShare `json:"share,omitempty"`
	Clause    string          `json:"clause"`
	Reading   string          `json:"reading,omitempty"`
}

// ProgrammeShare is the part of the certified that is wanted by the end of a stage:
// Certified of Of against Percent of 100, compared without dividing.
type ProgrammeShare struct {
	Percent   int  `json:"percent"`
	Certified int  `json:"certified"` // up to the stage's end
	Of        int  `json:"of"`
	Needed    int  `json:"needed"` // least number that reaches the share
	Reached   bool `json:"reached"`
}

// ProgrammeAtRound is what one published round brought.
type ProgrammeAtRound struct {
	Round          string `json:"round"`
	Name           string `json:"name"`
	Year           int    `json:"year"`
	Applications   int    `json:"applications"` // handed in and not taken back
	Pending        bool   `json:"pending"`      // published without a decision of the joint meeting
	Certified      int    `json:"certified"`    // decided in this round, with the excellent ones
	Excellent      int    `json:"excellent"`
	NewCertified   int    `json:"new_certified"` // of these, in no round before
	NewExcellent   int    `json:"new_excellent"` // of these, not excellent before
	TotalCertified int    `json:"total_certified"`
	TotalExcellent int    `json:"total_excellent"`
	// How the totals lie; for who reads the whole of an overview, see Quartiles.
	Self     *Quartiles `json:"self,omitempty"`
	Official *Quartiles `json:"official,omitempty"`
}

// Programme is how far the programme has come by the published rounds.
func (s *Service) Programme(ctx context.Context, actor Actor) (*ProgrammeView, error) {
	return read(ctx, s, actor, ActionReadProgramme, func(tx Tx) (*ProgrammeView, error) {
		programme := scoring.CurrentProgramme()
		rounds, err := tx.ListRounds()
		if err != nil {
			return nil, wrap(err, "list rounds")
		}
		grant, _ := grantOf(actor.Role, ActionReadOverview)
		var published []publishedRound
		for _, round := range rounds {
			if round.State != RoundPublished || round.Year < programme.From || round.Year > programme.To {
				continue
			}
			p, err := s.published(tx, round, grant.Scope == ScopeAll)
			if err != nil {
				return nil, err
			}
			published = append(published, p)
		}
		return countProgramme(programme, published), nil
	})
}

// countProgramme counts each enterprise once: certified in the first year that it is
// selected in, excellent in the first year that it is excellent in.
func countProgramme(programme *scoring.Programme, published []publishedRound) *ProgrammeView {
	slices.SortStableFunc(published, func(a, b publishedRound) int {
		return cmp.Or(cmp.Compare(a.round.Year, b.round.Year), cmp.Compare(a.round.ID, b.round.ID))
	})
	view := &ProgrammeView{
		ID: programme.ID, Name: programme.Name, Document: programme.Document, From: programme.From, To: programme.To,
		Clause: programme.Target.Clause, Reading: programme.Target.Reading, Rounds: []ProgrammeAtRound{},
	}
	certified, excellent := make(map[string]bool), make(map[string]bool)
	for _, p := range published {
		at := ProgrammeAtRound{
			Round: p.round.ID, Name: p.round.Name, Year: p.round.Year, Applications: p.applications, Pending: p.outcomes == nil,
			Self: p.trend.self, Official: p.trend.official,
		}
		for code, outcome := range p.outcomes {
			if outcome.level() < OutcomeCertified.level() {
				continue
			}
			at.Certified++
			if !certified[code] {
				certified[code] = true
				at.NewCertified++
			}
			if outcome != OutcomeExcellent {
				continue
			}
			at.Excellent++
			if !excellent[code] {
				excellent[code] = true
				at.NewExcellent++
			}
		}
		at.TotalCertified, at.TotalExcellent = len(certified), len(excellent)
		view.Rounds = append(view.Rounds, at)
	}
	view.Certified = progressOf(programme.Target.Certified, len(certified))
	view.Excellent = progressOf(programme.Target.Excellent, len(excellent))
	view.countStages(programme)
	return view
}

func progressOf(target, counted int) ProgrammeProgress {
	return ProgrammeProgress{Target: target, Counted: counted, Remaining: max(0, target-counted)}
}

// countStages adds up the years of each stage.
func (view *ProgrammeView) countStages(programme *scoring.Programme) {
	sofar, of := 0, programme.Target.Certified
	for i := range programme.Stages {
		s := &programme.Stages[i]
		stage := ProgrammeStage{No: s.No, Name: s.Name, From: s.From, To: s.To, Clause: s.Clause, Reading: s.Reading}
		for _, at := range view.Rounds {
			if at.Year >= s.From && at.Year <= s.To {
				stage.Certified += at.NewCertified
				stage.Excellent += at.NewExcellent
			}
		}
		sofar += stage.Certified
		if s.Share > 0 {
			stage.Share = &ProgrammeShare{
				Percent: s.Share, Certified: sofar, Of: of, Needed: (of*s.Share + 99) / 100, Reached: sofar*100 >= of*s.Share,
			}
		}
		view.Stages = append(view.Stages, stage)
	}
}

package assessment

import (
	"cmp"
	"slices"

	"wuxing/scoring"
)

// planner works an assignment out against the round as it stands.
type planner struct {
	tx        Tx
	round     *Round
	names     map[string]string // username by id
	reviewers []*User           // with an account in use, by username
	loads     map[string]int    // open applications by reviewer id
	all       []*Application    // of the round, by id
	benches   map[string]*bench // by application
	plan      *AssignmentPlan
	problems  scoring.Problems
}

func newPlanner(tx Tx, round *Round) *planner {
	return &planner{
		tx: tx, round: round, names: make(map[string]string), loads: make(map[string]int), benches: make(map[string]*bench),
		plan: &AssignmentPlan{Round: round.ID, Rows: []PlannedRow{}, Loads: []ReviewerLoad{}, Left: []UnassignedRow{}},
	}
}

// planAssignment works out what an assignment does, or everything that stands in
// its way.
func (s *Service) planAssignment(tx Tx, roundID string, new NewAssignment) (*AssignmentPlan, error) {
	round, err := tx.FindRoundByID(roundID)
	if err != nil {
		return nil, found(err, "find round %s", roundID)
	}
	if err := stillOpen(round, ActionAssign); err != nil {
		return nil, err
	}
	p := newPlanner(tx, round)
	p.plan.Warnings, p.problems = new.Warnings, slices.Clone(new.Faults)
	applications, err := p.load()
	if err != nil {
		return nil, err
	}
	before := make(map[string]int)
	for id, load := range p.loads {
		before[id] = load
	}
	if new.Balanced {
		err = p.balance(applications, new)
	} else if len(new.Rows) > 0 || len(new.Faults) == 0 {
		err = p.byRows(new.Rows)
	}
	if err != nil {
		return nil, err
	}
	if len(p.problems) > 0 {
		if len(new.Faults) > 0 {
			slices.SortStableFunc(p.problems, byCell)
		}
		return nil, invalid(p.problems)
	}
	slices.SortFunc(p.plan.Rows, func(a, b PlannedRow) int { return cmp.Compare(a.Application, b.Application) })
	slices.SortFunc(p.plan.todo, func(a, b plannedSeating) int { return cmp.Compare(a.application.ID, b.application.ID) })
	for _, reviewer := range p.reviewers {
		p.plan.Loads = append(p.plan.Loads, ReviewerLoad{
			Reviewer: reviewer.Username, Name: reviewer.DisplayName, Before: before[reviewer.ID], After: p.loads[reviewer.ID],
		})
	}
	return p.plan, p.plan.seal()
}

// load reads the round: who reviews, who has what. What can be assigned now comes
// back, by id.
func (p *planner) load() ([]*Application, error) {
	var err error
	if p.all, err = roundApplications(p.tx, p.round.ID); err != nil {
		return nil, err
	}
	if p.benches, err = roundBenches(p.tx, p.round, p.all); err != nil {
		return nil, err
	}
	return p.shares()
}

// take is load over what is known of the round already, for questions: in the order of
// township and name, and without what was declared.
func (p *planner) take(picture *roundPicture) error {
	seats, benches := picture.seated(), make([]bench, len(picture.rows))
	p.all, p.benches = make([]*Application, 0, len(picture.rows)), make(map[string]*bench, len(picture.rows))
	for _, i := range picture.named() {
		application := &picture.rows[i].Application
		benches[i] = bench{round: p.round, seats: seats[application.ID]}
		p.all = append(p.all, application)
		p.benches[application.ID] = &benches[i]
	}
	_, err := p.shares()
	return err
}

// shares finds the reviewers and counts what each has. What can be assigned now comes
// back.
func (p *planner) shares() (open []*Application, err error) {
	users, err := p.tx.ListUsers()
	if err != nil {
		return nil, wrap(err, "list users")
	}
	for _, user := range users {
		p.names[user.ID] = user.Username
		if user.Role == RoleReviewer && !user.Disabled {
			p.reviewers = append(p.reviewers, user)
		}
	}
	for _, application := range p.all {
		if !application.legal(ActionAssign) {
			continue
		}
		b := p.benches[application.ID]
		open = append(open, application)
		for _, id := range b.holders(application) {
			if seat := b.seatOf(id); id != "" && (seat == nil || !seat.Done) {
				p.loads[id]++
			}
		}
	}
	return open, nil
}

// holders are the ids of who has the application, by seat; "" for an empty one.
func (b *bench) holders(application *Application) []string {
	if !b.two() {
		return []string{application.ReviewerID}
	}
	ids := make([]string, len(lanes))
	for i, lane := range lanes {
		if seat := b.seatIn(lane); seat != nil {
			ids[i] = seat.ReviewerID
		}
	}
	return ids
}

// inUse tells whether the id is of a reviewer whose account is in use.
func (p *planner) inUse(id string) bool {
	return slices.ContainsFunc(p.reviewers, func(user *User) bool { return user.ID == id })
}

// balance gives every place that is empty, or whose account was closed before its
// review was in, to the reviewer who has least, of equals to the one whose username
// comes first; who is linked or sits there already is passed by.
func (p *planner) balance(applications []*Application, new NewAssignment) error {
	if len(new.Rows) > 0 {
		p.problems.Add(CodeRowsWithBalanced, scoring.Position{Path: "rows"})
	}
	among := p.reviewers
	if len(new.Among) > 0 {
		among = nil
		for i, username := range new.Among {
			if user := p.reviewer(username, scoring.Position{Path: "among[" + itoa(i) + "]"}); user != nil && !slices.Contains(among, user) {
				among = append(among, user)
			}
		}
		slices.SortFunc(among, func(a, b *User) int { return cmp.Compare(a.Username, b.Username) })
	}
	if len(p.problems) > 0 {
		return nil
	}
	for _, application := range applications {
		b := p.benches[application.ID]
		holders := b.holders(application)
		decided, err := p.decided(application, b)
		if err != nil {
			return err
		}
		after, whole := make([]*User, len(holders)), true
		for i, id := range holders {
			if id != "" && (p.inUse(id) || b.two() && b.seatIn(lanes[i]).Done) {
				after[i] = &User{ID: id, Username: p.names[id]}
				continue
			}
			if after[i] = p.least(among, b, holders, decided); after[i] == nil {
				whole = false
				break
			}
			holders[i] = after[i].ID
		}
		if !whole {
			p.plan.Left = append(p.plan.Left, UnassignedRow{application.ID, application.Enterprise.Scoring()})
			continue
		}
		p.put(application, b, after)
	}
	return nil
}

// decided are the reviewers who have decided anything at one of two seats. A place
// that has become empty is not for them: it is the other side of their own review,
// or what they left.
func (p *planner) decided(application *Application, b *bench) (map[string]bool, error) {
	ids := make(map[string]bool)
	if !b.two() {
		return ids, nil
	}
	entries, err := p.tx.ListScoreEntries(application.ID)
	for _, entry := range entries {
		ids[entry.ReviewerID] = true
	}
	return ids, wrap(err, "list the entries of %s", application.ID)
}

// least is the fitting reviewer with the least, nil for none.
func (p *planner) least(among []*User, b *bench, holders []string, decided map[string]bool) *User {
	var best *User
	for _, user := range among {
		if b.linked[user.ID] || decided[user.ID] || slices.Contains(holders, user.ID) {
			continue
		}
		if best == nil || p.loads[user.ID] < p.loads[best.ID] {
			best = user
		}
	}
	return best
}

// reviewer finds a reviewer by username, or reports that there is none.
func (p *planner) reviewer(username string, at scoring.Position) *User {
	for _, user := range p.reviewers {
		if user.Username == normalUsername(username) {
			return user
		}
	}
	p.problems.Add(CodeUnknownReviewer, at, "found", printable(username))
	return nil
}

// put adds a row to the plan, if it changes anything.
func (p *planner) put(application *Application, b *bench, reviewers []*User) {
	row := PlannedRow{
		Application: application.ID, Version: application.Version, State: application.State, Enterprise: application.Enterprise.Scoring(),
		Before: []string{}, After: []string{},
	}
	for i, id := range b.holders(application) {
		row.Before = append(row.Before, p.names[id])
		row.After = append(row.After, reviewers[i].Username)
		if id != reviewers[i].ID {
			if id != "" {
				p.loads[id]--
			}
			p.loads[reviewers[i].ID]++
		}
	}
	if slices.Equal(row.Before, row.After) {
		return
	}
	p.plan.Rows = append(p.plan.Rows, row)
	p.plan.todo = append(p.plan.todo, plannedSeating{application, b, reviewers})
}

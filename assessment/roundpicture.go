package assessment

import (
	"cmp"
	"slices"
	"sync"
)

// RoundChanges are the rows of a round that were written since a place of the audit
// trail, as they are now.
type RoundChanges struct {
	Mark         TrailMark     // where the trail has come to
	Known        bool          // false: too much was written, or the trail does not hold that place; then nothing else is told
	Rows         []OverviewRow // by id
	Seats        []*Seat       // by application id, lane
	Declarations []*Declaration
	Declared     int // number of the first of these within the round, from 1
}

// roundPicture is what a whole round is counted from, as it was at a place of the
// audit trail. It is shared: nobody changes what it holds.
type roundPicture struct {
	mark         TrailMark
	rows         []OverviewRow // by id, drafts among them
	seats        []*Seat       // by application id, lane; of rounds with two reviewers
	declarations []*Declaration

	// What follows from these, worked out when it is asked for.
	once   struct{ seats, declared, named sync.Once }
	bySeat map[string][]*Seat
	byWhom map[declaredOn]bool
	byName []int // places of the rows in the order of township and name
}

// pictureCache keeps the pictures of rounds, so that a look at one reads only what was
// written since the last: every transaction tells in its events which rows it wrote.
type pictureCache struct {
	mu   sync.Mutex
	kept map[string]*roundPicture
}

// maxPictures are the rounds that are looked at in one office, about 6 MB each at
// 10,000 enterprises; then the cache begins anew.
const maxPictures = 4

func (c *pictureCache) find(roundID string) *roundPicture {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[roundID]
}

// keep never puts an older picture over a newer one; that would only cost the next
// look some reading.
func (c *pictureCache) keep(roundID string, picture *roundPicture) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, known := c.kept[roundID]
	if known && old.mark.Seq > picture.mark.Seq {
		return
	}
	if !known && len(c.kept) >= maxPictures || c.kept == nil {
		c.kept = make(map[string]*roundPicture)
	}
	c.kept[roundID] = picture
}

// picture is the round as it stands. It is for questions alone: what a transaction has
// written itself is in no event before its end.
func (s *Service) picture(tx Tx, round *Round) (*roundPicture, error) {
	old := s.pictures.find(round.ID)
	since := TrailMark{}
	if old != nil {
		since = old.mark
	}
	changes, err := tx.ListRoundChanges(round.ID, since)
	if err != nil {
		return nil, wrap(err, "list what was written in round %s", round.ID)
	}
	if old == nil || !changes.Known || changes.Declared > 0 && changes.Declared != len(old.declarations)+1 {
		return s.wholePicture(tx, round, changes.Mark)
	}
	if old.mark == changes.Mark {
		return old, nil
	}
	fresh := old.with(changes)
	s.pictures.keep(round.ID, fresh)
	return fresh, nil
}

func (s *Service) wholePicture(tx Tx, round *Round, mark TrailMark) (p *roundPicture, err error) {
	p = &roundPicture{mark: mark}
	if p.rows, err = tx.ListOverview(ApplicationFilter{RoundID: round.ID}); err != nil {
		return nil, wrap(err, "list what round %s is made of", round.ID)
	}
	if p.seats, err = tx.ListRoundSeats(round.ID); err != nil {
		return nil, wrap(err, "list the seats of round %s", round.ID)
	}
	if p.declarations, err = tx.ListDeclarations(round.ID, ""); err != nil {
		return nil, wrap(err, "list the declarations of round %s", round.ID)
	}
	p.rows, p.seats = inOrder(p.rows, byRowID), inOrder(p.seats, bySeatKey)
	s.pictures.keep(round.ID, p)
	return p, nil
}

// with is the picture after the changes; what did not change is shared.
func (p *roundPicture) with(changes *RoundChanges) *roundPicture {
	fresh := &roundPicture{mark: changes.Mark, rows: p.rows, seats: p.seats, declarations: p.declarations}
	if len(changes.Rows) > 0 {
		fresh.rows = merged(p.rows, changes.Rows, byRowID)
	}
	if order := p.named(); p.sameNames(changes.Rows) { // most often nobody has changed a name
		fresh.once.named.Do(func() { fresh.byName = order })
	}
	if len(changes.Seats) > 0 {
		fresh.seats = merged(p.seats, changes.Seats, bySeatKey)
	}
	if len(changes.Declarations) > 0 {
		fresh.declarations = slices.Concat(p.declarations, changes.Declarations)
	}
	return fresh
}

// merged puts the new elements into their places in a copy of a sorted list, over
// those that compare equal.
func merged[T any](old, new []T, compare func(a, b T) int) []T {
	list := make([]T, len(old), len(old)+len(new))
	copy(list, old)
	for _, each := range new {
		if i, is := slices.BinarySearchFunc(old, each, compare); is {
			list[i] = each
		} else {
			list = append(list, each)
		}
	}
	return inOrder(list, compare)
}

// inOrder sorts what is not sorted yet: databases sort texts by rules of their own.
func inOrder[T any](list []T, compare func(a, b T) int) []T {
	if !slices.IsSortedFunc(list, compare) {
		slices.SortFunc(list, compare)
	}
	return list
}

func byRowID(a, b OverviewRow) int { return cmp.Compare(a.ID, b.ID) }

func bySeatKey(a, b *Seat) int {
	return cmp.Or(cmp.Compare(a.ApplicationID, b.ApplicationID), cmp.Compare(a.Lane, b.Lane))
}

// applications are those of the rows, by id.
func (p *roundPicture) applications() []*Application {
	list := make([]*Application, len(p.rows))
	for i := range p.rows {
		list[i] = &p.rows[i].Application
	}
	return list
}

// seated are the seats by application.
func (p *roundPicture) seated() map[string][]*Seat {
	p.once.seats.Do(func() {
		p.bySeat = make(map[string][]*Seat, len(p.seats)/len(lanes))
		for i := 0; i < len(p.seats); {
			end := i + 1
			for end < len(p.seats) && p.seats[end].ApplicationID == p.seats[i].ApplicationID {
				end++
			}
			p.bySeat[p.seats[i].ApplicationID] = p.seats[i:end:end]
			i = end
		}
	})
	return p.bySeat
}

// declared tells who has declared on whom.
func (p *roundPicture) declared() map[declaredOn]bool {
	p.once.declared.Do(func() {
		p.byWhom = make(map[declaredOn]bool, len(p.declarations))
		for _, d := range p.declarations {
			p.byWhom[declaredOn{d.ReviewerID, d.EnterpriseID}] = true
		}
	})
	return p.byWhom
}

// named are the places of the rows in the order of township, name and id.
func (p *roundPicture) named() []int {
	p.once.named.Do(func() {
		p.byName = make([]int, len(p.rows))
		for i := range p.byName {
			p.byName[i] = i
		}
		slices.SortFunc(p.byName, func(i, k int) int {
			a, b := &p.rows[i], &p.rows[k]
			return cmp.Or(cmp.Compare(a.Enterprise.Township, b.Enterprise.Township),
				cmp.Compare(a.Enterprise.Name, b.Enterprise.Name), cmp.Compare(a.ID, b.ID))
		})
	})
	return p.byName
}

// sameNames tells whether the rows stand in the picture already, under their names.
func (p *roundPicture) sameNames(rows []OverviewRow) bool {
	for i := range rows {
		at, is := slices.BinarySearchFunc(p.rows, rows[i], byRowID)
		if !is || p.rows[at].Enterprise.Township != rows[i].Enterprise.Township || p.rows[at].Enterprise.Name != rows[i].Enterprise.Name {
			return false
		}
	}
	return true
}

// narrowed are the rows that a filter finds. Which these are the store tells, so that
// whose right reaches how far stands in one place; states alone are looked at here.
func (p *roundPicture) narrowed(tx Tx, filter ApplicationFilter) ([]OverviewRow, error) {
	rows := make([]OverviewRow, 0, len(p.rows))
	if filter.Township == "" && filter.EnterpriseID == "" && filter.Reviewer == nil && !filter.HandedIn && len(filter.IDs) == 0 {
		for i := range p.rows {
			if len(filter.States) == 0 || slices.Contains(filter.States, p.rows[i].State) {
				rows = append(rows, p.rows[i])
			}
		}
		return rows, nil
	}
	ids, err := tx.ListApplicationIDs(filter)
	if err != nil {
		return nil, wrap(err, "list applications of round %s", filter.RoundID)
	}
	i := 0
	for _, id := range inOrder(ids, cmp.Compare[string]) {
		for i < len(p.rows) && p.rows[i].ID < id {
			i++
		}
		if i < len(p.rows) && p.rows[i].ID == id {
			rows = append(rows, p.rows[i])
		}
	}
	return rows, nil
}

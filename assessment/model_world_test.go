package assessment_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// person is somebody who acts in a sequence. letter: E enterprise, T township,
// R reviewer, L lead, A admin, U auditor, O console, P the public, X nobody that anybody
// knows.
type person struct {
	letter     byte
	actor      assessment.Actor
	enterprise string // name
	uscc       string
	area       string
	display    string
}

func (p *person) id() string { return p.actor.UserID }

// modelWorld is a service over a real database that many sequences share, each in
// a round of its own.
type modelWorld struct {
	t      *testing.T
	svc    *assessment.Service
	store  *store.Store
	raw    *sql.DB // a second look at the database
	asked  map[string]*sql.Stmt
	folder string
	clock  atomic.Int64 // microseconds
	ids    int
	rounds int
	card   *scoring.Card
	people []*person

	accountsOnly []byte // a database with the people and nothing else
}

// modelCard is the set of cards with the small one alone.
type modelCard struct{ card *scoring.Card }

func (m modelCard) Card(id string) (*scoring.Card, bool) { return m.card, id == m.card.ID }

// modelPeople are three enterprises in two townships and the office.
func modelPeople() []*person {
	var people []*person
	add := func(letter byte, name string, role assessment.Role) *person {
		p := &person{letter: letter, display: "显示名-" + name, actor: assessment.Actor{UserID: "u-" + name, Username: name, Role: role}}
		people = append(people, p)
		return p
	}
	for i, e := range []struct{ name, area string }{{"甲厂", "织里镇"}, {"乙厂", "织里镇"}, {"丙厂", "八里店镇"}} {
		p := add('E', fmt.Sprint("clerk", i+1), assessment.RoleEnterprise)
		p.enterprise, p.uscc, p.area = e.name, uscc(e.name), e.area
		p.actor.EnterpriseID = "e-" + e.name
	}
	for i, area := range []string{"织里镇", "八里店镇"} {
		p := add('T', fmt.Sprint("town", i+1), assessment.RoleTownship)
		p.area, p.actor.Area = area, area
	}
	for i := range 3 {
		add('R', fmt.Sprint("reviewer", i+1), assessment.RoleReviewer)
	}
	for i := range 2 {
		add('L', fmt.Sprint("lead", i+1), assessment.RoleLead)
	}
	add('A', "admin", assessment.RoleAdmin)
	add('U', "auditor", assessment.RoleAuditor)
	people = append(people, &person{letter: 'O', actor: assessment.Actor{Role: assessment.RoleOperator}}, &person{letter: 'P', actor: assessment.Actor{Role: assessment.RolePublic}}, &person{letter: 'X'})
	return people
}

// quick is a folder that is kept in memory where there is one, since nothing in
// these tests is about what a disk keeps.
func quick(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "wuxing-model-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// newModelWorld is a world without a round.
func newModelWorld(t *testing.T) *modelWorld {
	t.Helper()
	source, err := os.ReadFile("testdata/small-card.yaml")
	must(t, err)
	card, problems := scoring.Load(source)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	w := &modelWorld{t: t, card: card, folder: quick(t), people: modelPeople()}
	w.svc = assessment.NewService(w, store.NewFiles(filepath.Join(w.folder, "files")), modelCard{card}, w.now,
		func() string { w.ids++; return fmt.Sprintf("id-%09d", w.ids) })
	w.open()
	must(t, w.Update(t.Context(), w.accounts))
	t.Cleanup(func() { must(t, w.close()) })
	w.empty()
	return w
}

// View and Update are those of the present database.
func (w *modelWorld) View(ctx context.Context, fn func(assessment.Tx) error) error {
	return w.store.View(ctx, fn)
}

func (w *modelWorld) Update(ctx context.Context, fn func(assessment.Tx) error) error {
	return w.store.Update(ctx, fn)
}

func (w *modelWorld) data() string { return filepath.Join(w.folder, "data") }

func (w *modelWorld) open() {
	var err error
	w.store, err = store.Open(w.t.Context(), w.data(), store.Options{Readers: 1})
	must(w.t, err)
	w.raw, err = sql.Open("sqlite", filepath.Join(w.data(), "wuxing.db"))
	must(w.t, err)
	w.raw.SetMaxOpenConns(1) // data_version is a connection's
	w.asked = make(map[string]*sql.Stmt)
}

func (w *modelWorld) close() error { return errors.Join(w.raw.Close(), w.store.Close()) }

// empty starts anew from the accounts, before lists of all rounds grow long.
func (w *modelWorld) empty() {
	must(w.t, w.close())
	file := filepath.Join(w.data(), "wuxing.db")
	if w.accountsOnly == nil { // closed, the database is one file
		var err error
		w.accountsOnly, err = os.ReadFile(file)
		must(w.t, err)
	}
	must(w.t, errors.Join(os.RemoveAll(w.data()), os.RemoveAll(filepath.Join(w.folder, "files"))))
	must(w.t, os.Mkdir(w.data(), 0o700))
	must(w.t, os.WriteFile(file, w.accountsOnly, 0o600))
	w.open()
}

// accounts makes the people, without the cost of hashing passwords.
func (w *modelWorld) accounts(tx assessment.Tx) error {
	for _, p := range w.people {
		if p.letter == 'E' {
			err := tx.CreateEnterprise(&assessment.Enterprise{ID: p.actor.EnterpriseID, Name: p.enterprise, USCC: p.uscc, Township: p.area, CreatedAt: opening})
			if err != nil {
				return err
			}
		}
		if p.id() == "" {
			continue
		}
		err := tx.CreateUser(&assessment.User{
			ID: p.id(), Username: p.actor.Username, DisplayName: p.display, Role: p.actor.Role, EnterpriseID: p.actor.EnterpriseID, Area: p.actor.Area,
			PasswordHash: "none", CreatedAt: opening, Version: 1,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *modelWorld) now() time.Time { return time.UnixMicro(w.clock.Load()).UTC() }

// of lists the people with one of the letters.
func (w *modelWorld) of(letters string) (list []*person) {
	for _, p := range w.people {
		for i := range len(letters) {
			if p.letter == letters[i] {
				list = append(list, p)
			}
		}
	}
	return list
}

// query prepares what is asked again and again.
func (w *modelWorld) query(ctx context.Context, text string) *sql.Stmt {
	statement, ok := w.asked[text]
	if !ok {
		var err error
		if statement, err = w.raw.PrepareContext(ctx, text); err != nil {
			panic(err)
		}
		w.asked[text] = statement
	}
	return statement
}

// changes moves when anything was committed.
func (w *modelWorld) changes(ctx context.Context) (version int) {
	if err := w.query(ctx, "PRAGMA data_version").QueryRowContext(ctx).Scan(&version); err != nil {
		panic(err)
	}
	return version
}

// version is the present one of a row.
func (w *modelWorld) version(ctx context.Context, row string, args ...any) (version int) {
	if err := w.query(ctx, "SELECT version FROM "+row).QueryRowContext(ctx, args...).Scan(&version); err != nil {
		panic(err)
	}
	return version
}

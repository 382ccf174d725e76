package main

import (
	"bytes"
	"errors"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/fixtures"
	"wuxing/scoring"
	"wuxing/store"
)

// told is the demo, filled, with what it has printed.
type told struct {
	t      *testing.T
	office *office
	lead   assessment.Actor
	said   string
}

// TestDemoTellsItsStory holds the demo against everything that is said of it.
func TestDemoTellsItsStory(t *testing.T) {
	flags := dataFlags{Data: filepath.Join(t.TempDir(), "demo")}
	o, err := flags.open(t.Context(), store.Options{}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := o.store.Close(); err != nil {
			t.Error(err)
		}
	}()
	c := quiet(t)
	var said bytes.Buffer
	c.out = &said
	if err := fillDemo(c, o); err != nil {
		t.Fatal(err)
	}
	lead, err := o.service.Authenticate(t.Context(), assessment.Credentials{Username: "lead", Password: demoPassword("lead"), RequestID: "test"})
	if err != nil {
		t.Fatal(err)
	}
	d := &told{t, o, lead.Actor(), said.String()}
	year := time.Now().Year()
	d.lastYear(strconv.Itoa(year - 1))
	d.thisYear(strconv.Itoa(year))
	d.waiting(year)
	d.accounts()
	if err := fillDemo(c, o); err == nil {
		t.Error("a folder with rounds in it was filled again")
	}
}

// lastYear: 40 published through notice, two share a rank, one is vetoed, one has
// appealed and won, an objection was taken in and closed, some have handed in files.
func (d *told) lastYear(round string) {
	t, service := d.t, d.office.service
	ranking, err := service.Ranking(t.Context(), d.lead, round)
	if err != nil {
		t.Fatal(err)
	}
	shared, vetoed, evidence := 0, 0, 0
	for i, row := range ranking.Rows {
		if i > 0 && row.Rank > 0 && row.Rank == ranking.Rows[i-1].Rank {
			shared++
		}
		if row.Vetoed {
			vetoed++
		}
		view, err := service.Evidence(t.Context(), d.lead, row.ApplicationID)
		if err != nil {
			t.Fatal(err)
		}
		if view.Bytes > 0 {
			evidence++
		}
	}
	if len(ranking.Rows) != 40 || ranking.State != assessment.RoundPublished || shared != 1 || vetoed != 1 {
		t.Errorf("%d rows, %s, %d shared ranks, %d vetoed; want 40, published, 1, 1", len(ranking.Rows), ranking.State, shared, vetoed)
	}
	if evidence < 20 {
		t.Errorf("%d of 40 have handed in files", evidence)
	}
	states := d.states(round)
	if states[assessment.StateExcellent] != 10 || states[assessment.StateCertified] != 20 || states[assessment.StateNotSelected] != 9 || states[assessment.StateDisqualified] != 1 {
		t.Errorf("states %v", states)
	}
	final, err := service.Final(t.Context(), assessment.Actor{Role: assessment.RolePublic}, round)
	if err != nil || len(final.Rows) != 30 {
		t.Fatalf("the public reads %+v: %v", final, err)
	}

	appeals, err := service.RoundAppeals(t.Context(), d.lead, round)
	if err != nil || len(appeals) != 1 {
		t.Fatalf("appeals %+v: %v", appeals, err)
	}
	appeal, name := appeals[0], d.nameOf(demoAppealed)
	if appeal.Outcome != assessment.AppealUpheld || *appeal.NewScore <= appeal.Score || appeal.Enterprise.Name != name || len(appeal.Evidence) != 1 {
		t.Errorf("appealed: %+v", appeal)
	}
	row := ranking.Rows[slices.IndexFunc(ranking.Rows, func(row assessment.RankingRow) bool { return row.Enterprise.Name == name })]
	line := row.Lines[slices.IndexFunc(row.Lines, func(line assessment.RankingLine) bool { return line.Indicator == appeal.Indicator })]
	if line.Official != *appeal.NewScore {
		t.Errorf("%s is ranked with %v, won %v", name, line.Official, *appeal.NewScore)
	}

	objections, err := service.Objections(t.Context(), d.lead, round)
	if err != nil || objections.Open != 0 || len(objections.Objections) != 1 {
		t.Fatalf("objections %+v: %v", objections, err)
	}
	if o := objections.Objections[0]; o.Result != assessment.ObjectionUnfounded || o.Answer == "" || o.ByHand || o.Enterprise == nil || o.Enterprise.Name != final.Rows[demoObjected-1].Enterprise {
		t.Errorf("objected: %+v", o)
	}
}

func (d *told) nameOf(fixture string) string {
	d.t.Helper()
	found, err := fixtures.Find(fixture)
	if err != nil {
		d.t.Fatal(err)
	}
	card, _ := scoring.Cards().Card(scoring.DefaultCardID)
	enterprise, _, _, problems := card.ParseSubmission(found.Submission)
	if len(problems) > 0 {
		d.t.Fatal(problems)
	}
	return enterprise.Name
}

// states counts the applications of a round, drafts too.
func (d *told) states(round string) map[assessment.State]int {
	d.t.Helper()
	states := make(map[assessment.State]int)
	err := d.office.store.View(d.t.Context(), func(tx assessment.Tx) error {
		applications, err := tx.ListApplications(assessment.ApplicationFilter{RoundID: round})
		for _, application := range applications {
			states[application.State]++
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return states
}

// thisYear: every state that an open round has, two reviewers, a declared link, two
// reviews settled by the lead, files that can be opened.
func (d *told) thisYear(round string) {
	t, service := d.t, d.office.service
	states := d.states(round)
	for _, state := range assessment.States {
		switch state {
		case assessment.StateRanked, assessment.StateOnNotice, assessment.StateCertified, assessment.StateExcellent,
			assessment.StateNotSelected, assessment.StateDisqualified, assessment.StatePublished:
			if states[state] > 0 {
				t.Errorf("%d applications of an open round are %s", states[state], state)
			}
		default:
			if states[state] == 0 {
				t.Errorf("no application is %s", state)
			}
		}
	}
	declarations, err := service.Declarations(t.Context(), d.lead, round)
	if err != nil {
		t.Fatal(err)
	}
	linked := 0
	for _, declaration := range declarations {
		if declaration.Linked {
			linked++
		}
	}
	if linked != 1 {
		t.Errorf("%d links declared, want 1", linked)
	}
	heads, err := service.ListApplications(t.Context(), d.lead, assessment.ApplicationFilter{RoundID: round, States: []assessment.State{assessment.StateReviewed}})
	if err != nil {
		t.Fatal(err)
	}
	settled, opened := 0, make(map[string]int)
	for _, head := range heads {
		pair, err := service.Moderation(t.Context(), d.lead, head.ID)
		if err != nil {
			t.Fatal(err)
		}
		if pair.Settled && len(pair.Apart) > 0 {
			settled++
		}
		d.open(head.ID, opened)
	}
	if settled != 1 || opened[".pdf"] == 0 || opened[".png"] == 0 || opened[".jpg"] == 0 {
		t.Errorf("%d settled by the lead, files opened: %v", settled, opened)
	}
}

// open reads the files of an application: whole documents of the kind they are named.
func (d *told) open(application string, opened map[string]int) {
	t, service := d.t, d.office.service
	view, err := service.Evidence(t.Context(), d.lead, application)
	if err != nil {
		t.Fatal(err)
	}
	for _, indicator := range view.Indicators {
		for _, file := range indicator.Files {
			cmd := assessment.Command{Actor: d.lead, RequestID: "test"}
			name, content, err := d.content(cmd, application, file.ID)
			if err != nil {
				t.Fatal(err)
			}
			if err := isWhole(name, content); err != nil {
				t.Errorf("%s: %d bytes: %v", name, len(content), err)
			}
			if len(file.Same) > 0 {
				t.Errorf("%s lies elsewhere, too: %+v", name, file.Same)
			}
			opened[filepath.Ext(name)]++
		}
	}
}

// isWhole tells what is wrong with a file of the demo.
func isWhole(name string, content []byte) error {
	switch filepath.Ext(name) {
	case ".png":
		_, err := png.Decode(bytes.NewReader(content))
		return err
	case ".jpg":
		_, err := jpeg.Decode(bytes.NewReader(content))
		return err
	}
	if !strings.HasSuffix(name, ".pdf") || !bytes.HasPrefix(content, []byte("%PDF-1.5\n")) || !bytes.HasSuffix(content, []byte("%%EOF\n")) {
		return errors.New("not a whole PDF")
	}
	return nil
}

func (d *told) content(cmd assessment.Command, application, id string) (name string, content []byte, err error) {
	evidence, file, err := d.office.service.OpenEvidence(d.t.Context(), cmd, application, id)
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = file.Close() }()
	content, err = io.ReadAll(file)
	return evidence.Name, content, err
}

// accounts: what is printed opens, and there is one for every role.
func (d *told) accounts() {
	t := d.t
	roles := make(map[assessment.Role]int)
	for line := range strings.Lines(d.said) {
		fields := strings.Fields(line)
		if len(fields) != 4 || fields[0] == "username" {
			continue
		}
		user, err := d.office.service.Authenticate(t.Context(), assessment.Credentials{Username: fields[0], Password: fields[1], RequestID: "test"})
		if err != nil || string(user.Role) != fields[2] || user.DisplayName != fields[3] {
			t.Errorf("%s: %+v, %v", line, user, err)
			continue
		}
		roles[user.Role]++
	}
	for _, role := range []assessment.Role{
		assessment.RoleEnterprise, assessment.RoleTownship, assessment.RoleReviewer, assessment.RoleLead, assessment.RoleAdmin, assessment.RoleAuditor,
	} {
		if roles[role] == 0 {
			t.Errorf("no account for the role %s is printed", role)
		}
	}
	if roles[assessment.RoleReviewer] != 3 || roles[assessment.RoleLead] != 2 || roles[assessment.RoleEnterprise] < 50 {
		t.Errorf("accounts %v", roles)
	}
}

package main

import (
	"bytes"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// The demo must tell its story: two share a rank, one is vetoed, every state is
// there, every account printed opens.
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
	lead, err := o.service.Authenticate(t.Context(), "lead", demoPassword("lead"), "test")
	if err != nil {
		t.Fatal(err)
	}
	year := time.Now().Year()
	ranking, err := o.service.Ranking(t.Context(), lead.Actor(), strconv.Itoa(year-1))
	if err != nil {
		t.Fatal(err)
	}
	shared, vetoed := 0, 0
	for i, row := range ranking.Rows {
		if i > 0 && row.Rank > 0 && row.Rank == ranking.Rows[i-1].Rank {
			shared++
		}
		if row.Vetoed {
			vetoed++
		}
	}
	if len(ranking.Rows) != 40 || ranking.State != assessment.RoundPublished || shared != 1 || vetoed != 1 {
		t.Errorf("%d rows, %s, %d shared ranks, %d vetoed; want 40, published, 1, 1", len(ranking.Rows), ranking.State, shared, vetoed)
	}
	states := map[assessment.State]int{}
	heads, err := o.service.ListApplications(t.Context(), lead.Actor(), assessment.ApplicationFilter{RoundID: strconv.Itoa(year)})
	if err != nil {
		t.Fatal(err)
	}
	for _, head := range heads {
		states[head.State]++
	}
	for _, state := range []assessment.State{
		assessment.StateSubmitted, assessment.StateChecked, assessment.StateWithdrawn, assessment.StateInReview, assessment.StateReturned, assessment.StateResubmitted, assessment.StateReviewed,
	} {
		if states[state] == 0 {
			t.Errorf("no application is %s", state)
		}
	}
	for _, username := range []string{"admin", "lead2", "reviewer1", "reviewer2", "auditor", "town1", "ent029"} {
		if _, err := o.service.Authenticate(t.Context(), username, demoPassword(username), "test"); err != nil {
			t.Errorf("%s cannot sign in: %v", username, err)
		}
		if !bytes.Contains(said.Bytes(), []byte(demoPassword(username))) {
			t.Errorf("the password of %s is not printed", username)
		}
	}
	if err := fillDemo(c, o); err == nil {
		t.Error("a folder with rounds in it was filled again")
	}
}

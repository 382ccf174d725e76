package web_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
	"wuxing/scoring"
)

// TestMarkupOfTheOfficeStaysText is TestMarkupStaysText for what an office writes at
// its desks in a round with two reviewers: names of townships and accounts,
// registrations and what was corrected in them, lists of other departments, links that
// were declared, more time, liftings of vetoes, settled reviews, reopenings.
func TestMarkupOfTheOfficeStaysText(t *testing.T) {
	o := newOffice(t)
	m := &planting{
		office: o, t: t, browser: testbrowser.Start(t), opened: make(map[string]int), windows: make(map[string]*testbrowser.Page), visitors: make(map[string]*visitor),
		watchers: []string{"", "marked0", "mtown0", "mreviewer", "mreviewer3", "mlead", "madmin", "mauditor"}, first: true,
	}
	m.townships()
	m.registrations()
	m.seated()
	m.listed()
	m.tour("waiting")
	m.lifted()
	m.apart()
	m.watchers = []string{"mreviewer", "mlead"} // the others are shown less of it, later
	m.now.Add(24 * 3600)                        // sessions have ended
	m.tour("apart")
	m.settled()
	m.asked()
	m.watchers = []string{"mlead2", "mauditor"}
	m.tour("asked to reopen")
	m.done(m.service.Reopen(t.Context(), m.as("mlead2"), "2026", whole()))
	m.watchers = []string{"marked0", "mtown0", "mreviewer", "mlead", "madmin", "mauditor"}
	m.now.Add(24 * 3600)
	m.tour("reopened")
	for _, path := range []string{ // what these texts are shown on
		"/registrations", "/users", "/users/{username}", "/enterprises", "/audit", "/register", "/rounds/{round}/assignments", "/rounds/{round}/declarations",
		"/rounds/{round}/extensions", "/rounds/{round}/authority", "/applications/{id}/liftings", "/applications/{id}/moderation", "/rounds/{round}/moderation",
		"/applications/{id}/review", "/rounds/{round}/ranking", "/rounds/{round}/overview", "/applications/{id}/history",
	} {
		if m.opened[path] == 0 {
			t.Errorf("nobody has opened %s", path)
		}
	}
	t.Logf("%d payloads, %d enterprises, pages opened: %v", len(markups), len(m.ids), m.opened)
}

// townships makes an account for each township, an enterprise in each, and the staff;
// between them they bear every payload as a name.
func (m *planting) townships() {
	towns, names := spread(100), spread(64)
	name := func() (next string) {
		next = names[0]
		names = append(names[1:], next)
		return next
	}
	for i, town := range towns {
		m.user(assessment.NewUser{Username: fmt.Sprint("mtown", i), DisplayName: name(), Role: assessment.RoleTownship, Area: town})
		firm := name()
		m.user(assessment.NewUser{
			Username: fmt.Sprint("marked", i), DisplayName: name(), Role: assessment.RoleEnterprise,
			Enterprise: &scoring.Enterprise{Name: firm, USCC: markedCode(i), Township: town},
		})
	}
	for username, role := range map[string]assessment.Role{
		"mreviewer": assessment.RoleReviewer, "mreviewer2": assessment.RoleReviewer, "mreviewer3": assessment.RoleReviewer,
		"mlead": assessment.RoleLead, "mlead2": assessment.RoleLead, "madmin": assessment.RoleAdmin, "mauditor": assessment.RoleAuditor,
	} {
		m.user(assessment.NewUser{Username: username, DisplayName: name(), Role: role})
	}
}

func markedCode(i int) string { return fmt.Sprintf("91330502MC%08d", i) }

// registrations ask for accounts, those of the first township under every name; some
// are corrected, one is confirmed and one declined.
func (m *planting) registrations() {
	ctx, towns, phones := m.t.Context(), spread(100), spread(90)
	var ids []string
	for i, name := range spread(64) {
		receipt, err := m.service.Register(ctx, assessment.Command{RequestID: "test"}, assessment.NewRegistration{
			Enterprise: scoring.Enterprise{Name: name, USCC: fmt.Sprintf("91330502MD%08d", i), Township: towns[0]},
			Contact:    name, Phone: phones[i%len(phones)], Password: password, CodeSure: true,
		})
		m.done(nil, err)
		ids = append(ids, receipt.ID)
	}
	for i, town := range towns {
		m.done(m.service.CorrectRegistration(ctx, m.as("madmin"), ids[i+2], assessment.EnterpriseCorrection{Name: spread(64)[i] + " 厂", Township: town, Reason: whole()}))
	}
	m.done(m.service.DecideRegistration(ctx, m.as("mtown0"), ids[0], true, ""))
	m.done(m.service.DecideRegistration(ctx, m.as("mtown0"), ids[1], false, whole()))
	m.done(m.service.CorrectEnterprise(ctx, m.as("madmin"), markedCode(1), assessment.EnterpriseCorrection{Name: spread(100)[1], Township: towns[1], Reason: whole()}))
}

// seated opens the round, has every enterprise but the last hand in, gives that one
// more time, and everything to two of the reviewers; the third is linked.
func (m *planting) seated() {
	ctx := m.t.Context()
	m.done(m.service.CreateRound(ctx, m.as("madmin"), assessment.NewRound{
		ID: "2026", Name: spread(64)[0], Year: 2026, CardID: scoring.DefaultCardID, Quota: 2, Settings: twoReviewers(),
		OpensAt: testBegins.AddDate(0, 0, -2), ClosesAt: testBegins.AddDate(0, 0, 30),
	}))
	towns := spread(100)
	for i := range towns {
		clerk := fmt.Sprint("marked", i)
		id := m.draft(clerk, someFacts)
		if i == len(towns)-1 {
			break
		}
		m.submit(clerk, id)
		m.ids = append(m.ids, id)
	}
	m.done(m.service.Extend(ctx, m.as("mlead"), "2026", assessment.NewExtension{
		USCC: markedCode(len(towns) - 1), Window: assessment.WindowApplication, Until: testBegins.AddDate(0, 0, 31), Reason: whole(),
	}))
	m.done(m.service.Declare(ctx, m.as("mreviewer3"), "2026", assessment.NewDeclaration{USCC: markedCode(0), Linked: true, Reason: whole()}))
	everything := assessment.NewAssignment{Balanced: true, Among: []string{"mreviewer", "mreviewer2"}}
	plan, err := m.service.PreviewAssignment(ctx, m.users["mlead"], "2026", everything)
	m.done(nil, err)
	m.done(m.service.Assign(ctx, m.as("mlead"), "2026", everything, plan.Digest))
	for i := range m.ids {
		for _, reviewer := range []string{"mreviewer", "mreviewer2"} {
			m.done(m.service.Declare(ctx, m.as(reviewer), "2026", assessment.NewDeclaration{USCC: markedCode(i), Reason: whole()}))
		}
	}
}

// listed takes lists of another department, under every name that one can have, and
// with one row under a name each; they bring the first enterprise a veto.
func (m *planting) listed() {
	var rows []assessment.AuthorityRow
	for i, name := range spread(100) {
		cases := "0"
		if i == 0 {
			cases = "11"
		}
		rows = append(rows, assessment.AuthorityRow{USCC: markedCode(i), Name: name, Value: json.RawMessage(cases), Place: fmt.Sprint(name, "!B", 10+i)})
	}
	for i, name := range spread(64) {
		read := func(*scoring.Card) (*assessment.AuthorityBook, scoring.Problems) {
			return &assessment.AuthorityBook{
				Sheets: []assessment.AuthoritySheet{{Fact: "arbitration_cases", Name: name, Department: name, Dated: "2026-03-01", Rows: rows}},
				Source: assessment.Source{Kind: "workbook", Name: name + ".xlsx", SHA256: "ab"}, Content: fmt.Append(nil, "list ", i),
			}, nil
		}
		preview, err := m.service.PreviewAuthority(m.t.Context(), m.as("mlead"), "2026", read)
		m.done(nil, err)
		m.done(m.service.ImportAuthority(m.t.Context(), m.as("mlead"), "2026", preview.Digest, read))
	}
	m.done(m.service.PutReview(m.t.Context(), m.as("mreviewer"), m.ids[0], assessment.ReviewUpdate{ // begins it
		Entries: []assessment.NewScoreEntry{{Indicator: "leadership", Decision: assessment.Agree, Reason: whole()}},
	}))
	m.done(m.service.ProposeLifting(m.t.Context(), m.as("mreviewer"), m.ids[0], m.lifting()))
}

func (m *planting) lifting() assessment.NewLifting {
	return assessment.NewLifting{Indicator: "arbitration", Facts: json.RawMessage(`{"arbitration_cases":2}`), Reason: whole()}
}

// lifted refuses one proposal and confirms another.
func (m *planting) lifted() {
	for _, confirm := range []bool{false, true} {
		view, err := m.service.Review(m.t.Context(), m.users["mreviewer"], m.ids[0])
		m.done(nil, err)
		m.done(m.service.DecideLifting(m.t.Context(), m.as("mlead2"), m.ids[0], view.Liftings[len(view.Liftings)-1].ID, confirm, whole()))
		if !confirm {
			m.done(m.service.ProposeLifting(m.t.Context(), m.as("mreviewer"), m.ids[0], m.lifting()))
		}
	}
}

// apart finishes every review, of the first enterprise with two that differ.
func (m *planting) apart() {
	for i, id := range m.ids {
		for _, reviewer := range []string{"mreviewer", "mreviewer2"} {
			update := assessment.ReviewUpdate{Complete: true}
			for _, indicator := range card(m.t).Indicators() {
				entry := assessment.NewScoreEntry{Indicator: indicator.ID, Decision: assessment.Agree, Reason: whole()}
				switch {
				case i == 0 && reviewer == "mreviewer" && indicator.ID == "arbitration":
					continue // the lifting has decided it
				case i == 0 && reviewer == "mreviewer" && indicator.ID == "training_funds":
					entry = arranged
				case i == 0 && reviewer == "mreviewer2" && indicator.ID == "leadership":
					entry = halfPoint
				}
				entry.Reason = whole()
				update.Entries = append(update.Entries, entry)
			}
			m.done(m.service.PutReview(m.t.Context(), m.as(reviewer), id, update))
		}
	}
}

// settled has the lead settle what differs.
func (m *planting) settled() {
	view, err := m.service.Moderation(m.t.Context(), m.users["mlead"], m.ids[0])
	m.done(nil, err)
	var settlement assessment.Settlement
	for _, indicator := range view.Apart {
		settlement.Entries = append(settlement.Entries, assessment.SettledEntry{Indicator: indicator, Take: assessment.SideFirst, Reason: whole()})
	}
	m.done(m.service.Moderate(m.t.Context(), m.as("mlead"), m.ids[0], settlement))
}

// asked freezes the ranking and asks to open the round again.
func (m *planting) asked() {
	m.now.Store(testBegins.AddDate(0, 0, 40).Unix())
	m.done(m.service.Rank(m.t.Context(), m.as("mlead"), "2026"))
	m.done(m.service.Reopen(m.t.Context(), m.as("mlead"), "2026", whole()))
}

package storetest

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/store"
)

// auditSearch records ten events, of which the clock of the sixth went back.
func auditSearch(t *testing.T, s *store.Store) {
	for i := range 10 {
		at := noon.Add(time.Duration(i) * time.Minute)
		if i == 5 {
			at = noon.Add(30 * time.Second)
		}
		update(t, s, func(tx assessment.Tx) error {
			return tx.Record(assessment.AuditEvent{
				At: at, ActorID: fmt.Sprint("u", i%2), Role: assessment.RoleLead, Action: assessment.Action(fmt.Sprint("do", i%3)),
				Object: []string{"application", "seat"}[i%2], ObjectID: []string{"a1", "a1/2", "a2", "a11"}[i%4],
				Before: json.RawMessage(`{"n":1}`), Reason: "因为", RequestID: fmt.Sprint("r", i),
			})
		})
	}
	search := func(filter assessment.AuditFilter) (seqs []int64) {
		t.Helper()
		for _, event := range got(t, s, func(tx assessment.Tx) ([]assessment.AuditEvent, error) { return tx.SearchAudit(filter) }) {
			seqs = append(seqs, event.Seq)
		}
		return seqs
	}
	all := []int64{10, 9, 8, 7, 5, 4, 3, 2, 6, 1}
	same(t, all, search(assessment.AuditFilter{}))
	for after := int64(0); ; {
		page := search(assessment.AuditFilter{After: after, Limit: 3})
		same(t, all[:min(3, len(all))], page)
		if all = all[len(page):]; len(page) < 3 {
			break
		}
		after = page[2]
	}
	for name, test := range map[string]struct {
		filter assessment.AuditFilter
		want   []int64
	}{
		"actor":                   {assessment.AuditFilter{ActorID: "u1"}, []int64{10, 8, 4, 2, 6}},
		"action":                  {assessment.AuditFilter{Actions: []assessment.Action{"do1", "do2"}}, []int64{9, 8, 5, 3, 2, 6}},
		"newest of two actions":   {assessment.AuditFilter{Actions: []assessment.Action{"do1", "do2"}, Limit: 4}, []int64{9, 8, 5, 3}},
		"then the rest":           {assessment.AuditFilter{Actions: []assessment.Action{"do1", "do2"}, Limit: 4, After: 3}, []int64{2, 6}},
		"two actions on seats":    {assessment.AuditFilter{Actions: []assessment.Action{"do1", "do2"}, Objects: []string{"seat"}, Limit: 4}, []int64{8, 2, 6}},
		"two actions in a time":   {assessment.AuditFilter{Actions: []assessment.Action{"do1", "do2"}, From: noon.Add(2 * time.Minute), Until: noon.Add(8 * time.Minute), Limit: 9}, []int64{8, 5, 3}},
		"one of two is there":     {assessment.AuditFilter{Actions: []assessment.Action{"do2", "do9"}, Limit: 2}, []int64{9, 3}},
		"two actions of an actor": {assessment.AuditFilter{Actions: []assessment.Action{"do1", "do2"}, ActorID: "u1", Limit: 2}, []int64{8, 2}},
		"object":                  {assessment.AuditFilter{Objects: []string{"seat"}}, []int64{10, 8, 4, 2, 6}},
		"ids":                     {assessment.AuditFilter{ObjectIDs: []string{"a1", "a1/1", "a1/2"}}, []int64{10, 9, 5, 2, 6, 1}},
		"request":                 {assessment.AuditFilter{RequestID: "r7"}, []int64{8}},
		"from":                    {assessment.AuditFilter{From: noon.Add(7 * time.Minute)}, []int64{10, 9, 8}},
		"until":                   {assessment.AuditFilter{Until: noon.Add(time.Minute)}, []int64{6, 1}},
		"both":                    {assessment.AuditFilter{ActorID: "u0", Actions: []assessment.Action{"do0"}, After: 7}, []int64{1}},
		"nobody":                  {assessment.AuditFilter{ActorID: "u2"}, nil},
		"no text":                 {assessment.AuditFilter{ActorID: "\x00"}, nil},
		"no event":                {assessment.AuditFilter{After: 77}, nil},
		"other zones":             {assessment.AuditFilter{From: noon.Add(9 * time.Minute).In(assessment.OfficeZone)}, []int64{10}},
	} {
		t.Run(name, func(t *testing.T) { same(t, test.want, search(test.filter)) })
	}
	whole := got(t, s, func(tx assessment.Tx) ([]assessment.AuditEvent, error) {
		return tx.SearchAudit(assessment.AuditFilter{RequestID: "r0"})
	})
	same(t, []assessment.AuditEvent{{
		Seq: 1, At: noon, ActorID: "u0", Role: assessment.RoleLead, Action: "do0", Object: "application", ObjectID: "a1",
		Before: json.RawMessage(`{"n":1}`), Reason: "因为", RequestID: "r0",
	}}, whole)
}

func userSearch(t *testing.T, s *store.Store) {
	account := func(name, display string, role assessment.Role, closed bool) *assessment.User {
		u := &assessment.User{ID: "id-" + name, Username: name, DisplayName: display, Role: role, PasswordHash: "x", Disabled: closed, CreatedAt: noon, Version: 1}
		if role == assessment.RoleEnterprise {
			u.EnterpriseID = "e001"
		}
		return u
	}
	update(t, s, func(tx assessment.Tx) error {
		if err := tx.CreateEnterprise(enterprise(1)); err != nil {
			return err
		}
		for _, user := range []*assessment.User{
			account("b_lead", "张 组长", assessment.RoleLead, false), account("a-clerk", "李人事", assessment.RoleEnterprise, false),
			account("c100%", "王评审", assessment.RoleReviewer, true), account("console:operator", "", assessment.RoleOperator, false),
		} {
			if err := tx.CreateUser(user); err != nil {
				return err
			}
		}
		return nil
	})
	search := func(filter assessment.UserFilter) (names []string) {
		t.Helper()
		for _, entry := range got(t, s, func(tx assessment.Tx) ([]*assessment.UserEntry, error) { return tx.SearchUsers(filter) }) {
			names = append(names, entry.User.Username+entry.Enterprise)
		}
		return names
	}
	clerk := "a-clerk" + enterprise(1).Name
	same(t, []string{clerk, "b_lead", "c100%"}, search(assessment.UserFilter{}))
	same(t, []string{"b_lead"}, search(assessment.UserFilter{After: "a-clerk", Limit: 1}))
	same(t, []string{"b_lead"}, search(assessment.UserFilter{Text: "B_L"}))
	same(t, []string{"b_lead"}, search(assessment.UserFilter{Text: "_"}))
	same(t, []string{"c100%"}, search(assessment.UserFilter{Text: "%"}))
	same(t, nil, nilIfNone(search(assessment.UserFilter{Text: "!"})))
	same(t, []string{clerk}, search(assessment.UserFilter{Text: "童装"}))
	same(t, []string{clerk}, search(assessment.UserFilter{Text: enterprise(1).USCC[4:]}))
	same(t, []string{"b_lead"}, search(assessment.UserFilter{Role: assessment.RoleLead}))
	same(t, []string{"c100%"}, search(assessment.UserFilter{Closed: true}))
	same(t, nil, nilIfNone(search(assessment.UserFilter{Text: "\x00"})))
}

func nilIfNone(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return list
}

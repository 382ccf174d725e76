package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// registrations holds every page of every narrowing against the rows as they were made.
// Some come in the same moment, as far as a database keeps moments apart.
func registrations(t *testing.T, s *store.Store) {
	names := []string{"湖州100%童装厂", "湖州_示例厂", "O'Brien 电机", `反斜\杠厂`, "ABC机械", "湖州示例厂", "湖州（织里）厂", "一厂", "z厂"}
	var all []*assessment.Registration // newest first
	update(t, s, func(tx assessment.Tx) error {
		for i, name := range names {
			r := &assessment.Registration{
				ID: fmt.Sprintf("r%d", i), Enterprise: scoring.Enterprise{Name: name, USCC: fmt.Sprintf("91330502MA2B0000%dR", i), Township: []string{"织里镇", "八里店镇"}[i%2]},
				Contact: "赵六", Phone: "0572-1", PasswordHash: "hash", State: assessment.RegistrationOpen, CreatedAt: noon.Add(time.Duration(i/3) * time.Microsecond), Version: 1,
			}
			if err := tx.CreateRegistration(r); err != nil {
				return err
			}
			if i%4 == 1 {
				at := noon.Add(time.Hour)
				r.State, r.DecidedAt, r.PasswordHash, r.Reason = assessment.RegistrationDeclined, &at, "", "名称与营业执照不符"
				if err := tx.UpdateRegistration(r); err != nil {
					return err
				}
			}
			all = append([]*assessment.Registration{r}, all...)
		}
		return nil
	})
	for _, c := range []struct {
		name   string
		filter assessment.RegistrationFilter
		keep   func(r *assessment.Registration) bool
	}{
		{"open", assessment.RegistrationFilter{}, func(*assessment.Registration) bool { return true }},
		{"of a township", assessment.RegistrationFilter{Township: "织里镇"}, func(r *assessment.Registration) bool { return r.Enterprise.Township == "织里镇" }},
		{"by name", assessment.RegistrationFilter{Search: "湖州 厂"}, func(r *assessment.Registration) bool {
			return slices.Contains([]string{"r0", "r1", "r5", "r6"}, r.ID)
		}},
		{"by signs", assessment.RegistrationFilter{Search: "0%"}, func(r *assessment.Registration) bool { return r.ID == "r0" }},
		{"by a stroke", assessment.RegistrationFilter{Search: `\`}, func(r *assessment.Registration) bool { return r.ID == "r3" }},
		{"by letters", assessment.RegistrationFilter{Search: "abc"}, func(r *assessment.Registration) bool { return r.ID == "r4" }},
		{"by code", assessment.RegistrationFilter{Search: "ｍａ2b00005"}, func(r *assessment.Registration) bool { return r.ID == "r5" }},
		{"by a text that cannot be", assessment.RegistrationFilter{Search: "a\x00"}, func(*assessment.Registration) bool { return false }},
	} {
		for _, state := range []assessment.RegistrationState{assessment.RegistrationOpen, assessment.RegistrationDeclined, assessment.RegistrationAccepted} {
			var want []string
			for _, r := range all {
				if r.State == state && c.keep(r) {
					want = append(want, r.ID)
				}
			}
			for _, limit := range []int{0, 1, 2, 5} {
				var ids []string
				filter := c.filter
				filter.State, filter.Limit = state, limit
				for range all {
					rows := got(t, s, func(tx assessment.Tx) ([]*assessment.Registration, error) { return tx.ListRegistrations(filter) })
					for _, r := range rows {
						ids = append(ids, r.ID)
						filter.AfterTime, filter.AfterID = r.CreatedAt, r.ID
					}
					if limit == 0 || len(rows) < limit {
						break
					}
				}
				if !slices.Equal(ids, want) {
					t.Errorf("%s, %s, %d at a time: %q, want %q", c.name, state, limit, ids, want)
				}
			}
		}
	}
}

// accountHolders have an account; one that is closed counts.
func accountHolders(t *testing.T, s *store.Store) {
	update(t, s, func(tx assessment.Tx) error {
		for i := range 3 {
			if err := tx.CreateEnterprise(enterprise(i)); err != nil {
				return err
			}
		}
		for i, closed := range []bool{false, true} {
			user := reviewer()
			user.ID, user.Username, user.Role, user.EnterpriseID, user.Disabled = fmt.Sprintf("u%d", i), fmt.Sprintf("firm%d", i), assessment.RoleEnterprise, enterprise(i).ID, closed
			if err := tx.CreateUser(user); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct{ among, want []string }{
		{nil, nil},
		{[]string{enterprise(2).ID, "e-none"}, nil},
		{[]string{enterprise(1).ID, enterprise(0).ID, enterprise(2).ID}, []string{enterprise(0).ID, enterprise(1).ID}},
	} {
		holders := got(t, s, func(tx assessment.Tx) ([]string, error) { return tx.EnterprisesWithAccounts(c.among) })
		if !slices.Equal(holders, c.want) {
			t.Errorf("among %q %q have accounts, want %q", c.among, holders, c.want)
		}
	}
}

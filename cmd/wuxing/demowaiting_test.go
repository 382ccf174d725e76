package main

import (
	"strconv"
	"strings"

	"wuxing/assessment"
)

// waiting: a notice runs on which anyone can object, an enterprise waits for its
// account, and first checks wait for the clerks of two townships.
func (d *told) waiting(year int) {
	t, service := d.t, d.office.service
	public := assessment.Actor{Role: assessment.RolePublic}
	second := strconv.Itoa(year-1) + "-2"
	notice, err := service.Notice(t.Context(), public, second)
	if err != nil || len(notice.Rows) != 3 {
		t.Fatalf("on notice: %+v: %v", notice, err)
	}
	if _, err := service.Object(t.Context(), assessment.Command{Actor: public, RequestID: "test"}, second, assessment.NewObjection{
		No: 1, Name: "李先生", Contact: "0572-0000000", Text: "请核实该企业的高技能人才人数。",
	}); err != nil {
		t.Errorf("nobody can object: %v", err)
	}
	checks, registered := 0, 0
	for line := range strings.Lines(d.said) {
		fields := strings.Fields(line)
		if len(fields) != 4 || fields[2] != string(assessment.RoleTownship) {
			continue
		}
		clerk := d.signIn(fields[0])
		heads, err := service.ListApplications(t.Context(), clerk, assessment.ApplicationFilter{RoundID: strconv.Itoa(year), States: []assessment.State{assessment.StateSubmitted}})
		if err != nil {
			t.Fatal(err)
		}
		if len(heads) > 0 {
			checks++
		}
		list, err := service.Registrations(t.Context(), clerk, assessment.RegistrationQuery{})
		if err != nil {
			t.Fatal(err)
		}
		registered += len(list.Rows)
	}
	if checks < 2 || registered != 1 {
		t.Errorf("first checks wait in %d townships, %d registrations wait; want 2, 1", checks, registered)
	}
}

func (d *told) signIn(username string) assessment.Actor {
	d.t.Helper()
	user, err := d.office.service.Authenticate(d.t.Context(), assessment.Credentials{Username: username, Password: demoPassword(username), RequestID: "test"})
	if err != nil {
		d.t.Fatal(err)
	}
	return user.Actor()
}

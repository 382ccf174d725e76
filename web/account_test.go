package web_test

import (
	"testing"

	"wuxing/internal/testbrowser"
)

// TestAccountPages opens what everybody does with the own account.
func TestAccountPages(t *testing.T) {
	o := newOffice(t)
	o.look(t, []state{
		{name: "account-own", path: "/account", user: "clerk2", whole: true, phone: true},
		{name: "account-password-refused", path: "/account", user: "clerk", whole: true, do: func(p *testbrowser.Page) {
			p.Type("#present", "wrong password")
			p.Type("#new-password", "another password")
			p.Type("#again", "another password")
			p.Follow("#password-section button")
			p.WaitText(".notice", "当前密码不对")
		}},
	})
}

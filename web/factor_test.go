package web_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

func (o *office) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), time.Unix(o.now.Load(), 0))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func html(t *testing.T, page *shown) string {
	t.Helper()
	text, err := page.Html()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestSecondFactorPages sets one-time codes up where they are required, signs in with
// them, and looks at every page on the way.
func TestSecondFactorPages(t *testing.T) {
	o := newOffice(t)
	o.service.RequireSecondFactor()
	o.look(t, []state{
		{name: "factor-needed", path: "/applications", user: "reviewer2", phone: true},
		{name: "factor-begun", path: "/account/second-factor", user: "lead", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Follow("main form button")
		}},
		{name: "factor-refused", path: "/account/second-factor", user: "lead", whole: true, do: func(p *testbrowser.Page) {
			p.Type("#code", "abc")
			p.Follow(`[aria-labelledby="confirm-title"] button`)
			p.WaitText(".notice.bad", "验证码不对")
		}},
		{name: "account-staff", path: "/account", user: "lead", whole: true},
		{name: "factor-codes", path: "/account/second-factor", user: "admin", whole: true, phone: true, do: func(p *testbrowser.Page) {
			p.Follow("main form button")
			p.Type("#code", o.code(t, testbrowser.Eval[string](p, `document.querySelector(".secret").textContent`)))
			p.Follow(`[aria-labelledby="confirm-title"] button`)
			p.WaitText("h2", "恢复码")
		}},
		{name: "sign-in-code", path: "/sign-in/code", user: "admin", phone: true}, // enrolled above
	})

	// Without scripts: whoever has to enrol comes to nothing else, others as before.
	v := o.visitor()
	v.signIn("reviewer")
	if got := v.get("/applications"); got.path != "/account/second-factor" {
		t.Errorf("came to %s without a second factor", got.path)
	}
	page := v.post("/account/second-factor", v.get("/account/second-factor").fields("/account/second-factor")).want(200)
	secret := regexp.MustCompile(`class="secret">([A-Z2-7 ]+)<`).FindStringSubmatch(html(t, page))
	if secret == nil {
		t.Fatalf("no secret on\n%s", html(t, page))
	}
	form := page.fields("/account/second-factor/confirm")
	form.Set("code", o.code(t, secret[1]))
	codes := regexp.MustCompile(`<code>([A-Z2-7-]{27})</code>`).FindAllStringSubmatch(html(t, v.post("/account/second-factor/confirm", form).want(200)), -1)
	if len(codes) != 10 {
		t.Fatalf("%d recovery codes", len(codes))
	}
	v.get("/applications").want(200)
	if again := html(t, v.get("/account/second-factor")); strings.Contains(again, codes[0][1]) || strings.Contains(again, secret[1]) {
		t.Error("secrets are shown twice")
	}

	other := o.visitor()
	form = other.get("/sign-in?next=/account").fields("/sign-in")
	form.Set("username", "reviewer")
	form.Set("password", password)
	step := other.post("/sign-in", form).want(200)
	if !strings.HasPrefix(step.path, "/sign-in/code") {
		t.Fatalf("came to %s", step.path)
	}
	if got := other.get("/applications"); !strings.HasPrefix(got.path, "/sign-in") {
		t.Errorf("half signed in reads %s", got.path)
	}
	form = step.fields("/sign-in/code")
	form.Set("code", o.code(t, secret[1])) // was used when it was confirmed
	other.post("/sign-in/code", form).want(401).says("已经用过")
	form.Set("code", codes[0][1])
	if got := other.post("/sign-in/code", form).want(200); got.path != "/account" {
		t.Errorf("came to %s", got.path)
	}
	late := o.visitor()
	form = late.get("/sign-in").fields("/sign-in")
	form.Set("username", "reviewer")
	form.Set("password", password)
	step = late.post("/sign-in", form)
	o.now.Add(5*60 + 1)
	form = step.fields("/sign-in/code")
	form.Set("code", o.code(t, secret[1]))
	if got := late.post("/sign-in/code", form); !strings.HasPrefix(got.path, "/sign-in?") && got.path != "/sign-in" {
		t.Errorf("after five minutes came to %s", got.path)
	}
	operator := assessment.Command{Actor: assessment.Actor{Role: assessment.RoleOperator}}
	if err := o.service.ResetFactor(t.Context(), operator, "reviewer"); err != nil {
		t.Fatal(err)
	}
	if got := other.get("/account"); !strings.HasPrefix(got.path, "/sign-in") {
		t.Error("a session outlives the reset of the second factor")
	}
}

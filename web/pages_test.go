package web_test

import (
	"flag"
	"testing"

	"wuxing/assessment"
	"wuxing/internal/testbrowser"
)

// pictures is where the pictures of the pages go; make screenshots sets it.
var pictures = flag.String("pictures", "", "write pictures of the pages into this folder")

// state is a page in one of its states.
type state struct {
	name, path string
	user       string
	do         func(p *testbrowser.Page) // what leads to the state, after opening
	whole      bool                      // the picture shows more than the window
	phone      bool                      // there is a picture of the phone, too
}

// TestPages opens every page in its main states, in light and dark, on a desk, on a
// phone and at 200 %, and holds each against WCAG 2.2 AA.
func TestPages(t *testing.T) {
	o, states := newOffice(t), []state(nil)
	o.round(nil)
	filled := o.draft("clerk", someFacts)
	states = append(states,
		state{name: "home", path: "/", whole: true, phone: true},
		state{name: "scorecard", path: "/scorecard/wuxing-2024", phone: true},
		state{name: "scorecard-rulings", path: "/scorecard/wuxing-2024#employment", do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelectorAll("details").forEach(function (d) { d.open = true; }), true)`)
		}},
		state{name: "self-test", path: "/self-test", phone: true},
		state{name: "self-test-scored", path: "/self-test", phone: true, do: func(p *testbrowser.Page) {
			p.Click(`label:has(> #facts-leader_attention)`)
			p.Type(`#facts-employees`, "400")
			p.Type(`#facts-skilled_workers`, "200")
			p.WaitText(`[data-total]`, "4")
		}},
		state{name: "self-test-problem", path: "/self-test", phone: true, do: func(p *testbrowser.Page) {
			p.Type(`#facts-employees`, "12.5")
			p.WaitText(`#facts-employees-error`, "整数")
		}},
		state{name: "sign-in", path: "/sign-in", phone: true},
		state{name: "sign-in-refused", path: "/sign-in", do: func(p *testbrowser.Page) {
			p.Type("#username", "clerk")
			p.Type("#password", "wrong")
			p.Follow("main button")
			p.WaitText(".notice", "用户名或密码不对")
		}},
		state{name: "not-found", path: "/nowhere", phone: true},
		state{name: "forbidden", path: "/applications", user: "admin"},

		state{name: "account", path: "/account", user: "clerk"},
		state{name: "rounds", path: "/applications", user: "clerk", phone: true},
		state{name: "rounds-none", path: "/applications", user: "clerk2"},
		state{name: "draft", path: "/applications/" + filled, user: "clerk", whole: true, phone: true},
		state{name: "fill", path: "/applications/" + filled + "/fill", user: "clerk", phone: true},
		state{name: "fill-list", path: "/applications/" + filled + "/fill", user: "clerk", phone: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelector("#facts-honours").scrollIntoView({block: "center"}), true)`)
		}},
		state{name: "fill-problem", path: "/applications/" + filled + "/fill", user: "clerk", do: func(p *testbrowser.Page) {
			p.Type(`#facts-skilled_workers`, "500")
			p.WaitText(`[data-problems]`, "企业职工总数")
			p.WaitText(`[data-save]`, "改正")
			testbrowser.Eval[bool](p, `(scrollTo(0, 0), localStorage.clear(), true)`)
		}},
		state{name: "fill-veto", path: "/applications/" + filled + "/fill", user: "clerk", do: func(p *testbrowser.Page) {
			p.Type(`#facts-arbitration_cases`, "11")
			p.WaitText(`[data-vetoes]`, "否决")
			p.WaitText(`[data-save]`, "已保存")
			p.Type(`#facts-arbitration_cases`, "")
			p.Press("\b")
			p.Wait("no veto", `document.querySelector("[data-vetoes]").hidden`)
			p.Type(`#facts-arbitration_cases`, "11")
			p.WaitText(`[data-vetoes]`, "否决")
			testbrowser.Eval[bool](p, `(scrollTo(0, 0), true)`)
		}},
		state{name: "workbook", path: "/applications/" + filled + "/workbook", user: "clerk", phone: true},
		state{name: "advice", path: "/applications/" + filled + "/advice", user: "clerk", phone: true},
		state{name: "evidence", path: "/applications/" + filled + "/evidence", user: "clerk", phone: true},
		state{name: "submit", path: "/applications/" + filled + "/submit", user: "clerk", whole: true, phone: true},
		state{name: "advice-none", path: "/applications/" + filled + "/advice", user: "clerk"},
	)
	o.look(t, states)

	o.submit("clerk", filled)
	o.giveBack(filled, "competitions", "skilled_ratio")
	long := o.draft("clerk2", someFacts)
	o.submit("clerk2", long)
	o.look(t, []state{
		{name: "returned", path: "/applications/" + filled, user: "clerk", whole: true, phone: true},
		{name: "returned-fill", path: "/applications/" + filled + "/fill#i-skilled_ratio", user: "clerk", phone: true},
		{name: "list", path: "/applications", user: "reviewer", phone: true},
		{name: "list-empty", path: "/applications?state=published", user: "reviewer"},
		{name: "review", path: "/applications/" + long + "/review", user: "reviewer", phone: true},
		{name: "review-row", path: "/applications/" + long + "/review", user: "reviewer", phone: true, do: func(p *testbrowser.Page) {
			p.WaitText("[data-open]", "还有 31 项")
			p.Key("n")
			p.Key("a")
			p.WaitText("[data-open]", "还有 30 项")
			p.Key("c")
		}},
		{name: "give-back", path: "/applications/" + long + "/review", user: "reviewer", phone: true, do: func(p *testbrowser.Page) {
			p.Click("#give-back summary")
			testbrowser.Eval[bool](p, `(document.querySelector("#give-back").scrollIntoView(), true)`)
		}},
		{name: "review-watched", path: "/applications/" + long + "/review", user: "lead"},
		{name: "submitted-long-name", path: "/applications/" + long, user: "clerk2", phone: true},
	})

	o.submit("clerk", filled)
	o.review(filled)
	o.review(long)
	o.release()
	if _, err := o.service.Appeal(t.Context(), o.as("clerk2"), long, newAppeal("training_funds")); err != nil {
		t.Fatal(err)
	}
	o.look(t, []state{
		{name: "released", path: "/applications/" + filled, user: "clerk", whole: true, phone: true, do: func(p *testbrowser.Page) {
			testbrowser.Eval[bool](p, `(document.querySelector("details.lines").open = true)`)
		}},
		{name: "appeal", path: "/applications/" + filled + "/appeals?indicator=training_funds", user: "clerk", whole: true, phone: true},
		{name: "appealed", path: "/applications/" + long + "/appeals", user: "clerk2"},
		{name: "released-english", path: "/applications/" + filled, user: "clerk", do: func(p *testbrowser.Page) {
			p.Follow(`button[name=lang]`)
			p.WaitText("h2#scores", "Scores")
		}},
	})
}

// TestDeclarationPage looks at the pages of a round in which the lead assigns.
func TestDeclarationPage(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.Assignment = assessment.AssignmentAssigned
	o.round(&settings)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.assignAll("reviewer")
	o.look(t, []state{
		{name: "list-undeclared", path: "/applications", user: "reviewer"},
		{name: "declare", path: "/rounds/2026/declarations?application=" + id, user: "reviewer", phone: true},
	})
}

// TestFirstCheckPage looks at what a township sees.
func TestFirstCheckPage(t *testing.T) {
	o := newOffice(t)
	settings := assessment.DefaultSettings()
	settings.FirstCheck = true
	o.round(&settings)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.look(t, []state{
		{name: "township-list", path: "/applications", user: "town"},
		{name: "township-check", path: "/applications/" + id, user: "town", phone: true},
		{name: "township-send-back", path: "/applications/" + id, user: "town", do: func(p *testbrowser.Page) { p.Click(".next summary") }},
	})
}

func newAppeal(indicator string) assessment.NewAppeal {
	return assessment.NewAppeal{Indicator: indicator, Reason: "经费已足额列支，凭证见附件第 3 页，请重新核定"}
}

// look opens the states, each in a window of its own.
func (o *office) look(t *testing.T, states []state) {
	t.Helper()
	browser := testbrowser.Start(t)
	for _, s := range states {
		t.Run(s.name, func(t *testing.T) {
			p := browser.Page(t, o.url)
			o.enter(p, s.user)
			p.Open(s.path)
			if s.do != nil {
				s.do(p)
			}
			if testbrowser.Eval[bool](p, `(document.querySelector(".error-page .code") || {}).innerText === "500"`) {
				t.Fatalf("%s is an internal error", s.path)
			}
			noGoValues(t, s.path, testbrowser.Eval[string](p, `document.documentElement.outerHTML`))
			p.Check("light")
			if *pictures != "" {
				p.Picture(*pictures, s.name, s.whole)
			}
			p.Dark(true)
			p.Check("dark")
			if *pictures != "" && (s.name == "fill" || s.name == "home" || s.name == "released") {
				p.Picture(*pictures, s.name+"-dark", false)
			}
			p.Dark(false)
			p.Size(683, 384) // 1366 × 768 at 200 %
			p.Check("200 %")
			p.Size(390, 844)
			p.Check("phone")
			if *pictures != "" && s.phone {
				p.Picture(*pictures, s.name+"-phone", false)
			}
		})
	}
}

// enter signs in by the form; nobody signs in with "".
func (o *office) enter(p *testbrowser.Page, username string) {
	if username == "" {
		return
	}
	p.Open("/sign-in")
	p.Type("#username", username)
	p.Type("#password", password)
	p.Follow("main button")
}

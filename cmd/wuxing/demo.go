package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"wuxing/assessment"
	"wuxing/fixtures"
	"wuxing/scoring"
)

// The demo goes through the same use cases as real work; only its clock is made
// up, so that last year's round lies in last year.
type demo struct {
	ctx      context.Context
	service  *assessment.Service
	clock    time.Time
	bar      *progress
	card     *scoring.Card
	accounts []demoAccount
	towns    map[string]string           // username by area
	actors   map[string]assessment.Actor // by username; enterprises by the number of their fixture

	retention *assessment.Retention // of last year's round
}

type demoAccount struct{ username, password, role, name string }

// demoPassword is the password of a demo account. It is printed and good for
// nothing else.
func demoPassword(username string) string { return username + "-demo-2024" }

// fillDemo fills an empty office with a finished round of last year, a small one that
// is on public notice and an open one of this year, and prints the accounts.
func fillDemo(c *console, o *office) error {
	rounds, err := o.service.ListRounds(c.ctx, operator)
	if err != nil {
		return err
	}
	if len(rounds) > 0 {
		return usage{"--demo 只能用于空的数据文件夹"}
	}
	d, err := newDemo(c, o)
	if err != nil {
		return err
	}
	d.bar = newProgress(c.errOut, "放入演示数据", len(demoLastYear)+len(demoOnNotice)+len(demoThisYear))
	fmt.Fprintln(c.errOut, "正在放入演示数据……")
	if err := d.fill(time.Now()); err != nil {
		return fmt.Errorf("fill the demo: %w", err)
	}
	d.bar.finish()
	return d.print(c)
}

func newDemo(c *console, o *office) (*demo, error) {
	card, err := findCard(scoring.DefaultCardID)
	if err != nil {
		return nil, err
	}
	d := &demo{ctx: c.ctx, card: card, actors: map[string]assessment.Actor{}}
	d.service = assessment.NewService(o.store, o.files, o.cards, func() time.Time { return d.clock }, newID)
	return d, nil
}

func (d *demo) fill(now time.Time) error {
	d.clock = time.Date(now.Year()-1, time.September, 1, 1, 0, 0, 0, time.UTC)
	for _, staff := range []demoAccount{
		{"admin", "", "admin", "系统管理员"},
		{"lead", "", "lead", "评审组长"},
		{"lead2", "", "lead", "评审副组长"},
		{"reviewer1", "", "reviewer", "评审员甲"},
		{"reviewer2", "", "reviewer", "评审员乙"},
		{"reviewer3", "", "reviewer", "评审员丙"},
		{"auditor", "", "auditor", "监督员"},
	} {
		if err := d.account(operator, assessment.NewUser{DisplayName: staff.name, Role: assessment.Role(staff.role)}, staff.username); err != nil {
			return err
		}
	}
	if err := d.lastYear(now); err != nil {
		return fmt.Errorf("last year's round: %w", err)
	}
	second, err := d.ranked(now)
	if err != nil {
		return fmt.Errorf("last year's second round: %w", err)
	}
	if err := d.thisYear(now); err != nil {
		return fmt.Errorf("this year's round: %w", err)
	}
	if err := d.waiting(now, second); err != nil {
		return fmt.Errorf("what waits: %w", err)
	}
	return nil
}

// account makes an account and remembers who it is.
func (d *demo) account(by assessment.Actor, new assessment.NewUser, username string) error {
	new.Username, new.Password = username, demoPassword(username)
	user, err := d.service.CreateUser(d.ctx, d.command(by), new)
	if err != nil {
		return fmt.Errorf("account %s: %w", username, err)
	}
	d.actors[username] = user.Actor()
	d.accounts = append(d.accounts, demoAccount{username, new.Password, string(new.Role), new.DisplayName})
	return nil
}

// township is the clerk of a township, whose account is made when it is first
// needed.
func (d *demo) township(area string) (assessment.Actor, error) {
	if d.towns == nil {
		d.towns = make(map[string]string)
	}
	username, known := d.towns[area]
	if !known {
		username = "town" + strconv.Itoa(len(d.towns)+1)
		d.towns[area] = username
		new := assessment.NewUser{DisplayName: area, Role: assessment.RoleTownship, Area: area}
		if err := d.account(d.actors["admin"], new, username); err != nil {
			return assessment.Actor{}, err
		}
	}
	return d.actors[username], nil
}

// command is a write by the actor, a minute after the one before.
func (d *demo) command(actor assessment.Actor) assessment.Command {
	d.clock = d.clock.Add(time.Minute)
	return assessment.Command{Actor: actor, RequestID: "demo-" + newID()}
}

// enterprise makes the account of a fixture's enterprise and reads its facts.
func (d *demo) enterprise(e demoEnterprise) (assessment.Actor, json.RawMessage, error) {
	fixture, err := fixtures.Find(e.fixture)
	if err != nil {
		return assessment.Actor{}, nil, err
	}
	enterprise, facts, _, problems := d.card.ParseSubmission(fixture.Submission)
	if len(problems) > 0 {
		return assessment.Actor{}, nil, problems
	}
	if e.name != "" {
		enterprise.Name, enterprise.USCC = e.name, e.uscc
	}
	username := "ent" + e.fixture
	if e.name != "" {
		username += "b"
	}
	if _, known := d.actors[username]; !known {
		new := assessment.NewUser{DisplayName: enterprise.Name, Role: assessment.RoleEnterprise, Enterprise: enterprise}
		if err := d.account(d.actors["admin"], new, username); err != nil {
			return assessment.Actor{}, nil, err
		}
	}
	content, err := facts.MarshalJSON()
	return d.actors[username], content, err
}

// print shows the accounts: the staff and a few enterprises.
func (d *demo) print(c *console) error {
	fmt.Fprintln(c.out, "演示账号(只在演示数据里有效):")
	w := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "  username\tpassword\trole\tname")
	for _, a := range d.accounts {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", a.username, a.password, a.role, a.name)
	}
	return w.Flush()
}

package main

import (
	"fmt"
	"strconv"
	"time"

	"wuxing/assessment"
	"wuxing/scoring"
)

// demoOnNotice are the few enterprises of last year's second round, which is on public
// notice now, so that the form to object can be tried.
var demoOnNotice = demoFixtures("029", "036", "045", "069")

// demoRegistered asks for an account and waits for its township.
var demoRegistered = scoring.Enterprise{Name: "湖州示例新材料有限公司", USCC: "91330502MA2B0DEM20", Township: "高新区"}

// ranked plays last year's second round up to the joint meeting, before this year's.
func (d *demo) ranked(now time.Time) (string, error) {
	opens := now.UTC().AddDate(0, 0, -60).Truncate(time.Hour)
	if opens.Before(d.clock) { // early in a year last year's round has just ended
		opens = d.clock.Truncate(time.Hour).Add(time.Hour)
	}
	d.clock = opens
	settings := assessment.DefaultSettings()
	settings.NoticeDays = 20
	id := strconv.Itoa(now.Year()-1) + "-2"
	_, err := d.service.CreateRound(d.ctx, d.command(d.actors["admin"]), assessment.NewRound{
		ID: id, Name: strconv.Itoa(now.Year()-1) + "年度吴兴区技能型企业遴选（补充）", Year: now.Year() - 1, CardID: d.card.ID,
		OpensAt: opens, ClosesAt: opens.AddDate(0, 0, 14), Quota: 3, Settings: &settings,
	})
	if err != nil {
		return "", err
	}
	for _, e := range demoOnNotice {
		if _, _, err := d.play(id, e); err != nil {
			return "", fmt.Errorf("enterprise %s: %w", e.fixture, err)
		}
		d.bar.add(1)
	}
	d.clock = opens.AddDate(0, 0, 15)
	ranking, err := d.service.Rank(d.ctx, d.command(d.actors["lead"]), id)
	if err != nil {
		return "", err
	}
	d.clock = d.clock.AddDate(0, 0, 1)
	return id, d.meet(ranking, 1)
}

// waiting is what stands open now: a public notice that has begun yesterday, and an
// enterprise that asks for its account.
func (d *demo) waiting(now time.Time, round string) error {
	d.clock = now.UTC().AddDate(0, 0, -1)
	if _, err := d.service.BeginNotice(d.ctx, d.command(d.actors["lead"]), round, ""); err != nil {
		return fmt.Errorf("the notice: %w", err)
	}
	_, err := d.service.Register(d.ctx, d.command(assessment.Actor{Role: assessment.RolePublic}), assessment.NewRegistration{
		Enterprise: demoRegistered, Contact: "赵女士", Phone: "0572-0000000", Password: demoPassword("new"),
	})
	return err
}

package assessment_test

import (
	"encoding/json"
	"strings"
	"testing"

	"wuxing/assessment"
)

// Where the lead assigns, no file opens before its reviewer has declared.
func TestNoFileOpensBeforeADeclaration(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	o.assigned("2026")
	id := o.submittedBy("2026", "甲厂")[0]
	o.assign("2026", assessment.NewAssignment{Rows: []assessment.AssignmentRow{{Application: id, Reviewers: []string{"reviewer"}}}})
	o.unchanged(t, func() {
		for _, open := range []func() error{
			func() error { _, err := o.svc.Application(ctx, o.reviewer, id); return err },
			func() error { _, err := o.svc.Review(ctx, o.reviewer, id); return err },
			func() error { _, err := o.svc.History(ctx, o.reviewer, id); return err },
			func() error { _, err := o.svc.Changes(ctx, o.reviewer, id); return err },
			func() error { _, err := o.finish(o.reviewer, id); return err },
			func() error {
				_, err := o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{})
				return err
			},
		} {
			wantCode(t, open(), assessment.KindConflict, assessment.CodeDeclarationMissing)
		}
		_, err := o.svc.Declare(ctx, by(o.reviewer), "2026", assessment.NewDeclaration{USCC: "none", Linked: true})
		same(t, []string{"unknown_enterprise uscc", "value_missing reason"}, problems(err))
	})
	o.declare("2026", id, o.reviewer, false)
	_, err := o.svc.Application(ctx, o.reviewer, id)
	must(t, err)
}

// Whoever is linked with an enterprise loses its application, is not assigned it
// and knows nothing of it, in rounds of either kind; what was decided counts no
// more, and the link is not taken back.
func TestALinkTakesTheApplicationAway(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		for _, kind := range []string{"free", "assigned", "two"} {
			t.Run(kind, func(t *testing.T) {
				ctx := t.Context()
				o.round(kind)
				switch kind {
				case "assigned":
					o.assigned(kind)
				case "two":
					o.twoBlind(kind)
				}
				id := o.submittedBy(kind, kind+"甲厂")[0]
				other := o.submittedBy(kind, kind+"乙厂")[0]
				switch kind {
				case "assigned":
					o.give(kind, id, o.reviewer)
					o.give(kind, other, o.reviewer)
				case "two":
					o.give(kind, id, o.reviewer, o.other)
					o.give(kind, other, o.reviewer, o.other)
				}
				_, err := o.svc.PutReview(ctx, by(o.reviewer), id, assessment.ReviewUpdate{Entries: []assessment.NewScoreEntry{override("titles", 50)}})
				must(t, err)
				o.declare(kind, id, o.reviewer, true)
				o.unchanged(t, func() {
					for _, open := range []func() error{
						func() error { _, err := o.svc.Application(ctx, o.reviewer, id); return err },
						func() error { _, err := o.svc.Review(ctx, o.reviewer, id); return err },
						func() error { _, err := o.svc.History(ctx, o.reviewer, id); return err },
						func() error { _, err := o.finish(o.reviewer, id); return err },
						func() error { _, err := o.svc.Moderation(ctx, o.reviewer, id); return err },
						func() error {
							_, err := o.svc.Return(ctx, by(o.reviewer), id, assessment.NewReturn{})
							return err
						},
					} {
						wantCode(t, open(), assessment.KindNotFound, assessment.CodeNotFound)
					}
					_, err := o.svc.Declare(ctx, by(o.reviewer), kind, assessment.NewDeclaration{USCC: uscc(kind + "甲厂")})
					wantCode(t, err, assessment.KindConflict, assessment.CodeRecused)
				})
				heads, err := o.svc.ListApplications(ctx, o.reviewer, assessment.ApplicationFilter{RoundID: kind})
				must(t, err)
				if len(heads) != 1 || heads[0].ID != other {
					t.Errorf("the reviewer lists %+v", heads)
				}
				// Another one goes on, without what was decided before.
				third := o.account("third-"+kind, assessment.RoleReviewer, "")
				switch kind {
				case "assigned":
					o.give(kind, id, third)
				case "two":
					o.give(kind, id, third, o.other)
				}
				review, err := o.svc.Review(ctx, third, id)
				must(t, err)
				if len(review.Open) != 31 {
					t.Errorf("%d are open, want all 31", len(review.Open))
				}
				_, err = o.finish(third, id)
				must(t, err)
				// Too late for who is done.
				o.unchanged(t, func() {
					_, err := o.svc.Declare(ctx, by(third), kind, assessment.NewDeclaration{USCC: uscc(kind + "甲厂"), Linked: true, Reason: "配偶在职"})
					wantCode(t, err, assessment.KindConflict, assessment.CodeRecusalTooLate)
				})
				if kind == "free" {
					_, err := o.finish(o.other, other)
					must(t, err)
					ranking, err := o.svc.Ranking(ctx, o.reviewer, kind)
					must(t, err)
					text, err := json.Marshal(ranking)
					must(t, err)
					if len(ranking.Rows) != 1 || strings.Contains(string(text), kind+"甲厂") {
						t.Errorf("the ranking tells %s", text)
					}
				}
				declared, err := o.svc.Declarations(ctx, o.lead, kind)
				must(t, err)
				mine, err := o.svc.Declarations(ctx, o.reviewer, kind)
				must(t, err)
				if len(mine) == 0 || len(declared) < len(mine) {
					t.Errorf("the lead is told %d declarations, the reviewer %d", len(declared), len(mine))
				}
				for _, d := range mine {
					if d.Reviewer != "显示名-reviewer" {
						t.Errorf("told of %s", d.Reviewer)
					}
				}
			})
		}
	})
}

// A link stands before the enterprise has applied, too.
func TestALinkIsNotTakenBackBeforeThereIsAnApplication(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		o.enterprise("甲厂")
		say := func(linked bool) error {
			_, err := o.svc.Declare(t.Context(), by(o.reviewer), "2026", assessment.NewDeclaration{USCC: uscc("甲厂"), Linked: linked, Reason: "如实声明"})
			return err
		}
		must(t, say(false))
		must(t, say(true))
		o.unchanged(t, func() { wantCode(t, say(false), assessment.KindConflict, assessment.CodeRecused) })
		must(t, say(true))
	})
}

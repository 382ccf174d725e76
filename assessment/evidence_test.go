package assessment_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"wuxing/assessment"
)

// add uploads a pdf and gives its version.
func (o *office) add(clerk assessment.Actor, id string, n assessment.NewEvidence) *assessment.EvidenceFile {
	o.t.Helper()
	file, err := o.svc.AddEvidence(o.t.Context(), by(clerk), id, n)
	must(o.t, err)
	return file
}

func (o *office) evidence(actor assessment.Actor, id, indicator string) assessment.EvidenceIndicator {
	o.t.Helper()
	view, err := o.svc.Evidence(o.t.Context(), actor, id)
	must(o.t, err)
	for _, part := range view.Indicators {
		if part.Indicator == indicator {
			return part
		}
	}
	o.t.Fatalf("no %s", indicator)
	return assessment.EvidenceIndicator{}
}

// names says of each file: name, version, c(urrent) or w(ithdrawn).
func names(files []assessment.EvidenceFile) []string {
	list := []string{}
	for _, f := range files {
		text := fmt.Sprintf("%s v%d", f.Name, f.Version)
		if f.Current {
			text += " c"
		}
		if f.WithdrawnAt != nil {
			text += " w"
		}
		list = append(list, text)
	}
	return list
}

func TestEvidenceIsAddedReplacedAndWithdrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateDraft, facts())
		version := o.application(id).Version
		first := o.add(clerk, id, upload("training_funds", "预算.pdf", pdf("1")))
		if first.Version != 1 || first.Document != first.ID || first.Asked != "经费预算与列支凭证" {
			t.Errorf("first %+v", first)
		}
		replacing := upload("training_funds", "预算（改）.pdf", pdf("2"))
		replacing.Replaces = first.ID
		second := o.add(clerk, id, replacing)
		if second.Version != 2 || second.Document != first.ID || second.Asked != first.Asked {
			t.Errorf("second %+v", second)
		}
		other := o.add(clerk, id, upload("training_funds", "凭证.png", pngFile()))
		same(t, []string{"预算.pdf v1", "预算（改）.pdf v2 c", "凭证.png v1 c"}, names(o.evidence(clerk, id, "training_funds").Files))

		o.unchanged(t, func() {
			for _, test := range []struct {
				change func(*assessment.NewEvidence)
				want   string
			}{
				{func(n *assessment.NewEvidence) { n.Replaces = first.ID }, "evidence_old replaces"},
				{func(n *assessment.NewEvidence) { n.Replaces, n.Indicator = second.ID, "titles" }, "evidence_other replaces"},
				{func(n *assessment.NewEvidence) { n.Indicator = "" }, "value_missing indicator"},
				{func(n *assessment.NewEvidence) { n.Indicator = "nothing" }, "unknown_indicator indicator"},
				{func(n *assessment.NewEvidence) { n.Asked = "身份证" }, "evidence_not_asked asked"},
				{func(n *assessment.NewEvidence) { n.Content, n.Size = bytes.NewReader(pdf("2")), int64(len(pdf("2"))) }, "evidence_twice file"},
			} {
				n := upload("training_funds", "新.pdf", pdf("new"))
				test.change(&n)
				_, err := o.svc.AddEvidence(ctx, by(clerk), id, n)
				same(t, []string{test.want}, problems(err))
			}
			n := upload("training_funds", "新.pdf", pdf("new"))
			n.Replaces = "none"
			_, err := o.svc.AddEvidence(ctx, by(clerk), id, n)
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
			_, err = o.svc.AddEvidence(ctx, assessment.Command{Actor: clerk, Version: version + 1}, id, upload("titles", "新.pdf", pdf("new")))
			wantCode(t, err, assessment.KindStale, assessment.CodeVersionMovedOn)
		})

		// Withdrawn twice is withdrawn once; the document stays to be seen and opened.
		for range 2 {
			_, err := o.svc.WithdrawEvidence(ctx, by(clerk), id, first.ID)
			must(t, err)
		}
		same(t, []string{"预算.pdf v1 w", "预算（改）.pdf v2 w", "凭证.png v1 c"}, names(o.evidence(clerk, id, "training_funds").Files))
		o.unchanged(t, func() {
			replacing.Replaces = second.ID
			_, err := o.svc.AddEvidence(ctx, by(clerk), id, replacing)
			same(t, []string{"evidence_withdrawn replaces"}, problems(err))
			_, err = o.svc.WithdrawEvidence(ctx, by(clerk), id, "none")
			wantCode(t, err, assessment.KindNotFound, assessment.CodeNotFound)
		})
		opened, file, err := o.svc.OpenEvidence(ctx, by(clerk), id, first.ID)
		must(t, err)
		content, err := io.ReadAll(file)
		must(t, err)
		must(t, file.Close())
		if opened.Name != "预算.pdf" || !bytes.Equal(content, pdf("1")) {
			t.Errorf("opened %s: %q", opened.Name, content)
		}

		// Each step is in the trail, with the hash and not the name.
		events, err := o.svc.History(ctx, clerk, id)
		must(t, err)
		var actions []string
		for _, e := range events {
			actions = append(actions, string(e.Action))
			if bytes.Contains(append(e.After, e.Before...), []byte("预算")) {
				t.Errorf("the trail names a file: %s", e.After)
			}
		}
		same(t, []string{"create_application", "add_evidence", "add_evidence", "add_evidence", "withdraw_evidence"}, actions)
		if !bytes.Contains(events[2].After, []byte(second.SHA256)) || !bytes.Contains(events[2].Before, []byte(first.SHA256)) {
			t.Errorf("replaced: %s to %s", events[2].Before, events[2].After)
		}
		archive, err := o.svc.ExportEvidence(ctx, by(clerk), id)
		must(t, err)
		if len(archive.Rows) != 3 || !archive.Rows[2].Current || archive.Rows[2].ID != other.ID || !archive.Rows[0].Withdrawn {
			t.Errorf("archive %+v", archive.Rows)
		}
	})
}

// Evidence can be changed while its indicator can.
func TestEvidenceIsOpenWhileItsIndicatorIs(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	for i, test := range []struct {
		state assessment.State
		open  []string // of titles and equity
		code  string   // for what is not open
	}{
		{assessment.StateDraft, []string{"titles", "equity"}, ""},
		{assessment.StateSubmitted, nil, assessment.CodeWrongState},
		{assessment.StateInReview, nil, assessment.CodeWrongState},
		{assessment.StateReturned, []string{"titles"}, assessment.CodeInvalidInput},
		{assessment.StateResubmitted, nil, assessment.CodeWrongState},
		{assessment.StateReviewed, nil, assessment.CodeWrongState},
	} {
		t.Run(string(test.state), func(t *testing.T) {
			clerk := o.enterprise(fmt.Sprint("厂", i))
			id := o.path(clerk, "2026", assessment.StateDraft, facts())
			was := map[string]string{}
			for _, indicator := range []string{"titles", "equity"} {
				was[indicator] = o.add(clerk, id, upload(indicator, "旧.pdf", pdf(indicator))).ID
			}
			o.walk(clerk, id, test.state)
			for _, indicator := range []string{"titles", "equity"} {
				open := len(test.open) > 1 || len(test.open) == 1 && test.open[0] == indicator
				new, next := upload(indicator, "新.pdf", pdf("new")), upload(indicator, "新.pdf", pdf("next"))
				next.Replaces = was[indicator]
				for _, do := range []func() error{
					func() error { _, err := o.svc.AddEvidence(ctx, by(clerk), id, new); return err },
					func() error { _, err := o.svc.AddEvidence(ctx, by(clerk), id, next); return err },
					func() error { _, err := o.svc.WithdrawEvidence(ctx, by(clerk), id, was[indicator]); return err },
				} {
					if open {
						must(t, do())
						continue
					}
					o.unchanged(t, func() {
						if err := do(); code(err) != test.code {
							t.Errorf("%s: %v, want %s", indicator, err, test.code)
						}
					})
				}
			}
			view, err := o.svc.Evidence(ctx, clerk, id)
			must(t, err)
			if want := map[assessment.State]int{assessment.StateDraft: 29, assessment.StateReturned: 1}[test.state]; len(view.Open) != want && !(want == 29 && len(view.Open) == len(o.card.Indicators())) {
				t.Errorf("open %v", view.Open)
			}
		})
	}
}

func TestMissingEvidenceIsListed(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts(map[string]any{
		"hr_manager": false, "arbitration_cases": 3, "workers_over_90k": 0, "workers_over_120k": 0,
	}))
	for indicator, want := range map[string][]string{
		"leadership":      {"会议纪要或分工文件", "组织架构文件"}, // hr_manager: no
		"training_funds":  {"经费预算与列支凭证"},
		"skilled_ratio":   {"技术工人名册", "社保参保名册"},
		"training_ratio":  {"培训签到与台账", "技术工人名册"},
		"titles":          {}, // none
		"income_90k":      {}, // 0 points
		"master_studios":  {}, // an empty list
		"arbitration":     {}, // another department's word
		"leading_talents": {"荣誉证书或文件"},
	} {
		t.Run(indicator, func(t *testing.T) { same(t, want, o.evidence(clerk, id, indicator).Missing) })
	}
	// One roster serves every indicator that reads the number; a file without a
	// name serves none where several are asked for.
	o.add(clerk, id, upload("skilled_ratio", "不明.pdf", pdf("?")))
	same(t, []string{"技术工人名册", "社保参保名册"}, o.evidence(clerk, id, "skilled_ratio").Missing)
	roster := upload("skilled_ratio", "名册.pdf", pdf("roster"))
	roster.Asked = "技术工人名册"
	added := o.add(clerk, id, roster)
	same(t, []string{"社保参保名册"}, o.evidence(clerk, id, "skilled_ratio").Missing)
	same(t, []string{"培训签到与台账"}, o.evidence(clerk, id, "training_ratio").Missing)
	_, err := o.svc.WithdrawEvidence(t.Context(), by(clerk), id, added.ID)
	must(t, err)
	same(t, []string{"培训签到与台账", "技术工人名册"}, o.evidence(clerk, id, "training_ratio").Missing)
}

// The same content elsewhere is pointed out to the bureau; an enterprise is told
// of its own files only.
func TestTheSameFileElsewhereIsPointedOut(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		a, b := o.enterprise("甲厂"), o.enterprise("乙厂")
		idA := o.path(a, "2026", assessment.StateDraft, facts())
		idB := o.path(b, "2026", assessment.StateDraft, facts())
		o.add(a, idA, upload("titles", "甲.pdf", pdf("shared")))
		o.add(a, idA, upload("equity", "甲2.pdf", pdf("shared")))
		o.add(b, idB, upload("titles", "乙.pdf", pdf("shared")))
		told := func(actor assessment.Actor, id string) (list []string) {
			for _, s := range o.evidence(actor, id, "titles").Files[0].Same {
				text := s.No + " " + s.Name
				if s.Enterprise != nil {
					text += " " + s.Enterprise.Name
				}
				list = append(list, text)
			}
			return list
		}
		same(t, []string{"4.6 甲2.pdf"}, told(a, idA))
		same(t, []string(nil), told(b, idB))
		o.walk(a, idA, assessment.StateSubmitted)
		same(t, []string{"4.6 甲2.pdf"}, told(o.reviewer, idA)) // the other is a draft still
		o.walk(b, idB, assessment.StateSubmitted)
		same(t, []string{"4.6 甲2.pdf", "6.1 乙.pdf 乙厂"}, told(o.reviewer, idA))
		same(t, []string{"6.1 甲.pdf 甲厂", "4.6 甲2.pdf 甲厂"}, told(o.lead, idB))
		same(t, []string(nil), told(b, idB))
	})
}

func TestEvidenceHasLimits(t *testing.T) {
	o := onSQLite(t)
	clerk := o.enterprise("甲厂")
	id := o.path(clerk, "2026", assessment.StateDraft, facts())
	var last *assessment.EvidenceFile
	for i := range 30 {
		last = o.add(clerk, id, upload("titles", "证.pdf", pdf(fmt.Sprint(i))))
	}
	o.unchanged(t, func() {
		_, err := o.svc.AddEvidence(t.Context(), by(clerk), id, upload("titles", "证.pdf", pdf("more")))
		same(t, []string{"evidence_too_many file"}, problems(err))
	})
	next := upload("titles", "证.pdf", pdf("next"))
	next.Replaces = last.ID
	last = o.add(clerk, id, next)
	_, err := o.svc.WithdrawEvidence(t.Context(), by(clerk), id, last.ID)
	must(t, err)
	o.add(clerk, id, upload("titles", "证.pdf", pdf("more")))
	// 300 MiB: fifteen of the largest files and no more.
	large := bytes.Repeat([]byte("x"), assessment.MaxEvidenceBytes)
	copy(large, "%PDF-1.7\n1 0 obj\n")
	copy(large[len(large)-18:], "startxref\n9\n%%EOF\n")
	for i := range 15 {
		large[100] = byte(i)
		n := upload("equity", "大.pdf", large)
		if i < 14 {
			o.add(clerk, id, n)
			continue
		}
		o.unchanged(t, func() {
			_, err := o.svc.AddEvidence(t.Context(), by(clerk), id, n)
			same(t, []string{"evidence_full file"}, problems(err))
		})
	}
}

// Files that come at the same time are each kept, one after the other.
func TestParallelUploadsAreAllKept(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		clerk := o.enterprise("甲厂")
		id := o.path(clerk, "2026", assessment.StateDraft, facts())
		done := make(chan error)
		for i := range 8 {
			go func() {
				_, err := o.svc.AddEvidence(t.Context(), by(clerk), id, upload("titles", "证.pdf", pdf(fmt.Sprint(i))))
				done <- err
			}()
		}
		for range 8 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if files := o.evidence(clerk, id, "titles").Files; len(files) != 8 {
			t.Errorf("%d files", len(files))
		}
		if c := o.counts(); c["evidence"] != 8 || c["audit_events"] != 3+8 { // the round, the application and its self score
			t.Errorf("counts %v", c)
		}
	})
}

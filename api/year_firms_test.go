//go:build !race

package api_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"

	"wuxing/assessment"
	"wuxing/internal/naive"
	"wuxing/scoring"
)

// firm is one enterprise of the scripted year, with what the script knows of it.
// But for its address and reviewers nothing here comes from the server.
type firm struct {
	n     int
	kind  int // firms of one kind have the same facts and are treated alike
	name  string
	uscc  string
	town  int
	clerk string // username

	facts *naive.Facts // as handed in last

	// What must come of it: the facts with lists and corrections, the points set by
	// hand, and the state at the end.
	official *naive.Facts
	set      map[string]scoring.Points
	state    assessment.State

	at      string
	seats   []string // usernames, by seat
	entered []decision
	differs *decision // the second reviewer's, where it is not the first one's
}

var townNames = []string{"织里镇", "八里店镇", "埭溪镇", "东林镇", "妙西镇", "月河街道"}

// newFirm makes up the enterprise with the number. Every tenth is of one kind with
// the one before, so that some must share a rank.
func newFirm(n int) *firm {
	f := &firm{n: n, kind: n, name: fmt.Sprintf("湖州示例第%03d制造有限公司", n), town: n % len(townNames), clerk: fmt.Sprintf("firm%03d", n)}
	if n%10 == 9 {
		f.kind = n - 1
	}
	f.uscc = withCheckDigit(fmt.Sprintf("91330502MA2C%05d", n))
	f.facts = drawFirm(f.kind)
	f.set = make(map[string]scoring.Points)
	return f
}

// withCheckDigit completes the 17 characters of a code (GB 32100).
func withCheckDigit(code string) string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	sum, weight := 0, 1
	for _, letter := range code {
		sum += strings.IndexRune(alphabet, letter) * weight
		weight = weight * 3 % 31
	}
	return code + string(alphabet[(31-sum%31)%31])
}

// drawFirm makes up the facts of a kind, always the same ones. Some kinds leave
// facts out, have nobody to divide by, or declare a veto.
func drawFirm(kind int) *naive.Facts {
	random := rand.New(rand.NewPCG(2026, uint64(kind)))
	between := func(low, high int) int { return low + random.IntN(high-low+1) }
	f := naive.NewFacts()
	count := func(key string, n int) int {
		f.Single[key] = strconv.Itoa(n)
		return n
	}
	word := func(key string, words ...string) { f.Single[key] = words[random.IntN(len(words))] }
	rows := func(key string, most int, row func() map[string]string) {
		f.Lists[key] = []map[string]string{}
		for range random.IntN(most + 1) {
			f.Lists[key] = append(f.Lists[key], row())
		}
	}
	pick := func(words ...string) string { return words[random.IntN(len(words))] }

	employees := count("employees", between(40, 900))
	skilled := employees * between(30, 80) / 100
	if kind%23 == 7 {
		skilled = 0
	}
	count("skilled_workers", skilled)
	count("trained_workers", skilled*between(40, 90)/100)
	count("high_skilled_workers", skilled*between(25, 80)/100)
	over := count("workers_over_90k", skilled*between(10, 75)/100)
	count("workers_over_120k", over*between(10, 70)/100)
	count("equity_workers", min(skilled, between(0, 30)))
	count("apprentices", between(0, 120))
	count("certified_workers", between(0, 130))
	count("arbitration_cases", between(0, 3))
	count("injury_accidents", between(0, 1)*between(0, 1))
	if kind%37 == 5 {
		count("injury_accidents", 2)
	}
	f.Single["monthly_allowance"] = scoring.Points(between(0, 2400) * 25).String() // in steps of 0.25
	before := between(5_500_000, 12_000_000)                                       // in fen
	f.Single["average_wage_last_year"] = scoring.Points(before).String()
	f.Single["average_wage"] = scoring.Points(before + before*between(-2, 13)/100 + between(-1, 1)).String()
	if kind%29 == 11 {
		f.Single["average_wage_last_year"] = "0"
	}
	for _, key := range []string{
		"leader_attention", "hr_department", "hr_manager", "certification_started", "certification_standardized", "eight_grade_pilot",
		"senior_technician_pilot", "senior_technician_completed", "collective_agreement", "craftsman_culture", "research_institute",
	} {
		word(key, "yes", "yes", "no")
	}
	word("training_funds", "none", "arranged", "sufficient", "sufficient")
	word("certification_filing", "none", "filed", "operating")
	word("school_cooperation", "none", "agreement", "order_class")
	word("harmony_level", "none", "district", "city", "province", "national")
	word("title_level", "none", "province", "national")
	word("training_base", "none", "open", "district", "city", "province", "national")

	people := []string{"张三", "张 三", "李四", "王五", "赵六"}
	rows("honours", 4, func() map[string]string {
		return map[string]string{"person": pick(people...), "level": pick("district", "city", "province", "national")}
	})
	rows("master_studios", 3, func() map[string]string {
		return map[string]string{"master": pick(people...), "level": pick("district", "city", "province", "national")}
	})
	rows("competition_awards", 3, func() map[string]string {
		return map[string]string{"level": pick("city", "province"), "prize": pick("first", "second", "third")}
	})
	rows("innovations", 6, func() map[string]string {
		return map[string]string{"title": "革新项目", "position": pick("first", "other")}
	})
	rows("science_awards", 2, func() map[string]string {
		return map[string]string{"level": "province", "grade": pick("grand", "first", "second", "third"), "role": pick("lead", "participant")}
	})
	rows("occupational_standards", 2, func() map[string]string {
		return map[string]string{"occupation": "职业", "listed": pick("yes", "no"), "stage": pick("none", "compiled", "published")}
	})
	f.Lists["arrears_petitions"] = []map[string]string{}
	if kind%16 == 2 {
		f.Lists["arrears_petitions"] = []map[string]string{{"people": strconv.Itoa(between(3, 9)), "level": pick("district", "city")}}
	}
	if kind%47 == 20 {
		f.Lists["arrears_petitions"] = []map[string]string{{"people": "5", "level": "province"}}
	}
	if kind%11 == 3 {
		for _, key := range []string{"hr_manager", "title_level", "trained_workers"} {
			delete(f.Single, key)
		}
		delete(f.Lists, "innovations")
	}
	return f
}

// decision is what a reviewer says of an indicator other than that it agrees.
type decision struct {
	indicator string
	correct   map[string]string // single facts
	points    scoring.Points    // without facts
	reason    string
}

// json is the decision as an entry of a review.
func (d decision) json() string {
	if d.correct == nil {
		return fmt.Sprintf(`{"indicator":%q,"decision":"override","points":%s,"reason":%q}`, d.indicator, d.points, d.reason)
	}
	var facts []string
	for key, value := range d.correct { // of one fact
		if _, err := strconv.Atoi(value); err != nil {
			value = strconv.Quote(value)
		}
		facts = append(facts, fmt.Sprintf("%q:%s", key, value))
	}
	return fmt.Sprintf(`{"indicator":%q,"decision":"correct","facts":{%s},"reason":%q}`, d.indicator, strings.Join(facts, ","), d.reason)
}

// decide is what both reviewers say of the firm, and where the second one differs.
func (f *firm) decide() {
	if f.kind%4 == 1 && f.facts.Single["training_funds"] == "sufficient" {
		f.entered = append(f.entered, decision{"training_funds", map[string]string{"training_funds": "arranged"}, 0, "凭证只能证明已安排"})
	}
	if f.kind%6 == 3 {
		now, _ := strconv.Atoi(f.facts.Single["apprentices"])
		f.entered = append(f.entered, decision{"apprenticeship", map[string]string{"apprentices": strconv.Itoa(now / 2)}, 0, "名册只有一半"})
	}
	if f.kind%7 == 2 {
		f.entered = append(f.entered, decision{"craftsman_culture", nil, 0, "没有活动材料"})
	}
	if f.kind%8 == 5 {
		f.entered = append(f.entered, decision{"innovations", nil, 125, "部分成果未授权"})
	}
	if f.kind%5 == 2 {
		f.differs = &decision{"labour_relations", nil, 150, "只认可部分材料"}
	}
	for _, d := range f.entered {
		f.apply(d)
	}
}

// apply does to the expected result what a decision in force does.
func (f *firm) apply(d decision) {
	delete(f.set, d.indicator)
	if d.correct == nil {
		f.set[d.indicator] = d.points
		return
	}
	for key, value := range d.correct {
		f.official.Single[key] = value
	}
}

// cheapHash is a hash of the tests' password that costs next to nothing, for the
// accounts of 200 firms.
func cheapHash() string {
	salt := []byte("salt of the year")
	b64 := base64.RawStdEncoding
	key := argon2.IDKey([]byte(password), salt, 1, 8, 1, 32)
	return fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString(salt), b64.EncodeToString(key))
}

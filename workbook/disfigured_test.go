package workbook

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/scoring"
	"wuxing/templates"
)

var updateDoc = flag.Bool("update", false, "write docs/workbook-reading.md anew; read the difference before committing it")

// disfigured is one way in which forms come back from people and their programs.
// What it says has to hold to the letter: which facts are read otherwise than
// they stand in filledForm, which warnings come with them, or which problems
// there are, all of them and no others.
type disfigured struct {
	name     string // what was done, in Chinese: it stands in docs/workbook-reading.md
	change   damage
	read     string   // JSON: facts that are read otherwise, null for those not given
	warnings []string // code and cell: "read_as 单项数据!C9", "read_as @average_wage"
	problems []string // likewise; then nothing is read
}

// damage is what was done to a form.
type damage func(t testing.TB, data []byte) []byte

// disfigurements are all of them, by the headings of the document.
var disfigurements = []struct {
	title string
	rows  []disfigured
}{
	{"人数、件数", disfiguredCounts},
	{"金额", disfiguredMoney},
	{"百分数和日期", disfiguredDates},
	{"是否和选项", disfiguredWords},
	{"企业信息", disfiguredNames},
	{"公式", disfiguredFormulas},
	{"明细表", disfiguredLists},
	{"行、格和工作表", disfiguredSheets},
	{"办公软件和文件格式", disfiguredFiles},
}

const filledFacts = `{
	"leader_attention": true, "hr_department": true, "hr_manager": false, "training_funds": "sufficient",
	"certification_filing": "filed", "school_cooperation": "agreement", "apprentices": 30, "certification_started": true,
	"certification_standardized": true, "certified_workers": 60, "employees": 400, "skilled_workers": 200,
	"trained_workers": 150, "high_skilled_workers": 80,
	"honours": [{"person": "张三", "level": "city"}, {"person": "李四", "level": "district"}, {"person": "王五", "level": "province"}],
	"eight_grade_pilot": false, "senior_technician_pilot": false, "senior_technician_completed": false, "master_studios": [],
	"monthly_allowance": 350.5, "average_wage": 98000, "average_wage_last_year": 94000, "workers_over_90k": 60,
	"workers_over_120k": 20, "collective_agreement": true, "equity_workers": 5,
	"competition_awards": [{"level": "city", "prize": "first"}, {"level": "province", "prize": "third"}],
	"innovations": [{"title": "自动裁床改造", "position": "first"}], "science_awards": [], "craftsman_culture": true,
	"harmony_level": "city", "title_level": "province", "training_base": "open", "occupational_standards": [],
	"research_institute": false, "arrears_petitions": [], "arbitration_cases": 0, "injury_accidents": 0}`

// filledForm is the form of an enterprise that has filled in everything.
func filledForm(t testing.TB, card *scoring.Card) []byte {
	t.Helper()
	facts, problems := card.ParseFacts([]byte(filledFacts))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return form(t, card, &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: "91330502MA2B00001R", Township: "织里镇"}, facts)
}

func TestDisfiguredFormsAreReadOrTheirCellsNamed(t *testing.T) {
	card := testCard(t)
	base := filledForm(t, card)
	plain, problems := Read(base, finder(card))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	usual := codesAndCells(plain.Warnings)
	var doc strings.Builder
	doc.WriteString(docHead)
	seen, count, told := map[string]bool{}, 0, 0
	for _, group := range disfigurements {
		fmt.Fprintf(&doc, "\n## %s\n\n| 填写方式 | 读作 / 提示 |\n|---|---|\n", group.title)
		for _, row := range group.rows {
			count++
			if seen[row.name] {
				t.Errorf("two rows %q", row.name)
			}
			seen[row.name] = true
			t.Run(row.name, func(t *testing.T) {
				reading, problems := Read(row.change(t, base), finder(card))
				row.check(t, card, base, usual, reading, problems)
				if reading != nil {
					if diff := cmp.Diff(plain.Enterprise, reading.Enterprise); diff != "" {
						t.Errorf("enterprise -want +got\n%s", diff)
					}
				}
				told++
				fmt.Fprintf(&doc, "| %s | %s |\n", inTable(row.name), inTable(row.tell(t, card, reading, problems)))
			})
		}
	}
	if count < 60 {
		t.Errorf("%d disfigurements", count)
	}
	if t.Failed() || told < count { // go test -run may have picked some rows
		return
	}
	const file = "../docs/workbook-reading.md"
	if *updateDoc {
		if err := os.WriteFile(file, []byte(doc.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), doc.String()); diff != "" {
		t.Errorf("docs/workbook-reading.md tells something else (go test ./workbook -run Disfigured -update):\n%s", diff)
	}
}

func (row *disfigured) check(t *testing.T, card *scoring.Card, base []byte, usual []string, reading *Reading, problems scoring.Problems) {
	t.Helper()
	if diff := cmp.Diff(row.places(t, base, row.problems), codesAndCells(problems)); diff != "" {
		t.Fatalf("problems -want +got\n%s", diff)
	}
	if len(problems) > 0 {
		if reading != nil || row.read != "" {
			t.Error("read and refused")
		}
		for _, p := range problems {
			if p.Sheet == "" || p.Cell == "" || p.Params["fact"] == "" && !strings.HasPrefix(p.Code, "uscc_") {
				t.Errorf("%s does not say where and what: %+v", p.Code, p)
			}
		}
		return
	}
	wantWarnings := append(slices.Clone(usual), row.places(t, base, row.warnings)...)
	gotWarnings := codesAndCells(reading.Warnings)
	slices.Sort(wantWarnings)
	slices.Sort(gotWarnings)
	if diff := cmp.Diff(wantWarnings, gotWarnings); diff != "" {
		t.Errorf("warnings -want +got\n%s", diff)
	}
	want := map[string]any{}
	for _, text := range []string{filledFacts, or(row.read, "{}")} {
		changed := map[string]any{}
		if err := json.Unmarshal([]byte(text), &changed); err != nil {
			t.Fatal(err)
		}
		maps.Copy(want, changed)
	}
	maps.DeleteFunc(want, func(_ string, value any) bool { return value == nil })
	facts, problems := card.ParseFacts([]byte(asJSON(t, want)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if diff := cmp.Diff(asJSON(t, facts), asJSON(t, reading.Facts)); diff != "" {
		t.Errorf("facts -want +got\n%s", diff)
	}
}

// places puts the cell of a fact for "@fact".
func (row *disfigured) places(t testing.TB, base []byte, all []string) []string {
	placed := make([]string, 0, len(all))
	for _, text := range all {
		if code, name, ok := strings.Cut(text, "@"); ok {
			text = code + strings.Join(cellOf(t, base, name), "!")
		}
		placed = append(placed, text)
	}
	return placed
}

func codesAndCells(problems scoring.Problems) []string {
	all := make([]string, 0, len(problems))
	for _, p := range problems {
		all = append(all, p.Code+" "+p.Sheet+"!"+p.Cell)
	}
	return all
}

// cellOf is the sheet and the cell of a fact, of a list the one with 有 or 无.
func cellOf(t testing.TB, data []byte, name string) []string {
	t.Helper()
	b, err := openBook(data)
	if err != nil {
		t.Fatal(err)
	}
	at, ok := parseReference(b.names[name])
	if !ok {
		at, ok = parseReference(b.names[name+suffixDeclared])
	}
	if !ok {
		t.Fatalf("no cell for %s", name)
	}
	return []string{at.sheet, cellName(at.col, at.row)}
}

const docHead = `# 表格怎样读 · What is read of a form

企业填回来的表格,确定无疑的就读取,不确定的指出工作表、单元格、现在的内容和要填的内容,一次列全。
下表由测试逐行核对(` + "`go test ./workbook -run Disfigured -update`" + ` 重新写出)。每一行都从一份填好的表开始,只做所说的改动;“照原样读取”指全部数据与改动前相同。
JSON 接口不作这些宽松处理,只收规定的写法。
`

// tell words what came of a row, in the words that people get.
func (row *disfigured) tell(t testing.TB, card *scoring.Card, reading *Reading, problems scoring.Problems) string {
	t.Helper()
	var parts []string
	say := func(p *scoring.Problem) {
		parts = append(parts, fmt.Sprintf("%s!%s:%s", p.Sheet, p.Cell, templates.Message(templates.Chinese, p.Code, p.Params)))
	}
	if len(problems) > 0 {
		for i := range problems {
			say(&problems[i])
		}
		return strings.Join(parts, " ")
	}
	changed := map[string]any{}
	if err := json.Unmarshal([]byte(or(row.read, "{}")), &changed); err != nil {
		t.Fatal(err)
	}
	if len(changed) == 0 {
		parts = append(parts, "照原样读取")
	}
	for i := range card.Facts {
		fact := &card.Facts[i]
		if _, ok := changed[fact.Key]; !ok {
			continue
		}
		value := labelOf(choicesOf(fact.Type, fact.Choices), reading.Facts.Text(fact.Key)) + fact.Unit
		rows, isList := reading.Facts.Rows(fact.Key)
		switch {
		case !reading.Facts.Given(fact.Key):
			value = "未填"
		case isList && len(rows) == 0:
			value = labelNone
		case isList:
			value = listText(fact, rows)
		}
		parts = append(parts, fact.Label+":"+value)
	}
	for i := range reading.Warnings {
		if p := &reading.Warnings[i]; slices.ContainsFunc(row.warnings, func(w string) bool { return strings.HasPrefix(w, p.Code+" ") }) {
			parts = append(parts, "提示")
			say(p)
		}
	}
	return strings.Join(parts, "。")
}

func listText(fact *scoring.Fact, rows [][]string) string {
	var texts []string
	for _, row := range rows {
		var fields []string
		for f, text := range row {
			if text != "" {
				fields = append(fields, labelOf(choicesOf(fact.Fields[f].Type, fact.Fields[f].Choices), text))
			}
		}
		texts = append(texts, strings.Join(fields, " "))
	}
	return strings.Join(texts, "、")
}

func inTable(text string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "*", `\*`).Replace(text)
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

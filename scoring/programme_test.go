package scoring_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuxing/scoring"
)

// The numbers of 吴政办发〔2024〕32号, once more by hand.
func TestTheProgrammeIsWhatTheDocumentSays(t *testing.T) {
	p := scoring.CurrentProgramme()
	if p.From != 2024 || p.To != 2027 || p.Target.Certified != 150 || p.Target.Excellent != 50 || p.Document.Number != "吴政办发〔2024〕32号" {
		t.Errorf("the programme is %+v", p)
	}
	type stage struct{ from, to, share int }
	var got []stage
	for _, s := range p.Stages {
		got = append(got, stage{s.From, s.To, s.Share})
		if s.Clause == "" {
			t.Errorf("%s has no clause", s.No)
		}
	}
	if want := []stage{{2024, 2025, 60}, {2026, 2026, 0}, {2027, 2027, 0}}; !slices.Equal(want, got) {
		t.Errorf("stages %v, want %v", got, want)
	}
}

// Every slip is told with its place, and none makes a programme.
func TestABadProgrammeIsRefusedByPlace(t *testing.T) {
	data, err := os.ReadFile("programmes/wuxing.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sound := string(data)
	for _, test := range []struct{ name, old, new, want string }{
		{"an unknown key", "certified: 150", "certificates: 150", "card_unknown_key card_missing_key"},
		{"no clause", "    clause: 三 第二阶段", "    reading: 三 第二阶段", "card_missing_key"},
		{"more excellent than certified", "excellent: 50", "excellent: 151", "card_value"},
		{"a fraction", "certified: 150", "certified: 150.5", "card_value"},
		{"years that run backwards", "\nto: 2027", "\nto: 2023", "card_value"},
		{"a gap between stages", "    from: 2026\n", "    from: 2027\n", "card_value"},
		{"years that no stage has", "    from: 2027\n    to: 2027\n    clause", "    from: 2027\n    to: 2028\n    clause", "card_value"},
		{"a share over the whole", "share: 60", "share: 101", "card_value"},
		{"a last year without a stage", "\nto: 2027", "\nto: 2028", "card_value"},
		{"an anchor", "name: 吴兴区技能型企业培育行动\n", "name: &a 吴兴区技能型企业培育行动\n", "card_alias"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(sound, test.old) {
				t.Fatalf("%q is not in the file", test.old)
			}
			programme, problems := scoring.LoadProgramme([]byte(strings.Replace(sound, test.old, test.new, 1)))
			var codes []string
			for _, problem := range problems {
				codes = append(codes, problem.Code)
				if problem.Line == 0 || problem.Column == 0 {
					t.Errorf("%s has no place", problem.Code)
				}
			}
			for _, code := range strings.Fields(test.want) {
				if !slices.Contains(codes, code) {
					t.Errorf("problems %v, want %s", codes, code)
				}
			}
			if programme != nil || len(codes) > 6 {
				t.Errorf("%s problems, programme %v", strconv.Itoa(len(codes)), programme)
			}
		})
	}
}

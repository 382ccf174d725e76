package scoring

import (
	_ "embed" // of the programme
	"fmt"
	"strconv"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Programme is what a policy wants of its rounds over the years.
type Programme struct {
	ID       string           `json:"id"`
	Name     string           `json:"name"`
	Document Document         `json:"document"`
	From     int              `json:"from"` // first year
	To       int              `json:"to"`   // last year
	Target   ProgrammeTarget  `json:"target"`
	Stages   []ProgrammeStage `json:"stages"` // in the order of their years, without a gap
}

// ProgrammeTarget is how many enterprises are to be certified by the end, and how
// many of these excellent.
type ProgrammeTarget struct {
	Certified int    `json:"certified"`
	Excellent int    `json:"excellent"`
	Clause    string `json:"clause"`
	Reading   string `json:"reading,omitempty"`
}

// ProgrammeStage is some of the years.
type ProgrammeStage struct {
	No      string `json:"no"`
	Name    string `json:"name"`
	From    int    `json:"from"`            // first year
	To      int    `json:"to"`              // last year
	Share   int    `json:"share,omitempty"` // percent of the certified that are wanted by its end; 0: none said
	Clause  string `json:"clause"`
	Reading string `json:"reading,omitempty"`
}

//go:embed programmes/wuxing.yaml
var programmeFile []byte

// CurrentProgramme is the programme that is part of the program. One that does not
// load is a broken program.
var CurrentProgramme = sync.OnceValue(func() *Programme {
	programme, problems := LoadProgramme(programmeFile)
	if len(problems) > 0 {
		panic(fmt.Sprintf("programme: %v", problems))
	}
	return programme
})

// Bounds of a programme.
const (
	firstYear    = 2000
	lastYear     = 2100
	maxCertified = 100_000
)

// LoadProgramme reads and checks a programme as strictly as a card: it returns
// either one that is sound or every problem with line and column.
func LoadProgramme(data []byte) (*Programme, Problems) {
	r := &reader{}
	root := r.parse(data)
	if root == nil {
		return nil, r.problems
	}
	p := &Programme{}
	next := 0 // the year in which the next stage has to begin
	r.mapping(root,
		key{"id", true, r.id(&p.ID)},
		key{"name", true, r.text(&p.Name)},
		key{"document", true, r.document(&p.Document)},
		key{"from", true, r.whole(&p.From, firstYear, lastYear)},
		key{"to", true, func(n *yaml.Node) { r.whole(&p.To, p.From, lastYear)(n) }},
		key{"target", true, func(n *yaml.Node) {
			r.mapping(n,
				key{"certified", true, r.whole(&p.Target.Certified, 1, maxCertified)},
				key{"excellent", true, func(n *yaml.Node) { r.whole(&p.Target.Excellent, 0, p.Target.Certified)(n) }},
				key{"clause", true, r.text(&p.Target.Clause)},
				key{"reading", false, r.text(&p.Target.Reading)})
		}},
		key{"stages", true, func(n *yaml.Node) {
			next = p.From
			r.sequence(n, func(item *yaml.Node) {
				var s ProgrammeStage
				r.mapping(item,
					key{"no", true, r.text(&s.No)},
					key{"name", true, r.text(&s.Name)},
					key{"from", true, r.whole(&s.From, next, next)},
					key{"to", true, func(n *yaml.Node) { r.whole(&s.To, s.From, p.To)(n) }},
					key{"share", false, r.whole(&s.Share, 1, 100)},
					key{"clause", true, r.text(&s.Clause)},
					key{"reading", false, r.text(&s.Reading)})
				next = s.To + 1
				p.Stages = append(p.Stages, s)
			})
			if len(r.problems) == 0 && next != p.To+1 {
				r.fail(CodeCardValue, n, "found", strconv.Itoa(next-1), "wanted", strconv.Itoa(p.To))
			}
		}})
	if len(r.problems) > 0 {
		r.problems.ByLine()
		return nil, r.problems
	}
	return p, nil
}

// whole reads a whole number.
func (r *reader) whole(into *int, least, most int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var value int64
		r.number(&value, int64(least), int64(most))(n)
		*into = int(value)
	}
}

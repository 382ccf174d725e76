package web

import (
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

// refused is why a form was not taken, as its page tells it. Where the error names
// nothing that is wrong, it is a problem itself, one without a place.
type refused struct {
	Status   int
	Problems scoring.Problems

	// As the pages show it that have the problems beside their fields, see beside.
	Said  string // the whole in a sentence; "" where only fields are wrong
	Lines []refusedLine
}

// refusedLine is something wrong; Field is the name of its field on the page, ""
// for none.
type refusedLine struct{ Field, Message string }

// What a form's sender is told on the page that the form came from. Any other error is
// a page of its own.
var (
	inAForm   = []assessment.Kind{assessment.KindInvalid, assessment.KindConflict, assessment.KindStale}
	onlyWrong = []assessment.Kind{assessment.KindInvalid}
	atTheDoor = []assessment.Kind{assessment.KindUnauthenticated, assessment.KindInvalid, assessment.KindTooMany}
)

// refused words an error of one of the kinds; any other comes back.
func (s *Site) refused(c *gin.Context, err error, kinds []assessment.Kind) (refused, error) {
	if !slices.ContainsFunc(kinds, func(kind assessment.Kind) bool { return assessment.IsKind(err, kind) }) {
		return refused{}, err
	}
	problem := s.door.Explain(c, err)
	why := refused{Status: problem.Status, Problems: problem.Problems}
	if len(why.Problems) == 0 {
		why.Said = problem.Detail
		why.Problems = scoring.Problems{{Code: problem.Code, Message: problem.Detail}}
	}
	return why, nil
}

// Sentences are what is wrong, one after the other.
func (r refused) Sentences() []string {
	sentences := make([]string, len(r.Problems))
	for i, problem := range r.Problems {
		sentences[i] = problem.Message
	}
	return sentences
}

// Sentence is all of it in one place.
func (r refused) Sentence() string { return strings.Join(r.Sentences(), "") }

// unsaid stands for a problem that another one says already.
const unsaid = "-"

// asNamed is for forms whose fields are named as the paths of problems.
func asNamed(path string) string { return path }

// beside puts what is wrong beside the fields of the page; field names the one that the
// path of a problem belongs to.
func (r refused) beside(field func(path string) string) refused {
	if r.Said != "" {
		return r
	}
	for _, p := range r.Problems {
		line := refusedLine{Field: field(p.Path), Message: p.Message}
		if p.Sheet+p.Cell != "" {
			line.Message = p.Sheet + " " + p.Cell + " " + p.Message
		}
		if line.Field != unsaid && !slices.Contains(r.Lines, line) {
			r.Lines = append(r.Lines, line)
		}
	}
	return r
}

// At is what is wrong with a field.
func (r refused) At(field string) string {
	said := ""
	for _, line := range r.Lines {
		if line.Field == field {
			said += line.Message
		}
	}
	return said
}

// Any tells whether there is anything to say.
func (r refused) Any() bool { return r.Said != "" || len(r.Lines) > 0 }

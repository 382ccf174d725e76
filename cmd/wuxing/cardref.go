package main

import (
	"os"
	"strings"

	"wuxing/scoring"
)

// openCard finds the card that a person names: ID or a YAML file, and after it
// any readings, each behind a plus sign: wuxing-2024+apprentices-50-lower.
func (c *console) openCard(ref string) (*scoring.Card, error) {
	name, readings := splitRef(ref)
	card, err := c.baseCard(name)
	if err != nil || len(readings) == 0 {
		return card, err
	}
	under, problems := card.Under(readings...)
	if len(problems) > 0 {
		writeProblems(c.errOut, ref, problems)
		return nil, refusal{}
	}
	return under, nil
}

func (c *console) baseCard(name string) (*scoring.Card, error) {
	if !isCardFile(name) {
		return findCard(name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	card, problems := scoring.Load(data)
	if len(problems) > 0 {
		writeProblems(c.errOut, name, problems)
		return nil, refusal{}
	}
	return card, nil
}

// cardEndings are the endings of card files.
var cardEndings = []string{".yaml", ".yml"}

func isCardFile(name string) bool {
	for _, ending := range cardEndings {
		if strings.HasSuffix(strings.ToLower(name), ending) {
			return true
		}
	}
	return false
}

// splitRef cuts the readings off; a plus sign in the path of a file is not one.
func splitRef(ref string) (name string, readings []string) {
	if isCardFile(ref) {
		return ref, nil
	}
	from := 0
	for _, ending := range cardEndings {
		if i := strings.LastIndex(strings.ToLower(ref), ending+"+"); i >= 0 {
			from = i + len(ending)
		}
	}
	cut := strings.Index(ref[from:], "+")
	if cut < 0 {
		return ref, nil
	}
	return ref[:from+cut], strings.Split(ref[from+cut+1:], "+")
}

package scoring

import "strings"

// maxNamed is how many scores are named one by one before equal steps are told as
// steps.
const maxNamed = 9

// String names the scores for a person, from 0 on: 0、1、2、3; of many the steps:
// 0 至 10，每 0.5 一档; and the veto where the rule has one.
func (s ScoreSet) String() string {
	scores := s.scores
	if low, high := s.Range(); low < 0 && high <= 0 { // deductions: 0、-1、-2
		scores = make([]Points, len(s.scores))
		for i, p := range s.scores {
			scores[len(scores)-1-i] = p
		}
	}
	var parts []string
	for i := 0; i < len(scores); {
		n := 1
		if len(scores) > maxNamed || len(s.runs) > 0 {
			n = equalSteps(scores[i:])
		}
		if n == len(scores) && n > 1 && len(s.runs) == 0 {
			parts = append(parts, steps(scores[0], scores[n-1], scores[1]-scores[0], "，每 ", " 一档"))
			break
		}
		if n > 1 {
			parts = append(parts, steps(scores[i], scores[i+n-1], scores[i+1]-scores[i], "（每 ", " 一档）"))
		} else {
			parts = append(parts, scores[i].String())
		}
		i += n
	}
	for _, r := range s.runs {
		parts = append(parts, r.String())
	}
	text := strings.Join(parts, "、")
	if s.veto {
		text += "，或“一票否决”"
	}
	return text
}

// String words a run that is too long for its end to tell anybody anything.
func (r scoreRun) String() string {
	return r.first.String() + "、" + (r.first + r.step).String() + "、" + (r.first + 2*r.step).String() +
		"…（每 " + max(r.step, -r.step).String() + " 一档）"
}

// steps words a run of equal steps.
func steps(first, last, step Points, before, after string) string {
	return first.String() + " 至 " + last.String() + before + max(step, -step).String() + after
}

// equalSteps is how many scores from the first on have one distance; fewer than
// four are named one by one.
func equalSteps(scores []Points) int {
	n := 1
	for n < len(scores) && scores[n]-scores[n-1] == scores[1]-scores[0] {
		n++
	}
	if n < 4 {
		return 1
	}
	return n
}

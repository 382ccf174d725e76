package scoring

import (
	"slices"
	"strconv"
)

// Bases of a result or a line: what a score rests on. Where facts alone decide
// nothing is written.
const (
	BasisClaimed = "claimed"        // 未提供依据: what the enterprise says, no facts
	BasisPartly  = "partly_claimed" // of a result: some lines are claimed
)

// ClaimDifference is a claim beside what the facts give. Unbacked is one whose
// facts were not given: there is nothing to hold it against, and it counts itself.
type ClaimDifference struct {
	Indicator    string `json:"indicator"`
	Claimed      Points `json:"claimed"`
	ClaimedVeto  bool   `json:"claimed_veto,omitempty"`
	Computed     Points `json:"computed"` // by the facts given; 0 while they are not
	ComputedVeto bool   `json:"computed_veto,omitempty"`
	Unbacked     bool   `json:"unbacked,omitempty"`
}

// ScoreClaimed is the self score of facts and claims. A claim never changes what
// facts give: it counts only for an indicator that the facts leave unanswered, and
// then the line says that nothing backs it. Where facts are given, the claims that
// differ from them are listed. Without claims it is Score.
func (c *Card) ScoreClaimed(f *Facts, claims Claims) *Result {
	r := c.Score(f)
	if len(claims) == 0 {
		return r
	}
	var out Explained
	c.Explain(f, &out)
	given := slices.ContainsFunc(f.values, func(v int64) bool { return v != unknown })
	basis := ""
	var differences []ClaimDifference
	for i, indicator := range c.indicators {
		claim, claimed := claims[indicator.ID]
		if !claimed {
			continue
		}
		line := &out.Lines[i]
		d := ClaimDifference{
			Indicator: indicator.ID, Claimed: claim.Points, ClaimedVeto: claim.Veto,
			Computed: line.Score, ComputedVeto: line.Veto, Unbacked: line.Status == Unanswered,
		}
		if d.Unbacked || d.Claimed != d.Computed || d.ClaimedVeto != d.ComputedVeto {
			differences = append(differences, d)
		}
		if d.Unbacked {
			basis = BasisPartly
			*line = Line{Score: claim.Points, Status: Scored, Veto: claim.Veto}
			out.Texts[i] = []byte("未提供依据(自报" + claim.words() + ",未提供事实依据)")
		}
	}
	c.program.sum(&out.Outcome)
	counted := c.result(&out)
	for i := range counted.Indicators {
		if d := differenceOf(differences, counted.Indicators[i].ID); d != nil && d.Unbacked {
			counted.Indicators[i].Basis = BasisClaimed
		}
	}
	counted.Basis = basis
	if !given {
		counted.Basis = BasisClaimed
		return counted
	}
	counted.Range, counted.Missing, counted.Claims = r.Range, r.Missing, differences
	for i := range counted.Indicators {
		counted.Indicators[i].Range = r.Indicators[i].Range
	}
	return counted
}

func differenceOf(differences []ClaimDifference, id string) *ClaimDifference {
	i := slices.IndexFunc(differences, func(d ClaimDifference) bool { return d.Indicator == id })
	if i < 0 {
		return nil
	}
	return &differences[i]
}

// words are the claim in the words of a result: 4分, 扣2分, 一票否决.
func (c Claim) words() string {
	if c.Veto {
		return "一票否决"
	}
	return setTo(c.Points)
}

// Unbacked counts the lines of a result that rest on claims alone.
func (r *Result) Unbacked() (lines int) {
	for i := range r.Indicators {
		if r.Indicators[i].Basis == BasisClaimed {
			lines++
		}
	}
	return lines
}

// UnbackedWarning tells of claims that no facts back; nil where there are none.
func (c *Card) UnbackedWarning(f *Facts, claims Claims) (warnings Problems) {
	if n := c.ScoreClaimed(f, claims).Unbacked(); n > 0 {
		warnings.Add(CodeClaimsUnbacked, Position{Path: "claims"}, "count", strconv.Itoa(n))
	}
	return warnings
}

package scoring

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// Claim is a score that an enterprise has typed for itself (自评分): points, or a
// veto that it admits.
type Claim struct {
	Points Points
	Veto   bool
}

// ClaimVeto stands for a claimed veto where scores are texts.
const ClaimVeto = "veto"

// MarshalJSON writes the points, or "veto".
func (c Claim) MarshalJSON() ([]byte, error) {
	if c.Veto {
		return json.Marshal(ClaimVeto)
	}
	return c.Points.MarshalJSON()
}

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Claim) UnmarshalJSON(text []byte) error {
	if string(text) == strconv.Quote(ClaimVeto) {
		*c = Claim{Veto: true}
		return nil
	}
	*c = Claim{}
	return c.Points.UnmarshalJSON(text)
}

// String is the claim in digits, or ClaimVeto.
func (c Claim) String() string {
	if c.Veto {
		return ClaimVeto
	}
	return c.Points.String()
}

// Claims are the checked scores that one enterprise claims on one card, by the id
// of the indicator; one that is not claimed is not in it. They are made by a
// ClaimCollector. As JSON, equal claims give equal bytes.
type Claims map[string]Claim

// ClaimCollector takes claimed scores, from whatever source, each with its place.
// JSON and workbooks are read through it, so that the rule on them stands here
// only: a claim lies within its row and is a score that the rule can give.
//
// A ClaimCollector is used once and by one goroutine.
type ClaimCollector struct {
	card     *Card
	claims   Claims
	problems Problems
}

// CollectClaims starts with nothing claimed.
func (c *Card) CollectClaims() *ClaimCollector { return &ClaimCollector{card: c, claims: Claims{}} }

// Set claims the score of an indicator: digits such as "4" or "-0.5", or
// ClaimVeto. An empty text claims nothing.
func (k *ClaimCollector) Set(indicatorID, text string, at Position) {
	indicator, ok := k.card.Indicator(indicatorID)
	if !ok {
		k.problems.Add(CodeUnknownIndicator, at, "indicator", clip(indicatorID))
		return
	}
	if text == "" {
		return
	}
	possible := k.card.Possible(indicatorID)
	name := indicator.No + " " + indicator.Name
	points, err := ParsePoints(text)
	switch {
	case text == ClaimVeto && possible.Veto():
		k.claims[indicatorID] = Claim{Veto: true}
	case text == ClaimVeto:
		k.problems.Add(CodeClaimNotPossible, at, "indicator", name, "found", ClaimVeto, "possible", possible.String())
	case errors.Is(err, errTooManyDecimals):
		k.problems.Add(CodeClaimNotPossible, at, "indicator", name, "found", clip(text), "possible", possible.String())
	case err != nil && !errors.Is(err, errDecimalTooLarge):
		k.problems.Add(CodeClaimNotPoints, at, "indicator", name, "found", clip(text))
	case err != nil, !k.card.withinRow(indicator, points):
		low, high := k.card.row(indicator)
		k.problems.Add(CodeClaimOutOfRow, at, "indicator", name, "found", clip(text),
			"low", low.String(), "high", high.String(), "possible", possible.String())
	case !possible.Contains(points):
		k.problems.Add(CodeClaimNotPossible, at, "indicator", name, "found", points.String(), "possible", possible.String())
	default:
		k.claims[indicatorID] = Claim{Points: points}
	}
}

// row is what the printed row allows: 0 to its 分值, of deductions what they can
// take away.
func (c *Card) row(indicator *Indicator) (low, high Points) {
	if c.CategoryOf(indicator).Kind == KindDeduction {
		return c.Possible(indicator.ID).Range()
	}
	return 0, indicator.Points
}

func (c *Card) withinRow(indicator *Indicator, p Points) bool {
	low, high := c.row(indicator)
	return p >= low && p <= high
}

// Fail records a problem that the source itself found.
func (k *ClaimCollector) Fail(code string, at Position, params ...string) {
	k.problems.Add(code, at, params...)
}

// Claims ends the collection: the claims (nil where there are none), or every
// problem found.
func (k *ClaimCollector) Claims() (Claims, Problems) {
	if len(k.problems) > 0 {
		return nil, k.problems
	}
	if len(k.claims) == 0 {
		return nil, nil
	}
	return k.claims, nil
}

// ParseClaims reads {"skilled_ratio": 4, "arbitration": "veto"}: a number, digits
// as a text, "veto", or null for what is not claimed.
func (c *Card) ParseClaims(data []byte) (Claims, Problems) {
	root, problems := parseJSON(data)
	if problems != nil {
		return nil, problems
	}
	k := c.CollectClaims()
	k.readClaims(root)
	return k.Claims()
}

func (k *ClaimCollector) readClaims(value *jsonValue) {
	if value.kind == jsonNull {
		return
	}
	if value.kind != jsonObject {
		k.Fail(CodeWrongType, Position{Path: "claims"}, "wanted", "object")
		return
	}
	for _, key := range value.duplicates {
		k.Fail(CodeDuplicateKey, Position{Path: keyPath("claims.", key)}, "key", clip(key))
	}
	for _, member := range value.members {
		at := Position{Path: "claims." + clip(member.key)}
		switch member.value.kind {
		case jsonObject, jsonArray, jsonBool:
			k.Fail(CodeWrongType, at, "wanted", "points")
		default:
			k.Set(member.key, strings.TrimSpace(member.value.text), at)
		}
	}
}

package assessment

import (
	"time"

	"wuxing/scoring"
)

// Ranking is the order of a round's reviewed enterprises.
type Ranking struct {
	RoundID   string       `json:"round"`
	RoundName string       `json:"round_name"`
	Year      int          `json:"year"`
	CardID    string       `json:"card"`
	CardHash  string       `json:"card_hash"`
	Quota     int          `json:"quota"`
	State     RoundState   `json:"state"`
	MadeAt    time.Time    `json:"made_at"`
	Pending   int          `json:"pending"`            // applications without a finished review: not in the ranking
	Returned  int          `json:"returned"`           // of these, sent back and not come back
	Ties      []Tie        `json:"ties,omitempty"`     // ranks across the line of a quota
	Snapshot  string       `json:"snapshot,omitempty"` // hash, once frozen
	HeldOn    string       `json:"held_on,omitempty"`  // of the joint meeting, once its outcome is recorded
	Reference string       `json:"reference,omitempty"`
	Rows      []RankingRow `json:"rows"` // ranked ones in order, then the vetoed by name
}

// RankingRow is one enterprise of a ranking.
type RankingRow struct {
	Rank          int                `json:"rank"` // 1, 1, 3; 0: no rank because of a veto
	ApplicationID string             `json:"application"`
	Enterprise    scoring.Enterprise `json:"enterprise"`
	SelfTotal     scoring.Points     `json:"self_total"`
	OfficialTotal scoring.Points     `json:"official_total"`
	Gap           scoring.Points     `json:"gap"` // official − self
	Base          scoring.Points     `json:"base"`
	Bonus         scoring.Points     `json:"bonus"`
	Deduction     scoring.Points     `json:"deduction"` // ≤ 0
	Vetoed        bool               `json:"vetoed"`
	Vetoes        []scoring.Veto     `json:"vetoes"`
	Below         []string           `json:"below,omitempty"`        // lines not reached: "total" and ids of categories
	VetoSources   []VetoSource       `json:"veto_sources,omitempty"` // clause, source and date of each veto
	Reviewer      string             `json:"reviewer"`
	Outcome       Outcome            `json:"outcome,omitempty"` // "": pending
	Award         int                `json:"award_fen,omitempty"`
	Lines         []RankingLine      `json:"lines"`
}

// RankingLine is one indicator of one enterprise.
type RankingLine struct {
	Indicator string         `json:"indicator"`
	No        string         `json:"no"`
	Name      string         `json:"name"`
	Category  string         `json:"category"` // id
	Points    scoring.Points `json:"points"`
	Self      scoring.Points `json:"self"`
	Official  scoring.Points `json:"official"`
	Gap       scoring.Points `json:"gap"`
	Decision  Decision       `json:"decision"`
	Reason    string         `json:"reason"`
	Reviewer  string         `json:"reviewer"`
}

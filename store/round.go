package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
)

type roundRow struct {
	ID       string `gorm:"primaryKey"`
	Name     string
	Year     int
	CardID   string
	CardHash string
	OpensAt  *time.Time
	ClosesAt *time.Time
	Quota    int
	Settings string // assessment.Settings as JSON
	State    string
	Created  time.Time `gorm:"column:created_at"`
	Version  int
}

func (roundRow) TableName() string { return "rounds" }

// round reads the settings over the defaults: a round from before there were any
// has none.
func (r *roundRow) round() (*assessment.Round, error) {
	settings := assessment.DefaultSettings()
	if err := json.Unmarshal([]byte(r.Settings), &settings); err != nil {
		return nil, outward(err, "read the settings of round %s", r.ID)
	}
	return &assessment.Round{
		ID: r.ID, Name: r.Name, Year: r.Year, CardID: r.CardID, CardHash: r.CardHash,
		OpensAt: orZero(r.OpensAt), ClosesAt: orZero(r.ClosesAt), Quota: r.Quota,
		Settings: settings, State: assessment.RoundState(r.State), CreatedAt: r.Created.UTC(), Version: r.Version,
	}, nil
}

func settingsText(round *assessment.Round) (string, error) {
	text, err := json.Marshal(round.Settings)
	return string(text), outward(err, "write down the settings of round %s", round.ID)
}

func (t *tx) CreateRound(round *assessment.Round) error {
	settings, err := settingsText(round)
	if err != nil {
		return err
	}
	return t.create(&roundRow{
		ID: round.ID, Name: round.Name, Year: round.Year, CardID: round.CardID, CardHash: round.CardHash,
		OpensAt: optional(round.OpensAt), ClosesAt: optional(round.ClosesAt), Quota: round.Quota,
		Settings: settings, State: string(round.State), Created: utc(round.CreatedAt), Version: round.Version,
	}, "create round %s", round.ID)
}

// FindRoundByID keeps the round as it is for the rest of an Update: many may read
// it so at once, and whoever changes it waits for them.
func (t *tx) FindRoundByID(id string) (*assessment.Round, error) {
	if err := t.lock("SELECT 1 FROM rounds WHERE id = ? FOR SHARE", id); err != nil {
		return nil, err
	}
	row, err := find[roundRow](t, "find a round", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.round()
}

func (t *tx) ListRounds() ([]*assessment.Round, error) {
	var rows []roundRow
	if err := t.db.Order("year DESC, id").Find(&rows).Error; err != nil {
		return nil, outward(err, "list rounds")
	}
	rounds := make([]*assessment.Round, len(rows))
	for i := range rows {
		round, err := rows[i].round()
		if err != nil {
			return nil, err
		}
		rounds[i] = round
	}
	return rounds, nil
}

// UpdateRound keeps id, card and time of creation: a round never changes its card.
func (t *tx) UpdateRound(round *assessment.Round) error {
	settings, err := settingsText(round)
	if err != nil {
		return err
	}
	return t.update(&roundRow{}, round.ID, &round.Version, map[string]any{
		"name": round.Name, "year": round.Year, "opens_at": optional(round.OpensAt), "closes_at": optional(round.ClosesAt),
		"quota": round.Quota, "settings": settings, "state": string(round.State),
	}, "update round")
}

type rankingRow struct {
	RoundID string `gorm:"primaryKey"`
	Seq     int    `gorm:"primaryKey;autoIncrement:false"`
	Body    string // assessment.Ranking as JSON
	MadeBy  string
	Made    time.Time `gorm:"column:made_at"`
}

func (rankingRow) TableName() string { return "rankings" }

func (t *tx) AddRanking(ranking *assessment.Ranking, by string) error {
	body, err := json.Marshal(ranking)
	if err != nil {
		return outward(err, "write down the ranking of round %s", ranking.RoundID)
	}
	seq, err := t.nextSeq("rankings", "round_id", ranking.RoundID)
	if err != nil {
		return err
	}
	return t.create(&rankingRow{RoundID: ranking.RoundID, Seq: seq, Body: string(body), MadeBy: by, Made: utc(ranking.MadeAt)},
		"add the ranking of round %s", ranking.RoundID)
}

func (t *tx) FindRanking(roundID string) (*assessment.Ranking, error) {
	row, err := find[rankingRow](t, "find a ranking", "round_id = ? AND seq = (SELECT max(seq) FROM rankings WHERE round_id = ?)", roundID, roundID)
	if err != nil {
		return nil, err
	}
	ranking := &assessment.Ranking{}
	if err := json.Unmarshal([]byte(row.Body), ranking); err != nil {
		return nil, outward(err, "read the ranking of round %s", roundID)
	}
	return ranking, nil
}

// nextSeq is the next number of what is only added under an owner. table and
// column are constants of this package.
func (t *tx) nextSeq(table, column, owner string) (int, error) {
	var last int
	err := t.db.Raw("SELECT coalesce(max(seq), 0) FROM "+table+" WHERE "+column+" = ?", owner).Scan(&last).Error
	return last + 1, outward(err, "number a row of %s", table)
}

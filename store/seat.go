package store

import (
	"time"

	"gorm.io/gorm"

	"wuxing/assessment"
)

type seatRow struct {
	ID            string `gorm:"primaryKey"` // application and lane
	ApplicationID string
	Lane          int
	ReviewerID    *string
	Begun         bool
	Done          bool
	Updated       time.Time `gorm:"column:updated_at"`
	Version       int
}

func (seatRow) TableName() string { return "seats" }

func seatKey(s *assessment.Seat) string { return s.ApplicationID + "/" + string(rune('0'+s.Lane)) }

func (t *tx) CreateSeat(s *assessment.Seat) error {
	return t.create(&seatRow{
		ID: seatKey(s), ApplicationID: s.ApplicationID, Lane: int(s.Lane), ReviewerID: nullable(s.ReviewerID),
		Begun: s.Begun, Done: s.Done, Updated: utc(s.UpdatedAt), Version: s.Version,
	}, "create seat %d of %s", s.Lane, s.ApplicationID)
}

// UpdateSeat keeps the application and the lane.
func (t *tx) UpdateSeat(s *assessment.Seat) error {
	return t.update(&seatRow{}, seatKey(s), &s.Version, map[string]any{
		"reviewer_id": nullable(s.ReviewerID), "begun": s.Begun, "done": s.Done, "updated_at": utc(s.UpdatedAt),
	}, "update seat")
}

func seats(rows []seatRow) []*assessment.Seat {
	list := make([]*assessment.Seat, len(rows))
	for i, r := range rows {
		list[i] = &assessment.Seat{
			ApplicationID: r.ApplicationID, Lane: assessment.Lane(r.Lane), ReviewerID: orEmpty(r.ReviewerID),
			Begun: r.Begun, Done: r.Done, UpdatedAt: r.Updated.UTC(), Version: r.Version,
		}
	}
	return list
}

func (t *tx) ListSeats(applicationID string) ([]*assessment.Seat, error) {
	var rows []seatRow
	if err := t.db.Where("application_id = ?", applicationID).Order("lane").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the seats of %s", applicationID)
	}
	return seats(rows), nil
}

func (t *tx) ListRoundSeats(roundID string) ([]*assessment.Seat, error) {
	return roundSeats(t.db, roundID)
}

func (t *tx) ListSeatsOf(roundID, reviewerID string) ([]*assessment.Seat, error) {
	return roundSeats(t.db.Where("seats.reviewer_id = ?", reviewerID), roundID)
}

// roundSeats reads those of a round that a question is about.
func roundSeats(query *gorm.DB, roundID string) ([]*assessment.Seat, error) {
	var list []*assessment.Seat
	query = query.Table("seats").Joins("JOIN applications a ON a.id = seats.application_id").Where("a.round_id = ?", roundID).
		Order("seats.application_id, seats.lane").
		Select("seats.application_id, seats.lane, coalesce(seats.reviewer_id, ''), seats.begun, seats.done, seats.updated_at, seats.version")
	err := scanEach(query, "list the seats of a round", func(next func(into ...any) error) error {
		seat := &assessment.Seat{}
		err := next(&seat.ApplicationID, &seat.Lane, &seat.ReviewerID, &seat.Begun, &seat.Done, &seat.UpdatedAt, &seat.Version)
		seat.UpdatedAt = seat.UpdatedAt.UTC()
		list = append(list, seat)
		return err
	})
	return list, err
}

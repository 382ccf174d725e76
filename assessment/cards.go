package assessment

import (
	"context"
	"encoding/json"
)

// cardStep is what the audit trail keeps of a published card.
type cardStep struct {
	CardHash string `json:"card_hash"`
	SHA256   string `json:"sha256"` // of its file
}

// RecordCard writes down that a card was published: its hash and that of its file.
// A card that is in the trail already is not written down again, whatever its file
// has become.
func (s *Service) RecordCard(ctx context.Context, cmd Command, id, hash, fileSHA256 string) error {
	_, err := write(ctx, s, cmd, ActionPublishCard, func(tx Tx) (struct{}, error) {
		known, err := tx.ListAudit(objectCard, id)
		if err != nil || len(known) > 0 {
			return struct{}{}, wrap(err, "look for card %s in the trail", id)
		}
		return struct{}{}, s.record(tx, cmd, change{action: ActionPublishCard, object: objectCard, id: id, after: cardStep{hash, fileSHA256}})
	})
	return err
}

// CardFile is the hash of a card's file as it was published, where the event is of
// a card.
func CardFile(e *AuditEvent) (id, fileSHA256 string, ok bool) {
	var step cardStep
	if e.Object != objectCard || json.Unmarshal(e.After, &step) != nil {
		return "", "", false
	}
	return e.ObjectID, step.SHA256, true
}

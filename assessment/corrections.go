package assessment

import (
	"encoding/json"
	"errors"
	"time"

	"wuxing/scoring"
)

// Correction is what somebody mended of who an enterprise is said to be. It stands
// apart from the audit trail, which keeps ids only: a name may be what a stranger has
// typed, and nothing can be taken out of the trail again.
type Correction struct {
	ID      string
	Kind    string // what was corrected: objectEnterprise or objectRegistration
	Subject string // its id
	Before  scoring.Enterprise
	After   scoring.Enterprise
	By      string // user
	At      time.Time
}

// CorrectionTx keeps corrections.
type CorrectionTx interface {
	AddCorrection(c *Correction) error
	FindCorrection(id string) (*Correction, error)
}

// correctionStep is what the audit trail keeps of a correction.
type correctionStep struct {
	Correction string `json:"correction"`
}

// enterpriseStep is what readers of the trail are told of a correction.
type enterpriseStep struct {
	Name     string `json:"enterprise_name"`
	Township string `json:"township"`
}

func stepOf(e scoring.Enterprise) enterpriseStep { return enterpriseStep{e.Name, e.Township} }

// corrects keeps a correction and records it.
func (s *Service) corrects(tx Tx, cmd Command, c change, was, is scoring.Enterprise) error {
	c.at = s.time()
	correction := &Correction{ID: s.newID(), Kind: c.object, Subject: c.id, Before: was, After: is, By: cmd.Actor.UserID, At: c.at}
	if err := tx.AddCorrection(correction); err != nil {
		return wrap(err, "keep a correction of %s", c.id)
	}
	c.after = correctionStep{correction.ID}
	return s.record(tx, cmd, c)
}

// corrected tells of a correction what the event names by id. Events from before there
// were such ids tell it themselves.
func (t *trailTeller) corrected(view *AuditView) error {
	var step correctionStep
	if view.Action != ActionCorrectEnterprise && view.Action != ActionCorrectRegistration ||
		json.Unmarshal(view.After, &step) != nil || step.Correction == "" {
		return nil
	}
	correction, err := t.names.tx.FindCorrection(step.Correction)
	if errors.Is(err, ErrNotFound) { // the check of the trail says so
		return nil
	}
	if err != nil {
		return wrap(err, "find correction %s", step.Correction)
	}
	if view.Before, err = json.Marshal(stepOf(correction.Before)); err != nil {
		return err
	}
	view.After, err = json.Marshal(stepOf(correction.After))
	return err
}

package store

import (
	"time"

	"wuxing/assessment"
)

type evidenceRow struct {
	ID            string `gorm:"primaryKey"`
	ApplicationID string
	Seq           int
	Document      string
	Version       int
	Indicator     string
	Asked         string
	Name          string
	Type          string
	Size          int64
	SHA256        string `gorm:"column:sha256"`
	AddedBy       string
	Role          string
	Created       time.Time `gorm:"column:created_at"`
}

func (evidenceRow) TableName() string { return "evidence" }

func (r *evidenceRow) evidence() *assessment.Evidence {
	return &assessment.Evidence{
		ID: r.ID, ApplicationID: r.ApplicationID, Seq: r.Seq, Document: r.Document, Version: r.Version, Indicator: r.Indicator,
		Asked: r.Asked, Name: r.Name, Type: assessment.EvidenceType(r.Type), Size: r.Size, SHA256: r.SHA256,
		By: r.AddedBy, Role: assessment.Role(r.Role), At: r.Created.UTC(),
	}
}

func (t *tx) AddEvidence(e *assessment.Evidence) error {
	return t.create(&evidenceRow{
		ID: e.ID, ApplicationID: e.ApplicationID, Seq: e.Seq, Document: e.Document, Version: e.Version, Indicator: e.Indicator,
		Asked: e.Asked, Name: e.Name, Type: string(e.Type), Size: e.Size, SHA256: e.SHA256,
		AddedBy: e.By, Role: string(e.Role), Created: utc(e.At),
	}, "add evidence %d of %s", e.Seq, e.ApplicationID)
}

func (t *tx) FindEvidence(id string) (*assessment.Evidence, error) {
	row, err := find[evidenceRow](t, "find evidence", "id = ?", id)
	if err != nil {
		return nil, err
	}
	return row.evidence(), nil
}

func (t *tx) ListEvidence(applicationID string) ([]*assessment.Evidence, error) {
	var rows []evidenceRow
	if err := t.db.Where("application_id = ?", applicationID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the evidence of %s", applicationID)
	}
	list := make([]*assessment.Evidence, len(rows))
	for i := range rows {
		list[i] = rows[i].evidence()
	}
	return list, nil
}

// maxInList keeps the parameters of a question below every database's limit.
const maxInList = 500

func (t *tx) ListEvidenceUses(sha256 []string) ([]assessment.EvidenceUse, error) {
	var uses []assessment.EvidenceUse
	known := make(map[string]*assessment.Application)
	for start := 0; start < len(sha256); start += maxInList {
		var rows []evidenceRow
		err := t.db.Where("sha256 IN ?", sha256[start:min(start+maxInList, len(sha256))]).
			Where("version = (SELECT max(v.version) FROM evidence v WHERE v.document = evidence.document)").
			Where("NOT EXISTS (SELECT 1 FROM evidence_withdrawals w WHERE w.document = evidence.document)").
			Order("application_id, seq").Find(&rows).Error
		if err != nil {
			return nil, outward(err, "find the uses of files")
		}
		for i := range rows {
			id := rows[i].ApplicationID
			if known[id] == nil {
				// Without the lock of FindApplicationByID: nothing is decided by it.
				row, err := find[applicationRow](&tx{db: t.db.Preload("Enterprise")}, "find an application", "id = ?", id)
				if err != nil {
					return nil, err
				}
				known[id] = row.application()
			}
			uses = append(uses, assessment.EvidenceUse{Evidence: rows[i].evidence(), Application: known[id]})
		}
	}
	return uses, nil
}

type withdrawalRow struct {
	Document    string `gorm:"primaryKey"`
	WithdrawnBy string
	Created     time.Time `gorm:"column:created_at"`
}

func (withdrawalRow) TableName() string { return "evidence_withdrawals" }

func (t *tx) AddEvidenceWithdrawal(w *assessment.EvidenceWithdrawal) error {
	return t.create(&withdrawalRow{Document: w.Document, WithdrawnBy: w.By, Created: utc(w.At)}, "withdraw evidence %s", w.Document)
}

func (t *tx) ListEvidenceWithdrawals(applicationID string) ([]*assessment.EvidenceWithdrawal, error) {
	var rows []withdrawalRow
	err := t.db.Where("document IN (SELECT document FROM evidence WHERE application_id = ?)", applicationID).Order("document").Find(&rows).Error
	if err != nil {
		return nil, outward(err, "list the withdrawn evidence of %s", applicationID)
	}
	list := make([]*assessment.EvidenceWithdrawal, len(rows))
	for i, r := range rows {
		list[i] = &assessment.EvidenceWithdrawal{Document: r.Document, By: r.WithdrawnBy, At: r.Created.UTC()}
	}
	return list, nil
}

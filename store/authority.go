package store

import (
	"encoding/json"
	"time"

	"wuxing/assessment"
)

type authorityListRow struct {
	ID         string `gorm:"primaryKey"`
	RoundID    string
	Seq        int
	Fact       string
	Name       string
	Department string
	Dated      string
	Complete   bool
	FileName   string
	FileSHA256 string `gorm:"column:file_sha256"`
	Digest     string
	ImportedBy *string   // nil: the console
	Created    time.Time `gorm:"column:created_at"`
}

func (authorityListRow) TableName() string { return "authority_lists" }

func (r *authorityListRow) list() *assessment.AuthorityList {
	return &assessment.AuthorityList{
		ID: r.ID, RoundID: r.RoundID, Seq: r.Seq, Fact: r.Fact, Name: r.Name, Department: r.Department, Dated: r.Dated, Complete: r.Complete,
		FileName: r.FileName, FileSHA256: r.FileSHA256, Digest: r.Digest, By: orEmpty(r.ImportedBy), At: r.Created.UTC(),
	}
}

type authorityRowRow struct {
	ListID string `gorm:"primaryKey"`
	USCC   string `gorm:"primaryKey;column:uscc"`
	Name   string
	Value  string
	Place  string
}

func (authorityRowRow) TableName() string { return "authority_rows" }

func (r *authorityRowRow) row() assessment.AuthorityRow {
	return assessment.AuthorityRow{USCC: r.USCC, Name: r.Name, Value: json.RawMessage(r.Value), Place: r.Place}
}

func (t *tx) AddAuthorityList(l *assessment.AuthorityList, rows []assessment.AuthorityRow) error {
	err := t.create(&authorityListRow{
		ID: l.ID, RoundID: l.RoundID, Seq: l.Seq, Fact: l.Fact, Name: l.Name, Department: l.Department, Dated: l.Dated, Complete: l.Complete,
		FileName: l.FileName, FileSHA256: l.FileSHA256, Digest: l.Digest, ImportedBy: nullable(l.By), Created: utc(l.At),
	}, "add authority list %d of round %s", l.Seq, l.RoundID)
	if err != nil || len(rows) == 0 {
		return err
	}
	kept := make([]authorityRowRow, len(rows))
	for i, r := range rows {
		kept[i] = authorityRowRow{ListID: l.ID, USCC: r.USCC, Name: r.Name, Value: string(r.Value), Place: r.Place}
	}
	return outward(t.db.CreateInBatches(kept, 500).Error, "add the rows of authority list %s", l.ID)
}

func (t *tx) ListAuthorityLists(roundID string) ([]*assessment.AuthorityList, error) {
	var rows []authorityListRow
	if err := t.db.Where("round_id = ?", roundID).Order("seq").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the authority lists of round %s", roundID)
	}
	lists := make([]*assessment.AuthorityList, len(rows))
	for i := range rows {
		lists[i] = rows[i].list()
	}
	return lists, nil
}

func (t *tx) ListAuthorityRows(listID string) ([]assessment.AuthorityRow, error) {
	var rows []authorityRowRow
	if err := t.db.Where("list_id = ?", listID).Order("uscc").Find(&rows).Error; err != nil {
		return nil, outward(err, "list the rows of authority list %s", listID)
	}
	list := make([]assessment.AuthorityRow, len(rows))
	for i := range rows {
		list[i] = rows[i].row()
	}
	return list, nil
}

func (t *tx) ListAuthorityWords(roundID, uscc string) ([]assessment.AuthorityWord, error) {
	lists, err := t.ListAuthorityLists(roundID)
	if err != nil || len(lists) == 0 {
		return nil, err
	}
	var rows []authorityRowRow
	err = t.db.Joins("JOIN authority_lists l ON l.id = authority_rows.list_id").
		Where("l.round_id = ? AND authority_rows.uscc = ?", roundID, uscc).Find(&rows).Error
	if err != nil {
		return nil, outward(err, "find what authorities say in round %s", roundID)
	}
	words := make([]assessment.AuthorityWord, len(lists))
	for i, list := range lists {
		words[i].List = list
		for _, row := range rows {
			if row.ListID == list.ID {
				said := row.row()
				words[i].Row = &said
			}
		}
	}
	return words, nil
}

package sandbox

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuxing/fixtures"
	"wuxing/scoring"
	"wuxing/workbook"
)

// form is the filled form of a fixture.
func form(t *testing.T, card *scoring.Card, number string) []byte {
	t.Helper()
	c, err := fixtures.Find(number)
	if err != nil {
		t.Fatal(err)
	}
	enterprise, facts, _, problems := card.ParseSubmission(c.Submission)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var book bytes.Buffer
	if err := workbook.WriteForm(&book, card, enterprise, facts); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// otherCard is one that the program does not know.
func otherCard(t *testing.T) *scoring.Card {
	t.Helper()
	source, err := scoring.CardSource(scoring.DefaultCardID)
	if err != nil {
		t.Fatal(err)
	}
	card, problems := scoring.Load(bytes.Replace(source, []byte("id: "+scoring.DefaultCardID), []byte("id: of-the-office"), 1))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return card
}

// What a child reads is what workbook.Read reads, to the last cell and problem.
func TestReadIsThatOfWorkbook(t *testing.T) {
	own, _ := scoring.Cards().Card(scoring.DefaultCardID)
	office := otherCard(t)
	cards := []*scoring.Card{own, office}
	b := newBox(t, Config{Keep: true})
	damaged := form(t, own, "050")
	damaged = damaged[:len(damaged)/2]
	for name, data := range map[string][]byte{
		"own": form(t, own, "050"), "office": form(t, office, "030"), "lists": form(t, own, "075"), "warnings": form(t, own, "001"),
		"damaged": damaged, "none": nil, "csv": []byte("a,b"),
	} {
		wanted, wantedProblems := workbook.Read(data, func(id string) (*scoring.Card, bool) {
			i := slices.IndexFunc(cards, func(card *scoring.Card) bool { return card.ID == id })
			return cards[max(i, 0)], i >= 0
		})
		got, problems := open1(t, b, data, cards)
		if diff := cmp.Diff(wantedProblems, problems); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if (wanted == nil) != (got == nil) {
			t.Fatalf("%s: %v, want %v", name, got, wanted)
		}
		if wanted == nil {
			continue
		}
		if diff := cmp.Diff(plain(t, wanted), plain(t, got)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if got.Card != wanted.Card || got.Facts.Card() != wanted.Card {
			t.Errorf("%s: facts of another card", name)
		}
	}
}

func open1(t *testing.T, b *Box, data []byte, cards []*scoring.Card) (*workbook.Reading, scoring.Problems) {
	t.Helper()
	r := open(t, b)
	defer r.Close()
	return r.Read(data, cards)
}

// plain is a reading that can be compared.
func plain(t *testing.T, r *workbook.Reading) map[string]any {
	t.Helper()
	facts, err := r.Facts.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"enterprise": r.Enterprise, "facts": string(facts), "cells": r.Cells, "warnings": r.Warnings}
}

// Only the cards that were named are read for, and only as the parent has them.
func TestReadKnowsOnlyTheCardsNamed(t *testing.T) {
	own, _ := scoring.Cards().Card(scoring.DefaultCardID)
	data := form(t, own, "050")
	b := newBox(t, Config{})
	for name, cards := range map[string][]*scoring.Card{"none": nil, "another": {otherCard(t)}} {
		if got, problems := open1(t, b, data, cards); got != nil || len(problems) != 1 || problems[0].Code != workbook.CodeWrongCard {
			t.Errorf("%s: %v %v", name, got, problems)
		}
	}
	stale := &library{references: []cardReference{{ID: own.ID, Hash: "sha256:0"}, {ID: "none", Hash: "x"}, {ID: "bad", Hash: "x", YAML: []byte("a")}}}
	for _, id := range []string{own.ID, "none", "bad"} {
		if _, ok := stale.Card(id); ok {
			t.Errorf("%s: another card than the parent's was found", id)
		}
	}
}

package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"wuxing/scoring"
	"wuxing/workbook"
	"wuxing/workbook/sandbox"
)

// readWorkbookCommand is the child of workbook/sandbox; nobody types it.
type readWorkbookCommand struct{}

// Run ends the process: its exit status tells the parent which limit was met.
func (readWorkbookCommand) Run(c *console) error {
	if status := sandbox.Serve(c.in, c.out); status != exitDone {
		os.Exit(status)
	}
	return nil
}

// openBooks makes the box in which a command reads workbooks; nothing is said of
// each. Those of its own user go through one child, those of others each through
// one of its own.
func openBooks(own bool) (*sandbox.Box, error) {
	books, err := sandbox.New(sandbox.Config{Keep: own})
	if err != nil {
		return nil, fmt.Errorf("read workbooks: %w", err)
	}
	return books, nil
}

// readBook reads a form of the card of this id; "": of any card of the program.
func readBook(ctx context.Context, books *sandbox.Box, data []byte, cardID string) (*workbook.Reading, scoring.Problems, error) {
	cards := scoring.Cards().List()
	if cardID != "" {
		cards = slices.DeleteFunc(slices.Clone(cards), func(card *scoring.Card) bool { return card.ID != cardID })
	}
	run, err := books.Open(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("read a workbook: %w", err)
	}
	defer run.Close()
	reading, problems := run.Read(data, cards)
	return reading, problems, nil
}

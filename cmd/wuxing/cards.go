package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"wuxing/scoring"
	"wuxing/store"
)

// cardFolder is where the cards lie that the office has published; "" where there
// is no place for files.
func (f *dataFlags) cardFolder() string { return f.folder("cards") }

// cards are the cards of the program and those that the office has published. One
// that does not pass, or has other content than the program's card of its id, is
// an error: nobody scores with half a set.
func (f *dataFlags) cards() (*scoring.CardSet, error) {
	set := scoring.Cards()
	if f.cardFolder() == "" {
		return set, nil
	}
	files, err := filepath.Glob(filepath.Join(f.cardFolder(), "*.yaml"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		card, problems := scoring.Load(data)
		if len(problems) > 0 {
			return nil, fmt.Errorf("published card %s: %w", file, problems)
		}
		fits := false
		if set, fits = set.With(card); !fits {
			return nil, fmt.Errorf("published card %s: the program has other content under the id %s", file, card.ID)
		}
	}
	return set, nil
}

// publishCard puts a checked card into the folder, once and for all.
func (f *dataFlags) publishCard(card *scoring.Card, content []byte) error {
	if err := os.MkdirAll(f.cardFolder(), 0o700); err != nil {
		return err
	}
	path := filepath.Join(f.cardFolder(), card.ID+".yaml")
	err := writeNew(path, func(file *os.File) error {
		if _, err := file.Write(content); err != nil {
			return err
		}
		return file.Sync()
	})
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: %w", path, err)
	}
	if err != nil {
		return err
	}
	return store.SyncFolder(f.cardFolder())
}

// recordCards writes down in the audit trail which cards the office has published,
// where it does not stand there yet.
func (o *office) recordCards(ctx context.Context, folder string) error {
	if folder == "" {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		card, ok := o.cards.Card(strings.TrimSuffix(filepath.Base(file), ".yaml"))
		if !ok {
			continue // cards refuses what is not a card's own file
		}
		sum := sha256.Sum256(data)
		if err := o.service.RecordCard(ctx, operatorCommand(), card.ID, card.Hash(), hex.EncodeToString(sum[:])); err != nil {
			return err
		}
	}
	return nil
}

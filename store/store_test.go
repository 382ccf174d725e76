package store_test

import (
	"testing"

	"github.com/alexedwards/scs/v2"

	"wuxing/internal/testpg"
	"wuxing/store"
	"wuxing/store/storetest"
)

var _ scs.CtxStore = (*store.Sessions)(nil)

func open(t *testing.T, address string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), address, store.Options{Keys: testpg.Folder(address)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, t.TempDir()) })
}

func TestPostgreSQL(t *testing.T) {
	storetest.Run(t, func(t *testing.T) *store.Store { return open(t, testpg.Database(t)) })
}

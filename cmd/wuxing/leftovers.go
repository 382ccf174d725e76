package main

import (
	"log/slog"
	"time"

	"wuxing/backup"
)

// leftoverAge is how long nothing has been written into what counts as left behind. An
// upload has five minutes.
const leftoverAge = time.Hour

// clearLeftovers removes what a server that was killed has left half written. It is
// called while the folder is this server's; where it fails there is less room, no harm.
func (o *office) clearLeftovers(nightly *backup.Nightly, logger *slog.Logger) {
	before := time.Now().Add(-leftoverAge)
	say := func(what string, removed int, err error) {
		switch {
		case err != nil:
			logger.Warn("leftovers not removed", slog.String("of", what), slog.String("error", err.Error()))
		case removed > 0:
			logger.Info("leftovers removed", slog.String("of", what), slog.Int("count", removed))
		}
	}
	removed, err := o.files.ClearIncoming(before)
	say("uploads", removed, err)
	removed, err = nightly.ClearUnfinished(before)
	say("backups", removed, err)
}

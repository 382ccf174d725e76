package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"wuxing/store"
)

// dumper is pg_dump for an address.
func dumper(address string) store.Dump {
	return func(ctx context.Context, snapshot, file string) error {
		return runTool(ctx, "pg_dump", address, "--format=custom", "--no-owner", "--no-privileges", "--snapshot="+snapshot, "--file="+file)
	}
}

// loadDump is pg_restore: all of it or nothing.
func loadDump(ctx context.Context, address, file string) error {
	return runTool(ctx, "pg_restore", address, "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", file)
}

// runTool runs a program of PostgreSQL. The password goes by the environment: a
// command line can be read by every account of the machine.
func runTool(ctx context.Context, name, address string, args ...string) error {
	program, err := findTool(name)
	if err != nil {
		return err
	}
	target, err := url.Parse(address)
	if err != nil {
		return errors.New("the PostgreSQL address cannot be read") // without it: it may hold a password
	}
	environment := os.Environ()
	if password, set := target.User.Password(); set {
		target.User = url.User(target.User.Username())
		environment = append(environment, "PGPASSWORD="+password)
	}
	if query := target.Query(); query.Has("password") {
		environment = append(environment, "PGPASSWORD="+query.Get("password"))
		query.Del("password")
		target.RawQuery = query.Encode()
	}
	command := exec.CommandContext(ctx, program, append([]string{"--dbname=" + target.String()}, args...)...)
	command.Env = environment
	var said bytes.Buffer
	command.Stderr = &said
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, strings.TrimSpace(said.String()))
	}
	return nil
}

// findTool finds a program on PATH, or where Debian keeps it, the newest first.
func findTool(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("%s: %w", name, ErrNoTool)
	}
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) + strings.Compare(b, a) })
	return found[0], nil
}

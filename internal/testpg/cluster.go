//go:build unix

package testpg

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const superuser = "postgres"

// Below this the SQL that the program writes is not promised to work.
const minVersion = 15

// A cluster is a running server whose folder holds everything: data, socket
// and log.
type cluster struct {
	dir string

	// While this process lives it holds the writing end of a pipe whose
	// reading end belongs to the supervisor (see run). It is kept here so
	// that it is never closed early by the garbage collector.
	alive *os.File
}

func startCluster() (*cluster, error) {
	bin, err := findServer()
	if err != nil {
		return nil, err
	}
	// A socket's path may have about 100 bytes, which t.TempDir or a long
	// TMPDIR exceeds.
	dir, err := os.MkdirTemp("/tmp", "testpg")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	account, err := serverAccount()
	if err == nil && account != nil {
		err = os.Chown(dir, int(account.Uid), int(account.Gid))
	}
	if err == nil {
		err = c.initialise(bin, account)
	}
	if err == nil {
		err = c.run(bin, account)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := c.waitReady(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, c.log())
	}
	if err := c.admin("CREATE ROLE " + owner + " LOGIN"); err != nil {
		return nil, err
	}
	return c, nil
}

// findServer returns the folder of the newest server's programs, on PATH or in
// Debian's folders, which Debian keeps off PATH.
func findServer() (string, error) {
	candidates, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if initdb, err := exec.LookPath("initdb"); err == nil {
		candidates = append(candidates, initdb)
	}
	newest, best := 0, ""
	for _, initdb := range candidates {
		bin := filepath.Dir(initdb)
		if _, err := os.Stat(filepath.Join(bin, "postgres")); err != nil {
			continue // only the client is installed
		}
		out, err := exec.Command(initdb, "--version").Output()
		if err != nil {
			continue
		}
		if v := majorVersion(string(out)); v > newest {
			newest, best = v, bin
		}
	}
	if newest < minVersion {
		return "", fmt.Errorf("found no PostgreSQL server of version %d or newer (newest here: %q); "+
			"run scripts/prepare, or on Debian as root: apt-get install --no-install-recommends postgresql",
			minVersion, best)
	}
	return best, nil
}

// majorVersion reads "initdb (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)" or
// "… 18beta1"; 0 means not understood.
func majorVersion(s string) int {
	_, s, _ = strings.Cut(s, "(PostgreSQL) ")
	digits := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(s)
	}
	v, err := strconv.Atoi(s[:digits])
	if err != nil {
		return 0
	}
	return v
}

// serverAccount says as whom to run the server: nil for ourselves. PostgreSQL
// refuses root, so root hands over to the account that Debian's package
// brings, or to nobody.
func serverAccount() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is no account postgres or nobody to run it as")
}

// command prepares one of the server's programs, in a process group of its
// own: Ctrl-C at the terminal is for the test, which then ends the server in
// good order.
func (c *cluster) command(account *syscall.Credential, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.dir
	// No LC_*, PG* or TZ of the developer's: the same cluster everywhere.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=" + c.dir}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: account}
	return cmd
}

func (c *cluster) initialise(bin string, account *syscall.Credential) error {
	cmd := c.command(
		account, filepath.Join(bin, "initdb"),
		"--pgdata="+c.data(), "--username="+superuser, "--auth=trust",
		"--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh",
		"--no-sync", "--no-instructions",
	)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// supervisor runs the server and outlives the test process by the moment that
// it takes to stop the server and remove the folder. It waits for the end of
// its standard input, which comes when the test process is gone for whatever
// reason, kill -9 and panics included; so no test needs a TestMain for it.
const supervisor = `
dir=$1; shift
"$@" </dev/null & server=$!
cat >/dev/null
kill -QUIT $server # stop at once, nobody needs the data
wait $server
cd / && rm -rf "$dir"
`

func (c *cluster) run(bin string, account *syscall.Credential) error {
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	in, alive, err := os.Pipe()
	if err != nil {
		return errors.Join(err, log.Close())
	}
	c.alive = alive

	settings := []string{
		"listen_addresses=", // the socket is the only way in
		"unix_socket_directories=" + c.dir,
		"fsync=off", "synchronous_commit=off", "full_page_writes=off",
		"max_connections=300", // tests run in parallel and have pools
		"timezone=Asia/Shanghai",
		"jit=off", // costs more than it saves on small tables
	}
	args := []string{"-c", supervisor, "supervisor", c.dir, filepath.Join(bin, "postgres"), "-D", c.data()}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	cmd := c.command(account, "/bin/sh", args...)
	cmd.Stdin = in
	// Not the test's own output: `go test` would wait for whoever holds it.
	cmd.Stdout, cmd.Stderr = log, log
	// The server has its own copies of both files once it is started.
	return errors.Join(cmd.Start(), log.Close(), in.Close())
}

func (c *cluster) waitReady() error {
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if err = c.admin("SELECT 1"); err == nil {
			return nil
		}
	}
	return fmt.Errorf("PostgreSQL does not answer after a minute: %w", err)
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

// log is what the server wrote, for the message of a start that failed.
func (c *cluster) log() string {
	b, err := os.ReadFile(filepath.Join(c.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(b))
}

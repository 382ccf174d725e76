package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// findProgram is the path of this very program. On Linux it is a name that stays
// right when the file is replaced by a newer version while the server runs.
func findProgram() (string, error) {
	const self = "/proc/self/exe"
	if runtime.GOOS == "linux" {
		if _, err := os.Stat(self); err == nil {
			return self, nil
		}
	}
	path, err := os.Executable()
	if err != nil { // no /proc
		path, err = exec.LookPath(os.Args[0])
	}
	if err != nil {
		return "", fmt.Errorf("sandbox: where is this program: %w", err)
	}
	return path, nil
}

// environment is all that a child has of it; it is there before main. One thread
// of Go code and an eager collector keep it small.
var environment = []string{"GOMAXPROCS=1", "GOGC=50", "GOTRACEBACK=none"}

// process is a child.
type process struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     io.ReadCloser
	said    *head
	folder  string
}

// start starts a child, which then waits for a request.
func start(program string) (*process, error) {
	folder, err := os.MkdirTemp("", "wuxing-workbook-")
	if err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	p := &process{command: exec.Command(program, Subcommand), said: &head{}, folder: folder}
	p.command.Args[0] = "wuxing" // what the list of processes shows
	p.command.Env, p.command.Dir, p.command.Stderr = environment, folder, p.said
	// What is left in the pipes of a killed child is not waited for.
	p.command.WaitDelay = time.Second
	ownGroup(p.command)
	if p.in, err = p.command.StdinPipe(); err == nil {
		if p.out, err = p.command.StdoutPipe(); err == nil {
			err = p.command.Start()
		}
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sandbox: start a child: %w", err), os.Remove(folder))
	}
	return p, nil
}

// ask sends one request and reads the reply. After an error the child is of no
// further use.
func (p *process) ask(ctx context.Context, r *request, data []byte) (*reply, error) {
	type result struct {
		reply *reply
		err   error
	}
	replied := make(chan result, 1)
	go func() {
		answer := new(reply)
		err := readFrame(p.out, r.Limits.Reply, answer)
		replied <- result{answer, err}
	}()
	go func() {
		// An error means that the child has ended or has answered without reading
		// on; its reply, or the lack of one, tells.
		if err := writeFrame(p.in, r); err == nil {
			_, _ = p.in.Write(data)
		}
	}()
	timer := time.NewTimer(r.Limits.Wall)
	defer timer.Stop()
	select {
	case got := <-replied:
		return got.reply, got.err
	case <-timer.C:
		return nil, &tooCostly{"time"}
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: %w", &tooCostly{"time"}, ctx.Err())
	}
}

// ending is how a child went.
type ending struct {
	code int    // -1: by a signal
	text string // the beginning of what it wrote to standard error
}

// end ends the child, if it has not ended itself, and takes its folder away.
func (p *process) end() ending {
	_ = p.in.Close()
	kill(p.command)
	// Wait tells an exit status that is not 0; the state has it, too.
	_ = p.command.Wait()
	_ = os.Remove(p.folder) // empty: the child cannot write files
	e := ending{code: -1, text: p.said.String()}
	if state := p.command.ProcessState; state != nil {
		e.code = state.ExitCode()
	}
	return e
}

// whyEnded tells which limit a child met that has ended without a reply.
func whyEnded(e ending) string {
	switch {
	case e.code == exitMemory, strings.Contains(e.text, "out of memory"), strings.Contains(e.text, "cannot allocate"):
		return "memory"
	case e.code == exitTime:
		return "time"
	case e.code == exitReply:
		return "reply"
	}
	return "end"
}

// head keeps the beginning of what is written to it: Go says there why it ends.
// exec writes from one goroutine, which has ended when Wait returns.
type head struct{ kept []byte }

const headBytes = 1 << 10

func (h *head) Write(p []byte) (int, error) {
	h.kept = append(h.kept, p[:min(len(p), headBytes-len(h.kept))]...)
	return len(p), nil
}

func (h *head) String() string { return string(h.kept) }

package sandbox

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

// What may come on top of the memory of the Go runtime: what it has given back but
// keeps mapped, and its books.
const dataSlack = 16 << 20

// Few files: the three streams and what the runtime waits with.
const maxOpenFiles = 16

// limitResources asks the system to hold the limits. The time is set for each job
// anew, since it counts from the start of the process.
func limitResources(limits Limits) error {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return err
	}
	seconds := time.Duration(used.Utime.Nano()+used.Stime.Nano()).Truncate(time.Second) + limits.CPU + time.Second
	if err := setLimit(syscall.RLIMIT_CPU, uint64(seconds.Seconds())); err != nil {
		return err
	}
	return limitOnce(limits)
}

// limitOnce sets what holds for the whole process.
func limitOnce(limits Limits) error {
	// The system asks first, and kills at the hard limit, which cannot be raised for
	// the next job. So the child has to listen.
	onCPULimit.Do(func() {
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGXCPU)
		go func() { <-asked; os.Exit(exitTime) }()
	})
	for resource, limit := range map[int]uint64{syscall.RLIMIT_CORE: 0, syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_NOFILE: maxOpenFiles} {
		if err := setLimit(resource, limit); err != nil {
			return err
		}
	}
	// The data that the program has from the start are mostly never touched: 80 MiB
	// of addresses, 6 MiB of memory. So what counts is how much is added.
	if data := statusKiB("VmData:"); data > 0 && !dataLimited && !raceDetector {
		dataLimited = true
		return setLimit(syscall.RLIMIT_DATA, uint64(data)<<10+uint64(limits.Memory)+dataSlack)
	}
	return nil
}

var (
	dataLimited bool
	onCPULimit  sync.Once
)

// setLimit sets the soft limit, which is the one that counts.
func setLimit(resource int, limit uint64) error {
	var present syscall.Rlimit
	if err := syscall.Getrlimit(resource, &present); err != nil {
		return fmt.Errorf("limit %d: %w", resource, err)
	}
	present.Cur = min(limit, present.Max)
	if err := syscall.Setrlimit(resource, &present); err != nil {
		return fmt.Errorf("limit %d: %w", resource, err)
	}
	return nil
}

// statusKiB is a line of what the system says of this process; 0 where it says
// nothing.
func statusKiB(line string) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), line)
	kib := 0
	_, _ = fmt.Sscan(rest, &kib)
	return kib
}

// ownGroup keeps signals of a terminal from the child: the parent ends it.
func ownGroup(command *exec.Cmd) { command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func kill(command *exec.Cmd) {
	if command.Process != nil {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
	}
}

// peakKiB is the most memory that the process has had, as the system counts it:
// what getrusage says of a child starts from its parent's.
func peakKiB() int { return statusKiB("VmHWM:") }

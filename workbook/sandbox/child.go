package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Exit statuses by which a child says which limit it met.
const (
	exitFrame  = 2 // or Go's own: out of memory, a panic
	exitMemory = 11
	exitTime   = 12
	exitReply  = 13
)

// Serve is the child: it does the jobs that come in until the input ends, and
// answers the exit status. Nothing else may have been done in the process.
func Serve(in io.Reader, out io.Writer) int {
	input := bufio.NewReaderSize(in, 32<<10)
	for {
		var ask request
		if err := readFrame(input, maxHeader, &ask); errors.Is(err, io.EOF) {
			return 0
		} else if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitFrame
		}
		release, err := confine(ask.Limits)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return exitFrame
		}
		answer := work(&ask, input)
		release()
		answer.PeakKiB = peakKiB()
		content, err := json.Marshal(answer)
		switch {
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
			return exitFrame
		case len(content) > ask.Limits.Reply:
			return exitReply
		}
		if err := writeFrame(out, json.RawMessage(content)); err != nil {
			return exitFrame
		}
	}
}

// Main hands over to Serve if the program was started as a child, and does not
// return then. It is for programs without a command line of their own: tests.
func Main() {
	if len(os.Args) == 2 && os.Args[1] == Subcommand {
		os.Exit(Serve(os.Stdin, os.Stdout))
	}
}

// confine sets the limits of one job. The parent has its own eye on the time; the
// child ends itself where the parent is gone.
func confine(limits Limits) (release func(), err error) {
	// The collector works hard before the watch has to end it.
	debug.SetMemoryLimit(limits.Memory * 7 / 8)
	if err := limitResources(limits); err != nil {
		return nil, fmt.Errorf("sandbox: limits: %w", err)
	}
	alarm := time.AfterFunc(limits.Wall+time.Second, func() { os.Exit(exitTime) })
	stop := make(chan struct{})
	go watchMemory(limits.Memory, stop)
	return func() { alarm.Stop(); close(stop) }, nil
}

// watchMemory ends the process when it has more memory than allowed. The
// system's limit stands behind it, where there is one.
func watchMemory(limit int64, stop <-chan struct{}) {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-stop:
			return
		case <-ticker.C:
			metrics.Read(samples)
			if int64(samples[0].Value.Uint64()-samples[1].Value.Uint64()) > limit {
				fmt.Fprintf(os.Stderr, "out of memory: peak_kib=%d", peakKiB())
				os.Exit(exitMemory)
			}
		}
	}
}

// work reads the file and does the job.
func work(ask *request, input io.Reader) *reply {
	data := make([]byte, ask.Size)
	if _, err := io.ReadFull(input, data); err != nil {
		return &reply{Failed: "the file has not arrived: " + err.Error()}
	}
	job, ok := jobs[ask.Job]
	if !ok {
		return &reply{Failed: "no job " + ask.Job}
	}
	result, problems, err := job(&Task{Cards: &library{references: ask.Cards}, Params: ask.Params, Data: data})
	switch {
	case err != nil:
		return &reply{Failed: err.Error()}
	case len(problems) > 0:
		return &reply{Problems: packProblems(problems)}
	}
	content, err := json.Marshal(result)
	if err != nil {
		return &reply{Failed: err.Error()}
	}
	return &reply{Result: content}
}

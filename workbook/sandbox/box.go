package sandbox

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Subcommand is the argument with which the program becomes a child; main hands
// over to Serve.
const Subcommand = "read-workbook"

// Limits of one job. A form with every list full takes 0.1 s and 30 MiB.
type Limits struct {
	Wall   time.Duration `json:"wall"`   // from the request to the answer
	CPU    time.Duration `json:"cpu"`    // in whole seconds; more on systems that cannot limit it
	Memory int64         `json:"memory"` // bytes in use by the child's Go runtime
	Reply  int           `json:"reply"`  // bytes
}

// What a Box has unless its Config says otherwise. An upload is to be answered
// within 10 s and to cost 64 MiB, the server's copy of the file and the 20 MiB of
// the program's own that a child shares with the server included.
const (
	defaultAtOnce = 2
	defaultWait   = 5 * time.Second
)

var defaultLimits = Limits{Wall: 8 * time.Second, CPU: 6 * time.Second, Memory: 32 << 20, Reply: 4 << 20}

// ErrBusy means that no place became free in time.
var ErrBusy = errors.New("sandbox: too many workbooks at once")

// Config says what a Box differs in; its zero value is for a server.
type Config struct {
	AtOnce int           // places; 0: two
	Wait   time.Duration // how long Open and Enter wait for a place; 0: 5 s
	Limits Limits        // zero: as above
	// Keep lets a child do many jobs, for commands that read many files of their
	// own user. A server takes a fresh one each time: one upload sees nothing of
	// another.
	Keep   bool
	Logger *slog.Logger // nil: none; a line for each job
}

// Box runs jobs on workbooks in children, a few at a time. It may be used by many
// goroutines.
type Box struct {
	config  Config
	program string
	places  chan struct{}
	idle    chan *process // children that wait for another job; only with Keep
}

// New makes a Box. It fails where the program cannot find itself.
func New(config Config) (*Box, error) {
	if config.AtOnce == 0 {
		config.AtOnce = defaultAtOnce
	}
	if config.Wait == 0 {
		config.Wait = defaultWait
	}
	if config.Limits == (Limits{}) {
		config.Limits = defaultLimits
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	program, err := findProgram()
	if err != nil {
		return nil, err
	}
	return &Box{
		config: config, program: program,
		places: make(chan struct{}, config.AtOnce), idle: make(chan *process, config.AtOnce),
	}, nil
}

// Enter waits for a place among the workbooks being worked on, for work that the
// caller does itself; leave gives it back. The error is ErrBusy, also when ctx
// ends first.
func (b *Box) Enter(ctx context.Context) (leave func(), err error) {
	timer := time.NewTimer(b.config.Wait)
	defer timer.Stop()
	select {
	case b.places <- struct{}{}:
		return func() { <-b.places }, nil
	case <-timer.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ErrBusy
	}
}

// Open waits for a place and has a child ready in it. The caller closes the Run.
// The error is ErrBusy, or the reason why no child could be started.
func (b *Box) Open(ctx context.Context) (*Run, error) {
	leave, err := b.Enter(ctx)
	if err != nil {
		return nil, err
	}
	child, err := b.child()
	if err != nil {
		leave()
		return nil, err
	}
	return &Run{ctx: ctx, box: b, child: child, leave: leave}, nil
}

func (b *Box) child() (*process, error) {
	select {
	case child := <-b.idle:
		return child, nil
	default:
		return start(b.program)
	}
}

// Close ends the children that wait for another job. It is for when no Run is open.
func (b *Box) Close() {
	for {
		select {
		case child := <-b.idle:
			child.end()
		default:
			return
		}
	}
}

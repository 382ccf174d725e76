package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"

	"wuxing/scoring"
)

// batch is some lines of one input on their way through a worker. Batches are
// handed out and written in the order of the input, whatever the number of cores.
type batch struct {
	first   int // number of the first line
	lines   [][]byte
	answers []*scored
	done    chan struct{}
}

// batchLines is how many lines a worker takes at a time.
const batchLines = 256

// scoreLines scores JSON Lines with all cores. Empty lines are passed over.
func scoreLines(c *console, card *scoring.Card, source string, in io.Reader, write func(*scored) error) (err error) {
	workers := runtime.GOMAXPROCS(0)
	queue := make(chan *batch, workers)   // to the workers
	ordered := make(chan *batch, workers) // to the writer, in order of the input
	stop := make(chan struct{})           // the writer has failed: read no further
	for range workers {
		go func() {
			for b := range queue {
				b.score(card, source)
				close(b.done)
			}
		}()
	}
	readErr := make(chan error, 1)
	go func() {
		defer close(ordered)
		defer close(queue)
		readErr <- readBatches(in, func(b *batch) bool {
			select {
			case <-stop:
				return false
			case <-c.ctx.Done():
				return false
			case ordered <- b:
				queue <- b
				return true
			}
		})
	}()
	bar := newProgress(c.errOut, "评分", -1)
	for b := range ordered {
		<-b.done
		for _, answer := range b.answers {
			if err == nil {
				if err = write(answer); err != nil {
					close(stop)
				}
			}
		}
		bar.add(len(b.answers))
	}
	bar.finish()
	return errors.Join(err, <-readErr, c.ctx.Err())
}

// readBatches cuts the input into batches until it ends or next says stop.
func readBatches(in io.Reader, next func(*batch) bool) error {
	reader := bufio.NewReaderSize(in, 1<<16)
	b := &batch{first: 1, done: make(chan struct{})}
	for number := 1; ; number++ {
		line, err := readLine(reader)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if len(line) > 0 || err == nil {
			b.lines = append(b.lines, line)
		}
		if len(b.lines) == batchLines || (err != nil && len(b.lines) > 0) {
			if !next(b) {
				return nil
			}
			b = &batch{first: number + 1, done: make(chan struct{})}
		}
		if err != nil {
			return nil
		}
	}
}

// readLine reads a line of any length, but keeps no more than one byte over the
// limit of a document, which then refuses it.
func readLine(reader *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, more, err := reader.ReadLine()
		if room := scoring.MaxJSONBytes + 1 - len(line); len(part) > room {
			part = part[:room]
		}
		line = append(line, part...)
		if err != nil || !more {
			return line, err
		}
	}
}

func (b *batch) score(card *scoring.Card, source string) {
	for i, line := range b.lines {
		if len(line) <= scoring.MaxJSONBytes && len(bytes.TrimSpace(line)) == 0 {
			continue // a longer one was cut and is refused
		}
		answer := scoreJSON(card, line)
		answer.source = source + ":" + strconv.Itoa(b.first+i)
		b.answers = append(b.answers, answer)
	}
}

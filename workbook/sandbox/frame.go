package sandbox

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"wuxing/scoring"
)

// request is what the parent asks: a frame with this as JSON, then the file.
type request struct {
	Job    string          `json:"job"`
	Limits Limits          `json:"limits"`
	Cards  []cardReference `json:"cards,omitempty"`
	Params json.RawMessage `json:"params,omitempty"` // of the job
	Size   int             `json:"size"`             // of the file that follows
}

// cardReference names a card that the child may need. One of the program is told
// by its id, one of the office comes along as YAML.
type cardReference struct {
	ID   string `json:"id"`
	Hash string `json:"hash"`
	YAML []byte `json:"yaml,omitempty"`
}

// reply is what the child answers: a frame with this as JSON.
type reply struct {
	Result   json.RawMessage `json:"result,omitempty"`
	Problems []problem       `json:"problems,omitempty"` // the workbook is refused
	Failed   string          `json:"failed,omitempty"`   // the job cannot be done: our fault, not the file's
	PeakKiB  int             `json:"peak_kib"`           // the most memory the child has had; 0 where it cannot tell
}

// problem is a scoring.Problem with its parameters, which that one keeps from
// users.
type problem struct {
	Code   string            `json:"code"`
	At     scoring.Position  `json:"at"`
	Params map[string]string `json:"params,omitempty"`
}

func packProblems(problems scoring.Problems) []problem {
	packed := make([]problem, len(problems))
	for i, p := range problems {
		packed[i] = problem{p.Code, p.Position, p.Params}
	}
	return packed
}

func unpackProblems(packed []problem) scoring.Problems {
	var problems scoring.Problems
	for _, p := range packed {
		problems = append(problems, scoring.Problem{Code: p.Code, Position: p.At, Params: p.Params})
	}
	return problems
}

// maxHeader bounds a request without its file: a few cards of an office.
const maxHeader = 16 << 20

var errFrame = errors.New("sandbox: not a frame")

// writeFrame writes the length as four bytes and the JSON.
func writeFrame(w io.Writer, v any) error {
	content, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("sandbox: frame: %w", err)
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(content)), uint32(len(content)))
	_, err = w.Write(append(frame, content...))
	return err
}

// readFrame is io.EOF where there is nothing more.
func readFrame(r io.Reader, limit int, into any) error {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return err
	}
	size := int64(binary.BigEndian.Uint32(length[:]))
	if size > int64(limit) {
		return errFrame
	}
	content := make([]byte, size)
	if _, err := io.ReadFull(r, content); err != nil {
		return errFrame
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%w: %w", errFrame, err)
	}
	return nil
}

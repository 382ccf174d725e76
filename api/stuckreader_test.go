package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// TestAReaderThatTakesNothingIsLetGo asks for a long answer and reads nothing of it:
// the server does not write on for the half hour that the answer may take.
func TestAReaderThatTakesNothingIsLetGo(t *testing.T) {
	ended := make(chan error, 1)
	table := []Route{{Method: http.MethodGet, Path: "/long", Action: assessment.ActionPublic, handle: func(*server, *gin.Context) (*answer, error) {
		return &answer{stream: func(w io.Writer) error {
			piece := make([]byte, 1<<20)
			for {
				if _, err := w.Write(piece); err != nil {
					ended <- err
					return err
				}
			}
		}}, nil
	}}}
	engine, err := bareServer(t, io.Discard).engine(table)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(engine)
	t.Cleanup(server.CloseClientConnections)
	line, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = line.Close() }()
	if _, err := io.WriteString(line, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(3 * sendWindow):
		t.Error("the server still writes to a client that reads nothing")
	}
}

// deadlines keeps what it is told.
type deadlines []time.Time

func (d *deadlines) SetWriteDeadline(at time.Time) error {
	*d = append(*d, at)
	return nil
}

// Who reads on gets a new deadline for each piece, up to the end of it all.
func TestTheDeadlineMovesWithWhatIsRead(t *testing.T) {
	for _, test := range []struct {
		end  time.Time
		last bool // the deadline is the end
	}{{time.Now().Add(time.Hour), false}, {time.Now().Add(time.Second), true}} {
		var set deadlines
		var out bytes.Buffer
		answer := &pacedAnswer{Writer: &out, control: &set, end: test.end}
		began := time.Now()
		if n, err := answer.Write(make([]byte, 3*sendBytes+1)); err != nil || n != 3*sendBytes+1 || out.Len() != n {
			t.Fatalf("%d %v", n, err)
		}
		if len(set) != 4 {
			t.Errorf("%d deadlines for four pieces", len(set))
		}
		for _, at := range set {
			if at.Equal(test.end) != test.last || at.Before(began) {
				t.Errorf("deadline %v, began %v, end %v", at, began, test.end)
			}
		}
	}
}

// TestArchivesOfEvidenceHaveTheirPlaces: one for an account, a few in all, and each is
// given back.
func TestArchivesOfEvidenceHaveTheirPlaces(t *testing.T) {
	places := newEvidencePlaces()
	enter := func(ctx context.Context, userID string) func() {
		t.Helper()
		done, err := places.enter(ctx, userID)
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	impatient, cancel := context.WithCancel(t.Context())
	cancel()
	busy := func(ctx context.Context, userID string) {
		t.Helper()
		var refused *refusal
		if _, err := places.enter(ctx, userID); !errors.As(err, &refused) || refused.code != codeBusy {
			t.Errorf("%s: %v", userID, err)
		}
	}
	first := enter(t.Context(), "a")
	busy(t.Context(), "a")
	others := []string{"b", "c", "d"}
	for _, userID := range others {
		defer enter(t.Context(), userID)()
	}
	if len(others)+1 != maxEvidenceArchives {
		t.Fatal("the places are not all taken")
	}
	busy(impatient, "e")
	first()
	enter(t.Context(), "e")()
	enter(t.Context(), "a")() // neither is kept out by having come before
}

// The archive of evidence is refused where there is no place, before anything is
// recorded of it.
func TestTheArchiveOfEvidenceAsksForAPlace(t *testing.T) {
	s := bareServer(t, io.Discard)
	done, err := s.evidence.enter(t.Context(), "u1")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	recorder := httptest.NewRecorder()
	c, _ := gin.CreateTestContext(recorder)
	c.Request = httptest.NewRequest(http.MethodGet, "/api/v1/applications/a1/evidence.zip", nil)
	c.Set(keyActor, assessment.Actor{UserID: "u1", Role: assessment.RoleReviewer})
	var refused *refusal
	if _, err := s.exportEvidence(c); !errors.As(err, &refused) || refused.code != codeBusy || recorder.Body.Len() > 0 {
		t.Errorf("%v, %q", err, recorder.Body)
	}
}

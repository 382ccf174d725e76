package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// Who goes before there is an answer has met no fault of ours: it is noted, and not
// as an error that somebody would have to look into.
func TestAClientThatHasGoneIsNoError(t *testing.T) {
	for _, test := range []struct {
		gone bool
		want int
	}{{true, statusClientGone}, {false, http.StatusInternalServerError}} {
		var log bytes.Buffer
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		table := []Route{{Method: http.MethodGet, Path: "/x", Action: assessment.ActionPublic, handle: func(*server, *gin.Context) (*answer, error) {
			if test.gone {
				leave()
			}
			return nil, fmt.Errorf("read rows: %w", context.Canceled)
		}}}
		got := serveOnce(t, bareServer(t, &log), table, httptest.NewRequestWithContext(ctx, http.MethodGet, "/x", nil))
		if got.Code != test.want || strings.Contains(log.String(), "ERROR") == test.gone {
			t.Errorf("gone %t: %d, log %s", test.gone, got.Code, log.String())
		}
	}
}

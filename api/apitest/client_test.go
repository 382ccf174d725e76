package apitest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const document = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/x":{"get":{"responses":{"200":{"description":"ok","content":{
"application/json":{"schema":{"type":"object","additionalProperties":false,"required":["n"],"properties":{"n":{"type":"integer"}}}}}}}}}},
"components":{"schemas":{"Problem":{"type":"object","required":["code"],"properties":{"code":{"type":"string"}}}}}}`

// listener hears what a test would be told.
type listener struct {
	testing.TB
	heard []string
}

func (l *listener) Errorf(format string, args ...any) {
	l.heard = append(l.heard, fmt.Sprintf(format, args...))
}

// TestTransportComplains makes sure that the check checks.
func TestTransportComplains(t *testing.T) {
	for name, test := range map[string]struct {
		path, kind, body string
		status           int
		header           map[string]string
		complains        string
	}{
		"described":             {path: "/x", kind: "application/json", body: `{"n":1}`, status: 200},
		"undescribed status":    {path: "/x", kind: "application/json", body: `{"n":1}`, status: 418, complains: "status is not supported"},
		"undescribed field":     {path: "/x", kind: "application/json", body: `{"n":1,"m":2}`, status: 200, complains: `property "m"`},
		"missing field":         {path: "/x", kind: "application/json", body: `{}`, status: 200, complains: `property "n" is missing`},
		"wrong type":            {path: "/x", kind: "application/json", body: `{"n":"1"}`, status: 200, complains: "must be an integer"},
		"other content type":    {path: "/x", kind: "text/csv", body: `1`, status: 200, complains: "Content-Type"},
		"unknown route":         {path: "/y", kind: "application/json", body: `{}`, status: 200, complains: "no matching operation"},
		"told as unknown":       {path: "/y", kind: "application/problem+json", body: `{"code":"route_not_found"}`, status: 404},
		"told in another way":   {path: "/y", kind: "text/html", body: `{"code":"route_not_found"}`, status: 404, complains: "no problem details"},
		"without a request id":  {path: "/x", kind: "application/json", body: `{"n":1}`, status: 200, header: map[string]string{"X-Request-Id": ""}, complains: "X-Request-Id"},
		"kinds may be guessed":  {path: "/x", kind: "application/json", body: `{"n":1}`, status: 200, header: map[string]string{"X-Content-Type-Options": ""}, complains: "nosniff"},
		"problem without sense": {path: "/y", kind: "application/problem+json", body: `{"code":"method_not_allowed","x":`, status: 405, complains: "no matching operation"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/api/v1/openapi.json" {
					_, _ = io.WriteString(w, document)
					return
				}
				w.Header().Set("Content-Type", test.kind)
				w.Header().Set("X-Request-Id", "12345678")
				w.Header().Set("X-Content-Type-Options", "nosniff")
				for key, value := range test.header {
					w.Header().Set(key, value)
				}
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			defer server.Close()
			ears := &listener{TB: t}
			answer, err := NewClient(ears, server.URL).Get(server.URL + test.path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(answer.Body)
			if err != nil || string(got) != test.body {
				t.Errorf("the answer did not come through: %q %v", got, err)
			}
			heard := strings.Join(ears.heard, "\n")
			if (heard == "") != (test.complains == "") || !strings.Contains(heard, test.complains) {
				t.Errorf("heard %q, want %q", heard, test.complains)
			}
		})
	}
}

package api

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// always are the headers that no answer of ours lacks.
var always = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"X-Frame-Options":              "DENY",
	"Referrer-Policy":              "same-origin",
	"Permissions-Policy":           noDevices,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Strict-Transport-Security":    twoYears, // the bare server is one behind TLS
}

// TestEveryAnswerOfEveryRouteIsGuarded gives each route an end in each class of
// status, and a panic, and looks at the headers; errors that nobody expected show an
// id and no detail.
func TestEveryAnswerOfEveryRouteIsGuarded(t *testing.T) {
	s := bareServer(t, io.Discard)
	ends := map[string]handler{
		"200": func(*server, *gin.Context) (*answer, error) { return &answer{json: "x"}, nil },
		"204": func(*server, *gin.Context) (*answer, error) { return &answer{status: http.StatusNoContent}, nil },
		"500": func(*server, *gin.Context) (*answer, error) { return nil, errors.New("hunter2") },
		"panic": func(*server, *gin.Context) (*answer, error) {
			panic("hunter2")
		},
	}
	for kind, status := range statusOf {
		ends[strconv.Itoa(status)] = func(*server, *gin.Context) (*answer, error) {
			return nil, &assessment.Error{Kind: kind, Code: assessment.CodeNotFound, Cause: errors.New("hunter2")}
		}
	}
	for _, status := range []int{
		http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusPreconditionRequired,
		http.StatusTooManyRequests, http.StatusServiceUnavailable,
	} {
		ends[strconv.Itoa(status)] = func(*server, *gin.Context) (*answer, error) { return nil, refuse(status, codeInternal) }
	}
	answers := 0
	for name, end := range ends {
		table := slices.Clone(routes())
		for i := range table {
			table[i].Action, table[i].takes, table[i].handle = assessment.ActionPublic, takesNothing, end
		}
		engine, err := s.engine(table)
		if err != nil {
			t.Fatal(err)
		}
		for _, route := range table {
			for _, method := range []string{route.Method, "PATCH", "QUERY"} {
				got := httptest.NewRecorder()
				engine.ServeHTTP(got, httptest.NewRequest(method, strings.NewReplacer("{", "", "}", "").Replace(route.Path), nil))
				answers++
				for header, want := range always {
					if got.Header().Get(header) != want {
						t.Errorf("%s %s with %s: %s is %q", method, route.Path, name, header, got.Header().Get(header))
					}
				}
				if got.Header().Get("Cache-Control") != "no-store" || got.Header().Get("Content-Security-Policy") != dataPolicy || got.Header().Get("X-Request-Id") == "" {
					t.Errorf("%s %s with %s: %v", method, route.Path, name, got.Header())
				}
				if strings.Contains(got.Body.String(), "hunter2") || got.Code >= 500 && !strings.Contains(got.Body.String(), got.Header().Get("X-Request-Id")) {
					t.Errorf("%s %s with %s tells %s", method, route.Path, name, got.Body)
				}
				if method == route.Method && name != "panic" && strconv.Itoa(got.Code) != name {
					t.Errorf("%s %s with %s is %d", method, route.Path, name, got.Code)
				}
			}
		}
	}
	t.Logf("%d answers of %d kinds", answers, len(ends))
}

// TestNothingIsSaidOfTLSWithoutIt: a browser that had been told once would not come
// back to an office that has no certificate.
func TestNothingIsSaidOfTLSWithoutIt(t *testing.T) {
	s := bareServer(t, io.Discard)
	s.config.SecureCookies = false
	got := serveOnce(t, s, routes(), httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if told := got.Header().Get("Strict-Transport-Security"); told != "" {
		t.Errorf("Strict-Transport-Security: %s", told)
	}
}

// TestNobodyIsBelievedAboutAddresses: no forwarded header counts but from a proxy
// that the settings name, and from that only what it has added itself.
func TestNobodyIsBelievedAboutAddresses(t *testing.T) {
	forwarded := map[string]string{
		"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Real-Ip": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Client-Ip": "203.0.113.9",
		"True-Client-Ip": "203.0.113.9", "Cf-Connecting-Ip": "203.0.113.9", "X-Appengine-Remote-Addr": "203.0.113.9", "Fly-Client-Ip": "203.0.113.9",
	}
	for _, test := range []struct {
		name, from string
		proxies    []string
		want       string
	}{
		{"it is named and has added nothing", "10.1.2.3:1234", []string{"10.0.0.0/8"}, "10.1.2.3"},
		{"no proxy is named", "192.0.2.1:1234", nil, "192.0.2.1"},
		{"none is named, from this machine", "127.0.0.1:1234", nil, "127.0.0.1"},
		{"another one is named", "192.0.2.1:1234", []string{"10.0.0.0/8"}, "192.0.2.1"},
		{"it is named", "10.1.2.3:1234", []string{"10.0.0.0/8"}, "203.0.113.9"},
		{"two in a row are named", "10.1.2.3:1234", []string{"10.0.0.0/8", "203.0.113.9"}, "198.51.100.7"},
	} {
		s := bareServer(t, io.Discard)
		s.config.TrustedProxies = test.proxies
		seen := ""
		probe := Route{Method: http.MethodGet, Path: "/who", Action: assessment.ActionPublic, handle: func(_ *server, c *gin.Context) (*answer, error) {
			seen = c.ClientIP()
			return &answer{status: http.StatusNoContent}, nil
		}}
		request := httptest.NewRequest(http.MethodGet, "/who", nil)
		request.RemoteAddr = test.from
		for name, value := range forwarded {
			request.Header.Set(name, value)
		}
		if test.want == "10.1.2.3" {
			request.Header.Del("X-Forwarded-For")
		}
		serveOnce(t, s, []Route{probe}, request)
		if seen != test.want {
			t.Errorf("%s: the client is %s, want %s", test.name, seen, test.want)
		}
	}
}

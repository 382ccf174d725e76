// Package apitest holds every request and every answer of a test against the
// OpenAPI document that the server itself serves.
package apitest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// NewClient is a client with a cookie jar for the server at the address. The test
// fails on an answer that the document does not describe, on an accepted request
// that it does not describe, and on any answer without a request id.
func NewClient(t testing.TB, address string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Transport: NewTransport(t, address, http.DefaultTransport)}
}

// NewTransport checks what passes through base.
func NewTransport(t testing.TB, address string, base http.RoundTripper) http.RoundTripper {
	t.Helper()
	answer, err := http.Get(address + "/api/v1/openapi.json")
	if err != nil {
		t.Fatalf("fetch the OpenAPI document: %v", err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("fetch the OpenAPI document: %v", err)
	}
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(text)
	if err != nil {
		t.Fatalf("read the OpenAPI document: %v", err)
	}
	if err := document.Validate(loader.Context); err != nil {
		t.Fatalf("the OpenAPI document is not valid: %v", err)
	}
	router, err := legacy.NewRouter(document)
	if err != nil {
		t.Fatalf("route the OpenAPI document: %v", err)
	}
	return &transport{t: t, base: base, router: router, problem: document.Components.Schemas["Problem"].Value}
}

func init() {
	plain := func(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
		text, err := io.ReadAll(body)
		return string(text), err
	}
	for _, kind := range []string{
		"text/html", "text/css", "text/csv", "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	} {
		openapi3filter.RegisterBodyDecoder(kind, plain)
	}
}

type transport struct {
	t       testing.TB
	base    http.RoundTripper
	router  routers.Router
	problem *openapi3.Schema
}

// RoundTrip sends the request and complains to the test about what the document
// does not know.
func (tr *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	var sent []byte
	if request.Body != nil {
		var err error
		if sent, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
		request.Body = io.NopCloser(bytes.NewReader(sent))
	}
	answer, err := tr.base.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if err := answer.Body.Close(); err != nil {
		return nil, err
	}
	answer.Body = io.NopCloser(bytes.NewReader(got))
	if err := tr.check(request, sent, answer, got); err != nil {
		tr.t.Errorf("%s %s answered %d: %v\nbody: %.2000s", request.Method, request.URL.Path, answer.StatusCode, err, got)
	}
	return answer, nil
}

func (tr *transport) check(request *http.Request, sent []byte, answer *http.Response, got []byte) error {
	if answer.Header.Get("X-Request-Id") == "" {
		return errors.New("no X-Request-Id")
	}
	if answer.Header.Get("X-Content-Type-Options") != "nosniff" {
		return errors.New("no nosniff")
	}
	if request.Method == http.MethodHead {
		return nil
	}
	asked := request.Clone(request.Context())
	asked.Body = io.NopCloser(bytes.NewReader(sent))
	route, params, err := tr.router.FindRoute(asked)
	if noRoute(answer.StatusCode, got) {
		// The document describes routes only; the router above takes /x/ for /x.
		return tr.checkProblem(answer, got)
	}
	if err != nil {
		return err
	}
	options := &openapi3filter.Options{
		AuthenticationFunc:    openapi3filter.NoopAuthenticationFunc,
		IncludeResponseStatus: true, // a status that is not described is an error
		MultiError:            true,
	}
	input := &openapi3filter.RequestValidationInput{Request: asked, PathParams: params, Route: route, Options: options}
	if answer.StatusCode < http.StatusBadRequest {
		// What is refused may well be against the document; what is accepted may not.
		if err := openapi3filter.ValidateRequest(request.Context(), input); err != nil {
			return err
		}
	}
	return openapi3filter.ValidateResponse(request.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input,
		Status:                 answer.StatusCode,
		Header:                 answer.Header,
		Body:                   io.NopCloser(bytes.NewReader(got)),
		Options:                options,
	})
}

// noRoute tells whether the server says that this is none of its routes.
func noRoute(status int, body []byte) bool {
	var problem struct{ Code string }
	if json.Unmarshal(body, &problem) != nil {
		return false
	}
	return status == http.StatusNotFound && problem.Code == "route_not_found" ||
		status == http.StatusMethodNotAllowed && problem.Code == "method_not_allowed"
}

// checkProblem checks an answer that the document has no route for.
func (tr *transport) checkProblem(answer *http.Response, got []byte) error {
	if kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type")); err != nil || !strings.EqualFold(kind, "application/problem+json") {
		return errors.New("no problem details but " + answer.Header.Get("Content-Type"))
	}
	var value any
	if err := json.Unmarshal(got, &value); err != nil {
		return err
	}
	return tr.problem.VisitJSON(value)
}

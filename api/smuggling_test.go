package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What stands behind the body of a request whose length is told in two ways is no
// request: it is read by its chunks, and the connection ends with its answer. What can
// be read in no one way is refused.
func TestNoRequestHidesInAnother(t *testing.T) {
	o := newOffice(t)
	at := strings.TrimPrefix(o.url, "http://")
	const hidden = "GET /api/v1/cards HTTP/1.1\r\nHost: x\r\n\r\n"
	for _, test := range []struct {
		name, headers, body string
		want                int
	}{
		{"both", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n", http.StatusOK},
		{"two lengths", "Content-Length: 2\r\nContent-Length: 44\r\n", "{}", http.StatusBadRequest},
		{"no such coding", "Transfer-Encoding: xchunked\r\n", "2\r\n{}\r\n0\r\n\r\n", http.StatusNotImplemented},
		{"coding twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "2\r\n{}\r\n0\r\n\r\n", http.StatusNotImplemented},
		{"a length with a sign", "Content-Length: +2\r\n", "{}", http.StatusBadRequest},
		{"a header with a blank", "Content-Length : 2\r\n", "{}", http.StatusBadRequest},
	} {
		t.Run(test.name, func(t *testing.T) {
			connection, err := net.Dial("tcp", at)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = connection.Close() }()
			if err := connection.SetDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			if _, err := fmt.Fprintf(connection, "POST /api/v1/score HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s\r\n%s%s", test.headers, test.body, hidden); err != nil {
				t.Fatal(err)
			}
			answers := bufio.NewReader(connection)
			first, err := http.ReadResponse(answers, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, first.Body); err != nil {
				t.Fatal(err)
			}
			if first.StatusCode != test.want && !(test.want == http.StatusOK && first.StatusCode == http.StatusUnprocessableEntity) {
				t.Errorf("answered with %s, want %d", first.Status, test.want)
			}
			if second, err := http.ReadResponse(answers, nil); err == nil {
				t.Errorf("what was hidden is answered with %s", second.Status)
			}
		})
	}
}

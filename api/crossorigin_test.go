package api_test

import (
	"net/http"
	"testing"
)

// oldBrowser is how one that knows no Origin names itself.
const oldBrowser = "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)"

// TestWhoIsABrowser: a write that says nothing of where it comes from is taken from
// programs as they name themselves, and refused to browsers, whatever they send.
func TestWhoIsABrowser(t *testing.T) {
	o := newOffice(t)
	const mozilla = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:52.0) Gecko/20100101 Firefox/52.0"
	for _, test := range []struct {
		name    string
		header  []string
		refused bool
	}{
		{"curl", []string{"User-Agent", "curl/8.5.0", "Accept", "*/*"}, false},
		{"wget", []string{"User-Agent", "Wget/1.21.4", "Accept", "*/*"}, false},
		{"Python", []string{"User-Agent", "python-requests/2.32.3", "Accept", "*/*"}, false},
		{"Go", []string{"User-Agent", "Go-http-client/1.1"}, false},
		{"Java, which asks for pages", []string{"User-Agent", "Java/1.8.0_201", "Accept", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"}, false},
		{"Node.js, which sends half of what browsers do", []string{"User-Agent", "node", "Accept", "*/*", "Accept-Language", "*", "Sec-Fetch-Mode", "cors"}, false},
		{"PowerShell, which calls itself Mozilla", []string{"User-Agent", "Mozilla/5.0 (Windows NT; Windows NT 10.0; zh-CN) WindowsPowerShell/5.1.19041.1"}, false},
		{"no name at all", []string{"User-Agent", ""}, false},
		{"a program that wants English", []string{"User-Agent", "curl/8.5.0", "Accept-Language", "en"}, false},
		{"a program with a browser's name that says where it is", []string{"User-Agent", mozilla, "Origin", o.url}, false},
		{"a browser of today on a page of ours", []string{"User-Agent", mozilla, "Sec-Fetch-Site", "same-origin"}, false},

		{"Firefox", []string{"User-Agent", mozilla, "Accept", "*/*"}, true},
		{"Internet Explorer", []string{"User-Agent", oldBrowser, "Accept", "*/*"}, true},
		{"Opera", []string{"User-Agent", "Opera/9.80 (Windows NT 6.1; U; zh-cn) Presto/2.8.131 Version/11.11", "Accept", "*/*"}, true},
		{"a browser on a page of ours", []string{"User-Agent", mozilla, "Referer", o.url + "/applications"}, true},
		{"a hidden browser that asks for a page", []string{"User-Agent", "", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8"}, true},
		{"a hidden browser that wants it safe", []string{"User-Agent", "x", "Upgrade-Insecure-Requests", "1"}, true},
		{"a hidden browser that tells of itself", []string{"User-Agent", "x", "Sec-Ch-Ua-Mobile", "?0"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, way := range []struct{ method, path, kind string }{
				{http.MethodPost, "/api/v1/score", "application/json"},
				{http.MethodDelete, "/api/v1/session", ""},
				{http.MethodPut, "/api/v1/session/password", "text/plain"},
			} {
				got := o.call("", way.method, way.path, `{"facts":{}}`, append([]string{"Content-Type", way.kind}, test.header...)...)
				got.t = t
				if refused := got.json["code"] == "origin_missing"; refused != test.refused || refused != (got.status == http.StatusForbidden) {
					t.Errorf("%s %s: %d %v", way.method, way.path, got.status, got.json["code"])
				}
			}
			if got := o.call("", "GET", "/api/v1/cards", "", test.header...); got.status != http.StatusOK {
				t.Errorf("reading: %d", got.status)
			}
		})
	}
}

package api_test

import (
	"strings"
	"testing"
)

// What is refused is called as the forms call it, with how it is to be written.
func TestRefusalsSpeakOfFieldsNotOfPaths(t *testing.T) {
	o := newOffice(t)
	o.round()
	at := o.submitted("clerk", uscc1)
	for name, test := range map[string]struct {
		user, method, path, body string
		want                     string
	}{
		"points": {"reviewer", "PUT", at + "/review", `{"entries":[{"indicator":"leadership","decision":"override","points":0.333,"reason":"理由充分"}]}`, "“分数”的格式不对，现在是“0.333”。请写数字，最多两位小数"},
		"line":   {"admin", "POST", "/api/v1/rounds", `{"id":"x","name":"x","year":2026,"card":"wuxing-2024","settings":{"total_line":60.123}}`, "“最低总分”的格式不对，现在是“60.123”。请写数字"},
		"round":  {"admin", "POST", "/api/v1/rounds", `{"id":"X年","name":"x","year":2026,"card":"wuxing-2024"}`, "只能用小写英文字母"},
		"e-mail": {"admin", "POST", "/api/v1/users", `{"username":"bad-one","role":"lead","password":"correct horse battery","email":"bad"}`, "请写成 name@example.cn"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := o.call(test.user, test.method, test.path, test.body, "If-Match", o.call("reviewer", "GET", at, "").header.Get("ETag")).want(422, "invalid_input").body; !strings.Contains(got, test.want) {
				t.Errorf("%s\nlacks %s", got, test.want)
			}
		})
	}
}

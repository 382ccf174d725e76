//go:build !race

package api_test

// payload is a text that means something to somebody who should not be reached by
// it: a database, a shell, a file system, a template, a directory, a parser.
type payload struct{ name, text string }

// mark stands in every payload that has room for it, so that it is found again.
const mark = "zq9x"

// product is what the payloads of templates would become.
const product = "1787569"

var payloads = []payload{
	{"SQL: always true", "' OR '1'='1' --" + mark},
	{"SQL: second statement", "'; DROP TABLE users; --" + mark},
	{"SQL: update", `"; UPDATE users SET role='admin'; --` + mark},
	{"SQL: union", "' UNION SELECT password_hash FROM users --" + mark},
	{"SQL: slow", "' OR randomblob(1000000000) --" + mark},
	{"SQL: LIKE", "%_" + mark + "%"},
	{"SQL: backslash", `\' OR 1=1 /*` + mark},
	{"path: up", "../../../../../../etc/passwd"},
	{"path: up, encoded twice", "..%252f..%252f..%252fetc%252fpasswd"},
	{"path: Windows", `..\..\..\windows\win.ini` + mark},
	{"path: absolute", "/etc/passwd"},
	{"path: file address", "file:///etc/passwd"},
	{"line break: header", mark + "\r\nX-Injected: " + mark},
	{"line break: answer", mark + "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + mark},
	{"line break: log", mark + "\n{\"level\":\"ERROR\",\"msg\":\"forged\"}"},
	{"NUL", mark + "\x00.xlsx"},
	{"not UTF-8", mark + "\xff\xfe\xc0\xaf"},
	{"direction of writing", mark + "\u202e\u2066gpj.exe"},
	{"full width", "＜script＞" + mark + "＇；－－"},
	{"letters that are others", "ａｄｍｉｎ" + mark + "\u212a\u017f"},
	{"huge number", "99999999999999999999999999999999999999"},
	{"number beyond a float", "1e400"},
	{"negative number", "-2147483649"},
	{"no number", "NaN"},
	{"template", "{{1337*1337}}${1337*1337}<%= 1337*1337 %>#{1337*1337}" + mark},
	{"LDAP", "*)(uid=*))(|(uid=*" + mark},
	{"shell", "; touch " + mark + "-was-here; $(touch " + mark + "-was-here) `touch " + mark + "-was-here` | id"},
	{"markup", `"><` + mark + ` onload=alert(1)>`},
	{"XML entity", `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>` + mark},
	{"lookup", "${jndi:ldap://127.0.0.1:1/" + mark + "}"},
}

// isNumber tells which payloads are numbers of JSON as they stand.
func (p payload) isNumber() bool {
	return p.name == "huge number" || p.name == "number beyond a float" || p.name == "negative number"
}

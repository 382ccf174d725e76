package api_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuxing/api"
)

// TestMatrix asks every route as every role in every state, of the own and of
// another's, and holds the answer against testdata/matrix.txt, which was written by
// hand from the papers on the process. A route that is missing there fails, and so
// does a block without a route. Every answer is held against the OpenAPI document,
// too (apitest), and what is read against what its reader must not learn.
func TestMatrix(t *testing.T) {
	text, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	expected := readMatrix(t, string(text))
	for _, route := range api.Routes() {
		if expected[route.Method+" "+route.Path] == nil {
			t.Errorf("%s %s has no block in the matrix", route.Method, route.Path)
		}
	}
	if t.Failed() {
		return
	}
	m := newMatrixWorld(t)
	cells := 0
	for _, state := range matrixStates {
		// One request after the other: nothing for the race detector, and ten times
		// as long with it. make test runs the whole without.
		if raceDetector && !slices.Contains([]string{"draft", "blind", "published"}, state.name) {
			continue
		}
		m.restore(state.name)
		for _, route := range api.Routes() {
			block := expected[route.Method+" "+route.Path]
			if block.once && state.name != "draft" {
				continue
			}
			cells += m.row(route, state.name, block)
		}
	}
	for _, secret := range matrixSecrets {
		if !m.told[secret] {
			t.Errorf("nobody was told %q: what must stay hidden was nowhere to be seen", secret)
		}
	}
	if !raceDetector && len(m.recorded) < 40 {
		t.Errorf("only %d actions came into the audit trail: %v", len(m.recorded), m.recorded)
	}
	t.Logf("%d cells of %d routes in %d states, %d databases", cells, len(api.Routes()), len(matrixStates), m.spent)
}

// matrixBlock is what is expected of one route.
type matrixBlock struct {
	once bool             // it has to do with no application or round: asked in one state only
	rows map[string][]int // by state, in the order of the columns
}

// row asks one route in one state as everybody.
func (m *matrixWorld) row(route api.Route, state string, block *matrixBlock) int {
	name := route.Method + " " + route.Path
	for i := range matrixColumns {
		letter, want := matrixColumns[i:i+1], block.rows[state][i]
		sent := m.request(route, letter)
		got := m.send(letter, sent)
		if got.status != want {
			m.t.Errorf("%s as %s while %s: %d, want %d: %.200s", name, letter, state, got.status, want, problemOf(got))
		}
		m.mayKnow(name, letter, state, got)
		m.accountedFor(route, letter, state, sent, got)
		changed := m.changes() != m.seen
		if got.status >= 400 && changed {
			m.t.Errorf("%s as %s while %s was refused with %d and has stored something", name, letter, state, got.status)
		}
		if changed {
			m.restore(state)
		}
		if strings.Contains(route.Path, "/session") && route.Method != http.MethodGet && got.status < 300 && letter != "P" {
			m.signIn(letter) // the session was renewed, or ended
		} else if strings.Contains(route.Path, "/session") && letter == "P" && got.status == http.StatusOK {
			m.signIn("E")
		}
	}
	return len(matrixColumns)
}

func problemOf(got matrixReply) []byte {
	if _, rest, found := bytes.Cut(got.body, []byte(`"code":`)); found {
		return rest
	}
	return got.body
}

// mayKnow holds what was answered against what its reader must not learn: whose
// application it is, who reviews it and why, what it was given before that is
// released, and what the other of two reviewers has decided.
func (m *matrixWorld) mayKnow(name, letter, state string, got matrixReply) {
	text := unpacked(got.body)
	var hidden []string
	add := func(letters string, texts ...string) {
		if strings.Contains(letters, letter) {
			hidden = append(hidden, texts...)
		}
	}
	if name != "GET /api/v1/users" && name != "GET /api/v1/users/{username}/person" && !(letter == "A" && name == "GET /api/v1/audit") { // who makes accounts knows their names
		add("PEeTtA", "密名-reviewer", "密名-lead")
	}
	own := name == "GET /api/v1/session" || name == "POST /api/v1/session"
	if !own && !strings.Contains(name, "/declarations") && !(letter == "A" && strings.Contains(name, "/users")) {
		add("PetA", matrixUSCC)
		if !onNotice(name, state) {
			add("PetA", matrixName)
		}
		if state != "published" {
			add("r", matrixUSCC)
			if !onNotice(name, state) {
				add("r", matrixName)
			}
		}
	}
	if state != "released" && state != "published" {
		add("PEeTtA", "密由")
		if strings.Contains(name, "/rounds/") || strings.Contains(name, "/applications/") {
			add("PEeTtA", `"official":{`)
		}
	}
	if !strings.Contains("LU", letter) {
		hidden = append(hidden, "密异", "密答") // who objects, and what the office answers
	}
	if !slices.Contains([]string{"on_notice", "ended", "published"}, state) && strings.Contains(name, "/applications/{id}") {
		add("PEeTtRrA", `"outcome":"certified"`)
	}
	if state == "blind" {
		add("R", "密由二", "密名-reviewer3", m.users["R2"].ID)
	}
	for _, secret := range matrixSecrets {
		m.told[secret] = m.told[secret] || strings.Contains(text, secret)
	}
	for _, secret := range hidden {
		if strings.Contains(text, secret) {
			m.t.Errorf("%s tells %s while %s %q:\n%.600s", name, letter, state, secret, text)
		}
	}
}

// onNotice tells whether a route names the certified enterprises to everybody in the
// state.
func onNotice(name, state string) bool {
	public := []string{"GET /api/v1/rounds/{round}/notice", "GET /api/v1/rounds/{round}/final", "GET /api/v1/rounds/{round}/notice.xlsx", "GET /api/v1/rounds/{round}/final.xlsx"}
	return slices.Contains(public, name) && slices.Contains([]string{"on_notice", "ended", "published"}, state)
}

// matrixSecrets are the texts that some must not see; somebody must, or not seeing
// them means nothing.
var matrixSecrets = []string{"密由", "密由二", "密名-reviewer", "密名-lead", matrixName, matrixUSCC, `"official":{`, "密异", "密答", `"outcome":"certified"`}

// unpacked is a body as text; of an archive what is in it, archives included.
func unpacked(body []byte) string {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return string(body)
	}
	var text strings.Builder
	for _, entry := range archive.File {
		file, err := entry.Open()
		if err != nil {
			return err.Error()
		}
		content, err := io.ReadAll(file)
		if err != nil {
			return err.Error()
		}
		_ = file.Close()
		text.WriteString(entry.Name + "\n" + unpacked(content) + "\n")
	}
	return text.String()
}

// readMatrix reads the expectations:
//
//	GET /path
//	  state state: 401 200 …   (a status for each column)
//	  others: …                (every state that has no row)
//	POST /path once
//	  any: …
func readMatrix(t *testing.T, text string) map[string]*matrixBlock {
	t.Helper()
	routes := make(map[string]bool)
	for _, route := range api.Routes() {
		routes[route.Method+" "+route.Path] = true
	}
	var states []string
	for _, state := range matrixStates {
		states = append(states, state.name)
	}
	blocks := make(map[string]*matrixBlock)
	var block *matrixBlock
	var present string
	number := 0
	for line := range strings.Lines(text) {
		number++
		line, _, _ = strings.Cut(strings.TrimRight(line, "\n"), "#")
		bad := func(format string, args ...any) {
			t.Errorf("matrix.txt:%d: %s", number, fmt.Sprintf(format, args...))
		}
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case line[0] != ' ':
			name, once := strings.CutSuffix(strings.TrimSpace(line), " once")
			switch {
			case !routes[name]:
				bad("there is no route %s", name)
			case blocks[name] != nil:
				bad("%s stands there twice", name)
			case once && strings.Contains(name, "{round}") || once && strings.Contains(name, "/applications/{id}"):
				bad("%s depends on the state", name)
			}
			present, block = name, &matrixBlock{once: once, rows: make(map[string][]int)}
			blocks[name] = block
			continue
		}
		heads, cells, found := strings.Cut(line, ":")
		if block == nil || !found {
			bad("neither a route nor a row: %q", line)
			continue
		}
		var row []int
		for _, cell := range strings.Fields(cells) {
			status, err := strconv.Atoi(cell)
			if err != nil || http.StatusText(status) == "" {
				bad("%q is no status", cell)
			}
			row = append(row, status)
		}
		if len(row) != len(matrixColumns) {
			bad("%d cells, there are %d columns", len(row), len(matrixColumns))
		}
		names := strings.Fields(heads)
		if len(names) == 1 && (names[0] == "others" || names[0] == "all") {
			names = slices.DeleteFunc(slices.Clone(states), func(state string) bool { return block.rows[state] != nil })
			if heads = strings.TrimSpace(heads); (heads == "all") != (len(names) == len(states)) {
				bad("%s of %s", heads, present)
			}
		}
		for _, state := range names {
			if !slices.Contains(states, state) || block.rows[state] != nil {
				bad("%s: state %q", present, state)
			}
			block.rows[state] = row
		}
	}
	for name, block := range blocks {
		for _, state := range states {
			if block.rows[state] == nil {
				t.Errorf("matrix.txt: %s has no row for %s", name, state)
			}
		}
	}
	return blocks
}

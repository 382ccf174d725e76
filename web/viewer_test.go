package web_test

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuxing/internal/testbrowser"
)

// withPDF is an office where a PDF and an Office file were handed in, with the address
// under which the PDF is shown.
func withPDF(t *testing.T) (o *office, id, address string) {
	o = newOffice(t)
	o.round(nil)
	id = o.draft("clerk", someFacts)
	at := "/applications/" + id + "/evidence"
	clerk := o.visitor()
	clerk.signIn("clerk")
	for _, file := range []struct {
		name    string
		content []byte
	}{{"培训费合同.pdf", onePagePDF("Contract 2026")}, {"费用明细.xlsx", book(t, someFacts, nil)}} {
		form := clerk.get(at).fields(at)
		form.Set("indicator", "training_funds")
		form.Set("asked", "经费预算与列支凭证")
		clerk.upload(at, form, file.name, file.content).want(http.StatusOK)
	}
	o.submit("clerk", id)
	reviewer := o.visitor()
	reviewer.signIn("reviewer")
	review := reviewer.get("/applications/" + id + "/review")
	links := review.Find("#r-training_funds [data-viewer]")
	if links.Length() != 1 {
		t.Fatalf("%d PDFs to look at: %s", links.Length(), review.Find("#r-training_funds").Text())
	}
	if said := review.Find("#r-training_funds .files li").Eq(1).Text(); !strings.Contains(said, "Office 文件请下载后查看") {
		t.Errorf("of an Office file is said: %s", said)
	}
	return o, id, links.AttrOr("href", "")
}

// viewerPolicy is the content policy of a PDF that is shown.
const viewerPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// TestAPDFIsShownToWhoMayOpenIt: inline, as a PDF and nothing else, each look recorded;
// what is no PDF by its bytes is not shown as one, whatever the row says.
func TestAPDFIsShownToWhoMayOpenIt(t *testing.T) {
	o, id, address := withPDF(t)
	reviewer := o.visitor()
	reviewer.signIn("reviewer")
	o.watchers()
	looks := func() int {
		t.Helper()
		auditor := o.visitor()
		auditor.signIn("auditor")
		return auditor.get("/audit?action=open_evidence&application=" + id).Find(".trail-event").Length()
	}
	before := looks()
	shown := reviewer.get(address).want(http.StatusOK)
	for header, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": mime.FormatMediaType("inline", map[string]string{"filename": "培训费合同.pdf"}), "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Content-Security-Policy": viewerPolicy, "X-Frame-Options": "DENY", "Accept-Ranges": "",
	} {
		if got := shown.header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if shown.body != string(onePagePDF("Contract 2026")) {
		t.Error("the PDF is another")
	}
	if after := looks(); after != before+1 {
		t.Errorf("%d looks are recorded after %d", after, before)
	}
	office := reviewer.get("/applications/"+id+"/review").Find("#r-training_funds .files li").Eq(1).Find("a").AttrOr("href", "")
	reviewer.get(strings.TrimPrefix(office, "/api/v1") + "/preview").want(http.StatusNotFound)
	other := o.visitor()
	other.signIn("clerk2")
	other.get(address).want(http.StatusNotFound)
	o.visitor().get(address).says("登录")

	sum := sha256.Sum256([]byte(shown.body))
	name := hex.EncodeToString(sum[:])
	page := []byte("<html><script>alert(1)</script></html>" + strings.Repeat(" ", len(shown.body)))[:len(shown.body)]
	if err := os.WriteFile(filepath.Join(o.data.Files, name[:2], name), page, 0o600); err != nil {
		t.Fatal(err)
	}
	reviewer.get(address).want(http.StatusNotFound)
}

// TestAPDFOpensInTheViewer reaches it by keyboard alone, in real Chromium.
func TestAPDFOpensInTheViewer(t *testing.T) {
	o, id, address := withPDF(t)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "reviewer")
	p.Open("/applications/" + id + "/review")
	testbrowser.Eval[bool](p, `(document.querySelector("#r-training_funds").focus(), true)`)
	p.Key("p")
	p.Wait("the link to have the focus", `document.activeElement.matches("#r-training_funds [data-viewer]")`)
	p.Press("\r")
	if windows := p.WaitViewer(); !slices.Contains(windows, o.url+address) || !slices.ContainsFunc(windows, func(w string) bool { return strings.Contains(w, "/review") }) {
		t.Errorf("the windows are %v", windows)
	}
	o.look(t, []state{{name: "preview-pdf", path: "/applications/" + id + "/review", user: "reviewer", phone: true, do: func(p *testbrowser.Page) {
		testbrowser.Eval[bool](p, `(document.querySelector("#r-training_funds").scrollIntoView(), true)`)
	}}})
}

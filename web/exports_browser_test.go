package web_test

import (
	"net/http"
	"strings"
	"testing"

	"wuxing/internal/testbrowser"
)

// TestDownloadsTellHowTheyGo: a file is announced while it is made, comes whole, and is
// in the log; where there is none, the page says why in the server's words, and where the
// server is gone, that the download failed.
func TestDownloadsTellHowTheyGo(t *testing.T) {
	o, _ := endingRound(t, nil)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "lead")
	p.Open("/rounds/2026/exports")
	testbrowser.Eval[bool](p, `(window.kept = [], URL.createObjectURL = (function (make) {
		return function (blob) { window.kept.push(blob.size); return make.call(URL, blob); };
	})(URL.createObjectURL), true)`)
	link := "a[href$='/ranking.csv']"
	at := "li:has(" + link + ") [data-coming]"
	p.Click(link)
	p.WaitText(at+" [data-said]", "已下载完整")
	v := o.visitor()
	v.signIn("lead")
	if want, got := len(v.get("/api/v1/rounds/2026/ranking.csv").want(http.StatusOK).body), testbrowser.Eval[int](p, `window.kept[0]`); got != want {
		t.Errorf("%d bytes have come, want %d", got, want)
	}
	p.WaitText("[data-log]", "排名（CSV）")
	if role := testbrowser.Eval[string](p, `document.querySelector("`+at+` [data-said]").getAttribute("role")`); role != "status" {
		t.Errorf("the end is told as %q", role)
	}
	p.Check("downloaded")

	// There is no such file any more.
	testbrowser.Eval[bool](p, `(document.querySelector("`+link+`").href = "/api/v1/rounds/none/ranking.csv", true)`)
	p.Click("a[href$='/none/ranking.csv']")
	said := "li:has(a[href$='/none/ranking.csv']) [data-said]"
	p.Wait("why there is no file", `document.querySelector("`+said+`").closest("[data-coming]").classList.contains("error")`)
	if text := testbrowser.Eval[string](p, `document.querySelector("`+said+`").textContent`); text == "" || strings.Contains(text, "检查网络") {
		t.Errorf("it is told %q", text)
	}
	if *pictures != "" {
		p.Picture(*pictures, "exports-downloading", false)
	}
	o.stop()
	testbrowser.Eval[bool](p, `(document.querySelector("a[href$='/lines.csv']").click(), true)`)
	p.WaitText("li:has(a[href$='/lines.csv']) [data-said]", "没有下载成功")
	if n := testbrowser.Eval[int](p, `window.kept.length`); n != 1 {
		t.Errorf("%d files were kept", n)
	}
}

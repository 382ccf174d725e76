package web_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime"
	"net/http"
	"strings"
	"testing"

	"wuxing/internal/testbrowser"
)

func certificate(t *testing.T) []byte {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 600, 400))
	for x := range 600 {
		for y := range 400 {
			picture.Set(x, y, color.RGBA{uint8(200 + x/20), uint8(200 + y/20), 220, 255})
		}
	}
	var buffer bytes.Buffer
	if err := png.Encode(&buffer, picture); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// TestPicturesAreShown: a picture comes inline, in a sandbox, with its own type, to
// whoever may open it.
func TestPicturesAreShown(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	at := "/applications/" + id + "/evidence"
	clerk := o.visitor()
	clerk.signIn("clerk")
	picture := certificate(t)
	for _, file := range []struct {
		name    string
		content []byte
	}{{"凭证.png", picture}, {"合同.pdf", []byte("%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n")}} {
		form := clerk.get(at).fields(at)
		form.Set("indicator", "training_funds")
		form.Set("asked", "经费预算与列支凭证")
		clerk.upload(at, form, file.name, file.content).want(http.StatusOK)
	}
	o.submit("clerk", id)

	v := o.visitor()
	v.signIn("reviewer")
	review := v.get("/applications/" + id + "/review")
	images := review.Find("#r-training_funds [data-preview] img")
	if images.Length() != 1 || review.Find("#r-training_funds .files li").Length() != 2 {
		t.Fatalf("%d previews: %s", images.Length(), review.Find("#r-training_funds").Text())
	}
	address := images.AttrOr("src", "")
	shown := v.get(address).want(http.StatusOK)
	for header, want := range map[string]string{
		"Content-Type": "image/png", "Content-Disposition": mime.FormatMediaType("inline", map[string]string{"filename": "凭证.png"}), "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Content-Security-Policy": picturePolicy,
	} {
		if got := shown.header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if shown.body != string(picture) {
		t.Error("the picture is another")
	}
	pdf := review.Find("#r-training_funds .files li").Eq(1).Find("a").AttrOr("href", "")
	if got := v.get(pdf).header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
		t.Errorf("the PDF comes as %q", got)
	}
	other := o.visitor()
	other.signIn("clerk2")
	other.get(address).want(http.StatusNotFound)
	o.visitor().get(address).says("登录")

	o.look(t, []state{{name: "preview", path: "/applications/" + id + "/review", user: "reviewer", do: func(p *testbrowser.Page) {
		testbrowser.Eval[bool](p, `(document.querySelector("#r-training_funds").focus(), document.dispatchEvent(new KeyboardEvent("keydown", {key: "p"})), true)`)
		p.Wait("the picture", `document.querySelector("#r-training_funds img").naturalWidth === 600`)
		testbrowser.Eval[bool](p, `(document.querySelector("#r-training_funds").scrollIntoView(), true)`)
	}}})
}

const picturePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

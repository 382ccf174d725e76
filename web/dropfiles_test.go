package web_test

import (
	"testing"

	"wuxing/internal/testbrowser"
)

// TestARefusedFileKeepsNoOtherAway drops three files at once, of which the first is
// refused: the others are added, and the page says which was not and why.
func TestARefusedFileKeepsNoOtherAway(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	p := testbrowser.Start(t).Page(t, o.url)
	o.enter(p, "clerk")
	p.Open("/applications/" + id + "/evidence")
	testbrowser.Eval[bool](p, `(function () {
  const drop = new DataTransfer();
  drop.items.add(new File(["no pdf at all"], "bad.pdf"));
  drop.items.add(new File(["%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"], "one.pdf"));
  drop.items.add(new File(["%PDF-1.4\n2 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"], "two.pdf"));
  document.querySelector("#i-training_funds").dispatchEvent(new DragEvent("drop", { dataTransfer: drop, bubbles: true, cancelable: true }));
  return true;
})()`)
	p.WaitText("#i-training_funds [data-upload-state]", "另有 2 个文件已添加")
	p.WaitText("#i-training_funds [data-upload-state]", "bad.pdf：")
	p.Open("/applications/" + id + "/evidence")
	if n := testbrowser.Eval[int](p, `document.querySelectorAll("#i-training_funds .files li").length`); n != 2 {
		t.Errorf("%d files are there, 2 were good", n)
	}
}

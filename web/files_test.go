package web_test

import (
	"bytes"
	"compress/gzip"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"wuxing/scoring"
	"wuxing/templates"
	"wuxing/workbook"
)

// fileForm is a form with texts and a file.
func fileForm(t *testing.T, fields map[string]string, name string, content []byte) (body, kind string) {
	t.Helper()
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	for key, value := range fields {
		if err := form.WriteField(key, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return buffer.String(), form.FormDataContentType()
}

// book is a form of the card with facts, changed before it is written.
func book(t *testing.T, facts string, change func(*excelize.File)) []byte {
	t.Helper()
	given, problems := card(t).ParseFacts([]byte(facts))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var buffer bytes.Buffer
	enterprise := &scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: uscc1, Township: "织里镇"}
	if err := workbook.WriteForm(&buffer, card(t), enterprise, given); err != nil {
		t.Fatal(err)
	}
	if change == nil {
		return buffer.Bytes()
	}
	file, err := excelize.OpenReader(&buffer)
	if err != nil {
		t.Fatal(err)
	}
	change(file)
	var changed bytes.Buffer
	if err := file.Write(&changed); err != nil {
		t.Fatal(err)
	}
	return changed.Bytes()
}

// put writes into the cell that a name stands for.
func put(t *testing.T, file *excelize.File, name string, value any) {
	t.Helper()
	for _, defined := range file.GetDefinedName() {
		if defined.Name == name {
			sheet, cell, _ := strings.Cut(strings.ReplaceAll(defined.RefersTo, "$", ""), "!")
			if err := file.SetCellValue(strings.Trim(sheet, "'"), cell, value); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no cell is called %s", name)
}

func (v *visitor) upload(path string, fields url.Values, name string, content []byte) *shown {
	v.t.Helper()
	flat := make(map[string]string)
	for key := range fields {
		flat[key] = fields.Get(key)
	}
	body, kind := fileForm(v.t, flat, name, content)
	return v.send(http.MethodPost, path, strings.NewReader(body), "Content-Type", kind)
}

// TestWorkbookWithoutScripts: what is wrong is listed by cell and nothing saved, the
// marked workbook comes back, the corrected one is read.
func TestWorkbookWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", `{}`)
	at := "/applications/" + id + "/workbook"
	v := o.visitor()
	v.signIn("clerk")
	bad := book(t, someFacts, func(file *excelize.File) { put(t, file, "employees", "约四百人") })
	form := v.get(at).fields(at)
	refused := v.upload(at, form, "自评.xlsx", bad).want(http.StatusUnprocessableEntity)
	refused.says("1 个问题，没有保存", "企业职工总数", "约四百人")
	if refused.Find("td code").Length() != 1 {
		t.Errorf("no cell is named: %s", refused.Find("table").Text())
	}
	marked := v.upload(at+"/marked", form, "自评.xlsx", bad)
	if marked.status != http.StatusUnprocessableEntity || !strings.Contains(marked.header.Get("Content-Type"), "spreadsheetml") ||
		!strings.Contains(marked.header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("the marked workbook: %d %v", marked.status, marked.header)
	}
	if file, err := excelize.OpenReader(strings.NewReader(marked.body)); err != nil || !strings.Contains(strings.Join(file.GetSheetList(), " "), "问题清单") {
		t.Errorf("the marked workbook: %v", err)
	}
	v.upload(at, form, "自评.docx", []byte("PK no workbook")).want(http.StatusUnprocessableEntity)
	if got := v.get("/applications/"+id+"/fill").Find("#facts-employees").AttrOr("value", ""); got != "" {
		t.Errorf("a refused workbook leaves %q", got)
	}
	read := v.upload(at, form, "自评.xlsx", book(t, someFacts, nil)).want(http.StatusOK)
	read.says("工作簿已读取并保存")
	if got := read.Find("#facts-employees").AttrOr("value", ""); got != "400" || !strings.HasSuffix(read.path, "/fill") {
		t.Errorf("%s shows %q", read.path, got)
	}
	v.upload(at, form, "自评.xlsx", book(t, someFacts, nil)).want(http.StatusPreconditionFailed).says("没有读取")
	// Two cells of wrong names are no problem but worth a look.
	form = v.get(at).fields(at)
	warned := v.upload(at, form, "自评.xlsx", book(t, someFacts, func(file *excelize.File) { put(t, file, "enterprise_name", "湖州示例童装厂") })).want(http.StatusOK)
	warned.says("处请核对", "湖州示例童装厂")
}

// TestEvidenceWithoutScripts adds, refuses and withdraws a file by forms.
func TestEvidenceWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	at := "/applications/" + id + "/evidence"
	v := o.visitor()
	v.signIn("clerk")
	page := v.get(at).says("还缺", "经费预算与列支凭证", "缺少")
	form := page.fields(at)
	form.Set("indicator", "training_funds")
	form.Set("asked", "经费预算与列支凭证")
	v.upload(at, form, "凭证.exe", []byte("MZ")).want(http.StatusUnprocessableEntity).says("凭证.exe")
	pdf := []byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n")
	added := v.upload(at, form, "凭证.pdf", pdf).want(http.StatusOK)
	added.says("材料已上传", "凭证.pdf")
	row := added.Find("#i-training_funds")
	if !strings.Contains(row.Find(".kinds").Text(), "已上传") {
		t.Errorf("the document still counts as missing: %s", row.Text())
	}
	missing := v.get(at + "?show=missing")
	if missing.Find("#i-training_funds").Length() != 0 || missing.Find("#i-leadership").Length() != 1 {
		t.Error("the list of what is missing is another")
	}
	action := row.Find("form[action$='/withdraw']").AttrOr("action", "")
	v.post(action, added.fields(action)).want(http.StatusOK).says("材料已撤回", "已替换或撤回的文件（1）")
}

// TestSentBack opens nothing but what was returned, and keeps the rest as it is.
func TestSentBack(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.giveBack(id, "training_funds")
	v := o.visitor()
	v.signIn("clerk")
	at := "/applications/" + id
	v.get(at).says("退回补正", "竞赛获奖请补充获奖文件", "补正截止：2026年3月20日 24:00")
	page := v.get(at+"/fill").says("只有退回的几项可以修改", "不在补正范围")
	open := page.Find("[data-sheet] input:not([type=hidden]), [data-sheet] select")
	if open.Length() != 1 || open.AttrOr("name", "") != "facts.training_funds" {
		t.Errorf("%d fields are open", open.Length())
	}
	form := page.fields(at + "/fill")
	form.Set("facts.training_funds", "arranged")
	v.post(at+"/fill", form).want(http.StatusOK).says("已保存")
	form = v.get(at + "/fill").fields(at + "/fill")
	form.Set("facts.employees", "500")
	v.post(at+"/fill", form).want(http.StatusUnprocessableEntity).says("企业职工总数")
	pledge := v.get(at + "/submit").fields(at + "/submit")
	pledge.Set("pledge", "yes")
	v.post(at+"/submit", pledge).want(http.StatusOK).says("已提交")
}

// TestAppealWithoutScripts disputes a released score once.
func TestAppealWithoutScripts(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.review(id)
	v := o.visitor()
	v.signIn("clerk")
	at := "/applications/" + id
	before := v.get(at)
	if strings.Contains(before.body, "凭证只能证明") || strings.Contains(before.Find("table").Not(".paper table").Text(), "评审分") || strings.Contains(before.Find(".paper").Text(), "−2.00") {
		t.Error("the official score is shown before its release")
	}
	o.release()
	v.signIn("clerk") // weeks later
	v.get(at).says("评审分", "−2.00")
	page := v.get(at + "/appeals?indicator=training_funds").says("可在 2026年3月31日 24:00 以前申诉")
	form := page.fields(at + "/appeals")
	form.Set("reason", "不服")
	short := v.post(at+"/appeals", form).want(http.StatusUnprocessableEntity)
	short.says("太短")
	if got := short.Find("#reason").Text(); got != "不服" {
		t.Errorf("the reason comes back as %q", got)
	}
	form.Set("reason", "经费已足额列支，请重新核定")
	v.post(at+"/appeals", form).want(http.StatusOK).says("申诉已提交", "等待答复")
	if v.get(at+"/appeals").Find("option[value=training_funds]").Length() != 0 {
		t.Error("the indicator can be disputed again")
	}
	v.post(at+"/appeals", form).want(http.StatusConflict)
}

// TestPagesAreSmall keeps the first load of every page under 150 KB, and lets a
// browser keep what does not change.
func TestPagesAreSmall(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	at := "/applications/" + o.draft("clerk", someFacts)
	v := o.visitor()
	v.signIn("clerk")
	for _, path := range []string{"/", "/scorecard/wuxing-2024", "/self-test", "/sign-in", "/applications", at, at + "/fill", at + "/workbook", at + "/evidence", at + "/advice", at + "/submit"} {
		packed := v.get(path, "Accept-Encoding", "gzip")
		if packed.header.Get("Content-Encoding") != "gzip" && len(packed.body) > 1400 {
			t.Errorf("%s is not packed", path)
		}
		total := len(packed.body)
		page := v.get(path)
		for _, policy := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(page.header.Get("Content-Security-Policy"), policy) {
				t.Errorf("%s: policy %q", path, page.header.Get("Content-Security-Policy"))
			}
		}
		if page.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be stored", path)
		}
		if n := page.Find("[style], style, script:not([src]), [onclick], [onsubmit], iframe").Length(); n != 0 {
			t.Errorf("%s has %d elements that its policy forbids", path, n)
		}
		for _, address := range page.Find("link[href], script[src]").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", s.AttrOr("src", "")) }) {
			asset := v.get(address, "Accept-Encoding", "gzip").want(http.StatusOK)
			if !strings.Contains(asset.header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s is fetched again each time", address)
			}
			total += len(asset.body)
		}
		if total > 150<<10 {
			t.Errorf("%s takes %d bytes", path, total)
		}
	}
	plain, packed := v.get("/self-test"), v.get("/self-test", "Accept-Encoding", "gzip;q=1.0")
	unpacked, err := gzip.NewReader(strings.NewReader(packed.body))
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(unpacked); err != nil || text.Len() != len(plain.body) {
		t.Errorf("unpacked %d bytes, plain %d: %v", text.Len(), len(plain.body), err)
	}
	if refused := v.get("/self-test", "Accept-Encoding", "gzip;q=0"); refused.header.Get("Content-Encoding") != "" {
		t.Error("packed for who refuses it")
	}
}

// TestListsArePagedByKey goes through a round of 120 applications page by page.
func TestListsArePagedByKey(t *testing.T) {
	o := newOffice(t)
	o.round(nil)
	for i := range 120 {
		name := "firm" + strconv.Itoa(i)
		o.firm(name, i)
		o.submit(name, o.draft(name, `{"employees":`+strconv.Itoa(i+1)+`}`))
	}
	v := o.visitor()
	v.signIn("lead")
	seen := map[string]bool{}
	path, pages := "/applications", 0
	for path != "" {
		page := v.get(path).want(http.StatusOK)
		pages++
		for _, href := range page.Find("tbody a.row-link").Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("href", "") }) {
			if seen[href] {
				t.Errorf("%s stands on two pages", href)
			}
			seen[href] = true
		}
		path = page.Find("a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 120 || pages != 3 {
		t.Errorf("%d applications on %d pages", len(seen), pages)
	}
	v.get("/applications?round=1999").want(http.StatusNotFound)
}

// TestTextsAreUsed holds the texts of the pages against their templates.
func TestTextsAreUsed(t *testing.T) {
	var sources strings.Builder
	for _, pattern := range []string{"../templates/pages/*.tmpl", "../templates/pages/parts/*.tmpl", "*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") {
				sources.Write(content)
			}
		}
	}
	used := sources.String()
	for _, match := range regexp.MustCompile(`\bt "([a-z0-9_.]+)"|text\([^,"]+, "([a-z0-9_.]+)"`).FindAllStringSubmatch(used, -1) {
		key := "page." + match[1] + match[2]
		if _, ok := templates.Sentence(templates.Chinese, key); !ok && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "_") {
			t.Errorf("no text for %s", key)
		}
	}
	// Of keys that are put together the beginning, up to a dot or a line, is in the source.
	said := func(key string) bool {
		if strings.Contains(used, `"`+strings.TrimPrefix(key, "notice.")+`"`) { // done names a notice by the rest
			return true
		}
		for i, r := range key {
			if beginning := `"` + key[:i+1]; (r == '.' || r == '_') && (strings.Contains(used, beginning+`"`) || strings.Contains(used, beginning+"%")) {
				return true
			}
		}
		return false
	}
	for _, key := range templates.Codes(templates.Chinese) {
		if strings.HasPrefix(key, "page.") && !said(strings.TrimPrefix(key, "page.")) {
			t.Errorf("nothing says %s", key)
		}
	}
}

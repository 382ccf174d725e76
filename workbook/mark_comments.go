package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What a comment of ours begins and ends with; whatever stands before or behind
// is the user's own. The author is not asked: who writes into our box keeps it.
const (
	markAuthor  = "吴兴申报检查"
	markBegins  = "【申报检查】"
	markEnds    = "（改正后重新上传，标记自动去掉）"
	markDivider = "\n\n" // between the user's comment and ours
)

// note is the comment to put on a cell.
type note struct {
	col, row int
	text     string
}

func (n *note) runs(prefix, before string) string {
	run := func(look, text string) string {
		return "<PREFIXr><PREFIXrPr>" + look + `<PREFIXsz val="10"/><PREFIXcolor rgb="FF333333"/><PREFIXrFont val="` + fontBody +
			`"/><PREFIXcharset val="134"/></PREFIXrPr><PREFIXt xml:space="preserve">` + escapeXML(literal(text)) + "</PREFIXt></PREFIXr>"
	}
	return strings.ReplaceAll(run("<PREFIXb/>", before+markBegins+"\n")+run("", n.text+"\n")+run("", markEnds), "PREFIX", prefix)
}

// emptyComments is a comments part for a sheet that has none.
const emptyComments = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<comments xmlns="` + mainNamespace + `"><authors></authors><commentList></commentList></comments>`

// comment is one that the part holds.
type comment struct {
	child
	inner child // <text>
	runs  []textRun
}

// textRun is the text of a <t>, in a run or alone.
type textRun struct {
	run, text child // run is text where it stands alone
	content   string
}

// commentsPart is a parsed comments part.
type commentsPart struct {
	content       []byte
	authors, list child
	writers       []child  // authors
	names         []string // of them
	comments      []comment
}

func readComments(content []byte) (*commentsPart, error) {
	p := &commentsPart{content: content}
	var author strings.Builder
	var in *textRun
	var run child
	phonetic := false
	open := map[int]*child{} // by depth, to note where an element ends
	err := scan(content, func(t *tag) error {
		if t.end {
			if c := open[t.depth]; c != nil {
				c.until = t.to
			}
			switch {
			case t.depth == 2 && t.Local == "author":
				p.names = append(p.names, author.String())
			case t.Local == "t" && in != nil:
				in.text.until = t.to
				if in.run.until == 0 && in.run.from == in.text.from {
					in.run.until = t.to
				}
				in = nil
			case t.Local == "rPh":
				phonetic = false
			case t.Local == "r" && t.depth == 4 && len(p.comments) > 0:
				c := &p.comments[len(p.comments)-1]
				for i := range c.runs {
					if c.runs[i].run.from == run.from {
						c.runs[i].run.until = t.to
					}
				}
			}
			return nil
		}
		self := child{tag: *t, empty: t.closedIn(content)}
		delete(open, t.depth)
		switch {
		case t.depth == 1 && t.Local == "authors":
			p.authors = self
			open[1] = &p.authors
		case t.depth == 1 && t.Local == "commentList":
			p.list = self
			open[1] = &p.list
		case len(p.writers) > maxChildren || len(p.comments) > maxChildren:
			return tooLarge("elements", maxChildren)
		case t.depth == 2 && t.Local == "author":
			author.Reset()
			p.writers = append(p.writers, self)
			open[2] = &p.writers[len(p.writers)-1]
		case t.depth == 2 && t.Local == "comment":
			p.comments = append(p.comments, comment{child: self})
			open[2] = &p.comments[len(p.comments)-1].child
		case len(p.comments) == 0:
		case t.depth == 3 && t.Local == "text":
			c := &p.comments[len(p.comments)-1]
			c.inner = self
			open[3] = &c.inner
		case t.Local == "rPh":
			phonetic = true
		case t.depth == 4 && t.Local == "r":
			run = self
		case t.Local == "t" && !phonetic && (t.depth == 4 || t.depth == 5):
			c := &p.comments[len(p.comments)-1]
			r := textRun{run: run, text: self}
			if t.depth == 4 {
				r.run = self
			}
			c.runs = append(c.runs, r)
			in = &c.runs[len(c.runs)-1]
		}
		return nil
	}, func(text string) {
		author.WriteString(text)
		if in != nil {
			in.content += text
		}
	})
	if err == nil && (p.list.until == 0 || p.authors.until == 0) {
		err = damaged("comments")
	}
	return p, err
}

// add writes comments into the part; a cell that has one gets ours behind its own.
// It returns those cells that need a box.
func (p *commentsPart) add(notes []note) (content []byte, boxes []note) {
	own := map[string]*comment{}
	for i := range p.comments {
		own[p.comments[i].attr("ref")] = &p.comments[i]
	}
	author := -1
	for i, name := range p.names {
		if name == markAuthor {
			author = i
		}
	}
	var splices []splice
	if author < 0 {
		author = len(p.names)
		splices = p.authors.insertLast(p.content, "<"+p.authors.prefix()+"author>"+markAuthor+"</"+p.authors.prefix()+"author>")
	}
	prefix, added := p.list.prefix(), ""
	for i := range notes {
		n := &notes[i]
		cell := cellName(n.col, n.row)
		if c := own[cell]; c != nil {
			splices = append(splices, p.append(c, n)...)
			continue
		}
		boxes = append(boxes, *n)
		added += "<" + prefix + `comment ref="` + cell + `" authorId="` + strconv.Itoa(author) + `"><` + prefix + "text>" +
			n.runs(prefix, "") + "</" + prefix + "text></" + prefix + "comment>"
	}
	if added != "" {
		splices = append(splices, p.list.insertLast(p.content, added)...)
	}
	return apply(p.content, splices), boxes
}

// append puts ours behind the user's own comment. The comment that stands for a
// thread of newer Excel is written anew by it and stays as it is.
func (p *commentsPart) append(c *comment, n *note) []splice {
	if author := c.number("authorId"); author < len(p.names) && strings.HasPrefix(p.names[author], "tc=") || c.inner.until == 0 {
		return nil
	}
	var splices []splice
	at := c.inner.to
	for i := range c.runs {
		r := &c.runs[i]
		at = r.run.until
		if r.run.from == r.text.from { // a text alone cannot stand beside runs
			splices = append(splices,
				splice{r.text.from, r.text.from, "<" + r.text.prefix() + "r>"},
				splice{r.text.until, r.text.until, "</" + r.text.prefix() + "r>"})
		}
	}
	if c.inner.empty {
		return c.inner.insertLast(p.content, n.runs(c.inner.prefix(), ""))
	}
	return append(splices, splice{at, at, n.runs(c.inner.prefix(), markDivider)})
}

// marked is where in a comment's text ours stands.
func (c *comment) marked() (from, to int, ok bool) {
	text := ""
	for i := range c.runs {
		text += c.runs[i].content
	}
	from = strings.Index(text, markBegins)
	if from < 0 {
		return 0, 0, false
	}
	to = len(text)
	if end := strings.Index(text[from:], markEnds); end >= 0 {
		to = from + end + len(markEnds)
	}
	for n := 0; n < len(markDivider) && from > 0 && text[from-1] == '\n'; n++ {
		from--
	}
	return from, to, true
}

// strip takes our comments out and returns the cells that then have none.
func (p *commentsPart) strip() (content []byte, bare []string, changed bool) {
	var splices []splice
	for i := range p.comments {
		c := &p.comments[i]
		from, to, ok := c.marked()
		if !ok {
			continue
		}
		changed = true
		rest, at := "", 0
		var cuts []splice
		for r := range c.runs {
			run := &c.runs[r]
			start := min(max(from-at, 0), len(run.content))
			end := min(max(to-at, 0), len(run.content))
			at += len(run.content)
			if start >= end {
				rest += run.content
				continue
			}
			left := run.content[:start] + run.content[end:]
			rest += left
			if left == "" {
				cuts = append(cuts, splice{run.run.from, run.run.until, ""})
			} else {
				cuts = append(cuts, splice{run.text.to, run.text.inside(p.content), escapeXML(left)})
			}
		}
		if strings.TrimSpace(rest) == "" {
			bare = append(bare, c.attr("ref"))
			cuts = []splice{{c.from, c.until, ""}}
		}
		splices = append(splices, cuts...)
	}
	return apply(p.content, append(splices, p.withoutAuthor(bare)...)), bare, changed
}

// withoutAuthor takes our name out of the authors, who are referred to by their
// places, unless a comment that stays was written into our box.
func (p *commentsPart) withoutAuthor(bare []string) []splice {
	ours := slices.Index(p.names, markAuthor)
	if ours < 0 {
		return nil
	}
	splices := []splice{{p.writers[ours].from, p.writers[ours].until, ""}}
	for i := range p.comments {
		c := &p.comments[i]
		switch author := c.number("authorId"); {
		case slices.Contains(bare, c.attr("ref")):
		case author == ours:
			return nil
		case author > ours:
			splices = append(splices, splice{c.from, c.to, c.with(c.empty, "authorId", strconv.Itoa(author-1))})
		}
	}
	return splices
}

// noComments tells whether a comments part is empty.
func noComments(content []byte) bool { return !commentTag.Match(content) }

var commentTag = regexp.MustCompile(`<(\w+:)?comment[\s>/]`)

// Package hostile makes workbooks that are meant to hurt: kinds of attack with the
// answer that each has to get, and mutations of sound workbooks. Its test sends all
// of them to a real server.
package hostile

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"io"
	"strings"
)

// Book is a workbook taken apart: its parts in the order of the archive. A change
// gives a new Book; contents are shared.
type Book []Part

// Part is an entry of the archive.
type Part struct {
	Name    string
	Content string
}

// Open takes a sound workbook apart.
func Open(data []byte) (Book, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	var book Book
	for _, file := range archive.File {
		reader, err := file.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			return nil, err
		}
		book = append(book, Part{file.Name, string(content)})
	}
	return book, nil
}

// Part is the content of a part; "" where there is none.
func (b Book) Part(name string) string {
	for _, part := range b {
		if part.Name == name {
			return part.Content
		}
	}
	return ""
}

// With has another content for a part, which is added where there is none.
func (b Book) With(name, content string) Book {
	changed := append(Book(nil), b...)
	for i := range changed {
		if changed[i].Name == name {
			changed[i].Content = content
			return changed
		}
	}
	return append(changed, Part{name, content})
}

// Without lacks a part.
func (b Book) Without(name string) Book {
	var changed Book
	for _, part := range b {
		if part.Name != name {
			changed = append(changed, part)
		}
	}
	return changed
}

// Replace puts text in the place of the first old in a part. It panics where old
// is not there: a hostile file that does not do what it says proves nothing.
func (b Book) Replace(name, old, text string) Book {
	content := b.Part(name)
	if !strings.Contains(content, old) {
		panic("hostile: no " + old + " in " + name)
	}
	return b.With(name, strings.Replace(content, old, text, 1))
}

// Pack is the archive, compressed.
func (b Book) Pack() []byte { return b.pack(zip.Deflate) }

// Store is the archive, not compressed: quick to make.
func (b Book) Store() []byte { return b.pack(zip.Store) }

func (b Book) pack(method uint16) []byte {
	entries := make([]entry, len(b))
	for i, part := range b {
		entries[i] = plain(part.Name, part.Content, method)
	}
	return pack(entries...)
}

// entry is one entry of an archive as it is written, true or not.
type entry struct {
	zip.FileHeader
	raw []byte // as it lies in the archive
}

func plain(name, content string, method uint16) entry {
	e := entry{raw: []byte(content)}
	e.Name, e.Method = name, method
	e.CRC32, e.UncompressedSize64 = crc32.ChecksumIEEE(e.raw), uint64(len(content))
	if method == zip.Deflate {
		e.raw = deflate(e.raw)
	}
	e.CompressedSize64 = uint64(len(e.raw))
	return e
}

// pack writes entries as they say they are.
func pack(entries ...entry) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for i := range entries {
		header := entries[i].FileHeader
		writer, err := archive.CreateRaw(&header)
		must(err)
		_, err = writer.Write(entries[i].raw)
		must(err)
	}
	must(archive.Close())
	return out.Bytes()
}

func deflate(content []byte) []byte {
	var out bytes.Buffer
	writer, err := flate.NewWriter(&out, flate.BestSpeed)
	must(err)
	_, err = writer.Write(content)
	must(err)
	must(writer.Close())
	return out.Bytes()
}

// blanks are mebibytes of spaces, compressed to a thousandth without being made:
// one mebibyte, flushed to a whole byte, can be repeated.
func blanks(mebibytes int) []byte {
	var block bytes.Buffer
	writer, err := flate.NewWriter(&block, flate.BestCompression)
	must(err)
	_, err = writer.Write(bytes.Repeat([]byte(" "), 1<<20))
	must(err)
	must(writer.Flush())
	size := block.Len()
	must(writer.Close())
	end := bytes.Clone(block.Bytes()[size:])
	return append(bytes.Repeat(block.Bytes()[:size], mebibytes), end...)
}

// must ends what cannot fail: everything here is written to memory.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

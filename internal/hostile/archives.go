package hostile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// archives are attacks by way of the archive.
func archives(form []byte, book Book) []Kind {
	whole := make([]entry, len(book))
	for i, part := range book {
		whole[i] = plain(part.Name, part.Content, zip.Deflate)
	}
	// with is the form with one more entry, or with one changed.
	with := func(e entry) []byte { return pack(append(whole[:len(whole):len(whole)], e)...) }
	changed := func(change func(*entry)) []byte {
		entries := append([]entry(nil), whole...)
		for i := range entries {
			if entries[i].Name == factsPart {
				change(&entries[i])
			}
		}
		return pack(entries...)
	}
	bomb := func(mebibytes int, claim uint64) entry {
		e := entry{raw: blanks(mebibytes)}
		e.Name, e.Method = "xl/extra1.xml", zip.Deflate
		e.CompressedSize64, e.UncompressedSize64 = uint64(len(e.raw)), claim
		return e
	}
	named := func(name string) []byte { return with(plain(name, "<a/>", zip.Deflate)) }
	return []Kind{
		{"bomb of 1 GiB", tooLarge, with(bomb(1024, 1<<30))},
		{"bomb of 9 GiB", tooLarge, with(bomb(9216, 9<<30))},
		{"bomb that says it is small", damaged, with(bomb(1024, 100))},
		{"bomb that says it is 15 MiB", damaged, with(bomb(1024, 15<<20))},
		{"bombs below the limit, 150 of them", tooLarge, manyBombs()},
		{"overlapping entries", tooLarge, overlapping(190)},
		{"an archive that contains itself", damaged, quine()},
		{"size of nothing that says 4 GiB", tooLarge, changed(func(e *entry) { e.UncompressedSize64 = 1<<32 - 1 })},
		{"size in zip64 of 2^60", tooLarge, changed(func(e *entry) { e.UncompressedSize64 = 1 << 60 })},
		{"compressed size beyond the file", damaged, patched(form, "PK\x01\x02", 20, "\xff\xff\xff\x0f")},
		{"offset beyond the file", damaged, patched(form, "PK\x01\x02", 42, "\xff\xff\xff\x7f")},
		{"list of entries beyond the file", damaged, patched(form, "PK\x05\x06", 16, "\xff\xff\xff\x7f")},
		{"zip64 end that is not there", damaged, patched(form, "PK\x05\x06", 8, strings.Repeat("\xff", 12))},
		{"more entries said than there are", damaged, patched(form, "PK\x05\x06", 8, "\xfe\xff\xfe\xff")},
		{"100,000 entries", tooLarge, manyEntries(100_000)},
		{"201 entries", tooLarge, manyEntries(201)},
		{"a name twice", damaged, named(factsPart)},
		{"a name twice but for case", damaged, named(strings.ToUpper(factsPart))},
		{"absolute name", damaged, named("/etc/cron.d/x.xml")},
		{"name that steps upward", damaged, named("../../../../etc/cron.d/x.xml")},
		{"name that steps upward inside", damaged, named("xl/../../x.xml")},
		{"name with backslashes", damaged, named(`..\..\windows\x.xml`)},
		{"name with NUL", damaged, named("xl/a.xml\x00.png")},
		{"name that is not UTF-8", damaged, named("xl/\xff\xfe.xml")},
		{"name of 60,000 characters with steps", damaged, named(strings.Repeat("a/../", 12_000) + "x.xml")},
		{"wrong checksum", damaged, changed(func(e *entry) { e.CRC32++ })},
		{"encrypted entry", unsupported, changed(func(e *entry) { e.Flags |= 1 })},
		{"unknown compression", damaged, changed(func(e *entry) { e.Method = 99 })},
		{"bzip2", damaged, changed(func(e *entry) { e.Method = 12 })},
		{"broken compression", damaged, changed(func(e *entry) { e.raw = bytes.Repeat([]byte("\xaa"), len(e.raw)) })},
		{"stored said to be compressed", damaged, changed(func(e *entry) { e.Method = zip.Store })},
	}
}

func manyBombs() []byte {
	var entries []entry
	raw := blanks(10)
	for i := range 150 {
		e := entry{raw: raw}
		e.Name, e.Method = fmt.Sprintf("xl/media/image%d.png", i), zip.Deflate
		e.CRC32 = crc32.ChecksumIEEE(bytes.Repeat([]byte(" "), 10<<20))
		if i > 0 {
			e.CRC32 = entries[0].CRC32
		}
		e.CompressedSize64, e.UncompressedSize64 = uint64(len(raw)), 10<<20
		entries = append(entries, e)
	}
	return pack(entries...)
}

func manyEntries(count int) []byte {
	entries := make([]entry, count)
	for i := range entries {
		entries[i] = plain(fmt.Sprintf("%d", i), "", zip.Store)
	}
	return pack(entries...)
}

// overlapping lists one entry of a mebibyte many times, by as many names.
func overlapping(times int) []byte {
	e := entry{raw: blanks(1)}
	e.Name, e.Method, e.CRC32 = "xl/a000.xml", zip.Deflate, crc32.ChecksumIEEE(bytes.Repeat([]byte(" "), 1<<20))
	e.CompressedSize64, e.UncompressedSize64 = uint64(len(e.raw)), 1<<20
	data := pack(e)
	list := bytes.Index(data, []byte("PK\x01\x02"))
	end := bytes.Index(data, []byte("PK\x05\x06"))
	out := bytes.Clone(data[:list])
	for i := range times {
		out = append(out, bytes.Replace(data[list:end], []byte("a000"), fmt.Appendf(nil, "a%03d", i), 1)...)
	}
	tail := bytes.Clone(data[end:])
	binary.LittleEndian.PutUint16(tail[8:], uint16(times))
	binary.LittleEndian.PutUint16(tail[10:], uint16(times))
	binary.LittleEndian.PutUint32(tail[12:], uint32(times*(end-list)))
	return append(out, tail...)
}

// quine stores an entry whose content is said to be the archive from its own
// beginning on.
func quine() []byte {
	data := pack(plain(typesPart, strings.Repeat("q", 300), zip.Store))
	list := bytes.Index(data, []byte("PK\x01\x02"))
	body := int64(list) // from the local header on
	binary.LittleEndian.PutUint32(data[list+20:], uint32(body))
	binary.LittleEndian.PutUint32(data[list+24:], uint32(body))
	return data
}

// patched overwrites bytes behind the last occurrence of a mark.
func patched(data []byte, mark string, offset int, with string) []byte {
	out := bytes.Clone(data)
	copy(out[bytes.LastIndex(out, []byte(mark))+offset:], with)
	return out
}

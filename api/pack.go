package api

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// packFrom is the size from which packing is worth it: less fits one packet anyway.
const packFrom = 1400

// pack compresses what a client takes compressed. Only pages and what they load
// are packed; form tokens are masked anew in each page (formtoken.go), so that
// lengths give none away.
func pack(header http.Header, r *http.Request, content []byte) []byte {
	header.Add("Vary", "Accept-Encoding")
	if len(content) < packFrom || !takesGzip(r) {
		return content
	}
	var buffer bytes.Buffer
	w, err := gzip.NewWriterLevel(&buffer, gzip.DefaultCompression)
	if err != nil { // the level is one of gzip's own
		return content
	}
	if _, err := w.Write(content); err != nil {
		return content
	}
	if err := w.Close(); err != nil {
		return content
	}
	header.Set("Content-Encoding", "gzip")
	return buffer.Bytes()
}

// takesGzip tells whether gzip is named and not refused with q=0.
func takesGzip(r *http.Request) bool {
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		quality, given := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !given {
			return true
		}
		q, err := strconv.ParseFloat(quality, 64)
		return err == nil && q > 0
	}
	return false
}

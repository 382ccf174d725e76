package api

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

const (
	headerIdempotencyKey = "Idempotency-Key"
	headerIfMatch        = "If-Match"
	maxIdempotencyKey    = 128
)

// command is what a write carries besides its content: who, under which request
// id, with which idempotency key, on which version. content is what the key is
// bound to: the body, or a file and its name.
func command(c *gin.Context, content ...[]byte) (assessment.Command, error) {
	actor, _ := actorOf(c)
	cmd := assessment.Command{Actor: actor, RequestID: requestIDOf(c)}
	if key, given := headerOf(c.Request, headerIdempotencyKey); given {
		if !visibleASCII(key, maxIdempotencyKey) {
			var problems scoring.Problems
			problems.Add(assessment.CodeValueMalformed, scoring.Position{Path: headerIdempotencyKey},
				"field", headerIdempotencyKey, "found", clip(key))
			return cmd, invalid(problems)
		}
		cmd.IdempotencyKey = key
		cmd.Fingerprint = fingerprint(c.Request, content...)
	}
	if match, given := headerOf(c.Request, headerIfMatch); given {
		version, ok := versionOf(match)
		if !ok {
			return cmd, refuse(http.StatusPreconditionRequired, codeVersionRequired)
		}
		cmd.Version = version
	}
	return cmd, nil
}

// edit is the command of a change to something the caller must have read.
func edit(c *gin.Context, content ...[]byte) (assessment.Command, error) {
	cmd, err := command(c, content...)
	if err == nil && cmd.Version == 0 {
		err = refuse(http.StatusPreconditionRequired, codeVersionRequired)
	}
	return cmd, err
}

// commandWith reads a JSON body and is the command of it.
func commandWith(c *gin.Context, in any) (assessment.Command, error) {
	data, err := readBody(c)
	if err != nil {
		return assessment.Command{}, err
	}
	if err := decode(data, in); err != nil {
		return assessment.Command{}, err
	}
	return command(c, data)
}

// editWith is commandWith for a change to something the caller must have read; that it
// has not is said before what is wrong with the body.
func editWith(c *gin.Context, in any) (assessment.Command, error) {
	data, err := readBody(c)
	if err != nil {
		return assessment.Command{}, err
	}
	cmd, err := edit(c, data)
	if err != nil {
		return assessment.Command{}, err
	}
	return cmd, decode(data, in)
}

// headerOf tells an empty header from none; several values count as one.
func headerOf(r *http.Request, name string) (value string, given bool) {
	values := r.Header.Values(name)
	return strings.Join(values, ", "), len(values) > 0
}

// versionOf reads the one strong tag that we give out. "*", weak tags and lists
// do not say which version was read.
func versionOf(match string) (int, bool) {
	if len(match) < 3 || match[0] != '"' || match[len(match)-1] != '"' {
		return 0, false
	}
	digits := match[1 : len(match)-1]
	version, err := strconv.ParseInt(digits, 10, 32)
	return int(version), err == nil && version > 0 && strconv.FormatInt(version, 10) == digits
}

func visibleASCII(text string, limit int) bool {
	if text == "" || len(text) > limit {
		return false
	}
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// fingerprint binds an idempotency key to one request. Each part is preceded by
// its length, so that no two requests run together.
func fingerprint(r *http.Request, content ...[]byte) string {
	digest := sha256.New()
	parts := append([][]byte{[]byte(r.Method), []byte(r.URL.EscapedPath())}, content...)
	for _, part := range parts {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		digest.Write(size[:])
		digest.Write(part)
	}
	return hex.EncodeToString(digest.Sum(nil))
}

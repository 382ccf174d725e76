package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"wuxing/assessment"
)

// Codes of what a look at the audit trail finds; their sentences are in
// templates/messages.
const (
	CodeAuditRowChanged      = "audit_row_changed"      // seq
	CodeAuditRowMissing      = "audit_row_missing"      // seq
	CodeAuditCut             = "audit_cut"              // seq, head, last
	CodeAuditRewritten       = "audit_rewritten"        // seq, head
	CodeAuditNoHead          = "audit_no_head"          //
	CodeAuditHeadForged      = "audit_head_forged"      //
	CodeAuditUnreadable      = "audit_unreadable"       // seq
	CodeAuditTableChanged    = "audit_table_changed"    // seq, table, key
	CodeAuditTableMissing    = "audit_table_missing"    // seq, table, key
	CodeAuditTableUnknown    = "audit_table_unknown"    // table, key
	CodeAuditValueDiffers    = "audit_value_differs"    // table, key, column, found, trail
	CodeAuditReplayMissing   = "audit_replay_missing"   // table, key
	CodeAuditReplayUnknown   = "audit_replay_unknown"   // table, key
	CodeAuditFileMissing     = "audit_file_missing"     // file, table, key
	CodeAuditFileChanged     = "audit_file_changed"     // file, table, key
	CodeAuditCardMissing     = "audit_card_missing"     // card
	CodeAuditCardChanged     = "audit_card_changed"     // card
	CodeAuditFileOrphan      = "audit_file_orphan"      // file
	CodeAuditUnsigned        = "audit_unsigned"         // rows, head
	CodeAuditHashesDiffer    = "audit_hashes_differ"    //
	CodeAuditNoFiles         = "audit_no_files"         //
	CodeAuditFileLeft        = "audit_file_left"        // file, table, key
	CodeAuditUnstamped       = "audit_unstamped"        // seq
	CodeAuditForged          = "audit_forged"           // seq
	CodeAuditStampsUnchecked = "audit_stamps_unchecked" //
	CodeAuditStampsLost      = "audit_stamps_lost"      // seq
)

// maxAuditProblems is how many problems of the trail are listed; the rest is counted.
const maxAuditProblems = 100

// Finding is something that is not as it should be.
type Finding struct {
	Code   string            `json:"code"`
	Seq    int64             `json:"seq,omitempty"` // of the event concerned
	Params map[string]string `json:"params,omitempty"`
}

func finding(code string, params ...string) Finding {
	f := Finding{Code: code, Params: make(map[string]string, len(params)/2)}
	for i := 0; i+1 < len(params); i += 2 {
		f.Params[params[i]] = params[i+1]
		if params[i] == "seq" {
			f.Seq, _ = strconv.ParseInt(params[i+1], 10, 64)
		}
	}
	return f
}

// AuditReport is what a look at the audit trail gives.
type AuditReport struct {
	Events      int64     `json:"events"`
	Hash        string    `json:"hash"` // of the newest event
	Head        *Head     `json:"head,omitempty"`
	StampedFrom int64     `json:"stamped_from,omitempty"` // number of the first event that must have a stamp
	Stamped     int64     `json:"stamped"`                // events whose stamp was checked and is right
	Key         string    `json:"key,omitempty"`          // fingerprint of the key that has signed it
	Rows        int       `json:"rows"`                   // of sealed tables
	Files       int       `json:"files"`                  // different files that rows name
	Erased      int       `json:"erased,omitempty"`       // of these, removed since their rounds keep files no longer
	First       *Finding  `json:"first,omitempty"`        // the first bad event, else the first bad row or file
	Problems    []Finding `json:"problems"`               // at most 100, and one a head
	More        int       `json:"more,omitempty"`         // problems that are not listed
	Notices     []Finding `json:"notices"`                // to know, no problem
}

func (r *AuditReport) add(f Finding) {
	if len(r.Problems) >= maxAuditProblems {
		r.More++
		return
	}
	r.Problems = append(r.Problems, f)
}

// addAlways lists what says where the trouble begins, however much is listed already.
func (r *AuditReport) addAlways(f Finding) { r.Problems = append(r.Problems, f) }

func (r *AuditReport) notice(f Finding) { r.Notices = append(r.Notices, f) }

// AuditOptions say what the trail is held against.
type AuditOptions struct {
	Heads *Heads // the signed head beside the data
	Files *Files // the folder of files
	Cards string // the folder of published cards; "": they are not looked at
	// Kept are heads from elsewhere: printed on a publication, copied to a safe.
	// They are compared by number and hash alone.
	Kept []*Head
}

// VerifyAudit holds the trail against itself (gapless, chained, stamped), against the
// signed head, and the tables and files against the trail. It reads one picture of
// the data and changes nothing; what is wrong is in the report, an error only says
// that nothing could be found out.
func (s *Store) VerifyAudit(ctx context.Context, options AuditOptions) (*AuditReport, error) {
	v := &verification{
		options: options, replay: assessment.NewReplay(), seals: make(map[rowRef]lastSeal), cards: make(map[string]string), erased: make(map[namedFile]bool),
		report: &AuditReport{Problems: []Finding{}, Notices: []Finding{}, Hash: genesis},
	}
	// The head is read first: the trail may grow meanwhile, a head is never ahead.
	if err := v.readHeads(); err != nil {
		return nil, err
	}
	v.beginStamps(s)
	err := s.picture(ctx, func(t *tx) error {
		if err := v.chain(t); err != nil {
			return err
		}
		return v.tables(ctx, t)
	})
	if err != nil {
		return nil, fmt.Errorf("verify the audit trail: %w", err)
	}
	if err := v.files(ctx); err != nil {
		return nil, fmt.Errorf("verify the files: %w", err)
	}
	if err := v.tellUnfit(ctx, s); err != nil {
		return nil, fmt.Errorf("verify the files: %w", err)
	}
	if err := v.cardFiles(); err != nil {
		return nil, fmt.Errorf("verify the cards: %w", err)
	}
	v.first()
	return v.report, nil
}

// verification is one look.
type verification struct {
	options AuditOptions
	report  *AuditReport
	replay  *assessment.Replay
	seals   map[rowRef]lastSeal // what the trail says of each row
	heads   []expectedHead
	stamps  stampLook
	named   []namedFile
	erased  map[namedFile]bool // of named
	unfit   []unfitFile
	cards   map[string]string // SHA-256 of a published card's file, by its id
}

type lastSeal struct {
	seq    int64
	digest string
}

type expectedHead struct {
	seq  int64
	hash string
	met  bool
}

// readHeads reads what the trail must come to.
func (v *verification) readHeads() error {
	for _, head := range v.options.Kept {
		v.heads = append(v.heads, expectedHead{seq: head.Seq, hash: strings.ToLower(head.Hash)})
	}
	if v.options.Heads == nil {
		return nil
	}
	head, err := v.options.Heads.Read()
	if err == nil {
		key, keyErr := v.options.Heads.PublicKey()
		if err = keyErr; err == nil {
			err = head.Check(key)
		}
	}
	switch {
	case errors.Is(err, ErrNoHead):
		v.report.add(finding(CodeAuditNoHead))
	case errors.Is(err, ErrHeadForged):
		v.report.add(finding(CodeAuditHeadForged))
	case err != nil:
		return err
	default:
		v.report.Head, v.report.Key = head, v.options.Heads.Fingerprint()
		v.heads = append(v.heads, expectedHead{seq: head.Seq, hash: head.Hash})
	}
	return nil
}

// chain walks the events.
func (v *verification) chain(t *tx) error {
	hashes, err := v.readHashes()
	if err != nil {
		return err
	}
	if hashes != nil {
		defer func() { _ = hashes.Close() }() // only read
	}
	pass, told := v.readBeside()
	prev, next, c := genesis, int64(1), chainer{}
	firstOther := int64(0) // the first event that is not the one listed
	var sum, listed [sha256.Size]byte
	err = t.eachEvent(-1<<62, func(r *auditRow) error {
		for ; next < r.Seq && next > 0 && r.Seq-next < 1<<20; next++ {
			v.report.add(finding(CodeAuditRowMissing, "seq", itoa(next)))
			prev = ""
			if hashes != nil {
				_, _ = io.ReadFull(hashes, listed[:])
			}
		}
		want := c.hash(prev, r)
		changed := prev != "" && r.Hash != want || r.Seq != next
		if changed {
			v.report.add(finding(CodeAuditRowChanged, "seq", itoa(r.Seq)))
		}
		v.holdStamp(r, changed)
		prev = r.Hash
		if hashes != nil {
			if _, err := io.ReadFull(hashes, listed[:]); err == nil && firstOther == 0 {
				if n, err := hex.Decode(sum[:], []byte(r.Hash)); err != nil || n != len(sum) || !bytes.Equal(sum[:], listed[:]) {
					firstOther = r.Seq
				}
			}
		}
		for i := range v.heads {
			if h := &v.heads[i]; h.seq == r.Seq && h.hash == r.Hash {
				h.met = true
			}
		}
		v.report.Events, v.report.Hash = v.report.Events+1, r.Hash
		pass(r)
		next = r.Seq + 1
		return nil
	})
	told()
	if err != nil {
		return err
	}
	v.tellStamps()
	v.holdHeads(next-1, firstOther)
	return nil
}

func (v *verification) readHashes() (io.ReadCloser, error) {
	if v.options.Heads == nil || v.options.Heads.folder == "" {
		return nil, nil
	}
	file, err := v.options.Heads.hashes()
	if file == nil || err != nil {
		return nil, err
	}
	return buffered(file), nil
}

// holdHeads compares what the trail has come to with the heads.
func (v *verification) holdHeads(last, firstOther int64) {
	whole := true
	for _, h := range v.heads {
		switch {
		case h.met || h.seq == 0:
		case h.seq > last:
			whole = false
			v.report.addAlways(finding(CodeAuditCut, "seq", itoa(last+1), "head", itoa(h.seq), "last", itoa(last)))
		default:
			whole = false
			seq := h.seq
			if firstOther > 0 && firstOther < seq {
				seq = firstOther
			}
			v.report.addAlways(finding(CodeAuditRewritten, "seq", itoa(seq), "head", itoa(h.seq)))
		}
	}
	if whole && firstOther > 0 && len(v.report.Problems) == 0 {
		v.report.notice(finding(CodeAuditHashesDiffer))
	}
	if head := v.report.Head; head != nil && last > head.Seq {
		v.report.notice(finding(CodeAuditUnsigned, "rows", itoa(last-head.Seq), "head", itoa(head.Seq)))
	}
}

// readBeside takes in events on another core while the next ones come from the
// database. told waits until all are in, and then adds what could not be read.
func (v *verification) readBeside() (pass func(*auditRow), told func()) {
	const some = 256
	parts, done := make(chan []auditRow, 8), make(chan struct{})
	var unreadable []Finding
	go func() {
		defer close(done)
		for part := range parts {
			for i := range part {
				if v.read(&part[i]) != nil {
					unreadable = append(unreadable, finding(CodeAuditUnreadable, "seq", itoa(part[i].Seq)))
				}
			}
		}
	}()
	part := make([]auditRow, 0, some)
	pass = func(r *auditRow) {
		if part = append(part, *r); len(part) == some {
			parts <- part
			part = make([]auditRow, 0, some)
		}
	}
	return pass, func() {
		parts <- part
		close(parts)
		<-done
		for _, f := range unreadable {
			v.report.add(f)
		}
	}
}

// read takes in what an event says of rows, states and scores.
func (v *verification) read(r *auditRow) error {
	event := assessment.AuditEvent{Seq: r.Seq, Object: r.Object, ObjectID: r.ObjectID, After: rawOrNil(r.After)}
	if id, sum, ok := assessment.CardFile(&event); ok {
		v.cards[id] = sum
	}
	err := v.replay.Add(&event)
	if err == nil && r.Effects != "" {
		var lines [][]string
		if err = json.Unmarshal([]byte(r.Effects), &lines); err == nil {
			for _, line := range lines {
				if ref, ok := refIn(line); ok {
					v.seals[ref] = lastSeal{r.Seq, line[len(line)-1]}
				}
			}
		}
	}
	return err
}

// refIn is the row that a line of effects is of; false where no such table is sealed.
func refIn(line []string) (rowRef, bool) {
	if len(line) == 0 {
		return rowRef{}, false
	}
	table := sealed(line[0])
	if table == nil || len(line) != len(table.key)+2 {
		return rowRef{}, false
	}
	return rowRef{table, strings.Join(line[1:len(line)-1], keySeparator)}, true
}

// first picks what a person looks at first.
func (v *verification) first() {
	problems := v.report.Problems
	slices.SortStableFunc(problems, func(a, b Finding) int { return ofTrail(a) - ofTrail(b) })
	for i := range problems {
		p := &problems[i]
		if v.report.First == nil || ofTrail(*p) == 0 && p.Seq > 0 && (v.report.First.Seq == 0 || p.Seq < v.report.First.Seq) {
			v.report.First = p
		}
	}
}

// ofTrail sorts what is wrong with the trail itself before what differs from it.
func ofTrail(f Finding) int {
	switch f.Code {
	case CodeAuditRowChanged, CodeAuditRowMissing, CodeAuditCut, CodeAuditRewritten, CodeAuditUnstamped, CodeAuditForged:
		return 0
	case CodeAuditHeadForged, CodeAuditNoHead, CodeAuditUnreadable:
		return 1
	}
	return 2
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

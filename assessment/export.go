package assessment

import (
	"io"
	"time"

	"wuxing/scoring"
)

// ExportKind names a file that leaves the office, as it is called.
type ExportKind string

// The kinds of export. A blank form is none: it holds nobody's data.
const (
	ExportRankingBook ExportKind = "ranking.xlsx"
	ExportRankingCSV  ExportKind = "ranking.csv"
	ExportLinesCSV    ExportKind = "lines.csv"
	ExportPrinted     ExportKind = "printed.xlsx" // one application's score sheet
	ExportPrintedAll  ExportKind = "printed.zip"  // those of a round
	ExportForm        ExportKind = "form.xlsx"    // one application's facts
	ExportSource      ExportKind = "source.xlsx"  // the workbook behind them, as it was handed in
	ExportEvidence    ExportKind = "evidence.zip" // one application's files
	ExportNoticeBook  ExportKind = "notice.xlsx"
	ExportFinalBook   ExportKind = "final.xlsx"
	ExportAwardsBook  ExportKind = "awards.xlsx"
	ExportAssigned    ExportKind = "assignments.xlsx"
	ExportSnapshot    ExportKind = "snapshot"        // of a frozen ranking, with every input
	ExportRecomputed  ExportKind = "recomputed.json" // the same, worked out again
)

// Export is one line of the log of who took what. A file that is sent while it is
// made (printed.zip) has two: one without a digest before its first byte, and one
// with it when it was whole. The first without the second broke off.
type Export struct {
	At          time.Time  `json:"at"`
	Actor       string     `json:"actor"` // display name
	Role        Role       `json:"role"`
	Kind        ExportKind `json:"kind"`
	Application string     `json:"application,omitempty"` // id, where it is of one
	Rows        int        `json:"rows"`                  // enterprises, lines or files in it
	Bytes       int64      `json:"bytes"`                 // of the file; of evidence.zip, of the files in it
	SHA256      string     `json:"sha256,omitempty"`      // hexadecimal, of the file; "": begun
	RequestID   string     `json:"request_id"`
	Sent        *int       `json:"-"` // sheets that have left so far, while this server is sending them
}

// exported is what the audit trail keeps of an export.
type exported struct {
	Kind        ExportKind `json:"kind"`
	Application string     `json:"application,omitempty"`
	Rows        int        `json:"rows"`
	Bytes       int64      `json:"bytes,omitempty"`
	SHA256      string     `json:"sha256,omitempty"`
}

// ScoreSheet is what the printed form of one application tells, as its reader may
// see it: without the review until that is released to the reader.
type ScoreSheet struct {
	RoundID     string
	RoundName   string
	Year        int
	Card        *scoring.Card
	Application *ApplicationView
	Facts       *scoring.Facts // what the enterprise has stated
	FilledAt    time.Time      // when it did
	Official    *scoring.Facts // with the reviewers' corrections; nil before release
	Rows        []ReviewRow    // nil before release
	Reviewer    string         // display name; "" where the reader may not know it
	ReviewedAt  time.Time      // zero before release
}

// SheetSink takes the score sheets of a round one after the other and writes them
// to out. Begin comes once, when nothing but the sheets themselves can fail any
// more.
type SheetSink interface {
	Begin(out io.Writer, count int) error
	Add(sheet *ScoreSheet) error
	End() error
}

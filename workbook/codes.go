package workbook

// Codes of problems with a workbook as such, beside scoring's codes for the
// facts in it. They are public interface; their sentences stand in
// templates/messages. The names of their parameters follow each.
const (
	CodeNotAWorkbook     = "not_a_workbook"     // file, expected: empty, text, pdf, picture, archive, document, unknown; word of the file that was asked for
	CodeUnsupportedFile  = "unsupported_file"   // kind: xls, encrypted, xlsm, xlsb, xltx, ods, numbers, csv, html, xml
	CodeWorkbookTooLarge = "workbook_too_large" // what, limit, expected: bytes, entries, sheets, unpacked, depth, elements, markup
	CodeWorkbookDamaged  = "workbook_damaged"   // what (English, for the log)
	CodeNotAForm         = "not_a_form"         // a sound workbook without a scorecard's mark
	CodeWrongCard        = "wrong_card"         // found, expected: id of the card the form was made from
	CodeCardChanged      = "card_changed"       // card, found, wanted: hashes
	CodeOldForm          = "old_form"           // found, wanted: versions of the form's layout
	CodeMissingCell      = "missing_cell"       // fact, key, after: the label that stood above it
	CodeFactsLost        = "facts_lost"         // sheet: that of the single facts; none of its cells is found
	CodeMissingList      = "missing_list"       // fact, key
	CodeMissingColumn    = "missing_column"     // fact, field: the heading that is gone
	CodeColumnTwice      = "column_twice"       // fact, field, column: the other column with this key; count (rows)
	CodeCellError        = "cell_error"         // fact, found: #N/A, #REF! …; asked: kind of answer; unit
	CodeCellDate         = "cell_date"          // fact, found: the date; asked, unit
	CodeCellPercent      = "cell_percent"       // fact, found: 35%; asked, unit
	CodeCellScaled       = "cell_scaled"        // fact, found: a number that its format shows with 万; asked, unit
	CodeNoCachedValue    = "no_cached_value"    // fact, found: a formula that no program has calculated; asked, unit
	CodeJoinedCells      = "joined_cells"       // fact, found, with: the cell that it was merged with
	CodeSumRow           = "sum_row"            // fact, found: 合计
	CodeSheetCopied      = "sheet_copied"       // fact, found, kept, place: where another answer stands; count (answers)
	CodeListCopied       = "list_copied"        // fact, rows, kept, place: the sheet that was read
	CodeListWithoutRows  = "list_without_rows"  // fact: 有 was chosen and no row is filled in
	CodeOtherLabel       = "other_label"        // fact, found: the label of another fact stands beside the cell
	CodeUSCCNumber       = "uscc_number"        // found: the code typed as a number has lost digits
	CodeFormulaRead      = "formula_read"       // fact, found, formula; a warning: a formula was read by its cached value
	CodeReadAs           = "read_as"            // fact, found, read, unit; a warning: 12.5万元 read as 125000
	CodeListReadAsNone   = "list_read_as_none"  // fact; a warning: all that the list holds is the word 无
)

// Codes of problems with 自评分 that was typed, in a form or a printed sheet.
const (
	CodePaperUnknown    = "paper_unknown"     // a printed sheet with the rows of no card that is known
	CodePaperAmbiguous  = "paper_ambiguous"   // cards: ids of cards with the same rows
	CodePaperTwice      = "paper_twice"       // sheet, other: two sheets with scores
	CodePaperEmpty      = "paper_empty"       // no score is filled in
	CodePaperRowUnknown = "paper_row_unknown" // found, claim: a score in a row that is no indicator's
	CodePaperRowTwice   = "paper_row_twice"   // indicator, other: another cell with its score
	CodePaperRowMissing = "paper_row_missing" // indicator; a warning: the sheet has no such row
	CodeSumDiffers      = "sum_differs"       // label, found, computed; a warning: a sum that was typed
)

// ProblemCodes lists the codes above so that a test can hold the table of
// sentences against it.
var ProblemCodes = []string{
	CodeNotAWorkbook, CodeUnsupportedFile, CodeWorkbookTooLarge, CodeWorkbookDamaged, CodeNotAForm, CodeWrongCard,
	CodeCardChanged, CodeOldForm, CodeMissingCell, CodeFactsLost, CodeMissingList, CodeMissingColumn, CodeColumnTwice,
	CodeCellError, CodeCellDate, CodeCellPercent, CodeCellScaled, CodeNoCachedValue, CodeJoinedCells, CodeSumRow,
	CodeSheetCopied, CodeListCopied, CodeListWithoutRows, CodeOtherLabel, CodeUSCCNumber, CodeFormulaRead, CodeReadAs,
	CodeListReadAsNone,
	CodePaperUnknown, CodePaperAmbiguous, CodePaperTwice, CodePaperEmpty, CodePaperRowUnknown, CodePaperRowTwice,
	CodePaperRowMissing, CodeSumDiffers,
	CodeCSVDamaged, CodeCSVForeign, CodeCSVRows, CodeCSVDiffers,
}

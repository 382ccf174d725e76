package hostile

// Kind is one way to hurt a reader of workbooks.
type Kind struct {
	Name string
	Code string // of the problem that the sender has to be told of; "": one of several, by how far the reading came
	Data []byte
}

// Kinds are all hostile workbooks, made from a sound form of the 2024 card.
func Kinds(form []byte) ([]Kind, error) {
	book, err := Open(form)
	if err != nil {
		return nil, err
	}
	var kinds []Kind
	for _, group := range [][]Kind{otherFiles(form, book), archives(form, book), markup(book), parts(book), sheets(book), answers(book)} {
		kinds = append(kinds, group...)
	}
	return kinds, nil
}

// OtherFiles are only those kinds that are no workbook, or none that can be read.
func OtherFiles(form []byte) ([]Kind, error) {
	book, err := Open(form)
	if err != nil {
		return nil, err
	}
	return otherFiles(form, book), nil
}

// The parts of a form that attacks go for.
const (
	factsPart   = "xl/worksheets/sheet3.xml" // 单项数据
	listPart    = "xl/worksheets/sheet4.xml" // 技能荣誉
	stringsPart = "xl/sharedStrings.xml"
	stylesPart  = "xl/styles.xml"
	bookPart    = "xl/workbook.xml"
	bookRels    = "xl/_rels/workbook.xml.rels"
	typesPart   = "[Content_Types].xml"
	propsPart   = "docProps/custom.xml"
)

// What the sender is told.
const (
	notAWorkbook = "not_a_workbook"
	unsupported  = "unsupported_file"
	tooLarge     = "workbook_too_large"
	damaged      = "workbook_damaged"
	tooCostly    = "workbook_too_costly"
)

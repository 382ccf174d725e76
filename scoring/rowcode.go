package scoring

// rowFactors gives each choice or yes/no field its place value in a row's code
// (0: the field has none) and the number of codes. A left-out field counts as a
// choice of its own, so code 0 is a row with every such field left out.
func rowFactors(fields []Field) (factors []int64, codes int64) {
	factors, codes = make([]int64, len(fields)), 1
	for c := range fields {
		if n := fieldChoices(&fields[c]); n > 0 {
			factors[c] = codes
			codes *= int64(n + 1)
		}
	}
	return factors, codes
}

// rowCodes packs the choices of each row into one number, so that a rule looks a
// row's points up instead of comparing words.
func rowCodes(fields []Field, list *listRows) []int32 {
	factors, _ := rowFactors(fields)
	codes := make([]int32, len(list.cells)/len(fields))
	for r := range codes {
		code := int64(0)
		for c, factor := range factors {
			code += (list.cells[r*len(fields)+c] + 1) * factor
		}
		codes[r] = int32(code)
	}
	return codes
}

// fieldChoices is how many answers a field has; 0 for text and counts.
func fieldChoices(field *Field) int {
	switch field.Type {
	case TypeChoice:
		return len(field.Choices)
	case TypeYesNo:
		return 2
	default:
		return 0
	}
}

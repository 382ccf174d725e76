package scoring

// PrintedName is the 指标内容 as the document prints it.
func (i *Indicator) PrintedName() string {
	if i.Printed != "" {
		return i.Printed
	}
	return i.Name
}

// PrintedRows tells over how many rows the 指标内容 of each indicator reaches:
// neighbours that are printed under one name share a cell, which belongs to the first
// of them, and the others have 0.
func (c *Category) PrintedRows() []int {
	rows := make([]int, len(c.Indicators))
	for i := 0; i < len(rows); {
		j := i + 1
		for j < len(rows) && c.Indicators[i].Printed != "" && c.Indicators[j].Printed == c.Indicators[i].Printed {
			j++
		}
		rows[i], i = j-i, j
	}
	return rows
}

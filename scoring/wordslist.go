package scoring

// listWords are the words of a list.
type listWords struct {
	single     []string // by code: the whole sentence of a list with one such row
	cells      []string // by code: "人×1分"
	dropped    string   // "条因姓名相同只计最高,不重复计分"
	ignored    string   // "次不足5人,不计"
	allIgnored string   // "不足5人,不扣分"
}

func (w *explanation) compileList(fact *Fact, rule *ListRule, list *compiledList) {
	for i := range list.cells {
		w.negative = w.negative || list.cells[i].points < 0
	}
	for i := range list.cells {
		points := list.cells[i].points
		if w.negative {
			points = -points
		}
		text := fact.Unit + "×" + points.String() + "分"
		if list.cells[i].veto {
			text = fact.Unit + "(一票否决)"
		}
		w.list.cells = append(w.list.cells, text)
	}
	if list.bestPer >= 0 {
		w.list.dropped = "条因" + fact.Fields[list.bestPer].Label + "相同只计最高,不重复计分"
	}
	for i, bound := range rule.Only {
		if i > 0 {
			w.list.ignored += "或"
		}
		w.list.ignored += string(appendCount(nil, bound.From)) + fact.Fields[list.only[i].column].Unit
	}
	if w.list.ignored != "" {
		few := "不足" + w.list.ignored
		w.list.ignored = fact.Unit + few + ",不计"
		w.list.allIgnored = few + w.nothing()
	}
	if rule.Cap != nil {
		w.capped = ",按上限" + rule.Cap.String() + "分计"
	}
	w.compileSingles(list)
}

// compileSingles writes the sentences of lists with one row.
func (w *explanation) compileSingles(list *compiledList) {
	tallies := make([]int32, len(list.cells))
	for code := range list.cells {
		cell := &list.cells[code]
		tallies[code] = 1
		detail := listDetail{raw: cell.points, tallies: tallies}
		w.list.single = append(w.list.single, string(w.explainRows(nil, list, 1, &detail, capped(cell.points, list.cap), cell.veto)))
		tallies[code] = 0
	}
}

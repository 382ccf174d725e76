package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"wuxing/scoring"
)

// writeComparison shows a comparison: sums first, then every enterprise for which
// anything changes, then the indicators.
func writeComparison(w io.Writer, k *scoring.Comparison) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "A %s %s\nB %s %s\n", k.A.ID, k.A.Hash(), k.B.ID, k.B.Hash())
	fmt.Fprintf(out, "%d家企业:得分增加%d家(%s分),减少%d家(%s分),不变%d家\n", len(k.Rows), k.Gain, signed(k.Gained), k.Lose, k.Lost, k.Same)
	fmt.Fprintf(out, "总分合计 %s→%s(%s),名次变动%d家,一票否决 %d→%d家\n", k.TotalA, k.TotalB, signed(k.TotalB-k.TotalA), k.Reranked, k.VetoedA, k.VetoedB)
	if k.Quota > 0 {
		fmt.Fprintf(out, "名额%d家:%d家进入,%d家退出%s\n", k.Quota, k.Enter, k.Leave, overQuota(k))
	}
	writeComparedRows(out, k)
	writeComparedIndicators(out, k)
	return out.Flush()
}

// overQuota names the side where shared ranks exceed the quota.
func overQuota(k *scoring.Comparison) string {
	var over []string
	for _, side := range []struct {
		name   string
		within int
	}{{"A", k.WithinA}, {"B", k.WithinB}} {
		if side.within > k.Quota {
			over = append(over, fmt.Sprintf("%s因末位并列有%d家在名额内", side.name, side.within))
		}
	}
	if len(over) == 0 {
		return ""
	}
	return ";" + strings.Join(over, ",")
}

func writeComparedRows(out io.Writer, k *scoring.Comparison) {
	fmt.Fprintln(out, "\n变化")
	shown := 0
	for i := range k.Rows {
		row := &k.Rows[i]
		if !row.Changed() {
			continue
		}
		shown++
		name := row.Enterprise.Name
		if name == "" {
			name = fmt.Sprintf("(第%d家,未写名称)", row.Index+1)
		}
		fmt.Fprintf(out, "  %s 总分 %s→%s(%s),%s%s", name, row.TotalA, row.TotalB, signed(row.Change), rankMove(row), crossing(row))
		for _, line := range row.Lines {
			fmt.Fprintf(out, ",%s %s→%s", line.No, line.From, line.To)
		}
		fmt.Fprintln(out)
	}
	if shown == 0 {
		fmt.Fprintln(out, "  没有企业的总分或名次有变化")
	}
}

func rankMove(row *scoring.ComparedRow) string {
	switch {
	case row.RankA == 0 && row.RankB == 0:
		return "一票否决"
	case row.RankA == 0:
		return fmt.Sprintf("不再一票否决,第%d名", row.RankB)
	case row.RankB == 0:
		return fmt.Sprintf("第%d名→一票否决", row.RankA)
	case row.Move > 0:
		return fmt.Sprintf("第%d名→第%d名(升%d)", row.RankA, row.RankB, row.Move)
	case row.Move < 0:
		return fmt.Sprintf("第%d名→第%d名(降%d)", row.RankA, row.RankB, -row.Move)
	default:
		return fmt.Sprintf("第%d名不变", row.RankA)
	}
}

func crossing(row *scoring.ComparedRow) string {
	switch {
	case row.WithinB && !row.WithinA:
		return ",进入名额"
	case row.WithinA && !row.WithinB:
		return ",退出名额"
	}
	return ""
}

func writeComparedIndicators(out io.Writer, k *scoring.Comparison) {
	fmt.Fprintln(out, "\n指标")
	shown := 0
	for i := range k.Indicators {
		row := &k.Indicators[i]
		if row.Changed == 0 && row.Only == "" {
			continue
		}
		shown++
		fmt.Fprintf(out, "  %s %s %d家变化(增%d家,减%d家),合计%s分", row.No, row.Name, row.Changed, row.Up, row.Down, signed(row.Sum))
		switch row.Only {
		case "a":
			fmt.Fprint(out, ",B没有这项指标")
		case "b":
			fmt.Fprint(out, ",A没有这项指标")
		}
		fmt.Fprintln(out)
	}
	if k.Limits != 0 {
		fmt.Fprintf(out, "  总分的上限和下限(0分) 合计%s分\n", signed(k.Limits))
	}
	if shown == 0 && k.Limits == 0 {
		fmt.Fprintln(out, "  没有指标的得分有变化")
	}
}

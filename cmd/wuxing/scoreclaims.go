package main

import (
	"fmt"
	"io"

	"wuxing/scoring"
)

// writeClaims says which scores were only claimed, and which claims differ from
// what the facts give.
func writeClaims(out io.Writer, r *scoring.Result) {
	if n := r.Unbacked(); n > 0 {
		fmt.Fprintf(out, "未提供依据:%d项按自报计分,没有填写事实\n", n)
	}
	for _, d := range r.Claims {
		line, ok := r.Indicator(d.Indicator)
		if !ok || d.Unbacked {
			continue // its line says so
		}
		fmt.Fprintf(out, "自报与计算不同:%s %s 自报%s,按事实计算%s\n",
			line.No, line.Name, scoreOrVeto(d.Claimed, d.ClaimedVeto), scoreOrVeto(d.Computed, d.ComputedVeto))
	}
}

func scoreOrVeto(p scoring.Points, veto bool) string {
	switch {
	case !veto:
		return p.String() + "分"
	case p == 0:
		return "一票否决"
	}
	return p.String() + "分,一票否决"
}

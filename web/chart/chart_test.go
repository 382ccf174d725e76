package chart

import (
	"slices"
	"strings"
	"testing"
)

func TestSineIsExactEnough(t *testing.T) {
	for _, test := range []struct{ angle, want int64 }{
		{0, 0},
		{30_000, 500_000},
		{90_000, 1_000_000},
		{150_000, 500_000},
		{180_000, 0},
		{210_000, -500_000},
		{270_000, -1_000_000},
		{-90_000, -1_000_000},
		{450_000, 1_000_000},
		{51_429, 781_835}, // sin(360°/7) = 0.7818315
	} {
		if got := sine(test.angle); got < test.want-40 || got > test.want+40 {
			t.Errorf("sine of %d: %d, want %d", test.angle, got, test.want)
		}
	}
}

func TestLengthsAreWrittenInTenths(t *testing.T) {
	for length, want := range map[Length]string{0: "0", 10: "1", 125: "12.5", -5: "-0.5", -20: "-2"} {
		if got := length.String(); got != want {
			t.Errorf("%d: %s, want %s", int64(length), got, want)
		}
	}
}

func TestScaleRoundsAndKeepsInside(t *testing.T) {
	for _, test := range []struct {
		part, of     int64
		length, want Length
	}{{1, 3, 100, 33}, {2, 3, 100, 67}, {1, 2, 5, 3}, {-1, 3, 100, 0}, {4, 3, 100, 100}, {1, 0, 100, 0}} {
		if got := scale(test.part, test.of, test.length); got != test.want {
			t.Errorf("%d of %d over %d: %d, want %d", test.part, test.of, test.length, got, test.want)
		}
	}
}

// The first axis points up, and a full score stands on the outer ring.
func TestRadar(t *testing.T) {
	axes := []Axis{{"甲", "自 8 · 评 4", 800, 400, 800}, {"乙", "", 0, 3600, 3600}, {"丙", "", 0, 0, 1000}, {"丁", "", 0, 0, 1000}}
	r := NewRadar(axes)
	outer := strings.Split(r.Rings[len(r.Rings)-1], " ")
	self, official := strings.Split(r.Self, " "), strings.Split(r.Official, " ")
	if want := []string{"250,57", "368,175", "250,293", "132,175"}; !slices.Equal(outer, want) {
		t.Errorf("outer ring %v, want %v", outer, want)
	}
	if self[0] != outer[0] || official[1] != outer[1] || self[1] != "250,175" {
		t.Errorf("self %v, official %v", self, official)
	}
	if half := official[0]; half != "250,116" {
		t.Errorf("a half stands at %s", half)
	}
	var anchors []string
	for _, label := range r.Labels {
		anchors = append(anchors, label.Anchor)
	}
	if want := []string{"middle", "start", "middle", "end"}; !slices.Equal(anchors, want) {
		t.Errorf("labels are anchored %v", anchors)
	}
	if NewRadar(axes[:2]) != nil {
		t.Error("two axes have a web")
	}
}

func TestPairsAndGaps(t *testing.T) {
	if pair := NewPair(200, 50, 400); pair.Self != (Bar{0, 1000}) || pair.Official != (Bar{0, 250}) {
		t.Errorf("points: %+v", pair)
	}
	if pair := NewPair(-100, 0, -400); pair.Self != (Bar{1500, 500}) || pair.Official != (Bar{2000, 0}) {
		t.Errorf("points that are taken: %+v", pair)
	}
	for _, test := range []struct {
		difference int64
		want       Bar
		sign       int
	}{{-50, Bar{500, 500}, -1}, {100, Bar{1000, 1000}, 1}, {0, Bar{1000, 0}, 0}} {
		if gap := NewGap(test.difference, 100); gap.Bar != test.want || gap.Sign != test.sign {
			t.Errorf("%d: %+v", test.difference, gap)
		}
	}
}

func TestLaddersAreRound(t *testing.T) {
	for most, want := range map[int64][2]int64{0: {1, 1}, 1: {1, 1}, 5: {5, 1}, 6: {6, 2}, 7: {8, 2}, 11: {15, 5}, 150: {150, 50}, 9_999: {10_000, 2000}} {
		if top, step := ladder(most); top != want[0] || step != want[1] {
			t.Errorf("%d: up to %d by %d, want %v", most, top, step, want)
		}
	}
}

// Columns stand on the base, the highest below the top of its scale.
func TestColumns(t *testing.T) {
	c := NewColumns([]Class{{"0", 4, 0}, {"10", 0, 2}}, "20")
	if high := c.Self[0]; high.Y+high.Height != plotBase || high.Height != plotBase-plotTop || high.Count != 4 {
		t.Errorf("highest %+v", high)
	}
	if half := c.Official[1]; half.Height != (plotBase-plotTop)/2 || half.X < c.Self[1].X+c.Self[1].Width {
		t.Errorf("half %+v beside %+v", half, c.Self[1])
	}
	if len(c.Ticks) != 3 || c.Ticks[2].Text != "20" || len(c.Grid) != 5 {
		t.Errorf("ticks %v, grid %v", c.Ticks, c.Grid)
	}
	if none := NewColumns(nil, ""); len(none.Self) != 0 {
		t.Errorf("of nothing: %+v", none)
	}
}

// A slot without a value keeps its place, and targets belong to the scale.
func TestLines(t *testing.T) {
	l := NewLines(Slots{
		Names:    []string{"2024", "2025", "2026"},
		Self:     []*Value{{Value: 1, Text: "1"}, nil, {Value: 2, Text: "2"}},
		Official: []*Value{{Value: 30, Text: "30", Low: 10, High: 60}, nil, nil},
		Targets:  []Aim{{150, "目标"}},
	})
	if len(l.Ticks) != 3 || len(l.Series) != 2 || len(l.Series[0].Marks) != 2 || len(l.Series[1].Whiskers) != 1 {
		t.Fatalf("drawn %+v", l)
	}
	if at := l.Series[0].Marks[1].At.X; at != l.Ticks[2].At-slotShift {
		t.Errorf("the third year stands at %s, its name at %s", at, l.Ticks[2].At)
	}
	if l.Targets[0].At != plotTop {
		t.Errorf("the target stands at %s", l.Targets[0].At)
	}
}

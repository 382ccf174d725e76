package scoring

import (
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"
)

var plainDecimal = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)

// FuzzDecimals holds the reader of numbers against rational numbers: it takes
// plain digits only, never rounds, and what it writes it reads again.
func FuzzDecimals(f *testing.F) {
	for _, text := range []string{
		"", "0", "00", "-0", "1.5", "1.50", "0.005", ".5", "5.", "1e3", "+1", "-1.25", "--1", "１", "1_000", " 1", "0x1",
		"999999999999999.99", "1000000000000000", "0000000000000000000001", "9223372036854775808", "1.\x00",
	} {
		for _, decimals := range []uint8{0, 2} {
			f.Add(text, decimals)
		}
	}
	f.Fuzz(func(t *testing.T, text string, decimals uint8) {
		places := int(decimals % 5)
		n, err := parseDecimal(text, places)
		exact, ok := new(big.Rat).SetString(text)
		if !plainDecimal.MatchString(text) {
			ok = false
		}
		if err != nil {
			_, fraction, _ := strings.Cut(text, ".")
			if ok && len(fraction) <= places && exact.Cmp(big.NewRat(min(maxUnscaled, math.MaxInt64/powersOfTen[places]-1), 1)) < 0 {
				t.Fatalf("%q with %d decimals: %v", text, places, err)
			}
			return
		}
		if !ok {
			t.Fatalf("%q is %d", text, n)
		}
		if exact.Mul(exact, big.NewRat(powersOfTen[places], 1)); !exact.IsInt() || !exact.Num().IsInt64() || exact.Num().Int64() != n {
			t.Fatalf("%q is %d, not %v", text, n, exact)
		}
		if places != 0 && places != 2 {
			return
		}
		written := string(appendDecimal(nil, n, places))
		if again, err := parseDecimal(written, places); err != nil || again != n {
			t.Fatalf("%d is written %q and read as %d, %v", n, written, again, err)
		}
		if p, err := ParsePoints("-" + text); places == 2 && (err != nil || int64(p) != -n || len(p.String()) == 0) {
			t.Fatalf("-%s is %v, %v", text, p, err)
		}
	})
}

package scoring

import (
	"errors"
	"strconv"
)

// Points is a score in hundredths of a point: 87.25 is 8725.
type Points int64

// OnePoint is the score 1.
const OnePoint Points = 100

// QuarterPoint is the smallest step in which the scorecard gives points.
const QuarterPoint Points = 25

// ParsePoints reads a score such as "2", "-0.5" or "87.25". More than two
// decimals, exponents and anything that is not plain digits are errors.
func ParsePoints(text string) (Points, error) {
	digits, negative := text, false
	if len(text) > 0 && text[0] == '-' {
		digits, negative = text[1:], true
	}
	n, err := parseDecimal(digits, 2)
	if err != nil {
		return 0, err
	}
	if negative {
		n = -n
	}
	return Points(n), nil
}

// String writes the score without needless zeros: "87.25", "4.5", "-3".
func (p Points) String() string { return string(p.append(make([]byte, 0, 8))) }

func (p Points) append(buf []byte) []byte { return appendDecimal(buf, int64(p), 2) }

// MarshalJSON writes the score as a JSON number with at most two decimals.
func (p Points) MarshalJSON() ([]byte, error) { return p.append(nil), nil }

// UnmarshalJSON reads a JSON number with at most two decimals and no exponent.
func (p *Points) UnmarshalJSON(text []byte) error {
	v, err := ParsePoints(string(text))
	if err != nil {
		return err
	}
	*p = v
	return nil
}

var (
	errNotDecimal       = errors.New("not plain decimal digits")
	errTooManyDecimals  = errors.New("too many decimals")
	errDecimalTooLarge  = errors.New("number too large")
	powersOfTen         = [...]int64{1, 10, 100, 1000, 10000}
	maxUnscaled         = int64(1_000_000_000_000_000)
	maxInt64            = int64(1<<63 - 1)
	maxDigitsBeforeDot  = 15
	errNegativeDecimal  = errors.New("negative number")
	errDecimalTextEmpty = errors.New("empty")
)

// parseDecimal reads unsigned plain digits with at most `decimals` digits after
// the dot and returns the value times 10^decimals. The errors tell apart what a
// person has to be told: negative, too many decimals, too large, not a number.
func parseDecimal(text string, decimals int) (int64, error) {
	if text == "" {
		return 0, errDecimalTextEmpty
	}
	if text[0] == '-' {
		// Once only: a text may be a million dashes.
		if _, err := parseUnsigned(text[1:], decimals); errors.Is(err, errNotDecimal) {
			return 0, errNotDecimal
		}
		return 0, errNegativeDecimal
	}
	return parseUnsigned(text, decimals)
}

func parseUnsigned(text string, decimals int) (int64, error) {
	whole, fraction := text, ""
	for i := 0; i < len(text); i++ {
		if text[i] == '.' {
			whole, fraction = text[:i], text[i+1:]
			if fraction == "" {
				return 0, errNotDecimal
			}
			break
		}
	}
	if whole == "" || !allDigits(whole) || !allDigits(fraction) {
		return 0, errNotDecimal
	}
	if len(fraction) > decimals {
		return 0, errTooManyDecimals
	}
	for len(whole) > 1 && whole[0] == '0' {
		whole = whole[1:]
	}
	if len(whole) > maxDigitsBeforeDot {
		return 0, errDecimalTooLarge
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n > maxUnscaled || n >= maxInt64/powersOfTen[decimals] {
		return 0, errDecimalTooLarge
	}
	n *= powersOfTen[decimals]
	if fraction != "" {
		f, err := strconv.ParseInt(fraction, 10, 64)
		if err != nil {
			return 0, errNotDecimal
		}
		n += f * powersOfTen[decimals-len(fraction)]
	}
	return n, nil
}

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// appendDecimal writes n / 10^decimals (0 or 2 decimals) without needless zeros.
func appendDecimal(buf []byte, n int64, decimals int) []byte {
	if n < 0 {
		buf = append(buf, '-')
		n = -n
	}
	if decimals == 0 {
		return appendCount(buf, n)
	}
	buf = appendCount(buf, n/100)
	switch fraction := n % 100; {
	case fraction == 0:
		return buf
	case fraction%10 == 0:
		return append(buf, '.', byte('0'+fraction/10))
	default:
		return append(buf, '.', byte('0'+fraction/10), byte('0'+fraction%10))
	}
}

// appendCount writes n ≥ 0. Explanations are made of such numbers; strconv, which
// serves every base and sign, takes three times as long here.
func appendCount(buf []byte, n int64) []byte {
	switch {
	case n < 10:
		return append(buf, byte('0'+n))
	case n < 100:
		return append(buf, byte('0'+n/10), byte('0'+n%10))
	case n < 1000:
		return append(buf, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
	}
	if n >= 10000 {
		buf = appendCount(buf, n/10000)
		n %= 10000
	}
	return append(buf, byte('0'+n/1000), byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
}

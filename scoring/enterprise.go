package scoring

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxEnterpriseRunes is the longest name of an enterprise or township.
const maxEnterpriseRunes = 100

// Check looks at who the enterprise says it is; empty parts pass. A wrong check
// digit of the code only warns: a code is not refused for a typing error in the
// register. prefix is put before the paths of what is found.
func (e *Enterprise) Check(prefix string) (warnings, problems Problems) {
	for _, part := range []struct{ path, text string }{{"name", e.Name}, {"township", e.Township}} {
		at := Position{Path: prefix + "." + part.path}
		if utf8.RuneCountInString(part.text) > maxEnterpriseRunes || strings.ContainsFunc(part.text, unicode.IsControl) {
			problems.Add(CodeEnterpriseName, at)
		}
	}
	if e.USCC == "" {
		return warnings, problems
	}
	at := Position{Path: prefix + ".uscc"}
	digit, ok := usccCheckDigit(e.USCC)
	switch {
	case !ok:
		problems.Add(CodeUSCCForm, at, "found", clip(e.USCC))
	case digit != e.USCC[17]:
		warnings.Add(CodeUSCCCheckDigit, at, "found", e.USCC, "wanted", string(digit))
	}
	return warnings, problems
}

// The characters of a 统一社会信用代码 and the weights of its first 17 places
// (GB 32100-2015, 5.5).
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// usccCheckDigit computes the 18th character; ok is false when the code is not
// 18 characters of the alphabet.
func usccCheckDigit(code string) (digit byte, ok bool) {
	if len(code) != 18 {
		return 0, false
	}
	sum := 0
	for i := 0; i < 18; i++ {
		value := strings.IndexByte(usccAlphabet, code[i])
		if value < 0 {
			return 0, false
		}
		if i < 17 {
			sum += value * usccWeights[i]
		}
	}
	return usccAlphabet[(31-sum%31)%31], true
}

package assessment

import (
	"cmp"
	_ "embed" // the words below
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wuxing/scoring"
)

// Length of passwords in characters. bcrypt's limit of 72 bytes (24 Chinese
// characters) is why argon2id is used.
const (
	minPassword = 8
	maxPassword = 128
)

// Codes of what is wrong with a new password.
const (
	CodePasswordCommon = "password_common" //
	CodePasswordLocal  = "password_local"  //
)

// What guessers try first; passwords/README.md says where it comes from. One word a
// line in small letters.
var (
	//go:embed passwords/common.txt
	commonPasswords string
	//go:embed passwords/local.txt
	localPasswordWords string
)

// longestPiece is the longest piece of which a password may not be made up by
// repeating it: 88888888, 12341234.
const longestPiece = 4

// checkPassword says what is wrong with a new password. about is what is known of its
// account: names, codes, numbers. This is the one place that knows: whoever sets a
// password, for whom and by which way, comes here.
func checkPassword(password, path string, about ...string) (problems scoring.Problems) {
	at := scoring.Position{Path: path}
	switch length := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		problems.Add(CodeValueMalformed, at, "field", "password", "found", "")
	case length < minPassword:
		problems.Add(CodeValueTooShort, at, "field", "password", "limit", itoa(minPassword))
	case length > maxPassword:
		problems.Add(CodeValueTooLong, at, "field", "password", "limit", itoa(maxPassword))
	case isCommon(strings.ToLower(password)):
		problems.Add(CodePasswordCommon, at)
	case isLocal(strings.ToLower(password), about):
		problems.Add(CodePasswordLocal, at)
	}
	return problems
}

// isCommon tells whether a password is on the list, or needs none to be guessed: a
// short piece over and over, or characters that follow each other. It looks through
// the text as it is: a table would take its memory in each process, and nobody sets
// passwords by the thousand.
func isCommon(password string) bool {
	line := password + "\n"
	return strings.HasPrefix(commonPasswords, line) || strings.Contains(commonPasswords, "\n"+line) || repeats(password) || runs(password)
}

func repeats(password string) bool {
	runes := []rune(password)
	for piece := 1; piece <= longestPiece && piece*2 <= len(runes); piece++ {
		if slices.Equal(runes[piece:], runes[:len(runes)-piece]) {
			return true
		}
	}
	return false
}

// runs tells of 23456789, hgfedcba.
func runs(password string) bool {
	runes := []rune(password)
	step := runes[1] - runes[0]
	for i := 1; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return step == 1 || step == -1
}

// isLocal tells whether a password is what anyone would try who knows the account or
// the office: part of a name or code, or such words with digits and signs alone.
func isLocal(password string, about []string) bool {
	words := strings.Fields(localPasswordWords)
	for _, known := range about {
		known = strings.ToLower(strings.TrimSpace(known))
		if strings.Contains(known, password) {
			return true
		}
		// What is shorter is in many words by chance; of Chinese two make a name.
		if length := utf8.RuneCountInString(known); length >= 3 || length == 2 && len(known) > length {
			words = append(words, known)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // the longest takes its part first
	pairs := make([]string, 0, 2*len(words))
	for _, word := range words {
		pairs = append(pairs, word, "")
	}
	left := strings.NewReplacer(pairs...).Replace(password)
	return left != password && !strings.ContainsFunc(left, unicode.IsLetter)
}

// about is what guessers know of a new account.
func (n *NewUser) about() []string {
	words := append([]string{n.Username, n.DisplayName, n.Area}, mailName(n.Email)...)
	if n.Enterprise != nil {
		words = append(words, n.Enterprise.Name, n.Enterprise.USCC)
	}
	return words
}

// aboutUser is the same of an account that is there.
func aboutUser(tx Tx, user *User) ([]string, error) {
	words := append([]string{user.Username, user.DisplayName, user.Area}, mailName(user.Email)...)
	if user.EnterpriseID == "" {
		return words, nil
	}
	enterprise, err := tx.FindEnterpriseByID(user.EnterpriseID)
	if err != nil {
		return nil, wrap(err, "find the enterprise of user %s", user.ID)
	}
	return append(words, enterprise.Name, enterprise.USCC), nil
}

// mailName are an address and what stands in front of its @.
func mailName(address string) []string {
	name, _, _ := strings.Cut(address, "@")
	return []string{address, name}
}

package assessment_test

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"wuxing/assessment"
	"wuxing/scoring"
)

// TestCommonPasswordsAreRefused: whoever sets a password, for whom and by which way,
// gets no common one and none that is made of the account's own names and codes.
func TestCommonPasswordsAreRefused(t *testing.T) {
	o := onSQLite(t)
	ctx := t.Context()
	firm := scoring.Enterprise{Name: "湖州示例童装有限公司", USCC: "91330502MA2B00001R", Township: "织里镇"}
	const first = "the first one of all"
	user, err := o.svc.CreateUser(ctx, by(o.admin), assessment.NewUser{
		Username: "wuwang", DisplayName: "王小五", Role: assessment.RoleEnterprise, Password: first, Enterprise: &firm,
	})
	must(t, err)
	clock := opening
	empty := emptyOffice(t, t.TempDir(), &clock)
	code, err := empty.BeginSetup(ctx)
	must(t, err)

	ways := map[string]func(password string) error{
		"making an account": func(password string) error {
			_, err := o.svc.CreateUser(ctx, by(o.admin), assessment.NewUser{
				Username: "wuwang", DisplayName: "王小五", Role: assessment.RoleEnterprise, Password: password, Enterprise: &firm,
			})
			return err
		},
		"a new one of the administrator": func(password string) error { return o.svc.SetPassword(ctx, by(o.admin), "wuwang", password) },
		"a new one on the console":       func(password string) error { return o.svc.SetPassword(ctx, by(o.operator), "wuwang", password) },
		"one's own": func(password string) error {
			_, err := o.svc.ChangePassword(ctx, by(user.Actor()), "", "not the present one", password)
			return err
		},
		"registering": func(password string) error {
			_, err := o.svc.Register(ctx, assessment.Command{}, assessment.NewRegistration{Enterprise: firm, Contact: "王小五", Phone: "0572-1234567890", Password: password})
			return err
		},
		"the first account": func(password string) error {
			_, err := empty.SetUp(ctx, assessment.FirstAccount{Code: code, Username: "wuwang", DisplayName: "王小五", Password: password})
			return err
		},
	}
	for way, set := range ways {
		for _, password := range []string{"password123", "PassWord123", "88888888", "abcdabcdabcd", "98765432", "23456789", "hgfedcba"} {
			same(t, []string{"password_common password"}, of(way, password, problems(set(password))))
		}
		for _, password := range []string{"wuxing2026", "Wuxing@HUZHOU#123", "吴兴技能型企业!", "王小五888888"} {
			same(t, []string{"password_local password"}, of(way, password, problems(set(password))))
		}
	}
	for _, way := range []string{"making an account", "a new one of the administrator", "one's own", "the first account"} {
		same(t, []string{"password_local password"}, of(way, "wuwang-1988", problems(ways[way]("wuwang-1988"))))
	}
	delete(ways, "the first account") // has no enterprise
	for way, set := range ways {
		for _, password := range []string{"91330502ma2b00001r", "2B00001R", "湖州示例童装有限", "湖州示例童装有限公司2026"} {
			same(t, []string{"password_local password"}, of(way, password, problems(set(password))))
		}
	}
	same(t, []string{"password_local password"}, problems(ways["registering"]("34567890"))) // the end of the phone number
	for _, password := range []string{"a wuxing of my own", "correct horse 正确", "88888889", "zhong-shui-bei-tian8", "00000000000000000001"} {
		must(t, o.svc.SetPassword(ctx, by(o.admin), "wuwang", password))
	}
}

// of names the case in what is compared, where the password is not refused for itself.
func of(way, password string, found []string) []string {
	if len(found) == 1 && strings.HasPrefix(found[0], "password_") {
		return found
	}
	return append([]string{way + ": " + password}, found...)
}

// TestTheListOfCommonPasswords: it holds what a guesser tries, in the form in which it
// is looked up, and all of it is refused.
func TestTheListOfCommonPasswords(t *testing.T) {
	list, err := os.ReadFile("passwords/common.txt")
	must(t, err)
	words := strings.Split(strings.TrimSuffix(string(list), "\n"), "\n")
	if len(words) < 3000 {
		t.Errorf("%d common passwords", len(words))
	}
	o := onSQLite(t)
	for i, word := range words {
		if utf8.RuneCountInString(word) < 8 || word != strings.ToLower(word) || i > 0 && word <= words[i-1] {
			t.Fatalf("line %d: %q is too short, not in small letters, or not in order", i+1, word)
		}
		_, err := o.svc.CreateUser(t.Context(), by(o.admin), assessment.NewUser{Username: "someone", Role: assessment.RoleLead, Password: strings.ToUpper(word)})
		same(t, []string{"password_common password"}, problems(err))
	}
	local, err := os.ReadFile("passwords/local.txt")
	must(t, err)
	for _, word := range strings.Fields(string(local)) {
		if word != strings.ToLower(word) {
			t.Errorf("%q is not in small letters and would never be found", word)
		}
	}
}

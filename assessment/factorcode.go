package assessment

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Codes as every authenticator makes them: six digits, 30 seconds, SHA-1. One step to
// either side is taken for clocks that differ.
const (
	factorPeriod = 30
	factorSkew   = 1
	factorBytes  = 20 // RFC 4226 recommends 160 bits

	recoveryCodes   = 10
	recoveryLetters = 24 // of base32: 120 bits each
)

var factorBase = base32.StdEncoding.WithPadding(base32.NoPadding)

func drawSecret() []byte {
	secret := make([]byte, factorBytes)
	_, _ = rand.Read(secret) // never fails, see crypto/rand
	return secret
}

// factorURL is what an authenticator reads from the picture.
func factorURL(issuer, username, secret string) string {
	query := url.Values{"secret": {secret}, "issuer": {issuer}, "digits": {"6"}, "period": {"30"}, "algorithm": {"SHA1"}}
	return (&url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + username, RawQuery: query.Encode()}).String()
}

// codeStep is the step whose code was given, if it is later than the one used last.
func codeStep(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	present := now.Unix() / factorPeriod
	for candidate := present - factorSkew; candidate <= present+factorSkew; candidate++ {
		want, err := totp.GenerateCodeCustom(factorBase.EncodeToString(secret), time.Unix(candidate*factorPeriod, 0), totp.ValidateOpts{
			Period: factorPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err == nil && candidate > last && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = candidate, true
		}
	}
	return step, ok
}

// plainCode takes away what people put between the letters of a code.
func plainCode(code string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(strings.TrimSpace(code)))
}

// drawRecovery makes the codes for whoever has lost the device, and their hashes.
func drawRecovery(userID string) (codes, hashes []string) {
	for range recoveryCodes {
		drawn := rand.Text()[:recoveryLetters]
		codes = append(codes, strings.Join([]string{drawn[:6], drawn[6:12], drawn[12:18], drawn[18:]}, "-"))
		hashes = append(hashes, recoveryHash(userID, drawn))
	}
	return codes, hashes
}

// recoveryHash needs no slow hash: a code is 120 random bits (ASVS wants 112 for that).
func recoveryHash(userID, code string) string {
	sum := sha256.Sum256([]byte("wuxing recovery\x00" + userID + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// use checks a code against the factor and uses it up.
func (f *Factor) use(secret []byte, code string, now time.Time) (method string, ok bool) {
	code = plainCode(code)
	if len(code) == recoveryLetters {
		hash := recoveryHash(f.UserID, code)
		if i := slices.Index(f.Recovery, hash); i >= 0 {
			f.Recovery = slices.Delete(f.Recovery, i, i+1)
			return "recovery", true
		}
		return "", false
	}
	step, ok := codeStep(secret, code, now, f.LastStep)
	if ok {
		f.LastStep = step
	}
	return "totp", ok
}

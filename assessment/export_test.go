package assessment

import "golang.org/x/crypto/argon2"

// CheapHash is a hash as it might have been made when less was asked for.
func CheapHash(password string) string {
	salt := []byte("0123456789abcdef")
	return encodeHash(salt, argon2.IDKey([]byte(password), salt, 1, 8*1024, 1, argonKey), 8*1024, 1, 1)
}

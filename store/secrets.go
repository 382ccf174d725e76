package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"wuxing/assessment"
)

const (
	secretsKey     = "secrets.key"
	secretsKeyType = "WUXING SECRETS KEY"
	secretsPrefix  = "v1:" // how a text was sealed
)

var _ assessment.Secrets = (*Secrets)(nil)

// Secrets seals with AES-256-GCM under a key that lies with the office's other keys,
// outside of the database: who reads the database, or a copy of it alone, has no
// second factor of anybody.
type Secrets struct{ folder string }

// NewSecrets keeps its key in the folder; with "" nothing is sealed (ErrNoFolder).
func NewSecrets(folder string) *Secrets { return &Secrets{folder} }

// errNotSealed is a text that this key did not seal, or not about this.
var errNotSealed = errors.New("not sealed with this office's key")

// Seal seals a text about somebody.
func (s *Secrets) Seal(plain []byte, about string) (string, error) {
	gcm, err := s.cipher(true)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return secretsPrefix + base64.RawStdEncoding.EncodeToString(gcm.Seal(nonce, nonce, plain, []byte(about))), nil
}

// Open opens what Seal has sealed about the same.
func (s *Secrets) Open(sealed, about string) ([]byte, error) {
	gcm, err := s.cipher(false)
	if err != nil {
		return nil, err
	}
	if len(sealed) < len(secretsPrefix) || sealed[:len(secretsPrefix)] != secretsPrefix {
		return nil, errNotSealed
	}
	text, err := base64.RawStdEncoding.DecodeString(sealed[len(secretsPrefix):])
	if err != nil || len(text) < gcm.NonceSize() {
		return nil, errNotSealed
	}
	plain, err := gcm.Open(nil, text[:gcm.NonceSize()], text[gcm.NonceSize():], []byte(about))
	if err != nil {
		return nil, errNotSealed
	}
	return plain, nil
}

// Mark is an HMAC-SHA256 of a text under a key that is derived for marks alone.
func (s *Secrets) Mark(text string) (string, error) {
	key, err := s.key(true)
	if err != nil {
		return "", err
	}
	marks, err := hkdf.Key(sha256.New, key, nil, "wuxing marks", sha256.Size)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, marks)
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

func (s *Secrets) cipher(may bool) (cipher.AEAD, error) {
	key, err := s.key(may)
	if err != nil {
		return nil, err
	}
	aead, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(aead)
}

// key reads the key; it is made when it is needed for the first time.
func (s *Secrets) key(may bool) ([]byte, error) {
	if s.folder == "" {
		return nil, ErrNoFolder
	}
	path := filepath.Join(s.folder, keyFolder, secretsKey)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && may {
		key := make([]byte, 32)
		_, _ = rand.Read(key)
		if err := keepOnce(s.folder, path, pem.EncodeToMemory(&pem.Block{Type: secretsKeyType, Bytes: key})); err != nil {
			return nil, fmt.Errorf("make the key for secrets: %w", err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key for secrets: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != secretsKeyType || len(block.Bytes) != 32 {
		return nil, fmt.Errorf("%s is no key for secrets", path)
	}
	return block.Bytes, nil
}

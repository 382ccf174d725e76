package store

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Names of the office's signing key.
const (
	keyFolder  = "keys"
	privateKey = "audit.key" // PKCS 8
	publicKey  = "audit.pub" // what others check heads with
)

// ErrKeyGone means that the office has a signing key and its private half is not in its
// place: it was kept elsewhere, as after a restore, and is to be put back.
var ErrKeyGone = errors.New("the private signing key is not in its place")

// key reads the office's signing key, which is made when it is first needed.
func (h *Heads) key() (ed25519.PrivateKey, error) {
	path := filepath.Join(h.folder, keyFolder, privateKey)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), publicKey)); err == nil {
			return nil, fmt.Errorf("%s: %w", path, ErrKeyGone)
		}
		if err := h.makeKey(path); err != nil {
			return nil, fmt.Errorf("make the signing key: %w", err)
		}
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the signing key: %w", err)
	}
	key, err := parseKey(text, path)
	if err != nil {
		return nil, err
	}
	return key, publish(key, filepath.Join(filepath.Dir(path), publicKey))
}

// keptKey is key for who must not make one: where there is none it gives ErrKeyGone.
func (h *Heads) keptKey() (ed25519.PrivateKey, error) {
	if h.folder == "" {
		return nil, ErrNoFolder
	}
	path := filepath.Join(h.folder, keyFolder, privateKey)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrKeyGone)
	}
	if err != nil {
		return nil, fmt.Errorf("read the signing key: %w", err)
	}
	return parseKey(text, path)
}

func parseKey(text []byte, path string) (ed25519.PrivateKey, error) {
	if block, _ := pem.Decode(text); block != nil {
		if parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
			if key, ok := parsed.(ed25519.PrivateKey); ok {
				return key, nil
			}
		}
	}
	return nil, fmt.Errorf("%s is no Ed25519 key", path)
}

// makeKey makes the key once, also where several processes want it at once.
func (h *Heads) makeKey(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	privateBytes, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return err
	}
	return keepOnce(h.folder, path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: privateBytes}))
}

// keepOnce writes a key below the folder, unless another process was faster.
func keepOnce(folder, path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := syncFolder(folder); err != nil {
		return err
	}
	temporary, err := tempFile(path, content, 0o600)
	if err != nil {
		return err
	}
	err = os.Link(temporary, path) // fails where another process was faster
	if removeErr := os.Remove(temporary); err == nil {
		err = removeErr
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// publish writes the public key beside the private one, unless it is there.
func publish(key ed25519.PrivateKey, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	return writeDurable(path, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}), 0o644)
}

// PublicKey is the key that heads are checked with; ErrNoHead where none was made.
func (h *Heads) PublicKey() (ed25519.PublicKey, error) {
	if h.folder == "" {
		return nil, ErrNoFolder
	}
	text, err := os.ReadFile(filepath.Join(h.folder, keyFolder, publicKey))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoHead
	}
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	if block, _ := pem.Decode(text); block != nil {
		if parsed, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
			if key, ok := parsed.(ed25519.PublicKey); ok {
				return key, nil
			}
		}
	}
	return nil, ErrHeadForged
}

// Fingerprint names the office's key for people: SHA-256 of the 32 bytes of the public
// key, hexadecimal; "" where there is none that can be read.
func (h *Heads) Fingerprint() string {
	key, err := h.PublicKey()
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:])
}

// writeDurable writes a file whole or not at all, and returns when it is on the disk.
func writeDurable(path string, content []byte, mode os.FileMode) error {
	temporary, err := tempFile(path, content, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return syncFolder(filepath.Dir(path))
}

// tempFile writes and syncs a file beside its place.
func tempFile(path string, content []byte, mode os.FileMode) (string, error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Chmod(mode), file.Sync(), file.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file.Name()))
	}
	return file.Name(), nil
}

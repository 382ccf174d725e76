// Package testsmtp is a mail server for tests: it speaks the protocol over a real
// connection, keeps what it is sent and refuses what it is told to.
package testsmtp

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Mail is what the server has taken.
type Mail struct {
	From, To string
	Data     string // header and body as they came
	TLS      bool
	User     string
}

// Server is a running mail server.
type Server struct {
	Host string
	Port int
	TLS  *tls.Config // for the client: trusts the server

	address  string
	password string // "": no sign-in needed
	config   *tls.Config
	implicit bool

	mu      sync.Mutex
	running *smtp.Server
	socket  net.Listener
	mails   []Mail
	refuse  map[string]*smtp.SMTPError // by address
}

// Options of a server.
type Options struct {
	TLS      bool   // offers STARTTLS, and asks for it before a sign-in
	Implicit bool   // TLS from the start
	Password string // of user "office"; "": no sign-in
}

// Start starts a server on a free port; it ends with the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	s := &Server{refuse: make(map[string]*smtp.SMTPError), password: options.Password, implicit: options.Implicit}
	if options.TLS || options.Implicit {
		s.config, s.TLS = certificate(t)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	address, _ := listener.Addr().(*net.TCPAddr)
	s.Host, s.Port = "127.0.0.1", address.Port
	s.serve(listener)
	t.Cleanup(s.Stop)
	return s
}

func (s *Server) serve(listener net.Listener) {
	server := smtp.NewServer(s)
	server.Domain = "localhost"
	server.AllowInsecureAuth = false
	server.ErrorLog = silent{}
	if s.implicit {
		listener = tls.NewListener(listener, s.config)
	} else {
		server.TLSConfig = s.config
	}
	s.mu.Lock()
	s.running, s.socket = server, listener
	s.mu.Unlock()
	go func() { _ = server.Serve(listener) }() // ends with Stop
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// Stop ends the server; its port is free until Restart.
func (s *Server) Stop() {
	s.mu.Lock()
	server, socket := s.running, s.socket
	s.running = nil
	s.mu.Unlock()
	if server != nil {
		_ = server.Close()
		_ = socket.Close() // which the server may not have taken over yet
	}
}

// Restart starts a stopped server at the same address.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	s.serve(listener)
}

// Refuse makes the server answer the code to whoever writes to the address; 0 ends
// that.
func (s *Server) Refuse(address string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.refuse, address)
	if code != 0 {
		s.refuse[address] = &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCodeNotSet, Message: "not <" + address + ">"}
	}
}

// Mails are those taken so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// NewSession is called by the library for each connection.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	_, protected := c.TLSConnectionState()
	return &session{server: s, mail: Mail{TLS: protected}}, nil
}

// session is one connection.
type session struct {
	server *Server
	mail   Mail
	user   string
}

// AuthMechanisms offers what the server takes.
func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth checks the one account.
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "office" || password != s.server.password {
			return smtp.ErrAuthFailed
		}
		s.user = user
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.server.password != "" && s.user == "" {
		return smtp.ErrAuthRequired
	}
	s.mail.From, s.mail.User = from, s.user
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if refusal := s.server.refuse[to]; refusal != nil {
		return refusal
	}
	s.mail.To = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	var text strings.Builder
	if _, err := io.Copy(&text, r); err != nil {
		return err
	}
	s.mail.Data = text.String()
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.mails = append(s.server.mails, s.mail)
	return nil
}

func (s *session) Reset() { s.mail = Mail{TLS: s.mail.TLS} }

func (s *session) Logout() error { return nil }

// certificate makes a certificate of 127.0.0.1 for the server, and what trusts it
// for the client.
func certificate(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "testsmtp"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	var der []byte
	if err == nil {
		der, err = x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	}
	var parsed *x509.Certificate
	if err == nil {
		parsed, err = x509.ParseCertificate(der)
	}
	if err = errors.Join(err); err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

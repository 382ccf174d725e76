package mail

import (
	"errors"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
)

// Server is a mail server and how to speak to it.
type Server struct {
	Host     string
	Port     int
	User     string // "": no sign-in
	Password string
	TLS      TLS
}

// TLS says how the connection is protected.
type TLS string

// The ways to protect a connection. None sends everything in the clear.
const (
	StartTLS TLS = "starttls"
	Implicit TLS = "implicit"
	None     TLS = "none"
)

// Errors of settings that a person can do something about.
var (
	ErrServer    = errors.New("not smtp://[user@]host[:port][?tls=starttls|implicit|none]")
	ErrPassword  = errors.New("a password does not belong into the address")
	ErrPlain     = errors.New("a password would be sent in the clear")
	ErrFrom      = errors.New("not a mail address")
	ErrPublicURL = errors.New("not an address of a server, http:// or https://")
)

// ParseServer reads smtp://user@host:port?tls=starttls. Without tls the connection
// must be protected by STARTTLS, at port 465 from its start; only with a server on
// the same machine it may be in the clear. Whoever signs in needs TLS but there.
func ParseServer(address, password string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" || u.Opaque != "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return Server{}, ErrServer
	}
	server := Server{Host: u.Hostname(), User: u.User.Username(), Password: password}
	if _, given := u.User.Password(); given {
		return Server{}, ErrPassword
	}
	query := u.Query()
	server.TLS = TLS(query.Get("tls"))
	query.Del("tls")
	if len(query) > 0 || len(u.Query()["tls"]) > 1 {
		return Server{}, ErrServer
	}
	if text := u.Port(); text != "" {
		if server.Port, err = strconv.Atoi(text); err != nil || server.Port < 1 || server.Port > 65535 {
			return Server{}, ErrServer
		}
	}
	if server.TLS == "" {
		server.TLS = server.usual()
	}
	switch server.TLS {
	case StartTLS, Implicit:
	case None:
		if server.User != "" && !server.loopback() {
			return Server{}, ErrPlain
		}
	default:
		return Server{}, ErrServer
	}
	if server.Port == 0 {
		server.Port = map[TLS]int{StartTLS: 587, Implicit: 465, None: 25}[server.TLS]
	}
	return server, nil
}

// usual is the protection where the address names none.
func (s *Server) usual() TLS {
	switch {
	case s.Port == 465:
		return Implicit
	case s.loopback():
		return None
	}
	return StartTLS
}

func (s *Server) loopback() bool {
	ip := net.ParseIP(s.Host)
	return s.Host == "localhost" || ip != nil && ip.IsLoopback()
}

// parseFrom reads the sender, with or without a name beside the address.
func parseFrom(from string) (*mail.Address, error) {
	address, err := mail.ParseAddress(from)
	if err != nil || strings.ContainsFunc(from, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return nil, ErrFrom
	}
	if strings.ContainsFunc(address.Address, func(r rune) bool { return r > '~' }) {
		return nil, ErrFrom
	}
	return address, nil
}

// parsePublicURL reads the address under which users know the server.
func parsePublicURL(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", ErrPublicURL
	}
	return strings.TrimRight(u.String(), "/") + "/", nil
}

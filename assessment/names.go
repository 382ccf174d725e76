package assessment

import (
	"errors"
	"slices"
	"strings"
)

// names turns user ids into display names, each looked up once. What is stored
// holds ids, so that a name can change or go.
type names struct {
	tx     Tx
	hidden bool // the reader must not know them: every name is ""
	known  map[string]string
}

// consoleName is who works at the console of the server.
const consoleName = "服务器控制台"

// of is the display name of a user, or the username where there is none; of an
// enterprise's clerk as lists show it.
func (n *names) of(userID string) (string, error) {
	if n.hidden || userID == "" {
		return "", nil
	}
	if userID == consoleID { // also before it has an account
		return consoleName, nil
	}
	if name, ok := n.known[userID]; ok {
		return name, nil
	}
	user, err := n.tx.FindUserByID(userID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", wrap(err, "find user %s", userID)
	}
	name := ""
	if user != nil {
		enterprise, err := enterpriseOf(n.tx, user)
		if err != nil {
			return "", err
		}
		name = shownName(user, enterprise)
		if name == "" {
			name = user.Username
		}
	}
	if n.known == nil {
		n.known = make(map[string]string)
	}
	n.known[userID] = name
	return name, nil
}

// both are the names of a pair that userID belongs to, and else the name of userID.
func (n *names) both(pair []string, userID string) (string, error) {
	if !slices.Contains(pair, userID) || userID == "" {
		return n.of(userID)
	}
	var list []string
	for _, id := range pair {
		name, err := n.of(id)
		if err != nil {
			return "", err
		}
		if name != "" {
			list = append(list, name)
		}
	}
	return strings.Join(list, "\u3001"), nil
}

package assessment

import (
	"context"
	"strings"
)

// UserFilter narrows a list of accounts; zero fields narrow nothing.
type UserFilter struct {
	Text   string // in the names of account, person or enterprise, or the enterprise's code
	Role   Role
	Closed bool   // only accounts that are not in use
	After  string // only what comes after this username
	Limit  int
}

// UserEntry is an account with the name of its enterprise, if it has one.
type UserEntry struct {
	User       *User
	Enterprise string
}

// How many accounts a page has.
const (
	DefaultUserLimit = 50
	MaxUserLimit     = 500
)

// UserPage is a page of a list of accounts, by username.
type UserPage struct {
	Users []*UserEntry
	Next  string // the username to go on after; "": nothing is left
}

// SearchUsers is a page of the accounts of people.
func (s *Service) SearchUsers(ctx context.Context, actor Actor, filter UserFilter) (*UserPage, error) {
	return read(ctx, s, actor, ActionListUsers, func(tx Tx) (*UserPage, error) {
		limit := filter.Limit
		if limit <= 0 || limit > MaxUserLimit {
			limit = DefaultUserLimit
		}
		filter.Text, filter.Limit = strings.TrimSpace(filter.Text), limit+1
		users, err := tx.SearchUsers(filter)
		if err != nil {
			return nil, wrap(err, "search users")
		}
		for _, entry := range users {
			entry.User = maskedUser(actor, entry.User, entry.Enterprise)
		}
		page := &UserPage{Users: users}
		if len(users) > limit {
			page.Users = users[:limit]
			page.Next = users[limit-1].User.Username
		}
		return page, nil
	})
}

// FindAccount is one account, for whoever may list them.
func (s *Service) FindAccount(ctx context.Context, actor Actor, username string) (*User, error) {
	return read(ctx, s, actor, ActionListUsers, func(tx Tx) (*User, error) {
		user, err := tx.FindUserByUsername(normalUsername(username))
		if err != nil {
			return nil, found(err, "find a user")
		}
		if user.Role == RoleOperator { // see console
			return nil, fail(KindNotFound, CodeNotFound)
		}
		enterprise, err := enterpriseOf(tx, user)
		if err != nil {
			return nil, err
		}
		return maskedUser(actor, user, enterprise), nil
	})
}

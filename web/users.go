package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// usersPage lists the accounts.
type usersPage struct {
	base
	Filter assessment.UserFilter
	Roles  []fieldOption
	Users  []*assessment.UserEntry
	Next   string
	First  string
	May    bool // accounts can be made
}

func (s *Site) users(c *gin.Context) error {
	actor, err := s.actor(c)
	if err != nil {
		return err
	}
	page := usersPage{Filter: assessment.UserFilter{Text: c.Query("q"), Closed: c.Query("closed") == "yes", After: c.Query("after"), Limit: pageRows}}
	if role := assessment.Role(c.Query("role")); slices.Contains(assessment.AccountRoles, role) {
		page.Filter.Role = role
	}
	list, err := s.config.Service.SearchUsers(c.Request.Context(), actor, page.Filter)
	if err != nil {
		return err
	}
	if page.base, err = s.base(c, text(language(c), "users.title")); err != nil {
		return err
	}
	page.Users, page.Roles, page.May = list.Users, page.roles(page.Filter.Role, "users.allroles"), slices.Contains(assessment.RolesFor(assessment.ActionCreateUser), actor.Role)
	here := url.Values{}
	for _, name := range []string{"q", "role", "closed"} {
		if value := c.Query(name); value != "" {
			here.Set(name, value)
		}
	}
	page.First, page.Next = pager("/users", here, page.Filter.After, list.Next)
	page.Trail = page.trail(link{Text: page.Title})
	return s.show(c, http.StatusOK, "users", page)
}

// pager are the ways back to the beginning and on, where there are any.
func pager(path string, query url.Values, after, next string) (first, following string) {
	if after != "" {
		first = path
		if len(query) > 0 {
			first += "?" + query.Encode()
		}
	}
	if next != "" {
		query.Set("after", next)
		following = path + "?" + query.Encode()
	}
	return first, following
}

// roles are the choices of a role; none names the empty one.
func (b *base) roles(chosen assessment.Role, none string) []fieldOption {
	options := []fieldOption{{Text: text(b.Lang, none)}}
	for _, role := range assessment.AccountRoles {
		options = append(options, fieldOption{Value: string(role), Text: templates.Word(b.Lang, "role", string(role))})
	}
	return choose(string(chosen), options...)
}

// newUserPage makes an account.
type newUserPage struct {
	base
	officeForm
}

func (s *Site) newUserPage(c *gin.Context) error {
	return s.showNewUser(c, http.StatusOK, url.Values{"role": {c.Query("role")}}, nil)
}

func (s *Site) showNewUser(c *gin.Context, status int, typed url.Values, problems scoring.Problems) error {
	b, err := s.base(c, text(language(c), "newuser.title"))
	if err != nil {
		return err
	}
	page := newUserPage{base: b}
	page.Path = "/new-user"
	page.Trail = b.trail(link{Href: "/users", Text: text(b.Lang, "users.title")}, link{Text: b.Title})
	field := func(name, kind string, need bool) formField {
		return formField{Name: name, Label: templates.Word(b.Lang, "field", name), Hint: textIfAny(b.Lang, "newuser.hint."+name), Kind: kind, Value: typed.Get(name), Need: need}
	}
	role := field("role", "choice", true)
	role.Options = b.roles(assessment.Role(typed.Get("role")), "newuser.norole")
	group := func(id string, fields ...formField) fieldGroup {
		return fieldGroup{ID: id, Title: text(b.Lang, "newuser.group."+id), Text: textIfAny(b.Lang, "newuser.group."+id+".text"), Fields: fields}
	}
	page.Groups = []fieldGroup{
		group("person", role, field("username", "text", true), field("display_name", "text", false), field("email", "email", false)),
		group("enterprise", field("enterprise.name", "text", false), field("enterprise.uscc", "text", false), field("enterprise.township", "text", false)),
		group("township", field("area", "text", false)),
		group("password", field("password", "password", false)),
	}
	page.refuse(problems, func(path string) string {
		if path == "enterprise" {
			return "enterprise.name"
		}
		return path
	})
	return s.show(c, status, "newuser", page)
}

func (s *Site) createUser(c *gin.Context) error {
	cmd, err := s.door.Command(c, 0, "")
	if err != nil {
		return err
	}
	form := c.Request.PostForm
	account := assessment.NewUser{
		Username: form.Get("username"), DisplayName: form.Get("display_name"), Role: assessment.Role(form.Get("role")),
		Password: form.Get("password"), Area: form.Get("area"), Email: form.Get("email"),
	}
	enterprise := scoring.Enterprise{Name: form.Get("enterprise.name"), USCC: narrow(form.Get("enterprise.uscc")), Township: form.Get("enterprise.township")}
	if account.Role == assessment.RoleEnterprise || enterprise.Name != "" || enterprise.USCC != "" || enterprise.Township != "" {
		account.Enterprise = &enterprise
	}
	user, made, err := s.makeUser(c, cmd, account)
	if err == nil {
		return s.showUser(c, http.StatusCreated, user.Username, accountChange{Done: "made", Password: made})
	}
	why, err := s.refused(c, err, inAForm)
	if err != nil {
		return err
	}
	for i := range why.Problems {
		if why.Problems[i].Code == assessment.CodeUserExists {
			why.Problems[i].Path = "username"
		}
	}
	return s.showNewUser(c, why.Status, form, why.Problems)
}

// makeUser makes an account with the password that was typed, or one that is made up.
func (s *Site) makeUser(c *gin.Context, cmd assessment.Command, account assessment.NewUser) (user *assessment.User, made string, err error) {
	if account.Password == "" {
		return s.config.Service.CreateUserWithPassword(c.Request.Context(), cmd, account)
	}
	user, err = s.config.Service.CreateUser(c.Request.Context(), cmd, account)
	return user, "", err
}

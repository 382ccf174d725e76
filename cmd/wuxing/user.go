package main

import (
	"bufio"
	"fmt"
	"strings"

	"wuxing/assessment"
	"wuxing/scoring"
)

type userCommand struct {
	Add     userAddCommand     `cmd:"" help:"建账号"`
	List    userListCommand    `cmd:"" help:"列出账号"`
	Passwd  userPasswdCommand  `cmd:"" help:"换密码"`
	Disable userDisableCommand `cmd:"" help:"停用账号"`
	Role    userRoleCommand    `cmd:"" help:"改角色或辖区；企业账号和评过分的账号不能改"`
	Reset   userResetCommand   `cmd:"" name:"reset-totp" help:"重置动态口令:手机和恢复码都遗失时用"`
}

// passwordFlags say where a password comes from; without the flag one is made up
// and printed.
type passwordFlags struct {
	PasswordStdin bool `help:"从标准输入读密码(一行);否则生成一个并显示,本人在 7 天内登录并换掉"`
}

// password is the one that was typed; none: one is to be made up.
func (f *passwordFlags) password(c *console) (typed string, err error) {
	if !f.PasswordStdin {
		return "", nil
	}
	line, err := bufio.NewReader(c.in).ReadString('\n')
	if err != nil && line == "" {
		return "", usage{"标准输入里没有密码"}
	}
	return strings.TrimRight(line, "\r\n"), nil
}

type userAddCommand struct {
	dataFlags
	passwordFlags
	Username   string `arg:"" help:"登录名"`
	Role       string `required:"" enum:"enterprise,township,reviewer,lead,admin,auditor" help:"enterprise 企业、township 乡镇街道、reviewer 评审员、lead 评审组长、admin 管理员、auditor 监督员"`
	Name       string `required:"" help:"显示的姓名"`
	Enterprise string `help:"企业名称(企业账号)"`
	USCC       string `name:"uscc" help:"统一社会信用代码(企业账号)"`
	Township   string `help:"乡镇街道(企业账号)"`
	Area       string `help:"所管的乡镇街道(乡镇街道账号)"`
	Email      string `help:"收消息邮件的地址,可以不填"`
}

// Run makes an account.
func (u *userAddCommand) Run(c *console) error {
	password, err := u.password(c)
	if err != nil {
		return err
	}
	account := assessment.NewUser{Username: u.Username, DisplayName: u.Name, Role: assessment.Role(u.Role), Password: password, Area: u.Area, Email: u.Email}
	if account.Role == assessment.RoleEnterprise {
		account.Enterprise = &scoring.Enterprise{Name: u.Enterprise, USCC: u.USCC, Township: u.Township}
	}
	return u.make(c, func(o *office) error {
		var user *assessment.User
		made := ""
		if u.PasswordStdin {
			user, err = o.service.CreateUser(c.ctx, operatorCommand(), account)
		} else {
			user, made, err = o.service.CreateUserWithPassword(c.ctx, operatorCommand(), account)
		}
		if err != nil {
			return err
		}
		return c.sayAccount(user.Username, string(user.Role), made)
	})
}

// sayAccount prints an account; made is a password that was made up, "" for none.
func (c *console) sayAccount(username, what, made string) error {
	if made == "" {
		_, err := fmt.Fprintf(c.out, "%s\t%s\n", username, what)
		return err
	}
	if _, err := fmt.Fprintf(c.out, "%s\t%s\t%s\n", username, what, made); err != nil {
		return err
	}
	_, err := fmt.Fprintln(c.errOut, "密码只显示这一次,7 天内有效:本人登录后先换成自己的,才能做别的。")
	return err
}

type userListCommand struct {
	dataFlags
}

// Run lists the accounts.
func (u *userListCommand) Run(c *console) error {
	return u.with(c, func(o *office) error {
		users, err := o.service.ListUsers(c.ctx, operator)
		if err != nil {
			return err
		}
		for _, user := range users {
			state := "在用"
			if user.Disabled {
				state = "停用"
			}
			if _, err := fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\n", user.Username, user.Role, user.DisplayName, state); err != nil {
				return err
			}
		}
		return nil
	})
}

type userPasswdCommand struct {
	dataFlags
	passwordFlags
	Username string `arg:"" help:"登录名"`
}

// Run sets a new password.
func (u *userPasswdCommand) Run(c *console) error {
	password, err := u.password(c)
	if err != nil {
		return err
	}
	return u.with(c, func(o *office) error {
		made := ""
		if u.PasswordStdin {
			err = o.service.SetPassword(c.ctx, operatorCommand(), u.Username, password)
		} else {
			made, err = o.service.MakePassword(c.ctx, operatorCommand(), u.Username)
		}
		if err != nil {
			return err
		}
		return c.sayAccount(u.Username, "密码已换", made)
	})
}

type userDisableCommand struct {
	dataFlags
	Username string `arg:"" help:"登录名"`
}

// Run disables an account; its sessions end with the next request.
func (u *userDisableCommand) Run(c *console) error {
	return u.with(c, func(o *office) error {
		return o.service.DisableUser(c.ctx, operatorCommand(), u.Username)
	})
}

type userResetCommand struct {
	dataFlags
	Username string `arg:"" help:"登录名"`
}

// Run takes an account's second factor away; its sessions end with the next request.
func (u *userResetCommand) Run(c *console) error {
	return u.with(c, func(o *office) error {
		return o.service.ResetFactor(c.ctx, operatorCommand(), u.Username)
	})
}

type userRoleCommand struct {
	dataFlags
	Username string `arg:"" help:"登录名"`
	Role     string `required:"" enum:"township,reviewer,lead,admin,auditor" help:"township 乡镇街道、reviewer 评审员、lead 评审组长、admin 管理员、auditor 监督员"`
	Area     string `help:"所管的乡镇街道（乡镇街道账号）"`
}

// Run gives an account of the office another role; its sessions end with the next request.
func (u *userRoleCommand) Run(c *console) error {
	return u.with(c, func(o *office) error {
		return o.service.SetRole(c.ctx, operatorCommand(), u.Username, assessment.Role(u.Role), u.Area)
	})
}

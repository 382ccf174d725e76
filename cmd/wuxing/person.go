package main

import (
	"encoding/json"
)

type personCommand struct {
	Export personExportCommand `cmd:"" help:"导出一个人的全部信息（JSON），并记入审计"`
	Erase  personEraseCommand  `cmd:"" help:"永久删除一个人的姓名、登录名、邮箱、密码，停用账号；不能恢复"`
}

type personExportCommand struct {
	dataFlags
	Username string `arg:"" help:"登录名"`
}

// Run writes everything about one person to standard output.
func (p *personExportCommand) Run(c *console) error {
	return p.with(c, func(o *office) error {
		export, err := o.service.ExportPerson(c.ctx, operatorCommand(), p.Username)
		if err != nil {
			return err
		}
		encoder := json.NewEncoder(c.out)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(export)
	})
}

type personEraseCommand struct {
	dataFlags
	Username string `arg:"" help:"登录名"`
	Reason   string `required:"" help:"理由，记入审计；不要写姓名"`
}

// Run erases one person; the audit trail stays whole.
func (p *personEraseCommand) Run(c *console) error {
	return p.with(c, func(o *office) error {
		return o.service.ErasePerson(c.ctx, operatorCommand(), p.Username, p.Reason)
	})
}

package web

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
)

// reasonField asks why something is changed; form keeps those of one page apart.
func reasonField(lang, form string, need bool) formField {
	return formField{Name: "reason", Form: form, Label: templates.Word(lang, "field", "reason"), Hint: text(lang, "change.reasonhint"), Kind: "text", Need: need}
}

// accountForms are the forms of an account's page that ask for a reason and nothing
// else, and whether it has to be given. Whoever loses access is to find why.
var accountForms = map[string]bool{"disable": true, "enable": false, "password": false, "second-factor": true}

// reasonFields are those of accountForms, with what was typed in the one that was refused.
func (c accountChange) reasonFields(lang string) map[string]formField {
	fields := make(map[string]formField, len(accountForms))
	for form, need := range accountForms {
		field := reasonField(lang, form, need)
		if form == c.Form {
			field.Value = c.Reason
			for _, problem := range c.Problems {
				if problem.Path == field.Name {
					field.Problem += problem.Message
				}
			}
		}
		fields[form] = field
	}
	return fields
}

// explainedCommand is the command of a form that asks for a reason.
func (s *Site) explainedCommand(c *gin.Context, version int, need bool) (assessment.Command, error) {
	cmd, err := s.door.Command(c, version, "")
	cmd.Reason, cmd.NeedReason = c.PostForm("reason"), need
	return cmd, err
}

// changeAccount does what a form of accountForms asks for, and then tells that it is done.
func (s *Site) changeAccount(c *gin.Context, form, done string, change func(context.Context, assessment.Command, string) error) error {
	cmd, err := s.explainedCommand(c, 0, accountForms[form])
	if err == nil {
		err = change(c.Request.Context(), cmd, c.Param("username"))
	}
	if err == nil {
		return s.done(c, userPath(c.Param("username")), done)
	}
	why, err := s.refused(c, err, onlyWrong)
	if err != nil {
		return err
	}
	return s.showUser(c, http.StatusUnprocessableEntity, c.Param("username"), accountChange{Form: form, Reason: cmd.Reason, Problems: why.Problems})
}

// besides are the problems that are not about the reason, which has them at its field.
func besides(problems scoring.Problems) (others scoring.Problems) {
	for _, problem := range problems {
		if problem.Path != "reason" {
			others = append(others, problem)
		}
	}
	return others
}

package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
)

type registrationInput struct {
	Enterprise struct {
		Name     string `json:"name"`
		USCC     string `json:"uscc"`
		Township string `json:"township"`
	} `json:"enterprise"` // the use case holds the texts against their bounds, all at once
	Contact  string `json:"contact_name"`
	Phone    string `json:"phone"`
	Password string `json:"password"`
	// The township has no account here yet; without this it has to be one that has.
	Elsewhere bool `json:"other_township"`
	CodeSure  bool `json:"code_sure"`
}

func (s *server) register(c *gin.Context) (*answer, error) {
	var in registrationInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	receipt, err := s.takeRegistration(c, cmd, assessment.NewRegistration{
		Enterprise: scoring.Enterprise{Name: in.Enterprise.Name, USCC: in.Enterprise.USCC, Township: in.Enterprise.Township},
		Contact:    in.Contact, Phone: in.Phone, Password: in.Password, Elsewhere: in.Elsewhere, CodeSure: in.CodeSure,
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusAccepted, json: receipt}, nil
}

// takeRegistration is a registration within the budget of its address.
func (s *server) takeRegistration(c *gin.Context, cmd assessment.Command, n assessment.NewRegistration) (*assessment.RegistrationReceipt, error) {
	if err := s.registering.spend(c, s.config.Now(), codeRegistrationsBudget); err != nil {
		return nil, err
	}
	return s.config.Service.Register(c.Request.Context(), cmd, n)
}

type receiptInput struct {
	Receipt string `json:"receipt"`
	USCC    string `json:"uscc"`
}

func (s *server) lookUpRegistration(c *gin.Context) (*answer, error) {
	var in receiptInput
	if _, err := commandWith(c, &in); err != nil {
		return nil, err
	}
	found, err := s.registrationByReceipt(c, in.Receipt, in.USCC)
	if err != nil {
		return nil, err
	}
	return &answer{json: found}, nil
}

// registrationByReceipt is a question within the budget of its address, so that
// nobody tries numbers.
func (s *server) registrationByReceipt(c *gin.Context, receipt, uscc string) (*assessment.RegistrationAnswer, error) {
	if err := s.askingReceipts.spend(c, s.config.Now(), codeReceiptsBudget); err != nil {
		return nil, err
	}
	return s.config.Service.RegistrationByReceipt(c.Request.Context(), receipt, uscc)
}

// RegistrationByReceipt tells how far a registration has come, as the interface does.
func (d *Door) RegistrationByReceipt(c *gin.Context, receipt, uscc string) (*assessment.RegistrationAnswer, error) {
	return d.s.registrationByReceipt(c, receipt, uscc)
}

// Register takes a registration in, as the interface does.
func (d *Door) Register(c *gin.Context, cmd assessment.Command, n assessment.NewRegistration) (*assessment.RegistrationReceipt, error) {
	return d.s.takeRegistration(c, cmd, n)
}

type registrationList struct {
	Registrations []assessment.RegistrationView `json:"registrations"`
	Next          string                        `json:"next,omitempty"`
}

func (s *server) listRegistrations(c *gin.Context) (*answer, error) {
	page, err := pageOf(c)
	if err != nil {
		return nil, err
	}
	actor, _ := actorOf(c)
	list, err := s.config.Service.Registrations(c.Request.Context(), actor, assessment.RegistrationQuery{
		State: assessment.RegistrationState(c.Query("state")), Search: c.Query("q"), After: page.after, Limit: page.limit,
	})
	if err != nil {
		return nil, err
	}
	return &answer{json: registrationList{list.Rows, list.Next}}, nil
}

type registrationDecisionInput struct {
	Accept *bool  `json:"accept" validate:"required"`
	Reason string `json:"reason" validate:"max=2000"`
}

func (s *server) decideRegistration(c *gin.Context) (*answer, error) {
	var in registrationDecisionInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	step, err := s.config.Service.DecideRegistration(c.Request.Context(), cmd, c.Param("registration"), *in.Accept, in.Reason)
	if err != nil {
		return nil, err
	}
	return &answer{json: step}, nil
}

package api

import (
	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// enterpriseCorrectionInput mends who an enterprise is said to be; the use cases hold
// the texts against their bounds.
type enterpriseCorrectionInput struct {
	Enterprise struct {
		Name     string `json:"name"`
		Township string `json:"township"`
	} `json:"enterprise"`
	Reason string `json:"reason"`
}

func (in *enterpriseCorrectionInput) correction() assessment.EnterpriseCorrection {
	return assessment.EnterpriseCorrection{Name: in.Enterprise.Name, Township: in.Enterprise.Township, Reason: in.Reason}
}

func (s *server) correctEnterprise(c *gin.Context) (*answer, error) {
	var in enterpriseCorrectionInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	enterprise, err := s.config.Service.CorrectEnterprise(c.Request.Context(), cmd, c.Param("uscc"), in.correction())
	if err != nil {
		return nil, err
	}
	return &answer{json: enterprise}, nil
}

func (s *server) correctRegistration(c *gin.Context) (*answer, error) {
	var in enterpriseCorrectionInput
	cmd, err := commandWith(c, &in)
	if err != nil {
		return nil, err
	}
	step, err := s.config.Service.CorrectRegistration(c.Request.Context(), cmd, c.Param("registration"), in.correction())
	if err != nil {
		return nil, err
	}
	return &answer{json: step}, nil
}

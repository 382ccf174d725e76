package api

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/templates"
)

func (s *server) listEvidence(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	view, err := s.config.Service.Evidence(c.Request.Context(), actor, c.Param("id"))
	if err != nil {
		return nil, err
	}
	return &answer{json: view}, nil
}

func (s *server) addEvidence(c *gin.Context) (*answer, error) {
	received, err := receiveFile(c, "indicator", "asked", "replaces")
	if err != nil {
		return nil, err
	}
	defer received.done()
	fields := received.fields
	cmd, err := command(c, received.sum, []byte(received.name), []byte(fields["indicator"]), []byte(fields["asked"]), []byte(fields["replaces"]))
	if err != nil {
		return nil, err
	}
	file, err := s.config.Service.AddEvidence(c.Request.Context(), cmd, c.Param("id"), assessment.NewEvidence{
		Indicator: fields["indicator"], Asked: fields["asked"], Replaces: fields["replaces"],
		Name: received.name, Content: received.file, Size: received.size,
	})
	if err != nil {
		return nil, err
	}
	return &answer{
		status: http.StatusCreated, json: file,
		location: "/api/v1/applications/" + c.Param("id") + "/evidence/" + file.ID,
	}, nil
}

func (s *server) withdrawEvidence(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	view, err := s.config.Service.WithdrawEvidence(c.Request.Context(), cmd, c.Param("id"), c.Param("evidence"))
	if err != nil {
		return nil, err
	}
	return &answer{json: view}, nil
}

// evidenceTypes are the content types of what is kept; a browser is told to save
// it whatever it is.
var evidenceTypes = map[assessment.EvidenceType]string{
	assessment.TypePDF:  "application/pdf",
	assessment.TypeJPG:  "image/jpeg",
	assessment.TypePNG:  "image/png",
	assessment.TypeDOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	assessment.TypeXLSX: typeWorkbook,
}

// policySandbox is for files of others: even if a browser shows one, nothing in it
// runs.
const policySandbox = dataPolicy + "; sandbox"

func (s *server) openEvidence(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	evidence, file, err := s.config.Service.OpenEvidence(c.Request.Context(), cmd, c.Param("id"), c.Param("evidence"))
	if err != nil {
		return nil, err
	}
	return &answer{
		kind: evidenceTypes[evidence.Type], filename: evidence.Name, policy: policySandbox, size: evidence.Size,
		stream: func(w io.Writer) error {
			_, err := io.Copy(w, file)
			if err = errors.Join(err, file.Close()); err != nil {
				return fmt.Errorf("send evidence %s: %w", evidence.ID, err)
			}
			return nil
		},
	}, nil
}

// exportEvidence streams an archive of everything that counts, with a manifest of
// everything there is.
func (s *server) exportEvidence(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	done, err := s.evidence.enter(c.Request.Context(), cmd.Actor.UserID) // a busy answer is no export
	if err != nil {
		return nil, err
	}
	archive, err := s.config.Service.ExportEvidence(c.Request.Context(), cmd, c.Param("id"))
	if err != nil {
		done()
		return nil, err
	}
	lang := languageOf(c.Request)
	name := templates.Message(lang, "file_evidence", map[string]string{"enterprise": archive.Application.Enterprise.Name})
	return &answer{
		kind: "application/zip", filename: fileName(name), policy: policySandbox,
		stream: func(w io.Writer) error {
			defer done()
			return writeArchive(c.Request.Context(), w, archive, lang)
		},
	}, nil
}

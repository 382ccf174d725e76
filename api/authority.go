package api

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
	"wuxing/workbook"
	"wuxing/workbook/sandbox"
)

// getBlankLists gives the workbook in which other departments hand in their lists.
func (s *server) getBlankLists(c *gin.Context) (*answer, error) {
	card, ok := s.config.Cards.Card(c.Param("id"))
	if !ok {
		return nil, &assessment.Error{Kind: assessment.KindNotFound, Code: assessment.CodeNotFound}
	}
	done, err := s.startWriting(c.Request.Context())
	if err != nil {
		return nil, err
	}
	defer done()
	var buffer bytes.Buffer
	if err := workbook.WriteAuthority(&buffer, card); err != nil {
		return nil, fmt.Errorf("authority lists of %s: %w", card.ID, err)
	}
	name := templates.Message(languageOf(c.Request), "file_authority", map[string]string{"card": card.ID})
	return &answer{content: buffer.Bytes(), kind: typeWorkbook, filename: fileName(name)}, nil
}

type authorityLists struct {
	Lists []assessment.AuthorityListView `json:"lists"`
}

func (s *server) listAuthority(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	lists, err := s.config.Service.AuthorityLists(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: authorityLists{lists}}, nil
}

func (s *server) previewAuthority(c *gin.Context) (*answer, error) {
	return s.authority(c, false, func(cmd assessment.Command, reader assessment.ReadAuthority, _ string) (*assessment.AuthorityPreview, error) {
		return s.config.Service.PreviewAuthority(c.Request.Context(), cmd, c.Param("round"), reader)
	})
}

func (s *server) importAuthority(c *gin.Context) (*answer, error) {
	return s.authority(c, true, func(cmd assessment.Command, reader assessment.ReadAuthority, digest string) (*assessment.AuthorityPreview, error) {
		return s.config.Service.ImportAuthority(c.Request.Context(), cmd, c.Param("round"), digest, reader)
	})
}

// authority takes the workbook out of the form and hands its reader to run.
func (s *server) authority(c *gin.Context, confirmed bool, run func(assessment.Command, assessment.ReadAuthority, string) (*assessment.AuthorityPreview, error)) (*answer, error) {
	file, err := s.previewFile(c, confirmed)
	if err != nil {
		return nil, err
	}
	defer file.close()
	source := assessment.Source{Kind: assessment.SourceWorkbook, Name: fileName(file.name), SHA256: hex.EncodeToString(file.sum)}
	preview, err := run(file.cmd, AuthorityReader(file.books, file.data, source), file.digest)
	if err != nil {
		return nil, err
	}
	preview.Warnings = Localize(languageOf(c.Request), preview.Warnings)
	return &answer{json: preview}, nil
}

// AuthorityReader reads a workbook of lists in a child, as the use cases want it.
func AuthorityReader(books *sandbox.Run, data []byte, source assessment.Source) assessment.ReadAuthority {
	return func(card *scoring.Card) (*assessment.AuthorityBook, scoring.Problems) {
		book, problems := books.ReadAuthority(data, card)
		if len(problems) > 0 {
			return nil, problems
		}
		book.Source, book.Content = source, data
		return book, nil
	}
}

type liftingInput struct {
	Indicator string          `json:"indicator" validate:"required,max=64"`
	Facts     json.RawMessage `json:"facts" validate:"required"`
	Reason    string          `json:"reason" validate:"required,max=2000"`
}

func (s *server) proposeLifting(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in liftingInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	review, err := s.config.Service.ProposeLifting(c.Request.Context(), cmd, c.Param("id"), assessment.NewLifting{
		Indicator: in.Indicator, Facts: in.Facts, Reason: in.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &answer{json: review, version: review.Application.Version}, nil
}

type liftingDecisionInput struct {
	Confirm *bool  `json:"confirm" validate:"required"`
	Reason  string `json:"reason" validate:"required,max=2000"`
}

func (s *server) decideLifting(c *gin.Context) (*answer, error) {
	data, err := readBody(c)
	if err != nil {
		return nil, err
	}
	var in liftingDecisionInput
	if err := decode(data, &in); err != nil {
		return nil, err
	}
	cmd, err := command(c, data)
	if err != nil {
		return nil, err
	}
	review, err := s.config.Service.DecideLifting(c.Request.Context(), cmd, c.Param("id"), c.Param("lifting"), *in.Confirm, in.Reason)
	if err != nil {
		return nil, err
	}
	return &answer{json: review, version: review.Application.Version}, nil
}

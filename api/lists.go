package api

import (
	"io"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/templates"
	"wuxing/workbook"
)

// exportNotice and exportFinal need no account once the list is public; who leads
// and who watches has it before, and is recorded.
func (s *server) exportNotice(c *gin.Context) (*answer, error) {
	return s.listFile(c, "file_notice", func(cmd assessment.Command, round string, out io.Writer) error {
		_, err := s.config.Service.ExportNotice(c.Request.Context(), cmd, round, assessment.ExportNoticeBook, out, workbook.WriteNoticeList)
		return err
	})
}

func (s *server) exportFinal(c *gin.Context) (*answer, error) {
	return s.listFile(c, "file_final", func(cmd assessment.Command, round string, out io.Writer) error {
		_, err := s.config.Service.ExportFinal(c.Request.Context(), cmd, round, assessment.ExportFinalBook, out, workbook.WriteFinalList)
		return err
	})
}

func (s *server) exportAwards(c *gin.Context) (*answer, error) {
	return s.listFile(c, "file_awards", func(cmd assessment.Command, round string, out io.Writer) error {
		_, err := s.config.Service.ExportAwards(c.Request.Context(), cmd, round, assessment.ExportAwardsBook, out, workbook.WriteAwardList)
		return err
	})
}

func (s *server) exportAssignments(c *gin.Context) (*answer, error) {
	return s.listFile(c, "file_assignments", func(cmd assessment.Command, round string, out io.Writer) error {
		_, err := s.config.Service.ExportAssignments(c.Request.Context(), cmd, round, out, workbook.WriteAssignments)
		return err
	})
}

// listFile is one use case that has a workbook of a round made.
func (s *server) listFile(c *gin.Context, name string, export func(cmd assessment.Command, round string, out io.Writer) error) (*answer, error) {
	return s.madeFile(c, typeWorkbook, func(cmd assessment.Command, out io.Writer) (string, error) {
		if err := export(cmd, c.Param("round"), out); err != nil {
			return "", err
		}
		return fileName(templates.Message(languageOf(c.Request), name, map[string]string{"round": c.Param("round")})), nil
	})
}

package api

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/templates"
	"wuxing/workbook"
)

// Content types of exports beside typeWorkbook.
const (
	typeCSV = "text/csv; charset=utf-8"
	typeZip = "application/zip"
)

// Each export below is one use case, which has the bytes made and records who took
// them before they leave.

func (s *server) exportRanking(c *gin.Context) (*answer, error) {
	return s.rankingFile(c, assessment.ExportRankingBook, typeWorkbook, "file_ranking", workbook.WriteRanking)
}

func (s *server) exportRankingCSV(c *gin.Context) (*answer, error) {
	return s.rankingFile(c, assessment.ExportRankingCSV, typeCSV, "file_ranking_csv", csvList(workbook.ListRanking))
}

func (s *server) exportLinesCSV(c *gin.Context) (*answer, error) {
	return s.rankingFile(c, assessment.ExportLinesCSV, typeCSV, "file_lines_csv", csvList(workbook.ListLines))
}

type writeRanking = func(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error

func csvList(list string) writeRanking {
	return func(w io.Writer, ranking *assessment.Ranking, card *scoring.Card) error {
		return workbook.WriteRankingCSV(w, list, ranking, card)
	}
}

func (s *server) rankingFile(c *gin.Context, kind assessment.ExportKind, contentType, name string, write writeRanking) (*answer, error) {
	return s.madeFile(c, contentType, func(cmd assessment.Command, out io.Writer) (string, error) {
		ranking, err := s.config.Service.ExportRanking(c.Request.Context(), cmd, c.Param("round"), kind, out, write)
		if err != nil {
			return "", err
		}
		return templates.Message(languageOf(c.Request), name, map[string]string{"round": ranking.RoundID}), nil
	})
}

// madeFile is one use case that has a file made in memory and gives its name.
func (s *server) madeFile(c *gin.Context, kind string, export func(cmd assessment.Command, out io.Writer) (name string, err error)) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	done, err := s.startWriting(c.Request.Context()) // a busy answer is no export
	if err != nil {
		return nil, err
	}
	defer done()
	var buffer bytes.Buffer
	name, err := export(cmd, &buffer)
	if err != nil {
		return nil, err
	}
	return &answer{content: buffer.Bytes(), kind: kind, filename: name}, nil
}

func (s *server) exportPrinted(c *gin.Context) (*answer, error) {
	return s.applicationFile(c, "file_printed", s.config.Service.ExportSheet, workbook.WritePrinted)
}

// exportForm writes the stored facts into a form.
func (s *server) exportForm(c *gin.Context) (*answer, error) {
	return s.applicationFile(c, "file_own_form", s.config.Service.ExportForm, func(w io.Writer, sheet *assessment.ScoreSheet) error {
		return workbook.WriteForm(w, sheet.Card, &sheet.Application.Enterprise, sheet.Facts)
	})
}

type writeSheet = func(w io.Writer, sheet *assessment.ScoreSheet) error

func (s *server) applicationFile(c *gin.Context, name string,
	export func(ctx context.Context, cmd assessment.Command, id string, out io.Writer, write writeSheet) (*assessment.ScoreSheet, error), write writeSheet,
) (*answer, error) {
	return s.madeFile(c, typeWorkbook, func(cmd assessment.Command, out io.Writer) (string, error) {
		sheet, err := export(c.Request.Context(), cmd, c.Param("id"), out, write)
		if err != nil {
			return "", err
		}
		return fileName(templates.Message(languageOf(c.Request), name, map[string]string{"enterprise": sheet.Application.Enterprise.Name})), nil
	})
}

const (
	headerTotalCount    = "X-Total-Count"
	headerContentDigest = "Content-Digest"

	// archiveTime is how long the archive of a round may take: thousands of sheets.
	archiveTime = 2 * time.Hour
)

// exportPrintedAll sends the score sheets of a round while they are made, since
// thousands of them would neither fit into memory nor be ready within the time of
// one answer. So the size is not known when it begins; X-Total-Count tells how many
// sheets will come, the trailer Content-Digest (RFC 9530) that all have come. What
// fails on the way cuts the connection: nobody takes half an archive for whole.
func (s *server) exportPrintedAll(c *gin.Context) (*answer, error) {
	cmd, err := command(c)
	if err != nil {
		return nil, err
	}
	done, err := s.startArchive(c.Request.Context())
	if err != nil {
		return nil, err
	}
	defer done()
	archive := workbook.NewPrintedArchive(func(sheets, count int) error {
		if sheets == 0 {
			name := templates.Message(languageOf(c.Request), "file_printed_all", map[string]string{"round": c.Param("round")})
			header := c.Writer.Header()
			header.Set("Content-Type", typeZip)
			header.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(name)}))
			header.Set(headerTotalCount, strconv.Itoa(count))
			header.Set("Trailer", headerContentDigest)
			c.Status(http.StatusOK)
		}
		return c.Request.Context().Err()
	})
	sum, err := s.config.Service.ExportSheets(c.Request.Context(), cmd, c.Param("round"), newPacedAnswer(c.Writer, archiveTime), archive)
	if err != nil {
		if !c.Writer.Written() { // what is answered now is no archive
			for _, name := range []string{"Content-Disposition", headerTotalCount, "Trailer"} {
				c.Writer.Header().Del(name)
			}
		}
		return nil, err
	}
	digest, err := hex.DecodeString(sum)
	if err != nil {
		return nil, fmt.Errorf("digest of an archive: %w", err)
	}
	c.Writer.Header().Set(headerContentDigest, "sha-256=:"+base64.StdEncoding.EncodeToString(digest)+":")
	return nil, nil
}

type exportList struct {
	Exports []assessment.Export `json:"exports"`
}

func (s *server) listExports(c *gin.Context) (*answer, error) {
	actor, _ := actorOf(c)
	exports, err := s.config.Service.ListExports(c.Request.Context(), actor, c.Param("round"))
	if err != nil {
		return nil, err
	}
	return &answer{json: exportList{exports}}, nil
}

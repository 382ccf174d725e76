package api

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
	"wuxing/templates"
)

// assets are the styles and scripts of the pages, each under a name that changes
// with its content, so that it may be kept for good.
type assets struct {
	names map[string]string // site.css → site.0123456789ab.css
	files map[string]*answer
}

// assetTypes are the kinds of asset there are.
var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

func loadAssets() (*assets, error) {
	a := &assets{names: make(map[string]string), files: make(map[string]*answer)}
	entries, err := fs.ReadDir(templates.FS, "assets")
	if err != nil {
		return nil, fmt.Errorf("api: assets: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		content, err := templates.FS.ReadFile("assets/" + name)
		if err != nil {
			return nil, fmt.Errorf("api: asset %s: %w", name, err)
		}
		ext := path.Ext(name)
		if assetTypes[ext] == "" {
			return nil, fmt.Errorf("api: asset %s is of no known kind", name)
		}
		digest := sha256.Sum256(content)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(digest[:6]) + ext
		a.names[name] = hashed
		a.files[hashed] = &answer{content: content, kind: assetTypes[ext], cache: "public, max-age=31536000, immutable", packed: true}
	}
	return a, nil
}

// address is where an asset is served; an unknown one is a broken program.
func (a *assets) address(name string) string {
	hashed, ok := a.names[name]
	if !ok {
		panic("api: no asset " + name)
	}
	return "/assets/" + hashed
}

func (s *server) getAsset(c *gin.Context) (*answer, error) {
	file, ok := s.assets.files[c.Param("name")]
	if !ok {
		return nil, &assessment.Error{Kind: assessment.KindNotFound, Code: assessment.CodeNotFound}
	}
	return file, nil
}

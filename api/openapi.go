package api

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/gin-gonic/gin"
	"go.yaml.in/yaml/v3"
)

//go:embed openapi.yaml
var openapiYAML []byte

// document is the OpenAPI document as it is served and, read once more, as the
// page about it shows it.
type document struct {
	json []byte
	spec spec
}

// loadDocument turns the document into JSON, in the order in which it is written,
// with the version of this program and the rule of each route beside it
// (x-action, x-roles), so that the rights stand in one table only.
func loadDocument(version string) (*document, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(openapiYAML, &root); err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	top := root.Content[0]
	if info := member(top, "info"); info != nil && version != "" {
		member(info, "version").SetString(version)
	}
	for _, route := range routes() {
		operation := member(member(member(top, "paths"), route.Path), lower(route.Method))
		if operation == nil {
			return nil, fmt.Errorf("api: openapi.yaml lacks %s %s", route.Method, route.Path)
		}
		var rule yaml.Node
		if err := rule.Encode(map[string]any{"x-action": route.Action, "x-roles": route.Roles}); err != nil {
			return nil, fmt.Errorf("api: openapi.yaml: %w", err)
		}
		operation.Content = append(operation.Content, rule.Content...)
	}
	text, err := appendJSON(nil, top)
	if err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	d := &document{json: text}
	if err := top.Decode(&d.spec); err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	return d, nil
}

func (s *server) getDocument(*gin.Context) (*answer, error) {
	return &answer{content: s.document.json, kind: typeJSON, cache: "no-cache"}, nil
}

// member finds the value of a key; nil where there is none.
func member(node *yaml.Node, key string) *yaml.Node {
	if node == nil {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

// appendJSON writes a YAML node as JSON and keeps the order of its keys.
func appendJSON(out []byte, node *yaml.Node) ([]byte, error) {
	var err error
	switch node.Kind {
	case yaml.MappingNode:
		out = append(out, '{')
		for i := 0; i+1 < len(node.Content); i += 2 {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendString(out, node.Content[i].Value), ':')
			if out, err = appendJSON(out, node.Content[i+1]); err != nil {
				return nil, err
			}
		}
		return append(out, '}'), nil
	case yaml.SequenceNode:
		out = append(out, '[')
		for i, item := range node.Content {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = appendJSON(out, item); err != nil {
				return nil, err
			}
		}
		return append(out, ']'), nil
	case yaml.ScalarNode:
		switch node.ShortTag() {
		case "!!int", "!!float", "!!bool":
			return append(out, node.Value...), nil
		case "!!null":
			return append(out, "null"...), nil
		default:
			return appendString(out, node.Value), nil
		}
	default:
		return nil, fmt.Errorf("line %d: neither mapping, list nor value", node.Line)
	}
}

func appendString(out []byte, text string) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a Go string always encodes
	return append(out, bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))...)
}

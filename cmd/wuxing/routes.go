package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"wuxing/api"
	"wuxing/web"
)

type routesCommand struct {
	JSON bool `help:"以 JSON 输出"`
}

// Run prints the route tables of the interface and of the pages.
func (r routesCommand) Run(c *console) error {
	routes := append(api.Routes(), web.Routes()...)
	if r.JSON {
		encoder := json.NewEncoder(c.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(routes)
	}
	for _, route := range routes {
		roles := make([]string, len(route.Roles))
		for i, role := range route.Roles {
			roles[i] = string(role)
		}
		who := strings.Join(roles, ",")
		if who == "" {
			who = string(route.Action)
		}
		if _, err := fmt.Fprintf(c.out, "%-6s %-45s %-20s %s\n", route.Method, route.Path, route.Action, who); err != nil {
			return err
		}
	}
	return nil
}

package main

import (
	"fmt"
	"runtime"
)

type versionCommand struct{}

// Run prints the program's version.
func (versionCommand) Run(c *console) error {
	_, err := fmt.Fprintf(c.out, "wuxing %s (%s %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

//go:build race

package workbook

// part: under the race detector the long tests take one in so many of their forms.
// Nothing in them runs at the same time, and each step takes ten times as long;
// make test takes them all without it.
const part = 8

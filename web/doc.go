// Package web is the pages that people see in a browser: HTML from the server,
// which works without scripts, and scripts that make it more comfortable.
//
// A page is one walk like a request of the interface: a route (routes….go)
// names the rule, package api admits the request by it, a handler calls one use case
// and fills a struct, render.go executes the template into a buffer. What is said on pages
// stands in templates/messages (pages.*.yaml and its neighbours), the templates in
// templates/pages.
//
// A form on a page and the JSON of the interface go through the same collector of
// package scoring (fields.go), so that no rule on input stands here.
package web

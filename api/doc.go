// Package api is the HTTP door: JSON under /api/v1, the OpenAPI document with a
// page to read it, health and metrics.
//
// One request is one walk. A handler says who is asking and how large the body
// may be, calls one use case of package assessment and returns one answer or an
// error; respond.go writes answers, problem.go errors. Only the archive of a round's
// sheets writes itself, since it is sent while it is made (exportPrintedAll). What is
// allowed is decided by the use cases; which status an error becomes stands in one
// table (problem.go).
//
// routes.go is the list of everything that can be called. The routes, the
// output of `wuxing routes` and a test that holds openapi.yaml against both come
// from it.
package api

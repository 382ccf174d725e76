package api

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"

	"wuxing/assessment"
	"wuxing/scoring"
)

// codeOutOfRange is a number of a query beyond its limit.
const codeOutOfRange = "value_out_of_range" // field, found, limit

// structs checks the validate tags of request structs. It caches what it learns
// of a type and is safe for many goroutines.
var structs = newValidator()

func newValidator() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(jsonKey)
	return v
}

// validate holds the tags of a request struct against its content and reports
// everything at once, with JSON paths and the codes that use cases give, too.
func validate(in any) scoring.Problems {
	var problems scoring.Problems
	var fields validator.ValidationErrors
	if err := structs.Struct(in); !errors.As(err, &fields) {
		return nil
	}
	for _, field := range fields {
		_, path, _ := strings.Cut(field.Namespace(), ".")
		code, params := problemOf(field)
		problems.Add(code, scoring.Position{Path: path}, append([]string{"field", fieldName(path)}, params...)...)
	}
	return problems
}

// problemOf gives a failed tag its code. The value found is told only where a
// code asks for it; a password never is.
func problemOf(field validator.FieldError) (code string, params []string) {
	found := clip(fmt.Sprint(field.Value()))
	switch field.Tag() {
	case "required":
		return assessment.CodeValueMissing, nil
	case "max":
		return assessment.CodeValueTooLong, []string{"limit", field.Param()}
	case "min":
		if field.Kind() == reflect.String && field.Value() == "" {
			return assessment.CodeValueMissing, nil
		}
		return assessment.CodeValueTooShort, []string{"limit", field.Param()}
	case "oneof":
		return assessment.CodeValueNotAllowed, []string{"found", found, "choices", strings.ReplaceAll(field.Param(), " ", "、")}
	case "email", "len=0|email":
		return assessment.CodeValueMalformed, []string{"found", found, "format", "email"}
	default:
		return assessment.CodeValueMalformed, []string{"found", found}
	}
}

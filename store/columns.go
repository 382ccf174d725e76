package store

import "time"

// utc is a time as both databases keep it.
func utc(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// optional is nil for the zero time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = utc(t)
	return &t
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// nullable is nil for the empty text: a reference to nothing.
func nullable(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func orEmpty(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

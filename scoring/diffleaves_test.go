package scoring

import (
	"encoding/json"
	"slices"
	"testing"
)

// TestNoChangeIsLost changes every single value of the card, one at a time, takes
// every key and item away, and swaps the items of every list: each must be told,
// and back again.
func TestNoChangeIsLost(t *testing.T) {
	card, _ := Cards().Card(DefaultCardID)
	original, changed := cardTree(card), cardTree(card)
	tried := 0
	told := func(what string) {
		tried++
		there, back := diffTrees(original, changed), diffTrees(changed, original)
		if len(there) == 0 || len(back) == 0 {
			t.Errorf("%s: not told", what)
		}
		for _, change := range there {
			if change.Subject == "" || change.Path == "" || change.String() == "" {
				t.Errorf("%s: %+v", what, change)
			}
		}
	}
	var walk func(path string, value any, set func(any))
	walk = func(path string, value any, set func(any)) {
		switch value := value.(type) {
		case tree:
			for key, item := range value {
				walk(path+"."+key, item, func(v any) { value[key] = v })
				if !isName(key) {
					delete(value, key)
					told(path + "." + key + " taken away")
					value[key] = item
				}
			}
		case []any:
			for i, item := range value {
				walk(path, item, func(v any) { value[i] = v })
			}
			if len(value) > 1 {
				set(slices.Delete(slices.Clone(value), 1, 2))
				told(path + " without its second item")
				swapped := slices.Clone(value)
				swapped[0], swapped[1] = swapped[1], swapped[0]
				set(swapped)
				told(path + " in another order")
				set(value)
			}
		case json.Number:
			set(json.Number("98765"))
			told(path)
			set(value)
		case string:
			set(value + "x")
			told(path)
			set(value)
		case bool:
			set(!value)
			told(path)
			set(value)
		}
	}
	walk("card", changed, nil)
	if tried < 1000 {
		t.Errorf("%d changes tried", tried)
	}
	if changes := diffTrees(original, changed); len(changes) > 0 {
		t.Errorf("the walk left something behind: %v", changes)
	}
	t.Logf("%d changes, all told", tried)
}

// isName tells the keys without which a part of a card is nothing.
func isName(key string) bool { return key == "id" || key == "key" || key == "no" || key == "name" }

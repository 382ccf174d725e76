package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"wuxing/scoring"
)

// cardDifferences says in Chinese what a new card changes, a line each. This is
// the only place that compares cards for `card import`.
func cardDifferences(old, card *scoring.Card) []string {
	d := &differ{}
	d.compare(nil, canonical(old), canonical(card))
	return d.lines
}

// canonical is the card as the JSON that its hash is made of.
func canonical(card *scoring.Card) any {
	text, err := json.Marshal(card)
	if err != nil { // a card always marshals
		panic(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		panic(err)
	}
	return value
}

// differ walks two JSON values side by side.
type differ struct{ lines []string }

func (d *differ) say(path []string, format string, args ...any) {
	d.lines = append(d.lines, strings.Join(path, " › ")+":"+fmt.Sprintf(format, args...))
}

func (d *differ) compare(path []string, old, now any) {
	oldObject, isObject := old.(map[string]any)
	nowObject, isObject2 := now.(map[string]any)
	oldList, isList := old.([]any)
	nowList, isList2 := now.([]any)
	switch {
	case isObject && isObject2:
		d.objects(path, oldObject, nowObject)
	case (isList || old == nil) && (isList2 || now == nil):
		d.lists(path, oldList, nowList)
	case old == nil:
		d.say(path, "新增 %s", brief(now))
	case now == nil:
		d.say(path, "删去 %s", brief(old))
	case old != now:
		d.say(path, "%s → %s", brief(old), brief(now))
	}
}

func (d *differ) objects(path []string, old, now map[string]any) {
	keys := make([]string, 0, len(old)+len(now))
	for key := range old {
		keys = append(keys, key)
	}
	for key := range now {
		if _, both := old[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if x, y := slices.Index(pathOrder, a), slices.Index(pathOrder, b); x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	for _, key := range keys {
		d.compare(append(slices.Clip(path), pathWord(key)), old[key], now[key])
	}
}

// lists compares items that have a name by it and others by their place. A new
// order of named items is told once.
func (d *differ) lists(path []string, old, now []any) {
	oldNames, nowNames := itemNames(old), itemNames(now)
	for i, item := range old {
		if !slices.Contains(nowNames, oldNames[i]) {
			d.say(append(slices.Clip(path), titleOf(item, oldNames[i])), "删去 %s", brief(item))
		}
	}
	for i, item := range now {
		title := append(slices.Clip(path), titleOf(item, nowNames[i]))
		if n := slices.Index(oldNames, nowNames[i]); n >= 0 {
			d.compare(title, old[n], item)
			continue
		}
		d.say(title, "新增 %s", brief(item))
	}
	both := func(names, others []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !slices.Contains(others, name) })
	}
	if !slices.Equal(both(oldNames, nowNames), both(nowNames, oldNames)) {
		d.say(path, "次序有变")
	}
}

// itemNames are what tells the items of a list apart, their places where nothing
// else does.
func itemNames(list []any) []string {
	names := make([]string, len(list))
	for i, item := range list {
		names[i] = fmt.Sprint(i + 1)
		if object, ok := item.(map[string]any); ok {
			for _, key := range []string{"id", "key", "choice", "question"} {
				if name, ok := object[key].(string); ok && !slices.Contains(names[:i], name) {
					names[i] = name
					break
				}
			}
		}
	}
	return names
}

// titleOf is how a person calls an item.
func titleOf(item any, name string) string {
	if object, ok := item.(map[string]any); ok {
		for _, key := range []string{"label", "name"} {
			if label, ok := object[key].(string); ok {
				if no, ok := object["no"].(string); ok {
					label = no + " " + label
				}
				return fmt.Sprintf("%s [%s]", label, name)
			}
		}
	}
	return name
}

// brief is a value on one line.
func brief(value any) string {
	switch value := value.(type) {
	case string:
		return "“" + strings.ReplaceAll(value, "\n", " ") + "”"
	case json.Number:
		return value.String()
	case bool:
		return map[bool]string{true: "是", false: "否"}[value]
	case []any:
		parts := make([]string, len(value))
		for i, item := range value {
			parts[i] = brief(item)
		}
		return strings.Join(parts, "、")
	case map[string]any:
		for _, key := range []string{"label", "name", "question", "reading"} {
			if text, ok := value[key].(string); ok {
				return brief(text)
			}
		}
		keys := make([]string, 0, len(value))
		for key := range value {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		parts := make([]string, 0, len(keys))
		for _, key := range keys {
			if value[key] != nil {
				parts = append(parts, pathWord(key)+" "+brief(value[key]))
			}
		}
		return strings.Join(parts, ",")
	}
	return "无"
}

// pathWords are the keys of a card in the words of its workbook, in the order in
// which changes are told.
var pathWords = [][2]string{
	{"id", "编号"},
	{"title", "名称"},
	{"document", "文件"},
	{"number", "文号"},
	{"issuer", "印发单位"},
	{"issued", "印发日期"},
	{"effective", "施行日期"},
	{"columns", "表头"},
	{"totals", "合计"},
	{"tie_breaks", "并列"},
	{"rulings", "口径"},
	{"facts", "数据项"},
	{"checks", "校验"},
	{"categories", "类别"},
	{"key", "代码"},
	{"no", "序号"},
	{"name", "名称"},
	{"label", "名称"},
	{"kind", "性质"},
	{"type", "类型"},
	{"unit", "单位"},
	{"asked", "填报要求"},
	{"evidence", "佐证材料"},
	{"choices", "选项"},
	{"fields", "清单栏目"},
	{"max", "最大值"},
	{"max_rows", "最多行数"},
	{"optional", "可不填"},
	{"needed_when", "何时必填"},
	{"printed", "印发的指标内容"},
	{"base", "基础分"},
	{"bonus", "加分"},
	{"points", "分值"},
	{"standard", "评分标准"},
	{"indicators", "指标"},
	{"rule", "计分"},
	{"flag", "是否"},
	{"choice", "选择"},
	{"ladder", "分档"},
	{"each", "每个"},
	{"list", "清单"},
	{"sum", "合并"},
	{"fact", "数据项"},
	{"of", "量什么"},
	{"count", "数量"},
	{"amount", "金额"},
	{"ratio", "占比"},
	{"growth", "增长率"},
	{"rows", "各档"},
	{"from", "达到"},
	{"above", "超过"},
	{"veto", "一票否决"},
	{"then", "逐步加分"},
	{"over", "超过此数起"},
	{"every", "每增加"},
	{"only", "起算"},
	{"tables", "分值表"},
	{"when", "条件"},
	{"field", "栏目"},
	{"times", "折算"},
	{"by", "乘以或比较"},
	{"best_per", "同一…只计最高"},
	{"combine", "各行得分"},
	{"cap", "最高分"},
	{"smaller", "较小的"},
	{"larger", "较大的"},
	{"indicator", "指标"},
	{"on", "适用"},
	{"question", "问题"},
	{"reading", "口径"},
	{"reason", "理由"},
	{"other", "另一种读法"},
}

var pathOrder = func() []string {
	order := make([]string, len(pathWords))
	for i, word := range pathWords {
		order[i] = word[0]
	}
	return order
}()

func pathWord(key string) string {
	if i := slices.Index(pathOrder, key); i >= 0 {
		return pathWords[i][1]
	}
	return key
}

package scoring

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// String words the change: 2.2 apprenticeship:第2档下限 20 改为 25.
func (c Change) String() string {
	from, to := c.From, c.To
	if c.Texts {
		from, to = "“"+from+"”", "“"+to+"”"
	}
	switch c.Kind {
	case ChangeAdded:
		return c.Subject + ":增加" + spaced(c.Part) + to
	case ChangeRemoved:
		return c.Subject + ":删去" + spaced(c.Part) + from
	case ChangeOrder:
		return c.Subject + ":" + c.Part + "次序由 " + c.From + " 改为 " + c.To
	default:
		return c.Subject + ":" + spaced(c.Part) + from + " 改为 " + to
	}
}

// spaced puts a space between a part and what follows.
func spaced(part string) string {
	if part == "" {
		return ""
	}
	return part + " "
}

// diffLabels name the keys of a card, in the order in which changes are told. A
// key without a label is told by itself, after the others.
var diffLabels = []struct{ key, label string }{
	{"id", "编号"},
	{"no", "序号"},
	{"key", "键"},
	{"title", "标题"},
	{"document", "文件"},
	{"number", "文号"},
	{"issuer", "发文机关"},
	{"issued", "印发日期"},
	{"effective", "施行日期"},
	{"name", "名称"},
	{"label", "标签"},
	{"printed", "印发的指标内容"},
	{"category", "所属类别"},
	{"kind", "类型"},
	{"type", "类型"},
	{"unit", "单位"},
	{"asked", "填报说明"},
	{"evidence", "佐证材料"},
	{"columns", "表头"},
	{"totals", "总分"},
	{"base", "基础分"},
	{"bonus", "加分"},
	{"standard", "评分标准"},
	{"smaller", "较小项"},
	{"larger", "较大项"},
	{"rule", ""},
	{"flag", ""},
	{"ladder", ""},
	{"each", ""},
	{"list", ""},
	{"sum", ""},
	{"fact", "填报项"},
	{"of", "计量"},
	{"count", "人数或件数"},
	{"amount", "金额"},
	{"ratio", "比例"},
	{"growth", "增长率"},
	{"rows", ""},
	{"tables", ""},
	{"when", "情形"},
	{"field", "栏目"},
	{"choice", "选项"},
	{"from", "下限"},
	{"above", "起点(不含)"},
	{"to", "上限(含)"},
	{"below", "上限(不含)"},
	{"points", "分值"},
	{"veto", "一票否决"},
	{"then", "步进"},
	{"over", "起点"},
	{"every", "步长"},
	{"only", ""},
	{"unless", "不适用于"},
	{"times", ""},
	{"by", "倍数"},
	{"best_per", "同名只计最高的栏目"},
	{"combine", "合计方式"},
	{"cap", "上限"},
	{"choices", ""},
	{"fields", ""},
	{"max", "最大值"},
	{"max_rows", "最多行数"},
	{"short", "短名"},
	{"effort", "改变的难度"},
	{"act", "建议的说法"},
	{"advise", "是否建议改变"},
	{"optional", "可不填"},
	{"needed_when", "须填的情形"},
	{"tie_breaks", "同分排序"},
	{"indicator", "指标"},
	{"rulings", ""},
	{"on", "所指"},
	{"question", "问题"},
	{"reading", "读法"},
	{"reason", "理由"},
	{"other", "另一种读法的说法"},
	{"needs", "试算另一种读法还需要"},
	{"alternative", "另一种读法"},
	{"total_cap", "总分上限"},
	{"facts", "填报项"},
	{"checks", "数据核对"},
	{"categories", "类别"},
	{"indicators", "指标"},
}

func diffLabel(key string) string {
	for i := range diffLabels {
		if diffLabels[i].key == key {
			return diffLabels[i].label
		}
	}
	return key
}

// wholeKeys are told as a whole; ruleKeys hold a rule, whose kind is one key.
var (
	wholeKeys = map[string]bool{"of": true, "when": true, "unless": true, "needed_when": true, "evidence": true, "columns": true, "by": true, "tie_breaks": true}
	ruleKeys  = map[string]bool{"rule": true, "sum": true}
)

// itemLabel names an item of a list by what it is: 第2档, 选项 none.
func itemLabel(key string, item any, i int) string {
	number := strconv.Itoa(i + 1)
	switch key {
	case "rows":
		return "第" + number + "档"
	case "tables":
		if _, isTable := item.([]any); isTable {
			return "第" + number + "组"
		}
		return "情形(" + identity(item) + ")"
	case "sum":
		return "第" + number + "部分"
	case "points", "choices":
		return "选项 " + identity(item)
	case "fields":
		return "栏目 " + identity(item)
	case "only":
		return "计分条件 " + identity(item)
	case "times":
		return "折算(" + identity(item) + ")"
	case "rulings":
		return "口径“" + identity(item) + "”的"
	default:
		return "第" + number + "项"
	}
}

func factSubject(t tree) (name, whole string) {
	return "填报项 " + brief(t["key"]), brief(t["label"])
}

func checkSubject(t tree) (name, whole string) {
	return "数据核对", brief(t["smaller"]) + "≤" + brief(t["larger"])
}

func categorySubject(t tree) (name, whole string) {
	return "类别 " + brief(t["no"]) + " " + brief(t["id"]), brief(t["name"])
}

func indicatorSubject(t tree) (name, whole string) {
	whole = brief(t["name"])
	if points := brief(t["points"]); points != "0" {
		whole += "(" + points + "分)"
	}
	return brief(t["no"]) + " " + brief(t["id"]), whole
}

// keysOf are the keys of the mappings, in the order of the labels.
func keysOf(maps ...tree) []string {
	all := make(map[string]bool)
	for _, m := range maps {
		for key := range m {
			all[key] = true
		}
	}
	var keys []string
	for i := range diffLabels {
		if key := diffLabels[i].key; all[key] {
			keys = append(keys, key)
			delete(all, key)
		}
	}
	known := len(keys)
	for key := range all {
		keys = append(keys, key)
	}
	slices.Sort(keys[known:])
	return keys
}

// brief writes a value in a line.
func brief(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		if value {
			return "是"
		}
		return "否"
	case []any:
		return briefList(value)
	case tree:
		return briefTree(value)
	}
	return ""
}

func briefList(list []any) string {
	parts, separator := make([]string, len(list)), "、"
	for i, item := range list {
		switch parts[i] = brief(item); {
		case isMatch(item):
			separator = ","
		case !isScalar(item) && len(list) > 1:
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, separator)
}

// isMatch tells a field with its choice: level=province.
func isMatch(value any) bool {
	t, ok := value.(tree)
	return ok && len(t) == 2 && t["field"] != nil && t["choice"] != nil
}

func briefTree(t tree) string {
	if isMatch(t) {
		return brief(t["field"]) + "=" + brief(t["choice"])
	}
	var parts []string
	for _, key := range keysOf(t) {
		label := diffLabel(key)
		if label == "" {
			label = key
		}
		parts = append(parts, label+" "+briefOf(key, t[key]))
	}
	return strings.Join(parts, ",")
}

// briefOf writes the value of a key; a factor is a fraction.
func briefOf(key string, value any) string {
	if fraction, ok := value.([]any); key == "by" && ok && len(fraction) == 2 {
		return brief(fraction[0]) + "/" + brief(fraction[1])
	}
	return brief(value)
}

func isScalar(value any) bool {
	switch value.(type) {
	case tree, []any:
		return false
	}
	return true
}

// plain tells whether a list holds no lists and mappings.
func plain(list []any) bool {
	return !slices.ContainsFunc(list, func(item any) bool { return !isScalar(item) })
}

// isProse tells texts from numbers and ids.
func isProse(value any) bool {
	text, ok := value.(string)
	return ok && strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

package workbook

import "wuxing/scoring"

// cardTable is one sheet of a card's workbook: a plain table with a hidden row
// of keys above its headings, by which it is found again wherever it stands.
type cardTable struct {
	key     string // in the hidden row: "facts.label"
	sheet   string
	about   string // under the title
	columns []cardColumn
	anchor  string // the column at which a problem with a whole row is shown
	rename  map[string]string
}

// cardColumn is one column.
type cardColumn struct {
	key, title string
	width      float64
	kind       cardKind
	words      []scoring.Choice // of kindWord
	prompt     string           // what to write, for the clerk
}

// cardKind says how a column's cells are written and understood.
type cardKind uint8

const (
	kindText      cardKind = iota // any text, kept as it is
	kindCode                      // a code or date; spaces around it do not count
	kindNumber                    // a number, written as one
	kindBound                     // a number with or without %, written as text
	kindWord                      // one of words
	kindTick                      // 是 or nothing
	kindLines                     // several texts, one a line
	kindFact                      // refer to a row of another sheet
	kindIndicator                 //
	kindOwner                     // an indicator, or one of its other readings: indicator+alternative
	kindCategory                  //
	kindField                     // a column of the row's list
	kindChoice                    // a choice of the row's fact or field
	kindWhen                      // 栏目=选项;栏目=选项/选项
)

// The keys of the tables, in the order of the sheets.
const (
	tableBasics     = "basics"
	basicValue      = "value" // its column of texts and dates
	tableFacts      = "facts"
	tableChoices    = "choices"
	tableFields     = "fields"
	tableChecks     = "checks"
	tableCategories = "categories"
	tableIndicators = "indicators"
	tableFlags      = "flags"
	tableChosen     = "chosen"
	tableLadders    = "ladders"
	tableTiers      = "tiers"
	tableEach       = "each"
	tableLists      = "lists"
	tableCases      = "cases"
	tableOnly       = "only"
	tableTimes      = "times"
	tableRulings    = "rulings"
	tableTies       = "ties"
)

// Words of the card's language with their labels.
var (
	wordsFactType = []scoring.Choice{
		{Key: "count", Label: "整数"},
		{Key: "money", Label: "金额"},
		{Key: "yes_no", Label: "是否"},
		{Key: "choice", Label: "选择"},
		{Key: "list", Label: "清单"},
	}
	wordsFieldType = []scoring.Choice{
		{Key: "text", Label: "文字"}, {Key: "count", Label: "整数"}, {Key: "yes_no", Label: "是否"}, {Key: "choice", Label: "选择"},
	}
	wordsCategory = []scoring.Choice{
		{Key: "base", Label: "基础分"}, {Key: "bonus", Label: "加分"}, {Key: "deduction", Label: "扣分"},
	}
	wordsRule = []scoring.Choice{
		{Key: "flag", Label: "是否"},
		{Key: "choice", Label: "选择"},
		{Key: "ladder", Label: "分档"},
		{Key: "each", Label: "每个"},
		{Key: "list", Label: "清单"},
		{Key: "sum", Label: "合并"},
	}
	wordsMeasure = []scoring.Choice{
		{Key: "count", Label: "数量"}, {Key: "amount", Label: "金额"}, {Key: "ratio", Label: "占比"}, {Key: "growth", Label: "增长率"},
	}
	wordsBound   = []scoring.Choice{{Key: "from", Label: "达到"}, {Key: "above", Label: "超过"}}
	wordsUpper   = []scoring.Choice{{Key: "to", Label: "不超过"}, {Key: "below", Label: "低于"}}
	wordsCombine = []scoring.Choice{{Key: "sum", Label: "相加"}, {Key: "best", Label: "取最高一项"}}
	wordsOn      = []scoring.Choice{{Key: "total", Label: "总分"}, {Key: "rank", Label: "排名"}, {Key: "year", Label: "年度"}}
	wordsTie     = []scoring.Choice{
		{Key: "deduction", Label: "扣分少者在前"}, {Key: "base", Label: "基础分高者在前"}, {Key: "share", Label: "指标占比高者在前"},
	}
	wordsTick   = []scoring.Choice{{Key: "true", Label: labelYes}}
	wordsAdvise = []scoring.Choice{{Key: "true", Label: labelYes}, {Key: "false", Label: labelNo}}
)

// labelAnyRow is the condition that every row of a list meets.
const labelAnyRow = "任意"

const promptCode = "小写英文字母开头,可含数字、_ 和 -。用过的代码不要改。"

var (
	columnIndicator = cardColumn{key: "indicator", title: "指标", width: 30, kind: kindOwner, prompt: "从列表中选,见工作表“指标”。口径的另一种读法怎样计分,写“指标 [指标代码+读法代码]”,见工作表“口径”。"}
	columnPart      = cardColumn{key: "part", title: "合并项", width: 8, kind: kindNumber, prompt: "指标的计分方式是“合并”时填第几项:1、2、3…;否则留空。"}
	columnPoints    = cardColumn{key: "points", title: "分值", width: 8, kind: kindNumber, prompt: "0.25分的整数倍;扣分填负数。"}
	columnVeto      = cardColumn{key: "veto", title: "一票否决", width: 9, kind: kindTick, prompt: "否决的选“是”,否则留空。"}
	columnCap       = cardColumn{key: "cap", title: "最高分", width: 8, kind: kindNumber, prompt: "最高(扣分:最多扣)多少分,填正数;没有上限的留空。"}
	columnWhen      = cardColumn{key: "when", title: "条件", width: 46, kind: kindWhen, prompt: "写成“栏目=选项”;要同时满足的用分号隔开。所有行都算的写“任意”。"}
)

func columnFact(title string) cardColumn {
	return cardColumn{key: "fact", title: title, width: 34, kind: kindFact, prompt: "从列表中选,见工作表“数据项”。"}
}

// cardTables are the sheets in order.
var cardTables = []cardTable{
	{
		key: tableBasics, sheet: "基本信息", anchor: "value", about: "评分表的编号、名称和依据的文件。改内容必须换新编号。",
		columns: []cardColumn{
			{key: "key", title: "代码", width: 12, kind: kindCode},
			{key: "label", title: "项目", width: 20},
			{key: basicValue, title: "内容", width: 56},
			{key: "note", title: "说明", width: 60},
		},
	},
	{
		key: tableFacts, sheet: "数据项", anchor: "key", about: "请企业填报的每一项数据,一项一行,按表单的次序。",
		columns: []cardColumn{
			{key: "key", title: "代码", width: 27, kind: kindCode, prompt: promptCode},
			{key: "label", title: "名称", width: 30},
			{key: "type", title: "类型", width: 7, kind: kindWord, words: wordsFactType},
			{key: "unit", title: "单位", width: 8, prompt: "例如 人、元/月;清单填每一行的单位。"},
			{key: "max", title: "最大值", width: 11, kind: kindNumber, prompt: "整数和金额必填:合理的最大值,用来发现多写的数字。"},
			{key: "max_rows", title: "最多行数", width: 9, kind: kindNumber, prompt: "清单必填。"},
			{key: "asked", title: "填报要求", width: 44},
			{key: "evidence", title: "佐证材料", width: 26, kind: kindLines, prompt: "一种材料一行,格内换行按 Alt+Enter。"},
			{key: "effort", title: "改进难度", width: 9, kind: kindNumber, prompt: "供改进建议用:1(一个决定就行)到5(要几年);留空按通常难度。"},
			{key: "act", title: "改进措施", width: 30, prompt: "改进建议怎样说,例如 再培训 {n} 名技术工人;{n} 是增减多少,{from} 和 {to} 是改前和改后。可留空。"},
			{key: "advise", title: "可建议改进", width: 10, kind: kindWord, words: wordsAdvise, prompt: "企业不能或不应改变的选“否”;其余留空。"},
		},
	},
	{
		key: tableChoices, sheet: "选项", anchor: "key", about: "类型为“选择”的数据项和清单栏目可以选什么,一个选项一行。",
		columns: []cardColumn{
			columnFact("数据项"),
			{key: "field", title: "清单栏目", width: 26, kind: kindField, prompt: "数据项本身是选择的留空;是清单的写栏目名称,见工作表“清单栏目”。"},
			{key: "key", title: "代码", width: 20, kind: kindCode, prompt: promptCode},
			{key: "label", title: "选项", width: 34},
		},
	},
	{
		key: tableFields, sheet: "清单栏目", anchor: "key", about: "清单的每一栏,一栏一行。",
		columns: []cardColumn{
			columnFact("清单"),
			{key: "key", title: "代码", width: 16, kind: kindCode, prompt: promptCode},
			{key: "label", title: "栏目", width: 26},
			{key: "type", title: "类型", width: 7, kind: kindWord, words: wordsFieldType},
			{key: "unit", title: "单位", width: 8},
			{key: "max", title: "最大值", width: 11, kind: kindNumber, prompt: "整数必填。"},
			{key: "optional", title: "可不填", width: 8, kind: kindTick, prompt: "可以不填的选“是”,否则留空。"},
			{key: "needed_when", title: "何时必填", width: 42, kind: kindWhen, prompt: "只在某些行必填时,写“栏目=选项/选项”;总是必填的留空。"},
		},
	},
	{
		key: tableChecks, sheet: "校验", anchor: "smaller", about: "左边的数不能大于右边的数。",
		columns: []cardColumn{
			{key: "smaller", title: "不大于右边的数据项", width: 48, kind: kindFact},
			{key: "larger", title: "数据项", width: 48, kind: kindFact},
		},
	},
	{
		key: tableCategories, sheet: "类别", anchor: "id", about: "印发的表格里的项目类别。",
		columns: []cardColumn{
			{key: "id", title: "代码", width: 20, kind: kindCode, prompt: promptCode},
			{key: "no", title: "序号", width: 8, kind: kindCode},
			{key: "name", title: "名称", width: 40},
			{key: "kind", title: "性质", width: 10, kind: kindWord, words: wordsCategory},
			{key: "points", title: "分值", width: 10, kind: kindNumber, prompt: "印发的分值;扣分类留空。"},
		},
	},
	{
		key: tableIndicators, sheet: "指标", anchor: "id", about: "每个指标一行,文字按印发的表格。怎样计分写在各“计分”工作表里。",
		columns: []cardColumn{
			{key: "category", title: "类别", width: 20, kind: kindCategory, prompt: "从列表中选,见工作表“类别”。"},
			{key: "id", title: "代码", width: 29, kind: kindCode, prompt: promptCode},
			{key: "no", title: "编号", width: 7, kind: kindCode},
			{key: "name", title: "指标内容", width: 30},
			{key: "printed", title: "印发的指标内容(与左边不同时)", width: 17},
			{key: "points", title: "分值", width: 7, kind: kindNumber, prompt: "印发的分值;扣分指标留空。"},
			{key: "standard", title: "评分标准", width: 48},
			{key: "rule", title: "计分方式", width: 9, kind: kindWord, words: wordsRule},
			{key: "short", title: "简称", width: 14, prompt: "量的是什么,几个字,例如 培训占比。可留空。"},
		},
	},
	{
		key: tableFlags, sheet: "计分-是否", anchor: "fact", about: "回答“是”得分,“否”不得分。",
		columns: []cardColumn{columnIndicator, columnPart, columnFact("数据项(类型:是否)"), columnPoints},
	},
	{
		key: tableChosen, sheet: "计分-选择", anchor: "fact", about: "每个选项得多少分,一个选项一行;不得分的写0。",
		columns: []cardColumn{
			columnIndicator, columnPart, columnFact("数据项(类型:选择)"),
			{key: "choice", title: "选项", width: 34, kind: kindChoice, prompt: "写选项的名称,见工作表“选项”。"},
			columnPoints,
		},
	},
	{
		key: tableLadders, sheet: "计分-分档", anchor: "fact", about: "量什么,以及最高一档以上怎样逐步加分;各档写在工作表“计分-档次”里。占比=左数÷右数;增长率=(左数−右数)÷右数。",
		columns: []cardColumn{
			columnIndicator, columnPart,
			{key: "of", title: "量什么", width: 9, kind: kindWord, words: wordsMeasure},
			columnFact("数据项"),
			{key: "base", title: "÷ 数据项", width: 34, kind: kindFact, prompt: "占比填总数,增长率填上年数;数量和金额留空。"},
			{key: "over", title: "超过此数起", width: 11, kind: kindBound, prompt: "逐步加分从哪里起算,例如 35%;没有的三格都留空。"},
			{key: "every", title: "每增加", width: 9, kind: kindBound, prompt: "例如 5% 或 50。"},
			{key: "step", title: "得", width: 7, kind: kindNumber, prompt: "每增加一步得多少分;扣分填负数。"},
			columnCap,
		},
		rename: map[string]string{"rows": "计分-档次", "points": "step", "count": "fact", "amount": "fact", "ratio": "base", "growth": "base"},
	},
	{
		key: tableTiers, sheet: "计分-档次", anchor: "bound", about: "工作表“计分-分档”里每条规则的各档,从低到高,一档一行。达到:含此数;超过:不含此数。占比和增长率要写百分号。",
		columns: []cardColumn{
			columnIndicator, columnPart,
			{key: "mode", title: "达到/超过", width: 11, kind: kindWord, words: wordsBound},
			{key: "bound", title: "界限", width: 12, kind: kindBound, prompt: "例如 20、50.5 或 35%。"},
			{key: "upper_mode", title: "不超过/低于", width: 11, kind: kindWord, words: wordsUpper, prompt: "文件印有上限时填,须与下一档衔接;不影响计分。没有的两格都留空。"},
			{key: "upper", title: "上限", width: 12, kind: kindBound, prompt: "例如 50 或 35%;没有的留空。"},
			columnPoints, columnVeto,
		},
		rename: map[string]string{"from": "bound", "above": "bound", "to": "upper", "below": "upper"},
	},
	{
		key: tableEach, sheet: "计分-每个", anchor: "fact", about: "每一个(起、次)得或扣多少分。",
		columns: []cardColumn{columnIndicator, columnPart, columnFact("数据项(类型:整数)"), columnPoints},
	},
	{
		key: tableLists, sheet: "计分-清单", anchor: "fact", about: "对清单的各行计分;每行得多少分写在工作表“清单-分值”里。",
		columns: []cardColumn{
			columnIndicator, columnPart, columnFact("清单"),
			{key: "best_per", title: "同一…只计最高", width: 24, kind: kindField, prompt: "例如“姓名”:同一人只计最高一项。没有的留空。"},
			{key: "combine", title: "各行得分", width: 12, kind: kindWord, words: wordsCombine},
			columnCap,
		},
		rename: map[string]string{"tables": "清单-分值"},
	},
	{
		key: tableCases, sheet: "清单-分值", anchor: "when", about: "清单的一行符合条件得多少分。同一组内从上到下,只计第一个符合的;不同组的得分相加。",
		columns: []cardColumn{
			columnIndicator, columnPart,
			{key: "group", title: "组", width: 6, kind: kindNumber, prompt: "只有一组的都填1。"},
			columnWhen, columnPoints, columnVeto,
		},
	},
	{
		key: tableOnly, sheet: "清单-起算", anchor: "field", about: "清单的一行达到这个数才计,例如“5人及以上”。没有的不写。",
		columns: []cardColumn{
			columnIndicator, columnPart,
			{key: "field", title: "栏目(类型:整数)", width: 34, kind: kindField, prompt: "清单里的栏目,见工作表“清单栏目”。"},
			{key: "from", title: "不少于", width: 10, kind: kindNumber},
			{key: "unless", title: "不论多少都计的行", width: 42, kind: kindWhen, prompt: "写成“栏目=选项/选项”,符合其中之一的行不看这个数;没有的留空。"},
		},
	},
	{
		key: tableTimes, sheet: "清单-折算", anchor: "when", about: "符合条件的行得分乘以分数,例如“参与获奖减半”写 1/2。没有的不写。",
		columns: []cardColumn{
			columnIndicator, columnPart, columnWhen,
			{key: "by", title: "乘以", width: 9, kind: kindBound, prompt: "写成分数,例如 1/2。"},
		},
	},
	{
		key: tableRulings, sheet: "口径", anchor: "question", about: "文字有歧义的地方按哪种读法。关于总分、排名、年度的填“适用”,关于某个指标的填“指标”,只填一个。另一种读法能用现有数据试算的,给它一个读法代码,再填计分方式、类别、总分上限之一;计分方式的行写在各“计分”工作表里,指标写成“指标 [指标代码+读法代码]”。",
		columns: []cardColumn{
			{key: "on", title: "适用", width: 8, kind: kindWord, words: wordsOn},
			{key: "indicator", title: "指标", width: 24, kind: kindIndicator},
			{key: "question", title: "问题", width: 34},
			{key: "reading", title: "口径", width: 34},
			{key: "reason", title: "理由", width: 36},
			{key: "other", title: "另一种读法", width: 26},
			{key: "needs", title: "另一种读法还须知道", width: 20, prompt: "现有数据不能试算另一种读法时,写还缺什么;可留空。"},
			{key: "alternative", title: "读法代码", width: 24, kind: kindCode, prompt: promptCode + "不能试算的留空。"},
			{key: "rule", title: "另一种读法的计分方式", width: 11, kind: kindWord, words: wordsRule, prompt: "另一种读法改变怎样计分时选。它的行写在“计分-…”里,指标写成“指标 [指标代码+读法代码]”。"},
			{key: "category", title: "另一种读法的类别", width: 20, kind: kindCategory, prompt: "另一种读法把指标归到别的类别时选。"},
			{key: "total_cap", title: "另一种读法的总分上限", width: 11, kind: kindNumber, prompt: "只用于总分的口径,例如 100。"},
		},
		rename: map[string]string{"id": "alternative"},
	},
	{
		key: tableTies, sheet: "并列", anchor: "by", about: "总分相同时从上到下比较,第一个不同的决定名次;都相同则并列。",
		columns: []cardColumn{
			{key: "by", title: "比什么", width: 24, kind: kindWord, words: wordsTie},
			{key: "indicator", title: "指标", width: 44, kind: kindIndicator, prompt: "比指标占比时填。"},
		},
	},
}

// basicRow is one line of the sheet 基本信息.
type basicRow struct{ key, label, note string }

var basicRows = []basicRow{
	{"id", "评分表编号", "例如 wuxing-2026。" + promptCode + "已在程序里的编号不能再用于不同的内容。"},
	{"title", "评分表名称", ""},
	{"number", "文件文号", ""},
	{"name", "文件名称", ""},
	{"issuer", "印发单位", ""},
	{"issued", "印发日期", "写成 2024-09-03。"},
	{"effective", "施行日期", "写成 2024-10-04。"},
	{"columns", "印发表格的表头", "从左到右,一个表头一行,格内换行按 Alt+Enter。"},
	{"base", "基础分合计", "按印发的表格。"},
	{"bonus", "加分合计", "按印发的表格。"},
	{"cap", "总分上限", "总分最高多少分;没有另设上限的留空。"},
	{basicBasedOn, "依据的旧版编号", "导出时自动填写;导入时与这一版比较,列出改动。"},
}

// basicBasedOn is no part of the card: the version that was exported.
const basicBasedOn = "based_on"

// tableOf finds a table; the keys above are all there.
func tableOf(key string) *cardTable {
	for i := range cardTables {
		if cardTables[i].key == key {
			return &cardTables[i]
		}
	}
	panic("workbook: no table " + key)
}

// column is the place of a column by its key, or -1.
func (t *cardTable) column(key string) int {
	for i := range t.columns {
		if t.columns[i].key == key {
			return i
		}
	}
	return -1
}

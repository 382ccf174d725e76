package workbook

import "github.com/xuri/excelize/v2"

var disfiguredWords = []disfigured{
	{name: "“是。”", change: says("hr_manager", " 是\u3002"), read: `{"hr_manager": true}`},
	{name: "“有”", change: says("hr_manager", "有"), read: `{"hr_manager": true}`},
	{name: "“√”", change: says("hr_manager", "\u221a"), read: `{"hr_manager": true}`},
	{name: "“×”", change: says("hr_department", "\u00d7"), read: `{"hr_department": false}`},
	{name: "“没有”", change: says("hr_department", "没有"), read: `{"hr_department": false}`},
	{name: "“Y”", change: says("hr_manager", "Y"), read: `{"hr_manager": true}`},
	{name: "“ｎｏ”", change: says("hr_department", "ｎｏ"), read: `{"hr_department": false}`},
	{name: "逻辑值TRUE", change: with(func(f *excelize.File) error { return f.SetCellBool("单项数据", "C11", true) }), read: `{"hr_manager": true}`},
	{name: "“是/否”没有选", change: says("hr_manager", "是/否"), problems: []string{"not_yes_no @hr_manager"}},
	{name: "“x”可能是勾也可能是叉", change: says("hr_manager", "x"), problems: []string{"not_yes_no @hr_manager"}},
	{name: "“部分”", change: says("hr_manager", "部分"), problems: []string{"not_yes_no @hr_manager"}},
	{name: "数字1当作是", change: holds("hr_manager", "1"), problems: []string{"not_yes_no @hr_manager"}},
	{name: "粘贴的选项带空格和句号", change: says("training_funds", "已 安排\u3002"), read: `{"training_funds": "arranged"}`},
	{name: "粘贴的选项用英文引号", change: says("school_cooperation", `开展"订单班""冠名班"`), read: `{"school_cooperation": "order_class"}`},
	{name: "粘贴的选项用直角引号和顿号", change: says("school_cooperation", "开展「订单班」、「冠名班」"), read: `{"school_cooperation": "order_class"}`},
	{name: "选项写成代码", change: says("harmony_level", "Province"), read: `{"harmony_level": "province"}`},
	{name: "选项照抄提示“province(省级)”", change: says("harmony_level", "province（省级）"), read: `{"harmony_level": "province"}`},
	{name: "选项只写一部分“订单班”", change: says("school_cooperation", "订单班"), problems: []string{"unknown_choice @school_cooperation"}},
	{name: "选项带问号“省级？”", change: says("harmony_level", "省级\uff1f"), problems: []string{"unknown_choice @harmony_level"}},
	{name: "写了两个选项“区级/市级”", change: says("harmony_level", "区级/市级"), problems: []string{"unknown_choice @harmony_level"}},
	{name: "不在下拉列表里的选项“县级”", change: says("harmony_level", "县级"), problems: []string{"unknown_choice @harmony_level"}},
}

var disfiguredNames = []disfigured{
	{name: "信用代码分组、小写、全角", change: in("单项数据", "C4", "９１３３０５０２ ma2b\u00a000001r")},
	{name: "信用代码前有撇号", change: in("单项数据", "C4", "\u2019"+"91330502MA2B00001R")},
	{name: "企业名称前后有空格", change: in("单项数据", "C3", "\u3000湖州示例童装有限公司 ")},
	{name: "信用代码少一位", change: in("单项数据", "C4", "91330502MA2B00001"), problems: []string{"uscc_form 单项数据!C4"}},
	{name: "信用代码里字母O当作0", change: in("单项数据", "C4", "9133O502MA2B00001R"), problems: []string{"uscc_form 单项数据!C4"}},
	{name: "信用代码被存成数字", change: with(func(f *excelize.File) error { return f.SetCellDefault("单项数据", "C4", "9.1330502E+17") }), problems: []string{"uscc_number 单项数据!C4"}},
	{name: "企业名称是公式", change: raw("enterprise_name", "str", "<f>[1]Sheet1!A1</f><v>湖州示例童装有限公司</v>"), warnings: []string{"formula_read @enterprise_name"}},
}

var disfiguredFormulas = []disfigured{
	{name: "公式“=200*2+5”,有算出的结果", change: raw("employees", "", "<f>200*2+5</f><v>405</v>"), read: `{"employees": 405}`, warnings: []string{"formula_read @employees"}},
	{name: "公式的结果是文字“405人”", change: raw("employees", "str", `<f>405&amp;"人"</f><v>405人</v>`), read: `{"employees": 405}`, warnings: []string{"formula_read @employees"}},
	{name: "引用别的工作簿的公式", change: raw("employees", "", "<f>[1]Sheet1!$B$2</f><v>405</v>"), read: `{"employees": 405}`, warnings: []string{"formula_read @employees"}},
	{name: "数组公式", change: raw("employees", "", `<f t="array" ref="C20">SUM({400,5})</f><v>405</v>`), read: `{"employees": 405}`, warnings: []string{"formula_read @employees"}},
	{name: "从别处填充的公式", change: raw("employees", "", `<f t="shared" si="7"/><v>405</v>`), read: `{"employees": 405}`, warnings: []string{"formula_read @employees"}},
	{name: "结果为空文字的公式", change: raw("employees", "str", `<f>IF(A1="","",A1)</f><v></v>`), read: `{"employees": null}`, warnings: []string{"formula_read @employees"}},
	{name: "没有算出结果的公式", change: raw("employees", "", "<f>200*2</f>"), problems: []string{"no_cached_value @employees"}},
	{name: "结果出错的公式", change: raw("employees", "e", "<f>1/0</f><v>#DIV/0!</v>"), problems: []string{"cell_error @employees"}},
	{name: "结果是百分数的公式", change: then(looks("skilled_workers", "0%"), raw("skilled_workers", "", "<f>200/400</f><v>0.5</v>")), problems: []string{"cell_percent @skilled_workers"}},
}

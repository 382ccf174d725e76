package workbook

import "fmt"

// writeGuide writes 填写说明: what to do, in which order.
func (w *formWriter) writeGuide() error {
	lists := make([]string, 0, len(w.layout.lists))
	for _, list := range w.layout.lists {
		lists = append(lists, "“"+list.sheet+"”")
	}
	steps := []string{
		"打开后请先点“启用编辑”。未启用编辑时公式不计算,“评分表”里看不到得分。",
		fmt.Sprintf("在“%s”中填企业名称、统一社会信用代码、乡镇街道,再从上到下填黄色单元格,填好后颜色变浅。“检查”一列写明未填、有误或矛盾(红色)的原因。有下拉箭头的从列表中选;人数填整数;金额填元,最多两位小数。没有的人数、件数填0,不要空着:空着表示“未填”,该项不得分。", sheetFacts),
		fmt.Sprintf("清单%s各有一张工作表,每人、每项、每次填一行。先在“%s”中选“%s”或“%s”:选“%s”表示确认没有,清单留空;填了清单的,选“%s”或不选。什么都不选、清单也空着,表示“未填”。",
			joinChinese(lists), sheetFacts, labelSome, labelNone, labelNone, labelSome),
		fmt.Sprintf("得分自动显示在“%s”的“自评分”一列,右侧“得分说明”写明每项得分或空着的原因(不打印)。数据有误或相互矛盾的不计分,改正前没有合计。“合计”旁出现“一票否决”的,表示触发了否决条款。", sheetScore),
		"清单只打印填了的行。填完保存为 .xlsx 文件后上传或报送。请不要改动工作表结构、另存为 .xls 或加密码。佐证材料随申报另行上传。",
		"本表只填与评分有关的数据,不填身份证号码等个人信息。",
	}
	document := w.card.Document
	source := fmt.Sprintf("依据:%s《%s》(%s,%s印发,自%s起施行)附件《%s》。", document.Number, document.Name, document.Issuer,
		document.Issued, document.Effective, w.card.Title)
	if err := w.widths(sheetGuide, 6, 110); err != nil {
		return err
	}
	if err := w.text(sheetGuide, 1, 1, w.styles.title, w.card.Title+"  填写说明"); err != nil {
		return err
	}
	if err := w.merge(sheetGuide, 1, 1, 2, 1, w.styles.title); err != nil {
		return err
	}
	if err := w.file.SetRowHeight(sheetGuide, 1, 36); err != nil {
		return err
	}
	row := 2
	for i, step := range steps {
		if err := w.text(sheetGuide, 1, row, w.styles.centred, fmt.Sprint(i+1)); err != nil {
			return err
		}
		if err := w.text(sheetGuide, 2, row, w.styles.cell, step); err != nil {
			return err
		}
		if err := w.file.SetRowHeight(sheetGuide, row, rowHeight(sizeBody, 26, wrapped{step, 110 - indentWidth})+6); err != nil {
			return err
		}
		row++
	}
	if err := w.text(sheetGuide, 1, row, w.styles.note, source); err != nil {
		return err
	}
	if err := w.merge(sheetGuide, 1, row, 2, row, w.styles.note); err != nil {
		return err
	}
	if err := w.file.SetRowHeight(sheetGuide, row, rowHeight(sizeBody, 26, wrapped{source, 116})); err != nil {
		return err
	}
	return pageSetup{sheet: sheetGuide, lastCol: 2, lastRow: row, footer: w.card.Document.Number}.apply(w.file)
}

func joinChinese(parts []string) string {
	all := ""
	for i, part := range parts {
		if i > 0 {
			all += "、"
		}
		all += part
	}
	return all
}

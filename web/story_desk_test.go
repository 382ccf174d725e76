package web_test

import (
	"path/filepath"
	"testing"

	"wuxing/assessment"
	"wuxing/backup"
	"wuxing/internal/testbrowser"
)

// adminSetsUp goes the administrator's way: an account, a round, a scorecard that is
// checked and compared, and the night's backup.
func adminSetsUp(t *testing.T, browser *testbrowser.Browser) {
	o := newOffice(t)
	admin := o.arrives(t, browser, "admin")
	admin.link("用户")
	admin.link("新建账号")
	admin.types("登录名", "newcomer")
	admin.types("姓名", "新来的评审员")
	admin.picks("角色", "评审员")
	admin.button("建立账号")
	admin.sees("账号已建立", "只显示这一次")
	admin.link("用户")
	admin.sees("新来的评审员")

	admin.Open("/rounds/new")
	admin.types("批次编号", "2027")
	admin.types("批次名称", "2027 年度遴选")
	admin.button("建立批次")
	admin.sees("批次已新建")
	admin.link("批次")
	admin.sees("2027 年度遴选")

	admin.link("评分表")
	admin.find("field", "评分表文件", nil)
	admin.Upload(it, cardFile(t, "wuxing-2026.yaml", "id: wuxing-2024", "id: wuxing-2026", "label: 企业职工总数", "label: 在册职工总数"))
	admin.picks("并与哪一版比较", "wuxing-2024")
	admin.button("检查")
	admin.sees("“wuxing-2026.yaml”没有问题", "从 wuxing-2024 到 wuxing-2026 的不同", "在册职工总数")
	admin.button("比较")
	admin.sees("两版内容相同")

	night := &nightly{backup.Nightly{Office: o.data, Folder: t.TempDir(), Keep: 14, Hour: 2, Zone: assessment.OfficeZone}}
	o.service.WithBackups(night)
	admin.Open("/backups")
	admin.sees("还没有备份")
	made, err := night.Once(t.Context(), testBegins)
	if err != nil {
		t.Fatal(err)
	}
	admin.Open("/backups")
	admin.sees("最近一次备份：2026年3月2日 09:30，已核对完整", filepath.Base(made))
}

// nightly tells of the backups that lie in its folder.
type nightly struct{ backup.Nightly }

func (n *nightly) BackupStatus() (*assessment.BackupStatus, error) {
	status := &assessment.BackupStatus{On: true, Folder: n.Folder, Hour: n.Hour, Keep: n.Keep}
	list, err := n.List()
	for _, kept := range list {
		status.Kept = append(status.Kept, assessment.KeptBackup{Name: kept.Name, At: kept.At, Bytes: kept.Bytes})
	}
	return status, err
}

// auditorLooksBack goes the auditor's way: one event is searched for in the whole
// trail, and from it the application and what became of one indicator.
func auditorLooksBack(t *testing.T, browser *testbrowser.Browser) {
	o := newOffice(t)
	o.watched()
	o.round(nil)
	id := o.draft("clerk", someFacts)
	o.submit("clerk", id)
	o.giveBack(id, "competitions")
	o.submit("clerk", id)
	o.review(id)
	auditor := o.arrives(t, browser, "auditor")
	auditor.link("审计记录")
	auditor.picks("做了什么", "退回补正")
	auditor.button("查找")
	auditor.sees("评审员甲", "湖州示例童装有限公司", "竞赛获奖请补充获奖文件")
	auditor.link("湖州示例童装有限公司")
	auditor.link("评审")
	auditor.link("经过", "技能人才培养经费保障")
	auditor.sees("更正数据", "评审员甲", "凭证只能证明已安排经费，不能证明足额", "2.00 分")
	auditor.link("这份申报的审计记录")
	auditor.sees("退回补正")
}

// Command wuxing scores enterprises against a scorecard, runs a selection round
// on a server and exports its ranking. Each command is a file of its name; this
// file only wires them. Exit status: 0 done; 1 the input was refused; 2 wrong
// usage; 3 anything else. Results go to standard output, progress and logs to
// standard error.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // offices run on machines without zone data, the image has none

	"github.com/alecthomas/kong"

	"wuxing/scoring"
)

// version is stamped by the Makefile.
var version = "unknown"

// Exit statuses of the contract.
const (
	exitDone    = 0
	exitRefused = 1
	exitUsage   = 2
	exitFailed  = 3
)

// commands is the command line: a struct field a command.
type commands struct {
	Serve     serveCommand     `cmd:"" help:"启动服务:API 和页面"`
	Score     scoreCommand     `cmd:"" help:"给工作簿、JSON 或 JSON Lines 评分,不需要服务和数据库"`
	Advise    adviseCommand    `cmd:"" help:"说明做什么能提高一家企业的总分"`
	Compare   compareCommand   `cmd:"" help:"比较两张评分表或两种读法:谁得分、谁失分、名次和名额怎么变"`
	Form      formCommand      `cmd:"" help:"生成自评工作簿,空白或按数据填好"`
	Card      cardCommand      `cmd:"" help:"查看和检查评分表"`
	Import    importCommand    `cmd:"" help:"把企业交来的工作簿导入一个批次,并说明哪些没有收、为什么"`
	Authority authorityCommand `cmd:"" help:"其他部门的名单:空白表、预览、导入"`
	Export    exportCommand    `cmd:"" help:"导出一个批次的排名工作簿"`
	Round     roundCommand     `cmd:"" help:"管理批次"`
	User      userCommand      `cmd:"" help:"管理账号;第一个管理员在这里建"`
	Person    personCommand    `cmd:"" help:"个人信息：导出、删除"`
	Retention retentionCommand `cmd:"" help:"按批次设置的保存期限删除文件和联系方式"`
	Doctor    doctorCommand    `cmd:"" help:"检查这台机器上的安装"`
	Routes    routesCommand    `cmd:"" help:"列出全部 HTTP 路由和权限"`
	Recompute recomputeCommand `cmd:"" help:"由最近一次冻结的快照中的输入重算一个批次,与该快照逐字节核对(--rows 由库中现有数据重建后核对)"`
	Backup    backupCommand    `cmd:"" help:"把整个系统备份成一个文件,服务不用停"`
	Restore   restoreCommand   `cmd:"" help:"从备份恢复到空文件夹"`
	Verify    verifyCommand    `cmd:"" help:"检查数据库里必须始终成立的规则,不改动任何东西"`
	Audit     auditCommand     `cmd:"" help:"核对审计记录"`
	Version   versionCommand   `cmd:"" help:"显示版本"`

	ReadWorkbook readWorkbookCommand `cmd:"" hidden:""` // what sandbox starts
}

// console is what a command is run with.
type console struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer
	errOut io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(os.Args[1:], &console{ctx: ctx, in: os.Stdin, out: os.Stdout, errOut: os.Stderr})
	stop()
	os.Exit(status)
}

// helpShown ends the parsing after --help, which kong would end the process for.
type helpShown struct{}

// run is the whole program, with the exit status as its answer.
func run(args []string, c *console) (status int) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(helpShown); !ok {
				panic(p)
			}
			status = exitDone
		}
	}()
	var cli commands
	parser, err := kong.New(&cli,
		kong.Name("wuxing"),
		kong.Description("技能型企业遴选:自评、评审、排名、导出"),
		kong.Vars{"card": scoring.DefaultCardID},
		kong.Writers(c.out, c.errOut),
		kong.Exit(func(int) { panic(helpShown{}) }),
		kong.UsageOnError())
	if err != nil { // the struct above is wrong
		panic(err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(c.errOut, "wuxing: %v\n用法见 wuxing --help\n", err)
		return exitUsage
	}
	return c.status(parsed.Run(c))
}

// refusal is an input that was refused; everything about it has been said.
type refusal struct{}

func (refusal) Error() string { return "refused" }

// usage is a command line that parses but makes no sense.
type usage struct{ text string }

func (u usage) Error() string { return u.text }

// status says an error and gives the exit status for it.
func (c *console) status(err error) int {
	var wrong usage
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, refusal{}):
		return exitRefused
	case errors.As(err, &wrong):
		fmt.Fprintf(c.errOut, "wuxing: %s\n", wrong.text)
		return exitUsage
	case c.sayRefused(err):
		return exitRefused
	}
	fmt.Fprintf(c.errOut, "wuxing: %s\n", explainFailure(err))
	return exitFailed
}

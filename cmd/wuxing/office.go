package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"wuxing/assessment"
	"wuxing/scoring"
	"wuxing/store"
)

// dataFlags say where everything is kept.
type dataFlags struct {
	Data  string `default:"./wuxing-data" placeholder:"DIR" help:"数据文件夹,或 postgres://… 数据库地址(默认 ${default})"`
	Files string `placeholder:"DIR" help:"数据库是 PostgreSQL 时,文件放在哪个文件夹"`
}

// defaultFolder is where a server beside PostgreSQL keeps files if nobody says.
const defaultFolder = "./wuxing-data"

// office is an open store with its use cases.
type office struct {
	store   *store.Store
	service *assessment.Service
	files   *store.Files
	heads   *store.Heads     // the signed head of the audit trail
	cards   *scoring.CardSet // of the program, and those that the office has published
}

// open opens the store; now is the clock of the use cases.
func (f *dataFlags) open(ctx context.Context, options store.Options, now func() time.Time) (*office, error) {
	cards, err := f.cards()
	if err != nil {
		return nil, err
	}
	options.Keys = f.folder("")
	opened, err := store.Open(ctx, f.Data, options)
	if err != nil {
		return nil, err
	}
	files := store.NewFiles(f.folder("files"))
	heads := store.NewHeads(f.folder(""))
	service := assessment.NewService(opened, files, cards, now, newID)
	service.SignedBy(heads.Fingerprint)
	service.UseSecrets(store.NewSecrets(f.folder("")))
	return &office{opened, service, files, heads, cards}, nil
}

// folder is one of the folders beside the database; "" where there is no place
// for files.
func (f *dataFlags) folder(name string) string {
	folder := f.Data
	if store.IsPostgres(f.Data) {
		folder = f.Files
	}
	if folder == "" {
		return ""
	}
	return filepath.Join(folder, name)
}

// with opens the store beside a server that may be running, for one command. It
// must be there: a mistyped folder is no new office.
func (f *dataFlags) with(c *console, do func(*office) error) error {
	if !store.Exists(f.Data) {
		return errNoDatabase(f.Data)
	}
	return f.make(c, do)
}

// make is with, but begins a new office where there is none.
func (f *dataFlags) make(c *console, do func(*office) error) error {
	o, err := f.open(c.ctx, store.Options{Beside: true}, time.Now)
	if err != nil {
		return err
	}
	err = do(o)
	o.sign(c.ctx, func(text string) { fmt.Fprintln(c.errOut, text) })
	return errors.Join(err, o.store.Close())
}

// look is with for a command that must not write at all.
func (f *dataFlags) look(c *console, do func(*office) error) error {
	return f.unsigned(c, store.Options{ReadOnly: true}, do)
}

// unsigned is with for a command that decides itself what is signed.
func (f *dataFlags) unsigned(c *console, options store.Options, do func(*office) error) error {
	if !store.Exists(f.Data) {
		return errNoDatabase(f.Data)
	}
	o, err := f.open(c.ctx, options, time.Now)
	if err != nil {
		return err
	}
	return errors.Join(do(o), o.store.Close())
}

// sign signs how far the audit trail has come. A trail that does not fit its signed
// head is no reason to stop, but a person must hear of it.
func (o *office) sign(ctx context.Context, say func(string)) {
	_, err := o.heads.Advance(ctx, o.store)
	switch {
	case err == nil, errors.Is(err, store.ErrNoFolder), ctx.Err() != nil:
	case errors.Is(err, store.ErrKeyGone):
		say("审计记录没有签名:私钥不在原处,请把它放回 keys/audit.key。" + err.Error())
	case errors.Is(err, store.ErrOtherKey):
		say("审计记录没有签名：它不是用这个文件夹里的私钥封签的。" + err.Error())
	case errors.Is(err, store.ErrTrailForged):
		say("审计记录没有签名：其中有一条不是程序写的，请运行 wuxing audit verify 查明。" + err.Error())
	default:
		say("审计记录没有签名:它与签名的链头不符,请运行 wuxing audit verify 查明。" + err.Error())
	}
}

func errNoDatabase(data string) error {
	return usage{"这里没有数据库:" + data + "。第一个账号用 wuxing user add 建立,或先启动 wuxing serve"}
}

// newID makes ids that sort by the time they were made.
func newID() string {
	id, err := uuid.NewV7()
	if err != nil { // only without a source of randomness
		panic(err)
	}
	return id.String()
}

// operator is the person at the console of the server.
var operator = assessment.Actor{UserID: "operator", Username: "operator", Role: assessment.RoleOperator}

func operatorCommand() assessment.Command {
	return assessment.Command{Actor: operator, RequestID: "console-" + newID()}
}

package mail

import (
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"wuxing/assessment"
	"wuxing/templates"
)

// letter words a mail. All that comes from outside, names of rounds and
// enterprises, stands in the text and in the encoded subject; a line break in it
// begins no header.
func letter(from *mail.Address, publicURL string, out *assessment.OutgoingMail, now time.Time) (*gomail.Msg, error) {
	message := out.Mail.Message
	msg := gomail.NewMsg(gomail.WithCharset(gomail.CharsetUTF8), gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	if err := msg.From(from.String()); err != nil {
		return nil, err
	}
	if err := msg.To(out.Address); err != nil {
		return nil, err
	}
	say := func(code string, params map[string]string) string {
		return templates.Message(templates.Chinese, code, params)
	}
	msg.Subject(oneLine(say("mail.subject", message.Params)))
	msg.SetDateWithValue(now)
	_, domain, _ := strings.Cut(from.Address, "@")
	msg.SetMessageIDWithValue(message.ID + "@" + domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, strings.Join([]string{
		say(message.Kind.Sentence(), message.Params), say("mail.link", map[string]string{"url": publicURL}), say("mail.automatic", nil),
	}, "\n\n")+"\n")
	return msg, nil
}

// oneLine takes line breaks and other control characters out of a header.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

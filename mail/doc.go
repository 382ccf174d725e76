// Package mail sends what lies among the mails to go out, over SMTP: a Chinese
// sentence and a link, in plain text. What is to be sent, to whom and when it is
// tried again is assessment's business; this package knows how to speak to a mail
// server and what its answers mean.
//
// A mail is sent at least once: a server that dies after a mail went out and before
// that was written down sends it again. Both have the same Message-ID.
package mail

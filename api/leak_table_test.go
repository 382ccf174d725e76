//go:build !race

package api_test

import "strings"

// The people who look, at each moment of the story (leak_story_test.go), at
// everything there is to fetch.
const (
	public      = ""            // nobody's session
	ownClerk    = "xqclerkone"  // of the enterprise that the secrets are about
	otherClerk  = "xqclerktwo"  // of another one in another township
	ownTown     = "xqtownone"   // clerk of the enterprise's township
	otherTown   = "xqtowntwo"   //
	firstJudge  = "xqjudgeone"  // sits in its first seat, and is the first to finish
	secondJudge = "xqjudgetwo"  // sits in its second seat, blind until done
	otherJudge  = "xqjudgesix"  // reviews the other enterprise only
	linkedJudge = "xqjudgelink" // has declared a link
	headOffice  = "xqlead"      // the lead
	secondHead  = "xqleadtwo"   // decides the appeal and confirms; reads what the lead reads
	sysAdmin    = "xqadmin"     //
	inspector   = "xqauditor"   //
)

var viewers = []string{
	public, ownClerk, otherClerk, ownTown, otherTown, firstJudge, secondJudge, otherJudge, linkedJudge, headOffice, sysAdmin, inspector,
}

// moment is a point of the story at which everybody looks.
type moment int

const (
	drafted moment = iota
	submitted
	sentBack  // by the township, and handed in again
	assigned  // and the reviewers' declarations are in
	oneIn     // the first reviewer is done, the second has not begun
	bothIn    // they differ: moderation
	reviewed  // the lead has settled
	released  // results shown, an appeal filed and decided
	ranked    // frozen
	decided   // by the joint meeting
	onNotice  // the enterprise is certified, and somebody has objected
	published // by two
)

var momentNames = []string{
	"drafted", "submitted", "sent back", "assigned", "one review in", "moderation", "reviewed", "released", "ranked", "decided", "on notice", "published",
}

// secret is a text that stands in one place of the story, and who may come to read it
// from which moment on. Whoever is not named never may, neither in a body nor in a
// header; and nothing of it stands in the server's log.
type secret struct {
	text string
	what string
	may  map[string]moment
}

// all puts rights together; of two for one person the earlier counts.
func all(rights ...map[string]moment) map[string]moment {
	may := make(map[string]moment)
	for _, right := range rights {
		for who, from := range right {
			if known, ok := may[who]; !ok || from < known {
				may[who] = from
			}
		}
	}
	return may
}

// those is a right of several people from one moment on.
func those(from moment, people ...string) map[string]moment {
	may := make(map[string]moment)
	for _, who := range people {
		may[who] = from
	}
	return may
}

// Rights that several secrets have in common.
var (
	bureau = []string{headOffice, inspector}

	// What an enterprise hands in: its township and the bureau from the submission on,
	// reviewers once they have the file.
	file = all(those(drafted, ownClerk), those(submitted, ownTown), those(submitted, bureau...), those(assigned, firstJudge, secondJudge))
	// What comes of the review: inside once it stands, outside once it is released, for
	// other reviewers with the published ranking.
	result = all(those(reviewed, firstJudge, secondJudge), those(reviewed, bureau...), those(released, ownClerk, ownTown), those(published, otherJudge, linkedJudge))
	// Whose file it is: the file's right, the reviewer who has declared a link with the
	// enterprise, and reviewers when the ranking is published.
	name = all(file, those(assigned, linkedJudge), those(published, otherJudge))
	// What a township writes to its enterprise.
	checked = all(those(sentBack, ownClerk, ownTown), those(sentBack, bureau...), those(assigned, firstJudge, secondJudge))
	// What other departments' lists are called: reviewers decide on them, and the
	// enterprise is told where a fact comes from.
	lists = all(those(assigned, firstJudge, secondJudge, otherJudge, linkedJudge), those(assigned, bureau...), those(released, ownClerk))
	// One reviewer's own decision, where the two differ: it is never the result.
	firstLane  = all(those(oneIn, firstJudge), those(oneIn, bureau...), those(bothIn, secondJudge))
	secondLane = all(those(bothIn, firstJudge, secondJudge), those(bothIn, bureau...))
	appeals    = all(those(released, ownClerk, ownTown, firstJudge, secondJudge), those(released, bureau...))
	meeting    = those(decided, bureau...)
	objections = those(onNotice, bureau...)
)

// secrets is the table. Those with # are scores.
var secrets = []secret{
	{"XQNAMEONE", "the enterprise's name", all(name, those(onNotice, viewers...))}, // it is on the public lists
	{secretUSCC, "the enterprise's code", name},
	{"XQPERSON", "a person of the enterprise", file},
	{"XQFILENAME", "the name of a piece of evidence", file},
	{"XQFILETEXT", "what stands in a piece of evidence", file},
	{"XQSENDBACK", "why the township sent it back", checked},
	{"XQCHECKED", "what the township has checked", checked},
	{"XQEXTEND", "why there was more time", all(those(sentBack, ownClerk, ownTown), those(sentBack, bureau...))},
	{"XQLINK", "how a reviewer is linked", all(those(assigned, linkedJudge), those(assigned, bureau...))},
	{"XQLISTNAME", "a department's list", lists},
	{"XQCOURT", "the department", lists},
	{"XQLISTED", "whom else the list names", nil},

	{"XQLANEONE", "the first reviewer's reason", firstLane},
	{"#0.75", "the first reviewer's score", firstLane},
	{"XQLANETWO", "the second reviewer's reason", secondLane},
	{"#3.25", "the second reviewer's score", secondLane},
	{"XQSETTLED", "the lead's reason", result},
	{"#3.75", "the official score", result},

	{"XQAPPEAL", "what was appealed", appeals},
	{"XQVERDICT", "how the appeal was decided", appeals},
	{"XQMINUTES", "the minutes of the meeting", all(meeting, those(published, firstJudge, secondJudge, otherJudge, linkedJudge))},
	{"XQOUTCOME", "the meeting's reason", all(meeting, those(onNotice, firstJudge, secondJudge))},

	{"XQOBJECTOR", "who objected", objections},
	{"XQCONTACT", "how to reach who objected", objections},
	{"XQOBJECTION", "what somebody objected", objections},
	{"XQANSWER", "how the objection was closed", those(published, bureau...)},
	{"XQPUBLISH", "why it was published", nil},

	// The office knows its staff; reviewers know whom they share a file with once both
	// are in, and all who settled a row of the published ranking. Outside nobody does, ever.
	{strings.ToUpper(firstJudge), "the first reviewer's name", all(those(drafted, sysAdmin, firstJudge), those(drafted, bureau...),
		those(bothIn, secondJudge, otherJudge), those(published, linkedJudge))},
	{strings.ToUpper(secondJudge), "the second reviewer's name", all(those(drafted, sysAdmin, secondJudge), those(drafted, bureau...),
		those(bothIn, firstJudge))},
	{strings.ToUpper(headOffice), "a lead's name", all(those(drafted, sysAdmin), those(drafted, bureau...), those(reviewed, firstJudge, secondJudge),
		those(published, otherJudge, linkedJudge))},
	{firstJudge, "the first reviewer's account", those(drafted, sysAdmin, inspector, firstJudge)},
	{secondJudge, "the second reviewer's account", those(drafted, sysAdmin, inspector, secondJudge)},
}

// Rights to the ids of the two reviewers, which the trail names.
var (
	firstID  = all(those(drafted, sysAdmin, inspector, firstJudge), those(assigned, headOffice), those(bothIn, secondJudge, otherJudge))
	secondID = all(those(drafted, sysAdmin, inspector, secondJudge), those(assigned, headOffice), those(bothIn, firstJudge))
)

// unrecorded are the secrets that the audit trail must not hold either, though it is
// only the auditor's to read whole.
var unrecorded = []string{"XQNAMEONE", "XQPERSON", "XQFILENAME", "XQFILETEXT", "XQLISTED", "XQOBJECTOR", "XQCONTACT", "XQOBJECTION", strings.ToUpper(firstJudge), firstJudge}

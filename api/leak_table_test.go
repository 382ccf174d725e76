//go:build !race

package api_test

import "strings"

// The people who look, at each moment of the story (leak_story_test.go), at
// everything there is to fetch.
const (
	nobody      = ""            // nobody's session
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

var lookers = []string{
	nobody, ownClerk, otherClerk, ownTown, otherTown, firstJudge, secondJudge, otherJudge, linkedJudge, headOffice, sysAdmin, inspector,
}

// moment is a point of the story at which everybody looks.
type moment int

const (
	whenDrafted moment = iota
	whenSubmitted
	whenSentBack  // by the township, and handed in again
	whenAssigned  // and the reviewers' declarations are in
	whenOneIn     // the first reviewer is done, the second has not begun
	whenBothIn    // they differ: moderation
	whenReviewed  // the lead has settled
	whenReleased  // results shown, an appeal filed and decided
	whenRanked    // frozen
	whenDecided   // by the joint meeting
	whenOnNotice  // the enterprise is certified, and somebody has objected
	whenPublished // by two
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

// allRights puts rights together; of two for one person the earlier counts.
func allRights(rights ...map[string]moment) map[string]moment {
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

// rightFrom is a right of several people from one moment on.
func rightFrom(from moment, people ...string) map[string]moment {
	may := make(map[string]moment)
	for _, who := range people {
		may[who] = from
	}
	return may
}

// plantedSecrets is the table. Those with # are scores; firstID and secondID are the ids
// of the two reviewers' accounts.
func plantedSecrets(firstID, secondID string) []secret {
	bureau := []string{headOffice, inspector}

	// What an enterprise hands in: its township and the bureau from the submission on,
	// reviewers once they have the file.
	file := allRights(rightFrom(whenDrafted, ownClerk), rightFrom(whenSubmitted, ownTown), rightFrom(whenSubmitted, bureau...), rightFrom(whenAssigned, firstJudge, secondJudge))
	// What comes of the review: inside once it stands, outside once it is released; other
	// reviewers never read more than totals.
	result := allRights(rightFrom(whenReviewed, firstJudge, secondJudge), rightFrom(whenReviewed, bureau...), rightFrom(whenReleased, ownClerk, ownTown))
	// Whose file it is: the file's right, the reviewer who has declared a link with the
	// enterprise, and reviewers when the ranking is published.
	name := allRights(file, rightFrom(whenAssigned, linkedJudge), rightFrom(whenPublished, otherJudge))
	// What a township writes to its enterprise.
	checked := allRights(rightFrom(whenSentBack, ownClerk, ownTown), rightFrom(whenSentBack, bureau...), rightFrom(whenAssigned, firstJudge, secondJudge))
	// What other departments' lists are called: reviewers decide on them, and the
	// enterprise is told where a fact comes from.
	lists := allRights(rightFrom(whenAssigned, firstJudge, secondJudge, otherJudge, linkedJudge), rightFrom(whenAssigned, bureau...), rightFrom(whenReleased, ownClerk))
	// One reviewer's own decision, where the two differ: it is never the result.
	firstLane := allRights(rightFrom(whenOneIn, firstJudge), rightFrom(whenOneIn, bureau...), rightFrom(whenBothIn, secondJudge))
	secondLane := allRights(rightFrom(whenBothIn, firstJudge, secondJudge), rightFrom(whenBothIn, bureau...))
	appeals := allRights(rightFrom(whenReleased, ownClerk, ownTown, firstJudge, secondJudge), rightFrom(whenReleased, bureau...))
	meeting := rightFrom(whenDecided, bureau...)
	objections := rightFrom(whenOnNotice, bureau...)

	return []secret{
		{"XQNAMEONE", "the enterprise's name", allRights(name, rightFrom(whenOnNotice, lookers...))}, // it is on the public lists
		{secretUSCC, "the enterprise's code", name},
		{"XQPERSON", "a person of the enterprise", file},
		{"XQFILENAME", "the name of a piece of evidence", file},
		{"XQFILETEXT", "what stands in a piece of evidence", file},
		{"XQSENDBACK", "why the township sent it back", checked},
		{"XQCHECKED", "what the township has checked", checked},
		{"XQEXTEND", "why there was more time", allRights(rightFrom(whenSentBack, ownClerk, ownTown), rightFrom(whenSentBack, bureau...))},
		{"XQLINK", "how a reviewer is linked", allRights(rightFrom(whenAssigned, linkedJudge), rightFrom(whenAssigned, bureau...))},
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
		{"XQMINUTES", "the minutes of the meeting", allRights(meeting, rightFrom(whenPublished, firstJudge, secondJudge, otherJudge, linkedJudge))},
		{"XQOUTCOME", "the meeting's reason", allRights(meeting, rightFrom(whenOnNotice, firstJudge, secondJudge))},

		{"XQOBJECTOR", "who objected", nil}, // masked in every list
		{"XQCONTACT", "how to reach who objected", nil},
		{"XQOBJECTION", "what somebody objected", objections},
		{"XQANSWER", "how the objection was closed", rightFrom(whenPublished, bureau...)},
		{"XQPUBLISH", "why it was published", nil},

		// The office knows its staff; reviewers know whom they share a file with once both
		// are in. Outside nobody does, ever.
		{strings.ToUpper(firstJudge), "the first reviewer's name", allRights(rightFrom(whenDrafted, sysAdmin, firstJudge), rightFrom(whenDrafted, bureau...),
			rightFrom(whenBothIn, secondJudge, otherJudge))},
		{strings.ToUpper(secondJudge), "the second reviewer's name", allRights(rightFrom(whenDrafted, sysAdmin, secondJudge), rightFrom(whenDrafted, bureau...),
			rightFrom(whenBothIn, firstJudge))},
		{strings.ToUpper(headOffice), "a lead's name", allRights(rightFrom(whenDrafted, sysAdmin), rightFrom(whenDrafted, bureau...), rightFrom(whenReviewed, firstJudge, secondJudge))},
		{firstJudge, "the first reviewer's account", allRights(rightFrom(whenDrafted, sysAdmin, inspector, firstJudge), rightFrom(whenDrafted, headOffice))},
		{secondJudge, "the second reviewer's account", allRights(rightFrom(whenDrafted, sysAdmin, inspector, secondJudge), rightFrom(whenDrafted, headOffice))},

		// The trail names them by id.
		{`"` + firstID + `"`, "the first reviewer's id", allRights(rightFrom(whenDrafted, sysAdmin, inspector, firstJudge), rightFrom(whenAssigned, headOffice), rightFrom(whenBothIn, secondJudge, otherJudge))},
		{`"` + secondID + `"`, "the second reviewer's id", allRights(rightFrom(whenDrafted, sysAdmin, inspector, secondJudge), rightFrom(whenAssigned, headOffice), rightFrom(whenBothIn, firstJudge))},
	}
}

// unrecorded are the secrets that the audit trail must not hold either, though it is
// only the auditor's to read whole.
var unrecorded = []string{"XQNAMEONE", "XQPERSON", "XQFILENAME", "XQFILETEXT", "XQLISTED", "XQOBJECTOR", "XQCONTACT", "XQOBJECTION", strings.ToUpper(firstJudge), firstJudge}

package scoring_test

import "wuxing/scoring"

// The card wuxing-2024 written out as plain integer Go: the yardstick of the
// benchmarks and a second opinion on the engine. -1 stands for not given.

type straightFacts struct {
	leaderAttention, hrDepartment, hrManager                          int64
	trainingFunds, certificationFiling, schoolCooperation             int64
	apprentices                                                       int64
	certificationStarted, certificationStandardized, certifiedWorkers int64
	employees, skilled, trained, highSkilled                          int64
	eightGrade, seniorPilot, seniorCompleted                          int64
	allowance, wage, lastWage                                         int64 // fen
	over90k, over120k                                                 int64
	collective, equity                                                int64
	craftsman, harmony, title, trainingBase, institute                int64
	arbitration, injuries                                             int64

	honours, studios []namedLevel
	awards           []straightAward
	innovations      []int64 // 0 first, 1 other
	science          []straightScience
	standards        []straightStandard
	petitions        []straightPetition
	honoursGiven     bool
	studiosGiven     bool
	awardsGiven      bool
	innovationsGiven bool
	scienceGiven     bool
	standardsGiven   bool
	petitionsGiven   bool
}

type namedLevel struct {
	name  int64 // equal names have equal numbers
	level int64 // 0 district … 3 national
}

type (
	straightAward    struct{ level, prize int64 }       // 0 city, 1 province, 2 national; 0 first …
	straightScience  struct{ level, grade, role int64 } // 0 province, 1 national; 0 grand …; 0 lead
	straightStandard struct{ listed, stage int64 }      // stage 0 none, 1 compiled, 2 published
	straightPetition struct{ people, level int64 }      // 0 district, 1 city, 2 province
)

type straightScore struct {
	scores                        [31]int64 // hundredths
	status                        [31]scoring.Status
	veto                          [31]bool
	categories                    [7]int64
	base, bonus, deduction, total int64
	vetoed                        bool
}

func straightLine(f *straightFacts, s *straightScore) {
	*s = straightScore{}
	unanswered := func(i int) { s.status[i] = scoring.Unanswered }

	// 1 organization
	if f.leaderAttention < 0 || f.hrDepartment < 0 || f.hrManager < 0 {
		unanswered(0)
	} else {
		s.scores[0] = f.leaderAttention*100 + f.hrDepartment*50 + f.hrManager*50
	}
	straightLevels(f.trainingFunds, 200, s, 1)
	straightLevels(f.certificationFiling, 100, s, 2)

	// 2 cultivation
	straightLevels(f.schoolCooperation, 100, s, 3)
	switch {
	case f.apprentices < 0:
		unanswered(4)
	case f.apprentices >= 100:
		s.scores[4] = 400
	case f.apprentices >= 50:
		s.scores[4] = 300
	case f.apprentices >= 20:
		s.scores[4] = 200
	case f.apprentices >= 1:
		s.scores[4] = 100
	}
	if f.certificationStarted < 0 || f.certificationStandardized < 0 || f.certifiedWorkers < 0 {
		unanswered(5)
	} else {
		s.scores[5] = f.certificationStarted*100 + f.certificationStandardized*100
		switch {
		case f.certifiedWorkers >= 100:
			s.scores[5] += 300
		case f.certifiedWorkers >= 50:
			s.scores[5] += 200
		case f.certifiedWorkers >= 1:
			s.scores[5] += 100
		}
	}
	if straightRatio(f.trained, f.skilled, s, 6) {
		switch x := f.trained * 100; {
		case x >= 70*f.skilled:
			s.scores[6] = 300
		case x >= 60*f.skilled:
			s.scores[6] = 200
		case x >= 50*f.skilled:
			s.scores[6] = 100
		}
	}
	if straightRatio(f.skilled, f.employees, s, 7) {
		if x := f.skilled*100 - 35*f.employees; x >= 0 {
			s.scores[7] = min(800, 100+100*(x/(5*f.employees)))
		}
	}
	if straightRatio(f.highSkilled, f.skilled, s, 8) {
		if x := f.highSkilled*100 - 36*f.skilled; x >= 0 {
			s.scores[8] = min(800, 100+100*(x/(5*f.skilled)))
		}
	}
	straightNamed(f.honours, f.honoursGiven, 600, s, 9)

	// 3 platform
	straightLevels(f.eightGrade, 300, s, 10)
	if f.seniorPilot < 0 || f.seniorCompleted < 0 {
		unanswered(11)
	} else {
		s.scores[11] = f.seniorPilot*200 + f.seniorCompleted*100
	}
	straightNamed(f.studios, f.studiosGiven, 400, s, 12)

	// 4 pay
	switch {
	case f.allowance < 0:
		unanswered(13)
	case f.allowance > 10000:
		s.scores[13] = min(600, 200+50*((f.allowance-10000)/5000))
	case f.allowance > 0:
		s.scores[13] = 200
	}
	if straightRatio(f.wage, f.lastWage, s, 14) {
		growth := (f.wage - f.lastWage) * 100
		switch {
		case growth >= 3*f.lastWage:
			s.scores[14] = min(600, 200+50*((growth-3*f.lastWage)/f.lastWage))
		case growth > 0:
			s.scores[14] = 100
		}
	}
	if straightRatio(f.over90k, f.skilled, s, 15) {
		if x := f.over90k*100 - 20*f.skilled; x > 0 {
			s.scores[15] = min(800, 300+100*(x/(10*f.skilled)))
		}
	}
	if straightRatio(f.over120k, f.skilled, s, 16) {
		if x := f.over120k*100 - 20*f.skilled; x > 0 {
			s.scores[16] = min(400, 200+100*(x/(10*f.skilled)))
		}
	}
	straightLevels(f.collective, 200, s, 17)
	switch {
	case f.equity < 0:
		unanswered(18)
	case f.equity >= 20:
		s.scores[18] = 400
	case f.equity >= 10:
		s.scores[18] = 200
	case f.equity >= 1:
		s.scores[18] = 100
	}

	// 5 culture
	if !f.awardsGiven {
		unanswered(19)
	}
	for _, award := range f.awards {
		if award.level == 2 {
			s.scores[19] += 300
		} else {
			s.scores[19] += 300 - 100*award.prize
		}
	}
	s.scores[19] = min(s.scores[19], 300)
	if !f.innovationsGiven {
		unanswered(20)
	}
	for _, position := range f.innovations {
		s.scores[20] += 100 - 50*position
	}
	s.scores[20] = min(s.scores[20], 400)
	if !f.scienceGiven {
		unanswered(21)
	}
	for _, award := range f.science {
		points := int64(400)
		if award.level == 0 {
			points = [...]int64{300, 200, 100, 50}[award.grade]
		}
		if award.role == 1 {
			points /= 2
		}
		s.scores[21] = max(s.scores[21], points)
	}
	straightLevels(f.craftsman, 100, s, 22)
	straightLevels(f.harmony, 100, s, 23)

	// 6 bonus
	straightLevels(f.title, 100, s, 24)
	straightLevels(f.trainingBase, 100, s, 25)
	if !f.standardsGiven {
		unanswered(26)
	}
	for _, standard := range f.standards {
		s.scores[26] += standard.listed*100 + [...]int64{0, 200, 300}[standard.stage]
	}
	s.scores[26] = min(s.scores[26], 500)
	straightLevels(f.institute, 300, s, 27)

	// 7 deductions
	if !f.petitionsGiven {
		unanswered(28)
	}
	for _, petition := range f.petitions {
		switch {
		case petition.people < 5:
		case petition.level == 2:
			s.veto[28] = true
		default:
			s.scores[28] -= 100 + 100*petition.level
		}
	}
	switch {
	case f.arbitration < 0:
		unanswered(29)
	case f.arbitration >= 11:
		s.veto[29] = true
	case f.arbitration >= 7:
		s.scores[29] = -300
	case f.arbitration >= 4:
		s.scores[29] = -200
	case f.arbitration >= 3:
		s.scores[29] = -100
	}
	if f.injuries < 0 {
		unanswered(30)
	} else {
		s.scores[30] = -200 * f.injuries
	}

	for category, span := range [...][2]int{{0, 3}, {3, 10}, {10, 13}, {13, 19}, {19, 24}, {24, 28}, {28, 31}} {
		for i := span[0]; i < span[1]; i++ {
			s.categories[category] += s.scores[i]
			s.vetoed = s.vetoed || s.veto[i]
		}
	}
	s.base = s.categories[0] + s.categories[1] + s.categories[2] + s.categories[3] + s.categories[4]
	s.bonus, s.deduction = s.categories[5], s.categories[6]
	s.total = max(0, s.base+s.bonus+s.deduction)
}

// straightLevels gives each level the same number of points more.
func straightLevels(level, points int64, s *straightScore, i int) {
	if level < 0 {
		s.status[i] = scoring.Unanswered
		return
	}
	s.scores[i] = level * points
}

func straightRatio(a, b int64, s *straightScore, i int) bool {
	switch {
	case a < 0 || b < 0:
		s.status[i] = scoring.Unanswered
		return false
	case b == 0:
		s.status[i] = scoring.NotComputable
		return false
	}
	return true
}

// straightNamed sums the best level of each name.
func straightNamed(rows []namedLevel, given bool, most int64, s *straightScore, i int) {
	if !given {
		s.status[i] = scoring.Unanswered
	}
	for r, row := range rows {
		best := row.level
		first := true
		for other, o := range rows {
			if o.name != row.name {
				continue
			}
			if other < r {
				first = false
				break
			}
			best = max(best, o.level)
		}
		if first {
			s.scores[i] += 100 + 100*best
		}
	}
	s.scores[i] = min(s.scores[i], most)
}

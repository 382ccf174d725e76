package store

// stampLook holds the stamps of the events, one after another.
type stampLook struct {
	stamp *stamper // nil: there is no key to check with
	from  int64    // number of the first event that must have one; 0: not known yet
	lost  bool     // whether a key from before has stamped events that come before that
}

// beginStamps takes from the signed head where the stamps begin. What another key has
// stamped cannot be checked, as nothing can without a key.
func (v *verification) beginStamps(s *Store) {
	v.stamps.stamp, _ = s.stamps.stamper()
	if v.report.Head != nil {
		v.stamps.from = v.report.Head.StampedFrom
	}
}

// holdStamp looks at one event. Where no head says where the stamps begin, they begin
// with the first. changed: the event is reported already.
func (v *verification) holdStamp(r *auditRow, changed bool) {
	look := &v.stamps
	if look.from == 0 && r.Stamp != "" {
		look.from = r.Seq
	}
	look.lost = look.lost || r.Stamp != "" && r.Seq < look.from
	switch {
	case changed || look.from == 0 || r.Seq < look.from: // from before there were stamps
	case r.Stamp == "":
		v.report.add(finding(CodeAuditUnstamped, "seq", itoa(r.Seq)))
	case look.stamp == nil:
	case !look.stamp.holds(r):
		v.report.add(finding(CodeAuditForged, "seq", itoa(r.Seq)))
	default:
		v.report.Stamped++
	}
}

// tellStamps says what the stamps came to.
func (v *verification) tellStamps() {
	v.report.StampedFrom = v.stamps.from
	switch {
	case v.report.Events == 0:
	case v.stamps.from == 0 && v.stamps.stamp != nil: // who opens a trail with the key gives it a stamp
		v.report.add(finding(CodeAuditUnstamped, "seq", itoa(1)))
	case v.stamps.stamp == nil:
		v.report.notice(finding(CodeAuditStampsUnchecked))
	case v.stamps.lost:
		v.report.notice(finding(CodeAuditStampsLost, "seq", itoa(v.stamps.from)))
	}
}

package assessment_test

import (
	"testing"

	"wuxing/assessment"
)

// Whoever has the receipt and the code learns how far it has come and why it was
// declined; with either of them wrong, one answer tells nothing.
func TestRegistrationByReceipt(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		town := o.township("registrar", "织里镇")
		receipt, err := o.svc.Register(ctx, assessment.Command{}, asking(code, "登记示例厂"))
		must(t, err)
		other, err := o.svc.Register(ctx, assessment.Command{}, asking("91330502MA2B00001R", "另一家厂"))
		must(t, err)
		_, first := o.svc.RegistrationByReceipt(ctx, "none", code)
		wantCode(t, first, assessment.KindNotFound, assessment.CodeReceiptUnknown)
		for _, wrong := range [][2]string{{other.ID, code}, {receipt.ID, "91330502MA2B00001R"}, {receipt.ID, ""}, {"", ""}, {"\x00", code}} {
			_, err := o.svc.RegistrationByReceipt(ctx, wrong[0], wrong[1])
			wantCode(t, err, assessment.KindNotFound, assessment.CodeReceiptUnknown)
			same(t, first.Error(), err.Error())
		}
		state := func(id, code string) string {
			t.Helper()
			answer, err := o.svc.RegistrationByReceipt(ctx, id, code)
			must(t, err)
			if (answer.DecidedAt == nil) != (answer.State == assessment.RegistrationOpen) || answer.ReceivedAt.IsZero() {
				t.Errorf("the answer is %+v", answer)
			}
			return string(answer.State) + " " + answer.Reason
		}
		same(t, "open ", state(" "+receipt.ID+" ", "91330502ma2b000030"))
		_, err = o.svc.DecideRegistration(ctx, by(town), receipt.ID, false, "名称与营业执照不符，请重新登记")
		must(t, err)
		same(t, "declined 名称与营业执照不符，请重新登记", state(receipt.ID, code))
		_, err = o.svc.DecideRegistration(ctx, by(town), other.ID, true, "电话已核对")
		must(t, err)
		same(t, "accepted ", state(other.ID, "91330502MA2B00001R"))
	})
}

// The right password of what still waits is told so; a wrong one, and the right one
// of what was declined, are answered as ever.
func TestSigningInBeforeItIsConfirmed(t *testing.T) {
	onBoth(t, func(t *testing.T, o *office) {
		ctx := t.Context()
		const code = "91330502MA2B000030"
		receipt, err := o.svc.Register(ctx, assessment.Command{}, asking(code, "登记示例厂"))
		must(t, err)
		enter := func(username, password string) error {
			_, err := o.svc.Authenticate(ctx, assessment.Credentials{Username: username, Password: password})
			return err
		}
		wantCode(t, enter(" 91330502ma2b000030 ", "long enough"), assessment.KindUnauthenticated, assessment.CodeNotConfirmed)
		wantCode(t, enter(code, "another one"), assessment.KindUnauthenticated, assessment.CodeBadCredentials)
		wantCode(t, enter("91330502MA2B00001R", "long enough"), assessment.KindUnauthenticated, assessment.CodeBadCredentials)
		_, err = o.svc.DecideRegistration(ctx, by(o.admin), receipt.ID, false, "名称与营业执照不符")
		must(t, err)
		wantCode(t, enter(code, "long enough"), assessment.KindUnauthenticated, assessment.CodeBadCredentials)
	})
}

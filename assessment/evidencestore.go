package assessment

// EvidenceTx keeps what enterprises hand in as evidence. Lists are ordered as their
// comment says.
type EvidenceTx interface {
	AddEvidence(evidence *Evidence) error
	FindEvidence(id string) (*Evidence, error)
	ListEvidence(applicationID string) ([]*Evidence, error) // by Seq
	// ListEvidenceUses finds the newest versions of documents that are not withdrawn
	// and have one of the contents: in every application, by its id and Seq.
	ListEvidenceUses(sha256 []string) ([]EvidenceUse, error)

	AddEvidenceWithdrawal(withdrawal *EvidenceWithdrawal) error                  // ErrDuplicate: once a document
	ListEvidenceWithdrawals(applicationID string) ([]*EvidenceWithdrawal, error) // by document

	// PutEvidenceGaps keeps how many documents are missing from what was handed in.
	PutEvidenceGaps(applicationID string, missing int) error
	// ListUncounted lists what was handed in and has no such number, by id, after one.
	ListUncounted(after string, limit int) ([]string, error)
}

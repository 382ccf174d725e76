package house

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Every proof still fits the sources: one that does not proves nothing, and make prove,
// which would say so, takes too long to run with each change.
func TestProofsFit(t *testing.T) {
	patches, err := filepath.Glob("../../scripts/proofs/*.patch")
	if err != nil || len(patches) < 12 {
		t.Fatalf("%d proofs, %v", len(patches), err)
	}
	for _, patch := range patches {
		path, err := filepath.Abs(patch)
		if err != nil {
			t.Fatal(err)
		}
		check := exec.CommandContext(t.Context(), "git", "-c", "safe.directory=*", "apply", "--check", path) // also in a folder of another user
		check.Dir = "../.."
		if said, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s does not fit: %v\n%s", filepath.Base(patch), err, said)
		}
	}
}

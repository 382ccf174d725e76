//go:build linux && !race

package workbook

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// peakRows asks a child of this test for the most memory that writing so many rows
// takes. The child is this test again, with the number in its environment.
const peakRows = "WUXING_TEST_PEAK_ROWS"

// peakOf is the largest resident size, in bytes, of a process that writes a ranking
// workbook with n rows in 明细 and nothing else.
func peakOf(t testing.TB, n int) int64 {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestExportAllocPeakIsFlat$")
	child.Env = append(os.Environ(), peakRows+"="+strconv.Itoa(n))
	said, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for line := range strings.Lines(string(said)) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), "peak "); ok {
			peak, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return peak
		}
	}
	t.Fatalf("no peak in\n%s", said)
	return 0
}

// Ten times the rows take no more memory: sheets go to temporary files.
func TestExportAllocPeakIsFlat(t *testing.T) {
	if text := os.Getenv(peakRows); text != "" {
		writePeak(t, text)
		return
	}
	few, many := peakOf(t, exportSizes[0]), peakOf(t, exportSizes[1])
	t.Logf("peak of %d rows: %d MiB, of %d rows: %d MiB", exportSizes[0], few>>20, exportSizes[1], many>>20)
	if most := few + few/4 + 16<<20; many > most {
		t.Errorf("%d rows take %d MiB, %d rows %d MiB", exportSizes[0], few>>20, exportSizes[1], many>>20)
	}
}

// writePeak is the child.
func writePeak(t *testing.T, rows string) {
	n, err := strconv.Atoi(rows)
	if err != nil {
		t.Fatal(err)
	}
	card := testCard(t)
	if err := WriteRanking(io.Discard, largeRanking(t, card, n), card); err != nil {
		t.Fatal(err)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(text, "kB")), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Printf("peak %d\n", kib<<10)
			return
		}
	}
	t.Fatal("the system does not tell the peak")
}

// BenchmarkExportPeak reports the same figures.
func BenchmarkExportPeak(b *testing.B) {
	for _, size := range exportSizes {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(float64(peakOf(b, size))/(1<<20), "peak-MiB")
			}
		})
	}
}

# Passes on the output of `go test -bench -benchmem`, then prints medians and their ratio
# to the first benchmark of `wanted` (names without "Benchmark", by spaces).
# Part Evaluate/x is held against StraightLine/x, or StraightLine if it has no x. The
# yardstick may be a part itself.

{
  print
  fflush() # it takes a while, so show each line as it comes
}

/^Benchmark/ {
  name = $1
  sub(/^Benchmark/, "", name)
  sub(/-[0-9]+$/, "", name) # the number of cores
  if (!(name in runs)) order[++names] = name
  runs[name]++
  for (i = 3; i < NF; i += 2) value[name, $(i + 1), runs[name]] = $i
}

function median(name, unit,    n, i, j, x, v) {
  n = runs[name]
  for (i = 1; i <= n; i++) { # insertion sort
    x = value[name, unit, i] + 0
    for (j = i - 1; j > 0 && v[j] > x; j--) v[j + 1] = v[j]
    v[j + 1] = x
  }
  return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}

END {
  count = split(wanted, want, " ")
  yardstick = want[1]
  printf "\n%-32s %12s %10s %10s %8s\n", "median", "ns/op", "B/op", "allocs/op", "ratio"
  for (k = 1; k <= names; k++) {
    name = order[k]
    top = part = name
    sub(/\/.*/, "", top)
    sub(/^[^\/]*/, "", part)
    seen[top] = seen[name] = 1
    base = (yardstick part) in runs ? yardstick part : yardstick
    ratio = base in runs && median(base, "ns/op") > 0 ? sprintf("%.2f", median(name, "ns/op") / median(base, "ns/op")) : "-"
    printf "%-32s %12.1f %10d %10d %8s\n", name, median(name, "ns/op"), median(name, "B/op"), median(name, "allocs/op"), ratio
  }
  for (k = 1; k <= count; k++)
    if (!(want[k] in seen)) {
      printf "bench: there is no Benchmark%s\n", want[k]
      failed = 1
    }
  exit failed
}

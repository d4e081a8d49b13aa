#!/bin/sh
# Compares two networks in separate runs, first on the machine as it is, then while another process keeps one core busy, and prints a
# Markdown table. Nothing else should run meanwhile.
#   docs/latency-runs.sh REFERENCE CANDIDATE [RUNS [OPTION ...]]
# RUNS is the number of runs in each state, 5 if not given; the options are those of 'espalier latency'.
set -eu

fail() {
    echo "latency-runs: $1" >&2
    exit 1
}

[ $# -ge 2 ] || fail "needs REFERENCE CANDIDATE [RUNS [OPTION ...]]"
espalier=$(cd "$(dirname "$0")/.." && pwd -P)/espalier
reference=$1
candidate=$2
runs=${3:-5}
shift 2
[ $# -eq 0 ] || shift
out=$(mktemp)
rows=$(mktemp)
busy=
tidy() {
    [ -z "$busy" ] || kill "$busy" 2>/dev/null || true
    rm -f "$out" "$rows"
}
trap tidy EXIT
trap 'exit 130' INT TERM

# One run: the candidate's line is the second of the table.
row() {
    state=$1
    run=$2
    shift 2
    "$espalier" latency "$reference" "$candidate" --seed "$run" "$@" >"$out" || fail "run $run failed"
    awk -v state="$state" -v run="$run" '
        NR == 2 { reference = $2 " ms" }
        NR == 3 {
            median = $2 " ms"; ratio = $8; lower = $9; upper = $10; gsub(/[][,]/, "", lower); gsub(/[][,]/, "", upper)
            verdict = $11; for (i = 12; i <= NF; i++) verdict = verdict " " $i
        }
        / rounds: / { accepted = $5 " of " $3 }
        /^ended / { seconds = $0; sub(/.*after /, "", seconds); sub(/;.*/, "", seconds); end = /precise enough/ ? "precise" : "cap" }
        END { print state "|" run "|" reference "|" median "|" ratio "|" lower "|" upper "|" verdict "|" accepted "|" seconds "|" end }
    ' "$out" >>"$rows"
    tail -n 1 "$rows" >&2
}

run=1
while [ "$run" -le "$runs" ]; do
    row idle "$run" "$@"
    run=$((run + 1))
done
sh -c 'while :; do :; done' &
busy=$!
while [ "$run" -le $((2 * runs)) ]; do
    row busy "$run" "$@"
    run=$((run + 1))
done
kill "$busy"
busy=

echo "| run | machine | reference | candidate | ratio [95 %] | verdict | rounds accepted | time in blocks |"
echo "|---|---|---|---|---|---|---|---|"
awk -F'|' '{ printf "| %s | %s | %s | %s | %s [%s, %s] | %s | %s | %s, %s |\n", $2, $1, $3, $4, $5, $6, $7, $8, $9, $10, $11 }' "$rows"
echo
awk -F'|' '
    { sum += $5; if (NR == 1 || $5 < least) least = $5; if ($5 > most) most = $5
      if ($6 > lower) lower = $6; if (NR == 1 || $7 < upper) upper = $7 }
    END {
        printf "Spread of the ratio, largest minus smallest over the mean: %.1f %%. ", 100 * (most - least) / (sum / NR)
        print lower <= upper ? "All intervals overlap." : "Not all intervals overlap."
    }' "$rows"
tail -n 1 "$out"

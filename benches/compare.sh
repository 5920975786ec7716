#!/bin/sh
# Times `smpgen lint` beside other linters of YAML, over the same files, and prints one row for each.
#
# usage: benches/compare.sh [FILE...]
#   FILE     values files; without any, the chart's own of 0.45.0 where they are to be found
#   SMPGEN   the smpgen to time (target/release/smpgen)
#   RUNS     runs of each tool (20)
#
# smpgen reads each file as Helm does and holds it to the chart; the others hold it to YAML and a style, with their
# default rules (ryl has none on unless it is told so).
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
smpgen=${SMPGEN:-$root/target/release/smpgen}
runs=${RUNS:-20}

if [ "$#" -eq 0 ]; then
    for name in values.yaml override-medium.yaml override-large.yaml; do
        file=$root/../shared/upstream/0.45.0/$name
        if [ -f "$file" ]; then
            set -- "$@" "$file"
        fi
    done
fi
if [ "$#" -eq 0 ]; then
    echo "compare: no files were named, and the chart's own are not here" >&2
    exit 0
fi
if [ ! -x "$smpgen" ]; then
    echo "compare: there is no $smpgen; run cargo build --release, or set SMPGEN" >&2
    exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# timed NAME COMMAND...: runs the command over and over in one shell, so that `times` has its CPU time as a whole.
timed() {
    name=$1
    shift
    sh -c '
        runs=$1
        shift
        run=0
        while [ "$run" -lt "$runs" ]; do
            status=0
            "$@" >/dev/null 2>&1 || status=$?
            # A linter that finds something ends with 1; anything above is a failure.
            [ "$status" -le 1 ] || exit 3
            run=$((run + 1))
        done
        times
    ' timed "$runs" "$@" >"$scratch/times" || {
        printf '%-10s failed\n' "$name"
        return 0
    }
    # The second line of `times` is what the children used: user, then system, each as 0m0.000s.
    awk -v name="$name" -v runs="$runs" '
        function seconds(text, part) { split(text, part, /[ms]/); return part[1] * 60 + part[2] }
        NR == 2 { printf "%-10s %10.1f\n", name, (seconds($1) + seconds($2)) * 1000 / runs }
    ' "$scratch/times"
}

missing=
for tool in ryl yamllint; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -z "$missing" ] || echo "compare: not on PATH, so not timed:$missing"

printf '%d files, %d runs of each\n' "$#" "$runs"
printf '%-10s %10s\n' tool 'CPU ms'
timed smpgen "$smpgen" lint "$@"
for tool in ryl yamllint; do
    if command -v "$tool" >/dev/null 2>&1; then
        timed "$tool" "$tool" -d 'extends: default' "$@"
    fi
done

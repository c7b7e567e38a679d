#!/usr/bin/env bash
# Runs the fuzz targets, each so many executions, and says how it went: a line a target, `N passed, N failed` at the end.
#
#   tests/fuzz.sh [EXECUTIONS [CRATE[/TARGET]...]]      10,000,000 and all crates when nothing is said
#
# FUZZ_LENGTH is the most bytes of an input, 4096 when it is not set; short inputs are executed several times as often.
# Needs cargo-fuzz (`cargo install cargo-fuzz`). Without a sanitizer, for our code is safe Rust: what it finds are panics, failed
# assertions of the targets and inputs that take for ever. Comparisons are not traced: three times as many inputs are worth more.
# What it found is kept in crates/CRATE/fuzz/artifacts.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
executions=${1:-10000000}
shift || true
export RUSTC_BOOTSTRAP=1 # cargo-fuzz passes options that a stable compiler else refuses

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
passed=0
failed=0

# Small real files to begin with, where they are: real records take the fuzzer past the first checks.
seeds() {
    local corpora=$root/../shared/corpora/$1
    mkdir -p "$scratch/seeds/$1"
    [ -d "$corpora" ] || return 0
    find "$corpora" -type f -size -6k -print0 | sort -z | { head -z -n 300; cat >/dev/null; } | xargs -0 cp --backup=numbered -t "$scratch/seeds/$1"
}

# run CRATE TARGET: one target, from its own findings of earlier runs and the real files.
run() {
    local crate=$1 target=$2 begin=$SECONDS log=$scratch/$1-$2.log
    mkdir -p "$root/crates/$crate/fuzz/corpus/$target"
    if (cd "$root/crates/$crate" && cargo fuzz run "$target" --sanitizer none --no-trace-compares "fuzz/corpus/$target" "$scratch/seeds/${folder[$crate]:-none}" -- \
        -runs="$executions" -max_len="${FUZZ_LENGTH:-4096}" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1) >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok $crate $target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions, $((SECONDS - begin)) s"
    else
        failed=$((failed + 1))
        echo "not ok $crate $target"
        tail -n 25 "$log" | sed 's/^/    /'
    fi
}

declare -A folder=([availability]=z3950 [marc]=marc [xml]=oai-pmh [oai-pmh]=oai-pmh [ncip]=ncip [iso18626]=iso18626 [z3950]=z3950 [openurl]=openurl)
for name in none "${folder[@]}"; do [ -d "$scratch/seeds/$name" ] || seeds "$name"; done

if [ "$#" -eq 0 ]; then
    set -- "$root"/crates/*/fuzz
    set -- "${@%/fuzz}"
    set -- "${@##*/}"
fi
for name in "$@"; do
    case "$name" in
        */*) run "${name%/*}" "${name#*/}" ;;
        *) for file in "$root/crates/$name/fuzz/fuzz_targets"/*.rs; do run "$name" "$(basename "$file" .rs)"; done ;;
    esac
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# How fast MARC is read and converted, beside yaz-marcdump on the same files: both programs in turn, several rounds, medians of the
# processor seconds of the whole process; then the most memory that reading and converting takes. Figures and how to read them:
# docs/benchmarks.md.
#
#   BOOKFERRY    a release build; target/release/bookferry when absent
#   BENCH_DATA   a folder with bib.mrc, the 200,000 generated records (gen_marc.py in BENCH)
#   BENCH        the folder of the generator; ../shared/bench beside the repository when absent
#   LC           the Library of Congress books, gzip; from ../shared/corpora when absent
#   MARC_PEERS   the program of BENCH/peers-rs; with it the crates of others and the floor are measured in the same rounds
#   ROUNDS       5 when absent

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${BOOKFERRY:=${CARGO_TARGET_DIR:-$root/target}/release/bookferry}"
: "${BENCH:=$root/../shared/bench}"
: "${LC:=$(echo "$root"/../shared/corpora/marc/lc-books-*.mrc.gz)}"
: "${BENCH_DATA:?names the folder with bib.mrc; make it with $BENCH/gen_marc.py}"
: "${ROUNDS:=5}"
SUBSET=20000
FEW=5000

for program in "$BOOKFERRY" yaz-marcdump python3; do
    command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done
for file in "$LC" "$BENCH_DATA/bib.mrc"; do
    [ -s "$file" ] || { echo "$file is missing" >&2; exit 2; }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
gunzip -c "$LC" >"$scratch/lc.mrc"
python3 "$BENCH/head_marc.py" "$BENCH_DATA/bib.mrc" "$scratch/part.mrc" "$SUBSET"
python3 "$BENCH/head_marc.py" "$BENCH_DATA/bib.mrc" "$scratch/few.mrc" "$FEW"
yaz-marcdump -i marc -o marcxml "$scratch/part.mrc" >"$scratch/part.xml"
yaz-marcdump -f UTF-8 -t MARC-8 -l 9=32 -i marc -o marc "$scratch/part.mrc" >"$scratch/part8.mrc" 2>/dev/null

rows=$scratch/rows
# row WORK FILE ARGUMENTS_OF_YAZ ARGUMENTS_OF_OURS WORKS_OF_MARC_PEERS
row() { printf '%s\t%s\t%s\t%s\t%s\n' "$@" >>"$rows"; }
for file in "$scratch/lc.mrc" "$BENCH_DATA/bib.mrc"; do
    row "read, every subfield" "$file" "-n" "--to none" "floor-walk marc marc21 mrrc marc-record"
    row "to MARCXML" "$file" "-o marcxml" "--to marcxml" "floor-walk-xml mrrc-xml"
    row "ISO 2709 to ISO 2709" "$file" "-o marc" "--to iso2709" ""
done
# One crate reads a byte a system call, and gets fewer records.
row "read, every subfield" "$scratch/few.mrc" "-n" "--to none" "marctk"
row "to MARCXML" "$scratch/few.mrc" "-o marcxml" "--to marcxml" "marctk-xml"
row "ISO 2709 to ISO 2709" "$scratch/few.mrc" "-o marc" "--to iso2709" "marctk-iso"
row "MARCXML to ISO 2709" "$scratch/part.xml" "-i marcxml -o marc" "--to iso2709" "marctk-fromxml"
row "MARC-8 to UTF-8" "$scratch/part8.mrc" "-f MARC-8 -t UTF-8 -l 9=97 -o marc" "--to iso2709" ""

python3 "$root/tests/bench/table.py" "$rows" "$ROUNDS" "$BOOKFERRY" "${MARC_PEERS:-}"

echo
memory=$scratch/memory
# input FORMAT FILE: a line for each way to convert it.
input() {
    local to
    for to in none marcxml iso2709; do
        printf '%s\t%s\t%s\n' "$1" "$2" "$to" >>"$memory"
    done
}
input "ISO 2709" "$BENCH_DATA/bib.mrc"
input "ISO 2709" "$scratch/lc.mrc"
input "ISO 2709, gzip" "$LC"
input "MARCXML" "$scratch/part.xml"

python3 "$root/tests/bench/memory.py" "$memory" "$BOOKFERRY"

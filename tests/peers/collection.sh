#!/usr/bin/env bash
# A library of ten thousand real records: served by the simulated Alma, harvested by the platform as its operator would have it, searched
# as a patron would. Then what real Almas published, the same way.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need curl python3

readonly RECORDS=10000
readonly PATIENCE_SECONDS=300

main() {
    if [ ! -d "$corpora" ]; then
        echo "skipped: records of others, ../shared/corpora is not here"
        finish
    fi
    local published
    first_records "$corpora"/marc/lc-books-*.mrc.gz >"$scratch/books.mrc"
    harvest_and_search books history "$scratch/books.mrc"
    mapfile -t published < <(find "$corpora/alma" -type f '(' -name '*.xml' -o -name '*.xml.gz' ')' | sort)
    harvest_and_search published library "${published[@]}"
    finish
}

# first_records FILE: the first records of a file of ISO 2709, cut by their own lengths.
first_records() {
    python3 - "$1" "$RECORDS" <<'PYTHON'
import gzip, sys

with gzip.open(sys.argv[1]) as file:
    for _ in range(int(sys.argv[2])):
        length = file.read(5)
        sys.stdout.buffer.write(length + file.read(int(length) - 5))
PYTHON
}

# harvest_and_search NAME WORD FILE...: one simulated Alma with the records of the files, and a platform whose only member it is.
# A file that is no MARC is told and left out by the program itself.
harvest_and_search() {
    local name=$1 word=$2 alma address begin records
    shift 2
    start "$name-alma" "$bookferry" simulate alma --institution 01REAL_INST --marc "$@" --http 127.0.0.1:0 --z3950 127.0.0.1:0
    if ! alma=$(await "$scratch/$name-alma.log" 'http://127\.0\.0\.1:[0-9]+' 120); then
        not_ok "$name: an Alma with these records" "$scratch/$name-alma.log"
        return
    fi
    records=$(await "$scratch/$name-alma.log" 'records [0-9]+' | grep -oE '[0-9]+')
    configuration "$name" "$alma" >"$scratch/$name.toml"
    begin=$SECONDS
    start "$name" "$bookferry" serve --config "$scratch/$name.toml"
    address=$(await "$scratch/$name.log" 'http://127\.0\.0\.1:[0-9]+' 60)
    until titles "$address" "" && [ "$found" -gt 0 ]; do
        if [ $((SECONDS - begin)) -gt "$PATIENCE_SECONDS" ]; then
            not_ok "$name: harvested within $PATIENCE_SECONDS s" "$scratch/$name.log"
            return
        fi
        sleep 1
    done
    printf '%s: %d records harvested, %d titles to be found after %d s\n' "$name" "$records" "$found" $((SECONDS - begin))
    check "$name: most records are titles of their own" test "$found" -gt $((records * 3 / 4))
    titles "$address" "$word"
    check "$name: a search for “$word” finds titles" test "$found" -gt 0
}

configuration() {
    local name=$1 alma=$2
    cat <<TOML
data = "$name-data"
listen = "127.0.0.1:0"
public_address = "http://127.0.0.1"
contact = "desk@library.example"

[[library]]
code = "REAL"
name = "Library of real records"
symbol = "ISIL:US-REAL"

[library.harvest]
url = "$alma/view/oai/01REAL_INST/request"
set = "BOOKFERRY"
TOML
}

# titles ADDRESS WORD: leaves in `found` how many titles the search page counts.
titles() {
    found=$(curl -s --max-time 20 "$1/search?q=$2" | grep -oE 'id="found">[0-9]+' | grep -oE '[0-9]+' || echo 0)
}

main

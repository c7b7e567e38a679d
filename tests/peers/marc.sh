#!/usr/bin/env bash
# Our MARC conversions against yaz-marcdump (Debian's yaz) and pymarc: all read the same bytes and must see the same records.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need yaz-marcdump python3

sample=$root/tests/peers/samples/shelf.mrk
same_records=$root/tests/peers/same_records.py
python=$(peers_python)

convert() {
    "$bookferry" marc convert "$@" 2>>"$scratch/convert.log"
}

# corpora_files: those that hold ISO 2709 or MARCXML.
corpora_files() {
    find "$corpora/marc" "$corpora/alma" -type f -regextype posix-extended \
        -regex '.*\.(mrc|marc|mrx|dat|xml)(\.gz)?' ! -path '*/codetables/*' -print0 | sort -z
}

# reported COMPARISON: what marc_corpora.py found in it; passes when nothing is unexplained.
reported() {
    cat "$scratch/reports/$1" && tail -n 1 "$scratch/reports/$1" | grep -qx passed
}

# compared COMPARISON NAME: the counts are shown, as they tell how far the programs differ and why.
compared() {
    check "$2" reported "$1"
    sed 's/^/    /' "$scratch/check.log"
}

convert --to json -o "$scratch/ours.json" "$sample"
convert --to iso2709 -o "$scratch/ours.mrc" "$sample"
convert --to marcxml -o "$scratch/ours.xml" "$sample"

yaz-marcdump -i marc -o json "$scratch/ours.mrc" >"$scratch/theirs.json"
check "yaz-marcdump reads our ISO 2709 as we meant it" "$same_records" "$scratch/ours.json" "$scratch/theirs.json"

yaz-marcdump -i marcxml -o json "$scratch/ours.xml" >"$scratch/theirs.json"
check "yaz-marcdump reads our MARCXML as we meant it" "$same_records" "$scratch/ours.json" "$scratch/theirs.json"

yaz-marcdump -i marcxml -o marc "$scratch/ours.xml" >"$scratch/theirs.mrc"
convert --to json -o "$scratch/back.json" "$scratch/theirs.mrc"
check "we read the ISO 2709 that yaz-marcdump writes" "$same_records" "$scratch/ours.json" "$scratch/back.json"

yaz-marcdump -i marc -o marcxml "$scratch/ours.mrc" >"$scratch/theirs.xml"
convert --to json -o "$scratch/back.json" "$scratch/theirs.xml"
check "we read the MARCXML that yaz-marcdump writes" "$same_records" "$scratch/ours.json" "$scratch/back.json"

# yaz-marcdump drops letters with their accents built in, so it gets them taken apart.
python3 -c 'import sys, unicodedata; sys.stdout.write(unicodedata.normalize("NFD", open(sys.argv[1], encoding="utf-8").read()))' \
    "$scratch/ours.xml" >"$scratch/apart.xml"
yaz-marcdump -i marcxml -o marc -f UTF-8 -t MARC-8 -l 9=32 "$scratch/apart.xml" >"$scratch/theirs.mrc" 2>"$scratch/warnings"
convert --to json -o "$scratch/back.json" "$scratch/theirs.mrc"
check "we read the MARC-8 that yaz-marcdump writes" "$same_records" "$scratch/ours.json" "$scratch/back.json"

head -c 700 "$scratch/ours.mrc" >"$scratch/cut.mrc"
exits "a file that ends inside a record is reported and ends with 1" 1 "$bookferry" marc convert --to json "$scratch/cut.mrc"
has "the report names the file, the record and the byte" "$scratch/err" 'cut\.mrc.*record 2.*byte' '^records 1, bad 1, bytes 700$'
exits "a file that does not exist ends with 2" 2 "$bookferry" marc convert --to none "$scratch/no-such-file.mrc"

if [ -d "$corpora/marc" ]; then
    mkdir "$scratch/reports"
    mapfile -d '' files < <(corpora_files)
    "$python" "$root/tests/peers/marc_corpora.py" "$bookferry" "$scratch/reports" "${files[@]}" 2>"$scratch/warnings" ||
        not_ok "every file of the corpora is compared" "$scratch/warnings"
    compared read-yaz "the corpora: the same records as yaz-marcdump"
    compared read-pymarc "the corpora: the same records as pymarc"
    compared marc8-yaz "the corpora written in MARC-8: yaz-marcdump reads the same records"
    compared marc8-pymarc "the corpora written in MARC-8: pymarc reads the same records"
else
    echo "skipped: ../shared/corpora is not here"
fi
finish

#!/usr/bin/env bash
# Our MARC conversions against yaz-marcdump (Debian's yaz): both read the same bytes and must see the same records.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need yaz-marcdump python3

sample=$root/tests/peers/samples/shelf.mrk
same_records=$root/tests/peers/same_records.py

convert() {
    "$bookferry" marc convert "$@" 2>>"$scratch/convert.log"
}

# Files of the corpora that are whole and declare their character coding truly; in others each program repairs in its own way.
marc8_files=(evergreen/oss.marc solrmarc-tests/specTestRecs.mrc solrmarc-tests/uva_001-200.mrc reservoir-tests/mfhd.marc)
utf8_files=(evergreen/auth-1066.mrc evergreen/nepali.marc traject-tests/test_data.utf8.mrc yaz-marc-files/marccol1.u8.marc)

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
    for file in "${marc8_files[@]}" "${utf8_files[@]}"; do
        coding=(-f UTF-8 -t UTF-8)
        case " ${marc8_files[*]} " in *" $file "*) coding=(-f MARC-8 -t UTF-8) ;; esac
        yaz-marcdump "${coding[@]}" -o json "$corpora/marc/$file" >"$scratch/theirs.json" 2>"$scratch/warnings"
        "$bookferry" marc convert --to json -o "$scratch/ours.json" "$corpora/marc/$file" 2>"$scratch/warnings" || true
        check "$(basename "$file"): the same records as yaz-marcdump" "$same_records" "$scratch/ours.json" "$scratch/theirs.json"
    done
else
    echo "skipped: ../shared/corpora is not here"
fi
finish

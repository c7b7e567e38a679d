#!/usr/bin/env bash
# OAI-PMH with programs of others: Sickle and HTTP::OAI (Debian's libhttp-oai-perl) harvest what we publish, xmllint validates it, our
# own validator finds nothing to say, and our harvester loses nothing when it is killed or its source misbehaves.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need python3 perl xmllint curl
peers=$root/tests/peers
python=$(peers_python)
if ! perl -MHTTP::OAI -e 1 2>/dev/null; then
    not_ok "HTTP::OAI is installed (libhttp-oai-perl)"
    finish
fi

# records FROM TO: breaker text; the status of every tenth record is d.
records() {
    local n status
    for n in $(seq "$1" "$2"); do
        status=n
        if [ $((n % 10)) -eq 0 ]; then status=d; fi
        printf '=LDR  00000%sam a2200000 i 4500\n=001  n%05d\n=020  \\\\$a9780141439587\n' "$status" "$n"
        printf '=100  1\\$aAtay, Oğuz.\n=245  10$aTitle & <more> %d /$cnobody.\n\n' "$n"
    done
}

# identifiers NAME: what lies in the directory of a harvest, in order; a minus sign stands before a deleted one.
identifiers() {
    cat "$1"/page-*.xml | grep -o '<header[^>]*><identifier>[^<]*' |
        sed 's/<header status="deleted">/-/; s/<header>//; s/<identifier>//' | sort
}

# same NAME FILE FILE
same() {
    check "$1" diff "$2" "$3"
}

serve() {
    records 1 180 >"$scratch/books.mrk"
    records 181 250 >"$scratch/maps.mrk"
    gzip "$scratch/maps.mrk"
    start serve "$bookferry" oai serve --listen 127.0.0.1:0 --page-size 40 "$scratch/books.mrk" "$scratch/maps.mrk.gz"
    url=$(await "$scratch/serve.log" 'http://127\.0\.0\.1:[0-9]+/oai')
    for n in $(seq 1 250); do
        if [ $((n % 10)) -eq 0 ]; then printf -- '-'; fi
        printf 'oai:bookferry.invalid:n%05d\n' "$n"
    done | sort >"$scratch/all"
}

# harvested_by_others WHAT URL PREFIX EXPECTED [SET]
harvested_by_others() {
    local what=$1 address=$2 prefix=$3 expected=$4
    shift 4
    check "Sickle reads $what in $prefix" "$python" "$peers/oai_sickle.py" "$address" "$prefix" "$@"
    sort "$scratch/check.log" >"$scratch/sickle"
    same "and finds every record once" "$expected" "$scratch/sickle"
    check "HTTP::OAI reads $what in $prefix" perl "$peers/oai_perl.pl" "$address" "$prefix" "$@"
    sort "$scratch/check.log" >"$scratch/perl"
    same "and finds every record once" "$expected" "$scratch/perl"
}

validated() {
    exits "our validator passes what we publish" 0 "$bookferry" oai validate "$url"
    has "with a count" "$scratch/err" '^[1-9][0-9]* passed, 0 failed$'
    check "and without a warning" sh -c '! grep -E "^(warning|FAILED)" "$1"' _ "$scratch/out"
    exits "and says the same in JSON" 0 "$bookferry" oai validate --json --prefix marc21 "$url"
    check "one object a line" "$python" -c 'import json, sys; [json.loads(line)["result"] for line in open(sys.argv[1])]' "$scratch/out"
}

follows_the_schema() {
    if [ ! -d "$corpora" ]; then
        echo "skipped: ../shared/corpora is not here"
        return
    fi
    cat >"$scratch/oai.xsd" <<SCHEMA
<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:bookferry:checks">
  <import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="file://$(realpath "$corpora")/oai-pmh/reservoir/OAI-PMH.xsd"/>
  <import namespace="http://www.loc.gov/MARC21/slim" schemaLocation="file://$(realpath "$corpora")/z3950/schemas/MARC21slim.xsd"/>
</schema>
SCHEMA
    local query
    for query in verb=Identify verb=ListSets verb=ListMetadataFormats verb=Nothing \
        "verb=ListIdentifiers&metadataPrefix=oai_dc" "verb=ListRecords&metadataPrefix=marc21" \
        "verb=ListRecords&metadataPrefix=marc21&set=maps" \
        "verb=GetRecord&metadataPrefix=marc21&identifier=oai:bookferry.invalid:n00001" \
        "verb=GetRecord&metadataPrefix=marc21&identifier=oai:bookferry.invalid:n00010"; do
        curl -sS --compressed --fail -o "$scratch/answer.xml" "$url?$query"
        check "$query follows OAI-PMH.xsd" xmllint --noout --nonet --schema "$scratch/oai.xsd" "$scratch/answer.xml"
    done
}

# Killed again and again at moments of chance, and started again each time.
killed() {
    local kills=0 pid code
    for n in $(seq 1 60); do
        "$bookferry" oai harvest --rate 1200 -o "$scratch/killed" "$url" >"$scratch/killed.log" 2>&1 &
        pid=$!
        # Longer from time to time, so that a busy machine comes to an end as well.
        sleep "$(awk -v n="$n" -v chance="$RANDOM" 'BEGIN { print chance / 32768 * (0.3 + n / 10) }')"
        if kill -9 "$pid" 2>/dev/null; then kills=$((kills + 1)); fi
        code=0
        wait "$pid" 2>/dev/null || code=$?
        if [ "$code" -eq 0 ]; then break; fi
    done
    check "a harvest that was killed $kills times comes to its end" test "$code" -eq 0
    identifiers "$scratch/killed" >"$scratch/found" || true
    same "with every record once" "$scratch/all" "$scratch/found"
}

simulated_alma() {
    start alma "$bookferry" simulate alma --institution 01EX_INST --marc "$scratch/books.mrk" --http 127.0.0.1:0 --z3950 127.0.0.1:0
    local alma
    alma=$(await "$scratch/alma.log" 'http://127\.0\.0\.1:[0-9]+/view/oai/01EX_INST/request')
    exits "we harvest a simulated Alma" 0 "$bookferry" oai harvest --set BOOKFERRY -o "$scratch/from-alma" "$alma"
    identifiers "$scratch/from-alma" >"$scratch/of-alma"
    check "which has our 180 records" test "$(wc -l <"$scratch/of-alma")" -eq 180
    harvested_by_others "a simulated Alma" "$alma" marc21 "$scratch/of-alma" BOOKFERRY
    exits "our validator finds no failure in it" 0 "$bookferry" oai validate --prefix marc21 "$alma"
    has "and warns of what Alma does" "$scratch/out" '^warning .*without a set' '^warning .*empty token' '^warning .*cursor'
}

# fault EXPECTED-CODE FLAG...: the provider misbehaves so; with code 0 every record must be there once.
fault() {
    local expected=$1 port code=0
    shift
    port=$(free_port)
    start provider python3 "$bench/oai_provider.py" --xml "$scratch/records.xml" --pages "$scratch/pages" --page-size 25 --port "$port" "$@"
    await "$scratch/provider.log" 'serving' >/dev/null
    rm -rf "$scratch/faulty"
    exits "a source with $* ends with $expected" "$expected" \
        "$bookferry" oai harvest --attempts 2 -o "$scratch/faulty" "http://127.0.0.1:$port/oai"
    if [ "$expected" -eq 0 ]; then
        identifiers "$scratch/faulty" >"$scratch/found"
        check "and every record is there once" test "$(sort -u "$scratch/found" | wc -l) $(wc -l <"$scratch/found")" = "180 180"
    else
        has "and the reason names the page" "$scratch/err" 'resumptionToken='
    fi
    kill "$last_pid"
    wait "$last_pid" 2>/dev/null || true
}

faults() {
    bench=$root/../shared/bench
    if [ ! -f "$bench/oai_provider.py" ]; then
        echo "skipped: ../shared/bench is not here"
        return
    fi
    "$bookferry" marc convert --to marcxml "$scratch/books.mrk" 2>"$scratch/convert.log" |
        sed 's/^<record [^>]*>/<record>/' >"$scratch/records.xml"
    fault 0 --f503 3
    fault 0 --truncate 3
    fault 0 --cut 3
    fault 0 --expire 3
    fault 0 --dup 3
    fault 0 --ctrl 3
    fault 0 --badutf8 3
    fault 0 --no-end
    fault 1 --loop 2
}

serve
validated
follows_the_schema
harvested_by_others "what we publish" "$url" marc21 "$scratch/all"
harvested_by_others "what we publish" "$url" oai_dc "$scratch/all"
killed
simulated_alma
faults
finish

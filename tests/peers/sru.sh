#!/usr/bin/env bash
# Our server of Z39.50 and SRU on one address: yaz-client and zoomsh (Debian package yaz) search it both ways, xmllint
# (libxml2-utils) looks at its answers, and our client reads what yaz-ztest says over SRU.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need yaz-client yaz-ztest zoomsh xmllint curl

schemas=$corpora/z3950/schemas

# ask NAME COMMANDS: one yaz-client session with our server; what it says is left in $scratch/NAME.txt.
ask() {
    { printf 'open %s\nbase Shelf\n' "$address"; printf '%s\nquit\n' "$2"; } |
        timeout 30 yaz-client >"$scratch/$1.txt" 2>&1 || true
}

# fetch NAME QUERY: one answer over HTTP, in $scratch/NAME.xml.
fetch() {
    curl -sS --max-time 20 "http://$address/Shelf?$2" >"$scratch/$1.xml" 2>"$scratch/$1.err" || true
}

our_server_starts() {
    "$bookferry" marc convert --to iso2709 -o "$scratch/shelf.mrc" "$root/tests/peers/samples/shelf.mrk" 2>"$scratch/convert.log"
    start server "$bookferry" z3950 serve "$scratch/shelf.mrc" --listen 127.0.0.1:0 --database Shelf
    address=$(await "$scratch/server.log" '[0-9.]+:[0-9]+/Shelf$' 30) || { not_ok "our server starts" "$scratch/server.log"; return 1; }
    address=${address%%/*}
}

yaz_client_searches_our_server() {
    ask title $'find @attr 1=4 emma\nshow 1'
    has "yaz-client finds a title and reads the MARC record" "$scratch/title.txt" '^Number of hits: 1,' 'Record type: USmarc' '^245 10 \$a Emma'
    ask isbn $'format xml\nfind @attr 1=7 9789754700114\nshow 1'
    has "by ISBN, as MARCXML" "$scratch/isbn.txt" '^Number of hits: 1,' '<record xmlns="http://www.loc.gov/MARC21/slim">' 'Oğuz'
    ask opac $'format opac\nfind @attr 1=4 emma\nshow 1'
    has "holdings" "$scratch/opac.txt" 'Record type: OPAC'
    ask text $'format sutrs\nfind @attr 1=4 emma\nshow 1'
    has "plain text" "$scratch/text.txt" 'Record type: SUTRS'
    ask truncated $'find @attr 5=1 @attr 1=4 em\nfind @attr 1=4 @attr 4=1 "no such phrase"'
    has "words cut off at the right, phrases" "$scratch/truncated.txt" '^Number of hits: [1-9]' '^Number of hits: 0,'
    ask scan $'scan @attr 1=4 emma'
    has "a scan" "$scratch/scan.txt" '\* ?emma \([0-9]+\)'
    ask sort $'find @attr 1=1016 @attr 2=103 all\nsort 1=4 <i\nshow 1+2'
    has "a sort" "$scratch/sort.txt" 'status=success'
    ask cql $'querytype cql\nfind dc.title = emma'
    has "CQL in a query of type 104" "$scratch/cql.txt" '^Number of hits: 1,'
    ask refused $'find @attr 1=9999 x\nfind @prox 0 1 0 2 k 2 emma austen\nbase Nothing\nfind emma'
    has "what is not offered is named" "$scratch/refused.txt" '\[114\]' '\[110\]' '\[235\]'
}

zoomsh_searches_our_server() {
    printf 'set preferredRecordSyntax usmarc\nconnect %s/Shelf\nsearch @attr 1=4 emma\nshow 0 1\nquit\n' "$address" | timeout 30 zoomsh >"$scratch/zoom.txt" 2>&1 || true
    has "zoomsh over Z39.50" "$scratch/zoom.txt" '[Hh]its: 1|: 1 hits' 'Emma'
    for version in 1.1 1.2 2.0; do
        printf 'set sru get\nset sru_version %s\nset schema marcxml\nconnect http://%s/Shelf\nsearch cql:dc.title=emma\nshow 0 1\nquit\n' "$version" "$address" |
            timeout 30 zoomsh >"$scratch/zoom-sru.txt" 2>&1 || true
        has "zoomsh over SRU $version" "$scratch/zoom-sru.txt" '[Hh]its: 1|: 1 hits' 'Emma'
    done
}

our_client_searches_our_server() {
    exits "our client over SRU" 0 "$bookferry" sru search "http://$address/Shelf" 'dc.title = emma' --json
    has "hits and records are counted" "$scratch/err" '^hits 1, shown 1$'
    exits "our client over Z39.50" 0 "$bookferry" z3950 search "$address/Shelf" 'dc.title = emma'
    exits "our client scans" 0 "$bookferry" z3950 scan "$address/Shelf" '@attr 1=4 emma' --count 3
    has "terms with their records" "$scratch/out" '^emma \([0-9]+\)$'
    exits "an index that the server lacks ends with 1" 1 "$bookferry" sru search "http://$address/Shelf" 'dc.colour = red'
    exits "a server that is not there ends with 3" 3 "$bookferry" sru search "http://127.0.0.1:$(free_port)/x" 'emma'
}

# The schemas of 2.0 import one another from the net; here they stand side by side.
answers_follow_the_schemas() {
    local name
    if [ ! -d "$schemas" ]; then
        echo "skipped: ../shared/corpora is not here"
        return
    fi
    mkdir -p "$scratch/schemas"
    for name in "$schemas"/*.xsd; do
        sed -E 's|schemaLocation="[^"]*/([A-Za-z0-9]+\.xsd)"|schemaLocation="\1"|' "$name" >"$scratch/schemas/${name##*/}"
    done
    fetch search 'query=dc.title%3Demma'
    fetch string 'query=dc.title%3Demma&recordXMLEscaping=string&maximumRecords=1'
    fetch none 'query=dc.title%3Dnothing'
    fetch refused 'query=dc.colour%3Dred'
    fetch explain ''
    for name in search string none refused explain; do
        check "our answer ($name) follows the schema of SRU 2.0" xmllint --nonet --noout --schema "$scratch/schemas/sruResponse.xsd" "$scratch/$name.xml"
    done
    fetch scan 'scanClause=dc.title%3Demma&maximumTerms=3'
    check "our answer to a scan follows its schema" xmllint --nonet --noout --schema "$scratch/schemas/scan.xsd" "$scratch/scan.xml"
    xmllint --xpath "//*[local-name()='record' and namespace-uri()='http://www.loc.gov/MARC21/slim']" "$scratch/search.xml" >"$scratch/record.xml" 2>/dev/null || true
    check "the record inside follows MARCXML" xmllint --nonet --noout --schema "$scratch/schemas/MARC21slim.xsd" "$scratch/record.xml"
}

our_client_searches_yaz_ztest() {
    local target
    target=127.0.0.1:$(free_port)
    start ztest yaz-ztest "tcp:$target"
    await "$scratch/ztest.log" 'Adding dynamic listener' 10 >/dev/null || { not_ok "yaz-ztest starts" "$scratch/ztest.log"; return; }
    for version in 1.1 1.2 2.0; do
        exits "our client reads what yaz-ztest says in SRU $version" 0 "$bookferry" sru search "http://$target/Default" computer --count 2 --version "$version"
        has "records are shown" "$scratch/out" '^=245 +10\$aHow to program a computer'
        has "hits and records are counted" "$scratch/err" '^hits [0-9]+, shown 2$'
    done
}

if our_server_starts; then
    yaz_client_searches_our_server
    zoomsh_searches_our_server
    our_client_searches_our_server
    answers_follow_the_schemas
    check "our server still runs" kill -0 "$last_pid"
fi
our_client_searches_yaz_ztest
finish

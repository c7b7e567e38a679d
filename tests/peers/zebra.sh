#!/usr/bin/env bash
# Z39.50 and SRU with Zebra (Debian package idzebra-2.0): our client searches, scans and reads its records; its records are ours.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need zebraidx-2.0 zebrasrv-2.0 python3

# zebra_starts: indexes our shelf as MARC and serves it; the address is left in $target.
zebra_starts() {
    local port tables=/usr/share/idzebra-2.0/tab modules
    modules=$(find /usr/lib -type d -path '*idzebra-2.0/modules' | head -n 1)
    mkdir -p "$scratch/zebra/register" "$scratch/zebra/lock" "$scratch/zebra/tmp"
    cat >"$scratch/zebra/zebra.cfg" <<CONFIG
profilePath: .:$tables
modulePath: $modules
attset: bib1.att
attset: explain.att
lockDir: $scratch/zebra/lock
setTmpDir: $scratch/zebra/tmp
register: $scratch/zebra/register:1G
storeData: 1
recordType: grs.marcxml.marc21
encoding: utf-8
CONFIG
    cp "$tables/marc21.abs" "$scratch/zebra/marc21.abs"
    printf '\nmelm 020$a ISBN\nmelm 022$a ISSN\n' >>"$scratch/zebra/marc21.abs"
    port=$(free_port)
    target=127.0.0.1:$port
    cat >"$scratch/zebra/server.xml" <<SERVER
<yazgfs>
  <listen id="here">tcp:$target</listen>
  <server id="shelf" listenref="here">
    <config>$scratch/zebra/zebra.cfg</config>
    <cql2rpn>/usr/share/yaz/etc/pqf.properties</cql2rpn>
    <retrievalinfo>
      <retrieval syntax="usmarc"/>
      <retrieval syntax="sutrs"/>
      <retrieval syntax="grs-1"/>
      <retrieval syntax="xml" name="marcxml" identifier="info:srw/schema/1/marcxml-v1.1">
        <backend syntax="usmarc" name="F"><marc inputformat="marc" outputformat="marcxml" inputcharset="utf-8"/></backend>
      </retrieval>
      <retrieval syntax="xml"/>
    </retrievalinfo>
  </server>
</yazgfs>
SERVER
    [ -e /usr/share/yaz/etc/pqf.properties ] || sed -i '/cql2rpn/d' "$scratch/zebra/server.xml"
    (cd "$scratch/zebra" && zebraidx-2.0 -c zebra.cfg init && zebraidx-2.0 -c zebra.cfg -n update "$scratch/shelf.mrc") >"$scratch/zebraidx.log" 2>&1 ||
        { not_ok "Zebra indexes our records" "$scratch/zebraidx.log"; return 1; }
    ok "Zebra indexes our records"
    start zebra env -C "$scratch/zebra" zebrasrv-2.0 -f "$scratch/zebra/server.xml"
    wait_for_port "$port" || { not_ok "Zebra starts" "$scratch/zebra.log"; return 1; }
}

# wait_for_port PORT: until somebody listens there, ten seconds at most.
wait_for_port() {
    python3 - "$1" <<'WAIT'
import socket, sys, time
for _ in range(100):
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=1).close()
        sys.exit(0)
    except OSError:
        time.sleep(0.1)
sys.exit(1)
WAIT
}

our_client_searches_zebra() {
    exits "our client searches Zebra by title" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 emma' --syntax usmarc
    has "MARC records are read" "$scratch/out" '^=245 +10\$aEmma'
    has "hits and records are counted" "$scratch/err" '^hits 1, shown 1$'
    exits "by ISBN" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=7 9789754700114' --syntax usmarc
    has "letters beyond ASCII are read" "$scratch/out" 'Oğuz'
    exits "and, or, not" 0 "$bookferry" z3950 search "$target/Default" '@not @attr 1=4 emma @attr 1=1003 austen' --syntax usmarc
    has "nothing is left" "$scratch/err" '^hits 0, shown 0$'
    exits "XML records" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 emma' --syntax xml
    has "XML is passed on" "$scratch/out" 'Emma'
    exits "text records" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 emma' --syntax sutrs
    exits "GRS-1 records" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 emma' --syntax grs1
    has "GRS-1 is decoded" "$scratch/out" 'Emma'
    exits "a scan of titles" 0 "$bookferry" z3950 scan "$target/Default" '@attr 1=4 emma' --count 5
    has "terms and how many records have them" "$scratch/out" '^[Ee]mma \(1\)$'
    exits "a use attribute that Zebra lacks ends with 1" 1 "$bookferry" z3950 search "$target/Default" '@attr 1=9999 emma'
    has "the diagnostic is named" "$scratch/err" '114'
}

our_client_searches_zebra_over_sru() {
    exits "our client searches Zebra over SRU 1.1" 0 "$bookferry" sru search "http://$target/Default" 'emma' --version 1.1
    has "hits and records are counted" "$scratch/err" '^hits 1, shown 1$'
    has "the record is shown" "$scratch/out" '^=245 +10\$aEmma'
}

"$bookferry" marc convert --to iso2709 -o "$scratch/shelf.mrc" "$root/tests/peers/samples/shelf.mrk" 2>"$scratch/convert.log"
if zebra_starts; then
    our_client_searches_zebra
    our_client_searches_zebra_over_sru
fi
finish

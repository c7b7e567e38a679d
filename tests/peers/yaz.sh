#!/usr/bin/env bash
# Z39.50 with the programs of Debian's yaz: yaz-client searches the simulated Alma, and our client searches yaz-ztest.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need yaz-client yaz-ztest python3

institution=01EX_INST

# ask NAME COMMANDS: one yaz-client session with the simulated Alma; what it says is left in $scratch/NAME.txt.
ask() {
    { printf 'open %s\nbase %s\n' "$alma" "$institution"; printf '%s\nquit\n' "$2"; } |
        timeout 30 yaz-client >"$scratch/$1.txt" 2>&1 || true
}

their_client_searches_our_server() {
    "$bookferry" marc convert --to iso2709 -o "$scratch/shelf.mrc" "$root/tests/peers/samples/shelf.mrk" 2>"$scratch/convert.log"
    start alma "$bookferry" simulate alma --institution "$institution" --marc "$scratch/shelf.mrc" \
        --http 127.0.0.1:0 --z3950 127.0.0.1:0
    alma=$(await "$scratch/alma.log" "[0-9.]+:[0-9]+/$institution\$" 30) || { not_ok "the simulated Alma starts" "$scratch/alma.log"; return; }
    alma=${alma%/*}

    ask title $'find @attr 1=4 emma\nshow 1'
    has "yaz-client finds a title and reads the MARC record" "$scratch/title.txt" \
        '^Connection accepted' '^Number of hits: 1,' 'Record type: USmarc' '^245 10 \$a Emma /'

    ask isbn $'find @attr 1=7 9789754700114\nshow 1'
    has "yaz-client finds an ISBN and reads letters beyond ASCII" "$scratch/isbn.txt" '^Number of hits: 1,' 'Oğuz' 'İstanbul'

    ask opac $'format opac\nfind @attr 1=4 tutunamayanlar\nshow 1'
    has "yaz-client reads holdings and circulation" "$scratch/opac.txt" \
        'Record type: OPAC' '^Data holdings 0' '^localLocation: .' '^circulation 0' '^ availableNow: 1' '^ itemId: .'

    ask boolean $'find @and @attr 1=4 emma @attr 1=1003 austen\nfind @or @attr 1=4 emma @attr 1=7 9789754700114\nfind @not @attr 1=1003 austen @attr 1=4 emma'
    has "and, or and not" "$scratch/boolean.txt" '^Number of hits: 1, setno 1' '^Number of hits: 2, setno 2' '^Number of hits: 0, setno 3'

    ask database $'base NO_SUCH_BASE\nfind @attr 1=4 emma'
    has "a database that does not exist is Bib-1 diagnostic 109 or 235" "$scratch/database.txt" '\[(109|235)\]'

    ask attribute $'find @attr 1=9999 emma'
    has "a use attribute that Alma lacks is Bib-1 diagnostic 114" "$scratch/attribute.txt" '\[114\]'

    ask range $'find @attr 1=4 emma\nshow 7'
    has "a record beyond the result is Bib-1 diagnostic 13" "$scratch/range.txt" '\[13\]'

    ask syntax $'format unimarc\nfind @attr 1=4 emma\nshow 1'
    has "a record syntax that Alma lacks is a diagnostic of its own" "$scratch/syntax.txt" '\[(227|238|239)\]'

    python3 - "${alma%:*}" "${alma##*:}" >"$scratch/garbage.log" 2>&1 <<'GARBAGE' || true
import socket, sys
for garbage in (b"GET / HTTP/1.1\r\n\r\n", b"\xb4\x84\xff\xff\xff\xff", b"\x00" * 64, bytes(range(256)), b"\xb4\x80" * 5000):
    with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=5) as connection:
        try:
            connection.sendall(garbage)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
        except OSError as fault:
            print(fault)
GARBAGE
    ask afterwards $'find @attr 1=4 emma'
    has "garbage on the port does no harm to the next client" "$scratch/afterwards.txt" '^Number of hits: 1,'
    check "the simulated Alma still runs" kill -0 "$last_pid"
}

our_client_searches_their_server() {
    local port target
    port=$(free_port)
    target=127.0.0.1:$port
    start ztest yaz-ztest "tcp:$target"
    await "$scratch/ztest.log" 'Adding dynamic listener' 10 >/dev/null || { not_ok "yaz-ztest starts" "$scratch/ztest.log"; return; }

    exits "our client searches yaz-ztest in PQF" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 computer' --syntax usmarc --count 2
    has "MARC records are shown as text" "$scratch/out" '^=LDR ' '^=245 +10\$aHow to program a computer'
    has "the last line counts hits and records" "$scratch/err" '^hits [0-9]+, shown 2$'

    exits "a query in CQL" 0 "$bookferry" z3950 search "$target/Default" 'title = computer and author = collins' --count 1
    exits "OPAC records" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 computer' --syntax opac --count 1
    has "holdings and circulation are shown" "$scratch/out" '^holding: .*MLCM 89/00602' 'item 1226176: on the shelf'
    exits "MARCXML records" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 computer' --syntax xml --count 1
    has "MARCXML is passed on" "$scratch/out" '<record xmlns="http://www.loc.gov/MARC21/slim">'

    exits "OPAC records as JSON" 0 "$bookferry" z3950 search "$target/Default" '@attr 1=4 computer' --syntax opac --count 3 --json
    check "each line is one JSON object with the record and its holdings" python3 - "$scratch/out" <<'JSON'
import json, sys
found = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
assert [record["n"] for record in found] == [1, 2, 3], found
assert found[0]["holdings"][0]["items"][0]["available"] is True, found[0]
assert any("245" in field for field in found[0]["marc"]["fields"]), found[0]
JSON

    exits "a database that the server lacks ends with 1" 1 "$bookferry" z3950 search "$target/NoSuchBase" '@attr 1=4 computer'
    has "the diagnostic is named" "$scratch/err" '109'
    exits "a query that is wrong ends with 2" 2 "$bookferry" z3950 search "$target/Default" '@and @attr 1=4 computer'
    exits "a target that is no address ends with 2" 2 "$bookferry" z3950 search 'no address' 'computer'
    exits "a port where nobody listens ends with 3" 3 "$bookferry" z3950 search "127.0.0.1:$(free_port)/Default" '@attr 1=4 computer'
}

their_client_searches_our_server
our_client_searches_their_server
finish

#!/usr/bin/env bash
# How fast Z39.50 is beside yaz-ztest and yaz-client (Debian package yaz), by turns in one run: tables on standard output.
#
# ZLOAD     a load generator on libyaz with the options -h -p -d -q -n -c -r -w and one line of result with `NUMBER req/s`
# REQUESTS  how many are sent at each step, 20000; ROUNDS: how often each is measured, 3; medians are printed
#
# Needs the release builds of bookferry, of its example find_and_show, and of the examples of crates/z3950. Our server has the canned records of yaz-ztest, asked from
# it in the beginning, and both answer the same query with the same record, which comes along with the answer to the search. The
# example `target`, a thread for each socket around the session, has records of its own; it shows what the listener costs.
# shellcheck disable=SC1091 # the path is known when it runs

. "$(dirname "${BASH_SOURCE[0]}")/../peers/lib.sh"

: "${ZLOAD:?a load generator for Z39.50}" "${REQUESTS:=20000}" "${ROUNDS:=3}"
release=${CARGO_TARGET_DIR:-$root/target}/release
bookferry=${BOOKFERRY:-$release/bookferry}
declare -A port process
need yaz-ztest yaz-client python3

# ticks PID: processor time of a process and its children that have ended, in hundredths of a second.
ticks() {
    awk '{print $14 + $15 + $16 + $17}' "/proc/$1/stat"
}

# alone PID: returns when the process has no children any more; yaz-ztest has one for each connection.
alone() {
    while pgrep -P "$1" >/dev/null; do sleep 0.05; done
}

# column NUMBER FILE: median of a column.
column() {
    cut -d' ' -f"$1" "$2" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

ratio() {
    awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'
}

# serve NAME COMMAND...: starts a server; HERE in the command becomes its address.
serve() {
    local name=$1
    shift
    port[$name]=$(free_port)
    start "$name" "${@//HERE/127.0.0.1:${port[$name]}}"
    process[$name]=$last_pid
    until (: <"/dev/tcp/127.0.0.1/${port[$name]}") 2>/dev/null; do sleep 0.1; done
}

canned() {
    printf '%s\n' "open 127.0.0.1:${port[yaz-ztest]}/Default" "set_marcdump $scratch/canned.mrc" 'find 24' 'show 1+24' quit >"$scratch/canned.txt"
    yaz-client -f "$scratch/canned.txt" >/dev/null 2>&1
}

# load NAME DATABASE CONNECTIONS: appends requests a second, and microseconds of the server's processor time a request.
load() {
    local pid=${process[$1]} before rate
    alone "$pid"
    before=$(ticks "$pid")
    rate=$("$ZLOAD" -h 127.0.0.1 -p "${port[$1]}" -d "$2" -q "$scratch/$1.pqf" -n "$REQUESTS" -c "$3" -r 1 -w 0 | tee -a "$scratch/zload.log" | sed -E 's/.*: ([0-9]+) req\/s.*/\1/')
    alone "$pid"
    printf '%s %s\n' "$rate" "$((($(ticks "$pid") - before) * 10000 / REQUESTS))" >>"$scratch/$1-$3.txt"
}

row() {
    local file=$scratch/$2-$1.txt theirs=$scratch/yaz-ztest-$1.txt
    local rate cpu
    rate=$(column 1 "$file") cpu=$(column 2 "$file")
    echo "| $1 | $2 | $rate | $(ratio "$rate" "$(column 1 "$theirs")") | $cpu | $(ratio "$cpu" "$(column 2 "$theirs")") |"
}

servers() {
    local connections round name
    echo "| connections | server | requests a second | to yaz-ztest (aim: 1 or more) | CPU us a request | to yaz-ztest (aim: 1 or less) |"
    echo "| --- | --- | --- | --- | --- | --- |"
    for connections in 1 8 64; do
        for round in $(seq "$ROUNDS"); do
            load yaz-ztest Default "$connections"
            load bookferry Default "$connections"
            load target shelf "$connections"
        done
        for name in yaz-ztest bookferry target; do row "$connections" "$name"; done
    done
    if grep -vq " records $REQUESTS .* errors 0 " "$scratch/zload.log"; then
        not_ok 'every request brought a record' "$scratch/zload.log"
    fi
}

# seconds COMMAND...: user and system time.
seconds() {
    { TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>"$scratch/client.err"; } 2>&1 | awk '{print $1 + $2}'
}

clients() {
    local round theirs ours pooled
    { echo "open 127.0.0.1:${port[yaz-ztest]}/Default"; for _ in $(seq "$REQUESTS"); do printf 'find trial\nshow 1\n'; done; echo quit; } >"$scratch/commands.txt"
    for round in $(seq "$ROUNDS"); do
        seconds yaz-client -f "$scratch/commands.txt" >>"$scratch/yaz-client.txt"
        seconds "$release/examples/origin" "127.0.0.1:${port[yaz-ztest]}" Default trial usmarc 1 "$REQUESTS" >>"$scratch/origin.txt"
        seconds "$release/examples/find_and_show" "127.0.0.1:${port[yaz-ztest]}/Default" trial "$REQUESTS" >>"$scratch/pool.txt"
    done
    theirs=$(column 1 "$scratch/yaz-client.txt") ours=$(column 1 "$scratch/origin.txt") pooled=$(column 1 "$scratch/pool.txt")
    echo
    echo "| client | CPU us a find and show of one record | to yaz-client (aim: 1 or less) |"
    echo "| --- | --- | --- |"
    awk -v t="$theirs" -v o="$ours" -v p="$pooled" -v n="$REQUESTS" 'BEGIN {
        printf "| yaz-client | %.0f | 1.00 |\n", t * 1e6 / n
        printf "| ours on a blocking socket | %.0f | %.2f |\n| ours as the platform asks, from its pool | %.0f | %.2f |\n", o * 1e6 / n, o / t, p * 1e6 / n, p / t}'
}

# Associations that have searched, got a record, and are silent from then on.
idle() {
    python3 - "${port[bookferry]}" "${process[bookferry]}" <<'IDLE'
import resource, socket, sys

port, process = sys.argv[1:]
def ber(tag, *parts):
    contents = b"".join(parts)
    return bytes.fromhex(tag) + bytes([len(contents)]) + contents

init = ber("b4", bytes.fromhex("830205e0 840203f8 8503100000 8603100000"))
term = ber("a0", ber("bf66", ber("bf2c"), ber("9f2d", b"computer")))
query = ber("b5", ber("a1", bytes.fromhex("06072a8648ce130301"), term))
sizes = bytes.fromhex("8d0100 8e047fffffff 8f0101 9001ff")
search = ber("b6", sizes, ber("91", b"default"), ber("b2", ber("9f69", b"Default")), query)

def resident():
    line = next(line for line in open(f"/proc/{process}/status") if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024

def answer(connection, request, tag):
    connection.sendall(request)
    received = connection.recv(65536)
    assert received[:1] == bytes([tag]), received

before, silent = resident(), []
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
for _ in range(1000):
    connection = socket.create_connection(("127.0.0.1", int(port)))
    answer(connection, init, 0xB5)
    answer(connection, search, 0xB7)
    silent.append(connection)
print(f"\n1000 idle connections: {resident()} MB resident (aim: under 64), {before} MB before.")
IDLE
}

printf '@attr 1=4 computer\n' | tee "$scratch/yaz-ztest.pqf" >"$scratch/bookferry.pqf"
printf '@attr 1=4 trial\n' >"$scratch/target.pqf"
serve yaz-ztest yaz-ztest HERE
canned
serve bookferry "$bookferry" z3950 serve "$scratch/canned.mrc" --listen HERE
serve target "$release/examples/target" HERE
servers
clients
idle
finish

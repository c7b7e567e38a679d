#!/usr/bin/env bash
# How fast Z39.50 is beside yaz-ztest and yaz-client (Debian package yaz), alternately in one run: a table on standard output.
#
# Needs a load generator on libyaz in ZLOAD with the options -h -p -d -q -n -c -r -w and one line of result with `NUMBER req/s`. Our
# server is `bookferry z3950 serve`, built for release, with the records of MARC (a file); without MARC it is the example `target` of
# crates/z3950, which serves four records, as yaz-ztest serves canned ones. QUERIES is a file of PQF queries, one a line.
# REQUESTS (5000) is how many are sent at each step, ROUNDS (3) how often each is measured; medians are printed.
# shellcheck disable=SC1091 # the path is known when it runs

. "$(dirname "${BASH_SOURCE[0]}")/../peers/lib.sh"

: "${ZLOAD:?a load generator for Z39.50}" "${REQUESTS:=5000}" "${ROUNDS:=3}"
release=${CARGO_TARGET_DIR:-$root/target}/release
need yaz-ztest yaz-client python3

# ticks PID: processor time of a process and its children that have ended, in hundredths of a second.
ticks() {
    local pid total=0
    for pid in "$1" $(pgrep -P "$1" || true); do
        total=$((total + $(awk '{print $14 + $15 + $16 + $17}' "/proc/$pid/stat" 2>/dev/null || echo 0)))
    done
    echo "$total"
}

median() {
    sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

# load PORT DATABASE PID CONNECTIONS: requests a second, and microseconds of the server's processor time a request.
load() {
    local before after line
    before=$(ticks "$3")
    line=$("$ZLOAD" -h 127.0.0.1 -p "$1" -d "$2" -q "$queries" -n "$REQUESTS" -c "$4" -r 1 -w 0)
    sleep 0.3
    after=$(ticks "$3")
    printf '%s %s\n' "$(sed -E 's/.*: ([0-9]+) req\/s.*/\1/' <<<"$line")" "$(((after - before) * 10000 / REQUESTS))"
}

serve() {
    local port
    port=$(free_port)
    ztest=$port
    start ztest yaz-ztest "127.0.0.1:$port"
    ztest_pid=$last_pid
    ours=$(free_port)
    if [ -n "${MARC:-}" ]; then
        database=Default
        start ours "$release/bookferry" z3950 serve "$MARC" --listen "127.0.0.1:$ours"
    else
        database=shelf
        start ours "$release/examples/target" "127.0.0.1:$ours"
    fi
    ours_pid=$last_pid
    await "$scratch/ours.log" "$ours" 300 >/dev/null
}

servers() {
    local connections round
    echo "| connections | yaz-ztest req/s | ours req/s | yaz-ztest us CPU | ours us CPU |"
    echo "| --- | --- | --- | --- | --- |"
    for connections in 1 8 64; do
        : >"$scratch/theirs.txt"
        : >"$scratch/ours.txt"
        for round in $(seq "$ROUNDS"); do
            load "$ztest" Default "$ztest_pid" "$connections" >>"$scratch/theirs.txt"
            load "$ours" "$database" "$ours_pid" "$connections" >>"$scratch/ours.txt"
        done
        echo "| $connections | $(cut -d' ' -f1 "$scratch/theirs.txt" | median) | $(cut -d' ' -f1 "$scratch/ours.txt" | median) | $(cut -d' ' -f2 "$scratch/theirs.txt" | median) | $(cut -d' ' -f2 "$scratch/ours.txt" | median) |"
    done
}

# seconds COMMAND...: user and system time.
seconds() {
    { TIMEFORMAT='%U %S'; time "$@" >/dev/null 2>"$scratch/client.err"; } 2>&1 | awk '{print $1 + $2}'
}

clients() {
    local round
    { echo "open 127.0.0.1:$ztest/Default"; for _ in $(seq "$REQUESTS"); do printf 'find computer\nshow 1\n'; done; echo quit; } >"$scratch/commands.txt"
    : >"$scratch/theirs.txt"
    : >"$scratch/ours.txt"
    for round in $(seq "$ROUNDS"); do
        seconds yaz-client -f "$scratch/commands.txt" >>"$scratch/theirs.txt"
        seconds "$release/examples/origin" "127.0.0.1:$ztest" Default computer usmarc 1 "$REQUESTS" >>"$scratch/ours.txt"
    done
    echo
    echo "A find and show of one record against yaz-ztest, microseconds of CPU: yaz-client $(median <"$scratch/theirs.txt" | awk -v n="$REQUESTS" '{printf "%.0f", $1 * 1e6 / n}'), ours $(median <"$scratch/ours.txt" | awk -v n="$REQUESTS" '{printf "%.0f", $1 * 1e6 / n}')."
}

# A thousand associations that are open and silent.
idle() {
    python3 - "$ours" "$ours_pid" <<'IDLE'
import resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
init = bytes.fromhex("b412" "830206c0" "840203f8" "850300ffff" "860300ffff")
resident = lambda: int(next(line for line in open(f"/proc/{sys.argv[2]}/status") if line.startswith("VmRSS")).split()[1]) // 1024
before, open_ones = resident(), []
for _ in range(1000):
    connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    connection.sendall(init)
    assert connection.recv(4096)[:1] == b"\xb5"
    open_ones.append(connection)
print(f"\n1000 idle connections: {resident()} MB resident, {before} MB before.")
IDLE
}

if [ -n "${QUERIES:-}" ]; then
    queries=$QUERIES
else
    queries=$scratch/queries.txt
    printf '%s\n' 'odyssey' 'trial' 'war' >"$queries"
fi
serve
servers
clients
idle
finish

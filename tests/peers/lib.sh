# shellcheck shell=bash disable=SC2034 # the names are for the scripts that source this
# Shared by the checks of this folder: sourced, not run.
#
# A check prints `ok NAME` or `not ok NAME` with the reason, goes on, and exits with 1 when anything failed. What it starts listens
# on loopback on a free port and is stopped by its own process id, however the check ends.

set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bookferry=${BOOKFERRY:-${CARGO_TARGET_DIR:-$root/target}/debug/bookferry}
corpora=$root/../shared/corpora
scratch=$(mktemp -d)
started=()
failures=0

clean_up() {
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${started[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

ok() {
    printf 'ok %s\n' "$1"
}

# not_ok NAME [FILE]: the last lines of FILE say why.
not_ok() {
    printf 'not ok %s\n' "$1"
    if [ -n "${2:-}" ] && [ -s "$2" ]; then
        tail -n 15 "$2" | sed 's/^/    /'
    fi
    failures=$((failures + 1))
}

# check NAME COMMAND...: passes when the command does.
check() {
    local name=$1
    shift
    if "$@" >"$scratch/check.log" 2>&1; then ok "$name"; else not_ok "$name" "$scratch/check.log"; fi
}

# has NAME FILE PATTERN...: every extended regular expression matches a line of the file.
has() {
    local name=$1 file=$2 pattern
    shift 2
    for pattern in "$@"; do
        if ! grep -Eq -- "$pattern" "$file"; then
            { printf 'no line matches: %s\n' "$pattern"; tail -n 12 "$file"; } >"$scratch/has.log"
            not_ok "$name" "$scratch/has.log"
            return
        fi
    done
    ok "$name"
}

# exits NAME CODE COMMAND...: the command ends with this code; what it says is left in $scratch/out and $scratch/err.
exits() {
    local name=$1 expected=$2 code=0
    shift 2
    "$@" >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
    if [ "$code" -eq "$expected" ]; then
        ok "$name"
    else
        { printf 'exit code %s, expected %s\n' "$code" "$expected"; cat "$scratch/err"; } >"$scratch/exits.log"
        not_ok "$name" "$scratch/exits.log"
    fi
}

# need PROGRAM...: a missing program is a failure, never a skip.
need() {
    local program
    for program in "$@"; do
        if ! command -v "$program" >/dev/null; then
            not_ok "$program is installed"
            exit 1
        fi
    done
}

# start NAME COMMAND...: in the background; its output goes to $scratch/NAME.log, its process id to $last_pid.
start() {
    local name=$1
    shift
    "$@" >"$scratch/$name.log" 2>&1 </dev/null &
    last_pid=$!
    started+=("$last_pid")
}

# await FILE PATTERN [SECONDS]: prints what the extended regular expression matches as soon as it stands in the file.
await() {
    local file=$1 pattern=$2 left=$((${3:-30} * 10)) found
    while [ "$left" -gt 0 ]; do
        found=$(grep -Eo -m 1 -- "$pattern" "$file" 2>/dev/null | head -n 1) || true
        if [ -n "$found" ]; then
            printf '%s\n' "$found"
            return 0
        fi
        sleep 0.1
        left=$((left - 1))
    done
    printf 'nothing matched %s in %s\n' "$pattern" "$file" >&2
    tail -n 20 "$file" >&2 || true
    return 1
}

# free_port: a port on loopback that nobody uses now, for programs that cannot choose one themselves.
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# peers_python: a Python that has what tests/peers/requirements.txt names: that of the environment PEER_VENV, else the program
# PEERS_PYTHON, else one made for this run in the scratch folder.
peers_python() {
    if [ -n "${PEER_VENV:-}" ]; then
        printf '%s\n' "$PEER_VENV/bin/python"
    elif [ -n "${PEERS_PYTHON:-}" ]; then
        printf '%s\n' "$PEERS_PYTHON"
    else
        python3 -m venv "$scratch/venv" >&2
        "$scratch/venv/bin/pip" install --quiet --disable-pip-version-check -r "$root/tests/peers/requirements.txt" >&2
        printf '%s\n' "$scratch/venv/bin/python"
    fi
}

finish() {
    [ "$failures" -eq 0 ]
    exit
}

#!/usr/bin/env bash
# How long the demonstration takes from its start to a usable page, and how much memory it takes when nobody does anything.
# The limits are loose because machines that run checks are busy; the aims stand beside the figures.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need curl

readonly SECONDS_LIMIT=30 SECONDS_AIM=3
readonly MEGABYTES_LIMIT=150
readonly IDLE_SECONDS=10

# A search that is answered with a title, on a page that is whole.
finds_a_title() {
    curl -s --fail --max-time 5 -o "$scratch/search.html" "$address/search?q=emma" && grep -q 'href="/title/' "$scratch/search.html"
}

# await_success WHAT COMMAND...: tries until the command succeeds; a minute is too long.
await_success() {
    local what=$1 deadline=$((begin + 60000))
    shift
    until "$@"; do
        if [ "$(milliseconds)" -gt "$deadline" ]; then
            not_ok "$what within a minute" "$scratch/demo.log"
            exit 1
        fi
        sleep 0.05
    done
}

milliseconds() {
    date +%s%3N
}

# What a process has in memory now, in kilobytes.
resident() {
    awk '$1 == "VmRSS:" { print $2 }' "/proc/$1/status"
}

# What a process and its threads have had of the processors, in seconds.
processor_seconds() {
    awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$1/stat"
}

begin=$(milliseconds)
start demo "$bookferry" demo --listen 127.0.0.1:0 --data "$scratch/data"
if ! address=$(await "$scratch/demo.log" 'http://127\.0\.0\.1:[0-9]+' 60); then
    not_ok "the demonstration starts" "$scratch/demo.log"
    exit 1
fi
told=$(($(milliseconds) - begin))
await_success "the start page answers" curl -s --fail --max-time 5 -o "$scratch/start.html" "$address/"
answered=$(($(milliseconds) - begin))
await_success "a search finds a title" finds_a_title
took=$(($(milliseconds) - begin))
printf 'ms from the start: %d the address is told, %d the start page answers, %d a search finds a title (aim: %d)\n' \
    "$told" "$answered" "$took" $((SECONDS_AIM * 1000))
printf 'processor time until then: %s s\n' "$(processor_seconds "$last_pid")"
check "usable in less than $SECONDS_LIMIT s" test "$took" -lt $((SECONDS_LIMIT * 1000))

sleep "$IDLE_SECONDS"
kilobytes=$(resident "$last_pid")
printf 'resident after %d idle seconds: %d MB (limit: %d MB)\n' "$IDLE_SECONDS" $((kilobytes / 1024)) "$MEGABYTES_LIMIT"
check "less than $MEGABYTES_LIMIT MB resident when idle" test "$kilobytes" -lt $((MEGABYTES_LIMIT * 1024))

check "the demonstration still runs" kill -0 "$last_pid"
finish

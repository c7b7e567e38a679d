#!/usr/bin/env bash
# How long the demonstration takes from its start to a usable page, and how much memory it takes when nobody does anything.
# The limits are loose because machines that run checks are busy; the aims stand beside the figures.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need curl

readonly SECONDS_LIMIT=10 SECONDS_AIM=3
readonly MEGABYTES_LIMIT=150
readonly IDLE_SECONDS=10

# A search that is answered with a title, on a page that is whole.
finds_a_title() {
    curl -s --fail --max-time 5 "$address/search?q=emma" 2>/dev/null | grep -q 'href="/title/'
}

milliseconds() {
    date +%s%3N
}

# What a process has in memory now, in kilobytes.
resident() {
    awk '$1 == "VmRSS:" { print $2 }' "/proc/$1/status"
}

begin=$(milliseconds)
start demo "$bookferry" demo --listen 127.0.0.1:0 --data "$scratch/data"
if ! address=$(await "$scratch/demo.log" 'http://127\.0\.0\.1:[0-9]+' 60); then
    not_ok "the demonstration starts" "$scratch/demo.log"
    exit 1
fi
deadline=$((begin + 60000))
until curl -s --fail --max-time 5 -o "$scratch/start.html" "$address/" && finds_a_title; do
    if [ "$(milliseconds)" -gt "$deadline" ]; then
        not_ok "a search finds a title within a minute" "$scratch/demo.log"
        exit 1
    fi
    sleep 0.05
done
took=$(($(milliseconds) - begin))
printf 'from the start to a search that finds a title: %d.%02d s (aim: %d s)\n' $((took / 1000)) $((took % 1000 / 10)) "$SECONDS_AIM"
check "usable in less than $SECONDS_LIMIT s" test "$took" -lt $((SECONDS_LIMIT * 1000))

sleep "$IDLE_SECONDS"
kilobytes=$(resident "$last_pid")
printf 'resident after %d idle seconds: %d MB (limit: %d MB)\n' "$IDLE_SECONDS" $((kilobytes / 1024)) "$MEGABYTES_LIMIT"
check "less than $MEGABYTES_LIMIT MB resident when idle" test "$kilobytes" -lt $((MEGABYTES_LIMIT * 1024))

check "the demonstration still runs" kill -0 "$last_pid"
finish

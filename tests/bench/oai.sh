#!/usr/bin/env bash
# Harvest benchmark: our harvester, Sickle and a loop of curl, by turns, from the same static provider on loopback.
#
# BENCH_DATA  folder with bib.xml, one <record> a line (gen_marc.py in ../shared/bench makes it)
# BENCH_PYTHON  a Python that has Sickle 0.7 (default python3)
# RECORDS, PAGE, ROUNDS, SICKLE_RECORDS  100000, 100, 3, 5000
#
# Prints for each the median of records a processor second and of seconds, our peak of resident memory, and the ratios. Sickle gets a
# shorter list, because it is slow; the others the whole. Everybody parses every record: we as MARC, Sickle as XML; curl parses nothing.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bookferry=${BOOKFERRY:-${CARGO_TARGET_DIR:-$root/target}/release/bookferry}
bench=${BENCH_SCRIPTS:-$root/../shared/bench}
data=${BENCH_DATA:?the folder with bib.xml}
python=${BENCH_PYTHON:-python3}
records=${RECORDS:-100000} page=${PAGE:-100} rounds=${ROUNDS:-3} sickle_records=${SICKLE_RECORDS:-5000}
scratch=$(mktemp -d)
provider=
trap 'stop; rm -rf "$scratch"' EXIT

stop() {
    if [ -n "$provider" ]; then
        kill "$provider" 2>/dev/null || true
        wait "$provider" 2>/dev/null || true
        provider=
    fi
}

# provide RECORDS: the provider in the background; its address in $url.
provide() {
    stop
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    : >"$scratch/provider.log"
    python3 "$bench/oai_provider.py" --xml "$data/bib.xml" --pages "$scratch/pages-$1" --page-size "$page" --max-records "$1" \
        --port "$port" >"$scratch/provider.log" 2>&1 &
    provider=$!
    until grep -q serving "$scratch/provider.log"; do sleep 0.2; done
    url=http://127.0.0.1:$port/oai
}

# measure NAME RECORDS COMMAND...: appends `records-per-cpu-second seconds peak-KiB` to the file of NAME.
measure() {
    local name=$1 count=$2
    shift 2
    python3 - "$count" "$@" <<'PYTHON' >>"$scratch/$name"
import resource, subprocess, sys, time
begin = time.monotonic()
subprocess.run(sys.argv[2:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
seconds = time.monotonic() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu = used.ru_utime + used.ru_stime
print(int(sys.argv[1]) / cpu, seconds, used.ru_maxrss)
PYTHON
}

for round in $(seq "$rounds"); do
    provide "$records"
    measure curl "$records" sh "$bench/oai_curl.sh" "$url"
    measure ours "$records" "$bookferry" oai harvest --prefix marcxml -o - "$url"
    rm -rf "$scratch/harvest"
    measure directory "$records" "$bookferry" oai harvest --prefix marcxml -o "$scratch/harvest" "$url"
    provide "$sickle_records"
    measure sickle "$sickle_records" "$python" "$bench/oai_sickle.py" "$url"
    echo "round $round of $rounds" >&2
done

python3 - "$scratch" "$records" "$page" <<'PYTHON'
import statistics, sys
folder, records, page = sys.argv[1:]
def medians(name):
    rows = [[float(word) for word in line.split()] for line in open(f"{folder}/{name}")]
    return [statistics.median(column) for column in zip(*rows)]
rows = {name: medians(name) for name in ("ours", "directory", "curl", "sickle")}
print(f"{records} records, {page} a page; medians")
for name, (rate, seconds, peak) in rows.items():
    print(f"{name:10} {rate:9.0f} records per CPU second  {seconds:7.2f} s  {peak / 1024:5.1f} MB")
print(f"ours to Sickle, records per CPU second: {rows['ours'][0] / rows['sickle'][0]:.1f}")
print(f"ours to curl, seconds: {rows['ours'][1] / rows['curl'][1]:.2f}; into a directory {rows['directory'][1] / rows['curl'][1]:.2f}")
PYTHON

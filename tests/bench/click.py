#!/usr/bin/env python3
"""From a patron's click to WillSupply in the demonstration: click.py BOOKFERRY [REQUESTS]

Starts `bookferry demo` on free ports, signs in as a patron of East, and asks through the request form for one title after the other that
another library has. Each request goes its whole way over real protocols on loopback: LookupUser to the simulated Alma, the shared index,
a request by ISO 18626 to the supplier, a look on its shelf over Z39.50, SRU or REST, WillSupply back. Measured is from sending the form until
the patron's own page shows that a library prepares the item. Titles that no library can supply are counted apart, and those that the
catalogue does not answer clearly, which wait for the supplier's staff. Exits with 1 when a
request took longer than the limit.
"""

import html
import http.cookiejar
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

LIMIT = 2.0
GIVE_UP = 10.0
POLL = 0.01
STARTED = re.compile(r"http://127\.0\.0\.1:\d+")
# What the page of a request says while a library prepares the item, and when nobody can supply it.
PREPARED = "A library has it and prepares it for you."
UNFILLED = "All libraries that could have it were asked."


def main():
    program, *count = sys.argv[1:]
    wanted = int(count[0]) if count else 20
    with tempfile.TemporaryDirectory(prefix="bookferry-click-") as data:
        demo = subprocess.Popen(
            [program, "demo", "--listen", "127.0.0.1:0", "--data", data],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            address, password = told_at_start(demo)
            times, unfilled, left = measure(Patron(address, "east-patron", password), wanted)
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=20)
    report(times, unfilled, left)
    sys.exit(0 if times and max(times) < LIMIT else 1)


def told_at_start(demo):
    """The address and the password of every account, which the program prints when it is ready."""
    address = None
    for line in demo.stdout:
        if address is None and "Bookferry is at" in line:
            address = STARTED.search(line).group(0)
        if "the password of every account is" in line:
            return address, line.rsplit(" is ", 1)[1].strip()
    raise SystemExit("the demonstration did not start")


class Patron:
    """A browser without pictures."""

    def __init__(self, address, username, password):
        self.address = address
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.post("/sign-in", {"username": username, "password": password, "next": "/"})

    def get(self, path):
        with self.opener.open(self.address + path) as answer:
            return answer.read().decode()

    def post(self, path, fields):
        """Sends a form; the address to which the answer leads, and the page there."""
        body = urllib.parse.urlencode(fields).encode()
        with self.opener.open(self.address + path, body) as answer:
            return answer.geturl(), answer.read().decode()


def measure(patron, wanted):
    times, unfilled, left = [], 0, 0
    for cluster in titles(patron):
        if len(times) == wanted:
            break
        form = fields(patron.get(f"/request/new?cluster={cluster}"))
        clicked = time.monotonic()
        try:
            address, page = patron.post("/request", {**form, "cluster": cluster, "service": "loan"})
        except urllib.error.HTTPError as refused:
            print(f"title {cluster} was not asked for: status {refused.code}", file=sys.stderr)
            continue
        path = urllib.parse.urlsplit(address).path
        while PREPARED not in page and UNFILLED not in page and time.monotonic() - clicked < GIVE_UP:
            time.sleep(POLL)
            page = html.unescape(patron.get(path))
        took = time.monotonic() - clicked
        if PREPARED in page:
            times.append(took)
            print(f"{path.rsplit('/', 1)[1]}: {took * 1000:.0f} ms", flush=True)
        elif UNFILLED in page:
            unfilled += 1
        else:
            left += 1
            print(f"{path.rsplit('/', 1)[1]}: nothing after {GIVE_UP:.0f} s, left to staff", flush=True)
    return times, unfilled, left


def titles(patron):
    """Titles that other libraries have, once the catalogues are read."""
    seen = set()
    for word in ["history", "art", "the", "of", "new", "life", "world", "introduction", "science", "music"]:
        deadline = time.monotonic() + 60
        while True:
            found = re.findall(r'href="/title/(\d+)', patron.get(f"/search?q={word}&format=book"))
            if found or seen or time.monotonic() > deadline:
                break
            time.sleep(0.5)
        for cluster in found:
            if cluster not in seen:
                seen.add(cluster)
                yield cluster


def fields(page):
    """The hidden fields of the form, and its pickup location."""
    named = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    pickup = re.search(r'<select id="pickup_location".*?<option value="([^"]+)"', page, re.DOTALL)
    return {**named, **({"pickup_location": pickup.group(1)} if pickup else {})}


def report(times, unfilled, left):
    print("| requests | nobody could supply | left to staff | median, ms | at most, ms | limit, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    median = statistics.median(times) * 1000 if times else 0
    most = max(times, default=0) * 1000
    print(f"| {len(times)} | {unfilled} | {left} | {median:.0f} | {most:.0f} | {LIMIT * 1000:.0f} |")


main()

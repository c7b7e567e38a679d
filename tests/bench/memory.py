#!/usr/bin/env python3
"""Prints the most resident memory that `bookferry marc convert` takes: memory.py ROWS BOOKFERRY

ROWS has a line a measurement: a name for the form of the input, the file, the form of the output.

The figure is the high-water mark that the kernel keeps of the program's own memory (VmHWM in /proc/PID/status), with the pages of
the program file that are in use. The maximum that wait4 gives is of no use here: it begins with the memory of whoever started the
process. The mark never falls, so it is read again and again until the process ends; what a program takes in its last moments,
shorter than the time between two looks, is missed. GNU time measures to the end, and is used when it is installed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

GNU_TIME = "/usr/bin/time"
BETWEEN_LOOKS = 0.002


def main():
    rows, bookferry = sys.argv[1:]
    has_time = os.access(GNU_TIME, os.X_OK)
    print(f"Measured {'by GNU time' if has_time else 'from VmHWM'}.\n")
    print("| input | file | its MB | output | most resident MB |")
    print("| --- | --- | --- | --- | --- |")
    for line in open(rows, encoding="utf-8").read().splitlines():
        form, path, to = line.split("\t")
        command = [bookferry, "marc", "convert", "--to", to, path]
        peak = by_gnu_time(command) if has_time else from_status(command)
        size = os.path.getsize(path) / 1_000_000
        print(f"| {form} | {os.path.basename(path)} | {size:,.0f} | {to} | {peak / 1024:.1f} |", flush=True)


def by_gnu_time(command):
    """The most resident memory, in KB."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8") as report:
        measured = [GNU_TIME, "-f", "%M", "-o", report.name, *command]
        code = subprocess.call(measured, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        check(command, code)
        return int(report.read())


def from_status(command):
    """The same, read while the command runs."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    program, peak = os.path.realpath(shutil.which(command[0])), 0
    while child.poll() is None:
        try:
            # Until the program has replaced the copy of this process, the mark is ours.
            if os.path.realpath(f"/proc/{child.pid}/exe") == program:
                status = open(f"/proc/{child.pid}/status", encoding="utf-8").read()
                peak = max([peak, *map(int, re.findall(r"^VmHWM:\s+(\d+)", status, re.M))])
        except OSError:
            pass  # it has just ended
        time.sleep(BETWEEN_LOOKS)
    check(command, child.returncode)
    return peak


def check(command, code):
    if code != 0:
        sys.exit(f"{' '.join(command)} ended with {code}")


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs yaz-marcdump and bookferry in turn and prints a table of medians: table.py ROWS ROUNDS BOOKFERRY [MARC_PEERS]

ROWS has a line a measurement: what is done, the file, the arguments of yaz-marcdump, those of `bookferry marc convert`.
Seconds are user and system time of the whole process, as the kernel counts them. Memory is measured apart, by memory.py.
"""

import os
import statistics
import subprocess
import sys


def main():
    rows, rounds, bookferry, *peers = sys.argv[1:]
    print("| work | file | records | yaz-marcdump s | bookferry s | records a CPU second | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for line in open(rows, encoding="utf-8").read().splitlines():
        work, path, of_yaz, of_ours = line.split("\t")
        commands = [
            ["yaz-marcdump", *of_yaz.split(), path],
            [bookferry, "marc", "convert", *of_ours.split(), path],
        ]
        yaz, ours = in_turn(commands, int(rounds))
        count = records(path)
        print(
            f"| {work} | {os.path.basename(path)} | {count:,} | {yaz:.2f} | {ours:.2f} | {count / ours:,.0f} "
            f"| {yaz / ours:.1f} |",
            flush=True,
        )
        if of_ours == "--to none" and peers and peers[0]:
            (floor,) = in_turn([[peers[0], "floor-walk", path]], int(rounds))
            print(f"| floor of the line above: one pass over memory | | {count:,} | | {floor:.2f} | {count / floor:,.0f} | |")


def in_turn(commands, rounds):
    """Median seconds of each command."""
    seconds = [[] for _ in commands]
    for _ in range(rounds):
        for place, command in enumerate(commands):
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                sys.exit(f"{' '.join(command)} ended with {child.returncode}")
            seconds[place].append(usage.ru_utime + usage.ru_stime)
    return [statistics.median(runs) for runs in seconds]


def records(path):
    ends = b"</record>" if path.endswith(".xml") else b"\x1d"
    count, kept = 0, b""
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            block = kept + block
            count += block.count(ends)
            kept = block[-len(ends) + 1 :] if len(ends) > 1 else b""
    return count


if __name__ == "__main__":
    sys.exit(main())

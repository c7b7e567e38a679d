#!/usr/bin/env python3
"""Runs yaz-marcdump and bookferry in turn and prints a table of medians: table.py ROWS ROUNDS BOOKFERRY [MARC_PEERS]

ROWS has a line a measurement: what is done, the file, the arguments of yaz-marcdump, those of `bookferry marc convert`, and the works of
MARC_PEERS that are the same work by the crates of others, or the least that it can cost (floor-...). They take part in the same rounds.
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
        work, path, of_yaz, of_ours, of_peers = line.split("\t")
        others = of_peers.split() if peers and peers[0] else []
        commands = [
            ["yaz-marcdump", *of_yaz.split(), path],
            [bookferry, "marc", "convert", *of_ours.split(), path],
            *([peers[0], other, path] for other in others),
        ]
        yaz, ours, *theirs = in_turn(commands, int(rounds))
        if yaz is None or ours is None:
            sys.exit(f"{work} of {path} ended with an error")
        count = records(path)
        print(
            f"| {work} | {os.path.basename(path)} | {count:,} | {yaz:.2f} | {ours:.2f} | {count / ours:,.0f} "
            f"| {yaz / ours:.1f} |",
            flush=True,
        )
        for other, seconds in zip(others, theirs):
            if seconds is None:
                print(f"| – {other} | {os.path.basename(path)} | stops at a record | | | | |", flush=True)
                continue
            print(
                f"| – {other} | {os.path.basename(path)} | {count:,} | | {seconds:.2f} | {count / seconds:,.0f} "
                f"| {seconds / ours:.2f} of ours |",
                flush=True,
            )


def in_turn(commands, rounds):
    """Median seconds of each command; None for one that ended with an error."""
    seconds = [[] for _ in commands]
    failed = set()
    for _ in range(rounds):
        for place, command in enumerate(commands):
            if place in failed:
                continue
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                failed.add(place)
            seconds[place].append(usage.ru_utime + usage.ru_stime)
    return [None if place in failed else statistics.median(runs) for place, runs in enumerate(seconds)]


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

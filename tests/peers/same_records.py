#!/usr/bin/env python3
"""Compares two files of MARC-in-JSON, record by record: same_records.py A.json B.json

Objects may stand on one line or on many. Of the leader only positions 5-8 and 17-19 are compared: the rest (lengths, addresses,
character coding, entry map) is set by whoever writes the record. Text is compared in normalisation form C.
"""

import json
import sys
import unicodedata

SHOWN = 5


def records(path):
    text = open(path, encoding="utf-8").read()
    decoder = json.JSONDecoder()
    at, found = 0, []
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        record, at = decoder.raw_decode(text, at)
        found.append(lines(record))
    return found


def lines(record):
    """A record as lines that people can compare."""
    leader = record["leader"]
    out = ["LDR " + leader[5:9] + leader[17:20]]
    for field in record["fields"]:
        for tag, content in field.items():
            out.append(f"{tag} {content if isinstance(content, str) else data_field(content)}")
    return [unicodedata.normalize("NFC", line) for line in out]


def data_field(content):
    parts = [f"${code}{value}" for subfield in content["subfields"] for code, value in subfield.items()]
    return content["ind1"] + content["ind2"] + "".join(parts)


def main():
    first, second = (records(path) for path in sys.argv[1:3])
    different = 0
    if len(first) != len(second):
        print(f"{len(first)} records against {len(second)}")
        different += 1
    if not first:
        print("no records at all")
        different += 1
    for number, (a, b) in enumerate(zip(first, second), 1):
        for line_a, line_b in zip(a + [""] * (len(b) - len(a)), b + [""] * (len(a) - len(b))):
            if line_a != line_b:
                different += 1
                if different <= SHOWN:
                    print(f"record {number}:\n  {line_a}\n  {line_b}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

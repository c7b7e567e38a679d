#!/usr/bin/env python3
"""Takes the messages out of a data directory: wire_messages.py DATA OUT

Every SQLite file and every journal (one JSON object a line) below DATA is searched for ISO 18626 and NCIP messages, however deep
they lie in JSON. They are written to OUT/iso18626 and OUT/ncip, each once. Prints how many of each were found.
"""

import json
import pathlib
import sqlite3
import sys

KINDS = {"iso18626": "ISO18626Message", "ncip": "NCIPMessage"}


def texts(value):
    """All texts in a value, and in the JSON that these texts may be."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    if isinstance(value, str):
        yield value
        if value[:1] in "{[":
            try:
                yield from texts(json.loads(value))
            except ValueError:
                pass
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def of_database(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in database.execute(f'SELECT * FROM "{table}"'):
            for value in row:
                yield from texts(value)
    database.close()


def of_journal(path):
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        yield from texts(line)


def main():
    data, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    found = {kind: {} for kind in KINDS}
    for path in sorted(file for file in data.rglob("*") if file.is_file()):
        with path.open("rb") as file:
            start = file.read(16)
        if start == b"SQLite format 3\x00":
            values = of_database(path)
        elif start[:1] == b"{":
            values = of_journal(path)
        else:
            continue
        for text in values:
            for kind, root in KINDS.items():
                if text.lstrip()[:1] == "<" and root in text[:600]:
                    found[kind].setdefault(text)
    for kind, messages in found.items():
        folder = out / kind
        folder.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(messages, 1):
            (folder / f"{number:04}.xml").write_text(text, encoding="utf-8")
        print(f"{kind} {len(messages)}")


if __name__ == "__main__":
    main()

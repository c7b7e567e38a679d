#!/usr/bin/env python3
"""What a platform keeps of a library: files_kept.py DATA CODE. Prints number and MARC of every record, in order, each on a line."""
import hashlib
import pathlib
import sqlite3
import sys

data, code = sys.argv[1:]
[database] = pathlib.Path(data).glob("*.sqlite3")
connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
query = """
    SELECT record.source_record_id, record.marc FROM record
    JOIN source ON source.id = record.source_id JOIN library ON library.id = source.library_id
    WHERE library.code = ? AND record.deleted = 0 ORDER BY record.source_record_id"""
for number, marc in connection.execute(query, (code,)):
    print(number, hashlib.sha256(marc if isinstance(marc, bytes) else str(marc).encode()).hexdigest())

#!/usr/bin/env python3
"""Harvests with Sickle: oai_sickle.py URL PREFIX [SET]. Prints every identifier, a deleted one with a minus sign before it."""
import sys

from sickle import Sickle

url, prefix, *sets = sys.argv[1:]
arguments = {"metadataPrefix": prefix}
if sets:
    arguments["set"] = sets[0]
for record in Sickle(url, timeout=60).ListRecords(**arguments):
    if not record.header.deleted and len(record.xml) == 0:
        sys.exit(f"{record.header.identifier} has no content")
    print(("-" if record.header.deleted else "") + record.header.identifier)

#!/usr/bin/env python3
"""Compares our reading of MARC files with that of yaz-marcdump and of pymarc, record by record:

marc_corpora.py BOOKFERRY REPORTS FILE...

`read`: both read the file itself. `marc8`: we write the records in MARC-8, the other program reads these and must find what we had.
Each record that the other program gives is looked for among ours. Of the leader only positions 5-8 and 17-19 are compared: whoever
writes a record sets the rest. Text is compared in normalisation form C. A record that we report as repaired may differ; those are
counted and must be few. Any other difference needs a rule of RULES, which says what the difference is and who is right; one
without a rule fails the check. Of a large file the first LARGE records are read, and LARGE_IN_MARC8 written.

The folder REPORTS gets a file a comparison (read-yaz, marc8-pymarc and so on); its last line is `passed` or `failed`.
"""

import collections
import concurrent.futures
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import warnings

import same_records

SHOWN = 4
LARGE = 10_000
LARGE_IN_MARC8 = 2_000
# The check must not pass because little could be read, or because everything counts as repaired.
FEWEST_SAME = 0.95
MOST_REPAIRED = 0.02
OURS = "our records"
THEIRS = "records of the other program"
SAME = "the same"
REPAIRED = "differ, and we say that we repaired the record"
DIFFERENT = "DIFFERENT"


def main():
    bookferry, reports, *files = sys.argv[1:]
    tallies, differences = collections.defaultdict(collections.Counter), collections.defaultdict(list)
    largest_first = sorted(files, key=os.path.getsize, reverse=True)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for outcome in pool.map(compare_file, [bookferry] * len(files), largest_first):
            for comparison, tally, found in outcome:
                tallies[comparison] += tally
                differences[comparison] += found
    for comparison, tally in tallies.items():
        with open(os.path.join(reports, comparison), "w", encoding="utf-8", errors="backslashreplace") as report:
            report.writelines(f"{difference}\n" for difference in differences[comparison][:SHOWN])
            report.writelines(f"{what}: {count}\n" for what, count in sorted(tally.items()))
            report.write("passed\n" if has_passed(tally) else "failed\n")


def has_passed(tally):
    is_much_the_same = tally[SAME] >= FEWEST_SAME * tally[OURS] > 0
    return is_much_the_same and not tally[DIFFERENT] and tally[REPAIRED] <= MOST_REPAIRED * tally[THEIRS]


def compare_file(bookferry, name):
    warnings.simplefilter("ignore")
    outcome = []
    with tempfile.TemporaryDirectory() as scratch:
        path, in_marc8 = os.path.join(scratch, "unpacked"), os.path.join(scratch, "marc8")
        unpack(name, path, LARGE)
        ours, repaired = our_records(bookferry, path)
        begin = os.path.join(scratch, "begin")
        last = LARGE_IN_MARC8 if unpack(name, begin, LARGE_IN_MARC8) else float("inf")
        written = written_in_marc8(bookferry, begin, {n: record for n, record in ours.items() if n <= last}, in_marc8)
        for peer, read in PEERS.items():
            for mode, source, records, excused in (("read", path, ours, repaired), ("marc8", in_marc8, written, set())):
                tally = collections.Counter()
                theirs = [record for record in read(source) if record]
                found = [f"{name}: {text}" for text in compare(records, excused, theirs, RULES[peer], tally)]
                outcome.append((f"{mode}-{peer}", tally, found))
    return outcome


def unpack(name, path, most):
    """The file unpacked, or its first records when it is ISO 2709 with more than `most`; gives back whether it was cut."""
    opened = gzip.open if name.endswith(".gz") else open
    with opened(name, "rb") as source, open(path, "wb") as out:
        records = 0
        while block := source.read(1 << 20):
            records += block.count(b"\x1d")
            if records > most:
                out.write(block.rsplit(b"\x1d", records - most + 1)[0] + b"\x1d")
                return True
            out.write(block)
    return False


# Our side


def our_records(bookferry, path):
    """Our records by their number in the file, and the numbers of those that were repaired."""
    run = converted(bookferry, "--to", "json", path)
    records = [same_records.lines(json.loads(line)) for line in run.stdout.decode().split("\n") if line]
    notes = re.findall(r"record (\d+), byte \d+: .*?( \(repaired\))?$", run.stderr.decode(errors="replace"), re.M)
    repaired = {int(number) for number, is_repaired in notes if is_repaired}
    lost = {int(number) for number, is_repaired in notes if not is_repaired}
    kept = (number for number in range(1, len(records) + len(lost) + 1) if number not in lost)
    return dict(zip(kept, records)), repaired


def written_in_marc8(bookferry, path, ours, target):
    """Writes the records in MARC-8; gives back those that were written. ISO 2709 cannot hold all that other forms can."""
    run = converted(bookferry, "--to", "iso2709", "--output-charset", "marc8", "-o", target, path)
    refused = {int(number) for number in re.findall(r": record (\d+): ", run.stderr.decode(errors="replace"))}
    return {number: record for number, record in ours.items() if number not in refused}


def converted(bookferry, *arguments):
    run = subprocess.run([bookferry, "marc", "convert", *arguments], capture_output=True, check=False)
    if run.returncode not in (0, 1):  # 1: some records were bad
        raise RuntimeError(f"marc convert {arguments} ended with {run.returncode}: {run.stderr[-500:]}")
    return run


# The other programs


def is_xml(path):
    with open(path, "rb") as file:
        return file.read(200).lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")


def yaz(path):
    """Under MARC-8, yaz takes a record for UTF-8 where its leader says so. What it cannot read leaves an open brace behind."""
    form = ["-i", "marcxml"] if is_xml(path) else ["-i", "marc", "-f", "MARC-8", "-t", "UTF-8"]
    run = subprocess.run(["yaz-marcdump", *form, "-o", "json", path], capture_output=True, check=False)
    text, decoder = run.stdout.decode(errors="replace"), json.JSONDecoder(strict=False)
    for start in re.finditer(r'^\{\s*"leader"', text, re.M):
        try:
            yield their_lines(decoder.raw_decode(text, start.start())[0])
        except json.JSONDecodeError:
            continue


def pymarc(path):
    from pymarc import MARCReader, parse_xml_to_array

    try:
        if is_xml(path):
            records = parse_xml_to_array(path)
            yield from (their_lines(record.as_dict()) for record in records if record.fields)
            return
        with open(path, "rb") as file:
            for record in MARCReader(file, to_unicode=True, permissive=True, hide_utf8_warnings=True):
                yield record and their_lines(record.as_dict())
    except Exception:  # whatever stops it: it reads no further in this file
        return


def their_lines(record):
    """Indicators that XML leaves out or empty are blanks."""
    for field in record["fields"]:
        for content in field.values():
            if not isinstance(content, str):
                content["ind1"], content["ind2"] = content.get("ind1") or " ", content.get("ind2") or " "
    return same_records.lines(record)


PEERS = {"yaz": yaz, "pymarc": pymarc}


# The comparison


def compare(ours, repaired, theirs, rules, tally):
    known = {tuple(record) for record in ours.values()}
    by_number = collections.defaultdict(list)
    for place, record in ours.items():
        by_number[control_number(record)].append(place)
    tally[OURS] += len(ours)
    tally[THEIRS] += len(theirs)
    for at, record in enumerate(theirs, 1):
        if tuple(record) in known:
            tally[SAME] += 1
            continue
        places = by_number.get(control_number(record)) or list(ours)
        place = min(places, key=lambda place: abs(place - at), default=None)
        if place in repaired:
            tally[REPAIRED] += 1
            continue
        names, unexplained = explain(ours.get(place, []), record, rules)
        tally.update([DIFFERENT] if unexplained else names)
        if unexplained:
            start = max(len(os.path.commonprefix(unexplained)) - 40, 0)
            yield "record {}\n  ours   {!r}\n  theirs {!r}".format(place, *(line[start : start + 160] for line in unexplained))


def control_number(record):
    return next((line for line in record if line.startswith("001 ")), "")


def explain(ours, theirs, rules):
    """The names of the rules that take all differences away, and the first two lines that stay different."""
    names = set()
    for a, b in zip(ours + [""] * (len(theirs) - len(ours)), theirs + [""] * (len(ours) - len(theirs))):
        for name, rule in rules:
            if a == b:
                break
            before = a, b
            a, b = rule(a, b)
            if before != (a, b):
                names.add(name)
        if a != b:
            return names, (a, b)
    return names, None


# What the other programs do to sound records. A rule takes a line of ours and one of theirs and gives both back without the
# difference that it stands for.


def controls(ours, theirs):
    return tuple(re.sub(r"[\x00-\x1f\x7f-\x9f\u200c\u200d]", "", line) for line in (ours, theirs))


def deletes(ours, theirs):
    return ours.replace("\x7f", " "), theirs


def references(ours, theirs):
    theirs = re.sub(r"&#x([0-9A-Fa-f]{1,5}|10[0-9A-Fa-f]{4});", lambda found: chr(int(found[1], 16)), theirs)
    return ours, unicodedata.normalize("NFC", theirs)


def shifted_indicator(ours, theirs):
    return (ours, theirs[:4] + " " + theirs[4] + theirs[6:]) if theirs[5:6] == " " == ours[4:5] else (ours, theirs)


def short_tag(ours, theirs):
    tag, _, rest = theirs.partition(" ")
    return ours, f"{tag.zfill(3)} {rest}"


HALF_MARKS = {"\ufe20": "\u0361", "\ufe21": "", "\ufe22": "\u0360", "\ufe23": ""}


def half_marks(ours, theirs):
    if not any(half in theirs for half in HALF_MARKS):
        return ours, theirs
    return ours, unicodedata.normalize("NFC", "".join(HALF_MARKS.get(letter, letter) for letter in theirs))


def control_field_bytes(ours, theirs):
    """Both without what is beyond ASCII; ours taken apart first, as the letters under marks are there in theirs too."""
    if not theirs.startswith("00"):
        return ours, theirs
    ours, theirs = (re.sub(r"[^ -~\x1b]", "", line) for line in (unicodedata.normalize("NFD", ours), theirs))
    plain, escape, _ = theirs.partition("\x1b")
    return (ours, ours) if escape and ours.startswith(plain) else (ours, theirs)


def control_field_subfields(ours, theirs):
    if not re.match(r"00.*\x1f", theirs):
        return ours, theirs
    return ours, re.sub(r"^(00. ..)[^\x1f]*", r"\1", theirs).replace("\x1f", "$")


def extended_sets(ours, theirs):
    pattern = "".join(f"[ {letter}]" if "\u0400" <= letter <= "\u06ff" else re.escape(letter) for letter in ours)
    return (ours, ours) if re.fullmatch(pattern, theirs) else (ours, theirs)


def odd_code(ours, theirs):
    """The code and the letter behind it are left out."""
    odd = re.search(r"\$([^ -~]|.[\u0300-\u036f]+)", ours)
    if not odd or not theirs.startswith(ours[: odd.start()]) or not theirs.endswith(ours[odd.end() + 1 :]):
        return ours, theirs
    return ours, ours


def letters_in_tag(ours, theirs):
    return (ours[:6], theirs[:6]) if re.fullmatch(r"[A-Z]{3} [^$]*", ours) else (ours, theirs)


LETTERS_IN_TAG = ("letters as the tag of a field without subfields: we take it for a control field", letters_in_tag)
CONTROLS = ("control characters and joiners in a value: we keep them, a cataloguer must see them to repair them", controls)
REFERENCES = ("characters written as &#xHHHH; in MARC-8, the way of MARC 21: we read them all", references)

RULES = {
    "yaz": [
        LETTERS_IN_TAG,
        ("an empty first indicator in XML: yaz puts the second in its place, we give a blank", shifted_indicator),
        ("a tag in XML that lost its leading zeros: we give them back", short_tag),
        REFERENCES,
        CONTROLS,
    ],
    "pymarc": [
        LETTERS_IN_TAG,
        ("ligature and double tilde of MARC-8: the Library of Congress gives one mark since 2004, pymarc two halves", half_marks),
        ("subfields in a control field (danMARC, NORMARC): we give them, pymarc gives the bytes", control_field_subfields),
        REFERENCES,
        ("letters in a control field: pymarc takes them for ISO 8859-1, coded or not", control_field_bytes),
        ("the character DELETE: we keep it, pymarc gives a blank", deletes),
        CONTROLS,
        ("extended Cyrillic and Arabic as G0, which MARC 21 allows: pymarc knows them as G1 only", extended_sets),
        ("a subfield code beyond ASCII: we keep it, pymarc takes a letter that looks like it", odd_code),
    ],
}


if __name__ == "__main__":
    sys.exit(main())

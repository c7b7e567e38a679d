#!/usr/bin/env bash
# xmllint (Debian's libxml2-utils) validates what we write against the published schemas: our samples, the messages of a whole
# demonstration run, and answers of the simulated Alma. The schemas are in ../shared/corpora; without that folder there is nothing
# to check against.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [ ! -d "$corpora" ]; then
    echo "skipped: ../shared/corpora is not here"
    exit 0
fi
need xmllint curl python3

ncip_schemas=$corpora/ncip/schemas
iso18626_v1_2=$corpora/iso18626/schemas/ISO-18626-v1_2.xsd
iso18626_v2021=$corpora/iso18626/schemas/ISO-18626-2021-2.xsd
institution=01EX_INST

# valid NAME SCHEMA FILE...: at least one file, and every file follows the schema.
valid() {
    local name=$1 schema=$2
    shift 2
    if [ ! -e "${1:-}" ]; then
        not_ok "$name: there is nothing to validate"
    elif xmllint --noout --nonet --schema "$schema" "$@" >"$scratch/xmllint.log" 2>&1; then
        ok "$name ($# files)"
    else
        grep -v ' validates$' "$scratch/xmllint.log" | head -n 12 >"$scratch/xmllint.short" || true
        not_ok "$name" "$scratch/xmllint.short"
    fi
}

# valid_ncip NAME FILE...: at least one file, and every file follows the DTD or the schema of the version that it names.
valid_ncip() {
    local name=$1 edition files
    shift
    mapfile -t files < <(grep -l 'ncip_v1_0\.dtd' "$@" 2>/dev/null)
    if [ "${#files[@]}" -eq 0 ]; then
        :
    elif xmllint --noout --nonet --dtdvalid "$ncip_schemas/ncip_v1_0.dtd" "${files[@]}" >"$scratch/xmllint.log" 2>&1; then
        ok "$name NCIP 1.0 (${#files[@]} files)"
    else
        grep 'validity error' "$scratch/xmllint.log" | head -n 12 >"$scratch/xmllint.short" || true
        not_ok "$name NCIP 1.0" "$scratch/xmllint.short"
    fi
    for edition in 2_0 2_01 2_02; do
        mapfile -t files < <(grep -l "ncip_v$edition\.xsd" "$@" 2>/dev/null)
        if [ "${#files[@]}" -gt 0 ]; then
            valid "$name NCIP ${edition/_/.}" "$ncip_schemas/ncip_v$edition.xsd" "${files[@]}"
        fi
    done
    mapfile -t files < <(grep -L 'ncip_v1_0\.dtd\|ncip_v2_0[12]\?\.xsd' "$@" 2>/dev/null)
    if [ "${#files[@]}" -gt 0 ] || [ ! -e "${1:-}" ]; then
        not_ok "$name a version of NCIP: ${files[*]:-there is nothing to validate}"
    fi
}

our_samples() {
    valid_ncip "NCIP samples follow" "$root"/crates/ncip/fixtures/made/*.xml
    valid "ISO 18626 samples follow edition 1.2" "$iso18626_v1_2" "$root"/crates/iso18626/fixtures/made/v1_2/*.xml
    valid "ISO 18626 samples follow edition 2021" "$iso18626_v2021" "$root"/crates/iso18626/fixtures/made/v2021/*.xml
}

messages_of_a_whole_run() {
    local old new
    exits "demo --script walks the circle" 0 "$bookferry" demo --script --data "$scratch/data"
    has "and says so on its last line" "$scratch/err" '^circle: [1-9][0-9]* steps, 0 failed'
    "$root/tests/peers/wire_messages.py" "$scratch/data" "$scratch/wire" >"$scratch/counts"
    mapfile -t old < <(grep -l 'version="1\.[0-9]"' "$scratch"/wire/iso18626/*.xml 2>/dev/null)
    mapfile -t new < <(grep -L 'version="1\.[0-9]"' "$scratch"/wire/iso18626/*.xml 2>/dev/null)
    if [ "${#new[@]}" -gt 0 ]; then
        valid "ISO 18626 messages of the run follow edition 2021" "$iso18626_v2021" "${new[@]}"
    fi
    valid "ISO 18626 messages of the run follow edition 1.2" "$iso18626_v1_2" "${old[@]}"
    valid_ncip "NCIP messages of the run follow" "$scratch"/wire/ncip/*.xml
}

# OAI-PMH asks that the content of <metadata> is valid too, so the schema of MARCXML comes along.
write_oai_schema() {
    cat >"$scratch/oai.xsd" <<SCHEMA
<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:bookferry:checks">
  <import namespace="http://www.openarchives.org/OAI/2.0/" schemaLocation="file://$(realpath "$corpora")/oai-pmh/reservoir/OAI-PMH.xsd"/>
  <import namespace="http://www.loc.gov/MARC21/slim" schemaLocation="file://$(realpath "$corpora")/z3950/schemas/MARC21slim.xsd"/>
</schema>
SCHEMA
}

# oai NAME QUERY: the simulated Alma's answer to a query follows the schema of OAI-PMH.
oai() {
    check "OAI-PMH $1 is answered" curl -sS --fail --max-time 30 -o "$scratch/oai-$1.xml" "$alma/view/oai/$institution/request?$2"
    valid "OAI-PMH $1 follows OAI-PMH 2.0" "$scratch/oai.xsd" "$scratch/oai-$1.xml"
}

answers_of_the_simulated_alma() {
    local service to
    start alma "$bookferry" simulate alma --institution "$institution" --marc "$root/tests/peers/samples/shelf.mrk" \
        --http 127.0.0.1:0 --z3950 127.0.0.1:0
    alma=$(await "$scratch/alma.log" 'http://[0-9.]+:[0-9]+' 30) || { not_ok "the simulated Alma starts" "$scratch/alma.log"; return; }

    write_oai_schema
    oai Identify 'verb=Identify'
    oai ListMetadataFormats 'verb=ListMetadataFormats'
    oai ListSets 'verb=ListSets'
    oai ListIdentifiers 'verb=ListIdentifiers&metadataPrefix=marc21'
    oai ListRecords 'verb=ListRecords&metadataPrefix=marc21'
    oai badVerb 'verb=Nonsense'
    oai badResumptionToken 'verb=ListRecords&resumptionToken=nonsense'

    to=(--url "$alma/view/NCIPServlet" --profile BOOKFERRY --agency "$institution" --show)
    for service in "lookup-user --user nobody" "check-in-item --item no-such-item" \
        "check-out-item --item no-such-item --request R1 --due 2030-01-31" "request-item --item no-such-item --request R1" \
        "cancel-request-item --request R1" "accept-item --user nobody --item R1 --request R1 --title Emma" \
        "renew-item --item R1 --user nobody"; do
        # shellcheck disable=SC2086 # the words of a service are arguments
        "$bookferry" ncip $service "${to[@]}" --dry-run >"$scratch/message.xml" 2>/dev/null || true
        valid_ncip "the message of ncip ${service%% *} follows" "$scratch/message.xml"
        # shellcheck disable=SC2086
        "$bookferry" ncip $service "${to[@]}" >"$scratch/answer.txt" 2>&1 || true
        sed -n '/<?xml/,/NCIPMessage>/p' "$scratch/answer.txt" >"$scratch/answer.xml"
        valid_ncip "the answer to ncip ${service%% *} follows" "$scratch/answer.xml"
    done
}

our_samples
messages_of_a_whole_run
answers_of_the_simulated_alma
finish

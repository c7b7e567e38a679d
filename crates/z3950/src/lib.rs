//! Z39.50: BER, APDUs, queries, OPAC records, client and server sessions without I/O.

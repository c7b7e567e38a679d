//! MARC records: ISO 2709, MARC-8, MARCXML, MARC-in-JSON, breaker text, holdings mapping.

//! Everything Bookferry keeps: SQL, migrations, event log, outbox, records, full text.

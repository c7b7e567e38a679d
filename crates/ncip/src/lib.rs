//! NCIP 1 and 2 messages, problems and profiles.

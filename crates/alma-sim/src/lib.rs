//! A small Alma with real state behind NCIP, OAI-PMH, Z39.50 and Primo skins.

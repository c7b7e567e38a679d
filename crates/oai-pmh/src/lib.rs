//! OAI-PMH 2.0: verbs, answers, a harvester and a provider, both without I/O.

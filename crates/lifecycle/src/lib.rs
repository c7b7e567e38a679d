//! The life of an ILL request: two pure state machines and the rota.

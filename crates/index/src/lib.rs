//! The shared index: match keys, clusters, holdings and search over traits.

//! OpenURL 0.1 and 1.0 requests.

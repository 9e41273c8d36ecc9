//! How long an address takes.
fn main() {}

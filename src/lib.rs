//! Zaitaku (在宅): find care at home.
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "a test that cannot go on should stop"))]

pub mod domain;
pub mod geocode;

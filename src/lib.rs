//! Zaitaku.

pub mod tiles;

//! Zaitaku.

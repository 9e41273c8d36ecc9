//! Zaitaku (在宅): find care at home.
//!
//! The rooms and who may import whom are in `docs/architecture.md`; a test holds the code to it.

pub mod accounts;
pub mod ask;
pub mod cases;
pub mod cli;
pub mod coast;
pub mod config;
pub mod demo;
pub mod directory;
pub mod domain;
pub mod editing;
pub mod fetch;
pub mod geocode;
pub mod http;
pub mod import;
pub mod index;
pub mod intake;
pub mod interchange;
pub mod links;
pub mod mail;
pub mod matching;
pub mod pages;
pub mod reconcile;
pub mod sheet;
pub mod storage;
pub mod tiles;
pub mod way;
pub mod zones;

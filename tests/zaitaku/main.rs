//! Everything from outside: the rules of the house, the documents, and the real binary on a port that the system assigns.
//!
//! One binary, so that the library is linked once. `api/` mirrors the HTTP API.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod api;
mod architecture;
mod backup;
mod basemaps;
mod bulk;
mod cases;
mod check;
mod cli;
mod corrections;
mod documents;
mod doubts;
mod editions;
mod edits;
mod export;
mod first_week;
mod fixtures;
mod formula;
mod line;
mod links;
mod locate;
mod mail;
mod named;
mod order;
mod postgres;
mod privacy;
mod proposals;
mod real_data;
mod recompute;
mod review;
mod roads;
mod server;
mod survey;
mod undo;
mod update;
mod visibility;

//! Who fits this patient, in which order, and why. Pure: facilities, policy and the time arrive as arguments.
//!
//! [`rank()`] answers a [`Question`] over [`View`]s of facilities; [`explain`] puts one of them into words. The formula is
//! `docs/matching.md`, its weights `data/policy.toml`.

pub mod explain;
pub mod policy;
pub mod question;
pub mod rank;
pub mod score;

#[cfg(test)]
mod tests;

pub use explain::{Requirement, TermLine};
pub use policy::{Policy, PolicyError};
pub use question::{Question, State, View};
pub use rank::{Evidence, Exclusion, Ranked, Ranking, rank};

//! Who fits this patient, in which order, and why. Pure: facilities, policy and the time arrive as arguments.
//!
//! [`interpret()`] reads what somebody wrote, [`expand()`] turns needs into what they ask of a role. [`rank()`] answers a [`Question`] over [`View`]s of facilities; [`explain`] puts one of them into words. The formula is
//! `docs/matching.md`, its weights `data/policy.toml`.

pub mod compare;
pub mod draw;
pub mod expand;
pub mod explain;
pub mod interpret;
pub mod of_day;
mod of_day_words;
pub mod outlook;
pub mod policy;
pub mod question;
pub mod rank;
pub mod rotation;
pub mod rules;
pub mod score;
pub mod team;
pub mod way_words;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod of_day_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod water_tests;
#[cfg(test)]
mod worlds;

pub use compare::{Compared, Comparison, Deciding, Outcome, Side, Which, compare};
pub use draw::Draw;
pub use expand::{Expectations, Expected, Item, expand};
pub use explain::{Requirement, TermLine};
pub use interpret::{Interpretation, interpret};
pub use of_day::OfDay;
pub use outlook::{Hope, Outlook};
pub use policy::{Difference, Policy, PolicyError, differences, parse_own};
pub use question::{AnyOf, Question, Standing, State, View};
pub use rank::{Evidence, Exclusion, Place, Ranked, Ranker, Ranking, assess, exclusion, rank};
pub use rotation::{Load, Rotation};
pub use rules::{Rule, Rules, rules};
pub use way_words::{WayLine, way_line};

//! A team around one attending institution: who covers what it leaves open, and who fills every other role.
//!
//! [`plan()`] gathers who may fill which role and lets [`solve()`] find the team that is least by its [`Objective`]. The whole rule is
//! `docs/team.md`. Pure: the directory arrives as a [`World`].

mod board;
mod cover;
mod gather;
mod objective;
mod plan;
mod solve;
mod week;

#[cfg(test)]
mod tests;

pub use board::{Applicant, Board, Seating, Single, Standby, Tie, Tier};
pub use cover::{Basis, Cover, cover};
pub use gather::{Ties, World};
pub use objective::Objective;
pub use plan::{Member, Plan, Shortlist, Wanted, plan};
pub use solve::solve;
pub use week::{SLOT_MINUTES, SLOTS, SLOTS_A_DAY, Slots, Week, begins};

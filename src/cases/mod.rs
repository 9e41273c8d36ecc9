//! Laws of anonymous cases: what a note may hold, how long a case is kept, what may be counted, and how recent requests weigh
//! (`docs/cases.md`). Pure: the clock and the store are elsewhere.

mod note;
mod policy;
mod recent;
pub mod statistics;

pub use note::{NoteFault, check_note};
pub use policy::{CasePolicy, Reason, case_policy};
pub use recent::Recent;

//! The laws of accounts: which passwords are accepted and how they are kept, random tokens, one-time codes, and how long somebody who
//! guesses has to wait. Nothing here reads a clock, asks for chance or stores anything: moments and random bytes are arguments.

pub mod login;
pub mod one_time;
pub mod password;
mod policy;
pub mod throttle;
pub mod token;

pub use policy::{AccountPolicy, account_policy};

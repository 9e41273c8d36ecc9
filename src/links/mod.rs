//! The laws of personal links, by which a facility keeps its own entry fresh without an account: what a link may write, until when, what
//! the page behind it asks, and what came of a form. Nothing here reads a clock or stores anything.

mod form;
mod policy;
mod questions;
mod scope;
pub mod sheet;
#[cfg(test)]
mod tests;

pub use form::{Fault, Inputs, Known, carried, changes, inputs, merged};
pub use policy::{Asking, Lasting, LinkPolicy, link_policy};
pub use questions::{Questions, month_field};
pub use scope::{Scope, Scopes, Standing, standing};

//! The door: the only room that knows axum. Routes, parameters, views, one error envelope, assets.

mod about;
mod accounts;
pub(crate) mod assets;
mod batches;
pub mod body;
mod bulk;
mod contact;
mod counted;
mod doubts;
mod edits;
mod facilities;
mod interpret;
pub mod map;
pub mod matches;
mod metrics;
mod pages;
mod places;
mod problem;
mod requirements;
mod router;
mod search;
mod services;
mod shown;
mod signed_in;
mod state;
mod team;
mod view;
mod vocabulary;

pub use accounts::{AccountSettings, Accounts, random};
pub use counted::Counted;
pub use metrics::Metrics;
pub use problem::Problem;
pub use router::{openapi, router};
pub use services::Services;
pub use shown::Shown;
pub use state::{App, Map, SourceCount};

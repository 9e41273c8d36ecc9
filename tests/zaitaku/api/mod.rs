//! The HTTP API, one file a resource.

mod about;
mod assets;
mod facilities;
mod interpret;
mod matches;
mod openapi;
mod pages;
mod places;
mod problems;
mod search;
mod site;
mod team;
mod tiles;
mod time;

pub(crate) use matches::assert_contract;

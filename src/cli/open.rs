//! Opening the store and what stands on it.

use std::sync::Arc;

use anyhow::Context;
use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::config::StoreFlags;
use crate::directory::Directory;
use crate::domain::filings::FilingRules;
use crate::domain::{Facility, vocabulary};
use crate::geocode::Gazetteer;
use crate::http::Services;
use crate::matching::Policy;
use crate::storage::{Store, StoreError};

/// Opens the store that the flags name.
pub(super) async fn store(flags: &StoreFlags) -> anyhow::Result<Store> {
    let store = match flags.database()? {
        Some(url) => Store::open_url(url).await,
        None => Store::open_folder(&flags.data).await,
    };
    store.context("データの保存場所を開けません (the store cannot be opened)")
}

/// The meaning of filing symbols.
pub(super) fn filing_rules() -> anyhow::Result<FilingRules> {
    let text = include_str!("../../data/filings.toml");
    FilingRules::parse(text, vocabulary()).context("data/filings.toml")
}

/// The ranking policy.
pub(super) fn policy() -> anyhow::Result<Policy> {
    Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).context("data/policy.toml")
}

/// Loads the directory of the store's present revision.
pub(super) async fn directory(store: &Store) -> anyhow::Result<Directory> {
    // The revision is read first: a change that slips in between is loaded again, never missed.
    let revision = store.revision().await?;
    let mut facilities: Vec<Facility> = Vec::new();
    store
        .facilities(|body| {
            let facility = serde_json::from_str(body).map_err(|error| StoreError::Unreadable {
                table: "facility",
                key: body.chars().take(40).collect(),
                cause: error.to_string(),
            })?;
            facilities.push(facility);
            Ok(())
        })
        .await?;
    Ok(tokio::task::spawn_blocking(move || Directory::build(facilities, revision)).await??)
}

/// Everything that questions need.
pub(super) async fn services(store: &Store) -> anyhow::Result<Services> {
    let gazetteer = tokio::task::spawn_blocking(Gazetteer::embedded);
    let directory = directory(store).await?;
    Ok(Services {
        directory: Arc::new(ArcSwap::from_pointee(directory)),
        gazetteer: Arc::new(gazetteer.await?),
        policy: Arc::new(policy()?),
        now: Timestamp::now,
    })
}

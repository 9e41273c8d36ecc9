//! Opening the store and what stands on it.

use std::sync::Arc;

use anyhow::Context;
use arc_swap::ArcSwap;
use jiff::Timestamp;

use crate::config::StoreFlags;
use crate::domain::filings::FilingRules;
use crate::domain::vocabulary;
use crate::geocode::Gazetteer;
use crate::http::Services;
use crate::matching::Policy;
use crate::storage::Store;

use super::snapshot;

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

/// Everything that questions need.
pub(super) async fn services(store: &Store, flags: &StoreFlags) -> anyhow::Result<Services> {
    let gazetteer = tokio::task::spawn_blocking(Gazetteer::embedded);
    let directory = snapshot::directory(store, &flags.data).await?;
    Ok(Services {
        directory: Arc::new(ArcSwap::from_pointee(directory)),
        gazetteer: Arc::new(gazetteer.await?),
        policy: Arc::new(policy()?),
        now: Timestamp::now,
    })
}

//! What handlers share.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::extract::FromRef;

use crate::domain::Source;
use crate::storage::Store;
use crate::tiles::{Catalogue, Glyphs, LiveLayer};

use super::accounts::Accounts;
use super::metrics::Metrics;
use super::services::Services;

/// Everything behind the door. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Questions.
    pub services: Services,
    /// The store; asked for its health and, where somebody signs in, for accounts.
    pub store: Store,
    /// How much of each source the directory holds, counted when it was loaded.
    pub sources: Arc<ArcSwap<Vec<SourceCount>>>,
    /// The map.
    pub map: Arc<Map>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Who guesses, and how the server is reached.
    pub accounts: Arc<Accounts>,
}

/// A source, its records, and its newest edition.
pub type SourceCount = (Source, u64, String);

/// The map's parts.
pub struct Map {
    /// Every tile source.
    pub catalogue: Catalogue,
    /// The live layer inside the catalogue, to give it new directories.
    pub live: LiveLayer,
    /// Glyphs; absent where the build carried no font.
    pub glyphs: Option<Glyphs>,
}

impl FromRef<App> for Services {
    fn from_ref(app: &App) -> Self {
        app.services.clone()
    }
}

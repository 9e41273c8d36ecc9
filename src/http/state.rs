//! What handlers share.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::storage::Store;
use crate::tiles::{Catalogue, Glyphs, LiveLayer};

use super::metrics::Metrics;
use super::services::Services;

/// Everything behind the door. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Questions.
    pub services: Services,
    /// The store; asked for its account of sources and its health only.
    pub store: Store,
    /// The map.
    pub map: Arc<Map>,
    /// Counters.
    pub metrics: Arc<Metrics>,
}

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

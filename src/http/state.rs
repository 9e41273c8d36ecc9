//! What handlers share.

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::extract::FromRef;

use crate::domain::Source;
use crate::intake::Rejoin;
use crate::mail::Mailer;
use crate::pages::Site;
use crate::storage::Store;
use crate::tiles::{Catalogue, Glyphs};
use crate::zones::Zones;

use super::accounts::Accounts;
use super::counted::Counted;
use super::live::LiveMaps;
use super::metrics::Metrics;
use super::services::Services;
use super::shown::Shown;

/// Everything behind the door. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Questions.
    pub services: Services,
    /// The store; asked for its health and, where somebody signs in, for accounts.
    pub store: Store,
    /// How much of each source the directory holds, counted when it was loaded.
    pub sources: Arc<ArcSwap<Vec<SourceCount>>>,
    /// What is shown now, to change it after an edit.
    pub shown: Arc<Shown>,
    /// The map.
    pub map: Arc<Map>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Joining anew beside the running server, after decisions about links.
    pub rejoin: Arc<Rejoin>,
    /// Who guesses, and how the server is reached.
    pub accounts: Arc<Accounts>,
    /// What an operator told about this site.
    pub site: Arc<Site>,
    /// What hands mails over, where an operator named a mail server.
    pub mailer: Option<Arc<Mailer>>,
    /// The zones of daily life that an operator drew.
    pub zones: Arc<Zones>,
    /// What pages count over the whole directory.
    pub counted: Arc<Counted>,
}

impl App {
    /// Whether the directory holds the fictional demonstration town.
    pub fn is_fictional(&self) -> bool {
        self.sources.load().iter().any(|(source, ..)| *source == Source::Demo)
    }
}

/// A source, its records, and its newest edition.
pub type SourceCount = (Source, u64, String);

/// The map's parts.
pub struct Map {
    /// Every tile source; another catalogue takes its place when the tile folder changed.
    pub catalogue: ArcSwap<Catalogue>,
    /// The live layers, of which that of the public is inside the catalogue.
    pub live: LiveMaps,
    /// Glyphs; absent where the build carried no font.
    pub glyphs: Option<Glyphs>,
}

impl FromRef<App> for Services {
    fn from_ref(app: &App) -> Self {
        app.services.clone()
    }
}

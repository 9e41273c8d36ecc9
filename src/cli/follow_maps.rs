//! Shows what an operator puts into the tile folder while the server runs.

use std::sync::Arc;
use std::time::Duration;

use crate::config::TileFlags;
use crate::http::Map;
use crate::tiles::{BaseMap, Catalogue, FolderState, LiveLayer};

use super::open;

/// How often the folder is looked at.
const LOOK: Duration = Duration::from_secs(4);

/// The tile folder and what the map is made of besides.
pub(super) struct MapFolder {
    flags: TileFlags,
    builtin: BaseMap,
    shown: FolderState,
}

impl MapFolder {
    /// The folder as it is now, and the catalogue of it.
    pub(super) async fn open(flags: TileFlags, live: LiveLayer, builtin: BaseMap) -> (Self, Catalogue) {
        let folder = open::tiles_folder(&flags);
        let shown = FolderState::of(folder.as_deref());
        let catalogue = Catalogue::open(live, builtin.clone(), folder.as_deref()).await;
        (Self { flags, builtin, shown }, catalogue)
    }

    /// Looks at the folder again and again, and serves what it holds once two looks agree: a file that is still being copied grows.
    pub(super) async fn follow(mut self, map: Arc<Map>) {
        let mut last = self.shown.clone();
        loop {
            tokio::time::sleep(LOOK).await;
            let folder = open::tiles_folder(&self.flags);
            let now = FolderState::of(folder.as_deref());
            if now == last && now != self.shown {
                let catalogue =
                    Catalogue::open(map.live.public().clone(), self.builtin.clone(), folder.as_deref()).await;
                map.catalogue.store(Arc::new(catalogue));
                self.shown = now.clone();
            }
            last = now;
        }
    }
}

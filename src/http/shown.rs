//! What is shown now: the directory of the moment and the live map, which change together, in the order of the edits.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::directory::Directory;
use crate::editing::{EditError, Editing};
use crate::tiles::LiveLayer;

use super::map::OnMap;
use super::services::Services;

/// The directory of the moment and the map over it.
pub struct Shown {
    services: Services,
    live: LiveLayer,
    editing: Editing,
    /// Whoever changes what is shown; questions never wait for it.
    turn: Mutex<()>,
}

impl Shown {
    /// Shows the directory of the services on a map.
    pub fn new(services: Services, live: LiveLayer, editing: Editing) -> Self {
        Self { services, live, editing, turn: Mutex::new(()) }
    }

    /// The directory of the moment.
    pub fn directory(&self) -> Arc<Directory> {
        self.services.directory.load_full()
    }

    /// Edits of the store behind it.
    pub const fn editing(&self) -> &Editing {
        &self.editing
    }

    /// Shows every edit that is durable by now, whoever made it. When this returns, every question sees them.
    ///
    /// # Errors
    /// When the store fails; then what is shown is as before.
    pub async fn catch_up(&self) -> Result<(), EditError> {
        let _turn = self.turn.lock().await;
        let shown = self.services.directory.load_full();
        let (mark, changed) = self.editing.changed_since(shown.edit()).await?;
        if mark != *shown.edit() {
            let (next, rows) = shown.with_changed(changed, mark);
            let next = Arc::new(next);
            self.services.directory.store(Arc::clone(&next));
            self.live.apply(OnMap::of(next, &self.services), &rows);
        }
        Ok(())
    }

    /// Shows another directory, with the edits that were made since it was built.
    ///
    /// # Errors
    /// When the store fails; then what is shown is as before.
    pub async fn replace(&self, directory: Directory) -> Result<Arc<Directory>, EditError> {
        let _turn = self.turn.lock().await;
        let (mark, changed) = self.editing.changed_since(directory.edit()).await?;
        let next = if changed.is_empty() { directory } else { directory.with_changed(changed, mark).0 };
        let next = Arc::new(next);
        self.live.replace(OnMap::of(Arc::clone(&next), &self.services));
        self.services.directory.store(Arc::clone(&next));
        Ok(next)
    }
}

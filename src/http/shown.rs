//! What is shown now: the directories of the moment and the live maps, which change together, in the order of the edits.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::Mutex;

use crate::directory::{ByAudience, Directory, DirectoryError};
use crate::domain::visibility::Visibility;
use crate::editing::{EditError, Editing};

use super::live::LiveMaps;

/// The directories of the moment and the maps over them.
pub struct Shown {
    directories: Arc<ArcSwap<ByAudience>>,
    live: LiveMaps,
    editing: Editing,
    /// Who sees what, once there is an account.
    table: Arc<Visibility>,
    /// Whoever changes what is shown; questions never wait for it.
    turn: Mutex<()>,
}

/// What can go wrong while something else comes to be shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// The edits since cannot be had.
    #[error(transparent)]
    Edits(#[from] EditError),
    /// A facility cannot be read.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The work broke off.
    #[error(transparent)]
    Broken(#[from] tokio::task::JoinError),
}

impl Shown {
    /// Shows directories on maps.
    pub fn new(
        directories: Arc<ArcSwap<ByAudience>>,
        live: LiveMaps,
        editing: Editing,
        table: Arc<Visibility>,
    ) -> Self {
        Self { directories, live, editing, table, turn: Mutex::new(()) }
    }

    /// The whole directory of the moment, for whoever changes it. Answers are made of `Services::directory`.
    pub fn whole(&self) -> Arc<Directory> {
        Arc::clone(self.directories.load().whole())
    }

    /// Who sees what, once there is an account.
    pub const fn table(&self) -> &Arc<Visibility> {
        &self.table
    }

    /// Edits of the store behind it.
    pub const fn editing(&self) -> &Editing {
        &self.editing
    }

    /// Whether the table holds: something is hidden from somebody.
    pub fn is_guarded(&self) -> bool {
        self.directories.load().table().is_some()
    }

    /// Lets the table hold from now on. When this returns, no new question is answered with more than it allows.
    ///
    /// # Errors
    /// When a facility cannot be read; then what is shown is as before.
    pub async fn guard(&self) -> Result<(), ShowError> {
        let _turn = self.turn.lock().await;
        let (shown, table) = (self.directories.load_full(), Arc::clone(&self.table));
        if shown.table().is_some() {
            return Ok(());
        }
        let next = tokio::task::spawn_blocking(move || shown.guarded_by(table)).await??;
        let next = Arc::new(next);
        self.live.replace(&next);
        self.directories.store(next);
        Ok(())
    }

    /// Shows every edit that is durable by now, whoever made it. When this returns, every question sees them.
    ///
    /// # Errors
    /// When the store fails; then what is shown is as before.
    pub async fn catch_up(&self) -> Result<(), EditError> {
        let _turn = self.turn.lock().await;
        let shown = self.directories.load_full();
        let (mark, changed) = self.editing.changed_since(shown.whole().edit()).await?;
        if mark != *shown.whole().edit() {
            let (next, rows) = shown.with_changed(&changed, &mark);
            let next = Arc::new(next);
            self.directories.store(Arc::clone(&next));
            self.live.apply(&shown, &next, &rows);
        }
        Ok(())
    }

    /// Shows another directory, with the edits that were made since it was built.
    ///
    /// # Errors
    /// When the store fails or a facility cannot be read; then what is shown is as before.
    pub async fn replace(&self, directory: Directory) -> Result<Arc<Directory>, ShowError> {
        let _turn = self.turn.lock().await;
        let (mark, changed) = self.editing.changed_since(directory.edit()).await?;
        let next = if changed.is_empty() { directory } else { directory.with_changed(changed, mark).0 };
        let table = self.directories.load().table().cloned();
        let next = match table {
            None => ByAudience::open(next),
            Some(table) => tokio::task::spawn_blocking(move || ByAudience::guarded(&Arc::new(next), table)).await??,
        };
        let next = Arc::new(next);
        self.live.replace(&next);
        self.directories.store(Arc::clone(&next));
        Ok(Arc::clone(next.whole()))
    }
}

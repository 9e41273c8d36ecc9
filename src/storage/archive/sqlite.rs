//! The exchange of a SQLite store: a new file is filled beside the old one and takes its place by one renaming.

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::{ConnectOptions, Connection};

use super::super::{encode_path, lock, options};
use super::ArchiveError;
use super::draft::sync_folder;

/// The right to exchange a store: nobody else has it open.
pub(super) struct Exchange {
    place: PathBuf,
    draft: PathBuf,
    _alone: File,
}

impl Exchange {
    /// Keeps everybody else out, and clears away what an exchange left that was killed.
    pub(super) fn begin(place: &Path) -> Result<Self, ArchiveError> {
        if let Some(folder) = place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(ArchiveError::file(folder))?;
        }
        let in_use = || ArchiveError::InUse(place.display().to_string());
        let alone = lock::alone(place)?.ok_or_else(in_use)?;
        let exchange = Self { place: place.to_owned(), draft: lock::beside(place, "restoring"), _alone: alone };
        exchange.clear(&exchange.draft)?;
        Ok(exchange)
    }

    /// The database to fill.
    pub(super) fn draft_url(&self) -> String {
        format!("sqlite://{}?mode=rwc", encode_path(&self.draft.to_string_lossy()))
    }

    /// Puts the filled database, which nobody has open any more, into the place of the old one.
    pub(super) async fn finish(self) -> Result<(), ArchiveError> {
        self.settle().await?;
        if let Ok(before) = std::fs::metadata(&self.place) {
            std::fs::set_permissions(&self.draft, before.permissions()).map_err(ArchiveError::file(&self.draft))?;
        }
        File::open(&self.draft).and_then(|file| file.sync_all()).map_err(ArchiveError::file(&self.draft))?;
        std::fs::rename(&self.draft, &self.place).map_err(ArchiveError::file(&self.place))?;
        sync_folder(&self.place)
    }

    /// Gives up.
    pub(super) fn abandon(self) {
        // The reason for giving up is told; the next exchange clears away what stays.
        let _ = self.clear(&self.draft);
    }

    /// Brings what is in the old store's log into its file and does away with the log: SQLite would read it into the new file.
    async fn settle(&self) -> Result<(), ArchiveError> {
        if !self.place.exists() {
            return self.clear(&self.place);
        }
        let url = format!("sqlite://{}?mode=rw", encode_path(&self.place.to_string_lossy()));
        let mut connection = options(&url)?.connect().await?;
        // Refused while another program, such as a shell of SQLite, has the store open.
        let settle = "PRAGMA busy_timeout = 2000; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE";
        let settled = sqlx::raw_sql(settle).execute(&mut connection).await;
        connection.close().await?;
        settled.map_err(|_| ArchiveError::InUse(self.place.display().to_string()))?;
        if sidecar(&self.place, "-wal").exists() {
            return Err(ArchiveError::InUse(self.place.display().to_string()));
        }
        Ok(())
    }

    /// Takes away a database that nobody needs, with what SQLite keeps beside it.
    fn clear(&self, database: &Path) -> Result<(), ArchiveError> {
        for ending in ["-wal", "-shm", "-journal", ""] {
            let path = sidecar(database, ending);
            match std::fs::remove_file(&path) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    return Err(ArchiveError::File { file: path, cause });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// What SQLite keeps beside a database.
fn sidecar(database: &Path, ending: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

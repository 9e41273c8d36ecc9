//! One import at a time: reading, comparing, writing and joining belong together. And nobody at all while a store is exchanged.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::{Any, Transaction};

use super::{Store, StoreError};

/// The number under which PostgreSQL keeps the lock; any number will do that no other program uses.
pub(super) const ADVISORY_KEY: i64 = 0x5A41_4954_414B_5500;

/// The right to import; given back when it is dropped, also by a crash.
#[derive(Debug)]
pub struct ImportLock {
    /// The system's lock on a file beside the SQLite store, or PostgreSQL's lock for the length of a transaction.
    _held: Held,
}

#[derive(Debug)]
enum Held {
    File { _file: File },
    Transaction { _transaction: Transaction<'static, Any> },
}

/// The file of a SQLite URL; `None` for other databases.
pub(super) fn path_of(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(path.replace("%3F", "?").replace("%23", "#").replace("%25", "%")))
}

/// The lock file of a SQLite URL; `None` for other databases.
pub(super) fn file_of(url: &str) -> Option<PathBuf> {
    path_of(url).map(|path| beside(&path, "lock"))
}

/// The name of a file with another ending behind its own.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// The file whose lock says that a SQLite store is open: many may hold it, and a restore only alone.
fn open_marker(store: &Path) -> Result<(File, PathBuf), StoreError> {
    let path = beside(store, "open");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    file.map(|file| (file, path.clone())).map_err(|cause| StoreError::Lock { file: path.display().to_string(), cause })
}

/// Says that a SQLite store is open, for as long as the file is held. Waits while a restore exchanges it.
pub(super) async fn enter(store: &Path) -> Result<File, StoreError> {
    let (file, path) = open_marker(store)?;
    let failed = |cause| StoreError::Lock { file: path.display().to_string(), cause };
    match file.try_lock_shared() {
        Ok(()) => {}
        Err(TryLockError::Error(cause)) => return Err(failed(cause)),
        Err(TryLockError::WouldBlock) => {
            tracing::info!("a backup is being restored into this store; waiting for its end");
            let waiting = file.try_clone().map_err(failed)?;
            let waited = tokio::task::spawn_blocking(move || waiting.lock_shared()).await;
            waited.map_err(|error| failed(std::io::Error::other(error)))?.map_err(failed)?;
        }
    }
    Ok(file)
}

/// Keeps everybody else out of a SQLite store, for as long as the file is held; `None` where somebody has it open.
pub(super) fn alone(store: &Path) -> Result<Option<File>, StoreError> {
    let (file, path) = open_marker(store)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(cause)) => Err(StoreError::Lock { file: path.display().to_string(), cause }),
    }
}

impl Store {
    /// The right to import where nobody else has it now.
    ///
    /// # Errors
    /// When the lock file cannot be made or the database fails.
    pub async fn try_lock_imports(&self) -> Result<Option<ImportLock>, StoreError> {
        let Some(path) = self.lock_file.clone() else {
            let mut transaction = self.pool.begin().await?;
            let sql = "SELECT CASE WHEN pg_try_advisory_xact_lock($1) THEN 1 ELSE 0 END";
            let row = sqlx::query(sql).bind(ADVISORY_KEY).fetch_one(&mut *transaction).await?;
            let is_ours = sqlx::Row::try_get::<i32, _>(&row, 0)? == 1;
            return Ok(is_ours.then_some(ImportLock { _held: Held::Transaction { _transaction: transaction } }));
        };
        let failed = |cause| StoreError::Lock { file: path.display().to_string(), cause };
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(ImportLock { _held: Held::File { _file: file } })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }

    /// Waits until no other process imports.
    ///
    /// # Errors
    /// When the lock file cannot be made or the database fails.
    pub async fn lock_imports(&self) -> Result<ImportLock, StoreError> {
        let Some(path) = self.lock_file.clone() else {
            let mut transaction = self.pool.begin().await?;
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(ADVISORY_KEY).execute(&mut *transaction).await?;
            return Ok(ImportLock { _held: Held::Transaction { _transaction: transaction } });
        };
        let failed = |cause| StoreError::Lock { file: path.display().to_string(), cause };
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(cause)) => return Err(failed(cause)),
            Err(TryLockError::WouldBlock) => {
                tracing::info!("another import is running on this store; waiting for it");
                let waiting = file.try_clone().map_err(failed)?;
                // A thread that died waiting has not got the lock; the error says so.
                let waited = tokio::task::spawn_blocking(move || waiting.lock()).await;
                waited.map_err(|error| failed(std::io::Error::other(error)))?.map_err(failed)?;
            }
        }
        Ok(ImportLock { _held: Held::File { _file: file } })
    }
}

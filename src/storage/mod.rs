//! SQLite and PostgreSQL behind one set of SQL. Durable, and not on the read path: questions go to the directory.

mod accounts;
pub mod archive;
mod audit;
mod batch;
mod case_purge;
#[cfg(test)]
mod case_tests;
mod cases;
mod edits;
mod facilities;
mod invitations;
mod links;
mod lock;
mod proposals;
mod raw;
mod records;
mod review;
mod runs;
mod sessions;
#[cfg(test)]
mod tests;
mod undo;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions, Connection, Row, Transaction};

use batch::Marks;

pub use accounts::{Sessions, StoredAccount, Written};
pub use audit::{AuditError, AuditFilter};
pub use case_purge::{CountKey, CountOf, Purge};
pub use cases::{Answered, Noting};
pub use edits::{EditWriter, NewEdit};
pub use facilities::FacilityWriter;
pub use invitations::{Accepted, StoredInvitation};
pub use links::StoredLink;
pub use lock::ImportLock;
pub use proposals::{NewProposal, Which};
pub use raw::{RawFacility, RawFile, RawRecord};
pub use records::{FileAccount, ImportedFile, KnownRecord, WrittenRecord};
pub use review::{NewDecision, StoredDecision, StoredDoubt};
pub use runs::{NewRun, Run, RunKind, RunWriter};
pub use sessions::{Changed, StoredSession};
pub use undo::{Undone, Version};

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or is not there.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The tables could not be brought up to date.
    #[error("the database cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The lock of the imports cannot be taken.
    #[error("the import lock {file} cannot be taken: {cause}")]
    Lock {
        /// The lock file.
        file: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// The folder for the store cannot be made.
    #[error("the data folder {folder} cannot be made: {cause}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A row of the store does not say what it should.
    #[error("the store holds something unreadable in {table} {key}: {cause}")]
    Unreadable {
        /// Which table.
        table: &'static str,
        /// Which row.
        key: String,
        /// What the reader says.
        cause: String,
    },
    /// A value could not be written as JSON.
    #[error("a record cannot be written: {0}")]
    Encode(serde_json::Error),
}

impl StoreError {
    /// Whether another write, such as an import, took too long: the same may work a moment later.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Database(sqlx::Error::PoolTimedOut) => true,
            Self::Database(sqlx::Error::Database(error)) => error.message().contains("locked"),
            _ => false,
        }
    }
}

/// A store and its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    /// The file whose lock stands for the right to import; `None` for PostgreSQL, which locks by itself.
    lock_file: Option<PathBuf>,
    /// Says that the SQLite store is open, so that no backup is restored under it.
    _open: Option<Arc<File>>,
}

/// How the tables came to be, step by step.
static MIGRATIONS: Migrator = sqlx::migrate!("src/storage/migrations");

/// How long a question to the database may wait for a connection.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// Write-ahead logging with full synchronisation: an acknowledged change survives a power cut.
const SQLITE_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000";

impl Store {
    /// Opens the SQLite store `zaitaku.sqlite` of a data folder, making both where they are missing.
    ///
    /// # Errors
    /// When the folder cannot be made or the file is no database.
    pub async fn open_folder(folder: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder)
            .map_err(|cause| StoreError::Folder { folder: folder.display().to_string(), cause })?;
        Self::open_url(&url_of_folder(folder)).await
    }

    /// Opens a store by URL (`sqlite://…` or `postgres://…`) and brings its tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or refuses.
    pub async fn open_url(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let options = options(url)?;
        let open = match lock::path_of(url) {
            Some(path) => Some(Arc::new(lock::enter(&path).await?)),
            None => None,
        };
        let lock_file = lock::file_of(url);
        let sqlite = lock_file.is_some();
        // One plain connection first: a pool would try for long and then say only that it gave up.
        let mut first = AnyConnection::connect_with(&options).await?;
        if sqlite {
            sqlx::raw_sql(SQLITE_PRAGMAS).execute(&mut first).await?;
        }
        first.close().await?;
        let pool = AnyPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        sqlx::raw_sql(SQLITE_PRAGMAS).execute(connection).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        let store = Self { pool, lock_file, _open: open };
        {
            // Two programs that start on an empty folder must not both make the tables.
            let _alone = store.lock_imports().await?;
            MIGRATIONS.run(&store.pool).await?;
            store.guard_audit().await?;
        }
        Ok(store)
    }

    /// How statements that write much mark their parameters.
    const fn marks(&self) -> Marks {
        if self.lock_file.is_some() { Marks::Unnamed } else { Marks::Numbered }
    }

    /// The revision of the facilities; it grows with every change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revision(&self) -> Result<i64, StoreError> {
        let text = self.setting("revision").await?.unwrap_or_default();
        text.parse().map_err(|_| StoreError::Unreadable {
            table: "setting",
            key: "revision".to_owned(),
            cause: format!("{text:?} is no number"),
        })
    }

    /// A single value of the store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let row =
            sqlx::query("SELECT value FROM setting WHERE name = $1").bind(name).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }

    /// Whether the facilities were made of the records as they are now, by these rules.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_joined(&self, rules: &str) -> Result<bool, StoreError> {
        Ok(self.setting("joined").await?.unwrap_or_default() == self.join_mark(rules).await?)
    }

    /// What [`FacilityWriter::finish`] notes: the state of the records, and the rules by which they are joined.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join_mark(&self, rules: &str) -> Result<String, StoreError> {
        Ok(format!("{} {rules}", self.setting("records").await?.unwrap_or_default()))
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Waits for running statements and closes the connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// The URL of the SQLite store in a data folder.
pub fn url_of_folder(folder: &Path) -> String {
    format!("sqlite://{}?mode=rwc", encode_path(&folder.join("zaitaku.sqlite").to_string_lossy()))
}

/// How a database is reached. Statements may carry what people entered; they are never logged.
fn options(url: &str) -> Result<AnyConnectOptions, sqlx::Error> {
    let options: AnyConnectOptions = url.parse()?;
    Ok(options.disable_statement_logging())
}

/// Sets a single value inside a transaction.
async fn set(transaction: &mut Transaction<'_, Any>, name: &str, value: &str) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sqlx::query(sql).bind(name).bind(value).execute(&mut **transaction).await?;
    Ok(())
}

/// A text that was never written before: the moment, and who writes.
fn stamp() -> String {
    format!("{}-{}", Timestamp::now().as_nanosecond(), std::process::id())
}

/// Percent-encodes what would end a path inside a URL.
fn encode_path(path: &str) -> String {
    path.chars().fold(String::with_capacity(path.len()), |mut encoded, c| {
        match c {
            '%' => encoded.push_str("%25"),
            '?' => encoded.push_str("%3F"),
            '#' => encoded.push_str("%23"),
            _ => encoded.push(c),
        }
        encoded
    })
}

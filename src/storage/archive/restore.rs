//! Restoring a backup: whoever looks sees the store as it was or as it is in the backup, never something between.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Row, Transaction};

use crate::domain::audit::{Noted, OPERATOR};

use super::super::audit::{Audited, guard};
use super::super::batch::{Marks, marked, rows_per_statement};
use super::super::lock::{self, ADVISORY_KEY};
use super::super::{MIGRATIONS, options, set, stamp};
use super::backup::back_up_open;
use super::folder::Arriving;
use super::format::{Manifest, Part, Reader, Table};
use super::sqlite::Exchange;
use super::{ArchiveError, Stage, Wanted, Watch, cell, place_of, schema, verify};

/// What to restore, and where to.
#[derive(Debug, Clone, Copy)]
pub struct Restoring<'a> {
    /// The backup.
    pub file: &'a Path,
    /// The store.
    pub url: &'a str,
    /// The data folder.
    pub data: &'a Path,
    /// Whether what is there is replaced, after it was backed up.
    pub replace: bool,
    /// Now.
    pub at: Timestamp,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What was in the backup.
    pub manifest: Manifest,
    /// The backup of what was replaced.
    pub replaced: Option<PathBuf>,
    /// Files of the data folder that said something else, under their new names.
    pub kept: Vec<PathBuf>,
}

/// What stood in a store before.
#[derive(Debug, Default)]
struct Present {
    /// Rows that somebody put there, rather than the steps that made the tables.
    is_filled: bool,
    tables: Vec<Table>,
    revision: i64,
    /// The end of the audit log.
    digest: String,
}

/// Restores a backup. Everything of it is read and found right before anything is written.
///
/// # Errors
/// When the backup is not whole or of a newer program, the store is in use or not empty, or the database fails. Then the store is as before.
pub async fn restore(wanted: &Restoring<'_>, watch: &mut dyn Watch) -> Result<Restored, ArchiveError> {
    let manifest = verify(wanted.file, watch)?;
    let steps = schema::steps(&manifest.steps)?;
    // The number of rows is what differs: here it is what the steps put there.
    let shape = |tables: &[Table]| tables.iter().map(|t| (t.name.clone(), t.columns.clone())).collect::<Vec<_>>();
    if shape(&manifest.tables) != shape(&schema::tables(&steps).await?) {
        let cause = "its tables are not those of its steps".to_owned();
        return Err(ArchiveError::Malformed { file: wanted.file.to_owned(), cause });
    }
    let (replaced, arriving) = match lock::path_of(wanted.url) {
        Some(path) => into_sqlite(wanted, &path, &steps, watch).await?,
        None => into_postgresql(wanted, &steps, watch).await?,
    };
    let kept = arriving.settle(wanted.at).map_err(|error| ArchiveError::Files(Box::new(error)))?;
    Ok(Restored { manifest, replaced, kept })
}

async fn into_sqlite(
    wanted: &Restoring<'_>,
    path: &Path,
    steps: &Migrator,
    watch: &mut dyn Watch,
) -> Result<(Option<PathBuf>, Arriving), ArchiveError> {
    let exchange = Exchange::begin(path)?;
    let mut before = Present::default();
    if path.exists() {
        let mut connection = options(wanted.url)?.connect().await?;
        before = present(&mut connection, true, wanted).await?;
        connection.close().await?;
    }
    let replaced = back_up_present(&before, wanted, watch).await?;
    // Nobody looks at the draft before it is whole: it needs neither a log nor the disk until then.
    let pragmas = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF";
    let pool = one_connection(&exchange.draft_url(), pragmas).await?;
    let filled = fill(pool.begin().await?, true, &before, wanted, steps, watch).await;
    pool.close().await;
    match filled {
        Ok(arriving) => {
            exchange.finish().await?;
            Ok((replaced, arriving))
        }
        Err(error) => {
            exchange.abandon();
            Err(error)
        }
    }
}

async fn into_postgresql(
    wanted: &Restoring<'_>,
    steps: &Migrator,
    watch: &mut dyn Watch,
) -> Result<(Option<PathBuf>, Arriving), ArchiveError> {
    sqlx::any::install_default_drivers();
    let pool = one_connection(wanted.url, "SELECT 1").await?;
    let mut transaction = pool.begin().await?;
    // An import holds the same lock; so does whoever brings the tables up to date.
    let lock = "SELECT pg_try_advisory_xact_lock($1)";
    let is_alone: bool = sqlx::query(lock).bind(ADVISORY_KEY).fetch_one(&mut *transaction).await?.try_get(0)?;
    if !is_alone {
        return Err(ArchiveError::Importing);
    }
    let before = present(&mut transaction, false, wanted).await?;
    for table in &before.tables {
        // From here on nothing is written that the backup of the present store would not have.
        let sql = format!("LOCK TABLE {} IN EXCLUSIVE MODE", schema::quoted(&table.name));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    }
    let replaced = back_up_present(&before, wanted, watch).await?;
    let former = before.tables.iter().map(|table| schema::quoted(&table.name));
    for name in former.chain([schema::quoted(schema::STEPS)]) {
        let sql = format!("DROP TABLE IF EXISTS {name} CASCADE");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    }
    let arriving = fill(transaction, false, &before, wanted, steps, watch).await?;
    pool.close().await;
    Ok((replaced, arriving))
}

/// A pool whose one connection can be held by a transaction of any length.
async fn one_connection(url: &str, first: &'static str) -> Result<AnyPool, ArchiveError> {
    let pool = AnyPoolOptions::new().max_connections(1).after_connect(move |connection, _| {
        Box::pin(async move {
            sqlx::raw_sql(first).execute(connection).await?;
            Ok(())
        })
    });
    Ok(pool.connect_with(options(url)?).await?)
}

/// What stands in the store now.
async fn present(
    connection: &mut AnyConnection,
    sqlite: bool,
    wanted: &Restoring<'_>,
) -> Result<Present, ArchiveError> {
    let Some(taken) = schema::taken(connection, sqlite).await? else {
        let own = schema::tables(&MIGRATIONS).await?;
        for table in &own {
            if schema::exists(connection, sqlite, &table.name).await? {
                return Err(ArchiveError::Foreign(place_of(wanted.url)));
            }
        }
        // A file of SQLite is exchanged as a whole: it may hold nothing of somebody else.
        if sqlite && !schema::is_blank(connection).await? {
            return Err(ArchiveError::Foreign(place_of(wanted.url)));
        }
        return Ok(Present::default());
    };
    let tables = schema::tables(&schema::steps(&taken)?).await?;
    let mut is_filled = false;
    for table in &tables {
        is_filled |= schema::count(connection, &table.name).await? != table.rows;
    }
    let revision = sqlx::query("SELECT value FROM setting WHERE name = 'revision'").fetch_one(&mut *connection).await?;
    let revision = revision.try_get::<&str, _>(0)?.parse().unwrap_or(0);
    let has_log = tables.iter().any(|table| table.name == "audit_head");
    let digest = if has_log {
        sqlx::query("SELECT digest FROM audit_head WHERE id = 1").fetch_one(connection).await?.try_get(0)?
    } else {
        String::new()
    };
    Ok(Present { is_filled, tables, revision, digest })
}

/// Backs up what will be replaced, in the data folder. Says where.
async fn back_up_present(
    before: &Present,
    wanted: &Restoring<'_>,
    watch: &mut dyn Watch,
) -> Result<Option<PathBuf>, ArchiveError> {
    if !before.is_filled {
        return Ok(None);
    }
    if !wanted.replace {
        return Err(ArchiveError::Filled(place_of(wanted.url)));
    }
    let file = wanted.data.join(format!("before-restore-{}.zaitaku", wanted.at.strftime("%Y%m%dT%H%M%SZ")));
    let present =
        Wanted { url: wanted.url, data: wanted.data, file: &file, with_tiles: false, force: false, at: wanted.at };
    back_up_open(&present, watch).await.map_err(|error| ArchiveError::Present(Box::new(error)))?;
    Ok(Some(file))
}

/// Makes the tables, fills them, brings them up to date and commits. The files of the backup wait to be settled.
async fn fill(
    mut transaction: Transaction<'static, Any>,
    sqlite: bool,
    before: &Present,
    wanted: &Restoring<'_>,
    steps: &Migrator,
    watch: &mut dyn Watch,
) -> Result<Arriving, ArchiveError> {
    let mut reader = Reader::open(wanted.file, watch)?;
    steps.run_direct(None, &mut *transaction, false).await?;
    for table in reader.manifest().tables.iter().rev() {
        // The steps put a few rows there; the backup has its own.
        let sql = format!("DELETE FROM {}", schema::quoted(&table.name));
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *transaction).await?;
    }
    watch.stage(Stage::Restoring, reader.manifest().rows());
    let marks = if sqlite { Marks::Unnamed } else { Marks::Numbered };
    let mut arriving = Arriving::default();
    let mut table = 0;
    while let Some(part) = reader.next()? {
        match part {
            Part::Table(at) => table = at,
            Part::Rows(bytes) => {
                let rows = insert(&mut transaction, &reader.manifest().tables[table], &bytes, marks).await;
                watch.advance(rows.map_err(|error| error.into_archive(wanted.file))?);
            }
            Part::File(name) => {
                if !arriving.begin(wanted.data, &name)? {
                    let cause = format!("{name} leads out of the data folder");
                    return Err(ArchiveError::Malformed { file: wanted.file.to_owned(), cause });
                }
            }
            Part::Bytes(bytes) => arriving.add(&bytes)?,
        }
    }
    MIGRATIONS.run_direct(None, &mut *transaction, false).await?;
    guard(&mut transaction, sqlite).await?;
    mark(transaction, before, wanted, &reader).await?;
    Ok(arriving)
}

/// What differs on purpose from what was backed up: everybody is signed out, servers see that something changed, and the log tells why.
async fn mark(
    mut transaction: Transaction<'static, Any>,
    before: &Present,
    wanted: &Restoring<'_>,
    reader: &Reader,
) -> Result<(), ArchiveError> {
    // A session that was ended since would come back to life.
    sqlx::query("DELETE FROM session").execute(&mut *transaction).await?;
    let row = sqlx::query("SELECT value FROM setting WHERE name = 'revision'").fetch_one(&mut *transaction).await?;
    let revision: i64 = row.try_get::<&str, _>(0)?.parse().unwrap_or(0);
    // Higher than any that a running server or a snapshot may know of either store.
    set(&mut transaction, "revision", &(revision.max(before.revision) + 1).to_string()).await?;
    set(&mut transaction, "stamp", &stamp()).await?;
    let mut audited = Audited::over(transaction).await?;
    let manifest = reader.manifest();
    let noted = Noted {
        at: wanted.at.to_string(),
        who: OPERATOR,
        what: "store.restored",
        on: "-",
        before: before.digest.clone(),
        after: reader.sum().to_owned(),
        note: format!("backup of {}", manifest.made_at),
    };
    audited.note(&noted).await?;
    Ok(audited.commit().await?)
}

/// Why rows could not be written.
enum Refused {
    Database(sqlx::Error),
    Unreadable(postcard::Error),
}

impl Refused {
    fn into_archive(self, file: &Path) -> ArchiveError {
        match self {
            Self::Database(error) => error.into(),
            Self::Unreadable(error) => ArchiveError::Malformed { file: file.to_owned(), cause: error.to_string() },
        }
    }
}

/// Writes the rows of one frame. Returns how many there were.
async fn insert(
    transaction: &mut Transaction<'static, Any>,
    table: &Table,
    bytes: &[u8],
    marks: Marks,
) -> Result<u64, Refused> {
    let width = table.columns.len();
    let columns: Vec<String> = table.columns.iter().map(|column| schema::quoted(&column.name)).collect();
    let into = format!("INSERT INTO {} ({}) VALUES ", schema::quoted(&table.name), columns.join(", "));
    let cells = cell::read(bytes).map_err(Refused::Unreadable)?;
    for chunk in cells.chunks(rows_per_statement(width).max(1) * width) {
        let sql = format!("{into}{}", marked(marks, chunk.len() / width, width));
        let query = chunk
            .iter()
            .zip(table.columns.iter().cycle())
            .fold(sqlx::query(AssertSqlSafe(sql)), |query, (value, column)| cell::bind(query, *value, column.kind));
        query.execute(&mut **transaction).await.map_err(Refused::Database)?;
    }
    Ok((cells.len() / width) as u64)
}

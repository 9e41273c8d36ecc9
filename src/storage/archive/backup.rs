//! Making a backup beside whoever reads and writes the store.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use futures::TryStreamExt;
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, ConnectOptions, Connection};

use super::super::{lock, options};
use super::draft::{Draft, PRIVATE};
use super::format::{Engine, Kind, Manifest, Table, Writer};
use super::{ArchiveError, Stage, Watch, cell, folder, place_of, schema, verify};

/// What to back up, and where to.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The store.
    pub url: &'a str,
    /// The data folder.
    pub data: &'a Path,
    /// The file to write.
    pub file: &'a Path,
    /// Whether map files go in as well.
    pub with_tiles: bool,
    /// Whether a file that is there already is replaced.
    pub force: bool,
    /// Now.
    pub at: Timestamp,
}

/// Writes everything that is in the store at one moment into one file, and reads the file back.
///
/// # Errors
/// When the database fails, the file is there already or cannot be written, or is not what was to be written.
pub async fn back_up(wanted: &Wanted<'_>, watch: &mut dyn Watch) -> Result<Manifest, ArchiveError> {
    let path = lock::path_of(wanted.url);
    if path.as_ref().is_some_and(|path| !path.exists()) {
        return Err(ArchiveError::NoStore(place_of(wanted.url)));
    }
    let _open = match &path {
        Some(path) => Some(lock::enter(path).await?),
        None => None,
    };
    back_up_open(wanted, watch).await
}

/// The same for somebody who holds the store already.
pub(super) async fn back_up_open(wanted: &Wanted<'_>, watch: &mut dyn Watch) -> Result<Manifest, ArchiveError> {
    if wanted.file.exists() && !wanted.force {
        return Err(ArchiveError::Exists(wanted.file.to_owned()));
    }
    let (draft, file) = Draft::beside(wanted.file, PRIVATE)?;
    let mut connection = look_into(wanted.url).await?;
    let file = write(&mut connection, wanted, file, watch).await?;
    connection.close().await?;
    file.sync_all().map_err(ArchiveError::file(draft.path()))?;
    drop(file);
    let manifest = verify(draft.path(), watch)?;
    draft.keep()?;
    Ok(manifest)
}

/// Connects to a database and sees all of it as it is at one moment, for as long as the connection lives.
async fn look_into(url: &str) -> Result<AnyConnection, ArchiveError> {
    sqlx::any::install_default_drivers();
    let mut connection = options(url)?.connect().await?;
    let begin = if lock::path_of(url).is_some() {
        "PRAGMA busy_timeout = 10000; BEGIN"
    } else {
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    };
    sqlx::raw_sql(begin).execute(&mut connection).await?;
    Ok(connection)
}

/// What is in the store.
async fn manifest(connection: &mut AnyConnection, wanted: &Wanted<'_>) -> Result<Manifest, ArchiveError> {
    let sqlite = lock::path_of(wanted.url).is_some();
    let steps = schema::taken(connection, sqlite).await?;
    let steps = steps.ok_or_else(|| ArchiveError::NoStore(place_of(wanted.url)))?;
    let mut tables = schema::tables(&schema::steps(&steps)?).await?;
    for table in &mut tables {
        table.rows = schema::count(connection, &table.name).await?;
    }
    let (files, left_out) = folder::list(wanted.data, wanted.with_tiles)?;
    Ok(Manifest {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: if sqlite { Engine::Sqlite } else { Engine::Postgresql },
        made_at: wanted.at,
        steps,
        tables,
        files,
        left_out,
    })
}

async fn write(
    connection: &mut AnyConnection,
    wanted: &Wanted<'_>,
    file: File,
    watch: &mut dyn Watch,
) -> Result<File, ArchiveError> {
    let failed = || ArchiveError::file(wanted.file);
    let manifest = manifest(connection, wanted).await?;
    watch.stage(Stage::Writing, manifest.rows());
    let mut writer = Writer::begin(BufWriter::new(file), &manifest).map_err(failed())?;
    for table in &manifest.tables {
        writer.part(&table.name).map_err(failed())?;
        let mut rows = sqlx::query(AssertSqlSafe(select(table, manifest.engine))).fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            writer.row(|into| cell::write(&row, table, into).map_err(Written::Row)).map_err(|error| match error {
                Written::Row(error) => error.into(),
                Written::File(cause) => failed()(cause),
            })?;
            watch.advance(1);
        }
    }
    for carried in &manifest.files {
        let path = wanted.data.join(&carried.name);
        writer.part(&carried.name).map_err(failed())?;
        let from = File::open(&path).map_err(ArchiveError::file(&path))?;
        let copied = writer.file(from, carried.bytes).map_err(failed())?;
        if copied != carried.bytes {
            let cause = std::io::Error::other("it was cut while it was read");
            return Err(ArchiveError::File { file: path, cause });
        }
    }
    let out = writer.finish().map_err(failed())?;
    out.into_inner().map_err(|error| failed()(error.into_error()))
}

/// What can go wrong with a row.
enum Written {
    Row(sqlx::Error),
    File(std::io::Error),
}

impl From<std::io::Error> for Written {
    fn from(error: std::io::Error) -> Self {
        Self::File(error)
    }
}

/// All rows of a table, in the order of their keys byte by byte: the same rows make the same bytes on both databases.
fn select(table: &Table, engine: Engine) -> String {
    let columns: Vec<String> = table.columns.iter().map(|column| schema::quoted(&column.name)).collect();
    let mut keys: Vec<_> = table.columns.iter().filter(|column| column.key > 0).collect();
    keys.sort_by_key(|column| column.key);
    if keys.is_empty() {
        keys = table.columns.iter().collect();
    }
    let order: Vec<String> = keys
        .iter()
        .map(|column| {
            let bytewise = column.kind == Kind::Text && engine == Engine::Postgresql;
            format!("{}{}", schema::quoted(&column.name), if bytewise { " COLLATE \"C\"" } else { "" })
        })
        .collect();
    format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), schema::quoted(&table.name), order.join(", "))
}

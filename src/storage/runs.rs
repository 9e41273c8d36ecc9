//! Runs: what one `zaitaku import` writes, all of it or nothing.

use std::collections::{BTreeSet, HashMap};

use futures::TryStreamExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::domain::Source;
use crate::domain::record::RecordBody;

use super::batch::{Marks, keys_from, marked, placeholders, rows_per_statement};
use super::records::{FileAccount, ImportedFile, KnownRecord, encode_hashes, read_known, sql_of_version};
use super::{Store, StoreError, set, stamp};

/// What a run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunKind {
    /// It imported files.
    Import,
    /// It took an import back.
    Undo,
}

impl RunKind {
    const fn id(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Undo => "undo",
        }
    }
}

/// A run that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    /// When.
    pub at: Timestamp,
    /// What was given, names only.
    pub paths: &'a [String],
    /// Who ran it; empty where nobody said.
    pub author: &'a str,
    /// Why, in their words.
    pub note: &'a str,
}

/// A run of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// What it did.
    pub kind: RunKind,
    /// When, as a timestamp in UTC.
    pub at: String,
    /// What was given, names only.
    pub paths: Vec<String>,
    /// Who ran it; empty where nobody said.
    pub author: String,
    /// Why.
    pub note: String,
    /// Versions of records that it wrote or confirmed.
    pub versions: u64,
    /// For an undo, the run that it took back.
    pub undoes: Option<i64>,
    /// The run that took this one back.
    pub undone_by: Option<i64>,
    /// How many files it took in.
    pub files: u64,
    /// Their rows together.
    pub account: FileAccount,
}

impl Run {
    /// Whether taking it back would change anything.
    pub const fn can_be_undone(&self) -> bool {
        matches!(self.kind, RunKind::Import) && self.undone_by.is_none() && self.versions > 0
    }
}

/// A run under way. Dropped without [`RunWriter::finish`], it leaves no trace.
pub struct RunWriter {
    transaction: Transaction<'static, Any>,
    marks: Marks,
    id: i64,
    next_file: i64,
    versions: u64,
    editions: u64,
}

const RECORD_COLUMNS: usize = 8;

impl Store {
    /// Begins a run. The caller holds the import lock.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_run(&self, run: &NewRun<'_>) -> Result<RunWriter, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let id = next_id(&mut transaction, "run", "id").await?;
        let next_file = next_id(&mut transaction, "import_file", "id").await?;
        note(&mut transaction, id, run, RunKind::Import, 0).await?;
        Ok(RunWriter { transaction, marks: self.marks(), id, next_file, versions: 0, editions: 0 })
    }

    /// Every run, the newest first.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn runs(&self) -> Result<Vec<Run>, StoreError> {
        let sql = "SELECT run.id, run.kind, run.run_at, run.paths, run.author, run.note, run.versions, run.undoes, run.undone_by, \
                   COUNT(f.id), CAST(COALESCE(SUM(f.rows_read), 0) AS BIGINT), CAST(COALESCE(SUM(f.rows_new), 0) AS BIGINT), \
                   CAST(COALESCE(SUM(f.rows_changed), 0) AS BIGINT), CAST(COALESCE(SUM(f.rows_unchanged), 0) AS BIGINT), \
                   CAST(COALESCE(SUM(f.rows_noticed), 0) AS BIGINT), CAST(COALESCE(SUM(f.rows_refused), 0) AS BIGINT) \
                   FROM run LEFT JOIN import_file f ON f.run_id = run.id \
                   GROUP BY run.id, run.kind, run.run_at, run.paths, run.author, run.note, run.versions, run.undoes, run.undone_by \
                   ORDER BY run.id DESC";
        let mut runs = Vec::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let count = |column: usize| row.try_get::<i64, _>(column).map(i64::cast_unsigned);
            let other = |column: usize| row.try_get::<i64, _>(column).map(|id| (id != 0).then_some(id));
            let (id, paths): (i64, String) = (row.try_get(0)?, row.try_get(3)?);
            let unreadable = |cause: serde_json::Error| StoreError::Unreadable {
                table: "run",
                key: id.to_string(),
                cause: cause.to_string(),
            };
            runs.push(Run {
                id,
                kind: if row.try_get::<&str, _>(1)? == RunKind::Undo.id() { RunKind::Undo } else { RunKind::Import },
                at: row.try_get(2)?,
                paths: serde_json::from_str(&paths).map_err(unreadable)?,
                author: row.try_get(4)?,
                note: row.try_get(5)?,
                versions: count(6)?,
                undoes: other(7)?,
                undone_by: other(8)?,
                files: count(9)?,
                account: FileAccount {
                    read: count(10)?,
                    new: count(11)?,
                    changed: count(12)?,
                    unchanged: count(13)?,
                    noticed: count(14)?,
                    refused: count(15)?,
                },
            });
        }
        Ok(runs)
    }

    /// The newest edition that named its scope as a whole, by source and scope.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn whole_editions(&self) -> Result<HashMap<(Source, String), Date>, StoreError> {
        let sql = "SELECT source, scope, MAX(edition) FROM edition GROUP BY source, scope";
        let mut editions = HashMap::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let (source, scope): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let date = date("edition", &scope, &row.try_get::<String, _>(2)?)?;
            if let Some(source) = Source::from_id(&source) {
                editions.insert((source, scope), date);
            }
        }
        Ok(editions)
    }
}

impl RunWriter {
    /// The number of this run.
    pub const fn id(&self) -> i64 {
        self.id
    }

    /// What is known of a source by now, by key: also by what this run has written.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn known_records(&mut self, source: Source) -> Result<HashMap<String, KnownRecord>, StoreError> {
        read_known(&mut self.transaction, source).await
    }

    /// The newest edition of a source that named its scope as a whole, by scope.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn whole_editions(&mut self, source: Source) -> Result<HashMap<String, Date>, StoreError> {
        let sql = "SELECT scope, MAX(edition) FROM edition WHERE source = $1 GROUP BY scope";
        let mut editions = HashMap::new();
        for row in sqlx::query(sql).bind(source.id()).fetch_all(&mut *self.transaction).await? {
            let scope: String = row.try_get(0)?;
            let edition = date("edition", &scope, &row.try_get::<String, _>(1)?)?;
            editions.insert(scope, edition);
        }
        Ok(editions)
    }

    /// What records say by now, by key.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn bodies(&mut self, source: Source, keys: &[&str]) -> Result<HashMap<String, RecordBody>, StoreError> {
        let mut bodies = HashMap::with_capacity(keys.len());
        for chunk in keys.chunks(rows_per_statement(1) - 1) {
            let list = keys_from(2, chunk.len());
            let sql =
                format!("SELECT record_key, body FROM source_record WHERE source = $1 AND record_key IN ({list})");
            let query = sqlx::query(AssertSqlSafe(sql)).bind(source.id());
            let query = chunk.iter().fold(query, |query, key| query.bind(*key));
            let mut rows = query.fetch(&mut *self.transaction);
            while let Some(row) = rows.try_next().await? {
                let key: String = row.try_get(0)?;
                let body = serde_json::from_str(row.try_get::<&str, _>(1)?).map_err(|error| {
                    StoreError::Unreadable { table: "source_record", key: key.clone(), cause: error.to_string() }
                })?;
                bodies.insert(key, body);
            }
        }
        Ok(bodies)
    }

    /// Writes one file. What it overwrites or confirms is kept as an earlier version. Returns the number of the file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn write_file(&mut self, file: &ImportedFile<'_>) -> Result<i64, StoreError> {
        let id = self.next_file;
        self.next_file += 1;
        self.versions += (file.write.len() + file.confirm.len()) as u64;
        let account = file.account;
        let counts = [account.read, account.new, account.changed, account.unchanged, account.noticed, account.refused];
        let sql = format!(
            "INSERT INTO import_file (id, name, dataset, edition, imported_at, rows_read, rows_new, rows_changed, \
             rows_unchanged, rows_noticed, rows_refused, run_id) VALUES {}",
            placeholders(1, 6 + counts.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(id)
            .bind(file.name)
            .bind(file.source.id())
            .bind(file.edition.to_string())
            .bind(file.at.to_string());
        for count in counts {
            query = query.bind(count.cast_signed());
        }
        query.bind(self.id).execute(&mut *self.transaction).await?;
        let changed: Vec<&str> =
            file.write.iter().filter(|written| written.known).map(|written| written.record.key.as_str()).collect();
        self.keep_before(file.source, &changed, "row_hashes, body").await?;
        self.keep_before(file.source, &file.confirm, "'', ''").await?;
        if file.source == Source::Correction {
            // A correction in other words is applied for the first time again.
            for chunk in changed.chunks(rows_per_statement(1)) {
                let sql = format!("DELETE FROM corrected WHERE record_key IN ({})", keys_from(1, chunk.len()));
                let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, key| query.bind(*key));
                query.execute(&mut *self.transaction).await?;
            }
        }
        self.write_records(file, id).await?;
        self.confirm_records(file, id).await?;
        Ok(id)
    }

    /// Copies present versions to those before, with these expressions for their row hashes and bodies.
    async fn keep_before(&mut self, source: Source, keys: &[&str], contents: &str) -> Result<(), StoreError> {
        for chunk in keys.chunks(rows_per_statement(1) - 1) {
            let sql = format!(
                "INSERT INTO record_before (source, record_key, edition, content_hash, row_hashes, body, file_id, scope) \
                 SELECT source, record_key, edition, content_hash, {contents}, file_id, scope FROM source_record \
                 WHERE source = $1 AND record_key IN ({})",
                keys_from(2, chunk.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(source.id());
            chunk.iter().fold(query, |query, key| query.bind(*key)).execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    async fn write_records(&mut self, file: &ImportedFile<'_>, id: i64) -> Result<(), StoreError> {
        for chunk in file.write.chunks(rows_per_statement(RECORD_COLUMNS)) {
            let sql = format!(
                "INSERT INTO source_record (source, record_key, edition, content_hash, row_hashes, body, file_id, scope) \
                 VALUES {} ON CONFLICT (source, record_key) DO UPDATE SET {}",
                marked(self.marks, chunk.len(), RECORD_COLUMNS),
                sql_of_version("excluded.")
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for written in chunk {
                query = query
                    .bind(file.source.id())
                    .bind(written.record.key.as_str())
                    .bind(written.record.edition.to_string())
                    .bind(written.content_hash.cast_signed())
                    .bind(encode_hashes(&written.record.rows))
                    .bind(written.body)
                    .bind(id)
                    .bind(written.record.scope().unwrap_or_default());
            }
            query.execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    async fn confirm_records(&mut self, file: &ImportedFile<'_>, id: i64) -> Result<(), StoreError> {
        for chunk in file.confirm.chunks(rows_per_statement(1) - 3) {
            let sql = format!(
                "UPDATE source_record SET edition = $1, file_id = $2 WHERE source = $3 AND record_key IN ({})",
                keys_from(4, chunk.len())
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(file.edition.to_string()).bind(id).bind(file.source.id());
            chunk.iter().fold(query, |query, key| query.bind(*key)).execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    /// Notes that an edition named these scopes of its source as a whole, known by a file of this run.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_whole(
        &mut self,
        source: Source,
        edition: Date,
        scopes: &BTreeSet<&str>,
        file: i64,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO edition (source, scope, edition, file_id) VALUES ($1, $2, $3, $4)";
        for scope in scopes {
            let query = sqlx::query(sql).bind(source.id()).bind(*scope).bind(edition.to_string()).bind(file);
            query.execute(&mut *self.transaction).await?;
            self.editions += 1;
        }
        Ok(())
    }

    /// Gives the run up: the store is as before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandon(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }

    /// Makes the run durable and returns its number.
    ///
    /// # Errors
    /// When the database fails; then the store is as before.
    pub async fn finish(mut self) -> Result<i64, StoreError> {
        let sql = "UPDATE run SET versions = $1 WHERE id = $2";
        sqlx::query(sql).bind(self.versions.cast_signed()).bind(self.id).execute(&mut *self.transaction).await?;
        if self.versions > 0 || self.editions > 0 {
            set(&mut self.transaction, "records", &stamp()).await?;
        }
        self.transaction.commit().await?;
        Ok(self.id)
    }
}

/// The number after the largest.
pub(super) async fn next_id(
    transaction: &mut Transaction<'_, Any>,
    table: &'static str,
    column: &'static str,
) -> Result<i64, StoreError> {
    let sql = format!("SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}");
    Ok(sqlx::query(AssertSqlSafe(sql)).fetch_one(&mut **transaction).await?.try_get(0)?)
}

/// Writes the row of a run.
pub(super) async fn note(
    transaction: &mut Transaction<'_, Any>,
    id: i64,
    run: &NewRun<'_>,
    kind: RunKind,
    undoes: i64,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO run (id, kind, run_at, paths, author, note, versions, undoes, undone_by) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 0)";
    let paths = serde_json::to_string(run.paths).map_err(StoreError::Encode)?;
    let query = sqlx::query(sql).bind(id).bind(kind.id()).bind(run.at.to_string()).bind(paths);
    query.bind(run.author).bind(run.note).bind(undoes).execute(&mut **transaction).await?;
    Ok(())
}

/// A date as the store keeps it.
pub(super) fn date(table: &'static str, key: &str, text: &str) -> Result<Date, StoreError> {
    let unreadable =
        |error: jiff::Error| StoreError::Unreadable { table, key: key.to_owned(), cause: error.to_string() };
    text.parse().map_err(unreadable)
}

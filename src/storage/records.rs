//! Source records and the account of every imported file.

use std::collections::HashMap;

use futures::TryStreamExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::domain::Source;
use crate::domain::record::{RecordBody, SourceRecord};

use super::batch::{placeholders, rows_per_statement};
use super::{Store, StoreError, set, stamp};

/// What the store already knows of one institution in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRecord {
    /// The edition it was last seen in.
    pub edition: Date,
    /// Hash of the record's body.
    pub content_hash: u64,
    /// Hashes of the rows that made it, ascending.
    pub rows: Vec<u64>,
}

/// How the rows of one file were accounted for: `read = new + changed + unchanged + noticed + refused`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct FileAccount {
    /// Data rows in the file.
    pub read: u64,
    /// Rows about institutions that this source had not named before.
    pub new: u64,
    /// Rows that say something else than before about a known institution.
    pub changed: u64,
    /// Rows that say what is already known.
    pub unchanged: u64,
    /// Rows set aside with a notice.
    pub noticed: u64,
    /// Rows that could not be used.
    pub refused: u64,
}

impl FileAccount {
    /// Whether every row is accounted for.
    pub const fn balances(&self) -> bool {
        self.read == self.new + self.changed + self.unchanged + self.noticed + self.refused
    }
}

impl std::ops::AddAssign for FileAccount {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.noticed += other.noticed;
        self.refused += other.refused;
    }
}

/// A file as it goes into the store: the records to write, and its account.
#[derive(Debug)]
pub struct ImportedFile<'a> {
    /// Its name, with the place inside a zip after `!`.
    pub name: &'a str,
    /// The dataset.
    pub source: Source,
    /// The edition.
    pub edition: Date,
    /// When it was imported.
    pub at: Timestamp,
    /// Its account.
    pub account: FileAccount,
    /// New and changed records with the hash of their bodies.
    pub write: Vec<(&'a SourceRecord, u64)>,
    /// Keys of records whose content is confirmed by this newer edition.
    pub confirm: Vec<&'a str>,
}

const RECORD_COLUMNS: usize = 7;

impl Store {
    /// What is known of a source, by key.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn known_records(&self, source: Source) -> Result<HashMap<String, KnownRecord>, StoreError> {
        let sql = "SELECT record_key, edition, content_hash, row_hashes FROM source_record WHERE source = $1";
        let mut rows = sqlx::query(sql).bind(source.id()).fetch(&self.pool);
        let mut known = HashMap::new();
        while let Some(row) = rows.try_next().await? {
            let key: String = row.try_get(0)?;
            let unreadable = |cause: String| StoreError::Unreadable { table: "source_record", key: key.clone(), cause };
            let edition: String = row.try_get(1)?;
            let record = KnownRecord {
                edition: edition.parse().map_err(|error: jiff::Error| unreadable(error.to_string()))?,
                content_hash: row.try_get::<i64, _>(2)?.cast_unsigned(),
                rows: decode_hashes(&row.try_get::<String, _>(3)?).map_err(|error| unreadable(error.to_string()))?,
            };
            known.insert(key, record);
        }
        Ok(known)
    }

    /// Writes one file: all of it or nothing.
    ///
    /// # Errors
    /// When the database fails; then the store is as before.
    pub async fn write_file(&self, file: &ImportedFile<'_>) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let id: i64 = sqlx::query("SELECT COALESCE(MAX(id), 0) + 1 FROM import_file")
            .fetch_one(&mut *transaction)
            .await?
            .try_get(0)?;
        let account = file.account;
        let counts = [account.read, account.new, account.changed, account.unchanged, account.noticed, account.refused];
        let sql = format!("INSERT INTO import_file VALUES {}", placeholders(1, 5 + counts.len()));
        let mut query = sqlx::query(AssertSqlSafe(sql))
            .bind(id)
            .bind(file.name)
            .bind(file.source.id())
            .bind(file.edition.to_string())
            .bind(file.at.to_string());
        for count in counts {
            query = query.bind(count.cast_signed());
        }
        query.execute(&mut *transaction).await?;
        if !file.write.is_empty() || !file.confirm.is_empty() {
            set(&mut transaction, "records", &stamp()).await?;
        }
        for chunk in file.write.chunks(rows_per_statement(RECORD_COLUMNS)) {
            let sql = format!(
                "INSERT INTO source_record (source, record_key, edition, content_hash, row_hashes, body, file_id) VALUES {} \
                 ON CONFLICT (source, record_key) DO UPDATE SET edition = excluded.edition, \
                 content_hash = excluded.content_hash, row_hashes = excluded.row_hashes, body = excluded.body, \
                 file_id = excluded.file_id",
                placeholders(chunk.len(), RECORD_COLUMNS)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (record, content_hash) in chunk {
                query = query
                    .bind(record.source.id())
                    .bind(record.key.as_str())
                    .bind(record.edition.to_string())
                    .bind(content_hash.cast_signed())
                    .bind(encode_hashes(&record.rows))
                    .bind(serde_json::to_string(&record.body).map_err(StoreError::Encode)?)
                    .bind(id);
            }
            query.execute(&mut *transaction).await?;
        }
        for chunk in file.confirm.chunks(rows_per_statement(1)) {
            let keys: Vec<String> = (3..chunk.len() + 3).map(|i| format!("${i}")).collect();
            let sql = format!(
                "UPDATE source_record SET edition = $1 WHERE source = $2 AND record_key IN ({})",
                keys.join(", ")
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(file.edition.to_string()).bind(file.source.id());
            for key in chunk {
                query = query.bind(*key);
            }
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Every record of every source, in order of source and key.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn records(&self) -> Result<Vec<SourceRecord>, StoreError> {
        let sql = "SELECT source, record_key, edition, body FROM source_record ORDER BY source, record_key";
        let mut rows = sqlx::query(sql).fetch(&self.pool);
        let mut records = Vec::new();
        while let Some(row) = rows.try_next().await? {
            records.push(decode_record(&row)?);
        }
        Ok(records)
    }

    /// Every record of one source, in order of key.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn records_of(&self, source: Source) -> Result<Vec<SourceRecord>, StoreError> {
        let sql = "SELECT source, record_key, edition, body FROM source_record WHERE source = $1 ORDER BY record_key";
        let mut rows = sqlx::query(sql).bind(source.id()).fetch(&self.pool);
        let mut records = Vec::new();
        while let Some(row) = rows.try_next().await? {
            records.push(decode_record(&row)?);
        }
        Ok(records)
    }

    /// Per source: how many institutions it names, and its newest edition.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source_summary(&self) -> Result<Vec<(Source, u64, String)>, StoreError> {
        let sql = "SELECT source, COUNT(*), MAX(edition) FROM source_record GROUP BY source ORDER BY source";
        let mut summary = Vec::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let source: String = row.try_get(0)?;
            if let Some(source) = Source::from_id(&source) {
                summary.push((source, row.try_get::<i64, _>(1)?.cast_unsigned(), row.try_get(2)?));
            }
        }
        Ok(summary)
    }
}

fn decode_record(row: &AnyRow) -> Result<SourceRecord, StoreError> {
    let key: String = row.try_get(1)?;
    let unreadable = |cause: String| StoreError::Unreadable { table: "source_record", key: key.clone(), cause };
    let source: String = row.try_get(0)?;
    let edition: String = row.try_get(2)?;
    let body: String = row.try_get(3)?;
    let body: RecordBody = serde_json::from_str(&body).map_err(|error| unreadable(error.to_string()))?;
    let source = Source::from_id(&source).ok_or_else(|| unreadable(format!("unknown source {source}")))?;
    let edition = edition.parse().map_err(|error: jiff::Error| unreadable(error.to_string()))?;
    Ok(SourceRecord { source, key, edition, rows: Vec::new(), body })
}

fn encode_hashes(hashes: &[u64]) -> String {
    let mut sorted = hashes.to_vec();
    sorted.sort_unstable();
    sorted.iter().map(|hash| format!("{hash:016x}")).collect()
}

fn decode_hashes(text: &str) -> Result<Vec<u64>, std::num::ParseIntError> {
    text.as_bytes().chunks(16).map(|digits| u64::from_str_radix(&String::from_utf8_lossy(digits), 16)).collect()
}

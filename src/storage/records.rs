//! Source records and the account of every imported file.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use futures::TryStreamExt;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use crate::domain::Source;
use crate::domain::record::{RecordBody, SourceRecord};

use super::runs::date;
use super::{Store, StoreError};

/// What the store already knows of one institution in one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRecord {
    /// The edition it was last seen in.
    pub edition: Date,
    /// Hash of the record's body.
    pub content_hash: u64,
    /// Hashes of the rows that made it, ascending.
    pub rows: Vec<u64>,
    /// [`SourceRecord::scope`]; empty where its absence would say nothing.
    pub scope: Arc<str>,
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
    /// New and changed records, each key once.
    pub write: Vec<WrittenRecord<'a>>,
    /// Keys of records whose content is confirmed by this newer edition, each once.
    pub confirm: Vec<&'a str>,
}

/// A record to write.
#[derive(Debug, Clone, Copy)]
pub struct WrittenRecord<'a> {
    /// The record.
    pub record: &'a SourceRecord,
    /// Its body as JSON.
    pub body: &'a str,
    /// Hash of that.
    pub content_hash: u64,
    /// Whether the store knows the key already.
    pub known: bool,
}

impl Store {
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
    let mut record = SourceRecord { source, key, edition, rows: Vec::new(), body };
    record.date_calendars(edition);
    Ok(record)
}

/// The assignments that make one version of a record another: everything but its name, from columns with this prefix.
pub(super) fn sql_of_version(from: &str) -> String {
    let columns = ["edition", "content_hash", "row_hashes", "body", "file_id", "scope"];
    columns.map(|column| format!("{column} = {from}{column}")).join(", ")
}

/// What is known of a source, as a running transaction sees it.
pub(super) async fn read_known(
    transaction: &mut Transaction<'_, Any>,
    source: Source,
) -> Result<HashMap<String, KnownRecord>, StoreError> {
    let sql = "SELECT record_key, edition, content_hash, row_hashes, COALESCE(scope, ''), \
               CASE WHEN scope IS NULL THEN body ELSE '' END FROM source_record WHERE source = $1";
    let mut rows = sqlx::query(sql).bind(source.id()).fetch(&mut **transaction);
    let mut known = HashMap::new();
    let mut scopes: HashSet<Arc<str>> = HashSet::new();
    while let Some(row) = rows.try_next().await? {
        let key: String = row.try_get(0)?;
        let unreadable = |cause: String| StoreError::Unreadable { table: "source_record", key: key.clone(), cause };
        let edition = date("source_record", &key, row.try_get(1)?)?;
        let rows = decode_hashes(row.try_get(3)?).map_err(|error| unreadable(error.to_string()))?;
        let mut scope: String = row.try_get(4)?;
        let body: &str = row.try_get(5)?;
        if !body.is_empty() {
            let body = serde_json::from_str(body).map_err(|error| unreadable(error.to_string()))?;
            let record = SourceRecord { source, key: key.clone(), edition, rows: Vec::new(), body };
            scope = record.scope().unwrap_or_default();
        }
        let scope = intern(&mut scopes, &scope);
        let content_hash = row.try_get::<i64, _>(2)?.cast_unsigned();
        known.insert(key, KnownRecord { edition, content_hash, rows, scope });
    }
    Ok(known)
}

/// One copy of each of few texts.
fn intern(texts: &mut HashSet<Arc<str>>, text: &str) -> Arc<str> {
    if let Some(known) = texts.get(text) {
        return Arc::clone(known);
    }
    let new: Arc<str> = text.into();
    texts.insert(Arc::clone(&new));
    new
}

pub(super) fn encode_hashes(hashes: &[u64]) -> String {
    let mut sorted = hashes.to_vec();
    sorted.sort_unstable();
    sorted.iter().fold(String::with_capacity(sorted.len() * 16), |mut text, hash| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{hash:016x}");
        text
    })
}

fn decode_hashes(text: &str) -> Result<Vec<u64>, std::num::ParseIntError> {
    text.as_bytes().chunks(16).map(|digits| u64::from_str_radix(&String::from_utf8_lossy(digits), 16)).collect()
}

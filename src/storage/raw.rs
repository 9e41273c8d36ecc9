//! The rows of the store as they stand there, for whoever checks them before believing them.

use futures::TryStreamExt;
use sqlx::Row;

use super::{FileAccount, Store, StoreError};

/// A row of `source_record`.
#[derive(Debug, Clone)]
pub struct RawRecord {
    /// The source's identifier.
    pub source: String,
    /// The record's key.
    pub key: String,
    /// Its edition as text.
    pub edition: String,
    /// XXH3-64 that the body should have.
    pub content_hash: u64,
    /// The hashes of its rows, sixteen hexadecimal digits each.
    pub rows: String,
    /// JSON.
    pub body: String,
    /// The file that it came with.
    pub file: i64,
}

/// A row of `facility`.
#[derive(Debug, Clone)]
pub struct RawFacility {
    /// Its identifier.
    pub id: String,
    /// XXH3-64 that the body should have.
    pub content_hash: u64,
    /// The revision that wrote it.
    pub revision: i64,
    /// JSON.
    pub body: String,
}

/// A row of `import_file`.
#[derive(Debug, Clone)]
pub struct RawFile {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its account.
    pub account: FileAccount,
}

impl Store {
    /// Every record, in order of source and key.
    ///
    /// # Errors
    /// When the database fails or a column is of another type.
    pub async fn raw_records(&self, mut each: impl FnMut(RawRecord)) -> Result<(), StoreError> {
        let sql = "SELECT source, record_key, edition, content_hash, row_hashes, body, file_id FROM source_record \
                   ORDER BY source, record_key";
        let mut rows = sqlx::query(sql).fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            each(RawRecord {
                source: row.try_get(0)?,
                key: row.try_get(1)?,
                edition: row.try_get(2)?,
                content_hash: row.try_get::<i64, _>(3)?.cast_unsigned(),
                rows: row.try_get(4)?,
                body: row.try_get(5)?,
                file: row.try_get(6)?,
            });
        }
        Ok(())
    }

    /// Every facility, in order of identifier.
    ///
    /// # Errors
    /// When the database fails or a column is of another type.
    pub async fn raw_facilities(&self, mut each: impl FnMut(RawFacility)) -> Result<(), StoreError> {
        let sql = "SELECT id, content_hash, revision, body FROM facility ORDER BY id";
        let mut rows = sqlx::query(sql).fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            each(RawFacility {
                id: row.try_get(0)?,
                content_hash: row.try_get::<i64, _>(1)?.cast_unsigned(),
                revision: row.try_get(2)?,
                body: row.try_get(3)?,
            });
        }
        Ok(())
    }

    /// Every imported file, in the order of their import.
    ///
    /// # Errors
    /// When the database fails or a column is of another type.
    pub async fn raw_files(&self) -> Result<Vec<RawFile>, StoreError> {
        let sql = "SELECT id, name, rows_read, rows_new, rows_changed, rows_unchanged, rows_noticed, rows_refused \
                   FROM import_file ORDER BY id";
        let mut files = Vec::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let count = |column: usize| row.try_get::<i64, _>(column).map(i64::cast_unsigned);
            let account = FileAccount {
                read: count(2)?,
                new: count(3)?,
                changed: count(4)?,
                unchanged: count(5)?,
                noticed: count(6)?,
                refused: count(7)?,
            };
            files.push(RawFile { id: row.try_get(0)?, name: row.try_get(1)?, account });
        }
        Ok(files)
    }
}

//! The facilities that the sources together describe.

use std::collections::HashMap;

use futures::TryStreamExt;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::batch::{Marks, keys_from, marked, placeholders, rows_per_statement};
use super::review::{StoredDoubt, replace_doubts};
use super::{Store, StoreError, set, stamp};

const FACILITY_COLUMNS: usize = 4;

impl Store {
    /// The hash of every stored facility, by identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facility_hashes(&self) -> Result<HashMap<String, u64>, StoreError> {
        let mut rows = sqlx::query("SELECT id, content_hash FROM facility").fetch(&self.pool);
        let mut hashes = HashMap::new();
        while let Some(row) = rows.try_next().await? {
            hashes.insert(row.try_get(0)?, row.try_get::<i64, _>(1)?.cast_unsigned());
        }
        Ok(hashes)
    }

    /// Every facility's JSON, in order of identifier, until one is refused.
    ///
    /// # Errors
    /// When the database fails, or what the caller says about one.
    pub async fn facilities<E: From<StoreError>>(&self, mut each: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        let mut rows = sqlx::query("SELECT body FROM facility ORDER BY id").fetch(&self.pool);
        while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
            each(row.try_get::<&str, _>(0).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// The canonical JSON of one facility.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facility(&self, id: &str) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT body FROM facility WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// By correction: the value that stood there when it was first applied.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn corrected_values(&self) -> Result<HashMap<String, String>, StoreError> {
        let rows = sqlx::query("SELECT record_key, value FROM corrected").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Begins one change of the facilities, all or nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_facilities(&self) -> Result<FacilityWriter, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let raise = "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'revision'";
        sqlx::query(raise).execute(&mut *transaction).await?;
        let revision: i64 = sqlx::query("SELECT CAST(value AS BIGINT) FROM setting WHERE name = 'revision'")
            .fetch_one(&mut *transaction)
            .await?
            .try_get(0)?;
        set(&mut transaction, "stamp", &stamp()).await?;
        Ok(FacilityWriter { transaction, marks: self.marks(), revision, waiting: Vec::new() })
    }
}

/// A running change. Dropped without [`FacilityWriter::finish`], it leaves no trace.
pub struct FacilityWriter {
    transaction: Transaction<'static, Any>,
    marks: Marks,
    revision: i64,
    waiting: Vec<(String, u64, String)>,
}

impl FacilityWriter {
    /// Writes a new or changed facility: identifier, hash of the canonical JSON, and the JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put(&mut self, id: String, hash: u64, body: String) -> Result<(), StoreError> {
        self.waiting.push((id, hash, body));
        if self.waiting.len() >= rows_per_statement(FACILITY_COLUMNS) { self.flush().await } else { Ok(()) }
    }

    /// Removes facilities that no source describes any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove(&mut self, ids: &[String]) -> Result<(), StoreError> {
        for chunk in ids.chunks(rows_per_statement(1)) {
            let sql = format!("DELETE FROM facility WHERE id IN ({})", keys_from(1, chunk.len()));
            let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.as_str()));
            query.execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    /// Replaces what people have to decide.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn doubts(&mut self, doubts: &[StoredDoubt]) -> Result<(), StoreError> {
        replace_doubts(&mut self.transaction, doubts).await
    }

    /// Notes the values that stood where corrections were now applied for the first time, by correction.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn corrected(&mut self, corrected: &[(String, String)]) -> Result<(), StoreError> {
        for chunk in corrected.chunks(rows_per_statement(2)) {
            let sql = format!(
                "INSERT INTO corrected (record_key, value) VALUES {} \
                 ON CONFLICT (record_key) DO UPDATE SET value = excluded.value",
                placeholders(chunk.len(), 2)
            );
            let query = sqlx::query(AssertSqlSafe(sql));
            let query = chunk.iter().fold(query, |query, (key, value)| query.bind(key.as_str()).bind(value.as_str()));
            query.execute(&mut *self.transaction).await?;
        }
        Ok(())
    }

    /// Lets edits follow the facilities that they were made of to their present identifiers: `current` names the facility that a former
    /// identifier has become.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits_follow(&mut self, current: impl Fn(&str) -> Option<String>) -> Result<(), StoreError> {
        self.flush().await?;
        super::edits::follow(&mut self.transaction, current).await
    }

    /// Makes the change durable, with the mark of the records it was made of. Returns the new revision.
    ///
    /// # Errors
    /// When the database fails; then the store is as before.
    pub async fn finish(mut self, join_mark: &str) -> Result<i64, StoreError> {
        self.flush().await?;
        set(&mut self.transaction, "joined", join_mark).await?;
        self.transaction.commit().await?;
        Ok(self.revision)
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "INSERT INTO facility (id, content_hash, revision, body) VALUES {} \
             ON CONFLICT (id) DO UPDATE SET content_hash = excluded.content_hash, revision = excluded.revision, \
             body = excluded.body",
            marked(self.marks, rows.len(), FACILITY_COLUMNS)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (id, hash, body) in rows {
            query = query.bind(id).bind(hash.cast_signed()).bind(self.revision).bind(body);
        }
        query.execute(&mut *self.transaction).await?;
        Ok(())
    }
}

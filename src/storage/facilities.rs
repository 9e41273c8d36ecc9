//! The facilities that the sources together describe.

use std::collections::HashMap;

use futures::TryStreamExt;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::batch::{placeholders, rows_per_statement};
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
        Ok(FacilityWriter { transaction, revision, waiting: Vec::new() })
    }
}

/// A running change. Dropped without [`FacilityWriter::finish`], it leaves no trace.
pub struct FacilityWriter {
    transaction: Transaction<'static, Any>,
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
            let places: Vec<String> = (1..=chunk.len()).map(|i| format!("${i}")).collect();
            let sql = format!("DELETE FROM facility WHERE id IN ({})", places.join(", "));
            let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.as_str()));
            query.execute(&mut *self.transaction).await?;
        }
        Ok(())
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
            placeholders(rows.len(), FACILITY_COLUMNS)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (id, hash, body) in rows {
            query = query.bind(id).bind(hash.cast_signed()).bind(self.revision).bind(body);
        }
        query.execute(&mut *self.transaction).await?;
        Ok(())
    }
}

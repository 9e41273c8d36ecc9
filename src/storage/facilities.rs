//! The facilities that the sources together describe.

use std::collections::HashMap;

use futures::TryStreamExt;
use sqlx::{AssertSqlSafe, Row};

use super::batch::{placeholders, rows_per_statement};
use super::{Store, StoreError};

/// What one reconciliation changed; facilities travel as canonical JSON.
#[derive(Debug, Default)]
pub struct FacilityChange {
    /// New or changed: identifier, hash of the JSON, JSON.
    pub write: Vec<(String, u64, String)>,
    /// No longer described by any source.
    pub remove: Vec<String>,
}

impl FacilityChange {
    /// Whether nothing changed.
    pub const fn is_empty(&self) -> bool {
        self.write.is_empty() && self.remove.is_empty()
    }
}

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

    /// Every facility's canonical JSON, in order of identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facilities(&self, mut each: impl FnMut(&str) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let mut rows = sqlx::query("SELECT body FROM facility ORDER BY id").fetch(&self.pool);
        while let Some(row) = rows.try_next().await? {
            each(row.try_get::<&str, _>(0)?)?;
        }
        Ok(())
    }

    /// Applies a change and raises the revision, all or nothing. Returns the new revision.
    ///
    /// # Errors
    /// When the database fails; then the store is as before.
    pub async fn write_facilities(&self, change: &FacilityChange) -> Result<i64, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let raise = "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'revision'";
        sqlx::query(raise).execute(&mut *transaction).await?;
        let revision: i64 = sqlx::query("SELECT CAST(value AS BIGINT) FROM setting WHERE name = 'revision'")
            .fetch_one(&mut *transaction)
            .await?
            .try_get(0)?;
        for chunk in change.write.chunks(rows_per_statement(FACILITY_COLUMNS)) {
            let sql = format!(
                "INSERT INTO facility (id, content_hash, revision, body) VALUES {} \
                 ON CONFLICT (id) DO UPDATE SET content_hash = excluded.content_hash, revision = excluded.revision, \
                 body = excluded.body",
                placeholders(chunk.len(), FACILITY_COLUMNS)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (id, hash, body) in chunk {
                query = query.bind(id.as_str()).bind(hash.cast_signed()).bind(revision).bind(body.as_str());
            }
            query.execute(&mut *transaction).await?;
        }
        for chunk in change.remove.chunks(rows_per_statement(1)) {
            let ids: Vec<String> = (1..=chunk.len()).map(|i| format!("${i}")).collect();
            let sql = format!("DELETE FROM facility WHERE id IN ({})", ids.join(", "));
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for id in chunk {
                query = query.bind(id.as_str());
            }
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(revision)
    }
}

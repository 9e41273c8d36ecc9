//! Personal links of facilities. Only digests of tokens are here.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::domain::audit::Noted;

use super::batch::{placeholders, rows_per_statement};
use super::{Store, StoreError};

/// A personal link as it is stored. Moments are seconds since 1970; 0 where it did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLink {
    /// Its identifier, which is no secret: the author of what is written with it.
    pub id: String,
    /// SHA-256 of the token in the link.
    pub digest: String,
    /// The facility it belongs to.
    pub facility: String,
    /// What it may write: identifiers separated by commas.
    pub scopes: String,
    /// The account that made it, or the operator.
    pub made_by: String,
    /// When it was made.
    pub made_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// The last day in Japan on which it was opened; empty before the first.
    pub used_on: String,
    /// When it was taken back.
    pub revoked_at: i64,
}

const COLUMNS: &str = "id, digest, facility, scopes, made_by, made_at, expires_at, used_on, revoked_at";

impl Store {
    /// Makes links, all of them or none, each with its deed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn make_links(&self, new: &[(StoredLink, Noted<'_>)]) -> Result<(), StoreError> {
        let mut audited = self.audited().await?;
        for chunk in new.chunks(rows_per_statement(9)) {
            let sql = format!("INSERT INTO link ({COLUMNS}) VALUES {}", placeholders(chunk.len(), 9));
            let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, (link, _)| {
                let query = query.bind(&link.id).bind(&link.digest).bind(&link.facility).bind(&link.scopes);
                let query = query.bind(&link.made_by).bind(link.made_at).bind(link.expires_at);
                query.bind(&link.used_on).bind(link.revoked_at)
            });
            query.execute(&mut *audited.transaction).await?;
        }
        for (_, noted) in new {
            audited.note(noted).await?;
        }
        audited.commit().await
    }

    /// The link of an address, by the digest of its token.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn link(&self, digest: &str) -> Result<Option<StoredLink>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM link WHERE digest = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(digest).fetch_optional(&self.pool).await?;
        row.map(|row| link(&row)).transpose()
    }

    /// The links that can still be used at a moment, newest first; at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_links(&self, now: i64, limit: usize) -> Result<Vec<StoredLink>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM link WHERE revoked_at = 0 AND expires_at > $1 ORDER BY made_at DESC, id LIMIT {limit}"
        );
        sqlx::query(AssertSqlSafe(sql)).bind(now).fetch_all(&self.pool).await?.iter().map(link).collect()
    }

    /// Notes the first use of a link on a day; nothing where the day is noted already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_link(&self, id: &str, day: &str, noted: &Noted<'_>) -> Result<(), StoreError> {
        let mut audited = self.audited().await?;
        let sql = "UPDATE link SET used_on = $1 WHERE id = $2 AND used_on <> $1";
        let query = sqlx::query(sql).bind(day).bind(id);
        if query.execute(&mut *audited.transaction).await?.rows_affected() == 0 {
            return audited.abandon().await;
        }
        audited.note(noted).await?;
        audited.commit().await
    }

    /// Takes a link back; `false` where it was taken back already or is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_link(&self, id: &str, now: i64, noted: &Noted<'_>) -> Result<bool, StoreError> {
        let mut audited = self.audited().await?;
        let sql = "UPDATE link SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0";
        if sqlx::query(sql).bind(now).bind(id).execute(&mut *audited.transaction).await?.rows_affected() == 0 {
            audited.abandon().await?;
            return Ok(false);
        }
        audited.note(noted).await?;
        audited.commit().await?;
        Ok(true)
    }
}

fn link(row: &AnyRow) -> Result<StoredLink, StoreError> {
    Ok(StoredLink {
        id: row.try_get(0)?,
        digest: row.try_get(1)?,
        facility: row.try_get(2)?,
        scopes: row.try_get(3)?,
        made_by: row.try_get(4)?,
        made_at: row.try_get(5)?,
        expires_at: row.try_get(6)?,
        used_on: row.try_get(7)?,
        revoked_at: row.try_get(8)?,
    })
}

//! Who is signed in. Only digests of tokens are here.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::domain::audit::Noted;

use super::accounts::{COLUMNS, account, has_version, update};
use super::{Store, StoreError, StoredAccount};

/// A session as it is stored. Moments are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// SHA-256 of its token.
    pub digest: String,
    /// Whose it is.
    pub account: String,
    /// When it began.
    pub created_at: i64,
    /// When it was last known to be in use.
    pub seen_at: i64,
    /// The sort of browser.
    pub device: String,
}

/// Whether signing in changed the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Something was used up or hashed anew.
    Yes,
    /// It is as it was read.
    No,
}

impl Store {
    /// Begins a session for an account of a known version, whose person has just shown who it is. Where something was used up for that, such
    /// as a one-time code, or the password was hashed anew, the account is written too. Sessions that began or were seen before the given
    /// moments are swept out. Returns whether it began: not so where the account has been changed meanwhile, for it may be by another
    /// password that one signs in now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_session(
        &self,
        session: &StoredSession,
        account: (&StoredAccount, Changed),
        ended: (i64, i64),
        noted: &Noted<'_>,
    ) -> Result<bool, StoreError> {
        let mut audited = self.audited().await?;
        let (account, changed) = account;
        let is_the_same = match changed {
            Changed::Yes => update(&mut audited.transaction, account).await?.is_some(),
            Changed::No => has_version(&mut audited.transaction, account).await?,
        };
        if !is_the_same {
            audited.abandon().await?;
            return Ok(false);
        }
        let sql = "DELETE FROM session WHERE created_at < $1 OR seen_at < $2";
        sqlx::query(sql).bind(ended.0).bind(ended.1).execute(&mut *audited.transaction).await?;
        let sql = "INSERT INTO session (digest, account, created_at, seen_at, device) VALUES ($1, $2, $3, $4, $5)";
        let query = sqlx::query(sql).bind(&session.digest).bind(&session.account).bind(session.created_at);
        query.bind(session.seen_at).bind(&session.device).execute(&mut *audited.transaction).await?;
        audited.note(noted).await?;
        audited.commit().await?;
        Ok(true)
    }

    /// A session and its account, by the digest of its token.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn session(&self, digest: &str) -> Result<Option<(StoredSession, StoredAccount)>, StoreError> {
        let columns = COLUMNS.split(", ").map(|column| format!("a.{column}")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT s.digest, s.account, s.created_at, s.seen_at, s.device, {columns} \
             FROM session s JOIN account a ON a.id = s.account WHERE s.digest = $1"
        );
        let row = sqlx::query(AssertSqlSafe(sql)).bind(digest).fetch_optional(&self.pool).await?;
        row.map(|row| Ok((session(&row)?, account(&row, 5)?))).transpose()
    }

    /// The sessions of an account, the one last seen first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sessions(&self, account: &str) -> Result<Vec<StoredSession>, StoreError> {
        let sql = "SELECT digest, account, created_at, seen_at, device FROM session WHERE account = $1 \
                   ORDER BY seen_at DESC, digest";
        sqlx::query(sql).bind(account).fetch_all(&self.pool).await?.iter().map(session).collect()
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_session(&self, digest: &str, now: i64) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $1 WHERE digest = $2";
        sqlx::query(sql).bind(now).bind(digest).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends every session of an account but one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_other_sessions(&self, account: &str, kept: &str, noted: &Noted<'_>) -> Result<u64, StoreError> {
        self.end_sessions(account, "<>", kept, noted).await
    }

    /// Ends one session of an account (`only`), or all of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_sessions(
        &self,
        account: &str,
        only: Option<&str>,
        noted: &Noted<'_>,
    ) -> Result<u64, StoreError> {
        match only {
            Some(digest) => self.end_sessions(account, "=", digest, noted).await,
            None => self.end_sessions(account, "<>", "", noted).await,
        }
    }

    async fn end_sessions(
        &self,
        account: &str,
        comparison: &'static str,
        digest: &str,
        noted: &Noted<'_>,
    ) -> Result<u64, StoreError> {
        let mut audited = self.audited().await?;
        let sql = format!("DELETE FROM session WHERE account = $1 AND digest {comparison} $2");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(account).bind(digest);
        let ended = query.execute(&mut *audited.transaction).await?.rows_affected();
        if ended == 0 {
            audited.abandon().await?;
            return Ok(0);
        }
        audited.note(noted).await?;
        audited.commit().await?;
        Ok(ended)
    }
}

fn session(row: &AnyRow) -> Result<StoredSession, StoreError> {
    Ok(StoredSession {
        digest: row.try_get(0)?,
        account: row.try_get(1)?,
        created_at: row.try_get(2)?,
        seen_at: row.try_get(3)?,
        device: row.try_get(4)?,
    })
}

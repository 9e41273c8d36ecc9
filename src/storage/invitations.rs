//! Links by which somebody makes an account. Only digests of tokens are here.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::domain::audit::Noted;
use crate::domain::role::Role;

use super::accounts::{insert, list};
use super::{Store, StoreError, StoredAccount};

/// An invitation as it is stored. Moments are seconds since 1970; 0 where it did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredInvitation {
    /// Its identifier, which is no secret.
    pub id: String,
    /// SHA-256 of the token in the link.
    pub digest: String,
    /// Whom it is for.
    pub name: String,
    /// What the account will be for.
    pub role: Role,
    /// The facilities that will be its own.
    pub facilities: Vec<String>,
    /// The account that invites, or the operator.
    pub made_by: String,
    /// When it was made.
    pub made_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When it was used.
    pub used_at: i64,
    /// When it was taken back.
    pub revoked_at: i64,
}

impl StoredInvitation {
    /// Whether an account can be made with it at a moment.
    pub const fn is_open(&self, now: i64) -> bool {
        self.used_at == 0 && self.revoked_at == 0 && now < self.expires_at
    }
}

/// What came of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// The account is made, and the link is used up.
    Done,
    /// The link was used, taken back or too old; nothing is made.
    Gone,
    /// Another account has this login; the link can still be used.
    LoginTaken,
}

const COLUMNS: &str = "id, digest, name, role, facilities, made_by, made_at, expires_at, used_at, revoked_at";

impl Store {
    /// Makes an invitation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite(&self, new: &StoredInvitation, noted: &Noted<'_>) -> Result<(), StoreError> {
        let mut audited = self.audited().await?;
        let sql = format!("INSERT INTO invitation ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&new.id).bind(&new.digest).bind(&new.name).bind(new.role.id());
        let query = query.bind(list(&new.facilities)?).bind(&new.made_by).bind(new.made_at).bind(new.expires_at);
        query.bind(new.used_at).bind(new.revoked_at).execute(&mut *audited.transaction).await?;
        audited.note(noted).await?;
        audited.commit().await
    }

    /// All invitations, newest first.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn invitations(&self) -> Result<Vec<StoredInvitation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM invitation ORDER BY made_at DESC, id");
        sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.pool).await?.iter().map(invitation).collect()
    }

    /// The invitation of a link, by the digest of its token.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn invitation(&self, digest: &str) -> Result<Option<StoredInvitation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM invitation WHERE digest = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(digest).fetch_optional(&self.pool).await?;
        row.map(|row| invitation(&row)).transpose()
    }

    /// Takes an invitation back; `false` where it was used, taken back or is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_invitation(&self, id: &str, now: i64, noted: &Noted<'_>) -> Result<bool, StoreError> {
        let mut audited = self.audited().await?;
        let sql = "UPDATE invitation SET revoked_at = $1 WHERE id = $2 AND used_at = 0 AND revoked_at = 0";
        let done = sqlx::query(sql).bind(now).bind(id).execute(&mut *audited.transaction).await?.rows_affected() == 1;
        if !done {
            audited.abandon().await?;
            return Ok(false);
        }
        audited.note(noted).await?;
        audited.commit().await?;
        Ok(true)
    }

    /// Makes the account that a link is for, and uses the link up. Two people with one link cannot both have an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn accept_invitation(
        &self,
        digest: &str,
        new: &StoredAccount,
        now: i64,
        noted: &Noted<'_>,
    ) -> Result<Accepted, StoreError> {
        let mut audited = self.audited().await?;
        let sql = "UPDATE invitation SET used_at = $1 WHERE digest = $2 AND used_at = 0 AND revoked_at = 0 AND expires_at > $1";
        let query = sqlx::query(sql).bind(now).bind(digest);
        let accepted = if query.execute(&mut *audited.transaction).await?.rows_affected() != 1 {
            Accepted::Gone
        } else if !insert(&mut audited, new, noted).await? {
            Accepted::LoginTaken
        } else {
            audited.commit().await?;
            return Ok(Accepted::Done);
        };
        audited.abandon().await?;
        Ok(accepted)
    }
}

fn invitation(row: &AnyRow) -> Result<StoredInvitation, StoreError> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let id = text(0)?;
    let unreadable = |cause: String| StoreError::Unreadable { table: "invitation", key: id.clone(), cause };
    let role = text(3)?;
    Ok(StoredInvitation {
        digest: text(1)?,
        name: text(2)?,
        role: Role::from_id(&role).ok_or_else(|| unreadable(format!("there is no role {role:?}")))?,
        facilities: serde_json::from_str(&text(4)?).map_err(|error| unreadable(error.to_string()))?,
        made_by: text(5)?,
        made_at: row.try_get(6)?,
        expires_at: row.try_get(7)?,
        used_at: row.try_get(8)?,
        revoked_at: row.try_get(9)?,
        id,
    })
}

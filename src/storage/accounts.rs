//! Accounts. Every change is written together with its entry in the audit log, and ends the sessions that it should.

use std::fmt;

use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::domain::audit::{Noted, digest_of};
use crate::domain::role::Role;

use super::audit::Audited;
use super::{Store, StoreError};

/// An account as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Its identifier: random, and never given again.
    pub id: String,
    /// By what the person signs in; in the form of `accounts::login`.
    pub login: String,
    /// What the person is called.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The facilities that are its own.
    pub facilities: Vec<String>,
    /// argon2id, as a PHC string.
    pub password: String,
    /// The key of one-time codes; empty where there is none.
    pub code_key: String,
    /// The step of the last one-time code that was used.
    pub code_used: i64,
    /// SHA-256 of the recovery codes that are left.
    pub recovery: Vec<String>,
    /// Whether it may sign in.
    pub enabled: bool,
    /// When it was made, in RFC 3339.
    pub created_at: String,
    /// Grows with every change.
    pub version: i64,
}

// Neither logs nor failed tests may show what is stored of a password.
impl fmt::Debug for StoredAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredAccount").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

impl StoredAccount {
    /// A digest of what the audit log tells changes of: everything but secrets, of which it tells that they changed.
    fn digest(&self) -> Result<String, StoreError> {
        let secrets = digest_of(&(&self.password, &self.code_key, &self.recovery)).map_err(StoreError::Encode)?;
        let said = json!([self.id, self.login, self.name, self.role.id(), self.facilities, self.enabled, secrets]);
        digest_of(&said).map_err(StoreError::Encode)
    }
}

/// Which sessions of an account outlive a change of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sessions<'a> {
    /// All of them.
    Stay,
    /// Only the one with this digest: that of whoever makes the change.
    StayOnly(&'a str),
    /// None.
    End,
}

/// What came of writing an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is written.
    Done,
    /// Somebody else has changed it meanwhile; nothing is written.
    ChangedMeanwhile,
    /// Another account has this login; nothing is written.
    LoginTaken,
    /// It would leave no administrator who can sign in; nothing is written.
    LastAdministrator,
}

impl Store {
    /// Whether there is any account. Without one the program serves the public alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_accounts(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT id FROM account LIMIT 1").fetch_optional(&self.pool).await?;
        Ok(row.is_some())
    }

    /// All accounts, by login.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn accounts(&self) -> Result<Vec<StoredAccount>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account ORDER BY login");
        sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.pool).await?.iter().map(|row| account(row, 0)).collect()
    }

    /// The account with this login.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<StoredAccount>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE login = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(login).fetch_optional(&self.pool).await?;
        row.map(|row| account(&row, 0)).transpose()
    }

    /// The account with this identifier.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn account(&self, id: &str) -> Result<Option<StoredAccount>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM account WHERE id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&self.pool).await?;
        row.map(|row| account(&row, 0)).transpose()
    }

    /// Makes an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_account(&self, new: &StoredAccount, noted: &Noted<'_>) -> Result<Written, StoreError> {
        let mut audited = self.audited().await?;
        if !insert(&mut audited, new, noted).await? {
            audited.abandon().await?;
            return Ok(Written::LoginTaken);
        }
        audited.commit().await?;
        Ok(Written::Done)
    }

    /// Writes a changed account, unless it has another version by now than the one it was changed from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_account(
        &self,
        changed: &StoredAccount,
        sessions: Sessions<'_>,
        noted: &Noted<'_>,
    ) -> Result<Written, StoreError> {
        let mut audited = self.audited().await?;
        let written = update(&mut audited.transaction, changed).await?;
        let Some(before) = written else {
            audited.abandon().await?;
            return Ok(Written::ChangedMeanwhile);
        };
        let sql = "SELECT COUNT(*) FROM account WHERE role = $1 AND enabled = 1";
        let count = sqlx::query(sql).bind(Role::Administrator.id()).fetch_one(&mut *audited.transaction).await?;
        if before.enabled && before.role == Role::Administrator && count.try_get::<i64, _>(0)? == 0 {
            audited.abandon().await?;
            return Ok(Written::LastAdministrator);
        }
        end(&mut audited.transaction, &changed.id, sessions).await?;
        let noted = Noted { before: before.digest()?, after: changed.digest()?, ..noted.clone() };
        audited.note(&noted).await?;
        audited.commit().await?;
        Ok(Written::Done)
    }
}

/// Writes a new account with its entry; `false` where the login is taken.
pub(super) async fn insert(audited: &mut Audited, new: &StoredAccount, noted: &Noted<'_>) -> Result<bool, StoreError> {
    let taken = sqlx::query("SELECT id FROM account WHERE login = $1").bind(&new.login);
    if taken.fetch_optional(&mut *audited.transaction).await?.is_some() {
        return Ok(false);
    }
    let sql = format!("INSERT INTO account ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(&new.id).bind(&new.login).bind(&new.name).bind(new.role.id());
    let query = query.bind(list(&new.facilities)?).bind(&new.password).bind(&new.code_key).bind(new.code_used);
    let query = query.bind(list(&new.recovery)?).bind(i64::from(new.enabled)).bind(&new.created_at).bind(new.version);
    query.execute(&mut *audited.transaction).await?;
    let noted = Noted { after: new.digest()?, ..noted.clone() };
    audited.note(&noted).await?;
    Ok(true)
}

/// Whether an account still has the version that was read.
pub(super) async fn has_version(
    transaction: &mut Transaction<'static, Any>,
    account: &StoredAccount,
) -> Result<bool, StoreError> {
    let query = sqlx::query("SELECT id FROM account WHERE id = $1 AND version = $2");
    let found = query.bind(&account.id).bind(account.version).fetch_optional(&mut **transaction).await?;
    Ok(found.is_some())
}

/// Writes an account over its earlier version, which is returned; `None` where that is not there any more.
pub(super) async fn update(
    transaction: &mut Transaction<'static, Any>,
    changed: &StoredAccount,
) -> Result<Option<StoredAccount>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE id = $1 AND version = $2");
    let query = sqlx::query(AssertSqlSafe(sql)).bind(&changed.id).bind(changed.version);
    let Some(row) = query.fetch_optional(&mut **transaction).await? else { return Ok(None) };
    let before = account(&row, 0)?;
    let sql = "UPDATE account SET name = $1, role = $2, facilities = $3, password = $4, code_key = $5, code_used = $6, \
               recovery = $7, enabled = $8, version = version + 1 WHERE id = $9";
    let query = sqlx::query(sql).bind(&changed.name).bind(changed.role.id()).bind(list(&changed.facilities)?);
    let query = query.bind(&changed.password).bind(&changed.code_key).bind(changed.code_used);
    let query = query.bind(list(&changed.recovery)?).bind(i64::from(changed.enabled)).bind(&changed.id);
    query.execute(&mut **transaction).await?;
    Ok(Some(before))
}

async fn end(
    transaction: &mut Transaction<'static, Any>,
    account: &str,
    sessions: Sessions<'_>,
) -> Result<(), StoreError> {
    let kept = match sessions {
        Sessions::Stay => return Ok(()),
        Sessions::StayOnly(digest) => digest,
        Sessions::End => "",
    };
    let sql = "DELETE FROM session WHERE account = $1 AND digest <> $2";
    sqlx::query(sql).bind(account).bind(kept).execute(&mut **transaction).await?;
    Ok(())
}

/// The columns of an account, in the order in which [`account`] reads them.
pub(super) const COLUMNS: &str =
    "id, login, name, role, facilities, password, code_key, code_used, recovery, enabled, created_at, version";

/// Reads an account from the columns that begin at a place.
pub(super) fn account(row: &AnyRow, first: usize) -> Result<StoredAccount, StoreError> {
    let text = |column: usize| row.try_get::<String, _>(first + column);
    let id = text(0)?;
    let unreadable = |cause: String| StoreError::Unreadable { table: "account", key: id.clone(), cause };
    let role = text(3)?;
    let names = |column: usize| -> Result<Vec<String>, StoreError> {
        serde_json::from_str(&text(column)?).map_err(|error| unreadable(error.to_string()))
    };
    Ok(StoredAccount {
        login: text(1)?,
        name: text(2)?,
        role: Role::from_id(&role).ok_or_else(|| unreadable(format!("there is no role {role:?}")))?,
        facilities: names(4)?,
        password: text(5)?,
        code_key: text(6)?,
        code_used: row.try_get(first + 7)?,
        recovery: names(8)?,
        enabled: row.try_get::<i64, _>(first + 9)? == 1,
        created_at: text(10)?,
        version: row.try_get(first + 11)?,
        id,
    })
}

pub(super) fn list(names: &[String]) -> Result<String, StoreError> {
    serde_json::to_string(names).map_err(StoreError::Encode)
}

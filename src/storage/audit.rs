//! The audit log. An entry is written in the transaction of what it tells of: there is neither the deed without the entry nor the entry
//! without the deed.

use futures::TryStreamExt;
use sqlx::any::AnyRow;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Row, Transaction};

use crate::domain::audit::{Broken, Entry, Head, Noted, Walk};

use super::{Store, StoreError};

/// What guards the log, by database. SQLite and PostgreSQL have no words for triggers in common.
const SQLITE_GUARDS: &str = "
CREATE TRIGGER IF NOT EXISTS audit_entry_stays BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_entry_is_kept BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_head_grows BEFORE UPDATE ON audit_head WHEN NEW.number < OLD.number
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS audit_head_is_kept BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;";

const POSTGRES_GUARDS: &str = "
CREATE OR REPLACE FUNCTION audit_refuses() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();
CREATE OR REPLACE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head
FOR EACH ROW WHEN (NEW.number < OLD.number) EXECUTE FUNCTION audit_refuses();
CREATE OR REPLACE TRIGGER audit_head_is_kept BEFORE DELETE OR TRUNCATE ON audit_head
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuses();";

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Who did it: the identifier of an account.
    pub who: Option<String>,
    /// What was done, or the beginning of it up to a dot.
    pub what: Option<String>,
    /// On what.
    pub on: Option<String>,
    /// Only entries before this number: the next page.
    pub before: Option<i64>,
}

/// A transaction that holds the end of the chain: whoever has one is alone in writing deeds until it ends.
pub(super) struct Audited {
    pub(super) transaction: Transaction<'static, Any>,
    head: Head,
}

impl Audited {
    /// Takes hold of the end of the chain. The first statement writes, so that SQLite gives the transaction the right to write before it
    /// has read anything, and PostgreSQL lets nobody else pass.
    pub(super) async fn over(mut transaction: Transaction<'static, Any>) -> Result<Self, StoreError> {
        sqlx::query("UPDATE audit_head SET number = number WHERE id = 1").execute(&mut *transaction).await?;
        let row =
            sqlx::query("SELECT number, digest FROM audit_head WHERE id = 1").fetch_one(&mut *transaction).await?;
        let head = Head { number: row.try_get(0)?, digest: row.try_get(1)? };
        Ok(Self { transaction, head })
    }

    /// Puts an entry at the end of the chain.
    pub(super) async fn note(&mut self, noted: &Noted<'_>) -> Result<(), StoreError> {
        let entry = Entry::after(&self.head, noted);
        let digest = entry.digest().map_err(StoreError::Encode)?;
        let sql = "INSERT INTO audit_entry (number, at, who, what, subject, before, after, note, previous, digest) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let query = sqlx::query(sql).bind(entry.number).bind(&entry.at).bind(&entry.who).bind(&entry.what);
        let query = query.bind(&entry.on).bind(&entry.before).bind(&entry.after).bind(&entry.note);
        query.bind(&entry.previous).bind(&digest).execute(&mut *self.transaction).await?;
        let sql = "UPDATE audit_head SET number = $1, digest = $2 WHERE id = 1";
        sqlx::query(sql).bind(entry.number).bind(&digest).execute(&mut *self.transaction).await?;
        self.head = Head { number: entry.number, digest };
        Ok(())
    }

    /// Makes everything durable.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }

    /// Gives everything up.
    pub(super) async fn abandon(self) -> Result<(), StoreError> {
        Ok(self.transaction.rollback().await?)
    }
}

/// Sets the triggers of SQLite or PostgreSQL, where they are missing.
pub(super) async fn guard(connection: &mut AnyConnection, sqlite: bool) -> Result<(), StoreError> {
    sqlx::raw_sql(if sqlite { SQLITE_GUARDS } else { POSTGRES_GUARDS }).execute(connection).await?;
    Ok(())
}

impl Store {
    /// Sets the triggers that refuse changes of the log, where they are missing.
    pub(super) async fn guard_audit(&self) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await?;
        guard(&mut connection, self.lock_file.is_some()).await
    }

    /// Begins a transaction in which deeds are done and noted.
    pub(super) async fn audited(&self) -> Result<Audited, StoreError> {
        Audited::over(self.pool.begin().await?).await
    }

    /// Notes something that changes nothing else in the store.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note(&self, noted: &Noted<'_>) -> Result<(), StoreError> {
        let mut audited = self.audited().await?;
        audited.note(noted).await?;
        audited.commit().await
    }

    /// Entries with their digests, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_entries(&self, filter: &AuditFilter, limit: usize) -> Result<Vec<(Entry, String)>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM audit_entry WHERE ($1 = '' OR who = $1) AND ($2 = '' OR what = $2 OR what LIKE $3) \
             AND ($4 = '' OR subject = $4) AND number < $5 ORDER BY number DESC LIMIT {limit}"
        );
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let what = text(&filter.what);
        // Only letters and dots are looked for, so nothing in them is a pattern.
        let below = format!("{}.%", what.replace(['%', '_'], ""));
        let query = sqlx::query(AssertSqlSafe(sql)).bind(text(&filter.who)).bind(what).bind(below);
        let query = query.bind(text(&filter.on)).bind(filter.before.unwrap_or(i64::MAX));
        query.fetch_all(&self.pool).await?.iter().map(entry).collect()
    }

    /// Hands every entry over, oldest first, with its digest.
    ///
    /// # Errors
    /// When the database fails, or what the entries are handed to does.
    pub async fn each_audit_entry<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(&Entry, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {COLUMNS} FROM audit_entry ORDER BY number");
        let mut rows = sqlx::query(AssertSqlSafe(sql)).fetch(&self.pool);
        while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
            let (entry, digest) = entry(&row)?;
            take(&entry, &digest)?;
        }
        Ok(())
    }

    /// The end of the log as the store keeps it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audit_head(&self) -> Result<Head, StoreError> {
        let row = sqlx::query("SELECT number, digest FROM audit_head WHERE id = 1").fetch_one(&self.pool).await?;
        Ok(Head { number: row.try_get(0)?, digest: row.try_get(1)? })
    }

    /// Walks the whole log and compares it with its end, and with what was kept elsewhere.
    ///
    /// # Errors
    /// When the log is broken, or the database fails.
    pub async fn verify_audit(&self, kept: Option<Head>) -> Result<Head, AuditError> {
        let expected = [Some(self.audit_head().await?), kept].into_iter().flatten().filter(|head| head.number > 0);
        let mut walk = Walk::expecting(expected.collect());
        self.each_audit_entry(|entry, digest| walk.next(entry, digest).map_err(AuditError::Broken)).await?;
        walk.end().map_err(AuditError::Broken)
    }
}

/// Why a log cannot be trusted.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// It is not as it was written.
    #[error(transparent)]
    Broken(Broken),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const COLUMNS: &str = "number, at, who, what, subject, before, after, note, previous, digest";

fn entry(row: &AnyRow) -> Result<(Entry, String), StoreError> {
    let text = |column: usize| row.try_get::<String, _>(column);
    let entry = Entry {
        number: row.try_get(0)?,
        at: text(1)?,
        who: text(2)?,
        what: text(3)?,
        on: text(4)?,
        before: text(5)?,
        after: text(6)?,
        note: text(7)?,
        previous: text(8)?,
    };
    Ok((entry, text(9)?))
}

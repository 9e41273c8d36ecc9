//! Doubts that a person has to decide, and what people decided.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::domain::Source;
use crate::domain::audit::{Noted, OPERATOR};

use super::audit::Audited;
use super::batch::{placeholders, rows_per_statement};
use super::runs::next_id;
use super::{Store, StoreError, set, stamp};

/// A doubt as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDoubt {
    /// The number by which people call it; 0 where it has none yet.
    pub number: i64,
    /// The record's source.
    pub source: Source,
    /// Its key there.
    pub key: String,
    /// The whole of it as JSON.
    pub body: String,
}

/// A decision to be made: whether a record speaks of a facility.
#[derive(Debug, Clone, Copy)]
pub struct NewDecision<'a> {
    /// The record's source.
    pub source: Source,
    /// Its key there.
    pub key: &'a str,
    /// The facility's identifier.
    pub facility: &'a str,
    /// Whether the record speaks of it.
    pub same: bool,
    /// Who decided; empty where nobody said.
    pub author: &'a str,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub note: &'a str,
}

/// A decision that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredDecision {
    /// Its number.
    pub id: i64,
    /// The record's source.
    pub source: Source,
    /// Its key there.
    pub key: String,
    /// The facility's identifier.
    pub facility: String,
    /// Whether the record speaks of it.
    pub same: bool,
    /// Who decided.
    pub author: String,
    /// When, as a timestamp in UTC.
    pub at: String,
    /// Why.
    pub note: String,
}

impl Store {
    /// The doubts of the last joining, in order of their numbers.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn doubts(&self) -> Result<Vec<StoredDoubt>, StoreError> {
        let sql = "SELECT number, source, record_key, body FROM doubt ORDER BY number";
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let doubt = |row: &sqlx::any::AnyRow| {
            let key: String = row.try_get(2)?;
            Ok(StoredDoubt {
                number: row.try_get(0)?,
                source: source("doubt", &key, row.try_get(1)?)?,
                key,
                body: row.try_get(3)?,
            })
        };
        rows.iter().map(doubt).collect()
    }

    /// The decisions that hold, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn decisions(&self) -> Result<Vec<StoredDecision>, StoreError> {
        let sql = "SELECT id, source, record_key, facility, same, author, decided_at, note FROM decision \
                   WHERE ended_at = '' ORDER BY id";
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let decision = |row: &sqlx::any::AnyRow| {
            let key: String = row.try_get(2)?;
            Ok(StoredDecision {
                id: row.try_get(0)?,
                source: source("decision", &key, row.try_get(1)?)?,
                key,
                facility: row.try_get(3)?,
                same: row.try_get::<i64, _>(4)? != 0,
                author: row.try_get(5)?,
                at: row.try_get(6)?,
                note: row.try_get(7)?,
            })
        };
        rows.iter().map(decision).collect()
    }

    /// Writes decisions in one transaction and returns their numbers. A decision ends those that it contradicts: the earlier one
    /// about the same record and facility, and, as a record speaks of one facility, an earlier joining of the record to another.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide(&self, decisions: &[NewDecision<'_>]) -> Result<Vec<i64>, StoreError> {
        let mut audited = self.audited().await?;
        let mut ids = Vec::with_capacity(decisions.len());
        for decision in decisions {
            let transaction = &mut audited.transaction;
            let id = next_id(transaction, "decision", "id").await?;
            let end = "UPDATE decision SET ended_at = $1, ended_by = $2 WHERE source = $3 AND record_key = $4 AND ended_at = '' \
                       AND (facility = $5 OR (same = 1 AND $6 = 1))";
            let same = i64::from(decision.same);
            let query = sqlx::query(end).bind(decision.at.to_string()).bind(id).bind(decision.source.id());
            query.bind(decision.key).bind(decision.facility).bind(same).execute(&mut **transaction).await?;
            let sql = format!(
                "INSERT INTO decision (id, source, record_key, facility, same, author, decided_at, note, ended_at, ended_by) \
                 VALUES {}",
                placeholders(1, 10)
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(decision.source.id()).bind(decision.key);
            let query = query.bind(decision.facility).bind(same).bind(decision.author).bind(decision.at.to_string());
            query.bind(decision.note).bind("").bind(0_i64).execute(&mut **transaction).await?;
            audited.note(&noted_decision(id, decision)).await?;
            ids.push(id);
        }
        set(&mut audited.transaction, "records", &stamp()).await?;
        audited.commit().await?;
        Ok(ids)
    }

    /// Ends decisions for good.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_decisions(&self, ids: &[i64], who: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut audited = self.audited().await?;
        for id in ids {
            end(&mut audited, *id, who, at).await?;
        }
        set(&mut audited.transaction, "records", &stamp()).await?;
        audited.commit().await
    }

    /// Takes decisions back, and lets those hold again that they had ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_back(&self, ids: &[i64], who: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut audited = self.audited().await?;
        for id in ids.iter().rev() {
            end(&mut audited, *id, who, at).await?;
            let again = "UPDATE decision SET ended_at = '', ended_by = 0 WHERE ended_by = $1";
            sqlx::query(again).bind(*id).execute(&mut *audited.transaction).await?;
        }
        set(&mut audited.transaction, "records", &stamp()).await?;
        audited.commit().await
    }
}

/// Who decided, for the audit log: whoever gave no name stood at the machine.
const fn or_operator(who: &str) -> &str {
    if who.is_empty() { OPERATOR } else { who }
}

/// A decision, for the audit log. Its note names the decision and the record; names and addresses are not in it.
fn noted_decision<'a>(id: i64, decision: &NewDecision<'a>) -> Noted<'a> {
    Noted {
        at: decision.at.to_string(),
        who: or_operator(decision.author),
        what: if decision.same { "link.joined" } else { "link.apart" },
        on: decision.facility,
        before: String::new(),
        after: String::new(),
        note: format!("{id} {}:{}", decision.source.id(), decision.key),
    }
}

async fn end(audited: &mut Audited, id: i64, who: &str, at: Timestamp) -> Result<(), StoreError> {
    let sql = "SELECT source, record_key, facility FROM decision WHERE id = $1 AND ended_at = ''";
    let Some(row) = sqlx::query(sql).bind(id).fetch_optional(&mut *audited.transaction).await? else { return Ok(()) };
    let (source, key, facility): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let sql = "UPDATE decision SET ended_at = $1 WHERE id = $2 AND ended_at = ''";
    sqlx::query(sql).bind(at.to_string()).bind(id).execute(&mut *audited.transaction).await?;
    let noted = Noted {
        at: at.to_string(),
        who: or_operator(who),
        what: "link.forgotten",
        on: &facility,
        before: String::new(),
        after: String::new(),
        note: format!("{id} {source}:{key}"),
    };
    audited.note(&noted).await
}

/// Replaces the doubts as a whole. A record that was in doubt before keeps its number; others get one that was never used.
pub(super) async fn replace_doubts(
    transaction: &mut Transaction<'_, Any>,
    doubts: &[StoredDoubt],
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT source, record_key, number FROM doubt").fetch_all(&mut **transaction).await?;
    let mut numbers: HashMap<(String, String), i64> = HashMap::with_capacity(rows.len());
    for row in &rows {
        numbers.insert((row.try_get(0)?, row.try_get(1)?), row.try_get(2)?);
    }
    let last = sqlx::query("SELECT CAST(value AS BIGINT) FROM setting WHERE name = 'doubts'");
    let first: i64 = last.fetch_one(&mut **transaction).await?.try_get(0)?;
    let mut last = first;
    sqlx::query("DELETE FROM doubt").execute(&mut **transaction).await?;
    for chunk in doubts.chunks(rows_per_statement(4)) {
        let sql =
            format!("INSERT INTO doubt (number, source, record_key, body) VALUES {}", placeholders(chunk.len(), 4));
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for doubt in chunk {
            let known = numbers.get(&(doubt.source.id().to_owned(), doubt.key.clone())).copied();
            let number = known.unwrap_or_else(|| {
                last += 1;
                last
            });
            query = query.bind(number).bind(doubt.source.id()).bind(doubt.key.as_str()).bind(doubt.body.as_str());
        }
        query.execute(&mut **transaction).await?;
    }
    if last > first {
        set(transaction, "doubts", &last.to_string()).await?;
    }
    Ok(())
}

fn source(table: &'static str, key: &str, id: &str) -> Result<Source, StoreError> {
    let unreadable = || StoreError::Unreadable { table, key: key.to_owned(), cause: format!("unknown source {id}") };
    Source::from_id(id).ok_or_else(unreadable)
}

//! Edits: a layer of their own above what the sources say. Written in one transaction, read back by number or by facility.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::domain::Source;
use crate::domain::audit::{Noted, digest_of};
use crate::domain::edit::{Edit, Found};

use super::audit::Audited;
use super::batch::{keys_from, placeholders, rows_per_statement};
use super::{Store, StoreError};

/// The columns of an edit, in the order in which [`read`] takes them.
const COLUMNS: &str =
    "id, facility, field, value_before, value_after, beneath, found, author, made_at, reason, undoes, source";

/// An edit that is about to be written; its number is given by the store.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEdit<'a> {
    /// The facility, by its present identifier.
    pub facility: &'a str,
    /// The field.
    pub field: &'a str,
    /// What readers saw, as JSON.
    pub before: &'a serde_json::Value,
    /// What the editor wrote, as JSON.
    pub after: &'a serde_json::Value,
    /// What the sources say, as readers see it.
    pub beneath: &'a str,
    /// Where a new address was found.
    pub found: Option<Found>,
    /// Who.
    pub author: &'a str,
    /// For whom they spoke.
    pub source: Source,
    /// When.
    pub made_at: Timestamp,
    /// Why.
    pub reason: &'a str,
    /// The edit that this one takes back.
    pub undoes: Option<i64>,
}

fn read(row: &AnyRow) -> Result<Edit, StoreError> {
    let id: i64 = row.try_get(0)?;
    let unreadable = |cause: String| StoreError::Unreadable { table: "edits", key: id.to_string(), cause };
    let json = |column: usize| -> Result<serde_json::Value, StoreError> {
        serde_json::from_str(row.try_get::<&str, _>(column)?).map_err(|error| unreadable(error.to_string()))
    };
    let found: &str = row.try_get(6)?;
    let found = (!found.is_empty()).then(|| serde_json::from_str(found)).transpose();
    let made_at: &str = row.try_get(8)?;
    let undoes: i64 = row.try_get(10)?;
    let source: &str = row.try_get(11)?;
    Ok(Edit {
        id,
        facility: row.try_get(1)?,
        field: row.try_get(2)?,
        before: json(3)?,
        after: json(4)?,
        beneath: row.try_get(5)?,
        found: found.map_err(|error| unreadable(error.to_string()))?,
        author: row.try_get(7)?,
        made_at: made_at.parse().map_err(|error: jiff::Error| unreadable(error.to_string()))?,
        reason: row.try_get(9)?,
        undoes: (undoes != 0).then_some(undoes),
        source: Source::from_id(source).ok_or_else(|| unreadable(format!("{source:?} is no source")))?,
    })
}

/// The edits of a facility under all identifiers that were or are its own, by number.
const OF_FACILITY: &str =
    "WHERE facility = $1 OR facility IN (SELECT former FROM edits_follow WHERE facility = $1) ORDER BY id";

fn select(rest: &str) -> String {
    format!("SELECT {COLUMNS} FROM edits {rest}")
}

impl Store {
    /// The number of the last edit; 0 before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_edit(&self) -> Result<i64, StoreError> {
        number(&self.setting("edits").await?.unwrap_or_default())
    }

    /// The edits after a number, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits_after(&self, number: i64) -> Result<Vec<Edit>, StoreError> {
        let sql = AssertSqlSafe(select("WHERE id > $1 ORDER BY id"));
        let rows = sqlx::query(sql).bind(number).fetch_all(&self.pool).await?;
        rows.iter().map(read).collect()
    }

    /// One edit.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edit(&self, id: i64) -> Result<Option<Edit>, StoreError> {
        let row = sqlx::query(AssertSqlSafe(select("WHERE id = $1"))).bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(read).transpose()
    }

    /// The edits of a facility, also those made under identifiers that have since become its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits_of(&self, facility: &str) -> Result<Vec<Edit>, StoreError> {
        let rows = sqlx::query(AssertSqlSafe(select(OF_FACILITY))).bind(facility).fetch_all(&self.pool).await?;
        rows.iter().map(read).collect()
    }

    /// The edits that one person made at one moment, in the order of their numbers: those of one transaction. Takings back are not among
    /// them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits_made(&self, author: &str, made_at: Timestamp) -> Result<Vec<Edit>, StoreError> {
        let sql = AssertSqlSafe(select("WHERE author = $1 AND made_at = $2 AND undoes = 0 ORDER BY id"));
        let rows = sqlx::query(sql).bind(author).bind(made_at.to_string()).fetch_all(&self.pool).await?;
        rows.iter().map(read).collect()
    }

    /// For the last times when one person changed several facilities at one moment: the number of an edit among them, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edit_batches(&self, limit: usize) -> Result<Vec<i64>, StoreError> {
        let sql = format!(
            "SELECT MAX(id) FROM edits WHERE undoes = 0 GROUP BY author, made_at \
             HAVING COUNT(DISTINCT facility) > 1 ORDER BY MAX(id) DESC LIMIT {limit}"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
    }

    /// Whose the identifiers became under which facilities were edited that are nobody's any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits_follow(&self) -> Result<HashMap<String, String>, StoreError> {
        let rows = sqlx::query("SELECT former, facility FROM edits_follow").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    /// Begins one edit of any number of fields. Until it is finished or dropped, no other edit can begin.
    ///
    /// # Errors
    /// When the database fails, also because another write takes too long.
    pub async fn begin_edit(&self) -> Result<EditWriter, StoreError> {
        let mut audited = self.audited().await?;
        // This statement writes: both databases then let no joining of facilities in before this edit has ended.
        let transaction = &mut *audited.transaction;
        sqlx::query("UPDATE setting SET value = value WHERE name = 'edits'").execute(&mut *transaction).await?;
        let row = sqlx::query("SELECT value FROM setting WHERE name = 'edits'").fetch_one(&mut *transaction).await?;
        let last = number(row.try_get::<&str, _>(0)?)?;
        Ok(EditWriter { audited, last })
    }
}

/// The number of an edit in the settings.
fn number(text: &str) -> Result<i64, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable {
        table: "setting",
        key: "edits".to_owned(),
        cause: format!("{text:?} is no number"),
    })
}

/// A running edit. Dropped without [`EditWriter::finish`], it leaves no trace.
pub struct EditWriter {
    pub(super) audited: Audited,
    last: i64,
}

impl EditWriter {
    /// What the sources together say of a facility, as canonical JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn facility(&mut self, id: &str) -> Result<Option<String>, StoreError> {
        let query = sqlx::query("SELECT body FROM facility WHERE id = $1").bind(id);
        let row = query.fetch_optional(&mut *self.audited.transaction).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// The edits of a facility so far.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn edits_of(&mut self, facility: &str) -> Result<Vec<Edit>, StoreError> {
        let query = sqlx::query(AssertSqlSafe(select(OF_FACILITY))).bind(facility);
        query.fetch_all(&mut *self.audited.transaction).await?.iter().map(read).collect()
    }

    /// Whose the identifier has become under which a facility was edited.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current(&mut self, former: &str) -> Result<Option<String>, StoreError> {
        let query = sqlx::query("SELECT facility FROM edits_follow WHERE former = $1").bind(former);
        let row = query.fetch_optional(&mut *self.audited.transaction).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// The number that the next edit gets.
    pub const fn next(&self) -> i64 {
        self.last + 1
    }

    /// Writes an edit. Returns its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add(&mut self, edit: &NewEdit<'_>) -> Result<i64, StoreError> {
        self.last += 1;
        let found = edit.found.as_ref().map(serde_json::to_string).transpose().map_err(StoreError::Encode)?;
        let sql = format!("INSERT INTO edits ({COLUMNS}) VALUES {}", placeholders(1, 12));
        sqlx::query(AssertSqlSafe(sql))
            .bind(self.last)
            .bind(edit.facility)
            .bind(edit.field)
            .bind(edit.before.to_string())
            .bind(edit.after.to_string())
            .bind(edit.beneath)
            .bind(found.unwrap_or_default())
            .bind(edit.author)
            .bind(edit.made_at.to_string())
            .bind(edit.reason)
            .bind(edit.undoes.unwrap_or_default())
            .bind(edit.source.id())
            .execute(&mut *self.audited.transaction)
            .await?;
        self.note(edit).await?;
        Ok(self.last)
    }

    /// Puts the edit into the audit log. Values stand there as digests: who may read the log need not be one who may see every field.
    async fn note(&mut self, edit: &NewEdit<'_>) -> Result<(), StoreError> {
        let noted = Noted {
            at: edit.made_at.to_string(),
            who: edit.author,
            what: if edit.undoes.is_some() { "edit.undone" } else { "edit.written" },
            on: edit.facility,
            before: digest_of(edit.before).map_err(StoreError::Encode)?,
            after: digest_of(edit.after).map_err(StoreError::Encode)?,
            note: format!("{} {}", edit.undoes.unwrap_or(self.last), edit.field),
        };
        self.audited.note(&noted).await
    }

    /// Makes the edit durable: once this returns, a power cut does not lose it.
    ///
    /// # Errors
    /// When the database fails; then nothing of the edit is kept.
    pub async fn finish(mut self) -> Result<i64, StoreError> {
        super::set(&mut self.audited.transaction, "edits", &self.last.to_string()).await?;
        self.audited.commit().await?;
        Ok(self.last)
    }
}

/// Writes whose the edits are that were made under identifiers which the facilities of this change no longer have. `current` names, for an
/// identifier, the facility that it has become. Edits wait until the change has ended.
pub(super) async fn follow(
    transaction: &mut Transaction<'static, Any>,
    current: impl Fn(&str) -> Option<String>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE setting SET value = value WHERE name = 'edits'").execute(&mut **transaction).await?;
    let lost = "SELECT DISTINCT facility FROM edits WHERE facility NOT IN (SELECT id FROM facility) ORDER BY facility";
    let rows = sqlx::query(lost).fetch_all(&mut **transaction).await?;
    sqlx::query("DELETE FROM edits_follow").execute(&mut **transaction).await?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for row in rows {
        let former: String = row.try_get(0)?;
        pairs.extend(current(&former).map(|facility| (former, facility)));
    }
    for chunk in pairs.chunks(rows_per_statement(2)) {
        let sql = format!("INSERT INTO edits_follow (former, facility) VALUES {}", placeholders(chunk.len(), 2));
        let query = sqlx::query(AssertSqlSafe(sql));
        let query = chunk.iter().fold(query, |query, (former, facility)| query.bind(former).bind(facility));
        query.execute(&mut **transaction).await?;
    }
    Ok(())
}

impl Store {
    /// What the sources together say of some facilities, as canonical JSON, in no particular order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn some_facilities(&self, ids: &[String]) -> Result<Vec<String>, StoreError> {
        let mut bodies = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(rows_per_statement(1)) {
            let sql = format!("SELECT body FROM facility WHERE id IN ({})", keys_from(1, chunk.len()));
            let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.as_str()));
            for row in query.fetch_all(&self.pool).await? {
                bodies.push(row.try_get(0)?);
            }
        }
        Ok(bodies)
    }
}

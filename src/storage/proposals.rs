//! Proposals as they are stored. An approval is written in the transaction of its edits.

use jiff::Timestamp;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::domain::audit::{NOBODY, Noted, digest_of};
use crate::domain::proposal::{Decision, FloodPolicy, Proposal, Proposed, State};
use crate::domain::role::Role;

use super::audit::Audited;
use super::edits::EditWriter;
use super::{Store, StoreError};

const COLUMNS: &str = "id, facility, made_at, author, role, words, changes, state, decision";

/// What somebody hands in.
#[derive(Debug, Clone, Copy)]
pub struct NewProposal<'a> {
    /// The facility it is about.
    pub facility: &'a str,
    /// When.
    pub made_at: Timestamp,
    /// The account that hands it in; empty for the public.
    pub author: &'a str,
    /// What that account is for.
    pub role: Role,
    /// What is said in words.
    pub words: &'a str,
    /// The fields.
    pub changes: &'a [Proposed],
}

/// Which proposals are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that nobody has decided about, the oldest first.
    Open,
    /// Those that were decided, the newest first.
    Decided,
}

fn read(row: &AnyRow) -> Result<Proposal, StoreError> {
    let id: i64 = row.try_get(0)?;
    let unreadable = |cause: String| StoreError::Unreadable { table: "proposal", key: id.to_string(), cause };
    let text = |column: usize| row.try_get::<String, _>(column);
    let (role, state, decision) = (text(4)?, text(7)?, text(8)?);
    let decision: Option<Decision> = (!decision.is_empty())
        .then(|| serde_json::from_str(&decision))
        .transpose()
        .map_err(|e| unreadable(e.to_string()))?;
    Ok(Proposal {
        id,
        facility: text(1)?,
        made_at: text(2)?.parse().map_err(|error: jiff::Error| unreadable(error.to_string()))?,
        author: text(3)?,
        role: Role::from_id(&role).ok_or_else(|| unreadable(format!("{role:?} is no role")))?,
        words: text(5)?,
        changes: serde_json::from_str(&text(6)?).map_err(|error| unreadable(error.to_string()))?,
        state: State::from_id(&state).ok_or_else(|| unreadable(format!("{state:?} is no state")))?,
        decision,
    })
}

impl Store {
    /// Stores a proposal and gives its number; `None` where too many are open already, of this facility or in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn propose(&self, new: &NewProposal<'_>, policy: &FloodPolicy) -> Result<Option<i64>, StoreError> {
        let mut audited = self.audited().await?;
        let transaction = &mut *audited.transaction;
        let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN facility = $1 THEN 1 ELSE 0 END), 0) AS BIGINT) \
                   FROM proposal WHERE state = 'open'";
        let open = sqlx::query(sql).bind(new.facility).fetch_one(&mut *transaction).await?;
        let (all, of_facility): (i64, i64) = (open.try_get(0)?, open.try_get(1)?);
        if all >= policy.most_open || of_facility >= policy.most_open_of_facility {
            audited.abandon().await?;
            return Ok(None);
        }
        let last = sqlx::query("SELECT COALESCE(MAX(id), 0) FROM proposal").fetch_one(&mut *transaction).await?;
        let id = last.try_get::<i64, _>(0)? + 1;
        let changes = serde_json::to_string(new.changes).map_err(StoreError::Encode)?;
        let sql = format!("INSERT INTO proposal ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '')");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(new.facility).bind(new.made_at.to_string());
        let query = query.bind(new.author).bind(new.role.id()).bind(new.words).bind(&changes);
        query.execute(&mut *transaction).await?;
        let noted = Noted {
            at: new.made_at.to_string(),
            who: if new.author.is_empty() { NOBODY } else { new.author },
            what: "proposal.made",
            on: new.facility,
            before: String::new(),
            after: digest_of(&(new.words, new.changes)).map_err(StoreError::Encode)?,
            note: id.to_string(),
        };
        audited.note(&noted).await?;
        audited.commit().await?;
        Ok(Some(id))
    }

    /// Proposals, after the one with a number in their order.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn proposals(&self, which: Which, after: Option<i64>, limit: usize) -> Result<Vec<Proposal>, StoreError> {
        let (condition, from) = match which {
            Which::Open => ("state = 'open' AND id > $1 ORDER BY id", after.unwrap_or_default()),
            Which::Decided => ("state <> 'open' AND id < $1 ORDER BY id DESC", after.unwrap_or(i64::MAX)),
        };
        let sql = format!("SELECT {COLUMNS} FROM proposal WHERE {condition} LIMIT {limit}");
        sqlx::query(AssertSqlSafe(sql)).bind(from).fetch_all(&self.pool).await?.iter().map(read).collect()
    }

    /// One proposal.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn proposal(&self, id: i64) -> Result<Option<Proposal>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM proposal WHERE id = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(read).transpose()
    }

    /// How many are open, and how many were decided.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_proposals(&self) -> Result<(i64, i64), StoreError> {
        let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM proposal";
        let row = sqlx::query(sql).fetch_one(&self.pool).await?;
        let (all, open): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        Ok((open, all - open))
    }

    /// Decides about a proposal without an edit; `false` where it is not open any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide_proposal(&self, id: i64, state: State, decision: &Decision) -> Result<bool, StoreError> {
        let mut audited = self.audited().await?;
        if !decide(&mut audited, id, state, decision).await? {
            audited.abandon().await?;
            return Ok(false);
        }
        audited.commit().await?;
        Ok(true)
    }
}

impl EditWriter {
    /// Decides about a proposal together with the edits; `false` where it is not open any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn approve(&mut self, id: i64, decision: &Decision) -> Result<bool, StoreError> {
        decide(&mut self.audited, id, State::Approved, decision).await
    }
}

async fn decide(audited: &mut Audited, id: i64, state: State, decision: &Decision) -> Result<bool, StoreError> {
    let body = serde_json::to_string(decision).map_err(StoreError::Encode)?;
    let sql = "UPDATE proposal SET state = $1, decision = $2 WHERE id = $3 AND state = 'open'";
    let query = sqlx::query(sql).bind(state.id()).bind(&body).bind(id);
    if query.execute(&mut *audited.transaction).await?.rows_affected() != 1 {
        return Ok(false);
    }
    let row = sqlx::query("SELECT facility FROM proposal WHERE id = $1").bind(id);
    let facility: String = row.fetch_one(&mut *audited.transaction).await?.try_get(0)?;
    let noted = Noted {
        at: decision.at.to_string(),
        who: &decision.by,
        what: "proposal.decided",
        on: &facility,
        before: String::new(),
        after: digest_of(decision).map_err(StoreError::Encode)?,
        note: format!("{id} {} {}", state.id(), decision.approved.join(",")).trim_end().to_owned(),
    };
    audited.note(&noted).await?;
    Ok(true)
}

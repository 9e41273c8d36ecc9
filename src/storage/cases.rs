//! Anonymous cases and their requests. Whoever may see which is decided by who asks the store, not here.

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::domain::audit::Noted;
use crate::domain::case::{Case, Channel, End, Outcome, Reply, Request};
use crate::domain::mesh::Mesh;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::vocabulary::Role;

use super::accounts::list;
use super::audit::Audited;
use super::{Store, StoreError, set};

pub(super) const CASE: &str = "number, account, shared, role, needs, wishes, wished_from, mesh, municipality, note, opened_at, changed_at, \
                               ended_at, outcome, version";
pub(super) const REQUEST: &str = "id, care_case, facility, channel, asked_at, reply, reason, answered_at";

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noting {
    /// It is written; for a new request, under this number.
    Done(i64),
    /// Somebody else has changed it meanwhile; nothing is written.
    ChangedMeanwhile,
}

/// A request as it is changed: what was seen before, and what is so now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered<'a> {
    /// What the asker saw.
    pub seen: Reply,
    /// What it is now.
    pub reply: Reply,
    /// Why it declined.
    pub reason: Option<&'a str>,
    /// When.
    pub at: i64,
}

impl Store {
    /// Makes a case and gives it its number; the one that it carries does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_case(&self, new: &Case, noted: &Noted<'_>) -> Result<i64, StoreError> {
        let mut audited = self.audited().await?;
        let number = next(&mut audited.transaction, "last_case").await?;
        let sql = format!(
            "INSERT INTO care_case ({CASE}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', 1)"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(number).bind(&new.account).bind(i64::from(new.shared));
        let query = query.bind(new.role.id()).bind(list(&new.needs)?).bind(list(&new.wishes)?);
        let query = query.bind(new.wished_from.map(|day| day.to_string()).unwrap_or_default());
        let query = query.bind(new.mesh.to_string()).bind(new.municipality.to_string()).bind(&new.note);
        query.bind(new.opened_at).bind(new.opened_at).execute(&mut *audited.transaction).await?;
        audited.note(&Noted { on: &subject(number), ..noted.clone() }).await?;
        audited.commit().await?;
        Ok(number)
    }

    /// A case.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn case(&self, number: i64) -> Result<Option<Case>, StoreError> {
        let sql = format!("SELECT {CASE} FROM care_case WHERE number = $1");
        let row = sqlx::query(AssertSqlSafe(sql)).bind(number).fetch_optional(&self.pool).await?;
        row.as_ref().map(case).transpose()
    }

    /// The cases of an account and those that others share, the newest first.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn cases_for(&self, account: &str) -> Result<Vec<Case>, StoreError> {
        let sql = format!("SELECT {CASE} FROM care_case WHERE account = $1 OR shared = 1 ORDER BY number DESC");
        sqlx::query(AssertSqlSafe(sql)).bind(account).fetch_all(&self.pool).await?.iter().map(case).collect()
    }

    /// The cases that an account made, or all, with their requests: what is counted.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn cases_to_count(&self, account: Option<&str>) -> Result<(Vec<Case>, Vec<Request>), StoreError> {
        let account = account.unwrap_or_default();
        let sql = format!("SELECT {CASE} FROM care_case WHERE $1 = '' OR account = $1 ORDER BY number");
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(account).fetch_all(&self.pool).await?;
        let cases = rows.iter().map(case).collect::<Result<Vec<_>, _>>()?;
        let sql = format!(
            "SELECT {REQUEST} FROM case_request WHERE $1 = '' OR care_case IN \
             (SELECT number FROM care_case WHERE account = $1) ORDER BY id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(account).fetch_all(&self.pool).await?;
        Ok((cases, rows.iter().map(request).collect::<Result<_, _>>()?))
    }

    /// Who was asked for a case, in the order of asking.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn requests_of(&self, number: i64) -> Result<Vec<Request>, StoreError> {
        let sql = format!("SELECT {REQUEST} FROM case_request WHERE care_case = $1 ORDER BY asked_at, id");
        sqlx::query(AssertSqlSafe(sql)).bind(number).fetch_all(&self.pool).await?.iter().map(request).collect()
    }

    /// Writes what a person says of a case (shared, wished day, note, end) over the version it was read in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_case(&self, changed: &Case, noted: &Noted<'_>) -> Result<Noting, StoreError> {
        let mut audited = self.audited().await?;
        let sql = "UPDATE care_case SET shared = $1, wished_from = $2, note = $3, ended_at = $4, outcome = $5, changed_at = $6, \
                   version = version + 1 WHERE number = $7 AND version = $8";
        let query = sqlx::query(sql).bind(i64::from(changed.shared));
        let query = query.bind(changed.wished_from.map(|day| day.to_string()).unwrap_or_default()).bind(&changed.note);
        let query = query.bind(changed.end.map_or(0, |end| end.at));
        let query = query.bind(changed.end.map_or("", |end| end.outcome.id())).bind(changed.changed_at);
        let query = query.bind(changed.number).bind(changed.version);
        if query.execute(&mut *audited.transaction).await?.rows_affected() != 1 {
            audited.abandon().await?;
            return Ok(Noting::ChangedMeanwhile);
        }
        audited.note(&Noted { on: &subject(changed.number), ..noted.clone() }).await?;
        audited.commit().await?;
        Ok(Noting::Done(changed.number))
    }

    /// Notes that a facility was asked. Nothing is written where the case has ended, or where the facility was asked and has not said no.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ask_facility(&self, new: &Request, noted: &Noted<'_>) -> Result<Noting, StoreError> {
        let mut audited = self.audited().await?;
        let transaction = &mut audited.transaction;
        let sql = "SELECT COUNT(*) FROM care_case WHERE number = $1 AND ended_at = 0 AND NOT EXISTS \
                   (SELECT 1 FROM case_request WHERE care_case = $1 AND facility = $2 AND reply <> 'declined')";
        let row = sqlx::query(sql).bind(new.case).bind(&new.facility).fetch_one(&mut **transaction).await?;
        if row.try_get::<i64, _>(0)? != 1 {
            audited.abandon().await?;
            return Ok(Noting::ChangedMeanwhile);
        }
        let id = next(transaction, "last_request").await?;
        let sql = format!("INSERT INTO case_request ({REQUEST}) VALUES ($1, $2, $3, $4, $5, 'pending', '', 0)");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(id).bind(new.case).bind(&new.facility).bind(new.channel.id());
        query.bind(new.asked_at).execute(&mut **transaction).await?;
        touched(audited, new.case, new.asked_at, noted).await?;
        Ok(Noting::Done(id))
    }

    /// Notes what a facility answered. Whoever accepts ends the case; where that is taken back, the case is open again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_request(
        &self,
        number: i64,
        id: i64,
        answered: Answered<'_>,
        noted: &Noted<'_>,
    ) -> Result<Noting, StoreError> {
        let Answered { seen, reply, reason, at } = answered;
        let mut audited = self.audited().await?;
        let transaction = &mut audited.transaction;
        let sql = "UPDATE case_request SET reply = $1, reason = $2, answered_at = $3 WHERE id = $4 AND care_case = $5 AND reply = $6";
        let query = sqlx::query(sql).bind(reply.id()).bind(reason.unwrap_or_default());
        let query = query.bind(if reply == Reply::Pending { 0 } else { at }).bind(id).bind(number).bind(seen.id());
        let mut done = query.execute(&mut **transaction).await?.rows_affected() == 1;
        // Only an open case can be accepted, and only by one.
        if done && reply == Reply::Accepted {
            let sql = "UPDATE care_case SET ended_at = $1, outcome = 'accepted' WHERE number = $2 AND ended_at = 0";
            done = sqlx::query(sql).bind(at).bind(number).execute(&mut **transaction).await?.rows_affected() == 1;
        } else if done && seen == Reply::Accepted {
            let sql = "UPDATE care_case SET ended_at = 0, outcome = '' WHERE number = $1 AND outcome = 'accepted'";
            sqlx::query(sql).bind(number).execute(&mut **transaction).await?;
        }
        if !done {
            audited.abandon().await?;
            return Ok(Noting::ChangedMeanwhile);
        }
        touched(audited, number, at, noted).await?;
        Ok(Noting::Done(id))
    }

    /// Takes a request back that was noted by mistake and has no answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_request_back(
        &self,
        number: i64,
        id: i64,
        at: i64,
        noted: &Noted<'_>,
    ) -> Result<Noting, StoreError> {
        let mut audited = self.audited().await?;
        let sql = "DELETE FROM case_request WHERE id = $1 AND care_case = $2 AND reply = 'pending'";
        let query = sqlx::query(sql).bind(id).bind(number);
        if query.execute(&mut *audited.transaction).await?.rows_affected() != 1 {
            audited.abandon().await?;
            return Ok(Noting::ChangedMeanwhile);
        }
        touched(audited, number, at, noted).await?;
        Ok(Noting::Done(id))
    }

    /// Deletes a case with its requests at once, without a count: one that was made by mistake, or that nobody wants kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_case(&self, number: i64, noted: &Noted<'_>) -> Result<Noting, StoreError> {
        let mut audited = self.audited().await?;
        let deleted = delete(&mut audited.transaction, number).await?;
        if !deleted {
            audited.abandon().await?;
            return Ok(Noting::ChangedMeanwhile);
        }
        mark(&mut audited.transaction).await?;
        audited.note(&Noted { on: &subject(number), ..noted.clone() }).await?;
        audited.commit().await?;
        Ok(Noting::Done(number))
    }

    /// What changes whenever requests do.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requests_mark(&self) -> Result<String, StoreError> {
        Ok(self.setting("requests").await?.unwrap_or_default())
    }

    /// Who was asked after a moment, and when.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn requests_since(&self, moment: i64) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT facility, asked_at FROM case_request WHERE asked_at > $1";
        let rows = sqlx::query(sql).bind(moment).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}

/// What the audit log calls a case.
fn subject(number: i64) -> String {
    format!("case-{number}")
}

/// The number after the last one. Whoever writes deeds is alone, so nobody else gets it.
async fn next(transaction: &mut Transaction<'static, Any>, setting: &'static str) -> Result<i64, StoreError> {
    let row =
        sqlx::query("SELECT value FROM setting WHERE name = $1").bind(setting).fetch_one(&mut **transaction).await?;
    let text: String = row.try_get(0)?;
    let last: i64 = text.parse().map_err(|_| StoreError::Unreadable {
        table: "setting",
        key: setting.to_owned(),
        cause: format!("{text:?} is no number"),
    })?;
    set(transaction, setting, &(last + 1).to_string()).await?;
    Ok(last + 1)
}

/// Tells servers that requests have changed.
pub(super) async fn mark(transaction: &mut Transaction<'static, Any>) -> Result<(), StoreError> {
    next(transaction, "requests").await.map(drop)
}

/// Takes a case out with its requests; `false` where there is none.
pub(super) async fn delete(transaction: &mut Transaction<'static, Any>, number: i64) -> Result<bool, StoreError> {
    let requests = sqlx::query("DELETE FROM case_request WHERE care_case = $1").bind(number);
    requests.execute(&mut **transaction).await?;
    let case = sqlx::query("DELETE FROM care_case WHERE number = $1").bind(number);
    Ok(case.execute(&mut **transaction).await?.rows_affected() == 1)
}

/// Ends a change of a request: the case was changed, the deed is noted, servers are told.
async fn touched(mut audited: Audited, number: i64, at: i64, noted: &Noted<'_>) -> Result<(), StoreError> {
    let sql = "UPDATE care_case SET changed_at = $1, version = version + 1 WHERE number = $2";
    sqlx::query(sql).bind(at).bind(number).execute(&mut *audited.transaction).await?;
    mark(&mut audited.transaction).await?;
    audited.note(&Noted { on: &subject(number), ..noted.clone() }).await?;
    audited.commit().await
}

pub(super) fn case(row: &AnyRow) -> Result<Case, StoreError> {
    let number: i64 = row.try_get(0)?;
    let unreadable = |cause: String| StoreError::Unreadable { table: "care_case", key: number.to_string(), cause };
    let text = |column: usize| row.try_get::<String, _>(column);
    let ids = |text: &str| -> Result<Vec<String>, StoreError> {
        serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
    };
    let (role, wished, outcome) = (text(3)?, text(6)?, text(13)?);
    let at: i64 = row.try_get(12)?;
    let outcome =
        (at != 0).then(|| Outcome::from_id(&outcome).ok_or_else(|| unreadable(format!("outcome {outcome:?}"))));
    Ok(Case {
        number,
        account: text(1)?,
        shared: row.try_get::<i64, _>(2)? == 1,
        role: Role::ALL
            .iter()
            .copied()
            .find(|known| known.id() == role)
            .ok_or_else(|| unreadable(format!("there is no role {role:?}")))?,
        needs: ids(&text(4)?)?,
        wishes: ids(&text(5)?)?,
        wished_from: (!wished.is_empty())
            .then(|| wished.parse().map_err(|error: jiff::Error| unreadable(error.to_string())))
            .transpose()?,
        mesh: Mesh::parse(&text(7)?).map_err(|error| unreadable(error.to_string()))?,
        municipality: MunicipalityCode::parse(&text(8)?).map_err(|error| unreadable(error.to_string()))?,
        note: text(9)?,
        opened_at: row.try_get(10)?,
        changed_at: row.try_get(11)?,
        end: outcome.transpose()?.map(|outcome| End { at, outcome }),
        version: row.try_get(14)?,
    })
}

pub(super) fn request(row: &AnyRow) -> Result<Request, StoreError> {
    let id: i64 = row.try_get(0)?;
    let unreadable = |what: &str| StoreError::Unreadable {
        table: "case_request",
        key: id.to_string(),
        cause: format!("{what:?} is not known"),
    };
    let text = |column: usize| row.try_get::<String, _>(column);
    let (channel, reply, reason) = (text(3)?, text(5)?, text(6)?);
    let answered_at: i64 = row.try_get(7)?;
    Ok(Request {
        id,
        case: row.try_get(1)?,
        facility: text(2)?,
        channel: Channel::from_id(&channel).ok_or_else(|| unreadable(&channel))?,
        asked_at: row.try_get(4)?,
        reply: Reply::from_id(&reply).ok_or_else(|| unreadable(&reply))?,
        reason: Some(reason).filter(|reason| !reason.is_empty()),
        answered_at: (answered_at != 0).then_some(answered_at),
    })
}

//! Old cases go, and only counts of several remain.

use std::collections::BTreeMap;

use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::domain::audit::Noted;
use crate::domain::case::Case;

use super::cases::{CASE, case, delete, mark};
use super::{Store, StoreError};

/// A row of the counts: month (`2026-11`), municipality, need; the need is empty where cases themselves are counted.
pub type CountKey = (String, String, String);
/// How many cases, and for how many of these nobody was found.
pub type CountOf = (i64, i64);

/// Which cases go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purge {
    /// Open ones that were last changed before this moment, in seconds since 1970.
    pub open_before: i64,
    /// Ended ones that ended before this moment.
    pub ended_before: i64,
    /// The fewest cases of a cell whose count may remain.
    pub least: i64,
}

impl Store {
    /// What remains of deleted cases.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn case_counts(&self) -> Result<BTreeMap<CountKey, CountOf>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        counts(&mut transaction).await
    }

    /// Deletes the cases that are due with their requests, and answers how many. A case is added to the counts of its cells; the count of a cell
    /// remains where living and deleted cases together are enough. No case can be added to a cell whose month is over, and all that
    /// are due are older than a month, so what is dropped would never have become enough. `cells` tells the cells of a case.
    ///
    /// # Errors
    /// When the database fails or holds something unreadable.
    pub async fn purge_cases(
        &self,
        purge: Purge,
        cells: impl Fn(&Case) -> Vec<(CountKey, CountOf)>,
        noted: &Noted<'_>,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM care_case WHERE (ended_at = 0 AND changed_at < $1) OR (ended_at <> 0 AND ended_at < $2)";
        let due = sqlx::query(sql).bind(purge.open_before).bind(purge.ended_before).fetch_one(&self.pool).await?;
        if due.try_get::<i64, _>(0)? == 0 {
            return Ok(0);
        }
        let mut audited = self.audited().await?;
        let sql = format!("SELECT {CASE} FROM care_case ORDER BY number");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut *audited.transaction).await?;
        let all = rows.iter().map(case).collect::<Result<Vec<_>, _>>()?;
        let is_due = |case: &&Case| match case.end {
            None => case.changed_at < purge.open_before,
            Some(end) => end.at < purge.ended_before,
        };
        let due: Vec<&Case> = all.iter().filter(is_due).collect();
        let transaction = &mut audited.transaction;
        let mut kept = counts(transaction).await?;
        for (key, (cases, unmet)) in due.iter().flat_map(|case| cells(case)) {
            let count = kept.entry(key).or_default();
            *count = (count.0 + cases, count.1 + unmet);
        }
        let mut living: BTreeMap<CountKey, i64> = BTreeMap::new();
        for (key, (cases, _)) in all.iter().filter(|case| !is_due(case)).flat_map(&cells) {
            *living.entry(key).or_default() += cases;
        }
        kept.retain(|key, (cases, _)| *cases + living.get(key).copied().unwrap_or_default() >= purge.least);
        sqlx::query("DELETE FROM case_count").execute(&mut **transaction).await?;
        for ((month, municipality, need), (cases, unmet)) in &kept {
            let sql = "INSERT INTO case_count (month, municipality, need, cases, unmet) VALUES ($1, $2, $3, $4, $5)";
            let query = sqlx::query(sql).bind(month).bind(municipality).bind(need).bind(cases).bind(unmet);
            query.execute(&mut **transaction).await?;
        }
        for case in &due {
            delete(transaction, case.number).await?;
        }
        mark(transaction).await?;
        audited.note(&Noted { note: due.len().to_string(), ..noted.clone() }).await?;
        audited.commit().await?;
        Ok(due.len() as u64)
    }
}

async fn counts(transaction: &mut Transaction<'static, Any>) -> Result<BTreeMap<CountKey, CountOf>, StoreError> {
    let rows = sqlx::query("SELECT month, municipality, need, cases, unmet FROM case_count");
    let rows = rows.fetch_all(&mut **transaction).await?;
    rows.iter()
        .map(|row| Ok(((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?), (row.try_get(3)?, row.try_get(4)?))))
        .collect()
}

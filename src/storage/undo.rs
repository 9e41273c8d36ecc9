//! Taking a run back: what it overwrote returns, what later runs overwrote is taken out from between.

use serde::Serialize;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::runs::{self, NewRun, RunKind};
use super::{Store, StoreError, set, stamp};

/// What taking a run back did to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Undone {
    /// The run that was noted for the taking back.
    pub run: i64,
    /// Records that say again what they said before.
    pub restored: u64,
    /// Records that nobody had named before and that are gone.
    pub removed: u64,
    /// Versions taken out from under a later one, which stays.
    pub taken_out: u64,
    /// Whole editions that no longer count.
    pub editions: u64,
}

/// The files of the run `$1`.
const FILES: &str = "(SELECT id FROM import_file WHERE run_id = $1)";
/// A version of the record that a row of `record_before` is about.
const SAME_AS_BEFORE: &str = "v.source = record_before.source AND v.record_key = record_before.record_key";
/// A version before the record that a row of `source_record` is about.
const BEFORE_PRESENT: &str = "v.source = source_record.source AND v.record_key = source_record.record_key";

impl Store {
    /// Takes a run back as a whole, or not at all. The caller holds the import lock, has made sure that the run stands, and joins
    /// the records anew.
    ///
    /// # Errors
    /// When the database fails; then the store is as before.
    pub async fn undo_run(&self, run: i64, by: &NewRun<'_>) -> Result<Undone, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let id = runs::next_id(&mut transaction, "run", "id").await?;
        runs::note(&mut transaction, id, by, RunKind::Undo, run).await?;
        let noted = "UPDATE run SET undone_by = $2 WHERE id = $1";
        sqlx::query(noted).bind(run).bind(id).execute(&mut *transaction).await?;
        // Corrections that change by this are applied for the first time again.
        let learned = format!(
            "DELETE FROM corrected WHERE record_key IN \
             (SELECT record_key FROM record_version WHERE source = 'correction' AND file_id IN {FILES})"
        );
        change(&mut transaction, learned, run).await?;
        // An earlier version without a body has that of the next later one that has some; it keeps it when that one goes.
        let bodies = format!(
            "UPDATE record_before SET (row_hashes, body) = (SELECT v.row_hashes, v.body FROM record_version v \
             WHERE {SAME_AS_BEFORE} AND v.file_id > record_before.file_id AND v.body <> '' ORDER BY v.file_id LIMIT 1) \
             WHERE body = '' AND file_id NOT IN {FILES} AND EXISTS (SELECT 1 FROM record_version v \
             WHERE {SAME_AS_BEFORE} AND v.file_id > record_before.file_id AND v.body <> '' AND v.file_id IN {FILES})"
        );
        change(&mut transaction, bodies, run).await?;
        let restore = format!(
            "UPDATE source_record SET (edition, content_hash, row_hashes, body, file_id, scope) = \
             (SELECT v.edition, v.content_hash, v.row_hashes, v.body, v.file_id, v.scope FROM record_before v \
             WHERE {BEFORE_PRESENT} AND v.file_id NOT IN {FILES} ORDER BY v.file_id DESC LIMIT 1) \
             WHERE file_id IN {FILES} AND EXISTS \
             (SELECT 1 FROM record_before v WHERE {BEFORE_PRESENT} AND v.file_id NOT IN {FILES})"
        );
        let restored = change(&mut transaction, restore, run).await?;
        let present = "DELETE FROM record_before WHERE EXISTS (SELECT 1 FROM source_record v WHERE v.source = record_before.source \
                       AND v.record_key = record_before.record_key AND v.file_id = record_before.file_id)";
        sqlx::query(present).execute(&mut *transaction).await?;
        let removed =
            change(&mut transaction, format!("DELETE FROM source_record WHERE file_id IN {FILES}"), run).await?;
        let taken_out =
            change(&mut transaction, format!("DELETE FROM record_before WHERE file_id IN {FILES}"), run).await?;
        let editions = change(&mut transaction, format!("DELETE FROM edition WHERE file_id IN {FILES}"), run).await?;
        set(&mut transaction, "records", &stamp()).await?;
        transaction.commit().await?;
        Ok(Undone { run: id, restored, removed, taken_out, editions })
    }

    /// Every version of some records, the newest first: source, key, edition, file, run, and whether it is the present one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn versions(&self, source: &str, key: &str) -> Result<Vec<Version>, StoreError> {
        let sql = "SELECT v.edition, v.file_id, COALESCE(f.name, ''), COALESCE(f.imported_at, ''), COALESCE(f.run_id, 0), v.body \
                   FROM record_version v LEFT JOIN import_file f ON f.id = v.file_id \
                   WHERE v.source = $1 AND v.record_key = $2 ORDER BY v.file_id DESC";
        let mut versions = Vec::new();
        for row in sqlx::query(sql).bind(source).bind(key).fetch_all(&self.pool).await? {
            let run: i64 = row.try_get(4)?;
            versions.push(Version {
                edition: row.try_get(0)?,
                file: row.try_get(2)?,
                imported_at: row.try_get(3)?,
                run: (run != 0).then_some(run),
                body: row.try_get(5)?,
            });
        }
        Ok(versions)
    }
}

/// One version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// Its edition.
    pub edition: String,
    /// The file that wrote it.
    pub file: String,
    /// When.
    pub imported_at: String,
    /// In which run; `None` for files from before runs were kept.
    pub run: Option<i64>,
    /// What it says, as stored; empty where it says the same as the version after it.
    #[serde(skip)]
    pub body: String,
}

async fn change(transaction: &mut Transaction<'_, Any>, sql: String, run: i64) -> Result<u64, StoreError> {
    Ok(sqlx::query(AssertSqlSafe(sql)).bind(run).execute(&mut **transaction).await?.rows_affected())
}

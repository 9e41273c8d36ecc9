//! Which tables there are: what the program's own steps make of an empty database. So a new table is carried from the moment its step
//! exists, and a table that no step made is somebody else's.

use sqlx::migrate::{Migration, Migrator};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

use super::super::MIGRATIONS;
use super::ArchiveError;
use super::format::{Column, Kind, Step, Table};

/// The table in which sqlx notes the steps. What stands in it follows from the steps; it is no table of the store.
pub(super) const STEPS: &str = "_sqlx_migrations";

/// The steps by which some tables came to be, and only these.
pub(super) fn steps(taken: &[Step]) -> Result<Migrator, ArchiveError> {
    let known = |step: &Step| {
        let is_it =
            |one: &&Migration| one.version == step.version && super::format::hex(&one.checksum) == step.checksum;
        let newer = || ArchiveError::NewerSchema { version: step.version, name: step.name.clone() };
        MIGRATIONS.iter().find(is_it).cloned().ok_or_else(newer)
    };
    Ok(Migrator::with_migrations(taken.iter().map(known).collect::<Result<_, _>>()?))
}

/// The steps that a store has taken; `None` where it never was one.
pub(super) async fn taken(connection: &mut AnyConnection, sqlite: bool) -> Result<Option<Vec<Step>>, ArchiveError> {
    if !exists(connection, sqlite, STEPS).await? {
        return Ok(None);
    }
    let sql = format!("SELECT version, description, checksum FROM {STEPS} ORDER BY version");
    let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(connection).await?;
    let step = |row: &sqlx::any::AnyRow| {
        let checksum = super::format::hex(row.try_get::<&[u8], _>(2)?);
        Ok(Step { version: row.try_get(0)?, name: row.try_get(1)?, checksum })
    };
    Ok(Some(rows.iter().map(step).collect::<Result<_, sqlx::Error>>()?))
}

/// Whether there is a table of this name where unqualified names are looked up.
pub(super) async fn exists(connection: &mut AnyConnection, sqlite: bool, name: &str) -> Result<bool, ArchiveError> {
    let sql = if sqlite {
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1"
    } else {
        "SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1"
    };
    Ok(sqlx::query(sql).bind(name.to_owned()).fetch_one(connection).await?.try_get::<i64, _>(0)? > 0)
}

/// Whether a SQLite database holds nothing at all.
pub(super) async fn is_blank(connection: &mut AnyConnection) -> Result<bool, ArchiveError> {
    Ok(sqlx::query("SELECT count(*) FROM sqlite_master").fetch_one(connection).await?.try_get::<i64, _>(0)? == 0)
}

/// The tables that steps make, each with as many rows as the steps themselves put there. A table stands behind those that its rows
/// refer to.
pub(super) async fn tables(steps: &Migrator) -> Result<Vec<Table>, ArchiveError> {
    sqlx::any::install_default_drivers();
    let mut made = AnyConnection::connect("sqlite::memory:").await?;
    steps.run_direct(None, &mut made, false).await?;
    let sql = format!(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '{STEPS}' AND name NOT LIKE 'sqlite%' ORDER BY name"
    );
    let names = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut made).await?;
    let mut waiting = Vec::with_capacity(names.len());
    for name in names {
        let name: String = name.try_get(0)?;
        let refers = sqlx::query("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)").bind(name.clone());
        let refers: Vec<String> =
            refers.fetch_all(&mut made).await?.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        waiting.push((table(&mut made, name).await?, refers));
    }
    made.close().await?;
    Ok(in_order(waiting))
}

async fn table(made: &mut AnyConnection, name: String) -> Result<Table, ArchiveError> {
    let sql = "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid";
    let rows = sqlx::query(sql).bind(name.clone()).fetch_all(&mut *made).await?;
    let mut columns = Vec::with_capacity(rows.len());
    for row in rows {
        let (column, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let kind = match kind.as_str() {
            "TEXT" => Kind::Text,
            "BIGINT" | "INTEGER" => Kind::Integer,
            _ => return Err(ArchiveError::Column { table: name, column, kind }),
        };
        columns.push(Column { name: column, kind, key: row.try_get(2)? });
    }
    let rows = count(made, &name).await?;
    Ok(Table { name, columns, rows })
}

/// Tables behind those that they refer to; where they refer to each other in a circle, by name.
fn in_order(mut waiting: Vec<(Table, Vec<String>)>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_free = |(table, refers): &(Table, Vec<String>)| {
            refers.iter().all(|to| *to == table.name || ordered.iter().any(|before| before.name == *to))
        };
        let next = waiting.iter().position(is_free).unwrap_or(0);
        ordered.push(waiting.remove(next).0);
    }
    ordered
}

/// How many rows a table has.
pub(super) async fn count(connection: &mut AnyConnection, table: &str) -> Result<u64, ArchiveError> {
    let sql = format!("SELECT count(*) FROM {}", quoted(table));
    let rows: i64 = sqlx::query(AssertSqlSafe(sql)).fetch_one(connection).await?.try_get(0)?;
    Ok(rows.unsigned_abs())
}

/// A name as SQL takes it, whatever it holds.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

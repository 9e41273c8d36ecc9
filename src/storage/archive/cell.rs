//! What stands in one column of one row. Stores hold texts and whole numbers only.

use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::any::AnyRow;
use sqlx::query::Query;
use sqlx::{Any, any::AnyArguments};

use super::format::{Kind, Table};

/// A value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Cell<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'a str),
}

/// Adds the values of a row to a buffer, one after the other.
pub(super) fn write(row: &AnyRow, table: &Table, into: &mut Vec<u8>) -> Result<(), sqlx::Error> {
    for (at, column) in table.columns.iter().enumerate() {
        let cell = match column.kind {
            Kind::Text => row.try_get::<Option<&str>, _>(at)?.map_or(Cell::Null, Cell::Text),
            Kind::Integer => row.try_get::<Option<i64>, _>(at)?.map_or(Cell::Null, Cell::Integer),
        };
        // A buffer in memory takes everything; an error here would be one of the values themselves.
        postcard::to_io(&cell, &mut *into).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    }
    Ok(())
}

/// The values of a buffer, in order.
pub(super) fn read(mut bytes: &[u8]) -> Result<Vec<Cell<'_>>, postcard::Error> {
    let mut cells = Vec::new();
    while !bytes.is_empty() {
        let (cell, rest) = postcard::take_from_bytes(bytes)?;
        cells.push(cell);
        bytes = rest;
    }
    Ok(cells)
}

/// Binds a value as PostgreSQL needs it: also nothing has a type there.
pub(super) fn bind<'q>(
    query: Query<'q, Any, AnyArguments>,
    cell: Cell<'q>,
    kind: Kind,
) -> Query<'q, Any, AnyArguments> {
    match (cell, kind) {
        (Cell::Null, Kind::Text) => query.bind(None::<&str>),
        (Cell::Null, Kind::Integer) => query.bind(None::<i64>),
        (Cell::Integer(number), _) => query.bind(number),
        (Cell::Text(text), _) => query.bind(text),
    }
}

//! Many rows in one statement: what a database is good at.

/// The most parameters in one statement. SQLite allows 32,766 and PostgreSQL 65,535, but SQLite looks up the name of every `$n`
/// in a list from its beginning: with 8,000 of them more than half of an import went there.
const MAX_PARAMETERS: usize = 280;

/// How parameters are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// `?`, which SQLite has no name to look up for: in the statements that write most of an import.
    Unnamed,
    /// `$1`, `$2`, which both databases read.
    Numbered,
}

/// How many rows of `columns` values go into one statement.
pub(super) const fn rows_per_statement(columns: usize) -> usize {
    MAX_PARAMETERS / columns
}

/// `($1, $2, $3), ($4, $5, $6), …`
pub(super) fn placeholders(rows: usize, columns: usize) -> String {
    marked(Marks::Numbered, rows, columns)
}

/// The same, marked as the database likes it best; for statements that bind everything once and in order.
pub(super) fn marked(marks: Marks, rows: usize, columns: usize) -> String {
    let mut sql = String::with_capacity(rows * (columns * 7 + 4));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                sql.push_str(", ");
            }
            match marks {
                Marks::Unnamed => sql.push('?'),
                Marks::Numbered => {
                    sql.push('$');
                    sql.push_str(&(row * columns + column + 1).to_string());
                }
            }
        }
        sql.push(')');
    }
    sql
}

/// `$first, $first+1, …`, for a list in which something is looked up.
pub(super) fn keys_from(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|i| format!("${i}")).collect();
    places.join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn placeholders_count_on() {
        assert_eq!(super::placeholders(2, 2), "($1, $2), ($3, $4)");
        assert_eq!(super::marked(super::Marks::Unnamed, 1, 2), "(?, ?)");
        assert_eq!(super::keys_from(3, 2), "$3, $4");
    }
}

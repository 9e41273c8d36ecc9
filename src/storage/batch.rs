//! Many rows in one statement: what a database is good at.

/// The most parameters in one statement. SQLite allows 32,766 and PostgreSQL 65,535, but SQLite looks up the name of every `$n`
/// in a list from its beginning: with 8,000 of them more than half of an import went there.
const MAX_PARAMETERS: usize = 280;

/// How many rows of `columns` values go into one statement.
pub(super) const fn rows_per_statement(columns: usize) -> usize {
    MAX_PARAMETERS / columns
}

/// `($1, $2, $3), ($4, $5, $6), …`
pub(super) fn placeholders(rows: usize, columns: usize) -> String {
    let mut sql = String::with_capacity(rows * (columns * 7 + 4));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            if column > 0 {
                sql.push_str(", ");
            }
            sql.push('$');
            sql.push_str(&(row * columns + column + 1).to_string());
        }
        sql.push(')');
    }
    sql
}

#[cfg(test)]
mod tests {
    #[test]
    fn placeholders_count_on() {
        assert_eq!(super::placeholders(2, 2), "($1, $2), ($3, $4)");
    }
}

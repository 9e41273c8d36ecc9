//! A plain table for terminals, in which a kanji is two columns wide.

use std::fmt;

use unicode_width::UnicodeWidthStr;

/// On which side a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Right,
}

/// Rows of `N` cells under a head.
pub(super) struct Table<const N: usize> {
    align: Vec<Align>,
    rows: Vec<Option<[String; N]>>,
}

impl<const N: usize> Table<N> {
    /// A table with its head. The last alignment holds for all further columns.
    pub(super) fn new<const A: usize>(heads: [&str; N], align: [Align; A]) -> Self {
        Self { align: align.to_vec(), rows: vec![Some(heads.map(str::to_owned)), None] }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: [String; N]) {
        self.rows.push(Some(cells));
    }

    /// Adds a line.
    pub(super) fn rule(&mut self) {
        self.rows.push(None);
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| self.rows.iter().flatten().map(|row| row[column].width()).max().unwrap_or(0);
        let widths: Vec<usize> = (0..N).map(width).collect();
        for row in &self.rows {
            match row {
                None => writeln!(f, "{}", "─".repeat(widths.iter().sum::<usize>() + 2 * N.saturating_sub(1)))?,
                Some(row) => {
                    for (column, cell) in row.iter().enumerate() {
                        let space = " ".repeat(widths[column] - cell.width());
                        let gap = if column == 0 { "" } else { "  " };
                        match self.align.get(column).or(self.align.last()) {
                            Some(Align::Right) => write!(f, "{gap}{space}{cell}")?,
                            _ => write!(f, "{gap}{cell}{space}")?,
                        }
                    }
                    writeln!(f)?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kanji_are_two_columns_wide() {
        let mut table = Table::new(["名", "n"], [Align::Left, Align::Right]);
        table.row(["浦賀".to_owned(), "12".to_owned()]);
        assert_eq!(table.to_string(), "名     n\n────────\n浦賀  12\n");
    }
}

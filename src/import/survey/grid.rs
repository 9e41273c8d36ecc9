//! A sheet as a grid in which merged cells are known.

use std::collections::HashMap;

use super::header::Heading;
use super::layout::Layout;
use crate::import::workbook::{self, Sheet};
use crate::import::{ImportError, Part, csv};

/// A cell's place: row and column, counted from 0.
pub(super) type Place = (usize, usize);

/// A sheet, or a whole CSV file, with one institution a row: as it came, turned over, or put together of forms.
#[derive(Clone)]
pub(super) struct Grid {
    /// The sheet's name; empty for CSV.
    pub(super) name: String,
    /// Whether the sheet is hidden.
    pub(super) hidden: bool,
    /// How the file had it.
    pub(super) layout: Layout,
    /// Titles and notes that stood beside the institutions and are no cells any more; empty in a grid as it came.
    pub(super) around: Vec<String>,
    /// The headings of a grid that was put together and shows none.
    pub(super) headings: Vec<Heading>,
    rows: Vec<Vec<String>>,
    /// Every cell of a merged region and the top left cell that speaks for it.
    homes: HashMap<Place, Place>,
}

impl Grid {
    /// The sheets of a part.
    pub(super) fn open(part: &Part) -> Result<Vec<Self>, ImportError> {
        if workbook::is_workbook(&part.bytes) {
            return Ok(workbook::forms(part)?.into_iter().map(Self::of).collect());
        }
        let mut rows = Vec::new();
        for row in csv::rows(part)? {
            let row = row?;
            rows.push(row.cells.iter().map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect());
        }
        Ok(vec![Self::plain(String::new(), rows)])
    }

    /// Cells without merged regions.
    fn plain(name: String, rows: Vec<Vec<String>>) -> Self {
        let (around, headings, homes) = Default::default();
        Self { name, hidden: false, layout: Layout::Rows, around, headings, rows, homes }
    }

    /// A grid put together of forms: a row for each below an empty one, headings that it does not show, other lines of the forms.
    pub(super) fn of_forms(name: &str, rows: Vec<Vec<String>>, headings: Vec<Heading>, around: Vec<String>) -> Self {
        Self { layout: Layout::Form, around, headings, ..Self::plain(name.to_owned(), rows) }
    }

    /// Rows as columns and columns as rows, without the rows that are lines of text.
    pub(super) fn turned(&self, is_line: impl Fn(usize) -> bool) -> Self {
        let lines: Vec<usize> = (0..self.height()).filter(|&row| is_line(row)).collect();
        let cell = |row: usize, column: usize| if lines.contains(&row) { "" } else { self.own((row, column)) };
        let column = |column| (0..self.height()).map(|row| cell(row, column).to_owned()).collect();
        let turn = |(row, column): Place| (column, row);
        let kept = self.homes.iter().filter(|(place, _)| !lines.contains(&place.0));
        Self {
            layout: Layout::Columns,
            around: lines.iter().map(|&row| self.line(row)).collect(),
            homes: kept.map(|(place, home)| (turn(*place), turn(*home))).collect(),
            hidden: self.hidden,
            ..Self::plain(self.name.clone(), (0..self.width()).map(column).collect())
        }
    }

    fn of(sheet: Sheet) -> Self {
        let rows: Vec<Vec<String>> =
            sheet.rows.into_iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let mut homes = HashMap::new();
        for [home, last] in sheet.merged {
            // A region may be declared over the whole sheet; what lies beyond the cells in use says nothing.
            for row in home.0..=last.0.min(rows.len().saturating_sub(1)) {
                for column in home.1..=last.1.min(width.saturating_sub(1)) {
                    homes.insert((row, column), home);
                }
            }
        }
        Self { hidden: sheet.hidden, homes, ..Self::plain(sheet.name, rows) }
    }

    /// The number by which a person finds the institution of a row: the row or the column of the sheet, or which form it is.
    pub(super) const fn number(&self, row: usize) -> u64 {
        row as u64 + if matches!(self.layout, Layout::Form) { 0 } else { 1 }
    }

    /// The lines above the headings that begin in this row.
    pub(super) fn above(&self, header: usize) -> Vec<String> {
        if matches!(self.layout, Layout::Rows) {
            return (0..header.min(self.height())).map(|row| self.line(row)).collect();
        }
        self.around.clone()
    }

    /// How many rows.
    pub(super) const fn height(&self) -> usize {
        self.rows.len()
    }

    /// How many columns.
    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// What stands in the cell itself.
    pub(super) fn own(&self, (row, column): Place) -> &str {
        self.rows.get(row).and_then(|row| row.get(column)).map_or("", String::as_str)
    }

    /// The cell that speaks for this one: itself, or the top left one of its merged region.
    pub(super) fn home(&self, place: Place) -> Place {
        self.homes.get(&place).copied().unwrap_or(place)
    }

    /// What a reader sees in the cell, merged regions included.
    pub(super) fn filled(&self, place: Place) -> &str {
        self.own(self.home(place))
    }

    /// What a reader sees in the cell where merging runs down only: one institution over several rows.
    pub(super) fn down(&self, place: Place) -> &str {
        let home = self.home(place);
        if home.1 == place.1 { self.own(home) } else { self.own(place) }
    }

    /// Whether the cell is merged with cells beside it.
    pub(super) fn spans_columns(&self, place: Place) -> bool {
        let home = self.home(place);
        home.1 != place.1 || self.homes.get(&(place.0, place.1 + 1)) == Some(&home)
    }

    /// The columns of a row with text of their own.
    pub(super) fn used(&self, row: usize) -> impl Iterator<Item = (usize, &str)> {
        self.rows
            .get(row)
            .into_iter()
            .flat_map(|row| row.iter().enumerate())
            .map(|(column, text)| (column, text.as_str()))
            .filter(|(_, text)| !text.is_empty())
    }

    /// All text of a row.
    pub(super) fn line(&self, row: usize) -> String {
        self.used(row).map(|(_, text)| text).collect::<Vec<_>>().join(" ")
    }
}

/// The letters of a column, counted from 0: A, B, …, Z, AA.
pub(super) fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        if rest < 26 {
            return letters.iter().rev().collect();
        }
        rest = rest / 26 - 1;
    }
}

/// The column of letters, counted from 0.
pub(super) fn column_of(letters: &str) -> Option<usize> {
    /// XFD, the last column of a spreadsheet, has three letters.
    const MOST_LETTERS: usize = 3;
    let digit = |c: char| c.is_ascii_alphabetic().then(|| c.to_ascii_uppercase() as usize - 'A' as usize + 1);
    let number = (1..=MOST_LETTERS)
        .contains(&letters.chars().count())
        .then(|| letters.chars().try_fold(0, |sum, c| Some(sum * 26 + digit(c)?)))??;
    Some(number - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_columns_are_inverse() {
        for column in [0, 25, 26, 51, 52, 701, 702, 16_383] {
            assert_eq!(column_of(&letters(column)), Some(column));
        }
        assert_eq!((letters(0), letters(26), letters(16_383)), ("A".into(), "AA".into(), "XFD".into()));
        for nothing in ["", "1", "Ａ", "ABCD", "A1"] {
            assert_eq!(column_of(nothing), None, "{nothing}");
        }
    }
}

//! How a survey is laid out. Whatever it is, it is read as a grid of one institution a row.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::answer::legend;
use super::dates;
use super::form;
use super::grid::{Grid, Place, column_of, letters};
use super::header::{self, LONGEST_HEADING};
use super::mapping::{Mapping, TableMapping};
use super::words::lexicon;

/// How a survey is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Institutions below each other, questions beside each other.
    #[default]
    Rows,
    /// Institutions beside each other, questions below each other.
    Columns,
    /// A sheet, or a file, for each institution: labels with the answers beside them.
    Form,
}

impl Layout {
    /// Its name in mapping files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Form => "form",
        }
    }

    /// What a mapping file calls the column of a grid, counted from 0: its letters, or the number of the row that it was. Forms name
    /// the cell of the answer instead.
    pub(super) fn name_of(self, column: usize) -> String {
        if self == Self::Columns { (column + 1).to_string() } else { letters(column) }
    }

    /// The column of that name; for a form, that of the cell.
    pub(super) fn column_of(self, name: &str) -> Option<usize> {
        match self {
            Self::Rows => column_of(name),
            Self::Columns => name.parse::<usize>().ok()?.checked_sub(1),
            Self::Form => cell_of(name).map(|(_, column)| column),
        }
    }
}

/// The name of a cell: C5.
pub(super) fn cell_name((row, column): Place) -> String {
    format!("{}{}", letters(column), row + 1)
}

/// The cell of that name.
pub(super) fn cell_of(name: &str) -> Option<Place> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    Some((name[digits..].parse::<usize>().ok()?.checked_sub(1)?, column_of(&name[..digits])?))
}

/// The sheets as the mapping has them laid out.
pub(super) fn laid_out<'g>(grids: &'g [Grid], mapping: &Mapping) -> Cow<'g, [Grid]> {
    if mapping.tables.iter().all(|table| table.layout == Layout::Rows) {
        return Cow::Borrowed(grids);
    }
    let mut grids = grids.to_vec();
    for table in &mapping.tables {
        match table.layout {
            Layout::Rows => {}
            Layout::Columns => grids.iter_mut().filter(|grid| fits_name(grid, table)).for_each(|grid| {
                if let Some(over) = turned(grid) {
                    *grid = over;
                }
            }),
            Layout::Form => form::put_together(&mut grids, table),
        }
    }
    Cow::Owned(grids)
}

/// Whether the sheet may be the one that the mapping means; one that bears another name is looked at as well, for sheets are renamed.
fn fits_name(grid: &Grid, table: &TableMapping) -> bool {
    grid.layout == Layout::Rows && (grid.name == table.sheet || header::tables(grid).is_empty())
}

/// Whether a row names several institutions. A form has one, with other labels and answers beside it.
pub(super) fn shows_several(grid: &Grid) -> bool {
    let several = |row: usize| {
        let names = grid.used(row).filter(|(_, text)| !header::is_name(text) && lexicon().kind(text).is_some());
        names.count() >= 2
    };
    name_row(grid).is_some_and(several)
}

/// A sheet with institutions beside each other, turned over; `None` where nothing looks like that.
pub(super) fn turned(grid: &Grid) -> Option<Grid> {
    let name = name_row(grid)?;
    Some(grid.turned(|row| stands_alone(grid, row) || row < name && is_above(grid, row)))
}

/// The row in which institutions are named.
fn name_row(grid: &Grid) -> Option<usize> {
    /// Longer sheets ask no questions in their rows: they are lists of institutions.
    const MOST_QUESTIONS: usize = 400;
    let rows = || 0..grid.height().min(MOST_QUESTIONS);
    let named = || rows().find(|&row| names_institutions(grid, row));
    let shown = || rows().find(|&row| shows_institutions(grid, row));
    (grid.height() <= MOST_QUESTIONS).then(|| named().or_else(shown)).flatten()
}

/// 「医療機関名」 at the left, and something beside it.
fn names_institutions(grid: &Grid, row: usize) -> bool {
    /// Numbers and groups of questions stand before the questions.
    const BEFORE: usize = 4;
    grid.used(row).count() >= 2 && grid.used(row).any(|(column, text)| column < BEFORE && header::is_name(text))
}

/// Names of institutions beside each other.
fn shows_institutions(grid: &Grid, row: usize) -> bool {
    let names = grid.used(row).filter(|(_, text)| text.chars().count() <= LONGEST_HEADING);
    names.filter(|(_, text)| lexicon().kind(text).is_some()).count() >= 2
}

/// A line of text: a title over everything, the heading of a section, a note.
fn stands_alone(grid: &Grid, row: usize) -> bool {
    /// A question may be merged with the cell for its group; what is wider belongs to no institution.
    const WIDE: usize = 3;
    let mut cells = grid.used(row);
    let (Some((column, text)), None) = (cells.next(), cells.next()) else { return false };
    let note = text.starts_with(['※', '＊', '*', '注']) || text.chars().count() > LONGEST_HEADING;
    let wide = (1..WIDE).all(|more| grid.home((row, column + more)) == grid.home((row, column)));
    note || wide
}

/// What stands above the names and asks nothing.
fn is_above(grid: &Grid, row: usize) -> bool {
    let (line, cells) = (grid.line(row), grid.used(row).count());
    cells == 1 || !legend(&line).is_empty() || cells == 2 && dates::find(&line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_names_and_names_have_places() {
        for place in [(0, 0), (4, 2), (99, 27)] {
            assert_eq!(cell_of(&cell_name(place)), Some(place));
        }
        assert_eq!((cell_name((4, 2)).as_str(), cell_of("C0"), cell_of("5"), cell_of("C")), ("C5", None, None, None));
        assert_eq!((Layout::Columns.column_of("7"), Layout::Columns.column_of("0")), (Some(6), None));
        assert_eq!(Layout::Columns.name_of(6), "7");
    }
}

//! Where the tables of a sheet are: heading rows, columns, and the rows below.

use super::answer::{Reading, legend};
use super::dates;
use super::grid::Grid;
use super::role::Role;
use super::words::{bare, lexicon};

/// A heading is short; longer texts are titles, questions and notes.
pub(super) const LONGEST_HEADING: usize = 60;
/// Headings stand in at most so many rows above, and below, the row with the word for the name.
const MOST_ROWS: usize = 3;
/// So sure must a heading be to make its row a row of headings.
pub(super) const SURE: u8 = 70;

/// A table on a sheet. All numbers are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The first and the last row of headings.
    pub(super) header: (usize, usize),
    /// The last row that may belong to it.
    pub(super) last: usize,
    /// Its columns from left to right.
    pub(super) columns: Vec<Heading>,
}

/// A column and what stands above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    /// The column.
    pub(super) column: usize,
    /// What stands above it, the widest heading first; empty where nothing does.
    pub(super) parts: Vec<String>,
}

impl Heading {
    /// The headings on one line.
    pub(super) fn line(&self) -> String {
        self.parts.join("／")
    }
}

/// The lines of the sheets in sight that hold no table: covers, on which a day or a legend may stand.
pub(super) fn covers(grids: &[Grid]) -> Vec<String> {
    /// A cover is short; long sheets are tables of another sort, whose dates are not those of the answers.
    const MOST_ROWS: usize = 40;
    let is_cover = |grid: &&Grid| !grid.hidden && grid.height() <= MOST_ROWS && tables(grid).is_empty();
    let covers = grids.iter().filter(is_cover);
    covers.flat_map(|grid| (0..grid.height()).map(|row| grid.line(row))).filter(|line| !line.is_empty()).collect()
}

/// The tables of a sheet, from top to bottom and from left to right.
pub(super) fn tables(grid: &Grid) -> Vec<Found> {
    if !grid.headings.is_empty() {
        let last = grid.height().saturating_sub(1);
        return vec![Found { header: (0, 0), last, columns: grid.headings.clone() }];
    }
    let mut found: Vec<Found> = Vec::new();
    let mut row = 0;
    while row < grid.height() {
        let Some(name) = name_column(grid, row) else {
            row += 1;
            continue;
        };
        let floor = found.last().map_or(0, |table| table.header.1 + 1);
        let table = Found::around(grid, row, name, floor);
        row = table.header.1 + 1;
        match found.last_mut() {
            // A heading that is printed again on every page.
            Some(before) if same_headings(before, &table) => {}
            Some(before) => {
                before.last = table.header.0 - 1;
                found.push(table);
            }
            None => found.push(table),
        }
    }
    if found.is_empty() {
        found.extend(by_content(grid));
    }
    found.into_iter().flat_map(side_by_side).collect()
}

/// The column of the name, where the row is one of headings: a word for the name, and another heading beside it.
fn name_column(grid: &Grid, row: usize) -> Option<usize> {
    let short = |text: &str| text.chars().count() <= LONGEST_HEADING;
    let cells: Vec<(usize, &str)> = grid.used(row).filter(|(_, text)| short(text)).collect();
    if cells.len() < 2 {
        return None;
    }
    let meant = |text: &str| lexicon().heading(text, &[]).filter(|found| found.confidence >= SURE);
    let (name, _) = *cells.iter().find(|(_, text)| is_name(text))?;
    let others = cells.iter().filter(|(column, text)| *column != name && meant(text).is_some()).count();
    // One more heading will do where the row below or above has more: 「名称 | 所在地 | 呼吸 | 栄養」.
    (others >= 1 && cells.iter().all(|(_, text)| !is_symbol(text))).then_some(name)
}

/// Whether a heading is that of the name.
pub(super) fn is_name(text: &str) -> bool {
    let found = || lexicon().heading(text, &[]);
    lexicon().may_be_name(text) && found().is_some_and(|found| found.role == Role::Name && found.confidence >= SURE)
}

/// A lone symbol of an answer: the row is one of data.
fn is_symbol(text: &str) -> bool {
    matches!(super::answer::Answers::default().read(text), Reading::Said(..)) && bare(text).chars().count() == 0
}

impl Found {
    fn around(grid: &Grid, row: usize, name: usize, floor: usize) -> Self {
        let (mut top, mut bottom) = (row, row);
        while top > floor && row - top < MOST_ROWS && is_group_row(grid, top - 1, name) {
            top -= 1;
        }
        while bottom + 1 < grid.height() && bottom - row < MOST_ROWS && continues(grid, row, bottom + 1, name) {
            bottom += 1;
        }
        Self::of(grid, (top, bottom))
    }

    /// The table under these rows of headings, down to the end of the sheet.
    pub(super) fn of(grid: &Grid, header: (usize, usize)) -> Self {
        let last = grid.height().saturating_sub(1);
        let in_use = |column: &usize| {
            (header.0..=header.1).any(|row| !bare(grid.filled((row, *column))).is_empty())
                || (header.1 + 1..=last).any(|row| !grid.own((row, *column)).is_empty())
        };
        let columns = (0..grid.width()).filter(in_use);
        let columns = columns.map(|column| Heading { column, parts: parts(grid, header, column) }).collect();
        Self { header, last, columns }
    }

    fn has_headings(&self) -> usize {
        self.columns.iter().filter(|heading| !heading.parts.is_empty()).count()
    }
}

/// Whether a row above the headings names groups of them. Titles stand alone at the left; legends and dates are no headings.
fn is_group_row(grid: &Grid, row: usize, name: usize) -> bool {
    let cells: Vec<(usize, &str)> = grid.used(row).collect();
    let line = grid.line(row);
    let heading =
        |text: &str| text.chars().count() <= LONGEST_HEADING && !text.contains('。') && !bare(text).is_empty();
    let right_of_name = cells.iter().filter(|(column, _)| *column > name).count();
    (cells.len() >= 2 || cells.first().is_some_and(|(column, _)| *column > name + 1))
        && right_of_name >= 1
        && cells.iter().all(|(_, text)| heading(text))
        && legend(&line).is_empty()
        && dates::find(&line).is_none()
}

/// Whether a row below the word for the name still is one of headings.
fn continues(grid: &Grid, anchor: usize, row: usize, name: usize) -> bool {
    // 「事業所」 over 「名称」 is still a heading; any other name begins the data.
    if !grid.own((row, name)).is_empty() {
        return name_column(grid, row) == Some(name) && !same_row(grid, row - 1, row);
    }
    let name_goes_on = grid.home((row, name)).0 <= anchor && grid.home((row, name)) != (row, name);
    let cells: Vec<&str> = grid.used(row).map(|(_, text)| text).collect();
    if cells.is_empty() {
        return name_goes_on;
    }
    let known = cells.iter().filter(|text| lexicon().heading(text, &[]).is_some_and(|found| found.confidence >= SURE));
    let decoration = |text: &str| bare(text).is_empty() || text.starts_with(['(', '（', '[', '【']);
    let answers = cells.iter().any(|text| is_symbol(text));
    let short = cells.iter().all(|text| text.chars().count() <= LONGEST_HEADING);
    short && (name_goes_on || !answers && known.count() > 0 || cells.iter().all(|text| decoration(text)))
}

/// What stands above a column, from the widest heading to its own.
fn parts(grid: &Grid, (top, bottom): (usize, usize), column: usize) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for row in top..=bottom {
        let below = (row + 1..=bottom).any(|row| !grid.own((row, column)).is_empty());
        let text = match grid.filled((row, column)) {
            "" if below => group_to_the_left(grid, row, column, bottom),
            text => text,
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // 「(○△×)」 says how to answer, not what; a lone 「○」 is the answer that a column stands for.
        let speaks = !bare(&text).is_empty() || row == bottom && !parts.is_empty() && is_symbol(&text);
        if speaks && parts.last() != Some(&text) {
            parts.push(text);
        }
    }
    parts
}

/// The heading of a group whose cells are not merged, or that lost its merging in a CSV: the nearest to the left that has headings
/// of its own below it.
fn group_to_the_left(grid: &Grid, row: usize, column: usize, bottom: usize) -> &str {
    let Some(left) = (0..column).rev().find(|&left| !grid.filled((row, left)).is_empty()) else { return "" };
    let is_group = (row + 1..=bottom).any(|row| !grid.own((row, left)).is_empty());
    let explicit = grid.spans_columns((row, left));
    if is_group && !explicit { grid.filled((row, left)) } else { "" }
}

fn same_row(grid: &Grid, a: usize, b: usize) -> bool {
    grid.used(a).eq(grid.used(b))
}

fn same_headings(a: &Found, b: &Found) -> bool {
    let words = |table: &Found| -> Vec<String> { table.columns.iter().map(|heading| bare(&heading.line())).collect() };
    words(a) == words(b)
}

/// A table without a word for the name: above the first row of a column full of institutions' names.
fn by_content(grid: &Grid) -> Option<Found> {
    let is_name = |text: &str| text.chars().count() <= LONGEST_HEADING && lexicon().kind(text).is_some();
    let rows_of = |column: usize| (0..grid.height()).filter(move |&row| is_name(grid.own((row, column))));
    let (names, count) = (0..grid.width()).map(|column| (column, rows_of(column).count())).max_by_key(|(_, n)| *n)?;
    let beside = |row: usize| grid.used(row).count() >= 2;
    let first = rows_of(names).find(|&row| beside(row))?;
    let mut top = first;
    while top > 0 && first - top < MOST_ROWS && beside(top - 1) && dates::find(&grid.line(top - 1)).is_none() {
        top -= 1;
    }
    (count >= 2 && top < first).then(|| Found::of(grid, (top, first - 1)))
}

/// The same headings twice beside each other are two tables.
fn side_by_side(table: Found) -> Vec<Found> {
    let words: Vec<String> = table.columns.iter().map(|heading| bare(&heading.line())).collect();
    let own = |i: usize| table.columns[i].parts.last().map(|part| bare(part)).unwrap_or_default();
    let is_name = |i: &usize| {
        let known = lexicon().column(&table.columns[*i].parts, &[]);
        known.is_some_and(|found| found.role == Role::Name && found.confidence >= SURE)
    };
    let names: Vec<usize> = (0..words.len()).filter(is_name).collect();
    let repeated = names.len() > 1 && names.iter().all(|&i| own(i) == own(names[0]));
    if !repeated {
        return vec![table];
    }
    let period = names[1] - names[0];
    let before = (1..=names[0].min(period - 1)).take_while(|back| own(names[0] - back) == own(names[1] - back)).count();
    let same = (0..period - before).filter(|i| names[0] + i < words.len() && names[1] + i < words.len());
    if same.filter(|i| own(names[0] + i) == own(names[1] + i)).count() < 2 {
        return vec![table];
    }
    let starts: Vec<usize> = names.iter().map(|name| name.saturating_sub(before)).collect();
    let block = |(k, &start): (usize, &usize)| {
        let end = starts.get(k + 1).copied().unwrap_or(words.len());
        let first = if k == 0 { 0 } else { start };
        Found { columns: table.columns[first..end].to_vec(), ..table.clone() }
    };
    starts.iter().enumerate().map(block).filter(|block| block.has_headings() > 1).collect()
}

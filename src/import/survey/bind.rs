//! A mapping laid over a file: which column of which table is meant.

use super::grid::Grid;
use super::header::{self, Found, Heading};
use super::layout::Layout;
use super::mapping::{ColumnMapping, Mapping, TableMapping};
use super::role::Role;
use super::words::bare;
use crate::domain::Kind;
use crate::domain::text::fold;
use crate::import::ledger::{Ledger, place};

/// A table of the file with its columns bound.
pub(super) struct Bound<'a> {
    /// The sheet.
    pub(super) grid: &'a Grid,
    /// Where the table is.
    pub(super) found: Found,
    /// The kinds that were asked.
    pub(super) kinds: Vec<Kind>,
    /// Its columns, from left to right. Those that nobody assigned have the role [`Role::Unmapped`].
    pub(super) columns: Vec<Column>,
}

/// A column of the file.
pub(super) struct Column {
    /// Where it is, counted from 0.
    pub(super) index: usize,
    /// Its heading as a person would call it.
    pub(super) heading: String,
    /// What it is.
    pub(super) role: Role,
}

impl Bound<'_> {
    /// The first column with a role.
    pub(super) fn column(&self, role: &Role) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == *role)
    }
}

/// Binds every table of a mapping.
///
/// # Errors
/// In words, where a sheet or a column that the mapping uses is not in the file.
pub(super) fn bind<'a>(
    grids: &'a [Grid],
    mapping: &Mapping,
    ledger: &mut Ledger<'_>,
) -> Result<Vec<Bound<'a>>, String> {
    let mut bound: Vec<Bound<'a>> = Vec::new();
    for table in &mapping.tables {
        let grid = sheet(grids, table, mapping)?;
        let alone = mapping.tables.iter().filter(|other| other.sheet == table.sheet).count() == 1;
        bound.push(bind_table(grid, table, alone, ledger)?);
    }
    for grid in grids.iter().filter(|grid| !bound.iter().any(|bound| std::ptr::eq(bound.grid, *grid))) {
        if (0..grid.height()).any(|row| grid.used(row).next().is_some()) {
            ledger.remark(
                "sheet_ignored",
                "",
                &grid.name,
                "対応表にないシートは読みません (the mapping does not name the sheet)",
            );
        }
    }
    for i in 0..bound.len() {
        stop_at_next(&mut bound, i);
    }
    Ok(bound)
}

/// A table ends where the next one below it on the same sheet begins.
fn stop_at_next(bound: &mut [Bound<'_>], i: usize) {
    let (grid, top) = (bound[i].grid, bound[i].found.header.1);
    let below = bound.iter().filter(|other| std::ptr::eq(other.grid, grid) && other.found.header.0 > top);
    if let Some(next) = below.map(|other| other.found.header.0).min() {
        bound[i].found.last = bound[i].found.last.min(next - 1);
    }
}

fn sheet<'a>(grids: &'a [Grid], table: &TableMapping, mapping: &Mapping) -> Result<&'a Grid, String> {
    let named = grids.iter().find(|grid| grid.name == table.sheet);
    let alike = || grids.iter().find(|grid| fold(&grid.name) == fold(&table.sheet));
    // A mapping of one table fits a file of one visible sheet, whatever the sheet is called this year.
    let only = || {
        let mut visible = grids.iter().filter(|grid| !grid.hidden);
        visible.next().filter(|_| mapping.tables.len() == 1 && visible.next().is_none())
    };
    named.or_else(alike).or_else(only).ok_or_else(|| {
        let names: Vec<String> = grids.iter().map(|grid| format!("「{}」", grid.name)).collect();
        format!("シート「{}」がありません。あるのは (no such sheet; there are) {}", table.sheet, names.join(" "))
    })
}

fn bind_table<'a>(
    grid: &'a Grid,
    table: &TableMapping,
    alone: bool,
    ledger: &mut Ledger<'_>,
) -> Result<Bound<'a>, String> {
    let [first, last] = table.header_rows;
    let stated = (last <= grid.height()).then(|| Found::of(grid, (first - 1, last - 1)));
    let candidates = header::tables(grid).into_iter().chain(stated);
    let locate = |found: &Found, column: &ColumnMapping| locate(found, column, table.layout);
    let fit = |found: &Found| {
        let places = table.columns.iter().filter(|column| locate(found, column).is_some()).count();
        let at = |column: &&ColumnMapping| locate(found, column) == table.layout.column_of(&column.column);
        let in_place = table.columns.iter().filter(at).count();
        (places, in_place, std::cmp::Reverse(found.columns.len()))
    };
    let found =
        candidates.max_by_key(fit).ok_or_else(|| format!("シート「{}」は空です (the sheet is empty)", grid.name))?;
    let mut columns = Vec::new();
    let mut missing = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let role = if column.is_unmapped() { Role::Unmapped } else { column.role.clone() };
        let index = match table.layout {
            // The grid was made of the labels of the mapping, in its order.
            Layout::Form => found.columns.iter().find(|heading| heading.column == at).map(|heading| heading.column),
            Layout::Rows | Layout::Columns => locate(&found, column),
        };
        match index {
            Some(index) => {
                remark_moved(column, index, &found, table.layout, ledger);
                columns.push(Column { index, heading: shown(&column.heading, index, table.layout), role });
            }
            None if role == Role::Unmapped || role == Role::Ignored => {}
            None if table.layout == Layout::Rows => {
                missing.push(format!("{}列「{}」({})", column.column, column.heading, column.role.id()));
            }
            None => missing.push(format!("{}「{}」({})", column.column, column.heading, column.role.id())),
        }
    }
    if !missing.is_empty() {
        return Err(format!(
            "対応表にある列がファイルにありません (columns of the mapping are not in the file): {}。様式が変わったときは `zaitaku survey map` で作り直してください",
            missing.join("、")
        ));
    }
    let listed: Vec<usize> = columns.iter().map(|column| column.index).collect();
    let (from, to) = (listed.iter().min().copied().unwrap_or(0), listed.iter().max().copied().unwrap_or(0));
    let others = found
        .columns
        .iter()
        .filter(|heading| !listed.contains(&heading.column) && (alone || (from..=to).contains(&heading.column)));
    let others: Vec<Column> = others
        .map(|heading| Column {
            index: heading.column,
            heading: shown(&heading.line(), heading.column, table.layout),
            role: Role::Unmapped,
        })
        .collect();
    columns.extend(others);
    columns.sort_by_key(|column| column.index);
    Ok(Bound { grid, found, kinds: table.kinds.clone(), columns })
}

/// Where a column of the mapping is: under its letters where the heading is the same, else where its heading stands.
fn locate(found: &Found, column: &ColumnMapping, layout: Layout) -> Option<usize> {
    let at = layout.column_of(&column.column)?;
    let line = bare(&column.heading);
    let leaf = bare(column.heading.rsplit('／').next().unwrap_or_default());
    let same = |heading: &&Heading| bare(&heading.line()) == line;
    let alike = |heading: &&Heading| !leaf.is_empty() && bare(heading.parts.last().map_or("", String::as_str)) == leaf;
    let here = found.columns.iter().find(|heading| heading.column == at);
    let only = |fits: &dyn Fn(&&Heading) -> bool| {
        let mut fitting = found.columns.iter().filter(|heading| fits(heading));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let there = || if line.is_empty() { None } else { only(&same).or_else(|| only(&alike)) };
    here.filter(|heading| same(heading) || alike(heading)).or_else(there).map(|heading| heading.column)
}

fn remark_moved(column: &ColumnMapping, index: usize, found: &Found, layout: Layout, ledger: &mut Ledger<'_>) {
    let unit = if layout == Layout::Columns { "行" } else { "列" };
    if layout != Layout::Form && layout.column_of(&column.column) != Some(index) {
        let here = layout.name_of(index);
        let message =
            format!("対応表では{}{unit}ですが、{here}{unit}にありました (the column has moved)", column.column);
        ledger.info("column_moved", place(found.header.1 as u64 + 1, &column.heading, ""), &message);
    }
}

fn shown(heading: &str, index: usize, layout: Layout) -> String {
    let unit = if layout == Layout::Columns { "行" } else { "列" };
    if heading.is_empty() { format!("{}{unit}", layout.name_of(index)) } else { heading.to_owned() }
}

//! The columns of a dataset, and a header bound to them.

use ::csv::StringRecord;

use super::ledger::Ledger;
use super::table::Table;
use super::{Dataset, ImportError};
use crate::domain::record::SourceRecord;
use crate::domain::text::fold;

/// The one function every dataset has: its tables in, its records out; what it noticed goes to the ledger.
pub(super) type Read = fn(Vec<Table<'_>>, &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError>;

/// A published layout.
pub(super) struct Layout {
    /// What people call it.
    pub(super) label: &'static str,
    /// Its named columns.
    pub(super) columns: &'static [Column],
    /// Whether a folded heading belongs to one of its families of columns (seven weekdays by five weeks, …).
    pub(super) family: fn(&str) -> bool,
    /// Whether at least one column of the families must be there.
    pub(super) needs_family: bool,
    /// How it is read.
    pub(super) read: Read,
}

/// A named column.
pub(super) struct Column {
    /// The official name, and after it others in use.
    pub(super) names: &'static [&'static str],
    /// What its absence means.
    pub(super) need: Need,
}

/// What the absence of a column means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Without it the file is another file.
    Required,
    /// Without it records are poorer, which is said.
    Wanted,
    /// Known and not used, or absent from some editions.
    Known,
}

/// A required column.
pub(super) const fn required(names: &'static [&'static str]) -> Column {
    Column { names, need: Need::Required }
}

/// A column whose absence is remarked.
pub(super) const fn wanted(names: &'static [&'static str]) -> Column {
    Column { names, need: Need::Wanted }
}

/// A column that may be there.
pub(super) const fn known(names: &'static [&'static str]) -> Column {
    Column { names, need: Need::Known }
}

/// A heading as it is compared: width, case, kana, white space and hyphens do not matter.
pub(super) fn heading(text: &str) -> String {
    fold(text.trim_start_matches('\u{feff}'))
}

/// Where a column stands in a row.
#[derive(Clone, Copy)]
pub(super) struct At(Option<usize>);

impl At {
    /// The trimmed cell, empty where the file has no such column. White space includes the ideographic.
    pub(super) fn of(self, row: &StringRecord) -> &str {
        self.0.and_then(|index| row.get(index)).unwrap_or_default().trim()
    }

    /// Where it stands.
    pub(super) const fn index(self) -> Option<usize> {
        self.0
    }
}

/// A header bound to a layout.
pub(super) struct Header {
    layout: &'static Layout,
    /// As it stands in the file.
    pub(super) original: Vec<String>,
    folded: Vec<String>,
}

impl Header {
    /// Binds a row to a layout, whether it fits or not.
    pub(super) fn new(layout: &'static Layout, row: &StringRecord) -> Self {
        let original: Vec<String> =
            row.iter().map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let folded = original.iter().map(|text| heading(text)).collect();
        Self { layout, original, folded }
    }

    /// What people call the layout.
    pub(super) const fn label(&self) -> &'static str {
        self.layout.label
    }

    fn position(&self, column: &Column) -> Option<usize> {
        column.names.iter().find_map(|name| {
            let name = heading(name);
            self.folded.iter().position(|text| *text == name)
        })
    }

    /// Where the column with this official name stands.
    pub(super) fn at(&self, name: &str) -> At {
        let column = self.layout.columns.iter().find(|column| column.names[0] == name);
        debug_assert!(column.is_some(), "{name} is no column of {}", self.layout.label);
        At(column.and_then(|column| self.position(column)))
    }

    /// The columns of a family: what each means, and where it stands.
    pub(super) fn family<T>(&self, meaning: impl Fn(&str) -> Option<T>) -> Vec<(T, At)> {
        self.folded.iter().enumerate().filter_map(|(i, text)| Some((meaning(text)?, At(Some(i))))).collect()
    }

    /// The columns of a certain need that the header lacks.
    pub(super) fn missing(&self, need: Need) -> Vec<&'static str> {
        let absent = |column: &&Column| column.need == need && self.position(column).is_none();
        self.layout.columns.iter().filter(absent).map(|column| column.names[0]).collect()
    }

    /// The columns of the header that the layout does not know.
    pub(super) fn unknown(&self) -> Vec<&str> {
        let known: Vec<usize> = self.layout.columns.iter().filter_map(|column| self.position(column)).collect();
        let strange =
            |i: usize| !self.folded[i].is_empty() && !known.contains(&i) && !(self.layout.family)(&self.folded[i]);
        (0..self.folded.len()).filter(|&i| strange(i)).map(|i| self.original[i].as_str()).collect()
    }

    /// How many columns the layout knows.
    pub(super) fn fit(&self) -> usize {
        self.folded.iter().filter(|text| !text.is_empty()).count() - self.unknown().len()
    }

    /// Whether the header has all that the layout requires.
    pub(super) fn fits(&self) -> bool {
        self.missing(Need::Required).is_empty()
            && (!self.layout.needs_family || self.folded.iter().any(|text| (self.layout.family)(text)))
    }

    /// How many columns the file has.
    pub(super) fn width(&self) -> usize {
        self.original.len()
    }
}

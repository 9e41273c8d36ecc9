//! Rows by municipality, so that an area's list does not go through the whole country.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{Area, Directory};
use crate::domain::municipality::MunicipalityCode;

/// Rows in the order of their municipality's code, those of one municipality ascending. Rows without one are not in it.
#[derive(Debug, Default)]
pub(super) struct ByArea {
    rows: Vec<(u32, u32)>,
    /// Counted when somebody first asks.
    counts: OnceLock<BTreeMap<MunicipalityCode, u32>>,
}

impl ByArea {
    /// Sorts rows: the code at position `i` is that of row `i`.
    pub(super) fn of(codes: impl Iterator<Item = Option<MunicipalityCode>>) -> Self {
        let mut rows: Vec<(u32, u32)> =
            codes.zip(0u32..).filter_map(|(code, row)| code.map(|code| (code.number(), row))).collect();
        rows.sort_unstable();
        rows.shrink_to_fit();
        Self { rows, counts: OnceLock::new() }
    }

    /// The code's number and the row of everybody in an area, which is a stretch of codes.
    pub(super) fn rows(&self, area: &Area) -> &[(u32, u32)] {
        let (first, last) = area.codes();
        let start = self.rows.partition_point(|(code, _)| *code < first);
        let length = self.rows[start..].partition_point(|(code, _)| *code <= last);
        &self.rows[start..start + length]
    }
}

impl Directory {
    /// How many facilities that are not closed for good lie in each municipality, counted once for this directory.
    pub fn municipalities(&self) -> &BTreeMap<MunicipalityCode, u32> {
        self.by_area.counts.get_or_init(|| {
            let mut counts = BTreeMap::new();
            let open = self.columns.iter().filter(|columns| !columns.closed);
            open.filter_map(|columns| columns.municipality).for_each(|code| *counts.entry(code).or_default() += 1);
            counts
        })
    }
}

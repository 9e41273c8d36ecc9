//! Rows by municipality, so that an area's list does not go through the whole country.

use super::Area;
use crate::domain::municipality::MunicipalityCode;

/// Rows in the order of their municipality's code, those of one municipality ascending. Rows without one are not in it.
#[derive(Debug, Default)]
pub(super) struct ByArea(Vec<(u32, u32)>);

impl ByArea {
    /// Sorts rows: the code at position `i` is that of row `i`.
    pub(super) fn of(codes: impl Iterator<Item = Option<MunicipalityCode>>) -> Self {
        let mut rows: Vec<(u32, u32)> =
            codes.zip(0u32..).filter_map(|(code, row)| code.map(|code| (code.number(), row))).collect();
        rows.sort_unstable();
        rows.shrink_to_fit();
        Self(rows)
    }

    /// The code's number and the row of everybody in an area, which is a stretch of codes.
    pub(super) fn rows(&self, area: &Area) -> &[(u32, u32)] {
        let (first, last) = area.codes();
        let start = self.0.partition_point(|(code, _)| *code < first);
        let length = self.0[start..].partition_point(|(code, _)| *code <= last);
        &self.0[start..start + length]
    }
}

//! The calendars of those who have any, found by row without hashing: a ranked answer looks at some hundreds.

use crate::domain::facility::Hours;

/// A row without calendars.
const NONE: u32 = u32::MAX;

/// Calendars by row.
#[derive(Debug, Default)]
pub(super) struct HoursByRow {
    /// Where the calendars of each row stand.
    at: Vec<u32>,
    hours: Vec<(u32, Hours)>,
}

impl HoursByRow {
    /// Adds the calendars of a row.
    pub(super) fn insert(&mut self, row: u32, hours: Hours) {
        let place = u32::try_from(self.hours.len()).unwrap_or(NONE);
        if self.at.len() <= row as usize {
            self.at.resize(row as usize + 1, NONE);
        }
        self.at[row as usize] = place;
        self.hours.push((row, hours));
    }

    /// The calendars of a row, where it has any.
    pub(super) fn get(&self, row: u32) -> Option<&Hours> {
        let place = *self.at.get(row as usize)?;
        self.hours.get(place as usize).map(|(_, hours)| hours)
    }

    /// All calendars, in the order in which they were added.
    pub(super) fn all(&self) -> &[(u32, Hours)] {
        &self.hours
    }
}

impl FromIterator<(u32, Hours)> for HoursByRow {
    fn from_iter<I: IntoIterator<Item = (u32, Hours)>>(items: I) -> Self {
        let mut hours = Self::default();
        items.into_iter().for_each(|(row, own)| hours.insert(row, own));
        hours
    }
}

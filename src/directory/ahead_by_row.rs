//! What is said of days and months to come, of those who say any of it, found by row without hashing.

use serde::{Deserialize, Serialize};

use crate::domain::availability::Ahead;

/// By row, ascending.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct AheadByRow {
    rows: Vec<u32>,
    said: Vec<Ahead>,
}

impl AheadByRow {
    /// Adds what a row says. Rows come in ascending order.
    pub(super) fn insert(&mut self, row: u32, ahead: Ahead) {
        self.rows.push(row);
        self.said.push(ahead);
    }

    /// Everybody, ascending by row.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Ahead)> {
        self.rows.iter().copied().zip(&self.said)
    }

    /// What a row says. Only rows whose columns tell that there is something are looked for.
    pub(super) fn get(&self, row: u32) -> Option<&Ahead> {
        self.rows.binary_search(&row).ok().map(|place| &self.said[place])
    }
}

//! How requests of the last days weigh, so that not the same are asked again and again.

use serde::Deserialize;

use super::{PolicyError, within};
use crate::domain::vocabulary::Words;

/// The term `rotation`, which stands only in answers to those who keep cases.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotationPolicy {
    /// What is taken off the score of somebody who was asked as often as it takes patients.
    pub weight: f64,
    /// How many days a request counts.
    pub window_days: i64,
    /// Patients in a month of those that have not said how many they take.
    pub usual_capacity: u32,
    /// What the term is called.
    pub label: Words,
    /// Why it has this weight.
    pub reason: Words,
}

impl RotationPolicy {
    /// Whether its numbers can be meant.
    pub(super) fn check(&self) -> Result<(), PolicyError> {
        within("rotation.weight", self.weight, 0.0, 1.0)?;
        within("rotation.window_days", self.window_days as f64, 1.0, 366.0)?;
        within("rotation.usual_capacity", f64::from(self.usual_capacity), 1.0, 10_000.0)
    }
}

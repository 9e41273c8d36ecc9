//! The part of the policy about days and months to come: `[availability]` of `data/policy.toml`.

use serde::Deserialize;

use super::PolicyError;
use crate::domain::Source;
use crate::domain::vocabulary::Words;

/// The `[availability]` table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AvailabilityFile {
    pub(super) carried_over: CarriedOver,
    confirmed: ConfirmedFile,
    vacancy: Reasoned,
    cover: Reasoned,
}

impl AvailabilityFile {
    /// Every text that a reader may be shown.
    pub(super) fn reasons(&self) -> impl Iterator<Item = &Words> {
        [&self.carried_over.reason, &self.confirmed.reason, &self.vacancy.reason, &self.cover.reason].into_iter()
    }
}

/// For how long an answer about a month is a reason to ask in the months after it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarriedOver {
    /// So many months.
    pub months: u8,
    /// Why.
    pub reason: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfirmedFile {
    sources: Vec<Source>,
    reason: Words,
}

/// A law without a number, and why it is one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    /// Why.
    pub reason: Words,
}

/// How what is said of days and months to come is read.
#[derive(Debug, Clone)]
pub struct Availability {
    /// Where nobody spoke of a month.
    pub carried_over: CarriedOver,
    /// Why a confirmation renews what some sources said.
    pub confirmed: Reasoned,
    /// Why free places of a day stand before the month.
    pub vacancy: Reasoned,
    /// Why the cover of a day stands for a second doctor.
    pub cover: Reasoned,
    /// The sources whose sayings a confirmation renews, as bits in the order of [`Source::ALL`].
    pub(super) renewed: u64,
}

impl Availability {
    /// Checks what was written.
    pub(super) fn check(file: AvailabilityFile) -> Result<Self, PolicyError> {
        let mut renewed = 0_u64;
        for source in file.confirmed.sources {
            let bit = 1 << (source as u32);
            if renewed & bit != 0 {
                return Err(PolicyError::Twice(format!("availability.confirmed.sources: {}", source.id())));
            }
            renewed |= bit;
        }
        Ok(Self {
            carried_over: file.carried_over,
            confirmed: Reasoned { reason: file.confirmed.reason },
            vacancy: file.vacancy,
            cover: file.cover,
            renewed,
        })
    }

    /// Each law by name, with its reason.
    pub const fn laws(&self) -> [(&'static str, &Words); 4] {
        [
            ("carried_over", &self.carried_over.reason),
            ("confirmed", &self.confirmed.reason),
            ("vacancy", &self.vacancy.reason),
            ("cover", &self.cover.reason),
        ]
    }

    /// Whether a confirmation renews what a source said.
    pub const fn renews(&self, source: Source) -> bool {
        self.renewed >> (source as u32) & 1 == 1
    }
}

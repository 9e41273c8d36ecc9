//! Who says yes about a month or a day to come.

use std::sync::Arc;

use jiff::civil::Date;

use super::Directory;
use crate::domain::answer::{PackedFact, Stands};
use crate::domain::availability::{Ahead, Coming, Dated};
use crate::domain::{Answer, Capability, Source};
use crate::matching::Policy;

/// What is asked of days and months to come, and how old an answer about it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingFilter {
    asked: Coming,
    /// The day on which ages are counted, as [`PackedFact::day_number`] counts.
    today: u16,
    /// By source: after how many days a saying about a month is old, and one about the places of a day.
    month_days: [u16; Source::ALL.len()],
    vacancy_days: [u16; Source::ALL.len()],
    /// By source: whether a confirmation renews what it said.
    renewed: [bool; Source::ALL.len()],
}

impl ComingFilter {
    /// A filter whose ages are counted on a day.
    pub fn new(asked: Coming, today: Date, policy: &Policy) -> Self {
        let capability = policy.accepting_new_capability().unwrap_or(Capability(0));
        let days = |stands| {
            let fact = |source| PackedFact::of_day_number(capability, Answer::Yes, source, 0).standing(stands);
            std::array::from_fn(|i| Source::ALL.get(i).map_or(0, |source| policy.horizon_days(fact(*source))))
        };
        Self {
            asked,
            today: PackedFact::day_number(today),
            month_days: days(Stands::Month),
            vacancy_days: days(Stands::Vacancy),
            renewed: std::array::from_fn(|i| {
                Source::ALL.get(i).is_some_and(|source| policy.availability().renews(*source))
            }),
        }
    }

    /// The same with another month or day.
    #[must_use]
    pub fn with(&self, asked: Coming) -> Self {
        Self { asked, ..self.clone() }
    }

    /// What is asked.
    pub const fn asked(&self) -> Coming {
        self.asked
    }

    /// Whether a facility says yes to all that is asked, recently enough; with `or_consult` also whether it may be asked. Who said nothing
    /// about the month or day itself does not pass: another month's answer is none.
    pub(super) fn passes(&self, ahead: Option<&Ahead>, or_consult: bool) -> bool {
        let Some(ahead) = ahead else { return self.asked.is_empty() };
        let fits =
            |said: Option<Dated>, days: &[u16]| said.is_some_and(|said| self.fits(ahead, said, days, or_consult));
        self.asked.new_patients.is_none_or(|month| fits(ahead.new_patients(month), &self.month_days))
            && self.asked.vacancy_on.is_none_or(|day| fits(ahead.vacancy(day), &self.vacancy_days))
    }

    fn fits(&self, ahead: &Ahead, said: Dated, days: &[u16], or_consult: bool) -> bool {
        let source = said.source as usize;
        let renewed = self.renewed.get(source).copied().unwrap_or(false);
        let day = if renewed { said.day().max(ahead.confirmed()) } else { said.day() };
        let fresh = self.today.saturating_sub(day) <= days.get(source).copied().unwrap_or(0);
        match said.answer {
            Answer::Yes => fresh || or_consult,
            Answer::Consult => or_consult,
            Answer::No | Answer::Unknown => false,
        }
    }
}

impl Directory {
    /// Who passes, one bit a row.
    pub fn coming_rows(&self, filter: &ComingFilter, or_consult: bool) -> Arc<[u64]> {
        let mut bits = vec![0_u64; self.len().div_ceil(64)];
        let built = self.base.ahead.iter().filter(|(row, _)| !self.overlay.contains(*row));
        let changed = self.overlay.iter().filter_map(|(row, changed)| Some((row, changed.ahead.as_ref()?)));
        for (row, _) in built.chain(changed).filter(|(_, ahead)| filter.passes(Some(ahead), or_consult)) {
            if let Some(word) = bits.get_mut(row as usize / 64) {
                *word |= 1 << (row % 64);
            }
        }
        bits.into()
    }
}

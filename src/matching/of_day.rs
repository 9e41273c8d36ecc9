//! What a facility says about the very day or month of a question, which stands before what it says in general.

use crate::domain::answer::{PackedFact, Stands};
use crate::domain::availability::{Ahead, Dated, YearMonth};
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Capability, CapabilitySet};

use super::policy::Policy;
use super::question::Question;

/// What stands for new patients on the day of a question, and which sayings a confirmation renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OfDay {
    fact: Option<PackedFact>,
    places: Option<u16>,
    /// The day of the confirmation; 0 where there is none.
    confirmed: u16,
    /// Whose sayings it renews, as bits in the order of the sources.
    renews: u64,
}

impl OfDay {
    /// Of a day's free places, a day's cover and a month's answer, the narrowest that was said stands: free places on the day; for a second
    /// doctor the cover on the day; else the month.
    pub fn of(ahead: &Ahead, question: &Question, policy: &Policy) -> Self {
        let Some(capability) = policy.accepting_new_capability() else { return Self::default() };
        let day = question.at.date();
        let cover = || ahead.cover(day).filter(|_| question.role == Role::Alternate).map(|said| (said, Stands::Cover));
        let month = || {
            let known = ahead.in_month(YearMonth::of(day), policy.carried_over_months());
            known.map(|(said, carried)| (said, if carried { Stands::CarriedOver } else { Stands::Month }))
        };
        let said = ahead.vacancy(day).map(|said| (said, Stands::Vacancy)).or_else(cover).or_else(month);
        let bare = Self { confirmed: ahead.confirmed(), renews: policy.renewed_by_confirmation(), ..Self::default() };
        let fact = said.map(|(said, stands)| bare.renewed(fact(capability, said, stands)));
        Self { fact, places: said.and_then(|(said, _)| said.places()), ..bare }
    }

    /// The fact that stands on the day instead of the one that was said in general.
    pub(super) fn instead(&self, capability: Capability) -> Option<PackedFact> {
        self.fact.filter(|fact| fact.capability == capability)
    }

    /// How many places, where the saying about the day or month gave a number.
    pub const fn places(&self) -> Option<u16> {
        self.places
    }

    /// A fact with the day of the confirmation, where that is later and the source is one whose sayings a confirmation renews.
    pub(super) fn renewed(&self, fact: PackedFact) -> PackedFact {
        if self.renews >> (fact.source as u32) & 1 == 1 { fact.confirmed_on(self.confirmed) } else { fact }
    }

    /// The capabilities that are refused on the day, of those refused in general.
    #[must_use]
    pub fn refused(&self, in_general: CapabilitySet) -> CapabilitySet {
        let Some(fact) = self.fact else { return in_general };
        let others: CapabilitySet = in_general.iter().filter(|other| *other != fact.capability).collect();
        let refused = fact.answer == Answer::No && fact.stands != Stands::CarriedOver;
        others.iter().chain(refused.then_some(fact.capability)).collect()
    }
}

fn fact(capability: Capability, said: Dated, stands: Stands) -> PackedFact {
    PackedFact::of_day_number(capability, said.answer, said.source, said.day()).standing(stands)
}

//! What several facilities say together: enough to know, without looking at each, what the best of them could be.
//!
//! An outlook never promises too little. Whoever asks the best outlooks first, and stops where nothing better can be hoped, has the
//! same first few as one who looked at everybody; a test compares the two.

use std::cmp::Ordering;

use crate::domain::answer::PackedFact;
use crate::domain::{Answer, Capability, CapabilitySet, Metres};

use super::policy::{Given, Policy, TermId};
use super::question::{AnyOf, Question, View};
use super::rank::{Exclusion, Place, Ranked};

/// Two sums of the same numbers may differ in their last digit; nobody is passed over for that.
const ROUNDING: f64 = 1e-9;
/// Values are rounded to hundredths, upwards by half of one at most.
const HALF_A_HUNDREDTH: f64 = 0.005;

/// What several facilities say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outlook {
    members: u32,
    /// Of these, the ones whose place is known well enough.
    placed: u32,
    /// Those that answer yes or 要相談 to their trade, and which capability that is.
    offering: u32,
    trade: Option<Capability>,
    /// What at least one answers with yes, with 要相談, with no; and what every one answers with no.
    yes: CapabilitySet,
    consult: CapabilitySet,
    some_no: CapabilitySet,
    all_no: CapabilitySet,
    /// Whether one has contact hours, and whether one belongs to a group.
    contact: bool,
    in_group: bool,
}

impl Outlook {
    /// The outlook of one facility. `trade` is what a role of its kind implies.
    pub fn of(view: &View, trade: Option<Capability>) -> Self {
        let answered = |answer| {
            let such = view.facts.iter().filter(move |fact: &&PackedFact| fact.answer == answer);
            such.map(|fact| fact.capability).collect::<CapabilitySet>()
        };
        let (yes, consult) = (answered(Answer::Yes), answered(Answer::Consult));
        Self {
            members: 1,
            placed: u32::from(view.placed),
            offering: u32::from(trade.is_some_and(|trade| yes.contains(trade) || consult.contains(trade))),
            trade,
            yes,
            consult,
            some_no: view.no,
            all_no: view.no,
            contact: view.contact.is_some(),
            in_group: view.in_group,
        }
    }

    /// The same outlook of a facility that says of some days and months something else about a capability. On which day it will be asked
    /// is not known, so everything is possible that it says of any.
    #[must_use]
    pub fn or_of_some_day(mut self, capability: Capability, answers: impl Iterator<Item = Answer>) -> Self {
        for answer in answers {
            match answer {
                Answer::Yes => self.yes.insert(capability),
                Answer::Consult => self.consult.insert(capability),
                Answer::No => self.some_no.insert(capability),
                Answer::Unknown => {}
            }
            self.all_no = self.all_no.iter().filter(|other| *other != capability).collect();
        }
        self
    }

    /// Two outlooks of the same trade as one.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            members: self.members + other.members,
            placed: self.placed + other.placed,
            offering: self.offering + other.offering,
            trade: self.trade,
            yes: CapabilitySet(self.yes.0 | other.yes.0),
            consult: CapabilitySet(self.consult.0 | other.consult.0),
            some_no: CapabilitySet(self.some_no.0 | other.some_no.0),
            all_no: CapabilitySet(self.all_no.0 & other.all_no.0),
            contact: self.contact || other.contact,
            in_group: self.in_group || other.in_group,
        }
    }

    /// How many there are.
    pub const fn members(&self) -> u32 {
        self.members
    }

    /// How many are known to do what the role is about; `None` where that must be asked of each.
    pub fn offering(&self, question: &Question) -> Option<u32> {
        match question.implies {
            None => Some(self.members),
            Some(implied) if self.trade == Some(implied) => Some(self.offering),
            Some(implied) => (!self.yes.contains(implied) && !self.consult.contains(implied)).then_some(0),
        }
    }

    /// Why none of them within the line is a candidate, or that all of them are. `None` where that differs from one to the next.
    pub fn exclusion(&self, question: &Question) -> Option<Option<Exclusion>> {
        match self.placed {
            0 => return Some(Some(Exclusion::PlaceUnknown)),
            placed if placed < self.members => return None,
            _ => {}
        }
        if let Some(implied) = question.implies.filter(|&implied| self.some_no.contains(implied)) {
            return self.all_no.contains(implied).then_some(Some(Exclusion::NotInRole));
        }
        for &need in &question.needs {
            if need.is_refused(self.all_no) {
                return Some(Some(Exclusion::Need(need)));
            }
            if need.is_refused(self.some_no) {
                return None;
            }
        }
        Some(None)
    }

    /// The best that can be hoped of one of them at `place`, none of them being nearer than `nearest`.
    pub fn hope(&self, place: Place, nearest: Metres, question: &Question, policy: &Policy) -> Hope {
        let met = |need: &AnyOf| Self::some_member(*need, self.yes);
        let (mut unmet, mut asks) = (0, 0);
        for need in question.needs.iter().filter(|need| !met(need)) {
            let (refused, may_be_refused) = (need.is_refused(self.all_no), need.is_refused(self.some_no));
            unmet += u32::from(refused);
            // Among near misses one that may be refused may be either; unmet needs are counted first.
            let may_be_unmet = refused || (may_be_refused && place == Place::NearMiss);
            asks += u32::from(!may_be_unmet);
        }
        if place == Place::NearMiss {
            unmet = unmet.max(1);
        }
        let values = self.best_values(nearest, question, policy);
        // Recent requests only take away from a score: nobody's is better with them than without.
        let score: f64 = policy.terms().iter().zip(values).map(|(term, value)| term.weight * value).sum();
        Hope { unmet, asks, score: score + ROUNDING }
    }

    /// No member's value of a term is larger.
    fn best_values(&self, nearest: Metres, question: &Question, policy: &Policy) -> [f64; TermId::ALL.len()] {
        let asked = || question.needs.iter().chain(&question.wishes);
        let count = question.needs.len() + question.wishes.len();
        let met = asked().filter(|need| Self::some_member(**need, self.yes)).count();
        let reachable = policy.reachable();
        let known = [reachable.open, reachable.soon, reachable.closed].into_iter().fold(reachable.unknown, f64::max);
        [
            (1.0 - nearest.0 / policy.radius().0).clamp(0.0, 1.0) + policy.distance_step() / 2.0,
            question.implies.map_or(1.0, |implied| policy.best_visits(self.given(implied))),
            self.best_night_cover(policy),
            if self.contact { known } else { reachable.unknown },
            policy.accepting_new_capability().map_or(1.0, |new| policy.best_accepting_new(self.given(new))),
            if count == 0 { 1.0 } else { met as f64 / count as f64 + HALF_A_HUNDREDTH },
            f64::from(u8::from(self.in_group)),
            self.best_freshness(question),
        ]
    }

    /// Only promises have an age that counts.
    fn best_freshness(&self, question: &Question) -> f64 {
        let promised = CapabilitySet(self.yes.0 | self.consult.0);
        let asked = question.needs.iter().chain(&question.wishes).map(|&any| Self::some_member(any, promised));
        let touched = asked.chain(question.implies.map(|implied| promised.contains(implied)));
        let (young, count) = touched.fold((0u32, 0u32), |(young, count), one| (young + u32::from(one), count + 1));
        f64::from(young) / f64::from(count.max(1)) + HALF_A_HUNDREDTH
    }

    fn best_night_cover(&self, policy: &Policy) -> f64 {
        let value = |&(capability, full): &(Capability, f64)| {
            let Given { yes, consult, .. } = self.given(capability);
            if yes { full } else { f64::from(u8::from(consult)) * full / 2.0 }
        };
        policy.night_cover().iter().map(value).fold(0.0, f64::max)
    }

    const fn given(&self, capability: Capability) -> Given {
        Given {
            yes: self.yes.contains(capability),
            consult: self.consult.contains(capability),
            no: self.some_no.contains(capability),
        }
    }

    fn some_member(any: AnyOf, set: CapabilitySet) -> bool {
        any.members().any(|member| set.contains(member))
    }
}

/// The best that can be hoped of somebody: nobody of those it speaks of stands before it.
#[derive(Debug, Clone, Copy)]
pub struct Hope {
    unmet: u32,
    asks: u32,
    score: f64,
}

impl Hope {
    /// Whether one of whom this can be hoped may stand before another.
    pub fn may_stand_before(&self, other: &Ranked) -> bool {
        // Only a closer look tells whose way is long, so nobody's is hoped to be.
        let decided = (false, self.unmet, self.asks).cmp(&(other.far, other.unmet, other.asks));
        decided.then_with(|| other.score.total_cmp(&self.score)).is_le()
    }

    /// The larger hope first.
    pub fn order(&self, other: &Self) -> Ordering {
        (self.unmet, self.asks).cmp(&(other.unmet, other.asks)).then_with(|| other.score.total_cmp(&self.score))
    }
}

//! From the facilities around a home to the ordered answer and its evidence.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::domain::answer::PackedFact;
use crate::domain::{Answer, Capability, Metres};
use crate::way::Way;

use super::policy::{Policy, TermId};
use super::question::{AnyOf, Question, State, View};
use super::score::{distance, values};

/// One facility in the order of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The directory's row.
    pub row: u32,
    /// Straight line from the home.
    pub distance: Metres,
    /// The way there, by which the distance is counted.
    pub way: Way,
    /// Needs to ask about.
    pub asks: u32,
    /// Needs answered no.
    pub unmet: u32,
    /// The value of each term, in the order of [`TermId::ALL`].
    pub values: [f64; TermId::ALL.len()],
    /// Σ weight · value.
    pub score: f64,
    /// The lot that decides among equals, drawn anew each day and for each question.
    pub lot: u64,
}

/// Why a facility that was looked at is not a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exclusion {
    /// Farther than the line.
    BeyondLine,
    /// Placed only to its municipality; its distance means nothing.
    PlaceUnknown,
    /// Says that it does not do what the role is about.
    NotInRole,
    /// Says no to this need (the first in the order asked).
    Need(AnyOf),
}

/// How the answer came about. `examined = candidates + Σ excluded`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// Facilities of the role's kinds that were looked at.
    pub examined: u32,
    /// Of these, within the line.
    pub within: u32,
    /// Of those within, the ones known to do what the role is about (yes or 要相談).
    pub offering: u32,
    /// Candidates in all, also those beyond the answer's limit.
    pub candidates: u32,
    /// Why the others are not candidates.
    pub excluded: BTreeMap<Exclusion, u32>,
}

/// The ordered answer.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// Those without an unmet need, in order, at most the limit.
    pub candidates: Vec<Ranked>,
    /// Those with the fewest unmet needs, in order, at most the limit.
    pub near_misses: Vec<Ranked>,
    /// How the answer came about.
    pub evidence: Evidence,
}

/// Orders the facilities around a home. `views` are those of the role's kinds within the policy's examined radius, in any order:
/// the answer does not depend on it.
pub fn rank<'a>(
    question: &Question,
    policy: &Policy,
    views: impl Iterator<Item = View<'a>>,
    limit: usize,
    near_miss_limit: usize,
) -> Ranking {
    let today = PackedFact::day_number(question.today);
    let seed = rotation_seed(question);
    let mut evidence = Evidence::default();
    let mut candidates = Top::new(limit);
    let mut near_misses = Top::new(near_miss_limit);
    for view in views {
        evidence.examined += 1;
        let within = view.distance.0 <= policy.radius().0;
        evidence.within += u32::from(within);
        let role_answer = question.implies.and_then(|implied| view.fact(implied)).map(|fact| fact.answer);
        let offers = question.implies.is_none() || matches!(role_answer, Some(Answer::Yes | Answer::Consult));
        evidence.offering += u32::from(within && offers);
        let exclusion = exclusion(&view, question, within, role_answer);
        if let Some(reason) = exclusion {
            *evidence.excluded.entry(reason).or_default() += 1;
        } else {
            evidence.candidates += 1;
        }
        let top = match exclusion {
            None => &mut candidates,
            Some(Exclusion::Need(_)) => &mut near_misses,
            Some(_) => continue,
        };
        let standing = standing(&view, question, policy, today);
        if top.may_hold(standing) {
            let straight = ranked(&view, standing, question, policy, today, seed);
            // A way over land only lowers the score: whoever does not come in by the straight line need not be looked at.
            if top.may_enter(&straight) {
                top.offer(straight.by(view.way.way(view.distance), policy));
            }
        }
    }
    Ranking { candidates: candidates.into_sorted(), near_misses: near_misses.into_sorted(), evidence }
}

impl Ranked {
    /// The same facility with its distance counted by the way there.
    fn by(mut self, way: Way, policy: &Policy) -> Self {
        if way.is_over_water() {
            self.way = way;
            self.values[TermId::Distance as usize] = distance(way.counted(self.distance), policy);
            self.score = score(&self.values, policy);
        }
        self
    }

    /// The metres by which the distance is counted; `None` where no road leads there, or one that is too long to be measured.
    pub fn counted(&self) -> Option<Metres> {
        self.way.counted(self.distance)
    }
}

/// Σ weight · value, in the order of the terms.
fn score(values: &[f64; TermId::ALL.len()], policy: &Policy) -> f64 {
    policy.terms().iter().zip(values).map(|(term, value)| term.weight * value).sum()
}

/// How one facility stands in the order of a question, whether or not it is a candidate.
pub fn assess(view: &View, question: &Question, policy: &Policy) -> Ranked {
    let today = PackedFact::day_number(question.today);
    let standing = standing(view, question, policy, today);
    let straight = ranked(view, standing, question, policy, today, rotation_seed(question));
    straight.by(view.way.way(view.distance), policy)
}

fn exclusion(view: &View, question: &Question, within: bool, role_answer: Option<Answer>) -> Option<Exclusion> {
    if !within {
        return Some(Exclusion::BeyondLine);
    }
    if !view.placed {
        return Some(Exclusion::PlaceUnknown);
    }
    if role_answer == Some(Answer::No) {
        return Some(Exclusion::NotInRole);
    }
    question.needs.iter().copied().find(|need| need.is_refused(view.no)).map(Exclusion::Need)
}

/// How many needs are answered no, and how many are to ask about: what decides before any score.
fn standing(view: &View, question: &Question, policy: &Policy, today: u16) -> (u32, u32) {
    question.needs.iter().fold((0, 0), |(unmet, asks), &need| match view.standing(need, policy, today).state {
        State::Met => (unmet, asks),
        State::Ask => (unmet, asks + 1),
        State::Unmet => (unmet + 1, asks),
    })
}

fn ranked(
    view: &View,
    (unmet, asks): (u32, u32),
    question: &Question,
    policy: &Policy,
    today: u16,
    seed: u64,
) -> Ranked {
    let values = values(view, question, policy, today);
    let score = score(&values, policy);
    let lot = xxh3_64_with_seed(view.id.as_bytes(), seed);
    Ranked { row: view.row, distance: view.distance, way: Way::Straight, asks, unmet, values, score, lot }
}

/// The seed of the day's lots: the same for the same question within a day, unrelated from day to day.
fn rotation_seed(question: &Question) -> u64 {
    let mut words = vec![u64::from(PackedFact::day_number(question.today)), question.role as u64];
    words.extend([question.origin.lat(), question.origin.lon()].map(f64::to_bits));
    // A member of an any-of requirement after its first is marked, so that 「a or b」 draws other lots than 「a and b」.
    let member = |(i, capability): (usize, Capability)| u64::from(capability.0) | u64::from(i > 0) << 32;
    words.extend(question.needs.iter().flat_map(|need| need.members().enumerate().map(member)));
    let bytes: Vec<u8> = words.into_iter().flat_map(u64::to_le_bytes).collect();
    xxh3_64_with_seed(&bytes, 0)
}

/// Unmet ascending, asks ascending, score descending, then the lot. Never a name, an identifier or the order of import.
fn order(a: &Ranked, b: &Ranked) -> Ordering {
    (a.unmet, a.asks)
        .cmp(&(b.unmet, b.asks))
        .then_with(|| b.score.total_cmp(&a.score))
        .then_with(|| a.lot.cmp(&b.lot))
        .then_with(|| a.row.cmp(&b.row))
}

/// The first few of many in the order of the answer, without sorting them all.
struct Top {
    limit: usize,
    held: Vec<Ranked>,
    /// The last that is still among the first few, once there are that many.
    last: Option<Ranked>,
}

impl Top {
    const fn new(limit: usize) -> Self {
        Self { limit, held: Vec::new(), last: None }
    }

    /// Whether one of this standing could still be among the first few; most could not, and need no score.
    fn may_hold(&self, standing: (u32, u32)) -> bool {
        self.limit > 0 && self.last.is_none_or(|last| standing <= (last.unmet, last.asks))
    }

    /// Whether this one could still be among the first few.
    fn may_enter(&self, item: &Ranked) -> bool {
        self.last.is_none_or(|last| order(item, &last).is_lt())
    }

    fn offer(&mut self, item: Ranked) {
        self.held.push(item);
        if self.held.len() >= 2 * self.limit.max(32) {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        if self.held.len() > self.limit && self.limit > 0 {
            self.held.select_nth_unstable_by(self.limit - 1, order);
            self.held.truncate(self.limit);
            self.last = self.held.last().copied();
        }
    }

    fn into_sorted(mut self) -> Vec<Ranked> {
        self.shrink();
        self.held.sort_unstable_by(order);
        self.held
    }
}

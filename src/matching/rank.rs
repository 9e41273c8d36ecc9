//! From the facilities around a home to the ordered answer and its evidence.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::domain::answer::PackedFact;
use crate::domain::{Answer, Metres};

use super::draw::Draw;
use super::policy::{Policy, TermId};
use super::question::{AnyOf, Question, State, View};
use super::score::values;

/// One facility in the order of the answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The directory's row.
    pub row: u32,
    /// Straight line from the home.
    pub distance: Metres,
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
    let mut draw = Draw::of(question);
    let mut evidence = Evidence::default();
    let mut candidates = Top::new(limit);
    let mut near_misses = Top::new(near_miss_limit);
    for view in views {
        evidence.examined += 1;
        let within = view.distance.0 <= policy.radius().0;
        evidence.within += u32::from(within);
        evidence.offering += u32::from(within && offers(&view, question));
        let exclusion = exclusion(&view, question, policy);
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
            top.offer(ranked(&view, standing, question, policy, today, &mut draw));
        }
    }
    Ranking { candidates: candidates.into_sorted(), near_misses: near_misses.into_sorted(), evidence }
}

/// What a facility answers to what the role is about; `None` where nobody has said or the role implies nothing.
fn role_answer(view: &View, question: &Question) -> Option<Answer> {
    question.implies.and_then(|implied| view.fact(implied)).map(|fact| fact.answer)
}

/// Whether a facility is known to do what the role is about (yes or 要相談).
fn offers(view: &View, question: &Question) -> bool {
    question.implies.is_none() || matches!(role_answer(view, question), Some(Answer::Yes | Answer::Consult))
}

/// Why a facility of the role's kinds is no candidate: the first reason that applies. `None` for a candidate.
pub fn exclusion(view: &View, question: &Question, policy: &Policy) -> Option<Exclusion> {
    if view.distance.0 > policy.radius().0 {
        return Some(Exclusion::BeyondLine);
    }
    if !view.placed {
        return Some(Exclusion::PlaceUnknown);
    }
    if role_answer(view, question) == Some(Answer::No) {
        return Some(Exclusion::NotInRole);
    }
    question.needs.iter().copied().find(|need| need.is_refused(view.no)).map(Exclusion::Need)
}

/// One facility as the order sees it, wherever it lies and whatever excludes it.
pub fn measure(view: &View, question: &Question, policy: &Policy) -> Ranked {
    let today = PackedFact::day_number(question.today);
    ranked(view, standing(view, question, policy, today), question, policy, today, &mut Draw::of(question))
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
    draw: &mut Draw,
) -> Ranked {
    let values = values(view, question, policy, today);
    let score = policy.terms().iter().zip(values).map(|(term, value)| term.weight * value).sum();
    let lot = draw.lot(view.id);
    Ranked { row: view.row, distance: view.distance, asks, unmet, values, score, lot }
}

/// Unmet ascending, asks ascending, score descending, then the lot. Never a name, an identifier or the order of import.
pub(super) fn order(a: &Ranked, b: &Ranked) -> Ordering {
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
    /// Unmet needs and needs to ask about of the last that is still among the first few, once there are that many.
    last: Option<(u32, u32)>,
}

impl Top {
    const fn new(limit: usize) -> Self {
        Self { limit, held: Vec::new(), last: None }
    }

    /// Whether one of this standing could still be among the first few; most could not, and need no score.
    fn may_hold(&self, standing: (u32, u32)) -> bool {
        self.limit > 0 && self.last.is_none_or(|last| standing <= last)
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
            self.last = self.held.last().map(|last| (last.unmet, last.asks));
        }
    }

    fn into_sorted(mut self) -> Vec<Ranked> {
        self.shrink();
        self.held.sort_unstable_by(order);
        self.held
    }
}

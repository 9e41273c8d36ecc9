//! From the facilities around a home to the ordered answer and its evidence.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use crate::domain::answer::PackedFact;
use crate::domain::{Answer, Metres};
use crate::way::Way;

use super::draw::Draw;
use super::outlook::Hope;
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
    /// Whether that way is longer than the line of the rule, or none leads there: such a one stands behind all others.
    pub far: bool,
    /// Needs to ask about.
    pub asks: u32,
    /// Needs answered no.
    pub unmet: u32,
    /// The value of each term, in the order of [`TermId::ALL`].
    pub values: [f64; TermId::ALL.len()],
    /// The value of the term `rotation`, from −1 to 0; `None` where the question has no such term.
    pub rotation: Option<f64>,
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

/// Where in the answer a facility stands that was not left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among those without an unmet need.
    Candidate,
    /// Among those that lack something.
    NearMiss,
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
    let mut ranker = Ranker::new(question, policy, limit, near_miss_limit);
    for view in views {
        let offers = ranker.offers(&view);
        let exclusion = ranker.exclusion(&view);
        if let Some(place) = ranker.count(view.distance, u32::from(offers), 1, exclusion) {
            ranker.place(&view, place);
        }
    }
    ranker.finish()
}

/// A question on its way to an answer. Whoever knows many facilities at once need not show each of them: it is enough to count
/// every one, and to place those that may still stand among the first few.
#[derive(Debug)]
pub struct Ranker<'a> {
    question: &'a Question,
    policy: &'a Policy,
    today: u16,
    draw: Draw,
    evidence: Evidence,
    candidates: Top,
    near_misses: Top,
}

impl<'a> Ranker<'a> {
    /// Nobody was looked at yet.
    pub fn new(question: &'a Question, policy: &'a Policy, limit: usize, near_miss_limit: usize) -> Self {
        Self {
            question,
            policy,
            today: PackedFact::day_number(question.today),
            draw: Draw::of(question),
            evidence: Evidence::default(),
            candidates: Top::new(limit),
            near_misses: Top::new(near_miss_limit),
        }
    }

    /// Whether a facility is known to do what the role is about.
    pub fn offers(&self, view: &View) -> bool {
        let answer = role_answer(view, self.question);
        self.question.implies.is_none() || matches!(answer, Some(Answer::Yes | Answer::Consult))
    }

    /// Why a facility within the line is not a candidate.
    pub fn exclusion(&self, view: &View) -> Option<Exclusion> {
        exclusion_within(view, self.question)
    }

    /// Counts facilities that lie together on one side of the line and, where that is the inner one, are left out for the same reason
    /// or for none. Answers where they stand.
    pub fn count(
        &mut self,
        distance: Metres,
        offering: u32,
        members: u32,
        exclusion: Option<Exclusion>,
    ) -> Option<Place> {
        self.evidence.examined += members;
        let within = distance.0 <= self.policy.radius().0;
        if within {
            self.evidence.within += members;
            self.evidence.offering += offering;
        }
        let exclusion = if within { exclusion } else { Some(Exclusion::BeyondLine) };
        let Some(reason) = exclusion else {
            self.evidence.candidates += members;
            return Some(Place::Candidate);
        };
        *self.evidence.excluded.entry(reason).or_default() += members;
        matches!(reason, Exclusion::Need(_)).then_some(Place::NearMiss)
    }

    /// Whether somebody of whom no more than this can be hoped may stand among the first few.
    pub fn may_hold(&self, place: Place, hope: Hope) -> bool {
        self.top(place).may_hold(|last| hope.may_stand_before(last))
    }

    /// Puts a facility that was counted where it belongs, if it is among the first few there.
    pub fn place(&mut self, view: &View, place: Place) {
        let (question, policy) = (self.question, self.policy);
        let standing = standing(view, question, policy, self.today);
        // Most could not stand among the first few, and need no score.
        if self.top(place).may_hold(|last| last.far || standing <= (last.unmet, last.asks)) {
            let straight = ranked(view, standing, question, policy, self.today, &mut self.draw);
            // A way over land only lowers the score: whoever does not come in by the straight line need not be looked at.
            if self.top(place).may_hold(|last| order(&straight, last).is_lt()) {
                let by_the_way = straight.by(view.way.way(view.distance), policy);
                let top = match place {
                    Place::Candidate => &mut self.candidates,
                    Place::NearMiss => &mut self.near_misses,
                };
                top.offer(by_the_way);
            }
        }
    }

    const fn top(&self, place: Place) -> &Top {
        match place {
            Place::Candidate => &self.candidates,
            Place::NearMiss => &self.near_misses,
        }
    }

    /// The answer.
    pub fn finish(self) -> Ranking {
        let sorted = |top: Top| top.held.into_sorted_vec().into_iter().map(|Held(ranked)| ranked).collect();
        Ranking { candidates: sorted(self.candidates), near_misses: sorted(self.near_misses), evidence: self.evidence }
    }
}

impl Ranked {
    /// The same facility with its distance counted by the way there.
    fn by(mut self, way: Way, policy: &Policy) -> Self {
        if way.is_over_water() {
            self.way = way;
            self.far = way.counted(self.distance).is_none_or(|counted| counted.0 > policy.radius().0);
            self.values[TermId::Distance as usize] = distance(way.counted(self.distance), policy);
            self.score = score(&self.values, self.rotation, policy);
        }
        self
    }

    /// The metres by which the distance is counted; `None` where no road leads there, or one that is too long to be measured.
    pub fn counted(&self) -> Option<Metres> {
        self.way.counted(self.distance)
    }
}

/// Σ weight · value, in the order of the terms; recent requests last.
fn score(values: &[f64; TermId::ALL.len()], rotation: Option<f64>, policy: &Policy) -> f64 {
    let usual: f64 = policy.terms().iter().zip(values).map(|(term, value)| term.weight * value).sum();
    match (rotation, policy.rotation()) {
        (Some(value), Some(term)) => usual + term.weight * value,
        _ => usual,
    }
}

/// How one facility stands in the order of a question, whether or not it is a candidate.
pub fn assess(view: &View, question: &Question, policy: &Policy) -> Ranked {
    let today = PackedFact::day_number(question.today);
    let standing = standing(view, question, policy, today);
    let straight = ranked(view, standing, question, policy, today, &mut Draw::of(question));
    straight.by(view.way.way(view.distance), policy)
}

/// What a facility answers to what the role is about; `None` where nobody has said or the role implies nothing.
fn role_answer(view: &View, question: &Question) -> Option<Answer> {
    question.implies.and_then(|implied| view.fact(implied)).map(|fact| fact.answer)
}

/// Why a facility of the role's kinds is no candidate: the first reason that applies. `None` for a candidate.
pub fn exclusion(view: &View, question: &Question, policy: &Policy) -> Option<Exclusion> {
    if view.distance.0 > policy.radius().0 {
        return Some(Exclusion::BeyondLine);
    }
    exclusion_within(view, question)
}

fn exclusion_within(view: &View, question: &Question) -> Option<Exclusion> {
    if !view.placed {
        return Some(Exclusion::PlaceUnknown);
    }
    if role_answer(view, question) == Some(Answer::No) {
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
    draw: &mut Draw,
) -> Ranked {
    let values = values(view, question, policy, today);
    let rotation = question.rotation.as_ref().map(|rotation| rotation.value(view.row));
    let score = score(&values, rotation, policy);
    let lot = draw.lot(view.id);
    Ranked {
        row: view.row,
        distance: view.distance,
        way: Way::Straight,
        far: false,
        asks,
        unmet,
        values,
        rotation,
        score,
        lot,
    }
}

/// The long ways last, then unmet ascending, asks ascending, score descending, then the lot. Never a name, an identifier or the order of import.
pub(super) fn order(a: &Ranked, b: &Ranked) -> Ordering {
    (a.far, a.unmet, a.asks)
        .cmp(&(b.far, b.unmet, b.asks))
        .then_with(|| b.score.total_cmp(&a.score))
        .then_with(|| a.lot.cmp(&b.lot))
        .then_with(|| a.row.cmp(&b.row))
}

/// One of the first few, in the order of the answer.
#[derive(Debug)]
struct Held(Ranked);

impl Ord for Held {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Held {}

/// The first few of many in the order of the answer, without sorting them all. The last of them is at hand.
#[derive(Debug)]
struct Top {
    limit: usize,
    held: BinaryHeap<Held>,
}

impl Top {
    const fn new(limit: usize) -> Self {
        Self { limit, held: BinaryHeap::new() }
    }

    /// Whether there is room for one more, or the last of the first few is one that may give way.
    fn may_hold(&self, may_give_way: impl FnOnce(&Ranked) -> bool) -> bool {
        if self.held.len() < self.limit {
            return true;
        }
        self.held.peek().is_some_and(|Held(last)| may_give_way(last))
    }

    fn offer(&mut self, item: Ranked) {
        if self.held.len() < self.limit {
            self.held.push(Held(item));
        } else if let Some(mut last) = self.held.peek_mut()
            && order(&item, &last.0).is_lt()
        {
            *last = Held(item);
        }
    }
}

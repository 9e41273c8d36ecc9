//! The value of each term for one facility, each between 0 and 1.

use jiff::ToSpan;

use crate::domain::answer::{PackedFact, Stands};
use crate::domain::hours::OpenState;
use crate::domain::{Answer, Metres};

use super::policy::{Policy, TermId};
use super::question::{Question, State, View};

/// The values in the order of [`TermId::ALL`]; the distance is that of the straight line.
pub(super) fn values(view: &View, question: &Question, policy: &Policy, today: u16) -> [f64; TermId::ALL.len()] {
    [
        distance(Some(view.distance), policy),
        visits(view, question, policy, today),
        night_cover(view, policy, today),
        reachable(view, question, policy),
        accepting_new(view, policy, today),
        experience(view, question, policy, today),
        f64::from(u8::from(view.in_group)),
        freshness(view, question, policy, today),
    ]
}

/// 1 at the door, 0 at the line and beyond, in the policy's steps; 0 also where no length can be counted.
pub(super) fn distance(counted: Option<Metres>, policy: &Policy) -> f64 {
    let near = counted.map_or(0.0, |metres| (1.0 - metres.0 / policy.radius().0).clamp(0.0, 1.0));
    let steps = 1.0 / policy.distance_step();
    (near * steps).round() / steps
}

fn visits(view: &View, question: &Question, policy: &Policy, today: u16) -> f64 {
    question.implies.map_or(1.0, |implied| policy.visits_value(view.fact(implied), today))
}

/// The strongest form of night cover that is freshly answered yes; half of it where the answer is old or 要相談.
fn night_cover(view: &View, policy: &Policy, today: u16) -> f64 {
    let value = |&(capability, full): &(_, f64)| match view.state(capability, policy, today) {
        (State::Met, _) => full,
        (State::Ask, Some(fact)) if matches!(fact.answer, Answer::Yes | Answer::Consult) => full / 2.0,
        _ => 0.0,
    };
    policy.night_cover().iter().map(value).fold(0.0, f64::max)
}

fn reachable(view: &View, question: &Question, policy: &Policy) -> f64 {
    let values = policy.reachable();
    let Some(calendar) = view.contact else { return values.unknown };
    match calendar.state_at(question.at) {
        OpenState::Open => values.open,
        OpenState::Unknown => values.unknown,
        OpenState::Closed => {
            let soon = question.at.saturating_add(values.soon_hours.hours());
            let days = u16::try_from(values.soon_hours / 24 + 1).unwrap_or(7);
            match calendar.next_open(question.at, days) {
                Some(next) if next <= soon => values.soon,
                _ => values.closed,
            }
        }
    }
}

fn accepting_new(view: &View, policy: &Policy, today: u16) -> f64 {
    let fact = policy.accepting_new_capability().and_then(|capability| view.fact(capability));
    policy.accepting_new_value(fact, today)
}

/// The share of needs and wishes with a fresh yes; 1 for everybody when nothing was asked.
fn experience(view: &View, question: &Question, policy: &Policy, today: u16) -> f64 {
    let asked = question.needs.len() + question.wishes.len();
    let all = question.needs.iter().chain(&question.wishes);
    let met = all.filter(|&&need| view.standing(need, policy, today).state == State::Met).count();
    if asked == 0 { 1.0 } else { hundredths(met as f64 / asked as f64) }
}

/// The mean youth of the promises that the question touches: 1 on the day, 0 at the horizon. What was refused and what nobody knows
/// counts as what nobody answered: a fresh no must not stand before silence.
fn freshness(view: &View, question: &Question, policy: &Policy, today: u16) -> f64 {
    let asked = question.needs.iter().chain(&question.wishes).map(|&need| view.standing(need, policy, today).fact);
    let touched = asked.chain(question.implies.map(|implied| view.fact(implied)));
    let youth = |fact: PackedFact| {
        if !matches!(fact.answer, Answer::Yes | Answer::Consult) || fact.stands == Stands::CarriedOver {
            return 0.0;
        }
        let horizon = f64::from(policy.horizon_days(fact).max(1));
        (1.0 - f64::from(fact.age_days(today)) / horizon).max(0.0)
    };
    let (sum, count) =
        touched.map(|fact| fact.map_or(0.0, youth)).fold((0.0, 0u32), |(sum, count), value| (sum + value, count + 1));
    if count == 0 { 0.0 } else { hundredths(sum / f64::from(count)) }
}

/// A value as it is shown: whoever adds up the printed numbers gets the printed score.
fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

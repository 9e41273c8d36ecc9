//! In which half-hours of a week an institution comes when it is called.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::Answer;
use crate::domain::facility::Hours;
use crate::domain::hours::{Calendar, DAY, DayHours, OpenState};
use crate::matching::{Policy, State, View};

use super::week::{SLOT_MINUTES, SLOTS, Slots, Week};

/// On what a cover rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A fresh yes to coming at all hours.
    RoundTheClock,
    /// The calendar of visits and emergencies.
    Calendar,
    /// Coming at all hours was said to depend, or long ago: to be asked.
    ToBeAsked,
    /// A no to coming after hours: open outside consultation hours, and not known within them.
    ConsultationOnly,
    /// Nobody said anything.
    Nothing,
}

/// When somebody comes, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cover {
    /// The week.
    pub week: Week,
    /// On what it rests.
    pub basis: Basis,
}

/// The cover of the seven days from `first` on. `hours` are those in force; `today` is a day number on which ages are counted.
///
/// A half-hour is covered when all of it is, and open as soon as a minute of it is known to be closed. An old yes and 要相談 never
/// cover: they make unknown what the calendar leaves open.
pub fn cover(view: &View, hours: Option<&Hours>, policy: &Policy, today: u16, first: Date) -> Cover {
    let said = |list: &Vec<_>| list.iter().map(|&capability| view.state(capability, policy, today)).collect::<Vec<_>>();
    let lists: Vec<_> = policy.team().round_the_clock().iter().map(said).collect();
    if lists.iter().any(|list| list.iter().all(|(state, _)| *state == State::Met)) {
        return Cover { week: Week::all_covered(), basis: Basis::RoundTheClock };
    }
    let promised = |fact: &Option<_>| {
        fact.is_some_and(|fact: crate::domain::answer::PackedFact| matches!(fact.answer, Answer::Yes | Answer::Consult))
    };
    let perhaps = lists.iter().any(|list| list.iter().all(|(_, fact)| promised(fact)));
    let calendar = |pick: fn(&Hours) -> &Option<Calendar>| {
        hours.and_then(|hours| pick(hours).as_ref()).filter(|calendar| !calendar.rules.is_empty())
    };
    if let Some(visiting) = calendar(|hours| &hours.visiting) {
        let known = of_calendar(visiting, first);
        let week = if perhaps { Week::new(known.covered(), Slots::all()) } else { known };
        return Cover { week, basis: Basis::Calendar };
    }
    if perhaps {
        return Cover { week: Week::all_unknown(), basis: Basis::ToBeAsked };
    }
    let never_after_hours = view.fact(policy.team().after_hours()).is_some_and(|fact| fact.answer == Answer::No);
    if let Some(consultation) = calendar(|hours| &hours.consultation).filter(|_| never_after_hours) {
        let known = of_calendar(consultation, first);
        let week = Week::new(Slots::NONE, known.covered().or(known.unknown()));
        return Cover { week, basis: Basis::ConsultationOnly };
    }
    Cover { week: Week::all_unknown(), basis: Basis::Nothing }
}

/// A span of minutes after the beginning of the week.
type Minutes = (i32, i32);

const WEEK: i32 = (SLOTS as u32 * SLOT_MINUTES) as i32;

/// The week of a calendar.
fn of_calendar(calendar: &Calendar, first: Date) -> Week {
    let (mut sure, mut possible): (Vec<Minutes>, Vec<Minutes>) = (Vec::new(), Vec::new());
    // The day before may run into the first night.
    for day in -1..7i32 {
        let Ok(date) = first.checked_add(i64::from(day).days()) else { continue };
        let midnight = day * i32::from(DAY);
        mark(&calendar.spans_on(date), midnight, &mut sure, &mut possible);
        if day >= 0 && says_nothing_outside(calendar, date, midnight, [&sure, &possible]) {
            possible.push((midnight, midnight + i32::from(DAY)));
        }
    }
    let covered = whole_slots(sure.clone());
    sure.extend(possible);
    Week::new(covered, whole_slots(sure))
}

/// Adds the spans of one day: those that are sure, and those that may be.
fn mark(day: &DayHours, midnight: i32, sure: &mut Vec<Minutes>, possible: &mut Vec<Minutes>) {
    for span in &day.spans {
        let from = midnight + i32::from(span.from);
        if span.is_open_ended() {
            possible.push((from, midnight + i32::from(DAY)));
        } else if day.state == OpenState::Open {
            sure.push((from, midnight + i32::from(span.to)));
        } else {
            possible.push((from, midnight + i32::from(span.to)));
        }
    }
}

/// Whether the calendar is silent about a day outside the spans marked so far. One minute outside them tells it for all.
fn says_nothing_outside(calendar: &Calendar, date: Date, midnight: i32, marked: [&Vec<Minutes>; 2]) -> bool {
    let touched = || marked.into_iter().flatten();
    let outside = |minute: i32| touched().all(|&(from, to)| minute < from || to <= minute);
    let ends = touched().map(|&(_, to)| to).filter(|to| (midnight..midnight + i32::from(DAY)).contains(to));
    let probe = std::iter::once(midnight).chain(ends).find(|&minute| outside(minute));
    probe.is_some_and(|minute| {
        let at = date.at(0, 0, 0, 0).saturating_add(i64::from(minute - midnight).minutes());
        calendar.state_at(at) == OpenState::Unknown
    })
}

/// The half-hours that lie whole within the spans, once spans that touch are made one.
fn whole_slots(mut spans: Vec<Minutes>) -> Slots {
    spans.sort_unstable();
    let mut united: Vec<Minutes> = Vec::new();
    for (from, to) in spans {
        match united.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => united.push((from, to)),
        }
    }
    let length = SLOT_MINUTES as i32;
    let slot = |minute: i32| usize::try_from(minute / length).unwrap_or(0);
    let whole = |slots: Slots, (from, to): Minutes| {
        let (from, to) = (from.clamp(0, WEEK), to.clamp(0, WEEK));
        slots.with_range(slot(from + length - 1), slot(to))
    };
    united.into_iter().fold(Slots::NONE, whole)
}

//! The week of a calendar against a look at every minute.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::town::{calendar, doctor, policy, town};
use crate::domain::answer::PackedFact;
use crate::domain::facility::Hours;
use crate::domain::hours::{Calendar, Days, OpenState, Rule, Span};
use crate::domain::vocabulary::Role;
use crate::matching::team::{SLOT_MINUTES, SLOTS, World, begins, cover};

const CALENDARS: [&str; 14] = [
    "Mo-Fr 09:00-12:00,13:00-17:00; PH off; Dec 29-Jan 03 off",
    "Mo-Su 18:00-08:00",
    "Mo-Fr 17:30-08:30; Sa,Su 00:00-24:00; PH 00:00-24:00",
    "24/7",
    "Mo,We,Fr 09:05-12:10; Su off",
    "Sa[2,4] 09:00-11:30; PH off",
    "Mo-Fr 10:00-13:00,16:00-20:00; We[3] off",
    "Mo-Sa 22:00-06:00; \"学会等による臨時休診は院内掲示\"",
    "Mo-Fr 08:45-12:15; Sa,Su off; Aug 13-Aug 15 off; \"不定休\"",
    "PH 09:00-12:00",
    "2026 Nov 23 09:00-33:00",
    "Mo-Fr 09:00-12:00",
    "Mo 09:00-12:00; Mo 12:00-15:15; Tu off",
    "Mo-Su 00:00-24:00; Jan 01 off",
];

/// Every minute of every half-hour, one after the other.
fn by_the_minute(calendar: &Calendar, first: Date, slot: usize) -> OpenState {
    let states: Vec<OpenState> = (0..SLOT_MINUTES)
        .map(|minute| calendar.state_at(begins(first, slot).saturating_add(i64::from(minute).minutes())))
        .collect();
    if states.iter().all(|state| *state == OpenState::Open) {
        OpenState::Open
    } else if states.contains(&OpenState::Closed) {
        OpenState::Closed
    } else {
        OpenState::Unknown
    }
}

fn assert_same(calendar: &Calendar, first: Date) {
    let one = town([doctor("one", 1.0)]);
    let question = &one.questions()[0];
    let view = one.view_from(question, &policy(), 0).unwrap();
    let hours = Hours { visiting: Some(calendar.clone()), ..Hours::default() };
    let week = cover(&view, Some(&hours), &policy(), PackedFact::day_number(first), first).week;
    for slot in 0..SLOTS {
        let said = match (week.covered().contains(slot), week.unknown().contains(slot)) {
            (true, _) => OpenState::Open,
            (_, true) => OpenState::Unknown,
            _ => OpenState::Closed,
        };
        assert_eq!(said, by_the_minute(calendar, first, slot), "{} at {}", calendar.to_osm(), begins(first, slot));
    }
}

#[test]
fn a_week_says_of_every_minute_what_the_calendar_says() {
    for first in [date(2026, 11, 20), date(2026, 12, 29), date(2027, 5, 1), date(2026, 8, 10)] {
        for osm in CALENDARS {
            assert_same(&calendar(osm), first);
        }
    }
}

#[test]
fn from_five_on_is_covered_by_nobody_for_certain() {
    let mut evenings = calendar("Mo-Fr 09:00-12:00");
    let since = |minute| Rule { days: Days::Weekly(0b1_1111), spans: vec![Span::since(minute).unwrap()] };
    evenings.rules.push(since(17 * 60));
    assert_same(&evenings, date(2026, 11, 20));
    evenings.rules.push(Rule { days: Days::Weekly(0b10_0000), spans: vec![Span::SOME_TIME] });
    assert_same(&evenings, date(2026, 11, 20));
}

#[test]
fn the_alternate_role_implies_visits() {
    // A town of people who do not visit has no second doctor, whatever hours they keep.
    let people = [
        doctor("attending", 1.0),
        super::town::One::new("office", &[Role::Alternate], 1.0).no(&["home_visit_scheduled"]),
    ];
    assert!(town(people).named(Role::Alternate).is_empty());
}

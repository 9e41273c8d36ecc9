use jiff::civil::date;
use proptest::prelude::*;

use super::super::osm::tests::calendar;
use super::*;
use crate::domain::source::{Origin, Source};

fn read(text: &str) -> Calendar {
    Calendar::from_osm(text, Origin { source: Source::Demo, as_of: date(2026, 4, 1) }).unwrap()
}

fn at(month: i8, day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, month, day).at(hour, minute, 0, 0)
}

#[test]
fn hours_in_common_are_named_to_the_minute() {
    let doctor = read("Mo,We 13:00-14:00; Fr 22:00-02:00; PH off");
    let nurse = read("Mo-Fr 13:30-18:00; Fr 23:00-24:00; Sa 00:00-01:00; PH off");
    // A week without holidays from Monday on.
    let overlap = doctor.overlap(&nurse, date(2026, 4, 6), 7);
    assert_eq!(
        overlap.open,
        [(at(4, 6, 13, 30), at(4, 6, 14, 0)), (at(4, 8, 13, 30), at(4, 8, 14, 0)), (at(4, 10, 23, 0), at(4, 11, 1, 0)),]
    );
    assert_eq!(overlap.unknown, []);
    assert_eq!(doctor.next_overlap(&nurse, at(4, 6, 13, 45), 7), Some(at(4, 6, 13, 45)));
    assert_eq!(doctor.next_overlap(&nurse, at(4, 6, 14, 0), 7), Some(at(4, 8, 13, 30)));
    assert_eq!(doctor.next_overlap(&nurse, at(4, 11, 1, 0), 1), None);
}

#[test]
fn what_nobody_said_is_kept_apart_from_what_is_open() {
    let nurse = read("Mo-Fr 16:00-18:00; PH off");
    let doctor = read("Mo 17:00+; Tu unknown; PH off");
    let overlap = doctor.overlap(&nurse, date(2026, 4, 6), 3);
    assert_eq!(overlap.open, [(at(4, 6, 17, 0), at(4, 6, 17, 1))]);
    assert_eq!(
        overlap.unknown,
        [(at(4, 6, 17, 1), at(4, 6, 18, 0)), (at(4, 7, 16, 0), at(4, 7, 18, 0))],
        "Wednesday is closed"
    );
    let silent = Calendar::empty(nurse.origin);
    assert_eq!(silent.overlap(&nurse, date(2026, 4, 6), 1).unknown, [(at(4, 6, 16, 0), at(4, 6, 18, 0))]);
    assert_eq!(doctor.overlap(&nurse, date(2026, 4, 6), 0), Overlap::default());
}

#[test]
fn opening_hours_end_at_a_time_or_nobody_said_when_or_never() {
    let until = |text: &str, after| read(text).next_opening(after, 7).map(|opening| (opening.from, opening.until));
    assert_eq!(
        until("Mo 22:00-02:00", at(4, 6, 9, 0)),
        Some((at(4, 6, 22, 0), Until::At(at(4, 7, 2, 0)))),
        "a night is one opening"
    );
    assert_eq!(until("Mo 17:00+", at(4, 6, 9, 0)), Some((at(4, 6, 17, 0), Until::NotSaid)));
    assert_eq!(until("Mo 09:00-17:00,17:00+", at(4, 6, 10, 0)), Some((at(4, 6, 10, 0), Until::NotSaid)));
    assert_eq!(until("24/7", at(4, 6, 9, 0)), Some((at(4, 6, 9, 0), Until::RoundTheClock)));
    assert_eq!(until("Sa[5] 09:00-10:00", at(4, 6, 9, 0)), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_overlap_is_what_a_minute_by_minute_look_says(theirs in calendar(), mine in calendar(), day in 0..800i32) {
        // Every second run looks at a year's end, a spring or an August, where days are doubtful.
        let season = [date(2025, 12, 28), date(2026, 4, 28), date(2026, 8, 12), date(2026, 12, 31)];
        let any = date(2025, 1, 1) + day.days();
        let from = if day % 2 == 0 { any } else { season[day as usize / 2 % season.len()] };
        let overlap = theirs.overlap(&mine, from, 2);
        let mut minute = from.at(0, 0, 0, 0);
        let end = minute + 2.days();
        while minute < end {
            let within = |list: &[(DateTime, DateTime)]| list.iter().any(|(from, to)| *from <= minute && minute < *to);
            let states = [theirs.state_at(minute), mine.state_at(minute)];
            let closed = states.contains(&OpenState::Closed);
            let open = states == [OpenState::Open; 2];
            prop_assert_eq!(within(&overlap.open), open, "{}", minute);
            prop_assert_eq!(within(&overlap.unknown), !closed && !open, "{}", minute);
            minute += 1.minute();
        }
        for list in [&overlap.open, &overlap.unknown] {
            prop_assert!(list.windows(2).all(|pair| pair[0].1 < pair[1].0), "in order and apart");
        }
    }

    #[test]
    fn an_opening_lasts_as_long_as_it_is_open(calendar in calendar(), day in 0..400i32, minute in 0..1440i32) {
        let after = date(2026, 1, 1).at(0, 0, 0, 0) + day.days().minutes(minute);
        if let Some(opening) = calendar.next_opening(after, 3) {
            prop_assert!(opening.from >= after);
            prop_assert_eq!(calendar.state_at(opening.from), OpenState::Open);
            if let Until::At(end) = opening.until {
                prop_assert_eq!(calendar.state_at(end - 1.minute()), OpenState::Open);
                prop_assert_ne!(calendar.state_at(end), OpenState::Open);
            }
        }
    }
}

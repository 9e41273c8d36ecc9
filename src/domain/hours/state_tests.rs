use jiff::civil::date;

use super::*;
use crate::domain::source::{Origin, Source};

fn origin() -> Origin {
    Origin { source: Source::Demo, as_of: date(2026, 4, 1) }
}

fn read(text: &str) -> Calendar {
    Calendar::from_osm(text, origin()).unwrap()
}

fn at(month: i8, day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, month, day).at(hour, minute, 0, 0)
}

#[test]
fn weekdays_weeks_holidays_and_dates() {
    use OpenState::{Closed, Open};
    let calendar = read("Mo-Fr 09:00-12:00,13:00-17:00; Sa[2,4] 09:00-12:00; PH off; Dec 29-Jan 03 off");
    for (time, state) in [
        (at(4, 6, 9, 0), Open),
        (at(4, 6, 12, 0), Closed),
        (at(4, 6, 8, 59), Closed),
        // The first and second Saturday.
        (at(4, 4, 10, 0), Closed),
        (at(4, 11, 10, 0), Open),
        // 29 April is 昭和の日, 6 May 振替休日, 22 September 国民の休日.
        (at(4, 29, 10, 0), Closed),
        (at(5, 6, 10, 0), Closed),
        (at(5, 7, 10, 0), Open),
        (at(9, 22, 10, 0), Closed),
        (at(12, 28, 10, 0), Open),
        (at(12, 29, 10, 0), Closed),
        (at(1, 2, 10, 0), Closed),
        (at(1, 5, 10, 0), Open),
    ] {
        assert_eq!(calendar.state_at(time), state, "{time}");
    }
}

#[test]
fn nights_run_into_the_next_day() {
    let calendar = read("Mo 18:00-08:30; Tu off; PH 20:00-24:00");
    assert_eq!(calendar.state_at(at(4, 7, 8, 29)), OpenState::Open);
    assert_eq!(calendar.state_at(at(4, 7, 8, 30)), OpenState::Closed);
    // The Monday before, 4 May, is a holiday with hours of its own.
    assert_eq!(calendar.state_at(at(5, 5, 1, 0)), OpenState::Closed);
    assert_eq!(calendar.state_at(at(5, 4, 23, 59)), OpenState::Open);
}

#[test]
fn a_holiday_nobody_mentioned_is_unknown_within_the_hours() {
    let calendar = read("Mo-Fr 09:00-12:00");
    assert_eq!(calendar.state_at(at(5, 4, 10, 0)), OpenState::Unknown);
    assert_eq!(calendar.state_at(at(5, 4, 13, 0)), OpenState::Closed);
    let day = calendar.spans_on(date(2026, 5, 4));
    assert_eq!((day.state, day.holiday, day.spans.len()), (OpenState::Unknown, Some("みどりの日"), 1));
    assert_eq!(read("24/7").state_at(at(5, 4, 10, 0)), OpenState::Open);
}

#[test]
fn silence_is_not_closed() {
    assert_eq!(Calendar::empty(origin()).state_at(at(4, 6, 10, 0)), OpenState::Unknown);
    assert_eq!(Calendar::empty(origin()).spans_on(date(2026, 4, 6)).state, OpenState::Unknown);
    let calendar = read("Mo-Fr 09:00-12:00; Su off; \"土は要予約\"");
    assert_eq!(calendar.state_at(at(4, 6, 10, 0)), OpenState::Open);
    assert_eq!(calendar.state_at(at(4, 6, 13, 0)), OpenState::Unknown);
    assert_eq!(calendar.state_at(at(4, 11, 10, 0)), OpenState::Unknown);
    assert_eq!(calendar.state_at(at(4, 12, 10, 0)), OpenState::Closed);
    // Closures alone say nothing about the other days.
    let closures = read("Su off; PH off");
    assert_eq!(closures.state_at(at(4, 6, 10, 0)), OpenState::Unknown);
    assert_eq!(closures.state_at(at(4, 12, 10, 0)), OpenState::Closed);
}

#[test]
fn open_weekly_rules_unite_and_an_empty_one_takes_them_back() {
    let rule = |spans: &[(u16, u16)]| Rule {
        days: Days::Weekly(1),
        spans: spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect(),
    };
    let calendar = |rules| Calendar { rules, ..Calendar::empty(origin()) };
    let both = calendar(vec![rule(&[(540, 720)]), rule(&[(700, 800)])]);
    assert_eq!(both.spans_on(date(2026, 4, 6)).spans, [Span { from: 540, to: 800 }]);
    let closed = calendar(vec![rule(&[(540, 720)]), rule(&[])]);
    assert!(closed.spans_on(date(2026, 4, 6)).spans.is_empty());
    let reopened = calendar(vec![rule(&[(540, 720)]), rule(&[]), rule(&[(600, 660)])]);
    assert_eq!(reopened.spans_on(date(2026, 4, 6)).spans, [Span { from: 600, to: 660 }]);
}

#[test]
fn when_next() {
    let calendar = read("Mo-Fr 09:00-12:00,13:00-17:00; PH off; Dec 29-Jan 03 off");
    let next = |time| calendar.next_open(time, 14);
    assert_eq!(next(at(4, 6, 10, 0)), Some(at(4, 6, 10, 0)));
    assert_eq!(next(at(4, 6, 12, 0)), Some(at(4, 6, 13, 0)));
    assert_eq!(next(at(4, 3, 17, 0)), Some(at(4, 6, 9, 0)));
    // Friday 1 May, then the weekend and three holidays.
    assert_eq!(next(at(5, 1, 17, 0)), Some(at(5, 7, 9, 0)));
    assert_eq!(next(at(12, 28, 17, 0)), Some(date(2027, 1, 4).at(9, 0, 0, 0)));
    assert_eq!(calendar.next_open(at(5, 1, 17, 0), 5), None);
    assert_eq!(next(date(2026, 4, 6).at(8, 59, 30, 0)), Some(at(4, 6, 9, 0)));
    assert_eq!(next(date(2026, 4, 3).at(23, 59, 30, 0)), Some(at(4, 6, 9, 0)));
}

#[test]
fn shared_minutes_of_a_week() {
    let doctor = read("Mo,We 13:00-14:00; Fr 22:00-02:00");
    let nurse = read("Mo-Fr 13:30-18:00; Sa 00:00-01:00; Fr 23:00-24:00");
    let week = (at(4, 6, 0, 0), at(4, 13, 0, 0));
    assert_eq!(doctor.open_minutes_overlap(&nurse, week.0, week.1), 30 + 30 + 60 + 60);
    assert_eq!(read("24/7").open_minutes_overlap(&read("24/7"), week.0, week.1), 7 * 24 * 60);
}

#[test]
fn dates_go_before_everything_else() {
    let calendar = read(
        "Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off; 2026 Nov 23 08:30-24:00; 2026 Nov 24-2026 Nov 25 off; 2026 Dec 31 10:00-26:00",
    );
    let open = |month, day, hour| calendar.state_at(at(month, day, hour, 0));
    assert_eq!(
        (open(11, 23, 8), open(11, 23, 23), open(11, 24, 10)),
        (OpenState::Closed, OpenState::Open, OpenState::Closed)
    );
    assert_eq!(
        (open(11, 26, 10), open(12, 30, 10), open(12, 31, 11)),
        (OpenState::Open, OpenState::Closed, OpenState::Open)
    );
    // The night of a date runs into a day on which a rule of every year closes.
    assert_eq!(calendar.state_at(date(2027, 1, 1).at(1, 59, 0, 0)), OpenState::Open);
    assert_eq!(calendar.state_at(date(2027, 1, 1).at(2, 0, 0, 0)), OpenState::Closed);
    // Another year has the rules of every year.
    assert_eq!(calendar.state_at(date(2027, 12, 31).at(11, 0, 0, 0)), OpenState::Closed);
    assert_eq!(calendar.next_open(at(11, 22, 12, 0), 3), Some(at(11, 23, 8, 30)));
    assert_eq!(calendar.next_open(at(11, 24, 0, 0), 3), Some(at(11, 26, 9, 0)));
    // The picture of a usual week knows nothing of them.
    assert_eq!(calendar.week(), read("Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off").week());
}

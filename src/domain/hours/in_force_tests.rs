use jiff::civil::{Date, date};

use super::*;
use crate::domain::source::{Origin, Source};

fn origin() -> Origin {
    Origin { source: Source::DutyRoster, as_of: date(2026, 11, 1) }
}

fn words(text: &str) -> Option<Calendar> {
    Some(Calendar::from_words(text, origin()))
}

fn duty(date: Date, spans: &[(u16, u16)]) -> Duty {
    let spans = spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect();
    Duty { date, spans, label: "当番薬局".to_owned(), note: None, origin: origin() }
}

#[test]
fn a_turn_of_duty_opens_a_closed_day_and_closes_nothing() {
    let hours = Hours { consultation: words("月〜土 9:00〜18:00、日祝休み"), ..Hours::default() };
    // 23 November is a holiday, 28 November a Saturday.
    let duties = [duty(date(2026, 11, 23), &[(510, 1440)]), duty(date(2026, 11, 28), &[(1080, 1500)])];
    let calendar = hours.consultation_with(&duties).unwrap();
    let state = |day: Date, hour| calendar.state_at(day.at(hour, 0, 0, 0));
    assert_eq!(state(date(2026, 11, 23), 23), OpenState::Open);
    assert_eq!(state(date(2026, 11, 23), 8), OpenState::Closed);
    assert_eq!(state(date(2026, 11, 28), 10), OpenState::Open);
    assert_eq!(state(date(2026, 11, 28), 20), OpenState::Open);
    assert_eq!(state(date(2026, 11, 29), 0), OpenState::Open);
    assert_eq!(state(date(2026, 11, 29), 10), OpenState::Closed);
    assert_eq!(
        calendar.to_osm(),
        "Mo-Sa 09:00-18:00; Su off; PH off; 2026 Nov 23 08:30-24:00; 2026 Nov 28 09:00-01:00"
    );
    assert_eq!(calendar.next_open(date(2026, 11, 22).at(12, 0, 0, 0), 3), Some(date(2026, 11, 23).at(8, 30, 0, 0)));
    assert_eq!(hours.in_force(&[]), hours);
}

#[test]
fn a_turn_says_nothing_about_other_days() {
    let calendar = Hours::default().consultation_with(&[duty(date(2026, 11, 23), &[(540, 1020)])]).unwrap();
    let state = |day, hour| calendar.state_at(date(2026, 11, day).at(hour, 0, 0, 0));
    assert_eq!(state(23, 10), OpenState::Open);
    assert_eq!(state(23, 20), OpenState::Unknown);
    assert_eq!(state(24, 10), OpenState::Unknown);
}

#[test]
fn a_turn_without_hours_makes_its_day_one_to_ask_about() {
    let hours = Hours { consultation: words("月〜土 9:00〜18:00、日祝休み"), ..Hours::default() };
    let calendar = hours.consultation_with(&[duty(date(2026, 11, 29), &[])]).unwrap();
    let state = |day, hour| calendar.state_at(date(2026, 11, day).at(hour, 0, 0, 0));
    assert_eq!((state(29, 10), state(22, 10)), (OpenState::Unknown, OpenState::Closed));
    assert_eq!(calendar.spans_on(date(2026, 11, 29)).state, OpenState::Unknown);
    assert_eq!(calendar.next_open(date(2026, 11, 29).at(0, 0, 0, 0), 3), Some(date(2026, 11, 30).at(9, 0, 0, 0)));
}

#[test]
fn during_consultation_follows_the_consultation_calendar() {
    let hours = Hours {
        consultation: words("月〜金 9:00〜12:00、日祝休み"),
        contact: words("診療時間内（水曜を除く）"),
        visiting: words("月 13:00〜14:00"),
    };
    let in_force = hours.in_force(&[]);
    let contact = in_force.contact.unwrap();
    let state = |day, hour| contact.state_at(date(2026, 11, day).at(hour, 0, 0, 0));
    assert_eq!(state(24, 10), OpenState::Open);
    assert_eq!(state(25, 10), OpenState::Closed);
    assert_eq!(state(24, 13), OpenState::Closed);
    assert_eq!(contact.note.as_deref(), Some("診療時間内"));
    assert_eq!(in_force.visiting, hours.visiting);
    let alone = Hours { consultation: None, ..hours };
    assert_eq!(alone.in_force(&[]).contact.unwrap().state_at(date(2026, 11, 24).at(10, 0, 0, 0)), OpenState::Unknown);
}

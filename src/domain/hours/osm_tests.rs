use jiff::civil::date;
use proptest::prelude::*;

use super::super::OpenState;
use super::*;
use crate::domain::source::Source;

fn origin() -> Origin {
    Origin { source: Source::Demo, as_of: date(2026, 4, 1) }
}

fn read(text: &str) -> Calendar {
    Calendar::from_osm(text, origin()).unwrap()
}

#[test]
fn texts_in_shortest_form_come_back_unchanged() {
    for text in [
        "Mo-Fr 09:00-12:00,13:00-17:00; Sa[2,4] 09:00-12:00; PH off; Dec 29-Jan 03 off; \"要予約\"",
        "24/7",
        "Mo-Su 00:00-24:00; PH off",
        "Mo,We,Fr 22:00-06:00",
        "Mo,Tu 09:00-12:00; We[5],Fr[5] off; Su off",
        "\"電話で確認\"",
        "Mo 09:00-33:00",
        "Feb 29 10:00-11:00",
        "Mo-Fr 17:00+; Sa unknown; PH off",
        "Mo 09:00-12:00,17:00+; 2026 Nov 23 08:30-24:00; 2026 Dec 29-2027 Jan 03 off",
    ] {
        let text = text.replace("We[5],Fr[5] off; Su off", "Su off; We[5],Fr[5] off");
        assert_eq!(read(&text).to_osm(), text);
    }
}

#[test]
fn the_specification_is_kept() {
    for (text, shortest) in [
        // A later rule about a weekday replaces the earlier one.
        ("Mo-Fr 09:00-17:00; We 09:00-12:00", "Mo,Tu,Th,Fr 09:00-17:00; We 09:00-12:00"),
        ("Mo-Su 09:00-17:00; Su off", "Mo-Sa 09:00-17:00; Su off"),
        // Extended hours and ends after midnight are one.
        ("Fr 22:00-30:00", "Fr 22:00-06:00"),
        ("Sa-Mo 10:00-12:00", "Mo,Sa,Su 10:00-12:00"),
        ("Mo-We,Fr 10:00-12:00", "Mo-We,Fr 10:00-12:00"),
        ("09:00-17:00", "Mo-Su 09:00-17:00"),
        ("Sa[1-3] 9:00-12:00", "Sa[1,2,3] 09:00-12:00"),
        ("Su,PH off", "Su off; PH off"),
        ("Mo: 09:00-12:00; Su closed", "Mo 09:00-12:00; Su off"),
        ("Mo 09:00-12:00, 12:00-13:00", "Mo 09:00-13:00"),
        ("Aug 13-15 off;", "Aug 13-15 off"),
        ("Dec 29-31,Jan 01-03 off", "Dec 29-Jan 03 off"),
        ("2026 Aug 13-15 off", "2026 Aug 13-2026 Aug 15 off"),
        ("2026 Dec 31 off; 2027 Jan 01-03 off", "2026 Dec 31-2027 Jan 03 off"),
        ("Sa 00:00+", "Sa unknown"),
    ] {
        let shortest = shortest.replace("Aug 13-15", "Aug 13-Aug 15");
        assert_eq!(read(text).to_osm(), shortest, "{text}");
    }
    assert_eq!(read("Mo 22:00-06:00").state_at(date(2026, 4, 7).at(5, 59, 0, 0)), OpenState::Open);
    assert_eq!(read("Mo 22:00-06:00").state_at(date(2026, 4, 7).at(6, 0, 0, 0)), OpenState::Closed);
}

#[test]
fn what_lies_outside_is_refused() {
    let error = |text| Calendar::from_osm(text, origin()).unwrap_err();
    assert_eq!(error(" ; "), HoursError::Empty);
    assert_eq!(error("Mo 09:00-12:00 \"x"), HoursError::Quote);
    assert_eq!(error("PH off; Mo-Fr 09:00-12:00"), HoursError::Order("Mo-Fr 09:00-12:00".into()));
    for text in [
        "SH off",
        "Sa[-1] 09:00-12:00",
        "week 1-10 Mo off",
        "easter off",
        "Dec 29-2027 Jan 03 off",
        "2027 Jan 03-2026 Dec 29 off",
        "2026 Feb 29 off",
        "Feb 30 off",
        "Xx 09:00-12:00",
        "Mo[6] off",
        "Dec 29 Mo off",
    ] {
        assert!(matches!(error(text), HoursError::Days(_)), "{text}");
    }
    for text in [
        "Mo sunrise-sunset",
        "Mo 24:00+",
        "Mo 10:00-10:00",
        "Mo 09:60-10:00",
        "Mo 25:00-26:00",
        "Mo 09:00-49:00",
        "Mo",
        "Mo 09:00-12:00, Tu 10:00-12:00",
        "Mo 09:00-12:00 \"x\"",
    ] {
        assert!(matches!(error(text), HoursError::Times(_)), "{text}");
    }
}

prop_compose! {
    fn spans()(starts in prop::collection::vec((0..1440u16, prop_oneof![4 => 1..1440u16, 1 => Just(0)]), 0..3)) -> Vec<Span> {
        starts.into_iter().filter_map(|(from, length)| Span::new(from, from + length).or(Span::since(from))).collect()
    }
}

fn day() -> impl Strategy<Value = (u8, u8)> {
    (1..=12u8).prop_flat_map(|month| (Just(month), 1..=MONTH_DAYS[usize::from(month) - 1]))
}

fn days() -> impl Strategy<Value = Days> {
    prop_oneof![
        4 => (1..128u8).prop_map(Days::Weekly),
        2 => (1..128u8, 1..32u8).prop_map(|(weekdays, weeks)| Days::Nth { weekdays, weeks }),
        1 => Just(Days::Holidays),
        2 => (day(), day()).prop_map(|(from, to)| Days::Yearly { from, to }),
        2 => (0..800i32, 0..5i32).prop_map(|(first, length)| {
            let from = date(2025, 1, 1) + jiff::Span::new().days(first);
            Days::Dates { from, to: from + jiff::Span::new().days(length) }
        }),
    ]
}

pub(in crate::domain::hours) fn calendar() -> impl Strategy<Value = Calendar> {
    (
        prop::collection::vec((days(), spans()), 1..8),
        prop_oneof![Just(""), Just("電話で 確認;"), Just("「\"午後\"」"), Just("診療時間内")],
    )
        .prop_map(|(rules, rest)| Calendar {
            rules: rules.into_iter().map(|(days, spans)| Rule { days, spans }).collect(),
            rest: rest.to_owned(),
            ..Calendar::empty(origin())
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read(calendar in calendar()) {
        prop_assert_eq!(read(&calendar.to_osm()), calendar.normalise());
    }

    #[test]
    fn the_shortest_form_is_its_own(calendar in calendar()) {
        let once = calendar.normalise();
        prop_assert_eq!(once.normalise(), once);
    }

    #[test]
    fn the_shortest_form_says_the_same(mut calendar in calendar(), day in 0..800i32, minute in 0..1440i32) {
        // A rule that states hours and is never hidden keeps the calendar one that states hours.
        calendar.rules.insert(0, Rule { days: Days::Yearly { from: (2, 29), to: (2, 29) }, spans: vec![Span { from: 0, to: 1 }] });
        calendar.rules.push(Rule { days: Days::Yearly { from: (2, 29), to: (2, 29) }, spans: vec![Span { from: 0, to: 1 }] });
        let at = date(2025, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().days(day).minutes(minute);
        prop_assert_eq!(calendar.normalise().state_at(at), calendar.state_at(at));
    }

    #[test]
    fn any_text_is_answered(text in "[ -~]{0,40}") {
        let _ = Calendar::from_osm(&text, origin());
    }

    #[test]
    fn the_store_gives_back_what_it_got(calendar in calendar()) {
        let bytes = postcard::to_stdvec(&calendar).unwrap();
        prop_assert_eq!(&postcard::from_bytes::<Calendar>(&bytes).unwrap(), &calendar);
        let json = serde_json::to_string(&calendar).unwrap();
        prop_assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), calendar);
    }

    #[test]
    fn the_next_opening_is_the_first_open_minute(calendar in calendar(), day in 0..400i32, minute in 0..1440i32) {
        let after = date(2026, 1, 1).at(0, 0, 0, 0) + jiff::Span::new().days(day).minutes(minute);
        let end = (after.date() + jiff::Span::new().days(4)).at(0, 0, 0, 0);
        let mut by_hand = after;
        while by_hand < end && calendar.state_at(by_hand) != OpenState::Open {
            by_hand += jiff::Span::new().minutes(1);
        }
        prop_assert_eq!(calendar.next_open(after, 3), (by_hand < end).then_some(by_hand));
        let first_open = calendar.open_between(after, end).first().map(|open| open.0);
        prop_assert_eq!(first_open, (by_hand < end).then_some(by_hand));
    }
}

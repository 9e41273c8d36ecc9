//! When somebody can be reached, and who comes first for it: all else is equal in these worlds.

use jiff::civil::{DateTime, date};

use super::*;

/// Facilities that differ only in their contact hours, in the order of the answer for a moment. `None` said nothing.
fn order_at(at: DateTime, hours: &[(&str, Option<&str>)]) -> Vec<String> {
    let said = Origin { source: Source::Demo, as_of: TODAY };
    let facts = yes(&["home_visit_scheduled"]);
    let with = |&(id, osm): &(&str, Option<&str>)| One {
        contact: osm.map(|osm| Calendar::from_osm(osm, said).unwrap()),
        ..one(id, 3.0, &facts)
    };
    let world: Vec<One> = hours.iter().map(with).collect();
    order(&world, &Question { at, ..question(&[]) })
}

#[test]
fn at_two_on_new_years_day_who_never_closes_goes_first_and_who_rests_until_the_fourth_last() {
    let hours = [
        ("rests", Some("Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off")),
        ("silent", None),
        ("every day", Some("Mo-Su 09:00-17:00; PH 09:00-17:00")),
        ("always", Some("24/7")),
    ];
    let order = order_at(date(2027, 1, 1).at(2, 0, 0, 0), &hours);
    assert_eq!(order, ["always", "every day", "silent", "rests"], "who said nothing is not taken for closed");
}

#[test]
fn on_new_years_eve_a_clinic_that_keeps_the_day_goes_before_one_that_did_not_say() {
    let hours = [
        ("unspoken", Some("Mo-Fr 09:00-17:00; PH off")),
        ("keeps", Some("Mo-Fr 09:00-17:00; PH off; Jan 01-Jan 03 off")),
    ];
    assert_eq!(order_at(date(2026, 12, 31).at(10, 0, 0, 0), &hours), ["keeps", "unspoken"]);
}

#[test]
fn on_the_second_saturday_the_clinic_of_the_second_and_fourth_goes_first() {
    let hours = [("first and third", Some("Sa[1,3] 09:00-12:00")), ("second and fourth", Some("Sa[2,4] 09:00-12:00"))];
    let first = |day| order_at(date(2026, 12, day).at(10, 0, 0, 0), &hours).remove(0);
    assert_eq!((first(12), first(19)), ("second and fourth".to_owned(), "first and third".to_owned()));
}

#[test]
fn a_sure_tomorrow_goes_before_a_doubtful_holiday() {
    let hours = [("unspoken", Some("Mo-Fr 09:00-12:00")), ("tomorrow", Some("Mo-Fr 09:00-12:00; PH off"))];
    assert_eq!(order_at(date(2026, 11, 23).at(10, 0, 0, 0), &hours), ["tomorrow", "unspoken"]);
}

#[test]
fn in_the_small_hours_of_a_holiday_the_night_before_still_counts() {
    let hours = [("day", Some("Mo-Fr 09:00-17:00; PH off")), ("night", Some("Mo-Su 20:00-07:00; PH off"))];
    assert_eq!(order_at(date(2026, 11, 23).at(5, 0, 0, 0), &hours), ["night", "day"]);
}

#[test]
fn from_five_on_is_no_promise_for_six() {
    let hours = [("from five on", Some("Tu 17:00+; PH off")), ("until seven", Some("Tu 17:00-19:00; PH off"))];
    assert_eq!(order_at(date(2026, 12, 1).at(18, 0, 0, 0), &hours), ["until seven", "from five on"]);
}

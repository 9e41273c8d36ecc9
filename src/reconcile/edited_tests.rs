//! Edits about days and months laid over what sources say.

use jiff::civil::{Date, date};
use serde_json::{Value, json};

use super::*;
use crate::domain::availability::{YearMonth, about};
use crate::domain::edit::{Edit, value};
use crate::domain::facility::Vacancy;
use crate::domain::source::Origin;
use crate::domain::{Answer, Facility, Kind, Source};

fn edit(field: &str, after: Value) -> Edit {
    Edit {
        id: 1,
        facility: "n-1".to_owned(),
        field: field.to_owned(),
        before: Value::Null,
        after,
        beneath: String::new(),
        found: None,
        author: "（架空）花子".to_owned(),
        source: Source::Facility,
        made_at: "2026-11-21T01:00:00Z".parse().unwrap(),
        reason: String::new(),
        undoes: None,
    }
}

fn sheet(day: Date, as_of: Date) -> Facility {
    let mut facility = Facility::new("n-1", Kind::ShortStay, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1");
    let origin = Origin { source: Source::Vacancy, as_of };
    facility.vacancies = vec![Vacancy { date: day, places: Some(1), answer: Answer::Yes, note: None, origin }];
    facility
}

fn laid(facility: &Facility, edit: &Edit) -> (Facility, String) {
    let mut facility = facility.clone();
    let beneath = lay_over(&mut facility, &[edit], &|_| None);
    (facility, beneath[0].1.clone())
}

#[test]
fn months_cover_and_confirmation_are_put_and_taken_away() {
    let facility = sheet(date(2026, 11, 28), date(2026, 11, 20));
    for (field, after) in [
        ("new_patients/2026-12", json!({ "answer": "yes", "places": 2 })),
        ("cover/2026-12-29", json!({ "cover": "needed" })),
        ("confirmed", json!("2026-11-20")),
    ] {
        let (with, beneath) = laid(&facility, &edit(field, after.clone()));
        assert_eq!((value::shown(&with, field), beneath.as_str()), (after, ""), "{field}");
        assert!(with.replaced.is_empty());
        let (without, beneath) = laid(&with, &edit(field, Value::Null));
        assert_eq!(value::shown(&without, field), Value::Null);
        assert_eq!(without.replaced.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), [field]);
        assert!(!beneath.is_empty());
    }
    let (with, _) = laid(&facility, &edit("new_patients/2026-12", json!("no")));
    let said = about(&with.new_patients, YearMonth::parse("2026-12").unwrap()).unwrap();
    assert_eq!(said.origin, Origin { source: Source::Facility, as_of: date(2026, 11, 21) });
    let (with, _) = laid(&facility, &edit("confirmed", json!("2026-11-20")));
    assert_eq!(with.confirmed, Some(Origin { source: Source::Facility, as_of: date(2026, 11, 20) }));
}

#[test]
fn a_sheet_newer_than_the_edit_has_the_word_about_a_day() {
    let day = date(2026, 11, 28);
    let full = edit("vacancy/2026-11-28", json!("no"));
    for (as_of, stands, beside) in [
        (date(2026, 11, 20), Answer::No, "○ あと1"),
        (date(2026, 11, 21), Answer::No, "○ あと1"),
        (date(2026, 11, 22), Answer::Yes, "×"),
    ] {
        let (facility, beneath) = laid(&sheet(day, as_of), &full);
        assert_eq!(about(&facility.vacancies, day).unwrap().answer, stands, "{as_of}");
        assert_eq!(beneath, "○ あと1", "what the source says is the same whoever has the word");
        let replaced: Vec<_> = facility.replaced.iter().map(|one| (one.field.as_str(), one.value.as_str())).collect();
        assert_eq!(replaced, [("vacancy/2026-11-28", beside)], "{as_of}");
    }
    let (facility, _) = laid(&sheet(day, date(2026, 11, 22)), &edit("vacancy/2026-11-28", Value::Null));
    assert_eq!((about(&facility.vacancies, day).unwrap().answer, facility.replaced.len()), (Answer::Yes, 0));
}

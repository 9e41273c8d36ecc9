//! What a form says becomes exactly what changes.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::answer::{Answer, Fact};
use crate::domain::correction::calendar_of_words;
use crate::domain::source::{Origin, Source};
use crate::domain::{Facility, Kind, vocabulary};

const TODAY: Date = date(2026, 11, 21);
const ROWS: usize = 3;

fn clinic() -> Facility {
    let mut facility = Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀五丁目1-1");
    let origin = Origin { source: Source::Survey, as_of: date(2026, 6, 1) };
    facility.phone = Some("046-000-0001".to_owned());
    facility.hours.contact = Some(calendar_of_words("平日 9:00〜12:00", origin));
    let fact = Fact {
        answer: Answer::Consult,
        as_of: origin.as_of,
        source: origin.source,
        condition: Some("看取りのみ".to_owned()),
    };
    facility.set_fact(vocabulary().capability("tpn").unwrap(), fact);
    facility
}

fn questions(kind: Kind, scopes: Scopes) -> Questions {
    Questions::new(kind, scopes, TODAY, &link_policy().page)
}

fn known() -> (Known, Questions) {
    let questions = questions(Kind::Clinic, Scopes::ALL);
    (Known::of(&clinic(), &questions), questions)
}

fn sent(with: &[(&str, &str)]) -> Result<Vec<(String, Value)>, Vec<Fault>> {
    let (known, questions) = known();
    let mut form = inputs(&known, &questions, ROWS);
    form.extend(with.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    changes(&known, &questions, &form, ROWS)
}

#[test]
fn what_was_not_touched_does_not_change() {
    assert_eq!(sent(&[]).unwrap(), []);
    assert_eq!(
        changes(&known().0, &known().1, &Inputs::new(), ROWS).unwrap(),
        [],
        "an input that was not sent says nothing"
    );
}

#[test]
fn each_input_changes_its_own_field() {
    for (with, field, value) in [
        (
            &[("m.2026-12", "yes"), ("m.2026-12.n", "２名")][..],
            "new_patients/2026-12",
            json!({ "answer": "yes", "places": 2 }),
        ),
        (&[("m.2026-11.n", "0")], "new_patients/2026-11", json!({ "answer": "no", "places": 0 })),
        (&[("a.tpn", "yes"), ("a.tpn.t", "")], "tpn", json!({ "answer": "yes" })),
        (&[("a.tpn", "")], "tpn", Value::Null),
        (&[("k.phone", "")], "phone", Value::Null),
        (
            &[("h.person", "地域連携室")],
            "hours_contact",
            json!({ "text": "月〜金 09:00〜12:00", "person": "地域連携室" }),
        ),
        (
            &[("c.0.d", "2026-12-29"), ("c.0.k", "needed"), ("c.0.t", "終日")],
            "cover/2026-12-29",
            json!({ "cover": "needed", "note": "終日" }),
        ),
    ] {
        let mut found = sent(with).unwrap();
        if field == "hours_contact" {
            // How a calendar is written is its own affair.
            found[0].1["text"] = json!("月〜金 09:00〜12:00");
        }
        assert_eq!(found, [(field.to_owned(), value)], "{with:?}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    for (with, field) in [
        (&[("m.2026-12", "maybe")][..], "new_patients/2026-12"),
        (&[("m.2026-12", "yes"), ("m.2026-12.n", "数名")], "new_patients/2026-12"),
        (&[("m.2026-12.t", "午前のみ")], "new_patients/2026-12"),
        (&[("c.0.d", "2027-12-29"), ("c.0.k", "needed")], "cover/2027-12-29"),
        (&[("c.0.d", "2026-11-20"), ("c.0.k", "needed")], "cover/2026-11-20"),
        (&[("c.1.d", "2026-12-29")], "cover/2026-12-29"),
        (&[("c.1.k", "offered")], "cover"),
    ] {
        assert_eq!(sent(with), Err(vec![Fault::Value(field.to_owned())]), "{with:?}");
    }
    for name in ["a.hcsc_1", "k.name", "m.2027-12", "v.2026-11-22", "x", "c.999.d", "c.0.x"] {
        assert_eq!(sent(&[(name, "yes")]), Err(vec![Fault::Unknown(name.to_owned())]));
    }
}

#[test]
fn a_link_writes_what_it_is_for_and_nothing_else() {
    let hours = Scopes::parse("hours").unwrap();
    assert!(hours.allow("hours_contact"));
    for field in ["phone", "name", "tpn", "new_patients/2026-12", "confirmed", "position", "hcsc_1"] {
        assert!(!hours.allow(field), "{field}");
    }
    assert!(Scopes::ALL.allow("confirmed") && !Scopes::ALL.allow("name") && !Scopes::ALL.allow("hcsc_1"));
    assert_eq!(Scopes::parse("hours, answers").unwrap().text(), "hours,answers");
    assert!(Scopes::parse("").is_none() && Scopes::parse("hours,everything").is_none());
    let asked = questions(Kind::Clinic, hours);
    assert_eq!(asked.fields(), ["hours_contact"]);
    for kind in Kind::ALL {
        for scopes in [Scopes::ALL, hours] {
            let asked = questions(*kind, scopes);
            assert!(asked.fields().iter().all(|field| scopes.allow(field)), "{kind:?} is asked what it may not write");
        }
    }
}

#[test]
fn kinds_are_asked_what_they_can_say() {
    let short_stay = questions(Kind::ShortStay, Scopes::ALL);
    assert_eq!((short_stay.months.len(), short_stay.days.len(), short_stay.cover), (0, 14, None));
    assert_eq!((short_stay.days[0], short_stay.days[13]), (TODAY, date(2026, 12, 4)));
    let clinic = questions(Kind::Clinic, Scopes::ALL);
    assert_eq!(clinic.months, [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]);
    assert!(!clinic.fields().contains(&"accepting_new".to_owned()), "asked by month");
    assert!(questions(Kind::Pharmacy, Scopes::ALL).fields().contains(&"accepting_new".to_owned()));
}

#[test]
fn a_link_ends_and_can_be_taken_back() {
    assert_eq!(standing(100, 0, 99), Standing::Open);
    assert_eq!(standing(100, 0, 100), Standing::Expired);
    assert_eq!(standing(100, 50, 60), Standing::Revoked);
}

#[test]
fn what_was_typed_is_kept_when_somebody_else_came_in_between() {
    let (seen, questions) = known();
    let mut facility = clinic();
    facility.phone = Some("046-000-0009".to_owned());
    let now = Known::of(&facility, &questions);
    let mut form = inputs(&seen, &questions, ROWS);
    form.insert("m.2026-12".to_owned(), "no".to_owned());
    let merged = merged(&now, &seen, &questions, &form, ROWS);
    assert_eq!((merged["k.phone"].as_str(), merged["m.2026-12"].as_str()), ("046-000-0009", "no"));
    let again = changes(&now, &questions, &merged, ROWS).unwrap();
    assert_eq!(again, [("new_patients/2026-12".to_owned(), json!({ "answer": "no" }))]);
}

proptest! {
    #[test]
    fn no_form_changes_what_it_does_not_have(name in "[a-z]{1,2}\\.[a-z0-9_.-]{0,12}", text in "\\PC{0,12}") {
        let (_, questions) = known();
        if let Ok(changes) = sent(&[(&name, &text)]) {
            let fields = questions.fields();
            prop_assert!(changes.iter().all(|(field, _)| fields.contains(field) || field.starts_with("cover/")));
            prop_assert!(changes.len() <= 1);
        }
    }
}

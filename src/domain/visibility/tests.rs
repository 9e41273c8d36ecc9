//! Every field, every audience, every table.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::answer::{Answer, Fact};
use crate::domain::availability::{Cover, CoverDay, MonthAnswer, YearMonth};
use crate::domain::facility::{
    Absence, Beds, Capacity, Duty, Facility, GroupMembership, Identifier, Link, Remark, Replaced, Service, Vacancy,
};
use crate::domain::hours::{Calendar, DURING_CONSULTATION};
use crate::domain::source::Origin;
use crate::domain::{Kind, LatLon, Level, Metres, Position};

const SAID: Origin = Origin { source: Source::Survey, as_of: date(2026, 10, 1) };

/// What stands in a facility for a part, and nowhere else.
fn mark(part: Part) -> String {
    format!("《{}》", part.id())
}

fn calendar(which: CalendarOf) -> Calendar {
    let parts = CalendarParts::of(which);
    Calendar {
        rest: mark(parts.rest),
        channel: Some(mark(parts.channel)),
        person: Some(mark(parts.person)),
        note: Some(mark(parts.note)),
        ..Calendar::from_osm("Mo-Fr 09:00-12:00", SAID).unwrap()
    }
}

/// A facility in which every part says something of its own, all of it told by a survey.
pub(crate) fn marked() -> Facility {
    let say = |part| Some(mark(part));
    let mut facility = Facility::new(mark(Part::Id), Kind::Clinic, mark(Part::Name), mark(Part::Address));
    facility.position = Some(Position {
        at: LatLon::new(35.2, 139.7).unwrap(),
        level: Level::Point,
        accuracy: Metres(10.0),
        source: Source::Survey,
    });
    facility.name_kana = say(Part::NameKana);
    facility.phone = Some("046-111-1111".to_owned());
    facility.fax = Some("046-222-2222".to_owned());
    facility.url = say(Part::Url);
    facility.beds = Some(Beds { total: 1, by_kind: vec![(mark(Part::Beds), 1)] });
    facility.specialties = vec![mark(Part::Specialties)];
    facility.identifiers = vec![Identifier { system: "x".to_owned(), value: mark(Part::Identifiers) }];
    facility.absent =
        vec![Absence { source: Source::Survey, last_listed: date(1999, 1, 1), missing_since: date(2000, 1, 1) }];
    facility.site = say(Part::Site);
    facility.services = vec![Service {
        code: "130".to_owned(),
        label: mark(Part::Services),
        number: String::new(),
        capacity: Some(987_654),
        days: mark(Part::ServiceDays),
        note: mark(Part::ServiceNote),
    }];
    let fact = |condition: String| Fact {
        answer: Answer::Yes,
        as_of: SAID.as_of,
        source: SAID.source,
        condition: Some(condition),
    };
    facility.set_fact(vocabulary().capability("tpn").unwrap(), fact(mark(Part::Capabilities)));
    facility.set_fact(vocabulary().capability("opioids").unwrap(), fact("携帯 090-3333-3333".to_owned()));
    facility.hours.consultation = Some(calendar(CalendarOf::Consultation));
    facility.hours.contact = Some(calendar(CalendarOf::Contact));
    facility.hours.visiting = Some(calendar(CalendarOf::Visiting));
    facility.group = Some(GroupMembership {
        id: "g".to_owned(),
        name: mark(Part::Group),
        phone: say(Part::GroupPhone),
        members: Vec::new(),
    });
    facility.capacity = Some(Capacity { least: None, most: None, text: mark(Part::Capacity), origin: SAID });
    facility.duties = vec![Duty {
        date: SAID.as_of,
        spans: Vec::new(),
        label: mark(Part::Duties),
        note: say(Part::DutyNote),
        origin: SAID,
    }];
    facility.vacancies = vec![Vacancy {
        date: date(1998, 1, 1),
        places: None,
        answer: Answer::Yes,
        note: say(Part::VacancyNote),
        origin: SAID,
    }];
    let month = YearMonth::parse("2026-12").unwrap();
    let (answer, note) = (Answer::Yes, say(Part::NewPatientsNote));
    facility.new_patients = vec![MonthAnswer { month, answer, places: Some(765_432), note, origin: SAID }];
    facility.cover = vec![CoverDay { date: SAID.as_of, cover: Cover::Needed, note: say(Part::Cover), origin: SAID }];
    facility.confirmed = Some(Origin { as_of: date(1997, 1, 1), ..SAID });
    facility.remarks = vec![Remark { label: "備考".to_owned(), text: mark(Part::Remarks), origin: SAID }];
    facility.links = vec![Link { source: Source::Survey, key: mark(Part::Links), score: 90, reasons: Vec::new() }];
    facility.replaced =
        vec![Replaced { field: "name".to_owned(), value: mark(Part::Replaced), origin: SAID, changed_since: false }];
    facility.provenance = [Field::Name, Field::Phone, Field::Url, Field::Group].map(|field| (field, SAID)).into();
    facility
}

/// What stands for a part where it is no text of its own.
fn trace(part: Part) -> String {
    match part {
        Part::Kind => "\"clinic\"".to_owned(),
        Part::Municipality => "\"municipality\"".to_owned(),
        Part::Position => "139.7".to_owned(),
        Part::Fictional => "\"fictional\"".to_owned(),
        Part::Closed => "\"closed\"".to_owned(),
        Part::Phone => "046-111-1111".to_owned(),
        Part::Fax => "046-222-2222".to_owned(),
        Part::Absent => "1999-01-01".to_owned(),
        Part::ServiceCapacity => "987654".to_owned(),
        Part::Consultation | Part::Contact | Part::Visiting => String::new(),
        Part::DirectNumbers => "090-3333-3333".to_owned(),
        Part::Vacancies => "1998-01-01".to_owned(),
        Part::NewPatients => "765432".to_owned(),
        Part::Confirmed => "1997-01-01".to_owned(),
        other => mark(other),
    }
}

/// The whole that a part is one of.
fn whole(part: Part) -> Part {
    match part.id().split_once('/') {
        Some((whole, _)) => Part::from_id(whole).unwrap(),
        None if part == Part::DirectNumbers => Part::Capabilities,
        None => part,
    }
}

fn with(rules: &[(Part, Audience)], more: &str) -> Visibility {
    let words = r#"reason = { ja = "試", en = "test", easy = "ためし" }"#;
    let mut text = more.to_owned();
    for (part, audience) in rules {
        text.push_str(&format!("\n[[rules]]\nfields = [\"{}\"]\nsees = \"{}\"\n{words}\n", part.id(), audience.id()));
    }
    builtin().with_own(&text).unwrap()
}

fn any_table() -> impl Strategy<Value = Vec<(Part, Audience)>> {
    let audience = prop_oneof![Just(Audience::Public), Just(Audience::Professional), Just(Audience::Editor)];
    proptest::collection::vec(audience, Part::ALL.len()).prop_map(|audiences| {
        let all = Part::ALL.iter().copied().zip(audiences);
        all.map(|(part, audience)| (part, if part.is_needed() { Audience::Public } else { audience })).collect()
    })
}

proptest! {
    #[test]
    fn a_part_is_there_for_whoever_may_see_it_and_for_nobody_else(rules in any_table()) {
        let table = with(&rules, "");
        let facility = marked();
        for &audience in Audience::ALL {
            let seen = facility.seen_by(audience, &table);
            let text = serde_json::to_string(&*seen).unwrap();
            for &part in Part::ALL {
                let may = table.may_see(audience, part) && table.may_see(audience, whole(part));
                // Of direct numbers nothing is left out for whoever may see the words, when the words themselves are hidden.
                prop_assert_eq!(text.contains(&trace(part)), may || trace(part).is_empty(), "{} for {:?}: {}", part.id(), audience, text);
            }
            for which in CalendarOf::ALL {
                let may = table.may_see(audience, CalendarParts::of(*which).whole);
                prop_assert_eq!(which.of(&seen.hours).is_some(), may);
            }
            for field in seen.provenance.keys() {
                prop_assert!(table.may_see(audience, Part::of(*field)), "the origin of {:?} is told", field);
            }
            // Whoever is hidden something from is told so by nobody but the mechanism itself.
            let mut copy = facility.clone();
            let hidden = table.hide(&mut copy, audience);
            prop_assert_eq!(hidden.is_empty(), *seen == facility);
            prop_assert_eq!(&copy, &*seen);
            prop_assert!(table.hide(&mut copy, audience).iter().all(|again| again.ends_with("/rest")), "once is enough");
        }
    }
}

#[test]
fn what_is_published_is_everybodys() {
    let everything: Vec<(Part, Audience)> =
        Part::ALL.iter().filter(|part| !part.is_needed()).map(|part| (*part, Audience::Editor)).collect();
    let mut facility = marked();
    facility.provenance = [
        Field::NameKana,
        Field::Phone,
        Field::Fax,
        Field::Url,
        Field::Beds,
        Field::Specialties,
        Field::Services,
        Field::Group,
    ]
    .map(|field| (field, SAID))
    .into();
    (facility.identifiers, facility.site) = (Vec::new(), None);
    let published = with(&everything, "published = [\"survey\"]");
    assert_eq!(*facility.seen_by(Audience::Public, &published), facility);
    let seen = facility.seen_by(Audience::Public, &with(&everything, "published = [\"kaigo\"]")).into_owned();
    let bare = Facility {
        position: facility.position,
        ..Facility::new(facility.id, facility.kind, facility.name, facility.address)
    };
    assert_eq!(seen, bare, "of a facility that is hidden as far as can be, its name and place are left");
}

#[test]
fn unknown_is_never_no() {
    let table = builtin();
    let consent = vocabulary().capability("sub_physician").unwrap();
    let mut facility = marked();
    facility.set_fact(consent, Fact { answer: Answer::Yes, as_of: SAID.as_of, source: SAID.source, condition: None });
    facility.hours.contact.as_mut().unwrap().rest = "夜は院長の携帯へ".to_owned();
    facility.hours.visiting.as_mut().unwrap().rest = DURING_CONSULTATION.to_owned();
    let seen = facility.seen_by(Audience::Public, table);
    assert_eq!((seen.answer(consent), seen.fact(consent)), (Answer::Unknown, None));
    let sunday = date(2026, 11, 22).at(12, 0, 0, 0);
    let state = |facility: &Facility| facility.hours.contact.as_ref().unwrap().state_at(sunday);
    assert_eq!(state(&seen), state(&facility), "hours whose words are hidden are as unknown as they were");
    assert!(!seen.hours.contact.as_ref().unwrap().rest.contains("院長"));
    assert_eq!(seen.hours.visiting.as_ref().unwrap().rest, DURING_CONSULTATION);
}

#[test]
fn a_replaced_value_is_seen_by_whoever_sees_its_field() {
    let replaced = |field: &str, value: &str| Replaced {
        field: field.to_owned(),
        value: value.to_owned(),
        origin: SAID,
        changed_since: false,
    };
    let mut facility = marked();
    let public = [replaced("phone", "046-999-9999"), replaced("tpn", "○")];
    facility.replaced = public.to_vec();
    for field in ["hours_contact", "capacity", "sub_physician", "remark/備考", "what nobody knows"] {
        facility.replaced.push(replaced(field, "月〜金 山田"));
    }
    assert_eq!(facility.seen_by(Audience::Public, builtin()).replaced, public);
    assert_eq!(facility.seen_by(Audience::Professional, builtin()).replaced.len(), 6);
    assert_eq!(facility.seen_by(Audience::Editor, builtin()).replaced.len(), 7);
}

#[test]
fn the_table_in_the_tree_is_whole_and_says_why() {
    let table = Visibility::parse(BUILTIN).unwrap();
    let reasons = table.rules().map(|(_, rule)| rule).chain(table.capability_rules().map(|(_, rule)| rule));
    for rule in reasons.chain(table.remark_rules().map(|(_, rule)| rule)) {
        assert!([&rule.reason.ja, &rule.reason.en, &rule.reason.easy].iter().all(|words| !words.is_empty()));
    }
    for hidden in
        ["hours_contact/person", "hours_contact/note", "direct_numbers", "capacity", "vacancies/note", "remarks"]
    {
        assert_eq!(table.sees(Part::from_id(hidden).unwrap()), Audience::Professional, "{hidden}");
    }
    assert_eq!(table.sees_named("sub_physician"), Audience::Professional);
    assert_eq!(table.sees_named("phone"), Audience::Public);
    for (field, sees) in [
        ("new_patients/2026-12", Audience::Professional),
        ("vacancy/2026-12-01", Audience::Professional),
        ("cover/2026-12-01", Audience::Professional),
        ("confirmed", Audience::Public),
        ("what nobody knows", Audience::Editor),
    ] {
        assert_eq!(table.sees_named(field), sees, "{field}");
    }
    assert_eq!(table.sees_named("service_capacity/1470000000/130"), Audience::Public);
    assert!(!table.is_published(Source::Survey) && table.is_published(Source::Kaigo));
}

#[test]
fn a_table_that_is_wrong_says_where() {
    let words = r#"reason = { ja = "試", en = "test", easy = "ためし" }"#;
    let rule = |field: &str, sees: &str| format!("[[rules]]\nfields = [\"{field}\"]\nsees = \"{sees}\"\n{words}\n");
    let wrong = |text: &str| builtin().with_own(text).unwrap_err().to_string();
    for (text, said) in [
        (rule("telephone", "public"), "telephone"),
        (rule("phone", "nobody"), "nobody"),
        (rule("name", "professional"), "name"),
        (rule("phone", "public") + &rule("phone", "editor"), "phone"),
        (format!("[[capabilities]]\nid = \"magic\"\nsees = \"public\"\n{words}"), "magic"),
        ("published = [\"rumour\"]".to_owned(), "rumour"),
        ("[[rule]]".to_owned(), "rule"),
    ] {
        assert!(wrong(&text).contains(said), "{text}: {}", wrong(&text));
    }
    assert!(matches!(Visibility::parse(&rule("phone", "public")), Err(VisibilityError::Missing(_))));
    let own = builtin().with_own(&rule("phone", "professional")).unwrap();
    let expected = [("phone".to_owned(), Audience::Public, Audience::Professional)];
    assert_eq!(builtin().differences(&own), expected);
}

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::*;
use crate::domain::availability::{Cover, YearMonth, about};
use crate::domain::hours::Calendar;
use crate::domain::{Answer, vocabulary};

/// The real towns of the area, from the same list as the gazetteer.
fn with_towns<T>(read: impl FnOnce(&[DemoTown]) -> T) -> T {
    let source = japan_reverse_geocoder::Geocoder::new();
    let found = source.nearest(35.28, 139.63, 3_000).unwrap();
    fn of<'a>(a: &japan_reverse_geocoder::Address<'a>) -> DemoTown<'a> {
        DemoTown {
            prefecture: "神奈川県",
            municipality: MunicipalityCode::from_number(a.city_code).unwrap(),
            municipality_name: a.city,
            name: a.town,
            at: LatLon::new(a.lat, a.lon).unwrap(),
        }
    }
    let towns: Vec<DemoTown> = found.iter().map(|found| of(&found.address)).collect();
    read(&towns)
}

fn records() -> &'static [SourceRecord] {
    static RECORDS: std::sync::LazyLock<Vec<SourceRecord>> =
        std::sync::LazyLock::new(|| with_towns(|towns| town(towns.iter().copied())));
    &RECORDS
}

fn facilities() -> impl Iterator<Item = &'static Facility> {
    records().iter().map(|record| match &record.body {
        RecordBody::Canonical(facility) => &**facility,
        other => panic!("not canonical: {other:?}"),
    })
}

fn calendars(facility: &Facility) -> impl Iterator<Item = &Calendar> {
    let hours = &facility.hours;
    [&hours.consultation, &hours.contact, &hours.visiting].into_iter().flatten()
}

#[test]
fn the_same_towns_in_any_order_give_the_same_bytes() {
    let again = with_towns(|towns| town(towns.iter().rev().copied()));
    assert_eq!(serde_json::to_string(records()).unwrap(), serde_json::to_string(&again).unwrap());
}

#[test]
fn another_day_changes_the_dates_and_nothing_else() {
    let day = date(2029, 3, 15);
    let later = with_towns(|towns| town_as_of(towns.iter().copied(), day));
    let strip = |record: &SourceRecord| {
        let RecordBody::Canonical(facility) = &record.body else { panic!() };
        let said: Vec<_> = facility.capabilities.iter().map(|(c, f)| (*c, f.answer, f.condition.clone())).collect();
        (record.key.clone(), facility.name.clone(), facility.address.clone(), said)
    };
    assert!(records().iter().map(strip).eq(later.iter().map(strip)));
    for record in &later {
        let RecordBody::Canonical(facility) = &record.body else { panic!() };
        assert!(
            facility.capabilities.iter().all(|(_, fact)| fact.as_of <= day && (day - fact.as_of).get_days() <= 731)
        );
    }
}

#[test]
fn days_and_months_around_the_day_are_spoken_of() {
    let month = YearMonth::of(REFERENCE);
    for answer in [Answer::Yes, Answer::Consult, Answer::No] {
        for month in [month, month.plus(1)] {
            let says = |f: &&Facility| about(&f.new_patients, month).is_some_and(|said| said.answer == answer);
            assert!(facilities().any(|f| says(&f)), "{answer:?} in {month}");
        }
        let free = |f: &Facility| about(&f.vacancies, REFERENCE).is_some_and(|said| said.answer == answer);
        assert!(facilities().any(free), "{answer:?} today");
    }
    for cover in Cover::ALL {
        assert!(facilities().any(|f| f.cover.iter().any(|said| said.cover == cover)), "{cover:?}");
    }
    let (silent, confirmed) =
        (facilities().filter(|f| f.new_patients.is_empty()), facilities().filter_map(|f| f.confirmed));
    assert!(silent.count() > 1_000 && confirmed.count() > 10);
    for facility in facilities() {
        assert!(facility.new_patients.is_sorted_by_key(|said| said.month), "{}", facility.id);
        assert!(
            facility.cover.is_sorted_by_key(|said| said.date) && facility.vacancies.is_sorted_by_key(|said| said.date)
        );
        let said = facility.vacancies.iter().map(|said| said.origin).chain(facility.confirmed);
        assert!(said.into_iter().all(|origin| origin.as_of <= REFERENCE));
    }
}

#[test]
fn there_are_about_fifteen_hundred_of_every_kind() {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for facility in facilities() {
        *counts.entry(facility.kind).or_default() += 1;
    }
    assert!((1_400..=1_600).contains(&records().len()), "{}", records().len());
    assert_eq!(counts.len(), Kind::ALL.len());
    assert!(plan::COUNTS.iter().all(|(kind, count)| counts[kind] == *count as usize));
}

#[test]
fn every_capability_has_a_yes_and_all_four_answers_occur() {
    let yes: HashSet<_> = facilities()
        .flat_map(|f| &f.capabilities)
        .filter(|(_, fact)| fact.answer == Answer::Yes)
        .map(|(c, _)| *c)
        .collect();
    let missing: Vec<_> = vocabulary()
        .capabilities()
        .iter()
        .filter(|words| !vocabulary().capability(&words.id).is_some_and(|c| yes.contains(&c)))
        .map(|words| words.id.as_str())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    for answer in [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown] {
        assert!(facilities().any(|f| f.capabilities.iter().any(|(_, fact)| fact.answer == answer)), "{answer:?}");
    }
}

#[test]
fn some_answers_are_older_than_their_horizon_and_none_is_from_the_future() {
    let accepting = vocabulary().capability("accepting_new").unwrap();
    let age = |fact: &crate::domain::Fact| (REFERENCE - fact.as_of).get_days();
    // The horizons of data/policy.toml: a year, and 62 days for new patients.
    let horizon = |c| if c == accepting { 62 } else { 365 };
    let yes = || facilities().flat_map(|f| &f.capabilities).filter(|(_, fact)| fact.answer == Answer::Yes);
    let old = yes().filter(|(c, fact)| age(fact) > horizon(*c)).count();
    assert!((yes().count() / 20..yes().count() / 2).contains(&old), "{old} of {}", yes().count());
    assert!(facilities().flat_map(|f| &f.capabilities).all(|(_, fact)| (0..=731).contains(&age(fact))));
}

#[test]
fn identifiers_and_names_are_unique() {
    let ids: HashSet<_> = facilities().map(|f| &f.id).collect();
    let names: HashSet<_> = facilities().map(|f| &f.name).collect();
    let phones: HashSet<_> = facilities().map(|f| &f.phone).collect();
    assert_eq!((ids.len(), names.len(), phones.len()), (records().len(), records().len(), records().len()));
    assert!(records().iter().all(|record| record.rows.len() == 1));
    let safe = |id: &str| id.starts_with("demo-") && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    assert!(facilities().all(|f| safe(&f.id)));
}

#[test]
fn groups_are_the_same_seen_from_every_member() {
    let by_id: HashMap<_, _> = facilities().map(|f| (&f.id, f)).collect();
    let groups: BTreeSet<_> = facilities().filter_map(|f| f.group.as_ref()).map(|group| &group.id).collect();
    assert!((5..=6).contains(&groups.len()));
    for facility in facilities() {
        let Some(group) = &facility.group else { continue };
        assert!((3..=5).contains(&group.members.len()));
        assert!(group.members.contains(&facility.id));
        assert!(group.members.iter().all(|id| by_id[id].group.as_ref() == Some(group)));
        assert!(group.phone.is_some());
    }
}

#[test]
fn everything_says_that_it_is_invented() {
    for facility in facilities() {
        assert!(facility.fictional && facility.name.starts_with(names::MARK), "{}", facility.name);
        assert!(facility.provenance.values().all(|origin| origin.source == Source::Demo));
        assert!(facility.capabilities.iter().all(|(_, fact)| fact.source == Source::Demo));
        assert!(calendars(facility).all(|calendar| calendar.person.as_ref().is_none_or(|p| p.contains("架空"))));
        assert!(facility.identifiers.iter().all(|identifier| identifier.value.starts_with("99")));
        assert!(facility.services.iter().all(|service| service.number.starts_with("99")));
    }
}

#[test]
fn no_telephone_number_can_be_dialled() {
    let unreal = |phone: &String| {
        ["046-000-", "045-000-", "0467-00-"].iter().any(|range| phone.starts_with(range)) && phone.len() == 12
    };
    for facility in facilities() {
        let group = facility.group.as_ref().and_then(|group| group.phone.as_ref());
        assert!(
            [facility.phone.as_ref(), facility.fax.as_ref(), group].into_iter().flatten().all(unreal),
            "{facility:?}"
        );
    }
}

#[test]
fn every_calendar_survives_as_text() {
    let origin = Origin { source: Source::Demo, as_of: REFERENCE };
    for text in calendars::all_texts() {
        assert!(Calendar::from_osm(text, origin).is_ok(), "{text}");
    }
    for calendar in facilities().flat_map(calendars) {
        let back = Calendar::from_osm(&calendar.to_osm(), calendar.origin).unwrap();
        assert_eq!((&back.rules, &back.rest), (&calendar.rules, &calendar.rest));
    }
    let has = |wanted: fn(&Facility) -> bool| facilities().filter(|f| wanted(f)).count();
    assert!(has(|f| f.hours.consultation.is_some()) > 1_200);
    assert!(has(|f| f.hours.contact.is_some()) > 300);
    assert!(has(|f| f.hours.visiting.is_some()) > 300);
    for channel in ["phone", "fax", "ict"] {
        assert!(facilities().any(|f| f.hours.contact.as_ref().is_some_and(|c| c.channel.as_deref() == Some(channel))));
    }
}

#[test]
fn every_place_is_near_a_town_of_its_municipality() {
    with_towns(|towns| {
        for facility in facilities() {
            let code = facility.municipality.unwrap();
            let Some(position) = facility.position else { continue };
            let nearest = towns
                .iter()
                .filter(|town| town.municipality == code)
                .map(|town| town.at.geodesic(position.at).0)
                .fold(f64::INFINITY, f64::min);
            assert!(nearest < 900.0, "{} {nearest}", facility.address);
        }
    });
    let unplaced = facilities().filter(|f| f.position.is_none()).count();
    assert!((20..120).contains(&unplaced), "{unplaced}");
    assert!(municipalities().all(|code| facilities().any(|f| f.municipality == Some(code))));
}

#[test]
fn gaps_are_left_open() {
    for &(municipality, id) in knowledge::GAPS {
        let capability = vocabulary().capability(id).unwrap();
        let code = MunicipalityCode::from_number(municipality);
        assert!(facilities().filter(|f| f.municipality == code).all(|f| f.answer(capability) != Answer::Yes), "{id}");
    }
    assert!(municipalities().all(|code| knowledge::GAPS.iter().any(|(gap, _)| *gap == code.number())));
    let bench = vocabulary().capability("sterile_own").unwrap();
    let misaki = LatLon::new(35.142, 139.62).unwrap();
    let near = |f: &&Facility| f.position.is_some_and(|p| p.at.geodesic(misaki).0 <= 16_000.0);
    assert!(facilities().filter(near).filter(|f| f.kind == Kind::Pharmacy).all(|f| f.answer(bench) != Answer::Yes));
}

#[test]
fn records_survive_as_json() {
    for record in records() {
        let text = serde_json::to_string(record).unwrap();
        assert_eq!(&serde_json::from_str::<SourceRecord>(&text).unwrap(), record);
    }
}

#[test]
fn without_towns_there_is_no_town() {
    assert!(town(std::iter::empty()).is_empty());
}

//! The directory equals a walk over all its facilities.

use jiff::civil::date;
use proptest::prelude::*;

use crate::domain::{Answer, Fact, Source, vocabulary};

use super::*;

fn facility(number: usize, kind: Kind, at: Option<LatLon>, tpn: Option<Answer>) -> Facility {
    let mut facility =
        Facility::new(format!("t-{number:04}"), kind, format!("試験{number}"), "神奈川県横須賀市浦賀5丁目");
    facility.position = at.map(|at| Position { at, level: Level::Point, accuracy: Metres(50.0), source: Source::Demo });
    if let Some(answer) = tpn {
        let fact =
            Fact { answer, as_of: date(2026, 10, 1), source: Source::Demo, condition: Some("週2回".to_owned()) };
        facility.set_fact(vocabulary().capability("tpn").unwrap(), fact);
    }
    facility
}

fn world() -> impl Strategy<Value = Vec<Facility>> {
    let at = proptest::option::weighted(0.9, (35.0..35.4f64, 139.5..139.9f64))
        .prop_map(|at| at.map(|(lat, lon)| LatLon::new(lat, lon).unwrap()));
    let tpn = proptest::option::of(prop_oneof![Just(Answer::Yes), Just(Answer::No), Just(Answer::Consult)]);
    let one = (0..Kind::ALL.len(), at, tpn);
    proptest::collection::vec(one, 0..60).prop_map(|ones| {
        let make = |(number, (kind, at, tpn))| facility(number, Kind::ALL[kind], at, tpn);
        ones.into_iter().enumerate().map(make).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn near_equals_brute_force(world in world(), radius in 0.0..30_000.0, with_tpn in any::<bool>()) {
        let from = LatLon::new(35.2, 139.7).unwrap();
        let directory = Directory::build(world.clone(), 1).unwrap();
        let tpn = vocabulary().capability("tpn").unwrap();
        let capabilities = with_tpn.then_some(tpn).into_iter().collect();
        let filter = Filter { capabilities, ..Filter::default() };
        let got: Vec<String> = directory.near(from, Metres(radius), &filter, 0, 1_000).items.into_iter()
            .map(|(row, _)| directory.id(row).to_owned()).collect();
        let mut expected: Vec<(f64, String)> = world.iter()
            .filter(|f| !with_tpn || f.answer(tpn) == Answer::Yes)
            .filter_map(|f| f.position.map(|p| (from.geodesic(p.at).0, f.id.clone())))
            .filter(|(distance, _)| *distance <= radius).collect();
        expected.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        prop_assert_eq!(got, expected.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
    }

    #[test]
    fn every_facility_comes_back_as_it_went_in(world in world()) {
        let directory = Directory::build(world.clone(), 1).unwrap();
        for facility in world {
            let row = directory.row(&facility.id).unwrap();
            prop_assert_eq!(directory.name(row), facility.name.as_str());
            prop_assert_eq!(directory.facility(row).unwrap().unwrap(), facility);
        }
    }

    #[test]
    fn pages_show_everything_once(world in world(), limit in 1usize..9) {
        let directory = Directory::build(world.clone(), 1).unwrap();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = directory.browse(&Filter::default(), after, limit);
            prop_assert_eq!(page.total, world.len());
            let Some(&last) = page.items.last() else { break };
            seen.extend(page.items);
            after = Some(last);
        }
        prop_assert_eq!(seen, (0..u32::try_from(world.len()).unwrap()).collect::<Vec<_>>());
    }
}

#[test]
fn a_snapshot_answers_as_the_directory_it_was_taken_of() {
    let folder = tempfile::tempdir().unwrap();
    let at = LatLon::new(35.2, 139.7).unwrap();
    let world: Vec<Facility> =
        (0..50).map(|n| facility(n, Kind::ALL[n % 5], Some(at), (n % 3 == 0).then_some(Answer::Yes))).collect();
    let built = Directory::build_in(world, 7, Some(folder.path())).unwrap();
    let read = Directory::from_bytes(&built.to_bytes().unwrap(), folder.path()).unwrap();
    assert_eq!(read.revision(), 7);
    for row in 0..50 {
        assert_eq!(read.facility(row).unwrap(), built.facility(row).unwrap());
        assert_eq!(read.facts(row), built.facts(row));
    }
    let found = |directory: &Directory| directory.search_text("試験1").unwrap().iter().collect::<Vec<_>>();
    assert_eq!(found(&read), found(&built));
    assert_eq!(found(&read).len(), 11);
    assert!(Directory::from_bytes(b"something else", folder.path()).is_err());
}

#[test]
fn the_closed_are_on_no_list_and_no_map_but_keep_their_page() {
    let mut open = Facility::new("a", Kind::Clinic, "うみかぜ", "神奈川県横須賀市浦賀5");
    let at = LatLon::new(35.24, 139.71).unwrap();
    open.position = Some(Position { at, level: Level::Point, accuracy: Metres(50.0), source: Source::Demo });
    let mut closed = Facility { id: "b".to_owned(), ..open.clone() };
    closed.closed = Some(date(2026, 3, 31));
    let directory = Directory::build(vec![open, closed], 1).unwrap();
    let filter = Filter::default();
    assert_eq!(directory.browse(&filter, None, 9).items, [0]);
    assert_eq!(directory.near(at, Metres(1_000.0), &filter, 0, 9).total, 1);
    assert_eq!(directory.place(1), None);
    assert!(
        directory.facility(1).unwrap().is_some_and(|facility| facility.closed.is_some() && facility.position.is_some())
    );
}

#[test]
fn a_turn_of_duty_is_found_open() {
    use crate::domain::facility::Duty;
    use crate::domain::hours::{Calendar, Span};
    use crate::domain::source::Origin;

    let origin = Origin { source: Source::DutyRoster, as_of: date(2026, 11, 1) };
    let mut on_duty = facility(1, Kind::Pharmacy, None, None);
    on_duty.hours.consultation = Some(Calendar::from_words("月〜土 9:00〜18:00、日祝休み", origin));
    let mut other = on_duty.clone();
    other.id = "t-0002".to_owned();
    let spans = vec![Span::new(510, 1440).unwrap()];
    on_duty.duties =
        vec![Duty { date: date(2026, 11, 29), spans, label: "当番薬局".to_owned(), note: None, origin }];
    let directory = Directory::build(vec![on_duty, other], 1).unwrap();
    let open = |day, hour| {
        let filter = Filter { open_at: Some(date(2026, 11, day).at(hour, 0, 0, 0)), ..Filter::default() };
        directory.browse(&filter, None, 10).items
    };
    assert_eq!((open(29, 20), open(28, 10), open(28, 20)), (vec![0], vec![0, 1], vec![]));
}

#[test]
fn who_is_open_is_worked_out_once_and_is_that_of_the_directory_asked() {
    use crate::domain::facility::WhichHours;
    use crate::domain::hours::Calendar;
    use crate::domain::source::Origin;

    let origin = Origin { source: Source::Survey, as_of: date(2026, 11, 1) };
    let open_on = |words: &str| {
        let mut one = facility(1, Kind::Clinic, None, None);
        one.hours.contact = Some(Calendar::from_words(words, origin));
        Directory::build(vec![one], 1).unwrap()
    };
    let (monday, tuesday) = (open_on("月 9:00〜18:00"), open_on("火 9:00〜18:00"));
    let at = |day, minute, second| date(2026, 11, day).at(9, minute, second, 0);
    let open = |directory: &Directory, at| directory.open_rows(at, WhichHours::Contact)[0] & 1 == 1;
    for _ in 0..2 {
        assert!(open(&monday, at(30, 0, 0)) && !open(&tuesday, at(30, 0, 0)));
    }
    let kept = |directory: &Directory, at| directory.states_kept(at, WhichHours::Contact).is_some();
    assert!(kept(&monday, at(30, 0, 59)) && !kept(&monday, at(30, 1, 0)), "a moment is its minute");
    assert!(monday.states_kept(at(30, 0, 0), WhichHours::Visiting).is_none());
    // Only the last few are kept, and who is asked about again stays.
    for minute in 1..30 {
        assert!(open(&monday, at(30, minute, 0)) && open(&monday, at(30, 0, 0)));
    }
    assert!(!kept(&monday, at(30, 1, 0)) && kept(&monday, at(30, 0, 0)) && kept(&monday, at(30, 29, 0)));
}

#[test]
fn the_moment_of_a_question_with_a_place_is_not_kept() {
    let at = LatLon::new(35.2, 139.7).unwrap();
    let directory = Directory::build(vec![facility(1, Kind::Clinic, Some(at), None)], 1).unwrap();
    let moment = date(2026, 11, 30).at(10, 0, 0, 0);
    let filter = Filter { open_at: Some(moment), ..Filter::default() };
    let around = Some(Around { from: at, radius: Some(Metres(1_000.0)) });
    directory.list(&ListQuestion { filter: &filter, around, skip: 0, limit: 9, counts: true, offered: &[] });
    assert!(directory.states_kept(moment, filter.calendar).is_none());
}

#[test]
fn a_station_visits_and_a_clinic_visits_as_it_says() {
    let mut says = facility(1, Kind::Clinic, None, None);
    let fact = Fact { answer: Answer::Consult, as_of: date(2026, 10, 1), source: Source::Demo, condition: None };
    says.set_fact(vocabulary().capability("home_visit_scheduled").unwrap(), fact);
    let world =
        vec![says, facility(2, Kind::Clinic, None, Some(Answer::Yes)), facility(3, Kind::NursingStation, None, None)];
    let directory = Directory::build(world, 1).unwrap();
    assert_eq!(
        [0, 1, 2, 3].map(|row| directory.visits(row)),
        [Answer::Consult, Answer::Unknown, Answer::Yes, Answer::Unknown]
    );
}

//! Several sources about one facility: what stands, what is kept beside it, and what was put right by hand.

use jiff::civil::date;
use proptest::prelude::*;

use crate::domain::facility::{Beds, Capacity, Duty, Field, Identifier, Remark, Replaced, Vacancy};
use crate::domain::hours::{Calendar, Days, Rule, Span};
use crate::domain::record::RecordBody;
use crate::domain::record::SourceRecord;
use crate::domain::statement::{Correction, Statement, Subject};
use crate::domain::{Answer, Capability, Fact, Kind, LatLon, Level, Origin, vocabulary};

use super::tests::{answer, filed, listing, locate, precedence, rules, service};
use super::*;

const CLINIC: &str = "n-1421400000001";
const AT: &str = "神奈川県横須賀市浦賀5-1-1";

/// What a test knows besides the records.
#[derive(Default)]
struct World {
    decisions: Vec<Decision>,
    editions: HashMap<(Source, String), Date>,
    corrected: HashMap<String, String>,
}

impl World {
    fn join(&self, records: &[SourceRecord]) -> Reconciled {
        let (rules, precedence) = (rules(), precedence());
        let knowledge = Knowledge {
            rules: &rules,
            precedence: &precedence,
            decisions: &self.decisions,
            editions: &self.editions,
            corrected: &self.corrected,
        };
        reconcile(records.to_vec(), &knowledge, locate)
    }
}

fn join(records: &[SourceRecord]) -> Reconciled {
    World::default().join(records)
}

fn one(joined: Reconciled) -> Facility {
    assert_eq!(joined.facilities.len(), 1, "{:?}", joined.facilities);
    joined.facilities.into_iter().next().unwrap()
}

fn clinic() -> SourceRecord {
    listing(Kind::Clinic, "1421400000001", "うみかぜクリニック", AT)
}

/// A statement about the clinic, by Zaitaku's own identifier.
fn said(source: Source, edition: Date, change: impl FnOnce(&mut Statement)) -> SourceRecord {
    let subject = Subject { facility: Some(CLINIC.to_owned()), name: "うみかぜ".to_owned(), ..Subject::default() };
    let mut statement = Statement { subject, ..Statement::default() };
    change(&mut statement);
    let key = format!("{}-{edition}", source.id());
    SourceRecord { source, key, edition, rows: vec![7], body: RecordBody::Statement(Box::new(statement)) }
}

fn fact(id: &str, answer: Answer, source: Source, as_of: Date) -> (Capability, Fact) {
    (vocabulary().capability(id).unwrap(), Fact { answer, as_of, source, condition: None })
}

fn corrects(field: &str, value: &str, change: impl FnOnce(&mut Correction)) -> SourceRecord {
    let mut correction = Correction {
        facility: Some(CLINIC.to_owned()),
        name: None,
        address: None,
        field: field.to_owned(),
        value: value.to_owned(),
        instead_of: None,
        reason: "電話で確認".to_owned(),
        author: "架空 花子".to_owned(),
        on: date(2026, 3, 1),
    };
    change(&mut correction);
    let key = format!("{CLINIC}:{field}");
    let edition = correction.on;
    SourceRecord {
        source: Source::Correction,
        key,
        edition,
        rows: vec![9],
        body: RecordBody::Correction(Box::new(correction)),
    }
}

fn replaced<'a>(facility: &'a Facility, field: &str) -> Vec<(&'a str, Source, bool)> {
    let of = |entry: &&Replaced| entry.field == field;
    facility.replaced.iter().filter(of).map(|e| (e.value.as_str(), e.origin.source, e.changed_since)).collect()
}

fn open_data(edition: Date, change: impl FnOnce(&mut Statement)) -> SourceRecord {
    said(Source::OpenDataMedical, edition, |said| {
        said.founds = true;
        said.subject.kinds = vec![Kind::Clinic];
        said.subject.address = Some("横須賀市浦賀５丁目１番１号 架空ビル2階".to_owned());
        said.subject.name = "うみかぜ内科クリニック".to_owned();
        change(said);
    })
}

#[test]
fn every_field_has_its_source_and_what_it_stands_before() {
    let records = [
        clinic(),
        filed("0000001", "医療法人社団　波の会　うみかぜｸﾘﾆｯｸ", "横須賀市浦賀５丁目１番１号", &["支援診2"]),
        open_data(date(2026, 2, 1), |said| {
            said.subject.phone = Some("046-000-9999".to_owned());
            said.url = Some("https://www.example.jp/".to_owned());
            said.beds = Some(Beds { total: 4, by_kind: Vec::new() });
        }),
    ];
    let facility = one(join(&records));
    assert_eq!((facility.name.as_str(), facility.address.as_str()), ("うみかぜクリニック", AT));
    assert_eq!(replaced(&facility, "name"), [("うみかぜ内科クリニック", Source::OpenDataMedical, false)]);
    assert_eq!(replaced(&facility, "address"), [], "another writing of one place is no other value");
    assert_eq!(facility.phone.as_deref(), Some("046-000-0000"), "the bureau's number goes before the city's list");
    assert_eq!(replaced(&facility, "phone"), [("046-000-9999", Source::OpenDataMedical, false)]);
    assert_eq!(facility.provenance[&Field::Phone].source, Source::Filing);
    assert_eq!(facility.provenance[&Field::Beds], Origin { source: Source::OpenDataMedical, as_of: date(2026, 2, 1) });
    assert_eq!(facility.links.len(), 1, "the filing was joined by likeness, the statement by its number");
}

#[test]
fn an_institution_that_moved_is_where_the_newest_source_says() {
    let there = "神奈川県横須賀市久里浜2-2-2";
    let mut listed = clinic();
    if let RecordBody::Listing(listing) = &mut listed.body {
        listing.at = LatLon::new(35.24, 139.71).ok();
    }
    let moved = |at| {
        open_data(date(2026, 2, 1), move |said| {
            said.subject.address = Some(there.to_owned());
            said.at = at;
        })
    };
    let facility = one(join(&[listed.clone(), moved(None)]));
    assert_eq!(facility.address, there);
    assert_eq!(replaced(&facility, "address"), [(AT, Source::NaviiClinic, false)]);
    assert_eq!(
        (facility.position, replaced(&facility, "position").len()),
        (None, 1),
        "the old point is of the old place"
    );
    let facility = one(join(&[listed, moved(LatLon::new(35.22, 139.69).ok())]));
    assert_eq!(facility.position.map(|position| position.at.lat()), Some(35.22));
    assert_eq!(facility.provenance[&Field::Position].source, Source::OpenDataMedical);
}

#[test]
fn surveys_speak_of_practice_and_the_bureau_of_filings() {
    let survey = |day| {
        said(Source::Survey, day, |said| {
            said.facts = vec![
                fact("tpn", Answer::Consult, Source::Survey, day),
                fact("home_visit_scheduled", Answer::No, Source::Survey, day),
                fact("hcsc_2", Answer::No, Source::Survey, day),
            ];
        })
    };
    let filing = filed("0000001", "うみかぜクリニック", AT, &["支援診2"]);
    let facility = one(join(&[clinic(), filing.clone(), survey(date(2025, 6, 1))]));
    assert_eq!(answer(&facility, "hcsc_2"), Answer::Yes);
    assert_eq!(replaced(&facility, "hcsc_2"), [("×", Source::Survey, false)]);
    assert_eq!((answer(&facility, "tpn"), answer(&facility, "home_visit_scheduled")), (Answer::Consult, Answer::No));
    let facility = one(join(&[clinic(), filing, survey(date(2024, 6, 1))]));
    assert_eq!(answer(&facility, "home_visit_scheduled"), Answer::Yes, "an answer of last year hides no newer one");
    assert_eq!(answer(&facility, "tpn"), Answer::Consult, "and stands where nobody else has spoken");
}

#[test]
fn hours_go_before_days_off_and_contact_hours_come_with_the_survey() {
    let origin = Origin { source: Source::Survey, as_of: date(2025, 6, 1) };
    let open = Rule { days: Days::Weekly(31), spans: vec![Span { from: 540, to: 720 }] };
    let closed = Rule { days: Days::Weekly(64), spans: Vec::new() };
    let mut listed = clinic();
    if let RecordBody::Listing(listing) = &mut listed.body {
        let origin = Origin { source: Source::NaviiClinic, as_of: date(2025, 12, 1) };
        listing.consultation = Some(Calendar { rules: vec![closed], ..Calendar::empty(origin) });
    }
    let survey = said(Source::OpenDataMedical, date(2025, 6, 1), |said| {
        said.hours.consultation = Some(Calendar { rules: vec![open.clone()], ..Calendar::empty(origin) });
        said.hours.contact = Some(Calendar { rest: "随時".to_owned(), ..Calendar::empty(origin) });
    });
    let facility = one(join(&[listed, survey]));
    assert_eq!(facility.hours.consultation.as_ref().unwrap().rules, [open]);
    assert_eq!(replaced(&facility, "hours_consultation").len(), 1);
    assert_eq!(facility.hours.contact.as_ref().unwrap().rest, "随時");
}

#[test]
fn duties_vacancies_and_remarks_add_up() {
    let duty = |day: i8, label: &str, as_of| Duty {
        date: date(2026, 11, day),
        spans: Vec::new(),
        label: label.to_owned(),
        note: None,
        origin: Origin { source: Source::DutyRoster, as_of },
    };
    let roster = |as_of, duties: Vec<Duty>| said(Source::DutyRoster, as_of, |said| said.duties = duties);
    let (old, new) = (date(2026, 10, 1), date(2026, 11, 1));
    let vacancy = |as_of, answer| Vacancy {
        date: date(2026, 11, 3),
        places: None,
        answer,
        note: None,
        origin: Origin { source: Source::Vacancy, as_of },
    };
    let remark = |as_of| Remark {
        label: "備考".into(),
        text: "要予約".into(),
        origin: Origin { source: Source::Survey, as_of },
    };
    let capacity = |as_of, text: &str| Capacity {
        least: None,
        most: None,
        text: text.to_owned(),
        origin: Origin { source: Source::Survey, as_of },
    };
    let survey = |as_of, text| {
        said(Source::Survey, as_of, move |said| {
            said.remarks = vec![remark(as_of)];
            said.capacity = Some(capacity(as_of, text));
        })
    };
    let facility = one(join(&[
        clinic(),
        roster(old, vec![duty(3, "外科", old), duty(23, "外科", old)]),
        roster(new, vec![duty(23, "内科", new)]),
        said(Source::Vacancy, old, |said| said.vacancies = vec![vacancy(old, Answer::Yes)]),
        said(Source::Vacancy, new, |said| said.vacancies = vec![vacancy(new, Answer::No)]),
        survey(old, "10〜15"),
        survey(new, "応相談"),
    ]));
    let turns: Vec<(i8, &str)> = facility.duties.iter().map(|duty| (duty.date.day(), duty.label.as_str())).collect();
    assert_eq!(turns, [(3, "外科"), (23, "内科")], "a newer roster speaks for the days it names");
    assert_eq!(facility.vacancies, [vacancy(new, Answer::No)]);
    assert_eq!(facility.remarks, [remark(new)]);
    assert_eq!(facility.capacity.as_ref().map(|capacity| capacity.text.as_str()), Some("応相談"));
    assert_eq!(replaced(&facility, "capacity"), [("10〜15", Source::Survey, false)]);
    assert_eq!(facility.phone, None, "a roster's number of the day is not the institution's");
}

#[test]
fn lists_found_what_nobody_lists_and_others_wait() {
    let stranger = |source: Source, founds: bool| {
        let mut record = said(source, date(2026, 1, 1), |said| {
            said.founds = founds;
            said.subject =
                Subject { name: "架空さくら医院".into(), kinds: vec![Kind::Clinic], ..Subject::default() };
            said.subject.address = Some("神奈川県横須賀市大津1-1".into());
            said.subject.identifiers =
                vec![Identifier { system: "insurance_institution".into(), value: "1410009999".into() }];
            said.url = (!founds).then(|| "https://example.jp/sakura".to_owned());
        });
        record.key = format!("{source:?}");
        record
    };
    let joined = join(&[clinic(), stranger(Source::OpenDataMedical, true), stranger(Source::Survey, false)]);
    let ids: Vec<&str> = joined.facilities.iter().map(|facility| facility.id.as_str()).collect();
    assert_eq!(ids, [CLINIC, "o-med-1410009999"]);
    assert_eq!(
        joined.facilities[1].url.as_deref(),
        Some("https://example.jp/sakura"),
        "the survey found the founded one"
    );
    assert!(joined.doubts.is_empty(), "{:?}", joined.doubts);
    let joined = join(&[clinic(), stranger(Source::Survey, false)]);
    let [doubt] = joined.doubts.as_slice() else { panic!("{:?}", joined.doubts) };
    assert_eq!((doubt.name.as_str(), doubt.candidates.len()), ("架空さくら医院", 0), "nobody found");
}

#[test]
fn a_decision_about_a_facility_of_a_later_round_is_kept() {
    let filing = filed("0000002", "架空みさき医院", "神奈川県横須賀市長井1-1", &["支援診3"]);
    let survey = said(Source::Survey, date(2026, 1, 1), |said| said.url = Some("https://example.jp/m".to_owned()));
    let decision = |facility: &str, same| Decision {
        source: Source::Survey,
        key: survey.key.clone(),
        facility: facility.to_owned(),
        same,
    };
    let world = World { decisions: vec![decision("f-1410000002", true)], ..World::default() };
    let joined = world.join(&[clinic(), filing, survey.clone()]);
    let named: Vec<(&str, Option<&str>)> =
        joined.facilities.iter().map(|f| (f.id.as_str(), f.url.as_deref())).collect();
    assert_eq!(named, [("f-1410000002", Some("https://example.jp/m")), (CLINIC, None)]);
}

#[test]
fn what_a_newer_edition_lacks_is_marked_and_its_filings_are_not_in_force() {
    let filing = filed("0000001", "うみかぜクリニック", AT, &["支援診2"]);
    let newer = date(2026, 6, 1);
    let editions =
        HashMap::from([((Source::NaviiClinic, "14".to_owned()), newer), ((Source::Filing, "14-1".to_owned()), newer)]);
    let world = World { editions, ..World::default() };
    let facility = one(world.join(&[clinic(), filing.clone()]));
    let absent: Vec<(Source, Date)> =
        facility.absent.iter().map(|absence| (absence.source, absence.missing_since)).collect();
    assert_eq!(absent, [(Source::NaviiClinic, newer), (Source::Filing, newer)]);
    assert_eq!(answer(&facility, "hcsc_2"), Answer::Unknown);
    assert!(!replaced(&facility, "hcsc_2").is_empty(), "what was in force once is kept");
    let mut renumbered = filed("0000009", "医療法人　波の会　うみかぜクリニック", AT, &["支援診3"]);
    renumbered.edition = newer;
    let facility = one(world.join(&[clinic(), filing, renumbered]));
    let absent: Vec<Source> = facility.absent.iter().map(|absence| absence.source).collect();
    assert_eq!(absent, [Source::NaviiClinic], "a new number of the same institution is still on the bureau's list");
    assert_eq!((answer(&facility, "hcsc_3"), answer(&facility, "hcsc_2")), (Answer::Yes, Answer::No));
}

#[test]
fn one_service_less_is_no_absence() {
    let mut lost = service("410", "うみかぜ福祉用具");
    lost.edition = date(2025, 6, 30);
    let editions = HashMap::from([((Source::Kaigo, "14-410".to_owned()), date(2025, 12, 1))]);
    let world = World { editions, ..World::default() };
    let facility = one(world.join(&[service("170", "うみかぜ福祉用具"), lost]));
    assert!(facility.absent.is_empty());
    assert_eq!(facility.services.iter().map(|service| service.code.as_str()).collect::<Vec<_>>(), ["170"]);
}

#[test]
fn a_correction_stands_before_everything_and_over_the_next_edition() {
    let filing = filed("0000001", "うみかぜクリニック", AT, &["支援診2"]);
    let phone = corrects("phone", "046-000-7777", |_| {});
    let joined = join(&[clinic(), filing.clone(), phone.clone()]);
    assert_eq!(joined.corrected, [(format!("{CLINIC}:phone"), "046-000-0000".to_owned())]);
    let facility = one(joined);
    assert_eq!(facility.phone.as_deref(), Some("046-000-7777"));
    assert_eq!(facility.provenance[&Field::Phone], Origin { source: Source::Correction, as_of: date(2026, 3, 1) });
    assert_eq!(replaced(&facility, "phone"), [("046-000-0000", Source::Filing, false)]);

    let known = World {
        corrected: HashMap::from([(format!("{CLINIC}:phone"), "046-000-0000".to_owned())]),
        ..World::default()
    };
    let joined = known.join(&[clinic(), filing.clone(), phone.clone()]);
    assert!(joined.corrected.is_empty());
    assert_eq!(
        replaced(&one(joined), "phone"),
        [("046-000-0000", Source::Filing, false)],
        "the source says what it said"
    );
    let mut changed = filing;
    let RecordBody::Filings(institution) = &mut changed.body else { panic!() };
    institution.phone = Some("046-000-1234".to_owned());
    let facility = one(known.join(&[clinic(), changed.clone(), phone.clone()]));
    assert_eq!(facility.phone.as_deref(), Some("046-000-7777"), "the correction survives");
    assert_eq!(replaced(&facility, "phone"), [("046-000-1234", Source::Filing, true)], "and is flagged");
    let RecordBody::Filings(institution) = &mut changed.body else { panic!() };
    institution.phone = Some("０４６（０００）７７７７".to_owned());
    let facility = one(known.join(&[clinic(), changed, phone]));
    assert_eq!(facility.replaced.iter().filter(|entry| !entry.changed_since).count(), 0, "{:?}", facility.replaced);
}

#[test]
fn what_the_author_saw_is_what_the_flag_looks_at() {
    let seen = corrects("name", "うみかぜ在宅クリニック", |correction| {
        correction.instead_of = Some("うみかぜクリニツク".into());
    });
    let facility = one(join(&[clinic(), seen]));
    assert_eq!(replaced(&facility, "name"), [("うみかぜクリニック", Source::NaviiClinic, false)]);
    let other = corrects("name", "うみかぜ在宅クリニック", |correction| {
        correction.instead_of = Some("なぎさ医院".into());
    });
    assert_eq!(replaced(&one(join(&[clinic(), other])), "name"), [("うみかぜクリニック", Source::NaviiClinic, true)]);
}

#[test]
fn every_kind_of_correction_is_applied() {
    let records = [
        clinic(),
        filed("0000001", "うみかぜクリニック", AT, &["支援診2"]),
        corrects("position", "35.24,139.71", |_| {}),
        corrects("closed", "2026-03-31", |_| {}),
        corrects("phone", "", |_| {}),
        corrects("tpn", "△（看取りのみ）", |_| {}),
        corrects("hcsc_2", "", |_| {}),
        corrects("hours_contact", "Mo-Fr 09:00-12:00", |_| {}),
        corrects("beds", "12床", |_| {}),
        corrects("kind", "hospital", |_| {}),
    ];
    let facility = one(join(&records));
    let position = facility.position.unwrap();
    assert_eq!((position.level, position.source, position.at.lat()), (Level::Point, Source::Correction, 35.24));
    assert_eq!((facility.closed, facility.phone.as_deref()), (Some(date(2026, 3, 31)), None));
    assert_eq!(facility.provenance[&Field::Closed].source, Source::Correction);
    assert!(!facility.provenance.contains_key(&Field::Phone));
    let tpn = facility.fact(vocabulary().capability("tpn").unwrap()).unwrap();
    assert_eq!((tpn.answer, tpn.condition.as_deref()), (Answer::Consult, Some("看取りのみ")));
    assert_eq!((answer(&facility, "hcsc_2"), replaced(&facility, "hcsc_2").len()), (Answer::Unknown, 1));
    assert_eq!(facility.hours.contact.as_ref().map(|calendar| calendar.origin.source), Some(Source::Correction));
    assert_eq!((facility.beds.as_ref().map(|beds| beds.total), facility.kind), (Some(12), Kind::Hospital));
}

#[test]
fn a_corrected_address_leaves_the_old_point_behind_but_not_the_pin() {
    let mut listed = clinic();
    if let RecordBody::Listing(listing) = &mut listed.body {
        listing.at = LatLon::new(35.24, 139.71).ok();
    }
    let elsewhere = corrects("address", "神奈川県横須賀市久里浜2-2-2", |_| {});
    let facility = one(join(&[listed.clone(), elsewhere.clone()]));
    assert_eq!((facility.position, replaced(&facility, "position").len()), (None, 1));
    let same_town = corrects("address", "神奈川県横須賀市浦賀5-1-2", |_| {});
    assert!(one(join(&[listed.clone(), same_town])).position.is_some());
    let facility = one(join(&[listed, elsewhere, corrects("position", "35.22,139.69", |_| {})]));
    assert_eq!(facility.position.map(|position| position.at.lat()), Some(35.22));
}

#[test]
fn a_list_that_goes_on_naming_the_closed_is_flagged() {
    let closed = |on| corrects("closed", "2025-10-31", move |correction| correction.on = on);
    let before = one(join(&[clinic(), closed(date(2026, 1, 10))]));
    assert_eq!((before.closed, before.replaced.len()), (Some(date(2025, 10, 31)), 0));
    let after = one(join(&[clinic(), closed(date(2025, 11, 10))]));
    assert_eq!(replaced(&after, "closed").len(), 1);
    assert!(after.replaced[0].changed_since);
}

#[test]
fn a_correction_that_fits_nobody_or_cannot_be_read_waits_for_a_person() {
    let lost = corrects("phone", "046-000-7777", |correction| correction.facility = Some("n-9".into()));
    let mistyped = corrects("fax", "046-000-7777", |correction| correction.name = Some("なぎさ薬局".into()));
    let odd = corrects("position", "浦賀の角", |_| {});
    let unknown = corrects("colour", "青", |_| {});
    let joined = join(&[clinic(), lost, mistyped, odd, unknown]);
    assert_eq!(joined.doubts.len(), 4, "{:?}", joined.doubts);
    let reasons: Vec<&str> = joined
        .doubts
        .iter()
        .map(|doubt| doubt.candidates.first().map_or("", |candidate| candidate.reasons[0].as_str()))
        .collect();
    assert_eq!(reasons, ["unreadable_value", "name_differs", "", "unreadable_value"]);
    let facility = one(joined);
    assert_eq!((facility.phone, facility.fax, facility.replaced.len()), (None, None, 0));
}

#[test]
fn a_correction_follows_a_facility_that_came_to_be_listed() {
    let filing = filed("0000001", "うみかぜクリニック", AT, &[]);
    let correction =
        corrects("url", "https://example.jp/u", |correction| correction.facility = Some("f-1410000001".into()));
    let alone = one(join(&[filing.clone(), correction.clone()]));
    assert_eq!((alone.id.as_str(), alone.url.as_deref()), ("f-1410000001", Some("https://example.jp/u")));
    let listed = one(join(&[clinic(), filing, correction]));
    assert_eq!((listed.id.as_str(), listed.url.as_deref()), (CLINIC, Some("https://example.jp/u")));
}

#[test]
fn the_last_of_several_corrections_stands() {
    let first = corrects("phone", "046-000-1111", |_| {});
    let mut last = corrects("phone", "046-000-2222", |correction| correction.on = date(2026, 4, 1));
    last.key = "x:phone".to_owned();
    let facility = one(join(&[clinic(), last, first]));
    assert_eq!(facility.phone.as_deref(), Some("046-000-2222"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever order the records come in, the same facilities, doubts and flags come out.
    #[test]
    fn order_leaves_no_trace(order in Just((0..9usize).collect::<Vec<_>>()).prop_shuffle()) {
        let mut second = filed("0000002", "医療法人　波の会　うみかぜクリニック", AT, &["支援診3"]);
        second.edition = date(2026, 1, 1);
        let records = [
            clinic(),
            filed("0000001", "うみかぜクリニック", AT, &["支援診2"]),
            second,
            open_data(date(2026, 2, 1), |said| said.subject.phone = Some("046-000-9999".to_owned())),
            said(Source::Survey, date(2025, 6, 1), |said| {
                said.facts = vec![fact("tpn", Answer::Yes, Source::Survey, date(2025, 6, 1))];
                said.subject.phone = Some("046-000-5555".to_owned());
            }),
            service("170", "うみかぜ福祉用具"),
            service("410", "うみかぜ福祉用具センター"),
            corrects("phone", "046-000-7777", |_| {}),
            corrects("fax", "046-000-8888", |correction| correction.facility = Some("n-9".into())),
        ];
        let shuffled: Vec<SourceRecord> = order.iter().map(|&i| records[i].clone()).collect();
        let (straight, shuffled) = (join(&records), join(&shuffled));
        prop_assert_eq!(straight.facilities, shuffled.facilities);
        prop_assert_eq!(straight.doubts, shuffled.doubts);
        prop_assert_eq!(straight.corrected, shuffled.corrected);
    }
}

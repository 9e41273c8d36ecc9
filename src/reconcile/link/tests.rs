//! Tiny worlds of facilities, filings and statements, and who is found to be whom. Filings are also tested through
//! [`crate::reconcile::reconcile`].

use jiff::civil::date;

use crate::domain::Kind;
use crate::domain::facility::Identifier;
use crate::domain::record::{FilingTable, RecordBody};
use crate::domain::statement::Subject;

use super::*;

/// A gazetteer of one city: the town is what stands before the first digit.
fn locate(address: &str) -> Option<Located> {
    let digit = address.find(|c: char| c.is_ascii_digit()).unwrap_or(address.len());
    let municipality = MunicipalityCode::parse("14201").ok();
    Some(Located { municipality, town: address[..digit].to_owned(), rest: address[digit..].to_owned() })
}

fn facility(kind: Kind, id: &str, name: &str, address: &str) -> Facility {
    let mut facility = Facility::new(id.to_owned(), kind, name, address);
    facility.municipality = MunicipalityCode::parse("14201").ok();
    facility
}

fn clinic(id: &str, name: &str, address: &str) -> Facility {
    facility(Kind::Clinic, id, name, address)
}

fn record(source: Source, key: &str) -> SourceRecord {
    SourceRecord { source, key: key.to_owned(), edition: date(2026, 1, 1), rows: vec![1], body: RecordBody::Taken }
}

fn filed(number: &str, name: &str, address: &str) -> (SourceRecord, Box<FiledInstitution>) {
    let institution = FiledInstitution {
        prefecture: 14,
        table: FilingTable::Medical,
        number: number.to_owned(),
        name: name.to_owned(),
        postcode: None,
        address: address.to_owned(),
        phone: None,
        fax: None,
        beds: None,
        hospital: false,
        filings: Vec::new(),
        partner: None,
    };
    (record(Source::Filing, &format!("141{number}")), Box::new(institution))
}

fn dental(number: &str, name: &str, address: &str) -> (SourceRecord, Box<FiledInstitution>) {
    let (mut record, mut institution) = filed(number, name, address);
    record.key = format!("143{number}");
    institution.table = FilingTable::Dental;
    (record, institution)
}

/// A survey's answer about a clinic.
fn stated(key: &str, name: &str, address: Option<&str>) -> (SourceRecord, Box<Statement>) {
    let subject = Subject {
        kinds: vec![Kind::Clinic, Kind::Hospital],
        name: name.to_owned(),
        address: address.map(str::to_owned),
        ..Subject::default()
    };
    (record(Source::Survey, key), Box::new(Statement { subject, ..Statement::default() }))
}

fn numbered(system: &str, value: &str, kinds: &[Kind]) -> (SourceRecord, Box<Statement>) {
    let mut statement = stated(value, "架空の名", None);
    statement.1.subject.kinds = kinds.to_vec();
    statement.1.subject.identifiers = vec![Identifier { system: system.to_owned(), value: value.to_owned() }];
    statement
}

fn decide(source: Source, key: &str, facility: &str, same: bool) -> Decision {
    Decision { source, key: key.to_owned(), facility: facility.to_owned(), same }
}

const AT: &str = "神奈川県横須賀市浦賀5-1-1";

#[test]
fn a_decision_joins_whoever_it_names_and_parts_whoever_it_names() {
    let world = [clinic("n-1", "うみかぜクリニック", AT), clinic("n-2", "いそべ医院", "神奈川県横須賀市長井2-2-2")];
    let filings = [filed("0000001", "うみかぜクリニック", AT)];
    let undecided = link(&world, &filings, &[], &[], &locate);
    assert_eq!(undecided.filings[0].target, Some(0));
    assert_eq!(undecided.filings[0].reasons, ["same_address", "same_name"]);

    let same = link(&world, &filings, &[], &[decide(Source::Filing, "1410000001", "n-2", true)], &locate);
    assert_eq!((same.filings[0].target, same.filings[0].score), (Some(1), 100));
    assert_eq!(same.filings[0].reasons, ["decided_same"]);

    let apart = link(&world, &filings, &[], &[decide(Source::Filing, "1410000001", "n-1", false)], &locate);
    assert_eq!((apart.filings[0].target, apart.doubts.len()), (None, 0), "who is held apart is no candidate either");
}

#[test]
fn what_a_person_gave_to_one_no_other_takes() {
    let world = [clinic("n-1", "うみかぜクリニック", AT)];
    let filings =
        [filed("0000001", "うみかぜクリニック", AT), filed("0000002", "いそべ医院", "神奈川県横須賀市長井2-2-2")];
    let linked = link(&world, &filings, &[], &[decide(Source::Filing, "1410000002", "n-1", true)], &locate);
    assert_eq!((linked.filings[0].target, linked.filings[1].target), (None, Some(0)));
}

#[test]
fn a_decision_may_name_a_facility_that_only_filings_or_a_list_know() {
    let filings =
        [filed("0000001", "うみかぜクリニック", AT), filed("0000002", "海風医院", "神奈川県横須賀市長井2-2-2")];
    let linked = link(&[], &filings, &[], &[decide(Source::Filing, "1410000002", "f-1410000001", true)], &locate);
    assert_eq!((linked.filings[0].fellow, linked.filings[1].fellow), (None, Some(Fellow::Filed(0))));
    let circle = [
        decide(Source::Filing, "1410000002", "f-1410000001", true),
        decide(Source::Filing, "1410000001", "f-1410000002", true),
    ];
    let linked = link(&[], &filings, &[], &circle, &locate);
    assert_eq!((linked.filings[0].fellow, linked.filings[1].fellow), (None, Some(Fellow::Filed(0))));
}

#[test]
fn the_doubtful_wait_with_their_candidates_and_reasons() {
    let world = [
        clinic("n-1", "津田クリニック", AT),
        facility(Kind::Hospital, "n-2", "津田クリニック", AT),
        facility(Kind::Hospital, "n-3", "架空病院", "神奈川県横須賀市長井2-2-2"),
        clinic("n-4", "古波医院", "神奈川県横須賀市池上3-3-3"),
    ];
    let filings = [
        filed("0000001", "津田クリニック", AT),
        filed("0000002", "架空クリニック", "神奈川県横須賀市長井2-2-2"),
        filed("0000003", "新磯内科", "神奈川県横須賀市池上3-3-3"),
    ];
    let linked = link(&world, &filings, &[], &[], &locate);
    assert!(linked.filings.iter().all(|outcome| outcome.target.is_none() && outcome.doubtful), "{:?}", linked.filings);
    let reasons = |at: usize| {
        linked.doubts[at].candidates.iter().map(|c| (c.facility.as_str(), c.reasons.join(" "))).collect::<Vec<_>>()
    };
    let alike = "same_address same_name several_alike".to_owned();
    assert_eq!(reasons(0), [("n-1", alike.clone()), ("n-2", alike)]);
    assert_eq!(reasons(1), [("n-3", "same_address same_particular_part other_kind".to_owned())]);
    assert_eq!(reasons(2), [("n-4", "same_address other_name alone_at_address".to_owned())]);
    let every = linked.doubts.iter().flat_map(|doubt| &doubt.candidates).flat_map(|candidate| &candidate.reasons);
    assert!(every.into_iter().all(|id| linkage().words(id).is_some()), "every reason has words");
}

#[test]
fn a_list_that_has_an_institution_twice_has_it_all_the_same() {
    let world = [clinic("n-1", "うみかぜクリニック", AT), clinic("n-2", "うみかぜクリニック", AT)];
    let linked = link(&world, &[filed("0000001", "うみかぜクリニック", AT)], &[], &[], &locate);
    assert_eq!(linked.filings[0].target, Some(0));
}

#[test]
fn the_same_house_numbers_forgive_a_misspelt_town() {
    let listed = "神奈川県横須賀市浦賀町5-1-1";
    for (others, target) in [(0, Some(0)), (1, Some(0))] {
        let mut world = vec![clinic("n-1", "うみかぜクリニック", listed)];
        world.extend((0..others).map(|_| clinic("n-2", "うみかぜクリニック", "神奈川県横須賀市長井2-2-2")));
        let linked = link(&world, &[filed("0000001", "うみかぜクリニック", AT)], &[], &[], &locate);
        assert_eq!(linked.filings[0].target, target, "{:?}", linked.filings);
        assert!(linked.filings[0].reasons.contains(&"same_house_numbers".to_owned()));
    }
}

#[test]
fn dental_filings_join_the_dental_clinic_or_the_hospital_that_holds_both() {
    let world = [
        clinic("n-1", "うみかぜクリニック", AT),
        facility(Kind::DentalClinic, "n-2", "うみかぜ歯科", AT),
        facility(Kind::Hospital, "n-3", "架空病院", "神奈川県横須賀市長井2-2-2"),
    ];
    let filings = [
        dental("0000001", "うみかぜ歯科", AT),
        dental("0000002", "架空病院", "神奈川県横須賀市長井2-2-2"),
        filed("0000003", "うみかぜクリニック", AT),
        filed("0000004", "架空病院", "神奈川県横須賀市長井2-2-2"),
    ];
    let targets: Vec<_> = link(&world, &filings, &[], &[], &locate).filings.iter().map(|o| o.target).collect();
    assert_eq!(targets, [Some(1), Some(2), Some(0), Some(2)]);
}

#[test]
fn a_kana_name_is_known_by_the_reading_in_the_list() {
    let mut listed = clinic("n-1", "御波医院", AT);
    listed.name_kana = Some("オナミイイン".to_owned());
    let linked = link(&[listed], &[filed("0000001", "おなみ医院", AT)], &[], &[], &locate);
    assert_eq!(linked.filings[0].reasons, ["same_address", "same_reading"]);
    assert_eq!(linked.filings[0].target, Some(0));
}

#[test]
fn statements_find_their_facility_by_any_number_that_they_give() {
    let mut office = facility(Kind::CareManagerOffice, "k-1474200001-care_manager_office", "うみかぜ支援", AT);
    office.identifiers = vec![Identifier { system: "kaigo_office".to_owned(), value: "1474200001".to_owned() }];
    let mut station = facility(Kind::NursingStation, "k-1474200001-nursing_station", "うみかぜ看護", AT);
    station.identifiers.clone_from(&office.identifiers);
    let world = [office, station, clinic("n-1", "うみかぜクリニック", AT)];
    let filings = [filed("0000001", "うみかぜクリニック", AT), filed("0000002", "波医院", "神奈川県横須賀市長井2-2-2")];
    let mut own = stated("own", "別の名", None);
    own.1.subject.facility = Some("n-1".to_owned());
    let statements = [
        numbered("kaigo_office", "1474200001", &[Kind::NursingStation]),
        numbered("kaigo_office", "1474200001", &[]),
        numbered("insurance_institution", "1410000001", &[]),
        numbered("insurance_institution", "1410000002", &[]),
        numbered("corporate_number", "1234567890123", &[]),
        own,
    ];
    let linked = link(&world, &filings, &statements, &[], &locate);
    let found: Vec<_> = linked.statements.iter().map(|o| (o.target, o.fellow, o.doubtful)).collect();
    assert_eq!(found[0], (Some(1), None, false));
    assert_eq!(found[1], (None, None, true), "two services, and nothing says which");
    assert_eq!(found[2], (Some(2), None, false), "the number of a filing that was linked");
    assert_eq!(found[3], (None, Some(Fellow::Filed(1)), false), "the number of a filing that no list has");
    assert_eq!(found[4], (None, None, false), "a corporation is no facility");
    assert_eq!(found[5], (Some(2), None, false));
    assert_eq!(linked.statements[0].reasons, ["same_number"]);
    assert_eq!(linked.doubts.len(), 2, "who found nobody waits too: {:?}", linked.doubts);
}

#[test]
fn statements_find_their_facility_by_name_address_and_telephone() {
    let mut pharmacy = facility(Kind::Pharmacy, "n-2", "架空浦賀薬局", "神奈川県横須賀市浦賀7-7-7");
    pharmacy.phone = Some("046-000-0001".to_owned());
    let other = facility(Kind::Pharmacy, "n-3", "架空浦賀薬局", "神奈川県横須賀市長井1-1-1");
    let world = [clinic("n-1", "医療法人社団波の会　うみかぜクリニック", AT), pharmacy, other];
    let mut roster = stated("roster", "架空浦賀薬局", None);
    roster.0.source = Source::DutyRoster;
    roster.1.subject.kinds = vec![Kind::Pharmacy];
    roster.1.subject.phone = Some("０４６(０００)０００１".to_owned());
    let mut nameless = roster.clone();
    nameless.0.key = "nameless".to_owned();
    nameless.1.subject.phone = None;
    let statements = [stated("1", "うみかぜクリニック", Some(AT)), roster, nameless];
    let linked = link(&world, &[], &statements, &[], &locate);
    let targets: Vec<_> = linked.statements.iter().map(|outcome| outcome.target).collect();
    assert_eq!(targets, [Some(0), Some(1), None], "{:?}", linked.statements);
    assert_eq!(linked.statements[1].reasons, ["no_address", "same_name", "same_phone"]);
}

#[test]
fn an_answer_finds_whom_only_filings_or_a_citys_list_name() {
    let filings = [filed("0000001", "うみかぜクリニック", AT)];
    let mut listed = stated("row", "いそべ医院", Some("神奈川県横須賀市長井2-2-2"));
    listed.0.source = Source::OpenDataMedical;
    listed.1.founds = true;
    let statements = [
        stated("1", "うみかぜクリニック", Some(AT)),
        stated("2", "いそべ医院", Some("神奈川県横須賀市長井2-2-2")),
        listed,
        stated("3", "どこにもない医院", Some("神奈川県横須賀市池上3-3-3")),
    ];
    let linked = link(&[], &filings, &statements, &[], &locate);
    let fellows: Vec<_> = linked.statements.iter().map(|outcome| outcome.fellow).collect();
    assert_eq!(fellows, [Some(Fellow::Filed(0)), Some(Fellow::Statement(2)), None, None]);
    let waiting: Vec<_> = linked.doubts.iter().map(|doubt| doubt.key.as_str()).collect();
    assert_eq!(waiting, ["3"], "a row of a list founds a facility, an answer waits");
}

/// A row of a city's list: key, name, address, code, telephone.
fn listed(key: &str, name: &str, address: &str, code: &str, phone: &str) -> (SourceRecord, Box<Statement>) {
    let (mut record, mut statement) = stated(key, name, Some(address));
    record.source = Source::OpenDataMedical;
    statement.founds = true;
    statement.subject.kinds = vec![Kind::Clinic];
    statement.subject.phone = Some(phone.to_owned());
    statement.subject.identifiers.push(Identifier { system: "insurance_institution".into(), value: code.to_owned() });
    (record, statement)
}

#[test]
fn two_lists_with_other_numbers_for_one_clinic_found_it_once() {
    let city = listed("city", "架空医院", "架空市海町1-2-3", "1410000001", "046-000-0001");
    let county = listed("county", "医療法人社団架空会 架空医院", "架空市海町1-2-3", "1410000002", "046-000-0002");
    let neighbour = listed("other", "架空内科", "架空市海町1-2-3", "1410000003", "046-000-0003");
    let mut survey = stated("survey", "架空医院", Some("架空市海町1-2-3"));
    survey.1.subject.phone = Some("046-000-0002".to_owned());
    let said = [city, county, neighbour, survey];

    let alone = link(&[], &[], &said, &[], &locate);
    let fellows: Vec<Option<Fellow>> = alone.statements.iter().map(|outcome| outcome.fellow).collect();
    assert_eq!(fellows, [None, Some(Fellow::Statement(0)), None, Some(Fellow::Statement(0))]);
    assert!(alone.statements[1].reasons.contains(&"several_numbers".to_owned()), "{:?}", alone.statements[1]);

    let clinics = [clinic("n-1", "架空医院", "架空市海町1-2-3")];
    let found = link(&clinics, &[], &said, &[], &locate);
    let targets: Vec<Option<usize>> = found.statements.iter().map(|outcome| outcome.target).collect();
    assert_eq!(targets, [Some(0), Some(0), None, Some(0)]);

    // Who decided that the second row is not the first one's clinic is heard.
    let held = [decide(Source::OpenDataMedical, "county", "n-1", false)];
    let apart = link(&clinics, &[], &said, &held, &locate);
    assert_eq!((apart.statements[0].target, apart.statements[1].target), (Some(0), None));
}

#[test]
fn a_row_whose_facility_another_row_took_waits_and_takes_no_answer_from_it() {
    let clinics = [clinic("n-1", "架空医院", "架空市海町1-2-3")];
    let city = listed("city", "架空医院", "架空市海町1-2-3", "1410000001", "046-000-0001");
    let county = listed("county", "架空クリニック", "架空市海町1-2-3", "1410000002", "046-000-0002");
    let mut survey = stated("survey", "架空医院", Some("架空市海町1-2-3"));
    survey.1.subject.phone = Some("046-000-0002".to_owned());
    let linked = link(&clinics, &[], &[city, county, survey], &[], &locate);
    assert_eq!((linked.statements[0].target, linked.statements[2].target), (Some(0), Some(0)));
    assert!(linked.statements[1].doubtful && linked.statements[1].target.is_none(), "{:?}", linked.statements[1]);
    let asked: Vec<&str> = linked.doubts.iter().map(|doubt| doubt.key.as_str()).collect();
    assert_eq!((asked, linked.doubts[0].candidates[0].facility.as_str()), (vec!["county"], "n-1"));
}

#[test]
fn a_hospital_is_known_by_the_number_of_its_other_fee_table() {
    let hospitals = [facility(Kind::Hospital, "n-1", "架空中央病院", "架空市海町1-2-3")];
    let mut medical = filed("0000001", "架空中央病院", "架空市海町1-2-3");
    let mut rooms = dental("8000001", "架空学園歯科部門", "架空市山町9-9");
    (medical.1.hospital, rooms.1.hospital) = (true, true);
    let mut stranger = dental("8000002", "架空歯科", "架空市山町9-8");
    stranger.1.partner = Some("1419999999".to_owned());
    let alone = link(&hospitals, &[medical.clone(), rooms.clone()], &[], &[], &locate);
    assert_eq!(alone.filings[1].target, None, "nothing but the number joins them");
    rooms.1.partner = Some("1410000001".to_owned());
    medical.1.partner = Some("1438000001".to_owned());
    let linked = link(&hospitals, &[medical.clone(), rooms.clone(), stranger], &[], &[], &locate);
    assert_eq!(linked.filings.iter().map(|outcome| outcome.target).collect::<Vec<_>>(), [Some(0), Some(0), None]);
    assert_eq!(
        (linked.filings[1].reasons.clone(), linked.report.by_partner_number),
        (vec!["partner_number".into()], 1)
    );
    let held = [decide(Source::Filing, "1438000001", "n-1", false)];
    assert_eq!(link(&hospitals, &[medical.clone(), rooms], &[], &held, &locate).filings[1].target, None);
    // A city's list that gives the dental number of a hospital whose dental filings were never imported.
    let said = [numbered("insurance_institution", "1438000001", &[])];
    assert_eq!(link(&hospitals, &[medical], &said, &[], &locate).statements[0].target, Some(0));
}

#[test]
fn who_is_alone_at_an_address_was_renamed_where_the_corporation_or_the_beds_are_the_same() {
    let name = |id, kind, name, beds| {
        let mut one = facility(kind, id, name, "架空市海町1-2-3");
        one.beds = beds;
        one
    };
    let beds = |total| Some(crate::domain::facility::Beds { total, by_kind: Vec::new() });
    let joins = |listed: Facility, mut record: (SourceRecord, Box<FiledInstitution>), total: Option<u32>| {
        record.1.hospital = total.is_some();
        record.1.beds = total.and_then(beds);
        link(&[listed], &[record], &[], &[], &locate).filings[0].target.is_some()
    };
    let old = || name("n-1", Kind::Clinic, "医療法人社団波の会 なみ医院", None);
    assert!(joins(old(), filed("0000001", "医療法人社団波の会 うみべ診療所", "架空市海町1-2-3"), None));
    assert!(!joins(old(), filed("0000001", "医療法人社団風の会 うみべ診療所", "架空市海町1-2-3"), None));
    assert!(!joins(old(), filed("0000001", "うみべ診療所", "架空市海町1-2-3"), None), "a person must decide");
    let hospital = || name("n-2", Kind::Hospital, "なみ病院", beds(120));
    assert!(joins(hospital(), filed("0000002", "うみべ病院", "架空市海町1-2-3"), Some(116)));
    assert!(!joins(hospital(), filed("0000002", "うみべ病院", "架空市海町1-2-3"), Some(60)));
    assert!(joins(hospital(), filed("0000002", "うみべ第二病院まちなか", "架空市海町1-2-3"), Some(120)));
    // And one that moved within the prefecture with nearly all its beds.
    assert!(joins(hospital(), filed("0000002", "なみ病院", "架空市山町4-5-6"), Some(124)));
}

#[test]
fn several_answers_may_speak_of_one_facility() {
    let world = [clinic("n-1", "うみかぜクリニック", AT)];
    let statements = [stated("1", "うみかぜクリニック", Some(AT)), stated("2", "うみかぜクリニック", Some(AT))];
    let linked = link(&world, &[], &statements, &[], &locate);
    assert!(linked.statements.iter().all(|outcome| outcome.target == Some(0)));
    assert_eq!(linked.report.statements, 2);
}

#[test]
fn rules_that_contradict_the_program_are_refused() {
    let text = include_str!("../../../data/linkage.toml");
    assert!(Linkage::parse(text).is_ok());
    for (from, to) in [
        ("id = \"same_number\"", "id = \"same_nomber\""),
        ("same_name = 99", "same_name = 199"),
        ("doubt = 50", "doubt = 90"),
        ("same_phone = 45", "same_fone = 45"),
        ("candidates = 5", "candidats = 5"),
    ] {
        assert!(text.contains(from), "{from}");
        assert!(Linkage::parse(&text.replacen(from, to, 1)).is_err(), "{to}");
    }
}

proptest::proptest! {
    #[test]
    fn any_two_texts_are_compared_and_alike_both_ways(
        a in "[医療法人社団第一二会クリニック歯科内科ー々ガのー\u{E000} 0-9０-９ァ-ヶぁ-ん丁目番地号字階F]{0,14}|.{0,10}",
        b in "[医療法人社団第一二会クリニック歯科内科ー々ガのー\u{E000} 0-9０-９ァ-ヶぁ-ん丁目番地号字階F]{0,14}|.{0,10}",
    ) {
        let words = &linkage().names;
        let (first, second) = (name::Name::new(&a, words), name::Name::new(&b, words));
        proptest::prop_assert_eq!(first.agreement(&second, 0.7, words), second.agreement(&first, 0.7, words));
        let place = |text: &str| locate(text).map(Place::new).unwrap_or_default();
        let (here, there) = (place(&a), place(&b));
        proptest::prop_assert_eq!(here.agreement(&there), there.agreement(&here));
    }

    #[test]
    fn the_order_of_facilities_and_filings_leaves_no_trace(
        names in proptest::collection::vec(("[なみいそ]{2}(医院|クリニック)", 1u32..3, 1u32..3), 1..7),
        filings in proptest::collection::vec(("[なみいそ]{2}(医院|クリニック)", 1u32..3, 1u32..3), 1..7),
    ) {
        let address = |a: u32, b: u32| format!("神奈川県横須賀市浦賀{a}-{b}");
        let mut world: Vec<Facility> = (0..).zip(&names).map(|(at, (name, a, b))| clinic(&format!("n-{at}"), name, &address(*a, *b))).collect();
        let mut filings: Vec<_> = (0..).zip(&filings).map(|(at, (name, a, b))| filed(&format!("{at:07}"), name, &address(*a, *b))).collect();
        let found = |world: &[Facility], filings: &[(SourceRecord, Box<FiledInstitution>)]| {
            let linked = link(world, filings, &[], &[], &locate);
            let of = |(filing, outcome): (&(SourceRecord, Box<FiledInstitution>), &Outcome)| {
                (filing.0.key.clone(), outcome.target.map(|at| (world[at].name.clone(), world[at].address.clone())))
            };
            filings.iter().zip(&linked.filings).map(of).collect::<std::collections::BTreeMap<_, _>>()
        };
        let one = found(&world, &filings);
        world.reverse();
        filings.reverse();
        proptest::prop_assert_eq!(one, found(&world, &filings));
    }
}

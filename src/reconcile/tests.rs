//! Tiny worlds of records, and what becomes of them.

use jiff::civil::{Date, date};

use crate::domain::facility::Service;
use crate::domain::record::{FiledInstitution, Filing, FilingTable, Listing, RecordBody, SourceRecord};
use crate::domain::{Answer, Kind, Source, vocabulary};

use super::*;

const EDITION: Date = date(2025, 12, 1);

pub(super) fn rules() -> FilingRules {
    FilingRules::parse(include_str!("../../data/filings.toml"), vocabulary()).unwrap()
}

pub(super) fn precedence() -> Precedence {
    Precedence::parse(include_str!("../../data/precedence.toml")).unwrap()
}

fn join(records: Vec<SourceRecord>) -> Reconciled {
    let (rules, editions, corrected) = (rules(), HashMap::new(), HashMap::new());
    let precedence = precedence();
    let knowledge = Knowledge {
        rules: &rules,
        precedence: &precedence,
        decisions: &[],
        editions: &editions,
        corrected: &corrected,
    };
    reconcile(records, &knowledge, locate)
}

/// A gazetteer of one municipality: the town is what stands before the first digit.
pub(super) fn locate(address: &str) -> Option<Located> {
    let digit = address.find(|c: char| c.is_ascii_digit()).unwrap_or(address.len());
    let municipality = crate::domain::municipality::MunicipalityCode::parse("14201").ok();
    Some(Located { municipality, town: address[..digit].to_owned(), rest: address[digit..].to_owned() })
}

pub(super) fn listing(kind: Kind, key: &str, name: &str, address: &str) -> SourceRecord {
    let listing = Listing {
        kind,
        name: name.to_owned(),
        name_kana: None,
        address: address.to_owned(),
        municipality: None,
        at: None,
        phone: None,
        fax: None,
        url: None,
        beds: None,
        consultation: None,
        service: None,
        identifiers: Vec::new(),
    };
    let body = RecordBody::Listing(Box::new(listing));
    SourceRecord { source: Source::NaviiClinic, key: key.to_owned(), edition: EDITION, rows: vec![1], body }
}

pub(super) fn service(code: &str, name: &str) -> SourceRecord {
    let mut record = listing(Kind::Equipment, &format!("1474200001-{code}"), name, "神奈川県横須賀市浦賀5-1");
    record.source = Source::Kaigo;
    if let RecordBody::Listing(listing) = &mut record.body {
        listing.service = Some(Service {
            code: code.to_owned(),
            label: code.to_owned(),
            number: "1474200001".to_owned(),
            capacity: None,
            days: String::new(),
            note: String::new(),
        });
    }
    record
}

pub(super) fn filed(number: &str, name: &str, address: &str, symbols: &[&str]) -> SourceRecord {
    let filing = |symbol: &&str| Filing { symbol: (*symbol).to_owned(), title: String::new(), since: None };
    let institution = FiledInstitution {
        prefecture: 14,
        table: FilingTable::Medical,
        number: number.to_owned(),
        name: name.to_owned(),
        postcode: None,
        address: address.to_owned(),
        phone: Some("046-000-0000".to_owned()),
        fax: None,
        beds: None,
        hospital: false,
        filings: symbols.iter().map(filing).collect(),
        partner: None,
    };
    let body = RecordBody::Filings(Box::new(institution));
    SourceRecord { source: Source::Filing, key: format!("141{number}"), edition: EDITION, rows: vec![2], body }
}

pub(super) fn answer(facility: &Facility, id: &str) -> Answer {
    facility.answer(vocabulary().capability(id).unwrap())
}

#[test]
fn an_address_that_ends_after_the_town_yields_to_the_whole_one() {
    let (town, house) = ("神奈川県横須賀市浦賀", "神奈川県横須賀市浦賀5-1-1");
    for (listed, by_bureau) in [(town, house), (house, town)] {
        let joined = join(vec![
            listing(Kind::Clinic, "1421400000001", "うみかぜクリニック", listed),
            filed("0000001", "うみかぜクリニック", by_bureau, &["支援診2"]),
        ]);
        let [facility] = joined.facilities.as_slice() else { panic!("{:?}", joined.facilities) };
        assert_eq!(facility.address, house);
        let source = facility.provenance[&crate::domain::facility::Field::Address].source;
        assert_eq!(source, if listed == house { Source::NaviiClinic } else { Source::Filing });
        assert!(facility.replaced.iter().all(|replaced| replaced.field != "address"), "{:?}", facility.replaced);
    }
}

#[test]
fn a_filing_finds_its_clinic_whatever_corporation_stands_before_the_name() {
    let joined = join(vec![
        listing(Kind::Clinic, "1421400000001", "うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1"),
        filed("0000001", "医療法人社団　波の会　うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1", &["支援診2"]),
    ]);
    let [facility] = joined.facilities.as_slice() else { panic!("{:?}", joined.facilities) };
    assert_eq!(facility.id, "n-1421400000001");
    assert_eq!(answer(facility, "home_visit_scheduled"), Answer::Yes);
    assert_eq!(answer(facility, "hcsc_1"), Answer::No, "absence from a complete list is a no for a filing");
    assert_eq!(answer(facility, "tpn"), Answer::Unknown, "a practice stays unknown");
    assert_eq!(facility.phone.as_deref(), Some("046-000-0000"));
    assert_eq!(joined.links.by_town_and_name, 1);
}

#[test]
fn a_doubtful_filing_stays_alone() {
    let joined = join(vec![
        listing(Kind::Clinic, "1421400000001", "山田医院", "神奈川県横須賀市浦賀5-1-1"),
        listing(Kind::Clinic, "1421400000002", "山田医院", "神奈川県横須賀市浦賀7-2"),
        filed("0000001", "海野クリニック", "神奈川県横須賀市浦賀5-1-1", &[]),
        filed("0000002", "山田医院", "神奈川県横須賀市久里浜1-1", &["支援診3"]),
    ]);
    let ids: Vec<&str> = joined.facilities.iter().map(|facility| facility.id.as_str()).collect();
    assert_eq!(ids, ["f-1410000001", "f-1410000002", "n-1421400000001", "n-1421400000002"]);
    assert_eq!(joined.links.alone, 2);
}

#[test]
fn services_of_one_office_and_kind_are_one_facility_and_order_leaves_no_trace() {
    let records = vec![service("170", "うみかぜ福祉用具"), service("410", "うみかぜ福祉用具")];
    let mut reversed = records.clone();
    reversed.reverse();
    let joined = join(records).facilities;
    assert_eq!(joined, join(reversed).facilities);
    let [facility] = joined.as_slice() else { panic!("{joined:?}") };
    assert_eq!(facility.id, "k-1474200001-equipment");
    assert_eq!(facility.services.iter().map(|service| service.code.as_str()).collect::<Vec<_>>(), ["170", "410"]);
}

fn link(records: &[SourceRecord]) -> (Vec<(String, Vec<String>)>, LinkReport) {
    let joined = join(records.to_vec());
    let mut reversed = records.to_vec();
    reversed.reverse();
    assert_eq!(joined.facilities, join(reversed).facilities, "order leaves no trace");
    let numbers = |facility: &Facility| {
        let filed = facility.identifiers.iter().filter(|identifier| identifier.system == "insurance_institution");
        filed.map(|identifier| identifier.value.clone()).collect()
    };
    (joined.facilities.iter().map(|facility| (facility.id.clone(), numbers(facility))).collect(), joined.links)
}

/// Whether the one filed institution came to the one listed clinic.
fn linked(filed_as: (&str, &str), listed_as: (&str, &str)) -> bool {
    let records = [
        listing(Kind::Clinic, "1421400000001", listed_as.0, listed_as.1),
        filed("0000001", filed_as.0, filed_as.1, &["支援診2"]),
    ];
    link(&records).0.len() == 1
}

#[test]
fn neighbours_in_one_building_keep_their_own_filings() {
    let at = "神奈川県横須賀市浦賀5-1-1";
    for (filed_as, listed_as) in [
        ("なぎさクリニック", "浦賀皮フ科クリニック"),
        ("医療法人社団波の会　横須賀なぎさ在宅クリニック", "医療法人社団　磯会　横須賀しおさいクリニック"),
        ("Wave Dental Clinic", "ISO　DENTAL　CLINIC"),
        ("医療法人社団　浦賀小泉内科クリニック", "医療法人社団　浦賀小泉皮膚科クリニック"),
        ("浦賀デンタルクリニック", "医療法人社団磯会イースト歯科クリニック浦賀"),
        ("なみの歯科　木浦医院", "社会医療法人磯会　木浦病院"),
        ("なみ薬局　浦賀駅前店", "いそ薬局　浦賀駅前店"),
    ] {
        assert!(!linked((filed_as, at), (listed_as, at)), "{filed_as} is not {listed_as}");
    }
}

#[test]
fn spellings_of_one_name_at_one_address_meet() {
    let at = "神奈川県横須賀市浦賀5-1-1";
    for (filed_as, listed_as) in [
        ("髙波クリニツク", "高波クリニック"),
        ("なみ内科・循環器科医院", "なみ内科循環器科医院"),
        ("パ－ク内科", "パーク内科"),
        ("北波眼科", "医療法人社団　北波眼科医院"),
        ("なみかぜ小児科", "医療法社団波の会なみかぜ小児科"),
        ("なみウィメンズ産科", "なみウイメンズ産科"),
        ("医療法人　海山会　なみの診療所", "医療法人　海山会"),
        ("柴眼科", "医療法人社団　なみ会　柴眼科"),
        ("中波会なみの整形外科", "医療法人　中波会　なみの整形外科"),
    ] {
        assert!(linked((filed_as, at), (listed_as, at)), "{filed_as} is {listed_as}");
    }
    assert!(linked(("なみ医院", "神奈川県横須賀市浦賀5-1-1 3階"), ("なみ医院", "神奈川県横須賀市浦賀5-1-1")));
}

#[test]
fn one_facility_takes_one_institution_of_a_fee_table() {
    let (facilities, links) = link(&[
        listing(Kind::Clinic, "1421400000001", "うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1"),
        filed("0000001", "うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1", &[]),
        filed("0000002", "医療法人　波の会　うみかぜクリニック", "神奈川県横須賀市久里浜3-2-2", &["支援診2"]),
        filed("0000003", "うみかぜクリニック", "神奈川県横須賀市浦賀8-8-8", &["支援診2"]),
    ]);
    assert!(facilities.contains(&("n-1421400000001".to_owned(), vec!["1410000001".to_owned()])), "{facilities:?}");
    assert_eq!((links.by_town_and_name, links.alone), (1, 2));
}

#[test]
fn the_old_and_the_new_legal_person_of_a_clinic_are_one_institution() {
    let (facilities, links) = link(&[
        listing(Kind::Clinic, "1421400000001", "うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1"),
        filed("0000001", "うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1", &["支援診2"]),
        filed("0000002", "医療法人　波の会　うみかぜクリニック", "神奈川県横須賀市浦賀5番1号の1", &[]),
    ]);
    let both = vec!["1410000001".to_owned(), "1410000002".to_owned()];
    assert_eq!(facilities, [("n-1421400000001".to_owned(), both)]);
    assert_eq!((links.by_town_and_name, links.alone), (2, 0));
}

#[test]
fn a_clinic_that_moved_is_known_by_a_name_that_no_other_bears() {
    let there = ("うみかぜクリニック", "神奈川県横須賀市久里浜2-2-2");
    assert!(linked(("うみかぜクリニック", "神奈川県横須賀市浦賀5-1-1"), there), "moved within the municipality");
    let (facilities, links) = link(&[
        listing(Kind::Clinic, "1421400000001", "山田医院", "神奈川県横須賀市浦賀5-1-1"),
        filed("0000001", "山田医院", "神奈川県横須賀市久里浜2-2-2", &[]),
        filed("0000002", "山田医院", "神奈川県横須賀市大津3-3-3", &[]),
    ]);
    assert_eq!((facilities.len(), links.alone, links.doubtful), (3, 2, 2));
}

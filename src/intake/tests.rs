//! What an import leaves behind, also when it does not come to its end.

use std::sync::Arc;

use jiff::civil::date;

use crate::domain::filings::FilingRules;
use crate::domain::hours::Calendar;
use crate::domain::record::{Listing, RecordBody, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::statement::Correction;
use crate::domain::{Facility, Kind, LatLon, Source, vocabulary};
use crate::geocode::{Gazetteer, Geocoder, Neighbours, Readings};
use crate::import;
use crate::reconcile::Precedence;

use super::*;

struct Silent;

impl Progress for Silent {
    fn files(&mut self, _: usize) {}
    fn file_done(&mut self, _: &str) {}
    fn stage(&mut self, _: Stage) {}
}

fn joining(fingerprint: &str) -> Joining {
    let rules = FilingRules::parse(include_str!("../../data/filings.toml"), vocabulary()).unwrap();
    let precedence = Precedence::parse(include_str!("../../data/precedence.toml")).unwrap();
    Joining { rules, precedence, gazetteer: Arc::new(Gazetteer::embedded()), fingerprint: fingerprint.to_owned() }
}

#[tokio::test]
async fn an_import_that_was_cut_short_before_the_joining_is_finished_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let facility = Facility::new("demo-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5丁目");
    let body = RecordBody::Canonical(Box::new(facility));
    let record = SourceRecord {
        source: Source::Demo,
        key: "demo-1".to_owned(),
        edition: date(2026, 11, 1),
        rows: vec![1],
        body,
    };
    store_records(&store, "試験", std::slice::from_ref(&record), Timestamp::UNIX_EPOCH).await.unwrap();
    assert!(store.facility_hashes().await.unwrap().is_empty(), "the process died here");

    let joining_now = joining("rules of today");
    let intake = Intake {
        store: &store,
        joining: &joining_now,
        whole: WholePolicy { share: 0.8, few: 3 },
        now: Timestamp::UNIX_EPOCH,
        author: "",
        note: "",
        dry_run: false,
    };
    let report = intake.import(&[], &mut Silent, &mut |_| ()).await.unwrap();
    assert_eq!(report.join.map(|join| (join.facilities, join.written)), Some((1, 1)));
    let report = intake.import(&[], &mut Silent, &mut |_| ()).await.unwrap();
    assert!(report.join.is_none(), "nothing is joined twice");

    let report = joining("rules of tomorrow").join_if_needed(&store, &mut Silent).await.unwrap();
    assert_eq!(report.map(|join| join.written), Some(0), "other rules join anew, though they change nothing here");
}

/// A clinic of a list: number, name, address.
fn clinic(key: &str, name: &str, address: &str, edition: Date) -> SourceRecord {
    let listing = Listing {
        kind: Kind::Clinic,
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
    let row = xxhash_rust::xxh3::xxh3_64(format!("{key}{name}{address}").as_bytes());
    let body = RecordBody::Listing(Box::new(listing));
    SourceRecord { source: Source::NaviiClinic, key: key.to_owned(), edition, rows: vec![row], body }
}

/// Clinics 0.. of a prefecture.
fn clinics(prefecture: &str, numbers: std::ops::Range<u32>, edition: Date) -> Vec<SourceRecord> {
    numbers
        .map(|n| {
            clinic(&format!("{prefecture}{n}"), &format!("架空{n}医院"), &format!("{prefecture}架空市{n}丁目"), edition)
        })
        .collect()
}

/// Takes files of one run in, each an edition and its records. Returns the number of the run, what the editions say, and the notices.
async fn run(store: &Store, files: &[(Date, Vec<SourceRecord>)]) -> (i64, Vec<EditionReport>, Vec<Notice>) {
    let new = NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" };
    let policy = WholePolicy { share: 0.8, few: 3 };
    let mut taking = Taking::begin(store, &new, policy).await.unwrap();
    let mut notices = Vec::new();
    let mut each = |notice: &Notice| notices.push(notice.clone());
    for (edition, records) in files {
        let mut records = records.clone();
        let bodies: Vec<Body> = records.iter_mut().map(|record| Body::of(record).unwrap()).collect();
        let account = FileAccount { read: records.len() as u64, ..FileAccount::default() };
        let (source, edition) = (Source::NaviiClinic, *edition);
        let contents =
            taking::Contents { name: "架空.csv", source, edition, records: &records, bodies: &bodies, account };
        assert!(taking.write(&contents, &mut each).await.unwrap().0.balances());
    }
    let reports = taking.settle(&mut each).await.unwrap();
    (taking.finish().await.unwrap(), reports, notices)
}

fn codes(notices: &[Notice]) -> BTreeMap<&str, Vec<&str>> {
    let mut codes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for notice in notices {
        codes.entry(&notice.code).or_default().push(&notice.value);
    }
    codes.values_mut().for_each(|values| values.sort_unstable());
    codes
}

const JUNE: Date = date(2025, 6, 1);
const DECEMBER: Date = date(2025, 12, 1);
const NEXT_JUNE: Date = date(2026, 6, 1);

async fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    (folder, store)
}

async fn whole(store: &Store) -> Vec<(String, Date)> {
    let mut editions: Vec<(String, Date)> =
        store.whole_editions().await.unwrap().into_iter().map(|((_, scope), edition)| (scope, edition)).collect();
    editions.sort();
    editions
}

#[tokio::test]
async fn a_new_edition_tells_who_opened_is_missing_moved_was_renamed_or_renumbered_and_who_came_back() {
    let (_folder, store) = store().await;
    let (_, reports, notices) = run(&store, &[(JUNE, clinics("神奈川県", 0..20, JUNE))]).await;
    assert!(reports.is_empty() && notices.is_empty(), "before the first edition there is nothing: {notices:?}");

    let mut december = clinics("神奈川県", 2..20, DECEMBER);
    december[0] = clinic("神奈川県2", "架空みなと医院", "神奈川県架空市2丁目", DECEMBER);
    december[1] = clinic("神奈川県3", "架空3医院", "神奈川県架空市33丁目", DECEMBER);
    december.push(clinic("新1", "架空1医院", "神奈川県架空市一丁目", DECEMBER));
    december.push(clinic("新9", "架空あたらし医院", "神奈川県架空市99丁目", DECEMBER));
    let (second, reports, notices) = run(&store, &[(DECEMBER, december)]).await;
    let expected = EditionReport {
        source: Source::NaviiClinic,
        before: JUNE,
        edition: DECEMBER,
        opened: 1,
        missing: 1,
        moved: 1,
        renamed: 1,
        renumbered: 1,
        came_back: 0,
        partial: 0,
    };
    assert_eq!(reports, [expected]);
    let told = codes(&notices);
    assert_eq!(told["missing"], ["神奈川県0"]);
    assert_eq!((told["opened"].as_slice(), told["renumbered"].as_slice()), (&["新9"][..], &["新1"][..]));
    assert_eq!((told["renamed"].as_slice(), told["moved"].as_slice()), (&["神奈川県2"][..], &["神奈川県3"][..]));
    assert_eq!(whole(&store).await, [("14".to_owned(), DECEMBER)]);

    let (_, reports, notices) = run(&store, &[(NEXT_JUNE, clinics("神奈川県", 0..20, NEXT_JUNE))]).await;
    assert_eq!(codes(&notices)["came_back"], ["神奈川県0", "神奈川県1"]);
    assert_eq!((reports[0].opened, reports[0].missing), (0, 2));

    // Undoing the second edition takes its word about who is missing back with it.
    let by = NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" };
    assert_eq!(store.undo_run(second, &by).await.unwrap().editions, 1);
    assert_eq!(whole(&store).await, [("14".to_owned(), NEXT_JUNE)]);
    assert_eq!(store.undo_run(second + 1, &by).await.unwrap().editions, 1);
    assert_eq!(whole(&store).await, [("14".to_owned(), JUNE)]);
}

#[tokio::test]
async fn a_file_of_one_city_marks_nobody_and_a_prefecture_that_it_lacks_is_left_alone() {
    let (_folder, store) = store().await;
    let both = [clinics("神奈川県", 0..20, JUNE), clinics("東京都", 0..20, JUNE)].concat();
    run(&store, &[(JUNE, both)]).await;
    let (_, reports, notices) = run(&store, &[(DECEMBER, clinics("神奈川県", 0..5, DECEMBER))]).await;
    assert_eq!(codes(&notices).keys().collect::<Vec<_>>(), [&"partial_edition"]);
    assert_eq!((reports[0].partial, reports[0].missing), (1, 0));
    let june = [("13".to_owned(), JUNE), ("14".to_owned(), JUNE)];
    assert_eq!(whole(&store).await, june, "a part says nothing about the whole");
    // The rest of the edition, in a file of its own: now it is whole.
    run(&store, &[(DECEMBER, clinics("神奈川県", 5..19, DECEMBER))]).await;
    assert_eq!(whole(&store).await, [("13".to_owned(), JUNE), ("14".to_owned(), DECEMBER)]);
}

#[tokio::test]
async fn one_edition_in_two_files_is_judged_together_and_two_editions_in_one_run_one_after_the_other() {
    let (_folder, store) = store().await;
    let parts = [(JUNE, clinics("神奈川県", 0..10, JUNE)), (JUNE, clinics("神奈川県", 10..20, JUNE))];
    run(&store, &parts).await;
    let parts = [(DECEMBER, clinics("神奈川県", 0..10, DECEMBER)), (DECEMBER, clinics("神奈川県", 10..19, DECEMBER))];
    let (_, reports, notices) = run(&store, &parts).await;
    assert_eq!((reports[0].missing, reports[0].partial), (1, 0), "{notices:?}");

    let (_other, store) = self::store().await;
    let editions = [(JUNE, clinics("神奈川県", 0..20, JUNE)), (DECEMBER, clinics("神奈川県", 0..5, DECEMBER))];
    let (_, _, notices) = run(&store, &editions).await;
    assert_eq!(codes(&notices).keys().collect::<Vec<_>>(), [&"partial_edition"]);
    assert_eq!(whole(&store).await, [("14".to_owned(), JUNE)]);
}

#[tokio::test]
async fn few_may_be_missing_where_few_are_known() {
    let (_folder, store) = store().await;
    let world = |edition, tottori| [clinics("神奈川県", 0..30, edition), clinics("鳥取県", tottori, edition)].concat();
    run(&store, &[(JUNE, world(JUNE, 0..2))]).await;
    let (_, reports, _) = run(&store, &[(DECEMBER, world(DECEMBER, 0..1))]).await;
    assert_eq!((reports[0].missing, reports[0].partial), (1, 0));
    // Alone, the same file might as well be a part.
    let (_other, store) = self::store().await;
    run(&store, &[(JUNE, world(JUNE, 0..2))]).await;
    let (_, reports, _) = run(&store, &[(DECEMBER, clinics("鳥取県", 0..1, DECEMBER))]).await;
    assert_eq!((reports[0].missing, reports[0].partial), (0, 1));
}

#[tokio::test]
async fn an_older_edition_after_a_newer_one_marks_nobody_and_opens_nothing() {
    let (_folder, store) = store().await;
    run(&store, &[(DECEMBER, clinics("神奈川県", 0..20, DECEMBER))]).await;
    let (_, reports, notices) = run(&store, &[(JUNE, clinics("神奈川県", 1..21, JUNE))]).await;
    assert!(reports.is_empty(), "{reports:?}");
    assert!(notices.is_empty(), "{notices:?}");
    assert_eq!(whole(&store).await, [("14".to_owned(), DECEMBER)]);
}

#[tokio::test]
async fn an_edition_that_says_the_same_is_confirmed_and_its_calendars_bear_the_new_date() {
    let (_folder, store) = store().await;
    let with_calendar = |edition: Date| {
        let mut record = clinic("神奈川県1", "架空1医院", "神奈川県架空市1丁目", edition);
        let RecordBody::Listing(listing) = &mut record.body else { panic!("no listing") };
        let origin = Origin { source: Source::NaviiClinic, as_of: edition };
        listing.consultation = Some(Calendar::from_osm("Su off", origin).unwrap());
        record
    };
    run(&store, &[(JUNE, vec![with_calendar(JUNE)])]).await;
    run(&store, &[(DECEMBER, vec![with_calendar(DECEMBER)])]).await;
    let records = store.records().await.unwrap();
    assert_eq!((records[0].edition, &records[0].body), (DECEMBER, &with_calendar(DECEMBER).body));
    let versions = store.versions("navii_clinic", "神奈川県1").await.unwrap();
    assert_eq!((versions.len(), versions[1].body.as_str()), (2, ""), "nothing was written twice");
}

/// Blocks of an invented town in the layout of 位置参照情報 街区レベル: forty of 60 by 40 m each, in rows of eight.
fn official_blocks(corner: LatLon) -> String {
    let header = "都道府県名,市区町村名,大字・丁目名,小字・通称名,街区符号・地番,座標系番号,Ｘ座標,Ｙ座標,緯度,経度,住居表示フラグ,代表フラグ,更新前履歴フラグ,更新後履歴フラグ";
    let rows = (1..=40_u32).map(|block| {
        let at = block_at(corner, block);
        format!("神奈川県,横須賀市,浦賀五丁目,,{block},9,0.0,0.0,{:.6},{:.6},1,1,0,0", at.lat(), at.lon())
    });
    std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\r\n")
}

fn block_at(corner: LatLon, block: u32) -> LatLon {
    let (row, column) = (f64::from((block - 1) / 8), f64::from((block - 1) % 8));
    LatLon::new(corner.lat() + row * 0.000_36, corner.lon() + column * 0.000_66).unwrap()
}

#[test]
fn imported_blocks_place_houses_within_them() {
    let japan = Gazetteer::embedded();
    let corner = japan.geocode("神奈川県横須賀市浦賀五丁目", 1).remove(0).at;
    let bytes = encoding_rs::SHIFT_JIS.encode(&official_blocks(corner)).0.into_owned();
    let part = import::Part { name: "14_2024.csv".to_owned(), modified: Some(date(2025, 3, 31)), bytes };
    let file = import::read(&part, &mut |_| ()).unwrap();
    assert_eq!((file.rows_read, file.records.len()), (40, 1));
    let RecordBody::Places(places) = &file.records[0].body else { panic!("{file:?}") };
    let surveyed = [Neighbours::of_places(&japan, Source::Gazetteer, [places])];
    let geocoder = Geocoder { gazetteer: &japan, surveyed: &surveyed, readings: &Readings::default() };
    let mut errors = Vec::new();
    let mut within = 0;
    for house in 0..400_u32 {
        let block = 1 + house % 40;
        // Houses stand anywhere in the block.
        let (a, b) = (f64::from(house * 7_919 % 101) / 100.0 - 0.5, f64::from(house * 104_729 % 97) / 96.0 - 0.5);
        let centre = block_at(corner, block);
        let truth = LatLon::new(centre.lat() + a * 0.000_36, centre.lon() + b * 0.000_66).unwrap();
        let found = geocoder.geocode(&format!("横須賀市浦賀5丁目{block}番{}号", 1 + house / 40), 1).remove(0);
        assert_eq!((found.level, found.source), (crate::domain::Level::Block, Some(Source::Gazetteer)));
        let error = found.at.geodesic(truth).0;
        within += u32::from(error <= found.accuracy.0);
        errors.push(error);
    }
    errors.sort_by(f64::total_cmp);
    assert!(errors[200] <= 60.0, "median {}", errors[200]);
    assert!(within >= 360, "{within} of 400 within the stated accuracy");
}

#[tokio::test]
async fn a_correction_in_other_words_or_undone_is_applied_for_the_first_time_again() {
    let (_folder, store) = store().await;
    let correction = |value: &str| {
        let correction = Correction {
            facility: Some("n-1".to_owned()),
            name: None,
            address: None,
            field: "phone".to_owned(),
            value: value.to_owned(),
            instead_of: None,
            reason: "架空の理由".to_owned(),
            author: "架空 花子".to_owned(),
            on: JUNE,
        };
        let body = RecordBody::Correction(Box::new(correction));
        SourceRecord { source: Source::Correction, key: "n-1/phone".to_owned(), edition: JUNE, rows: vec![1], body }
    };
    let learn = async || {
        let mut writer = store.change_facilities().await.unwrap();
        writer.corrected(&[("n-1/phone".to_owned(), "046-000-0000".to_owned())]).await.unwrap();
        writer.finish("").await.unwrap();
    };
    let put = async |value: &str| {
        store_records(&store, "訂正", &[correction(value)], Timestamp::UNIX_EPOCH).await.unwrap();
        store.corrected_values().await.unwrap().len()
    };
    put("046-111-1111").await;
    learn().await;
    assert_eq!(put("046-111-1111").await, 1, "the same again changes nothing");
    assert_eq!(put("046-222-2222").await, 0);
    learn().await;
    let runs = store.runs().await.unwrap();
    let by = NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" };
    store.undo_run(runs[0].id, &by).await.unwrap();
    assert!(store.corrected_values().await.unwrap().is_empty());
    let RecordBody::Correction(left) = &store.records().await.unwrap()[0].body else { panic!("no correction") };
    assert_eq!(left.value, "046-111-1111", "the correction before holds again");
}

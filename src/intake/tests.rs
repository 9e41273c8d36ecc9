//! What an import leaves behind, also when it does not come to its end.

use std::sync::Arc;

use jiff::civil::date;

use crate::domain::filings::FilingRules;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{Facility, Kind, Source, vocabulary};
use crate::geocode::Gazetteer;

use super::*;

struct Silent;

impl Progress for Silent {
    fn files(&mut self, _: usize) {}
    fn file_done(&mut self, _: &str) {}
    fn stage(&mut self, _: Stage) {}
}

fn joining(fingerprint: &str) -> Joining {
    let rules = FilingRules::parse(include_str!("../../data/filings.toml"), vocabulary()).unwrap();
    Joining { rules, gazetteer: Arc::new(Gazetteer::embedded()), fingerprint: fingerprint.to_owned() }
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

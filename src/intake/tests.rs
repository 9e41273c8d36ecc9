//! What an import leaves behind, also when it does not come to its end.

use std::sync::Arc;

use jiff::civil::date;

use crate::domain::filings::FilingRules;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{Facility, Kind, LatLon, Source, vocabulary};
use crate::geocode::{Gazetteer, Geocoder, Neighbours};

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
    let intake = Intake { store: &store, joining: &joining_now, now: Timestamp::UNIX_EPOCH, dry_run: false };
    let report = intake.import(&[], &mut Silent, &mut |_| ()).await.unwrap();
    assert_eq!(report.join.map(|join| (join.facilities, join.written)), Some((1, 1)));
    let report = intake.import(&[], &mut Silent, &mut |_| ()).await.unwrap();
    assert!(report.join.is_none(), "nothing is joined twice");

    let report = joining("rules of tomorrow").join_if_needed(&store, &mut Silent).await.unwrap();
    assert_eq!(report.map(|join| join.written), Some(0), "other rules join anew, though they change nothing here");
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
    let geocoder = Geocoder { gazetteer: &japan, surveyed: &surveyed };
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

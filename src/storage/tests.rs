//! The store against a real SQLite file.

use jiff::Timestamp;
use jiff::civil::date;

use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{Facility, Kind, Source};

use super::*;

fn record(key: &str, name: &str, rows: Vec<u64>) -> SourceRecord {
    let facility = Facility::new(key, Kind::Clinic, name, "神奈川県横須賀市浦賀5丁目");
    let body = RecordBody::Canonical(Box::new(facility));
    SourceRecord { source: Source::Demo, key: key.to_owned(), edition: date(2026, 11, 1), rows, body }
}

fn file<'a>(write: Vec<(&'a SourceRecord, u64)>) -> ImportedFile<'a> {
    ImportedFile {
        name: "試験.csv",
        source: Source::Demo,
        edition: date(2026, 11, 1),
        at: Timestamp::UNIX_EPOCH,
        account: FileAccount { read: 2, new: 2, ..FileAccount::default() },
        write,
        confirm: Vec::new(),
    }
}

#[tokio::test]
async fn records_come_back_and_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let (a, b) = (record("a", "うみかぜ", vec![9, 3]), record("b", "なぎさ", vec![u64::MAX]));
    store.write_file(&file(vec![(&a, 1), (&b, u64::MAX)])).await.unwrap();
    let known = store.known_records(Source::Demo).await.unwrap();
    assert_eq!(known["a"].rows, [3, 9]);
    assert_eq!((known["b"].content_hash, known["b"].rows.as_slice()), (u64::MAX, [u64::MAX].as_slice()));
    let bodies: Vec<RecordBody> = store.records().await.unwrap().into_iter().map(|record| record.body).collect();
    assert_eq!(bodies, [a.body.clone(), b.body.clone()]);

    let renamed = record("a", "うみかぜ第二", vec![4]);
    store.write_file(&file(vec![(&renamed, 2)])).await.unwrap();
    assert_eq!(store.records().await.unwrap()[0].body, renamed.body);
    assert_eq!(store.source_summary().await.unwrap(), [(Source::Demo, 2, "2026-11-01".to_owned())]);
}

#[tokio::test]
async fn a_change_that_is_not_finished_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let mut writer = store.change_facilities().await.unwrap();
    writer.put("a".to_owned(), 1, "{}".to_owned()).await.unwrap();
    drop(writer);
    assert_eq!(store.revision().await.unwrap(), 0);
    assert!(store.facility_hashes().await.unwrap().is_empty());

    let mut writer = store.change_facilities().await.unwrap();
    writer.put("a".to_owned(), 1, "{}".to_owned()).await.unwrap();
    assert!(store.join_mark("rules").await.is_ok());
    let mark = store.join_mark("rules").await.unwrap();
    assert_eq!(writer.finish(&mark).await.unwrap(), 1);
    assert!(store.is_joined("rules").await.unwrap());
    assert!(!store.is_joined("other rules").await.unwrap());
    store.close().await;

    let store = Store::open_folder(folder.path()).await.unwrap();
    assert_eq!(store.revision().await.unwrap(), 1);
    let mut writer = store.change_facilities().await.unwrap();
    writer.remove(&["a".to_owned()]).await.unwrap();
    writer.finish("").await.unwrap();
    assert!(store.facility_hashes().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_folder_with_odd_characters_and_a_file_that_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("在宅 100%?#");
    let store = Store::open_folder(&odd).await.unwrap();
    store.ping().await.unwrap();
    store.close().await;
    assert!(odd.join("zaitaku.sqlite").is_file());

    std::fs::write(folder.path().join("zaitaku.sqlite"), "this is no database at all, only a text of some length")
        .unwrap();
    assert!(Store::open_folder(folder.path()).await.is_err());
}

//! The store against a real SQLite file.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{Facility, Kind, Source};

use super::*;

fn record(key: &str, name: &str, rows: Vec<u64>) -> SourceRecord {
    let facility = Facility::new(key, Kind::Clinic, name, "神奈川県横須賀市浦賀5丁目");
    let body = RecordBody::Canonical(Box::new(facility));
    SourceRecord { source: Source::Demo, key: key.to_owned(), edition: date(2026, 11, 1), rows, body }
}

/// Writes records in a run of their own; a hash of the body stands for it. Returns the run.
async fn write(store: &Store, edition: Date, records: &[(&SourceRecord, u64)]) -> i64 {
    let bodies: Vec<String> = records.iter().map(|(record, _)| serde_json::to_string(&record.body).unwrap()).collect();
    let mut run =
        store.begin_run(&NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" }).await.unwrap();
    let known = run.known_records(Source::Demo).await.unwrap();
    let same = |record: &SourceRecord, hash| known.get(&record.key).is_some_and(|known| known.content_hash == hash);
    let all = records.iter().zip(&bodies);
    let file = ImportedFile {
        name: "試験.csv",
        source: Source::Demo,
        edition,
        at: Timestamp::UNIX_EPOCH,
        account: FileAccount { read: 2, new: 2, ..FileAccount::default() },
        write: all
            .clone()
            .filter(|((record, hash), _)| !same(record, *hash))
            .map(|((record, hash), body)| WrittenRecord {
                record,
                body,
                content_hash: *hash,
                known: known.contains_key(&record.key),
            })
            .collect(),
        confirm: all.filter(|((record, hash), _)| same(record, *hash)).map(|((record, _), _)| &*record.key).collect(),
    };
    run.write_file(&file).await.unwrap();
    run.finish().await.unwrap()
}

#[tokio::test]
async fn records_come_back_and_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let (a, b) = (record("a", "うみかぜ", vec![9, 3]), record("b", "なぎさ", vec![u64::MAX]));
    write(&store, date(2026, 11, 1), &[(&a, 1), (&b, u64::MAX)]).await;
    let known = known_records(&store, Source::Demo).await;
    assert_eq!(known["a"].rows, [3, 9]);
    assert_eq!((known["b"].content_hash, known["b"].rows.as_slice()), (u64::MAX, [u64::MAX].as_slice()));
    let bodies: Vec<RecordBody> = store.records().await.unwrap().into_iter().map(|record| record.body).collect();
    assert_eq!(bodies, [a.body.clone(), b.body.clone()]);

    let renamed = record("a", "うみかぜ第二", vec![4]);
    write(&store, date(2026, 11, 1), &[(&renamed, 2)]).await;
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

/// What is known of a source.
async fn known_records(store: &Store, source: Source) -> HashMap<String, KnownRecord> {
    let mut run =
        store.begin_run(&NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" }).await.unwrap();
    let known = run.known_records(source).await.unwrap();
    run.abandon().await.unwrap();
    known
}

/// Every record: key, edition, body and row hashes.
async fn state(store: &Store) -> BTreeMap<String, (Date, String, Vec<u64>)> {
    let known = known_records(store, Source::Demo).await;
    let records = store.records().await.unwrap().into_iter();
    let rows = |key: &str| known[key].rows.clone();
    records.map(|r| (r.key.clone(), (r.edition, format!("{:?}", r.body), rows(&r.key)))).collect()
}

#[tokio::test]
async fn what_a_run_overwrote_returns_and_what_it_brought_goes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let (a, b) = (record("a", "うみかぜ", vec![1]), record("b", "なぎさ", vec![2]));
    write(&store, date(2026, 11, 1), &[(&a, 1), (&b, 2)]).await;
    let before = state(&store).await;

    let later = |key: &str, name: &str, row| {
        let mut record = record(key, name, vec![row]);
        record.edition = date(2026, 12, 1);
        record
    };
    let (a2, b2, c) = (later("a", "うみかぜ第二", 3), later("b", "なぎさ", 2), later("c", "あたらし", 4));
    let run = write(&store, date(2026, 12, 1), &[(&a2, 10), (&b2, 2), (&c, 30)]).await;
    assert_eq!(store.versions("demo", "a").await.unwrap().len(), 2);
    assert_eq!(store.versions("demo", "b").await.unwrap()[1].body, "", "a confirmation costs no second body");
    let marks = store.setting("records").await.unwrap();

    let by = NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "架空 花子", note: "" };
    let undone = store.undo_run(run, &by).await.unwrap();
    assert_eq!((undone.restored, undone.removed, undone.taken_out), (2, 1, 0));
    assert_eq!(state(&store).await, before);
    assert_ne!(store.setting("records").await.unwrap(), marks, "the records are to be joined anew");
    let runs = store.runs().await.unwrap();
    assert_eq!((runs[0].kind, runs[0].undoes, runs[0].author.as_str()), (RunKind::Undo, Some(run), "架空 花子"));
    assert_eq!((runs[1].undone_by, runs[1].versions, runs[1].can_be_undone()), (Some(undone.run), 3, false));
}

#[tokio::test]
async fn a_run_under_later_ones_is_taken_out_from_between() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let says = |name: &str, month: i8, row| {
        let mut record = record("a", name, vec![row]);
        record.edition = date(2026, month, 1);
        record
    };
    write(&store, date(2026, 1, 1), &[(&says("一", 1, 1), 1)]).await;
    let second = write(&store, date(2026, 2, 1), &[(&says("二", 2, 2), 2)]).await;
    // The third only confirms the second: its earlier version has no body of its own.
    write(&store, date(2026, 3, 1), &[(&says("二", 3, 2), 2)]).await;
    let fourth = write(&store, date(2026, 4, 1), &[(&says("四", 4, 4), 4)]).await;
    let by = NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" };
    let undone = store.undo_run(second, &by).await.unwrap();
    assert_eq!((undone.restored, undone.removed, undone.taken_out), (0, 0, 1));
    assert!(state(&store).await["a"].1.contains("四"));
    store.undo_run(fourth, &by).await.unwrap();
    let left = state(&store).await;
    assert!(left["a"].1.contains("二") && left["a"].0 == date(2026, 3, 1) && left["a"].2 == [2], "{left:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Runs of one source with some of them undone leave what the runs that stand would have left alone, as far as each
    /// record's contents and the edition go by which it was written or confirmed last.
    #[test]
    fn undone_runs_leave_no_trace(
        runs in prop::collection::vec(prop::collection::btree_map(0_u8..3, 0_u64..3, 1..4), 1..6),
        undone in prop::collection::vec((0_usize..6, 0_usize..6), 0..4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let (all, alone) = (folder.path().join("all"), folder.path().join("alone"));
            let (all, alone) = (Store::open_folder(&all).await.unwrap(), Store::open_folder(&alone).await.unwrap());
            let by = NewRun { at: Timestamp::UNIX_EPOCH, paths: &[], author: "", note: "" };
            let edition = |run: usize| date(2026, 1 + i8::try_from(run).unwrap(), 1);
            let records = |run: usize| -> Vec<(SourceRecord, u64)> {
                let one = |(key, says): (&u8, &u64)| {
                    let mut record = record(&key.to_string(), &format!("名{says}"), vec![*says]);
                    record.edition = edition(run);
                    (record, *says)
                };
                runs[run].iter().map(one).collect()
            };
            let mut numbers = Vec::new();
            let mut gone = std::collections::BTreeSet::new();
            for run in 0..runs.len() {
                let records = records(run);
                let records: Vec<(&SourceRecord, u64)> = records.iter().map(|(record, hash)| (record, *hash)).collect();
                numbers.push(write(&all, edition(run), &records).await);
                // Some are undone only after later ones came.
                for (which, when) in &undone {
                    if *when == run && *which <= run && gone.insert(*which) {
                        all.undo_run(numbers[*which], &by).await.unwrap();
                    }
                }
            }
            for run in (0..runs.len()).filter(|run| !gone.contains(run)) {
                let records = records(run);
                let records: Vec<(&SourceRecord, u64)> = records.iter().map(|(record, hash)| (record, *hash)).collect();
                write(&alone, edition(run), &records).await;
            }
            assert_eq!(state(&all).await, state(&alone).await);
            all.close().await;
            alone.close().await;
        });
    }
}

#[tokio::test]
async fn decisions_end_each_other_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let at = Timestamp::UNIX_EPOCH;
    let decision =
        |facility, same| NewDecision { source: Source::Demo, key: "a", facility, same, author: "", at, note: "" };
    let holding = async || -> Vec<(String, bool)> {
        store.decisions().await.unwrap().into_iter().map(|decision| (decision.facility, decision.same)).collect()
    };
    let first = store.decide(&[decision("f", true), decision("h", false)]).await.unwrap();
    let second = store.decide(&[decision("g", true)]).await.unwrap();
    assert_eq!(holding().await, [("h".to_owned(), false), ("g".to_owned(), true)], "a record speaks of one facility");
    store.take_back(&second, "", at).await.unwrap();
    assert_eq!(holding().await, [("f".to_owned(), true), ("h".to_owned(), false)]);
    store.decide(&[decision("f", false)]).await.unwrap();
    assert_eq!(holding().await, [("h".to_owned(), false), ("f".to_owned(), false)]);
    store.end_decisions(&first, "", at).await.unwrap();
    assert_eq!(holding().await, [("f".to_owned(), false)], "an ended one does not come back");
}

#[tokio::test]
async fn a_doubt_keeps_its_number_for_as_long_as_it_lasts() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let replace = async |keys: &[&str]| {
        let doubt =
            |key: &&str| StoredDoubt { number: 0, source: Source::Demo, key: (*key).to_owned(), body: "{}".to_owned() };
        let doubts: Vec<StoredDoubt> = keys.iter().map(doubt).collect();
        let mut writer = store.change_facilities().await.unwrap();
        writer.doubts(&doubts).await.unwrap();
        writer.finish("").await.unwrap();
        store.doubts().await.unwrap().into_iter().map(|doubt| (doubt.number, doubt.key)).collect::<Vec<_>>()
    };
    assert_eq!(replace(&["a", "b"]).await, [(1, "a".to_owned()), (2, "b".to_owned())]);
    assert_eq!(replace(&["0", "b"]).await, [(2, "b".to_owned()), (3, "0".to_owned())]);
    assert_eq!(replace(&[]).await, []);
    assert_eq!(replace(&["a"]).await, [(4, "a".to_owned())], "a number is never used for another");
}

#[tokio::test]
async fn a_store_from_before_runs_is_brought_up_to_date_and_its_scopes_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("zaitaku.sqlite").display());
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(&url).await.unwrap();
    let mut first = sqlx::migrate!("src/storage/migrations");
    first.migrations = first.migrations.iter().take(1).cloned().collect();
    first.run(&pool).await.unwrap();
    let filed = r#"{"filings":{"prefecture":14,"table":"dental","number":"9900010","name":"架空歯科","postcode":null,
        "address":"神奈川県横須賀市","phone":null,"fax":null,"beds":null,"hospital":false,"filings":[]}}"#;
    let insert = "INSERT INTO source_record (source, record_key, edition, content_hash, row_hashes, body, file_id) \
                  VALUES ('filing', '1439900010', '2025-10-01', 1, '', $1, 1)";
    sqlx::query(insert).bind(filed).execute(&pool).await.unwrap();
    let file = "INSERT INTO import_file VALUES (1, 'a.xlsx', 'filing', '2025-10-01', '', 1, 1, 0, 0, 0, 0)";
    sqlx::query(file).execute(&pool).await.unwrap();
    pool.close().await;

    let store = Store::open_folder(folder.path()).await.unwrap();
    let known = known_records(&store, Source::Filing).await;
    assert_eq!(&*known["1439900010"].scope, "14-3");
    assert!(store.runs().await.unwrap().is_empty(), "what was imported before runs were kept cannot be undone");
    let versions = store.versions("filing", "1439900010").await.unwrap();
    assert_eq!((versions[0].run, versions[0].file.as_str()), (None, "a.xlsx"));
}

#[tokio::test]
async fn a_store_from_before_accounts_is_brought_up_to_date_and_keeps_what_it_held() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("zaitaku.sqlite").display());
    sqlx::any::install_default_drivers();
    let pool = AnyPool::connect(&url).await.unwrap();
    let mut before = sqlx::migrate!("src/storage/migrations");
    before.migrations = before.migrations.iter().take(2).cloned().collect();
    before.run(&pool).await.unwrap();
    sqlx::query("UPDATE setting SET value = '7' WHERE name = 'revision'").execute(&pool).await.unwrap();
    pool.close().await;

    for _ in 0..2 {
        let store = Store::open_folder(folder.path()).await.unwrap();
        assert_eq!(store.revision().await.unwrap(), 7);
        assert!(!store.has_accounts().await.unwrap());
        let head = store.verify_audit(None).await.unwrap();
        assert_eq!(head, crate::domain::audit::Head::default());
        let refused = sqlx::query("DELETE FROM audit_head").execute(&store.pool).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
        store.close().await;
    }
}

#[tokio::test]
async fn deeds_at_the_same_time_make_one_chain() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let other = Store::open_folder(folder.path()).await.unwrap();
    let note = |store: Store, n: usize| async move {
        let noted = crate::domain::audit::Noted {
            at: Timestamp::UNIX_EPOCH.to_string(),
            who: "operator",
            what: "account.created",
            on: "-",
            before: String::new(),
            after: String::new(),
            note: n.to_string(),
        };
        store.note(&noted).await.unwrap();
    };
    let all = (0..20).map(|n| note(if n % 2 == 0 { store.clone() } else { other.clone() }, n));
    futures::future::join_all(all).await;
    assert_eq!(store.verify_audit(None).await.unwrap().number, 20);
    assert_eq!(store.audit_entries(&AuditFilter::default(), 5).await.unwrap().len(), 5);
    let later = AuditFilter { what: Some("account".to_owned()), before: Some(3), ..AuditFilter::default() };
    assert_eq!(store.audit_entries(&later, 5).await.unwrap().len(), 2);
}

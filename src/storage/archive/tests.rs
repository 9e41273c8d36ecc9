//! Backups against real SQLite files; PostgreSQL and the program are tried in `tests/zaitaku/backup.rs`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use sqlx::{AnyConnection, ConnectOptions, Connection, Row};
use tempfile::TempDir;

use crate::domain::audit::Noted;

use super::super::{MIGRATIONS, Store, options, url_of_folder};
use super::format::{Writer, hex};
use super::*;

/// Nobody looks on.
struct Silent;

impl Watch for Silent {
    fn stage(&mut self, _: Stage, _: u64) {}
    fn advance(&mut self, _: u64) {}
}

async fn connect(folder: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    options(&url_of_folder(folder)).unwrap().connect().await.unwrap()
}

/// A store with a row that has everything a row may have, and an entry in its log.
async fn filled(folder: &Path) {
    let store = Store::open_folder(folder).await.unwrap();
    let deed = Noted {
        at: "2026-11-21T00:00:00Z".to_owned(),
        who: "operator",
        what: "account.created",
        on: "x",
        before: String::new(),
        after: String::new(),
        note: "試し".to_owned(),
    };
    store.note(&deed).await.unwrap();
    let insert = "INSERT INTO source_record VALUES ('s', 'b''\"', 'e', -9223372036854775808, '', '在宅\n', 7, NULL), \
                  ('s', 'a', '', 9223372036854775807, '', '', 0, '')";
    sqlx::raw_sql(insert).execute(&store.pool).await.unwrap();
    store.close().await;
}

async fn backed_up(folder: &Path, file: &Path) -> Result<Manifest, ArchiveError> {
    let url = url_of_folder(folder);
    let at = Timestamp::UNIX_EPOCH;
    let wanted = Wanted { url: &url, data: folder, file, with_tiles: false, force: false, at };
    back_up(&wanted, &mut Silent).await
}

async fn restored(file: &Path, folder: &Path, replace: bool) -> Result<Restored, ArchiveError> {
    let url = url_of_folder(folder);
    let wanted = Restoring { file, url: &url, data: folder, replace, at: Timestamp::UNIX_EPOCH };
    restore(&wanted, &mut Silent).await
}

#[tokio::test]
async fn every_table_that_a_store_has_is_in_its_backup() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    filled(&data).await;
    let file = folder.path().join("a.zaitaku");
    let manifest = backed_up(&data, &file).await.unwrap();
    let mut connection = connect(&data).await;
    let rows = sqlx::query("SELECT name FROM sqlite_master WHERE type = 'table'").fetch_all(&mut connection).await;
    let mut there: BTreeSet<String> = rows.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(there.remove(schema::STEPS), "the steps follow from the program");
    let carried: BTreeSet<String> = manifest.tables.iter().map(|table| table.name.clone()).collect();
    assert_eq!(carried, there);
    for table in &manifest.tables {
        let rows = schema::count(&mut connection, &table.name).await.unwrap();
        assert_eq!(table.rows, rows, "{}", table.name);
    }
    assert_eq!(verify(&file, &mut Silent).unwrap(), manifest);
    assert!(!manifest.steps.is_empty() && manifest.schema() == MIGRATIONS.iter().last().unwrap().version);
}

#[tokio::test]
async fn rows_come_back_as_they_were_and_the_log_is_guarded_again() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    filled(&data).await;
    let file = folder.path().join("a.zaitaku");
    backed_up(&data, &file).await.unwrap();
    restored(&file, &copy, false).await.unwrap();
    let all = "SELECT record_key, content_hash, body, scope FROM source_record ORDER BY record_key";
    let mut sides = Vec::new();
    for folder in [&data, &copy] {
        let rows = sqlx::query(all).fetch_all(&mut connect(folder).await).await.unwrap();
        let row = |row: &sqlx::any::AnyRow| {
            (row.get::<String, _>(0), row.get::<i64, _>(1), row.get::<String, _>(2), row.get::<Option<String>, _>(3))
        };
        sides.push(rows.iter().map(row).collect::<Vec<_>>());
    }
    assert_eq!(sides[0].len(), 2);
    assert_eq!(sides[0], sides[1]);
    let store = Store::open_folder(&copy).await.unwrap();
    assert_eq!(store.verify_audit(None).await.unwrap().number, 2);
    for sql in ["DELETE FROM audit_entry", "UPDATE audit_entry SET note = ''", "DELETE FROM audit_head"] {
        assert!(sqlx::raw_sql(sql).execute(&store.pool).await.is_err(), "{sql}");
    }
    // It is not empty any more, and in use.
    let error = restored(&file, &copy, true).await.unwrap_err();
    assert!(matches!(error, ArchiveError::InUse(_)), "{error}");
    store.close().await;
    drop(store);
    let error = restored(&file, &copy, false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Filled(_)), "{error}");
    let again = restored(&file, &copy, true).await.unwrap();
    assert_eq!(verify(&again.replaced.unwrap(), &mut Silent).unwrap().rows(), backed_rows(&file) + 1);
}

fn backed_rows(file: &Path) -> u64 {
    verify(file, &mut Silent).unwrap().rows()
}

/// A good backup to damage.
static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        filled(&folder.path().join("data")).await;
        let file = folder.path().join("a.zaitaku");
        backed_up(&folder.path().join("data"), &file).await.unwrap();
        std::fs::read(file).unwrap()
    })
});

fn verified(bytes: &[u8]) -> Result<Manifest, ArchiveError> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("b.zaitaku");
    std::fs::write(&file, bytes).unwrap();
    verify(&file, &mut Silent)
}

proptest! {
    #[test]
    fn a_byte_that_was_changed_anywhere_is_noticed(at in any::<prop::sample::Index>(), change in 1_u8..) {
        let mut bytes = GOOD.clone();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        let error = verified(&bytes).unwrap_err();
        let is_said = matches!(error, ArchiveError::NoBackup(_) | ArchiveError::Cut(_) | ArchiveError::Damaged { .. });
        prop_assert!(is_said, "byte {at}: {error}");
    }

    #[test]
    fn a_file_that_was_cut_or_got_longer_is_noticed(at in any::<prop::sample::Index>(), more in prop::collection::vec(any::<u8>(), 1..60)) {
        let error = verified(&GOOD[..at.index(GOOD.len())]).unwrap_err();
        prop_assert!(matches!(error, ArchiveError::NoBackup(_) | ArchiveError::Cut(_)), "{error}");
        let error = verified(&[&GOOD[..], &more].concat()).unwrap_err();
        prop_assert!(matches!(error, ArchiveError::Cut(_)), "{error}");
    }
}

#[test]
fn a_backup_of_a_newer_form_is_told_from_a_damaged_one() {
    assert!(verified(&GOOD).is_ok());
    let mut newer = GOOD.clone();
    newer[16] = 9;
    assert!(matches!(verified(&newer).unwrap_err(), ArchiveError::Damaged { .. }));
    let end = newer.len() - 32;
    let sum = Sha256::digest(&newer[..end]);
    newer[end..].copy_from_slice(&sum);
    let error = verified(&newer).unwrap_err();
    assert!(matches!(error, ArchiveError::NewerFormat { found: 9, known: 1 }), "{error}");
    assert!(matches!(verified(b"PK\x03\x04").unwrap_err(), ArchiveError::NoBackup(_)));
}

/// A backup that says what nobody would write.
fn forged(folder: &TempDir, change: impl FnOnce(&mut Manifest)) -> PathBuf {
    let mut manifest = verified(&GOOD).unwrap();
    manifest.tables.iter_mut().for_each(|table| table.rows = 0);
    change(&mut manifest);
    let mut writer = Writer::begin(Vec::new(), &manifest).unwrap();
    manifest.tables.iter().for_each(|table| writer.part(&table.name).unwrap());
    for file in &manifest.files {
        writer.part(&file.name).unwrap();
        writer.file(&b"xxxx"[..], file.bytes).unwrap();
    }
    let file = folder.path().join("forged.zaitaku");
    std::fs::write(&file, writer.finish().unwrap()).unwrap();
    file
}

#[tokio::test]
async fn what_a_forged_backup_asks_for_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let newer = |manifest: &mut Manifest| {
        manifest.steps.push(Step { version: 9_999, name: "later".to_owned(), checksum: hex(b"x") });
    };
    let file = forged(&folder, newer);
    verify(&file, &mut Silent).unwrap();
    let error = restored(&file, &data, false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::NewerSchema { version: 9_999, .. }), "{error}");
    for name in ["../out.toml", "/tmp/zaitaku-out.toml", "tiles/../../out.toml", ""] {
        let file = forged(&folder, |manifest| manifest.files = vec![Carried { name: name.to_owned(), bytes: 4 }]);
        let error = restored(&file, &data, false).await.unwrap_err();
        assert!(matches!(error, ArchiveError::Malformed { .. }), "{name}: {error}");
        assert!(!data.join("zaitaku.sqlite").exists() && !folder.path().join("out.toml").exists(), "{name}");
    }
    let other = forged(&folder, |manifest| manifest.tables[0].name = "sqlite_master".to_owned());
    let error = restored(&other, &data, false).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Malformed { .. }), "{error}");
    let fewer = forged(&folder, |manifest| manifest.tables[0].rows = 3);
    assert!(matches!(verify(&fewer, &mut Silent).unwrap_err(), ArchiveError::Malformed { .. }));
}

#[tokio::test]
async fn a_store_of_an_older_program_is_backed_up_as_it_is_and_brought_up_to_date_when_it_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    std::fs::create_dir(&data).unwrap();
    let first: Vec<Step> = MIGRATIONS
        .iter()
        .take(2)
        .map(|one| Step { version: one.version, name: one.description.to_string(), checksum: hex(&one.checksum) })
        .collect();
    let mut connection = connect(&data).await;
    schema::steps(&first).unwrap().run_direct(None, &mut connection, false).await.unwrap();
    sqlx::raw_sql("INSERT INTO corrected VALUES ('a', 'b')").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let file = folder.path().join("old.zaitaku");
    assert_eq!(backed_up(&data, &file).await.unwrap().steps, first);
    restored(&file, &copy, false).await.unwrap();
    let store = Store::open_folder(&copy).await.unwrap();
    let value: String = sqlx::query("SELECT value FROM corrected").fetch_one(&store.pool).await.unwrap().get(0);
    assert_eq!((value.as_str(), store.last_edit().await.unwrap()), ("b", 0));
    store.verify_audit(None).await.unwrap();
}

#[tokio::test]
async fn a_database_of_somebody_else_is_left_alone_and_leftovers_of_a_killed_restore_are_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let (data, theirs) = (folder.path().join("data"), folder.path().join("theirs"));
    filled(&data).await;
    let file = folder.path().join("a.zaitaku");
    backed_up(&data, &file).await.unwrap();
    std::fs::create_dir(&theirs).unwrap();
    sqlx::raw_sql("CREATE TABLE letter (a TEXT)").execute(&mut connect(&theirs).await).await.unwrap();
    let error = restored(&file, &theirs, true).await.unwrap_err();
    assert!(matches!(error, ArchiveError::Foreign(_)), "{error}");
    let error = backed_up(&theirs, &folder.path().join("b.zaitaku")).await.unwrap_err();
    assert!(matches!(error, ArchiveError::NoStore(_)), "{error}");
    let fresh = folder.path().join("fresh");
    std::fs::create_dir(&fresh).unwrap();
    for left in ["zaitaku.sqlite.restoring", "zaitaku.sqlite.restoring-journal", "zaitaku.sqlite-wal"] {
        std::fs::write(fresh.join(left), "half").unwrap();
    }
    restored(&file, &fresh, false).await.unwrap();
    Store::open_folder(&fresh).await.unwrap().verify_audit(None).await.unwrap();
}

#[tokio::test]
async fn files_that_a_person_put_there_come_along_and_none_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    filled(&data).await;
    std::fs::create_dir_all(data.join("tiles")).unwrap();
    std::fs::create_dir_all(&copy).unwrap();
    for (name, text) in [("zones.geojson", "{}"), ("policy.toml", "a = 1"), ("tiles/a.pmtiles", "map"), ("x.log", "")] {
        std::fs::write(data.join(name), text).unwrap();
    }
    std::fs::write(copy.join("policy.toml"), "a = 2").unwrap();
    let file = folder.path().join("a.zaitaku");
    let manifest = backed_up(&data, &file).await.unwrap();
    let names = |files: &[Carried]| files.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&manifest.files), ["policy.toml", "zones.geojson"]);
    assert_eq!(names(&manifest.left_out), ["tiles/a.pmtiles"]);
    let restored = restored(&file, &copy, false).await.unwrap();
    assert_eq!(std::fs::read_to_string(copy.join("zones.geojson")).unwrap(), "{}");
    assert_eq!(std::fs::read_to_string(copy.join("policy.toml")).unwrap(), "a = 1");
    assert_eq!(restored.kept.len(), 1);
    assert_eq!(std::fs::read_to_string(&restored.kept[0]).unwrap(), "a = 2");
    let url = url_of_folder(&data);
    let file = folder.path().join("tiles.zaitaku");
    let wanted = Wanted { url: &url, data: &data, file: &file, with_tiles: true, force: false, at: Timestamp::now() };
    assert_eq!(back_up(&wanted, &mut Silent).await.unwrap().files.len(), 3);
}

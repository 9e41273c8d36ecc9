//! Backup and restore with the real binary: online, between the two databases, killed half way.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, Column, Connection, Row};

use crate::cli::{done, import, run};
use crate::editions::clinics;
use crate::fixtures;
use crate::postgres::Postgres;
use crate::server::{Server, list, text, zaitaku};

const CLINIC: &str = "n-1421400900010";

/// A store, and the flags that name it.
struct Place {
    flags: Vec<String>,
    url: String,
}

impl Place {
    fn folder(data: &Path) -> Self {
        let flags = vec!["--data".to_owned(), data.display().to_string()];
        Self { flags, url: format!("sqlite://{}?mode=rw", data.join("zaitaku.sqlite").display()) }
    }

    fn postgres(postgres: &Postgres, data: &Path) -> Self {
        let mut flags = Self::folder(data).flags;
        flags.extend(["--database".to_owned(), postgres.url().to_owned()]);
        Self { flags, url: postgres.url().to_owned() }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        zaitaku().args(arguments).args(&self.flags).env("RUST_LOG", "error").output().unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        done(&self.run(arguments))
    }

    fn export(&self) -> String {
        self.done(&["export", "--format", "ndjson"])
    }

    fn edits(&self) -> Vec<String> {
        let history: Value = serde_json::from_str(&self.done(&["edit", "--history", CLINIC, "--json"])).unwrap();
        list(&history["edits"]).iter().map(|edit| text(&edit["after"]).to_owned()).collect()
    }
}

fn said(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Every row of every table that the database's own catalogue names, without what a restore changes on purpose.
fn rows(url: &str) -> BTreeMap<String, Vec<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    sqlx::any::install_default_drivers();
    runtime.block_on(async {
        let mut connection = AnyConnection::connect(url).await.unwrap();
        let catalogue = if url.starts_with("sqlite") {
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        } else {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
        };
        let tables = sqlx::query(catalogue).fetch_all(&mut connection).await.unwrap();
        let mut all = BTreeMap::new();
        for table in tables {
            let table: String = table.get(0);
            if ["_sqlx_migrations", "session", "audit_head"].contains(&table.as_str()) {
                continue;
            }
            let sql = AssertSqlSafe(format!("SELECT * FROM {table}"));
            let mut rows: Vec<String> =
                sqlx::query(sql).fetch_all(&mut connection).await.unwrap().iter().map(shown).collect();
            rows.retain(|row| {
                let is_mark = table == "setting" && (row.starts_with("revision|") || row.starts_with("stamp|"));
                let is_note = table == "audit_entry" && row.contains("store.restored");
                !(is_mark || is_note)
            });
            rows.sort_unstable();
            all.insert(table, rows);
        }
        all
    })
}

fn shown(row: &sqlx::any::AnyRow) -> String {
    let value = |at: usize| match row.try_get::<Option<String>, _>(at) {
        Ok(text) => text.unwrap_or_else(|| "NULL".to_owned()),
        Err(_) => row.get::<i64, _>(at).to_string(),
    };
    row.columns().iter().map(|column| value(column.ordinal())).collect::<Vec<_>>().join("|")
}

/// A store with records, edits, an account and an audit log.
fn filled(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    done(&import(&fixtures::write_all(folder), &data, &[]));
    done(&run(&["edit", CLINIC, "phone", "046-000-7777", "--by", "架空 花子", "--reason", "電話で確認"], &data));
    done(&run(&["edit", CLINIC, "home_oxygen", "△（昼間のみ）", "--by", "架空 花子", "--reason", "電話で確認"], &data));
    std::fs::write(data.join("zones.toml"), "a = 1").unwrap();
    data
}

#[test]
fn a_backup_restores_into_both_databases_row_by_row_and_the_export_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let first = Place::folder(&filled(folder.path()));
    let (exported, all) = (first.export(), rows(&first.url));
    assert!(all["edits"].len() == 2 && all["audit_entry"].len() == 2 && all.len() >= 15, "{:?}", all.keys());

    let told = first.done(&["backup", &path("one")]);
    assert!(told.contains("edits") && told.contains("zones.toml") && told.contains("verified"), "{told}");
    let mode = std::fs::metadata(path("one")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "it holds password hashes");
    assert!(first.done(&["backup", "--verify", &path("one")]).contains("whole"));

    let postgres = Postgres::start();
    let second = Place::postgres(&postgres, &folder.path().join("data-2"));
    second.done(&["restore", &path("one")]);
    assert_eq!(second.export(), exported);
    assert_eq!(rows(&second.url), all);
    assert_eq!(std::fs::read_to_string(folder.path().join("data-2/zones.toml")).unwrap(), "a = 1");
    second.done(&["audit", "verify"]);
    assert!(second.done(&["audit", "export"]).contains("store.restored"));
    second.done(&["check"]);

    let before_third = rows(&second.url);
    second.done(&["backup", &path("two")]);
    for (number, from) in [(3, "one"), (4, "two")] {
        let copy = Place::folder(&folder.path().join(format!("data-{number}")));
        copy.done(&["restore", &path(from)]);
        assert_eq!(copy.export(), exported, "{from}");
        assert_eq!(rows(&copy.url), before_third, "{from}");
        copy.done(&["audit", "verify"]);
        copy.done(&["edit", CLINIC, "fax", "046-000-8888", "--reason", "電話で確認"]);
    }
}

#[test]
fn whatever_is_wrong_is_said_and_nothing_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let data = filled(folder.path());
    let store = Place::folder(&data);
    store.done(&["backup", &path("one")]);
    assert!(said(&store.run(&["backup", &path("one")])).contains("--force"));
    store.done(&["backup", &path("one"), "--force"]);
    assert!(said(&store.run(&["restore", &path("one")])).contains("--replace"));
    let mut bytes = std::fs::read(path("one")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path("damaged"), &bytes).unwrap();
    assert!(said(&store.run(&["restore", &path("damaged"), "--replace"])).contains("SHA-256"));
    std::fs::write(path("short"), &bytes[..middle]).unwrap();
    assert!(said(&store.run(&["backup", "--verify", &path("short")])).contains("cut short"));
    assert!(said(&store.run(&["restore", &path("data/zones.toml"), "--replace"])).contains("no backup"));
    assert!(said(&store.run(&["backup", &path("one/below")])).contains("cannot be read or written"));
    assert!(said(&Place::folder(&folder.path().join("none")).run(&["backup", &path("x")])).contains("no store"));
    let files: Vec<_> = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!files.iter().any(|name| name.to_string_lossy().contains("before-restore")), "{files:?}");

    let server = Server::over(&data);
    assert!(said(&store.run(&["restore", &path("one"), "--replace"])).contains("stop zaitaku serve"));
    server.stop();
    // Whatever was done since is in the backup that is made of what is replaced.
    store.done(&["edit", CLINIC, "fax", "046-000-9999", "--reason", "電話で確認"]);
    let with_fax = store.export();
    let told = store.done(&["restore", &path("one"), "--replace"]);
    assert!(!store.export().contains("046-000-9999"));
    let replaced = told.split_whitespace().find(|word| word.contains("before-restore")).unwrap().to_owned();
    store.done(&["restore", &replaced, "--replace"]);
    assert_eq!(store.export(), with_fax);
    let server = Server::over(&data);
    assert_eq!(server.get(&format!("/api/v1/facilities/{CLINIC}")).json()["fax"], "046-000-9999");
}

#[test]
fn a_backup_beside_a_server_and_an_editor_holds_every_edit_that_was_acknowledged_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    let server = Server::over(&data);
    let store = Place::folder(&data);
    let (acknowledged, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let backups = std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in 0.. {
                if over.load(Ordering::SeqCst) {
                    break;
                }
                let value = format!("046-100-{number:04}");
                store.done(&["edit", CLINIC, "fax", &value, "--reason", "電話で確認"]);
                acknowledged.store(number + 1, Ordering::SeqCst);
            }
        });
        let backups: Vec<(usize, PathBuf)> = (0..4)
            .map(|number| {
                // Another edit was acknowledged since the last backup, and the next is under way.
                let patience = Instant::now() + Duration::from_secs(60);
                while acknowledged.load(Ordering::SeqCst) <= number && Instant::now() < patience {
                    std::thread::sleep(Duration::from_millis(10));
                }
                let before = acknowledged.load(Ordering::SeqCst);
                let file = folder.path().join(format!("backup-{number}"));
                let arguments = ["backup", file.to_str().unwrap()];
                let output = store.run(&arguments);
                // The editor must hear that it is over also where this one failed.
                over.store(number == 3 || !output.status.success(), Ordering::SeqCst);
                done(&output);
                (before, file)
            })
            .collect();
        backups
    });
    assert!(backups.last().unwrap().0 > 0, "nothing was edited meanwhile");
    server.stop();
    for (before, file) in backups {
        let copy = Place::folder(&file.with_extension("data"));
        copy.done(&["restore", file.to_str().unwrap()]);
        let edits = copy.edits();
        for number in 0..before {
            assert!(edits.contains(&format!("046-100-{number:04}")), "{number} of {before}: {edits:?}");
        }
        copy.done(&["audit", "verify"]);
        copy.done(&["check", "--quick"]);
    }
}

/// Kills restores at several moments. What is there then is the old store or the new one.
fn assert_killed_restores_leave_one_or_the_other(folder: &Path, store: &Place) {
    let file = fixtures::write(folder, "02-1_20250601.csv", clinics(0..2_000, |_, line| line).as_bytes());
    store.done(&["import", file.to_str().unwrap()]);
    let backup = folder.join("backup").display().to_string();
    store.done(&["backup", &backup]);
    let id = store.export().lines().find(|line| line.contains("架空7クリニック")).unwrap().to_owned();
    let id: Value = serde_json::from_str(&id).unwrap();
    let id = text(&id["id"]).to_owned();
    let before = store.export();
    let edit = || store.done(&["edit", &id, "phone", "046-000-5555", "--reason", "電話で確認"]);
    edit();
    let after = store.export();
    let started = Instant::now();
    store.done(&["restore", &backup, "--replace"]);
    let whole = started.elapsed();
    assert_eq!(store.export(), before);
    edit();
    let mut untouched = 0;
    for part in 1..8 {
        let mut process = zaitaku();
        process.args(["restore", &backup, "--replace"]).args(&store.flags).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = process.spawn().unwrap();
        std::thread::sleep(whole * part / 8);
        process.kill().unwrap();
        process.wait().unwrap();
        let now = store.export();
        assert!(now == before || now == after, "killed after {part}/8: neither the one nor the other");
        store.done(&["audit", "verify"]);
        untouched += usize::from(now == after);
        if now == before {
            edit();
        }
    }
    assert!(untouched > 0, "every restore was faster than the first kill: nothing was tried");
    store.done(&["restore", &backup, "--replace"]);
    assert_eq!(store.export(), before);
}

#[test]
fn a_restore_killed_half_way_leaves_the_old_store_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    assert_killed_restores_leave_one_or_the_other(folder.path(), &Place::folder(&folder.path().join("data")));
}

#[test]
fn a_restore_killed_half_way_leaves_the_old_store_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Postgres::start();
    let store = Place::postgres(&postgres, &folder.path().join("data"));
    assert_killed_restores_leave_one_or_the_other(folder.path(), &store);
}

#[test]
fn running_servers_on_postgresql_show_what_was_restored() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Postgres::start();
    let data = folder.path().join("data");
    let store = Place::postgres(&postgres, &data);
    let files = fixtures::write_all(folder.path());
    let paths: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    store.done(&[&["import"], &paths[..]].concat());
    store.done(&["edit", CLINIC, "phone", "046-000-1111", "--reason", "電話で確認"]);
    let backup = folder.path().join("backup").display().to_string();
    store.done(&["backup", &backup]);
    let server = Server::start(&["--database", postgres.url()], &folder.path().join("replica"), &[]);
    store.done(&["edit", CLINIC, "phone", "046-000-2222", "--reason", "電話で確認"]);
    let shows = |phone: &str| {
        let until = Instant::now() + Duration::from_secs(90);
        while server.get(&format!("/api/v1/facilities/{CLINIC}")).json()["phone"] != phone {
            assert!(Instant::now() < until, "{phone} is never shown:\n{}", server.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    shows("046-000-2222");
    store.done(&["restore", &backup, "--replace"]);
    shows("046-000-1111");
    // Numbers of edits are given a second time; servers must not take the new for the old.
    store.done(&["edit", CLINIC, "phone", "046-000-3333", "--reason", "電話で確認"]);
    shows("046-000-3333");
    server.stop();
}

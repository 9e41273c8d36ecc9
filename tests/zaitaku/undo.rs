//! Imports taken back, and imports that were killed: never anything half done.

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Instant;

use serde_json::Value;

use crate::cli::{Account, assert_balanced, contents, contents_of, done, import, run};
use crate::editions::clinics;
use crate::fixtures;
use crate::postgres::Postgres;
use crate::server::{list, zaitaku};

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn filled() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &["--by", "架空 太郎", "--note", "はじめて"]));
    (folder, data)
}

#[test]
fn the_newest_import_is_taken_back_as_a_whole_and_can_be_imported_again() {
    let (folder, data) = filled();
    let before = contents(&data);
    let later = fixtures::write(folder.path(), "02-1_20260601.csv", fixtures::navii(Some("別の名前の医院")).as_bytes());
    done(&import(std::slice::from_ref(&later), &data, &[]));
    let after = contents(&data);
    assert_ne!((&after.1, &after.2), (&before.1, &before.2));

    let printed = done(&run(&["undo", "--by", "架空 花子"], &data));
    assert!(printed.contains("run 2 was undone") && printed.contains("restored: 4"), "{printed}");
    let undone = contents(&data);
    assert_eq!((&undone.1, &undone.2), (&before.1, &before.2), "not all of it is gone");
    assert!(undone.0 > after.0, "servers must see that something changed");

    let printed = done(&import(&[later], &data, &[]));
    assert_eq!(assert_balanced(&printed).changed, 1, "{printed}");
    let again = contents(&data);
    assert_eq!((&again.1, &again.2), (&after.1, &after.2));
}

#[test]
fn history_lists_what_can_be_undone_and_undo_says_what_cannot() {
    let (_folder, data) = filled();
    let printed = done(&run(&["history"], &data));
    for words in ["架空 太郎", "はじめて", "possible"] {
        assert!(printed.contains(words), "{words}:\n{printed}");
    }
    let output = run(&["undo", "7"], &data);
    assert!(words(&output).contains("there is no run 7"), "{}", words(&output));
    done(&run(&["undo", "1"], &data));
    let (_, facilities, records) = contents(&data);
    assert_eq!((facilities.len(), records.len()), (0, 0), "the first import brought everything");
    for (arguments, reason) in
        [(&["undo"][..], "no import to undo"), (&["undo", "1"], "undone by run 2"), (&["undo", "2"], "is an undo")]
    {
        let output = run(arguments, &data);
        assert_eq!(output.status.code(), Some(2));
        assert!(words(&output).contains(reason), "{}", words(&output));
    }
    let json: Value = serde_json::from_str(&done(&run(&["history", "--json"], &data))).unwrap();
    let runs: Vec<_> = list(&json).iter().map(|one| (&one["run"]["kind"], &one["can_be_undone"])).collect();
    assert_eq!(runs, [(&"undo".into(), &false.into()), (&"import".into(), &false.into())]);
}

/// Three editions, of which the middle one only confirms most records; the first to go is the one below it.
fn assert_runs_are_taken_out_from_between(folder: &Path, store: &str, flags: &[&str]) {
    let command = |arguments: &[&str]| done(&zaitaku().args(arguments).args(flags).output().unwrap());
    let import = |name: &str, rename: Option<&str>| {
        let file = fixtures::write(folder, name, fixtures::navii(rename).as_bytes());
        command(&["import", file.to_str().unwrap()]);
    };
    import("02-1_20250601.csv", Some("はじめの医院"));
    import("02-1_20251201.csv", Some("次の医院"));
    import("02-1_20260601.csv", Some("次の医院"));
    import("02-1_20261201.csv", Some("最後の医院"));
    let now = contents_of(store);
    command(&["undo", "2"]);
    let after = contents_of(store);
    assert_eq!((&after.1, &after.2), (&now.1, &now.2), "the last edition stands on its own");
    command(&["undo", "4"]);
    let printed = command(&["history", "n-1421400900010"]);
    let versions: Vec<&str> = printed.lines().filter(|line| line.contains("版 20")).collect();
    assert_eq!(versions.len(), 2, "{printed}");
    assert!(
        versions[0].contains("2026-06-01") && versions[0].contains("次の医院"),
        "what the third confirmed:\n{printed}"
    );
    assert!(versions[1].contains("2025-06-01") && versions[1].contains("はじめの医院"), "{printed}");
    command(&["undo"]);
    command(&["undo"]);
    let (_, facilities, records) = contents_of(store);
    assert_eq!((facilities.len(), records.len()), (0, 0));
}

#[test]
fn an_import_under_a_later_one_is_taken_out_and_the_later_one_stays() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = format!("sqlite://{}?mode=rwc", data.join("zaitaku.sqlite").display());
    assert_runs_are_taken_out_from_between(folder.path(), &store, &["--data", data.to_str().unwrap()]);
    let postgres = Postgres::start();
    let flags = ["--database", postgres.url(), "--data", data.to_str().unwrap()];
    assert_runs_are_taken_out_from_between(folder.path(), postgres.url(), &flags);
}

#[test]
fn the_same_import_twice_leaves_nothing_to_undo_the_second_time() {
    let (folder, data) = filled();
    let before = contents(&data);
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let printed = done(&run(&["history"], &data));
    assert!(printed.contains("changed nothing"), "{printed}");
    let printed = done(&run(&["undo"], &data));
    assert!(printed.contains("run 1 was undone"), "the newest that changed anything:\n{printed}");
    let printed = done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    assert_eq!(assert_balanced(&printed), Account { read: 9, new: 9, ..Account::default() });
    let again = contents(&data);
    assert_eq!((&again.1, &again.2), (&before.1, &before.2));
}

/// Kills imports at several moments of their run. What is left is what was there before, or the whole import.
fn assert_killed_imports_leave_nothing_half_done(folder: &Path, store: &str, flags: &[&str]) {
    const MANY: u32 = 3_000;
    let first = fixtures::write(folder, "02-1_20250601.csv", clinics(0..MANY, |_, line| line).as_bytes());
    let second = clinics(0..MANY, |n, line| line.replace(&format!("架空{n}クリニック"), &format!("架空{n}医院")));
    let second = fixtures::write(folder, "02-1_20251201.csv", second.as_bytes());
    let command = |file: &Path| {
        let mut command = zaitaku();
        command.arg("import").arg(file).args(flags).env("RUST_LOG", "error");
        command
    };
    let started = Instant::now();
    done(&command(&first).output().unwrap());
    let whole = started.elapsed();
    let (_, facilities, before) = contents_of(store);
    assert_eq!((before.len(), facilities.len()), (MANY as usize, MANY as usize));
    let mut untouched = 0;
    for part in 1..8 {
        let mut process = command(&second).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole * part / 8);
        // SIGKILL: the process gets no chance to tidy up.
        process.kill().unwrap();
        process.wait().unwrap();
        let (_, _, records) = contents_of(store);
        assert_eq!(records.len(), MANY as usize);
        let new = records.iter().filter(|record| record.contains("医院")).count();
        assert!(new == 0 || new == MANY as usize, "killed after {part}/8: {new} of {MANY} records are new");
        untouched += usize::from(new == 0);
    }
    assert!(untouched > 0, "every import was faster than the first kill: nothing was tried");
    done(&command(&second).output().unwrap());
    let (_, facilities, records) = contents_of(store);
    assert!(records.iter().all(|record| record.contains("医院")));
    assert_eq!(facilities.len(), MANY as usize);
    done(&zaitaku().arg("undo").args(flags).output().unwrap());
    assert_eq!(contents_of(store).2, before, "the import that survived is one run");
}

#[test]
fn an_import_killed_half_way_leaves_nothing_half_done_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = format!("sqlite://{}?mode=rwc", data.join("zaitaku.sqlite").display());
    assert_killed_imports_leave_nothing_half_done(folder.path(), &store, &["--data", data.to_str().unwrap()]);
}

#[test]
fn an_import_killed_half_way_leaves_nothing_half_done_on_postgresql() {
    let folder = tempfile::tempdir().unwrap();
    let postgres = Postgres::start();
    let data = folder.path().join("data");
    let flags = ["--database", postgres.url(), "--data", data.to_str().unwrap()];
    assert_killed_imports_leave_nothing_half_done(folder.path(), postgres.url(), &flags);
}

#[test]
fn a_dry_run_leaves_no_run_behind_and_tells_the_same() {
    let (folder, data) = filled();
    let later = fixtures::write(folder.path(), "02-1_20260601.csv", fixtures::navii(Some("試しの医院")).as_bytes());
    let before = contents(&data);
    let tried = done(&import(std::slice::from_ref(&later), &data, &["--dry-run"]));
    assert_eq!(contents(&data), before);
    assert!(!done(&run(&["history"], &data)).contains("02-1_20260601.csv"));
    let real = done(&import(&[later], &data, &[]));
    let table = |printed: &str| {
        printed
            .lines()
            .take_while(|line| !line.contains("nothing was written") && !line.contains("facilities:"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(table(&tried), table(&real));
}

//! `zaitaku check`: a store that is right, and stores in which one thing is not.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;
use sqlx::Connection;

use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{Server, list, text};

fn filled(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    done(&import(&fixtures::write_all(folder), &data, &[]));
    data
}

/// Runs statements on the store behind the program's back.
fn tamper(data: &Path, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", data.join("zaitaku.sqlite").display());
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn codes(output: &Output) -> Vec<String> {
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let faults = list(&found["findings"]).iter().filter(|finding| finding["severity"] == "fault");
    let mut codes: Vec<String> = faults.map(|finding| text(&finding["code"]).to_owned()).collect();
    codes.dedup();
    codes
}

#[test]
fn a_store_as_the_program_leaves_it_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    let printed = done(&run(&["check"], &data));
    assert!(
        printed.contains("records 7") && printed.contains("facilities 6") && printed.contains("files 3"),
        "{printed}"
    );
    let demo = folder.path().join("demo");
    Server::start(&["--demo"], &demo, &[]).stop();
    let output = run(&["check", "--json"], &demo);
    done(&output);
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(found["checked"]["facilities"].as_u64().unwrap() > 1_400, "{found}");
    assert!(codes(&output).is_empty());
    assert!(done(&run(&["check"], &folder.path().join("empty"))).contains("nothing is wrong"));
}

#[test]
fn one_thing_that_is_wrong_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let whole = filled(folder.path());
    for (sql, expected) in [
        ("UPDATE source_record SET body = replace(body, 'みさき', 'みさい')", vec!["altered_record", "other_facility"]),
        ("UPDATE source_record SET body = '{' WHERE source = 'filing'", vec!["altered_record", "unreadable_record"]),
        ("UPDATE source_record SET source = 'hearsay' WHERE source = 'filing'", vec!["unknown_source"]),
        ("UPDATE source_record SET edition = 'soon' WHERE source = 'filing'", vec!["unreadable_edition"]),
        ("UPDATE source_record SET row_hashes = 'zz' WHERE source = 'filing'", vec!["unreadable_rows"]),
        ("DELETE FROM import_file WHERE dataset = 'filing'", vec!["orphan_record"]),
        ("UPDATE import_file SET rows_new = rows_new + 1 WHERE dataset = 'filing'", vec!["unbalanced_file"]),
        ("UPDATE facility SET body = replace(body, 'みさき', 'みさい')", vec!["altered_facility"]),
        ("UPDATE facility SET body = 'x' WHERE id LIKE 'k-%'", vec!["altered_facility", "unreadable_facility"]),
        ("UPDATE facility SET revision = 99", vec!["future_revision"]),
        ("DELETE FROM facility WHERE id LIKE 'k-1469990002%'", vec!["missing_facility"]),
        ("DELETE FROM source_record WHERE record_key LIKE '1469990002%'", vec!["superfluous_facility"]),
        ("UPDATE setting SET value = 'other' WHERE name = 'records'", vec!["not_joined"]),
    ] {
        let data = folder.path().join("tampered");
        let _ = std::fs::remove_dir_all(&data);
        std::fs::create_dir(&data).unwrap();
        // The program closed the store, so that the file is whole without its log.
        std::fs::copy(whole.join("zaitaku.sqlite"), data.join("zaitaku.sqlite")).unwrap();
        tamper(&data, sql);
        if sql.contains("'x'") {
            let list = folder.path().join("list.ndjson");
            let output = run(&["export", "--format", "ndjson", "-o", list.to_str().unwrap()], &data);
            assert_eq!(output.status.code(), Some(1), "an export of half a directory is none");
            assert!(!list.exists() && !folder.path().join("list.ndjson.part").exists());
        }
        let output = run(&["check", "--json"], &data);
        assert_eq!(output.status.code(), Some(1), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(codes(&output), expected, "{sql}");
    }
}

#[test]
fn data_files_of_a_folder_are_read_as_the_program_would() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for name in ["vocabulary.toml", "policy.toml", "filings.toml", "sources.toml"] {
        std::fs::copy(own.join(name), files.join(name)).unwrap();
    }
    let check = || run(&["check", "--json", "--folder", files.to_str().unwrap()], &folder.path().join("data"));
    assert!(codes(&check()).is_empty());
    fixtures::write(&files, "notes.toml", b"a = 1");
    done(&check());
    fixtures::write(&files, "sources.toml", b"[[source]]\nname = 'x'\n");
    let output = check();
    assert_eq!(codes(&output), ["data_file"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("sources.toml"));
}

//! A directory leaves and comes back: `zaitaku export`, `zaitaku import FILE.ndjson` and `zaitaku import -`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::cli::{assert_balanced, done, import, run};
use crate::fixtures;
use crate::server::{Server, text, zaitaku};

fn export(folder: &Path, flags: &[&str]) -> Output {
    run(&[&["export"], flags].concat(), folder)
}

fn ndjson(folder: &Path) -> Vec<u8> {
    let output = export(folder, &["--format", "ndjson"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// `… | zaitaku import -`
fn import_stdin(bytes: &[u8], folder: &Path) -> Output {
    let mut child = zaitaku()
        .args(["import", "-", "--data"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

/// A data folder with three files of the small neighbourhood.
fn filled(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("data");
    done(&import(&fixtures::write_all(folder), &data, &[]));
    data
}

/// What left comes back the same, byte for byte, and the second import of it is no news.
fn assert_round_trip(from: &Path, to: &Path) -> usize {
    let first = ndjson(from);
    let lines = first.iter().filter(|byte| **byte == b'\n').count();
    let printed = done(&import_stdin(&first, to));
    assert_eq!(assert_balanced(&printed).new, lines as u64, "{printed}");
    let second = ndjson(to);
    if first != second {
        let differing = first.split(|b| *b == b'\n').zip(second.split(|b| *b == b'\n')).find(|(a, b)| a != b);
        let (a, b) = differing.unwrap_or_default();
        panic!("another line came back:\n{}\n{}", String::from_utf8_lossy(a), String::from_utf8_lossy(b));
    }
    let printed = done(&import_stdin(&second, to));
    assert_eq!(assert_balanced(&printed).unchanged, lines as u64, "{printed}");
    assert!(printed.contains("nothing changed"), "{printed}");
    lines
}

#[test]
fn an_import_leaves_and_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    assert_eq!(assert_round_trip(&data, &folder.path().join("copy")), 6);
    let ids: Vec<String> = String::from_utf8(ndjson(&data))
        .unwrap()
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            for name in ["id", "kind", "name", "address", "lat", "lon"] {
                assert!(value.get(name).is_some(), "{name} is missing in {line}");
            }
            text(&value["id"]).to_owned()
        })
        .collect();
    assert!(ids.is_sorted(), "{ids:?}");
}

#[test]
fn the_demonstration_town_leaves_and_comes_back_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Server::start(&["--demo"], &data, &[]).stop();
    assert!(assert_round_trip(&data, &folder.path().join("copy")) > 1_400);
}

#[test]
fn what_is_exported_can_be_chosen_and_written_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    let lines = |flags: &[&str]| done(&export(&data, &[&["--format", "ndjson"], flags].concat())).lines().count();
    assert_eq!(lines(&["--kind", "nursing_station"]), 2);
    assert_eq!(lines(&["--municipality", "14201"]), 5);
    assert_eq!(lines(&["--municipality", "14000", "--kind", "clinic", "--municipality", "01100"]), 4);
    assert_eq!(lines(&["--kind", "salon"]), 0);
    let file = folder.path().join("list.csv");
    let output = export(&data, &["--format", "csv", "-o", file.to_str().unwrap()]);
    assert_eq!(done(&output), "");
    let table = std::fs::read_to_string(&file).unwrap();
    assert!(table.starts_with('\u{feff}') && table.contains("みさき海岸在宅クリニック"), "{table}");
    assert!(!folder.path().join("list.csv.part").exists());
    let points: Value = serde_json::from_str(&done(&export(&data, &["--format", "geojson"]))).unwrap();
    assert_eq!(points["features"].as_array().unwrap().len(), 6);
    for wrong in [
        &["--format", "ods"][..],
        &["--format", "csv", "--kind", "castle"],
        &["--format", "csv", "--municipality", "99"],
    ] {
        assert_eq!(export(&data, wrong).status.code(), Some(2), "{wrong:?}");
    }
    let nowhere = folder.path().join("missing/list.csv");
    assert_eq!(export(&data, &["--format", "csv", "-o", nowhere.to_str().unwrap()]).status.code(), Some(1));
}

#[test]
fn bad_lines_are_refused_one_by_one_with_their_field() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    let mut text = String::from_utf8(ndjson(&data)).unwrap();
    text = text.replacen("\"kind\":\"clinic\"", "\"kind\":\"castle\"", 1);
    text += "{\"id\":\"x\",\"kind\":\"clinic\",\"name\":\"（架空）\",\"address\":\"\",\"price\":1}\n";
    let file = fixtures::write(folder.path(), "edited.ndjson", text.as_bytes());
    let report = folder.path().join("notices.jsonl");
    let printed = done(&import(&[file], &folder.path().join("copy"), &["--report", report.to_str().unwrap()]));
    let total = assert_balanced(&printed);
    assert_eq!((total.read, total.new, total.refused), (7, 5, 2), "{printed}");
    let notices = std::fs::read_to_string(&report).unwrap();
    assert!(notices.contains("\"field\":\"kind\"") && notices.contains("\"field\":\"price\""), "{notices}");
}

#[test]
fn other_files_come_through_standard_input_too() {
    let folder = tempfile::tempdir().unwrap();
    let printed = done(&import_stdin(fixtures::navii(None).as_bytes(), folder.path()));
    assert_eq!(assert_balanced(&printed).new, 4, "{printed}");
    let zip = fixtures::zip("jigyosho_130_20251231.csv", fixtures::kaigo().as_bytes());
    let printed = done(&import_stdin(&zip, folder.path()));
    assert_eq!(assert_balanced(&printed).new, 2, "{printed}");
    let output = import_stdin(b"", folder.path());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    Server::start(&["--demo"], &data, &[]).stop();
    for arguments in [
        &["export", "--format", "ndjson"][..],
        &["export", "--format", "csv"],
        &["find", "--near", "35.2343,139.7136", "--limit", "50", "--json"],
        &["find", "--near", "35.2343,139.7136", "--limit", "50"],
        &["check"],
    ] {
        let mut child = zaitaku()
            .args(arguments)
            .arg("--data")
            .arg(&data)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        drop(reader);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {said}");
        assert!(!said.contains("panicked") && !said.contains("pipe"), "{arguments:?}: {said}");
    }
}

#[test]
fn real_lists_leave_and_come_back_byte_for_byte() {
    let Some(shared) = crate::real_data::shared() else { return };
    let files = [
        "navii/01-1_hospital_facility_info_20251201.zip",
        "navii/01-2_hospital_speciality_hours_20251201.zip",
        "kaigo/jigyosho_130_relaid.zip",
        "filings/medical/31_鳥取_届出受理医療機関名簿.xlsx",
        "filings/dental/14.xlsx",
    ];
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&files.map(|file| shared.join(file)), &data, &[]));
    let copy = folder.path().join("copy");
    assert!(assert_round_trip(&data, &copy) > 25_000);
    done(&run(&["check", "--quick"], &copy));
}

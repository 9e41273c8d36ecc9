//! A later edition of a list, and two editions against each other, with the real binary.

use std::path::{Path, PathBuf};

use serde_json::Value;
use zaitaku::storage::Store;

use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{list, text, zaitaku};

/// 医療情報ネット of clinics: these numbers of one prefecture, with what is done to their lines.
pub(crate) fn clinics(numbers: std::ops::Range<u32>, change: impl Fn(u32, String) -> String) -> String {
    let all = fixtures::navii(None);
    let mut lines = all.lines();
    let (header, model) = (lines.next().unwrap(), lines.next().unwrap());
    let mut text = format!("{header}\r\n");
    for n in numbers {
        let line = model
            .replace("1421400900010", &format!("14214009{n:05}"))
            .replace("みさき海岸在宅クリニック", &format!("架空{n}クリニック"))
            .replace("浦賀五丁目９９番９号", &format!("浦賀五丁目{n}番9号"))
            .replace("35.233", &format!("35.2{n:05}"));
        text += &change(n, line);
        text += "\r\n";
    }
    text
}

fn write(folder: &Path, edition: u32, text: &str) -> PathBuf {
    fixtures::write(folder, &format!("02-1_clinic_facility_info_{edition}.csv"), text.as_bytes())
}

/// June: clinics 0 to 29. December: the first is gone, two changed, one got another number, one is new.
fn editions(folder: &Path) -> (PathBuf, PathBuf) {
    let june = write(folder, 20250601, &clinics(0..30, |_, line| line));
    let december = clinics(1..31, |n, line| match n {
        1 => line.replace("架空1クリニック", "架空みなとクリニック"),
        2 => line.replace("浦賀五丁目2番9号", "鴨居二丁目77番"),
        3 => line.replace("1421400900003", "1421400988888"),
        _ => line,
    });
    (june, write(folder, 20251201, &december))
}

#[test]
fn a_later_edition_is_told_against_the_one_before_and_reported_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (june, december) = editions(folder.path());
    let printed = done(&import(&[june], &data, &[]));
    assert!(!printed.contains("opened"), "nothing opens in the first edition:\n{printed}");
    let report = folder.path().join("report.jsonl");
    let flags = ["--report", report.to_str().unwrap(), "--by", "架空 花子"];
    let printed = done(&import(std::slice::from_ref(&december), &data, &flags));
    let line = printed.lines().find(|line| line.contains("2025-06-01")).unwrap();
    let counts: Vec<&str> = line.split_whitespace().skip(2).collect();
    assert_eq!(counts, ["2025-12-01", "1", "1", "1", "1", "1", "0", "0"], "{printed}");
    let told = std::fs::read_to_string(&report).unwrap();
    let told: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (code, key) in [
        ("missing", "1421400900000"),
        ("renamed", "1421400900001"),
        ("moved", "1421400900002"),
        ("renumbered", "1421400988888"),
        ("opened", "1421400900030"),
    ] {
        let one: Vec<&Value> = told.iter().filter(|notice| text(&notice["code"]) == code).collect();
        assert_eq!(one.len(), 1, "{code}: {told:?}");
        assert_eq!(text(&one[0]["value"]), key);
        assert!(text(&one[0]["file"]).contains("20251201"), "{}", one[0]);
    }
    let printed = done(&import(&[december], &data, &[]));
    assert!(printed.contains("nothing changed") && !printed.contains("opened"), "{printed}");
}

#[test]
fn a_file_of_one_city_is_said_to_be_a_part() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let june = write(folder.path(), 20250601, &clinics(0..30, |_, line| line));
    done(&import(&[june], &data, &[]));
    let city = write(folder.path(), 20251201, &clinics(0..5, |_, line| line));
    let report = folder.path().join("report.jsonl");
    done(&import(&[city], &data, &["--report", report.to_str().unwrap()]));
    let told = std::fs::read_to_string(&report).unwrap();
    assert!(told.contains("partial_edition") && !told.contains("\"missing\""), "{told}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let whole = runtime.block_on(async { Store::open_folder(&data).await.unwrap().whole_editions().await.unwrap() });
    let whole: Vec<String> = whole.into_iter().map(|((_, scope), edition)| format!("{scope} {edition}")).collect();
    assert_eq!(whole, ["14 2025-06-01"]);
}

#[test]
fn the_difference_of_two_files_is_a_table_json_and_csv() {
    let folder = tempfile::tempdir().unwrap();
    let (june, december) = editions(folder.path());
    let csv = folder.path().join("changes.csv");
    let command = || {
        let mut command = zaitaku();
        command.arg("difference").args([&june, &december]);
        command
    };
    let printed = done(&command().output().unwrap());
    for words in ["opened: 1", "closed: 1", "renumbered: 1", "moved: 1", "renamed: 1", "神奈川県", "same point"] {
        assert!(printed.contains(words), "{words}:\n{printed}");
    }
    let json: Value =
        serde_json::from_str(&done(&command().arg("--json").arg("--csv").arg(&csv).output().unwrap())).unwrap();
    let one = &list(&json)[0];
    assert_eq!((&one["old_edition"], &one["total"]["same"]), (&"2025-06-01".into(), &26.into()), "{one}");
    assert_eq!(one["moved"][0]["metres"], 0.0, "the point is where it was: {one}");
    let rows = std::fs::read_to_string(&csv).unwrap();
    assert!(rows.starts_with('\u{feff}') && rows.lines().count() == 6, "{rows}");
    let other = fixtures::write(folder.path(), "jigyosho_130_20251231.csv", fixtures::kaigo().as_bytes());
    let output = zaitaku().arg("difference").arg(&june).arg(&other).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_history_of_a_facility_tells_its_records_files_and_earlier_versions() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (june, december) = editions(folder.path());
    done(&import(&[june], &data, &[]));
    done(&import(&[december], &data, &[]));
    let printed = done(&run(&["history", "n-1421400900001"], &data));
    for words in
        ["navii_clinic:1421400900001", "● 版 2025-12-01", "○ 版 2025-06-01", "架空みなとクリニック", "changed: name"]
    {
        assert!(printed.contains(words), "{words}:\n{printed}");
    }
    let json: Value = serde_json::from_str(&done(&run(&["history", "n-1421400900004", "--json"], &data))).unwrap();
    let versions = list(&json["records"][0]["versions"]);
    assert_eq!(versions.len(), 2, "{json}");
    assert_eq!(list(&versions[0]["changed"]).len(), 0, "it was only confirmed: {json}");
    assert_eq!(versions[1]["name"], "架空4クリニック", "{json}");
    assert_eq!(run(&["history", "n-0"], &data).status.code(), Some(2));
}

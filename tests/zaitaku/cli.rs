//! The command line: what it prints, what it leaves in the store, and how it ends.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use zaitaku::storage::Store;

use crate::fixtures::{self, HOME};
use crate::server::{Server, list, text, zaitaku};

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str], folder: &Path) -> Output {
    zaitaku().args(arguments).arg("--data").arg(folder).output().unwrap()
}

/// Imports paths.
pub(crate) fn import(paths: &[PathBuf], folder: &Path, flags: &[&str]) -> Output {
    zaitaku().arg("import").args(paths).args(flags).arg("--data").arg(folder).output().unwrap()
}

/// Standard output of a command that must have ended well.
pub(crate) fn done(output: &Output) -> String {
    assert!(output.status.success(), "{}\n{}", said(output), String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// One row of the table that an import ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Account {
    pub(crate) read: u64,
    pub(crate) new: u64,
    pub(crate) changed: u64,
    pub(crate) unchanged: u64,
    pub(crate) noticed: u64,
    pub(crate) refused: u64,
}

/// The table of an import: per file, and the total.
pub(crate) fn accounts(printed: &str) -> (Vec<(String, Account)>, Account) {
    let mut files = Vec::new();
    let mut total = None;
    for line in printed.lines().skip_while(|line| !line.contains("unchanged")).skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let numbers: Option<Vec<u64>> = words.iter().rev().take(6).rev().map(|word| word.parse().ok()).collect();
        let Some([read, new, changed, unchanged, noticed, refused]) = numbers.as_deref() else { continue };
        let account = Account {
            read: *read,
            new: *new,
            changed: *changed,
            unchanged: *unchanged,
            noticed: *noticed,
            refused: *refused,
        };
        if words[0] == "合計" {
            total = Some(account);
            break;
        }
        files.push((words[0].to_owned(), account));
    }
    (files, total.unwrap_or_else(|| panic!("no table in:\n{printed}")))
}

/// `read = new + changed + unchanged + noticed + refused`, in every row and in the total.
pub(crate) fn assert_balanced(printed: &str) -> Account {
    let (files, total) = accounts(printed);
    let mut sum = Account::default();
    for (file, row) in &files {
        assert_eq!(row.read, row.new + row.changed + row.unchanged + row.noticed + row.refused, "{file}: {row:?}");
        sum.read += row.read;
        sum.new += row.new;
        sum.changed += row.changed;
        sum.unchanged += row.unchanged;
        sum.noticed += row.noticed;
        sum.refused += row.refused;
    }
    assert_eq!(sum, total, "the total is not the sum of:\n{printed}");
    total
}

/// Everything a store says about facilities, records and files.
pub(crate) type Contents = (i64, BTreeMap<String, u64>, Vec<String>);

/// The contents of a folder's store.
pub(crate) fn contents(folder: &Path) -> Contents {
    read_contents(async { Store::open_folder(folder).await.unwrap() })
}

/// The contents of the store at a URL.
pub(crate) fn contents_of(url: &str) -> Contents {
    read_contents(async { Store::open_url(url).await.unwrap() })
}

fn read_contents(store: impl Future<Output = Store>) -> Contents {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = store.await;
        let revision = store.revision().await.unwrap();
        let facilities = store.facility_hashes().await.unwrap().into_iter().collect();
        let records = store.records().await.unwrap();
        store.close().await;
        (revision, facilities, records.iter().map(|record| format!("{record:?}")).collect())
    })
}

fn filled() -> (tempfile::TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = fixtures::write_all(folder.path());
    let printed = done(&import(&files, &folder.path().join("data"), &[]));
    let total = assert_balanced(&printed);
    assert_eq!(total, Account { read: 9, new: 9, ..Account::default() }, "{printed}");
    (folder, files)
}

#[test]
fn an_import_accounts_for_every_row_and_the_second_changes_nothing() {
    let (folder, files) = filled();
    let data = folder.path().join("data");
    let before = contents(&data);
    assert_eq!(before.1.len(), 6, "four clinics and two stations: {:?}", before.1.keys());
    let printed = done(&import(&files, &data, &[]));
    let total = assert_balanced(&printed);
    assert_eq!(total, Account { read: 9, unchanged: 9, ..Account::default() }, "{printed}");
    assert!(printed.contains("nothing changed"), "{printed}");
    assert_eq!(contents(&data), before);
}

#[test]
fn a_later_edition_changes_what_it_changes_and_an_older_one_nothing() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let later =
        fixtures::write(folder.path(), "02-1_20260601.csv", fixtures::navii(Some("新しい名前の医院")).as_bytes());
    let printed = done(&import(&[later], &data, &[]));
    let expected = Account { read: 4, changed: 1, unchanged: 3, ..Account::default() };
    assert_eq!(assert_balanced(&printed), expected, "{printed}");
    let after = contents(&data);
    let older = fixtures::write(folder.path(), "02-1_20250601.csv", fixtures::navii(None).as_bytes());
    let printed = done(&import(&[older], &data, &[]));
    let expected = Account { read: 4, unchanged: 3, noticed: 1, ..Account::default() };
    assert_eq!(assert_balanced(&printed), expected, "{printed}");
    assert_eq!(contents(&data), after, "an older edition overwrote a newer one");
}

#[test]
fn a_dry_run_counts_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let files = fixtures::write_all(folder.path());
    let data = folder.path().join("data");
    let printed = done(&import(&files, &data, &["--dry-run"]));
    assert_eq!(assert_balanced(&printed).new, 9, "{printed}");
    assert!(printed.contains("nothing was written"), "{printed}");
    let (revision, facilities, records) = contents(&data);
    assert_eq!((revision, facilities.len(), records.len()), (0, 0, 0));
}

#[test]
fn a_folder_and_a_zip_are_read_as_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    fixtures::write(&files, "clinics.zip", &fixtures::zip("02-1_20251201.csv", fixtures::navii(None).as_bytes()));
    fixtures::write(&files, "jigyosho_130_20251231.csv", fixtures::kaigo().as_bytes());
    fixtures::write(&files, ".hidden", b"not looked at");
    let printed = done(&import(&[files], &folder.path().join("data"), &[]));
    assert_eq!(assert_balanced(&printed).new, 6, "{printed}");
    assert!(printed.contains("02-1_20251201.csv"), "{printed}");
}

#[test]
fn notices_are_written_as_json_lines() {
    let folder = tempfile::tempdir().unwrap();
    let files = fixtures::write_all(folder.path());
    let report = folder.path().join("notices.jsonl");
    let flags = ["--report", report.to_str().unwrap()];
    let printed = done(&import(&files, &folder.path().join("data"), &flags));
    let notices: Vec<Value> =
        std::fs::read_to_string(&report).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(notices.iter().any(|notice| text(&notice["code"]).contains("coordinates")), "{notices:?}\n{printed}");
    for notice in &notices {
        for name in ["code", "severity", "file", "message"] {
            assert_ne!(text(&notice[name]), "", "{notice}");
        }
    }
}

#[test]
fn broken_and_unknown_files_are_refused_whole_and_named() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let before = contents(&data);
    let whole = fixtures::zip("02-1_20260601.csv", fixtures::navii(Some("途中で切れた医院")).as_bytes());
    let cut = &whole[..whole.len() / 2];
    let without_column: String = fixtures::navii(Some("列のない医院")).replace("所在地座標（緯度）", "なにか");
    for (name, bytes, words) in [
        ("cut_20260601.zip", cut.to_vec(), "zip"),
        ("no_column_20260601.csv", without_column.into_bytes(), "所在地座標（緯度）"),
        ("not_a_workbook_20260601.xlsx", b"these are words, not a workbook".to_vec(), "not_a_workbook"),
        ("unknown_20260601.csv", "果物,値段\nりんご,100\n".as_bytes().to_vec(), "unknown_20260601.csv"),
        ("empty_20260601.csv", Vec::new(), "empty_20260601.csv"),
        ("noise_20260601.csv", (0..=255u8).cycle().take(4096).collect(), "noise_20260601.csv"),
    ] {
        let path = fixtures::write(folder.path(), name, &bytes);
        let output = import(&[path], &data, &[]);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        assert_eq!(output.status.code(), Some(1), "{name}: {printed}");
        assert!(printed.contains(name) && printed.contains(words), "{name} is not explained:\n{printed}");
        assert!(!printed.contains("panicked"), "{name}: {printed}");
        assert_eq!(contents(&data), before, "{name} changed the store");
    }
}

#[test]
fn a_broken_file_does_not_keep_the_others_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut files = fixtures::write_all(folder.path());
    files.push(fixtures::write(folder.path(), "00_first_and_broken.zip", b"PK\x03\x04 cut"));
    let data = folder.path().join("data");
    let output = import(&files, &data, &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(contents(&data).1.len(), 6);
}

#[test]
fn bad_usage_ends_with_two_and_says_what_would_be_right() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    for arguments in [
        &["find"][..],
        &["find", "--near", "35.2343,139.7136", "--need", "teleportation"],
        &["find", "--near", "35.2343,139.7136", "--role", "friend"],
        &["find", "--near", "35.2343,139.7136", "--limit", "0"],
        &["find", "--near", "35.2343,139.7136", "--lock", "pharmacy"],
        &["find", "--near", "35.2343,139.7136", "--attending", "nobody"],
        &["find", "--near", "どこでもない場所"],
        &["find", "--near", "34.5,140.9"],
        &["import"],
        &["serve", "--listen", "nowhere"],
        &["find", "--near", "35.2343,139.7136", "--database", "mysql://localhost/zaitaku"],
        &["fly"],
    ] {
        let output = run(arguments, &data);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert_ne!(said(&output).trim(), "", "{arguments:?}");
    }
    let output = run(&["find", "--near", "35.2343,139.7136", "--need", "teleportation"], &data);
    assert!(said(&output).contains("home_oxygen"), "{}", said(&output));
}

#[test]
fn what_cannot_be_done_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.csv");
    let output = import(&[missing], &folder.path().join("data"), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("missing.csv"), "{}", said(&output));
    let file = fixtures::write(folder.path(), "a-file", b"");
    let output = run(&["find", "--near", "35.2343,139.7136"], &file);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

#[test]
fn a_second_server_on_a_port_fails_before_it_touches_anything() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let output = run(&["serve", "--listen", &address], &data);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains(&address), "{}", said(&output));
    assert!(!data.exists(), "a data folder was made");
}

#[test]
fn every_command_explains_itself() {
    let help = zaitaku().arg("--help").output().unwrap();
    let help = done(&help);
    let commands = ["serve", "import", "update", "find", "export", "check", "history", "undo", "review", "difference"];
    for command in commands {
        assert!(help.contains(command), "{help}");
        let own = done(&zaitaku().args([command, "--help"]).output().unwrap());
        assert!(own.contains("EXAMPLE"), "{command} shows no example:\n{own}");
    }
}

#[test]
fn find_and_the_server_give_the_same_answer() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let at = "2026-12-01T13:00:00+09:00";
    let near = format!("{},{}", HOME.0, HOME.1);
    let printed = done(&run(
        &["find", "--near", &near, "--need", "home_visit_scheduled", "--need", "oxygen_therapy", "--at", at, "--json"],
        &data,
    ));
    let found: Value = serde_json::from_str(&printed).unwrap();
    let server = Server::over(&data);
    let needs = ["home_visit_scheduled", "oxygen_therapy"];
    let answer = server.ask(&json!({"origin": {"lat": HOME.0, "lon": HOME.1}, "needs": needs, "at": at}));
    assert_eq!(found, answer);
    crate::api::assert_contract(&answer);

    let candidates = list(&answer["candidates"]);
    assert_eq!(candidates.len(), 3, "the clinic in Sapporo is far away: {answer}");
    let first = &candidates[0];
    assert_eq!(first["facility"]["name"], "みさき海岸在宅クリニック", "the one that filed comes first: {answer}");
    let requirement = &first["requirements"][0];
    assert_eq!((text(&requirement["state"]), text(&requirement["source"])), ("met", "filing"), "{requirement}");
    assert_eq!(requirement["as_of"], "2025-10-01", "{requirement}");
    assert_eq!(first["facility"]["phone"], "046-999-0001", "the telephone comes from the filing: {first}");
    let unplaced = candidates.iter().find(|c| c["facility"]["name"] == "座標なし内科").unwrap();
    assert_eq!(unplaced["facility"]["position"]["source"], "isj", "{unplaced}");
    assert_eq!(unplaced["facility"]["position"]["level"], "town", "{unplaced}");
}

#[test]
fn find_says_when_to_call_within_ones_own_hours() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let near = format!("{},{}", HOME.0, HOME.1);
    let find = |hours| run(&["find", "--near", &near, "--at", "2026-12-01T13:00:00+09:00", "--my-hours", hours], &data);
    let printed = done(&find("平日 13時-17時"));
    assert!(printed.contains("☎ 電話 046-999-0001 連絡できる時間は分かりません"), "{printed}");
    // Nobody said when these can be reached: every afternoon from Tuesday to Monday is one to ask about.
    assert!(printed.contains("要確認 12/01 13:00〜17:00、12/02 13:00〜17:00"), "{printed}");
    let refused = find("昼ごろ");
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("my_hours") && said(&refused).contains("平日 13時-17時"), "{}", said(&refused));
}

#[test]
fn a_team_is_printed_as_a_sheet_with_the_members_that_were_kept() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let near = format!("{},{}", HOME.0, HOME.1);
    let team = |more: &[&str]| done(&run(&[&["find", "--near", &near, "--team"][..], more].concat(), &data));
    let answer: Value = serde_json::from_str(&team(&["--json"])).unwrap();
    let nurse = list(&answer["team"]["members"]).iter().find(|member| member["role"] == "nursing").unwrap();
    let first = text(&nurse["facility"]["id"]);
    let other = text(&nurse["others"][0]["id"]);
    let doctor = text(&answer["candidates"][1]["facility"]["id"]);
    let sheet = team(&["--lang", "en"]);
    assert!(sheet.contains("A team for care at home") && sheet.contains(&format!("[{first}]")), "{sheet}");
    let kept = team(&["--lock", &format!("nursing={other}"), "--attending", doctor]);
    assert!(kept.contains(&format!("[{other}]")) && kept.contains(&format!("[{doctor}]")), "{kept}");
    let left_out = team(&["--exclude", first]);
    assert!(!left_out.contains(&format!("[{first}]")) && left_out.contains(&format!("[{other}]")), "{left_out}");
}

#[test]
fn an_import_beside_a_running_server_is_seen_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Server::over(&data);
    assert_eq!(server.get("/api/v1/status").json()["facilities"], 0);
    let files = fixtures::write_all(folder.path());
    done(&import(&files, &data, &[]));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while server.get("/api/v1/status").json()["facilities"] != 6 {
        assert!(std::time::Instant::now() < until, "the server does not see the import; it logged:\n{}", server.log());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let answer = server.ask(&json!({"origin": {"lat": HOME.0, "lon": HOME.1}}));
    assert_eq!(list(&answer["candidates"]).len(), 3);
}

#[test]
fn addresses_are_placed_by_the_facilities_and_the_imported_blocks_of_the_store() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let server = Server::over(&data);
    let place = |server: &Server, address: &str| {
        let reply = server.post("/api/v1/geocode", &json!({"address": address})).json();
        let first = &reply["candidates"][0];
        [text(&first["level"]), text(&first["source"]), text(&first["matched"])].map(str::to_owned)
    };
    let house = ["point", "neighbours", "神奈川県横須賀市浦賀五丁目99-9"].map(str::to_owned);
    assert_eq!(place(&server, "横須賀市浦賀5-99-9 みさきビル2F"), house);
    assert_eq!(place(&server, "横須賀市浦賀5-99-3")[..2], ["block", "neighbours"]);
    assert_eq!(place(&server, "横須賀市浦賀5-12-3")[..2], ["town", "neighbours"]);

    let blocks = folder.path().join("14_20250331.csv");
    let header = "都道府県名,市区町村名,大字・丁目名,小字・通称名,街区符号・地番,座標系番号,Ｘ座標,Ｙ座標,緯度,経度,住居表示フラグ,代表フラグ,更新前履歴フラグ,更新後履歴フラグ";
    let row = "神奈川県,横須賀市,浦賀五丁目,,12,9,0.0,0.0,35.2340,139.7160,1,1,0,0";
    std::fs::write(&blocks, format!("{header}\r\n{row}\r\n")).unwrap();
    done(&import(&[blocks], &data, &[]));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let block = ["block", "isj", "神奈川県横須賀市浦賀五丁目12"].map(str::to_owned);
    while place(&server, "横須賀市浦賀5-12-3") != block {
        assert!(std::time::Instant::now() < until, "the block is not used; the server logged:\n{}", server.log());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    server.stop();
    // A restart reads the snapshot.
    let server = Server::over(&data);
    assert_eq!(place(&server, "横須賀市浦賀5-12-3"), block);
    assert_eq!(place(&server, "横須賀市浦賀5-99-9"), house);
}

#[test]
fn the_demonstration_town_never_mixes_with_real_data() {
    let (folder, _) = filled();
    let data = folder.path().join("data");
    let before = contents(&data);
    let server = Server::start(&["--demo"], &data, &[]);
    assert_eq!(server.get("/api/v1/status").json()["demo"], false);
    server.stop();
    assert_eq!(contents(&data), before);
}

#[test]
fn two_imports_at_once_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let files = fixtures::write_all(folder.path());
    let data = folder.path().join("data");
    let start = |file: &PathBuf| zaitaku().arg("import").arg(file).arg("--data").arg(&data).spawn().unwrap();
    let running: Vec<_> = files.iter().map(start).collect();
    for mut process in running {
        assert!(process.wait().unwrap().success());
    }
    let together = contents(&data);
    let other = folder.path().join("other");
    done(&import(&files, &other, &[]));
    assert_eq!(together.1, contents(&other).1, "side by side or in one command, the facilities are the same");
}

#[test]
fn a_question_to_an_empty_store_says_that_it_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["find", "--near", "35.2,139.7"], folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("zaitaku import"));
}

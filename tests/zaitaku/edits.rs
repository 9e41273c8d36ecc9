//! Edits with the real binary: durable before they are acknowledged, shown at once, lost by nothing.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::{done, import, run};
use crate::fixtures;
use crate::postgres::Postgres;
use crate::server::{Server, list, text, zaitaku};

const CLINIC: &str = "n-1421400900010";

/// Another process edits; the store alone stands between it and the servers.
fn edit(folder: &Path, field: &str, value: &str) -> String {
    done(&run(&["edit", CLINIC, field, value, "--by", "架空 花子", "--reason", "電話で確認"], folder))
}

fn clinic(server: &Server) -> Value {
    server.get(&format!("/api/v1/facilities/{CLINIC}")).json()
}

/// Waits until a server shows what another process wrote.
fn until(server: &Server, shows: impl Fn(&Value) -> bool) -> Value {
    let patience = Instant::now() + Duration::from_secs(60);
    loop {
        let facility = clinic(server);
        if shows(&facility) {
            return facility;
        }
        assert!(Instant::now() < patience, "never shown: {facility}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn found(server: &Server, path: &str) -> Vec<String> {
    let page = server.get(path).json();
    list(&page["items"]).iter().map(|item| text(&item["id"]).to_owned()).collect()
}

fn history(folder: &Path) -> Value {
    serde_json::from_str(&done(&run(&["edit", "--history", CLINIC, "--json"], folder))).unwrap()
}

#[test]
fn an_edit_is_shown_by_every_question_and_outlives_imports_kills_and_undo() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let server = Server::over(&data);
    let before = clinic(&server);
    edit(&data, "phone", "046-000-7777");
    edit(&data, "name", "（架空）ひぐらし在宅医院");
    edit(&data, "position", "35.2600,139.6900");
    edit(&data, "home_oxygen", "△（昼間のみ）");
    let shown = until(&server, |facility| facility["lat"] == 35.26 && facility["phone"] == "046-000-7777");
    assert_eq!(text(&shown["name"]), "（架空）ひぐらし在宅医院");
    assert_eq!(shown["provenance"]["phone"]["source"], "editor");
    let shown = until(&server, |facility| {
        list(&facility["capabilities"]).iter().any(|one| one["id"] == "home_oxygen" && one["source"] == "editor")
    });
    assert_eq!(found(&server, "/api/v1/facilities?q=ひぐらし在宅"), [CLINIC]);
    assert!(!found(&server, &format!("/api/v1/facilities?q={}", text(&before["name"]))).contains(&CLINIC.to_owned()));
    assert_eq!(found(&server, "/api/v1/facilities?bbox=139.689,35.259,139.691,35.261"), [CLINIC]);
    let near =
        server.post("/api/v1/search", &json!({ "near": { "lat": 35.26, "lon": 139.69 }, "radius_m": 50 })).json();
    assert_eq!(text(&list(&near["items"])[0]["id"]), CLINIC);
    // The tile of the new place at zoom 14 names it.
    let (x, y) = tile(14, 35.26, 139.69);
    let drawn = server.get(&format!("/tiles/facilities/14/{x}/{y}"));
    assert!(String::from_utf8_lossy(&drawn.bytes).contains("ひぐらし在宅医院"), "the map shows it");

    // A killed server shows it again; so does one that reads the snapshot.
    server.kill();
    assert_eq!(clinic(&Server::over(&data)), shown);
    // The next edition says something else of it: the edit stands.
    let next = fixtures::navii(Some("架空しおさい内科"));
    let file = fixtures::write(folder.path(), "02-1_clinic_facility_info_20260601.csv", next.as_bytes());
    done(&import(&[file], &data, &[]));
    let after = clinic(&Server::over(&data));
    assert_eq!((&after["name"], &after["lat"], &after["phone"]), (&shown["name"], &shown["lat"], &shown["phone"]));
    let named: Vec<&Value> = list(&after["replaced"]).iter().filter(|one| one["field"] == "name").collect();
    assert_eq!((text(&named[0]["value"]), &named[0]["changed_since"]), ("架空しおさい内科", &json!(true)));
    let exported = done(&run(&["export", "--format", "ndjson"], &data));
    let line = exported.lines().find(|line| line.contains(CLINIC)).unwrap();
    assert!(line.contains("（架空）ひぐらし在宅医院") && line.contains("046-000-7777"), "{line}");
    done(&run(&["check"], &data));

    let told = done(&run(&["edit", "--undo", "2", "--by", "架空 太郎", "--reason", "聞き間違い"], &data));
    assert!(told.contains("架空しおさい内科"), "the sources speak again: {told}");
    let edits = history(&data);
    let states: Vec<_> =
        list(&edits["edits"]).iter().map(|edit| (&edit["id"], &edit["in_force"], &edit["undone_by"])).collect();
    assert_eq!(states[0], (&json!(5), &json!(false), &Value::Null));
    assert_eq!(states[3], (&json!(2), &json!(false), &json!(5)));
    assert_eq!(
        (&list(&edits["edits"])[4]["before"], &list(&edits["edits"])[4]["after"]),
        (&before["phone"], &json!("046-000-7777"))
    );
    assert_eq!(text(&clinic(&Server::over(&data))["name"]), "架空しおさい内科");
}

/// Web Mercator.
fn tile(z: u32, lat: f64, lon: f64) -> (u32, u32) {
    let n = f64::from(1 << z);
    let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0;
    (((lon + 180.0) / 360.0 * n) as u32, (y * n) as u32)
}

#[test]
fn what_was_acknowledged_is_there_after_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let mut acknowledged = Vec::new();
    for n in 0..6_u64 {
        let phone = format!("046-000-10{n:02}");
        let mut child = zaitaku()
            .args(["edit", CLINIC, "phone", &phone, "--reason", "電話で確認", "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Some are killed before, some while, some after they write.
        std::thread::sleep(Duration::from_millis(n * n * 150));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if String::from_utf8_lossy(&output.stdout).contains(&phone) {
            acknowledged.push(phone);
        }
    }
    acknowledged.push("046-000-2000".to_owned());
    edit(&data, "phone", "046-000-2000");
    let edits = history(&data);
    let written: Vec<&str> = list(&edits["edits"]).iter().map(|edit| text(&edit["after"])).collect();
    assert!(acknowledged.iter().all(|phone| written.contains(&phone.as_str())), "{acknowledged:?} {written:?}");
    done(&run(&["check", "--quick"], &data));
    assert_eq!(text(&clinic(&Server::over(&data))["phone"]), "046-000-2000");
}

#[test]
fn bad_usage_says_what_would_be_right() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    edit(&data, "phone", "046-000-7777");
    let refused = |arguments: &[&str], code: i32| {
        let output = run(arguments, &data);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let why = ["--reason", "電話で確認"];
    let with = |arguments: &[&'static str]| [arguments, &why[..]].concat();
    assert!(refused(&with(&["edit", CLINIC, "colour", "青"]), 2).contains("zaitaku edit --fields"));
    assert!(refused(&with(&["edit", CLINIC, "tpn", "はい"]), 2).contains("yes, consult, no, unknown"));
    assert!(refused(&with(&["edit", "n-0", "phone", "1"]), 2).contains("n-0"));
    assert!(refused(&["edit", CLINIC, "phone", "1"], 2).contains("理由"));
    refused(&with(&["edit", CLINIC, "phone"]), 2);
    refused(&with(&["edit", "--undo", "99"]), 2);
    let both = refused(&with(&["edit", CLINIC, "phone", "046-000-8888", "--seen", "0"]), 1);
    assert!(both.contains("046-000-7777") && both.contains("046-000-8888"), "{both}");
    assert!(done(&run(&["edit", "--fields"], &data)).lines().any(|line| line == "hours_contact"));
}

#[test]
fn nobody_edits_without_an_account() {
    let server = Server::demo();
    let page = server.get("/api/v1/facilities?limit=1").json();
    let id = text(&list(&page["items"])[0]["id"]).to_owned();
    let body = json!({ "edits": [{ "field": "phone", "value": "0", "seen": 0 }], "reason": "…" });
    let patch = server.request(Method::PATCH, &format!("/api/v1/facilities/{id}")).json(&body);
    let replies = [
        server.send(patch),
        server.get(&format!("/api/v1/facilities/{id}/history")),
        server.post("/api/v1/edits/1/undo", &json!({ "reason": "…" })),
    ];
    assert_eq!(
        replies.map(|reply| (reply.status, reply.json()["status"].clone())),
        [(); 3].map(|()| (401, json!(401)))
    );
}

#[test]
fn replicas_over_postgresql_show_each_others_edits() {
    let postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let files = fixtures::write_all(folder.path());
    let imported = zaitaku().arg("import").args(&files).args(["--database", postgres.url()]).output().unwrap();
    done(&imported);
    let flags = ["--database", postgres.url()];
    let servers = [Server::start(&flags, &one, &[]), Server::start(&flags, &other, &[])];
    let edit = ["edit", CLINIC, "phone", "046-000-7777", "--reason", "電話で確認", "--database", postgres.url()];
    done(&zaitaku().args(edit).output().unwrap());
    for server in &servers {
        until(server, |facility| facility["phone"] == "046-000-7777");
    }
}

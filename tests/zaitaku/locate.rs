//! `zaitaku locate`: an external geocoder that is right, slow, broken, lost or silent, and what becomes of its answers.

use std::path::Path;
use std::process::Output;
use std::time::Duration;

use serde_json::{Value, json};

use crate::cli::{done, import, run};
use crate::fixtures;
use crate::named::{Asked, Named, Said};
use crate::server::{Server, number, text, zaitaku};

/// The one facility of the neighbourhood whose list gives no point, and the house that its address names.
const UNPLACED: &str = "座標なし内科";
const HOUSE: &str = "神奈川県横須賀市鴨居二丁目99-1";
const FILE: &str = "02-1_clinic_facility_info_20251201.csv";

fn world(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("data");
    done(&import(&[fixtures::write(folder, FILE, fixtures::navii(None).as_bytes())], &data, &[]));
    data
}

fn locate(geocoder: &Named, data: &Path, flags: &[&str]) -> Output {
    let mut command = zaitaku();
    for name in ["HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"] {
        command.env_remove(name);
    }
    command.args(["locate", "--rate", "50", "--geocoder", &geocoder.url("/search?q={address}"), "--data"]);
    command.arg(data).args(flags).output().unwrap()
}

/// A facility by its name, as an export shows it.
fn facility(data: &Path, name: &str) -> Value {
    let lines = done(&run(&["export", "--format", "ndjson"], data));
    let all = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    all.into_iter().find(|facility| facility["name"] == name).unwrap()
}

fn point(facility: &Value) -> (f64, f64) {
    (number(&facility["lat"]), number(&facility["lon"]))
}

/// Where it is and how that is known.
fn place(facility: &Value) -> [Value; 3] {
    ["lat", "lon", "position"].map(|name| facility[name].clone())
}

/// A feature as 地理院 gives it.
fn feature((lat, lon): (f64, f64), title: &str) -> String {
    json!([{"geometry": {"coordinates": [lon, lat], "type": "Point"}, "type": "Feature",
        "properties": {"addressCode": "", "title": title}}])
    .to_string()
}

fn found(at: (f64, f64)) -> impl Fn(&Asked) -> Said + Send + Sync + 'static {
    move |_| feature(at, "神奈川県横須賀市鴨居二丁目９９番").into()
}

#[test]
fn an_answer_places_the_facility_survives_the_next_import_yields_to_an_official_point_and_can_be_undone() {
    let folder = tempfile::tempdir().unwrap();
    let data = world(folder.path());
    let town = point(&facility(&data, UNPLACED));
    let here = (town.0 + 0.000_4, town.1 - 0.000_3);
    let geocoder = Named::that(found(here));

    let printed = done(&locate(&geocoder, &data, &["--dry-run"]));
    assert!(printed.contains(HOUSE) && geocoder.asked().is_empty(), "{printed}");
    let printed = done(&locate(&geocoder, &data, &[]));
    assert!(printed.contains("採用 (believed): 1") && printed.contains("(書き込み written 1,"), "{printed}");
    let asked = geocoder.asked();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("GET", format!("/search?q={HOUSE}").as_str()));
    assert!(asked[0].headers.contains("Zaitaku/") && !asked[0].headers.contains("cookie"), "{asked:?}");
    let placed = facility(&data, UNPLACED);
    let off = (point(&placed).0 - here.0).abs() + (point(&placed).1 - here.1).abs();
    assert!(off < 2e-5, "{placed} is not at {here:?}");
    let position = &placed["position"];
    assert_eq!((text(&position["source"]), text(&position["level"])), ("geocoder", "block"), "{placed}");

    // Twice is once: nothing is asked, nothing changes.
    let printed = done(&locate(&geocoder, &data, &[]));
    assert!(printed.contains("asked: 0") && geocoder.asked().is_empty(), "{printed}");
    assert!(!printed.contains("written"), "{printed}");

    // The next edition of the list leaves it in place.
    let next = fixtures::navii(Some("（架空）新しい名の医院"));
    done(&import(
        &[fixtures::write(folder.path(), "02-1_clinic_facility_info_20260601.csv", next.as_bytes())],
        &data,
        &[],
    ));
    assert_eq!(place(&facility(&data, UNPLACED)), place(&placed));

    // A point that the list gives comes first.
    let official = (town.0 - 0.001, town.1);
    let with_point =
        next.replace("\"0\",\"0\",\"\",\"1\"", &format!("\"{}\",\"{}\",\"\",\"1\"", official.0, official.1));
    assert_ne!(with_point, next);
    let file = fixtures::write(folder.path(), "02-1_clinic_facility_info_20261201.csv", with_point.as_bytes());
    done(&import(&[file], &data, &[]));
    let listed = facility(&data, UNPLACED);
    assert_eq!((text(&listed["position"]["source"]), point(&listed)), ("navii_clinic", official));
    done(&run(&["undo"], &data));
    assert_eq!(place(&facility(&data, UNPLACED)), place(&placed));

    // The run of the answers is a run like every other.
    let history = done(&run(&["history"], &data));
    assert!(history.contains("zaitaku locate: 127.0.0.1"), "{history}");
    done(&run(&["undo", "2"], &data));
    assert_eq!(text(&facility(&data, UNPLACED)["position"]["source"]), "isj");
    done(&locate(&geocoder, &data, &[]));
    assert_eq!(geocoder.asked().len(), 1, "what was undone is asked again");
    let checked = done(&run(&["check"], &data));
    assert!(!checked.contains("panicked"), "{checked}");
}

#[test]
fn answers_that_cannot_be_right_are_listed_and_not_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = world(folder.path());
    let before = facility(&data, UNPLACED);
    let town = point(&before);
    let geocoder = Named::that(|_| "[]".to_owned().into());
    let sapporo = (43.055, 141.341);
    let cases = [
        ("[]".to_owned(), "見つからない"),
        (feature(sapporo, "神奈川県横須賀市鴨居二丁目９９番"), "別の市区町村"),
        (feature(town, "北海道札幌市中央区南一条西十六丁目291"), "別の市区町村"),
        (feature(town, "神奈川県横須賀市鴨居二丁目"), "町名までしか"),
        (feature(town, "神奈川県横須賀市鴨居二丁目９８番"), "別の町名・番地"),
    ];
    for (answer, word) in cases {
        let printed = {
            let answer = answer.clone();
            geocoder.now(move |_| answer.clone().into());
            done(&locate(&geocoder, &data, &["--again"]))
        };
        assert!(printed.contains(&format!("× {HOUSE}: {word}")), "{printed}");
        assert_eq!(geocoder.asked().len(), 1, "{answer}");
        assert_eq!(facility(&data, UNPLACED), before, "{answer}");
    }
    let printed = done(&locate(&geocoder, &data, &[]));
    assert!(geocoder.asked().is_empty() && printed.contains("--again"), "{printed}");
    geocoder.now(found(town));
    done(&locate(&geocoder, &data, &["--again"]));
    assert_eq!(facility(&data, UNPLACED)["position"]["source"], "geocoder");
}

#[test]
fn a_geocoder_that_fails_changes_nothing_and_is_asked_again_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = world(folder.path());
    let before = facility(&data, UNPLACED);
    let town = point(&before);
    let geocoder = Named::that(|_| Said { status: 500, ..String::new().into() });
    for (status, body, times) in [(500, "", 3), (403, "no key", 1), (302, "", 1), (200, "<html>", 1), (200, "{}", 1)] {
        geocoder.now(move |_| Said { status, ..body.to_owned().into() });
        let output = locate(&geocoder, &data, &[]);
        let printed = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{printed}");
        assert!(printed.contains("no answer") && !printed.contains("panicked"), "{printed}");
        assert_eq!(geocoder.asked().len(), times, "{status} {body}");
        assert_eq!(facility(&data, UNPLACED), before);
    }
    let slow = found(town);
    geocoder.now(move |asked| Said { after: Duration::from_millis(400), ..slow(asked) });
    done(&locate(&geocoder, &data, &[]));
    assert_eq!(facility(&data, UNPLACED)["position"]["source"], "geocoder");
}

#[test]
fn a_run_that_was_cut_short_goes_on_with_what_it_had() {
    let folder = tempfile::tempdir().unwrap();
    let data = world(folder.path());
    let (lat, lon) = point(&facility(&data, UNPLACED));
    let geocoder = Named::that(|_| "[]".to_owned().into());
    std::fs::create_dir(data.join("located")).unwrap();
    let header = "住所,市区町村コード,町名まで,番地,緯度,経度,住所検索の判定,住所検索の結果,住所検索サーバー";
    let row = format!(
        "{HOUSE},14201,神奈川県横須賀市鴨居二丁目,99,{lat:.7},{lon:.7},found,神奈川県横須賀市鴨居二丁目９９番,a"
    );
    let cut = "神奈川県横須賀市鴨居二";
    fixtures::write(&data.join("located"), "unfinished.csv", format!("{header}\n{row}\n{cut}").as_bytes());
    done(&locate(&geocoder, &data, &[]));
    assert!(geocoder.asked().is_empty(), "the answer was there");
    assert_eq!(facility(&data, UNPLACED)["position"]["source"], "geocoder");
    let left: Vec<_> = std::fs::read_dir(data.join("located")).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.len() == 1 && left[0].to_string_lossy().starts_with("located_"), "{left:?}");
}

#[test]
fn no_question_of_a_person_comes_near_the_geocoder() {
    let folder = tempfile::tempdir().unwrap();
    let data = world(folder.path());
    let town = point(&facility(&data, UNPLACED));
    let geocoder = Named::that(found((town.0 + 0.001, town.1)));
    done(&locate(&geocoder, &data, &[]));
    geocoder.asked();
    // Even where the variable is set for the server, and the very house is asked for.
    let template = geocoder.url("/search?q={address}");
    let server = Server::start(&[], &data, &[("ZAITAKU_GEOCODER", &template)]);
    let found = server.post("/api/v1/geocode", &json!({"address": HOUSE})).json();
    let best = &found["candidates"][0];
    assert_ne!(text(&best["source"]), "geocoder", "{found}");
    server.ask(&json!({"origin": {"address": HOUSE}}));
    assert!(geocoder.asked().is_empty());
}

#[test]
fn what_is_no_geocoder_is_bad_usage() {
    let folder = tempfile::tempdir().unwrap();
    for (url, rate) in [
        ("https://example.invalid/search", "1"),
        ("https://{address}.example.invalid/", "1"),
        ("ftp://example.invalid/{address}", "1"),
        ("https://example.invalid/{address}", "0"),
    ] {
        let output = run(&["locate", "--geocoder", url, "--rate", rate], folder.path());
        assert_eq!(output.status.code(), Some(2), "{url} {rate}");
    }
    assert_eq!(run(&["locate"], folder.path()).status.code(), Some(2), "without a geocoder nobody is asked");
}

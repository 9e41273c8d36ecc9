//! What a patient's question says stays in the request: no log line, metric, row, file or header carries it.

use std::path::Path;

use serde_json::json;

use crate::architecture::files_below;
use crate::named::Named;
use crate::server::{Server, list, text};

/// The end of an address that stands nowhere else in the world.
const SECRET: &str = "ひみつ荘987号室";
const STREET: &str = "5丁目987-654";
/// Needs in words that no facility, label or explanation of the demonstration town carries.
const SPOKEN: &str = "バイパップ装着 PTGBD留置";
/// A moment nobody else asks about.
const MOMENT: &str = "2031-03-04T05:06:07";

/// The ways in which a text may have been written down.
fn disguises(secret: &str) -> Vec<Vec<u8>> {
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let rust = secret.escape_unicode().to_string();
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        secret.as_bytes().to_vec(),
        percent.to_lowercase().into_bytes(),
        percent.into_bytes(),
        escaped.into_bytes(),
        rust.into_bytes(),
        utf16,
    ]
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

pub(crate) fn assert_free_of(place: &str, bytes: &[u8], secrets: &[String]) {
    for secret in secrets {
        for form in disguises(secret) {
            assert!(!contains(bytes, &form), "{place} carries {secret}");
        }
    }
}

/// Every file below a folder, whatever its name.
pub(crate) fn all_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(all_files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn a_question_leaves_no_trace() {
    // Everything that can be logged is logged: what is absent even then is absent always.
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&["--demo"], folder.path(), &[("RUST_LOG", "trace")]);
    let address = format!("神奈川県横須賀市浦賀{STREET} {SECRET}");
    let needs = ["pah_prostaglandin", "nephrostomy"];
    let mut headers = String::new();
    let mut seen = |reply: &crate::server::Reply| headers.push_str(&format!("{:?}\n", reply.headers));

    let answer = server.post("/api/v1/matches",
        &json!({"origin": {"address": address}, "needs": needs, "wishes": ["neuro_intractable"], "team": true, "at": MOMENT}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    seen(&answer);
    let origin = answer.json()["origin"].clone();
    assert!(text(&origin["rest"]).contains(SECRET), "the test asks with an address that is not taken whole: {origin}");
    let clinics = server.get("/api/v1/facilities?kind=clinic&limit=2").json();
    let two: Vec<&str> = list(&clinics["items"]).iter().map(|clinic| text(&clinic["id"])).collect();
    let point = (35.234_567_891, 139.712_345_678);
    for (path, body) in [
        ("/api/v1/matches", json!({"origin": {"lat": point.0, "lon": point.1}, "needs": needs})),
        ("/api/v1/matches/evidence", json!({"origin": {"address": address}, "needs": needs, "at": MOMENT})),
        ("/api/v1/matches/evidence", json!({"origin": {"address": address}, "needs": [SECRET]})),
        (
            "/api/v1/matches/comparison",
            json!({"origin": {"address": address}, "needs": needs, "first": two[0], "second": two[1]}),
        ),
        ("/api/v1/matches/comparison", json!({"origin": {"address": address}, "first": SECRET, "second": SECRET})),
        ("/api/v1/search", json!({"near": {"address": address}, "capability": needs, "text": SECRET})),
        ("/api/v1/search", json!({"near": {"lat": point.0, "lon": point.1}})),
        ("/api/v1/geocode", json!({"address": address})),
        ("/api/v1/suggest", json!({"text": address})),
        ("/api/v1/interpret", json!({"text": format!("{address} {SPOKEN} {MOMENT}")})),
        // What is wrong is no less private.
        ("/api/v1/matches", json!({"origin": {"address": SECRET}, "needs": needs})),
        ("/api/v1/matches", json!({"origin": {"address": address}, "needs": [SECRET]})),
        ("/api/v1/matches", json!({"origin": {"address": address}, "role": SECRET})),
        ("/api/v1/matches", json!({"origin": {"address": address}, "at": SECRET})),
        ("/api/v1/matches", json!({"origin": {"address": address}, "my_hours": SECRET})),
        ("/api/v1/search", json!({"near": {"address": address}, "open_at": MOMENT, "calendar": SECRET})),
        ("/api/v1/matches", json!({"origin": {"lat": SECRET, "lon": 1}})),
        ("/api/v1/matches", json!({"origin": [address]})),
        ("/api/v1/matches", json!({"origin": {"address": address}, "needs": [SPOKEN]})),
        ("/api/v1/interpret", json!({"text": [SPOKEN], "lang": SECRET})),
        ("/api/v1/interpret", json!({"text": SECRET.repeat(200)})),
    ] {
        seen(&server.post(path, &body));
    }
    for path in ["/api/v1/matches", "/api/v1/geocode", "/api/v1/interpret"] {
        seen(&server.post_raw(path, "application/json", format!("{{\"address\":\"{address}").into_bytes()));
        seen(&server.post_raw(path, "text/plain", address.clone().into_bytes()));
    }
    let metrics = server.get("/metrics").text();

    let mut secrets: Vec<String> = vec![SECRET.to_owned(), STREET.to_owned(), MOMENT.to_owned()];
    secrets.extend(SPOKEN.split(' ').map(str::to_owned));
    secrets.extend(["35.2345678", "139.7123456"].map(str::to_owned));
    let log_secrets = {
        let mut more = secrets.clone();
        // The point of the town and the needs may stand in the store, for facilities have them too; in no log.
        more.extend(needs.map(str::to_owned));
        more.extend(["mask_ventilation", "drain_tube"].map(str::to_owned));
        more.extend(["neuro_intractable".to_owned(), origin["lat"].to_string(), origin["lon"].to_string()]);
        more
    };
    let log = server.stop();
    assert!(
        log.contains("request") && log.lines().count() > 10,
        "the log is empty, so this test shows nothing:\n{log}"
    );
    assert_free_of("the log", log.as_bytes(), &log_secrets);
    assert_free_of("/metrics", metrics.as_bytes(), &log_secrets);
    assert_free_of("a header", headers.as_bytes(), &log_secrets);
    let files = all_files(folder.path());
    assert!(files.iter().any(|path| path.ends_with("zaitaku.sqlite")), "{files:?}");
    for file in files {
        assert_free_of(&file.display().to_string(), &std::fs::read(&file).unwrap(), &secrets);
    }
}

/// A home, the middle of its 500 m mesh (JIS X 0410: 8456th row of 15″, 22353rd column of 22.5″), and texts in which the home would show.
const HOME: (f64, f64) = (35.234_567_891, 139.712_345_678);
const MIDDLE: &str = "139.709375,35.235417";
const HOME_SHOWS: [&str; 4] = ["35.2345", "35.23456", "139.7123", "139.71234"];

#[test]
fn a_road_server_learns_the_mesh_of_a_home_and_nothing_else_and_the_log_nothing_at_all() {
    let road = Named::that(|asked| {
        let count = asked.path.matches(';').count() + 1;
        json!({"code": "Ok", "durations": [vec![60; count]], "distances": [vec![500; count]]}).to_string().into()
    });
    let folder = tempfile::tempdir().unwrap();
    let flags = ["--demo", "--road-server", &road.url("")];
    let server = Server::start(&flags, folder.path(), &[("RUST_LOG", "trace")]);
    let address = format!("神奈川県横須賀市浦賀{STREET} {SECRET}");
    let needs = ["pah_prostaglandin", "nephrostomy"];
    let body = json!({"origin": {"lat": HOME.0, "lon": HOME.1}, "wishes": needs, "team": true, "at": MOMENT});
    let answer = server.ask(&body);
    assert_eq!(answer["candidates"][0]["by_road"]["from"], "mesh_500m", "{answer}");
    let asked = road.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].path.contains(&format!("/{MIDDLE};")), "{asked:?}");
    let of_address = server.ask(&json!({"origin": {"address": address}, "wishes": needs}));
    let other = road.asked();
    let told: Vec<u8> = format!("{asked:?}{other:?}").into_bytes();
    let mut secrets: Vec<String> = [SECRET, STREET, MOMENT, "横須賀"].map(str::to_owned).to_vec();
    secrets.extend(needs.map(str::to_owned));
    let origin = |answer: &serde_json::Value, name: &str| format!("{:.6}", answer["origin"][name].as_f64().unwrap());
    let homes = ["lat", "lon"].map(|name| origin(&of_address, name));
    secrets.extend(HOME_SHOWS.map(str::to_owned).into_iter().chain(homes));
    // A facility may stand at the very degree of latitude that a home has; the demonstration town has none there.
    let shown = list(&answer["candidates"]).iter().map(|one| one["facility"].to_string()).collect::<String>();
    assert!(HOME_SHOWS.iter().all(|text| !shown.contains(text)), "{shown}");
    assert_free_of("the road server", &told, &secrets);
    let log = server.stop();
    assert!(log.contains("request") && log.lines().count() > 10, "{log}");
    secrets.extend([MIDDLE, "139.709375", "35.235417", "/table/"].map(str::to_owned));
    assert_free_of("the log", log.as_bytes(), &secrets);
    for file in all_files(folder.path()) {
        assert_free_of(
            &file.display().to_string(),
            &std::fs::read(&file).unwrap(),
            &[MIDDLE.to_owned(), SECRET.to_owned()],
        );
    }
}

#[test]
fn two_rooms_speak_to_other_hosts_and_each_may_tell_only_its_own() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (fetch, ask) = (src.join("fetch"), src.join("ask"));
    for path in files_below(&src, &["rs"]) {
        let code = std::fs::read_to_string(&path).unwrap();
        let place = path.display();
        for client in ["reqwest::", "hyper_util::client", "ureq::", "TcpStream::connect"] {
            let may = path.starts_with(&fetch) || path.starts_with(&ask);
            assert!(!code.contains(client) || may, "{place} uses {client}");
        }
        // A home is told to a road server alone, and a geocoder is asked by one command alone.
        let asks = |word: &str, who: &[&str]| {
            let may = path.starts_with(&ask) || who.iter().any(|one| path.ends_with(one));
            assert!(may || !code.contains(word), "{place} reaches {word}");
        };
        asks("ask::road", &["cli/open.rs", "http/services.rs", "http/matches/road.rs"]);
        asks("ask::places", &["cli/locate.rs"]);
        asks("crate::ask::{", &[]);
        if path.starts_with(ask.join("places")) || path.ends_with("ask/places.rs") {
            for sending in [".post(", ".put(", ".body(", ".json(", ".form("] {
                assert!(!code.contains(sending), "{place} sends by {sending}");
            }
        }
        if path.starts_with(&fetch) {
            // It asks for what is there and hands nothing in; and of the house it knows how texts are folded.
            for sending in
                [".post(", ".put(", ".patch(", ".body(", ".json(", ".form(", ".query(&", ".multipart(", "Method::"]
            {
                assert!(!code.contains(sending), "{place} sends by {sending}");
            }
            for (at, word) in code.match_indices("crate::") {
                let name = &code[at + word.len()..];
                assert!(["domain::text::", "fetch::"].iter().any(|own| name.starts_with(own)), "{place}: {name:.40}");
            }
        } else if code.contains("crate::fetch") {
            let wires = ["cli/update.rs", "cli/basemap.rs", "cli/progress.rs", "cli/check/data.rs"]
                .iter()
                .any(|one| path.ends_with(one));
            assert!(wires, "{place} reaches the room that speaks to other hosts");
        }
    }
}

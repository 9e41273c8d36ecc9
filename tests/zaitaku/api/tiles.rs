//! The map: what the list answers is on the tile below it.

use std::collections::HashMap;

use fast_mvt::{MvtReaderRef, MvtValueRef};
use serde_json::{Value, json};

use crate::server::{Server, home, list, number, text};

/// From here on every facility is a point of its own (docs/api.md, `facilities` layer).
const POINTS: u8 = 14;

/// The features of the layer `facilities` in a tile, by attribute.
fn features(bytes: &[u8]) -> Vec<HashMap<String, String>> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let tile = MvtReaderRef::new(bytes).unwrap();
    let mut found = Vec::new();
    for layer in tile.layers() {
        if layer.name() != "facilities" {
            continue;
        }
        for feature in layer.features() {
            let attributes = feature.properties().map(|property| {
                let (name, value) = property.unwrap();
                (name.to_owned(), plain(&value))
            });
            found.push(attributes.collect());
        }
    }
    found
}

fn plain(value: &MvtValueRef<'_>) -> String {
    match value {
        MvtValueRef::String(text) => (*text).to_owned(),
        MvtValueRef::Bool(flag) => flag.to_string(),
        MvtValueRef::UInt(number) => number.to_string(),
        MvtValueRef::Int(number) | MvtValueRef::SInt(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// The tile that holds a point (spherical web mercator).
fn tile_of(point: &Value, z: u8) -> (u32, u32) {
    let (lat, lon) = (number(&point["lat"]).to_radians(), number(&point["lon"]));
    let n = f64::from(1u32 << z);
    let x = (lon + 180.0) / 360.0 * n;
    let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0 * n;
    (x as u32, y as u32)
}

fn tile(server: &Server, z: u8, (x, y): (u32, u32), query: &str) -> Vec<HashMap<String, String>> {
    let reply = server.get(&format!("/tiles/facilities/{z}/{x}/{y}{query}"));
    assert!(matches!(reply.status, 200 | 204), "{}", reply.text());
    features(&reply.bytes)
}

#[test]
fn every_candidate_is_on_the_tile_at_its_place() {
    let server = Server::demo();
    let answer = server.ask(&json!({"origin": home(&server), "needs": ["home_visit_scheduled"], "limit": 30}));
    let candidates = list(&answer["candidates"]);
    assert!(!candidates.is_empty());
    for candidate in candidates {
        let facility = &candidate["facility"];
        for z in [POINTS, 16] {
            let features = tile(&server, z, tile_of(facility, z), "");
            let found =
                features.iter().find(|feature| feature.get("id").map(String::as_str) == facility["id"].as_str());
            let Some(found) = found else { panic!("{} is not on its tile at zoom {z}", facility["name"]) };
            assert_eq!(found["kind"], text(&facility["kind"]));
            assert_eq!(found["name"], text(&facility["name"]));
            assert!(matches!(found["visits"].as_str(), "yes" | "consult" | "no" | "unknown"), "{found:?}");
        }
    }
}

#[test]
fn the_tile_under_the_home_holds_the_candidates_around_it() {
    let server = Server::demo();
    let home = home(&server);
    let here = tile_of(&home, POINTS);
    let ids: Vec<String> = tile(&server, POINTS, here, "").into_iter().filter_map(|mut f| f.remove("id")).collect();
    let answer = server.ask(&json!({"origin": home, "limit": 100}));
    let around: Vec<&Value> = list(&answer["candidates"])
        .iter()
        .map(|candidate| &candidate["facility"])
        .filter(|facility| tile_of(facility, POINTS) == here)
        .collect();
    assert!(!around.is_empty(), "the home is a clinic's place, so that clinic should be here");
    for facility in around {
        assert!(ids.iter().any(|id| id == text(&facility["id"])), "{} is not on the tile", facility["name"]);
    }
}

#[test]
fn clusters_count_everything_at_every_zoom() {
    let server = Server::demo();
    let mut placed = 0u64;
    let mut cursor = String::new();
    loop {
        let page = server.get(&format!("/api/v1/facilities?limit=500{cursor}")).json();
        placed += list(&page["items"]).iter().filter(|item| item["lat"].is_number()).count() as u64;
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let features = tile(&server, 0, (0, 0), "");
    let count =
        |feature: &HashMap<String, String>| feature.get("count").map_or(1, |count| count.parse::<u64>().unwrap());
    assert_eq!(features.iter().map(count).sum::<u64>(), placed);
    for feature in features.iter().filter(|feature| feature.contains_key("count")) {
        let by_kind = feature.iter().filter(|(name, _)| name.starts_with("n_"));
        let sum: u64 = by_kind.map(|(_, count)| count.parse::<u64>().unwrap()).sum();
        assert_eq!(sum, count(feature), "{feature:?}");
    }
}

#[test]
fn a_filter_leaves_only_what_passes_it() {
    let server = Server::demo();
    let here = tile_of(&home(&server), POINTS);
    let clinics = tile(&server, POINTS, here, "?kind=clinic");
    assert!(!clinics.is_empty());
    assert!(clinics.iter().all(|feature| feature["kind"] == "clinic"), "{clinics:?}");
    for (query, field) in [("?kind=castle", "kind"), ("?capability=magic", "capability"), ("?colour=blue", "colour")] {
        let reply = server.get(&format!("/tiles/facilities/{POINTS}/{}/{}{query}", here.0, here.1));
        assert_eq!(reply.status, 400, "{query}");
        assert_eq!(reply.json()["field"], field, "{query}");
    }
}

#[test]
fn a_moment_leaves_those_who_are_known_to_be_open() {
    let server = Server::demo();
    let mut numbers = Vec::new();
    for (calendar, consult) in [("consultation", false), ("contact", true)] {
        let asked = json!({"kind": ["clinic"], "capability": ["home_death_care"], "or_consult": consult,
            "open_at": "2026-12-01T10:00:00+09:00", "calendar": calendar, "limit": 500});
        let open = server.post("/api/v1/search", &asked).json();
        let placed = list(&open["items"]).iter().filter(|item| item["lat"].is_number()).count();
        // The step of five minutes that the moment lies in.
        let query = format!(
            "?kind=clinic&capability=home_death_care&or_consult={consult}&calendar={calendar}&open_at=2026-12-01T10:04:59%2B09:00"
        );
        for z in [0, 8, 12] {
            let here = tile_of(&home(&server), z);
            let features = tile(&server, z, here, &query);
            let count = |feature: &HashMap<String, String>| {
                feature.get("count").map_or(1, |count| count.parse::<usize>().unwrap())
            };
            let sum: usize = features.iter().map(count).sum();
            let expected =
                list(&open["items"]).iter().filter(|item| item["lat"].is_number() && tile_of(item, z) == here).count();
            assert_eq!(sum, expected, "zoom {z}, {calendar}");
        }
        assert!(placed > 0, "{open}");
        numbers.push(placed);
    }
    assert_ne!(numbers[0], numbers[1]);
    let here = tile_of(&home(&server), POINTS);
    for (query, field, allowed) in [
        ("?calendar=castle", "calendar", json!(["consultation", "contact", "visiting"])),
        ("?or_consult=maybe", "or_consult", json!(["true", "false"])),
        ("?open_at=noon", "open_at", Value::Null),
    ] {
        let reply = server.get(&format!("/tiles/facilities/{POINTS}/{}/{}{query}", here.0, here.1));
        assert_eq!((reply.status, &reply.json()["field"]), (400, &json!(field)), "{query}");
        assert_eq!(reply.json()["allowed"], allowed, "{query}");
    }
    assert_eq!(server.get("/tiles/base/9/454/202?open_at=2026-12-01T10:00").status, 400);
}

#[test]
fn the_catalogue_describes_what_can_be_fetched() {
    let server = Server::demo();
    let catalogue = server.get("/tiles").json();
    let ids: Vec<&str> = list(&catalogue["sources"]).iter().map(|source| text(&source["id"])).collect();
    for expected in ["facilities", "base"] {
        assert!(ids.contains(&expected), "{catalogue}");
    }
    for id in ids {
        let tilejson = server.get(&format!("/tiles/{id}")).json();
        assert_eq!(tilejson["tilejson"], "3.0.0", "{id}");
        for template in list(&tilejson["tiles"]) {
            assert!(text(template).starts_with(server.base()), "{template} is on another host");
        }
    }
    let gone = server.get("/tiles/nothing/0/0/0");
    assert_eq!(gone.status, 404);
    assert!(gone.text().contains("facilities"), "the answer does not list what exists: {}", gone.text());
    assert_eq!(server.get("/tiles/facilities/99/0/0").status, 404);
    assert_eq!(server.get("/tiles/facilities/a/0/0").status, 400);
}

#[test]
fn the_layer_says_where_its_facilities_are() {
    let server = Server::demo();
    let bounds = server.get("/tiles/facilities").json()["bounds"].clone();
    let bound = |at: usize| bounds[at].as_f64().unwrap_or(f64::NAN);
    let all = server.get("/api/v1/facilities?limit=500").json();
    for item in list(&all["items"]) {
        let (Some(lon), Some(lat)) = (item["lon"].as_f64(), item["lat"].as_f64()) else { continue };
        assert!(
            (bound(0)..=bound(2)).contains(&lon) && (bound(1)..=bound(3)).contains(&lat),
            "{item} is outside {bounds}"
        );
    }
    assert!(bound(2) - bound(0) < 2.0, "the demonstration town does not fill {bounds}");
}

#[test]
fn styles_ask_no_other_host() {
    let server = Server::demo();
    for theme in ["light", "dark"] {
        let style = server.get(&format!("/styles/{theme}.json"));
        assert_eq!(style.status, 200);
        let text = style.text();
        let foreign = text.match_indices("http").filter(|(at, _)| !text[*at..].starts_with(server.base()));
        let foreign: Vec<&str> = foreign.map(|(at, _)| text[at..].split('"').next().unwrap_or_default()).collect();
        // Attributions may link to their publisher; nothing else may.
        let fetched: Vec<&&str> = foreign.iter().filter(|url| !url.contains('\\') && !url.contains('>')).collect();
        assert!(fetched.is_empty(), "{theme}: {fetched:?}");
    }
    assert_eq!(server.get("/styles/pink.json").status, 404);
}

#[test]
fn a_tile_that_did_not_change_is_not_sent_again() {
    let server = Server::demo();
    let (x, y) = tile_of(&home(&server), POINTS);
    let path = format!("/tiles/facilities/{POINTS}/{x}/{y}");
    let tag = server.get(&path).header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    for known in [&tag, tag.trim_start_matches("W/"), "*", &format!("\"x\", {tag}")] {
        assert_eq!(server.get_with(&path, "if-none-match", known).status, 304, "{known}");
    }
}

#[test]
fn whoever_refuses_packed_tiles_gets_them_plain() {
    let server = Server::demo();
    let path = "/tiles/base/9/454/202";
    let packed = server.get_with(path, "accept-encoding", "gzip");
    assert_eq!((packed.status, packed.header("content-encoding")), (200, "gzip"));
    for refusal in ["gzip;q=0", "identity", "gzip; q=0.0, identity"] {
        let plain = server.get_with(path, "accept-encoding", refusal);
        assert_eq!((plain.status, plain.header("content-encoding")), (200, ""), "{refusal}");
        assert!(plain.bytes.len() > packed.bytes.len(), "{refusal}");
    }
}

#[test]
fn addresses_are_those_of_the_host_asked() {
    let server = Server::demo();
    for path in ["/tiles/facilities", "/styles/light.json"] {
        let reply = server.get_with(path, "x-forwarded-host", "evil.example");
        assert_eq!(reply.status, 200, "{path}");
        assert!(!reply.text().contains("evil.example") && reply.text().contains(server.base()), "{path}");
    }
    let secure = server.get_with("/tiles/facilities", "x-forwarded-proto", "https");
    assert!(secure.text().contains(&server.base().replace("http:", "https:")), "{}", secure.text());
}

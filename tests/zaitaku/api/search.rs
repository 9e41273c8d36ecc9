//! `POST /api/v1/search`: nearest first, every facility once; without a place the public directory, with the numbers beside its filters.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::server::{Server, home, list, number, text};

const SEARCH: &str = "/api/v1/search";

fn search(server: &Server, body: &Value) -> Value {
    let reply = server.post(SEARCH, body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn pages_go_outwards_and_name_everything_once() {
    let server = Server::demo();
    let near = home(&server);
    let mut seen = HashSet::new();
    let mut farthest = 0.0;
    let mut cursor = Value::Null;
    let total = loop {
        let page = search(&server, &json!({"near": near, "radius_m": 16000, "limit": 7, "cursor": cursor}));
        for item in list(&page["items"]) {
            let distance = number(&item["straight_line_m"]);
            assert!(distance >= farthest, "{item} comes after {farthest} m");
            assert!(distance <= 16_000.0, "{item}");
            farthest = distance;
            assert!(seen.insert(text(&item["id"]).to_owned()), "twice: {item}");
        }
        cursor = page["next"].clone();
        if cursor.is_null() {
            break page["total"].as_u64().unwrap();
        }
    };
    assert_eq!(seen.len() as u64, total);
    assert!(total > 7, "the demonstration town is too small to page through: {total}");
}

#[test]
fn filters_narrow_and_never_widen() {
    let server = Server::demo();
    let near = home(&server);
    // Small enough that one page holds everything.
    let all = search(&server, &json!({"near": near, "radius_m": 2500, "limit": 500}));
    assert!(all["next"].is_null(), "more than one page");
    let clinics = search(&server, &json!({"near": near, "radius_m": 2500, "kind": ["clinic"], "limit": 500}));
    let visiting = search(
        &server,
        &json!({"near": near, "radius_m": 2500, "kind": ["clinic"], "capability": ["home_visit_scheduled"], "limit": 500}),
    );
    let of_kind = |items: &[Value]| items.iter().filter(|item| item["kind"] == "clinic").count();
    assert_eq!(of_kind(list(&all["items"])), list(&clinics["items"]).len());
    assert_eq!(of_kind(list(&clinics["items"])), list(&clinics["items"]).len());
    let ids =
        |page: &Value| -> HashSet<String> { list(&page["items"]).iter().map(|i| text(&i["id"]).to_owned()).collect() };
    assert!(ids(&visiting).is_subset(&ids(&clinics)));
    assert!(!ids(&visiting).is_empty());
}

#[test]
fn words_find_a_facility_by_its_name() {
    let server = Server::demo();
    let near = home(&server);
    let first = search(&server, &json!({"near": near, "limit": 1}))["items"][0].clone();
    let found = search(&server, &json!({"near": near, "text": first["name"], "limit": 500}));
    assert!(list(&found["items"]).iter().any(|item| item["id"] == first["id"]), "{} is not found", first["name"]);
}

#[test]
fn bad_searches_name_their_field() {
    let server = Server::demo();
    let near = home(&server);
    for (body, field) in [
        (json!({"near": near, "radius_m": 0}), "radius_m"),
        (json!({"near": near, "radius_m": 1e9}), "radius_m"),
        (json!({"near": near, "kind": ["castle"]}), "kind[0]"),
        (json!({"near": near, "cursor": "x"}), "cursor"),
        (json!({"near": near, "open_at": "noon"}), "open_at"),
        (json!({"near": near, "radius": 5}), "radius"),
        (json!({"near": {"lat": 200, "lon": 1}}), "near.lat"),
        (json!({"near": {}}), "near"),
        (json!({"radius_m": 500}), "radius_m"),
        (json!({"bbox": [139.8, 35.2, 139.6, 35.3]}), "bbox"),
        (json!({"bbox": [139.6, 35.2]}), "bbox"),
        (json!({"municipality": "99999"}), "municipality"),
        (json!({"or_consult": "yes"}), "or_consult"),
        (json!({"capability": ["castle"]}), "capability[0]"),
    ] {
        let reply = server.post(SEARCH, &body);
        assert_eq!(reply.status, 400, "{body}");
        assert_eq!(reply.json()["field"], field, "{body}");
    }
}

/// A Tuesday morning.
const MOMENT: &str = "2026-12-01T10:00:00+09:00";

#[test]
fn without_a_place_the_directory_is_browsed_as_by_get() {
    let server = Server::demo();
    let first = search(&server, &json!({"kind": ["clinic"], "limit": 3}));
    let listed = server.get("/api/v1/facilities?kind=clinic&limit=3").json();
    let ids =
        |page: &Value| -> Vec<String> { list(&page["items"]).iter().map(|i| text(&i["id"]).to_owned()).collect() };
    assert_eq!((ids(&first), &first["total"]), (ids(&listed), &listed["total"]));
    assert!(first["items"][0]["straight_line_m"].is_null() && first["items"][0]["moment"].is_null(), "{first}");
    assert!(first["counts"].is_null(), "nobody asked: {first}");
    let (lat, lon) = (number(&first["items"][0]["lat"]), number(&first["items"][0]["lon"]));
    let (west, south, east, north) = (lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02);
    let window = search(&server, &json!({"bbox": [west, south, east, north], "limit": 500}));
    let listed = server.get(&format!("/api/v1/facilities?bbox={west},{south},{east},{north}&limit=500")).json();
    assert_eq!((ids(&window), &window["total"]), (ids(&listed), &listed["total"]));
    let all = search(&server, &json!({"limit": 1}));
    assert!(window["total"].as_u64() < all["total"].as_u64() && !ids(&window).is_empty(), "{}", window["total"]);
    let page = server.get(&format!("/api/v1/facilities/{}", text(&first["items"][0]["id"]))).json();
    let municipality = &page["municipality"]["code"];
    let town = search(&server, &json!({"municipality": municipality, "text": first["items"][0]["name"]}));
    assert_eq!(town["items"][0]["id"], first["items"][0]["id"]);
    // A point beside a window orders it, even from the middle of the ocean, and leaves nobody out.
    let near = json!({"lat": 30.0, "lon": 150.0});
    let ordered = search(&server, &json!({"bbox": [west, south, east, north], "near": near, "limit": 500}));
    assert_eq!(ordered["total"], window["total"]);
    let far: Vec<f64> = list(&ordered["items"]).iter().map(|item| number(&item["straight_line_m"])).collect();
    assert!(far.windows(2).all(|pair| pair[0] <= pair[1] + 1.0) && far[0] > 900_000.0, "{far:?}");
    let second = search(&server, &json!({"kind": ["clinic"], "limit": 3, "cursor": first["next"]}));
    let six = search(&server, &json!({"kind": ["clinic"], "limit": 6}));
    assert_eq!(ids(&six), [ids(&first), ids(&second)].concat());
}

#[test]
fn every_number_beside_a_filter_is_the_total_of_the_list_behind_it() {
    let server = Server::demo();
    let near = home(&server);
    for asked in [
        json!({"kind": ["clinic", "hospital"], "capability": ["home_visit_scheduled"], "or_consult": true}),
        json!({"near": near, "radius_m": 4000, "capability": ["home_visit_scheduled"]}),
        json!({"kind": ["clinic"], "open_at": MOMENT, "calendar": "contact"}),
        json!({"open_at": MOMENT, "open_or_unknown": true}),
    ] {
        let with = |extra: &[(&str, Value)]| {
            let mut body = asked.clone();
            body["limit"] = json!(1);
            for (name, value) in extra {
                body[*name] = value.clone();
            }
            search(&server, &body)
        };
        let answer = with(&[("counts", json!(true))]);
        let counts = &answer["counts"];
        for kind in ["clinic", "hospital", "pharmacy", "nursing_station"] {
            assert_eq!(counts["kind"][kind], with(&[("kind", json!([kind]))])["total"], "{kind} with {asked}");
        }
        for capability in ["home_visit_scheduled", "home_death_care", "tpn"] {
            let mut all = asked["capability"].as_array().cloned().unwrap_or_default();
            all.push(json!(capability));
            let further = with(&[("capability", json!(all))]);
            assert_eq!(counts["capability"][capability], further["total"], "{capability} with {asked}");
        }
        let open = &counts["open"];
        assert_eq!(open.is_null(), asked.get("open_at").is_none(), "{counts}");
        if open.is_object() {
            let known = with(&[("open_or_unknown", json!(false))])["total"].as_u64().unwrap();
            let both = with(&[("open_or_unknown", json!(true))])["total"].as_u64().unwrap();
            let sum: u64 = ["open", "closed", "unknown"].iter().map(|state| open[*state].as_u64().unwrap()).sum();
            assert_eq!((open["open"].as_u64(), open["unknown"].as_u64()), (Some(known), Some(both - known)), "{asked}");
            assert_eq!(with(&[("open_at", Value::Null)])["total"], sum, "{asked}");
        }
    }
}

#[test]
fn an_item_says_whether_it_visits_what_it_answers_and_when_it_is_open() {
    let server = Server::demo();
    let asked = json!({"kind": ["clinic"], "capability": ["home_visit_scheduled", "home_death_care"], "or_consult": true,
        "open_at": MOMENT, "open_or_unknown": true, "limit": 500});
    let answer = search(&server, &asked);
    let mut strict = asked;
    strict["or_consult"] = json!(false);
    assert!(number(&search(&server, &strict)["total"]) < number(&answer["total"]), "nobody says 要相談");
    let mut states = Vec::new();
    for item in list(&answer["items"]) {
        let path = format!("/api/v1/facilities/{}?at={}", text(&item["id"]), MOMENT.replace('+', "%2B"));
        let facility = server.get(&path).json();
        let said = list(&facility["capabilities"]);
        let answers = list(&item["answers"]);
        assert_eq!(answers.len(), 2, "{item}");
        for one in answers {
            let known = said.iter().find(|known| known["id"] == one["need"]).unwrap();
            for name in ["answer", "as_of", "source"] {
                assert_eq!(one[name], known[name], "{item}");
            }
            assert!(matches!(text(&one["answer"]), "yes" | "consult"), "{item}");
        }
        let visiting = answers.iter().find(|one| one["need"] == "home_visit_scheduled").unwrap();
        assert_eq!(item["visits"], visiting["answer"]);
        let calendar = &facility["hours"]["consultation"];
        if calendar.is_null() {
            assert_eq!((&item["moment"]["state"], item["moment"]["next"].is_null()), (&json!("unknown"), true));
        } else {
            assert_eq!(item["moment"], calendar["moment"]);
        }
        states.push(text(&item["moment"]["state"]).to_owned());
    }
    let known = states.iter().take_while(|state| *state == "open").count();
    assert!(known > 0 && states[known..].iter().all(|state| state == "unknown"), "{states:?}");
}

//! `POST /api/v1/search`: nearest first, every facility once.

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
        (json!({}), "near"),
    ] {
        let reply = server.post(SEARCH, &body);
        assert_eq!(reply.status, 400, "{body}");
        assert_eq!(reply.json()["field"], field, "{body}");
    }
}

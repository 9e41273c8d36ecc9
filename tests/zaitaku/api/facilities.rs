//! `GET /api/v1/facilities` and one facility.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::server::{Server, list, number, text};

fn walk(server: &Server, filter: &str, limit: usize) -> (Vec<Value>, u64) {
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = server.get(&format!("/api/v1/facilities?limit={limit}{filter}{cursor}")).json();
        items.extend(list(&page["items"]).iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (items, page["total"].as_u64().unwrap()),
        }
    }
}

#[test]
fn paging_visits_everything_once_in_a_stable_order() {
    let server = Server::demo();
    let (items, total) = walk(&server, "", 13);
    let ids: Vec<&str> = items.iter().map(|item| text(&item["id"])).collect();
    assert_eq!(ids.len() as u64, total);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "some come twice");
    let status = server.get("/api/v1/status").json();
    assert_eq!(status["facilities"], total);
    let (again, _) = walk(&server, "", 500);
    assert_eq!(items, again, "the size of the page changes what is listed");
}

#[test]
fn every_listed_facility_can_be_opened_and_says_where_its_facts_come_from() {
    let server = Server::demo();
    let (items, _) = walk(&server, "", 500);
    let vocabulary = server.get("/api/v1/vocabulary").json();
    let known = |part: &str| -> BTreeSet<String> {
        list(&vocabulary[part]).iter().map(|entry| text(&entry["id"]).to_owned()).collect()
    };
    let (kinds, capabilities, sources) = (known("kinds"), known("capabilities"), known("sources"));
    for item in items {
        let facility = server.get(&format!("/api/v1/facilities/{}", text(&item["id"]))).json();
        for (name, value) in item.as_object().unwrap() {
            assert_eq!(&facility[name], value, "list and facility disagree on {name}");
        }
        assert!(kinds.contains(text(&facility["kind"])), "{facility}");
        for capability in list(&facility["capabilities"]) {
            assert!(capabilities.contains(text(&capability["id"])), "{capability}");
            assert!(matches!(text(&capability["answer"]), "yes" | "consult" | "no" | "unknown"), "{capability}");
            assert_eq!(text(&capability["as_of"]).len(), 10, "{capability}");
            assert!(sources.contains(text(&capability["source"])), "{capability}");
        }
        assert!(facility["provenance"].as_object().is_some_and(|fields| !fields.is_empty()), "{facility}");
    }
}

#[test]
fn an_unchanged_facility_is_not_sent_again() {
    let server = Server::demo();
    let (items, _) = walk(&server, "", 500);
    let path = format!("/api/v1/facilities/{}", text(&items[0]["id"]));
    let first = server.get(&path);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\"") && tag.ends_with('"'), "packed and plain answers share the tag: {tag}");
    let second = server.get_with(&path, "if-none-match", &tag);
    assert_eq!(second.status, 304);
    assert!(second.bytes.is_empty());
    assert_eq!(second.header("etag"), tag);
    for known in [tag.trim_start_matches("W/"), "*", &format!("\"other\", {tag}")] {
        assert_eq!(server.get_with(&path, "if-none-match", known).status, 304, "{known}");
    }
    assert_eq!(server.get_with(&path, "if-none-match", "\"other\"").status, 200);
    let english = server.get(&format!("{path}?lang=en"));
    assert_eq!(english.status, 200);
}

#[test]
fn a_box_holds_exactly_what_lies_in_it() {
    let server = Server::demo();
    let (all, _) = walk(&server, "", 500);
    let placed: Vec<&Value> = all.iter().filter(|item| item["lat"].is_number()).collect();
    let middle = |axis: &str| placed.iter().map(|item| number(&item[axis])).sum::<f64>() / placed.len() as f64;
    let (lat, lon) = (middle("lat"), middle("lon"));
    let (west, south, east, north) = (lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02);
    let (found, _) = walk(&server, &format!("&bbox={west},{south},{east},{north}"), 500);
    let inside = |item: &&&Value| {
        (south..=north).contains(&number(&item["lat"])) && (west..=east).contains(&number(&item["lon"]))
    };
    let expected: Vec<&str> = placed.iter().filter(inside).map(|item| text(&item["id"])).collect();
    let found: Vec<&str> = found.iter().map(|item| text(&item["id"])).collect();
    assert_eq!(found, expected);
}

#[test]
fn kinds_split_the_list_without_a_rest() {
    let server = Server::demo();
    let (_, total) = walk(&server, "", 500);
    let vocabulary = server.get("/api/v1/vocabulary").json();
    let of_kind = |kind: &Value| server.get(&format!("/api/v1/facilities?limit=1&kind={}", text(kind))).json();
    let sum: u64 = list(&vocabulary["kinds"]).iter().map(|kind| of_kind(&kind["id"])["total"].as_u64().unwrap()).sum();
    assert_eq!(sum, total);
}

#[test]
fn a_code_stands_for_everything_in_it() {
    let server = Server::demo();
    let (all, _) = walk(&server, "", 500);
    let facility = |item: &Value| server.get(&format!("/api/v1/facilities/{}", text(&item["id"]))).json();
    let code = text(&facility(&all[0])["municipality"]["code"]).to_owned();
    let total = |code: &str| {
        let reply = server.get(&format!("/api/v1/facilities?limit=1&municipality={code}"));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["total"].as_u64().unwrap()
    };
    let (municipality, prefecture) = (total(&code), total(&format!("{}000", &code[..2])));
    assert!(municipality > 0 && prefecture >= municipality, "{code}: {municipality} of {prefecture}");
    assert_eq!(total("01000"), 0);
    let wrong = server.get("/api/v1/facilities?municipality=99999");
    assert_eq!((wrong.status, wrong.json()["field"].as_str()), (400, Some("municipality")));
}

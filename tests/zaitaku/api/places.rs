//! `POST /api/v1/geocode` and `/api/v1/suggest`.

use serde_json::{Value, json};

use crate::server::{Server, list, number, text};

fn places(server: &Server, path: &str, body: &Value) -> Vec<Value> {
    let reply = server.post(path, body);
    assert_eq!(reply.status, 200, "{}", reply.text());
    list(&reply.json()["candidates"]).to_vec()
}

fn geocode(server: &Server, address: &str) -> Vec<Value> {
    places(server, "/api/v1/geocode", &json!({"address": address}))
}

#[test]
fn the_usual_spellings_of_an_address_are_one_place() {
    let server = Server::demo();
    let official = geocode(&server, "神奈川県横須賀市浦賀五丁目1-1");
    let first = &official[0];
    assert_eq!(first["municipality"]["code"], "14201", "{first}");
    assert!((number(&first["lat"]) - 35.23).abs() < 0.05 && (number(&first["lon"]) - 139.72).abs() < 0.05, "{first}");
    for spelling in ["横須賀市浦賀5-1-1", "神奈川県横須賀市浦賀５丁目１番１号", "横須賀市浦賀５－１－１"]
    {
        let other = geocode(&server, spelling);
        assert_eq!(other[0]["matched"], first["matched"], "{spelling}");
        assert_eq!(other[0]["lat"], first["lat"], "{spelling}");
    }
}

#[test]
fn candidates_are_ordered_and_complete() {
    let server = Server::demo();
    let found = geocode(&server, "府中市本町1-1");
    assert!(!found.is_empty());
    for pair in found.windows(2) {
        assert!(number(&pair[0]["score"]) >= number(&pair[1]["score"]), "{pair:?}");
    }
    for place in &found {
        assert!((0.0..=1.0).contains(&number(&place["score"])), "{place}");
        assert!(number(&place["accuracy_m"]) >= 0.0, "{place}");
        assert!(matches!(
            text(&place["level"]),
            "point" | "facility" | "block" | "town" | "municipality" | "prefecture"
        ));
        assert_ne!(text(&place["source"]), "", "{place}");
    }
}

#[test]
fn nonsense_has_no_place() {
    let server = Server::demo();
    for nonsense in ["qwertyuiop", "？？？", "", "　"] {
        assert_eq!(geocode(&server, nonsense), Vec::<Value>::new(), "{nonsense:?}");
    }
}

#[test]
fn suggestions_come_from_the_first_characters() {
    let server = Server::demo();
    for typed in ["横須賀市浦", "横須賀", "神奈川県横"] {
        let found = places(&server, "/api/v1/suggest", &json!({"text": typed}));
        assert!(found.iter().any(|place| text(&place["matched"]).contains("横須賀")), "{typed}: {found:?}");
    }
}

#[test]
fn bad_requests_name_their_field() {
    let server = Server::demo();
    for (path, body, field) in [
        ("/api/v1/geocode", json!({}), "address"),
        ("/api/v1/geocode", json!({"address": 5}), "address"),
        ("/api/v1/geocode", json!({"text": "横"}), "text"),
        ("/api/v1/geocode", json!({"address": "横".repeat(301)}), "address"),
        ("/api/v1/suggest", json!({"address": "横"}), "address"),
        ("/api/v1/suggest", json!({"text": "横".repeat(301)}), "text"),
    ] {
        let reply = server.post(path, &body);
        assert_eq!(reply.status, 400, "{path} {body}");
        assert_eq!(reply.json()["field"], field, "{path} {body}");
    }
}

#[test]
fn an_address_that_fits_several_places_is_not_guessed() {
    let server = Server::demo();
    for address in ["桜台3-1", "府中市", "愛知県名古屋市名駅1-1-4"] {
        let reply = server.post("/api/v1/matches", &json!({"origin": {"address": address}}));
        assert_eq!(reply.status, 400, "{address}: {}", reply.text());
        let problem = reply.json();
        assert_eq!(problem["field"], "origin.address");
        assert!(list(&problem["allowed"]).len() > 1, "{problem}");
    }
}

#[test]
fn where_no_list_was_imported_the_answer_says_so() {
    let server = Server::demo();
    // Chiba lies across the bay, within reach of the demonstration town but outside it.
    let answer = server.ask(&json!({"origin": {"address": "千葉県富津市金谷"}}));
    assert!(list(&answer["notices"]).iter().any(|notice| text(notice).contains("千葉県")), "{}", answer["notices"]);
    let answer = server.ask(&json!({"origin": {"address": "神奈川県横須賀市浦賀5丁目"}}));
    assert!(list(&answer["notices"]).is_empty(), "{}", answer["notices"]);
}

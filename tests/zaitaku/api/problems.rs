//! Bad input: every answer is a problem that names the field and what would have been right, and the server goes on.

use serde_json::{Value, json};

use crate::server::{Reply, Server, home, list, text};

const MATCHES: &str = "/api/v1/matches";

fn assert_problem(reply: &Reply, status: u16, field: Option<&str>) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let problem = reply.json();
    for name in ["type", "title", "detail"] {
        assert_ne!(text(&problem[name]), "", "no {name}: {problem}");
    }
    assert_eq!(problem["status"], status);
    assert_eq!(problem["field"].as_str(), field, "{problem}");
    problem
}

fn refuse(server: &Server, body: &Value, field: &str) -> Value {
    assert_problem(&server.post(MATCHES, body), 400, Some(field))
}

#[test]
fn questions_that_cannot_be_used_are_refused_by_field() {
    let server = Server::demo();
    let home = home(&server);
    let sea = json!({"lat": 34.5, "lon": 140.9});
    for (body, field) in [
        (json!({"origin": {"lat": 200.0, "lon": 139.7}}), "origin.lat"),
        (json!({"origin": {"lat": 35.0, "lon": 500.0}}), "origin.lon"),
        (json!({"origin": {"lat": 48.85, "lon": 2.35}}), "origin"),
        (json!({"origin": sea}), "origin"),
        (json!({"origin": {}}), "origin"),
        (json!({"origin": {"lat": 35.0}}), "origin"),
        (json!({"origin": {"address": "横須賀市浦賀5-1-1", "lat": 35.0, "lon": 139.7}}), "origin"),
        (json!({"origin": {"address": ""}}), "origin.address"),
        (json!({"origin": {"address": "qwertyuiop"}}), "origin.address"),
        (json!({"origin": {"address": "神奈川県"}}), "origin.address"),
        (json!({"origin": {"address": "横".repeat(301)}}), "origin.address"),
        (json!({"origin": home, "limit": 0}), "limit"),
        (json!({"origin": home, "limit": 101}), "limit"),
        (json!({"origin": home, "at": "tomorrow"}), "at"),
        (json!({"needs": []}), "origin"),
    ] {
        refuse(&server, &body, field);
    }
    still_answers(&server);
}

#[test]
fn names_that_do_not_exist_are_answered_with_those_that_do() {
    let server = Server::demo();
    let home = home(&server);
    for (body, field, allowed) in [
        (json!({"origin": home, "needs": ["home_oxygen", "teleportation"]}), "needs[1]", "home_oxygen"),
        (json!({"origin": home, "wishes": ["kindness"]}), "wishes[0]", "dementia"),
        // A need of another role: a pharmacy has no ventilator.
        (json!({"origin": home, "role": "pharmacy", "needs": ["ventilator_invasive"]}), "needs[0]", "tpn"),
        (json!({"origin": home, "role": "friend"}), "role", "attending"),
        (json!({"origin": home, "lang": "fr"}), "lang", "easy"),
        (json!({"origin": home, "colour": "blue"}), "colour", "needs"),
        (json!({"origin": {"adress": "横須賀市"}}), "origin.adress", "address"),
    ] {
        let problem = refuse(&server, &body, field);
        assert!(list(&problem["allowed"]).iter().any(|name| name == allowed), "{problem}");
    }
    still_answers(&server);
}

#[test]
fn bodies_that_are_no_questions_are_refused_whole() {
    let server = Server::demo();
    let json = "application/json";
    assert_problem(&server.post_raw(MATCHES, json, br#"{"origin": {"lat": 35.2, "#.to_vec()), 400, None);
    assert_problem(&server.post_raw(MATCHES, json, Vec::new()), 400, None);
    assert_problem(&server.post_raw(MATCHES, json, b"{} {}".to_vec()), 400, Some("origin"));
    assert_problem(&server.post_raw(MATCHES, json, vec![0xff, 0xfe, 0x00]), 400, None);
    assert_problem(&server.post_raw(MATCHES, "text/plain", b"{}".to_vec()), 415, None);
    assert_problem(&server.post_raw(MATCHES, "", b"{}".to_vec()), 415, None);
    let large = format!("{{\"origin\":{{\"address\":\"{}\"}}}}", "a".repeat(100_000));
    assert_problem(&server.post_raw(MATCHES, json, large.into_bytes()), 413, None);
    let nested = format!("{{\"origin\":{}", "[".repeat(20_000));
    let reply = server.post_raw(MATCHES, json, nested.into_bytes());
    assert_eq!(reply.status, 400, "{}", reply.text());
    still_answers(&server);
}

#[test]
fn wrong_types_are_named_by_path() {
    let server = Server::demo();
    let home = home(&server);
    refuse(&server, &json!({"origin": {"lat": "north", "lon": 139.7}}), "origin.lat");
    refuse(&server, &json!({"origin": home, "needs": "tpn"}), "needs");
    refuse(&server, &json!({"origin": home, "team": "yes"}), "team");
    refuse(&server, &json!({"origin": home, "limit": -1}), "limit");
}

#[test]
fn what_was_typed_is_not_repeated_in_the_problem() {
    let server = Server::demo();
    for body in [
        json!({"origin": {"address": "ひみつの住所"}}),
        json!({"origin": {"lat": "ひみつの緯度", "lon": 1}}),
        json!({"origin": {"address": 12345.678}}),
        json!({"origin": {"address": "横須賀市"}, "role": "ひみつの役割"}),
        json!({"origin": {"lat": "expected ひみつの緯度", "lon": 1}}),
        json!({"origin": {"lat": "x, expected ひみつの緯度 at line 1", "lon": 1}}),
    ] {
        let text = server.post(MATCHES, &body).text();
        assert!(!text.contains("ひみつ") && !text.contains("12345.678"), "{text}");
    }
}

#[test]
fn query_parameters_are_refused_by_name() {
    let server = Server::demo();
    for (path, field) in [
        ("/api/v1/facilities?colour=blue", "colour"),
        ("/api/v1/facilities?kind=castle", "kind[0]"),
        ("/api/v1/facilities?capability=magic", "capability[0]"),
        ("/api/v1/facilities?bbox=1,2,3", "bbox"),
        ("/api/v1/facilities?bbox=140,35,139,36", "bbox"),
        ("/api/v1/facilities?bbox=a,b,c,d", "bbox"),
        ("/api/v1/facilities?limit=0", "limit"),
        ("/api/v1/facilities?limit=many", "limit"),
        ("/api/v1/facilities?cursor=nowhere", "cursor"),
        ("/api/v1/facilities?open_at=noon", "open_at"),
        ("/api/v1/facilities?municipality=yokosuka", "municipality"),
        ("/api/v1/facilities?limit=1&limit=2", "limit"),
    ] {
        let reply = server.get(path);
        assert_problem(&reply, 400, Some(field));
    }
}

#[test]
fn paths_and_methods_that_do_not_exist_are_problems_too() {
    let server = Server::demo();
    assert_problem(&server.get("/api/v1/facilities/no-such-id"), 404, None);
    assert_problem(&server.get("/no/such/page"), 404, None);
    assert_problem(&server.get("/tiles/nothing"), 404, None);
    assert_problem(&server.get(MATCHES), 405, None);
    let reply = server.send(server.request(reqwest::Method::DELETE, "/api/v1/vocabulary"));
    assert_problem(&reply, 405, None);
}

#[test]
fn paths_that_are_no_text_are_problems_too() {
    let server = Server::demo();
    for path in [
        "/api/v1/facilities/%ff",
        "/facilities/%ff",
        "/tiles/%ff",
        "/tiles/%ff/0/0/0",
        "/tiles/base/0/0/%ff",
        "/styles/%ff",
        "/fonts/%ff/0-255.pbf",
    ] {
        assert_problem(&server.get(path), 400, None);
    }
}

#[test]
fn a_name_in_a_path_is_not_repeated() {
    let server = Server::demo();
    for path in ["/tiles/secret", "/tiles/secret/0/0/0", "/fonts/secret/0-255.pbf", "/api/v1/facilities/secret"] {
        let reply = server.get(path);
        assert_problem(&reply, 404, None);
        assert!(!reply.text().contains("secret"), "{}", reply.text());
    }
}

#[test]
fn parameters_are_refused_where_none_is_known() {
    let server = Server::demo();
    let refused = |reply: &Reply| {
        let problem = assert_problem(reply, 400, Some("colour"));
        assert_eq!(problem["allowed"], json!([]), "{problem}");
        assert!(text(&problem["type"]).ends_with("#unknown-field"), "{problem}");
        assert!(!problem.to_string().contains("secret"), "{problem}");
    };
    for path in ["/api/v1/status", "/api/v1/openapi.json", "/tiles", "/tiles/facilities", "/fonts/Any/0-255.pbf"] {
        refused(&server.get(&format!("{path}?colour=secret")));
    }
    for path in [MATCHES, "/api/v1/search", "/api/v1/geocode", "/api/v1/suggest"] {
        refused(&server.post(&format!("{path}?colour=secret"), &json!({})));
    }
    assert_problem(&server.get(&format!("{MATCHES}?colour=secret")), 405, None);
}

#[test]
fn a_media_type_is_the_same_in_capitals() {
    let server = Server::demo();
    let body = json!({"text": "横須賀"}).to_string().into_bytes();
    let reply = server.post_raw("/api/v1/suggest", "Application/JSON; Charset=UTF-8", body);
    assert_eq!(reply.status, 200, "{}", reply.text());
}

fn still_answers(server: &Server) {
    assert_eq!(server.get("/readyz").status, 200);
    server.ask(&json!({"origin": home(server)}));
}

//! The page and the headers that protect it.

use reqwest::Method;
use serde_json::json;

use crate::server::{Reply, Server, home, list, text};

fn assert_protected(path: &str, reply: &Reply) {
    let policy = reply.header("content-security-policy");
    for rule in
        ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"]
    {
        assert!(policy.contains(rule), "{path} lacks {rule}: {policy:?}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
    assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
    assert_eq!(reply.header("x-frame-options"), "DENY", "{path}");
    assert_eq!(reply.header("set-cookie"), "", "{path} sets a cookie");
}

#[test]
fn every_answer_carries_the_content_policy() {
    let server = Server::demo();
    let id = text(&server.get("/api/v1/facilities?limit=1").json()["items"][0]["id"]).to_owned();
    for path in [
        "/",
        "/api/docs",
        "/docs/index.html",
        "/api/v1/openapi.json",
        "/api/v1/vocabulary",
        "/api/v1/status",
        "/healthz",
        "/readyz",
        "/metrics",
        "/tiles",
        "/tiles/facilities",
        "/styles/light.json",
        "/no/such/page",
        "/api/v1/facilities?colour=blue",
        &format!("/api/v1/facilities/{id}"),
        &format!("/facilities/{id}"),
    ] {
        assert_protected(path, &server.get(path));
    }
    assert_protected("matches", &server.post("/api/v1/matches", &json!({"origin": home(&server)})));
    assert_protected("half a body", &server.post_raw("/api/v1/matches", "application/json", b"{".to_vec()));
    assert_protected("method", &server.send(server.request(Method::PUT, "/api/v1/vocabulary")));
}

#[test]
fn answers_about_a_home_are_not_kept_by_anybody() {
    let server = Server::demo();
    let error = server.post("/api/v1/matches", &json!({"origin": {"address": "どこか"}}));
    assert_eq!(error.header("cache-control"), "no-store");
    let home = home(&server);
    for (path, body) in [
        ("/api/v1/matches", json!({"origin": home})),
        ("/api/v1/search", json!({"near": home})),
        ("/api/v1/geocode", json!({"address": "横須賀市浦賀5-1-1"})),
        ("/api/v1/suggest", json!({"text": "横須賀"})),
    ] {
        let reply = server.post(path, &body);
        assert_eq!((reply.status, reply.header("cache-control")), (200, "no-store"), "{path}");
    }
}

#[test]
fn the_page_is_read_and_nothing_else() {
    let server = Server::demo();
    for path in ["/index.html", "/docs/index.html", "/"] {
        assert_eq!(server.send(server.request(Method::HEAD, path)).status, 200, "{path}");
        for method in [Method::POST, Method::PUT, Method::DELETE] {
            let reply = server.send(server.request(method, path));
            assert_eq!((reply.status, reply.header("content-type")), (405, "application/problem+json"), "{path}");
            assert!(reply.header("allow").contains("GET"), "{path}: {}", reply.header("allow"));
        }
    }
    let reply = server.send(server.request(Method::POST, "/no/such/page"));
    assert_eq!(reply.status, 404);
}

#[test]
fn the_page_asks_nobody_but_this_server() {
    let server = Server::demo();
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"), "{}", page.header("content-type"));
    let html = page.text();
    assert!(!html.contains("zaitaku-page-missing"), "the page is not built; run `make web`");
    for attribute in ["src=\"http", "href=\"http", "src=\"//", "href=\"//"] {
        assert!(!html.contains(attribute), "the page asks another host: {attribute}");
    }
    let mut links = 0;
    for part in html.split(['"', '\'']).filter(|part| part.starts_with('/') && part.len() > 1) {
        let asset = server.get(&part.replace("&amp;", "&"));
        assert_eq!(asset.status, 200, "{part}");
        if part.starts_with("/assets/") {
            links += 1;
            assert!(asset.header("cache-control").contains("immutable"), "{part}");
        }
    }
    assert!(links >= 2, "a script and a style were expected in {html}");
    let tag = page.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    for known in [&tag, tag.trim_start_matches("W/"), "*", &format!("\"x\", {tag}")] {
        assert_eq!(server.get_with("/", "if-none-match", known).status, 304, "{known}");
    }
}

#[test]
fn a_facility_has_a_page_of_its_own() {
    let server = Server::demo();
    let page = server.get("/api/v1/facilities?limit=1").json();
    for facility in list(&page["items"]) {
        let reply = server.get(&format!("/facilities/{}", text(&facility["id"])));
        assert_eq!(reply.status, 200);
        assert!(reply.header("content-type").starts_with("text/html"));
    }
}

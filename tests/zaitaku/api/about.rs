//! Vocabulary, status, health and counters.

use serde_json::Value;

use crate::server::{Server, home, list, text};

#[test]
fn the_server_says_that_it_lives_and_answers() {
    let server = Server::demo();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
    let status = server.get("/api/v1/status").json();
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(status["demo"], true);
    assert!(status["facilities"].as_u64().unwrap() > 0);
    assert!(list(&status["sources"]).iter().any(|source| source["id"] == "demo"), "{status}");
}

/// What a phone loads before it can ask anything: one language, and only names and explanations.
#[test]
fn the_words_can_be_had_in_one_language() {
    let server = Server::demo();
    let full = server.get("/api/v1/vocabulary").json();
    for lang in ["ja", "en", "easy"] {
        let reply = server.get(&format!("/api/v1/vocabulary?lang={lang}&detail=labels"));
        let brief = reply.json();
        for part in ["kinds", "groups", "capabilities", "needs", "roles", "sources"] {
            assert_eq!(list(&brief[part]).len(), list(&full[part]).len(), "{part}");
            for (told, all) in list(&brief[part]).iter().zip(list(&full[part])) {
                assert_eq!(told["id"], all["id"]);
                assert_eq!(told["label"], serde_json::json!({ lang: all["label"][lang] }), "{part}");
            }
        }
        assert!(list(&brief["needs"]).iter().all(|need| need["asks"] == serde_json::json!([])));
        assert!(reply.text().len() * 3 < server.get("/api/v1/vocabulary").text().len(), "{lang} is hardly shorter");
    }
    let refused = server.get("/api/v1/vocabulary?lang=fr");
    assert_eq!((refused.status, &refused.json()["field"]), (400, &serde_json::json!("lang")));
    assert_eq!(server.get("/api/v1/vocabulary?detail=all").json()["allowed"], serde_json::json!(["full", "labels"]));
    assert_eq!(server.get("/api/v1/vocabulary?colour=red").status, 400);
}

#[test]
fn every_word_is_there_in_three_languages() {
    let server = Server::demo();
    let vocabulary = server.get("/api/v1/vocabulary").json();
    for part in ["kinds", "groups", "capabilities", "needs", "roles", "sources"] {
        assert!(!list(&vocabulary[part]).is_empty(), "{part} is empty");
        for entry in list(&vocabulary[part]) {
            assert_ne!(text(&entry["id"]), "", "{entry}");
            for words in ["label", "explanation"].iter().map(|name| &entry[*name]).filter(|words| words.is_object()) {
                for lang in ["ja", "en", "easy"] {
                    assert_ne!(text(&words[lang]).trim(), "", "{part} {} has no {lang}", entry["id"]);
                }
            }
        }
    }
    let id = |entry: &Value| text(&entry["id"]).to_owned();
    let kinds: Vec<String> = list(&vocabulary["kinds"]).iter().map(id).collect();
    // The kinds are a contract with programs outside.
    let contract = [
        "clinic",
        "hospital",
        "dental_clinic",
        "maternity_home",
        "pharmacy",
        "nursing_station",
        "care_manager_office",
        "community_support_center",
        "home_help",
        "bathing_service",
        "home_rehab",
        "day_care",
        "day_rehab",
        "short_stay",
        "medical_short_stay",
        "multifunctional",
        "visit_24h",
        "group_home",
        "residential",
        "nursing_home",
        "health_facility",
        "integrated_facility",
        "equipment",
        "salon",
    ];
    assert_eq!(kinds, contract);
    for role in list(&vocabulary["roles"]) {
        assert!(list(&role["kinds"]).iter().all(|kind| kinds.iter().any(|known| known == text(kind))), "{role}");
    }
}

#[test]
fn counters_know_patterns_and_nothing_else() {
    let server = Server::own_demo(&[]);
    server.ask(&serde_json::json!({"origin": home(&server)}));
    let id = text(&server.get("/api/v1/facilities?limit=1").json()["items"][0]["id"]).to_owned();
    server.get(&format!("/api/v1/facilities/{id}"));
    server.get("/somewhere/else?address=secret");
    for invented in ["BREW", "SECRET"] {
        server.send(server.request(reqwest::Method::from_bytes(invented.as_bytes()).unwrap(), "/somewhere"));
    }
    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").starts_with("text/plain"), "{}", metrics.header("content-type"));
    let metrics = metrics.text();
    let counter =
        "zaitaku_http_request_duration_seconds_count{route=\"/api/v1/matches\",method=\"POST\",status=\"200\"} 1";
    assert!(metrics.contains(counter), "{metrics}");
    assert!(metrics.contains("route=\"/api/v1/facilities/{id}\""), "{metrics}");
    assert!(!metrics.contains(&id) && !metrics.contains("secret"), "{metrics}");
    assert!(!metrics.contains("BREW") && !metrics.contains("SECRET"), "{metrics}");
    assert!(metrics.contains("method=\"OTHER\",status=\"404\"} 2"), "{metrics}");
    let facilities = server.get("/api/v1/status").json()["facilities"].to_string();
    assert!(metrics.lines().any(|line| line == format!("zaitaku_facilities {facilities}")), "{metrics}");
}

//! When: the hours of the asker, the calendar that a search asks, what a facility's calendars say about a moment.

use serde_json::{Value, json};

use crate::server::{Server, home, list, text};

/// Tuesday, 1 December 2026.
const MOMENT: &str = "2026-12-01T13:00:00+09:00";

fn find(server: &Server, extra: &[(&str, Value)]) -> Value {
    let mut question = json!({"origin": home(server), "at": MOMENT, "limit": 20});
    for (name, value) in extra {
        question[name] = value.clone();
    }
    let reply = server.post("/api/v1/matches", &question);
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn the_contact_hours_in_common_with_mine_lie_in_both() {
    let server = Server::demo();
    let answer = find(&server, &[("my_hours", json!("平日 13時-17時"))]);
    let mut in_common = 0;
    for candidate in list(&answer["candidates"]) {
        let contact = &candidate["contact"];
        let id = text(&candidate["facility"]["id"]);
        for stretch in list(&contact["overlap"]) {
            in_common += 1;
            let from = text(&stretch["from"]);
            // Where nobody said when it ends only its beginning is in common for sure.
            let to = stretch["to"].as_str().unwrap_or("2026-12-07T17:00:00+09:00");
            assert!((MOMENT..="2026-12-07T17:00:00+09:00").contains(&from) && from < to, "{stretch}");
            assert!("13:00" <= &from[11..16] && &to[11..16] <= "17:00", "beyond my hours: {stretch}");
            let path = format!("/api/v1/facilities/{id}?at={}", from.replace('+', "%2B"));
            let facility = server.get(&path).json();
            assert_eq!(facility["hours"]["contact"]["moment"]["state"], "open", "{facility}");
        }
        let first = list(&contact["overlap"]).first().map(|stretch| &stretch["from"]);
        if let Some(first) = first {
            assert_eq!(&contact["next_in_my_hours"], first, "{contact}");
        }
        assert_ne!(text(&contact["text"]), "", "{contact}");
    }
    assert!(in_common > 10, "only {in_common} stretches");

    let without = find(&server, &[]);
    for candidate in list(&without["candidates"]) {
        let contact = &candidate["contact"];
        for name in ["overlap", "overlap_unknown", "next_in_my_hours"] {
            assert!(contact[name].is_null(), "nobody asked: {contact}");
        }
    }
    // My hours change what is told, not who comes first.
    let ids = |answer: &Value| -> Vec<String> {
        list(&answer["candidates"]).iter().map(|one| text(&one["facility"]["id"]).to_owned()).collect()
    };
    assert_eq!(ids(&answer), ids(&without));
}

#[test]
fn hours_that_cannot_be_read_are_named_with_an_example_and_not_repeated() {
    let server = Server::demo();
    for hours in ["浦賀の母のところ", "13時-17時", ""] {
        let reply = server.post("/api/v1/matches", &json!({"origin": home(&server), "my_hours": hours}));
        assert_eq!(reply.status, 400, "{}", reply.text());
        assert_eq!(reply.json()["field"], "my_hours");
        assert!(reply.text().contains("平日 13時-17時") && !reply.text().contains("浦賀"), "{}", reply.text());
    }
}

#[test]
fn a_search_asks_the_calendar_that_it_names() {
    let server = Server::demo();
    let all = server.get("/api/v1/facilities?limit=500&kind=clinic").json();
    let moment = MOMENT.replace('+', "%2B");
    let mut totals = Vec::new();
    for calendar in ["consultation", "contact", "visiting"] {
        let path = format!("/api/v1/facilities?limit=500&kind=clinic&open_at={moment}&calendar={calendar}");
        let open = server.get(&path).json();
        let ids: Vec<&str> = list(&open["items"]).iter().map(|item| text(&item["id"])).collect();
        for item in list(&all["items"]) {
            let id = text(&item["id"]);
            let facility = server.get(&format!("/api/v1/facilities/{id}?at={moment}")).json();
            let state = &facility["hours"][calendar]["moment"]["state"];
            assert_eq!(ids.contains(&id), state == "open", "{calendar} of {id}: {state}");
        }
        let near = json!({"near": home(&server), "radius_m": 200_000, "kind": ["clinic"], "open_at": MOMENT,
            "calendar": calendar, "limit": 500});
        assert_eq!(server.post("/api/v1/search", &near).json()["total"], open["total"], "{calendar}");
        totals.push(ids.len());
    }
    assert!(totals.windows(2).any(|pair| pair[0] != pair[1]), "the three calendars cannot be told apart: {totals:?}");
    let default = server.get(&format!("/api/v1/facilities?limit=1&kind=clinic&open_at={moment}")).json();
    assert_eq!(default["total"], totals[0]);
    for (path, field) in [("calendar=castle", "calendar"), ("calendar=Contact", "calendar")] {
        let reply = server.get(&format!("/api/v1/facilities?{path}"));
        assert_eq!((reply.status, reply.json()["field"].as_str()), (400, Some(field)));
        assert_eq!(reply.json()["allowed"], json!(["consultation", "contact", "visiting"]));
    }
}

#[test]
fn a_facility_speaks_of_a_moment_only_when_it_is_asked_about_one() {
    let server = Server::demo();
    let answer = find(&server, &[]);
    let candidate = &answer["candidates"][0];
    let path = format!("/api/v1/facilities/{}", text(&candidate["facility"]["id"]));
    let facility = server.get(&path).json();
    assert!(facility["hours"]["contact"]["moment"].is_null(), "{facility}");
    let asked = server.get(&format!("{path}?at={}", MOMENT.replace('+', "%2B"))).json();
    let (moment, contact) = (&asked["hours"]["contact"]["moment"], &candidate["contact"]);
    assert_eq!(moment["at"], MOMENT);
    assert_eq!((moment["state"] == "open", &moment["next"]), (contact["open_at"] == true, &contact["next"]));
    assert_eq!(moment["until"], contact["until"]);
    let now = server.get(&format!("{path}?at=now")).json();
    assert!(text(&now["hours"]["contact"]["moment"]["at"]).ends_with(":00+09:00"), "{now}");
    let wrong = server.get(&format!("{path}?at=noon"));
    assert_eq!((wrong.status, wrong.json()["field"].as_str()), (400, Some("at")));
}

#[test]
fn a_service_has_a_calendar_of_its_days() {
    let server = Server::demo();
    let all = server.get("/api/v1/facilities?limit=500&kind=day_care,nursing_station,home_help").json();
    let mut calendars = 0;
    for item in list(&all["items"]) {
        let facility = server.get(&format!("/api/v1/facilities/{}?at=now", text(&item["id"]))).json();
        for service in list(&facility["services"]).iter().filter(|service| service["calendar"].is_object()) {
            calendars += 1;
            let calendar = &service["calendar"];
            assert_ne!(calendar["moment"]["state"], "open", "nobody said at what time: {service}");
            let states: Vec<&str> = list(&calendar["week"]).iter().map(|day| text(&day["state"])).collect();
            let weekdays = text(&service["days"]).contains("平日");
            assert_eq!(states.iter().take(5).all(|state| *state == "unknown"), weekdays, "{service}");
        }
    }
    assert!(calendars > 0, "no service of the demonstration town has days");
}

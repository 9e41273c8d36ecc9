//! The team of `POST /api/v1/matches`: kept, swapped and left-out members, the week, gaps, and what is refused.

use serde_json::{Value, json};

use crate::server::{Server, home, list, number, text};

const AT: &str = "2026-12-01T13:00:00+09:00";
const ROLES: [&str; 6] = ["alternate", "nursing", "pharmacy", "dental", "care_manager", "backup_hospital"];

fn ask(server: &Server, with: &Value) -> Value {
    let needs = ["terminal_cancer", "tpn", "home_death_care"];
    server.ask(&json!({"origin": home(server), "needs": needs, "at": AT, "team_with": with}))["team"].clone()
}

fn member<'a>(team: &'a Value, role: &str) -> &'a Value {
    list(&team["members"]).iter().find(|member| member["role"] == role).unwrap_or(&Value::Null)
}

fn id<'a>(team: &'a Value, role: &str) -> &'a str {
    text(&member(team, role)["facility"]["id"])
}

fn refused(server: &Server, with: &Value, field: &str) -> Value {
    let reply = server.post("/api/v1/matches", &json!({"origin": home(server), "team_with": with}));
    assert_eq!(reply.status, 400, "{with} was answered with {}", reply.text());
    let problem = reply.json();
    assert_eq!(problem["field"], field, "{problem}");
    assert_ne!(text(&problem["detail"]), "");
    problem
}

/// What holds for every team.
fn assert_team(team: &Value) {
    let mut seen: Vec<&str> = list(&team["members"]).iter().map(|member| text(&member["facility"]["id"])).collect();
    seen.extend(team["attending"]["facility"]["id"].as_str());
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count, "nobody sits in two places: {team}");
    for role in ROLES {
        let named = |part: &Value| list(part).iter().any(|entry| entry["role"] == role);
        assert!(named(&team["members"]) || named(&team["gaps"]), "{role} is missing: {team}");
    }
    for cover in [&team["cover"], &team["cover_with_alternates"]] {
        let minutes = ["covered_min", "open_min", "unknown_min"].map(|field| number(&cover[field]));
        assert_eq!(minutes.iter().sum::<f64>(), 7.0 * 24.0 * 60.0, "{cover}");
        let letters: String = list(&cover["days"]).iter().map(|day| text(&day["slots"])).collect();
        assert_eq!(letters.len(), 336);
        assert_eq!(letters.matches('o').count() as f64 * 30.0, minutes[1], "{cover}");
    }
    let alone = number(&team["cover"]["covered_min"]);
    assert!(number(&team["cover_with_alternates"]["covered_min"]) >= alone);
    for gap in list(&team["gaps"]) {
        assert_ne!(text(&gap["detail"]), "", "{gap}");
        for way in list(&gap["ways_out"]) {
            assert_ne!(text(&way["text"]), "", "{gap}");
        }
    }
    assert_eq!(list(&team["calls"]).len(), count, "everybody is phoned: {team}");
    let next: Vec<&Value> = list(&team["calls"]).iter().map(|call| &call["next"]).collect();
    for pair in next.windows(2) {
        let in_order = pair[1].is_null() || !pair[0].is_null() && text(pair[0]) <= text(pair[1]);
        assert!(in_order, "{next:?}");
    }
}

#[test]
fn a_team_is_whole_and_tells_how_it_stands() {
    let server = Server::demo();
    let team = ask(&server, &json!({}));
    assert_team(&team);
    for member in list(&team["members"]) {
        assert!(number(&member["straight_line_m"]) <= 16_000.0 && member["locked"] == false, "{member}");
        assert!(list(&member["others"]).len() <= 4 && member["contact"].is_object(), "{member}");
        for other in list(&member["others"]) {
            assert_ne!(text(&other["why_not"]), "", "{other}");
        }
    }
    assert_eq!(number(&team["objective"]["roles_empty"]), 0.0);
}

#[test]
fn a_locked_member_stays_and_the_rest_is_solved_again() {
    let server = Server::demo();
    let before = ask(&server, &json!({}));
    for role in ROLES {
        let other = &list(&member(&before, role)["others"])[0];
        let team = ask(&server, &json!({"locked": [{"role": role, "facility": other["id"]}]}));
        assert_team(&team);
        assert_eq!(id(&team, role), text(&other["id"]), "{role}");
        assert_eq!(member(&team, role)["locked"], true);
        assert_eq!(team["attending"]["facility"]["id"], before["attending"]["facility"]["id"]);
    }
}

#[test]
fn an_excluded_member_is_named_nowhere_and_the_next_one_comes() {
    let server = Server::demo();
    let before = ask(&server, &json!({}));
    let all: Vec<&str> =
        ROLES.iter().map(|role| id(&before, role)).chain([text(&before["attending"]["facility"]["id"])]).collect();
    let team = ask(&server, &json!({"excluded": all}));
    assert_team(&team);
    for gone in all {
        assert!(!team.to_string().contains(&format!("\"{gone}\"")), "{gone} is still named: {team}");
    }
}

#[test]
fn the_team_stands_around_the_attending_institution_that_was_fixed() {
    let server = Server::demo();
    let answer = server.ask(&json!({"origin": home(&server), "at": AT, "limit": 60, "team": true}));
    let candidates = list(&answer["candidates"]);
    assert_eq!(answer["team"]["attending"]["facility"]["id"], candidates[0]["facility"]["id"]);
    for candidate in candidates.iter().skip(1).step_by(9) {
        let fixed = &candidate["facility"]["id"];
        let team = ask(&server, &json!({"attending": fixed}));
        assert_team(&team);
        assert_eq!(&team["attending"]["facility"]["id"], fixed);
        assert_eq!(team["attending"]["locked"], true);
    }
}

#[test]
fn a_locked_pharmacy_that_says_no_stays_and_its_lack_is_a_gap_with_a_way_out() {
    let server = Server::demo();
    let pharmacies = server.ask(&json!({"origin": home(&server), "role": "pharmacy", "needs": ["tpn"], "at": AT}));
    let no = &pharmacies["near_misses"][0]["facility"]["id"];
    let team = ask(&server, &json!({"locked": [{"role": "pharmacy", "facility": no}]}));
    assert_team(&team);
    assert_eq!(id(&team, "pharmacy"), text(no));
    assert!(number(&team["objective"]["needs_unmet"]) >= 1.0);
    let gap = list(&team["gaps"]).iter().find(|gap| gap["role"] == "pharmacy" && gap["need"] == "tpn").unwrap();
    assert_eq!(gap["ways_out"][0]["sort"], "instead", "{gap}");
}

#[test]
fn a_doctor_who_was_asked_for_as_second_stays_second() {
    let server = Server::demo();
    for role in ROLES {
        let answer = server.ask(&json!({"origin": home(&server), "role": role, "at": AT, "team": true}));
        let (team, first) = (&answer["team"], &answer["candidates"][0]["facility"]["id"]);
        assert_eq!(&team["asked"]["facility"]["id"], first, "{role}: {team}");
        assert!(list(&team["members"]).iter().all(|member| &member["facility"]["id"] != first), "{role}: {team}");
        assert_ne!(&team["attending"]["facility"]["id"], first, "{role}");
        assert!(list(&team["calls"]).iter().any(|call| &call["facility"] == first), "{role}: {team}");
    }
}

#[test]
fn what_cannot_be_kept_is_refused_by_field() {
    let server = Server::demo();
    let team = ask(&server, &json!({}));
    let (nurse, pharmacy) = (id(&team, "nursing"), id(&team, "pharmacy"));
    let doctor = text(&team["attending"]["facility"]["id"]);
    let lock = |role: &str, facility: &str| json!({"role": role, "facility": facility});
    refused(&server, &json!({"attending": "n-0"}), "team_with.attending");
    refused(&server, &json!({"attending": nurse}), "team_with.attending");
    refused(&server, &json!({"locked": [lock("nursing", "n-0")]}), "team_with.locked[0].facility");
    refused(&server, &json!({"locked": [lock("nursing", pharmacy)]}), "team_with.locked[0].facility");
    let roles = refused(&server, &json!({"locked": [lock("attending", doctor)]}), "team_with.locked[0].role");
    assert_eq!(list(&roles["allowed"]).len(), 6);
    let other = &list(&member(&team, "nursing")["others"])[0]["id"];
    refused(
        &server,
        &json!({"locked": [lock("nursing", nurse), lock("nursing", text(other))]}),
        "team_with.locked[1].role",
    );
    refused(
        &server,
        &json!({"attending": doctor, "locked": [lock("alternate", doctor)]}),
        "team_with.locked[0].facility",
    );
    refused(&server, &json!({"excluded": ["n-0"]}), "team_with.excluded[0]");
    refused(&server, &json!({"locked": [lock("nursing", nurse)], "excluded": [nurse]}), "team_with.excluded[0]");
    refused(&server, &json!({"attending": doctor, "excluded": [doctor]}), "team_with.excluded[0]");
    refused(&server, &json!({"locks": []}), "team_with.locks");
}

#[test]
fn far_from_everybody_every_place_is_a_gap() {
    let server = Server::demo();
    // 小笠原 父島: the demonstration town is a thousand kilometres away.
    let answer = server.ask(&json!({"origin": {"lat": 27.0945, "lon": 142.1918}, "at": AT, "team": true}));
    let team = &answer["team"];
    assert!(team["attending"].is_null() && team["cover"].is_null() && list(&team["members"]).is_empty(), "{team}");
    assert_eq!(list(&team["gaps"]).len(), 7);
    assert!(list(&team["calls"]).is_empty());
}

#[test]
fn a_team_is_told_in_three_languages_with_the_same_members() {
    let server = Server::demo();
    let team = |lang: &str| {
        let answer =
            server.ask(&json!({"origin": home(&server), "needs": ["tpn"], "at": AT, "team": true, "lang": lang}));
        let of = |member: &Value| (member["role"].clone(), member["facility"]["id"].clone());
        let why = list(&answer["team"]["members"]).iter().map(|member| member["why"].to_string()).collect::<String>();
        (list(&answer["team"]["members"]).iter().map(of).collect::<Vec<_>>(), why)
    };
    let (ja, en, easy) = (team("ja"), team("en"), team("easy"));
    assert!(ja.0 == en.0 && ja.0 == easy.0);
    assert!(ja.1 != en.1 && ja.1 != easy.1);
    assert!(en.1.contains("in a straight line"), "{}", en.1);
}

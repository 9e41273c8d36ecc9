//! `POST /api/v1/matches`: the contract of `docs/api.md`.

use serde_json::{Value, json};

use crate::server::{Server, home, list, number, text};

/// What holds for every answer, whatever was asked.
pub(crate) fn assert_contract(answer: &Value) {
    let candidates = list(&answer["candidates"]);
    for (rank, candidate) in (1u64..).zip(candidates) {
        assert_eq!(candidate["rank"], rank);
        assert!(candidate["facility"]["id"].is_string(), "{candidate}");
        assert!(number(&candidate["straight_line_m"]) <= 16_000.0, "beyond the line: {candidate}");
        assert_eq!(candidate["within_16km"], true, "{candidate}");
        for requirement in list(&candidate["requirements"]) {
            assert_ne!(requirement["state"], "unmet", "a candidate lacks a need: {candidate}");
        }
    }
    for near_miss in list(&answer["near_misses"]) {
        let unmet = |requirement: &&Value| requirement["state"] == "unmet";
        assert!(list(&near_miss["requirements"]).iter().any(|r| unmet(&r)), "a near miss lacks nothing: {near_miss}");
    }
    for candidate in candidates.iter().chain(list(&answer["near_misses"])) {
        for requirement in list(&candidate["requirements"]).iter().chain(list(&candidate["wishes"])) {
            assert_requirement(requirement);
        }
        let sum: f64 =
            list(&candidate["terms"]).iter().map(|term| number(&term["weight"]) * number(&term["value"])).sum();
        assert!((sum - number(&candidate["score"])).abs() < 1e-12, "the terms do not add up: {candidate}");
        for term in list(&candidate["terms"]) {
            assert!((0.0..=1.0).contains(&number(&term["value"])), "{term}");
            assert_eq!(term["weight"], answer["policy"]["weights"][text(&term["term"])], "{term}");
            assert_ne!(text(&term["reason"]), "", "a term without a reason: {term}");
        }
    }
    assert_order(candidates);
    assert_evidence(&answer["evidence"]);
}

fn assert_requirement(requirement: &Value) {
    let (state, answer) = (text(&requirement["state"]), text(&requirement["answer"]));
    let fits = match state {
        "met" => answer == "yes",
        "ask" => matches!(answer, "yes" | "consult" | "unknown"),
        "unmet" => answer == "no",
        _ => false,
    };
    assert!(fits, "{state} does not follow from {answer}: {requirement}");
    assert_ne!(text(&requirement["reason"]), "", "no reason: {requirement}");
    if answer != "unknown" {
        assert_eq!(text(&requirement["as_of"]).len(), 10, "an answer without a date: {requirement}");
        assert_ne!(text(&requirement["source"]), "", "an answer without a source: {requirement}");
    }
}

/// Those beyond water and a long way last; needs to ask about ascending, then score descending, then the lot of the day ascending.
fn assert_order(candidates: &[Value]) {
    let key = |candidate: &Value| {
        let asks = list(&candidate["requirements"]).iter().filter(|r| r["state"] == "ask").count();
        let far = candidate["counted_m"].as_f64().is_none_or(|metres| metres > 16_000.0);
        ((far, asks), number(&candidate["score"]), text(&candidate["rotation"]).to_owned())
    };
    for pair in candidates.windows(2) {
        let (first, second) = (key(&pair[0]), key(&pair[1]));
        let in_order = first.0 < second.0
            || first.0 == second.0 && (first.1 > second.1 || first.1 == second.1 && first.2 <= second.2);
        assert!(in_order, "{first:?} stands before {second:?}");
    }
}

fn assert_evidence(evidence: &Value) {
    let count = |name: &str| evidence[name].as_u64().unwrap_or_else(|| panic!("{name} is missing: {evidence}"));
    let excluded: u64 = list(&evidence["excluded"]).iter().map(|e| e["count"].as_u64().unwrap()).sum();
    assert_eq!(count("examined"), count("candidates") + excluded, "the evidence does not add up: {evidence}");
    assert!(count("within") <= count("examined") && count("offering_visits") <= count("within"), "{evidence}");
    assert_eq!(number(&evidence["radius_m"]), 16_000.0);
    for excluded in list(&evidence["excluded"]) {
        assert_ne!(text(&excluded["label"]), "", "{excluded}");
    }
}

#[test]
fn an_attending_physician_for_a_hard_case() {
    let server = Server::demo();
    let answer = server.ask(&json!({
        "origin": home(&server), "role": "attending",
        "needs": ["home_visit_scheduled", "home_oxygen", "tpn", "opioids", "home_death_care"], "wishes": ["dementia"],
        "at": "2026-12-01T13:00:00+09:00", "limit": 100
    }));
    assert_contract(&answer);
    let candidates = list(&answer["candidates"]);
    assert!(!candidates.is_empty(), "nobody in the demonstration town: {answer}");
    assert_eq!(candidates.len() as u64, answer["evidence"]["candidates"].as_u64().unwrap().min(100));
    for candidate in candidates {
        assert!(matches!(text(&candidate["facility"]["kind"]), "clinic" | "hospital"), "{candidate}");
        assert_eq!(list(&candidate["requirements"]).len(), 5);
        assert_eq!(list(&candidate["wishes"]).len(), 1);
    }
}

#[test]
fn every_role_is_answered_with_its_own_kinds() {
    let server = Server::demo();
    let vocabulary = server.get("/api/v1/vocabulary").json();
    for role in list(&vocabulary["roles"]) {
        let needs: Vec<&Value> = list(&vocabulary["needs"])
            .iter()
            .filter(|need| list(&need["roles"]).contains(&role["id"]))
            .map(|need| &need["id"])
            .collect();
        // Two capabilities, two needs.
        for needs in [&needs[..2], &needs[needs.len() - 2..]] {
            let answer = server.ask(&json!({"origin": home(&server), "role": role["id"], "needs": needs}));
            assert_contract(&answer);
            for candidate in list(&answer["candidates"]) {
                assert!(list(&role["kinds"]).contains(&candidate["facility"]["kind"]), "{}: {candidate}", role["id"]);
            }
        }
    }
}

#[test]
fn a_no_excludes_and_an_unknown_does_not() {
    let server = Server::demo();
    let vocabulary = server.get("/api/v1/vocabulary").json();
    let attending =
        |need: &&Value| need["sort"] == "capability" && list(&need["roles"]).iter().any(|role| role == "attending");
    for need in list(&vocabulary["needs"]).iter().filter(attending) {
        let answer = server.ask(&json!({"origin": home(&server), "needs": [need["id"]], "limit": 100}));
        assert_contract(&answer);
        let unmet: u64 = list(&answer["evidence"]["excluded"])
            .iter()
            .filter(|excluded| excluded["need"] == need["id"])
            .map(|excluded| excluded["count"].as_u64().unwrap())
            .sum();
        assert_eq!(unmet > 0, !list(&answer["near_misses"]).is_empty(), "{}", need["id"]);
    }
}

#[test]
fn a_need_asks_each_role_for_what_it_takes_and_says_why() {
    let server = Server::demo();
    let answer = server.ask(&json!({"origin": home(&server), "role": "pharmacy",
        "needs": ["central_venous_nutrition", "living_alone"], "limit": 100}));
    assert_contract(&answer);
    let everybody = list(&answer["candidates"]).iter().chain(list(&answer["near_misses"]));
    let mut seen = 0;
    for candidate in everybody {
        let requirements = list(&candidate["requirements"]);
        assert_eq!(requirements.len(), 1, "{candidate}");
        assert_eq!(requirements[0]["any_of"], json!(["sterile_own", "sterile_shared"]));
        assert!(list(&requirements[0]["any_of"]).contains(&requirements[0]["need"]), "{candidate}");
        assert_eq!(requirements[0]["asked_by"][0]["need"], "central_venous_nutrition");
        assert!(text(&requirements[0]["asked_by"][0]["source"]).contains("無菌"), "{candidate}");
        seen += 1;
    }
    assert!(seen > 0, "no pharmacy in the demonstration town: {answer}");
    let asks: Vec<(&str, u64)> =
        list(&answer["asked_needs"]).iter().map(|need| (text(&need["id"]), need["asks"].as_u64().unwrap())).collect();
    assert_eq!(asks, [("central_venous_nutrition", 2), ("living_alone", 0)]);
    for excluded in list(&answer["evidence"]["excluded"]).iter().filter(|excluded| excluded["reason"] == "need_unmet") {
        assert_eq!(excluded["any_of"], json!(["sterile_own", "sterile_shared"]), "{excluded}");
    }
}

#[test]
fn a_team_is_asked_by_its_needs() {
    let server = Server::demo();
    let answer = server.ask(&json!({"origin": home(&server), "needs": ["opioid_medication"], "team": true}));
    assert_contract(&answer);
    for candidate in list(&answer["candidates"]) {
        assert_eq!(candidate["requirements"][0]["any_of"], json!(["opioids"]));
    }
    // The pharmacy must have the licence: it says so, or the gap does.
    let team = &answer["team"];
    let licensed = |member: &Value| {
        member["role"] == "pharmacy" && list(&member["why"]).iter().any(|why| text(why).contains("麻薬小売業"))
    };
    let missing = |gap: &Value| gap["role"] == "pharmacy";
    assert!(list(&team["members"]).iter().any(licensed) || list(&team["gaps"]).iter().any(missing), "{team}");
}

#[test]
fn every_need_can_be_asked_of_everybody() {
    let server = Server::demo();
    let vocabulary = server.get("/api/v1/vocabulary").json();
    let needs: Vec<&Value> =
        list(&vocabulary["needs"]).iter().filter(|need| need["sort"] == "need").map(|need| &need["id"]).collect();
    assert!(needs.len() > 80);
    for some in needs.chunks(40) {
        for role in list(&vocabulary["roles"]) {
            assert_contract(&server.ask(&json!({"origin": home(&server), "role": role["id"], "needs": some})));
        }
    }
}

#[test]
fn a_team_names_members_or_gaps_for_every_other_role() {
    let server = Server::demo();
    let needs = ["home_visit_scheduled", "opioids"];
    let answer = server.ask(&json!({"origin": home(&server), "needs": needs, "team": true}));
    assert_contract(&answer);
    let team = &answer["team"];
    let first = &answer["candidates"][0]["facility"]["id"];
    for role in ["alternate", "nursing", "pharmacy", "dental", "care_manager", "backup_hospital"] {
        let named = |part: &Value| list(part).iter().any(|entry| entry["role"] == role);
        assert!(named(&team["members"]) || named(&team["gaps"]), "{role} is missing: {team}");
    }
    for member in list(&team["members"]) {
        assert_ne!(&member["facility"]["id"], first, "the attending institution is its own alternate");
        assert!(!list(&member["why"]).is_empty(), "{member}");
    }
}

#[test]
fn the_same_question_has_the_same_answer_and_the_limit_only_cuts() {
    let server = Server::demo();
    let question = |limit: u32| json!({"origin": home(&server), "needs": ["home_visit_scheduled"], "at": "2026-12-01T13:00:00+09:00", "limit": limit});
    let whole = server.ask(&question(100));
    let again = server.ask(&question(100));
    assert_eq!(whole["candidates"], again["candidates"]);
    let cut = server.ask(&question(3));
    let whole = list(&whole["candidates"]);
    assert_eq!(list(&cut["candidates"]), &whole[..whole.len().min(3)]);
}

#[test]
fn three_languages_change_words_and_nothing_else() {
    let server = Server::demo();
    let ask = |lang: &str| {
        let answer = server.ask(&json!({"origin": home(&server), "needs": ["home_visit_scheduled"], "lang": lang,
            "at": "2026-12-01T13:00:00+09:00"}));
        assert_contract(&answer);
        let of = |candidate: &Value| (candidate["facility"]["id"].clone(), candidate["score"].clone());
        list(&answer["candidates"]).iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(ask("ja"), ask("en"));
    assert_eq!(ask("ja"), ask("easy"));
}

#[test]
fn an_address_and_its_point_mean_the_same_home() {
    let server = Server::demo();
    let by_address = server.ask(&json!({"origin": {"address": "神奈川県横須賀市浦賀5丁目1-1"}}));
    let origin = &by_address["origin"];
    assert_eq!(origin["level"], "town", "{origin}");
    assert!(text(&origin["matched"]).contains("横須賀市浦賀"), "{origin}");
    assert!(number(&origin["accuracy_m"]) > 0.0, "{origin}");
    let by_point = server.ask(&json!({"origin": {"lat": origin["lat"], "lon": origin["lon"]}}));
    assert_eq!(by_point["origin"]["level"], "point");
    assert_eq!(by_address["evidence"]["examined"], by_point["evidence"]["examined"]);
}

#[test]
fn all_needs_of_the_vocabulary_can_be_asked_at_once() {
    let server = Server::demo();
    let vocabulary = server.get("/api/v1/vocabulary").json();
    let needs: Vec<&str> =
        list(&vocabulary["needs"]).iter().filter(|need| need["sort"] == "need").map(|need| text(&need["id"])).collect();
    assert!(needs.len() > 100);
    let answer = server.ask(&json!({"origin": home(&server), "needs": needs, "team": true}));
    let evidence = &answer["evidence"];
    let excluded: u64 = list(&evidence["excluded"]).iter().map(|one| one["count"].as_u64().unwrap()).sum();
    assert_eq!(evidence["examined"].as_u64(), evidence["candidates"].as_u64().map(|candidates| candidates + excluded));
    assert!(list(&answer["candidates"]).len() + list(&answer["near_misses"]).len() > 0, "{answer}");
    assert!(!list(&answer["team"]["gaps"]).is_empty(), "nobody does everything");
}

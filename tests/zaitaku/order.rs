//! The order defended: lots drawn again by `docs/matching.md` alone, any two compared, the evidence sheet, an association's own policy.

use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use crate::cli::{done, run};
use crate::documents::read;
use crate::server::{Server, home, list, number, text};

const NEEDS: [&str; 2] = ["opioids", "tpn"];

/// The lot of a facility, made of nothing but the answer: 「day|role|home|needs|identifier」 in UTF-8, hashed by XXH3-64.
fn lot(answer: &Value, needs: &[Value], id: &str) -> String {
    let (lat, lon) = (number(&answer["origin"]["lat"]), number(&answer["origin"]["lon"]));
    let mut needs: Vec<String> =
        needs.iter().map(|need| list(&need["any_of"]).iter().map(text).collect::<Vec<_>>().join("/")).collect();
    needs.sort();
    let (today, role) = (text(&answer["today"]), text(&answer["role"]));
    let words = format!("{today}|{role}|{lat:.6},{lon:.6}|{}|{id}", needs.join(","));
    format!("{:016x}", xxh3_64(words.as_bytes()))
}

#[test]
fn a_stranger_draws_every_lot_again() {
    let server = Server::demo();
    let mut drawn = 0;
    for (role, needs) in [
        ("attending", json!([])),
        ("attending", json!(NEEDS)),
        ("pharmacy", json!(["central_venous_nutrition", "terminal_cancer"])),
        ("nursing", json!(["oxygen_therapy"])),
    ] {
        let answer = server.ask(&json!({"origin": home(&server), "role": role, "needs": needs, "limit": 100}));
        for candidate in list(&answer["candidates"]).iter().chain(list(&answer["near_misses"])) {
            let id = text(&candidate["facility"]["id"]);
            assert_eq!(text(&candidate["rotation"]), lot(&answer, list(&candidate["requirements"]), id));
            let words = format!("{}{id}", text(&answer["draw"]));
            assert_eq!(text(&candidate["rotation"]), format!("{:016x}", xxh3_64(words.as_bytes())));
            drawn += 1;
        }
    }
    assert!(drawn > 20, "only {drawn} lots were drawn again");
    let document = read("docs/matching.md");
    let example = document.lines().find_map(|line| line.trim().strip_prefix("2026-12-01|")).unwrap();
    let (words, printed) = example.split_once(" → ").unwrap();
    assert_eq!(format!("{:016x}", xxh3_64(format!("2026-12-01|{words}").as_bytes())), printed.trim());
}

#[test]
fn any_two_are_compared_as_they_stand() {
    let server = Server::demo();
    let question = |more: Value| {
        let mut body = json!({"origin": home(&server), "needs": NEEDS, "wishes": ["dementia"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let compare = |first: &str, second: &str| {
        let reply = server.post("/api/v1/matches/comparison", &question(json!({"first": first, "second": second})));
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    };
    let answer = server.ask(&question(json!({"limit": 100})));
    let candidates = list(&answer["candidates"]);
    assert!(candidates.len() > 3, "{answer}");
    let mut rules = std::collections::BTreeSet::new();
    for pair in candidates.windows(2) {
        let [a, b] = [&pair[0], &pair[1]].map(|candidate| text(&candidate["facility"]["id"]).to_owned());
        for found in [compare(&a, &b), compare(&b, &a)] {
            assert_eq!(text(&found["ahead"]), a, "{found}");
            let ahead = if found["first"]["facility"]["id"] == a.as_str() { &found["first"] } else { &found["second"] };
            assert!(text(&found["sentence"]).starts_with(text(&ahead["facility"]["name"])), "{found}");
            assert_eq!(
                (&ahead["rank"], &ahead["score"], &ahead["rotation"]),
                (&pair[0]["rank"], &pair[0]["score"], &pair[0]["rotation"])
            );
            let sum: f64 = list(&found["terms"]).iter().map(|term| number(&term["difference"])).sum();
            let scores = number(&found["first"]["score"]) - number(&found["second"]["score"]);
            assert!((sum - scores).abs() < 1e-9, "{found}");
            let asks =
                |side: &str| list(&found["needs"]).iter().filter(|need| need[side]["state"] == "ask").count() as f64;
            assert_eq!(
                (asks("first"), asks("second")),
                (number(&found["first"]["asks"]), number(&found["second"]["asks"]))
            );
            rules.insert(text(&found["rule"]).to_owned());
        }
    }
    assert!(rules.contains("fewer_asks") && rules.contains("higher_score"), "{rules:?}");
    // One that is no candidate, and one of another kind.
    let first = text(&candidates[0]["facility"]["id"]);
    if let Some(near_miss) = list(&answer["near_misses"]).first() {
        let found = compare(text(&near_miss["facility"]["id"]), first);
        assert_eq!((text(&found["rule"]), text(&found["ahead"])), ("only_candidate", first));
        assert_eq!(found["first"]["outcome"], "need_unmet");
        let missing = list(&near_miss["missing"]);
        assert!(!missing.is_empty() && missing.iter().all(|need| need["answer"] == "no"), "{near_miss}");
        assert!(text(&missing[0]["detail"]).contains(text(&missing[0]["label"])), "{near_miss}");
    }
    let pharmacy = server.get("/api/v1/facilities?kind=pharmacy&limit=1").json();
    let found = compare(first, text(&pharmacy["items"][0]["id"]));
    assert_eq!((text(&found["second"]["outcome"]), text(&found["rule"])), ("other_kind", "only_candidate"));
    assert!(list(&found["terms"]).is_empty() && found["second"]["score"].is_null(), "{found}");

    for (body, field) in [
        (question(json!({"first": first, "second": "nobody"})), "second"),
        (question(json!({"first": first, "second": first})), "second"),
        (question(json!({"first": first})), "second"),
        (question(json!({"first": first, "second": "x", "third": "y"})), "third"),
    ] {
        let reply = server.post("/api/v1/matches/comparison", &body);
        assert_eq!((reply.status, text(&reply.json()["field"])), (400, field), "{}", reply.text());
    }
}

#[test]
fn the_evidence_sheet_lists_everybody_within_the_line() {
    let server = Server::demo();
    for (role, needs) in [("attending", json!(NEEDS)), ("dental", json!([])), ("pharmacy", json!(["sterile_own"]))] {
        let body = json!({"origin": home(&server), "role": role, "needs": needs, "at": "2026-12-01T13:00:00+09:00", "limit": 100});
        let reply = server.post("/api/v1/matches/evidence", &body);
        assert_eq!(reply.status, 200, "{}", reply.text());
        let (sheet, answer) = (reply.json(), server.ask(&body));
        assert_eq!(sheet["evidence"], answer["evidence"]);
        let rows = list(&sheet["institutions"]);
        assert_eq!(rows.len() as f64, number(&sheet["evidence"]["within"]));
        let beyond = number(&sheet["evidence"]["examined"]) - number(&sheet["evidence"]["within"]);
        assert_eq!(number(&sheet["beyond"]["count"]), beyond);
        assert!(rows.is_sorted_by(|a, b| number(&a["straight_line_m"]) <= number(&b["straight_line_m"])));
        // What the rows say adds up to what the match counted.
        let of = |outcome: &str| rows.iter().filter(|row| row["outcome"] == outcome).count() as f64;
        assert_eq!(of("candidate"), number(&sheet["evidence"]["candidates"]));
        for outcome in ["place_unknown", "not_in_role", "need_unmet"] {
            let excluded = list(&sheet["evidence"]["excluded"]).iter().filter(|entry| entry["reason"] == outcome);
            assert_eq!(of(outcome), excluded.map(|entry| number(&entry["count"])).sum::<f64>(), "{outcome}");
        }
        for candidate in list(&answer["candidates"]) {
            let row = rows.iter().find(|row| row["id"] == candidate["facility"]["id"]).unwrap();
            assert_eq!(row["straight_line_m"], candidate["straight_line_m"]);
            for (need, requirement) in list(&row["needs"]).iter().zip(list(&candidate["requirements"])) {
                for field in ["need", "state", "answer", "as_of", "source"] {
                    assert_eq!(need[field], requirement[field], "{row}");
                }
            }
        }
        let rules = list(&sheet["rules"]);
        assert_eq!(rules.is_empty(), role == "pharmacy", "{sheet}");
        assert_eq!(sheet["rules_note"].is_null(), role != "pharmacy");
        assert!(text(&sheet["judgement"]).contains("個別に行われます"));
        assert!(!list(&sheet["sources"]).is_empty() && text(&sheet["made_at"]).ends_with("+09:00"), "{sheet}");
        assert!(!reply.text().contains("最適"));
    }
    let reply = server.post("/api/v1/matches/evidence", &json!({"origin": home(&server), "verdict": true}));
    assert_eq!((reply.status, text(&reply.json()["field"])), (400, "verdict"));
}

#[test]
fn the_command_line_prints_sheet_table_and_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&["--demo"], folder.path(), &[]);
    let place = home(&server);
    let near = format!("{},{}", place["lat"], place["lon"]);
    let answer = server.ask(&json!({"origin": place, "needs": NEEDS, "limit": 100}));
    drop(server);
    let ask = |more: &[&str]| {
        let common = ["find", "--near", &near, "--need", "opioids", "--need", "tpn"];
        done(&run(&[&common[..], more].concat(), folder.path()))
    };
    let sheet = ask(&["--evidence"]);
    let within = number(&answer["evidence"]["within"]);
    assert!(sheet.contains("C000 往診料") && sheet.contains("個別に行われます"), "{sheet}");
    assert_eq!(
        sheet.lines().filter(|line| line.contains(" m") && line.contains('→')).count() as f64,
        within,
        "{sheet}"
    );
    let table = ask(&["--evidence", "--csv", "-"]);
    let mut rows = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let head = rows.headers().unwrap().clone();
    assert_eq!((head.len(), &head[1]), (8 + 3 * 3, "名称"), "{head:?}");
    assert_eq!(rows.records().map(|row| assert_eq!(row.unwrap().len(), head.len())).count() as f64, within);
    let id = |i: usize| text(&answer["candidates"][i]["facility"]["id"]);
    let compared = ask(&["--compare", &format!("{},{}", id(1), id(0))]);
    let name = text(&answer["candidates"][0]["facility"]["name"]);
    assert!(compared.starts_with(&format!("{name}が先です。")), "{compared}");
    let printed = ask(&["--limit", "3"]);
    assert!(printed.matches("→ 足りない条件").count() >= list(&answer["near_misses"]).len(), "{printed}");
    assert_eq!(run(&["find", "--near", &near, "--compare", id(0)], folder.path()).status.code(), Some(2));
    assert_eq!(run(&["find", "--near", &near, "--csv", "x.csv"], folder.path()).status.code(), Some(2));
}

#[test]
fn an_association_publishes_a_policy_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.toml");
    let builtin = read("data/policy.toml");
    let version = builtin.lines().find(|line| line.starts_with("version = ")).unwrap();
    let numbers = |text: &str| {
        let (from, to) = ("weight = 0.30", "weight = 0.20");
        assert!(text.contains(from));
        text.replacen(from, to, 1).replacen("weight = 0.15", "weight = 0.25", 1)
    };
    let file = path.to_str().unwrap();
    let data = folder.path().join("data");
    // Other numbers under our name are refused, wherever they are used.
    std::fs::write(&path, numbers(&builtin)).unwrap();
    for command in
        [&["find", "--near", "35.2343,139.7136", "--policy", file][..], &["check", "--quick", "--policy", file]]
    {
        let output = run(command, &data);
        assert_eq!(output.status.code(), Some(1), "{command:?}");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        assert!(said.contains("terms.distance.weight"), "{said}");
    }
    std::fs::write(&path, builtin.replacen("radius_m", "radius", 1)).unwrap();
    let said = run(&["find", "--near", "35.2343,139.7136", "--policy", file], &data);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("line 8"), "the line is named: {said}");
    let own = numbers(&builtin).replacen(version, "version = \"浦賀 2026-12\"\npublisher = \"浦賀医師会\"", 1);
    std::fs::write(&path, own).unwrap();
    let differing = done(&run(&["check", "--quick", "--policy", file], &data));
    assert!(differing.contains("terms.night_cover.weight: 0.15 → 0.25"), "{differing}");
    let server = Server::start(&["--demo"], &data, &[("ZAITAKU_POLICY", file)]);
    let answer = server.ask(&json!({"origin": home(&server)}));
    let policy = &answer["policy"];
    assert_eq!((text(&policy["version"]), text(&policy["publisher"])), ("浦賀 2026-12", "浦賀医師会"));
    assert_eq!(number(&policy["weights"]["night_cover"]), 0.25);
    let horizons = list(&policy["horizons"]);
    assert!(
        horizons
            .iter()
            .any(|h| h["applies_to"] == "accepting_new" && h["days"] == 62 && !text(&h["reason"]).is_empty())
    );
}

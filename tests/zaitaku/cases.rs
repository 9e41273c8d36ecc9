//! Anonymous cases through the real binary: who sees which, what is kept of a home, the way from one institution to the next, and what
//! remains of old ones.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::person::{PASSWORD, Person, create, form_of, sql, with_input};
use crate::cli::{done, run};
use crate::postgres::Postgres;
use crate::privacy::{all_files, assert_free_of};
use crate::server::{Reply, Server, list, number, text, zaitaku};

/// A home that exists nowhere in the demonstration town's data.
const HOUSE: &str = "23番45号";
const ADDRESS: &str = "神奈川県横須賀市浦賀5丁目23番45号";

fn signed_in(server: &Server, login: &str) -> Person {
    let mut person = Person::new(server);
    assert_eq!(person.sign_in(login, PASSWORD).status, 303);
    person
}

/// A request as the script of a page sends it.
fn send(person: &Person, method: Method, path: &str, body: &Value) -> Reply {
    let csrf = person.session()["csrf"].as_str().unwrap_or_default().to_owned();
    let request = person.client.request(method, format!("{}{path}", person.base)).header("cookie", &person.cookie);
    let request = request.header("origin", &person.origin).header("x-zaitaku-csrf", csrf).json(body);
    let response = request.send().unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, bytes: response.bytes().unwrap().to_vec() }
}

fn post(person: &Person, path: &str, body: &Value) -> Reply {
    send(person, Method::POST, path, body)
}

fn question() -> Value {
    json!({ "origin": { "address": ADDRESS }, "needs": ["terminal_cancer"], "wished_from": "2026-12-01", "note": "夜間の吸引が1日3-4回" })
}

/// The demonstration town with two professionals and an editor.
fn town(folder: &Path, environment: &[(&str, &str)]) -> Server {
    for (role, login) in [("professional", "taro"), ("professional", "jiro"), ("editor", "hanako")] {
        create(folder, role, login, login);
    }
    Server::start(&["--demo"], folder, environment)
}

fn shortlist(case: &Value) -> Vec<&str> {
    list(&case["shortlist"]["candidates"]).iter().map(|one| text(&one["facility"]["id"])).collect()
}

/// The value of the term `rotation` of a facility; `None` where there is no such term.
fn rotation(answer: &Value, facility: &str) -> Option<f64> {
    let all = list(&answer["candidates"]);
    let one = all.iter().find(|one| one["facility"]["id"] == facility).unwrap();
    list(&one["terms"]).iter().find(|term| term["term"] == "rotation").map(|term| number(&term["value"]))
}

#[test]
fn a_case_goes_from_one_to_the_next_until_somebody_accepts() {
    let folder = tempfile::tempdir().unwrap();
    let server = town(folder.path(), &[]);
    let taro = signed_in(&server, "taro");
    let made = post(&taro, "/api/v1/cases", &question());
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"), "{}", made.text());
    let case = made.json();
    assert_eq!((&case["number"], &case["municipality"]), (&json!(1), &json!("14201")), "{case}");
    assert_eq!(text(&case["mesh"]).len(), 8);
    assert!(!made.text().contains(HOUSE));
    let (first, second) = (shortlist(&case)[0].to_owned(), shortlist(&case)[1].to_owned());
    assert_eq!(case["next"], first.as_str());

    let asked = post(&taro, "/api/v1/cases/1/requests", &json!({ "facility": first, "channel": "phone" }));
    assert_eq!(asked.status, 201, "{}", asked.text());
    let asked = asked.json();
    assert_ne!(asked["next"], first.as_str(), "the shortlist moves on");
    let id = number(&asked["requests"][0]["id"]);
    assert_eq!(post(&taro, "/api/v1/cases/1/requests", &json!({ "facility": first })).status, 409);
    assert_eq!(post(&taro, "/api/v1/cases/1/requests", &json!({ "facility": "n-0" })).status, 400);

    // Who was asked weighs at once for those who keep cases, and is not told to anybody else.
    let ask = json!({ "origin": { "address": ADDRESS }, "needs": ["terminal_cancer"], "limit": 100 });
    let mine = post(&taro, "/api/v1/matches", &ask).json();
    assert!(rotation(&mine, &first).is_some_and(|value| value < 0.0), "{mine}");
    assert_eq!(rotation(&mine, &second), Some(0.0));
    assert!(number(&mine["policy"]["weights"]["rotation"]) > 0.0);
    for one in list(&mine["candidates"]) {
        let sum: f64 = list(&one["terms"]).iter().map(|term| number(&term["weight"]) * number(&term["value"])).sum();
        assert!((sum - number(&one["score"])).abs() < 1e-12, "{one}");
    }
    let compared =
        json!({ "origin": { "address": ADDRESS }, "needs": ["terminal_cancer"], "first": first, "second": second });
    let terms = post(&taro, "/api/v1/matches/comparison", &compared).json();
    assert!(list(&terms["terms"]).iter().any(|term| term["term"] == "rotation"));
    for answer in [server.ask(&ask), post(&signed_in(&server, "hanako"), "/api/v1/matches", &ask).json()] {
        assert_eq!(rotation(&answer, &first), None);
        assert!(!answer["policy"].to_string().contains("rotation"));
    }

    let path = format!("/api/v1/cases/1/requests/{id}");
    let change = |body: Value| send(&taro, Method::PATCH, &path, &body);
    assert_eq!(change(json!({ "seen": "pending", "answer": "declined" })).status, 400, "a reason is needed");
    let declined = change(json!({ "seen": "pending", "answer": "declined", "reason": "full" }));
    assert_eq!(declined.json()["requests"][0]["reason"], "full", "{}", declined.text());
    assert_eq!(change(json!({ "seen": "pending", "answer": "later" })).status, 409, "somebody answered already");

    let next = post(&taro, "/api/v1/cases/1/requests", &json!({ "facility": second, "channel": "fax" })).json();
    let other = format!("/api/v1/cases/1/requests/{}", number(&next["requests"][1]["id"]));
    let accept = json!({ "seen": "pending", "answer": "accepted" });
    let ended = send(&taro, Method::PATCH, &other, &accept).json();
    assert_eq!((&ended["outcome"], &ended["shortlist"]), (&json!("accepted"), &Value::Null), "{ended}");
    assert!(number(&ended["hours_to_acceptance"]) >= 0.0);
    let back = json!({ "seen": "accepted", "answer": "pending" });
    assert_eq!(send(&taro, Method::PATCH, &other, &back).json()["outcome"], Value::Null);
    let taken = send(&taro, Method::DELETE, &other, &json!(null));
    assert_eq!((taken.status, list(&taken.json()["requests"]).len()), (200, 1), "{}", taken.text());
    server.stop();
    done(&run(&["audit", "verify"], folder.path()));
}

#[test]
fn a_case_is_seen_by_its_maker_and_by_those_it_is_shared_with() {
    let folder = tempfile::tempdir().unwrap();
    let server = town(folder.path(), &[]);
    let (taro, jiro, hanako) = (signed_in(&server, "taro"), signed_in(&server, "jiro"), signed_in(&server, "hanako"));
    assert_eq!(post(&taro, "/api/v1/cases", &question()).status, 201);
    assert_eq!(server.get("/api/v1/cases").status, 401);
    assert_eq!(post(&Person::new(&server), "/api/v1/cases", &question()).status, 401);
    let unproven = taro.client.post(format!("{}/api/v1/cases", taro.base)).header("cookie", &taro.cookie);
    assert_eq!(unproven.json(&question()).send().unwrap().status(), 403, "without the token of the session");
    for path in ["/api/v1/cases", "/api/v1/cases/1", "/cases", "/cases/1", "/cases/new"] {
        assert_eq!(hanako.get(path).status, 403, "an editor keeps no cases: {path}");
    }
    assert_eq!(hanako.get("/cases/statistics").status, 200, "but counts them");
    let other = |status| {
        assert_eq!(jiro.get("/api/v1/cases/1").status, status);
        assert_eq!(jiro.get("/cases/1").status, status);
        let note = json!({ "version": 1, "note": "x" });
        let change = send(&jiro, Method::PATCH, "/api/v1/cases/1", &note).status;
        assert_eq!(change, if status == 404 { 404 } else { 409 });
    };
    other(404);
    for path in ["/api/v1/cases/2", "/api/v1/cases/x", "/api/v1/cases/1'"] {
        assert_eq!(taro.get(path).status, 404, "{path}");
    }
    assert_eq!(list(&jiro.get("/api/v1/cases").json()["items"]).len(), 0);
    let share = |person: &Person, shared: bool, version: i64| {
        send(person, Method::PATCH, "/api/v1/cases/1", &json!({ "version": version, "shared": shared })).status
    };
    assert_eq!(share(&taro, true, 1), 200);
    other(200);
    assert_eq!(share(&jiro, false, 2), 403, "its maker decides who sees it");
    let ended = json!({ "version": 2, "outcome": "unfound" });
    assert_eq!(send(&jiro, Method::PATCH, "/api/v1/cases/1", &ended).json()["outcome"], "unfound");
    let delete = |person: &Person| send(person, Method::DELETE, "/api/v1/cases/1", &json!(null)).status;
    assert_eq!(delete(&jiro), 403, "and its maker deletes it");
    assert_eq!((delete(&taro), delete(&taro)), (204, 404));
    server.stop();
}

#[test]
fn the_pages_do_all_of_it_without_a_script() {
    let folder = tempfile::tempdir().unwrap();
    let server = town(folder.path(), &[]);
    let mut taro = signed_in(&server, "taro");
    assert!(taro.get("/account").text().contains("href=\"/cases\""));
    let form = form_of(&taro.get("/cases/new").text());
    let fill = |note: &'static str| {
        vec![
            ("form", form.clone()),
            ("address", ADDRESS.to_owned()),
            ("role", "attending".to_owned()),
            ("need.terminal_cancer", "1".to_owned()),
            ("wished_from", String::new()),
            ("note", note.to_owned()),
        ]
    };
    let make = |taro: &mut Person, note| {
        let fields = fill(note);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        taro.post("/cases/new", &fields)
    };
    let refused = make(&mut taro, "山田さんの件");
    assert_eq!(refused.status, 400);
    assert!(refused.text().contains("role=\"alert\"") && refused.text().contains("名前"), "{}", refused.text());
    let made = make(&mut taro, "退院前");
    assert_eq!((made.status, made.header("location")), (303, "/cases/1?done=made"), "{}", made.text());
    let page = taro.get("/cases/1").text();
    assert!(page.contains("横須賀市") && !page.contains(HOUSE) && page.contains("href=\"tel:"), "{page}");
    let facility = page.split("name=\"facility\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let asked = taro.post("/cases/1/requests", &[("form", &form), ("facility", &facility), ("channel", "phone")]);
    assert_eq!((asked.status, asked.header("location")), (303, "/cases/1?done=asked"));
    let page = taro.get("/cases/1?done=asked").text();
    assert!(
        page.contains("role=\"status\"") && !page.contains(&format!("name=\"facility\" value=\"{facility}\"")),
        "{page}"
    );
    let answer = |taro: &mut Person, seen: &str, answer: &str| {
        let fields = [("form", form.as_str()), ("request", "1"), ("seen", seen), ("answer", answer)];
        taro.post("/cases/1/requests", &fields).header("location").to_owned()
    };
    assert_eq!(answer(&mut taro, "pending", "declined/full"), "/cases/1?done=answered");
    assert!(taro.get("/cases/1").text().contains("空きがない"));
    assert_eq!(answer(&mut taro, "declined", "pending"), "/cases/1?done=undone");
    assert_eq!(answer(&mut taro, "pending", "accepted"), "/cases/1?done=answered");
    assert!(taro.get("/cases/1").text().contains("引き受け先が決まった"));
    let table = taro.get("/cases/statistics.csv");
    assert!(table.header("content-type").starts_with("text/csv"));
    assert!(table.text().contains("14201") && table.text().contains("<3"), "{}", table.text());
    for lang in ["ja", "en", "easy"] {
        for path in ["/cases", "/cases/new", "/cases/1", "/cases/statistics"] {
            assert_eq!(taro.get(&format!("{path}?lang={lang}")).status, 200, "{path}");
        }
    }
    assert_eq!(taro.post("/cases/1", &[("form", "0"), ("version", "1"), ("do", "share")]).status, 403);
    assert_eq!(
        taro.post("/cases/1", &[("form", &form), ("version", "1"), ("do", "delete")]).header("location"),
        "/cases"
    );
    assert_eq!(taro.get("/cases/1").status, 404);
    server.stop();
}

#[test]
fn nothing_of_a_home_but_its_mesh_is_kept_or_logged() {
    let folder = tempfile::tempdir().unwrap();
    let server = town(folder.path(), &[("RUST_LOG", "trace")]);
    let mut taro = signed_in(&server, "taro");
    assert_eq!(post(&taro, "/api/v1/cases", &question()).status, 201);
    let point = json!({ "origin": { "lat": 35.237_191_7, "lon": 139.708_365_3 }, "needs": ["tpn"], "note": "x" });
    assert_eq!(post(&taro, "/api/v1/cases", &point).status, 201);
    let named = json!({ "origin": { "address": ADDRESS }, "note": "秘密野さん 09012345678" });
    let refused = post(&taro, "/api/v1/cases", &named);
    assert_eq!(refused.status, 400);
    assert!(!refused.text().contains("秘密野") && !refused.text().contains("0901234"), "{}", refused.text());
    let form = form_of(&taro.get("/cases/new").text());
    let fields =
        [("form", form.as_str()), ("address", ADDRESS), ("role", "nursing"), ("wished_from", ""), ("note", "")];
    assert_eq!(taro.post("/cases/new", &fields).status, 303);
    taro.get("/cases/1");
    taro.get("/cases/2");
    let metrics = server.get("/metrics").text();
    let log = server.stop();
    let secrets: Vec<String> =
        [HOUSE, "23番45", "秘密野", "09012345678", "35.2371917", "139.7083653", "35.23719", "139.70836"]
            .map(str::to_owned)
            .to_vec();
    assert_free_of("the log", log.as_bytes(), &secrets);
    assert_free_of("/metrics", metrics.as_bytes(), &secrets);
    for file in all_files(folder.path()) {
        assert_free_of(&file.display().to_string(), &std::fs::read(&file).unwrap(), &secrets);
    }
}

#[test]
fn old_cases_are_deleted_by_the_command_and_by_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = town(folder.path(), &[]);
    let taro = signed_in(&server, "taro");
    for _ in 0..4 {
        assert_eq!(post(&taro, "/api/v1/cases", &question()).status, 201);
    }
    server.stop();
    assert!(done(&run(&["cases", "purge"], folder.path())).contains('0'));
    // 91 days without a change, and 401 days after the end.
    sql(
        folder.path(),
        "UPDATE care_case SET opened_at = opened_at - 7862400, changed_at = changed_at - 7862400 WHERE number < 3",
    )
    .unwrap();
    sql(folder.path(), "UPDATE care_case SET opened_at = opened_at - 34646400, ended_at = opened_at - 34646400, outcome = 'unfound' WHERE number = 3").unwrap();
    assert!(done(&run(&["cases", "purge"], folder.path())).contains('3'));
    let server = Server::over(folder.path());
    let taro = signed_in(&server, "taro");
    let left: Vec<f64> =
        list(&taro.get("/api/v1/cases").json()["items"]).iter().map(|case| number(&case["number"])).collect();
    assert_eq!(left, [4.0]);
    server.stop();
    sql(folder.path(), "UPDATE care_case SET changed_at = 1").unwrap();
    let server = Server::over(folder.path());
    let taro = signed_in(&server, "taro");
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while taro.get("/api/v1/cases/4").status != 404 {
        assert!(std::time::Instant::now() < patience, "the server deletes nothing");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    server.stop();
    let log = done(&run(&["audit", "export"], folder.path()));
    assert_eq!(log.matches("cases.purged").count(), 2, "{log}");
}

#[test]
fn two_servers_on_postgresql_share_cases_and_what_was_asked() {
    let postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let mut command = zaitaku();
    command.args([
        "account",
        "create",
        "--role",
        "professional",
        "--login",
        "taro",
        "--name",
        "taro",
        "--password-stdin",
    ]);
    command.args(["--database", postgres.url()]).arg("--data").arg(folder.path());
    done(&with_input(&mut command, PASSWORD));
    let start = |name: &str| Server::start(&["--demo", "--database", postgres.url()], &folder.path().join(name), &[]);
    let (one, two) = (start("one"), start("two"));
    let (here, there) = (signed_in(&one, "taro"), signed_in(&two, "taro"));
    let case = post(&here, "/api/v1/cases", &question()).json();
    let first = shortlist(&case)[0].to_owned();
    let asked = post(&there, "/api/v1/cases/1/requests", &json!({ "facility": first }));
    assert_eq!(asked.status, 201, "{}", asked.text());
    let ask = json!({ "origin": { "address": ADDRESS }, "needs": ["terminal_cancer"], "limit": 100 });
    let patience = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while rotation(&post(&here, "/api/v1/matches", &ask).json(), &first) == Some(0.0) {
        assert!(std::time::Instant::now() < patience, "the other server never weighs the request");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let declined = json!({ "seen": "pending", "answer": "declined", "reason": "too_far" });
    assert_eq!(send(&here, Method::PATCH, "/api/v1/cases/1/requests/1", &declined).status, 200);
    assert_eq!(here.get("/cases/statistics").status, 200);
    let end = json!({ "version": 3, "outcome": "elsewhere" });
    assert_eq!(send(&there, Method::PATCH, "/api/v1/cases/1", &end).json()["outcome"], "elsewhere");
    crate::accounts::person::sql_at(postgres.url(), "UPDATE care_case SET ended_at = 1").unwrap();
    let mut purge = zaitaku();
    purge.args(["cases", "purge", "--database", postgres.url(), "--data"]).arg(folder.path());
    assert!(done(&purge.output().unwrap()).contains('1'));
    one.stop();
    two.stop();
}

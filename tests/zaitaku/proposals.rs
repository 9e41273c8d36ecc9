//! Forms, proposals and their decisions through the real binary: what each role may do, what two people at once see, what is never lost.

use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::person::{PASSWORD, Person, account, create, form_of, with_input};
use crate::cli::done;
use crate::server::{Reply, Server, list, text};

/// The fictional town with an editor; returns the identifier of a clinic as well.
fn town(folder: &Path) -> (Server, String) {
    let server = Server::start(&["--demo"], folder, &[]);
    create(folder, "editor", "hanako", "佐藤 花子");
    let page = server.get("/api/v1/facilities?kind=clinic&limit=1").json();
    let id = text(&list(&page["items"])[0]["id"]).to_owned();
    (server, id)
}

fn signed_in(server: &Server, login: &str) -> Person {
    let mut person = Person::new(server);
    assert_eq!(person.sign_in(login, PASSWORD).status, 303);
    person
}

/// Sends JSON as the page of a session does.
fn send(server: &Server, person: &Person, path: &str, body: &Value) -> Reply {
    let csrf = person.session()["csrf"].as_str().unwrap_or_default().to_owned();
    let request = server.request(Method::POST, path).json(body);
    server
        .send(request.header("cookie", &person.cookie).header("origin", &person.origin).header("x-zaitaku-csrf", csrf))
}

fn phone(server: &Server, id: &str) -> Value {
    server.get(&format!("/api/v1/facilities/{id}")).json()["phone"].clone()
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let after =
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {page}"));
    after.split('"').next().unwrap().replace("&quot;", "\"").replace("&amp;", "&")
}

fn propose(server: &Server, id: &str, body: &Value) -> Reply {
    server.post(&format!("/api/v1/facilities/{id}/proposals"), body)
}

#[test]
fn without_accounts_nobody_is_asked_to_propose() {
    let server = Server::demo();
    let page = server.get("/api/v1/facilities?limit=1").json();
    let id = text(&list(&page["items"])[0]["id"]).to_owned();
    assert!(!server.get(&format!("/facilities/{id}")).text().contains("/propose"));
    assert_eq!(server.get(&format!("/facilities/{id}/propose")).status, 404);
    assert_eq!(propose(&server, &id, &json!({ "words": "電話が違います" })).status, 404);
    let visitor = Person::new(&server);
    assert_eq!(visitor.get("/admin/proposals").status, 303, "whoever is not signed in is shown the way");
    assert_eq!(server.get("/api/v1/proposals").status, 401);
    let edit = visitor.get(&format!("/facilities/{id}/edit"));
    assert_eq!((edit.status, edit.header("location")), (303, format!("/login?next=/facilities/{id}/edit").as_str()));
}

#[test]
fn a_proposal_becomes_edits_that_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let (server, id) = town(folder.path());
    let before = phone(&server, &id);
    let hanako = signed_in(&server, "hanako");
    assert!(server.get(&format!("/facilities/{id}")).text().contains(&format!("/facilities/{id}/propose")));

    let changes = json!([{ "field": "phone", "value": "046-000-7777" }, { "field": "fax", "value": "046-000-8888" }]);
    let sent = propose(&server, &id, &json!({ "changes": changes, "words": "電話がつながりません" }));
    assert_eq!((sent.status, &sent.json()), (201, &json!({ "id": 1, "state": "open" })));
    assert_eq!(phone(&server, &id), before, "nothing counts before somebody has decided");
    let waiting = server.request(Method::GET, "/api/v1/proposals").header("cookie", &hanako.cookie);
    let waiting = server.send(waiting).json();
    assert_eq!((&waiting["open"], &waiting["decided"]), (&json!(1), &json!(0)));
    let one = &list(&waiting["items"])[0];
    assert_eq!((&one["author"], &one["role"], &one["changes"][0]["before"]), (&Value::Null, &json!("public"), &before));

    let decision = json!({ "approve": [{ "field": "phone", "seen": 0 }], "reason": "電話で確認" });
    let decided = send(&server, &hanako, "/api/v1/proposals/1/decision", &decision);
    assert_eq!(decided.status, 200, "{}", decided.text());
    let decided = decided.json();
    assert_eq!((&decided["state"], &decided["decision"]["approved"]), (&json!("approved"), &json!(["phone"])));
    assert_eq!(phone(&server, &id), "046-000-7777");
    let facility = server.get(&format!("/api/v1/facilities/{id}")).json();
    assert_ne!(facility["fax"], "046-000-8888", "what was not taken over is not shown");
    let again = send(&server, &hanako, "/api/v1/proposals/1/decision", &decision);
    assert_eq!(again.status, 409, "nobody decides twice");

    let history = server.request(Method::GET, &format!("/api/v1/facilities/{id}/history"));
    let history = server.send(history.header("cookie", &hanako.cookie)).json();
    assert_eq!(history["edits"][0]["reason"], "提案 1：電話で確認");
    let edit = decided["decision"]["edits"][0].as_i64().unwrap();
    send(&server, &hanako, &format!("/api/v1/edits/{edit}/undo"), &json!({ "reason": "聞き間違い" }));
    assert_eq!(phone(&server, &id), before, "taking the edit back takes the approval back");
    let log = done(&account(folder.path(), &["list"]).output().unwrap());
    assert!(log.contains("hanako"));
    let audit =
        done(&crate::server::zaitaku().args(["audit", "export", "--data"]).arg(folder.path()).output().unwrap());
    let deeds: Vec<&str> = ["\"proposal.made\"", "\"proposal.decided\"", "\"edit.written\"", "\"edit.undone\""]
        .into_iter()
        .filter(|deed| !audit.contains(deed))
        .collect();
    assert!(deeds.is_empty(), "the log does not tell of {deeds:?}: {audit}");
    server.stop();
}

#[test]
fn a_decision_that_has_not_seen_the_last_change_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (server, id) = town(folder.path());
    let hanako = signed_in(&server, "hanako");
    let changes = json!([{ "field": "phone", "value": "046-000-1111" }, { "field": "fax", "value": "046-000-2222" }]);
    assert_eq!(propose(&server, &id, &json!({ "changes": changes })).status, 201);
    let edit = json!({ "edits": [{ "field": "phone", "value": "046-000-3333", "seen": 0 }], "reason": "電話で確認" });
    let csrf = hanako.session()["csrf"].as_str().unwrap().to_owned();
    let patch = server.request(Method::PATCH, &format!("/api/v1/facilities/{id}")).json(&edit);
    let patch = patch.header("cookie", &hanako.cookie).header("origin", &hanako.origin).header("x-zaitaku-csrf", csrf);
    assert_eq!(server.send(patch).status, 200);
    let both = json!({ "approve": [{ "field": "fax", "seen": 0 }, { "field": "phone", "seen": 0 }] });
    let refused = send(&server, &hanako, "/api/v1/proposals/1/decision", &both);
    assert_eq!((refused.status, &refused.json()["conflict"]["theirs"]), (409, &json!("046-000-3333")));
    let facility = server.get(&format!("/api/v1/facilities/{id}")).json();
    assert_ne!(facility["fax"], "046-000-2222", "all of it or nothing");
    let open = server.request(Method::GET, "/api/v1/proposals").header("cookie", &hanako.cookie);
    assert_eq!(server.send(open).json()["open"], 1, "it still waits");
    let silent = send(&server, &hanako, "/api/v1/proposals/1/decision", &json!({ "approve": [] }));
    assert_eq!((silent.status, &silent.json()["field"]), (400, &json!("reason")), "a refusal has a reason");
    let rejected =
        send(&server, &hanako, "/api/v1/proposals/1/decision", &json!({ "approve": [], "reason": "違いました" }));
    assert_eq!(rejected.json()["state"], "rejected");
    server.stop();
}

#[test]
fn who_floods_waits_and_what_is_too_much_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (server, id) = town(folder.path());
    for (body, field) in [
        (json!({}), "changes"),
        (json!({ "changes": [{ "field": "kind", "value": "clinic" }] }), "changes[0].field"),
        (json!({ "changes": [{ "field": "url", "value": "javascript:alert(1)" }] }), "changes[0].value"),
        (json!({ "words": "長".repeat(1_001) }), "words"),
    ] {
        let refused = propose(&server, &id, &body);
        assert_eq!((refused.status, &refused.json()["field"]), (400, &json!(field)), "{body}");
    }
    assert_eq!(propose(&server, "n-0", &json!({ "words": "x" })).status, 404);
    let sent: Vec<u16> = (0..25).map(|n| propose(&server, &id, &json!({ "words": format!("{n}") })).status).collect();
    assert!(sent.iter().take(15).all(|status| *status == 201), "{sent:?}");
    assert_eq!(sent.last(), Some(&429), "{sent:?}");
    server.stop();
}

#[test]
fn a_facility_edits_its_own_entry_only_and_a_professional_proposes() {
    let folder = tempfile::tempdir().unwrap();
    let (server, id) = town(folder.path());
    let two = server.get("/api/v1/facilities?kind=pharmacy&limit=1").json();
    let other = text(&list(&two["items"])[0]["id"]).to_owned();
    for (role, login, own) in [("facility", "umi", Some(&id)), ("professional", "mori", None)] {
        let mut arguments = vec!["create", "--role", role, "--login", login, "--name", login, "--password-stdin"];
        own.iter().for_each(|own| arguments.extend(["--facility", own.as_str()]));
        done(&with_input(&mut account(folder.path(), &arguments), PASSWORD));
    }
    let umi = signed_in(&server, "umi");
    let mori = signed_in(&server, "mori");
    let status = |person: &Person, path: &str| person.get(path).status;
    for page in ["edit", "history"] {
        assert_eq!(status(&umi, &format!("/facilities/{id}/{page}")), 200);
        assert_eq!(status(&umi, &format!("/facilities/{other}/{page}")), 403);
        assert_eq!(status(&mori, &format!("/facilities/{id}/{page}")), 403);
    }
    for person in [&umi, &mori] {
        assert_eq!(status(person, "/admin/proposals"), 403);
        assert_eq!(status(person, &format!("/facilities/{other}/propose")), 200);
    }
    let own = umi.get(&format!("/facilities/{id}")).text();
    assert!(own.contains(&format!("/facilities/{id}/edit")), "its page leads to its form");
    assert!(!mori.get(&format!("/facilities/{id}")).text().contains(&format!("/facilities/{id}/edit")));
    let sent = send(&server, &mori, &format!("/api/v1/facilities/{id}/proposals"), &json!({ "words": "看取りも可" }));
    assert_eq!(sent.status, 201);
    let hanako = signed_in(&server, "hanako");
    let open = server.request(Method::GET, "/api/v1/proposals").header("cookie", &hanako.cookie);
    assert_eq!(server.send(open).json()["items"][0]["role"], "professional");
    server.stop();
}

/// What a browser sends of a form whose telephone was changed.
fn form_with_phone(page: &str, phone: &str) -> Vec<(String, String)> {
    [("form", form_of(page)), ("opened", hidden(page, "opened")), ("why", "電話で確認".to_owned())]
        .into_iter()
        .chain([("reason", String::new()), ("phone", phone.to_owned()), ("do", "review".to_owned())])
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn post(person: &mut Person, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(path, &fields)
}

#[test]
fn the_second_of_two_editors_sees_what_the_first_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let (server, id) = town(folder.path());
    create(folder.path(), "editor", "taro", "鈴木 太郎");
    let path = format!("/facilities/{id}/edit");
    let (mut hanako, mut taro) = (signed_in(&server, "hanako"), signed_in(&server, "taro"));
    let (first, second) = (hanako.get(&path).text(), taro.get(&path).text());
    let save = |page: &str, extra: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = [("form", form_of(page)), ("carried", hidden(page, "carried")), ("reason", hidden(page, "reason"))];
        let extra = extra.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        own.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(extra).collect()
    };
    let review = post(&mut hanako, &path, &form_with_phone(&first, "046-000-1111"));
    assert_eq!(review.status, 200, "{}", review.text());
    let saved = post(&mut hanako, &path, &save(&review.text(), &[("do", "save")]));
    assert_eq!(saved.status, 303, "{}", saved.text());
    assert!(saved.header("location").starts_with(&format!("/facilities/{id}?changed=")));

    let clash = post(&mut taro, &path, &form_with_phone(&second, "046-000-2222"));
    assert_eq!(clash.status, 409);
    let shown = clash.text();
    assert!(shown.contains("046-000-1111") && shown.contains("046-000-2222") && shown.contains("佐藤 花子"), "{shown}");
    let kept = post(&mut taro, &path, &save(&shown, &[("keep.phone", "theirs"), ("do", "save")]));
    assert_eq!((kept.status, kept.header("location")), (303, format!("/facilities/{id}").as_str()));
    assert_eq!(phone(&server, &id), "046-000-1111");
    let mine = post(&mut taro, &path, &save(&shown, &[("keep.phone", "yours"), ("do", "save")]));
    assert_eq!(mine.status, 303);
    assert_eq!(phone(&server, &id), "046-000-2222");

    // A form that somebody left alone carries nothing of what others wrote since.
    let untouched = post(&mut taro, &path, &form_with_phone(&second, hidden_phone(&second)));
    assert_eq!(untouched.status, 400, "nothing is changed");
    let forged: Vec<(String, String)> = save(&shown, &[("do", "save")])
        .into_iter()
        .map(|(name, value)| (name.clone(), if name == "form" { "0".repeat(64) } else { value }))
        .collect();
    assert_eq!(post(&mut taro, &path, &forged).status, 403);
    server.stop();
}

/// The telephone that a form shows.
fn hidden_phone(page: &str) -> &str {
    let at = page.find("name=\"phone\"").unwrap();
    let after = page[at..].split("value=\"").nth(1).unwrap();
    after.split('"').next().unwrap()
}

#[test]
fn hours_are_read_while_somebody_writes() {
    let server = Server::demo();
    let read = server.post("/api/v1/hours", &json!({ "text": "月〜金 9時〜12時\nかもめの気分次第" })).json();
    assert_eq!(read["osm"].as_str().map(|osm| osm.starts_with("Mo-Fr 09:00-12:00")), Some(true), "{read}");
    assert!(text(&read["rest"]).contains("かもめの気分次第"), "{read}");
    assert_eq!(read["week"][0]["spans"], json!([{ "from": "09:00", "to": "12:00" }]));
    let osm = server.post("/api/v1/hours", &json!({ "text": "Mo-Fr 09:00-12:00", "lang": "en" })).json();
    assert_eq!((&osm["text"], &osm["rest"]), (&json!("Mon–Fri 9:00–12:00"), &json!("")));
    assert_eq!(server.post("/api/v1/hours", &json!({ "text": "月".repeat(1_001) })).status, 400);
}

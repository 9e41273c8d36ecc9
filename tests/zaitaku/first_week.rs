//! The first week of an association with the real binary: an administrator, an import, an editor, links, a month from a telephone that is
//! found in a match, a wrong merge taken back, yesterday's backup restored, and an outsider who learns nothing of it.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::accounts::person::{PASSWORD, Person, SECOND, create, form_of, invite};
use crate::cli::{done, run};
use crate::fixtures::HOME;
use crate::review::{decisions, filled};
use crate::server::{Server, list};

const CLINIC: &str = "n-1421400900010";

/// The clinic among the candidates of a match that needs somebody who takes new patients.
fn candidate(server: &Server) -> Value {
    let question = json!({ "origin": { "lat": HOME.0, "lon": HOME.1 }, "needs": ["accepting_new"] });
    let answer = server.post("/api/v1/matches", &question).json();
    let found = list(&answer["candidates"]).iter().find(|candidate| candidate["facility"]["id"] == CLINIC).cloned();
    found.unwrap_or_else(|| panic!("{answer}"))
}

/// What the match says of new patients at the clinic.
fn taking_new(server: &Server) -> Value {
    let candidate = candidate(server);
    let about = list(&candidate["requirements"]).iter().find(|one| one["need"] == "accepting_new").cloned();
    about.unwrap_or_else(|| panic!("{candidate}"))
}

fn backup(data: &Path, file: &Path) {
    done(&run(&["backup", file.to_str().unwrap()], data));
}

/// An administrator invites an editor, who signs in with a password of their own.
fn invited_editor(server: &Server) -> Person {
    let mut hanako = Person::new(server);
    assert_eq!(hanako.sign_in("hanako", PASSWORD).status, 303);
    let form = form_of(&hanako.get("/admin").text());
    let fields =
        [("form", form.as_str()), ("name", "鈴木 太郎"), ("role", "editor"), ("facilities", ""), ("days", "3")];
    let link = invite(&hanako.post("/admin/invitations", &fields).text());
    let mut taro = Person::new(server);
    let fields = [("name", "鈴木 太郎"), ("login", "taro"), ("password", SECOND), ("again", SECOND)];
    assert_eq!(taro.post(&link, &fields).status, 303);
    taro
}

/// The doubt is joined to the wrong facility and that is taken back.
fn join_wrongly_and_take_back(editor: &mut Person, data: &Path) {
    let form = form_of(&editor.get("/admin/review").text());
    let wrong = [
        ("form", form.as_str()),
        ("record", "kaigo:1469990001-130"),
        ("source", ""),
        ("in", ""),
        ("from", ""),
        ("number", "1"),
        ("facility", "n-1421400900020"),
        ("do", "same"),
    ];
    assert_eq!(editor.post("/admin/review", &wrong).status, 303);
    assert_eq!(decisions(data).len(), 1);
    assert_eq!(editor.post("/admin/review/back", &[("form", &form), ("decisions", "1")]).status, 303);
    assert!(decisions(data).is_empty());
}

#[test]
fn the_first_week_of_an_association() {
    let (folder, data) = filled();
    create(&data, "administrator", "hanako", "山田 花子");
    let server = Server::over(&data);
    let mut editor = invited_editor(&server);

    // A link goes to a clinic; the month is filled in on a telephone and is in the next answer.
    let before = taking_new(&server);
    let printed = done(&run(&["link", "make", CLINIC], &data));
    let link = printed[printed.find("/r/").unwrap()..].trim().to_owned();
    let mut nurse = Person::new(&server);
    let page = nurse.get(&link).text();
    let seen = page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let month = jiff::tz::offset(9).to_datetime(jiff::Timestamp::now()).date().strftime("m.%Y-%m").to_string();
    let places = format!("{month}.n");
    let note = format!("{month}.t");
    let fields =
        [("seen", seen.as_str()), ("do", "save"), (&month, "yes"), (&places, "2"), (&note, "主任 内線 4471 まで")];
    assert_eq!(nurse.post(&link, &fields).status, 303);
    let now = taking_new(&server);
    assert_eq!((&now["answer"], &now["source"]), (&json!("yes"), &json!("facility")), "before: {before}, now: {now}");
    for door in [
        format!("/api/v1/facilities/{CLINIC}"),
        format!("/facilities/{CLINIC}"),
        "/api/v1/facilities?limit=100".to_owned(),
    ] {
        assert!(!server.get(&door).text().contains("4471"), "an outsider learns the direct number at {door}");
    }
    assert!(editor.get(&format!("/api/v1/facilities/{CLINIC}")).text().contains("4471"), "an editor does not");

    join_wrongly_and_take_back(&mut editor, &data);

    // Tonight's backup; then somebody spoils the entry, and yesterday comes back.
    let file = folder.path().join("night.zaitaku");
    backup(&data, &file);
    done(&run(&["edit", CLINIC, "phone", "000-000-0000", "--by", "架空 次郎", "--reason", "間違い"], &data));
    let patience = Instant::now() + Duration::from_secs(20);
    while server.get(&format!("/api/v1/facilities/{CLINIC}")).json()["phone"] != "000-000-0000" {
        assert!(Instant::now() < patience, "the server shows what another process wrote");
        std::thread::sleep(Duration::from_millis(50));
    }
    server.stop();
    done(&run(&["restore", file.to_str().unwrap(), "--replace"], &data));
    let server = Server::over(&data);
    let facility = server.get(&format!("/api/v1/facilities/{CLINIC}")).json();
    assert_ne!(facility["phone"], "000-000-0000");
    assert_eq!(taking_new(&server)["answer"], "yes", "what was acknowledged before the backup is there");
    server.base().clone_into(&mut editor.base);
    assert_eq!(editor.get("/api/v1/session").json()["signed_in"], json!(false), "sessions end with a restore");
    done(&run(&["audit", "verify"], &data));
    server.stop();
}

//! Personal links through the real binary: a facility answers without an account, and nobody else does.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::accounts::person::{PASSWORD, Person, create, form_of, sql};
use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{Server, list, text};

const CLINIC: &str = "n-1421400900010";

/// The path of a new link.
fn link(folder: &Path, more: &[&str]) -> String {
    let arguments = [&["link", "make", CLINIC], more].concat();
    let printed = done(&run(&arguments, folder));
    let at = printed.find("/r/").unwrap_or_else(|| panic!("no link in {printed}"));
    printed[at..].trim().to_owned()
}

fn links(folder: &Path) -> Vec<Value> {
    let json: Value = serde_json::from_str(&done(&run(&["link", "list", "--json"], folder))).unwrap();
    list(&json["links"]).to_vec()
}

fn history(folder: &Path) -> Vec<Value> {
    let json: Value = serde_json::from_str(&done(&run(&["edit", "--history", CLINIC, "--json"], folder))).unwrap();
    list(&json["edits"]).to_vec()
}

/// A directory of the fixtures, and a server over it.
fn world() -> (tempfile::TempDir, std::path::PathBuf, Server) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let server = Server::over(&data);
    (folder, data, server)
}

/// What the page says it has seen.
fn seen(page: &str) -> String {
    page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// The month in Japan, and the day.
fn now() -> (String, String) {
    let day = jiff::tz::offset(9).to_datetime(jiff::Timestamp::now()).date();
    (day.strftime("%Y-%m").to_string(), day.to_string())
}

#[test]
fn a_month_filled_in_on_a_telephone_is_shown_at_once_and_can_be_taken_back() {
    let (_folder, data, server) = world();
    let link = link(&data, &[]);
    let mut nurse = Person::new(&server);
    let page = nurse.get(&link);
    assert_eq!(
        (page.status, page.header("cache-control"), page.header("referrer-policy")),
        (200, "no-store", "same-origin")
    );
    assert!(page.text().contains("変わりありません") && !page.text().contains("<script"), "{}", page.text());
    for lang in ["en", "easy"] {
        assert_eq!(nurse.get(&format!("{link}?lang={lang}")).status, 200);
    }
    let (month, today) = now();
    let fields = [
        ("seen", seen(&page.text())),
        ("do", "save".to_owned()),
        (&format!("m.{month}"), "yes".to_owned()),
        (&format!("m.{month}.n"), "２名".to_owned()),
        ("a.home_oxygen", "consult".to_owned()),
        ("a.home_oxygen.t", "昼間のみ".to_owned()),
        ("h.text", "平日 13:00〜14:00".to_owned()),
        ("h.channel", "phone".to_owned()),
        ("h.person", "地域連携室".to_owned()),
        ("h.note", String::new()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sent = nurse.post(&link, &fields);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let to = sent.header("location").to_owned();
    let saved = nurse.get(&to);
    assert_eq!(saved.status, 200);
    for word in ["あと2名", "昼間のみ", "地域連携室", "元に戻す", "class=\"week\""] {
        assert!(saved.text().contains(word), "{word}: {}", saved.text());
    }
    let facility = server.get(&format!("/api/v1/facilities/{CLINIC}")).json().to_string();
    assert!(facility.contains("昼間のみ"), "{facility}");
    let listed = server.get(&format!("/api/v1/facilities?new_patients={month}")).json();
    let listed: Vec<&str> = list(&listed["items"]).iter().map(|item| text(&item["id"])).collect();
    assert_eq!(listed, [CLINIC], "found by whoever looks for somebody in this month");
    let written = history(&data);
    assert_eq!(written.len(), 3);
    assert!(written.iter().all(|edit| text(&edit["author"]).starts_with("link-")), "{written:?}");

    // Once more the same: nothing is written, and the month that is there can be confirmed in one tap.
    let page = nurse.get(&link).text();
    assert!(page.contains("施設の回答") && page.contains("value=\"2\""), "{page}");
    let confirmed = nurse.post(&link, &[("seen", &seen(&page)), ("do", "confirm")]);
    assert_eq!(confirmed.status, 303);
    let told = history(&data);
    assert_eq!((told.len(), text(&told[0]["field"]), text(&told[0]["after"])), (4, "confirmed", today.as_str()));
    let page = nurse.get(&link).text();
    assert_eq!(
        nurse.post(&link, &[("seen", &seen(&page)), ("do", "confirm")]).status,
        200,
        "a second tap writes nothing"
    );
    assert_eq!(history(&data).len(), 4);

    let range = to.rsplit('/').next().unwrap().to_owned();
    let undone = nurse.post(&format!("{link}/undo"), &[("edits", &range)]);
    assert_eq!(undone.status, 303, "{}", undone.text());
    assert!(nurse.get(undone.header("location")).text().contains("元に戻しました"));
    let facility = server.get(&format!("/api/v1/facilities/{CLINIC}")).json().to_string();
    assert!(!facility.contains("昼間のみ"), "{facility}");
    assert_eq!(nurse.post(&format!("{link}/undo"), &[("edits", &range)]).status, 303, "twice is once");
    assert_eq!(history(&data).len(), 7);
    server.stop();
}

#[test]
fn two_who_answer_at_once_see_each_other() {
    let (_folder, data, server) = world();
    let link = link(&data, &[]);
    let (mut first, mut second) = (Person::new(&server), Person::new(&server));
    let (before, month) = (seen(&first.get(&link).text()), now().0);
    let month = format!("m.{month}");
    assert_eq!(first.post(&link, &[("seen", &before), ("do", "save"), (&month, "yes")]).status, 303);
    let refused = second.post(&link, &[("seen", &before), ("do", "save"), (&month, "no"), ("k.fax", "046-000-0099")]);
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("○") && refused.text().contains("×") && refused.text().contains("046-000-0099"));
    assert_eq!(history(&data).len(), 1, "nothing of it was written");
    let confirm = second.post(&link, &[("seen", &before), ("do", "confirm")]);
    assert_eq!(confirm.status, 409, "whoever says that nothing changed has not seen this");
    let again = seen(&refused.text());
    assert_eq!(
        second.post(&link, &[("seen", &again), ("do", "save"), (&month, "no"), ("k.fax", "046-000-0099")]).status,
        303
    );
    assert_eq!(history(&data).len(), 3);
    // What both say alike is no conflict.
    assert_eq!(first.post(&link, &[("seen", &before), ("do", "save"), (&month, "no")]).status, 200);
    server.stop();
}

#[test]
fn links_of_others_ended_revoked_or_narrow_ones_write_nothing() {
    let (_folder, data, server) = world();
    let mut person = Person::new(&server);
    let narrow = link(&data, &["--scope", "hours"]);
    let page = person.get(&narrow).text();
    assert!(!page.contains("変わりありません") && !page.contains("name=\"a.") && !page.contains("name=\"k."), "{page}");
    for (name, value) in [("a.tpn", "yes"), ("k.phone", "046-000-0000"), ("name", "x"), ("m.2026-12", "yes")] {
        let refused = person.post(&narrow, &[("seen", "0"), ("do", "save"), (name, value)]);
        assert_eq!(refused.status, 400, "{name}: {}", refused.text());
    }
    assert_eq!(person.post(&narrow, &[("seen", "0"), ("do", "confirm")]).status, 400);
    assert_eq!(person.post(&narrow, &[("seen", "0"), ("do", "save"), ("h.text", "2026")]).status / 100, 3);

    // What an editor wrote is not for a link to take back.
    done(&run(&["edit", CLINIC, "phone", "046-000-7777", "--by", "架空 花子", "--reason", "電話で確認"], &data));
    let whole = link(&data, &[]);
    let last = history(&data)[0]["id"].as_i64().unwrap();
    let range = format!("{last}-{last}");
    assert_eq!(person.post(&format!("{whole}/undo"), &[("edits", &range)]).status, 404);
    assert_eq!(person.get(&format!("{whole}/saved/{range}")).status, 404);
    let own = format!("{}-{}", last - 1, last - 1);
    assert_eq!(person.post(&format!("{whole}/undo"), &[("edits", &own)]).status, 404, "nor what another link wrote");

    let count = history(&data).len();
    sql(&data, "UPDATE link SET expires_at = 1 WHERE scopes = 'hours'").unwrap();
    let ended = person.get(&narrow);
    assert!(ended.status == 410 && ended.text().contains("期限"), "{}", ended.text());
    assert_eq!(person.post(&narrow, &[("seen", "0"), ("do", "save"), ("h.text", "平日 9:00〜10:00")]).status, 410);
    let id = text(&links(&data)[0]["id"]).to_owned();
    done(&run(&["link", "revoke", &id], &data));
    let revoked = person.get(&whole);
    assert!(revoked.status == 410 && revoked.text().contains("取り消され"), "{}", revoked.text());
    assert_eq!(person.post(&whole, &[("seen", "0"), ("do", "confirm")]).status, 410);
    assert!(links(&data).is_empty());
    let mut evil = Person::new(&server);
    evil.origin = "https://evil.example".to_owned();
    let open = link(&data, &[]);
    assert_eq!(evil.post(&open, &[("seen", "0"), ("do", "confirm")]).status, 403);
    assert_eq!(history(&data).len(), count);
    done(&run(&["audit", "verify"], &data));
    server.stop();
}

#[test]
fn whoever_guesses_has_to_wait_and_no_token_is_seen_anywhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let server = Server::start(&[], &data, &[("RUST_LOG", "trace")]);
    let path = link(&data, &[]);
    let mut person = Person::new(&server);
    assert_eq!(person.get(&path).status, 200);
    assert_eq!(person.post(&path, &[("seen", "0"), ("do", "confirm")]).status, 303);
    let begun = Instant::now();
    let mut guesses = 0;
    loop {
        let guess = person.get(&format!("/r/{guesses:064x}"));
        guesses += 1;
        if guess.status == 429 {
            assert!(guess.header("retry-after").parse::<u64>().unwrap() >= 1);
            break;
        }
        assert_eq!(guess.status, 404);
        assert!(begun.elapsed() < Duration::from_secs(120), "nobody has to wait");
    }
    assert!(guesses > 30, "{guesses}");
    let metrics = server.get("/metrics").text();
    assert!(metrics.contains("/r/{token}"));
    let log = server.stop();
    let token = path.rsplit('/').next().unwrap();
    assert_eq!(token.len(), 64);
    assert!(log.contains("request") && !log.contains(token) && !metrics.contains(token));
    assert!(!crate::accounts::is_in_a_file(&data, token), "only the digest is kept");
}

#[test]
fn an_editor_makes_links_and_letters_and_others_do_not() {
    let (_folder, data, server) = world();
    create(&data, "editor", "hanako", "花子");
    create(&data, "professional", "taro", "太郎");
    let mut hanako = Person::new(&server);
    assert_eq!(hanako.get("/admin/links").status, 303);
    hanako.sign_in("hanako", PASSWORD);
    let found = hanako.get("/admin/links?kind=clinic&q=&municipality=").text();
    assert!(found.contains(CLINIC), "{found}");
    let form = form_of(&found);
    let fields = [
        ("form", form.as_str()),
        ("facility", CLINIC),
        ("scope", "availability"),
        ("scope", "hours"),
        ("scope", "answers"),
        ("scope", "contact"),
        ("days", "35"),
    ];
    let made = hanako.post("/admin/links", &fields);
    assert_eq!(made.status, 200, "{}", made.text());
    let page = made.text();
    assert!(page.contains("御中") && page.contains("<svg") && page.contains("□"), "{page}");
    let at = page.find("/r/").unwrap();
    let path = page[at..at + 3 + 64].to_owned();
    assert_eq!(Person::new(&server).get(&path).status, 200);
    let list = hanako.get("/admin/links").text();
    assert!(list.contains("最後に開いた日") && !list.contains(&path), "the address is shown once");
    let id = list.split("name=\"link\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(hanako.post("/admin/links", &fields[..6]).status, 400, "without days");
    assert_eq!(hanako.post("/admin/links", &[("form", "0"), ("facility", CLINIC)]).status, 403);
    assert_eq!(hanako.post("/admin/links/revoke", &[("form", &form), ("link", &id)]).status, 200);
    assert_eq!(Person::new(&server).get(&path).status, 410);
    let mut taro = Person::new(&server);
    taro.sign_in("taro", PASSWORD);
    assert_eq!(taro.get("/admin/links").status, 403);
    let own = form_of(&taro.get("/account").text());
    let fields = [("form", own.as_str()), ("facility", CLINIC), ("scope", "hours"), ("days", "3")];
    assert_eq!(taro.post("/admin/links", &fields).status, 403);
    server.stop();
}

#[test]
fn a_table_goes_out_is_filled_in_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    let file = folder.path().join("round.csv");
    let name = file.to_str().unwrap();
    done(&run(&["freshness", "export", "--kind", "clinic", "-o", name], &data));
    let hand_in = |more: &[&str]| run(&[&["freshness", "import", name, "--by", "架空 花子"], more].concat(), &data);
    assert!(done(&hand_in(&["--yes"])).contains("変更 0"), "as it went");
    let table = std::fs::read_to_string(&file).unwrap();
    let heads: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let column = |field: &str| heads.iter().position(|head| head.ends_with(&format!("[{field}]"))).unwrap();
    let fill = |field: &str, value: &str| {
        let line = |line: &str| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if line.starts_with(CLINIC) {
                cells[column(field)] = value;
            }
            cells.join(",")
        };
        let filled: Vec<String> = table.lines().map(line).collect();
        std::fs::write(&file, filled.join("\r\n")).unwrap();
    };
    let month = format!("new_patients/{}", now().0);
    fill(&month, "3名");
    assert!(done(&hand_in(&[])).contains("変更 1"));
    assert_eq!(history(&data).len(), 0, "a preview writes nothing");
    assert!(done(&hand_in(&["--yes"])).contains("変更 1"));
    let written = history(&data);
    assert_eq!((written.len(), &written[0]["after"]["places"]), (1, &serde_json::json!(3)));
    assert!(done(&hand_in(&["--yes"])).contains("変更 0"), "handed in twice is once");
    // The table is older than the answer that stands there now.
    fill(&month, "×");
    let late = hand_in(&["--yes"]);
    assert_eq!((late.status.code(), history(&data).len()), (Some(1), 1));
    fill("phone", &"0".repeat(2_001));
    assert_eq!(hand_in(&["--yes"]).status.code(), Some(1));
    std::fs::write(&file, "a,b\n1,2\n").unwrap();
    assert_eq!(hand_in(&[]).status.code(), Some(2));

    let told: Value = serde_json::from_str(&done(&run(&["freshness", "--kind", "clinic", "--json"], &data))).unwrap();
    let availability = &told["parts"]["availability"];
    assert_eq!(availability["fresh"], 1, "{told}");
    assert!(availability["never"].as_u64().unwrap() + 1 == told["facilities"].as_u64().unwrap(), "{told}");
}

#[test]
fn editors_see_how_fresh_the_directory_is() {
    let (_folder, data, server) = world();
    create(&data, "editor", "hanako", "花子");
    let mut hanako = Person::new(&server);
    assert_eq!(hanako.get("/admin/freshness").status, 303);
    hanako.sign_in("hanako", PASSWORD);
    for address in [
        "",
        "?state=all",
        "?state=never&kind=clinic&order=area",
        "?municipality=14000&order=kind&lang=en",
        "?skip=1&lang=easy",
    ] {
        let page = hanako.get(&format!("/admin/freshness{address}"));
        assert_eq!(page.status, 200, "{address}: {}", page.text());
        assert!(page.text().contains("class=\"bar\""), "{address}");
    }
    let never = hanako.get("/admin/freshness?state=never&kind=clinic").text();
    assert!(never.contains(CLINIC), "{never}");
    for wrong in ["?state=x", "?kind=x", "?order=x", "?municipality=x", "?skip=x", "?colour=x"] {
        assert_eq!(hanako.get(&format!("/admin/freshness{wrong}")).status, 400, "{wrong}");
    }
    server.stop();
}

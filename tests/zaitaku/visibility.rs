//! An outsider tries every door for what was told to professionals; a professional finds it behind each.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::person::{PASSWORD, Person, account, create, with_input};
use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::{Reply, Server, list, zaitaku};
use zaitaku::domain::vocabulary;

const CLINIC: &str = "n-1421400900010";
const OTHER: &str = "n-1421400900020";

/// What the survey told professionals: a person twice, direct numbers in a column of their own and inside a condition, a month's capacity,
/// words.
const TOLD: [&str; 6] = ["佐渡島", "046-555-7777", "090-5555-5555", "7〜9", "名古屋", "0465557777"];

fn survey() -> String {
    "令和8年度 架空市 在宅医療調査,,,,,,,,,,\n\
     回答基準日：令和8年10月1日 ○：可 △：要相談 ×：不可,,,,,,,,,,\n\
     No.,医療機関名,所在地,訪問診療,副主治医としての協力,中心静脈栄養,月あたり担当可能患者数,相談可能時間,連絡方法,相談窓口・担当者,院長直通電話,備考\n\
     1,みさき海岸在宅クリニック,神奈川県横須賀市浦賀五丁目99番9号,○,○,△（夜は090-5555-5555）,7〜9名,平日13:00-14:00（院長の佐渡島まで）,電話,佐渡島主任,046-555-7777,夜間は名古屋さんへ\n"
        .to_owned()
}

/// A data folder with the neighbourhood and the survey, and no account.
fn filled(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("data");
    let mut files = fixtures::write_all(folder);
    let file = fixtures::write(folder, "調査.csv", survey().as_bytes());
    done(&zaitaku().args(["survey", "map"]).arg(&file).output().unwrap());
    files.push(file);
    done(&import(&files, &data, &[]));
    data
}

/// Everything one can be answered with a GET.
fn pages() -> Vec<String> {
    let mut pages: Vec<String> = [
        format!("/api/v1/facilities/{CLINIC}"),
        format!("/api/v1/facilities/{CLINIC}?at=now&lang=en"),
        format!("/facilities/{CLINIC}"),
        format!("/facilities/{CLINIC}?lang=en"),
        format!("/facilities/{CLINIC}?lang=easy"),
        format!("/api/v1/facilities/{CLINIC}/history"),
    ]
    .into();
    pages.extend(
        [
            "/api/v1/facilities?municipality=14201&limit=500",
            "/api/v1/facilities?capability=sub_physician",
            "/api/v1/facilities?q=佐渡島",
            "/areas",
            "/areas/14000",
            "/areas/14201",
            "/holidays?municipality=14201&date=2026-11-23",
            "/about",
            "/sitemap.xml",
            "/sitemaps/facilities-1.xml",
            "/api/v1/status",
            "/api/v1/openapi.json",
            "/metrics",
            "/tiles/facilities",
        ]
        .map(str::to_owned),
    );
    pages.extend((5..=16).map(|z| tile(z, "")));
    pages
}

/// The tile of the clinic.
fn tile(z: u32, query: &str) -> String {
    let (lat, lon) = (35.233_f64, 139.718_f64);
    let n = f64::from(2_u32.pow(z));
    let x = ((lon + 180.0) / 360.0 * n) as u32;
    let y = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * n) as u32;
    format!("/tiles/facilities/{z}/{x}/{y}{query}")
}

/// Everything one can be answered with a POST.
fn questions() -> Vec<(&'static str, Value)> {
    let origin = json!({ "lat": fixtures::HOME.0, "lon": fixtures::HOME.1 });
    let question = json!({ "origin": origin, "needs": ["sub_physician", "tpn"], "limit": 50 });
    let with = |name: &str, value: Value| {
        let mut question = question.clone();
        question[name] = value;
        question
    };
    let mut comparison = question.clone();
    comparison.as_object_mut().unwrap().remove("limit");
    comparison["first"] = json!(CLINIC);
    comparison["second"] = json!(OTHER);
    let search = json!({ "near": origin, "radius_m": 16_000, "limit": 50 });
    let mut asked = search.clone();
    asked["capability"] = json!(["sub_physician"]);
    let mut words = search.clone();
    words["text"] = json!("046-555-7777");
    vec![
        ("/api/v1/matches", question.clone()),
        ("/api/v1/matches", with("team", json!(true))),
        ("/api/v1/matches", with("role", json!("alternate"))),
        ("/api/v1/matches", with("lang", json!("en"))),
        ("/api/v1/matches", with("my_hours", json!("平日 13時-17時"))),
        ("/api/v1/matches/evidence", question.clone()),
        ("/api/v1/matches/comparison", comparison),
        ("/api/v1/search", search),
        ("/api/v1/search", asked),
        ("/api/v1/search", words),
        ("/api/v1/interpret", json!({ "text": "浦賀の家、副主治医、中心静脈栄養" })),
        ("/api/v1/geocode", json!({ "address": "横須賀市浦賀5丁目" })),
        ("/api/v1/suggest", json!({ "text": "横須賀市浦賀" })),
    ]
}

fn leaks(reply: &Reply) -> Option<&'static str> {
    let text = reply.text();
    TOLD.into_iter().find(|told| text.contains(told))
}

fn post(person: &Person, path: &str, body: &Value, csrf: &str) -> Reply {
    let request = person.client.post(format!("{}{path}", person.base)).header("cookie", &person.cookie);
    let request = request.header("origin", &person.base).header("x-zaitaku-csrf", csrf);
    let response = request.header("content-type", "application/json").body(body.to_string()).send().unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, bytes: response.bytes().unwrap().to_vec() }
}

fn total(reply: &Reply) -> u64 {
    reply.json()["total"].as_u64().unwrap()
}

/// Nobody without an account may learn anything.
fn outsider_learns_nothing(server: &Server) {
    let outsider = Person::new(server);
    let stranger = Person { cookie: format!("zaitaku_session={}", "0".repeat(64)), ..outsider.clone() };
    for person in [&outsider, &stranger] {
        for path in pages() {
            let reply = person.get(&path);
            assert_eq!(leaks(&reply), None, "{path} tells {}", reply.text());
            assert!([200, 204, 401, 404].contains(&reply.status), "{path}: {}", reply.status);
            let described = path.ends_with("openapi.json");
            assert!(described || !reply.text().contains("professional_only"), "{path} hints that something is hidden");
        }
        for (path, body) in questions() {
            let reply = post(person, path, &body, "");
            assert_eq!((reply.status, leaks(&reply)), (200, None), "{path} {body} tells {}", reply.text());
            assert!(!reply.text().contains("professional_only"), "{path} hints that something is hidden");
        }
    }
    let facility = outsider.get(&format!("/api/v1/facilities/{CLINIC}"));
    let shown = facility.json();
    assert!(facility.header("vary").contains("cookie"), "{:?}", facility.headers);
    assert_eq!((&shown["capacity"], list(&shown["remarks"]).len()), (&Value::Null, 0));
    let contact = &shown["hours"]["contact"];
    assert_eq!((&contact["person"], &contact["channel"]), (&Value::Null, &json!("phone")), "{contact}");
    let has = |id: &str| list(&shown["capabilities"]).iter().any(|one| one["id"] == id);
    assert!(has("tpn") && !has("sub_physician"), "{shown}");

    // Neither a filter nor a count nor the map knows who consented.
    assert_eq!(total(&outsider.get("/api/v1/facilities?capability=sub_physician")), 0);
    assert_eq!(outsider.get(&tile(12, "?capability=sub_physician")).status, 204);
    let point = outsider.get(&tile(16, ""));
    assert!(String::from_utf8_lossy(&point.bytes).contains("home_visit_scheduled"));
    assert!(!String::from_utf8_lossy(&point.bytes).contains("sub_physician"));
    // Of the need nobody is known to be able or unable.
    let answer = server.ask(&questions()[0].1);
    for candidate in list(&answer["candidates"]) {
        let consent = list(&candidate["requirements"]).iter().find(|one| one["need"] == "sub_physician").unwrap();
        assert_eq!((&consent["answer"], &consent["source"]), (&json!("unknown"), &Value::Null), "{candidate}");
    }
    // Who may not edit is told neither a history nor a conflict.
    assert_eq!(outsider.get(&format!("/api/v1/facilities/{CLINIC}/history")).status, 401);
    let change = json!({ "edits": [{ "field": "capacity", "value": "3名", "seen": 99 }], "reason": "試し" });
    let refused = server.request(Method::PATCH, &format!("/api/v1/facilities/{CLINIC}")).json(&change);
    assert_eq!(server.send(refused).status, 401);
}

/// Whoever arranges care by profession is shown all of it.
fn professional_sees(server: &Server, person: &Person) {
    let reply = person.get(&format!("/api/v1/facilities/{CLINIC}"));
    assert_eq!(reply.header("cache-control"), "private, no-store");
    for told in &TOLD[..5] {
        assert!(reply.text().contains(told), "{told} is not in {}", reply.text());
    }
    let marked = reply.json()["professional_only"].clone();
    for part in ["capacity", "hours_contact/person", "hours_contact/rest", "sub_physician", "direct_numbers"] {
        assert!(list(&marked).contains(&json!(part)), "{part} is not in {marked}");
    }
    let page = person.get(&format!("/facilities/{CLINIC}"));
    assert!(page.text().contains("専門職のみ") && TOLD[..5].iter().all(|told| page.text().contains(told)));
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert_eq!(total(&person.get("/api/v1/facilities?capability=sub_physician")), 1);
    let drawn = person.get(&tile(12, "?capability=sub_physician"));
    assert_eq!((drawn.status, drawn.header("cache-control")), (200, "private, no-store"));
    assert!(person.get(&tile(16, "")).text().contains("sub_physician"));

    let csrf = person.session()["csrf"].as_str().unwrap().to_owned();
    let (path, question) = &questions()[0];
    let answer = post(person, path, question, &csrf);
    assert!(answer.header("cache-control").contains("no-store"));
    let candidates = answer.json()["candidates"].clone();
    let clinic = list(&candidates).iter().find(|one| one["facility"]["id"] == CLINIC).unwrap();
    assert_eq!((&clinic["contact"]["person"], &clinic["rank"]), (&json!("佐渡島主任"), &json!(1)));
    assert_eq!(list(&clinic["requirements"])[0]["answer"], "yes");
    assert!(list(&clinic["professional_only"]).contains(&json!("hours_contact/person")));
    // A question that does not show where it comes from is the public's.
    assert_eq!(leaks(&post(person, path, question, "")), None);
    assert_eq!(leaks(&post(person, path, question, &"0".repeat(64))), None);

    // What a professional was sent is no answer for anybody else.
    let tag = reply.header("etag");
    let public = server.get_with(&format!("/api/v1/facilities/{CLINIC}"), "if-none-match", tag);
    assert_eq!((public.status, leaks(&public)), (200, None));
}

fn signed_in(server: &Server, login: &str) -> Person {
    let mut person = Person::new(server);
    let reply = person.sign_in(login, PASSWORD);
    assert_eq!(reply.status, 303, "{}", reply.text());
    person
}

fn until(mut true_now: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !true_now() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never comes true");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_outsider_finds_nothing_behind_any_door_and_a_professional_everything() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    let server = Server::over(&data);
    // Without an account there is nobody who could be known: everything is shown, and the program says so.
    let open = server.get(&format!("/api/v1/facilities/{CLINIC}"));
    assert!(TOLD[..5].iter().all(|told| open.text().contains(told)), "{}", open.text());
    assert!(!open.text().contains("professional_only") && !open.header("vary").contains("cookie"));
    assert!(server.log().contains("every field is shown to everybody"));
    assert!(done(&run(&["check", "--quick"], &data)).contains("every field is shown to everybody"));

    create(&data, "professional", "nurse", "架空 看護師");
    until(|| leaks(&server.get(&format!("/api/v1/facilities/{CLINIC}"))).is_none());
    until(|| server.get("/api/v1/status").json()["accounts"] == true);
    outsider_learns_nothing(&server);
    professional_sees(&server, &signed_in(&server, "nurse"));

    // What is told later is hidden from the first moment on; so it is after a restart, and for a facility's own people elsewhere.
    let edited = run(&["edit", CLINIC, "capacity", "佐渡島なら3名", "--by", "架空", "--reason", "電話で確認"], &data);
    done(&edited);
    let nurse = signed_in(&server, "nurse");
    until(|| nurse.get(&format!("/api/v1/facilities/{CLINIC}")).text().contains("佐渡島なら3名"));
    outsider_learns_nothing(&server);
    server.stop();
    let server = Server::start(&["--public-address", "https://zaitaku.example.jp"], &data, &[]);
    assert_eq!(server.get("/sitemaps/facilities-1.xml").status, 200);
    outsider_learns_nothing(&server);
    server.stop();
    let server = Server::over(&data);
    create(&data, "facility", "other", "架空 他院");
    let other = signed_in(&server, "other");
    assert_eq!(leaks(&other.get(&format!("/api/v1/facilities/{CLINIC}"))), None);
    let own =
        ["create", "--role", "facility", "--login", "own", "--name", "自院", "--facility", CLINIC, "--password-stdin"];
    done(&with_input(&mut account(&data, &own), PASSWORD));
    let own = signed_in(&server, "own");
    assert!(own.get(&format!("/api/v1/facilities/{CLINIC}")).text().contains("佐渡島なら3名"));
    assert!(own.get(&format!("/facilities/{CLINIC}")).text().contains("佐渡島なら3名"));
    assert_eq!(
        total(&own.get("/api/v1/facilities?capability=sub_physician")),
        0,
        "of lists it sees what everybody sees"
    );
    server.stop();
}

#[test]
fn an_operators_own_table_holds_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let data = filled(folder.path());
    create(&data, "professional", "nurse", "架空 看護師");
    let reason = r#"reason = { ja = "当会の決まり", en = "our rule", easy = "きまり" }"#;
    let table = format!(
        "[[rules]]\nfields = [\"capacity\"]\nsees = \"public\"\n{reason}\n[[rules]]\nfields = [\"remarks\"]\nsees = \"editor\"\n{reason}\n"
    );
    std::fs::write(data.join("visibility.toml"), &table).unwrap();
    let printed = done(&run(&["check", "--quick"], &data));
    assert!(
        printed.contains("capacity: professional → public") && printed.contains("remarks: professional → editor"),
        "{printed}"
    );
    assert!(!printed.contains("every field is shown"), "{printed}");
    let server = Server::over(&data);
    let path = format!("/api/v1/facilities/{CLINIC}");
    let public = server.get(&path).text();
    assert!(public.contains("7〜9") && !public.contains("佐渡島"), "{public}");
    let nurse = signed_in(&server, "nurse").get(&path).text();
    assert!(nurse.contains("佐渡島") && !nurse.contains("名古屋"), "{nurse}");
    server.stop();

    // The operator's own export is whole unless it is asked to be less.
    let export = |who: &[&str]| done(&run(&[&["export", "--format", "ndjson"], who].concat(), &data));
    let holds = |text: &str| TOLD[..5].iter().map(|told| text.contains(told)).collect::<Vec<_>>();
    assert_eq!(holds(&export(&[])), [true; 5]);
    assert_eq!(holds(&export(&["--audience", "professional"])), [true, false, true, true, false]);
    assert_eq!(holds(&export(&["--audience", "public"])), [false, false, false, true, false]);

    std::fs::write(data.join("visibility.toml"), table.replace("capacity", "capacities")).unwrap();
    let refused = run(&["check", "--quick"], &data);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("capacities"));
    let started = zaitaku().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&data).output().unwrap();
    assert_eq!(started.status.code(), Some(1), "a server with a table that cannot be read does not start");
}

#[test]
fn the_document_lists_what_the_table_says() {
    let document = std::fs::read_to_string(crate::architecture::root().join("docs/visibility.md")).unwrap();
    let table = zaitaku::domain::visibility::builtin();
    let capabilities = table.capability_rules().map(|(one, rule)| (vocabulary().id(one).to_owned(), rule));
    let remarks = table.remark_rules().map(|(label, rule)| (format!("remark/{label}"), rule));
    let fields = table.rules().map(|(part, rule)| (part.id().to_owned(), rule));
    for (what, rule) in fields.chain(capabilities).chain(remarks) {
        let rows = document.lines().filter(|line| line.starts_with("| `") && line.contains(&format!("`{what}`")));
        let rows: Vec<&str> = rows.collect();
        assert_eq!(rows.len(), 1, "{what}: {rows:?}");
        let cells: Vec<&str> = rows[0].split(" | ").collect();
        assert_eq!(cells[1].trim_matches('*'), rule.sees.id(), "{what}");
        assert_eq!(cells[2].trim_end_matches(" |"), rule.reason.en, "{what}");
    }
}

/// What is whole is for edits and for those who may edit; a handler that answers a question has the directory of whoever asks.
#[test]
fn the_whole_directory_is_known_to_few_rooms_of_the_door() {
    let known = [
        "batches.rs",
        "bulk/",
        "doubts/",
        "edit_pages/",
        "edits",
        "links/",
        "live.rs",
        "proposals/",
        "seen.rs",
        "shown.rs",
    ];
    let door = crate::architecture::root().join("src/http");
    for path in crate::architecture::files_below(&door, &["rs"]) {
        let name = path.strip_prefix(&door).unwrap().to_string_lossy().into_owned();
        let code = std::fs::read_to_string(&path).unwrap();
        let whole = [".whole()", ".directories()", "Audience::Editor", "Audience::Professional"];
        let used: Vec<&str> = whole.into_iter().filter(|word| code.contains(word)).collect();
        assert!(
            used.is_empty() || known.iter().any(|room| name.starts_with(room)),
            "{name} uses {used:?}: docs/visibility.md"
        );
    }
}

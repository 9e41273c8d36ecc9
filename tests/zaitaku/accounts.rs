//! Accounts through the real binary: signing in, invitations, sessions, the audit log, and what must never be seen of them.

mod audit;
pub(crate) mod person;

use std::path::Path;
use std::time::{Duration, Instant};

use crate::cli::done;
use crate::server::{Server, zaitaku};
use person::{PASSWORD, Person, SECOND, account, create, form_of, invite, sql};

#[test]
fn without_accounts_the_program_is_as_it_was() {
    let server = Server::demo();
    let session = server.get("/api/v1/session");
    assert_eq!(session.json()["accounts"], false);
    assert_eq!(session.json()["role"], "public");
    for path in ["/", "/areas", "/login", "/account", "/admin", "/api/v1/session"] {
        let reply = server.get(path);
        assert!(reply.headers.get("set-cookie").is_none(), "{path} sets a cookie");
        // A page that says so in one language leads to itself in the others.
        let leads = reply.text().contains("href=\"/login") && !reply.text().contains("zaitaku account create");
        assert!(!leads, "{path} leads to a page to sign in");
    }
    assert_eq!(server.get("/login").status, 404);
    assert!(server.get("/login").text().contains("zaitaku account create"));
}

#[test]
fn a_running_server_notices_the_first_account() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::over(folder.path());
    let known = || server.get("/api/v1/status").json()["accounts"] == true;
    assert!(!known());
    create(folder.path(), "administrator", "hanako@example.jp", "山田 花子");
    let begun = Instant::now();
    while !known() {
        assert!(begun.elapsed().as_secs() < 30, "the page is never told that somebody can sign in");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn somebody_signs_in_is_known_and_signs_out() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "Hanako@Example.jp", "山田 花子");
    let server = Server::over(folder.path());
    let mut hanako = Person::new(&server);
    assert_eq!(hanako.session()["accounts"], true);
    assert_eq!(hanako.get("/account").status, 303, "whoever is not signed in is shown the way");
    assert_eq!(hanako.get("/account").header("location"), "/login?next=/account");

    let wrong = hanako.sign_in("hanako@example.jp", "あさごはんは パンとスープ");
    assert_eq!((wrong.status, wrong.headers.get("set-cookie").is_none()), (403, true));
    let unknown = hanako.sign_in("taro@example.jp", PASSWORD);
    assert_eq!(unknown.status, 403);
    assert_eq!(
        unknown.text().replace("taro@example.jp", ""),
        wrong.text().replace("hanako@example.jp", ""),
        "one answer for both"
    );

    let right = hanako.sign_in("ＨＡＮＡＫＯ@example.jp", PASSWORD);
    assert_eq!((right.status, right.header("location")), (303, "/account"), "{}", right.text());
    let cookie = right.header("set-cookie");
    for part in ["zaitaku_session=", "; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let session = hanako.session();
    assert_eq!((&session["signed_in"], &session["role"]), (&true.into(), &"administrator".into()), "{session}");
    assert_eq!(session["name"], "山田 花子");
    let own = hanako.get("/account");
    assert_eq!((own.status, own.header("cache-control")), (200, "no-store"));
    assert!(own.header("content-security-policy").contains("form-action 'self'"));
    assert!(own.text().contains("hanako@example.jp"));
    assert_eq!(hanako.get("/admin").status, 200);

    let before = hanako.clone();
    assert_eq!(hanako.post("/logout", &[("form", &form_of(&own.text()))]).status, 303);
    assert_eq!(before.session()["signed_in"], false, "the session ended on the server, not only in the browser");
    server.stop();
}

#[test]
fn over_tls_the_cookie_is_bound_to_host_and_tls() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "editor", "hanako", "花子");
    let server = Server::start(&["--public-address", "https://zaitaku.example.jp"], folder.path(), &[]);
    let mut hanako = Person::new(&server);
    hanako.origin = "https://zaitaku.example.jp".to_owned();
    let cookie = hanako.sign_in("hanako", PASSWORD).header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-zaitaku=") && cookie.contains("; Secure"), "{cookie}");
    assert_eq!(hanako.session()["role"], "editor");
    server.stop();
}

#[test]
fn a_form_of_another_site_or_session_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako", "花子");
    let server = Server::over(folder.path());
    let mut hanako = Person::new(&server);
    let mut evil = Person::new(&server);
    evil.origin = "https://evil.example".to_owned();
    assert_eq!(evil.sign_in("hanako", PASSWORD).status, 403);
    assert!(evil.cookie.is_empty());
    hanako.sign_in("hanako", PASSWORD);
    let form = form_of(&hanako.get("/account").text());
    let invitation = |form: &str| {
        vec![("form", form.to_owned()), ("name", "x".into()), ("role", "editor".into()), ("days", "3".into())]
    };
    let send = |person: &Person, form: &str| {
        let fields = invitation(form);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        person.clone().post("/admin/invitations", &fields).status
    };
    assert_eq!(send(&hanako, ""), 403, "without the token");
    assert_eq!(send(&hanako, &"0".repeat(64)), 403, "with another's token");
    for origin in ["https://evil.example", "null", ""] {
        let other = Person { origin: origin.to_owned(), ..hanako.clone() };
        assert_eq!(send(&other, &form), 403, "from {origin:?}");
    }
    assert_eq!(send(&hanako, &form), 200);
    // A second session of the same person has a token of its own.
    let mut again = Person::new(&server);
    again.sign_in("hanako", PASSWORD);
    assert_eq!(send(&again, &form), 403);
    server.stop();
}

#[test]
fn guessing_has_to_wait_and_others_do_not() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako", "花子");
    create(folder.path(), "editor", "taro", "太郎");
    let server = Server::over(folder.path());
    let guesser = Person::new(&server);
    // Waits begin short and grow, so that a slow machine meets one too, only later. Returns the seconds of the first wait that is long.
    let guess_until = |login: &str, long: u64| {
        let mut refused = 0;
        for n in 0..30 {
            let reply = guesser.clone().sign_in(login, &format!("wrong guess number {n}"));
            if reply.status == 403 {
                refused += 1;
                continue;
            }
            assert_eq!(reply.status, 429, "{}", reply.text());
            assert!(refused >= 5, "{refused} mistakes are free");
            let wait: u64 = reply.header("retry-after").parse().unwrap();
            assert!((1..=300).contains(&wait), "{wait}");
            if wait >= long {
                return wait;
            }
            std::thread::sleep(Duration::from_secs(wait));
        }
        panic!("nobody has to wait for {login}");
    };
    guess_until("nobody-here", 1);
    let wait = guess_until("hanako", 7);
    assert_eq!(guesser.clone().sign_in("hanako", PASSWORD).status, 429, "the right password does not shorten the wait");
    assert_eq!(guesser.clone().sign_in("taro", PASSWORD).status, 303);
    std::thread::sleep(Duration::from_secs(wait + 1));
    assert_eq!(guesser.clone().sign_in("hanako", PASSWORD).status, 303, "and whoever has waited gets in");
    server.stop();
}

#[test]
fn an_unknown_login_takes_as_long_as_a_wrong_password() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..3 {
        create(folder.path(), "editor", &format!("editor{n}"), "花子");
    }
    let server = Server::over(folder.path());
    let mut person = Person::new(&server);
    let mut took = |login: &str| {
        let started = Instant::now();
        assert_eq!(person.sign_in(login, "this is not the password").status, 403);
        started.elapsed()
    };
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        for n in 0..3 {
            known.push(took(&format!("editor{n}")));
            unknown.push(took(&format!("nobody{n}")));
        }
    }
    // Other work on the machine only adds to a time, so the fastest of each says most. Hashing takes tens of milliseconds and everything
    // else a few: an answer without it would be of another class.
    let (known, unknown) = (known.into_iter().min().unwrap(), unknown.into_iter().min().unwrap());
    assert!(known < unknown * 2 && unknown < known * 2, "known {known:?}, unknown {unknown:?}");
    server.stop();
}

#[test]
fn an_invitation_makes_one_account_and_no_second() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako", "花子");
    let server = Server::over(folder.path());
    let mut hanako = Person::new(&server);
    hanako.sign_in("hanako", PASSWORD);
    let form = form_of(&hanako.get("/admin").text());
    let made = hanako.post(
        "/admin/invitations",
        &[("form", &form), ("name", "佐藤"), ("role", "facility"), ("facilities", "a, b"), ("days", "3")],
    );
    let link = invite(&made.text());
    let mut sato = Person::new(&server);
    let page = sato.get(&link);
    assert!(page.status == 200 && page.text().contains("佐藤") && page.text().contains("事業所"), "{}", page.text());
    let fields = |login: &'static str, password: &'static str| {
        [("name", "佐藤 一"), ("login", login), ("password", password), ("again", password)]
    };
    for (login, password, why) in [
        ("sato", "short", "12文字以上"),
        ("sato", "password1234", "よく使われる"),
        ("sato sato", SECOND, "空白"),
        ("hanako", SECOND, "使われています"),
    ] {
        let refused = sato.post(&link, &fields(login, password));
        assert!((400..500).contains(&refused.status) && refused.text().contains(why), "{why}: {}", refused.text());
    }
    assert_eq!(sato.post(&link, &fields("sato", SECOND)).status, 303);
    let session = sato.session();
    assert_eq!((&session["role"], &session["facilities"]), (&"facility".into(), &serde_json::json!(["a", "b"])));
    assert_eq!(sato.get("/admin").status, 403, "a facility manages nobody");
    let mut second = Person::new(&server);
    assert_eq!(second.get(&link).status, 404);
    assert_eq!(second.post(&link, &fields("third", SECOND)).status, 404);
    assert_eq!(second.get(&format!("/invitation/{}", "0".repeat(64))).status, 404);
    assert_eq!(second.get("/invitation/x").status, 404);

    // One that ended, and one that was taken back.
    let link =
        invite(&done(&account(folder.path(), &["invite", "--role", "editor", "--name", "鈴木"]).output().unwrap()));
    assert_eq!(second.get(&link).status, 200);
    sql(folder.path(), "UPDATE invitation SET expires_at = 1 WHERE name = '鈴木'").unwrap();
    assert_eq!(second.get(&link).status, 404);
    assert_eq!(second.post(&link, &fields("third", SECOND)).status, 404);
    let link =
        invite(&done(&account(folder.path(), &["invite", "--role", "editor", "--name", "田中"]).output().unwrap()));
    let page = hanako.get("/admin").text();
    let id = page.split("name=\"invitation\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(hanako.post("/admin/invitations/revoke", &[("form", &form), ("invitation", &id)]).status, 200);
    assert_eq!(second.get(&link).status, 404);
    server.stop();
}

#[test]
fn sessions_end_by_time_by_word_and_by_what_changes() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako", "花子");
    create(folder.path(), "editor", "taro", "太郎");
    let server = Server::over(folder.path());
    let signed_in = |login: &str| {
        let mut person = Person::new(&server);
        assert_eq!(person.sign_in(login, PASSWORD).status, 303);
        person
    };
    let is_in = |person: &Person| person.session()["signed_in"] == true;

    let idle = signed_in("taro");
    sql(folder.path(), "UPDATE session SET seen_at = seen_at - 3700").unwrap();
    assert!(!is_in(&idle), "after an hour without a request");
    let long = signed_in("taro");
    sql(folder.path(), "UPDATE session SET created_at = created_at - 43300").unwrap();
    assert!(!is_in(&long), "after twelve hours in any case");

    let (mut desk, ward) = (signed_in("taro"), signed_in("taro"));
    let form = form_of(&desk.get("/account").text());
    assert_eq!(desk.post("/account/sessions", &[("form", &form), ("end", "others")]).status, 200);
    assert!(is_in(&desk) && !is_in(&ward), "signed out everywhere else");

    let ward = signed_in("taro");
    let change = |password: &'static str, new: &'static str| [("password", password), ("new", new), ("again", new)];
    let with = |fields: [(&'static str, &'static str); 3]| {
        let mut all = vec![("form", form.as_str())];
        all.extend(fields);
        all
    };
    assert_eq!(desk.post("/account/password", &with(change("not the password", SECOND))).status, 403);
    assert!(is_in(&ward));
    assert_eq!(desk.post("/account/password", &with(change(PASSWORD, SECOND))).status, 200);
    assert!(is_in(&desk) && !is_in(&ward), "a new password ends the others");
    assert_eq!(Person::new(&server).sign_in("taro", PASSWORD).status, 403);

    done(&account(folder.path(), &["set-role", "taro", "--role", "professional"]).output().unwrap());
    assert!(!is_in(&desk), "another role ends all");
    let mut hanako = signed_in("hanako");
    let mut taro = Person::new(&server);
    assert_eq!(taro.sign_in("taro", SECOND).status, 303);
    done(&account(folder.path(), &["disable", "taro"]).output().unwrap());
    assert!(!is_in(&taro));
    assert_eq!(taro.sign_in("taro", SECOND).status, 403);

    // Two administrators with one page open; and the last one cannot shut herself out.
    let page = hanako.get("/admin").text();
    let form = form_of(&page);
    let row = page
        .split("name=\"account\" value=\"")
        .find(|row| row.contains("hanako") || row.contains("花子"))
        .map(str::to_owned);
    assert!(row.is_some(), "{page}");
    let me = page.split("name=\"account\" value=\"").nth(1).unwrap();
    let id = me.split('"').next().unwrap().to_owned();
    let version = me.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = |action: &'static str, version: &str| {
        [
            ("form", form.clone()),
            ("account", id.clone()),
            ("version", version.to_owned()),
            ("role", "editor".into()),
            ("do", action.into()),
        ]
    };
    let mut send = |fields: [(&'static str, String); 5]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        hanako.post("/admin/accounts", &fields)
    };
    assert_eq!(send(fields("disable", &version)).status, 409, "no administrator would be left");
    assert_eq!(send(fields("save", &version)).status, 409);
    assert_eq!(send(fields("save", "99")).status, 409, "somebody else was first");
    let refused = account(folder.path(), &["disable", "hanako"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    server.stop();
}

#[test]
fn a_one_time_code_is_asked_for_once_it_is_set_up() {
    use zaitaku::accounts::one_time;
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "editor", "hanako", "花子");
    let server = Server::over(folder.path());
    let mut hanako = Person::new(&server);
    hanako.sign_in("hanako", PASSWORD);
    let page = hanako.get("/account/code").text();
    assert!(page.contains("<svg") && !page.contains("<?xml"), "{page}");
    let form = form_of(&page);
    let key = page.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let code = || {
        let policy = &zaitaku::accounts::account_policy().one_time_code;
        let step = jiff::Timestamp::now().as_second() / policy.step_seconds;
        one_time::Key::parse(&key).unwrap().code(step, policy.digits)
    };
    let set = |code: &str, password: &str| {
        hanako.clone().post("/account/code", &[("form", &form), ("key", &key), ("code", code), ("password", password)])
    };
    assert_eq!(set("000000", PASSWORD).status, 400);
    let first = code();
    assert_eq!(set(&first, "not the password").status, 403);
    let page = set(&first, PASSWORD);
    assert_eq!(page.status, 200, "{}", page.text());
    let recovery = page.text().split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();

    let sign_in = |code: &str| {
        let mut person = Person::new(&server);
        let status = person
            .post("/login", &[("login", "hanako"), ("password", PASSWORD), ("code", code), ("next", "/account")])
            .status;
        (status, person)
    };
    assert_eq!(sign_in("").0, 403, "the password alone is not enough");
    assert_eq!(sign_in(&first).0, 403, "a code counts once");
    let (status, mut person) = sign_in(&recovery.to_lowercase());
    assert_eq!(status, 303);
    assert_eq!(sign_in(&recovery).0, 403, "a recovery code too");
    let page = person.get("/account").text();
    assert!(page.contains("使っていない回復コード：7"), "{page}");
    let off = [("form", form_of(&page)), ("password", PASSWORD.to_owned())];
    let off: Vec<(&str, &str)> = off.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(person.post("/account/code/off", &off).status, 200);
    assert_eq!(sign_in("").0, 303);
    server.stop();
}

#[test]
fn neither_log_nor_metrics_nor_store_knows_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako-the-first", "花子");
    let server = Server::start(&[], folder.path(), &[("RUST_LOG", "trace")]);
    let mut hanako = Person::new(&server);
    hanako.sign_in("hanako-the-first", "a password that is wrong");
    hanako.sign_in("somebody-unknown", "typed into the wrong field");
    hanako.sign_in("hanako-the-first", PASSWORD);
    let form = form_of(&hanako.get("/admin").text());
    let made =
        hanako.post("/admin/invitations", &[("form", &form), ("name", "佐藤"), ("role", "editor"), ("days", "3")]);
    let link = invite(&made.text());
    hanako.get(&link);
    let metrics = server.get("/metrics").text();
    let log = server.stop();
    assert!(log.contains("request"), "{log}");
    let token = hanako.cookie.split('=').nth(1).unwrap().to_owned();
    let secrets = [
        PASSWORD,
        "a password that is wrong",
        "somebody-unknown",
        "typed into the wrong field",
        &token,
        &form,
        link.rsplit('/').next().unwrap(),
    ];
    for secret in secrets {
        assert!(!log.contains(secret), "the log carries {secret}");
        assert!(!metrics.contains(secret), "the metrics carry {secret}");
        assert!(!is_in_a_file(folder.path(), secret), "the data folder carries {secret}");
    }
    assert!(!log.contains("hanako-the-first") && !metrics.contains("hanako-the-first"));
}

pub(crate) fn is_in_a_file(folder: &Path, wanted: &str) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return is_in_a_file(&path, wanted);
        }
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
    })
}

#[test]
fn the_command_line_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, typed, why) in [
        (vec!["create", "--role", "root", "--name", "x", "--login", "hanako"], PASSWORD, "professional"),
        (vec!["create", "--role", "editor", "--name", "x", "--login", "a b c", "--password-stdin"], PASSWORD, "空白"),
        (vec!["create", "--role", "editor", "--name", "x", "--login", "hanako", "--password-stdin"], "short", "12"),
        (vec!["create", "--role", "editor", "--name", "x", "--login", "hanako"], PASSWORD, "--password-stdin"),
        (vec!["disable", "hanako"], "", "account list"),
        (vec!["invite", "--role", "editor", "--name", "x", "--days", "400"], "", "60"),
    ] {
        let output = person::with_input(&mut account(folder.path(), &arguments), typed);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(why), "{arguments:?}: {said}");
    }
    create(folder.path(), "editor", "hanako", "花子");
    let list = done(&account(folder.path(), &["list", "--json"]).output().unwrap());
    assert!(list.contains("\"login\": \"hanako\"") && !list.contains("argon2"), "{list}");
    let help = done(&zaitaku().args(["account", "--help"]).output().unwrap());
    assert!(help.contains("reset-password"), "{help}");
}

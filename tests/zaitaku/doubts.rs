//! Doubtful links in the browser, with the real binary: decided, taken back, and applied while questions are answered.

use std::time::{Duration, Instant};

use crate::accounts::person::{PASSWORD, Person, create, form_of};
use crate::cli::{done, run};
use crate::review::{decisions, filled};
use crate::server::{Reply, Server};

fn decide(person: &mut Person, form: &str, record: &str, facility: &str, what: &str) -> Reply {
    let fields = [("form", form), ("record", record), ("source", "kaigo"), ("in", ""), ("from", "")];
    let more = [("number", "1"), ("facility", facility), ("do", what)];
    person.post("/admin/review", &[&fields[..], &more[..]].concat())
}

#[test]
fn a_wrong_merge_is_decided_applied_and_taken_back() {
    let (_folder, data) = filled();
    create(&data, "editor", "hanako", "山田 花子");
    let server = Server::over(&data);
    let mut editor = Person::new(&server);
    editor.sign_in("hanako", PASSWORD);
    let page = editor.get("/admin/review");
    let shown = page.text();
    assert_eq!(page.status, 200, "{shown}");
    for words in ["うらが訪問看護", "kaigo:1469990001-130", "n-1421400900020", "68", "<mark>"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let form = form_of(&shown);

    let joined = decide(&mut editor, &form, "kaigo:1469990001-130", "n-1421400900020", "same");
    assert_eq!(joined.status, 303, "{}", joined.text());
    let after = editor.get(joined.header("location")).text();
    assert!(after.contains("「同じ」と記録しました") && after.contains("まだ施設に反映していない"), "{after}");
    assert!(!after.contains("kaigo:1469990001-130") && after.contains("kaigo:1469990002-130"), "{after}");
    assert_eq!(decisions(&data), [("n-1421400900020".to_owned(), true)]);

    // None of the candidates of the other; then that is taken back from the list of decisions.
    assert_eq!(decide(&mut editor, &form, "kaigo:1469990002-130", "", "none").status, 303);
    assert_eq!(decisions(&data).len(), 2);
    let list = editor.get("/admin/review/decisions").text();
    assert!(list.contains("山田 花子") && list.contains("kaigo:1469990002-130"), "{list}");
    assert_eq!(editor.post("/admin/review/back", &[("form", &form), ("decisions", "2")]).status, 303);
    assert_eq!(decisions(&data), [("n-1421400900020".to_owned(), true)]);

    // Joining anew happens beside: the request is answered at once.
    assert_eq!(editor.post("/admin/review/apply", &[("form", &form)]).status, 303);
    let patience = Instant::now() + Duration::from_secs(120);
    let ended = loop {
        let progress = editor.get("/admin/review/progress").json();
        if progress["running"] == false {
            break progress;
        }
        assert!(Instant::now() < patience, "{progress}");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(ended["state"], "done", "{ended}");
    assert!(editor.get("/admin/review").text().contains("反映しました"));
    assert_eq!(decisions(&data).len(), 1, "a decision outlives the joining");
    let audit = done(&run(&["audit", "export"], &data));
    for what in ["link.joined", "link.apart", "link.forgotten"] {
        assert!(audit.contains(what), "{what}: {audit}");
    }
    assert!(!audit.contains("うらが訪問看護"), "no name is in the log");
    done(&run(&["audit", "verify"], &data));
    server.stop();
}

#[test]
fn only_editors_decide_and_wrong_decisions_are_refused() {
    let (_folder, data) = filled();
    create(&data, "editor", "hanako", "花子");
    create(&data, "professional", "taro", "太郎");
    let server = Server::over(&data);
    let (mut editor, mut taro) = (Person::new(&server), Person::new(&server));
    editor.sign_in("hanako", PASSWORD);
    taro.sign_in("taro", PASSWORD);
    let form = form_of(&taro.get("/account").text());
    for path in ["/admin/review", "/admin/review/decisions", "/admin/review/progress"] {
        assert_eq!(taro.get(path).status, 403, "{path}");
        assert_eq!(server.get(path).status, 303, "{path}");
    }
    assert_eq!(decide(&mut taro, &form, "kaigo:1469990001-130", "n-1421400900020", "same").status, 403);
    assert_eq!(taro.post("/admin/review/apply", &[("form", &form)]).status, 403);
    let form = form_of(&editor.get("/admin/review").text());
    let wrong = |editor: &mut Person, record: &str, facility: &str, what: &str| {
        decide(editor, &form, record, facility, what).status
    };
    assert_eq!(wrong(&mut editor, "kaigo:1469990001-130", "n-0", "same"), 409, "no such facility");
    assert_eq!(wrong(&mut editor, "kaigo:1469990001-130", "", "same"), 400);
    assert_eq!(wrong(&mut editor, "kaigo:0", "n-1421400900020", "same"), 400);
    assert_eq!(wrong(&mut editor, "kaigo:1469990001-130", "n-1421400900020", "perhaps"), 400);
    assert_eq!(decide(&mut editor, &"0".repeat(64), "kaigo:1469990001-130", "n-1421400900020", "same").status, 403);
    assert!(decisions(&data).is_empty());
    assert_eq!(editor.get("/admin/review?source=nowhere").status, 400);
    server.stop();
}

//! The audit log: what is in it, that it cannot be changed unnoticed, and that it outlives everything.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use super::person::{PASSWORD, Person, account, create, sql, sql_at, with_input};
use crate::cli::done;
use crate::postgres::Postgres;
use crate::server::{Server, zaitaku};

fn audit(folder: &Path, arguments: &[&str]) -> Output {
    zaitaku().arg("audit").args(arguments).arg("--data").arg(folder).output().unwrap()
}

/// The entries, oldest first.
fn entries(folder: &Path) -> Vec<Value> {
    let lines = done(&audit(folder, &["export"]));
    lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["entry"].clone()).collect()
}

#[test]
fn every_login_and_every_change_of_an_account_is_noted() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako", "花子");
    let server = Server::over(folder.path());
    let mut hanako = Person::new(&server);
    hanako.sign_in("hanako", "not the password");
    hanako.sign_in("nobody", "not the password");
    hanako.sign_in("hanako", PASSWORD);
    let shown = hanako.get("/admin/audit?what=login").text();
    assert!(shown.contains("ログインできなかった") && !shown.contains("<td>利用者を作った"), "{shown}");
    server.stop();
    done(
        &account(folder.path(), &["set-role", "hanako", "--role", "administrator", "--facility", "x"])
            .output()
            .unwrap(),
    );
    let entries = entries(folder.path());
    let told: Vec<(&str, &str)> =
        entries.iter().map(|entry| (entry["who"].as_str().unwrap(), entry["what"].as_str().unwrap())).collect();
    let id = entries[0]["on"].as_str().unwrap();
    let expected = [
        ("operator", "account.created"),
        ("nobody", "login.failed"),
        ("nobody", "login.failed"),
        (id, "login.done"),
        ("operator", "account.role"),
    ];
    assert_eq!(told, expected);
    assert_eq!((entries[1]["on"].as_str(), entries[2]["on"].as_str()), (Some(id), Some("-")));
    assert_eq!(entries[0]["after"], entries[4]["before"], "a chain of states too");
    assert_ne!(entries[4]["after"], entries[4]["before"]);
}

#[test]
fn a_change_of_the_log_is_refused_and_one_behind_its_back_is_found() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..4 {
        create(folder.path(), "administrator", &format!("person{n}"), "花子");
    }
    let kept = done(&audit(folder.path(), &["verify"]));
    let head = kept.lines().last().unwrap().to_owned();
    assert!(head.starts_with("4:"), "{kept}");
    for statement in [
        "UPDATE audit_entry SET who = 'x' WHERE number = 2",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ] {
        let refused = sql(folder.path(), statement).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
    done(&audit(folder.path(), &["verify", "--expect", &head]));

    // Whoever can take the triggers away can change rows; it shows.
    sql(
        folder.path(),
        "DROP TRIGGER audit_entry_stays; DROP TRIGGER audit_entry_is_kept; DROP TRIGGER audit_head_grows",
    )
    .unwrap();
    let digest = head.split(':').nth(1).unwrap();
    for (change, back, why) in [
        (
            "UPDATE audit_entry SET who = 'x' WHERE number = 2".to_owned(),
            "UPDATE audit_entry SET who = 'operator' WHERE number = 2".to_owned(),
            "entry 2 was changed",
        ),
        (
            "UPDATE audit_entry SET number = 9 WHERE number = 3".to_owned(),
            "UPDATE audit_entry SET number = 3 WHERE number = 9".to_owned(),
            "entry 4 stands where 3 should",
        ),
        (
            "UPDATE audit_entry SET number = 5 WHERE number = 4".to_owned(),
            "UPDATE audit_entry SET number = 4 WHERE number = 5".to_owned(),
            "entry 5 stands where 4 should",
        ),
        (
            format!("UPDATE audit_entry SET digest = '{}' WHERE number = 4", "0".repeat(64)),
            format!("UPDATE audit_entry SET digest = '{digest}' WHERE number = 4"),
            "entry 4 was changed",
        ),
    ] {
        drop_and(folder.path(), &change);
        let broken = audit(folder.path(), &["verify"]);
        let said = String::from_utf8_lossy(&broken.stderr).into_owned();
        assert_eq!(broken.status.code(), Some(1), "{change}: {said}");
        assert!(said.contains(why), "{change}: {said}");
        drop_and(folder.path(), &back);
        done(&audit(folder.path(), &["verify", "--expect", &head]));
    }
    // Cutting the end off and setting the head back leaves a whole chain: only what was kept elsewhere shows it.
    let third = "(SELECT digest FROM audit_entry WHERE number = 3)";
    drop_and(
        folder.path(),
        &format!("DELETE FROM audit_entry WHERE number = 4; UPDATE audit_head SET number = 3, digest = {third}"),
    );
    done(&audit(folder.path(), &["verify"]));
    let broken = audit(folder.path(), &["verify", "--expect", &head]);
    assert!(String::from_utf8_lossy(&broken.stderr).contains("should reach entry 4 and ends at 3"), "{broken:?}");
}

/// Each start of the program sets the triggers again, so they are taken away before each change.
fn drop_and(folder: &Path, statement: &str) {
    let triggers = ["audit_entry_stays", "audit_entry_is_kept", "audit_head_grows", "audit_head_is_kept"];
    let drops: String = triggers.iter().map(|name| format!("DROP TRIGGER IF EXISTS {name};")).collect();
    sql(folder, &format!("{drops}{statement}")).unwrap();
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    create(folder.path(), "administrator", "hanako", "花子");
    let mut people = Vec::new();
    for round in 1..=3 {
        let server = Server::over(folder.path());
        for _ in 0..3 {
            let mut person = Person::new(&server);
            assert_eq!(person.sign_in("hanako", PASSWORD).status, 303);
            people.push(person.cookie.clone());
        }
        server.kill();
        let server = Server::over(folder.path());
        for cookie in &people {
            let person = Person { cookie: cookie.clone(), ..Person::new(&server) };
            assert_eq!(person.session()["signed_in"], true, "round {round}");
        }
        server.stop();
        done(&audit(folder.path(), &["verify"]));
        let logins = entries(folder.path()).iter().filter(|entry| entry["what"] == "login.done").count();
        assert_eq!(logins, people.len());
    }
}

#[test]
fn replicas_on_postgresql_share_sessions_and_do_not_fork_the_log() {
    let postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let on = |command: &mut Command| {
        command.args(["--database", postgres.url()]);
    };
    for n in 0..2 {
        let login = format!("person{n}");
        let arguments = ["create", "--role", "administrator", "--login", &login, "--name", "花子", "--password-stdin"];
        let mut command = account(folder.path(), &arguments);
        on(&mut command);
        done(&with_input(&mut command, PASSWORD));
    }
    let replicas = [0, 1].map(|n| {
        let data = folder.path().join(format!("replica-{n}"));
        Server::start(&["--database", postgres.url()], &data, &[])
    });
    std::thread::scope(|scope| {
        for n in 0..2 {
            for replica in &replicas {
                scope.spawn(move || {
                    for _ in 0..4 {
                        let mut person = Person::new(replica);
                        assert_eq!(person.sign_in(&format!("person{n}"), PASSWORD).status, 303);
                    }
                });
            }
        }
    });
    let mut here = Person::new(&replicas[0]);
    here.sign_in("person0", PASSWORD);
    let there = Person { cookie: here.cookie.clone(), ..Person::new(&replicas[1]) };
    assert_eq!(there.session()["name"], "花子");
    let form = super::person::form_of(&here.get("/account").text());
    here.post("/logout", &[("form", &form)]);
    assert_eq!(there.session()["signed_in"], false, "signed out here is signed out there");
    for replica in replicas {
        replica.stop();
    }
    let mut verify = zaitaku();
    verify.args(["audit", "verify", "--data"]).arg(folder.path());
    on(&mut verify);
    let said = done(&verify.output().unwrap());
    // Two accounts, sixteen logins and one more, one signing out.
    assert!(said.contains("20 entries"), "{said}");
    for statement in [
        "UPDATE audit_entry SET who = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_head SET number = 1",
    ] {
        let refused = sql_at(postgres.url(), statement).unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
}

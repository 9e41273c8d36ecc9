//! Cases in a real SQLite file: numbers, two people at once, and what remains of old ones.

use crate::domain::LatLon;
use crate::domain::audit::Noted;
use crate::domain::case::{Case, Channel, End, Outcome, Reply, Request};
use crate::domain::mesh::Mesh;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::vocabulary::Role;

use super::*;

const DAY: i64 = 86_400;

fn noted(what: &'static str) -> Noted<'static> {
    let (at, none) = ("2026-11-21T00:00:00Z".to_owned(), String::new());
    Noted { at, who: "a", what, on: "-", before: none.clone(), after: none.clone(), note: none }
}

fn case(account: &str, opened_at: i64) -> Case {
    Case {
        number: 0,
        account: account.to_owned(),
        shared: false,
        role: Role::Attending,
        needs: vec!["tpn".to_owned()],
        wishes: Vec::new(),
        wished_from: Some(jiff::civil::date(2026, 12, 1)),
        mesh: Mesh::of(LatLon::new(35.24, 139.71).unwrap()).unwrap(),
        municipality: MunicipalityCode::from_number(14_201).unwrap(),
        note: String::new(),
        opened_at,
        changed_at: opened_at,
        end: None,
        version: 1,
    }
}

fn request(case: i64, facility: &str) -> Request {
    let facility = facility.to_owned();
    let (channel, reply) = (Channel::Phone, Reply::Pending);
    Request { id: 0, case, facility, channel, asked_at: DAY, reply, reason: None, answered_at: None }
}

async fn answer(store: &Store, case: i64, id: i64, seen: Reply, reply: Reply) -> Noting {
    let reason = (reply == Reply::Declined).then_some("full");
    store
        .answer_request(case, id, Answered { seen, reply, reason, at: 2 * DAY }, &noted("request.answered"))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_case_comes_back_and_is_changed_by_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let number = store.open_case(&case("a", DAY), &noted("case.opened")).await.unwrap();
    let found = store.case(number).await.unwrap().unwrap();
    assert_eq!(found, Case { number, ..case("a", DAY) });
    assert_eq!(store.open_case(&case("b", DAY), &noted("case.opened")).await.unwrap(), number + 1);
    assert_eq!(store.cases_for("a").await.unwrap().len(), 1, "another's case is not shown");

    let shared = Case { shared: true, ..found.clone() };
    assert_eq!(store.change_case(&shared, &noted("case.changed")).await.unwrap(), Noting::Done(number));
    assert_eq!(store.change_case(&found, &noted("case.changed")).await.unwrap(), Noting::ChangedMeanwhile);
    assert_eq!(store.cases_for("b").await.unwrap().len(), 2, "a shared one is");
    assert_eq!(store.verify_audit(None).await.unwrap().number, 3, "what was not written is not noted");
    store.ask_facility(&request(number, "x"), &noted("request.made")).await.unwrap();
    assert_eq!(store.delete_case(number, &noted("case.deleted")).await.unwrap(), Noting::Done(number));
    assert_eq!(store.delete_case(number, &noted("case.deleted")).await.unwrap(), Noting::ChangedMeanwhile);
    assert_eq!((store.case(number).await.unwrap(), store.requests_of(number).await.unwrap()), (None, Vec::new()));
}

#[tokio::test]
async fn whoever_accepts_ends_the_case_and_no_second_does() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let number = store.open_case(&case("a", DAY), &noted("case.opened")).await.unwrap();
    let mark = store.requests_mark().await.unwrap();
    let ask =
        async |facility: &str| store.ask_facility(&request(number, facility), &noted("request.made")).await.unwrap();
    let (Noting::Done(one), Noting::Done(two)) = (ask("x").await, ask("y").await) else { panic!("not asked") };
    assert_ne!(store.requests_mark().await.unwrap(), mark, "servers are told");
    assert_eq!(ask("x").await, Noting::ChangedMeanwhile, "nobody is asked twice at once");
    assert_eq!(answer(&store, number, one, Reply::Pending, Reply::Declined).await, Noting::Done(one));
    assert!(matches!(ask("x").await, Noting::Done(_)), "whoever said no may be asked again");
    assert_eq!(answer(&store, number, two, Reply::Pending, Reply::Accepted).await, Noting::Done(two));
    assert_eq!(store.case(number).await.unwrap().unwrap().end, Some(End { at: 2 * DAY, outcome: Outcome::Accepted }));
    assert_eq!(ask("z").await, Noting::ChangedMeanwhile, "an ended case asks nobody");
    assert_eq!(answer(&store, number, one, Reply::Declined, Reply::Accepted).await, Noting::ChangedMeanwhile);
    let requests = store.requests_of(number).await.unwrap();
    assert_eq!(requests[0].reply, Reply::Declined, "and nothing of the second acceptance is left");

    assert_eq!(answer(&store, number, two, Reply::Accepted, Reply::Pending).await, Noting::Done(two));
    assert_eq!(store.case(number).await.unwrap().unwrap().end, None, "taken back, it is open again");
    assert_eq!(store.take_request_back(number, one, DAY, &noted("x.y")).await.unwrap(), Noting::ChangedMeanwhile);
    assert_eq!(store.take_request_back(number, two, DAY, &noted("x.y")).await.unwrap(), Noting::Done(two));
    assert_eq!(store.requests_since(DAY - 1).await.unwrap().len(), 2);
    assert_eq!(store.requests_since(DAY).await.unwrap().len(), 0);
}

/// By month; the months of these tests are thirty days.
fn cells(case: &Case) -> Vec<(CountKey, CountOf)> {
    let unmet = i64::from(case.end.is_some_and(|end| end.outcome == Outcome::Unfound));
    vec![(((case.opened_at / (30 * DAY)).to_string(), case.municipality.to_string(), String::new()), (1, unmet))]
}

#[tokio::test]
async fn old_cases_go_and_only_counts_of_several_remain() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    let mut numbers = Vec::new();
    // Three in the first month, two in the second.
    for opened in [1, 2, 3, 31, 32] {
        let number = store.open_case(&case("a", opened * DAY), &noted("case.opened")).await.unwrap();
        store
            .ask_facility(&Request { asked_at: opened * DAY, ..request(number, "x") }, &noted("request.made"))
            .await
            .unwrap();
        numbers.push(number);
    }
    let first = store.case(numbers[0]).await.unwrap().unwrap();
    let ended = Case { end: Some(End { at: DAY, outcome: Outcome::Unfound }), ..first };
    store.change_case(&ended, &noted("case.ended")).await.unwrap();
    let purge = async |open: i64, ended: i64| {
        let purge = Purge { open_before: open * DAY, ended_before: ended * DAY, least: 3 };
        store.purge_cases(purge, cells, &noted("cases.purged")).await.unwrap()
    };
    assert_eq!(purge(0, 1).await, 0, "nothing is due");
    let entries = store.audit_head().await.unwrap().number;
    assert_eq!(purge(0, 2).await, 1, "the ended one");
    assert_eq!(store.audit_head().await.unwrap().number, entries + 1, "it is noted");
    assert_eq!(store.case(numbers[0]).await.unwrap(), None);
    assert_eq!(store.requests_of(numbers[0]).await.unwrap(), []);
    let key = |month: &str| (month.to_owned(), "14201".to_owned(), String::new());
    assert_eq!(store.case_counts().await.unwrap(), [(key("0"), (1, 1))].into(), "two living ones stand beside it");
    assert_eq!(purge(40, 40).await, 4);
    assert_eq!(store.case_counts().await.unwrap(), [(key("0"), (3, 1))].into(), "two alone are not told");
    assert_eq!(store.open_case(&case("a", DAY), &noted("case.opened")).await.unwrap(), 6, "no number is given twice");
}

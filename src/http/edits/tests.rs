//! The door of the edits: who may, what is answered, and that every question sees it.

use std::sync::Arc;

use arc_swap::ArcSwap;
use serde_json::json;

use super::*;
use crate::directory::{ByAudience, Directory, Filter};
use crate::domain::filings::FilingRules;
use crate::domain::role::Role;
use crate::domain::visibility;
use crate::domain::{Facility, Kind, LatLon, Metres, vocabulary};
use crate::editing::{Conflict, Editing};
use crate::geocode::Gazetteer;
use crate::http::accounts::{AccountSettings, Accounts};
use crate::http::live::LiveMaps;
use crate::http::metrics::Metrics;
use crate::http::seen::Seen;
use crate::http::services::Services;
use crate::http::shown::Shown;
use crate::http::state::Map;
use crate::intake::{Joining, Rejoin};
use crate::matching::Policy;
use crate::reconcile::Precedence;
use crate::storage::Store;
use crate::tiles::{BaseMap, Catalogue};

fn joining(gazetteer: &Arc<Gazetteer>) -> Joining {
    Joining {
        rules: FilingRules::parse(include_str!("../../../data/filings.toml"), vocabulary()).unwrap(),
        precedence: Precedence::parse(include_str!("../../../data/precedence.toml")).unwrap(),
        gazetteer: Arc::clone(gazetteer),
        fingerprint: String::new(),
    }
}

/// A server of two facilities, without its router.
async fn app(folder: &std::path::Path) -> App {
    let store = Store::open_folder(folder).await.unwrap();
    let all: Vec<Facility> = ["n-1", "n-2"]
        .map(|id| Facility::new(id, Kind::Clinic, format!("（架空）{id}医院"), "神奈川県横須賀市浦賀5-1"))
        .into();
    let mut writer = store.change_facilities().await.unwrap();
    for facility in &all {
        writer.put(facility.id.clone(), 0, serde_json::to_string(facility).unwrap()).await.unwrap();
    }
    writer.finish("").await.unwrap();
    let gazetteer = Arc::new(Gazetteer::embedded());
    let directories = Arc::new(ArcSwap::from_pointee(ByAudience::open(Directory::build(all, 1).unwrap())));
    let editing = Editing::new(store.clone(), Arc::clone(&gazetteer));
    let policy = Policy::parse(include_str!("../../../data/policy.toml"), vocabulary()).unwrap();
    let policy = Arc::new(policy);
    let now: fn() -> Timestamp = || "2026-11-21T01:00:00Z".parse().unwrap();
    let live = LiveMaps::new(&directories.load(), &policy, now);
    let catalogue = Catalogue::open(live.public().clone(), BaseMap::builtin().unwrap(), None).await;
    let services = Services {
        seen: Seen::by_public(Arc::clone(&directories)),
        gazetteer,
        policy,
        road: None,
        requests: Arc::default(),
        now,
    };
    App {
        mailer: None,
        rejoin: Arc::new(Rejoin::new(joining(&services.gazetteer), store.clone())),
        services,
        store,
        sources: Arc::default(),
        shown: Arc::new(Shown::new(directories, live.clone(), editing, Arc::new(visibility::builtin().clone()))),
        map: Arc::new(Map { catalogue: ArcSwap::from_pointee(catalogue), live, glyphs: None }),
        metrics: Arc::new(Metrics::default()),
        accounts: Arc::new(Accounts::new(AccountSettings::default()).unwrap()),
        site: Arc::default(),
        zones: Arc::default(),
        counted: Arc::default(),
    }
}

fn signed_in(role: Role, facilities: &[&str]) -> SignedIn {
    let own = facilities.iter().map(|id| (*id).to_owned()).collect();
    SignedIn { account: "a-1".to_owned(), name: "架空 花子".to_owned(), role, facilities: own }
}

async fn patch(app: &App, id: &str, who: SignedIn, body: Value) -> Result<Value, Problem> {
    let request: EditRequest = serde_json::from_value(body).unwrap();
    let edited = edit_facility(State(app.clone()), Path(id.to_owned()), RawQuery(None), who, Body(request)).await?;
    Ok(serde_json::to_value(&edited.0).unwrap())
}

fn change(field: &str, value: &Value, seen: i64) -> Value {
    json!({ "edits": [{ "field": field, "value": value, "seen": seen }], "reason": "電話で確認" })
}

#[tokio::test]
async fn an_edit_is_seen_by_every_question_when_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let editor = || signed_in(Role::Editor, &[]);
    let answer = patch(&app, "n-1", editor(), change("name", &json!("（架空）なぎさ医院"), 0)).await.unwrap();
    assert_eq!((&answer["name"], &answer["versions"]["name"]), (&json!("（架空）なぎさ医院"), &json!(1)));
    let directory = app.services.directory();
    assert_eq!((directory.name(0), directory.edit().number), ("（架空）なぎさ医院", 1));
    assert_eq!(directory.search_text("なぎさ").unwrap().iter().collect::<Vec<_>>(), [0]);

    let pin = json!({ "lat": 35.24, "lon": 139.71 });
    patch(&app, "n-1", editor(), change("position", &pin, 0)).await.unwrap();
    let at = LatLon::new(35.24, 139.71).unwrap();
    let directory = app.services.directory();
    assert_eq!(directory.near(at, Metres(1.0), &Filter::default(), 0, 9).total, 1);
    assert_eq!(app.map.live.public().len(), 1, "it is on the map too");
    patch(&app, "n-1", editor(), change("closed", &json!("2026-11-01"), 0)).await.unwrap();
    assert_eq!(
        (app.services.directory().browse(&Filter::default(), None, 9).total, app.map.live.public().len()),
        (1, 0)
    );

    let request = UndoRequest { reason: "聞き間違い".to_owned() };
    let undone = undo_edit(State(app.clone()), Path(3), editor(), Body(request)).await.unwrap();
    assert_eq!((undone.0.edits.as_slice(), app.map.live.public().len()), ([4].as_slice(), 1));
    let history = get_history(State(app), Path("n-1".to_owned()), editor()).await.unwrap();
    assert_eq!(history.headers()[header::CACHE_CONTROL], "no-store");
    let body = axum::body::to_bytes(history.into_body(), 1 << 20).await.unwrap();
    let history: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(history["versions"], json!({ "closed": 4, "name": 1, "position": 2 }));
    let newest = &history["edits"][0];
    assert_eq!((&newest["author"], &newest["undoes"], &newest["after"]), (&json!("a-1"), &json!(3), &Value::Null));
}

#[tokio::test]
async fn only_who_keeps_a_facility_edits_it_and_nobody_overwrites_silently() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(folder.path()).await;
    let status = |result: Result<Value, Problem>| serde_json::to_value(result.unwrap_err()).unwrap()["status"].clone();
    let phone = |seen| change("phone", &json!("046-000-0000"), seen);
    for who in [signed_in(Role::Professional, &["n-1"]), signed_in(Role::Facility, &["n-2"])] {
        assert_eq!(status(patch(&app, "n-1", who, phone(0)).await), 403);
    }
    patch(&app, "n-1", signed_in(Role::Facility, &["n-1"]), phone(0)).await.unwrap();
    assert_eq!(status(patch(&app, "n-1", signed_in(Role::Editor, &[]), phone(0)).await), 409);
    assert_eq!(status(patch(&app, "n-9", signed_in(Role::Editor, &[]), phone(0)).await), 404);
    let wrong = patch(&app, "n-1", signed_in(Role::Editor, &[]), change("tpn", &json!("maybe"), 0)).await.unwrap_err();
    assert_eq!(wrong.field(), Some("edits[0].value"));
    let request = UndoRequest { reason: "…".to_owned() };
    let foreign = undo_edit(State(app.clone()), Path(1), signed_in(Role::Facility, &["n-2"]), Body(request)).await;
    assert_eq!(serde_json::to_value(foreign.unwrap_err()).unwrap()["status"], 403);
}

#[test]
fn both_values_are_told() {
    let conflict = Conflict {
        field: "phone".to_owned(),
        seen: 0,
        now: 7,
        theirs: json!("046-000-0002"),
        yours: json!("046-000-0003"),
        author: Some("a-1".to_owned()),
        made_at: Some("2026-11-21T01:00:00Z".parse().unwrap()),
    };
    let change = |field: &str| Change { field: field.to_owned(), value: Value::Null, seen: Some(0) };
    let problem = problem(EditError::Conflict(Box::new(conflict)), &[change("name"), change("phone")]);
    let told = serde_json::to_value(&problem).unwrap();
    assert_eq!((&told["status"], &told["field"]), (&json!(409), &json!("edits[1]")));
    let expected = json!({
        "field": "phone", "seen": 0, "now": 7, "theirs": "046-000-0002", "yours": "046-000-0003",
        "author": "a-1", "made_at": "2026-11-21T01:00:00Z"
    });
    assert_eq!(told["conflict"], expected);
}

#[test]
fn a_wrong_value_names_its_place_and_what_is_allowed() {
    let fault = ValueFault::Value { field: "tpn".to_owned(), expected: "…", allowed: vec!["yes".to_owned()] };
    let changes = [Change { field: "tpn".to_owned(), value: json!("maybe"), seen: Some(0) }];
    let told = problem(fault.into(), &changes);
    assert_eq!((told.field(), told.allowed()), (Some("edits[0].value"), Some(&["yes".to_owned()][..])));
    let told = problem(ValueFault::Field("colour".to_owned()).into(), &[]);
    assert!(told.allowed().is_some_and(|allowed| allowed.iter().any(|field| field == "hours_contact")));
}

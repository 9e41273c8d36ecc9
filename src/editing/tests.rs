//! Edits against a real SQLite file.

mod batch;

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

use super::*;
use crate::domain::facility::{Field, Identifier, Service};
use crate::domain::{Answer, Fact, Kind, LatLon, Metres, Origin, vocabulary};

static JAPAN: LazyLock<Arc<Gazetteer>> = LazyLock::new(|| Arc::new(Gazetteer::embedded()));

const JUNE: Date = date(2026, 6, 1);

fn sourced(id: &str) -> Facility {
    let mut facility = Facility::new(id, Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀五丁目1-1");
    let origin = Origin { source: Source::NaviiClinic, as_of: JUNE };
    facility.phone = Some("046-000-0001".to_owned());
    facility.provenance.insert(Field::Name, origin);
    facility.provenance.insert(Field::Phone, origin);
    facility.site = Some("s".to_owned());
    let at = LatLon::new(35.2299, 139.7162).unwrap();
    let position = Position { at, level: Level::Point, accuracy: Metres(50.0), source: Source::NaviiClinic };
    facility.position = Some(position);
    let fact = Fact { answer: Answer::No, as_of: JUNE, source: Source::Survey, condition: None };
    facility.set_fact(vocabulary().capability("tpn").unwrap(), fact);
    facility
}

/// What a joining does to the facilities of a store.
async fn join(store: &Store, facilities: &[Facility], gone: &[&str]) {
    let mut writer = store.change_facilities().await.unwrap();
    for facility in facilities {
        let body = serde_json::to_string(facility).unwrap();
        writer.put(facility.id.clone(), xxh3_64(body.as_bytes()), body).await.unwrap();
    }
    writer.remove(&gone.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()).await.unwrap();
    let known = |id: &str| crate::reconcile::now_known_as(facilities, id).map(|facility| facility.id.clone());
    writer.edits_follow(known).await.unwrap();
    writer.finish("").await.unwrap();
}

struct World {
    _folder: tempfile::TempDir,
    store: Store,
    editing: Editing,
}

async fn world(facilities: &[Facility]) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_folder(folder.path()).await.unwrap();
    join(&store, facilities, &[]).await;
    World { editing: Editing::new(store.clone(), Arc::clone(&JAPAN)), store, _folder: folder }
}

fn by(author: &str) -> By<'_> {
    By { author, source: Source::Editor, now: "2026-11-21T01:00:00Z".parse().unwrap(), reason: "電話で確認" }
}

fn change(field: &str, value: Value, seen: i64) -> Change {
    Change { field: field.to_owned(), value, seen: Some(seen) }
}

impl World {
    async fn edit(&self, facility: &str, changes: &[Change]) -> Result<Edited, EditError> {
        self.editing.edit(facility, changes, by("架空 花子"), None).await
    }

    /// The facility as whoever loads everything sees it.
    async fn loaded(&self, id: &str) -> Facility {
        let mut facility = parse(&self.store.facility(id).await.unwrap().unwrap()).unwrap();
        self.editing.layer().await.unwrap().lay(&mut facility);
        let (_, changed) = self.editing.changed_since(&EditMark::default()).await.unwrap();
        let followed = changed.into_iter().find(|changed| changed.id == id);
        assert!(followed.is_none_or(|followed| followed == facility), "both ways of reading agree");
        facility
    }
}

fn replaced(facility: &Facility, field: &str) -> Vec<(String, Source, bool)> {
    let of_field = facility.replaced.iter().filter(|entry| entry.field == field);
    of_field.map(|entry| (entry.value.clone(), entry.origin.source, entry.changed_since)).collect()
}

#[tokio::test]
async fn an_edit_stands_in_front_of_the_sources_and_what_they_say_is_kept() {
    let world = world(&[sourced("n-1")]).await;
    let edited = world.edit("n-1", &[change("phone", json!("046-000-0002"), 0)]).await.unwrap();
    assert_eq!((edited.edits.as_slice(), edited.versions["phone"]), ([1].as_slice(), 1));
    let facility = world.loaded("n-1").await;
    assert_eq!(edited.facility, facility);
    assert_eq!(facility.phone.as_deref(), Some("046-000-0002"));
    assert_eq!(facility.provenance[&Field::Phone], Origin { source: Source::Editor, as_of: date(2026, 11, 21) });
    assert_eq!(replaced(&facility, "phone"), [("046-000-0001".to_owned(), Source::NaviiClinic, false)]);

    // A later edition says something else: the edit stands, and shows that it should be looked at again.
    let mut next = sourced("n-1");
    next.phone = Some("046-000-0009".to_owned());
    join(&world.store, &[next], &[]).await;
    let facility = world.loaded("n-1").await;
    assert_eq!(facility.phone.as_deref(), Some("046-000-0002"));
    assert_eq!(replaced(&facility, "phone"), [("046-000-0009".to_owned(), Source::NaviiClinic, true)]);

    // Once the sources say the same, nothing is replaced.
    let mut same = sourced("n-1");
    same.phone = Some("０４６－０００－０００２".to_owned());
    join(&world.store, &[same], &[]).await;
    assert!(replaced(&world.loaded("n-1").await, "phone").iter().all(|entry| entry.2));
}

#[tokio::test]
async fn whoever_did_not_see_the_last_edit_is_told_both_values() {
    let world = world(&[sourced("n-1")]).await;
    world.edit("n-1", &[change("phone", json!("046-000-0002"), 0)]).await.unwrap();
    let name = [change("name", json!("（架空）なぎさ"), 0), change("phone", json!("046-000-0003"), 0)];
    let Err(EditError::Conflict(conflict)) = world.edit("n-1", &name).await else {
        panic!("nothing is overwritten silently")
    };
    assert_eq!((conflict.field.as_str(), conflict.seen, conflict.now), ("phone", 0, 1));
    assert_eq!((&conflict.theirs, &conflict.yours), (&json!("046-000-0002"), &json!("046-000-0003")));
    assert_eq!(conflict.author.as_deref(), Some("架空 花子"));
    assert_eq!(world.loaded("n-1").await.name, "（架空）うみかぜ", "all of an edit or nothing");
    world.edit("n-1", &[change("phone", json!("046-000-0003"), 1)]).await.unwrap();
    assert_eq!(world.store.last_edit().await.unwrap(), 2);
}

#[tokio::test]
async fn editors_at_the_same_moment_do_not_overwrite_each_other() {
    let world = world(&[sourced("n-1")]).await;
    let values: Vec<Value> = (0..8).map(|n| json!(format!("046-000-100{n}"))).collect();
    let all = values.iter().map(|value| {
        let change = [change("phone", value.clone(), 0)];
        let editing = world.editing.clone();
        async move { editing.edit("n-1", &change, by("架空 花子"), None).await.map(|edited| edited.facility.phone) }
    });
    let made = futures::future::join_all(all).await;
    let winners: Vec<&Option<String>> = made.iter().filter_map(|made| made.as_ref().ok()).collect();
    assert_eq!(winners.len(), 1, "one wins, seven are told");
    assert_eq!(world.loaded("n-1").await.phone, *winners[0]);
    assert!(made.iter().filter_map(|made| made.as_ref().err()).all(|error| matches!(error, EditError::Conflict(_))));
}

#[tokio::test]
async fn any_change_can_be_taken_back_and_the_taking_back_too() {
    let world = world(&[sourced("n-1")]).await;
    world.edit("n-1", &[change("phone", json!("046-000-0002"), 0)]).await.unwrap();
    world.edit("n-1", &[change("phone", json!("046-000-0003"), 1), change("tpn", json!("yes"), 0)]).await.unwrap();
    let phone = async |id| world.editing.undo(id, by("架空 太郎")).await.map(|edited| edited.facility.phone);
    assert_eq!(phone(2).await.unwrap().as_deref(), Some("046-000-0002"));
    assert!(matches!(phone(2).await, Err(EditError::Undone { id: 2, by: 4 })));
    assert_eq!(phone(1).await.unwrap().as_deref(), Some("046-000-0001"), "then the sources speak");
    assert_eq!(phone(4).await.unwrap().as_deref(), Some("046-000-0003"), "the taking back was taken back");
    assert!(matches!(phone(99).await, Err(EditError::NoEdit(99))));
    let tpn = vocabulary().capability("tpn").unwrap();
    assert_eq!(world.loaded("n-1").await.answer(tpn), Answer::Yes, "another field is left alone");

    let history = world.editing.history("n-1").await.unwrap().unwrap();
    let told: Vec<_> = history.iter().map(|entry| (entry.edit.id, entry.in_force, entry.undone_by)).collect();
    assert_eq!(
        told,
        [
            (6, false, None),
            (5, false, None),
            (4, false, Some(6)),
            (3, true, None),
            (2, true, None),
            (1, false, Some(5))
        ]
    );
    let undo = &history[1].edit;
    assert_eq!((&undo.before, &undo.after), (&json!("046-000-0002"), &json!("046-000-0001")));
    assert!(world.editing.history("n-9").await.unwrap().is_none());
}

#[tokio::test]
async fn edits_follow_a_facility_to_its_new_identifier() {
    let mut filed = sourced("f-1419900010");
    filed.identifiers = vec![Identifier { system: "insurance_institution".to_owned(), value: "1419900010".to_owned() }];
    let world = world(&[filed.clone()]).await;
    world.edit("f-1419900010", &[change("phone", json!("046-000-0002"), 0)]).await.unwrap();

    // It came to be listed: the filing joined the list's facility, under whose identifier it is known now.
    let listed = Facility { id: "n-14".to_owned(), ..filed.clone() };
    join(&world.store, std::slice::from_ref(&listed), &["f-1419900010"]).await;
    assert_eq!(world.loaded("n-14").await.phone.as_deref(), Some("046-000-0002"));
    assert_eq!(world.editing.versions("n-14").await.unwrap()["phone"], 1);
    assert_eq!(world.editing.facility_of(1).await.unwrap(), "n-14");
    world.edit("n-14", &[change("phone", json!("046-000-0003"), 1)]).await.unwrap();
    world.editing.undo(1, by("架空 太郎")).await.unwrap();
    assert_eq!(world.loaded("n-14").await.phone.as_deref(), Some("046-000-0003"));

    // The import that brought the list is undone: what was edited under the old identifier is there again, the rest waits.
    join(&world.store, std::slice::from_ref(&filed), &["n-14"]).await;
    assert_eq!(world.editing.versions("f-1419900010").await.unwrap().len(), 1);
    assert_eq!(world.store.edits_after(0).await.unwrap().len(), 3, "no edit is lost");
    join(&world.store, &[listed], &["f-1419900010"]).await;
    assert_eq!(world.loaded("n-14").await.phone.as_deref(), Some("046-000-0003"));
}

#[tokio::test]
async fn nothing_is_written_that_cannot_be_read() {
    let mut facility = sourced("n-1");
    let service = Service {
        code: "130".to_owned(),
        label: "訪問看護".to_owned(),
        number: "1460090000".to_owned(),
        capacity: None,
        days: String::new(),
        note: String::new(),
    };
    facility.services = vec![service];
    let world = world(&[facility]).await;
    let field = |field: &str, value: Value| [change(field, value, 0)];
    for (wrong, is_field) in [
        (field("colour", json!("青")), true),
        (field("service_capacity/1460090000/999", json!(3)), true),
        (field("tpn", json!("maybe")), false),
        (field("name", json!("")), false),
    ] {
        let Err(EditError::Value(fault)) = world.edit("n-1", &wrong).await else { panic!("{wrong:?}") };
        assert_eq!(matches!(fault, ValueFault::Field(_)), is_field, "{fault}");
    }
    let twice = [change("phone", json!("1"), 0), change("phone", json!("2"), 0)];
    assert!(matches!(world.edit("n-1", &twice).await, Err(EditError::Twice(_))));
    assert!(matches!(world.edit("n-1", &[]).await, Err(EditError::Nothing)));
    assert!(matches!(world.edit("n-2", &field("phone", json!("1"))).await, Err(EditError::NoFacility(_))));
    let silent = By { reason: " ", ..by("架空 花子") };
    let edit = world.editing.edit("n-1", &field("phone", json!("1")), silent, None).await;
    assert!(matches!(edit, Err(EditError::Reason)));
    assert_eq!(world.store.last_edit().await.unwrap(), 0);

    let places = field("service_capacity/1460090000/130", json!(30));
    let edited = world.edit("n-1", &places).await.unwrap();
    assert_eq!(edited.facility.services[0].capacity, Some(30));
}

#[tokio::test]
async fn a_new_address_says_where_the_facility_is() {
    let world = world(&[sourced("n-1")]).await;
    let address = json!("神奈川県横浜市中区山下町1-1");
    let edited = world.edit("n-1", &[change("address", address, 0)]).await.unwrap().facility;
    let town = JAPAN.geocode("神奈川県横浜市中区山下町", 1).remove(0);
    let position = edited.position.unwrap();
    assert!(position.at.geodesic(town.at).0 < 1.0, "{position:?}");
    assert_eq!((position.source, edited.municipality), (Source::Gazetteer, town.municipality));
    assert_eq!((edited.site.as_deref(), replaced(&edited, "address").len()), (None, 1));
    assert_eq!(replaced(&edited, "position")[0].1, Source::NaviiClinic, "the published point is kept beside it");

    // A pin set by hand is moved by nothing else.
    let pin = json!({ "lat": 35.4, "lon": 139.6 });
    world.edit("n-1", &[change("position", pin, 0)]).await.unwrap();
    let moved = [change("address", json!("神奈川県鎌倉市由比ガ浜1-1"), 1)];
    let pinned = world.edit("n-1", &moved).await.unwrap().facility;
    assert_eq!(pinned.position.map(|position| (position.at.lat(), position.source)), Some((35.4, Source::Editor)));
}

#[tokio::test]
async fn contact_hours_keep_whom_to_ask_for() {
    let world = world(&[sourced("n-1")]).await;
    let first = json!({ "text": "平日 9:00〜12:00", "channel": "phone", "person": "地域連携室" });
    world.edit("n-1", &[change("hours_contact", first, 0)]).await.unwrap();
    let shown = value::shown(&world.loaded("n-1").await, "hours_contact");
    assert_eq!((&shown["channel"], &shown["person"]), (&json!("phone"), &json!("地域連携室")));
    let mut source = sourced("n-1");
    source.hours.contact = world.loaded("n-1").await.hours.contact;
    join(&world.store, &[source], &[]).await;
    let later = world.edit("n-1", &[change("hours_contact", json!("Mo-Fr 13:00-15:00"), 1)]).await.unwrap().facility;
    let contact = later.hours.contact.unwrap();
    assert_eq!((contact.to_osm().as_str(), contact.person.as_deref()), ("Mo-Fr 13:00-15:00", Some("地域連携室")));
    assert_eq!(contact.origin.source, Source::Editor);
}

//! An edit over as many invented facilities as Japan has: from the facility as it is now to the directory and the map that show it, and
//! what questions cost once many have changed.
//!
//!     cargo bench --bench edits
//!
//! Figures of one run are compared with each other, never with those of another machine; nothing here is a test.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]

mod invented;

use std::sync::{Arc, LazyLock};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use zaitaku::directory::{ByAudience, Directory, EditMark, Filter};
use zaitaku::domain::{Facility, Metres, Source, visibility, vocabulary};
use zaitaku::editing::{By, Change, Editing};
use zaitaku::geocode::Gazetteer;
use zaitaku::http::{LiveMaps, Shown};
use zaitaku::matching::Policy;
use zaitaku::storage::Store;

use invented::{DIRECTORY, Dice, FACILITIES, facilities, place};

fn main() {
    divan::main();
}

/// The directory with a thousand facilities changed: the most before it is built anew.
static CHANGED: LazyLock<Directory> = LazyLock::new(|| {
    let mut dice = Dice(5);
    let changed: Vec<Facility> = (0..1_000).map(|_| edited(&mut dice, &DIRECTORY)).collect();
    DIRECTORY.with_changed(changed, mark(1_000)).0
});

fn mark(number: i64) -> EditMark {
    EditMark { number, made_at: String::new() }
}

/// Some facility, renamed and moved, with another answer.
fn edited(dice: &mut Dice, directory: &Directory) -> Facility {
    let row = u32::try_from(dice.roll() % u64::from(FACILITIES)).unwrap();
    let mut facility = directory.facility(row).unwrap().unwrap();
    facility.name.push('新');
    if let Some(position) = &mut facility.position {
        position.at = place(dice);
    }
    let tpn = vocabulary().capability("tpn").unwrap();
    facility.capabilities.retain(|(capability, _)| *capability != tpn);
    facility
}

/// One facility changes while nothing else has.
#[divan::bench]
fn first_change(bencher: divan::Bencher) {
    let mut dice = Dice(6);
    bencher
        .with_inputs(|| edited(&mut dice, &DIRECTORY))
        .bench_local_values(|facility| DIRECTORY.with_changed(vec![facility], mark(1)));
}

/// One facility changes after a thousand have.
#[divan::bench]
fn change_after_a_thousand(bencher: divan::Bencher) {
    let mut dice = Dice(7);
    bencher
        .with_inputs(|| edited(&mut dice, &CHANGED))
        .bench_local_values(|facility| CHANGED.with_changed(vec![facility], mark(1_001)));
}

/// The whole of it: written to a SQLite store on this disk and synchronised, then shown by the directory and the map.
#[divan::bench(sample_count = 500, sample_size = 1)]
fn durable_and_shown(bencher: divan::Bencher) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir_in(".").unwrap();
    let all = facilities(FACILITIES);
    let gazetteer = Arc::new(Gazetteer::embedded());
    let editing = runtime.block_on(async {
        let store = Store::open_folder(folder.path()).await.unwrap();
        let mut writer = store.change_facilities().await.unwrap();
        for facility in all.iter().step_by(100) {
            writer.put(facility.id.clone(), 0, serde_json::to_string(facility).unwrap()).await.unwrap();
        }
        writer.finish("").await.unwrap();
        Editing::new(store, Arc::clone(&gazetteer))
    });
    let ids: Vec<String> = all.iter().step_by(100).map(|facility| facility.id.clone()).collect();
    let directories = Arc::new(ArcSwap::from_pointee(ByAudience::open(Directory::build(all, 1).unwrap())));
    let policy = Policy::parse(include_str!("../data/policy.toml"), vocabulary()).unwrap();
    let live = LiveMaps::new(&directories.load(), &Arc::new(policy), Timestamp::now);
    let shown = Shown::new(directories, live, editing, Arc::new(visibility::builtin().clone()));
    let mut dice = Dice(8);
    let wanted = || {
        let id = ids[(dice.roll() % ids.len() as u64) as usize].clone();
        let at = place(&mut dice);
        let change = |field: &str, value| Change { field: field.to_owned(), value, seen: None };
        let pin = serde_json::json!({ "lat": at.lat(), "lon": at.lon() });
        (id, [change("tpn", "yes".into()), change("position", pin)])
    };
    bencher.with_inputs(wanted).bench_local_values(|(id, changes)| {
        runtime.block_on(async {
            let by = By { author: "bench", source: Source::Editor, now: Timestamp::UNIX_EPOCH, reason: "bench" };
            shown.editing().edit(&id, &changes, by, None).await.unwrap();
            shown.catch_up().await.unwrap();
        });
    });
}

/// The nearest twenty within 16 km, before and after a thousand changes.
#[divan::bench(args = [0, 1_000])]
fn nearest(bencher: divan::Bencher, changes: usize) {
    let directory: &Directory = if changes == 0 { &DIRECTORY } else { &CHANGED };
    let mut dice = Dice(9);
    bencher
        .with_inputs(|| place(&mut dice))
        .bench_local_values(|at| directory.near(at, Metres(16_000.0), &Filter::default(), 0, 20));
}

/// Words anywhere in the country, before and after a thousand changes.
#[divan::bench(args = [0, 1_000])]
fn words(bencher: divan::Bencher, changes: usize) {
    let directory: &Directory = if changes == 0 { &DIRECTORY } else { &CHANGED };
    bencher.bench(|| directory.search_text(divan::black_box("丁目医院")).unwrap());
}

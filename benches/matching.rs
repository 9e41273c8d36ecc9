//! Ranked matches in process, over as many invented facilities as Japan has.
//!
//!     make bench
//!
//! `shown_everybody` places every candidate, as a match did that knew nothing of the parts of the map: the two are compared in one run.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on should stop")]

mod invented;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use zaitaku::domain::vocabulary::Role;
use zaitaku::domain::{LatLon, Metres, vocabulary};
use zaitaku::matching::team::{Wanted, plan};
use zaitaku::matching::{Policy, Question};

use invented::{DIRECTORY, Dice, place};

fn main() {
    divan::main();
}

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| Policy::parse(include_str!("../data/policy.toml"), vocabulary()).unwrap());

/// What somebody asks for.
const ASKED: [&str; 3] = ["nothing", "three needs", "what many refuse"];

fn needs(asked: &str) -> &'static [&'static str] {
    match asked {
        "three needs" => &["home_oxygen", "tpn", "home_death_care"],
        "what many refuse" => &["home_visit_scheduled", "opioids"],
        _ => &[],
    }
}

fn question(at: LatLon, role: Role, needs: &[&str]) -> Question {
    let now = jiff::civil::datetime(2026, 11, 20, 13, 0, 0, 0);
    let need = |id: &str| vocabulary().capability(id).unwrap();
    let words = vocabulary().role(role).unwrap();
    Question {
        origin: at,
        origin_accuracy: Metres(0.0),
        role,
        kinds: words.kinds.iter().copied().collect(),
        implies: words.implies.as_deref().map(need),
        needs: needs.iter().map(|id| need(id).into()).collect(),
        wishes: vec![need("dementia").into()],
        at: now,
        today: now.date(),
        rotation: None,
    }
}

/// The ten who fit, in order, with their evidence.
#[divan::bench(args = ASKED)]
fn ranked_match(bencher: divan::Bencher, asked: &str) {
    let mut dice = Dice(7);
    bencher
        .with_inputs(|| question(place(&mut dice), Role::Attending, needs(asked)))
        .bench_local_refs(|question| DIRECTORY.rank(question, &POLICY, 10, 5));
}

/// The same with everybody in the answer.
#[divan::bench(args = ASKED)]
fn shown_everybody(bencher: divan::Bencher, asked: &str) {
    let mut dice = Dice(7);
    bencher
        .with_inputs(|| question(place(&mut dice), Role::Attending, needs(asked)))
        .bench_local_refs(|question| DIRECTORY.rank(question, &POLICY, usize::MAX, usize::MAX));
}

/// The ten of each of the seven roles: what a team is chosen from.
#[divan::bench]
fn every_role(bencher: divan::Bencher) {
    let mut dice = Dice(7);
    let questions = |at: LatLon| Role::ALL.iter().map(|&role| question(at, role, &[])).collect::<Vec<_>>();
    bencher
        .with_inputs(|| questions(place(&mut dice)))
        .bench_local_refs(|questions| questions.iter().map(|q| DIRECTORY.rank(q, &POLICY, 10, 5)).collect::<Vec<_>>());
}

/// The whole team around the first candidate.
#[divan::bench]
fn team(bencher: divan::Bencher) {
    let mut dice = Dice(7);
    let questions = |at: LatLon| Role::ALL.iter().map(|&role| question(at, role, &[])).collect::<Vec<_>>();
    let excluded = BTreeSet::new();
    bencher.with_inputs(|| questions(place(&mut dice))).bench_local_refs(|questions| {
        let wanted = Wanted { questions, asked: Role::Attending, attending: None, locked: &[], excluded: &excluded };
        plan(&*DIRECTORY, &wanted, &POLICY).unwrap()
    });
}

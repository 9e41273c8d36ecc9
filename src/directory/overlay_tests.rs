//! A directory over which changes were laid answers exactly as one that was built anew of the changed facilities.

use jiff::civil::date;
use proptest::prelude::*;

use crate::domain::facility::WhichHours;
use crate::domain::{Answer, Fact, Source, vocabulary};

use super::brute_force::{Wanted, offered, question};
use super::dice::Dice;
use super::*;

/// Some of a world's facilities as an editor may leave them: moved, renamed, closed or opened again, of another kind, with other answers
/// and hours. Now and then everything about one changes, now and then nothing.
pub(super) fn edited(dice: &mut Dice, world: &mut [Facility]) -> Vec<Facility> {
    let count = 1 + dice.below(12);
    let mut changed = Vec::new();
    for _ in 0..count {
        let at = dice.below(world.len());
        let other = dice.facility(at);
        let one = &mut world[at];
        match dice.below(8) {
            0 => *one = other,
            1 => one.position = other.position,
            2 => one.name = other.name,
            3 => one.closed = other.closed.or_else(|| one.closed.is_none().then_some(date(2026, 4, 1))),
            4 => one.kind = other.kind,
            5 => one.hours = other.hours,
            6 => one.address = other.address,
            _ => {
                let answer = dice.of(&[Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown]);
                let fact = Fact { answer, as_of: date(2026, 11, 20), source: Source::Survey, condition: None };
                let capability = vocabulary().capability(dice.of(&["tpn", "opioids", "home_visit_scheduled"])).unwrap();
                if dice.one_in(3) {
                    one.capabilities.retain(|(known, _)| *known != capability);
                } else {
                    one.set_fact(capability, fact);
                }
            }
        }
        changed.push(world[at].clone());
    }
    changed
}

/// Everything that a question may see of one row.
fn seen(directory: &Directory, row: u32) -> impl PartialEq + std::fmt::Debug + '_ {
    (
        (directory.id(row), directory.kind(row), directory.name(row), directory.municipality(row)),
        (directory.place(row), directory.yes(row), directory.facts(row), directory.hours(row)),
        (directory.visits(row), directory.consult(row)),
        directory.facility(row).unwrap(),
    )
}

/// What is counted over everybody, and who is open at moments that are kept from one directory to the next.
fn counted(directory: &Directory) -> impl PartialEq + std::fmt::Debug + '_ {
    let moments = [date(2026, 11, 20).at(10, 0, 0, 0), date(2026, 11, 22).at(9, 30, 0, 0)];
    let open =
        moments.map(|at| [WhichHours::Consultation, WhichHours::Contact].map(|which| directory.open_rows(at, which)));
    (open, directory.municipalities(), directory.count_coverage(), directory.count_day(date(2026, 11, 22)))
}

pub(super) fn agree(
    dice: &mut Dice,
    laid: &Directory,
    built: &Directory,
    policy: &Policy,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(laid.len(), built.len());
    for row in 0..u32::try_from(built.len()).unwrap() {
        prop_assert_eq!(seen(laid, row), seen(built, row));
    }
    prop_assert_eq!(counted(laid), counted(built));
    for prefecture in 0..=47 {
        for capability in vocabulary().capabilities() {
            let capability = vocabulary().capability(&capability.id).unwrap();
            prop_assert_eq!(laid.knows_of(prefecture, capability), built.knows_of(prefecture, capability));
        }
    }
    for _ in 0..12 {
        let wanted = Wanted::any(dice);
        let (here, there) = (wanted.filter(laid), wanted.filter(built));
        let (after, limit) = (dice.one_in(2).then_some(40), dice.below(60));
        prop_assert_eq!(laid.browse(&here, after, limit), built.browse(&there, after, limit), "{:?}", wanted);
        let (from, radius, skip) = (dice.place(), dice.of(&[0.0, 900.0, 16_000.0, 4e6]), dice.below(5));
        let near = |directory: &Directory, filter| directory.near(from, Metres(radius), filter, skip, limit);
        prop_assert_eq!(near(laid, &here), near(built, &there), "{:?}", wanted);
        let radius = dice.one_in(2).then_some(Metres(radius));
        let around = dice.one_in(2).then_some(Around { from, radius });
        let list = |directory: &Directory, filter: &Filter| {
            let offered = offered();
            directory.list(&ListQuestion { filter, around, skip, limit, counts: true, offered: &offered })
        };
        prop_assert_eq!(list(laid, &here), list(built, &there), "{:?} around {:?}", wanted, around);
    }
    for _ in 0..12 {
        let question = question(dice);
        let limits = (dice.of(&[1, 3, 10, 1_000]), dice.of(&[0, 1, 5, 1_000]));
        let rank = |directory: &Directory| {
            let mut ranking = directory.rank(&question, policy, limits.0, limits.1);
            directory.measure_ways(&question, policy, &mut ranking);
            ranking
        };
        let (got, expected) = (rank(laid), rank(built));
        prop_assert_eq!(&got.evidence, &expected.evidence, "{:?}", question);
        prop_assert_eq!(&got.candidates, &expected.candidates, "{:?}", question);
        prop_assert_eq!(&got.near_misses, &expected.near_misses, "{:?}", question);
        let around = |directory: &Directory| {
            let mut views: Vec<_> = directory
                .around(&question, policy, Metres(40_000.0))
                .iter()
                .map(|view| (view.row, view.distance.0))
                .collect();
            views.sort_by_key(|view| view.0);
            views
        };
        prop_assert_eq!(around(laid), around(built));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_changed_directory_answers_as_one_built_anew(seed in any::<u64>(), drawn in any::<bool>()) {
        let mut dice = Dice(seed);
        let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
        let mut world: Vec<Facility> = (0..400).map(|number| dice.facility(number)).collect();
        let first = Directory::build(world.clone(), 7).unwrap();
        if drawn {
            first.draw_land();
        }
        let untouched = world.clone();
        let mut laid = None;
        for number in 1..=4 {
            let changed = edited(&mut dice, &mut world);
            let mark = EditMark { number, made_at: number.to_string() };
            let (next, rows) = laid.as_ref().unwrap_or(&first).with_changed(changed.clone(), mark.clone());
            prop_assert_eq!(rows.len(), changed.len());
            prop_assert_eq!((next.revision(), next.edit()), (7, &mark));
            let built = Directory::build(world.clone(), 7).unwrap();
            agree(&mut dice, &next, &built, &policy)?;
            laid = Some(next);
        }
        // Whoever still holds the first one finishes with it.
        agree(&mut dice, &first, &Directory::build(untouched, 7).unwrap(), &policy)?;
    }
}

#[test]
fn a_facility_that_the_directory_does_not_have_changes_nothing() {
    let mut dice = Dice(1);
    let directory = Directory::build((0..3).map(|number| dice.facility(number)).collect(), 1).unwrap();
    let (next, rows) =
        directory.with_changed(vec![dice.facility(99)], EditMark { number: 1, made_at: "now".to_owned() });
    assert_eq!((rows.len(), next.len(), next.changed(), next.edit().number), (0, 3, 0, 1));
}

#[test]
fn a_snapshot_is_that_of_the_building_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut dice = Dice(2);
    let world: Vec<Facility> = (0..9).map(|number| dice.facility(number)).collect();
    let mark = |number| EditMark { number, made_at: "2026-11-21T00:00:00Z".to_owned() };
    let built = Directory::build_in(world.clone(), 3, Some(folder.path())).unwrap().with_edits_up_to(mark(5));
    let mut renamed = world[4].clone();
    renamed.name = "（架空）改称診療所".to_owned();
    let (changed, _) = built.with_changed(vec![renamed], mark(6));
    let read = Directory::from_bytes(&changed.to_bytes().unwrap(), folder.path()).unwrap();
    assert_eq!((read.edit(), read.name(4)), (&mark(5), world[4].name.as_str()));
}

//! Laws of the order that hold in every world, whoever is in it and whatever is asked.

use jiff::ToSpan;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use crate::domain::Answer;
use crate::domain::answer::PackedFact;
use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::{Fact, Source};

use super::tests::{One, TODAY, answer, any_of, capability, one, policy, question, views};
use super::*;

/// What the worlds speak of: what the role implies, two needs of which one is also a way to fulfil another, night, room.
const IDS: [&str; 7] =
    ["home_visit_scheduled", "tpn", "opioids", "cv_port", "dementia", "house_call_24h", "accepting_new"];

/// An answer of some day of the last three years.
fn dated(id: &'static str) -> impl Strategy<Value = PackedFact> {
    let source = prop_oneof![Just(Source::Survey), Just(Source::Filing), Just(Source::NaviiClinic)];
    (answer(), 0i64..1_100, source).prop_map(move |(answer, age, source)| said(id, answer, age, source))
}

fn said(id: &str, answer: Answer, age: i64, source: Source) -> PackedFact {
    let as_of = TODAY.saturating_sub(age.days());
    PackedFact::new(capability(id), &Fact { answer, as_of, source, condition: None })
}

fn institution() -> impl Strategy<Value = One> {
    let facts = IDS.map(|id| proptest::option::weighted(0.7, dated(id)));
    let hours = prop_oneof![Just("24/7"), Just("Mo 09:00-10:00"), Just("Sa 09:00-10:00"), Just("Fr 12:00-14:00")];
    let contact = proptest::option::of(hours).prop_map(|osm| {
        let origin = Origin { source: Source::Survey, as_of: TODAY };
        osm.map(|osm| Calendar::from_osm(osm, origin).unwrap())
    });
    // Few places, so that ties are common.
    let km = prop_oneof![Just(1.0), Just(5.0), 0.0..18.0f64];
    (km, facts, contact, any::<bool>(), prop::bool::weighted(0.95)).prop_map(
        |(km, facts, contact, in_group, placed)| {
            let facts: Vec<PackedFact> = facts.into_iter().flatten().collect();
            One { contact, in_group, placed, ..one("", km, &facts) }
        },
    )
}

/// Some institutions, each with a name of its own.
fn world() -> impl Strategy<Value = Vec<One>> {
    vec(institution(), 1..40).prop_map(|mut world| {
        world.iter_mut().enumerate().for_each(|(i, one)| one.id = format!("c-{i:02}"));
        world
    })
}

/// Capabilities of which one is enough, by their places in [`IDS`].
fn asked_for(single: bool) -> impl Strategy<Value = AnyOf> {
    let most = if single { 2 } else { 4 };
    btree_set(1..IDS.len(), 1..most).prop_map(|set| any_of(&set.into_iter().map(|i| IDS[i]).collect::<Vec<_>>()))
}

fn asked(single: bool) -> impl Strategy<Value = Question> {
    let list = || vec(asked_for(single), 0..4);
    (list(), list(), any::<bool>()).prop_map(|(mut needs, mut wishes, implied)| {
        needs.sort_unstable();
        needs.dedup();
        wishes.retain(|wish| !needs.contains(wish));
        wishes.sort_unstable();
        wishes.dedup();
        let question = question(&[]);
        Question { needs, wishes, implies: question.implies.filter(|_| implied), ..question }
    })
}

/// The place in the order, from 0; `None` for one that is left out.
fn place(world: &[One], id: &str, question: &Question) -> Option<usize> {
    names(world, question).iter().position(|name| name == id)
}

fn names(world: &[One], question: &Question) -> Vec<String> {
    let ranking = rank(question, &policy(), views(world), 1_000, 1_000);
    ranking.candidates.iter().map(|ranked| world[ranked.row as usize].id.clone()).collect()
}

/// The same world in which one institution says something else about a capability, or nothing any more.
fn after(world: &[One], who: usize, id: &str, fact: Option<PackedFact>) -> Vec<One> {
    let mut world = world.to_vec();
    let facts = &mut world[who].facts;
    facts.retain(|known| known.capability != capability(id));
    facts.extend(fact);
    facts.sort_by_key(|fact| fact.capability);
    world
}

/// Whether nobody who was asked loses his place: a candidate stays one and comes no later.
fn no_worse(before: Option<usize>, after: Option<usize>) -> bool {
    before.is_none_or(|before| after.is_some_and(|after| after <= before))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whoever_moves_away_never_comes_earlier(
        world in world(), question in asked(false), who in any::<prop::sample::Index>(), more in 0.0..12.0f64,
    ) {
        let who = who.index(world.len());
        let mut moved = world.clone();
        moved[who].km += more;
        let id = world[who].id.as_str();
        prop_assert!(no_worse(place(&moved, id, &question), place(&world, id, &question)));
    }

    #[test]
    fn a_fresh_yes_never_hurts(
        world in world(), question in asked(false), who in any::<prop::sample::Index>(), about in 0..IDS.len(),
    ) {
        let (who, about) = (who.index(world.len()), IDS[about]);
        let changed = after(&world, who, about, Some(said(about, Answer::Yes, 0, Source::Survey)));
        let id = world[who].id.as_str();
        prop_assert!(no_worse(place(&world, id, &question), place(&changed, id, &question)));
    }

    #[test]
    fn a_yes_within_its_horizon_is_never_worse_than_consult_unknown_silence_or_no(
        world in world(), question in asked(true), who in any::<prop::sample::Index>(), about in 0..IDS.len(),
        age in 0i64..=62, other in proptest::option::of(prop_oneof![Just(Answer::Consult), Just(Answer::Unknown), Just(Answer::No)]),
    ) {
        let (who, about) = (who.index(world.len()), IDS[about]);
        let id = world[who].id.as_str();
        let fact = |answer, age| Some(said(about, answer, age, Source::Survey));
        let before = after(&world, who, about, other.and_then(|other| fact(other, 0)));
        let changed = after(&world, who, about, fact(Answer::Yes, age));
        prop_assert!(no_worse(place(&before, id, &question), place(&changed, id, &question)));
    }

    #[test]
    fn silence_is_never_worse_than_no_and_never_better_than_a_fresh_yes(
        world in world(), question in asked(false), who in any::<prop::sample::Index>(), about in 0..IDS.len(),
        age in 0i64..400, said_unknown in any::<bool>(),
    ) {
        let (who, about) = (who.index(world.len()), IDS[about]);
        let id = world[who].id.as_str();
        let with = |fact| place(&after(&world, who, about, fact), id, &question);
        let unknown = with(said_unknown.then(|| said(about, Answer::Unknown, age, Source::Survey)));
        prop_assert!(no_worse(with(Some(said(about, Answer::No, age, Source::Survey))), unknown));
        prop_assert!(no_worse(unknown, with(Some(said(about, Answer::Yes, 0, Source::Survey)))));
    }

    #[test]
    fn unknown_is_to_be_asked_whether_said_or_not(one in institution(), about in 0..IDS.len(), age in 0i64..1_100) {
        let about = IDS[about];
        let today = PackedFact::day_number(TODAY);
        for fact in [None, Some(said(about, Answer::Unknown, age, Source::Survey))] {
            let world = after(std::slice::from_ref(&one), 0, about, fact);
            let view = views(&world).next().unwrap();
            prop_assert_eq!(view.state(capability(about), &policy(), today), (State::Ask, fact));
        }
    }

    #[test]
    fn a_wish_excludes_nobody_and_asks_nobody(world in world(), question in asked(false), wish in asked_for(false)) {
        let of = |question: &Question| {
            let ranking = rank(question, &policy(), views(&world), 1_000, 1_000);
            let mut standing: Vec<_> = ranking.candidates.iter().chain(&ranking.near_misses).map(|r| (r.row, r.unmet, r.asks)).collect();
            standing.sort_unstable();
            (standing, ranking.evidence)
        };
        let mut wishing = question.clone();
        wishing.wishes.push(wish);
        prop_assert_eq!(of(&question), of(&wishing));
    }

    #[test]
    fn the_order_in_which_they_are_listed_leaves_no_trace(
        (world, listed) in world().prop_flat_map(|world| (Just(world.clone()), Just(world).prop_shuffle())), question in asked(false),
    ) {
        prop_assert_eq!(names(&world, &question), names(&listed, &question));
        let evidence = |world: &[One]| rank(&question, &policy(), views(world), 10, 10).evidence;
        prop_assert_eq!(evidence(&world), evidence(&listed));
    }

    #[test]
    fn how_many_are_shown_changes_neither_order_nor_evidence(world in world(), question in asked(false), few in 0usize..20) {
        let all = rank(&question, &policy(), views(&world), 1_000, 1_000);
        let some = rank(&question, &policy(), views(&world), few, few);
        prop_assert_eq!(&some.candidates[..], &all.candidates[..few.min(all.candidates.len())]);
        prop_assert_eq!(&some.near_misses[..], &all.near_misses[..few.min(all.near_misses.len())]);
        prop_assert_eq!(&some.evidence, &all.evidence);
        prop_assert_eq!(all.evidence.examined, all.evidence.candidates + all.evidence.excluded.values().sum::<u32>());
        prop_assert_eq!(all.evidence.candidates as usize, all.candidates.len());
    }

    #[test]
    fn two_stand_to_each_other_as_they_do_without_a_third(
        world in world(), question in asked(false), gone in any::<prop::sample::Index>(),
    ) {
        let mut without = world.clone();
        let gone = without.remove(gone.index(world.len())).id;
        let rest: Vec<String> = names(&world, &question).into_iter().filter(|id| *id != gone).collect();
        prop_assert_eq!(names(&without, &question), rest);
    }
}

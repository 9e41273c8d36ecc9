//! Tiny worlds that assert an order, and laws that hold in every world.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::domain::answer::PackedFact;
use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::vocabulary::Role;
use crate::domain::{Answer, Capability, CapabilitySet, Fact, KindSet, LatLon, Metres, Source, vocabulary};
use crate::way::Towards;

use super::*;

mod reach;

/// A Friday.
pub(super) const TODAY: Date = date(2026, 11, 20);

pub(super) fn policy() -> Policy {
    Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap()
}

pub(super) fn capability(id: &str) -> Capability {
    vocabulary().capability(id).unwrap()
}

pub(super) fn fact(id: &str, answer: Answer, as_of: Date) -> PackedFact {
    PackedFact::new(capability(id), &Fact { answer, as_of, source: Source::Demo, condition: None })
}

/// A facility of a tiny world.
#[derive(Debug, Clone)]
pub(super) struct One {
    pub(super) id: String,
    pub(super) km: f64,
    pub(super) placed: bool,
    pub(super) facts: Vec<PackedFact>,
    pub(super) contact: Option<Calendar>,
    pub(super) in_group: bool,
}

pub(super) fn one(id: &str, km: f64, facts: &[PackedFact]) -> One {
    let mut facts = facts.to_vec();
    facts.sort_by_key(|fact| fact.capability);
    One { id: id.to_owned(), km, placed: true, facts, contact: None, in_group: false }
}

fn yes(ids: &[&str]) -> Vec<PackedFact> {
    ids.iter().map(|id| fact(id, Answer::Yes, TODAY)).collect()
}

pub(super) fn question(needs: &[&str]) -> Question {
    Question {
        origin: LatLon::new(35.24, 139.72).unwrap(),
        origin_accuracy: Metres(0.0),
        role: Role::Attending,
        kinds: KindSet::ALL,
        implies: Some(capability("home_visit_scheduled")),
        needs: needs.iter().map(|id| any_of(&[id])).collect(),
        wishes: Vec::new(),
        at: TODAY.at(13, 0, 0, 0),
        today: TODAY,
        rotation: None,
    }
}

/// One of some capabilities.
pub(super) fn any_of(ids: &[&str]) -> AnyOf {
    AnyOf::new(ids.iter().map(|id| capability(id)).collect()).unwrap()
}

pub(super) fn views(world: &[One]) -> impl Iterator<Item = View<'_>> {
    (0u32..).zip(world).map(|(row, one)| View {
        row,
        id: &one.id,
        distance: Metres(one.km * 1_000.0),
        way: Towards::default(),
        placed: one.placed,
        facts: &one.facts,
        of_day: OfDay::default(),
        no: one.facts.iter().filter(|f| f.answer == Answer::No).map(|f| f.capability).collect::<CapabilitySet>(),
        contact: one.contact.as_ref(),
        in_group: one.in_group,
    })
}

fn order(world: &[One], question: &Question) -> Vec<String> {
    let ranking = rank(question, &policy(), views(world), 100, 100);
    ranking.candidates.iter().map(|ranked| world[ranked.row as usize].id.clone()).collect()
}

#[test]
fn a_known_answer_comes_before_a_nearer_unknown_one() {
    let world =
        [one("near", 1.0, &yes(&["home_visit_scheduled"])), one("far", 9.0, &yes(&["home_visit_scheduled", "tpn"]))];
    assert_eq!(order(&world, &question(&["tpn"])), ["far", "near"]);
    assert_eq!(order(&world, &question(&[])), ["near", "far"]);
}

#[test]
fn an_old_yes_is_something_to_ask() {
    let old = fact("tpn", Answer::Yes, date(2024, 11, 20));
    let visits = fact("home_visit_scheduled", Answer::Yes, TODAY);
    let world = [one("old", 1.0, &[old, visits]), one("fresh", 9.0, &yes(&["home_visit_scheduled", "tpn"]))];
    let ranking = rank(&question(&["tpn"]), &policy(), views(&world), 10, 10);
    assert_eq!(ranking.candidates.iter().map(|r| (r.row, r.asks)).collect::<Vec<_>>(), [(1, 0), (0, 1)]);
}

#[test]
fn a_no_is_a_near_miss_and_never_a_candidate() {
    let no = fact("tpn", Answer::No, TODAY);
    let world = [one("no", 0.5, &[no, fact("home_visit_scheduled", Answer::Yes, TODAY)]), one("unknown", 15.0, &[])];
    let ranking = rank(&question(&["tpn", "opioids"]), &policy(), views(&world), 10, 10);
    assert_eq!(ranking.candidates.iter().map(|r| r.row).collect::<Vec<_>>(), [1]);
    assert_eq!(ranking.near_misses.iter().map(|r| (r.row, r.unmet, r.asks)).collect::<Vec<_>>(), [(0, 1, 1)]);
    assert_eq!(ranking.evidence.excluded[&Exclusion::Need(any_of(&["tpn"]))], 1);
}

#[test]
fn the_line_is_inclusive_and_sharp() {
    let facts = yes(&["home_visit_scheduled"]);
    let world = [one("on", 16.0, &facts), one("beyond", 16.000_001, &facts)];
    let ranking = rank(&question(&[]), &policy(), views(&world), 10, 10);
    assert_eq!(ranking.candidates.iter().map(|r| r.row).collect::<Vec<_>>(), [0]);
    assert_eq!(ranking.evidence.excluded[&Exclusion::BeyondLine], 1);
    assert_eq!((ranking.evidence.examined, ranking.evidence.within), (2, 1));
}

#[test]
fn who_does_not_visit_or_cannot_be_placed_is_left_out_with_a_reason() {
    let mut vague = one("vague", 2.0, &yes(&["home_visit_scheduled"]));
    vague.placed = false;
    let world = [one("no", 1.0, &[fact("home_visit_scheduled", Answer::No, TODAY)]), vague];
    let ranking = rank(&question(&[]), &policy(), views(&world), 10, 10);
    assert!(ranking.candidates.is_empty());
    assert_eq!(ranking.evidence.excluded[&Exclusion::NotInRole], 1);
    assert_eq!(ranking.evidence.excluded[&Exclusion::PlaceUnknown], 1);
}

#[test]
fn contact_hours_decide_among_otherwise_equal() {
    let calendar = |osm| Calendar::from_osm(osm, Origin { source: Source::Demo, as_of: TODAY }).unwrap();
    let facts = yes(&["home_visit_scheduled"]);
    let with = |id, osm| One { contact: Some(calendar(osm)), ..one(id, 3.0, &facts) };
    // The question wants a Friday at 13:00.
    let world = [with("closed", "Mo 09:00-10:00"), with("soon", "Sa 09:00-10:00"), with("open", "Fr 12:30-14:00")];
    assert_eq!(order(&world, &question(&[])), ["open", "soon", "closed"]);
}

#[test]
fn equals_take_turns_fairly_over_a_year() {
    let facts = yes(&["home_visit_scheduled"]);
    let world: Vec<One> = ["a", "b", "c", "d"].into_iter().map(|id| one(id, 3.0, &facts)).collect();
    let mut firsts = std::collections::HashMap::new();
    for day in 0..1_000 {
        let today = TODAY.checked_add(jiff::Span::new().days(day)).unwrap();
        let question = Question { today, at: today.at(13, 0, 0, 0), ..question(&[]) };
        let first = order(&world, &question).remove(0);
        assert_eq!(first, order(&world, &question)[0], "stable within a day");
        *firsts.entry(first).or_insert(0) += 1;
    }
    // 1,000 draws among four: 250 each, standard deviation 13.7; five deviations are never seen by chance.
    assert!(firsts.len() == 4 && firsts.values().all(|count| (181..=319).contains(count)), "{firsts:?}");
}

#[test]
fn one_of_two_is_enough_and_only_two_noes_exclude() {
    let visits = fact("home_visit_scheduled", Answer::Yes, TODAY);
    let old = date(2024, 11, 20);
    let world = [
        one("both no", 1.0, &[visits, fact("tpn", Answer::No, TODAY), fact("cv_port", Answer::No, TODAY)]),
        one("one no", 1.0, &[visits, fact("tpn", Answer::No, TODAY)]),
        one("one yes", 9.0, &[visits, fact("tpn", Answer::No, TODAY), fact("cv_port", Answer::Yes, TODAY)]),
        one("old yes", 5.0, &[visits, fact("tpn", Answer::Unknown, TODAY), fact("cv_port", Answer::Yes, old)]),
    ];
    let question = Question { needs: vec![any_of(&["tpn", "cv_port"])], ..question(&[]) };
    let ranking = rank(&question, &policy(), views(&world), 10, 10);
    let states: Vec<_> = ranking.candidates.iter().map(|r| (world[r.row as usize].id.as_str(), r.asks)).collect();
    assert_eq!(states, [("one yes", 0), ("one no", 1), ("old yes", 1)]);
    assert_eq!(ranking.near_misses.iter().map(|r| (r.row, r.unmet)).collect::<Vec<_>>(), [(0, 1)]);
    assert_eq!(ranking.evidence.excluded[&Exclusion::Need(any_of(&["cv_port", "tpn"]))], 1);
    let today = PackedFact::day_number(TODAY);
    let by: Vec<_> = views(&world)
        .map(|view| view.standing(any_of(&["tpn", "cv_port"]), &policy(), today))
        .map(|s| (s.state, s.by))
        .collect();
    let (tpn, port) = (capability("tpn"), capability("cv_port"));
    assert_eq!(by, [(State::Unmet, tpn), (State::Ask, port), (State::Met, port), (State::Ask, port)]);
}

pub(super) fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![Just(Answer::Yes), Just(Answer::Consult), Just(Answer::No), Just(Answer::Unknown)]
}

pub(super) fn any_one() -> impl Strategy<Value = One> {
    let ids = ["home_visit_scheduled", "tpn", "opioids", "house_call_24h", "accepting_new"];
    let facts = ids.map(|id| {
        proptest::option::of((answer(), 0i64..900)).prop_map(move |known| {
            known.map(|(answer, age)| fact(id, answer, TODAY.checked_sub(jiff::Span::new().days(age)).unwrap()))
        })
    });
    (0u32..10_000, 0.0..20.0f64, facts, any::<bool>()).prop_map(|(id, km, facts, in_group)| {
        let facts: Vec<PackedFact> = facts.into_iter().flatten().collect();
        One { in_group, ..one(&id.to_string(), km, &facts) }
    })
}

proptest! {
    #[test]
    fn any_of_is_the_best_of_its_members(world in any_one(), members in proptest::collection::btree_set(0usize..5, 1..5)) {
        let ids = ["home_visit_scheduled", "tpn", "opioids", "house_call_24h", "accepting_new"];
        let members: Vec<&str> = members.into_iter().map(|i| ids[i]).collect();
        let today = PackedFact::day_number(TODAY);
        let policy = policy();
        let view = views(std::slice::from_ref(&world)).next().unwrap();
        let each: Vec<State> = members.iter().map(|id| view.state(capability(id), &policy, today).0).collect();
        let expected = if each.contains(&State::Met) {
            State::Met
        } else if each.contains(&State::Ask) {
            State::Ask
        } else {
            State::Unmet
        };
        let standing = view.standing(any_of(&members), &policy, today);
        prop_assert_eq!(standing.state, expected);
        prop_assert_eq!(view.state(standing.by, &policy, today), (standing.state, standing.fact));
        let question = Question { needs: vec![any_of(&members)], implies: None, ..question(&[]) };
        let ranking = rank(&question, &policy, views(std::slice::from_ref(&world)), 1, 1);
        let excluded = ranking.evidence.excluded.contains_key(&Exclusion::Need(any_of(&members)));
        prop_assert_eq!(excluded, expected == State::Unmet && world.km <= 16.0);
    }

    #[test]
    fn every_examined_facility_is_accounted_for(world in proptest::collection::vec(any_one(), 0..60)) {
        let evidence = rank(&question(&["tpn", "opioids"]), &policy(), views(&world), 5, 5).evidence;
        prop_assert_eq!(evidence.examined, evidence.candidates + evidence.excluded.values().sum::<u32>());
        prop_assert!(evidence.offering <= evidence.within && evidence.within <= evidence.examined);
    }

    #[test]
    fn the_order_of_arrival_leaves_no_trace(world in proptest::collection::vec(any_one(), 0..60)) {
        let mut world = world;
        world.sort_by(|a, b| a.id.cmp(&b.id));
        world.dedup_by(|a, b| a.id == b.id);
        let mut reversed = world.clone();
        reversed.reverse();
        prop_assert_eq!(order(&world, &question(&["tpn"])), order(&reversed, &question(&["tpn"])));
    }

    #[test]
    fn any_two_are_compared_as_they_are_ordered(world in proptest::collection::vec(any_one(), 2..40)) {
        let (question, policy) = (question(&["tpn", "opioids"]), policy());
        let ranking = rank(&question, &policy, views(&world), 1_000, 1_000);
        let seen: Vec<View> = views(&world).collect();
        let of = |ranked: &Ranked| Compared::Seen(seen[ranked.row as usize]);
        for list in [&ranking.candidates, &ranking.near_misses] {
            for pair in list.windows(2) {
                let forth = compare(of(&pair[0]), of(&pair[1]), &question, &policy);
                let back = compare(of(&pair[1]), of(&pair[0]), &question, &policy);
                prop_assert_eq!((forth.ahead, back.ahead, forth.by), (Some(Which::First), Some(Which::Second), back.by));
                prop_assert_eq!(forth.first.ranked.unwrap(), pair[0], "the numbers are those of the answer");
            }
        }
        for (candidate, missing) in ranking.candidates.iter().zip(&ranking.near_misses) {
            let comparison = compare(of(missing), of(candidate), &question, &policy);
            prop_assert_eq!((comparison.ahead, comparison.by), (Some(Which::Second), Deciding::OnlyCandidate));
        }
        let closed = compare(Compared::Closed, Compared::OtherKind, &question, &policy);
        prop_assert_eq!((closed.ahead, closed.by), (None, Deciding::Neither));
    }

    #[test]
    fn the_first_few_are_the_beginning_of_all(world in proptest::collection::vec(any_one(), 0..120), limit in 1usize..20) {
        let all = rank(&question(&["tpn"]), &policy(), views(&world), 1_000, 0).candidates;
        let few = rank(&question(&["tpn"]), &policy(), views(&world), limit, 0).candidates;
        prop_assert_eq!(&few[..], &all[..limit.min(all.len())]);
    }

    #[test]
    fn the_score_is_the_sum_of_its_terms_and_farther_never_scores_higher(world in any_one(), more in 0.0..10.0f64) {
        let policy = policy();
        let farther = One { km: (world.km + more).min(16.0).max(world.km), ..world.clone() };
        let score = |one: &One| {
            let ranking = rank(&question(&[]), &policy, views(std::slice::from_ref(one)), 1, 1);
            ranking.candidates.first().map(|ranked| {
                let sum: f64 = policy.terms().iter().zip(ranked.values).map(|(term, value)| term.weight * value).sum();
                assert_eq!(sum, ranked.score);
                assert!(ranked.values.iter().all(|value| (0.0..=1.0).contains(value)));
                ranked.score
            })
        };
        if let (Some(near), Some(far)) = (score(&world), score(&farther)) {
            prop_assert!(far <= near);
        }
    }
}

#[test]
fn of_two_that_stand_alike_the_one_that_was_not_asked_comes_first() {
    use crate::domain::vocabulary::Lang;
    let world = [one("a", 2.0, &[]), one("b", 2.0, &[]), one("far", 15.0, &[])];
    let order = |question: &Question| {
        let ranking = rank(question, &policy(), views(&world), 9, 9);
        ranking.candidates.iter().map(|ranked| world[ranked.row as usize].id.clone()).collect::<Vec<_>>()
    };
    let by_lot = order(&question(&[]));
    let policy = policy();
    let term = policy.rotation().unwrap();
    for asked in 0..2u32 {
        let other = &world[1 - asked as usize].id;
        let load = Load::new(1, Some(10), term);
        let rotation = Rotation::new([(asked, load)].into());
        let question = Question { rotation: Some(std::sync::Arc::new(rotation)), ..question(&[]) };
        let found = order(&question);
        assert_eq!((&found[0], found[2].as_str()), (other, "far"), "one request does not send anybody far away");
        let ranking = rank(&question, &policy, views(&world), 9, 9);
        let ranked = ranking.candidates.iter().find(|ranked| ranked.row == asked).unwrap();
        let terms = explain::terms(ranked, &views(&world).nth(asked as usize).unwrap(), &question, &policy, Lang::Ja);
        let sum: f64 = terms.iter().map(|term| term.weight * term.value).sum();
        assert!((ranked.score - sum).abs() < 1e-12 && terms.last().unwrap().term == "rotation");
    }
    // Nobody was asked: the order is that of everybody, and so are the scores.
    let nobody = Question { rotation: Some(std::sync::Arc::default()), ..question(&[]) };
    assert_eq!(order(&nobody), by_lot);
}

//! Tiny worlds by the water: the straight line decides who may come, the way over land who stands first.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::domain::vocabulary::Role;
use crate::domain::{Answer, CapabilitySet, KindSet, LatLon, Metres, vocabulary};
use crate::way::bay_tests::{BRIDGE, LIMITS, at, land};
use crate::way::{Home, Land, Towards, Way};

use super::tests::{capability, fact};
use super::way_words::way_line;
use super::*;
use crate::domain::vocabulary::Lang;

const TODAY: Date = date(2026, 11, 20);

fn policy() -> Policy {
    Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap()
}

fn question(origin: LatLon) -> Question {
    Question {
        origin,
        origin_accuracy: Metres(0.0),
        role: Role::Attending,
        kinds: KindSet::ALL,
        implies: None,
        needs: Vec::new(),
        wishes: Vec::new(),
        at: TODAY.at(13, 0, 0, 0),
        today: TODAY,
        rotation: None,
    }
}

/// Clinics of which nothing is known but their places, ranked from a home.
fn ranked(land: &Land, origin: LatLon, clinics: &[LatLon], limit: usize) -> Ranking {
    let home = Home::new(land, origin, LIMITS);
    let names: Vec<String> = (0..clinics.len()).map(|i| i.to_string()).collect();
    let views = (0u32..).zip(clinics).map(|(row, &at)| View {
        row,
        id: &names[row as usize],
        distance: origin.geodesic(at),
        way: Towards::new(&home, at),
        placed: true,
        facts: &[],
        of_day: OfDay::default(),
        no: CapabilitySet::default(),
        contact: None,
        in_group: false,
    });
    rank(&question(origin), &policy(), views, limit, 5)
}

fn rows(ranking: &Ranking) -> Vec<u32> {
    ranking.candidates.iter().map(|ranked| ranked.row).collect()
}

#[test]
fn the_nearer_one_across_the_bay_stands_behind_the_farther_one_on_land() {
    let (across, behind_the_hill) = (at(35.05, 139.27), at(35.16, 139.05));
    let home = at(35.05, 139.13);
    assert!(home.geodesic(across).0 < home.geodesic(behind_the_hill).0);
    let ranking = ranked(&land(""), home, &[across, behind_the_hill], 10);
    assert_eq!(rows(&ranking), [1, 0]);
    assert_eq!(ranking.candidates[1].values[0], 0.0);
    assert_eq!(ranking.candidates[1].counted(), None, "longer than the line: nobody measured it");
    assert_eq!(ranking.candidates[0].counted(), Some(home.geodesic(behind_the_hill)));
}

#[test]
fn a_surer_clinic_across_the_bay_does_not_stand_before_one_on_our_shore() {
    let (home, across, on_our_shore) = (at(35.05, 139.13), at(35.05, 139.29), at(35.15, 139.05));
    let land = land("");
    let there = Home::new(&land, home, LIMITS);
    let question = Question { needs: vec![capability("tpn").into()], ..question(home) };
    let sure = [fact("tpn", Answer::Yes, TODAY)];
    let view = |row: u32, place: LatLon| View {
        row,
        id: if row == 0 { "across" } else { "shore" },
        distance: home.geodesic(place),
        way: Towards::new(&there, place),
        placed: true,
        facts: if row == 0 { &sure } else { &[] },
        of_day: OfDay::default(),
        no: CapabilitySet::default(),
        contact: None,
        in_group: false,
    };
    for limit in [1, 2] {
        for views in [[view(0, across), view(1, on_our_shore)], [view(1, on_our_shore), view(0, across)]] {
            let ranking = rank(&question, &policy(), views.into_iter(), limit, 0);
            assert_eq!(rows(&ranking), [1, 0][..limit], "he has nothing to be asked, and a long way");
        }
    }
}

#[test]
fn the_line_of_the_rule_is_drawn_over_the_water() {
    let home = at(35.05, 139.13);
    let ranking = ranked(&land(""), home, &[at(35.05, 139.29), at(35.05, 139.31)], 10);
    assert_eq!(rows(&ranking), [0], "14.6 km across the bay is within the line, whatever the way");
    assert_eq!(ranking.evidence.excluded[&Exclusion::BeyondLine], 1);
}

#[test]
fn at_the_head_of_the_bay_the_way_around_counts() {
    let home = at(35.29, 139.13);
    let ranking = ranked(&land(""), home, &[at(35.29, 139.26)], 10);
    let counted = ranking.candidates[0].counted().unwrap().0;
    let policy = policy();
    let near = 1.0 - counted / policy.radius().0;
    assert!(counted > home.geodesic(at(35.29, 139.26)).0);
    assert_eq!(ranking.candidates[0].values[0], (near * 100.0).round() / 100.0);
    let sum: f64 =
        policy.terms().iter().zip(ranking.candidates[0].values).map(|(term, value)| term.weight * value).sum();
    assert_eq!(ranking.candidates[0].score, sum);
}

#[test]
fn the_island_stands_last_until_it_has_a_bridge_and_is_never_left_out() {
    let home = at(35.075, 139.38);
    let (island, far) = (at(35.075, 139.46), at(35.18, 139.38));
    assert_eq!(rows(&ranked(&land(""), home, &[island, far], 10)), [1, 0]);
    assert_eq!(rows(&ranked(&land(BRIDGE), home, &[island, far], 10)), [0, 1]);
}

#[test]
fn a_clinic_on_the_island_stands_first_for_its_own_people() {
    let (home, neighbour, mainland) = (at(35.06, 139.46), at(35.09, 139.49), at(35.06, 139.395));
    assert_eq!(rows(&ranked(&land(""), home, &[mainland, neighbour], 10)), [1, 0]);
}

#[test]
fn across_the_lake_is_around_the_lake() {
    // Some 6 km across, some 8 km around; 7 km on land.
    let home = at(35.385, 139.02);
    assert_eq!(rows(&ranked(&land(""), home, &[at(35.385, 139.09), at(35.325, 139.03)], 10)), [1, 0]);
}

#[test]
fn the_words_say_what_the_distance_is() {
    let (home, island, land) = (at(35.075, 139.38), at(35.075, 139.46), land(""));
    let ranking = ranked(&land, home, &[island, at(35.1, 139.3)], 10);
    let policy = policy();
    let [near, across] = &ranking.candidates[..] else { panic!() };
    assert_eq!(way_line(across, &policy, Lang::En).note, "The straight line lies over water; by land more than 16 km");
    let way = Home::new(&land, home, LIMITS).measured(across.way, island, across.distance);
    let island = &Ranked { way, ..*across };
    let line = way_line(near, &policy, Lang::Ja);
    assert_eq!((line.basis, line.over_water), ("straight", false));
    assert!((line.metres.unwrap().0 - 1.3 * near.distance.0).abs() < 1e-6);
    assert!(line.note.contains("目安"), "{}", line.note);
    let line = way_line(island, &policy, Lang::Ja);
    assert_eq!((line.basis, line.over_water, line.metres), ("none", true, None));
    assert!(line.note.contains("船が必要です"), "{}", line.note);
    let shown = Ranked { way: Way::Land(Metres(78_432.1)), ..*island };
    assert_eq!(way_line(&shown, &policy, Lang::Ja).note, "直線は海や湖の上を通ります。陸路はおよそ78 km以上");
    let shown = Ranked { way: Way::Farther, ..*island };
    assert!(way_line(&shown, &policy, Lang::En).note.ends_with("more than 120 km"));
}

fn on_land() -> impl Strategy<Value = LatLon> {
    (35.01..35.49f64, 139.01..139.39f64)
        .prop_filter("in the bay", |&(lat, lon)| lat > 35.31 || !(139.14..139.26).contains(&lon))
        .prop_map(|(lat, lon)| at(lat, lon))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn looking_at_fewer_ways_leaves_the_order(
        home in on_land(),
        clinics in proptest::collection::vec(on_land(), 0..150),
        limit in 1usize..8,
    ) {
        let land = land("");
        let all = rows(&ranked(&land, home, &clinics, 1_000));
        prop_assert_eq!(&rows(&ranked(&land, home, &clinics, limit))[..], &all[..limit.min(all.len())]);
    }

    #[test]
    fn over_land_farther_never_scores_higher(home in on_land(), clinics in proptest::collection::vec(on_land(), 2..40)) {
        let ranking = ranked(&land(""), home, &clinics, 1_000);
        let dry: Vec<&Ranked> = ranking.candidates.iter().filter(|ranked| !ranked.way.is_over_water()).collect();
        for pair in dry.windows(2) {
            prop_assert!(pair[0].score > pair[1].score || pair[0].values[0] == pair[1].values[0]);
        }
        for ranked in &ranking.candidates {
            prop_assert!(ranked.counted().is_none_or(|counted| counted.0 >= ranked.distance.0));
        }
    }
}

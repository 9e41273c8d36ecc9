//! Far and near, the 16 km line, and the ends of the country.

use super::*;

#[test]
fn of_two_alike_the_nearer_comes_first() {
    world().clinic("far").km(4.0).visits().clinic("near").km(2.0).visits().asked(&[]).answers(["near", "far"]);
}

#[test]
fn sixteen_kilometres_are_within_and_a_centimetre_more_is_not() {
    let town = world().clinic("on the line").km(16.0).visits().clinic("beyond").km(16.000_01).visits();
    town.asked(&[]).answers(["on the line"]).leaves_out(Exclusion::BeyondLine, 1).looks_at(2, 1);
}

#[test]
fn nobody_beyond_the_line_is_a_near_miss() {
    let town = world().clinic("beyond").km(16.5).visits().no(&["tpn"]).clinic("within").km(15.5).visits().no(&["tpn"]);
    town.asked(&["tpn"]).answers([]).misses(["within"]).leaves_out(Exclusion::BeyondLine, 1);
}

#[test]
fn a_perfect_doctor_beyond_the_line_is_counted_and_not_named() {
    let town = world().clinic("perfect").km(16.1).visits().yes(&["tpn", "house_call_24h"]).clinic("silent").km(16.0);
    town.asked(&["tpn"]).answers(["silent"]).looks_at(2, 1);
}

#[test]
fn a_few_steps_make_no_difference() {
    // Homes are often placed to their town only: distances count in steps of 160 m.
    world().clinic("a").km(3.00).visits().clinic("b").km(3.04).visits().asked(&[]).ties("a", "b");
}

#[test]
fn at_the_door_distance_counts_whole_and_at_the_line_nothing() {
    let town = world().clinic("door").km(0.0).visits().clinic("half").km(8.0).visits().clinic("line").km(16.0).visits();
    let asked = town.asked(&[]).answers(["door", "half", "line"]);
    let asked = asked.counts("door", TermId::Distance, 1.0).counts("half", TermId::Distance, 0.5);
    asked.counts("line", TermId::Distance, 0.0);
}

#[test]
fn whose_place_nobody_knows_is_left_out_and_said_so() {
    let town =
        world().clinic("somewhere").km(2.0).visits().yes(&["tpn"]).somewhere_in_its_city().clinic("here").km(9.0);
    town.asked(&["tpn"]).answers(["here"]).misses([]).leaves_out(Exclusion::PlaceUnknown, 1).looks_at(2, 2);
}

#[test]
fn beyond_the_line_goes_before_not_knowing_the_place() {
    let town = world().clinic("far somewhere").km(20.0).visits().somewhere_in_its_city();
    town.asked(&[]).leaves_out(Exclusion::BeyondLine, 1).leaves_out(Exclusion::PlaceUnknown, 0);
}

#[test]
fn a_village_with_nobody_gets_an_empty_answer_and_no_excuse() {
    world().asked(&["tpn"]).answers([]).misses([]).looks_at(0, 0);
}

#[test]
fn a_village_whose_next_doctor_is_over_the_mountain_learns_how_many_are_beyond() {
    let valley = world().clinic("over the pass").km(19.0).visits().hospital("in the city").km(23.0).visits();
    valley.asked(&["home_oxygen"]).answers([]).misses([]).looks_at(2, 0).leaves_out(Exclusion::BeyondLine, 2);
}

#[test]
fn on_an_island_the_only_clinic_is_the_answer_even_if_all_is_to_be_asked() {
    let island = world().clinic("the only one").km(1.2).clinic("mainland").km(18.0).visits().yes(&["tpn"]);
    island.asked(&["tpn", "opioids"]).answers(["the only one"]).asks("the only one", 2).looks_at(2, 1);
}

#[test]
fn on_an_island_whose_only_clinic_does_not_visit_nobody_is_named() {
    let island = world().clinic("the only one").km(1.2).no(&["home_visit_scheduled"]);
    island.asked(&[]).answers([]).misses([]).leaves_out(Exclusion::NotInRole, 1);
}

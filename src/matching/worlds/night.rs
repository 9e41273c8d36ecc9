//! Who comes at night, who takes new patients, who has colleagues.

use super::*;

#[test]
fn who_comes_at_night_goes_before_who_only_answers_the_telephone() {
    let town =
        world().clinic("telephone").visits().yes(&["contact_24h"]).clinic("comes").visits().yes(&["house_call_24h"]);
    town.asked(&[]).answers(["comes", "telephone"]);
}

#[test]
fn the_telephone_at_night_is_better_than_nothing() {
    let town = world().clinic("nothing").visits().clinic("telephone").visits().yes(&["contact_24h"]);
    town.asked(&[]).answers(["telephone", "nothing"]);
}

#[test]
fn evenings_and_holidays_count_less_than_every_night() {
    let town = world().clinic("evenings").visits().yes(&["house_call_after_hours"]);
    let town =
        town.clinic("every night").visits().yes(&["house_call_24h"]).clinic("telephone").visits().yes(&["contact_24h"]);
    let asked = town.asked(&[]).answers(["every night", "evenings", "telephone"]);
    let asked = asked.counts("every night", TermId::NightCover, 1.0).counts("evenings", TermId::NightCover, 0.7);
    asked.counts("telephone", TermId::NightCover, 0.6);
}

#[test]
fn two_kinds_of_night_cover_are_no_more_than_the_better_of_them() {
    let town = world().clinic("both").visits().yes(&["house_call_24h", "contact_24h", "house_call_after_hours"]);
    town.clinic("one").visits().yes(&["house_call_24h"]).asked(&[]).ties("both", "one");
}

#[test]
fn an_old_promise_to_come_at_night_counts_half() {
    let town = world()
        .clinic("old")
        .visits()
        .old_yes(&["house_call_24h"])
        .clinic("talks")
        .visits()
        .consult(&["house_call_24h"]);
    let asked = town.asked(&[]).ties("old", "talks");
    asked.counts("old", TermId::NightCover, 0.5).counts("talks", TermId::NightCover, 0.5);
}

#[test]
fn not_knowing_about_the_night_counts_nothing() {
    let town = world().clinic("unsure").visits().unknown(&["house_call_24h"]).clinic("silent").visits();
    town.asked(&[]).ties("unsure", "silent").counts("unsure", TermId::NightCover, 0.0);
}

#[test]
fn a_station_with_nurses_on_call_goes_before_a_nearer_one_without() {
    let town = world().station("days").km(1.0).no(&["nursing_24h"]).station("on call").km(5.0).yes(&["nursing_24h"]);
    town.asked(&[]).of(Role::Nursing).answers(["on call", "days"]);
}

#[test]
fn who_takes_new_patients_goes_before_who_is_full() {
    let town = world().clinic("full").visits().no(&["accepting_new"]).clinic("room").visits().yes(&["accepting_new"]);
    let town = town.clinic("perhaps").visits().consult(&["accepting_new"]).clinic("silent").visits();
    town.asked(&[]).answers(["room", "perhaps", "silent", "full"]);
}

#[test]
fn being_full_leaves_nobody_out_unless_room_was_asked_for() {
    let town = world().clinic("full").visits().no(&["accepting_new"]);
    town.clone().asked(&[]).answers(["full"]);
    town.asked(&["accepting_new"]).answers([]).misses(["full"]);
}

#[test]
fn room_that_was_free_in_summer_is_hardly_better_than_silence() {
    let summer = date(2026, 7, 1);
    let town = world().clinic("summer").visits().said("accepting_new", Answer::Yes, Source::Survey, summer);
    let town = town.clinic("silent").visits().clinic("now").visits().yes(&["accepting_new"]);
    let asked = town.asked(&[]).answers(["now", "summer", "silent"]);
    asked.counts("summer", TermId::AcceptingNew, 0.4).counts("silent", TermId::AcceptingNew, 0.2);
}

#[test]
fn a_member_of_a_group_goes_before_one_who_works_alone() {
    world().clinic("alone").visits().clinic("group").visits().in_group().asked(&[]).answers(["group", "alone"]);
}

#[test]
fn a_group_makes_up_for_two_kilometres_and_not_for_three() {
    // The group weighs 0.04; 0.04 of 0.30 are 13 of 100 steps of 160 m, 2.1 km.
    let town = |km| world().clinic("near").km(2.0).visits().clinic("group").km(2.0 + km).visits().in_group();
    town(2.0).asked(&[]).answers(["group", "near"]);
    town(3.0).asked(&[]).answers(["near", "group"]);
}

//! Several needs at once, one of several, wishes, and who lacks how much.

use super::*;

#[test]
fn one_call_is_better_than_two() {
    let town = world().clinic("two calls").km(1.0).visits().clinic("one call").km(14.0).visits().yes(&["tpn"]);
    town.asked(&["tpn", "opioids"]).answers(["one call", "two calls"]).asks("one call", 1).asks("two calls", 2);
}

#[test]
fn whoever_does_everything_comes_first() {
    let town = world().clinic("half").km(1.0).visits().yes(&["tpn"]);
    let town =
        town.clinic("all").km(15.0).visits().yes(&["tpn", "opioids", "home_oxygen"]).clinic("none").km(0.2).visits();
    town.asked(&["tpn", "opioids", "home_oxygen"]).answers(["all", "half", "none"]);
}

#[test]
fn one_no_among_many_yeses_is_still_a_no() {
    let town =
        world().clinic("almost").visits().yes(&["opioids", "home_oxygen"]).no(&["tpn"]).clinic("silent").km(15.5);
    town.asked(&["opioids", "home_oxygen", "tpn"]).answers(["silent"]).misses(["almost"]);
}

#[test]
fn who_lacks_one_thing_is_named_before_who_lacks_two() {
    let town = world().clinic("two").km(0.5).visits().no(&["tpn", "opioids"]);
    let town = town.clinic("one").km(15.0).visits().no(&["tpn"]).yes(&["opioids"]);
    town.asked(&["tpn", "opioids"]).answers([]).misses(["one", "two"]);
}

#[test]
fn of_two_who_lack_one_thing_the_one_with_fewer_calls_is_named_first() {
    let town = world().clinic("silent else").km(0.5).visits().no(&["tpn"]);
    let town = town.clinic("sure else").km(15.0).visits().no(&["tpn"]).yes(&["opioids"]);
    town.asked(&["tpn", "opioids"]).misses(["sure else", "silent else"]);
}

#[test]
fn a_near_miss_is_counted_under_the_first_thing_it_lacks() {
    let town = world().clinic("c").visits().no(&["tpn", "opioids"]);
    let asked = town.clone().asked(&["opioids", "tpn"]);
    asked.leaves_out(need("opioids"), 1).leaves_out(need("tpn"), 0);
    town.asked(&["tpn", "opioids"]).leaves_out(need("opioids"), 0).leaves_out(need("tpn"), 1);
}

#[test]
fn either_clean_bench_is_enough_for_the_pharmacy() {
    let town = world().pharmacy("none").km(0.5).visits().no(&["sterile_own", "sterile_shared"]);
    let town = town.pharmacy("shared").km(5.0).visits().no(&["sterile_own"]).yes(&["sterile_shared"]);
    let town = town.pharmacy("own").km(6.0).visits().yes(&["sterile_own"]);
    let asked = town.asked(&["central_venous_nutrition"]).of(Role::Pharmacy);
    asked.answers(["shared", "own"]).misses(["none"]).asks("shared", 0).asks("own", 0);
}

#[test]
fn a_no_to_one_of_two_ways_leaves_the_other_to_be_asked() {
    let town = world().pharmacy("not its own").visits().no(&["sterile_own"]);
    town.asked(&["central_venous_nutrition"]).of(Role::Pharmacy).answers(["not its own"]).asks("not its own", 1);
}

#[test]
fn an_old_yes_to_one_way_is_not_saved_by_silence_about_the_other() {
    let town = world().clinic("c").visits().old_yes(&["ventilator_invasive"]);
    town.asked(&["ventilator"]).answers(["c"]).asks("c", 1);
}

#[test]
fn a_ventilator_of_either_sort_asks_the_doctor_for_one_of_two() {
    let town = world().clinic("mask").km(9.0).visits().yes(&["ventilator_noninvasive"]).no(&["ventilator_invasive"]);
    let town = town.clinic("silent").km(1.0).visits();
    town.clone().asked(&["ventilator"]).answers(["mask", "silent"]);
    // Through a tracheostomy only one of them will do.
    town.asked(&["ventilator_through_tracheostomy"]).answers(["silent"]).misses(["mask"]);
}

#[test]
fn a_wish_excludes_nobody() {
    let town =
        world().clinic("no").km(1.0).visits().no(&["dementia"]).clinic("yes").km(1.0).visits().yes(&["dementia"]);
    town.asked(&[]).wishing(&["dementia"]).answers(["yes", "no"]).misses([]);
}

#[test]
fn a_need_goes_before_any_number_of_wishes() {
    let town = world().clinic("needed").km(15.0).visits().yes(&["tpn"]);
    let town = town.clinic("wished for").km(0.5).visits().yes(&["dementia", "telehealth", "language", "ict_tool"]);
    town.asked(&["tpn"]).wishing(&["dementia", "telehealth", "language", "ict_tool"]).answers(["needed", "wished for"]);
}

#[test]
fn what_is_needed_anyway_is_no_further_wish() {
    let town = world().clinic("c").visits().yes(&["tpn"]);
    town.asked(&["tpn"]).wishing(&["tpn", "dementia"]).counts("c", TermId::Experience, 0.5);
}

#[test]
fn half_of_what_was_asked_is_half_the_experience() {
    let town = world().clinic("c").visits().yes(&["tpn", "dementia"]).consult(&["opioids"]);
    town.asked(&["tpn", "opioids"]).wishing(&["dementia", "language"]).counts("c", TermId::Experience, 0.5);
}

#[test]
fn where_nothing_is_asked_everybody_has_the_experience() {
    let town = world().clinic("a").visits().yes(&["tpn"]).clinic("b").visits();
    town.asked(&[]).counts("a", TermId::Experience, 1.0).counts("b", TermId::Experience, 1.0).ties("a", "b");
}

#[test]
fn every_need_at_once_still_has_an_answer() {
    let all: Vec<&str> = needs().all().iter().map(|need| need.id.as_str()).collect();
    let everything: Vec<&str> = vocabulary().capabilities().iter().map(|words| words.id.as_str()).collect();
    let town = world().clinic("silent").km(0.5).clinic("can do it all").km(15.9).yes(&everything);
    let town = town.clinic("all but one").km(0.1).yes(&everything).no(&["home_hemodialysis"]);
    town.asked(&all).answers(["can do it all", "silent"]).misses(["all but one"]).asks("can do it all", 0);
}

#[test]
fn the_papers_of_a_dying_cancer_patient_find_the_one_who_stays_to_the_end() {
    let needs = ["terminal_cancer", "oxygen_therapy", "wish_to_die_at_home"];
    let stays =
        ["home_visit_scheduled", "palliative_cancer", "opioids", "home_oxygen", "home_death_care", "house_call_24h"];
    let town = world().clinic("office hours").km(1.0).visits().yes(&["home_oxygen"]).no(&["home_death_care"]);
    let town = town.clinic("to the end").km(8.0).yes(&stays).clinic("silent").km(2.0).visits();
    town.asked(&needs).answers(["to the end", "silent"]).misses(["office hours"]);
}

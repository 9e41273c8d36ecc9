//! Yes, consult, no, unknown and silence, and how old they may be.

use super::*;

#[test]
fn who_said_yes_comes_before_a_nearer_one_who_said_nothing() {
    let town = world().clinic("near").km(0.5).visits().clinic("far").km(12.0).visits().yes(&["tpn"]);
    town.clone().asked(&["tpn"]).answers(["far", "near"]);
    town.asked(&[]).answers(["near", "far"]);
}

#[test]
fn who_said_yes_comes_before_a_nearer_one_who_wants_to_talk_first() {
    let town =
        world().clinic("talks").km(0.5).visits().consult(&["tpn"]).clinic("does").km(12.0).visits().yes(&["tpn"]);
    town.asked(&["tpn"]).answers(["does", "talks"]).asks("talks", 1);
}

#[test]
fn who_said_no_is_no_candidate_however_near() {
    let town = world().clinic("no").km(0.1).visits().no(&["tpn"]).clinic("silent").km(15.0);
    town.asked(&["tpn"]).answers(["silent"]).misses(["no"]).leaves_out(need("tpn"), 1);
}

#[test]
fn nobody_is_left_out_for_having_said_nothing() {
    world().clinic("silent").asked(&["tpn", "opioids", "home_oxygen"]).answers(["silent"]).asks("silent", 3);
}

#[test]
fn nobody_is_left_out_for_not_knowing() {
    let town = world().clinic("unsure").visits().unknown(&["tpn"]).clinic("no").visits().no(&["tpn"]);
    town.asked(&["tpn"]).answers(["unsure"]).asks("unsure", 1).misses(["no"]);
}

#[test]
fn not_knowing_is_no_yes_either() {
    let town =
        world().clinic("unsure").km(1.0).visits().unknown(&["tpn"]).clinic("sure").km(14.0).visits().yes(&["tpn"]);
    town.asked(&["tpn"]).answers(["sure", "unsure"]);
}

#[test]
fn a_yes_of_three_years_ago_must_be_asked_again() {
    let town = world().clinic("old").km(1.0).visits().old_yes(&["tpn"]).clinic("new").km(9.0).visits().yes(&["tpn"]);
    town.asked(&["tpn"]).answers(["new", "old"]).asks("old", 1).asks("new", 0);
}

#[test]
fn a_no_of_three_years_ago_is_still_a_no() {
    let town = world().clinic("never").visits().said("tpn", Answer::No, Source::Survey, LONG_AGO);
    town.asked(&["tpn"]).answers([]).misses(["never"]);
}

#[test]
fn a_survey_answer_holds_for_a_year_to_the_day() {
    let said = |day| world().clinic("c").visits().said("tpn", Answer::Yes, Source::Survey, day);
    said(date(2025, 11, 20)).asked(&["tpn"]).asks("c", 0);
    said(date(2025, 11, 19)).asked(&["tpn"]).asks("c", 1);
}

#[test]
fn a_filing_holds_for_two_years_to_the_day() {
    let filed = |day| world().clinic("c").visits().said("home_mgmt_fee", Answer::Yes, Source::Filing, day);
    filed(date(2024, 11, 20)).asked(&["home_mgmt_fee"]).asks("c", 0);
    filed(date(2024, 11, 19)).asked(&["home_mgmt_fee"]).asks("c", 1);
}

#[test]
fn a_filing_of_an_old_edition_stands_behind_one_of_the_new() {
    let filed = |world: World, day| world.said("home_mgmt_fee", Answer::Yes, Source::Filing, day);
    let town = filed(world().clinic("old edition").km(1.0).visits(), date(2024, 6, 1));
    let town = filed(town.clinic("new edition").km(8.0).visits(), date(2026, 11, 1));
    town.asked(&["home_mgmt_fee"]).answers(["new edition", "old edition"]);
}

#[test]
fn a_yearly_report_holds_for_a_year_and_a_month() {
    let reported = |day| world().clinic("c").visits().said("opioids", Answer::Yes, Source::NaviiClinic, day);
    reported(date(2025, 10, 16)).asked(&["opioids"]).asks("c", 0);
    reported(date(2025, 10, 15)).asked(&["opioids"]).asks("c", 1);
}

#[test]
fn room_for_new_patients_is_news_for_two_months_only() {
    let said = |day| world().clinic("c").visits().said("accepting_new", Answer::Yes, Source::Survey, day);
    said(date(2026, 9, 19)).asked(&["accepting_new"]).asks("c", 0);
    said(date(2026, 9, 18)).asked(&["accepting_new"]).asks("c", 1);
}

#[test]
fn what_a_capability_needs_goes_before_what_its_source_allows() {
    // A filing is believed for two years, but not about room for new patients.
    let filed = |day| world().clinic("c").visits().said("accepting_new", Answer::Yes, Source::Filing, day);
    filed(date(2026, 9, 18)).asked(&["accepting_new"]).asks("c", 1);
}

#[test]
fn an_answer_dated_tomorrow_is_as_fresh_as_one_of_today() {
    let town = world().clinic("c").visits().said("tpn", Answer::Yes, Source::Survey, date(2026, 11, 21));
    town.asked(&["tpn"]).asks("c", 0).counts("c", TermId::Freshness, 1.0);
}

#[test]
fn yes_consult_silence_and_no_in_this_order() {
    // To the first no question remains. The next two are to be asked, and one of them has at least answered.
    let town = world().clinic("no").visits().no(&["tpn"]).clinic("silent").km(3.0).visits();
    let town = town.clinic("talks").km(3.0).visits().consult(&["tpn"]).clinic("yes").km(3.0).visits().yes(&["tpn"]);
    town.asked(&["tpn"]).answers(["yes", "talks", "silent"]).misses(["no"]);
}

#[test]
fn the_fresher_of_two_answers_wins_when_all_else_is_equal() {
    let town = world().clinic("spring").visits().said("tpn", Answer::Yes, Source::Survey, date(2026, 4, 1));
    let town = town.clinic("autumn").visits().said("tpn", Answer::Yes, Source::Survey, date(2026, 10, 1));
    town.asked(&["tpn"]).answers(["autumn", "spring"]);
}

#[test]
fn a_fresh_no_to_a_wish_is_no_better_than_silence() {
    let town = world().clinic("no").visits().no(&["dementia"]).clinic("silent").visits();
    town.asked(&[]).wishing(&["dementia"]).ties("no", "silent").counts("no", TermId::Freshness, 0.5);
}

//! Each place in the team has its own trade.

use super::*;

/// One of every trade, next door to each other.
fn street() -> World {
    let street = world().clinic("clinic").visits().hospital("hospital").visits().station("station");
    street.pharmacy("pharmacy").visits().dentist("dentist").visits().care_manager("care manager")
}

#[test]
fn who_looks_for_a_pharmacy_is_not_sent_to_a_dentist() {
    let of = |role| street().asked(&[]).of(role);
    of(Role::Nursing).answers(["station"]);
    of(Role::Pharmacy).answers(["pharmacy"]);
    of(Role::Dental).answers(["dentist"]);
    of(Role::CareManager).answers(["care manager"]);
    of(Role::BackupHospital).answers(["hospital"]);
}

#[test]
fn clinics_and_hospitals_may_both_be_the_attending_institution() {
    for role in [Role::Attending, Role::Alternate] {
        street().hospital("second").km(2.0).visits().asked(&[]).of(role).looks_at(3, 3).ties("clinic", "hospital");
    }
}

#[test]
fn a_doctor_who_says_he_does_not_visit_is_not_asked_to() {
    let town = world().clinic("stays in").km(0.3).no(&["home_visit_scheduled"]).yes(&["tpn"]).clinic("silent").km(15.0);
    town.asked(&["tpn"]).answers(["silent"]).misses([]).leaves_out(Exclusion::NotInRole, 1);
}

#[test]
fn a_doctor_of_whom_nobody_knows_whether_he_visits_is_asked() {
    let town = world().clinic("silent").km(1.0).clinic("visits").km(6.0).visits();
    town.asked(&[]).answers(["visits", "silent"]).counts("silent", TermId::Visits, 0.2);
}

#[test]
fn who_visits_after_a_talk_stands_between_who_does_and_who_is_silent() {
    let town = world().clinic("silent").clinic("talks").consult(&["home_visit_scheduled"]).clinic("visits").visits();
    town.asked(&[]).answers(["visits", "talks", "silent"]).counts("talks", TermId::Visits, 0.6);
}

#[test]
fn who_visited_three_years_ago_counts_as_one_to_talk_to() {
    world().clinic("c").old_yes(&["home_visit_scheduled"]).asked(&[]).answers(["c"]).counts("c", TermId::Visits, 0.6);
}

#[test]
fn the_second_doctor_is_asked_for_what_the_first_is() {
    let town =
        world().clinic("no morphine").km(0.5).visits().no(&["opioids"]).clinic("morphine").visits().yes(&["opioids"]);
    town.asked(&["opioid_medication"]).of(Role::Alternate).answers(["morphine"]).misses(["no morphine"]);
}

#[test]
fn morphine_asks_the_pharmacy_for_its_narcotics_licence() {
    let town = world().pharmacy("without").km(0.5).visits().no(&["narcotics_retail"]);
    let town =
        town.pharmacy("silent").km(1.0).visits().pharmacy("licensed").km(4.0).visits().yes(&["narcotics_retail"]);
    town.asked(&["opioid_medication"]).of(Role::Pharmacy).answers(["licensed", "silent"]).misses(["without"]);
}

#[test]
fn a_pharmacy_that_stays_behind_its_counter_is_not_named() {
    let town = world().pharmacy("counter").km(0.2).no(&["home_pharmacy"]).pharmacy("comes").km(4.0).visits();
    town.asked(&[]).of(Role::Pharmacy).answers(["comes"]).leaves_out(Exclusion::NotInRole, 1);
}

#[test]
fn a_line_into_a_vein_asks_the_station_for_special_management() {
    let town = world().station("plain").km(0.5).no(&["nursing_special_mgmt"]);
    let town = town.station("special").km(7.0).yes(&["nursing_special_mgmt"]);
    town.asked(&["central_venous_nutrition"]).of(Role::Nursing).answers(["special"]).misses(["plain"]);
}

#[test]
fn a_station_visits_by_trade_and_need_not_say_so() {
    world().station("silent").asked(&[]).of(Role::Nursing).answers(["silent"]).counts("silent", TermId::Visits, 1.0);
}

#[test]
fn a_dentist_is_not_asked_whether_he_can_feed_through_a_vein() {
    let town = world().dentist("d").visits();
    town.asked(&["central_venous_nutrition"]).of(Role::Dental).answers(["d"]).asks("d", 0);
}

#[test]
fn trouble_with_swallowing_finds_the_dentist_who_knows_about_it() {
    let town =
        world().dentist("teeth only").km(1.0).visits().dentist("swallowing").km(3.0).visits().yes(&["dental_swallow"]);
    town.asked(&[]).wishing(&["dental_swallow"]).of(Role::Dental).answers(["swallowing", "teeth only"]);
}

#[test]
fn a_care_manager_is_asked_for_nothing_medical() {
    let town = world().care_manager("far").km(5.0).care_manager("near").km(1.0);
    town.asked(&["terminal_cancer", "oxygen_therapy"]).of(Role::CareManager).answers(["near", "far"]).asks("near", 0);
}

#[test]
fn the_hospital_that_takes_people_in_at_night_keeps_the_bed() {
    let town = world().hospital("by day").km(1.0).no(&["emergency_admission"]);
    let town = town.hospital("any hour").km(8.0).yes(&["emergency_admission"]);
    town.clone().asked(&["emergency_admission"]).of(Role::BackupHospital).answers(["any hour"]).misses(["by day"]);
    town.asked(&[]).of(Role::BackupHospital).answers(["any hour", "by day"]);
}

#[test]
fn a_clinic_keeps_no_bed_for_anybody() {
    let town = world().clinic("clinic").km(0.1).visits().hospital("hospital").km(15.0);
    town.asked(&[]).of(Role::BackupHospital).answers(["hospital"]).looks_at(1, 1);
}

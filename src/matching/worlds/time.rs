//! When somebody wants to call.

use super::*;

#[test]
fn who_can_be_reached_now_goes_before_who_opens_tomorrow_before_who_opens_on_monday() {
    let town = world().clinic("monday").visits().reached("Mo 09:00-10:00");
    let town =
        town.clinic("tomorrow").visits().reached("Sa 09:00-10:00").clinic("now").visits().reached("Fr 12:30-14:00");
    town.asked(&[]).answers(["now", "tomorrow", "monday"]);
}

#[test]
fn not_knowing_the_hours_is_worse_than_opening_tomorrow_and_better_than_a_closed_week_end() {
    let town = world().clinic("monday").visits().reached("Mo 09:00-10:00").clinic("unknown").visits();
    let town = town.clinic("tomorrow").visits().reached("Sa 09:00-10:00");
    let asked = town.asked(&[]).answers(["tomorrow", "unknown", "monday"]);
    let asked = asked.counts("tomorrow", TermId::Reachable, 0.5).counts("unknown", TermId::Reachable, 0.2);
    asked.counts("monday", TermId::Reachable, 0.0);
}

#[test]
fn the_minute_the_line_opens_it_is_open_and_the_minute_it_closes_it_is_not() {
    let asked = world().clinic("c").visits().reached("Fr 13:00-14:00").asked(&[]);
    asked.clone().calling("2026-11-20T13:00").counts("c", TermId::Reachable, 1.0);
    asked.clone().calling("2026-11-20T13:59").counts("c", TermId::Reachable, 1.0);
    asked.calling("2026-11-20T14:00").counts("c", TermId::Reachable, 0.0);
}

#[test]
fn soon_means_within_a_day_to_the_minute() {
    let asked = world().clinic("c").visits().reached("Sa 13:00-14:00").asked(&[]);
    asked.clone().calling("2026-11-20T13:00").counts("c", TermId::Reachable, 0.5);
    asked.calling("2026-11-20T12:59").counts("c", TermId::Reachable, 0.0);
}

#[test]
fn the_wished_time_decides_and_not_the_time_of_asking() {
    let town = world().clinic("mornings").visits().reached("Mo-Fr 09:00-10:00");
    let town = town.clinic("evenings").visits().reached("Mo-Fr 17:00-18:00");
    // Thursday, 26 November, is no public holiday.
    town.clone().asked(&[]).calling("2026-11-26T09:30").answers(["mornings", "evenings"]);
    town.asked(&[]).calling("2026-11-26T17:30").answers(["evenings", "mornings"]);
}

#[test]
fn at_two_in_the_night_of_new_year_the_line_that_never_closes_is_reached() {
    let town = world().clinic("office hours").visits().reached("Mo-Fr 09:00-17:00; Dec 29-Jan 03 off");
    let town = town.clinic("always").km(7.0).visits().reached("24/7");
    let asked = town.asked(&[]).on(date(2026, 12, 31)).calling("2027-01-01T02:00").answers(["always", "office hours"]);
    asked.counts("always", TermId::Reachable, 1.0).counts("office hours", TermId::Reachable, 0.0);
}

#[test]
fn the_night_duty_that_began_on_new_years_eve_still_holds_at_two() {
    let asked = world().clinic("night duty").visits().reached("Mo-Su,PH 20:00-06:00").asked(&[]).on(date(2026, 12, 31));
    asked.clone().calling("2027-01-01T02:00").counts("night duty", TermId::Reachable, 1.0);
    asked.calling("2027-01-01T06:00").counts("night duty", TermId::Reachable, 0.5);
}

#[test]
fn on_a_holiday_of_which_a_clinic_says_nothing_nobody_knows() {
    // Monday, 23 November, is 勤労感謝の日.
    let town = world().clinic("silent").visits().reached("Mo-Fr 09:00-17:00");
    let town = town.clinic("closed").visits().reached("Mo-Fr 09:00-17:00; PH off");
    let town = town.clinic("open").visits().reached("Mo-Fr,PH 09:00-17:00");
    let asked = town.asked(&[]).calling("2026-11-23T10:00").answers(["open", "closed", "silent"]);
    let asked = asked.counts("silent", TermId::Reachable, 0.2);
    // 勤労感謝の日 over, the line is open again on Tuesday at nine.
    asked.counts("closed", TermId::Reachable, 0.5).counts("open", TermId::Reachable, 1.0);
}

#[test]
fn the_second_thursday_is_not_the_third() {
    let asked = world().clinic("c").visits().reached("Th[2] 13:00-14:00").asked(&[]);
    asked.clone().calling("2026-11-12T13:30").counts("c", TermId::Reachable, 1.0);
    asked.calling("2026-11-19T13:30").counts("c", TermId::Reachable, 0.0);
}

#[test]
fn being_reachable_now_makes_up_for_five_kilometres_and_not_for_six() {
    // Open against closed is 0.10; 33 of 100 steps of 160 m weigh as much, 5.3 km.
    let town = |km| {
        let town = world().clinic("closed").km(2.0).visits().reached("Mo 09:00-10:00");
        town.clinic("open").km(2.0 + km).visits().reached("Fr 12:00-14:00")
    };
    town(5.0).asked(&[]).answers(["open", "closed"]);
    town(6.0).asked(&[]).answers(["closed", "open"]);
}

#[test]
fn no_hour_makes_up_for_a_need_that_must_be_asked() {
    let town =
        world().clinic("open").km(0.5).visits().reached("24/7").clinic("does it").km(15.0).visits().yes(&["tpn"]);
    town.asked(&["tpn"]).answers(["does it", "open"]);
}

#[test]
fn an_answer_ages_with_the_day_of_asking() {
    let asked = world().clinic("c").visits().yes(&["tpn"]).asked(&["tpn"]);
    asked.clone().on(date(2027, 11, 20)).asks("c", 0);
    asked.on(date(2027, 11, 21)).asks("c", 1);
}

//! Tiny towns, each named by a sentence a nurse would say.

use jiff::civil::date;

use super::town::{One, Town, doctor, nurse, pharmacy, second, town};
use crate::domain::vocabulary::Role;
use crate::matching::team::{Basis, SLOTS, SLOTS_A_DAY, Tie, Tier};

const OFFICE: &str = "Mo-Fr 09:00-18:00; PH off";
const NIGHTS: &str = "Mo-Su 18:00-09:00";

fn alternates(people: impl IntoIterator<Item = One>) -> Vec<String> {
    town(people).named(Role::Alternate)
}

/// Half-hours that nobody is known to cover.
fn uncovered(town: &Town) -> u32 {
    town.plan().week.uncovered()
}

#[test]
fn the_groups_colleague_covers_the_nights_before_a_nearer_stranger() {
    let people = [
        doctor("attending", 1.0).comes(OFFICE).group("nagisa"),
        second("stranger", 1.1).comes(NIGHTS),
        second("colleague", 12.0).comes(NIGHTS).group("nagisa"),
    ];
    assert_eq!(alternates(people), ["colleague"]);
}

#[test]
fn who_agreed_to_be_second_doctor_comes_before_a_nearer_one_nobody_asked() {
    let people = [doctor("attending", 1.0), second("silent", 1.1), second("agreed", 9.0).yes(&["sub_physician"])];
    assert_eq!(alternates(people), ["agreed"]);
}

#[test]
fn an_agreement_of_three_years_ago_stands_between_a_fresh_one_and_silence() {
    let all = [
        doctor("attending", 1.0),
        second("silent", 1.1),
        second("long ago", 3.0).once(&["sub_physician"]),
        second("fresh", 9.0).yes(&["sub_physician"]),
    ];
    let town = town(all);
    assert_eq!(town.named(Role::Alternate), ["fresh"]);
    assert_eq!(town.without("fresh").named(Role::Alternate), ["long ago"]);
}

#[test]
fn a_perhaps_is_asked_before_somebody_who_never_said_anything() {
    let people = [doctor("attending", 1.0), second("silent", 1.1), second("perhaps", 9.0).consult(&["sub_physician"])];
    assert_eq!(alternates(people), ["perhaps"]);
}

#[test]
fn who_says_no_to_being_second_doctor_is_not_bothered() {
    let town = town([doctor("attending", 1.0), second("no", 1.1).no(&["sub_physician"])]);
    assert!(town.named(Role::Alternate).is_empty());
    assert_eq!(town.plan().objective.roles_empty, 6);
}

#[test]
fn a_colleague_who_was_never_asked_still_comes_before_a_stranger_who_agreed() {
    let people = [
        doctor("attending", 1.0).group("nagisa"),
        second("agreed", 1.1).yes(&["sub_physician"]),
        second("colleague", 12.0).group("nagisa"),
    ];
    assert_eq!(alternates(people), ["colleague"]);
}

#[test]
fn of_two_colleagues_the_one_who_covers_more_of_the_open_hours_goes_first() {
    let people = [
        doctor("attending", 1.0).comes(OFFICE).group("nagisa"),
        second("saturdays", 1.1).comes("Sa 09:00-18:00").group("nagisa"),
        second("nights", 12.0).comes("Mo-Su 18:00-09:00; Sa,Su 00:00-24:00").group("nagisa"),
    ];
    // The second colleague would cover nothing that the first leaves open, except public holidays.
    assert_eq!(alternates(people)[0], "nights");
}

#[test]
fn hours_that_are_known_come_before_hours_nobody_stated() {
    let people = [
        doctor("attending", 1.0).comes(OFFICE),
        second("unknown", 1.1),
        second("weekends", 12.0).comes("Sa,Su 09:00-17:00"),
    ];
    assert_eq!(alternates(people)[0], "weekends");
}

#[test]
fn no_second_alternate_is_named_where_the_first_covers_everything() {
    let people = [
        doctor("attending", 1.0).comes(OFFICE),
        second("always", 5.0).yes(&["house_call_24h"]),
        second("nights", 1.1).comes(NIGHTS),
    ];
    assert_eq!(alternates(people), ["always"]);
}

#[test]
fn a_second_alternate_is_named_when_it_covers_the_weekends_the_first_leaves_open() {
    let town = town([
        doctor("attending", 1.0).comes("Mo-Fr 09:00-18:00"),
        second("nights", 2.0).comes("Mo-Fr 18:00-09:00"),
        second("weekends", 3.0).comes("Sa,Su 00:00-24:00"),
        second("mornings", 1.0).comes("Mo-Fr 08:00-09:00"),
    ])
    .from(date(2026, 12, 4).at(13, 0, 0, 0));
    assert_eq!(town.named(Role::Alternate), ["nights", "weekends"]);
    // Monday from midnight to nine is nobody's: the night from Sunday was not stated.
    assert_eq!(uncovered(&town), 18);
}

#[test]
fn two_who_share_the_week_are_better_than_the_one_who_covers_most_of_it() {
    let town = town([
        doctor("attending", 1.0).comes("Mo-Su 09:00-18:00"),
        second("most", 1.1).comes("Mo-Su 18:00-06:00"),
        second("evenings", 5.0).comes("Mo-Su 18:00-02:00"),
        second("mornings", 5.0).comes("Mo-Su 02:00-09:00"),
    ]);
    assert_eq!(town.named(Role::Alternate).len(), 2);
    assert_eq!(uncovered(&town), 0);
}

#[test]
fn a_doctor_who_comes_at_all_hours_leaves_nothing_open() {
    let town = town([doctor("attending", 1.0).yes(&["house_call_24h"]).comes(OFFICE)]);
    let plan = town.plan();
    assert_eq!(plan.cover.map(|cover| (cover.basis, cover.week.uncovered())), Some((Basis::RoundTheClock, 0)));
}

#[test]
fn an_old_promise_to_come_at_all_hours_is_unknown_and_not_covered() {
    let town = town([doctor("attending", 1.0).once(&["house_call_24h"]).comes(OFFICE)]);
    let week = town.plan().week;
    assert_eq!(week.open().count(), 0);
    // Monday, 23 November, is 勤労感謝の日.
    assert_eq!(week.covered().count(), 4 * 18);
}

#[test]
fn answering_the_telephone_at_night_does_not_bring_anybody_to_the_home() {
    let town = |facts: &[&str]| town([doctor("attending", 1.0).yes(facts)]);
    assert_eq!(town(&["contact_24h"]).plan().week.covered().count(), 0);
    assert_eq!(uncovered(&town(&["contact_24h", "house_call_after_hours"])), 0);
}

#[test]
fn who_never_comes_after_hours_leaves_the_nights_open_and_the_days_unknown() {
    let town = town([doctor("attending", 1.0).no(&["house_call_after_hours"]).sees("Mo-Su 09:00-12:00")]);
    let week = town.plan().week;
    assert_eq!((week.covered().count(), week.unknown().count()), (0, 7 * 6));
}

#[test]
fn where_nobody_said_when_they_come_the_whole_week_is_unknown() {
    let week = town([doctor("attending", 1.0)]).plan().week;
    assert_eq!(week.unknown().count(), SLOTS as u32);
}

#[test]
fn the_only_hospital_keeps_the_bed_when_another_doctor_can_stand_in() {
    let hospital = One::new("hospital", &[Role::Alternate, Role::BackupHospital], 1.1).yes(&[
        "home_visit_scheduled",
        "sub_physician",
        "house_call_24h",
    ]);
    let town = town([doctor("attending", 1.0), hospital, second("clinic", 9.0)]);
    assert_eq!(town.named(Role::BackupHospital), ["hospital"]);
    assert_eq!(town.named(Role::Alternate), ["clinic"]);
}

#[test]
fn of_two_hospitals_one_stands_in_and_the_other_keeps_the_bed() {
    let hospital = |id: &str, km| One::new(id, &[Role::Alternate, Role::BackupHospital], km);
    let town = town([
        doctor("attending", 1.0).comes(OFFICE),
        hospital("near", 1.1).yes(&["home_visit_scheduled", "house_call_24h"]),
        hospital("far", 9.0),
    ]);
    assert_eq!(town.named(Role::Alternate), ["near"]);
    assert_eq!(town.named(Role::BackupHospital), ["far"]);
}

#[test]
fn the_attending_doctor_is_nobodys_second() {
    let town = town([doctor("only", 1.0)]);
    assert_eq!(town.named(Role::Attending), ["only"]);
    assert!(town.named(Role::Alternate).is_empty());
}

#[test]
fn the_pharmacy_the_family_wants_stays_though_it_says_no_and_its_lack_is_counted() {
    let people = [
        doctor("attending", 1.0),
        pharmacy("family's", 3.0).no(&["narcotics_retail"]),
        pharmacy("able", 1.0).yes(&["narcotics_retail"]),
    ];
    let town = town(people).needs(Role::Pharmacy, "narcotics_retail");
    assert_eq!(town.named(Role::Pharmacy), ["able"]);
    let kept = town.lock(Role::Pharmacy, "family's");
    assert_eq!(kept.named(Role::Pharmacy), ["family's"]);
    assert_eq!(kept.plan().objective.needs_unmet, 1);
}

#[test]
fn when_the_first_station_is_full_we_take_the_next() {
    let town = town([doctor("attending", 1.0), nurse("first", 1.0), nurse("next", 2.0)]);
    assert_eq!(town.named(Role::Nursing), ["first"]);
    assert_eq!(town.without("first").named(Role::Nursing), ["next"]);
}

#[test]
fn the_second_doctor_we_chose_stays_and_another_covers_what_he_leaves_open() {
    let town = town([
        doctor("attending", 1.0).comes(OFFICE).group("nagisa"),
        second("chosen", 9.0).comes("Sa,Su 00:00-24:00"),
        second("colleague", 2.0).comes("Mo-Fr 18:00-09:00").group("nagisa"),
        second("same hours", 2.0).comes("Sa,Su 00:00-24:00").group("nagisa"),
    ]);
    let kept = town.lock(Role::Alternate, "chosen");
    assert_eq!(kept.named(Role::Alternate), ["chosen", "colleague"]);
}

#[test]
fn the_team_is_found_around_the_doctor_we_fixed() {
    let town = town([
        doctor("near", 1.0).group("misaki"),
        doctor("ours", 5.0).group("nagisa"),
        second("misaki's", 1.0).group("misaki"),
        second("nagisa's", 9.0).group("nagisa"),
    ]);
    assert_eq!(town.named(Role::Alternate), ["misaki's"]);
    let fixed = town.around("ours");
    assert_eq!(fixed.named(Role::Attending), ["ours"]);
    assert_eq!(fixed.named(Role::Alternate), ["nagisa's"]);
}

#[test]
fn a_pharmacy_in_the_doctors_building_goes_before_an_equal_one() {
    let town = town([
        doctor("attending", 1.0).building("s-1"),
        pharmacy("other", 1.0),
        pharmacy("downstairs", 1.3).building("s-1"),
    ]);
    assert_eq!(town.named(Role::Pharmacy), ["downstairs"]);
    let plan = town.plan();
    let member = plan.members.iter().find(|member| member.role == Role::Pharmacy).unwrap();
    assert_eq!(member.applicant.tie, Some(Tie::Site));
}

#[test]
fn a_much_nearer_pharmacy_goes_before_the_one_in_the_doctors_building() {
    let town = town([
        doctor("attending", 1.0).building("s-1"),
        pharmacy("near", 1.0),
        pharmacy("downstairs", 3.0).building("s-1"),
    ]);
    assert_eq!(town.named(Role::Pharmacy), ["near"]);
}

#[test]
fn working_together_never_makes_up_for_something_to_ask_about() {
    let town = town([
        doctor("attending", 1.0).operator("9999"),
        pharmacy("known", 14.0).yes(&["narcotics_retail"]),
        pharmacy("sister", 1.0).operator("9999"),
    ])
    .needs(Role::Pharmacy, "narcotics_retail");
    assert_eq!(town.named(Role::Pharmacy), ["known"]);
}

#[test]
fn a_care_manager_gains_nothing_by_the_doctors_operator() {
    let manager = |id: &str, km| One::new(id, &[Role::CareManager], km);
    let town = town([
        doctor("attending", 1.0).operator("9999").building("s-1"),
        manager("independent", 1.0),
        manager("sister", 1.3).operator("9999").building("s-1"),
    ]);
    assert_eq!(town.named(Role::CareManager), ["independent"]);
}

#[test]
fn a_pharmacy_without_a_licence_leaves_the_place_empty_and_is_remembered() {
    let town = town([doctor("attending", 1.0), pharmacy("no licence", 1.0).no(&["narcotics_retail"])])
        .needs(Role::Pharmacy, "narcotics_retail");
    let plan = town.plan();
    assert!(town.named(Role::Pharmacy).is_empty());
    let list = plan.shortlists.iter().find(|list| list.role == Role::Pharmacy).unwrap();
    assert_eq!(list.near_misses.iter().map(|miss| miss.row).collect::<Vec<_>>(), [1]);
}

#[test]
fn in_a_village_without_a_doctor_the_nurse_is_still_found() {
    let town = town([nurse("nurse", 3.0)]);
    let plan = town.plan();
    assert!(plan.attending.is_none() && plan.cover.is_none());
    assert_eq!(town.named(Role::Nursing), ["nurse"]);
}

#[test]
fn who_asks_for_a_nurse_keeps_the_first_nurse_and_gets_a_doctor_beside() {
    let town = town([doctor("doctor", 1.0), second("second", 2.0), nurse("near", 1.0), nurse("far", 5.0)])
        .asking_for(Role::Nursing);
    assert_eq!(town.named(Role::Nursing), ["near"]);
    assert_eq!(town.named(Role::Attending), ["doctor"]);
    assert_eq!(town.named(Role::Alternate), ["second"]);
}

#[test]
fn a_colleague_who_cannot_do_what_is_needed_is_passed_over() {
    let town = town([
        doctor("attending", 1.0).group("nagisa").yes(&["tpn"]),
        second("colleague", 1.0).group("nagisa").no(&["tpn"]),
        second("stranger", 9.0).yes(&["tpn"]),
    ])
    .needs(Role::Alternate, "tpn");
    assert_eq!(town.named(Role::Alternate), ["stranger"]);
    assert_eq!(town.plan().objective.first_alternate, Tier::Unasked);
}

#[test]
fn the_week_begins_on_the_day_we_want_to_phone() {
    let new_year = date(2027, 1, 1).at(2, 0, 0, 0);
    let town = town([doctor("attending", 1.0).comes("Mo-Su 09:00-17:00; PH off")]).from(new_year);
    let week = town.plan().week;
    // 1 January is a public holiday and open; of the 2nd and 3rd nobody spoke; the 4th is covered from nine on.
    assert_eq!(week.open().ranges().first(), Some(&(0, SLOTS_A_DAY + 18)));
    assert_eq!(week.unknown().ranges().first(), Some(&(SLOTS_A_DAY + 18, SLOTS_A_DAY + 34)));
    assert_eq!(week.covered().ranges().first(), Some(&(3 * SLOTS_A_DAY + 18, 3 * SLOTS_A_DAY + 34)));
}

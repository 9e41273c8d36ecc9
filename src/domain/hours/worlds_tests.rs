//! Tiny worlds of time, each named by what a nurse would say. 2026: 1 December is a Tuesday, 23 November 勤労感謝の日, a Monday.

use jiff::civil::{Date, DateTime, date};

use super::*;
use crate::domain::facility::{Duty, Hours};
use crate::domain::source::Source;

const SAID: Origin = Origin { source: Source::Survey, as_of: date(2026, 10, 1) };

fn words(text: &str) -> Calendar {
    Calendar::from_words(text, SAID)
}

fn osm(text: &str) -> Calendar {
    Calendar::from_osm(text, SAID).unwrap()
}

fn at(month: i8, day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, month, day).at(hour, minute, 0, 0)
}

fn open(calendar: &Calendar, time: DateTime) {
    assert_eq!(calendar.state_at(time), OpenState::Open, "{} at {time}", calendar.to_osm());
}

fn closed(calendar: &Calendar, time: DateTime) {
    assert_eq!(calendar.state_at(time), OpenState::Closed, "{} at {time}", calendar.to_osm());
}

fn ask(calendar: &Calendar, time: DateTime) {
    assert_eq!(calendar.state_at(time), OpenState::Unknown, "{} at {time}", calendar.to_osm());
}

fn duty(date: Date, spans: &[(u16, u16)]) -> Duty {
    let spans = spans.iter().map(|(from, to)| Span { from: *from, to: *to }).collect();
    Duty { date, spans, label: "休日当番医".to_owned(), note: None, origin: SAID }
}

fn on_duty(consultation: Option<&str>, duties: &[Duty]) -> Calendar {
    Hours { consultation: consultation.map(words), ..Hours::default() }.consultation_with(duties).unwrap()
}

// Weeks of the month.

#[test]
fn the_clinic_of_the_second_and_fourth_saturday_is_closed_on_the_third() {
    let clinic = words("第2・4土 9:00～12:00");
    open(&clinic, at(11, 14, 9, 0));
    closed(&clinic, at(11, 21, 9, 0));
    open(&clinic, at(11, 28, 9, 0));
}

#[test]
fn the_fifth_saturday_is_none_of_the_second_and_fourth() {
    // October 2026 has five Saturdays; the last is the 31st.
    closed(&words("第2・4土 9:00～12:00"), at(10, 31, 10, 0));
    open(&words("第1・3・5土 9:00～12:00"), at(10, 31, 10, 0));
}

#[test]
fn the_second_saturday_can_be_the_fourteenth_because_weeks_are_counted_by_occurrence() {
    // November 2026 begins on a Sunday: the calendar's second row has the first Saturday.
    let clinic = words("第2土 9:00～12:00");
    closed(&clinic, at(11, 7, 10, 0));
    open(&clinic, at(11, 14, 10, 0));
}

#[test]
fn a_clinic_that_rests_on_the_third_wednesday_sees_patients_on_the_others() {
    let clinic = osm("Mo-Fr 09:00-12:00; We[3] off; PH off");
    closed(&clinic, at(11, 18, 10, 0));
    open(&clinic, at(11, 25, 10, 0));
}

#[test]
fn the_doctor_of_the_first_monday_is_away_when_that_monday_is_a_holiday() {
    // 2 May 2027 is a Sunday, 3 May 憲法記念日 and the first Monday.
    let doctor = osm("Mo[1] 13:00-14:00; PH off");
    closed(&doctor, date(2027, 5, 3).at(13, 0, 0, 0));
    assert_eq!(doctor.next_open(date(2027, 5, 1).at(0, 0, 0, 0), 60), Some(date(2027, 6, 7).at(13, 0, 0, 0)));
}

#[test]
fn the_next_fifth_monday_may_be_two_months_away() {
    let doctor = osm("Mo[5] 13:00-14:00; PH off");
    assert_eq!(doctor.next_open(at(9, 1, 0, 0), 28), None, "not within four weeks");
    assert_eq!(doctor.next_open(at(9, 1, 0, 0), 120), Some(at(11, 30, 13, 0)));
}

// Public holidays.

#[test]
fn weekdays_are_not_public_holidays() {
    let doctor = words("平日 13:00〜14:00");
    open(&doctor, at(11, 24, 13, 0));
    closed(&doctor, at(11, 23, 13, 0));
}

#[test]
fn a_clinic_that_said_nothing_of_holidays_is_to_be_asked_on_one() {
    let clinic = words("月〜金 9:00〜12:00");
    ask(&clinic, at(11, 23, 10, 0));
    closed(&clinic, at(11, 23, 13, 0));
}

#[test]
fn the_day_after_golden_week_that_replaces_a_holiday_is_a_holiday() {
    // 3 May 2026 is a Sunday, so that 6 May is 振替休日.
    let clinic = osm("Mo-Fr 09:00-12:00; PH off");
    closed(&clinic, at(5, 6, 10, 0));
    assert_eq!(clinic.next_open(at(5, 1, 12, 0), 14), Some(at(5, 7, 9, 0)));
}

#[test]
fn the_day_between_two_holidays_is_a_holiday() {
    // 21 and 23 September 2026 are 敬老の日 and 秋分の日.
    closed(&osm("Tu 09:00-12:00; PH off"), at(9, 22, 10, 0));
}

#[test]
fn a_pharmacy_open_on_all_seven_days_is_open_on_holidays() {
    open(&osm("Mo-Su 09:00-21:00"), at(11, 23, 10, 0));
}

#[test]
fn a_holiday_on_the_second_saturday_closes_the_clinic_that_rests_on_holidays() {
    // 11 August 山の日 2029 is a second Saturday.
    let clinic = osm("Sa[2] 09:00-12:00; PH off");
    closed(&clinic, date(2029, 8, 11).at(10, 0, 0, 0));
}

// The year's end and お盆.

#[test]
fn a_doctor_who_excepts_obon_and_the_years_end_is_away_then() {
    let doctor = words("月火木金 13:00-15:00（お盆・年末年始を除く）");
    closed(&doctor, at(12, 29, 13, 0));
    closed(&doctor, date(2027, 1, 1).at(13, 0, 0, 0));
    open(&doctor, at(12, 28, 13, 0));
    open(&doctor, date(2027, 1, 4).at(13, 0, 0, 0));
    // The days of お盆 differ from place to place.
    ask(&doctor, at(8, 13, 13, 0));
    open(&doctor, at(8, 17, 13, 0));
}

#[test]
fn a_clinic_that_said_nothing_of_the_years_end_is_to_be_asked_then() {
    let clinic = osm("Mo-Fr 09:00-12:00; PH off");
    for day in [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)] {
        ask(&clinic, day.at(10, 0, 0, 0));
        closed(&clinic, day.at(13, 0, 0, 0));
    }
    closed(&clinic, date(2027, 1, 1).at(10, 0, 0, 0));
    open(&clinic, at(12, 28, 10, 0));
    open(&clinic, date(2027, 1, 4).at(10, 0, 0, 0));
    assert_eq!(clinic.next_open(at(12, 28, 12, 0), 14), Some(date(2027, 1, 4).at(9, 0, 0, 0)));
}

#[test]
fn a_clinic_that_closes_from_the_thirtieth_sees_patients_on_the_twenty_ninth() {
    let clinic = osm("Mo-Fr 09:00-12:00; PH off; Dec 30-Jan 03 off");
    open(&clinic, at(12, 29, 10, 0));
    closed(&clinic, at(12, 30, 10, 0));
    let until_the_second = osm("Mo-Su 10:00-13:00; PH 10:00-13:00; Dec 31-Jan 02 off");
    open(&until_the_second, at(12, 29, 10, 0));
    open(&until_the_second, date(2027, 1, 3).at(10, 0, 0, 0));
}

#[test]
fn at_two_in_the_morning_of_new_years_day_only_who_never_closes_is_open() {
    let night = date(2027, 1, 1).at(2, 0, 0, 0);
    open(&osm("24/7"), night);
    closed(&osm("Mo-Fr 09:00-17:00; PH off"), night);
    closed(&osm("Mo-Fr 09:00-17:00"), night);
    ask(&Calendar::empty(SAID), night);
    // Thursday's night, of which nobody said whether it is kept on 31 December.
    ask(&osm("Mo-Fr 22:00-06:00; PH off"), night);
    closed(&osm("Mo-Su 00:00-24:00; PH off"), night);
}

#[test]
fn hours_of_public_holidays_are_not_those_of_new_years_day() {
    let pharmacy = osm("Mo-Sa 09:00-19:00; PH 10:00-15:00");
    open(&pharmacy, at(11, 23, 11, 0));
    ask(&pharmacy, date(2027, 1, 1).at(11, 0, 0, 0));
    open(&osm("Mo-Sa 09:00-19:00; PH 10:00-15:00; Jan 01 10:00-12:00"), date(2027, 1, 1).at(11, 0, 0, 0));
}

#[test]
fn who_is_open_every_day_but_holidays_is_asked_at_the_years_end() {
    let clinic = osm("Mo-Su 09:00-17:00; PH off");
    ask(&clinic, at(12, 31, 10, 0));
    closed(&clinic, date(2027, 1, 1).at(10, 0, 0, 0));
    open(&osm("Mo-Su 09:00-17:00; PH 09:00-17:00"), at(12, 31, 10, 0));
}

#[test]
fn a_closure_of_one_years_end_says_nothing_of_the_next() {
    let clinic = osm("Mo-Fr 09:00-12:00; PH off; 2026 Dec 30-2027 Jan 03 off");
    open(&clinic, at(12, 29, 10, 0));
    ask(&clinic, date(2027, 12, 29).at(10, 0, 0, 0));
}

#[test]
fn a_turn_on_new_years_eve_does_not_promise_the_days_around_it() {
    let clinic = on_duty(Some("月〜金 9:00〜12:00、日祝休み"), &[duty(date(2026, 12, 31), &[(540, 1020)])]);
    open(&clinic, at(12, 31, 16, 0));
    ask(&clinic, at(12, 30, 10, 0));
}

#[test]
fn obon_of_which_nobody_spoke_is_an_ordinary_week() {
    open(&osm("Mo-Fr 09:00-12:00; PH off"), at(8, 14, 10, 0));
}

#[test]
fn a_list_that_names_obon_without_dates_makes_the_middle_of_august_a_question() {
    let mut clinic = osm("Mo-Fr 09:00-12:00; PH off; Dec 29-Jan 03 off");
    clinic.rest = "お盆".to_owned();
    ask(&clinic, at(8, 14, 10, 0));
    open(&clinic, at(8, 12, 10, 0));
    clinic.rest = "GW".to_owned();
    ask(&clinic, at(5, 1, 10, 0));
    open(&clinic, at(8, 14, 10, 0));
}

#[test]
fn a_clinic_closed_from_the_thirteenth_to_the_fifteenth_of_august_says_so_every_year() {
    let clinic = osm("Mo-Fr 09:00-12:00; PH off; Aug 13-15 off");
    for year in [2026, 2027, 2030] {
        let day = (13..=15).map(|day| date(year, 8, day)).find(|day| day.weekday().to_monday_zero_offset() < 5);
        closed(&clinic, day.unwrap().at(10, 0, 0, 0));
    }
}

// Nights.

#[test]
fn a_night_that_begins_on_friday_ends_on_saturday() {
    let station = osm("Fr 17:00-09:00; PH off");
    open(&station, at(12, 4, 23, 59));
    open(&station, at(12, 5, 0, 0));
    open(&station, at(12, 5, 8, 59));
    closed(&station, at(12, 5, 9, 0));
}

#[test]
fn the_night_before_a_holiday_lasts_into_the_holiday() {
    let station = osm("Mo-Su 22:00-06:00; PH off");
    // Sunday's night into Monday, 23 November.
    open(&station, at(11, 23, 5, 0));
    closed(&station, at(11, 23, 22, 0));
    closed(&station, at(11, 24, 5, 0));
}

#[test]
fn the_night_of_new_years_eve_ends_in_the_new_year() {
    let night = osm("2026 Dec 31 18:00-30:00");
    open(&night, date(2027, 1, 1).at(5, 59, 0, 0));
    ask(&night, date(2027, 1, 1).at(6, 0, 0, 0));
    assert_eq!(
        night.open_between(at(12, 31, 12, 0), date(2027, 1, 2).at(0, 0, 0, 0)),
        [(at(12, 31, 18, 0), date(2027, 1, 1).at(6, 0, 0, 0))]
    );
}

#[test]
fn round_the_clock_leaves_no_gap_at_midnight() {
    let always = osm("24/7");
    open(&always, at(12, 1, 0, 0));
    open(&always, at(12, 1, 23, 59));
    assert_eq!(always.open_between(at(12, 1, 0, 0), at(12, 8, 0, 0)), [(at(12, 1, 0, 0), at(12, 8, 0, 0))]);
}

#[test]
fn who_closes_at_midnight_is_closed_at_midnight() {
    let pharmacy = osm("Mo 09:00-24:00; PH off");
    open(&pharmacy, at(11, 30, 23, 59));
    closed(&pharmacy, at(12, 1, 0, 0));
}

// Turns of duty.

#[test]
fn the_duty_doctor_of_new_years_day_is_open_at_two_only_if_the_roster_runs_overnight() {
    let two = date(2027, 1, 1).at(2, 0, 0, 0);
    let weekdays = Some("月〜金 9:00〜17:00、日祝・年末年始休み");
    open(&on_duty(weekdays, &[duty(date(2026, 12, 31), &[(1080, 1800)])]), two);
    closed(&on_duty(weekdays, &[duty(date(2026, 12, 31), &[(540, 1020)])]), two);
    closed(&on_duty(weekdays, &[duty(date(2027, 1, 1), &[(540, 1020)])]), two);
    open(&on_duty(weekdays, &[duty(date(2027, 1, 1), &[(0, 1440)])]), two);
}

#[test]
fn the_duty_pharmacy_of_a_holiday_is_open_although_it_rests_on_holidays() {
    let pharmacy = on_duty(Some("月〜土 9:00〜18:00、日祝休み"), &[duty(date(2026, 11, 23), &[(540, 1020)])]);
    open(&pharmacy, at(11, 23, 10, 0));
    closed(&pharmacy, at(11, 23, 18, 0));
    closed(&pharmacy, at(11, 22, 10, 0));
}

#[test]
fn two_turns_of_one_day_are_both_open_and_the_time_between_is_not() {
    let clinic = on_duty(
        Some("月〜金 9:00〜17:00、日祝休み"),
        &[duty(date(2026, 11, 29), &[(540, 720)]), duty(date(2026, 11, 29), &[(1080, 1260)])],
    );
    open(&clinic, at(11, 29, 9, 0));
    closed(&clinic, at(11, 29, 13, 0));
    open(&clinic, at(11, 29, 20, 0));
}

#[test]
fn a_roster_without_hours_is_a_reason_to_call_first() {
    let clinic = on_duty(Some("月〜金 9:00〜17:00、日祝休み"), &[duty(date(2026, 11, 29), &[])]);
    ask(&clinic, at(11, 29, 10, 0));
    assert_eq!(clinic.next_open(at(11, 28, 18, 0), 7), Some(at(11, 30, 9, 0)), "the day to ask about is no promise");
}

#[test]
fn a_turn_beside_ordinary_hours_adds_to_them() {
    let clinic = on_duty(Some("月〜土 9:00〜12:00、日祝休み"), &[duty(date(2026, 11, 28), &[(1080, 1320)])]);
    open(&clinic, at(11, 28, 10, 0));
    open(&clinic, at(11, 28, 21, 0));
}

// Dates.

#[test]
fn a_holiday_of_the_doctors_own_goes_before_everything() {
    let doctor = osm("Mo-Fr 13:00-14:00; PH off; 2026 Dec 01-2026 Dec 05 off");
    closed(&doctor, at(12, 1, 13, 0));
    assert_eq!(doctor.next_open(at(12, 1, 13, 0), 14), Some(at(12, 7, 13, 0)));
}

#[test]
fn an_extra_saturday_before_the_years_end_is_open_once() {
    let clinic = osm("Mo-Fr 09:00-12:00; Sa,Su off; PH off; 2026 Dec 26 09:00-12:00");
    open(&clinic, at(12, 26, 10, 0));
    closed(&clinic, at(12, 19, 10, 0));
}

#[test]
fn the_twenty_ninth_of_february_comes_in_leap_years_only() {
    let salon = osm("Feb 29 10:00-12:00");
    open(&salon, date(2028, 2, 29).at(10, 0, 0, 0));
    assert_eq!(salon.next_open(date(2026, 2, 1).at(0, 0, 0, 0), 60), None);
}

// What nobody said.

#[test]
fn the_contact_hour_from_five_on_is_sure_at_five_and_a_question_at_six() {
    let doctor = words("平日 17時以降");
    open(&doctor, at(12, 1, 17, 0));
    ask(&doctor, at(12, 1, 18, 0));
    closed(&doctor, at(12, 1, 16, 59));
    closed(&doctor, at(12, 2, 0, 0));
}

#[test]
fn a_doctor_of_mondays_and_wednesdays_without_a_time_is_asked_on_these_days_only() {
    let doctor = words("月・水");
    ask(&doctor, at(12, 2, 13, 0));
    closed(&doctor, at(12, 1, 13, 0));
    assert_eq!(doctor.next_open(at(12, 1, 0, 0), 28), None, "no time is promised");
}

#[test]
fn words_that_were_not_understood_make_the_rest_of_the_week_a_question() {
    let doctor = words("月〜金 9:00〜17:00、土曜は午前のみ");
    open(&doctor, at(12, 1, 10, 0));
    ask(&doctor, at(12, 5, 10, 0));
    ask(&doctor, at(12, 1, 20, 0));
}

#[test]
fn a_list_of_days_off_alone_says_when_it_is_closed_and_never_that_it_is_open() {
    let list = osm("Su off; PH off");
    closed(&list, at(11, 29, 10, 0));
    ask(&list, at(12, 1, 10, 0));
}

#[test]
fn contact_during_consultation_follows_the_consultation_and_its_holidays() {
    let hours = Hours {
        consultation: Some(osm("Mo-Fr 09:00-12:00; PH off; Dec 29-Jan 03 off")),
        contact: Some(words("診療時間内")),
        ..Hours::default()
    };
    let contact = hours.in_force(&[]).contact.unwrap();
    open(&contact, at(12, 1, 10, 0));
    closed(&contact, at(12, 1, 13, 0));
    closed(&contact, at(12, 30, 10, 0));
    closed(&contact, at(11, 23, 10, 0));
}

// My hours and theirs.

#[test]
fn my_afternoon_and_the_doctors_noon_share_half_an_hour() {
    let overlap = words("火 12:30〜13:30").overlap(&words("平日 13時-17時"), date(2026, 12, 1), 7);
    assert_eq!(overlap.open, [(at(12, 1, 13, 0), at(12, 1, 13, 30))]);
}

#[test]
fn in_the_week_of_a_monday_holiday_my_mondays_do_not_meet_the_doctors() {
    let mine = words("平日 13時-17時");
    let doctor = osm("Mo 13:00-14:00; PH off");
    assert_eq!(doctor.overlap(&mine, date(2026, 11, 23), 7), Overlap::default());
    assert_eq!(doctor.next_overlap(&mine, at(11, 23, 0, 0), 28), Some(at(11, 30, 13, 0)));
}

#[test]
fn my_night_shift_meets_the_station_that_answers_all_night() {
    let overlap = osm("Mo-Su 17:00-09:00; PH 17:00-09:00").overlap(&osm("Tu 20:00-08:00"), date(2026, 12, 1), 2);
    assert_eq!(overlap.open, [(at(12, 1, 20, 0), at(12, 2, 8, 0))]);
}

#[test]
fn in_the_last_week_of_the_year_i_can_only_ask() {
    let mine = osm("Mo-Su 09:00-17:00");
    let doctor = osm("Mo-Fr 13:00-14:00; PH off");
    let overlap = doctor.overlap(&mine, date(2026, 12, 28), 7);
    assert_eq!(overlap.open, [(at(12, 28, 13, 0), at(12, 28, 14, 0))]);
    let days: Vec<i8> = overlap.unknown.iter().map(|(from, _)| from.day()).collect();
    assert_eq!(days, [29, 30, 31]);
}

#[test]
fn hours_that_only_touch_mine_do_not_overlap_them() {
    let overlap = osm("Tu 12:00-13:00; PH off").overlap(&osm("Tu 13:00-17:00; PH off"), date(2026, 12, 1), 7);
    assert_eq!(overlap, Overlap::default());
}

// When next.

#[test]
fn on_friday_evening_the_next_hour_is_monday_morning() {
    assert_eq!(osm("Mo-Fr 09:00-12:00; PH off").next_open(at(12, 4, 18, 0), 7), Some(at(12, 7, 9, 0)));
}

#[test]
fn before_a_long_weekend_the_next_hour_is_on_tuesday() {
    assert_eq!(osm("Mo-Fr 09:00-12:00; PH off").next_open(at(11, 20, 18, 0), 7), Some(at(11, 24, 9, 0)));
}

#[test]
fn a_day_to_be_asked_about_is_never_the_next_hour() {
    // Nobody said what becomes of Monday, 23 November.
    assert_eq!(osm("Mo-Fr 09:00-12:00").next_open(at(11, 20, 18, 0), 7), Some(at(11, 24, 9, 0)));
}

#[test]
fn in_the_middle_of_the_hours_the_next_hour_is_now() {
    let now = at(12, 1, 10, 17);
    assert_eq!(osm("Tu 09:00-12:00").next_open(now, 7), Some(now));
}

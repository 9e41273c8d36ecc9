//! The three calendars of each facility, as OSM `opening_hours`.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::{Facility, Kind, Source};

use super::chance::Chance;
use super::knowledge::NETWORKS;
use super::plan::{Dentist, Doctor, Hospital, Pharmacy, Plan, Station};

const CLINIC: &[&str] = &[
    "Mo,Tu,We,Fr 09:00-12:00,15:00-18:00; Th,Sa 09:00-12:00; Su off; PH off; Dec 29-Jan 03 off",
    "Mo-We,Fr 08:45-12:15,14:30-18:00; Sa 08:45-12:30; Th,Su off; PH off; Dec 30-Jan 03 off",
    "Mo-Fr 09:00-12:30,14:00-17:30; Su off; Sa[1,3] 09:00-12:30; Sa[2,4,5] off; PH off; Aug 13-Aug 15 off; Dec 29-Jan 03 off",
    "Mo-Fr 09:00-12:00,16:00-19:00; Su off; Sa[2,4] 09:00-12:00; PH off; Dec 28-Jan 04 off",
    "Mo,Tu,Th,Fr 08:30-12:00,15:30-18:30; We 08:30-12:00; Sa 08:30-13:00; Su off; PH off; Aug 11-Aug 16 off; Dec 29-Jan 03 off",
    "Mo-Sa 09:30-13:00; Mo,Tu,Th,Fr 09:30-13:00,15:00-18:30; Su off; PH off; Dec 31-Jan 03 off",
    "Mo-Fr 09:00-12:00; Sa,Su off; PH off; Dec 29-Jan 03 off",
    "Tu-Su 09:00-12:00; Tu,We,Fr 09:00-12:00,15:00-18:00; Mo off; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 10:00-13:00,16:00-20:00; Sa 10:00-14:00; Su off; We[3] off; PH off; Dec 30-Jan 04 off",
    "Mo-Fr 09:00-12:00,14:00-18:00; Sa,Su 09:00-13:00; PH 09:00-12:00; Dec 31-Jan 02 off",
];
const HOME_CLINIC: &[&str] = &[
    "Mo-Fr 09:00-12:00; Sa,Su off; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 09:00-11:30; Su off; Sa[2,4] 09:00-11:30; PH off; Dec 29-Jan 03 off",
    "Mo,We,Fr 09:00-12:00; Tu,Th,Sa,Su off; PH off; Aug 13-Aug 15 off; Dec 29-Jan 03 off",
    "Mo-Fr 09:00-12:00,16:00-18:00; Sa 09:00-12:00; Su off; PH off; Dec 29-Jan 03 off",
];
const HOSPITAL: &[&str] = &[
    "Mo-Fr 09:00-12:00,13:30-16:30; Sa 09:00-12:00; Su off; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 08:30-11:30; Sa,Su off; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 08:45-12:00,14:00-16:00; Su off; Sa[1,3] 08:45-12:00; PH off; Dec 29-Jan 03 off",
];
const DENTAL: &[&str] = &[
    "Mo-We,Fr 09:30-13:00,14:30-18:30; Sa 09:30-13:00,14:00-17:00; Th,Su off; PH off; Dec 29-Jan 04 off",
    "Mo-Fr 09:00-12:30,14:00-19:00; Sa 09:00-13:00; Su off; PH off; Aug 12-Aug 16 off; Dec 28-Jan 04 off",
    "Tu-Sa 10:00-13:00,15:00-20:00; Mo,Su off; PH off; Dec 29-Jan 03 off",
    "Mo,Tu,Th-Sa 09:00-12:00,13:30-18:00; We,Su off; Sa[1] off; PH off; Dec 29-Jan 03 off",
    "Mo-Su 10:00-13:00,14:30-19:00; PH 10:00-13:00; Dec 31-Jan 02 off",
];
const PHARMACY: &[&str] = &[
    "Mo-Fr 09:00-18:30; Sa 09:00-13:00; Su off; PH off; Dec 29-Jan 03 off",
    "Mo-We,Fr 08:45-18:30; Th 08:45-16:45; Sa 08:45-13:00; Su off; PH off; Dec 30-Jan 03 off",
    "Mo-Fr 09:00-19:00; Su off; Sa[1,3] 09:00-13:00; Sa[2,4,5] off; PH off; Dec 29-Jan 03 off",
    "Mo-Sa 09:00-20:00; Su 10:00-18:00; PH 10:00-18:00; Jan 01 off",
    "Mo-Fr 08:30-18:00; Sa 08:30-12:30; Su off; PH off; Aug 13-Aug 15 off; Dec 29-Jan 03 off",
];
/// Open when everybody else is closed, 1 January included.
const PHARMACY_ALWAYS: &str = "Mo-Su 09:00-21:00; PH 10:00-19:00; Jan 01 10:00-15:00";
const OFFICE: &[&str] = &[
    "Mo-Fr 09:00-18:00; Sa,Su off; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 08:30-17:30; Sa,Su off; PH 08:30-17:30; Dec 30-Jan 03 off",
    "Mo-Sa 08:45-17:45; Su off; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 08:30-17:15; Su off; Sa[2] 08:30-12:00; PH off; Dec 29-Jan 03 off",
];
const DAY_SERVICE: &[&str] = &[
    "Mo-Sa 08:30-17:30; Su off; PH 08:30-17:30; Dec 31-Jan 03 off",
    "Mo-Fr 09:00-16:30; Sa,Su off; PH 09:00-16:30; Dec 29-Jan 03 off",
    "Mo-Su 08:30-17:30; Jan 01-Jan 02 off",
    "Mo-Sa 09:00-12:15,13:15-16:30; Su off; PH off; Dec 30-Jan 03 off",
];
const HOME_RECEPTION: &[&str] = &["Mo-Su 09:00-17:30", "Mo-Su 08:30-17:00; Jan 01 off"];
const SALON: &[&str] = &[
    "We[2,4] 13:30-15:30",
    "Sa[3] 10:00-12:00",
    "Tu 10:00-12:00; PH off; Dec 25-Jan 07 off",
    "Th[1] 13:00-15:00; Aug 01-Aug 31 off",
    "Su[2] 14:00-16:00",
];

const CONTACT_DOCTOR: &[&str] = &[
    "Mo-Fr 13:00-14:30; PH off; Dec 29-Jan 03 off",
    "Mo,We,Fr 12:30-13:30; PH off",
    "Mo-Fr 08:30-09:00,13:00-15:00; Sa 12:00-13:00; PH off; Dec 29-Jan 03 off",
    "Tu,Th 14:00-16:00; Sa[2,4] 12:00-13:00; PH off",
    "Mo-Fr 09:00-17:00; PH off; Dec 29-Jan 03 off",
];
const CONTACT_OFFICE: &[&str] = &[
    "Mo-Fr 08:30-17:15; PH off; Dec 29-Jan 03 off",
    "Mo-Fr 09:00-12:00,13:00-17:00; PH off; Dec 29-Jan 03 off",
    "Mo-Sa 09:00-18:00; PH off; Dec 31-Jan 03 off",
    "Mo-Fr 08:30-17:00; Sa[1,3] 08:30-12:30; PH off; Dec 29-Jan 03 off",
];

const AROUND_THE_CLOCK: &str = "24/7";
const VISIT_DAYTIME: &[&str] = &[
    "Mo-Fr 13:00-17:00; PH off; Dec 29-Jan 03 off",
    "Tu,Th 13:30-16:30; PH off; Dec 29-Jan 03 off",
    "Mo-Sa 09:00-18:00; PH off; Dec 29-Jan 03 off",
    "We 14:00-17:00; Sa[1,3] 13:00-16:00; PH off",
];
const VISIT_LONG: &[&str] = &[
    "Mo-Fr 09:00-21:00; Sa,Su 09:00-18:00; PH 09:00-18:00",
    "Mo-Fr 17:30-08:30; Sa,Su 00:00-24:00; PH 00:00-24:00",
    "Mo-Su 07:00-22:00; Jan 01 09:00-17:00",
    "Mo-Su 18:00-08:00",
];
const VISIT_NIGHT: &[&str] = &["Mo-Su 22:00-06:00", "Mo-Su 18:00-08:00"];

/// Given names; the surname of everyone is 架空.
const GIVEN: &[&str] =
    &["太郎", "花子", "さくら", "一郎", "海", "みなと", "陽子", "健", "なぎさ", "渚", "千春", "修", "あかり", "大地"];
const NOTES: &[&str] = &[
    "診療中は折り返しになることがあります",
    "初回は情報提供書をFAXでお送りください",
    "急ぎの場合はその旨をお伝えください",
    "退院の3日前までにご連絡ください",
    "訪問中は携帯へ転送されます",
];

/// What cannot be written as a rule stays in words, and outside its rules such a calendar is unknown.
const UNREADABLE: &str = "\"学会等による臨時休診は院内掲示\"";

/// Sets the calendars of one facility.
pub(super) fn set(facility: &mut Facility, plan: Plan, reference: Date) {
    let mut chance = Chance::of(&format!("hours of {}", facility.id));
    let as_of = reference.saturating_sub(i64::from(chance.between(10, 420)).days());
    let origin = Origin { source: Source::Demo, as_of };
    let (weeks, known) = consultation(plan, &mut chance);
    if chance.percent(known) {
        let text = chance.pick(weeks);
        let text = if chance.percent(2) { format!("{text}; {UNREADABLE}") } else { text.to_owned() };
        facility.hours.consultation = Calendar::from_osm(&text, origin).ok();
    }
    let (weeks, known) = contact(plan);
    if chance.percent(known) {
        facility.hours.contact = Calendar::from_osm(chance.pick(weeks), origin).ok().map(|calendar| {
            let channel = match chance.below(10) {
                0..=6 => "phone",
                7..=8 => "fax",
                _ => "ict",
            };
            let note = match channel {
                "ict" => Some(format!("{}で受付", chance.pick(NETWORKS))),
                _ => chance.percent(45).then(|| chance.pick(NOTES).to_owned()),
            };
            let person =
                chance.percent(85).then(|| format!("{} 架空 {}", chance.pick(posts(plan)), chance.pick(GIVEN)));
            Calendar { channel: Some(channel.to_owned()), person, note, ..calendar }
        });
    }
    let (weeks, known) = visiting(plan, &mut chance);
    if chance.percent(known) {
        facility.hours.visiting = Calendar::from_osm(chance.pick(weeks), origin).ok();
    }
}

/// The texts to choose from and how many in a hundred have told.
type Choice = (&'static [&'static str], u32);

fn consultation(plan: Plan, chance: &mut Chance) -> Choice {
    match plan {
        Plan::Doctor(Doctor::Ordinary(_)) => (CLINIC, 94),
        Plan::Doctor(_) => (HOME_CLINIC, 96),
        Plan::Hospital(_) => (HOSPITAL, 96),
        Plan::Dentist(_) => (DENTAL, 92),
        Plan::Pharmacy(_) if chance.percent(4) => (&[PHARMACY_ALWAYS], 100),
        Plan::Pharmacy(_) => (PHARMACY, 95),
        Plan::Station(_) => (OFFICE, 95),
        Plan::Care(Kind::DayCare | Kind::DayRehab) => (DAY_SERVICE, 92),
        Plan::Care(Kind::Salon) => (SALON, 95),
        Plan::Care(
            Kind::GroupHome
            | Kind::Residential
            | Kind::NursingHome
            | Kind::HealthFacility
            | Kind::IntegratedFacility
            | Kind::ShortStay
            | Kind::MedicalShortStay
            | Kind::Multifunctional,
        ) => (HOME_RECEPTION, 80),
        Plan::Care(_) => (OFFICE, 88),
    }
}

const fn contact(plan: Plan) -> Choice {
    match plan {
        Plan::Doctor(Doctor::Filed(..)) => (CONTACT_DOCTOR, 92),
        Plan::Doctor(Doctor::Visiting(_)) => (CONTACT_DOCTOR, 74),
        Plan::Doctor(Doctor::Ordinary(_)) => (CONTACT_DOCTOR, 12),
        Plan::Hospital(_) => (CONTACT_OFFICE, 94),
        Plan::Dentist(Dentist::Ordinary) => (CONTACT_DOCTOR, 4),
        Plan::Dentist(_) => (CONTACT_DOCTOR, 55),
        Plan::Pharmacy(Pharmacy::Ordinary) => (CONTACT_OFFICE, 12),
        Plan::Pharmacy(_) => (CONTACT_OFFICE, 64),
        Plan::Station(_) => (CONTACT_OFFICE, 86),
        Plan::Care(Kind::CareManagerOffice | Kind::CommunitySupportCenter) => (CONTACT_OFFICE, 78),
        Plan::Care(Kind::Salon | Kind::MaternityHome) => (CONTACT_OFFICE, 20),
        Plan::Care(_) => (CONTACT_OFFICE, 34),
    }
}

fn visiting(plan: Plan, chance: &mut Chance) -> Choice {
    match plan {
        Plan::Doctor(Doctor::Filed(..)) | Plan::Hospital(Hospital::Filed(_)) => (&[AROUND_THE_CLOCK], 96),
        Plan::Doctor(Doctor::Visiting(_)) => (if chance.percent(30) { VISIT_LONG } else { VISIT_DAYTIME }, 80),
        Plan::Doctor(Doctor::Ordinary(specialty)) => (VISIT_DAYTIME, if specialty.may_visit() { 14 } else { 0 }),
        Plan::Hospital(Hospital::Backup) => (&[AROUND_THE_CLOCK], 60),
        Plan::Dentist(Dentist::Filed(_) | Dentist::Visiting) => (VISIT_DAYTIME, 70),
        Plan::Pharmacy(Pharmacy::Sterile) => (&[AROUND_THE_CLOCK], 80),
        Plan::Pharmacy(Pharmacy::Strong) => (VISIT_LONG, 70),
        Plan::Pharmacy(Pharmacy::Active) => (VISIT_DAYTIME, 40),
        Plan::Station(Station::Enhanced(..) | Station::Around(_)) => (&[AROUND_THE_CLOCK], 95),
        Plan::Station(Station::Daytime(_)) => (VISIT_DAYTIME, 90),
        Plan::Care(Kind::HomeHelp) => (VISIT_LONG, 80),
        Plan::Care(Kind::Visit24h) => (if chance.percent(60) { &[AROUND_THE_CLOCK] } else { VISIT_NIGHT }, 100),
        Plan::Care(Kind::Multifunctional) => (&[AROUND_THE_CLOCK], 70),
        Plan::Care(Kind::BathingService | Kind::HomeRehab | Kind::Equipment) => (VISIT_DAYTIME, 60),
        _ => (&[], 0),
    }
}

const fn posts(plan: Plan) -> &'static [&'static str] {
    match plan {
        Plan::Doctor(_) | Plan::Dentist(_) => &["院長", "相談員", "在宅担当看護師", "受付"],
        Plan::Hospital(_) => &["地域連携室", "入退院支援室", "医療ソーシャルワーカー"],
        Plan::Pharmacy(_) => &["管理薬剤師", "在宅担当薬剤師"],
        Plan::Station(_) => &["管理者", "訪問看護師"],
        Plan::Care(_) => &["管理者", "生活相談員", "サービス提供責任者", "担当"],
    }
}

#[cfg(test)]
pub(super) fn all_texts() -> impl Iterator<Item = &'static str> {
    let lists = [
        CLINIC,
        HOME_CLINIC,
        HOSPITAL,
        DENTAL,
        PHARMACY,
        OFFICE,
        DAY_SERVICE,
        HOME_RECEPTION,
        SALON,
        CONTACT_DOCTOR,
        CONTACT_OFFICE,
        VISIT_DAYTIME,
        VISIT_LONG,
        VISIT_NIGHT,
        &[PHARMACY_ALWAYS, AROUND_THE_CLOCK],
    ];
    lists.into_iter().flatten().copied()
}

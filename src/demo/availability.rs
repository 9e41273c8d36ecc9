//! What the facilities of the town say of the days and months around the day on which it was asked: new patients, free places, cover, and
//! that nothing has changed.

use jiff::ToSpan;
use jiff::civil::Date;

use super::chance::Chance;
use crate::domain::availability::{Cover, CoverDay, MonthAnswer, YearMonth};
use crate::domain::facility::Vacancy;
use crate::domain::holidays::rest_days;
use crate::domain::source::Origin;
use crate::domain::{Answer, Facility, Kind, Source, vocabulary};

/// A vacancy sheet speaks of so many days.
const SHEET_DAYS: i64 = 14;

/// Of the days of rest of so many days to come a doctor may say something.
const COVER_DAYS: i64 = 60;

/// Who comes to the home speaks of months, who keeps beds for short stays of days. Dice of their own leave everything else as it was.
pub(super) fn tell(facility: &mut Facility, reference: Date) {
    let mut chance = Chance::of(&format!("days to come of {}", facility.id));
    let said = |chance: &mut Chance, oldest| Origin {
        source: Source::Demo,
        as_of: reference.saturating_sub(i64::from(chance.below(oldest)).days()),
    };
    let visits = vocabulary().capability("home_visit_scheduled");
    let visits = visits.is_some_and(|visits| facility.answer(visits) == Answer::Yes);
    let speaks = visits || facility.kind == Kind::NursingStation;
    if speaks && chance.percent(65) {
        let origin = said(&mut chance, 40);
        let month = YearMonth::of(reference);
        facility.new_patients.extend(months(&mut chance, month, origin));
        facility.confirmed = chance.percent(40).then(|| said(&mut chance, 15));
    }
    if visits && chance.percent(30) {
        let origin = said(&mut chance, 30);
        facility.cover.extend(cover(&mut chance, reference, origin));
    }
    if matches!(facility.kind, Kind::ShortStay | Kind::MedicalShortStay) && chance.percent(80) {
        let origin = said(&mut chance, 12);
        facility.vacancies.extend(sheet(&mut chance, reference, origin));
    }
}

/// The month before, this one and the next, and sometimes the one after.
fn months(chance: &mut Chance, month: YearMonth, origin: Origin) -> Vec<MonthAnswer> {
    let mut answers = Vec::new();
    for (ahead, silent) in [(-1, 30), (0, 8), (1, 25), (2, 70)] {
        if chance.percent(silent) {
            continue;
        }
        let places = chance.percent(55).then(|| chance.between(1, 4));
        let (answer, places, note) = match chance.below(100) {
            0..55 => (Answer::Yes, places, chance.percent(15).then_some("平日の訪問のみ")),
            55..75 => (Answer::Consult, None, Some("地域と病状による")),
            75..95 => (Answer::No, None, None),
            _ => (Answer::Unknown, None, None),
        };
        let note = note.map(str::to_owned);
        answers.push(MonthAnswer { month: month.plus(ahead), answer, places, note, origin });
    }
    answers
}

/// On some days of rest a doctor is away, or would stand in for another.
fn cover(chance: &mut Chance, reference: Date, origin: Origin) -> Vec<CoverDay> {
    let days = rest_days(reference, reference.saturating_add(COVER_DAYS.days()));
    days.filter_map(|date| {
        let cover = match chance.below(100) {
            0..25 => Cover::Offered,
            25..40 => Cover::Needed,
            _ => return None,
        };
        let note = chance.percent(20).then(|| "午前のみ".to_owned());
        Some(CoverDay { date, cover, note, origin })
    })
    .collect()
}

/// A sheet of the coming days, as offices send it every week.
fn sheet(chance: &mut Chance, reference: Date, origin: Origin) -> Vec<Vacancy> {
    (0..SHEET_DAYS)
        .map(|ahead| {
            let (answer, places, note) = match chance.below(100) {
                0..45 => (Answer::Yes, Some(chance.between(1, 3)), chance.percent(20).then_some("女性のみ")),
                45..55 => (Answer::Consult, None, None),
                _ => (Answer::No, Some(0), None),
            };
            let date = reference.saturating_add(ahead.days());
            Vacancy { date, places, answer, note: note.map(str::to_owned), origin }
        })
        .collect()
}

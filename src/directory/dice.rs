//! Random worlds that follow from a seed.

use jiff::civil::{DateTime, date};

use crate::domain::availability::{Cover, CoverDay, MonthAnswer, YearMonth};
use crate::domain::facility::{Duty, GroupMembership, Vacancy};
use crate::domain::hours::{Calendar, Span};
use crate::domain::{Answer, Fact, Origin, Source, vocabulary};

use super::*;

/// A bay, two islands at the ends of the country, one alone in the ocean.
const PLACES: [(f64, f64); 4] = [(35.24, 139.72), (24.46, 123.0), (45.4, 141.0), (24.29, 153.98)];
/// Two wards of one designated city, another city of that prefecture, and other prefectures.
const MUNICIPALITIES: [&str; 5] = ["14101", "14118", "14201", "13101", "47382"];
const NAMES: [&str; 5] = ["青空診療所", "みなとクリニック", "港診療所", "うみかぜ訪問看護", "青葉病院"];
pub(super) const CAPABILITIES: [&str; 7] =
    ["home_visit_scheduled", "tpn", "opioids", "cv_port", "house_call_24h", "accepting_new", "home_pharmacy"];
pub(super) const MONTHS: [&str; 4] = ["2026-09", "2026-10", "2026-11", "2026-12"];
const HOURS: [&str; 4] = ["Mo-Fr 09:00-17:00", "Mo-Su,PH 00:00-24:00", "Sa 09:00-12:00; PH off", "Fr 18:00-30:00"];
/// Numbers that look random and follow from a seed (splitmix64).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Somewhere around one of the places, now and then exactly there.
    pub(super) fn place(&mut self) -> LatLon {
        let (lat, lon) = self.of(&PLACES);
        let mut off = || (self.below(4_001) as f64 - 2_000.0) / 10_000.0;
        let (dlat, dlon) = (off(), off());
        let there = self.one_in(8);
        if there { LatLon::new(lat, lon).unwrap() } else { LatLon::new(lat + dlat, lon + dlon).unwrap() }
    }

    pub(super) fn calendar(&mut self) -> Option<Calendar> {
        let origin = Origin { source: Source::Survey, as_of: date(2026, 10, 1) };
        (!self.one_in(3)).then(|| Calendar::from_osm(self.of(&HOURS), origin).unwrap())
    }

    pub(super) fn moment(&mut self) -> DateTime {
        date(2026, 11, 1 + i8::try_from(self.below(30)).unwrap()).at(i8::try_from(self.below(24)).unwrap(), 0, 0, 0)
    }

    /// Now and then something about the months and days around those that questions ask about.
    pub(super) fn ahead(&mut self, f: &mut Facility) {
        let said = |dice: &mut Self| {
            let answer = dice.of(&[Answer::Yes, Answer::Yes, Answer::Consult, Answer::Unknown, Answer::No]);
            let as_of = date(2026, 11, 20).saturating_sub(jiff::Span::new().days(dice.below(90) as i64));
            let source = dice.of(&[Source::Facility, Source::Vacancy, Source::OpenDataCare]);
            (answer, dice.one_in(2).then(|| u32::try_from(dice.below(3)).unwrap()), Origin { source, as_of })
        };
        if self.one_in(3) {
            for month in MONTHS {
                let (answer, places, origin) = said(self);
                let month = YearMonth::parse(month).unwrap();
                if self.one_in(2) {
                    f.new_patients.push(MonthAnswer { month, answer, places, note: None, origin });
                }
            }
        }
        if self.one_in(3) {
            for day in 1..=30 {
                let (answer, places, origin) = said(self);
                let day = date(2026, 11, day);
                match self.below(4) {
                    0 => f.vacancies.push(Vacancy { date: day, places, answer, note: None, origin }),
                    1 => {
                        let cover = self.of(&Cover::ALL);
                        f.cover.push(CoverDay { date: day, cover, note: None, origin });
                    }
                    _ => {}
                }
            }
        }
        f.confirmed = self.one_in(4).then(|| said(self).2);
    }

    pub(super) fn facility(&mut self, number: usize) -> Facility {
        let mut f = Facility::new(format!("f-{number:03}"), self.of(Kind::ALL), self.of(&NAMES), "架空県架空市海町");
        // Half of them are such as teams are made of, so that matches have something to choose from.
        if self.one_in(2) {
            f.kind = self.of(&[Kind::Clinic, Kind::Hospital, Kind::Pharmacy, Kind::NursingStation]);
        }
        if self.one_in(4) {
            "架空県架空市山町".clone_into(&mut f.address);
        }
        f.municipality = (!self.one_in(9)).then(|| MunicipalityCode::parse(self.of(&MUNICIPALITIES)).unwrap());
        let accuracy = Metres(if self.one_in(9) { 9_000.0 } else { 50.0 });
        let at = self.place();
        let position = Position { at, level: Level::Town, accuracy, source: Source::Demo };
        f.position = (!self.one_in(12)).then_some(position);
        f.closed = self.one_in(15).then_some(date(2026, 3, 31));
        for id in CAPABILITIES {
            if !self.one_in(3) {
                let answer = self.of(&[Answer::Yes, Answer::Yes, Answer::Consult, Answer::Unknown, Answer::No]);
                let as_of = date(2026, 11, 20).saturating_sub(jiff::Span::new().days(self.below(900) as i64));
                let fact = Fact { answer, as_of, source: Source::Survey, condition: None };
                f.set_fact(vocabulary().capability(id).unwrap(), fact);
            }
        }
        f.hours.consultation = self.calendar();
        f.hours.contact = self.calendar();
        if self.one_in(6) {
            let origin = Origin { source: Source::DutyRoster, as_of: date(2026, 11, 1) };
            let spans = vec![Span::new(540, 1_020).unwrap()];
            f.duties = vec![Duty { date: self.moment().date(), spans, label: "当番".to_owned(), note: None, origin }];
        }
        self.ahead(&mut f);
        let group = || GroupMembership { id: "g".to_owned(), name: "群".to_owned(), phone: None, members: Vec::new() };
        f.group = self.one_in(5).then(group);
        f
    }
}

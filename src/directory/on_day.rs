//! Who is open on a day: the hours of the whole day, turns of duty included, and not those of one moment.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Directory, Filter};
use crate::domain::Kind;
use crate::domain::hours::{DayHours, OpenState};
use crate::domain::municipality::MunicipalityCode;

/// How many stand in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct States {
    /// Known to have hours on the day.
    pub open: u32,
    /// Known to rest.
    pub closed: u32,
    /// Nobody said.
    pub unknown: u32,
}

impl States {
    const fn count(&mut self, state: OpenState) {
        match state {
            OpenState::Open => self.open += 1,
            OpenState::Closed => self.closed += 1,
            OpenState::Unknown => self.unknown += 1,
        }
    }
}

impl std::ops::AddAssign for States {
    fn add_assign(&mut self, other: Self) {
        self.open += other.open;
        self.closed += other.closed;
        self.unknown += other.unknown;
    }
}

/// States by kind, in the order of [`Kind::ALL`].
pub type KindStates = [States; Kind::ALL.len()];

/// What is known of one day, by municipality.
pub type DayCounts = BTreeMap<MunicipalityCode, KindStates>;

impl Directory {
    /// The consultation hours that begin on a date, turns of duty included; unknown where nothing is known of them.
    pub fn hours_on(&self, row: u32, date: Date) -> DayHours {
        let calendar = self.hours.get(row).and_then(|hours| hours.consultation.as_ref());
        let silent = || DayHours { date, state: OpenState::Unknown, spans: Vec::new(), holiday: None };
        calendar.map_or_else(silent, |calendar| calendar.day_on(date))
    }

    /// How many of each kind are open, closed and unknown on a date in each municipality. Those that are closed for good and those of
    /// which no municipality is known are left out.
    pub fn count_day(&self, date: Date) -> DayCounts {
        let mut counts = DayCounts::new();
        for row in self.browse(&Filter::default(), None, usize::MAX).items {
            if let (Some(kind), Some(code)) = (self.kind(row), self.municipality(row)) {
                let states = counts.entry(code).or_default();
                states[kind.index()].count(self.hours_on(row, date).state);
            }
        }
        counts
    }

    /// The rows that pass a filter and are known to have hours on a date, ascending.
    pub fn open_on(&self, date: Date, filter: &Filter) -> Vec<(u32, DayHours)> {
        let rows = self.browse(filter, None, usize::MAX).items.into_iter();
        rows.map(|row| (row, self.hours_on(row, date))).filter(|(_, hours)| hours.state == OpenState::Open).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Facility;
    use crate::domain::facility::Duty;
    use crate::domain::hours::{Calendar, Span};
    use crate::domain::source::{Origin, Source};

    const ORIGIN: Origin = Origin { source: Source::Demo, as_of: date(2026, 11, 1) };
    const WEEKS: [Option<&str>; 5] = [
        None,
        Some("Mo-Sa 09:00-12:00; Su off; PH off; Dec 29-Jan 03 off"),
        Some("Mo-Su 09:00-21:00; PH 10:00-19:00; Jan 01 10:00-15:00"),
        Some("Mo-Fr 09:00-17:00"),
        Some("Tu-Su 22:00-30:00; Mo off; PH off"),
    ];

    fn directory(weeks: &[usize], duty: &[bool], day: Date) -> Directory {
        let facilities = weeks.iter().zip(duty).enumerate().map(|(i, (week, duty))| {
            let mut one = Facility::new(format!("f{i:03}"), Kind::ALL[i % 3], "医院", "神奈川県");
            one.municipality = MunicipalityCode::from_number(14_201 + 2 * (i as u32 % 2));
            one.hours.consultation = WEEKS[*week].map(|text| Calendar::from_osm(text, ORIGIN).unwrap());
            if *duty {
                let spans = vec![Span::new(540, 1020).unwrap()];
                one.duties.push(Duty { date: day, spans, label: "当番".to_owned(), note: None, origin: ORIGIN });
            }
            one
        });
        Directory::build(facilities.collect(), 1).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// A day is open when some minute that begins on it is; the counts are those of asking everybody.
        #[test]
        fn counts_are_those_of_asking_everybody(
            who in prop::collection::vec((0usize..WEEKS.len(), any::<bool>()), 1..12),
            after in 0i32..400,
        ) {
            let day = date(2026, 11, 21).checked_add(jiff::Span::new().days(after)).unwrap();
            let (weeks, duty): (Vec<_>, Vec<_>) = who.into_iter().unzip();
            let directory = directory(&weeks, &duty, day);
            let counts = directory.count_day(day);
            let mut asked = DayCounts::new();
            for row in 0..u32::try_from(directory.len()).unwrap() {
                let facility = directory.facility(row).unwrap().unwrap();
                let calendar = facility.hours.in_force(&facility.duties).consultation;
                let state = calendar.as_ref().map_or(OpenState::Unknown, |calendar| calendar.day_on(day).state);
                if let Some(calendar) = &calendar && state == OpenState::Open {
                    let from = day.at(0, 0, 0, 0);
                    prop_assert!(!calendar.open_between(from, day.tomorrow().unwrap().at(0, 0, 0, 0)).is_empty());
                }
                prop_assert!(!duty[row as usize] || state == OpenState::Open, "a turn of duty opens its day");
                asked.entry(facility.municipality.unwrap()).or_default()[facility.kind.index()].count(state);
            }
            prop_assert_eq!(&counts, &asked);
            let open: u32 = counts.values().flatten().map(|states| states.open).sum();
            prop_assert_eq!(directory.open_on(day, &Filter::default()).len(), open as usize);
        }
    }

    #[test]
    fn a_turn_of_duty_without_a_time_opens_its_day() {
        let day = date(2027, 1, 1);
        let mut one = Facility::new("f", Kind::Clinic, "医院", "神奈川県");
        one.duties.push(Duty { date: day, spans: Vec::new(), label: "当番".to_owned(), note: None, origin: ORIGIN });
        let directory = Directory::build(vec![one], 1).unwrap();
        assert_eq!(directory.hours_on(0, day).state, OpenState::Open);
        assert_eq!(directory.hours_on(0, day).spans, [Span::SOME_TIME]);
        assert_eq!(directory.hours_on(0, date(2027, 1, 2)).state, OpenState::Unknown);
    }

    #[test]
    fn the_whole_day_counts_and_not_one_moment_of_it() {
        let new_year = date(2027, 1, 1);
        let directory = directory(&[0, 1, 2, 3, 4], &[false; 5], new_year);
        let states: Vec<OpenState> = (0..5).map(|row| directory.hours_on(row, new_year).state).collect();
        use OpenState::{Closed, Open, Unknown};
        // Who keeps weekday hours and says nothing of holidays is not known to be open.
        assert_eq!(states, [Unknown, Closed, Open, Unknown, Closed]);
        assert_eq!(directory.hours_on(2, new_year).spans, [Span::new(600, 900).unwrap()]);
    }
}

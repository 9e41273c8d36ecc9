//! What planners may know of all cases together: how long it takes until somebody accepts, whom one asks in vain and why, and what is
//! missing where. Figures of fewer than a few cases are not told (`data/cases.toml`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, tz};

use crate::domain::case::{Case, Outcome, Reply, Request};
use crate::domain::municipality::MunicipalityCode;

/// A month of the calendar of Japan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month of a moment in Japan.
    pub fn of(seconds: i64) -> Self {
        let day = tz::offset(9).to_datetime(Timestamp::from_second(seconds).unwrap_or_default()).date();
        Self::of_day(day)
    }

    /// The month of a day.
    pub fn of_day(day: Date) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        (1..=12).contains(&month).then_some(Self { year, month })
    }

    /// The month before.
    #[must_use]
    pub const fn before(self) -> Self {
        if self.month == 1 { Self { year: self.year - 1, month: 12 } } else { Self { month: self.month - 1, ..self } }
    }

    /// So many months, this one the last.
    pub fn last(self, months: usize) -> Vec<Self> {
        let mut all: Vec<Self> = std::iter::successors(Some(self), |month| Some(month.before())).take(months).collect();
        all.reverse();
        all
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Where, when and what: the need is empty where the case itself is counted, whatever it needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The month in which the case was made.
    pub month: Month,
    /// The municipality of the home.
    pub municipality: MunicipalityCode,
    /// The identifier of a need or a capability.
    pub need: String,
}

/// How many cases there are in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All.
    pub cases: u64,
    /// Those for which nobody was found.
    pub unmet: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.unmet += other.unmet;
    }
}

/// A figure that may be shown, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As many.
    Count(u64),
    /// Some, but fewer than may be told.
    Few,
}

impl Shown {
    /// None is told as none; one or two are not told apart.
    pub const fn of(count: u64, least: u64) -> Self {
        if count > 0 && count < least { Self::Few } else { Self::Count(count) }
    }
}

/// The cells that a case stands in.
pub fn cells_of(case: &Case) -> Vec<(Cell, Count)> {
    let count = Count { cases: 1, unmet: u64::from(case.end.is_some_and(|end| end.outcome == Outcome::Unfound)) };
    let (month, municipality) = (Month::of(case.opened_at), case.municipality);
    let needs: BTreeSet<&str> = case.needs.iter().map(String::as_str).collect();
    let cell = |need: &str| (Cell { month, municipality, need: need.to_owned() }, count);
    std::iter::once("").chain(needs).map(cell).collect()
}

/// The quarters of a row of numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// A quarter is not above it.
    pub lower: f64,
    /// Half is not above it.
    pub median: f64,
    /// Three quarters are not above it.
    pub upper: f64,
    /// How many numbers there are.
    pub count: u64,
}

/// Quartiles by linear interpolation between the two numbers next to the place (type 7 of Hyndman and Fan 1996); `None` for fewer numbers
/// than may be told.
pub fn quartiles(mut numbers: Vec<f64>, least: u64) -> Option<Quartiles> {
    let count = u64::try_from(numbers.len()).ok().filter(|count| *count >= least.max(1))?;
    numbers.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (numbers.len() - 1) as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(numbers.len() - 1);
        numbers[below] + (place - below as f64) * (numbers[above] - numbers[below])
    };
    Some(Quartiles { lower: at(0.25), median: at(0.5), upper: at(0.75), count })
}

/// What planners see.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statistics {
    /// Cases in all.
    pub cases: u64,
    /// Cases that are open.
    pub open: u64,
    /// Cases for which nobody was found.
    pub unmet: u64,
    /// Days from the making of a case until somebody accepted.
    pub days: Option<Quartiles>,
    /// How many were asked until then, who accepted included.
    pub asked: Option<Quartiles>,
    /// By reason: cases in which somebody declined for it, and how many declined.
    pub reasons: BTreeMap<String, (u64, u64)>,
    /// By month, municipality and need.
    pub cells: BTreeMap<Cell, Count>,
}

/// Counts cases with their requests, and what was kept of deleted ones.
pub fn count(
    cases: &[Case],
    requests: &[Request],
    kept: impl IntoIterator<Item = (Cell, Count)>,
    least: u64,
) -> Statistics {
    let mut of: BTreeMap<i64, Vec<&Request>> = BTreeMap::new();
    for request in requests {
        of.entry(request.case).or_default().push(request);
    }
    let mut found = Statistics { cells: kept.into_iter().collect(), ..Statistics::default() };
    let (mut days, mut asked) = (Vec::new(), Vec::new());
    let mut reasons: BTreeMap<String, (BTreeSet<i64>, u64)> = BTreeMap::new();
    for case in cases {
        found.cases += 1;
        found.open += u64::from(case.end.is_none());
        found.unmet += u64::from(case.end.is_some_and(|end| end.outcome == Outcome::Unfound));
        for (cell, count) in cells_of(case) {
            found.cells.entry(cell).or_default().add(count);
        }
        let own = of.get(&case.number).map(Vec::as_slice).unwrap_or_default();
        for request in own.iter().filter(|request| request.reply == Reply::Declined) {
            let entry = reasons.entry(request.reason.clone().unwrap_or_default()).or_default();
            entry.0.insert(case.number);
            entry.1 += 1;
        }
        let accepted = own
            .iter()
            .filter(|request| request.reply == Reply::Accepted)
            .filter_map(|request| request.answered_at)
            .min();
        if let Some(at) = accepted {
            days.push((at - case.opened_at).max(0) as f64 / 86_400.0);
            asked.push(own.iter().filter(|request| request.asked_at <= at).count() as f64);
        }
    }
    found.days = quartiles(days, least);
    found.asked = quartiles(asked, least);
    found.reasons = reasons.into_iter().map(|(id, (cases, declined))| (id, (cases.len() as u64, declined))).collect();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LatLon;
    use crate::domain::case::{Channel, End};
    use crate::domain::mesh::Mesh;
    use crate::domain::vocabulary::Role;

    const DAY: i64 = 86_400;
    /// 2026-11-01 00:00 in Japan.
    const NOVEMBER: i64 = 1_793_458_800;

    fn case(number: i64, opened_at: i64, outcome: Option<Outcome>) -> Case {
        Case {
            number,
            account: "a".to_owned(),
            shared: false,
            role: Role::Attending,
            needs: vec!["tpn".to_owned(), "tpn".to_owned()],
            wishes: Vec::new(),
            wished_from: None,
            mesh: Mesh::of(LatLon::new(35.24, 139.71).unwrap()).unwrap(),
            municipality: MunicipalityCode::from_number(14_201).unwrap(),
            note: String::new(),
            opened_at,
            changed_at: opened_at,
            end: outcome.map(|outcome| End { at: opened_at + DAY, outcome }),
            version: 1,
        }
    }

    fn request(case: i64, asked_at: i64, reply: Reply, answered_at: i64) -> Request {
        let reason = (reply == Reply::Declined).then(|| "full".to_owned());
        let (facility, channel) = ("f".to_owned(), Channel::Phone);
        Request { id: 0, case, facility, channel, asked_at, reply, reason, answered_at: Some(answered_at) }
    }

    #[test]
    fn months_are_those_of_japan() {
        assert_eq!(Month::of(NOVEMBER).to_string(), "2026-11");
        assert_eq!(Month::of(NOVEMBER - 1).to_string(), "2026-10");
        let last = Month { year: 2026, month: 2 }.last(4);
        assert_eq!(last.iter().map(Month::to_string).collect::<Vec<_>>(), ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!(Month::parse("2026-11"), Some(Month::of(NOVEMBER)));
        assert_eq!(Month::parse("2026-13"), None);
    }

    #[test]
    fn quartiles_are_those_of_the_textbook() {
        let found = quartiles(vec![4.0, 1.0, 3.0, 2.0], 3).unwrap();
        assert_eq!((found.lower, found.median, found.upper, found.count), (1.75, 2.5, 3.25, 4));
        assert_eq!(quartiles(vec![1.0, 2.0], 3), None, "two cases are not told");
        assert_eq!(quartiles(Vec::new(), 0), None);
    }

    #[test]
    fn time_and_number_count_up_to_the_acceptance() {
        let cases: Vec<Case> = (1..=3).map(|n| case(n, NOVEMBER, Some(Outcome::Accepted))).collect();
        let mut requests = Vec::new();
        for n in 1..=3 {
            requests.push(request(n, NOVEMBER + 1, Reply::Declined, NOVEMBER + 2));
            requests.push(request(n, NOVEMBER + DAY, Reply::Accepted, NOVEMBER + n * DAY));
            requests.push(request(n, NOVEMBER + 9 * DAY, Reply::Pending, NOVEMBER + 9 * DAY));
        }
        let found = count(&cases, &requests, [], 3);
        assert_eq!(found.days.map(|days| days.median), Some(2.0));
        assert_eq!(found.asked.map(|asked| asked.median), Some(2.0));
        assert_eq!(found.reasons["full"], (3, 3));
        assert_eq!((found.cases, found.open, found.unmet), (3, 0, 0));
    }

    #[test]
    fn cells_hold_each_case_once_and_what_was_kept() {
        let cases = [case(1, NOVEMBER, Some(Outcome::Unfound)), case(2, NOVEMBER, None)];
        let cell = Cell { month: Month::of(NOVEMBER), municipality: cases[0].municipality, need: "tpn".to_owned() };
        let found = count(&cases, &[], [(cell.clone(), Count { cases: 3, unmet: 1 })], 3);
        assert_eq!(found.cells[&cell], Count { cases: 5, unmet: 2 });
        assert_eq!(found.cells[&Cell { need: String::new(), ..cell }], Count { cases: 2, unmet: 1 });
        assert_eq!([0, 1, 2, 3].map(|n| Shown::of(n, 3)), [Shown::Count(0), Shown::Few, Shown::Few, Shown::Count(3)]);
    }
}

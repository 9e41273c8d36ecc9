//! What an institution says about days and months to come: who takes new patients at home in which month (the matrix of 板橋), when a
//! substitute is needed or offered, and on which day it said that everything shown is still so.
//!
//! The laws: an answer about a month stands for that month. Where nobody spoke of a month, the answer of the month before is a reason to
//! ask, never a promise and never a refusal. No place left is a no, whatever sign stands beside it.

mod ahead;

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::facility::Vacancy;
use super::source::Origin;

pub use ahead::{Ahead, Dated};

/// A month of the calendar, written `2026-12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct YearMonth(u16);

/// That a text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("2026-12 のような年月です (a month such as 2026-12)")]
pub struct NoMonth;

impl YearMonth {
    const MONTHS: u16 = 12;

    /// The month in which a day lies. Days before the year 0 count as its January.
    pub fn of(day: Date) -> Self {
        let year = u16::try_from(day.year()).unwrap_or(0).min(u16::MAX / Self::MONTHS - 1);
        Self(year * Self::MONTHS + u16::try_from(day.month() - 1).unwrap_or(0))
    }

    /// Reads `2026-12`.
    ///
    /// # Errors
    /// When the text is no month in this form, or before 1900 or after 2199.
    pub fn parse(text: &str) -> Result<Self, NoMonth> {
        let (year, month) =
            text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2).ok_or(NoMonth)?;
        let digits =
            |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u16>().ok()).flatten();
        let year = digits(year).filter(|year| (1900..2200).contains(year)).ok_or(NoMonth)?;
        let month = digits(month).filter(|month| (1..=Self::MONTHS).contains(month)).ok_or(NoMonth)?;
        Ok(Self(year * Self::MONTHS + month - 1))
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.0 / Self::MONTHS
    }

    /// The month, from 1 to 12.
    pub const fn month(self) -> u16 {
        self.0 % Self::MONTHS + 1
    }

    /// So many months later, or earlier where the number is below 0.
    #[must_use]
    pub const fn plus(self, months: i16) -> Self {
        Self(self.0.saturating_add_signed(months))
    }

    /// How many months this one is after another.
    pub fn months_after(self, other: Self) -> i32 {
        i32::from(self.0) - i32::from(other.0)
    }

    /// Its place among all months, for packed columns.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl TryFrom<String> for YearMonth {
    type Error = NoMonth;

    fn try_from(text: String) -> Result<Self, NoMonth> {
        Self::parse(&text)
    }
}

impl From<YearMonth> for String {
    fn from(month: YearMonth) -> Self {
        month.to_string()
    }
}

/// Whether new patients at home are taken in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthAnswer {
    /// The month.
    pub month: YearMonth,
    /// ○ △ × as given; see [`MonthAnswer::stands`].
    pub answer: Answer,
    /// How many more, where a number was given.
    pub places: Option<u32>,
    /// A condition in the institution's own words: 「看取りのみ」.
    pub note: Option<String>,
    /// Who said so and when.
    pub origin: Origin,
}

/// Whether a substitute is looked for or offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// 代診を求める: the attending physician is away.
    Needed,
    /// 代診に入れる: may stand in for another.
    Offered,
}

impl Cover {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Needed, Self::Offered];

    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Needed => "needed",
            Self::Offered => "offered",
        }
    }
}

/// A day on which a substitute is looked for or offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverDay {
    /// The day.
    pub date: Date,
    /// Looked for or offered.
    pub cover: Cover,
    /// In the institution's own words: 「午後のみ」.
    pub note: Option<String>,
    /// Who said so and when.
    pub origin: Origin,
}

/// What was said about one day or month, of which the last saying stands.
pub trait Said {
    /// The day or month spoken of.
    type When: Ord + Copy;

    /// The day or month spoken of.
    fn when(&self) -> Self::When;

    /// Who said so and when.
    fn origin(&self) -> Origin;
}

impl Said for MonthAnswer {
    type When = YearMonth;

    fn when(&self) -> YearMonth {
        self.month
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Said for CoverDay {
    type When = Date;

    fn when(&self) -> Date {
        self.date
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

impl Said for Vacancy {
    type When = Date;

    fn when(&self) -> Date {
        self.date
    }

    fn origin(&self) -> Origin {
        self.origin
    }
}

/// What is said about a day or month, in a list that ascends by it.
pub fn about<S: Said>(list: &[S], when: S::When) -> Option<&S> {
    list.binary_search_by_key(&when, Said::when).ok().map(|i| &list[i])
}

/// Puts what is said about a day or month into a list that ascends by it, or takes it out; gives what stood there.
pub fn put<S: Said>(list: &mut Vec<S>, when: S::When, said: Option<S>) -> Option<S> {
    match (list.binary_search_by_key(&when, Said::when), said) {
        (Ok(i), Some(said)) => Some(std::mem::replace(&mut list[i], said)),
        (Ok(i), None) => Some(list.remove(i)),
        (Err(i), Some(said)) => {
            list.insert(i, said);
            None
        }
        (Err(_), None) => None,
    }
}

/// What may be asked of days and months to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Coming {
    /// New patients are taken in this month.
    pub new_patients: Option<YearMonth>,
    /// Places are free on this day.
    pub vacancy_on: Option<Date>,
}

impl Coming {
    /// Whether nothing is asked.
    pub const fn is_empty(self) -> bool {
        self.new_patients.is_none() && self.vacancy_on.is_none()
    }
}

/// What an answer beside a number of places comes to: no place left is a no.
const fn with_places(answer: Answer, places: Option<u32>) -> Answer {
    match places {
        Some(0) => Answer::No,
        _ => answer,
    }
}

impl MonthAnswer {
    /// The answer that stands: ○ with no place left is a no.
    pub const fn stands(&self) -> Answer {
        with_places(self.answer, self.places)
    }
}

impl Vacancy {
    /// The answer that stands: ○ with no place left is a no.
    pub const fn stands(&self) -> Answer {
        with_places(self.answer, self.places)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::source::Source;

    fn said(month: &str, answer: Answer, places: Option<u32>) -> MonthAnswer {
        let origin = Origin { source: Source::Facility, as_of: date(2026, 11, 20) };
        MonthAnswer { month: YearMonth::parse(month).unwrap(), answer, places, note: None, origin }
    }

    #[test]
    fn a_month_is_written_in_one_way() {
        let december = YearMonth::parse("2026-12").unwrap();
        assert_eq!((december.year(), december.month(), december.to_string().as_str()), (2026, 12, "2026-12"));
        assert_eq!(december.plus(1).to_string(), "2027-01");
        assert_eq!(december.plus(-12).to_string(), "2025-12");
        assert_eq!(december.plus(3).months_after(december), 3);
        assert_eq!(YearMonth::of(date(2026, 12, 31)), december);
        for wrong in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "2026-1",
            "26-12",
            "2026-12-01",
            "+026-12",
            "2026-+1",
            "1899-12",
            "2200-01",
        ] {
            assert_eq!(YearMonth::parse(wrong), Err(NoMonth), "{wrong}");
        }
    }

    #[test]
    fn no_place_left_is_a_no() {
        assert_eq!(said("2026-12", Answer::Yes, Some(0)).stands(), Answer::No);
        assert_eq!(said("2026-12", Answer::Consult, Some(1)).stands(), Answer::Consult);
        assert_eq!(said("2026-12", Answer::Unknown, None).stands(), Answer::Unknown);
    }

    proptest! {
        #[test]
        fn a_list_holds_what_was_put_last_by_month(steps in proptest::collection::vec((0_i16..6, proptest::option::of(0_u32..4)), 0..20)) {
            let first = YearMonth::parse("2026-12").unwrap();
            let mut list = Vec::new();
            let mut expected = std::collections::BTreeMap::new();
            for (month, places) in steps {
                let month = first.plus(month);
                let known = places.map(|places| said(&month.to_string(), Answer::Yes, Some(places)));
                let before = put(&mut list, month, known.clone());
                let was = match known {
                    Some(known) => expected.insert(month, known),
                    None => expected.remove(&month),
                };
                prop_assert_eq!(before, was);
            }
            prop_assert_eq!(&list, &expected.values().cloned().collect::<Vec<_>>());
            for month in (-2..8).map(|i| first.plus(i)) {
                prop_assert_eq!(about(&list, month), expected.get(&month));
            }
        }

        #[test]
        fn any_day_lies_in_its_month(year in 1900_i16..2200, month in 1_i8..=12, day in 1_i8..=28) {
            let text = format!("{year:04}-{month:02}");
            prop_assert_eq!(YearMonth::of(date(year, month, day)), YearMonth::parse(&text).unwrap());
            prop_assert_eq!(YearMonth::parse(&text).unwrap().to_string(), text);
        }
    }
}

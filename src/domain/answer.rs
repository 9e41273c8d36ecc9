//! The four-state answer: ○ △ × and 不明, with its age and its source.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::capability::Capability;
use super::source::{Origin, Source};

/// What an institution says about one thing it may do in a patient's home.
///
/// The order of the variants is the order of promise: `Yes > Consult > Unknown > No`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// ○ 対応可能.
    Yes,
    /// △ 要相談.
    Consult,
    /// × 対応していない.
    No,
    /// — Nobody has said. Unknown is never no.
    Unknown,
}

impl Answer {
    /// The identifier used in JSON, tiles and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Consult => "consult",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// One answer about one capability, with where and when it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// ○ △ × or unknown.
    pub answer: Answer,
    /// The day the answer was true at its source (not the day of the import).
    pub as_of: Date,
    /// Who said so.
    pub source: Source,
    /// A condition in the institution's own words, or the filing symbol that says so.
    #[serde(default)]
    pub condition: Option<String>,
}

impl Fact {
    /// The fact's source and date as an [`Origin`].
    pub const fn origin(&self) -> Origin {
        Origin { source: self.source, as_of: self.as_of }
    }
}

/// By what right an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stands {
    /// It was said in general.
    #[default]
    Said,
    /// It was said in general, and confirmed on its day.
    Confirmed,
    /// It was said about the month of the question.
    Month,
    /// It was said about a month before, and nobody spoke of this one: a reason to ask, neither a promise nor a refusal.
    CarriedOver,
    /// It was said about free places on the day of the question.
    Vacancy,
    /// It was said about standing in for another on the day of the question.
    Cover,
}

/// A fact without its words, in eight bytes, for the columns of the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedFact {
    /// About what.
    pub capability: Capability,
    /// ○ △ × or unknown.
    pub answer: Answer,
    /// Who said so.
    pub source: Source,
    /// When, in days after 1 January 2000; earlier days count as that day, later than 2179 as the last.
    day: u16,
    /// By what right it stands in an answer; the columns know only what was said in general.
    #[serde(skip)]
    pub stands: Stands,
}

impl PackedFact {
    const EPOCH: Date = Date::constant(2000, 1, 1);

    /// Packs a fact.
    pub fn new(capability: Capability, fact: &Fact) -> Self {
        Self::of_day_number(capability, fact.answer, fact.source, Self::day_number(fact.as_of))
    }

    /// A fact of a day given by [`Self::day_number`].
    pub const fn of_day_number(capability: Capability, answer: Answer, source: Source, day: u16) -> Self {
        Self { capability, answer, source, day, stands: Stands::Said }
    }

    /// The same fact, standing by another right.
    #[must_use]
    pub const fn standing(self, stands: Stands) -> Self {
        Self { stands, ..self }
    }

    /// The same fact as of the day on which it was confirmed, where that is later.
    #[must_use]
    pub const fn confirmed_on(self, day: u16) -> Self {
        if day <= self.day {
            return self;
        }
        let stands = if matches!(self.stands, Stands::Said) { Stands::Confirmed } else { self.stands };
        Self { day, stands, ..self }
    }

    /// The day as the columns count it.
    pub fn day_number(date: Date) -> u16 {
        let days = (date - Self::EPOCH).get_days().clamp(0, i32::from(u16::MAX));
        u16::try_from(days).unwrap_or(u16::MAX)
    }

    /// The day with a number that [`Self::day_number`] gave.
    pub fn date_of(day: u16) -> Date {
        Self::EPOCH.saturating_add(jiff::Span::new().days(i64::from(day)))
    }

    /// The day the answer was true at its source.
    pub fn as_of(self) -> Date {
        Self::date_of(self.day)
    }

    /// The age in days on a day given by [`Self::day_number`].
    pub const fn age_days(self, today: u16) -> u16 {
        today.saturating_sub(self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_the_day() {
        let as_of = Date::constant(2025, 10, 1);
        let fact = Fact { answer: Answer::Yes, as_of, source: Source::Filing, condition: None };
        let packed = PackedFact::new(Capability(3), &fact);
        assert_eq!(packed.as_of(), as_of);
        assert_eq!(packed.age_days(PackedFact::day_number(Date::constant(2025, 10, 31))), 30);
    }
}

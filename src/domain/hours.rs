//! Hours: when something is open, by weekday, nth weekday of the month, public holiday and date.

use serde::{Deserialize, Serialize};

use super::source::Origin;

/// A calendar of opening hours in the sense of OSM `opening_hours`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Rules in the order in which they were stated; a later rule about a day replaces an earlier one.
    pub rules: Vec<Rule>,
    /// What could not be read, as published; empty where everything was. A calendar with rest text is unknown outside its rules.
    #[serde(default)]
    pub rest: String,
    /// How to reach somebody: `phone`, `fax`, `mail`, `ict`; only on contact calendars.
    #[serde(default)]
    pub channel: Option<String>,
    /// Whom to ask for.
    #[serde(default)]
    pub person: Option<String>,
    /// A remark in the institution's own words.
    #[serde(default)]
    pub note: Option<String>,
    /// Who said so and when.
    pub origin: Origin,
}

/// One rule of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The days it speaks of.
    pub days: Days,
    /// Open spans in minutes after midnight; `to` beyond 1440 runs into the next day. Empty means closed.
    pub spans: Vec<Span>,
}

/// The days a rule speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Weekdays as bits, Monday = 1 … Sunday = 64, every week.
    Weekly(u8),
    /// Weekdays as bits in the nth weeks of the month as bits (first = 1 … fifth = 16).
    Nth {
        /// Monday = 1 … Sunday = 64.
        weekdays: u8,
        /// First occurrence in the month = 1 … fifth = 16.
        weeks: u8,
    },
    /// Public holidays (国民の祝日, 振替休日, 国民の休日).
    Holidays,
    /// The same dates every year, month and day, inclusive; the range may pass the year's end (12/29 to 1/3).
    Yearly {
        /// (month, day) of the first day.
        from: (u8, u8),
        /// (month, day) of the last day.
        to: (u8, u8),
    },
}

/// A span of the day in minutes after midnight: `from` < 1440, `from` < `to` ≤ 2880.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first minute.
    pub from: u16,
    /// The minute after the last.
    pub to: u16,
}

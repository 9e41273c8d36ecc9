//! Hours: when something is open, by weekday, nth weekday of the month, public holiday and date.
//!
//! How the rules of a day are decided stands in `state`; `osm` reads and writes the OSM `opening_hours` subset, `words` puts a
//! calendar into Japanese and English, `reading` makes one of Japanese text, `dates` reads days off, `service` the days of care
//! services, `in_force` lets turns of duty and 「診療時間内」 take effect, `overlap` compares two calendars, `instant` reads moments, `doubt` names the days on
//! which the hours of an ordinary week are not believed.

mod dates;
mod doubt;
mod in_force;
mod instant;
mod normal;
mod osm;
mod overlap;
mod reading;
mod scan;
mod service;
mod state;
mod words;
#[cfg(test)]
mod worlds_tests;

pub use dates::yearly_closures;
pub use instant::moment_in_japan;
pub use osm::HoursError;
pub use overlap::{Opening, Overlap, Until};
pub use reading::{DURING_CONSULTATION, spans_from_words};
pub use service::{ListedDays, closures_of_remark};
pub use state::{DayHours, OpenState};
pub use words::{DayRow, NthNote};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::source::Origin;

/// Minutes of a day.
pub const DAY: u16 = 1440;

/// A calendar of opening hours in the sense of OSM `opening_hours`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Rules in the order in which they were stated. Open weekly rules of one weekday are united; otherwise a later rule about a day
    /// replaces an earlier one of its sort, and dates come before holidays, holidays before weekdays.
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
    /// Open spans; empty means closed.
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
    /// Dates of certain years, inclusive: exceptions and turns of duty. They go before every other rule.
    Dates {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
}

/// A span of the day in minutes after midnight: `from` < 1440, `from` < `to` ≤ 2880; `to` beyond 1440 runs into the next day.
///
/// Where nobody said when it ends (「17時以降」) `to` equals `from`: it is open at that minute and unknown from then until midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first minute.
    pub from: u16,
    /// The minute after the last; `from` where the end is not known.
    pub to: u16,
}

impl Span {
    /// Some time of the day, nobody said when: unknown all day.
    pub const SOME_TIME: Self = Self { from: 0, to: 0 };
    /// Round the clock.
    pub const ALL_DAY: Self = Self { from: 0, to: DAY };

    /// The span, where it is one with an end: `from` < 1440 and `from` < `to` ≤ 2880, in minutes after midnight.
    pub const fn new(from: u16, to: u16) -> Option<Self> {
        let span = Self { from, to };
        if span.is_valid() && from < to { Some(span) } else { None }
    }

    /// The span that begins at a minute of the day and whose end is not known; `None` beyond the day.
    pub const fn since(from: u16) -> Option<Self> {
        if from < DAY { Some(Self { from, to: from }) } else { None }
    }

    /// Whether nobody said when it ends.
    pub const fn is_open_ended(self) -> bool {
        self.from == self.to
    }

    /// Whether there can be such a span: one that ends after it begins and within the next day, or one whose end nobody said.
    pub const fn is_valid(self) -> bool {
        self.from < DAY && self.from <= self.to && self.to <= 2 * DAY
    }

    /// The first minute as `HH:MM`.
    pub fn from_text(self) -> String {
        clock(self.from)
    }

    /// The minute after the last as `HH:MM`, the first again where the end is not known; hours beyond 24 count on into the next day (`30:00` is six in the morning).
    pub fn to_text(self) -> String {
        clock(self.to)
    }
}

impl Calendar {
    /// A calendar with nothing in it, which is unknown at every time.
    pub const fn empty(origin: Origin) -> Self {
        Self { rules: Vec::new(), rest: String::new(), channel: None, person: None, note: None, origin }
    }
}

fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

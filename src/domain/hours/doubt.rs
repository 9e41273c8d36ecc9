//! Days on which the hours of an ordinary week are not believed without a word about the day.
//!
//! Three sorts of day are doubtful where only weekly rules (or, at the year's end, hours of 祝日) speak of them:
//!
//! - public holidays, unless all seven weekdays have hours;
//! - 29 December to 3 January (行政機関の休日に関する法律 第1条第1項第3号, which medical institutions follow), unless the calendar
//!   declares what it closes in that season, or has hours on all seven weekdays and does not close on 祝日. Who declares some of these
//!   days closed means the hours of the others;
//! - 13 to 16 August and 29 April to 6 May, where the calendar's unread text names お盆 (夏季休診) or GW without dates.
//!
//! お盆 of which nobody spoke is an ordinary week: most institutions see patients then, and those that do not declare it.

use jiff::civil::Date;

use super::{Calendar, Days};

/// Words for a closure in the middle of August.
const SUMMER: [&str; 4] = ["盆", "夏季", "夏期", "夏休"];
/// Words for the week of holidays that begins on 29 April.
const SPRING: [&str; 3] = ["GW", "ゴールデン", "連休"];

impl Calendar {
    /// Whether the day lies in a season in which the hours of this calendar may not hold; public holidays aside.
    pub(super) fn doubts_season(&self, date: Date) -> bool {
        let names = |words: &[&str]| words.iter().any(|word| self.rest.contains(word));
        match (date.month(), date.day()) {
            (12, 29..) => !self.speaks_of_year_end(date.year()),
            (1, ..=3) => !self.speaks_of_year_end(date.year() - 1),
            (8, 13..=16) => names(&SUMMER),
            (4, 29..) | (5, ..=6) => names(&SPRING),
            _ => false,
        }
    }

    /// Whether the calendar says what it does from 29 December of the year on: it closes on some of these days, or never.
    fn speaks_of_year_end(&self, year: i16) -> bool {
        let closes_on_holidays =
            self.rules.iter().rfind(|rule| rule.days == Days::Holidays).is_some_and(|rule| rule.spans.is_empty());
        if self.means_every_day() && !closes_on_holidays {
            return true;
        }
        let mut day = Date::new(year, 12, 29).ok();
        for _ in 0..6 {
            let Some(date) = day else { return false };
            if self.declares_closed(date) {
                return true;
            }
            day = date.tomorrow().ok();
        }
        false
    }

    /// Whether the last word on the date, among dates of every year or among dates, closes it.
    fn declares_closed(&self, date: Date) -> bool {
        let (mut dates, mut yearly) = (false, false);
        for rule in &self.rules {
            match rule.days {
                Days::Dates { from, to } if from <= date && date <= to => dates = rule.spans.is_empty(),
                Days::Yearly { from, to } if super::state::includes(from, to, month_day(date)) => {
                    yearly = rule.spans.is_empty();
                }
                _ => {}
            }
        }
        dates || yearly
    }
}

/// (month, day) as rules of every year count them.
pub(super) fn month_day(date: Date) -> (u8, u8) {
    (date.month() as u8, date.day() as u8)
}

//! Dates as clerks write them into tables: with or without a year, with or without the weekday.

use jiff::civil::{Date, Weekday};

use super::edition::era_date;
use crate::domain::holidays::is_public_holiday;
use crate::domain::text::nfkc;

const WEEKDAYS: &str = "月火水木金土日";

/// Serial numbers of spreadsheets that are days of our time (2009 to 2064), counted from 30 December 1899.
const SERIALS: std::ops::RangeInclusive<i32> = 40_000..=60_000;
const SERIAL_ZERO: Date = Date::constant(1899, 12, 30);

/// A date as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// The year, where it is written.
    pub(super) year: Option<i16>,
    month: i8,
    day: i8,
    /// What stands in brackets behind it: 「月・祝」.
    pub(super) weekday: String,
}

/// 「2026/11/23」「令和8年11月23日」「11月23日（月・祝）」「12/1」, and the serial number of a spreadsheet.
pub(super) fn written(text: &str) -> Option<Written> {
    let text = nfkc(text);
    let (date, weekday) = match text.split_once('(') {
        Some((date, weekday)) => (date, weekday.trim_end_matches(')').to_owned()),
        None => (text.as_str(), String::new()),
    };
    let close: String = date.split_whitespace().collect();
    let first = date.split_whitespace().next().unwrap_or_default();
    let (year, month, day) = numbers(&close).or_else(|| numbers(first))?;
    // A day that no year has is no date.
    Date::new(year.unwrap_or(2024), month, day).ok()?;
    Some(Written { year, month, day, weekday })
}

fn numbers(text: &str) -> Option<(Option<i16>, i8, i8)> {
    let of = |date: Date| (Some(date.year()), date.month(), date.day());
    if let Some(date) = era_date(text) {
        return Some(of(date));
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let number: i32 = text.parse().ok()?;
        return match text.len() {
            5 if SERIALS.contains(&number) => SERIAL_ZERO.checked_add(jiff::Span::new().days(number)).ok().map(of),
            8 => Some((Some((number / 10_000) as i16), (number / 100 % 100) as i8, (number % 100) as i8)),
            _ => None,
        };
    }
    let (era, text) = match text.strip_prefix(['R', 'r']) {
        Some(rest) => (Some(2018), rest),
        None => (None, text),
    };
    let parts: Vec<&str> = text.trim_end_matches('日').split(['年', '月', '/', '-', '.']).collect();
    let number = |text: &str| text.parse::<i8>().ok();
    match (parts.as_slice(), era) {
        ([month, day], None) => Some((None, number(month)?, number(day)?)),
        ([year, month, day], None) if year.len() == 4 => Some((Some(year.parse().ok()?), number(month)?, number(day)?)),
        ([year, month, day], Some(before)) => {
            Some((Some(before + i16::from(number(year)?)), number(month)?, number(day)?))
        }
        _ => None,
    }
}

impl Written {
    /// The date, with the year that brings it nearest to another date where none is written.
    pub(super) fn near(&self, other: Date) -> Option<Date> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok();
        }
        let years = [-1, 0, 1].map(|step| other.year() + step);
        let dates = years.into_iter().filter_map(|year| Date::new(year, self.month, self.day).ok());
        dates.min_by_key(|date| (*date - other).get_days().abs())
    }
}

/// Whether a cell of weekdays (「月・祝」「日曜日」) contradicts a date; an empty one does not, nor does what is no weekday.
pub(super) fn contradicts(weekday: &str, date: Date) -> bool {
    let weekday = nfkc(weekday);
    let weekday =
        weekday.replace("曜日", "").replace('曜', "").replace("祝日", "祝").replace("休日", "").replace("振替", "");
    let named: Vec<usize> = weekday.chars().filter_map(|c| WEEKDAYS.chars().position(|day| day == c)).collect();
    let day = date.weekday().to_monday_zero_offset() as usize;
    let holiday = weekday.contains('祝') && !is_public_holiday(date) && date.weekday() != Weekday::Sunday;
    holiday || (!named.is_empty() && !named.contains(&day))
}

/// The date near which the dates of a table lie, as the texts above it say: 「令和8年11月」「令和8年度」「2026年」.
pub(super) fn around(above: &[String]) -> Option<Date> {
    above.iter().find_map(|text| {
        let text: String = nfkc(text).split_whitespace().collect();
        let (before, after) = text.split_once('年')?;
        let digits: String = before.chars().rev().take_while(char::is_ascii_digit).collect();
        let digits: String = digits.chars().rev().collect();
        let number: i16 = if before.ends_with("令和元") { 1 } else { digits.parse().ok()? };
        let era =
            ["令和", "R"].iter().any(|era| before.trim_end_matches(&digits).trim_end_matches('元').ends_with(era));
        let year = if era { number.checked_add(2018)? } else { number };
        if !(2000..2100).contains(&year) {
            return None;
        }
        let month: String = after.chars().take_while(char::is_ascii_digit).collect();
        match month.parse::<i8>() {
            Ok(month) if after[month_length(after)..].starts_with('月') => Date::new(year, month, 15).ok(),
            // The middle of the fiscal year, or of the year.
            _ if after.starts_with('度') => Date::new(year, 10, 1).ok(),
            _ => Date::new(year, 7, 2).ok(),
        }
    })
}

fn month_length(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_in_the_writings_of_clerks() {
        let near = |text: &str| written(text).and_then(|date| date.near(Date::constant(2026, 11, 20)));
        for text in [
            "2026/11/23",
            "2026-11-23",
            "２０２６年１１月２３日",
            "令和8年11月23日",
            "令和 8年 11月 23日（月・祝）",
            "R8.11.23",
            "11月23日(月)",
            "11/23",
            "20261123",
            "46349",
            "2026/11/23 0:00:00",
        ] {
            assert_eq!(near(text), Some(date(2026, 11, 23)), "{text}");
        }
        assert_eq!(near("1/3"), Some(date(2027, 1, 3)));
        assert_eq!(near("2/29"), None, "no year near has the day");
        for nothing in ["", "備考", "13/1", "11/31", "26/11/23", "月", "定員10", "1451903555"] {
            assert_eq!(near(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn weekdays_are_held_against_the_date() {
        let day = date(2026, 11, 23);
        for right in ["", "月", "月・祝", "月曜日", "祝", "勤労感謝の祝"] {
            assert!(!contradicts(right, day), "{right}");
        }
        for wrong in ["火", "日・祝", "日曜"] {
            assert!(contradicts(wrong, day), "{wrong}");
        }
        assert!(contradicts("土・祝", date(2026, 11, 28)));
    }

    #[test]
    fn the_title_says_the_year() {
        let around = |text: &str| around(&[text.to_owned()]);
        assert_eq!(around("令和８年１１月 休日当番薬局"), Some(date(2026, 11, 15)));
        assert_eq!(around("令和8年度 休日当番医一覧"), Some(date(2026, 10, 1)));
        assert_eq!(around("2027年 当番表"), Some(date(2027, 7, 2)));
        assert_eq!(around("当番表"), None);
    }
}

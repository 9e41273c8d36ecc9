//! The columns of 医療情報ネット (ナビイ) open data made into rules.
//!
//! Column definition: 医療情報ネット オープンデータ 項目定義書 (MHLW). The edition of 1 December 2025 was read for the decisions below.

use super::dates::read_dates;
use super::osm::minutes;
use super::state::unite;
use super::{Calendar, DAY, Days, Rule, Span};
use crate::domain::source::{Origin, Source};

/// Closing rules, and what could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closures {
    /// Rules that close, shortest form.
    pub rules: Vec<Rule>,
    /// What was not read of the free text, NFKC. It can only speak of further closed days.
    pub rest: String,
}

/// Weekly hours, and the pairs of times that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NaviiTimes {
    /// `Weekly` rules, and a `Holidays` rule where 祝 has times; shortest form.
    pub rules: Vec<Rule>,
    /// Refused pairs like 「火13:00〜12:00」, each once, in order of appearance.
    pub unread: Vec<String>,
}

/// Longest span that a start in the evening and an end in the morning make, in minutes: 17:00 to 09:00.
const LONGEST_NIGHT: u16 = 16 * 60;
/// Earliest start of a night, in minutes after midnight.
const EVENING: u16 = 16 * 60;

const COLUMNS: [char; 8] = ['月', '火', '水', '木', '金', '土', '日', '祝'];

/// The closing rules of a facility row.
///
/// `weekly` are 毎週決まった曜日に休診 Monday to Sunday, `nth` 決まった週に休診 第1週 to 第5週 by the same weekdays, `holiday` 祝日に休診. The flags
/// are inverted: `0` is closed, `1` open, anything else says nothing. `other` is その他の休診日.
///
/// An open 祝日に休診 gives no rule: hours on holidays are the 祝 columns, and without them weekday hours stay in doubt.
pub fn closures_from_navii(weekly: &[&str; 7], nth: &[[&str; 7]; 5], holiday: &str, other: &str) -> Closures {
    let closed = |flag: &&str| flag.trim() == "0";
    let bits = |flags: &[&str; 7]| (0..7).filter(|day| closed(&flags[*day])).fold(0u8, |bits, day| bits | 1 << day);
    let every_week = bits(weekly);
    let mut rules = Vec::new();
    if every_week != 0 {
        rules.push(Rule { days: Days::Weekly(every_week), spans: Vec::new() });
    }
    for (week, flags) in nth.iter().enumerate() {
        let weekdays = bits(flags) & !every_week;
        if weekdays != 0 {
            rules.push(Rule { days: Days::Nth { weekdays, weeks: 1 << week }, spans: Vec::new() });
        }
    }
    if closed(&holiday) {
        rules.push(Rule { days: Days::Holidays, spans: Vec::new() });
    }
    // Many repeat the flags in words.
    const WORDS: [[&str; 3]; 7] = [
        ["月", "月曜", "月曜日"],
        ["火", "火曜", "火曜日"],
        ["水", "水曜", "水曜日"],
        ["木", "木曜", "木曜日"],
        ["金", "金曜", "金曜日"],
        ["土", "土曜", "土曜日"],
        ["日", "日曜", "日曜日"],
    ];
    let closed_days = WORDS.iter().enumerate().filter(|(day, _)| every_week & (1 << day) != 0);
    let mut known: Vec<&str> = closed_days.flat_map(|(_, words)| *words).collect();
    if closed(&holiday) {
        known.extend(["祝", "祝日", "祝祭日", "祭日", "国民の祝日"]);
        if every_week & 64 != 0 {
            known.extend(["日祝", "日祝日", "日曜祝日", "日曜日祝日"]);
        }
    }
    let (dates, rest) = read_dates(other, &known);
    rules.extend(dates.into_iter().map(|(from, to)| Rule { days: Days::Yearly { from, to }, spans: Vec::new() }));
    Closures { rules: shortest(rules), rest }
}

/// The weekly hours of all rows of a facility (specialties and time bands), united. Each row has the start and end (`HH:MM`) of
/// Monday to Sunday and 祝.
///
/// Ends at or before their start, decided by what they are in the hospital edition of 1 December 2025 (2,190 pairs):
/// - `00:00`–`00:00` (1,462) fills unused bands and days beside real hours: nothing. In all eight columns (23 rows, 救急科 among them)
///   it may be the whole day or nothing: refused.
/// - a start from 16:00 with an end at most 16 hours later (`17:00`–`08:30`, `17:30`–`00:00`, about 530) is a night.
/// - an end one minute before the start (`09:00`–`08:59`) is the whole day, as is `00:00`–`23:59` (519).
/// - the rest is misprints of noon and quarters (`12:00`–`00:00`, `08:30`–`00:15`, `13:00`–`12:00`) or both things at once
///   (`08:30`–`08:30`): refused.
pub fn rules_from_times<'a>(rows: impl IntoIterator<Item = [(&'a str, &'a str); 8]>) -> NaviiTimes {
    let mut days: [Vec<Span>; 8] = Default::default();
    let mut unread: Vec<String> = Vec::new();
    for row in rows {
        let all_zero = row.iter().all(|pair| pair.0.trim() == "00:00" && pair.1.trim() == "00:00");
        for ((start, end), (spans, column)) in row.into_iter().zip(days.iter_mut().zip(COLUMNS)) {
            let (start, end) = (start.trim(), end.trim());
            let nothing = (start.is_empty() && end.is_empty()) || (start == "00:00" && end == "00:00" && !all_zero);
            if nothing {
                continue;
            }
            match span(start, end) {
                Some(span) => spans.push(span),
                None => {
                    let pair = format!("{column}{start}〜{end}");
                    if !unread.contains(&pair) {
                        unread.push(pair);
                    }
                }
            }
        }
    }
    let mut rules = Vec::new();
    for (day, spans) in days.into_iter().enumerate() {
        let spans = unite(spans.into_iter());
        if !spans.is_empty() {
            rules.push(Rule { days: if day < 7 { Days::Weekly(1 << day) } else { Days::Holidays }, spans });
        }
    }
    NaviiTimes { rules: shortest(rules), unread }
}

fn span(start: &str, end: &str) -> Option<Span> {
    let (from, to) = (minutes(start)?, minutes(end)?);
    if from >= DAY || to > DAY {
        return None;
    }
    match to.cmp(&from) {
        std::cmp::Ordering::Greater if to + 1 == DAY => Span::new(from, DAY),
        std::cmp::Ordering::Greater => Span::new(from, to),
        std::cmp::Ordering::Less if to + 1 == from => Span::new(from, from + DAY),
        std::cmp::Ordering::Less if from >= EVENING && to + DAY - from <= LONGEST_NIGHT => Span::new(from, to + DAY),
        _ => None,
    }
}

fn shortest(rules: Vec<Rule>) -> Vec<Rule> {
    // The origin is of no account: only the rules come back.
    let origin = Origin { source: Source::Demo, as_of: jiff::civil::Date::ZERO };
    Calendar { rules, ..Calendar::empty(origin) }.normalise().rules
}

#[cfg(test)]
#[path = "navii_tests.rs"]
mod tests;

//! The subset of OSM `opening_hours` that Zaitaku reads and writes.
//!
//! Source: <https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification>. Read are rules parted by `;` of weekdays
//! (`Mo-Fr,Su`), nth weekdays (`Sa[2,4]`), `PH`, dates of every year (`Dec 29-Jan 03`), dates (`2026 Nov 23`), `24/7`, with times
//! (`22:00-06:00`, `22:00-30:00`, `17:00+` without a known end), `unknown` (some time that day), `off` or `closed`, and a comment
//! alone (`"text"`), which is what could not be read. A later weekly rule replaces an earlier one about the same weekday, as the
//! specification says.
//!
//! Two things are stricter than the specification. A rule about fewer days has to follow those about more (weekdays, nth weekdays,
//! `PH`, dates of every year, dates), because the other order hides it there and nobody means that. And weekday hours do not hold on a public holiday
//! unless `PH` says so or all seven weekdays have hours, nor from 29 December to 3 January unless a rule speaks of that season (see
//! [`super::state`]): in Japan they rarely do.

use jiff::civil::Date;

use super::normal::MONTH_DAYS;
use super::{Calendar, DAY, Days, Rule, Span};
use crate::domain::source::Origin;

const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Why a text is not one of the opening hours we read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// The text has no rule in it.
    #[error("no opening hours given")]
    Empty,
    /// A part outside the subset, as it was written.
    #[error("cannot read days from {0:?}")]
    Days(String),
    /// A time that is none, or a span without length or longer than a day and a bit.
    #[error("cannot read times from {0:?}")]
    Times(String),
    /// A rule that would hide a narrower one before it; the rule as it was written.
    #[error("{0:?} must come before the rules about fewer days")]
    Order(String),
    /// Quotation marks that do not close.
    #[error("a comment has no end")]
    Quote,
}

impl Calendar {
    /// Reads the subset, normalised. Comments become `rest`.
    ///
    /// # Errors
    /// When any part lies outside the subset: half a calendar would send people to closed doors.
    pub fn from_osm(text: &str, origin: Origin) -> Result<Self, HoursError> {
        let mut calendar = Self::empty(origin);
        let mut widest = 0;
        for part in parts(text)? {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            if let Some(comment) = part.strip_prefix('"') {
                let comment = comment.strip_suffix('"').ok_or_else(|| HoursError::Days(part.to_owned()))?;
                let space = if calendar.rest.is_empty() { "" } else { " " };
                calendar.rest = format!("{}{space}{comment}", calendar.rest);
                continue;
            }
            for rule in rules(part)? {
                let breadth = breadth(&rule.days);
                if breadth < widest {
                    return Err(HoursError::Order(part.to_owned()));
                }
                widest = breadth;
                if let Days::Weekly(days) = rule.days {
                    forget(&mut calendar.rules, days);
                }
                calendar.rules.push(rule);
            }
        }
        if calendar.rules.is_empty() && calendar.rest.is_empty() {
            return Err(HoursError::Empty);
        }
        Ok(calendar.normalise())
    }

    /// The calendar as OSM `opening_hours`, normalised; `channel`, `person` and `note` have no place in it. An empty calendar is an
    /// empty text.
    pub fn to_osm(&self) -> String {
        let calendar = self.normalise();
        let mut parts: Vec<String> = calendar.rules.iter().map(rule_text).collect();
        if parts == ["Mo-Su 00:00-24:00"] {
            parts = vec!["24/7".to_owned()];
        }
        if !calendar.rest.is_empty() {
            parts.push(format!("\"{}\"", calendar.rest));
        }
        parts.join("; ")
    }
}

/// Splits at `;` outside quotation marks.
fn parts(text: &str) -> Result<Vec<&str>, HoursError> {
    let mut quoted = false;
    let parts = text
        .split(|c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        })
        .collect();
    if quoted { Err(HoursError::Quote) } else { Ok(parts) }
}

/// Weekdays first, dates last.
fn breadth(days: &Days) -> u8 {
    match days {
        Days::Weekly(_) => 0,
        Days::Nth { .. } => 1,
        Days::Holidays => 2,
        Days::Yearly { .. } => 3,
        Days::Dates { .. } => 4,
    }
}

/// Takes weekdays out of earlier weekly rules.
fn forget(rules: &mut Vec<Rule>, gone: u8) {
    for rule in rules.iter_mut() {
        if let Days::Weekly(days) = &mut rule.days {
            *days &= !gone;
        }
    }
    rules.retain(|rule| rule.days != Days::Weekly(0));
}

fn rules(part: &str) -> Result<Vec<Rule>, HoursError> {
    if part == "24/7" {
        return Ok(vec![Rule { days: Days::Weekly(0x7f), spans: vec![Span { from: 0, to: DAY }] }]);
    }
    let closed = part.strip_suffix("off").or_else(|| part.strip_suffix("closed"));
    let (days, spans) = match (closed, part.strip_suffix("unknown")) {
        (Some(days), _) => (days.trim_end(), Vec::new()),
        (None, Some(days)) => (days.trim_end(), vec![Span::SOME_TIME]),
        (None, None) => {
            let cut = times_start(part).ok_or_else(|| HoursError::Times(part.to_owned()))?;
            let spans: Result<_, _> = part[cut..].split(',').map(|text| span(text.trim())).collect();
            (part[..cut].trim_end(), spans?)
        }
    };
    // `Mo-Fr: 09:00` is common and the specification reads it without the colon.
    let days = selectors(days.trim_end_matches(':').trim_end())?;
    Ok(days.into_iter().map(|days| Rule { days, spans: spans.clone() }).collect())
}

/// Where the first `HH:MM` begins.
fn times_start(part: &str) -> Option<usize> {
    let colon =
        part.match_indices(':').map(|(at, _)| at).find(|at| part[..*at].ends_with(|c: char| c.is_ascii_digit()))?;
    Some(part[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len())
}

fn span(text: &str) -> Result<Span, HoursError> {
    let unread = || HoursError::Times(text.to_owned());
    if let Some(from) = text.strip_suffix('+') {
        return minutes(from.trim()).and_then(Span::since).ok_or_else(unread);
    }
    let (from, to) = text.split_once('-').ok_or_else(unread)?;
    let from = minutes(from.trim()).ok_or_else(unread)?;
    let to = minutes(to.trim()).ok_or_else(unread)?;
    // An end before the start is on the next day; an end at the start could be a day or nothing.
    let to = if to < from { to + DAY } else { to };
    Span::new(from, to).ok_or_else(unread)
}

/// Minutes after midnight of `H:MM` or `HH:MM`, up to 48:00.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    if !(1..=2).contains(&hours.len())
        || minutes.len() != 2
        || !(hours.to_owned() + minutes).bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then_some(hours * 60 + minutes).filter(|total| *total <= 2 * DAY)
}

fn selectors(text: &str) -> Result<Vec<Days>, HoursError> {
    let unread = || HoursError::Days(text.to_owned());
    if text.is_empty() {
        // Without a selector a rule is about every day.
        return Ok(vec![Days::Weekly(0x7f)]);
    }
    let mut weekly = 0;
    let mut others = Vec::new();
    for item in items(text) {
        let item = item.trim();
        if item == "PH" {
            others.push(Days::Holidays);
        } else if let Some((day, nth)) = item.split_once('[') {
            let nth = nth.strip_suffix(']').ok_or_else(unread)?;
            others
                .push(Days::Nth { weekdays: weekdays(day).ok_or_else(unread)?, weeks: weeks(nth).ok_or_else(unread)? });
        } else if let Some(days) = weekdays(item) {
            weekly |= days;
        } else {
            others.push(dates(item).ok_or_else(unread)?);
        }
    }
    let mut days = if weekly == 0 { Vec::new() } else { vec![Days::Weekly(weekly)] };
    others.sort_by_key(breadth);
    days.extend(others);
    Ok(days)
}

/// Splits at commas outside brackets.
fn items(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        c == ',' && depth == 0
    })
    .collect()
}

fn weekdays(text: &str) -> Option<u8> {
    let index = |name: &str| WEEKDAYS.iter().position(|day| *day == name.trim());
    let Some((from, to)) = text.split_once('-') else { return index(text).map(|day| 1 << day) };
    let (mut day, last) = (index(from)?, index(to)?);
    let mut days = 1 << day;
    while day != last {
        day = (day + 1) % 7;
        days |= 1 << day;
    }
    Some(days)
}

fn weeks(text: &str) -> Option<u8> {
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|n| (1..=5).contains(n));
    let mut weeks = 0;
    for item in text.split(',') {
        let (from, to) = item.split_once('-').unwrap_or((item, item));
        let (from, to) = (number(from)?, number(to)?);
        if from > to {
            return None;
        }
        weeks |= (from..=to).fold(0, |bits, week| bits | 1 << (week - 1));
    }
    Some(weeks)
}

/// `Dec 29-Jan 03` of every year, `2026 Dec 29-2027 Jan 03` once.
fn dates(text: &str) -> Option<Days> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (year, from) = split_year(from.trim());
    let (last_year, to) = split_year(to.trim());
    let from = month_day(from, None)?;
    let to = month_day(to, Some(from.0))?;
    let date = |year: i16, (month, day): (u8, u8)| Date::new(year, month as i8, day as i8).ok();
    match (year, last_year) {
        (None, None) => Some(Days::Yearly { from, to }),
        (None, Some(_)) => None,
        (Some(year), last) => {
            let (from, to) = (date(year, from)?, date(last.unwrap_or(year), to)?);
            (from <= to).then_some(Days::Dates { from, to })
        }
    }
}

/// The year in front of a date, where there is one.
fn split_year(text: &str) -> (Option<i16>, &str) {
    let split = text.split_once(' ').filter(|(year, _)| year.len() == 4);
    let dated = split.and_then(|(year, rest)| Some((year.parse().ok()?, rest.trim_start())));
    dated.map_or((None, text), |(year, rest)| (Some(year), rest))
}

/// `Dec 29`, or `29` after a month.
fn month_day(text: &str, month: Option<u8>) -> Option<(u8, u8)> {
    let (month, day) = match text.split_once(' ') {
        Some((name, day)) => (MONTHS.iter().position(|month| *month == name)? as u8 + 1, day.trim()),
        None => (month?, text),
    };
    let day = day.parse().ok()?;
    is_month_day(month, day).then_some((month, day))
}

/// Whether the day exists in the month of some year.
pub(super) fn is_month_day(month: u8, day: u8) -> bool {
    month.checked_sub(1).and_then(|at| MONTH_DAYS.get(usize::from(at))).is_some_and(|last| (1..=*last).contains(&day))
}

fn rule_text(rule: &Rule) -> String {
    let days = match rule.days {
        Days::Weekly(days) => weekday_text(days),
        Days::Nth { weekdays, weeks } => {
            let weeks = (1..=5).filter(|week| weeks & 1 << (week - 1) != 0).map(|week: u8| week.to_string());
            let weeks = weeks.collect::<Vec<_>>().join(",");
            let days = (0..7).filter(|day| weekdays & 1 << day != 0).map(|day| format!("{}[{weeks}]", WEEKDAYS[day]));
            days.collect::<Vec<_>>().join(",")
        }
        Days::Holidays => "PH".to_owned(),
        Days::Yearly { from, to } => {
            let date = |(month, day): (u8, u8)| format!("{} {day:02}", MONTHS[usize::from(month.clamp(1, 12)) - 1]);
            if from == to { date(from) } else { format!("{}-{}", date(from), date(to)) }
        }
        Days::Dates { from, to } => {
            let month = |date: Date| MONTHS[date.month().unsigned_abs() as usize - 1];
            let date = |date: Date| format!("{:04} {} {:02}", date.year(), month(date), date.day());
            if from == to { date(from) } else { format!("{}-{}", date(from), date(to)) }
        }
    };
    let spans = match rule.spans.as_slice() {
        [] => "off".to_owned(),
        [Span::SOME_TIME] => "unknown".to_owned(),
        spans => spans.iter().map(|span| span_text(*span)).collect::<Vec<_>>().join(","),
    };
    format!("{days} {spans}")
}

/// Three weekdays or more in a row become a range.
fn weekday_text(days: u8) -> String {
    let runs = super::words::weekday_runs(days);
    let texts = runs.into_iter().map(|(from, to)| match to - from {
        0 => WEEKDAYS[from].to_owned(),
        1 => format!("{},{}", WEEKDAYS[from], WEEKDAYS[to]),
        _ => format!("{}-{}", WEEKDAYS[from], WEEKDAYS[to]),
    });
    texts.collect::<Vec<_>>().join(",")
}

fn span_text(span: Span) -> String {
    if span.is_open_ended() {
        return format!("{}+", span.from_text());
    }
    // Past midnight the clock time is what people know, unless it would read as the same day.
    let shown = if span.to > DAY && span.to - DAY < span.from { Span { to: span.to - DAY, ..span } } else { span };
    format!("{}-{}", shown.from_text(), shown.to_text())
}

#[cfg(test)]
#[path = "osm_tests.rs"]
pub(super) mod tests;

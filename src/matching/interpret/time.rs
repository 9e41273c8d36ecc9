//! Words for a moment: 土曜, 来週月曜の午後, 12/1 13時, 今夜, 年末.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::letters::{Letter, Script};
use super::lexicon::whole;
use super::time_words::{BOTH_WORDS, DAY_WORDS, HALF_WORDS, PART_WORDS, WEEKDAYS, WEEKS};

/// A day, as somebody names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// So many days from today.
    In(i64),
    /// A weekday, in the week so many weeks ahead, or the next one where no week was named.
    Weekday(Weekday, Option<i64>),
    /// Some day of the week so many weeks ahead.
    Week(i64),
    /// A day of the year.
    Annual(i8, i8),
    /// A day of this or the next month.
    Monthly(i8),
    /// A day of the calendar.
    Date(Date),
    /// The end of the month so many months ahead.
    MonthEnd(i32),
}

/// A part of an expression for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A day.
    Day(Day),
    /// A day and a part of it in one word: 今夜.
    Both { day: Day, hour: i8, afternoon: bool },
    /// A part of the day: the hour meant by it, and whether hours below 12 beside it mean the afternoon.
    Phase { hour: i8, afternoon: bool },
    /// 午前 or 午後.
    Half { afternoon: bool },
    /// An hour and minute; exact where afternoon or morning are plain.
    Clock { hour: i8, minute: i8, exact: bool },
    /// A weekday beside a date: it says the same again.
    Again,
}

impl Part {
    /// Whether it names a day.
    pub(super) const fn is_day(&self) -> bool {
        matches!(self, Self::Day(_) | Self::Both { .. })
    }
}

/// The part that begins at a letter, and the letter behind it.
pub(super) fn part(letters: &[Letter], at: usize) -> Option<(usize, Part)> {
    let first = letters.get(at).filter(|letter| letter.head)?;
    let found = [
        numeric(letters, at),
        weekday(letters, at),
        table(letters, at, DAY_WORDS).map(|(end, day)| (end, Part::Day(day))),
        table(letters, at, BOTH_WORDS).map(|(end, (day, hour, afternoon))| (end, Part::Both { day, hour, afternoon })),
        table(letters, at, PART_WORDS).map(|(end, (hour, afternoon))| (end, Part::Phase { hour, afternoon })),
        table(letters, at, HALF_WORDS).map(|(end, afternoon)| (end, Part::Half { afternoon })),
    ];
    let longest = found.into_iter().flatten().max_by_key(|(end, _)| *end)?;
    // 「夜 9時」 may stand behind anything, a digit behind a digit may not.
    let before = at.checked_sub(1).and_then(|i| letters.get(i));
    let cut = first.script == Script::Digit
        && before.is_some_and(|l| l.script == Script::Digit || matches!(l.c, '.' | '/' | ':' | '-'));
    (!cut).then_some(longest)
}

/// The longest word of a table that begins at a letter.
fn table<T: Copy>(letters: &[Letter], at: usize, words: &[(&str, T)]) -> Option<(usize, T)> {
    let found = words.iter().filter_map(|(word, meaning)| Some((starts(letters, at, word)?, *meaning)));
    found.max_by_key(|(end, _)| *end)
}

/// The letter behind a folded word at a letter; English words end where words end.
fn starts(letters: &[Letter], at: usize, word: &str) -> Option<usize> {
    let first = letters.get(at)?;
    if !word.starts_with(first.c) {
        return None;
    }
    let key: Vec<char> = word.chars().collect();
    if first.script == Script::Latin { whole(letters, at, &key) } else { plain(letters, at, &key) }
}

fn plain(letters: &[Letter], at: usize, key: &[char]) -> Option<usize> {
    let same = letters[at..].len() >= key.len() && key.iter().zip(&letters[at..]).all(|(c, l)| *c == l.c);
    same.then_some(at + key.len())
}

/// 土曜日, 来週の月曜, 今度の土曜, (土); next monday.
fn weekday(letters: &[Letter], at: usize) -> Option<(usize, Part)> {
    if letters[at].c == '(' {
        let (name, end) = (letters.get(at + 1)?, at + 3);
        let known = WEEKDAYS.iter().any(|(short, ..)| *short == name.c) || name.c == '祝';
        return (known && letters.get(at + 2)?.c == ')').then_some((end, Part::Again));
    }
    let (from, week) = table(letters, at, WEEKS).unwrap_or((at, None));
    let particle = from + usize::from(from > at && letters.get(from).is_some_and(|l| l.c == 'ノ' || l.c == ' '));
    if let Some((end, day)) = weekday_name(letters, particle) {
        return Some((end, Part::Day(Day::Weekday(day, week))));
    }
    // 来週 alone is some day of that week; 「次の」 alone is nothing.
    week.filter(|_| from > at).map(|week| (from, Part::Day(Day::Week(week))))
}

fn weekday_name(letters: &[Letter], at: usize) -> Option<(usize, Weekday)> {
    let first = letters.get(at)?;
    WEEKDAYS.iter().find_map(|(short, english, day)| {
        if first.c == *short && letters.get(at + 1)?.c == '曜' {
            let end = at + 2;
            return Some((end + usize::from(letters.get(end).is_some_and(|l| l.c == '日')), *day));
        }
        english.iter().find_map(|word| starts(letters, at, word)).map(|end| (end, *day))
    })
}

/// A number of up to four digits, Arabic or 一 to 十二 or so.
fn number(letters: &[Letter], at: usize) -> Option<(usize, i16)> {
    let digits: Vec<char> =
        letters[at.min(letters.len())..].iter().take(5).map(|l| l.c).take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        let value = digits.iter().collect::<String>().parse().ok().filter(|_| digits.len() <= 4)?;
        return Some((at + digits.len(), value));
    }
    let kanji = |i: usize| letters.get(i).and_then(|l| "〇一二三四五六七八九".chars().position(|c| c == l.c));
    let ten = |i: usize| letters.get(i).is_some_and(|l| l.c == '十');
    let head = kanji(at);
    let mut end = at + usize::from(head.is_some());
    let mut value = head.unwrap_or(0);
    if ten(end) {
        value = head.unwrap_or(1) * 10;
        end += 1;
        if let Some(unit) = kanji(end) {
            value += unit;
            end += 1;
        }
    }
    (end > at).then(|| i16::try_from(value).ok().map(|value| (end, value))).flatten()
}

/// Dates and hours in figures.
fn numeric(letters: &[Letter], at: usize) -> Option<(usize, Part)> {
    let era = |word: &str| plain(letters, at, &word.chars().collect::<Vec<_>>());
    if let Some(from) =
        era("令和").or_else(|| era("r").filter(|&i| letters.get(i).is_some_and(|l| l.script == Script::Digit)))
    {
        let (next, year) = number(letters, from)?;
        return date(letters, next, year + 2018);
    }
    let (next, value) = number(letters, at)?;
    let c = |i: usize| letters.get(i).map_or(' ', |l| l.c);
    let small = i8::try_from(value).ok();
    match c(next) {
        '年' => date(letters, next, value),
        '-' | '/' if value >= 2000 => date(letters, next, value),
        '月' | '/' => {
            let (end, day) = number(letters, next + 1)?;
            let (month, day) = (small?, i8::try_from(day).ok()?);
            let end = if c(next) == '月' { plain(letters, end, &['日'])? } else { end };
            let whole = c(next) == '月' || !matches!(c(end), '0'..='9' | '/' | '.' | '%');
            (valid(2024, month, day) && whole).then_some((end, Part::Day(Day::Annual(month, day))))
        }
        '日' => day_of_month(letters, next + 1, value),
        '週' if c(next + 1) == '間' && c(next + 2) == '後' => {
            Some((next + 3, Part::Day(Day::In(i64::from(value) * 7))))
        }
        '時' => clock(letters, next + 1, small?),
        ':' => {
            let (end, minute) = number(letters, next + 1).filter(|(end, _)| *end == next + 3)?;
            exact_clock(end, small?, i8::try_from(minute).ok()?, true)
        }
        _ => meridiem(letters, next, small?),
    }
}

/// 2026年12月1日, 2026-12-01, R8.12.1, from the sign behind the year on.
fn date(letters: &[Letter], at: usize, year: i16) -> Option<(usize, Part)> {
    let sign = letters.get(at)?.c;
    let (next, month) = number(letters, at + 1)?;
    let second = letters.get(next)?.c;
    if !(sign == '年' && second == '月' || matches!(sign, '-' | '/' | '.') && sign == second) {
        return None;
    }
    let (end, day) = number(letters, next + 1)?;
    let end = if sign == '年' { plain(letters, end, &['日'])? } else { end };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((end, Part::Day(Day::Date(date))))
}

/// 「15日」 with something behind it that makes it a date: 「1日3回」 is none.
fn day_of_month(letters: &[Letter], end: usize, value: i16) -> Option<(usize, Part)> {
    let c = |i: usize| letters.get(i).map(|l| l.c);
    if c(end) == Some('後') {
        return Some((end + 1, Part::Day(Day::In(i64::from(value)))));
    }
    let day = i8::try_from(value).ok().filter(|day| (1..=31).contains(day))?;
    let mut next = end;
    while c(next).is_some_and(|c| c == ' ' || c == 'ノ') {
        next += 1;
    }
    let follows = c(next).is_none()
        || c(end) == Some('(')
        || c(end) == Some('ニ') && !c(end + 1).is_some_and(|c| c.is_ascii_digit())
        || part(letters, next).is_some_and(|(_, part)| !matches!(part, Part::Day(_)));
    follows.then_some((end, Part::Day(Day::Monthly(day))))
}

/// What stands behind 「13時」.
fn clock(letters: &[Letter], at: usize, hour: i8) -> Option<(usize, Part)> {
    let c = |i: usize| letters.get(i).map(|l| l.c);
    match c(at) {
        Some('間') => None,
        Some('半') => exact_clock(at + 1, hour, 30, false),
        _ => match number(letters, at).filter(|(end, _)| c(*end) == Some('分')) {
            Some((end, minute)) => exact_clock(end + 1, hour, i8::try_from(minute).ok()?, false),
            None => exact_clock(at, hour, 0, false),
        },
    }
}

/// 3pm, 10 am.
fn meridiem(letters: &[Letter], at: usize, hour: i8) -> Option<(usize, Part)> {
    let from = at + usize::from(letters.get(at).is_some_and(|l| l.c == ' '));
    let end = plain(letters, from, &['p', 'm']).or_else(|| plain(letters, from, &['a', 'm']))?;
    let afternoon = letters[from].c == 'p';
    let inside = letters.get(end).is_some_and(|l| l.script == Script::Latin);
    let hour = if afternoon && hour < 12 { hour + 12 } else { hour };
    if inside { None } else { exact_clock(end, hour, 0, true) }
}

fn exact_clock(end: usize, hour: i8, minute: i8, exact: bool) -> Option<(usize, Part)> {
    let fits = (0..=24).contains(&hour) && (0..60).contains(&minute);
    // One to six o'clock without more is meant of the afternoon; the others are plain.
    let exact = exact || hour >= 7 || hour == 0;
    fits.then_some((end, Part::Clock { hour, minute, exact }))
}

fn valid(year: i16, month: i8, day: i8) -> bool {
    Date::new(year, month, day).is_ok()
}

/// The hour of a day for which nobody named one.
const USUAL_HOUR: i8 = 10;

/// The moment that the parts of one expression name, and whether nothing in it was filled in by custom. Everything lies ahead of
/// `now`: a weekday, a date or an hour that has passed is the next one. `None` where the parts name no moment.
pub(super) fn moment(parts: &[Part], now: DateTime) -> Option<(DateTime, bool)> {
    let mut days = parts.iter().filter_map(|part| match part {
        Part::Day(day) | Part::Both { day, .. } => Some(*day),
        _ => None,
    });
    let day = match (days.next(), days.next()) {
        (Some(Day::Week(weeks)), Some(Day::Weekday(weekday, None))) => Some(Day::Weekday(weekday, Some(weeks))),
        (day, _) => day,
    };
    let of_day = parts.iter().find_map(|part| match part {
        Part::Phase { hour, afternoon } | Part::Both { hour, afternoon, .. } => Some((*hour, *afternoon)),
        _ => None,
    });
    let half = parts.iter().find_map(|part| if let Part::Half { afternoon } = part { Some(*afternoon) } else { None });
    let clock = parts.iter().find_map(|part| match part {
        Part::Clock { hour, minute, exact } => Some((*hour, *minute, *exact)),
        _ => None,
    });
    let (hour, minute, plain) = match (clock, half, of_day) {
        (Some((hour, minute, _)), Some(afternoon), _) => {
            (if afternoon && hour < 12 { hour + 12 } else { hour }, minute, true)
        }
        (Some((hour, minute, _)), None, Some((part, afternoon))) => {
            let later = afternoon && hour < 12 && (-4..=5).contains(&(hour + 12 - part));
            (if later { hour + 12 } else { hour }, minute, true)
        }
        (Some((hour, minute, exact)), None, None) => (if exact { hour } else { hour + 12 }, minute, exact),
        (None, Some(afternoon), _) => (if afternoon { 14 } else { USUAL_HOUR }, 0, false),
        (None, None, Some((hour, _))) => (hour, 0, hour == 12),
        (None, None, None) => (USUAL_HOUR, 0, false),
    };
    // 24時 is the beginning of the next day.
    let (late, hour) = (hour >= 24, hour % 24);
    let time = Time::new(hour, minute, 0, 0).ok()?;
    let (date, sure) = match day {
        Some(day) => resolve(day, time, now)?,
        None if clock.is_some() || of_day.is_some() || half.is_some() => (first_ahead(now.date(), 1, time, now), true),
        None => return None,
    };
    let at = date.to_datetime(time).checked_add(i64::from(late).days()).ok()?;
    Some((at, plain && sure && day.is_some()))
}

/// The day itself, or so many days later where its hour has passed.
fn first_ahead(date: Date, days: i64, time: Time, now: DateTime) -> Date {
    if date.to_datetime(time) <= now { date.saturating_add(days.days()) } else { date }
}

/// The day that is meant, and whether it was named rather than chosen.
fn resolve(day: Day, time: Time, now: DateTime) -> Option<(Date, bool)> {
    let today = now.date();
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    Some(match day {
        Day::In(days) => (today.checked_add(days.days()).ok()?, true),
        Day::Weekday(weekday, None) => {
            let ahead = (weekday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset()).rem_euclid(7);
            (first_ahead(today.saturating_add(i64::from(ahead).days()), 7, time, now), true)
        }
        Day::Weekday(weekday, Some(weeks)) => {
            let date = monday.saturating_add((weeks * 7 + i64::from(weekday.to_monday_zero_offset())).days());
            (if weeks == 0 { first_ahead(date, 7, time, now) } else { date }, true)
        }
        Day::Week(0) => (first_ahead(today, 1, time, now), false),
        Day::Week(weeks) => (monday.saturating_add((weeks * 7).days()), false),
        Day::Date(date) => (date, true),
        Day::Annual(month, day) => {
            let of = |years: i16| Date::new(today.year() + years, month, day).ok();
            // The 29th of February may be years away.
            ((0..9).filter_map(of).find(|date| date.to_datetime(time) > now)?, true)
        }
        Day::Monthly(day) => {
            let of = |months: i32| {
                let first = today.first_of_month().checked_add(i64::from(months).months()).ok()?;
                Date::new(first.year(), first.month(), day).ok()
            };
            ((0..4).filter_map(of).find(|date| date.to_datetime(time) > now)?, true)
        }
        Day::MonthEnd(months) => {
            let of = |more: i32| today.checked_add(i64::from(months + more).months()).ok().map(Date::last_of_month);
            ((0..2).filter_map(of).find(|date| date.to_datetime(time) > now)?, false)
        }
    })
}

//! Hours and closures of the lists as calendars.

use crate::domain::hours::{Calendar, Days, Rule, Span};
use crate::domain::source::Origin;
use crate::domain::text::nfkc;

/// The headings of days: 月 … 日, and 祝 for public holidays.
pub(super) const DAYS: &str = "月火水木金土日祝";

/// The position of public holidays in [`DAYS`].
pub(super) const HOLIDAY: usize = 7;

const DAY: u16 = 24 * 60;

/// Longer than any shift: a span that ends before it begins and would last longer is a slip, not a night.
const LONGEST_NIGHT: u16 = 16 * 60;

/// What a cell of opening and one of closing say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hours {
    /// Both are empty.
    None,
    /// 00:00 to 00:00: a form filled in where it should have been left empty.
    Zero,
    /// Open.
    Open(Span),
    /// They cannot both be right.
    Unreadable,
}

/// Reads two cells.
pub(super) fn read(from: &str, to: &str) -> Hours {
    if from.is_empty() && to.is_empty() {
        return Hours::None;
    }
    let (Some(from), Some(to)) = (minutes(from), minutes(to)) else { return Hours::Unreadable };
    if (from, to) == (0, 0) {
        return Hours::Zero;
    }
    if from >= DAY {
        return Hours::Unreadable;
    }
    if from < to {
        return Hours::Open(Span { from, to });
    }
    // 08:30 to 08:30, and 09:00 to 08:59, are how round-the-clock is typed.
    let length = to + DAY - from;
    if length <= LONGEST_NIGHT || length >= DAY - 1 {
        Hours::Open(Span { from, to: from + length })
    } else {
        Hours::Unreadable
    }
}

fn minutes(text: &str) -> Option<u16> {
    let text = nfkc(text);
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    (hour <= 24 && minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

/// The open spans of a week, holidays last.
#[derive(Debug, Default)]
pub(super) struct Week([Vec<Span>; 8]);

impl Week {
    /// Adds a span to a day; spans that overlap or touch become one.
    pub(super) fn add(&mut self, day: usize, span: Span) {
        let spans = &mut self.0[day];
        spans.push(span);
        spans.sort_unstable();
        spans.dedup_by(|next, kept| {
            let joined = next.from <= kept.to;
            if joined {
                kept.to = kept.to.max(next.to);
            }
            joined
        });
    }

    /// Whether nothing is open at all.
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// One rule for each set of weekdays with the same hours, and one for public holidays.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let mut rules: Vec<(u8, &[Span])> = Vec::new();
        for (day, spans) in self.0[..HOLIDAY].iter().enumerate().filter(|(_, spans)| !spans.is_empty()) {
            match rules.iter_mut().find(|(_, other)| other == spans) {
                Some((days, _)) => *days |= 1 << day,
                None => rules.push((1 << day, spans)),
            }
        }
        let weekly = rules.into_iter().map(|(days, spans)| Rule { days: Days::Weekly(days), spans: spans.to_vec() });
        weekly.chain([Rule { days: Days::Holidays, spans: self.0[HOLIDAY].clone() }]).collect()
    }
}

/// What a list says about days off.
#[derive(Debug, Default)]
pub(super) struct Closures {
    /// Weekdays closed every week.
    pub(super) weekly: u8,
    /// Weekdays closed in the first … fifth week.
    pub(super) nth: [u8; 5],
    /// Closed on public holidays.
    pub(super) holidays: bool,
}

impl Closures {
    /// The closed days as rules. An nth week says nothing new about a weekday that is closed every week.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let mut days = Vec::new();
        if self.weekly != 0 {
            days.push(Days::Weekly(self.weekly));
        }
        let mut groups: Vec<(u8, u8)> = Vec::new();
        for (week, closed) in self.nth.iter().enumerate() {
            let weekdays = closed & !self.weekly;
            if weekdays == 0 {
                continue;
            }
            match groups.iter_mut().find(|(other, _)| *other == weekdays) {
                Some((_, weeks)) => *weeks |= 1 << week,
                None => groups.push((weekdays, 1 << week)),
            }
        }
        days.extend(groups.into_iter().map(|(weekdays, weeks)| Days::Nth { weekdays, weeks }));
        if self.holidays {
            days.push(Days::Holidays);
        }
        days.into_iter().map(|days| Rule { days, spans: Vec::new() }).collect()
    }

    /// The words in which a free text of closed days would only repeat these.
    pub(super) fn words(&self) -> Vec<&'static str> {
        const WORDS: [[&str; 3]; 7] = [
            ["月", "月曜", "月曜日"],
            ["火", "火曜", "火曜日"],
            ["水", "水曜", "水曜日"],
            ["木", "木曜", "木曜日"],
            ["金", "金曜", "金曜日"],
            ["土", "土曜", "土曜日"],
            ["日", "日曜", "日曜日"],
        ];
        let closed = WORDS.iter().enumerate().filter(|(day, _)| self.weekly & (1 << day) != 0);
        let mut words: Vec<&str> = closed.flat_map(|(_, words)| *words).collect();
        if self.holidays {
            words.extend(["祝", "祝日", "祝祭日", "祭日", "国民の祝日"]);
            if self.weekly & 64 != 0 {
                words.extend(["日祝", "日祝日", "日曜祝日", "日曜日祝日"]);
            }
        }
        words
    }
}

/// A calendar of rules; nothing where neither rules nor text say anything.
pub(super) fn calendar(rules: Vec<Rule>, rest: String, note: &str, origin: Origin) -> Option<Calendar> {
    let note = (!note.is_empty()).then(|| note.to_owned());
    (!rules.is_empty() || !rest.is_empty()).then_some(Calendar {
        rules,
        rest,
        channel: None,
        person: None,
        note,
        origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_slips_are_not_taken_for_nights() {
        assert_eq!(read("09:00", "17:30"), Hours::Open(Span { from: 540, to: 1050 }));
        assert_eq!(read("17:00", "08:30"), Hours::Open(Span { from: 1020, to: 1950 }));
        assert_eq!(read("08:30", "08:30"), Hours::Open(Span { from: 510, to: 1950 }));
        assert_eq!(read("12:00", "00:00"), Hours::Open(Span { from: 720, to: 1440 }));
        assert_eq!(read("13:00", "12:00"), Hours::Unreadable);
        assert_eq!(read("00:00", "00:00"), Hours::Zero);
        assert_eq!(read("09:00", ""), Hours::Unreadable);
        assert_eq!(read("", ""), Hours::None);
    }

    #[test]
    fn a_day_is_the_union_of_its_spans() {
        let mut week = Week::default();
        for (from, to) in [(780, 1020), (540, 720), (600, 780)] {
            week.add(0, Span { from, to });
            week.add(1, Span { from, to });
        }
        assert_eq!(
            week.rules(),
            [
                Rule { days: Days::Weekly(0b11), spans: vec![Span { from: 540, to: 1020 }] },
                Rule { days: Days::Holidays, spans: Vec::new() }
            ]
        );
    }
}

//! A calendar in the words of a sign on the door: Japanese, English, and the picture of a week.

use jiff::civil::Date;

use super::{Calendar, DAY, DURING_CONSULTATION, Days, OpenState, Rule, Span};

const JAPANESE: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
const ENGLISH: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ROWS: [&str; 8] = ["mo", "tu", "we", "th", "fr", "sa", "su", "ph"];

/// One row of the week's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// `mo` … `su`, and `ph` for public holidays.
    pub day: &'static str,
    /// The usual spans, in minutes after midnight.
    pub spans: Vec<Span>,
    /// What holds within the spans, or all day where there are none; unknown where no rule speaks of the day and text was not read.
    pub state: OpenState,
    /// Weeks of the month that differ.
    pub nth: Vec<NthNote>,
}

/// Weeks of the month in which a weekday has other hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NthNote {
    /// First = 1 … fifth = 16.
    pub weeks: u8,
    /// The spans in those weeks; empty means closed.
    pub spans: Vec<Span>,
}

impl DayRow {
    /// The differing weeks in Japanese: 「第1・3は休み」.
    pub fn note(&self) -> Option<String> {
        let notes = self.nth.iter().map(|note| match note.spans.as_slice() {
            [] => format!("{}は休み", weeks_japanese(note.weeks)),
            spans => format!("{}は{}", weeks_japanese(note.weeks), spans_japanese(spans)),
        });
        joined(notes, "、")
    }

    /// The differing weeks in English: "1st, 3rd closed".
    pub fn note_english(&self) -> Option<String> {
        let notes = self.nth.iter().map(|note| match note.spans.as_slice() {
            [] => format!("{} closed", weeks_english(note.weeks)),
            spans => format!("{} {}", weeks_english(note.weeks), spans_english(spans)),
        });
        joined(notes, "; ")
    }
}

impl Calendar {
    /// 「月〜金 9:00〜12:00、13:00〜17:00／第2・4土 9:00〜12:00／祝日・年末年始(12/29〜1/3)休み」. Empty where nothing is stated.
    pub fn to_japanese(&self) -> String {
        let calendar = self.normalise();
        let (closed, open): (Vec<&Rule>, Vec<&Rule>) = calendar.rules.iter().partition(|rule| rule.spans.is_empty());
        let mut parts: Vec<String> =
            open.iter().map(|rule| format!("{} {}", days_japanese(&rule.days), spans_japanese(&rule.spans))).collect();
        // 「第2・4土・日」 would read as the second and fourth Sunday too.
        let mark = if closed.iter().any(|rule| matches!(rule.days, Days::Nth { .. })) { "、" } else { "・" };
        if let Some(days) = joined(closed.iter().map(|rule| days_japanese(&rule.days)), mark) {
            parts.push(format!("{days}休み"));
        }
        match calendar.rest.as_str() {
            "" => {}
            DURING_CONSULTATION => parts.push(DURING_CONSULTATION.to_owned()),
            rest => parts.push(format!("その他：{rest}")),
        }
        parts.join("／")
    }

    /// "Mon–Fri 9:00–12:00, 13:00–17:00; 2nd, 4th Sat 9:00–12:00; closed public holidays, Dec 29–Jan 3". Unread text stays Japanese.
    pub fn to_english(&self) -> String {
        let calendar = self.normalise();
        let (closed, open): (Vec<&Rule>, Vec<&Rule>) = calendar.rules.iter().partition(|rule| rule.spans.is_empty());
        let mut parts: Vec<String> =
            open.iter().map(|rule| format!("{} {}", days_english(&rule.days), spans_english(&rule.spans))).collect();
        if let Some(days) = joined(closed.iter().map(|rule| days_english(&rule.days)), ", ") {
            parts.push(format!("closed {days}"));
        }
        match calendar.rest.as_str() {
            "" => {}
            DURING_CONSULTATION => parts.push("during consultation hours".to_owned()),
            rest => parts.push(format!("also: {rest}")),
        }
        parts.join("; ")
    }

    /// The picture of a usual week: Monday to Sunday, then public holidays.
    pub fn week(&self) -> [DayRow; 8] {
        let calendar = self.normalise();
        let weekly = calendar.weekdays();
        let nth = calendar.nth_days(&weekly);
        let silent = calendar.is_silent_beyond_spans();
        let unstated = if silent { OpenState::Unknown } else { OpenState::Closed };
        let state = |spans: Option<&[Span]>| match spans {
            None => unstated,
            Some([]) => OpenState::Closed,
            Some([Span::SOME_TIME]) => OpenState::Unknown,
            Some(_) => OpenState::Open,
        };
        std::array::from_fn(|row| {
            let day = ROWS[row];
            let Some(usual) = weekly.get(row) else {
                let rule = calendar.rules.iter().rfind(|rule| rule.days == Days::Holidays);
                // Where every day has hours a holiday has its weekday's, which is one picture only if all are the same.
                let same = calendar.means_every_day() && weekly.iter().all(|spans| *spans == weekly[0]);
                let spans = match rule {
                    Some(rule) => Some(rule.spans.clone()),
                    None if same => weekly[0].clone(),
                    None => None,
                };
                let state = if spans.is_none() && weekly.iter().flatten().any(|spans| !spans.is_empty()) {
                    OpenState::Unknown
                } else {
                    state(spans.as_deref())
                };
                return DayRow { day, state, spans: spans.unwrap_or_default(), nth: Vec::new() };
            };
            let mut notes: Vec<NthNote> = Vec::new();
            for (_, week, spans) in nth.iter().filter(|(weekday, ..)| usize::from(*weekday) == row) {
                match notes.iter_mut().find(|note| note.spans == *spans) {
                    Some(note) => note.weeks |= 1 << week,
                    None => notes.push(NthNote { weeks: 1 << week, spans: spans.clone() }),
                }
            }
            DayRow { day, state: state(usual.as_deref()), spans: usual.clone().unwrap_or_default(), nth: notes }
        })
    }
}

/// Runs of weekdays in a row, Monday = 0, inclusive.
pub(super) fn weekday_runs(days: u8) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for day in (0..7).filter(|day| days & (1 << day) != 0) {
        match runs.last_mut() {
            Some((_, to)) if *to + 1 == day => *to = day,
            _ => runs.push((day, day)),
        }
    }
    runs
}

fn weekdays(days: u8, names: [&str; 7], range: &str, mark: &str) -> String {
    let texts = weekday_runs(days).into_iter().map(|(from, to)| match to - from {
        0 => names[from].to_owned(),
        1 => format!("{}{mark}{}", names[from], names[to]),
        _ => format!("{}{range}{}", names[from], names[to]),
    });
    texts.collect::<Vec<_>>().join(mark)
}

fn days_japanese(days: &Days) -> String {
    match *days {
        Days::Weekly(0x7f) => "毎日".to_owned(),
        Days::Weekly(days) => weekdays(days, JAPANESE, "〜", "・"),
        Days::Nth { weekdays: days, weeks } => {
            // 「第2・4土・日」 would read as every Sunday.
            let days = (0..7).filter(|day| days & (1 << day) != 0).map(|day| JAPANESE[day]);
            format!("{}{}", weeks_japanese(weeks), days.collect::<String>())
        }
        Days::Holidays => "祝日".to_owned(),
        Days::Yearly { from, to } => {
            let date = |(month, day): (u8, u8)| format!("{month}/{day}");
            let text = if from == to { date(from) } else { format!("{}〜{}", date(from), date(to)) };
            match (from, to) {
                // Both names hold only for ranges that people call so.
                ((12, 20..), (1, ..=10)) => format!("年末年始({text})"),
                ((8, 10..=17), (8, 10..=20)) if from <= to => format!("お盆({text})"),
                _ => text,
            }
        }
        Days::Dates { from, to } => {
            let date = |date: Date| format!("{}/{}/{}", date.year(), date.month(), date.day());
            if from == to { date(from) } else { format!("{}〜{}", date(from), date(to)) }
        }
    }
}

fn days_english(days: &Days) -> String {
    match *days {
        Days::Weekly(0x7f) => "every day".to_owned(),
        Days::Weekly(days) => weekdays(days, ENGLISH, "–", ", "),
        Days::Nth { weekdays: days, weeks } => {
            format!("{} {}", weeks_english(weeks), weekdays(days, ENGLISH, "–", ", "))
        }
        Days::Holidays => "public holidays".to_owned(),
        Days::Yearly { from, to } => {
            let date = |(month, day): (u8, u8)| format!("{} {day}", MONTHS[usize::from(month.clamp(1, 12)) - 1]);
            if from == to { date(from) } else { format!("{}–{}", date(from), date(to)) }
        }
        Days::Dates { from, to } => {
            let month = |date: Date| MONTHS[date.month().unsigned_abs() as usize - 1];
            let date = |date: Date| format!("{} {}, {}", month(date), date.day(), date.year());
            if from == to { date(from) } else { format!("{}–{}", date(from), date(to)) }
        }
    }
}

fn weeks_japanese(weeks: u8) -> String {
    let numbers = (1..=5).filter(|week| weeks & (1 << (week - 1)) != 0).map(|week: u8| week.to_string());
    format!("第{}", numbers.collect::<Vec<_>>().join("・"))
}

fn weeks_english(weeks: u8) -> String {
    let names = ["1st", "2nd", "3rd", "4th", "5th"];
    let named = names.iter().enumerate().filter(|(week, _)| weeks & (1 << week) != 0).map(|(_, name)| *name);
    named.collect::<Vec<_>>().join(", ")
}

fn spans_japanese(spans: &[Span]) -> String {
    let texts = spans.iter().map(|span| match (span.from, span.to) {
        (0, 0) => "時間は要確認".to_owned(),
        (from, to) if from == to => format!("{}以降", clock(from)),
        (0, DAY) => "24時間".to_owned(),
        (from, to) if to > DAY => format!("{}〜翌{}", clock(from), clock(to - DAY)),
        (from, to) => format!("{}〜{}", clock(from), clock(to)),
    });
    texts.collect::<Vec<_>>().join("、")
}

fn spans_english(spans: &[Span]) -> String {
    let texts = spans.iter().map(|span| match (span.from, span.to) {
        (0, 0) => "time to be asked".to_owned(),
        (from, to) if from == to => format!("from {}", clock(from)),
        (0, DAY) => "24 hours".to_owned(),
        (from, to) if to > DAY => format!("{}–{} (next day)", clock(from), clock(to - DAY)),
        (from, to) => format!("{}–{}", clock(from), clock(to)),
    });
    texts.collect::<Vec<_>>().join(", ")
}

fn clock(minutes: u16) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn joined(texts: impl Iterator<Item = String>, mark: &str) -> Option<String> {
    let texts: Vec<String> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(mark))
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;

//! A calendar read out of Japanese free text: 「第2・4土 9:00～12:00、平日 17時以降（お盆・年末年始を除く）」.
//!
//! The text is cut into statements (`statement`), each of which is understood whole or not at all; what is not understood stays in
//! `rest` as it was written, and with it the calendar is unknown wherever its rules do not speak. Nothing is guessed:
//!
//! - 平日 is Monday to Friday and, where nothing else is said of them, not public holidays.
//! - 「17時以降」 keeps its beginning; how long it lasts is unknown. Days without times are unknown all day, other days closed.
//! - Times without days count for every day only where something else says so (24時間, 年中無休) or days off are named beside them;
//!   then Sundays that nobody named are asked about.
//! - 随時 is every day round the clock, with the words kept as a note. 「診療時間内」 stays in `rest` as [`DURING_CONSULTATION`]
//!   until [`Hours::in_force`](crate::domain::facility::Hours::in_force) puts the consultation calendar in its place.
//! - 年末年始 without dates is 29 December to 3 January, closed; お盆 without dates is 13 to 16 August, to be asked about.
//! - Later hours of a weekday replace earlier ones that they overlap, and are added to others.
//! - 要予約, 電話で and the like are the note.

mod lexer;
mod plan;
mod statement;
#[cfg(test)]
mod tests;
mod times;

use super::{Calendar, Span};
use crate::domain::source::Origin;
use crate::domain::text::nfkc;
use lexer::What;
use plan::Plan;

/// The `rest` of a calendar whose only words are that it holds during the consultation hours.
pub const DURING_CONSULTATION: &str = "診療時間内";

/// What [`Calendar::to_japanese`] puts before text that could not be read.
const OTHER: &str = "その他：";

/// Texts by which a form is left empty, beside dashes and blanks.
const NOTHING: [&str; 11] = [
    "なし",
    "無し",
    "無",
    "特になし",
    "特に無し",
    "特記なし",
    "特記事項なし",
    "特記事項無し",
    "留意事項なし",
    "特にありません",
    "特にございません",
];

impl Calendar {
    /// Reads Japanese free text. What could not be read stands in `rest`, words about the manner in `note`; a text that says nothing
    /// (「なし」) is an empty calendar.
    pub fn from_words(text: &str, origin: Origin) -> Self {
        if says_nothing(text) {
            return Self::empty(origin);
        }
        let (text, other) = text.split_once(OTHER).unwrap_or((text, ""));
        let mut plan = Plan::default();
        for line in text.split("（改行）").flat_map(|part| part.split(['\n', '\r'])) {
            plan.read_line(&plain_numerals(&nfkc(line)));
        }
        let mut calendar = plan.finish(origin);
        let rests = [calendar.rest.as_str(), other.trim()].into_iter().filter(|rest| !rest.is_empty());
        calendar.rest = rests.collect::<Vec<_>>().join(" ");
        calendar.normalise()
    }
}

impl Calendar {
    /// Hours that somebody typed for a question: OSM `opening_hours`, or Japanese words (「平日 13時-17時」). `None` unless all of it was
    /// understood and some hours are in it, because half a calendar would name the wrong hours.
    pub fn from_question(text: &str, origin: Origin) -> Option<Self> {
        let calendar = Self::from_osm(text.trim(), origin).unwrap_or_else(|_| Self::from_words(text, origin));
        let hours = calendar.rules.iter().flat_map(|rule| &rule.spans).any(|span| !span.is_open_ended());
        (hours && calendar.rest.is_empty()).then_some(calendar)
    }
}

fn says_nothing(text: &str) -> bool {
    let text = nfkc(text);
    let words = text.trim_matches(|c: char| !c.is_alphanumeric() || c == 'ー');
    words.is_empty() || NOTHING.contains(&words)
}

/// The open spans of a day in a cell that holds nothing else: 「8:30〜翌0:00」「9時-12時／13時-17時」; `None` where more is said
/// or anything cannot be read.
pub fn spans_from_words(text: &str) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    for token in lexer::tokens(&plain_numerals(&nfkc(text))) {
        match token.what {
            What::Hours(span) => spans.push(span),
            What::Joint | What::Comma | What::Break | What::Word(lexer::Word::Filler | lexer::Word::Half(_)) => {}
            _ => return None,
        }
    }
    let spans = super::state::unite(spans.into_iter());
    (!spans.is_empty()).then_some(spans)
}

/// 「午前九時」「第二・四土曜」 with digits.
fn plain_numerals(text: &str) -> String {
    const NUMERALS: &str = "〇一二三四五六七八九十";
    let chars: Vec<char> = text.chars().collect();
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|c| NUMERALS.contains(**c)).count();
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + run).copied();
        let counts = before == Some('第')
            || after.is_some_and(|c| "時分".contains(c))
            || (before.is_some_and(|c| "・、,".contains(c)) && after.is_some_and(|c| "週土日月火水木金".contains(c)));
        match numeral(&chars[at..at + run]).filter(|_| counts) {
            Some(number) => plain.push_str(&number.to_string()),
            None => plain.extend(&chars[at..at + run.max(1)]),
        }
        at += run.max(1);
    }
    plain
}

/// 「十二」「二十」「三」; nothing beyond 99.
fn numeral(digits: &[char]) -> Option<u32> {
    let digit =
        |c: char| "〇一二三四五六七八九".chars().position(|numeral| numeral == c).and_then(|n| u32::try_from(n).ok());
    match digits {
        ['十'] => Some(10),
        [one] => digit(*one),
        [tens, '十'] => Some(digit(*tens)? * 10),
        ['十', ones] => Some(10 + digit(*ones)?),
        [tens, '十', ones] => Some(digit(*tens)? * 10 + digit(*ones)?),
        _ => None,
    }
}

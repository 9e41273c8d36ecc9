//! Dates of every year read out of the free text of closed days.

use super::normal::MONTH_DAYS;
use super::scan::{MonthDay, Scanner};
use super::{Calendar, Days, Rule};
use crate::domain::source::{Origin, Source};
use crate::domain::text::nfkc;

/// First and last day, inclusive; it may pass the year's end.
type Range = (MonthDay, MonthDay);

/// Longest range that is read as closed, in days. Longer ones are misprints.
const LONGEST: u16 = 60;

/// Each says that a date near it is not simply closed, so its line is not read at all.
const EXCEPTIONS: [&str; 12] =
    ["除", "ただし", "但し", "以外", "診療", "営業", "当番", "開", "場合", "変更", "のみ", "交替"];

/// Names of closures with the months in which they lie: beside dates of those months they add nothing.
const NAMES: [(&[&str], &[u8]); 4] = [
    (
        &[
            "年末年始",
            "年末",
            "年始",
            "正月",
            "お正月",
            "三が日",
            "三ヶ日",
            "大晦日",
            "元日",
            "元旦",
            "冬季",
            "冬期",
            "冬",
        ],
        &[12, 1],
    ),
    (&["お盆", "旧盆", "盆", "盆休", "お盆休", "夏季", "夏期", "夏"], &[7, 8]),
    (&["GW", "ゴールデンウィーク", "ゴールデンウイーク"], &[4, 5]),
    (
        &["創立記念日", "開院記念日", "創立記念", "開院記念", "開設記念日", "病院創立記念日"],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    ),
];

/// Words that add nothing to a closed day.
const FILLERS: [&str; 23] = [
    "終日",
    "休診日",
    "休診",
    "休業日",
    "休業",
    "休日",
    "休館日",
    "休み",
    "休暇",
    "です",
    "となります",
    "いたします",
    "します",
    "期間",
    "は",
    "の",
    "毎年",
    "から",
    "まで",
    "迄",
    "間",
    "及び",
    "および",
];

/// Weeks in which 成人の日, the equinoxes, 海の日, 敬老の日 and スポーツの日 move.
const MOVING: [Range; 5] =
    [((1, 8), (1, 14)), ((3, 19), (3, 22)), ((7, 15), (7, 22)), ((9, 15), (9, 24)), ((10, 8), (10, 14))];

enum Token {
    Words(String),
    Dates(Vec<Range>),
}

/// The dates of every year that a free text of closed days names (その他の休診日 of 医療情報ネット), as closing rules in their
/// shortest form, and what was not read, NFKC. What is left over can only speak of further closed days.
///
/// `known` are words for days that are closed anyway, like 「日曜」: many repeat the flags in words.
pub fn yearly_closures(text: &str, known: &[&str]) -> (Vec<Rule>, String) {
    let (dates, rest) = read_dates(text, known);
    let rules =
        dates.into_iter().map(|(from, to)| Rule { days: Days::Yearly { from, to }, spans: Vec::new() }).collect();
    // The origin is of no account: only the rules come back.
    let origin = Origin { source: Source::Demo, as_of: jiff::civil::Date::ZERO };
    (Calendar { rules, ..Calendar::empty(origin) }.normalise().rules, rest)
}

/// The ranges that the text closes, and the words that say more, NFKC, lines parted by a space.
///
/// `known` are words for days that are closed anyway, like 「日曜」.
fn read_dates(text: &str, known: &[&str]) -> (Vec<Range>, String) {
    let mut ranges = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    if names_a_year(&nfkc(text)) {
        // A heading like 「2025年度」 makes every date below it one of that year.
        return (ranges, nfkc(text));
    }
    for line in text.split("（改行）").flat_map(|part| part.split(['\n', '\r', '。'])) {
        let line = nfkc(line);
        let tokens = tokens(&line);
        // 「開院記念日」 is a day to be closed.
        let said = line.replace("開院記念", "").replace("開設記念", "");
        if EXCEPTIONS.iter().any(|word| said.contains(word)) || halves_a_day(&tokens) {
            rest.push(line);
            continue;
        }
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Dates(found) => ranges.extend(found),
                Token::Words(words) => {
                    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
                    rest.extend(left_over(words, before, tokens.get(at + 1), known));
                }
            }
        }
    }
    let moving =
        |range: &Range| range.0 == range.1 && MOVING.iter().any(|(from, to)| *from <= range.0 && range.0 <= *to);
    if ranges.iter().filter(|range| moving(range)).count() > 1 {
        // Who lists several of these lists the public holidays of one year, which fall on other dates in the next.
        let dates = ranges.iter().filter(|range| moving(range));
        rest.extend(dates.map(|((month, day), _)| format!("{month}月{day}日")));
        ranges.retain(|range| !moving(range));
    }
    (ranges, rest.join(" "))
}

/// 「8/15・12/30は午後から休診」 speaks of half days.
fn halves_a_day(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| match pair {
        [Token::Dates(_), Token::Words(words)] => {
            let touching = words.split(is_mark).next().unwrap_or_default();
            ["午", "半日"].iter().any(|half| touching.contains(half))
        }
        _ => false,
    })
}

/// 「令和7年12月29日」 and the like hold once only.
fn names_a_year(text: &str) -> bool {
    text.match_indices('年').any(|(at, _)| text[..at].ends_with(|c: char| c.is_ascii_digit() || c == '元'))
}

fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut words = String::new();
    let mut scanner = Scanner::new(line);
    while let Some(c) = scanner.peek() {
        let start = scanner.at;
        match scanner.dates() {
            Some(found) if !scanner.stands_before_hours() => {
                if !words.is_empty() {
                    tokens.push(Token::Words(std::mem::take(&mut words)));
                }
                tokens.push(Token::Dates(found));
            }
            // Part of a day stays among the words.
            Some(_) => words.extend(&scanner.chars[start..scanner.at]),
            None => {
                scanner.at = start + 1;
                words.push(c);
            }
        }
    }
    if !words.is_empty() {
        tokens.push(Token::Words(words));
    }
    tokens
}

/// What words say beyond the dates beside them and the days known to be closed.
fn left_over(words: &str, before: Option<&Token>, after: Option<&Token>, known: &[&str]) -> Option<String> {
    let all: Vec<&str> = words.split(is_mark).filter(|word| !word.is_empty()).collect();
    let names = |word: &str, token: Option<&Token>, first: bool| {
        let Some(Token::Dates(ranges)) = token else { return false };
        let Some(range) = (if first { ranges.first() } else { ranges.last() }) else { return false };
        NAMES.iter().any(|(names, months)| names.contains(&word) && months.contains(&range.0.0))
    };
    // 「8/13〜8/15、お盆」 goes on to something else; 「8/13〜8/15(お盆)」 does not.
    let goes_on = words.trim_start().starts_with(['、', ',', '・']) || !(after.is_none() || words.starts_with('('));
    let kept = all.iter().enumerate().filter(|(at, word)| {
        let bare = bare(word);
        let named =
            (at + 1 == all.len() && names(bare, after, true)) || (*at == 0 && !goes_on && names(bare, before, false));
        !(bare.is_empty() || named || known.contains(&bare))
    });
    let kept: Vec<&str> = kept.map(|(_, word)| *word).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// The word without fillers on either side.
fn bare(word: &str) -> &str {
    let mut bare = word;
    loop {
        let shorter =
            FILLERS.iter().fold(bare, |bare, filler| bare.trim_start_matches(filler).trim_end_matches(filler));
        if shorter == bare {
            return bare;
        }
        bare = shorter;
    }
}

/// White space and punctuation; the long-vowel mark is part of words.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || "、,，・･()（）[]【】「」/;:.~〜-–―*※●■◆◇○★☆".contains(c)
}

impl Scanner {
    /// A date with what hangs on it: 「12月29日~1月3日」「12月30日から翌年1月3日」「1月1日~3日」「8月13、14、15日」.
    fn dates(&mut self) -> Option<Vec<Range>> {
        // The end of a range whose beginning was not read is not a day by itself.
        const UNFINISHED: &str = "年/第.~〜-–—―−ーらり翌";
        let before = self.chars[..self.at].iter().rfind(|c| **c != ' ');
        let touching = self.at.checked_sub(1).map(|at| self.chars[at]);
        if before.is_some_and(|c| UNFINISHED.contains(*c)) || touching.is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        self.attempt(|s| {
            let first = s.month_day()?;
            let mut ranges = vec![s.up_to(first)?];
            let month = ranges[0].1.0;
            while let Some(range) = s.attempt(|s| {
                let after_mark = |s: &Self| s.at.checked_sub(1).is_some_and(|at| s.chars[at] == '日');
                let closed_before = after_mark(s);
                s.spaces();
                let parted = s.eat_any(&["、", ",", "・", "."]);
                s.spaces();
                let day = s.day(month)?;
                // 「1月1日2日3日」 needs no comma, because every day has its 日.
                let told_apart = parted || (closed_before && after_mark(s));
                if !told_apart {
                    return None;
                }
                if s.stands_before_hours() { None } else { s.up_to((month, day)) }
            }) {
                ranges.push(range);
            }
            Some(ranges)
        })
    }

    /// The range that begins on a day just read; the day alone where none follows. Nothing where the range is no closure.
    fn up_to(&mut self, from: MonthDay) -> Option<Range> {
        let to = self.attempt(|s| {
            s.spaces();
            if !s.eat_any(&["~", "〜", "-", "–", "—", "―", "−", "ー", "から", "より"]) {
                return None;
            }
            s.spaces();
            s.eat_any(&["翌年の", "翌年", "翌"]);
            s.month_day().or_else(|| Some((from.0, s.day(from.0)?)))
        });
        let Some(to) = to else { return Some((from, from)) };
        let last = (ordinal(to) + 366 - ordinal(from)) % 366;
        (last < LONGEST).then_some((from, to))
    }

    /// Whether a time or a half of the day follows.
    fn stands_before_hours(&mut self) -> bool {
        let start = self.at;
        self.spaces();
        self.eat_any(&["の", "("]);
        let hours = self.eat_any(&["午", "AM", "PM", "am", "pm", "時", ":", "夕", "夜", "朝"])
            || self.number().is_some_and(|_| self.eat_any(&[":", "時"]));
        self.at = start;
        hours
    }
}

/// Days since 1 January of a leap year.
fn ordinal((month, day): MonthDay) -> u16 {
    let before: u16 = MONTH_DAYS.iter().take(usize::from(month) - 1).map(|days| u16::from(*days)).sum();
    before + u16::from(day) - 1
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;

//! Dates of every year read out of the free text of closed days.

use super::normal::MONTH_DAYS;
use super::osm::is_month_day;
use crate::domain::text::nfkc;

/// (month, day).
type MonthDay = (u8, u8);
/// First and last day, inclusive; it may pass the year's end.
type Range = (MonthDay, MonthDay);

/// Longest range that is read as closed, in days. Longer ones are misprints.
const LONGEST: u16 = 60;

/// Each says that a date near it is not simply closed, so its line is not read at all.
const EXCEPTIONS: [&str; 12] =
    ["除", "ただし", "但し", "以外", "診療", "営業", "当番", "開", "場合", "変更", "のみ", "交替"];

/// Names of closures, of which the dates beside them say the same.
const NAMES: [&str; 20] = [
    "年末年始",
    "年末",
    "年始",
    "正月",
    "お正月",
    "三が日",
    "お盆",
    "旧盆",
    "盆",
    "夏季",
    "夏期",
    "夏",
    "冬季",
    "冬期",
    "創立記念日",
    "開院記念日",
    "大晦日",
    "元日",
    "元旦",
    "GW",
];

/// Words that add nothing to a closed day.
const FILLERS: [&str; 17] = [
    "休診日",
    "休診",
    "休業日",
    "休業",
    "休日",
    "休館日",
    "休み",
    "休暇",
    "です",
    "期間",
    "は",
    "の",
    "毎年",
    "から",
    "まで",
    "迄",
    "間",
];

enum Token {
    Words(String),
    Dates(Vec<Range>),
}

/// The ranges that the text closes, and the words that say more, NFKC, lines parted by a space.
pub(super) fn read_dates(text: &str) -> (Vec<Range>, String) {
    let mut ranges = Vec::new();
    let mut rest: Vec<String> = Vec::new();
    for line in text.split("（改行）").flat_map(|part| part.split(['\n', '\r', '。'])) {
        let line = nfkc(line);
        if EXCEPTIONS.iter().any(|word| line.contains(word)) || names_a_year(&line) {
            rest.push(line);
            continue;
        }
        let tokens = tokens(&line);
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Dates(found) => ranges.extend(found),
                Token::Words(words) => {
                    let before_dates = matches!(tokens.get(at + 1), Some(Token::Dates(_)));
                    rest.extend(left_over(words, at > 0, before_dates));
                }
            }
        }
    }
    (ranges, rest.join(" "))
}

/// 「令和7年12月29日」 and the like hold once only.
fn names_a_year(line: &str) -> bool {
    line.match_indices('年').any(|(at, _)| line[..at].ends_with(|c: char| c.is_ascii_digit() || c == '元'))
}

fn tokens(line: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut words = String::new();
    let mut scanner = Scanner { chars: line.chars().collect(), at: 0 };
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

/// What words say beyond the dates beside them.
fn left_over(words: &str, after_dates: bool, before_dates: bool) -> Option<String> {
    let marks = |c: char| c.is_whitespace() || "、,，・()（）[]【】「」/;:.~〜-–―ー*※".contains(c);
    let all: Vec<&str> = words.split(marks).filter(|word| !word.is_empty()).collect();
    let in_brackets = after_dates && words.starts_with('(');
    let kept: Vec<&str> = all
        .iter()
        .enumerate()
        .filter(|(at, word)| {
            let bare =
                FILLERS.iter().fold(**word, |bare, filler| bare.trim_start_matches(filler).trim_end_matches(filler));
            let beside = (before_dates && at + 1 == all.len()) || (in_brackets && *at == 0);
            !(bare.is_empty() || (beside && NAMES.contains(&bare)))
        })
        .map(|(_, word)| *word)
        .collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
}

impl Scanner {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if there {
            self.at += text.chars().count();
        }
        there
    }

    fn eat_any(&mut self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.eat(text))
    }

    fn spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    /// Moves on only where the reading succeeds.
    fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// A number of one or two digits that does not go on.
    fn number(&mut self) -> Option<u8> {
        let digits: String = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        if !(1..=2).contains(&digits.len()) {
            return None;
        }
        self.at += digits.len();
        digits.parse().ok()
    }

    fn month_day(&mut self) -> Option<MonthDay> {
        self.attempt(|s| {
            let month = s.number()?;
            if !s.eat_any(&["月", "/"]) {
                return None;
            }
            let day = s.day(month)?;
            Some((month, day))
        })
    }

    /// A day of a known month, with its weekday in brackets if one is given.
    fn day(&mut self, month: u8) -> Option<u8> {
        self.attempt(|s| {
            let day = s.number()?;
            s.eat("日");
            if matches!(s.peek(), Some('月' | '/' | '曜' | '週' | '回' | '年')) || !is_month_day(month, day) {
                return None;
            }
            s.attempt(|s| {
                let open = s.eat("(") && s.eat_any(&["月", "火", "水", "木", "金", "土", "日", "祝"]);
                s.eat_any(&["曜日", "曜"]);
                (open && s.eat(")")).then_some(())
            });
            Some(day)
        })
    }

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
                s.spaces();
                if !s.eat_any(&["、", ",", "・", "."]) {
                    return None;
                }
                s.spaces();
                let day = s.day(month)?;
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

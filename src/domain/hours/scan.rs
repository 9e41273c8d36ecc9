//! A place in a Japanese text that moves on as words are recognised.

use super::osm::is_month_day;

/// (month, day).
pub(super) type MonthDay = (u8, u8);

/// A text and a place in it.
pub(super) struct Scanner {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
}

impl Scanner {
    /// The beginning of a text.
    pub(super) fn new(text: &str) -> Self {
        Self { chars: text.chars().collect(), at: 0 }
    }

    /// The next character.
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    /// Passes over the text, where it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let there = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if there {
            self.at += text.chars().count();
        }
        there
    }

    /// Passes over the first of the texts that comes next.
    pub(super) fn eat_any(&mut self, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.eat(text))
    }

    /// Passes over blanks.
    pub(super) fn spaces(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    /// Moves on only where the reading succeeds.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// A number of one or two digits that does not go on.
    pub(super) fn number(&mut self) -> Option<u8> {
        let digits: String = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).collect();
        if !(1..=2).contains(&digits.len()) {
            return None;
        }
        self.at += digits.len();
        digits.parse().ok()
    }

    /// 「12/29」「12月29日」.
    pub(super) fn month_day(&mut self) -> Option<MonthDay> {
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
    pub(super) fn day(&mut self, month: u8) -> Option<u8> {
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
}

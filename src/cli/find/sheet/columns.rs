//! Lines that fit the paper: a kanji is two columns, and a line that is too long goes on below, indented.

use std::io::{Result, Write};

use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::domain::vocabulary::Lang;

/// Columns of the paper.
pub(super) const WIDTH: usize = 80;

/// Characters that must not begin a line.
const NEVER_FIRST: &str = "、。）」』〜・:,.)";

/// Writes a sheet.
pub(super) struct Writer<'a, W> {
    out: &'a mut W,
    pub(super) lang: Lang,
}

impl<'a, W: Write> Writer<'a, W> {
    pub(super) const fn new(out: &'a mut W, lang: Lang) -> Self {
        Self { out, lang }
    }

    /// A line as it is.
    pub(super) fn plain(&mut self, line: &str) -> Result<()> {
        writeln!(self.out, "{}", line.trim_end())
    }

    /// A heading in three languages after an empty line.
    pub(super) fn section(&mut self, ja: &str, en: &str, easy: &str) -> Result<()> {
        let title = self.lang.pick(ja, en, easy);
        let rule = "─".repeat(WIDTH.saturating_sub(title.width() + 4));
        writeln!(self.out, "\n── {title} {rule}")
    }

    /// A text from a column on.
    pub(super) fn line(&mut self, column: usize, text: &str) -> Result<()> {
        self.hanging(&" ".repeat(column), text)
    }

    /// A name and what it is.
    pub(super) fn field(&mut self, name: &str, value: &str) -> Result<()> {
        self.hanging(&padded(name, 12), value)
    }

    /// A text after a mark; its further lines stand below its beginning.
    pub(super) fn hanging(&mut self, mark: &str, text: &str) -> Result<()> {
        let column = mark.width();
        for (i, line) in wrapped(text, WIDTH.saturating_sub(column)).iter().enumerate() {
            let before = if i == 0 { mark.to_owned() } else { " ".repeat(column) };
            writeln!(self.out, "{}", format!("{before}{line}").trim_end())?;
        }
        Ok(())
    }
}

/// A text with blanks up to a width, and at least one.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width()).max(1)))
}

/// A text in lines of at most a width. Latin words stay whole where they fit.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for c in text.chars() {
        let full = line.width() + c.width().unwrap_or(0) > width;
        if full && !NEVER_FIRST.contains(c) {
            let rest = if c.is_ascii_graphic() { last_word(&line) } else { line.len() };
            let carried = line.split_off(rest);
            lines.push(line.trim_end().to_owned());
            line = carried;
        } else if full {
            // What stands before goes along, so that no line begins with a closing mark.
            let before = line.char_indices().next_back();
            let word = before.filter(|(_, c)| c.is_ascii_graphic()).map(|_| last_word(&line));
            let at = word.filter(|&at| at < line.len()).or(before.map(|(at, _)| at)).unwrap_or(0);
            let carried = line.split_off(at);
            lines.push(line.trim_end().to_owned());
            line = carried;
        }
        if !(line.is_empty() && c == ' ' && !lines.is_empty()) {
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

/// Where the last Latin word of a line begins; its end where it is all one word, or ends in none.
fn last_word(line: &str) -> usize {
    let word = line.chars().rev().take_while(char::is_ascii_graphic).count();
    let begins = line.len() - word;
    if begins == 0 { line.len() } else { begins }
}

/// A text, or nothing.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A list, or nothing.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_nothing_is_lost() {
        for text in [
            "直線 3.2 km、同じ連携型グループ。主治医の対応が確かでない週109時間のうち60時間を受け持つ（確認が必要）",
            "Covers 60 of the 109 hours a week that the attending one is not known to cover, on weekdays",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            for width in [10, 24, 33, 80] {
                let lines = wrapped(text, width);
                assert!(lines.iter().all(|line| line.width() <= width), "{lines:?} at {width}");
                let without_blanks = |text: &str| text.replace(' ', "");
                assert_eq!(without_blanks(&lines.concat()), without_blanks(text));
            }
        }
    }

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrapped("the nights are covered", 10), ["the nights", "are", "covered"]);
        assert_eq!(wrapped("in the town, now", 11), ["in the", "town, now"]);
        assert_eq!(wrapped("夜間は、休日", 6), ["夜間", "は、休", "日"]);
    }
}

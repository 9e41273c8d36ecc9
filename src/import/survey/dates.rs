//! Dates as people write them into titles and cells.

use jiff::civil::Date;

use crate::domain::text::nfkc;

/// Eras and the year before their first; the letters are those of forms (R8.10.1).
const ERAS: [(&str, i16); 6] = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("r", 2018), ("h", 1988), ("s", 1925)];

/// The first whole date in a text: 令和8年10月1日, R8.10.1, 2026年10月1日, 2026/10/01, 2026-10-1.
pub(super) fn find(text: &str) -> Option<Date> {
    let text: Vec<char> = nfkc(text).to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    (0..text.len()).find_map(|at| date_at(&text, at))
}

fn date_at(text: &[char], at: usize) -> Option<Date> {
    if at > 0 && (text[at - 1].is_ascii_digit() || text[at - 1].is_ascii_alphabetic()) {
        return None;
    }
    let rest = &text[at..];
    let era = ERAS.iter().find(|(era, _)| rest.iter().copied().take(era.chars().count()).eq(era.chars()));
    let start = era.map_or(0, |(era, _)| era.chars().count());
    let (year, rest) = match rest.get(start) {
        Some('元') if era.is_some() => (1, &rest[start + 1..]),
        _ => number(&rest[start..], 4)?,
    };
    let year = match era {
        Some((_, before)) => before.checked_add(year)?,
        None if (1990..2100).contains(&year) => year,
        None => return None,
    };
    let (month, rest) = number(rest.strip_prefix(&['年']).or_else(|| mark(rest))?, 2)?;
    let month: i8 = month.try_into().ok()?;
    if rest.starts_with(&['月', '末']) {
        return Some(Date::new(year, month, 1).ok()?.last_of_month());
    }
    let (day, _) = number(rest.strip_prefix(&['月']).or_else(|| mark(rest))?, 2)?;
    Date::new(year, month, day.try_into().ok()?).ok()
}

fn mark(text: &[char]) -> Option<&[char]> {
    text.split_first().filter(|(c, _)| matches!(c, '/' | '.' | '-')).map(|(_, rest)| rest)
}

/// A number of at most so many digits: behind a day, without its blank, the hour may stand.
fn number(text: &[char], most: usize) -> Option<(i16, &[char])> {
    let length = text.iter().take(most).take_while(|c| c.is_ascii_digit()).count();
    let digits: String = text[..length].iter().collect();
    Some((digits.parse().ok()?, &text[length..]))
}

/// The day on which answers were true: what a line around a table says of it, else what one on another sheet (a cover) does, else a month
/// that either names, else any date around the table.
pub(super) fn as_of(around: &[String], elsewhere: &[String]) -> Option<Date> {
    const WORDS: [&str; 6] = ["基準日", "現在", "時点", "回答日", "調査日", "調査期間"];
    let says_so = |line: &&String| WORDS.iter().any(|word| line.contains(word));
    let saying = || around.iter().chain(elsewhere).filter(says_so);
    let day = saying().find_map(|line| find(line));
    day.or_else(|| saying().find_map(|line| month(line))).or_else(|| around.iter().find_map(|line| find(line)))
}

/// The first day of the first month in a text that names no day (令和7年9月時点): answers are never taken for newer than they say.
fn month(text: &str) -> Option<Date> {
    let plain: String = nfkc(text).chars().filter(|c| !c.is_whitespace()).collect();
    let (before, _) = plain.split_once('月')?;
    find(&format!("{before}月1日"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_found_as_people_write_them() {
        let day = Some(date(2026, 10, 1));
        for text in [
            "回答基準日：令和８年１０月１日　○：対応可",
            "R8.10.1現在",
            "2026年10月 1日",
            "2026/10/01 09:30",
            "2026-10-1",
            "令和 8年 10月 1日 時点",
        ] {
            assert_eq!(find(text), day, "{text}");
        }
        assert_eq!(find("令和元年5月1日"), Some(date(2019, 5, 1)));
        assert_eq!(find("令和８年９月末日時点"), Some(date(2026, 9, 30)));
        for text in ["令和8年度 調査", "046-822-1234", "月・水 13:00〜14:00", "0468221234", "令和8年13月1日", "1-2-3"]
        {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_that_says_so_goes_first() {
        let of = |around: &[&str], elsewhere: &[&str]| {
            let lines = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>();
            as_of(&lines(around), &lines(elsewhere))
        };
        assert_eq!(of(&["2026/10/20 作成", "回答基準日：令和8年10月1日"], &[]), Some(date(2026, 10, 1)));
        assert_eq!(of(&["作成日 2026/10/20"], &[]), Some(date(2026, 10, 20)));
        assert_eq!(of(&["調査結果"], &[]), None);
        assert_eq!(of(&["作成日 2026/10/20"], &["調査基準日 2025年9月1日"]), Some(date(2025, 9, 1)), "a cover says it");
        assert_eq!(of(&["※本表は令和7年9月時点のものです。"], &[]), Some(date(2025, 9, 1)), "a month without its day");
        assert_eq!(of(&[], &["次回の会議 2027/1/10"]), None, "a date elsewhere that says nothing of the answers");
    }
}

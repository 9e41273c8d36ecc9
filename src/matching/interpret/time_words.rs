//! The words of days and of parts of the day, folded: hiragana stands as katakana, letters are small.

use jiff::civil::Weekday;

use super::time::Day;

/// The letter before 曜, the English names, and the day.
pub(super) const WEEKDAYS: &[(char, &[&str], Weekday)] = &[
    ('月', &["monday", "mon"], Weekday::Monday),
    ('火', &["tuesday", "tue"], Weekday::Tuesday),
    ('水', &["wednesday", "wed"], Weekday::Wednesday),
    ('木', &["thursday", "thu"], Weekday::Thursday),
    ('金', &["friday", "fri"], Weekday::Friday),
    ('土', &["saturday", "sat"], Weekday::Saturday),
    ('日', &["sunday", "sun"], Weekday::Sunday),
];

/// Weeks ahead; `None` only says that the next such day is meant.
pub(super) const WEEKS: &[(&str, Option<i64>)] = &[
    ("今週", Some(0)),
    ("来週", Some(1)),
    ("翌週", Some(1)),
    ("再来週", Some(2)),
    ("今度", None),
    ("次", None),
    ("this week", Some(0)),
    ("next week", Some(1)),
    ("this", None),
    ("next", None),
    ("coming", None),
];

/// Days by name.
pub(super) const DAY_WORDS: &[(&str, Day)] = &[
    ("今日", Day::In(0)),
    ("本日", Day::In(0)),
    ("キョウ", Day::In(0)),
    ("明日", Day::In(1)),
    ("アシタ", Day::In(1)),
    ("翌日", Day::In(1)),
    ("明後日", Day::In(2)),
    ("アサッテ", Day::In(2)),
    ("シアサッテ", Day::In(3)),
    ("土日", Day::Weekday(Weekday::Saturday, None)),
    ("週末", Day::Weekday(Weekday::Saturday, None)),
    ("今週末", Day::Weekday(Weekday::Saturday, Some(0))),
    ("来週末", Day::Weekday(Weekday::Saturday, Some(1))),
    ("月末", Day::MonthEnd(0)),
    ("今月末", Day::MonthEnd(0)),
    ("来月末", Day::MonthEnd(1)),
    ("年末", Day::Annual(12, 29)),
    ("年末年始", Day::Annual(12, 29)),
    ("大晦日", Day::Annual(12, 31)),
    ("元日", Day::Annual(1, 1)),
    ("元旦", Day::Annual(1, 1)),
    ("正月", Day::Annual(1, 1)),
    ("オ正月", Day::Annual(1, 1)),
    ("三ガ日", Day::Annual(1, 1)),
    ("年始", Day::Annual(1, 2)),
    ("年明ケ", Day::Annual(1, 4)),
    ("オ盆", Day::Annual(8, 13)),
    ("today", Day::In(0)),
    ("tomorrow", Day::In(1)),
    ("day after tomorrow", Day::In(2)),
    ("weekend", Day::Weekday(Weekday::Saturday, None)),
    ("this weekend", Day::Weekday(Weekday::Saturday, Some(0))),
    ("new year's day", Day::Annual(1, 1)),
    ("new year", Day::Annual(1, 1)),
    ("year end", Day::Annual(12, 29)),
    ("end of the year", Day::Annual(12, 29)),
];

/// Days and parts of them in one word.
pub(super) const BOTH_WORDS: &[(&str, (Day, i8, bool))] = &[
    ("今夜", (Day::In(0), 20, true)),
    ("今晩", (Day::In(0), 20, true)),
    ("明朝", (Day::In(1), 9, false)),
    ("翌朝", (Day::In(1), 9, false)),
    ("明晩", (Day::In(1), 20, true)),
    ("tonight", (Day::In(0), 20, true)),
];

/// Parts of the day: the hour that stands for them, and whether the hour beside them is one of the afternoon.
pub(super) const PART_WORDS: &[(&str, (i8, bool))] = &[
    ("早朝", (6, false)),
    ("明ケ方", (5, false)),
    ("朝", (9, false)),
    ("朝方", (8, false)),
    ("朝一", (9, false)),
    ("朝イチ", (9, false)),
    ("午前中", (10, false)),
    ("昼", (12, true)),
    ("オ昼", (12, true)),
    ("昼間", (13, true)),
    ("昼頃", (12, true)),
    ("昼過ギ", (13, true)),
    ("日中", (13, true)),
    ("正午", (12, false)),
    ("夕方", (17, true)),
    ("夜", (20, true)),
    ("夜間", (20, true)),
    ("晩", (20, true)),
    ("深夜", (23, false)),
    ("夜中", (23, false)),
    ("真夜中", (24, false)),
    ("morning", (9, false)),
    ("noon", (12, false)),
    ("afternoon", (14, true)),
    ("evening", (18, true)),
    ("night", (20, true)),
    ("midnight", (24, false)),
];

/// Halves of the day.
pub(super) const HALF_WORDS: &[(&str, bool)] = &[("午前", false), ("午後", true), ("am", false), ("pm", true)];

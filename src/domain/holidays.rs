//! Japanese public holidays from 1948 to 2099, computed from the law.
//!
//! Source: 国民の祝日に関する法律 (昭和23年法律第178号, in force from 20 July 1948) with its amendments of 1966, 1973, 1985, 1989, 1995,
//! 1998 and 2001 (Happy Monday), 2005, 2014, 2017 and 2018, the special acts for imperial events, and 平成三十二年東京オリンピック特措法
//! with its amendment of 2020. Future years assume that the law stays as it is; the equinoxes of a year are only announced by the
//! Cabinet Office in February of the year before.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

const FIRST_YEAR: i16 = 1948;
const LAST_YEAR: i16 = 2099;
const YEARS: usize = (LAST_YEAR - FIRST_YEAR + 1) as usize;

/// The name of the holiday of 振替休日 (第3条第2項).
const SUBSTITUTE: &str = "振替休日";
/// The name of a day between two holidays (第3条第3項).
const BETWEEN: &str = "国民の休日";

/// One bit per day of the month, per month, per year: asked per candidate of a search, so the law is read once only.
static TABLE: LazyLock<[[u32; 12]; YEARS]> = LazyLock::new(|| {
    let mut table = [[0; 12]; YEARS];
    for (year, months) in (FIRST_YEAR..=LAST_YEAR).zip(table.iter_mut()) {
        for (month, bits) in (1..=12).zip(months.iter_mut()) {
            for day in 1..=31 {
                if Date::new(year, month, day).is_ok_and(|date| is_holiday(date).is_some()) {
                    *bits |= 1 << day;
                }
            }
        }
    }
    table
});

/// Whether the date is a public holiday (国民の祝日, 振替休日, 国民の休日); `false` outside 1948–2099. One table look-up.
pub fn is_public_holiday(date: Date) -> bool {
    let month = date.month() as usize - 1;
    usize::try_from(date.year() - FIRST_YEAR)
        .ok()
        .and_then(|year| TABLE.get(year))
        .is_some_and(|months| months[month] & (1 << date.day()) != 0)
}

/// Whether a date lies in the year's end, 29 December to 3 January, on which offices rest (行政機関の休日に関する法律 第1条第1項第3号).
pub fn is_year_end(date: Date) -> bool {
    matches!((date.month(), date.day()), (12, 29..) | (1, ..=3))
}

/// The days from a date on, up to and including another, on which most institutions rest: public holidays and the year's end.
pub fn rest_days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    let days = std::iter::successors(Some(from), |day| day.tomorrow().ok()).take_while(move |day| *day <= to);
    days.filter(|day| is_public_holiday(*day) || is_year_end(*day))
}

/// The first public holiday from a date on; `None` after those of 2099.
pub fn next_public_holiday(from: Date) -> Option<Date> {
    let days = std::iter::successors(Some(from), |day| day.tomorrow().ok());
    days.take_while(|day| day.year() <= LAST_YEAR).find(|day| is_public_holiday(*day))
}

/// The Japanese name of the public holiday on this date; `None` on other days and outside 1948–2099.
///
/// Substitute holidays are 「振替休日」, days between two holidays 「国民の休日」.
pub fn is_holiday(date: Date) -> Option<&'static str> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&date.year()) {
        return None;
    }
    named(date).or_else(|| substitute(date)).or_else(|| between(date))
}

/// 国民の祝日 proper (第2条 and the special acts).
fn named(date: Date) -> Option<&'static str> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let monday = |nth: i8| date.weekday() == Weekday::Monday && (day - 1) / 7 + 1 == nth;
    let name = match (month, day) {
        // Each of these was made a holiday by an act for that one day.
        (4, 10) if year == 1959 => "皇太子明仁親王の結婚の儀",
        (2, 24) if year == 1989 => "昭和天皇の大喪の礼",
        (11, 12) if year == 1990 => "即位礼正殿の儀",
        (6, 9) if year == 1993 => "皇太子徳仁親王の結婚の儀",
        (5, 1) if year == 2019 => "天皇の即位の日",
        (10, 22) if year == 2019 => "即位礼正殿の儀",

        (1, 1) if year >= 1949 => "元日",
        (1, 15) if (1949..2000).contains(&year) => "成人の日",
        (1, _) if year >= 2000 && monday(2) => "成人の日",
        // 政令 of 9 December 1966 chose the day, so it was first kept in 1967.
        (2, 11) if year >= 1967 => "建国記念の日",
        (2, 23) if year >= 2020 => "天皇誕生日",
        (3, _) if year >= 1949 && day == vernal_equinox(year) => "春分の日",
        (4, 29) => match year {
            ..1949 => return None,
            1949..1989 => "天皇誕生日",
            1989..2007 => "みどりの日",
            2007.. => "昭和の日",
        },
        (5, 3) if year >= 1949 => "憲法記念日",
        (5, 4) if year >= 2007 => "みどりの日",
        (5, 5) if year >= 1949 => "こどもの日",
        (7, 20) if (1996..2003).contains(&year) => "海の日",
        // The Olympic acts moved three holidays of 2020 and 2021 to the opening and closing days.
        (7, 23) if year == 2020 => "海の日",
        (7, 24) if year == 2020 => "スポーツの日",
        (8, 10) if year == 2020 => "山の日",
        (7, 22) if year == 2021 => "海の日",
        (7, 23) if year == 2021 => "スポーツの日",
        (8, 8) if year == 2021 => "山の日",
        (7 | 8 | 10, _) if year == 2020 || year == 2021 => return None,
        (7, _) if year >= 2003 && monday(3) => "海の日",
        (8, 11) if year >= 2016 => "山の日",
        (9, _) if day == autumnal_equinox(year) => "秋分の日",
        (9, 15) if (1966..2003).contains(&year) => "敬老の日",
        (9, _) if year >= 2003 && monday(3) => "敬老の日",
        (10, 10) if (1966..2000).contains(&year) => "体育の日",
        (10, _) if (2000..2020).contains(&year) && monday(2) => "体育の日",
        (10, _) if year >= 2022 && monday(2) => "スポーツの日",
        (11, 3) => "文化の日",
        (11, 23) => "勤労感謝の日",
        (12, 23) if (1989..2019).contains(&year) => "天皇誕生日",
        _ => return None,
    };
    Some(name)
}

/// 第3条第2項. In force from 12 April 1973; until 2006 only the Monday after a holiday on Sunday, since 2007 the first day after it
/// that is not a holiday.
fn substitute(date: Date) -> Option<&'static str> {
    let year = date.year();
    if (year, date.month(), date.day()) < (1973, 4, 12) {
        return None;
    }
    let mut before = date.yesterday().ok()?;
    if year >= 2007 {
        while named(before).is_some() && before.weekday() != Weekday::Sunday {
            before = before.yesterday().ok()?;
        }
    }
    (before.weekday() == Weekday::Sunday && named(before).is_some()).then_some(SUBSTITUTE)
}

/// 第3条第3項, in force from 27 December 1985: a day whose eve and morrow are both 国民の祝日. Until 2006 not on a Sunday.
fn between(date: Date) -> Option<&'static str> {
    let year = date.year();
    if year < 1986 || (year < 2007 && date.weekday() == Weekday::Sunday) {
        return None;
    }
    let sides = [date.yesterday().ok()?, date.tomorrow().ok()?];
    sides.iter().all(|side| named(*side).is_some()).then_some(BETWEEN)
}

/// Day of March of the vernal equinox, 1900–2099.
///
/// Source: 新こよみ便利帳 (海上保安庁水路部 暦計算研究会編, 恒星社厚生閣, 1991), in millionths of a day so that no rounding creeps in.
fn vernal_equinox(year: i16) -> i8 {
    equinox(year, 20_835_700, 20_843_100)
}

/// Day of September of the autumnal equinox, 1900–2099, by the same source.
fn autumnal_equinox(year: i16) -> i8 {
    equinox(year, 23_258_800, 23_248_800)
}

fn equinox(year: i16, until_1979: i64, from_1980: i64) -> i8 {
    let year = i64::from(year);
    let (base, leap_days) = if year < 1980 { (until_1979, (year - 1983) / 4) } else { (from_1980, (year - 1980) / 4) };
    ((base + 242_194 * (year - 1980)) / 1_000_000 - leap_days) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every holiday of 1955 to 2030 with its name, a line a year, derived from the law as amended independently of this code, with the
    /// equinoxes as announced for each year (暦要項; those of years to come as computed by the same source).
    const BY_THE_LAW: &str = include_str!("../../tests/fixtures/holidays_1955_2030.txt");

    /// The same for years outside that table.
    const OTHER_YEARS: &[(i16, &str)] = &[
        (1948, "9/23 11/3 11/23"),
        (1949, "1/1 1/15 3/21 4/29 5/3 5/5 9/23 11/3 11/23"),
        (2032, "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/21 9/22 10/11 11/3 11/23"),
    ];

    fn holidays_of(year: i16) -> Vec<Date> {
        let first = Date::new(year, 1, 1).unwrap();
        first
            .series(jiff::Span::new().days(1))
            .take_while(|d| d.year() == year)
            .filter(|d| is_public_holiday(*d))
            .collect()
    }

    #[test]
    fn every_day_of_1955_to_2030_is_as_the_law_says() {
        let mut years = 0;
        for line in BY_THE_LAW.lines() {
            let (year, expected) = line.split_once(' ').unwrap();
            let year: i16 = year.parse().unwrap();
            let named = |d: &Date| format!("{}/{}={}", d.month(), d.day(), is_holiday(*d).unwrap());
            let found: Vec<String> = holidays_of(year).iter().map(named).collect();
            assert_eq!(found.join(" "), expected, "{year}");
            years += 1;
        }
        assert_eq!(years, 2030 - 1955 + 1);
    }

    #[test]
    fn years_outside_the_table() {
        for (year, expected) in OTHER_YEARS {
            let found: Vec<String> = holidays_of(*year).iter().map(|d| format!("{}/{}", d.month(), d.day())).collect();
            assert_eq!(found.join(" "), *expected, "{year}");
        }
    }

    #[test]
    fn names_follow_the_amendments() {
        let name = |y, m, d| is_holiday(Date::new(y, m, d).unwrap());
        assert_eq!(name(1988, 4, 29), Some("天皇誕生日"));
        assert_eq!(name(1989, 4, 29), Some("みどりの日"));
        assert_eq!(name(2007, 4, 29), Some("昭和の日"));
        assert_eq!(name(2006, 5, 4), Some("国民の休日"));
        assert_eq!(name(2007, 5, 4), Some("みどりの日"));
        assert_eq!(name(1987, 5, 4), Some("振替休日"));
        assert_eq!(name(2009, 5, 6), Some("振替休日"));
        assert_eq!(name(2019, 4, 30), Some("国民の休日"));
        assert_eq!(name(2019, 5, 2), Some("国民の休日"));
        assert_eq!(name(2019, 12, 23), None);
        assert_eq!(name(2019, 10, 14), Some("体育の日"));
        assert_eq!(name(2020, 7, 24), Some("スポーツの日"));
        assert_eq!(name(2026, 9, 22), Some("国民の休日"));
        assert_eq!(name(1947, 11, 3), None);
        assert_eq!(name(2100, 1, 1), None);
    }

    #[test]
    fn the_table_and_the_law_agree_on_every_day() {
        let (mut day, last) = (Date::new(1947, 1, 1).unwrap(), Date::new(2100, 12, 31).unwrap());
        while day < last {
            assert_eq!(is_public_holiday(day), is_holiday(day).is_some(), "{day}");
            day = day.tomorrow().unwrap();
        }
    }

    proptest::proptest! {
        #[test]
        fn coming_days_of_rest_are_those_of_every_day_looked_at(start in 0i32..20_000, length in 0i32..400) {
            let from = Date::new(1990, 1, 1).unwrap().checked_add(jiff::Span::new().days(start)).unwrap();
            let to = from.checked_add(jiff::Span::new().days(length)).unwrap();
            let rests = |day: &Date| is_holiday(*day).is_some() || (day.month() == 12 && day.day() >= 29) || (day.month() == 1 && day.day() <= 3);
            let all: Vec<Date> = (0..=length).map(|n| from.checked_add(jiff::Span::new().days(n)).unwrap()).filter(rests).collect();
            proptest::prop_assert_eq!(rest_days(from, to).collect::<Vec<_>>(), all);
            let next = next_public_holiday(from).unwrap();
            proptest::prop_assert!(next >= from && is_holiday(next).is_some());
            proptest::prop_assert_eq!(rest_days(from, next).filter(|day| is_public_holiday(*day)).count(), 1);
        }
    }

    #[test]
    fn after_the_last_year_of_the_table_there_is_no_next_holiday() {
        assert_eq!(next_public_holiday(Date::new(2099, 12, 31).unwrap()), None);
        assert_eq!(rest_days(Date::MAX, Date::MAX).count(), 1);
    }
}

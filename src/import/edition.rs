//! Dates as Japanese public files write them.

use jiff::civil::Date;

use super::Part;
use crate::domain::text::fold;

/// The day for which a file was published: stated above the header, else in its name, else its modification date.
pub(super) fn of(part: &Part, above: &[String]) -> Option<Date> {
    above.iter().find_map(|text| as_of(text)).or_else(|| in_name(&part.name)).or(part.modified)
}

/// The date before 「現在」.
fn as_of(text: &str) -> Option<Date> {
    let text = fold(text);
    let before = text.split("現在").next().filter(|before| before.len() < text.len())?;
    let start = ERAS.iter().filter_map(|(era, _)| before.rfind(era)).max()?;
    era_date(&before[start..])
}

/// Eight digits in a file's name that are a date, the innermost name first.
fn in_name(name: &str) -> Option<Date> {
    name.rsplit(['!', '/', '\\']).find_map(|name| {
        name.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 8).find_map(|digits| {
            let number: i32 = digits.parse().ok()?;
            let date = Date::new((number / 10_000) as i16, (number / 100 % 100) as i8, (number % 100) as i8).ok()?;
            (2000..2100).contains(&date.year()).then_some(date)
        })
    })
}

/// Eras and the year before their first (元号法, 皇室典範): the last is tried first.
const ERAS: [(&str, i16); 4] = [("令和", 2018), ("平成", 1988), ("昭和", 1925), ("大正", 1911)];

/// 「令和 6年10月 1日」「平成元年４月１日」, with blanks anywhere and in any width.
pub(super) fn era_date(text: &str) -> Option<Date> {
    let text = fold(text);
    let (before, rest) = ERAS.iter().find_map(|(era, before)| Some((*before, text.strip_prefix(era)?)))?;
    let (year, rest) = rest.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let year: i16 = if year == "元" { 1 } else { year.parse().ok()? };
    Date::new(before.checked_add(year)?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn part(name: &str) -> Part {
        Part { name: name.to_owned(), modified: Some(date(2026, 2, 3)), bytes: Vec::new() }
    }

    #[test]
    fn era_dates_are_read_with_blanks_and_wide_digits() {
        assert_eq!(era_date("平成29年 3月 1日"), Some(date(2017, 3, 1)));
        assert_eq!(era_date("令和元年11月 1日"), Some(date(2019, 11, 1)));
        assert_eq!(era_date("昭和６３年１２月３１日"), Some(date(1988, 12, 31)));
        assert_eq!(era_date("令和 6年13月 1日"), None);
        assert_eq!(era_date(""), None);
    }

    #[test]
    fn the_sheet_says_the_edition_before_the_name_and_the_name_before_the_zip() {
        let above = ["[令和７年１０月１日 現在 ]令和７年１０月２１日作成 全医療機関出力".to_owned()];
        assert_eq!(of(&part("a_20200101.xlsx"), &above), Some(date(2025, 10, 1)));
        assert_eq!(of(&part("x_20240601.zip!01-1_20251201.csv"), &[]), Some(date(2025, 12, 1)));
        assert_eq!(of(&part("x_20240601.zip!inner.csv"), &[]), Some(date(2024, 6, 1)));
        assert_eq!(of(&part("jigyosho_130.zip!jigyosho_99999999.csv"), &[]), Some(date(2026, 2, 3)));
    }
}

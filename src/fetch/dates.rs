//! Days in the names of files and beside links, as public offices write them.

use std::ops::Range;

use jiff::civil::Date;

/// A day and where in the text it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// The day; the first of the month where only the month is said.
    pub(super) date: Date,
    /// Its bytes in the text.
    pub(super) at: Range<usize>,
}

/// The year before 令和元年.
const BEFORE_REIWA: i16 = 2018;

/// A day in the name of a file: `…_20260601`, `…_20260709180342`, `…_202606`, `2026.6_…`, `…r0806`, `r8_6`, or words as in [`in_text`].
///
/// The text is expected in NFKC.
pub(super) fn in_name(name: &str) -> Option<Dated> {
    let runs = || digit_runs(name);
    let number = |run: &Range<usize>| name[run.clone()].to_owned();
    let compact = |run: Range<usize>| {
        let digits = number(&run);
        let (year, month, day) = match digits.len() {
            8 | 14 => (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?),
            6 => (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, 1),
            _ => return None,
        };
        day_of(year, month, day).map(|date| Dated { date, at: run })
    };
    runs()
        .find_map(|run| if run.len() == 6 { None } else { compact(run) })
        .or_else(|| in_text(name))
        .or_else(|| runs().find_map(|run| reiwa(name, &run)))
        .or_else(|| runs().find_map(|run| dotted(name, &run)))
        .or_else(|| runs().find_map(compact))
}

/// A day in words: 「令和８年６月１日」, 「2026年6月1日」, 「令和元年5月」. The text is expected in NFKC.
pub(super) fn in_text(text: &str) -> Option<Dated> {
    text.match_indices('年').find_map(|(at, _)| {
        let before = text[..at].trim_end();
        let (year, start) = match before.strip_suffix('元') {
            Some(era) => (BEFORE_REIWA + 1, era.strip_suffix("令和")?.len()),
            None => {
                let rest = before.trim_end_matches(|c: char| c.is_ascii_digit());
                let year: i16 = before[rest.len()..].parse().ok()?;
                match rest.trim_end().strip_suffix("令和") {
                    Some(era) => (BEFORE_REIWA.checked_add(year)?, era.len()),
                    None => (year, rest.len()),
                }
            }
        };
        let rest = &text[at + '年'.len_utf8()..];
        let (month, behind) = leading_number(rest, '月')?;
        let (day, behind) = leading_number(behind, '日').unwrap_or((1, behind));
        let date = day_of(year, month, day)?;
        Some(Dated { date, at: start..text.len() - behind.len() })
    })
}

/// The number before a unit, blanks aside, and what follows the unit.
fn leading_number(text: &str, unit: char) -> Option<(i8, &str)> {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = text[..text.len() - rest.len()].parse().ok()?;
    Some((number, rest.trim_start().strip_prefix(unit)?))
}

/// `r0806`, `R8.6`, `r8_06`: 令和, where no letter stands before it.
fn reiwa(name: &str, run: &Range<usize>) -> Option<Dated> {
    let before = name[..run.start].strip_suffix(['r', 'R'])?;
    if before.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let digits = &name[run.clone()];
    let (year, month, end) = match digits.len() {
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?, run.end),
        1 | 2 => {
            let (month, end) = separated_month(name, run.end)?;
            (digits.parse().ok()?, month, end)
        }
        _ => return None,
    };
    let date = day_of(BEFORE_REIWA.checked_add(year)?, month, 1)?;
    Some(Dated { date, at: before.len()..end })
}

/// `2026.6`, `2026-06`.
fn dotted(name: &str, run: &Range<usize>) -> Option<Dated> {
    if run.len() != 4 {
        return None;
    }
    let (month, end) = separated_month(name, run.end)?;
    let date = day_of(name[run.clone()].parse().ok()?, month, 1)?;
    Some(Dated { date, at: run.start..end })
}

fn separated_month(name: &str, from: usize) -> Option<(i8, usize)> {
    let rest = name[from..].strip_prefix(['.', '_', '-'])?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let month = rest[..digits].parse().ok().filter(|_| digits <= 2)?;
    Some((month, from + 1 + digits))
}

fn digit_runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(|c: char| c.is_ascii_digit())?;
        let end = text[start..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |length| start + length);
        from = end;
        Some(start..end)
    })
}

/// A day on which such a file may have been published.
fn day_of(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok().filter(|date| (2015..2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_real_shape_are_dated() {
        for (name, expected) in [
            ("01-1_hospital_facility_info_20251201.csv.zip", Some(date(2025, 12, 1))),
            ("jigyosho_130_all_20260709180342.csv", Some(date(2026, 7, 9))),
            ("12届出受理医療機関名簿(医科)千葉r0710.xlsx", Some(date(2025, 10, 1))),
            ("r7_10_shisetsu_okinawa_ika_02.xlsx", Some(date(2025, 10, 1))),
            ("2025.10_sisetukijun_nara_ika.xlsx", Some(date(2025, 10, 1))),
            ("shisetsu-04miyagi-ika-r0806.zip", Some(date(2026, 6, 1))),
            ("名簿_令和8年6月1日現在.zip", Some(date(2026, 6, 1))),
            ("meibo_202606.zip", Some(date(2026, 6, 1))),
            ("jigyosho_130.csv", None),
            ("000415636.xlsx", None),
            ("letter12.zip", None),
            ("list_20261301.csv", None),
        ] {
            assert_eq!(in_name(name).map(|dated| dated.date), expected, "{name}");
        }
    }

    #[test]
    fn words_are_dated() {
        for (text, expected) in [
            ("(令和8年8月1日現在)", Some(date(2026, 8, 1))),
            ("令和 7年 10月 1日", Some(date(2025, 10, 1))),
            ("令和元年5月", Some(date(2019, 5, 1))),
            ("2026年6月1日時点", Some(date(2026, 6, 1))),
            ("平成30年度の資料、2026年6月", Some(date(2026, 6, 1))),
            ("8月1日", None),
            ("年月日", None),
        ] {
            assert_eq!(in_text(text).map(|dated| dated.date), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "\\PC{0,40}") {
            for dated in [in_name(&text), in_text(&text)].into_iter().flatten() {
                prop_assert!(text.get(dated.at).is_some());
            }
        }
    }
}

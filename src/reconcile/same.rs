//! Whether two values say the same, apart from how they are written.

use super::Located;
use crate::domain::facility::Beds;
use crate::domain::hours::Calendar;
use crate::domain::municipality::split_prefecture;
use crate::domain::text::{fold, large_kana, nfkc};
use crate::domain::{LatLon, Metres};

/// Points closer than this are one place: published points lie at a building or at its entrance.
const ONE_PLACE: Metres = Metres(100.0);
/// Fewer letters than these say too little to be the end of another name.
const SHORTEST_ENDING: usize = 3;
/// The fewest digits of a telephone number with its area code.
const PHONE_DIGITS: usize = 9;

/// Letters and digits only, folded, small kana as large ones.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).map(large_kana).collect()
}

/// Names in other widths, marks or kana; one may carry the legal person in front.
pub(super) fn names(a: &str, b: &str) -> bool {
    let (a, b) = (letters(a), letters(b));
    let ends = |long: &str, short: &str| short.chars().count() >= SHORTEST_ENDING && long.ends_with(short);
    a == b || ends(&a, &b) || ends(&b, &a)
}

/// Telephone numbers by their digits; one may carry an extension.
pub(super) fn phones(a: &str, b: &str) -> bool {
    let digits = |text: &str| nfkc(text).chars().filter(char::is_ascii_digit).collect::<String>();
    let (a, b) = (digits(a), digits(b));
    let begins = |long: &str, short: &str| short.len() > PHONE_DIGITS && long.starts_with(short);
    a == b || begins(&a, &b) || begins(&b, &a)
}

/// Home pages without scheme, `www.` and the last slash.
pub(super) fn urls(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let lower = nfkc(text).to_ascii_lowercase();
        let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
        rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
    };
    plain(a) == plain(b)
}

/// The same total.
pub(super) const fn beds(a: &Beds, b: &Beds) -> bool {
    a.total == b.total
}

/// The same specialties in any order.
pub(super) fn specialties(a: &[String], b: &[String]) -> bool {
    let sorted = |list: &[String]| {
        let mut folded: Vec<String> = list.iter().map(|name| letters(name)).collect();
        folded.sort_unstable();
        folded.dedup();
        folded
    };
    sorted(a) == sorted(b)
}

/// The same rules and the same unread words.
pub(super) fn calendars(a: &Calendar, b: &Calendar) -> bool {
    let plain = |calendar: &Calendar| calendar.normalise();
    a.rules == b.rules && a.rest == b.rest || {
        let (a, b) = (plain(a), plain(b));
        a.rules == b.rules && letters(&a.rest) == letters(&b.rest)
    }
}

/// Points of one building.
pub(super) fn points(a: LatLon, b: LatLon) -> bool {
    a == b || a.geodesic(b).0 <= ONE_PLACE.0
}

/// Addresses of one place, where one may lack the prefecture, the town or the building and numbers are written in any way.
pub(super) fn addresses(a: &str, b: &str, locate: &impl Fn(&str) -> Option<Located>) -> bool {
    if a == b {
        return true;
    }
    let (plain_a, plain_b) = (plain_address(a), plain_address(b));
    if plain_a == plain_b || continues(&plain_a, &plain_b) || continues(&plain_b, &plain_a) {
        return true;
    }
    let (Some(a), Some(b)) = (locate(a), locate(b)) else { return false };
    let towns = a.town.is_empty() || b.town.is_empty() || a.town.starts_with(&b.town) || b.town.starts_with(&a.town);
    let (of_a, of_b) = (numbers(&a.rest), numbers(&b.rest));
    a.municipality == b.municipality && towns && (of_a.starts_with(&of_b) || of_b.starts_with(&of_a))
}

/// Whether an address ends after its town, without a house number.
pub(super) fn is_cut_off(address: &str, locate: &impl Fn(&str) -> Option<Located>) -> bool {
    locate(address).is_some_and(|located| !located.town.is_empty() && numbers(&located.rest).is_empty())
}

/// Whether the two lie in different towns, as far as both towns are known.
pub(super) fn towns_differ(a: &str, b: &str, locate: &impl Fn(&str) -> Option<Located>) -> bool {
    let (Some(a), Some(b)) = (locate(a), locate(b)) else { return false };
    let known = !a.town.is_empty() && !b.town.is_empty();
    a.municipality != b.municipality || known && !a.town.starts_with(&b.town) && !b.town.starts_with(&a.town)
}

/// Whether the longer address is the shorter one with a building behind it.
fn continues(long: &str, short: &str) -> bool {
    let behind = long.strip_prefix(short).unwrap_or_default();
    let ends_in_number = short.ends_with(|c: char| c.is_ascii_digit());
    ends_in_number && behind.starts_with(|c: char| !c.is_ascii_digit() && c != '-')
}

/// Folded, without the prefecture and 大字, house numbers joined by hyphens: 「浦賀5丁目1番地の1」 is 「浦賀5-1-1」.
fn plain_address(text: &str) -> String {
    let whole = nfkc(text);
    let rest = split_prefecture(&whole).map_or(whole.as_str(), |(_, rest)| rest);
    let hyphenated = hyphenated(&fold(rest).replace("大字", ""));
    let mut plain = String::with_capacity(hyphenated.len());
    let mut letters = hyphenated.chars().peekable();
    while let Some(c) = letters.next() {
        // The 号 behind the last number joins nothing.
        if c != '-' || letters.peek().is_some_and(char::is_ascii_digit) {
            plain.push(c);
        }
    }
    plain
}

/// House numbers joined by hyphens, in whatever way they were joined.
fn hyphenated(folded: &str) -> String {
    const JOINTS: [&str; 7] = ["番地ノ", "番地", "丁目", "番", "号", "ノ", "-"];
    let mut text = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some(c) = rest.chars().next() {
        let after_number = text.ends_with(|c: char| c.is_ascii_digit() || c == '-');
        if let Some(joint) = JOINTS.iter().find(|joint| after_number && rest.starts_with(**joint)) {
            if !text.ends_with('-') {
                text.push('-');
            }
            rest = &rest[joint.len()..];
            continue;
        }
        let number = kanji_number(rest).filter(|_| !text.ends_with(|c: char| c.is_ascii_digit()));
        match number {
            Some((digits, length)) => {
                text.push_str(&digits.to_string());
                rest = &rest[length..];
            }
            None => {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    text
}

/// A number in kanji that counts 丁目, 番 or 号: 「五丁目」, 「十二番」. Kanji in names of places are none.
fn kanji_number(text: &str) -> Option<(u32, usize)> {
    const DIGITS: &str = "一二三四五六七八九";
    let length = text.find(|c| !DIGITS.contains(c) && c != '十')?;
    let counted = ["丁目", "番", "号"].iter().any(|unit| text[length..].starts_with(unit));
    if length == 0 || !counted {
        return None;
    }
    let (mut total, mut last) = (0, 0);
    for c in text[..length].chars() {
        if c == '十' {
            total += 10 * u32::max(last, 1);
            last = 0;
        } else {
            last = DIGITS.chars().position(|digit| digit == c).and_then(|at| u32::try_from(at + 1).ok())?;
        }
    }
    Some((total + last, length))
}

/// The house numbers at the beginning of what follows a town.
fn numbers(rest: &str) -> Vec<u32> {
    let plain = hyphenated(&fold(rest));
    let first = plain.find(|c: char| c.is_ascii_digit()).unwrap_or(plain.len());
    let end = plain[first..].find(|c: char| !c.is_ascii_digit() && c != '-').map_or(plain.len(), |at| first + at);
    plain[first..end].split('-').filter_map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nowhere(_: &str) -> Option<Located> {
        None
    }

    #[test]
    fn writing_is_not_meaning() {
        assert!(names("医療法人社団　波の会　うみかぜクリニツク", "うみかぜｸﾘﾆｯｸ"));
        assert!(!names("うみかぜクリニック", "なぎさクリニック"));
        assert!(!names("第二病院", "病院"));
        assert!(phones("０４６－０００－１１１１", "046(000)1111") && phones("046-000-1111内線22", "0460001111"));
        assert!(!phones("046-000-1111", "046-000-1112"));
        assert!(
            urls("https://www.example.jp/", "http://example.jp") && !urls("http://example.jp/a", "http://example.jp/b")
        );
        assert!(specialties(&["内科".into(), "小児科".into()], &["小児科".into(), "内科".into()]));
    }

    #[test]
    fn one_place_has_many_addresses() {
        let same = |a, b| addresses(a, b, &nowhere);
        for other in [
            "横須賀市浦賀５－１－１",
            "神奈川県横須賀市浦賀５丁目１番１号",
            "神奈川県横須賀市浦賀五丁目1番地の1 架空ビル2階",
            "神奈川県横須賀市大字浦賀5ー1ー1",
        ] {
            assert!(same("神奈川県横須賀市浦賀5-1-1", other), "{other}");
        }
        assert!(same("新潟県三条市一ノ木戸2番", "三条市一ノ木戸2"));
        for other in ["神奈川県横須賀市浦賀5-1-12", "神奈川県横須賀市浦賀5-1-1-3", "神奈川県横須賀市久里浜5-1-1"]
        {
            assert!(!same("神奈川県横須賀市浦賀5-1-1", other), "{other}");
        }
    }
}

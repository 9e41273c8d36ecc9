//! Direct telephone numbers and mail addresses inside words.

use unicode_normalization::UnicodeNormalization;

/// What stands in the place of a number that was taken away.
const GONE: &str = "…";

/// The digits of a text, in half width.
pub(super) fn digits(text: &str) -> String {
    text.nfkc().filter(char::is_ascii_digit).collect()
}

/// The text without telephone numbers and mail addresses, but for the numbers of `kept` (digits only); `None` where none is in it.
pub(super) fn without(text: &str, kept: &[String]) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut left = String::with_capacity(text.len());
    let (mut at, mut found) = (0, false);
    while let Some(&letter) = letters.get(at) {
        if let Some(end) = number_end(&letters, at, kept).or_else(|| address_end(&letters, at)) {
            left.push_str(GONE);
            (at, found) = (end, true);
        } else {
            left.push(letter);
            at += 1;
        }
    }
    found.then_some(left)
}

/// The digit that a letter is, in any width.
fn digit(letter: char) -> Option<char> {
    match letter {
        '0'..='9' => Some(letter),
        '０'..='９' => char::from_digit(u32::from(letter) - u32::from('０'), 10),
        _ => None,
    }
}

/// Whether a letter stands between the groups of a number.
fn joins(letter: char) -> bool {
    matches!(
        letter,
        '-' | '('
            | ')'
            | ' '
            | '.'
            | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '―'
            | '−'
            | 'ー'
            | '－'
            | '（'
            | '）'
            | '　'
            | 'ｰ'
            | '．'
            | '・'
            | '/'
            | '／'
            | 'の'
    )
}

/// Where a telephone number that begins here ends; `None` where none begins, or where it is one of those that stay.
fn number_end(letters: &[char], from: usize, kept: &[String]) -> Option<usize> {
    let before = from.checked_sub(1).and_then(|before| letters.get(before)).copied();
    let first = *letters.get(from)?;
    let abroad = matches!(first, '+' | '＋');
    if before.is_some_and(|before| digit(before).is_some()) || !(abroad || digit(first) == Some('0')) {
        return None;
    }
    // From abroad 090 is +81 90.
    let mut number = String::new();
    let (mut at, mut skipped, mut gap) = (from + usize::from(abroad), 0, 0);
    while let Some(&letter) = letters.get(at).filter(|_| !is_whole(&number)) {
        at += 1;
        match digit(letter) {
            Some(country) if abroad && skipped < 2 => {
                if country != ['8', '1'][skipped] {
                    return None;
                }
                skipped += 1;
                number.push_str(if skipped == 2 { "0" } else { "" });
            }
            Some(digit) => number.push(digit),
            // Two in a row stand in 「03（1234）5678」 and 「03) 1234」.
            None if joins(letter) && gap < 2 => {
                gap += 1;
                continue;
            }
            None => return None,
        }
        gap = 0;
    }
    let rest = letters.iter().skip(at).take_while(|letter| digit(**letter).is_some()).count();
    (is_whole(&number) && !kept.contains(&number)).then_some(at + rest)
}

/// Whether the digits are all of a telephone number: eleven of a mobile or IP telephone and of 0800, otherwise ten.
fn is_whole(number: &str) -> bool {
    let long = ["050", "060", "070", "080", "090"].iter().any(|prefix| number.starts_with(prefix));
    number.len() == if long { 11 } else { 10 }
}

/// Where a mail address that begins here ends.
fn address_end(letters: &[char], from: usize) -> Option<usize> {
    let plain =
        |letter: char| letter.nfkc().next().is_some_and(|one| one.is_ascii_alphanumeric() || "._%+-".contains(one));
    let before = from.checked_sub(1).and_then(|before| letters.get(before)).copied();
    if before.is_some_and(plain) {
        return None;
    }
    let name = letters.iter().skip(from).take_while(|letter| plain(**letter)).count();
    let at = letters.get(from + name).is_some_and(|letter| matches!(letter, '@' | '＠'));
    let host: String = letters.iter().skip(from + name + 1).take_while(|letter| plain(**letter)).collect();
    (name > 0 && at && host.contains(['.', '．'])).then(|| from + name + 1 + host.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_found_however_they_are_written() {
        for (text, left) in [
            ("院長携帯 090-1234-5678 まで", "院長携帯 … まで"),
            ("０９０－１２３４－５６７８", "…"),
            ("09012345678", "…"),
            ("直通046(123)4567、内線2", "直通…、内線2"),
            ("03（1234）5678／土日", "…／土日"),
            ("+81-90-1234-5678", "…"),
            ("dr@clinic.example.jp へ", "… へ"),
            ("ｄｒ＠clinic.example.jp", "…"),
            ("先に0468-12-3456 次に 080 1111 2222", "先に… 次に …"),
            ("03-1234-5678 090-1111-2222", "… …"),
            ("046-123-4567/090-1111-2222", "…/…"),
            ("0800-1234-567", "…"),
        ] {
            assert_eq!(without(text, &[]).as_deref(), Some(left), "{text}");
        }
        for text in [
            "",
            "看取りのみ",
            "10〜15名",
            "2026-11-21 から",
            "24時間",
            "1470000000",
            "平日 09:00-12:00",
            "土日は不可 @院長",
            "0〜3名",
        ] {
            assert_eq!(without(text, &[]), None, "{text}");
        }
    }

    #[test]
    fn the_main_number_stays() {
        let kept = vec![digits("046-123-4567")];
        assert_eq!(without("代表 ０４６（１２３）４５６７", &kept), None);
        assert_eq!(without("046-123-4567 直通 046-123-4568", &kept).as_deref(), Some("046-123-4567 直通 …"));
    }
}

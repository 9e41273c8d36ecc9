//! Telephone numbers and home pages as people type them into forms.

use super::ledger::{Ledger, place};
use crate::domain::text::nfkc;

/// A telephone number as published, trimmed; nothing where the text is none. Numbers that lost their leading zero get it back.
pub(super) fn phone(text: &str, row: u64, field: &str, ledger: &mut Ledger<'_>) -> Option<String> {
    /// The shortest numbers with area code have ten digits; nine where a spreadsheet took the zero.
    const FEWEST_DIGITS: usize = 9;
    let plain = nfkc(text);
    if plain.chars().all(|c| !c.is_alphanumeric()) {
        return None;
    }
    let digits = plain.chars().filter(char::is_ascii_digit).count();
    if digits < FEWEST_DIGITS {
        ledger.warn(
            "not_a_phone_number",
            place(row, field, text),
            "桁が足りず電話番号として読めません。空欄にしました (too few digits for a telephone number; the field was left empty)",
        );
        return None;
    }
    let bare = plain.bytes().all(|b| b.is_ascii_digit());
    if bare && !plain.starts_with('0') && digits <= FEWEST_DIGITS + 1 {
        ledger.info(
            "phone_zero_restored",
            place(row, field, text),
            "先頭の 0 が消えていたので補いました (the number had lost its leading zero)",
        );
        return Some(format!("0{plain}"));
    }
    Some(text.to_owned())
}

/// A home page: nothing for 「http://」 alone, a scheme where it was mistyped or left out, never another scheme than http(s).
pub(super) fn url(text: &str, row: u64, field: &str, ledger: &mut Ledger<'_>) -> Option<String> {
    let plain = nfkc(text);
    let host = strip_scheme(&plain);
    if host.chars().all(|c| !c.is_alphanumeric()) {
        return None;
    }
    let scheme = if plain.to_ascii_lowercase().starts_with("https") { "https" } else { "http" };
    if !is_domain(host.split(['/', '?', '#']).next().unwrap_or_default()) || host.contains([' ', '<', '>', '"']) {
        ledger.warn("not_a_url", place(row, field, text), "ホームページの住所ではありません。空欄にしました (not the address of a home page; the field was left empty)");
        return None;
    }
    let whole = format!("{scheme}://{host}");
    if whole != text {
        ledger.info(
            "url_repaired",
            place(row, field, text),
            "http:// の書き誤りや全角を直しました (the scheme was missing or mistyped, or the text was in wide letters)",
        );
    }
    Some(whole)
}

/// A name with a dot in it, and possibly a port. An address for mail is none.
fn is_domain(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "80"));
    name.contains('.')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
        && port.bytes().all(|b| b.is_ascii_digit())
}

/// What follows 「http://」 in the spellings that occur: `http//`, `http:/`, `http:`, `ttp://`, `https//`, nothing.
fn strip_scheme(plain: &str) -> &str {
    let lower = plain.to_ascii_lowercase();
    let start = ["https", "http", "ttps", "ttp"]
        .iter()
        .find(|scheme| lower.starts_with(*scheme))
        .map_or(0, |scheme| scheme.len());
    let rest = &plain[start..];
    if start > 0 && !rest.starts_with([':', '/', ';']) {
        return plain;
    }
    rest.trim_start_matches([':', '/', ';'])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn with<T>(f: impl FnOnce(&mut Ledger<'_>) -> T) -> T {
        let mut deaf = |_| {};
        f(&mut Ledger::new("f", date(2026, 1, 1), &mut deaf))
    }

    #[test]
    fn telephone_numbers_are_kept_as_published() {
        let phone = |text| with(|ledger| phone(text, 2, "電話番号", ledger));
        assert_eq!(phone("0742(22)2756").as_deref(), Some("0742(22)2756"));
        assert_eq!(phone("０４５－１２３－４５６７").as_deref(), Some("０４５－１２３－４５６７"));
        assert_eq!(phone("468221234").as_deref(), Some("0468221234"));
        for nothing in ["", "-", "－", "休止中", "1", "六甲ビル７"] {
            assert_eq!(phone(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn home_pages_are_repaired_or_left_empty() {
        let url = |text| with(|ledger| url(text, 2, "URL", ledger));
        assert_eq!(url("https://example.jp/a?b=c").as_deref(), Some("https://example.jp/a?b=c"));
        assert_eq!(url("http//www.example.jp").as_deref(), Some("http://www.example.jp"));
        assert_eq!(url("www.example.jp/~a").as_deref(), Some("http://www.example.jp/~a"));
        assert_eq!(url("ｈｔｔｐ：／／example.jp").as_deref(), Some("http://example.jp"));
        assert_eq!(url("http://example.jp:8080/").as_deref(), Some("http://example.jp:8080/"));
        for nothing in
            ["", "http://", "https://", "-", "なし", "javascript:alert(1.0)", "info@example.jp", "www.example.jp>top"]
        {
            assert_eq!(url(nothing), None, "{nothing}");
        }
    }
}

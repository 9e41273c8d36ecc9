//! What is typed around an address or instead of one: postal codes and coordinates.

use super::Candidate;
use crate::domain::place::{LatLon, Level, Metres};

/// The byte behind a postal code at the beginning: 〒238-0014, ２３８－００１４, 〒2380014.
pub(super) fn postal_code(text: &str) -> usize {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '〒');
    let marked = text.trim_start().starts_with('〒');
    let mut digits = 0;
    let mut end = text.len() - trimmed.len();
    let mut hyphen = false;
    for (i, c) in trimmed.char_indices() {
        let digit = c.is_ascii_digit() || ('０'..='９').contains(&c);
        hyphen |= digits == 3 && !digit;
        if digit && digits < 7 {
            digits += 1;
            end = text.len() - trimmed.len() + i + c.len_utf8();
        } else if digit || !(digits == 3 && "-‐‑–—−－ー".contains(c)) {
            break;
        }
    }
    let complete = digits == 7 && (marked || hyphen || text.len() > end);
    if complete || (marked && digits == 3) { end } else { 0 }
}

/// Typed coordinates, latitude first: 「35.2,139.7」. `Some(None)` when they are coordinates, but not of a place in Japan.
#[expect(clippy::option_option, reason = "not coordinates, or coordinates of no place here")]
pub(super) fn coordinates(text: &str) -> Option<Option<Candidate>> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            '．' => '.',
            '，' | '、' => ',',
            c => c,
        })
        .collect();
    if !plain.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-') {
        return None;
    }
    let mut numbers = plain.split(|c: char| c == ',' || c.is_whitespace()).filter(|p| !p.is_empty());
    let (lat, lon) = (numbers.next()?, numbers.next()?);
    let decimal = |t: &str| t.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-') && t.contains('.');
    if numbers.next().is_some() || !decimal(lat) || !decimal(lon) {
        return None;
    }
    let at = LatLon::new(lat.parse().ok()?, lon.parse().ok()?).ok().filter(|p| p.in_japan());
    Some(at.map(|at| Candidate {
        at,
        level: Level::Point,
        accuracy: Metres(0.0),
        matched: at.to_string(),
        rest: String::new(),
        municipality: None,
        municipality_name: None,
        source: None,
        score: 1.0,
    }))
}

//! Finding the keys of an ordered list that a text begins with.

use std::ops::Range;

use super::letters::Letter;

/// What a number costs that was taken for a 丁目 without a hyphen behind it.
const BARE_NUMBER: f64 = 0.97;

/// A run of equal keys that the text begins with.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Their places in the ordered list.
    pub(super) range: Range<usize>,
    /// The first letter behind them.
    pub(super) end: usize,
    /// How well the number at the end fits.
    pub(super) quality: f64,
}

/// The narrowest part of an ordered list in which every key continues with `c` at byte `depth`.
pub(super) fn descend<'a>(
    within: &Range<usize>,
    depth: usize,
    c: char,
    key: &impl Fn(usize) -> &'a str,
) -> Range<usize> {
    let mut buffer = [0; 4];
    let next = c.encode_utf8(&mut buffer).as_bytes();
    let tail = |i: usize| key(i).as_bytes().get(depth..).unwrap_or_default();
    let start = partition(within, |i| tail(i) < next);
    let end = partition(&(start..within.end), |i| tail(i).starts_with(next));
    start..end
}

/// The first place in an ordered range for which `before` does not hold.
pub(super) fn partition(range: &Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    // What is sought is often near the beginning, so the steps grow from there.
    let mut step = 1;
    while low < high && low + step <= high && before(low + step - 1) {
        low += step;
        step *= 2;
    }
    high = high.min(low + step);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// All keys of an ordered list that `letters` begin with, shortest first. `length` is the byte length of a key.
pub(super) fn prefixes<'a>(letters: &[Letter], within: Range<usize>, key: impl Fn(usize) -> &'a str) -> Vec<Found> {
    let mut found = Vec::new();
    let (mut range, mut depth) = (within, 0);
    for (i, letter) in letters.iter().enumerate() {
        range = descend(&range, depth, letter.c, &key);
        if range.is_empty() {
            break;
        }
        depth += letter.c.len_utf8();
        let next = letters.get(i + 1);
        // Half a number is not a name: 浦賀1 does not begin 浦賀12.
        if next.is_some_and(|n| n.joined) {
            continue;
        }
        let exact = |range: &Range<usize>, depth: usize| range.start..partition(range, |i| key(i).len() == depth);
        let same = exact(&range, depth);
        if !same.is_empty() {
            found.push(Found { range: same, end: i + 1, quality: 1.0 });
        }
        if letter.c.is_ascii_digit()
            && let Some(quality) = reads_as_chome(next, letters.get(i + 2))
        {
            let chome = descend(&range, depth, '丁', &key);
            let same = exact(&chome, depth + '丁'.len_utf8());
            if !same.is_empty() {
                found.push(Found { range: same, end: i + 1, quality });
            }
        }
    }
    found
}

/// Whether a number without 丁目 may be that of a 丁目: 「5-1-1」 and 「5の1」 say so, 「5番」 denies it.
pub(super) fn reads_as_chome(next: Option<&Letter>, after: Option<&Letter>) -> Option<f64> {
    match next {
        Some(Letter { c: '-', .. }) => Some(1.0),
        Some(Letter { c: 'ノ', .. }) if after.is_some_and(|l| l.c.is_ascii_digit()) => Some(1.0),
        None => Some(BARE_NUMBER),
        Some(n) if n.gap || n.c.is_ascii_alphabetic() => Some(BARE_NUMBER),
        _ => None,
    }
}

/// Letters that people put in or leave out: 溝の口 and 溝口, 十日市場 and 十日市場町, 三ツ沢 and 三沢, 北1条西2 and 北1西2.
const fn is_optional(c: char) -> bool {
    matches!(c, 'ノ' | 'ケ' | 'ツ' | '町' | '条')
}

/// Whether the number before letter `at` may be that of a 丁目 although none is written.
fn chome_unwritten(letters: &[Letter], at: usize) -> bool {
    let number = at.checked_sub(1).and_then(|i| letters.get(i)).is_some_and(|l| l.c.is_ascii_digit());
    number && reads_as_chome(letters.get(at), letters.get(at + 1)).is_some()
}

/// The letter behind `key` at the beginning of `letters`, optional letters aside. What follows must be a number, a gap or nothing,
/// because a loose match that also ends anywhere would match everything.
pub(super) fn loosely(key: &str, letters: &[Letter]) -> Option<usize> {
    let mut rest = key.chars().peekable();
    let mut at = 0;
    while let Some(&c) = rest.peek() {
        let letter = letters.get(at);
        if letter.is_some_and(|l| l.c == c) {
            rest.next();
            at += 1;
        } else if is_optional(c) || (c == '丁' && chome_unwritten(letters, at)) {
            rest.next();
        } else if at > 0 && letter.is_some_and(|l| is_optional(l.c)) {
            at += 1;
        } else {
            return None;
        }
    }
    if letters.get(at).is_some_and(|l| l.c == '町') {
        at += 1;
    }
    let next = letters.get(at);
    let ends = next.is_none_or(|l| !l.joined && (l.gap || !l.c.is_alphabetic()));
    (at >= 2 && ends).then_some(at)
}

/// How many of the `letters` a key takes, or may take once more is typed, when exactly one letter was written wrong, left out or
/// put in. Too short a text is no slip but another one.
pub(super) fn slip(key: &str, letters: &[Letter]) -> Option<usize> {
    const LEAST: usize = 3;
    let wanted: Vec<char> = key.chars().collect();
    let same = wanted.iter().zip(letters).take_while(|(c, l)| **c == l.c).count();
    if same == wanted.len() || same == letters.len() || letters.len() < LEAST || wanted.len() < LEAST {
        return None;
    }
    let goes_on = |from: usize, at: usize| {
        let (tail, typed) = (wanted.get(from..)?, letters.get(at..)?);
        let alike = tail.iter().zip(typed).all(|(c, l)| *c == l.c);
        let taken = at + tail.len().min(typed.len());
        (alike && taken >= LEAST && !tail.is_empty()).then_some(taken)
    };
    goes_on(same + 1, same + 1).or_else(|| goes_on(same + 1, same)).or_else(|| goes_on(same, same + 1))
}

/// The letter behind `key` at the beginning of `letters` where exactly one letter was written wrong, left out or put in. Numbers
/// must be right, and what follows must be a number, a gap or nothing.
pub(super) fn nearly(key: &str, letters: &[Letter]) -> Option<usize> {
    /// Names of two letters that share one are too many.
    const LEAST: usize = 3;
    let wanted: Vec<char> = key.chars().collect();
    let wanted = wanted.strip_suffix(&['丁']).filter(|_| chome_unwritten(letters, wanted.len() - 1)).unwrap_or(&wanted);
    if wanted.iter().filter(|c| c.is_alphabetic()).count() < LEAST {
        return None;
    }
    let same = wanted.iter().zip(letters).take_while(|(c, l)| **c == l.c).count();
    let rest = |from: usize, at: usize| {
        let tail = &wanted[from..];
        let fits = letters.len() >= at + tail.len() && tail.iter().zip(&letters[at..]).all(|(c, l)| *c == l.c);
        fits.then_some(at + tail.len())
    };
    let letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic() && !matches!(c, '丁' | '町'));
    let typed = letters.get(same).map(|l| l.c);
    let wrong = letter(wanted.get(same)) && letter(typed.as_ref());
    let end = wrong
        .then(|| rest(same + 1, same + 1))
        .flatten()
        .or_else(|| letter(wanted.get(same)).then(|| rest(same + 1, same)).flatten())
        .or_else(|| letter(typed.as_ref()).then(|| rest(same, same + 1)).flatten())?;
    // A 町 ends the name as well as a number does: 「栗屋町柳迫1649」 for 粟屋町.
    let ends = letters.get(end).is_none_or(|l| !l.joined && (l.gap || !l.c.is_alphabetic()));
    (end > 2 && (ends || wanted.ends_with(&['町']))).then_some(end)
}

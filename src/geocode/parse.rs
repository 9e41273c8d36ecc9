//! Reading an address: prefecture, municipality, town; any of the first two may be missing.

use std::ops::Range;

use crate::domain::municipality::{MunicipalityCode, PREFECTURES, prefecture_name};
use crate::domain::place::{LatLon, Level, Metres};

use super::Candidate;
use super::gazetteer::{Gazetteer, Way, WayKind};
use super::letters::{Folder, Letter};

/// The accuracy of a town is this share of the distance to its fourth nearest neighbour; measured so that nine of ten hospitals
/// lie within it.
pub(super) const REACH: f64 = 0.75;

/// No town is known better than this, in metres: its point is one point of a populated area.
pub(super) const LEAST_ACCURACY: f64 = 150.0;

/// A name that fits more towns of the country than this says too little to be an address.
const TOO_COMMON: usize = 20;

/// What each thing left out or left over costs. Only their order matters: a fuller reading goes first.
mod quality {
    /// The prefecture is missing; nearly every municipality has a name of its own.
    pub(super) const NO_PREFECTURE: f64 = 0.98;
    /// The prefecture is written without its 県.
    pub(super) const SHORT_PREFECTURE: f64 = 0.95;
    /// A designated city without its ward.
    pub(super) const NO_WARD: f64 = 0.95;
    /// A ward that the city does not have (any more).
    pub(super) const UNKNOWN_WARD: f64 = 0.8;
    /// A ward without its city.
    pub(super) const NO_CITY: f64 = 0.9;
    /// A city without its 市.
    pub(super) const CLIPPED: f64 = 0.85;
    /// A town without its municipality.
    pub(super) const TOWN_ALONE: f64 = 0.6;
    /// What follows the town could have been part of its name.
    pub(super) const RAGGED: f64 = 0.85;
    /// A number that was taken for a 丁目 without a hyphen behind it.
    pub(super) const BARE_NUMBER: f64 = 0.97;
    /// The town was found behind letters that are not understood.
    pub(super) const SKIPPED: f64 = 0.8;
    /// A town was written, but not found.
    pub(super) const MUNICIPALITY_ONLY: f64 = 0.4;
    /// A municipality was written, but not found.
    pub(super) const PREFECTURE_ONLY: f64 = 0.2;
}

/// A run of equal keys that the text begins with.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Their places in the ordered list.
    pub(super) range: Range<usize>,
    /// The first letter behind them.
    pub(super) end: usize,
    /// How well the number at the end fits.
    quality: f64,
}

/// The narrowest part of an ordered list in which every key continues with `c` at byte `depth`.
pub(super) fn descend<'a>(within: &Range<usize>, depth: usize, c: char, key: &impl Fn(usize) -> &'a str) -> Range<usize> {
    let mut buffer = [0; 4];
    let next = c.encode_utf8(&mut buffer).as_bytes();
    let tail = |i: usize| key(i).as_bytes().get(depth..).unwrap_or_default();
    let start = partition(within, |i| tail(i) < next);
    let end = partition(&(start..within.end), |i| tail(i).starts_with(next));
    start..end
}

/// The first place in an ordered range for which `before` does not hold.
fn partition(range: &Range<usize>, before: impl Fn(usize) -> bool) -> usize {
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
        let exact = |range: &Range<usize>, depth: usize| {
            range.start..partition(range, |i| key(i).len() == depth)
        };
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
fn reads_as_chome(next: Option<&Letter>, after: Option<&Letter>) -> Option<f64> {
    match next {
        Some(Letter { c: '-', .. }) => Some(1.0),
        Some(Letter { c: 'ノ', .. }) if after.is_some_and(|l| l.c.is_ascii_digit()) => Some(1.0),
        None => Some(quality::BARE_NUMBER),
        Some(n) if n.gap || n.c.is_ascii_alphabetic() => Some(quality::BARE_NUMBER),
        _ => None,
    }
}

/// One reading before it is written out.
#[derive(Debug, Clone, Copy)]
struct Reading {
    what: What,
    end: usize,
    quality: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Town(u32),
    Municipality(u16),
    Prefecture(u32),
}

/// A municipality that the text may name, and what was paid for reading it so.
struct Scope<'a> {
    way: &'a Way,
    prefecture: Option<u32>,
    end: usize,
    quality: f64,
}

impl Scope<'_> {
    /// Whether all that this names belongs to what `wider` names.
    fn is_part_of(&self, wider: &Self) -> bool {
        self.way.municipalities.iter().all(|m| wider.way.municipalities.contains(m))
    }
}

impl Gazetteer {
    /// What the text may mean, best first; empty when nothing in it is a place.
    pub fn geocode(&self, text: &str, limit: usize) -> Vec<Candidate> {
        if let Some(point) = coordinates(text) {
            return point.into_iter().take(limit).collect();
        }
        let skipped = postal_code(text);
        let typed = &text[skipped..];
        let mut letters = Vec::with_capacity(typed.len() / 2);
        Folder::default().fold(typed, &mut letters);
        let mut readings = self.read(&letters);
        share(&mut readings);
        readings.truncate(limit);
        readings.iter().filter_map(|r| self.write(r, typed, &letters)).collect()
    }

    fn read(&self, letters: &[Letter]) -> Vec<Reading> {
        let prefecture = prefecture(letters);
        let (code, start, begin) = match prefecture {
            Some((code, end)) => (Some(code), end, 1.0),
            None => (None, 0, quality::NO_PREFECTURE),
        };
        let mut scopes = self.scopes(letters, start, code, begin);
        if prefecture.is_none() {
            for (code, end) in short_prefectures(letters) {
                let named = self.scopes(letters, end, Some(code), quality::SHORT_PREFECTURE);
                scopes.extend(named.into_iter().filter(|s| s.way.kind < WayKind::Ward));
            }
        }
        let mut readings = Vec::new();
        let mut reached = 0;
        for scope in &scopes {
            // A ward that is written out keeps the towns of its neighbours out, even when its own town is misspelt.
            if scopes.iter().any(|s| s.end > scope.end && s.way.kind < WayKind::City && s.is_part_of(scope)) {
                continue;
            }
            let found = self.towns_in(letters, scope);
            let good = found.iter().any(|r| r.quality > quality::RAGGED * quality::RAGGED);
            readings.extend(found);
            if scope.way.kind < WayKind::Clipped {
                reached = reached.max(scope.end);
            }
            // A longer name of a municipality that holds the town settles it: 横浜市中区 is not 横浜市 with a town 中区….
            if good && scope.way.kind < WayKind::Ward {
                break;
            }
        }
        if readings.is_empty() {
            readings.extend(self.towns_alone(letters, start, code, reached));
            readings.extend(scopes.iter().flat_map(|s| self.municipalities_of(letters, s)));
        }
        if readings.is_empty() {
            let whole = |end: usize| if end == letters.len() { 1.0 } else { quality::PREFECTURE_ONLY };
            if let Some((code, end)) = prefecture {
                readings.push(Reading { what: What::Prefecture(code), end, quality: whole(end) });
            }
            for (code, end) in short_prefectures(letters).filter(|p| prefecture.is_none() && p.1 == letters.len()) {
                readings.push(Reading { what: What::Prefecture(code), end, quality: quality::SHORT_PREFECTURE });
            }
        }
        readings
    }

    /// The municipalities that the text may name from `start` on, the longest name first.
    fn scopes(&self, letters: &[Letter], start: usize, prefecture: Option<u32>, begin: f64) -> Vec<Scope<'_>> {
        let mut scopes = Vec::new();
        for found in prefixes(&letters[start..], 0..self.ways.len(), |i| &self.ways[i].key).into_iter().rev() {
            for way in &self.ways[found.range.clone()] {
                let fits = |m: &u16| prefecture.is_none_or(|p| self.municipality(*m).is_some_and(|m| m.prefecture() == p));
                if !way.municipalities.iter().any(fits) {
                    continue;
                }
                let end = start + found.end;
                // 「大分市加納」 is the city of 大分 and not 大分 with a town 市.
                if way.kind == WayKind::Clipped && letters.get(end).is_some_and(|l| l.c == '市') {
                    continue;
                }
                let paid = match way.kind {
                    WayKind::Full | WayKind::Common => 1.0,
                    WayKind::City => quality::NO_WARD,
                    WayKind::Ward => quality::NO_CITY,
                    WayKind::Clipped => quality::CLIPPED,
                };
                // 「藤沢市藤沢市高倉」: files that join a column of cities to an address that has the city already.
                let again = way.key.chars().zip(&letters[end..]).take_while(|(c, l)| *c == l.c).count();
                let twice = way.kind < WayKind::Ward && again == found.end;
                let end = if twice { end + again } else { end };
                scopes.push(Scope { way, prefecture, end, quality: begin * paid });
            }
        }
        scopes
    }

    fn members<'a>(&'a self, scope: &'a Scope<'_>) -> impl Iterator<Item = u16> + 'a {
        let fits = |m: &u16| scope.prefecture.is_none_or(|p| self.municipality(*m).is_some_and(|m| m.prefecture() == p));
        scope.way.municipalities.iter().copied().filter(fits)
    }

    /// The towns of the municipalities in `scope` that the text goes on with.
    fn towns_in(&self, letters: &[Letter], scope: &Scope<'_>) -> Vec<Reading> {
        let mut readings = Vec::new();
        for number in self.members(scope) {
            let Some(row) = self.municipality(number) else { continue };
            let within = row.towns.start as usize..row.towns.end as usize;
            if is_kyoto(row.code) {
                readings.extend(self.kyoto(letters, scope.end, &within, scope.quality));
            } else {
                readings.extend(self.longest(letters, scope.end, &within, scope.quality));
            }
        }
        if readings.is_empty()
            && scope.way.kind == WayKind::City
            && let Some(ward) = letters[scope.end..].iter().take(5).position(|l| l.c == '区')
        {
            for number in self.members(scope) {
                let Some(row) = self.municipality(number) else { continue };
                let within = row.towns.start as usize..row.towns.end as usize;
                let paid = scope.quality * quality::UNKNOWN_WARD;
                readings.extend(self.longest(letters, scope.end + ward + 1, &within, paid));
            }
        }
        readings
    }

    /// The longest town of a municipality that the letters from `start` begin with.
    fn longest(&self, letters: &[Letter], start: usize, within: &Range<usize>, paid: f64) -> Vec<Reading> {
        let key = |i: usize| self.key(u32::try_from(i).unwrap_or(u32::MAX));
        let Some(best) = prefixes(&letters[start..], within.clone(), key).pop() else { return Vec::new() };
        let end = start + best.end;
        let quality = paid * best.quality * tail_quality(letters, end);
        best.range.filter_map(|i| u32::try_from(i).ok()).map(|i| Reading { what: What::Town(i), end, quality }).collect()
    }

    /// In Kyoto the way along the streets comes first, and the town behind 上る, 下る, 東入 or 西入:
    /// 「寺町通御池上る上本能寺前町488」. Street names are town names elsewhere in the ward, so the last turn decides.
    fn kyoto(&self, letters: &[Letter], start: usize, within: &Range<usize>, paid: f64) -> Vec<Reading> {
        for turn in (start + 1..letters.len()).rev().filter_map(|i| turn_end(letters, i)) {
            let readings = self.longest(letters, turn, within, paid);
            if !readings.is_empty() {
                return readings;
            }
        }
        let plain = self.longest(letters, start, within, paid);
        if plain.iter().any(|r| tail_quality(letters, r.end) >= 1.0) {
            return plain;
        }
        // 「烏丸通三条 場之町」: no turn is written; the longest town name anywhere before the house number is meant.
        let number = letters[start..].iter().position(|l| l.c.is_ascii_digit()).map_or(letters.len(), |n| start + n);
        (start + 1..=number.min(start + 30).min(letters.len()))
            .map(|from| (from, self.longest(letters, from, within, paid * quality::SKIPPED)))
            .filter(|(from, r)| r.first().is_some_and(|r| r.end >= from + 2 && tail_quality(letters, r.end) >= 1.0))
            .max_by_key(|(from, r)| r.first().map_or(0, |r| r.end - from))
            .map_or(plain, |(_, readings)| readings)
    }

    /// Towns of the country, or of the prefecture, that the text begins with, where no municipality is written.
    fn towns_alone(&self, letters: &[Letter], start: usize, prefecture: Option<u32>, reached: usize) -> Vec<Reading> {
        let key = |i: usize| self.by_key.get(i).map_or("", |&t| self.key(t));
        let fits = |town: &u32| {
            let municipality = self.towns.get(*town as usize).and_then(|t| self.municipality(t.municipality));
            municipality.is_some_and(|m| prefecture.is_none_or(|p| m.prefecture() == p))
        };
        for found in prefixes(&letters[start..], 0..self.by_key.len(), key).into_iter().rev() {
            let end = start + found.end;
            let quality = quality::TOWN_ALONE * found.quality * tail_quality(letters, end);
            if found.end < 2 || end <= reached || tail_quality(letters, end) < 1.0 {
                break;
            }
            let towns: Vec<u32> = self.by_key[found.range].iter().copied().filter(fits).take(TOO_COMMON + 1).collect();
            if towns.len() > TOO_COMMON {
                break;
            }
            if !towns.is_empty() {
                return towns.into_iter().map(|t| Reading { what: What::Town(t), end, quality }).collect();
            }
        }
        Vec::new()
    }

    fn municipalities_of(&self, letters: &[Letter], scope: &Scope<'_>) -> Vec<Reading> {
        let complete = scope.end == letters.len();
        if scope.way.kind == WayKind::Clipped && !complete {
            return Vec::new();
        }
        let quality = scope.quality * if complete { 1.0 } else { quality::MUNICIPALITY_ONLY };
        let reading = |m: u16| Reading { what: What::Municipality(m), end: scope.end, quality };
        match scope.way.city {
            Some(city) => vec![reading(city)],
            None => self.members(scope).map(reading).collect(),
        }
    }

    fn write(&self, reading: &Reading, typed: &str, letters: &[Letter]) -> Option<Candidate> {
        let end = reading.end.checked_sub(1).and_then(|i| letters.get(i)).map_or(0, |l| l.end as usize);
        let hyphen = |c: char| c.is_whitespace() || "-‐‑–—−－ー,、，".contains(c);
        let rest = typed.get(end..).unwrap_or_default().trim_start_matches(hyphen).trim_end().to_owned();
        let of = |m: u16| self.municipality(m).map(|m| (MunicipalityCode::from_number(m.code), m.common_name().to_owned()));
        let (at, level, accuracy, matched, municipality) = match reading.what {
            What::Town(town) => {
                let row = self.towns.get(town as usize)?;
                (row.at()?, Level::Town, self.accuracy(row), self.full_name(row), of(row.municipality))
            }
            What::Municipality(number) => {
                let row = self.municipality(number)?;
                let area = row.area?;
                let name = [prefecture_name(row.prefecture()).unwrap_or_default(), &row.name].concat();
                (area.at, Level::Municipality, area.radius, name, of(number))
            }
            What::Prefecture(code) => {
                let area = (*self.prefectures.get(code as usize)?)?;
                (area.at, Level::Prefecture, area.radius, prefecture_name(code)?.to_owned(), None)
            }
        };
        let (municipality, municipality_name) = municipality.map_or((None, None), |(code, name)| (code, Some(name)));
        Some(Candidate { at, level, accuracy, matched, rest, municipality, municipality_name, score: reading.quality })
    }
}

/// Orders readings, drops repeated ones, and lets those that fit equally well share their certainty.
fn share(readings: &mut Vec<Reading>) {
    readings.sort_by(|a, b| b.quality.total_cmp(&a.quality).then(b.end.cmp(&a.end)));
    let mut seen = Vec::with_capacity(readings.len());
    readings.retain(|r| {
        let new = !seen.contains(&r.what);
        seen.push(r.what);
        new
    });
    let mut shared = Vec::with_capacity(readings.len());
    for group in readings.chunk_by(|a, b| a.quality.total_cmp(&b.quality).is_eq()) {
        #[expect(clippy::cast_precision_loss, reason = "some twenty readings")]
        let share = group.len() as f64;
        shared.extend(group.iter().map(|r| Reading { quality: r.quality / share, ..*r }));
    }
    shared.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    *readings = shared;
}

/// Whether a name may well end before letter `end`: at the end of the text, a number, a gap; else the name may be a longer one.
fn tail_quality(letters: &[Letter], end: usize) -> f64 {
    match letters.get(end) {
        None => 1.0,
        Some(l) if l.gap || !l.c.is_alphabetic() => 1.0,
        Some(_) => quality::RAGGED,
    }
}

const fn is_kyoto(code: u32) -> bool {
    code > 26_100 && code < 26_200
}

/// The letter behind a turn that begins at `i`: 上る, 下る, 上がる, 東入, 西入る in any spelling (が is folded to ケ).
fn turn_end(letters: &[Letter], i: usize) -> Option<usize> {
    let is = |at: usize, c: char| letters.get(at).is_some_and(|l| l.c == c);
    let lane = |at: usize| at + usize::from(is(at, 'ル'));
    match letters.get(i)?.c {
        '上' | '下' if is(i + 1, 'ル') => Some(i + 2),
        '上' | '下' if is(i + 1, 'ケ') && is(i + 2, 'ル') => Some(i + 3),
        '東' | '西' if is(i + 1, '入') => Some(lane(i + 2)),
        _ => None,
    }
}

/// The prefecture that the letters begin with, and the first letter behind it.
fn prefecture(letters: &[Letter]) -> Option<(u32, usize)> {
    prefecture_that(letters, |name| name)
}

/// Prefectures without their last letter (神奈川); 北海道 has nothing to leave out.
fn short_prefectures(letters: &[Letter]) -> impl Iterator<Item = (u32, usize)> {
    prefecture_that(letters, |name| name.trim_end_matches(['県', '府', '都'])).into_iter()
}

fn prefecture_that(letters: &[Letter], form: impl Fn(&'static str) -> &'static str) -> Option<(u32, usize)> {
    (1..).zip(PREFECTURES).find_map(|(code, name)| {
        let name = form(name);
        let length = name.chars().count();
        let same = letters.len() >= length && name.chars().zip(letters).all(|(c, l)| same_letter(c, l.c));
        same.then_some((code, length))
    })
}

/// The one numeral in the name of a prefecture is the 三 of 三重県, which reads as a digit here.
fn same_letter(c: char, letter: char) -> bool {
    c == letter || (c == '三' && letter == '3')
}

/// The byte behind a postal code at the beginning: 〒238-0014, ２３８－００１４, 〒2380014.
fn postal_code(text: &str) -> usize {
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
fn coordinates(text: &str) -> Option<Option<Candidate>> {
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
        score: 1.0,
    }))
}

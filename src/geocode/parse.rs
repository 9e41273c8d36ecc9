//! Reading an address: prefecture, municipality, town; any of the first two may be missing.

use std::ops::Range;

use crate::domain::municipality::{MunicipalityCode, PREFECTURES, prefecture_name};
use crate::domain::place::{Level};

use super::Candidate;
use super::gazetteer::{Gazetteer, MunicipalityRow, Way, WayKind};
use super::letters::{Folder, Letter};
use super::search::{descend, loosely, prefixes};
use super::typed::{coordinates, postal_code};

/// The accuracy of a town is this share of the distance to its fourth nearest neighbour; measured so that nine of ten hospitals
/// lie within it.
pub(super) const REACH: f64 = 0.9;

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
    /// Letters such as ノ or 町 had to be put in or left out.
    pub(super) const LOOSE: f64 = 0.9;
    /// The municipality is known from elsewhere than the text.
    pub(super) const TOLD: f64 = 0.97;
    /// The town was found behind letters that are not understood.
    pub(super) const SKIPPED: f64 = 0.8;
    /// A town was written, but not found.
    pub(super) const MUNICIPALITY_ONLY: f64 = 0.4;
    /// A municipality was written, but not found.
    pub(super) const PREFECTURE_ONLY: f64 = 0.2;
}

/// One reading before it is written out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) what: What,
    pub(super) end: usize,
    pub(super) quality: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Town(u32),
    Municipality(u16),
    Prefecture(u32),
}

/// A municipality that the text may name, and what was paid for reading it so.
pub(super) struct Scope<'a> {
    pub(super) way: &'a Way,
    prefecture: Option<u32>,
    pub(super) end: usize,
    quality: f64,
}

/// The towns that reach furthest.
#[derive(Default)]
struct Best {
    end: usize,
    towns: Vec<u32>,
}

impl Best {
    fn offer(&mut self, town: usize, end: usize) {
        if end > self.end {
            self.towns.clear();
            self.end = end;
        }
        if end == self.end {
            self.towns.extend(u32::try_from(town));
        }
    }
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
        let (typed, letters) = letters_of(text);
        self.write_all(self.read(&letters), typed, &letters, limit)
    }

    /// The same for an address that is known to lie in `municipality`, as published files say in a column of their own.
    /// An address that names its municipality itself is believed; one that does not is looked for there.
    pub fn geocode_within(&self, text: &str, municipality: MunicipalityCode, limit: usize) -> Vec<Candidate> {
        if let Some(point) = coordinates(text) {
            return point.into_iter().take(limit).collect();
        }
        let (typed, letters) = letters_of(text);
        let mut readings = self.read(&letters);
        let named = |r: &Reading| matches!(r.what, What::Town(_)) && r.quality > quality::TOWN_ALONE;
        if !readings.iter().any(named) {
            let start = prefecture(&letters).map_or(0, |p| p.1);
            let told: Vec<Reading> =
                self.rows_of(municipality).flat_map(|row| self.towns_of(&letters, start, row, quality::TOLD)).collect();
            if !told.is_empty() {
                readings = told;
            } else if !readings.iter().any(|r| matches!(r.what, What::Municipality(_))) {
                let code = municipality.number();
                let whole = (0..).zip(&self.municipalities).find(|(_, m)| m.code == code);
                readings = whole
                    .map(|(number, _)| Reading { what: What::Municipality(number), end: start, quality: quality::MUNICIPALITY_ONLY })
                    .into_iter()
                    .collect();
            }
        } else {
            // Of several places of that name, the one in the municipality is meant.
            let inside = |r: &Reading| matches!(r.what, What::Town(t) if self.towns.get(t as usize).is_some_and(|t| {
                self.municipality(t.municipality).is_some_and(|m| m.code == municipality.number())
            }));
            if readings.iter().any(inside) {
                readings.retain(inside);
            }
        }
        self.write_all(readings, typed, &letters, limit)
    }

    /// The municipality with a code; the wards, where it is a designated city.
    fn rows_of(&self, code: MunicipalityCode) -> impl Iterator<Item = &MunicipalityRow> {
        let city = self.municipalities.iter().find(|m| m.code == code.number() && m.towns.is_empty());
        self.municipalities.iter().filter(move |m| match city {
            Some(city) => m.prefecture() == city.prefecture() && m.name.starts_with(&city.name) && !m.towns.is_empty(),
            None => m.code == code.number(),
        })
    }

    fn write_all(&self, mut readings: Vec<Reading>, typed: &str, letters: &[Letter], limit: usize) -> Vec<Candidate> {
        share(&mut readings);
        readings.truncate(limit);
        readings.iter().filter_map(|r| self.write(r, typed, letters)).collect()
    }

    pub(super) fn read(&self, letters: &[Letter]) -> Vec<Reading> {
        let prefecture = prefecture(letters);
        let (code, start, begin) = match prefecture {
            Some((code, end)) => (Some(code), end, 1.0),
            None => (None, 0, quality::NO_PREFECTURE),
        };
        let mut scopes = self.scopes(letters, start, code, begin);
        if scopes.iter().all(|s| s.way.kind > WayKind::City)
            && let Some(county) = letters[start..].iter().take(6).position(|l| l.c == '郡')
        {
            // 粕屋郡 for 糟屋郡: the county is misspelt, the town within the prefecture is known all the same.
            let behind = self.scopes(letters, start + county + 1, code, begin * quality::SKIPPED);
            scopes.extend(behind.into_iter().filter(|s| s.way.kind == WayKind::Common));
        }
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
    pub(super) fn scopes(&self, letters: &[Letter], start: usize, prefecture: Option<u32>, begin: f64) -> Vec<Scope<'_>> {
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

    pub(super) fn members<'a>(&'a self, scope: &'a Scope<'_>) -> impl Iterator<Item = u16> + 'a {
        let fits = |m: &u16| scope.prefecture.is_none_or(|p| self.municipality(*m).is_some_and(|m| m.prefecture() == p));
        scope.way.municipalities.iter().copied().filter(fits)
    }

    /// The towns of the municipalities in `scope` that the text goes on with.
    fn towns_in(&self, letters: &[Letter], scope: &Scope<'_>) -> Vec<Reading> {
        let rows = || self.members(scope).filter_map(|number| self.municipality(number));
        let mut readings: Vec<Reading> =
            rows().flat_map(|row| self.strictly(letters, scope.end, row, scope.quality)).collect();
        if readings.is_empty()
            && scope.way.kind == WayKind::City
            && let Some(ward) = letters[scope.end..].iter().take(5).position(|l| l.c == '区')
        {
            let (behind, paid) = (scope.end + ward + 1, scope.quality * quality::UNKNOWN_WARD);
            readings.extend(rows().flat_map(|row| self.strictly(letters, behind, row, paid)));
        }
        if readings.is_empty() && scope.way.kind < WayKind::Ward {
            readings.extend(rows().flat_map(|row| self.loose(letters, scope.end, row, scope.quality)));
        }
        readings
    }

    /// The towns of one municipality that the letters from `start` begin with; loosely where nothing fits as it is written.
    fn towns_of(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let found = self.strictly(letters, start, row, paid);
        if found.is_empty() { self.loose(letters, start, row, paid) } else { found }
    }

    fn strictly(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let within = row.towns.start as usize..row.towns.end as usize;
        if is_kyoto(row.code) {
            self.kyoto(letters, start, &within, paid)
        } else {
            self.longest(letters, start, &within, paid)
        }
    }

    /// Towns that fit but for ノ, ケ, ツ or 町, or whose own beginning is left out (東栗栖町 for 紫野東栗栖町).
    fn loose(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let typed = &letters[start..];
        let [first, second, ..] = typed else { return Vec::new() };
        if !first.c.is_alphabetic() {
            return Vec::new();
        }
        let within = row.towns.start as usize..row.towns.end as usize;
        let key = |i: usize| self.key(u32::try_from(i).unwrap_or(u32::MAX));
        let mut best = Best::default();
        for i in descend(&within, 0, first.c, &key) {
            if let Some(end) = loosely(key(i), typed) {
                best.offer(i, end);
            }
        }
        let mut quality = paid * quality::LOOSE;
        if best.towns.is_empty() {
            quality = paid * quality::SKIPPED;
            let head: String = [first.c, second.c].iter().collect();
            for i in within {
                let tail = key(i).match_indices(&head).find(|(at, _)| *at > 0).map(|(at, _)| &key(i)[at..]);
                if let Some(end) = tail.and_then(|tail| loosely(tail, typed)).filter(|&end| end >= 3) {
                    best.offer(i, end);
                }
            }
        }
        let end = start + best.end;
        best.towns.into_iter().map(|town| Reading { what: What::Town(town), end, quality }).collect()
    }

    /// The longest town of a municipality that the letters from `start` begin with.
    fn longest(&self, letters: &[Letter], start: usize, within: &Range<usize>, paid: f64) -> Vec<Reading> {
        let key = |i: usize| self.key(u32::try_from(i).unwrap_or(u32::MAX));
        let Some(best) = prefixes(&letters[start..], within.clone(), key).pop() else { return Vec::new() };
        let end = start + best.end;
        let tail = tail_quality(letters, end);
        // 「岐阜市中島1丁目」 is not 中 with something behind it.
        if best.end == 1 && tail < 1.0 {
            return Vec::new();
        }
        let quality = paid * best.quality * tail;
        best.range.filter_map(|i| u32::try_from(i).ok()).map(|i| Reading { what: What::Town(i), end, quality }).collect()
    }

    /// In Kyoto the way along the streets comes first, and the town behind 上る, 下る, 東入 or 西入:
    /// 「寺町通御池上る上本能寺前町488」. Street names are town names elsewhere in the ward, so the last turn decides.
    fn kyoto(&self, letters: &[Letter], start: usize, within: &Range<usize>, paid: f64) -> Vec<Reading> {
        let mut from = start;
        for turn in (start + 1..letters.len()).rev().filter_map(|i| turn_end(letters, i)) {
            let readings = self.longest(letters, turn, within, paid);
            if !readings.is_empty() {
                return readings;
            }
            from = from.max(turn);
        }
        let plain = self.longest(letters, start, within, paid);
        if from == start && plain.iter().any(|r| tail_quality(letters, r.end) >= 1.0) {
            return plain;
        }
        // 「烏丸通三条 場之町」, 「五条下る三丁目升屋町」: what stands before the town is no town, and the longest name is meant.
        (from + 1..letters.len().min(from + 24))
            .map(|at| (at, self.longest(letters, at, within, paid * quality::SKIPPED)))
            .filter(|(at, r)| r.first().is_some_and(|r| r.end >= at + 2 && tail_quality(letters, r.end) >= 1.0))
            .max_by_key(|(at, r)| r.first().map_or(0, |r| r.end - at))
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

    pub(super) fn write(&self, reading: &Reading, typed: &str, letters: &[Letter]) -> Option<Candidate> {
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

/// The text behind a postal code, and its letters.
pub(super) fn letters_of(text: &str) -> (&str, Vec<Letter>) {
    let typed = &text[postal_code(text)..];
    let mut letters = Vec::with_capacity(typed.len() / 2);
    Folder::default().fold(typed, &mut letters);
    (typed, letters)
}

/// Orders readings, drops repeated ones, and lets those that fit equally well share their certainty.
pub(super) fn share(readings: &mut Vec<Reading>) {
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
pub(super) fn prefecture(letters: &[Letter]) -> Option<(u32, usize)> {
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

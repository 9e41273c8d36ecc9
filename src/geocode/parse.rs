//! Reading an address: prefecture, municipality, town; any of the first two may be missing.

use crate::domain::municipality::{MunicipalityCode, PREFECTURES, prefecture_name};
use crate::domain::place::Level;
use crate::domain::source::Source;

use super::Candidate;
use super::calibration;
use super::gazetteer::{Gazetteer, MunicipalityRow, Way, WayKind};
use super::letters::{Folder, Letter};
use super::search::prefixes;
use super::typed::{coordinates, postal_code};

/// The accuracy of a town is this share of the distance to its fourth nearest neighbour; measured so that nine of ten hospitals
/// lie within it.
pub(super) const REACH: f64 = 0.9;

/// No town is known worse than this, in metres: 99 of 100 hospitals lie nearer to the point of their town than 4.3 km. The next
/// town of an island may be a sea away; its own houses are not.
pub(super) const MOST_ACCURACY: f64 = 5_000.0;

/// No town is known better than this, in metres: its point is one point of a populated area.
pub(super) const LEAST_ACCURACY: f64 = 150.0;

/// So many letters in front of an address may be a slip of the pen: a prefecture and a postal code, or its name twice.
const MOST_SLIPS: usize = 12;

/// What each thing left out or left over costs. Only their order matters: a fuller reading goes first.
pub(super) mod quality {
    /// The prefecture is missing; nearly every municipality has a name of its own.
    pub(in crate::geocode) const NO_PREFECTURE: f64 = 0.98;
    /// The prefecture is written without its 県.
    pub(in crate::geocode) const SHORT_PREFECTURE: f64 = 0.95;
    /// A designated city without its ward.
    pub(in crate::geocode) const NO_WARD: f64 = 0.95;
    /// A ward that the city does not have (any more).
    pub(in crate::geocode) const UNKNOWN_WARD: f64 = 0.8;
    /// A ward without its city.
    pub(in crate::geocode) const NO_CITY: f64 = 0.9;
    /// A city without its 市.
    pub(in crate::geocode) const CLIPPED: f64 = 0.85;
    /// A town without its municipality.
    pub(in crate::geocode) const TOWN_ALONE: f64 = 0.6;
    /// What follows the town could have been part of its name.
    pub(in crate::geocode) const RAGGED: f64 = 0.85;
    /// Letters such as ノ or 町 had to be put in or left out.
    pub(in crate::geocode) const LOOSE: f64 = 0.9;
    /// The municipality is known from elsewhere than the text.
    pub(in crate::geocode) const TOLD: f64 = 0.97;
    /// The town was found behind letters that are not understood.
    pub(in crate::geocode) const SKIPPED: f64 = 0.8;
    /// One letter of the town is another, is missing or is one too many.
    pub(in crate::geocode) const MISSPELT: f64 = 0.75;
    /// A town was written, but not found.
    pub(in crate::geocode) const MUNICIPALITY_ONLY: f64 = 0.4;
    /// A municipality was written, but not found.
    pub(in crate::geocode) const PREFECTURE_ONLY: f64 = 0.2;
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

    /// The place with which a text begins, nothing in front of it being passed over: for texts that only may be addresses.
    pub fn place_at_start(&self, text: &str) -> Option<Candidate> {
        let (typed, letters) = letters_of(text);
        self.write_all(self.read_plainly(&letters), typed, &letters, 1).pop()
    }

    /// The same for an address that is known to lie in `municipality`, as published files say in a column of their own.
    /// An address that names its municipality itself is believed; one that does not is looked for there.
    pub fn geocode_within(&self, text: &str, municipality: MunicipalityCode, limit: usize) -> Vec<Candidate> {
        if let Some(point) = coordinates(text) {
            return point.into_iter().take(limit).collect();
        }
        let (typed, letters) = letters_of(text);
        let mut readings = self.read(&letters);
        let inside = |number: u16| {
            let named = self.municipality(number);
            // A designated city is the municipality too, when the code is that of its ward.
            self.rows_of(municipality)
                .any(|row| named.is_some_and(|m| m.code == row.code || row.name.starts_with(&m.name)))
        };
        let better_than = |paid: f64| move |r: &Reading| matches!(r.what, What::Town(_)) && r.quality > paid;
        if readings.iter().any(better_than(quality::CLIPPED)) {
            // Of several places of that name, the one in the municipality is meant.
            let meant = |r: &Reading| match r.what {
                What::Town(town) => self.towns.get(town as usize).is_some_and(|t| inside(t.municipality)),
                _ => false,
            };
            if readings.iter().any(meant) {
                readings.retain(meant);
            }
            return self.write_all(readings, typed, &letters, limit);
        }
        // 「横手本町3-11」 is 横手本町 of the municipality told, rather than 横手市本町 without its 市.
        let start = prefecture(&letters).map_or(0, |p| p.1);
        let told: Vec<Reading> =
            self.rows_of(municipality).flat_map(|row| self.towns_of(&letters, start, row, quality::TOLD)).collect();
        let named =
            |r: &Reading| matches!(r.what, What::Municipality(m) if inside(m)) || better_than(quality::TOWN_ALONE)(r);
        if told.iter().any(better_than(quality::TOLD * quality::RAGGED)) {
            readings = told;
        } else if !readings.iter().any(named) {
            readings = told;
            if readings.is_empty() {
                let number =
                    (0..).zip(&self.municipalities).find(|(_, m)| m.code == municipality.number()).map(|(n, _)| n);
                let whole =
                    |n| Reading { what: What::Municipality(n), end: start, quality: quality::MUNICIPALITY_ONLY };
                readings.extend(number.map(whole));
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
        let readings = self.read_plainly(letters);
        let placed = |readings: &[Reading]| readings.iter().any(|r| !matches!(r.what, What::Prefecture(_)));
        if placed(&readings) {
            return readings;
        }
        let (named, start) = prefecture(letters).map_or((None, 0), |(code, end)| (Some(code), end));
        let mut guessed = self.misspelt_municipality(letters, start, named);
        if guessed.is_empty() {
            guessed = self.towns_of_county(letters, start, named);
        }
        if !guessed.is_empty() {
            return guessed;
        }
        for skipped in 1..letters.len().min(MOST_SLIPS) {
            let behind = self.read_behind(letters, skipped, named);
            if placed(&behind) {
                return behind;
            }
        }
        readings
    }

    /// What the text says when letters in front of it are a slip: 「い岩手県盛岡市…」, 「東京都東京立川市…」, 「7610442香川県…」. Only whole
    /// names of prefectures and municipalities are looked for there.
    fn read_behind(&self, letters: &[Letter], skipped: usize, named: Option<u32>) -> Vec<Reading> {
        let tail = &letters[skipped..];
        let whole = |s: &Scope<'_>| s.way.kind < WayKind::City && s.end > 2;
        let prefecture = prefecture(tail);
        if prefecture.is_none() && !self.scopes(tail, 0, named, 1.0).iter().any(whole) {
            return Vec::new();
        }
        let mut readings = self.read_plainly(tail);
        readings.retain(|r| match (named, r.what) {
            (Some(code), What::Town(town)) => {
                let row = self.towns.get(town as usize).and_then(|t| self.municipality(t.municipality));
                row.is_some_and(|m| m.prefecture() == code)
            }
            (Some(code), What::Municipality(number)) => {
                self.municipality(number).is_some_and(|m| m.prefecture() == code)
            }
            (_, What::Prefecture(_)) => false,
            (None, _) => true,
        });
        for reading in &mut readings {
            reading.end += skipped;
            reading.quality *= quality::SKIPPED;
        }
        readings
    }

    fn read_plainly(&self, letters: &[Letter]) -> Vec<Reading> {
        let prefecture = prefecture(letters);
        let (code, start, begin) = match prefecture {
            Some((code, end)) => (Some(code), end, 1.0),
            None => (None, 0, quality::NO_PREFECTURE),
        };
        let mut scopes = self.scopes(letters, start, code, begin);
        if scopes.iter().all(|s| s.way.kind > WayKind::City)
            && let Some(county) = letters[start..].iter().take(6).position(|l| matches!(l.c, '郡' | '群'))
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
        }
        // 神奈川 is a prefecture before it is a town of that name.
        for (code, end) in short_prefectures(letters).filter(|p| prefecture.is_none() && p.1 == letters.len()) {
            readings.push(Reading { what: What::Prefecture(code), end, quality: quality::SHORT_PREFECTURE });
        }
        readings
    }

    /// The municipalities that the text may name from `start` on, the longest name first.
    pub(super) fn scopes(
        &self,
        letters: &[Letter],
        start: usize,
        prefecture: Option<u32>,
        begin: f64,
    ) -> Vec<Scope<'_>> {
        let mut scopes = Vec::new();
        for found in prefixes(&letters[start..], 0..self.ways.len(), |i| &self.ways[i].key).into_iter().rev() {
            for way in &self.ways[found.range.clone()] {
                let fits =
                    |m: &u16| prefecture.is_none_or(|p| self.municipality(*m).is_some_and(|m| m.prefecture() == p));
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
        let fits =
            |m: &u16| scope.prefecture.is_none_or(|p| self.municipality(*m).is_some_and(|m| m.prefecture() == p));
        scope.way.municipalities.iter().copied().filter(fits)
    }

    /// The towns of the municipalities in `scope` that the text goes on with.
    fn towns_in(&self, letters: &[Letter], scope: &Scope<'_>) -> Vec<Reading> {
        let rows = || self.members(scope).filter_map(|number| self.municipality(number));
        let mut readings: Vec<Reading> =
            rows().flat_map(|row| self.strictly(letters, scope.end, row, scope.quality)).collect();
        // 「新潟市中野山」 is not the 中野 of another of its wards with 山 behind it.
        if scope.way.kind == WayKind::City {
            readings.retain(|reading| reading.quality > scope.quality * quality::RAGGED);
            prefer_the_ward_that_has_the_chome(letters, &mut readings);
        }
        if readings.is_empty() && letters.get(scope.end).is_some_and(|l| l.c == 'ノ') {
            // 「横須賀市の浦賀」
            readings.extend(rows().flat_map(|row| self.strictly(letters, scope.end + 1, row, scope.quality)));
        }
        if readings.is_empty()
            && scope.way.kind == WayKind::City
            && let Some(ward) = letters[scope.end..].iter().take(5).position(|l| l.c == '区')
        {
            let (behind, paid) = (scope.end + ward + 1, scope.quality * quality::UNKNOWN_WARD);
            readings.extend(rows().flat_map(|row| self.strictly(letters, behind, row, paid)));
        }
        let spoken_ward = scope.way.kind == WayKind::Clipped && scope.way.key.ends_with('区');
        if readings.is_empty() && (scope.way.kind < WayKind::Ward || spoken_ward) {
            readings.extend(rows().flat_map(|row| self.loose(letters, scope.end, row, scope.quality)));
        }
        let ragged = !readings.is_empty() && readings.iter().all(|r| r.quality <= scope.quality * quality::RAGGED);
        if scope.way.kind < WayKind::City && ragged {
            // 「浦賀町5-1-1」 is 浦賀五丁目 rather than 浦賀 with a 町 of its own.
            let furthest = readings.iter().map(|r| r.end).max().unwrap_or(scope.end);
            let loose = rows().flat_map(|row| self.loose(letters, scope.end, row, scope.quality));
            let loose: Vec<Reading> = loose.filter(|r| r.end > furthest + 1).collect();
            readings.extend(loose);
        }
        if readings.is_empty() && scope.way.kind < WayKind::City {
            readings.extend(rows().flat_map(|row| self.misspelt(letters, scope.end, row, scope.quality)));
        }
        readings
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
        let rest = behind(typed, end).to_owned();
        let of =
            |m: u16| self.municipality(m).map(|m| (MunicipalityCode::from_number(m.code), m.common_name().to_owned()));
        let (at, level, accuracy, matched, municipality) = match reading.what {
            What::Town(town) => {
                let row = self.towns.get(town as usize)?;
                (row.at()?, Level::Town, self.accuracy(row), self.full_name(row), of(row.municipality))
            }
            What::Municipality(number) => {
                let row = self.municipality(number)?;
                let area = row.area?;
                let name = [prefecture_name(row.prefecture()).unwrap_or_default(), &row.name].concat();
                (area.at, Level::Municipality, calibration::area(area.radius), name, of(number))
            }
            What::Prefecture(code) => {
                let area = (*self.prefectures.get(code as usize)?)?;
                (area.at, Level::Prefecture, calibration::area(area.radius), prefecture_name(code)?.to_owned(), None)
            }
        };
        let (municipality, municipality_name) = municipality.map_or((None, None), |(code, name)| (code, Some(name)));
        let (source, score) = (Some(Source::Gazetteer), reading.quality);
        Some(Candidate { at, level, accuracy, matched, rest, municipality, municipality_name, source, score })
    }

    /// The designated city that several wards belong to; `None` where they belong to several, or to none.
    pub(super) fn city_of(&self, wards: impl Iterator<Item = MunicipalityCode>) -> Option<Candidate> {
        let mut cities = wards.map(|ward| {
            self.ways.iter().find_map(|way| {
                let city = way.city.filter(|_| way.kind == WayKind::City)?;
                let has = |m: &u16| self.municipality(*m).is_some_and(|m| m.code == ward.number());
                way.municipalities.iter().any(has).then_some(city)
            })
        });
        let city = cities.next()??;
        let reading = Reading { what: What::Municipality(city), end: 0, quality: 1.0 };
        if cities.all(|other| other == Some(city)) { self.write(&reading, "", &[]) } else { None }
    }

    /// A prefecture as the place of an address of which no more is known.
    pub(super) fn prefecture(&self, code: u32) -> Option<Candidate> {
        self.write(&Reading { what: What::Prefecture(code), end: 0, quality: 1.0 }, "", &[])
    }
}

/// 「横浜市本町6-50-10」: of the wards with a 本町 only one counts its 丁目 up to six; to the others the six would be a house. They are
/// kept, but no longer as good.
fn prefer_the_ward_that_has_the_chome(letters: &[Letter], readings: &mut [Reading]) {
    let furthest = readings.iter().map(|r| r.end).max().unwrap_or(0);
    for reading in readings.iter_mut().filter(|r| r.end < furthest) {
        if letters.get(reading.end).is_some_and(|l| l.c.is_ascii_digit()) {
            reading.quality *= quality::RAGGED;
        }
    }
}

/// What stands behind a byte of the typed text, without what only joins the two.
pub(super) fn behind(typed: &str, end: usize) -> &str {
    let joint = |c: char| c.is_whitespace() || "-‐‑–—−－ー,、，".contains(c);
    typed.get(end..).unwrap_or_default().trim_start_matches(joint).trim_end()
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

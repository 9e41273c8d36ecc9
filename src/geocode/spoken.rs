//! Addresses that are typed as they are spoken, and postal codes: names by [`Readings`](super::Readings), places by the gazetteer.

use crate::domain::municipality::{MunicipalityCode, split_prefecture};
use crate::domain::place::Level;

use super::parse::quality;
use super::readings::{Extent, Named, Postcode, Spoken, rank};
use super::typed::{coordinates, postal_code};
use super::{Candidate, Geocoder};

/// A reading that more places share says too little to be an address.
const TOO_COMMON: usize = 20;
/// Between two suggestions of one kind.
const STEP: f64 = 0.0001;

impl Geocoder<'_> {
    /// The places that a text in kana, or a postal code, names as a whole. Empty where the text was understood as it is `written`.
    pub(super) fn spoken(&self, text: &str, written: &[Candidate], limit: usize) -> Vec<Candidate> {
        let speaks = |c: &Candidate| Spoken::of(&c.rest).is_some();
        let understood = written.first().is_some_and(|c| c.level <= Level::Town && !speaks(c));
        if understood || self.readings.is_empty() || coordinates(text).is_some() {
            return Vec::new();
        }
        let (names, tail) = self.names(text, written.first(), Extent::Whole, TOO_COMMON + 1);
        if names.len() > TOO_COMMON {
            return Vec::new();
        }
        let mut found: Vec<Candidate> = Vec::new();
        let best = names.first().map_or(0.0, |named| named.rank);
        for named in names.iter().filter(|named| named.rank >= best) {
            let Some(mut candidate) = self.place(named, tail) else { continue };
            candidate.score = if named.rank <= rank::SLIP {
                quality::MISSPELT
            } else if named.rank <= rank::TOWN {
                quality::TOWN_ALONE
            } else {
                quality::NO_PREFECTURE
            };
            if found.iter().all(|known| known.matched != candidate.matched) {
                found.push(candidate);
            }
        }
        let share = found.len().max(1) as f64;
        found.iter_mut().for_each(|candidate| candidate.score /= share);
        found.truncate(limit);
        found
    }

    /// Adds what the beginning of a reading or postal code may become, each kind behind those that are written so.
    pub(super) fn add_spoken(&self, text: &str, limit: usize, candidates: &mut Vec<Candidate>) {
        if self.readings.is_empty() || limit == 0 || coordinates(text).is_some() {
            return;
        }
        let written = self.gazetteer.geocode(text, 1);
        let (names, tail) = self.names(text, written.first(), Extent::Beginning, limit);
        let mut before = 1.0_f64;
        for named in &names {
            let Some(mut candidate) = self.place(named, tail) else { continue };
            before = named.rank.min(before - STEP).max(0.0);
            candidate.score = before;
            if candidates.iter().all(|known| known.matched != candidate.matched) {
                candidates.push(candidate);
            }
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        candidates.truncate(limit);
    }

    /// 「よこすか市浦賀5-1-1」 with its municipality as it is officially written, where just one bears the reading, or only in one of those
    /// that do the town is known. `None` for every other text, so that what comes back is never spelt out again.
    pub(super) fn spelt_out(&self, text: &str) -> Option<String> {
        let plain = split_prefecture(text).map_or(&text[postal_code(text)..], |(_, rest)| rest).trim_start();
        for (kana, rest) in half_spoken(plain).into_iter().rev() {
            let named = self.readings.municipalities(&kana);
            let spelt = || named.iter().map(|area| [area.as_str(), rest].concat());
            let in_town =
                |text: &String| self.gazetteer.geocode(text, 1).first().is_some_and(|c| c.level <= Level::Town);
            let mut fitting: Vec<String> =
                if named.len() == 1 { spelt().collect() } else { spelt().filter(in_town).collect() };
            if fitting.len() == 1 {
                return fitting.pop();
            }
        }
        None
    }

    /// The names that were typed, and the numbers behind them. Numbers follow a whole name only.
    fn names<'t>(
        &self,
        text: &'t str,
        written: Option<&Candidate>,
        extent: Extent,
        limit: usize,
    ) -> (Vec<Named>, &'t str) {
        if let Some(code) = Postcode::of(text) {
            let wanted = extent == Extent::Beginning || code.is_complete();
            return (if wanted { self.readings.coded(&code, limit) } else { Vec::new() }, code.tail);
        }
        let extent_before = |tail: &str| if tail.is_empty() { extent } else { Extent::Whole };
        if let Some(spoken) = Spoken::of(&text[postal_code(text)..]) {
            return (self.readings.spoken(&spoken.kana, extent_before(spoken.tail), limit), spoken.tail);
        }
        // 「横須賀市うらが」: the municipality is written, the town is spoken.
        let Some((rest, code)) = written.and_then(|c| behind_municipality(text, c)) else { return (Vec::new(), "") };
        let Some(spoken) = Spoken::of(rest) else { return (Vec::new(), "") };
        let extent = extent_before(spoken.tail);
        (self.readings.spoken_in(code.number(), &spoken.kana, extent, limit), spoken.tail)
    }

    /// The place of a name. A town that the gazetteer does not know is somewhere in its municipality.
    fn place(&self, named: &Named, tail: &str) -> Option<Candidate> {
        let tail = tail.replace("ちょうめ", "丁目").replace("チョウメ", "丁目");
        let first = |text: String| self.gazetteer.geocode(&text, 1).into_iter().next();
        let found = first([&named.area, &named.town, tail.as_str()].concat())?;
        if named.town.is_empty() || found.level <= Level::Town {
            return Some(found);
        }
        first(named.area.clone()).map(|area| Candidate { rest: tail, ..area })
    }
}

/// The beginnings of a text that are kana but for 市, 区, 郡, 町 and 村, as readings, each with what stands behind it; shortest first.
fn half_spoken(text: &str) -> Vec<(String, &str)> {
    let mut readings = vec![String::new()];
    let mut found = Vec::new();
    for (i, c) in text.char_indices() {
        let sounds: &[&str] = match c {
            '市' => &["シ"],
            '区' => &["ク"],
            '郡' => &["グン"],
            '町' => &["マチ", "チョウ"],
            '村' => &["ムラ", "ソン"],
            'ぁ'..='ゟ' | 'ァ'..='ヿ' | 'ｦ'..='ﾟ' => {
                readings.iter_mut().for_each(|reading| reading.push(c));
                continue;
            }
            _ => break,
        };
        if i == 0 {
            break;
        }
        readings = sounds.iter().flat_map(|sound| readings.iter().map(move |r| [r.as_str(), sound].concat())).collect();
        found.extend(readings.iter().map(|reading| (reading.clone(), &text[i + c.len_utf8()..])));
        if readings.len() > 4 {
            break;
        }
    }
    found
}

/// What stands behind the municipality that was recognised, as it was typed.
fn behind_municipality<'t>(text: &'t str, found: &Candidate) -> Option<(&'t str, MunicipalityCode)> {
    let text = text.trim();
    let rest = text.strip_suffix(found.rest.trim_end()).map(|before| &text[before.len()..])?;
    (found.level == Level::Municipality).then_some(rest).zip(found.municipality)
}

//! The town in an address whose municipality is known, or is left out.

use std::ops::Range;

use super::gazetteer::{Gazetteer, MunicipalityRow, WayKind};
use super::letters::Letter;
use super::parse::{Reading, What, quality};
use super::search::{descend, loosely, nearly, prefixes, slip};

/// A name that fits more towns of the country than this says too little to be an address.
const TOO_COMMON: usize = 20;

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

impl Gazetteer {
    /// The towns of one municipality that the letters from `start` begin with; loosely where nothing fits as it is written.
    pub(super) fn towns_of(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let mut found = self.strictly(letters, start, row, paid);
        if found.is_empty() {
            found = self.loose(letters, start, row, paid);
        }
        if found.is_empty() { self.misspelt(letters, start, row, paid) } else { found }
    }

    /// Towns of which one letter was written wrong, left out or put in (栗生野 for 粟生野). Short names are too much alike.
    pub(super) fn misspelt(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let typed = &letters[start..];
        let mut best = Best::default();
        for i in row.towns.start..row.towns.end {
            if let Some(end) = nearly(self.key(i), typed) {
                best.offer(i as usize, end);
            }
        }
        let (end, quality) = (start + best.end, paid * quality::MISSPELT);
        best.towns.into_iter().map(|town| Reading { what: What::Town(town), end, quality }).collect()
    }

    /// Towns of a municipality one letter of whose name was written wrong, left out or put in (久留米市 for 東久留米市, 横須加市). The
    /// town behind it has to be right, and to end where a name may end.
    pub(super) fn misspelt_municipality(
        &self,
        letters: &[Letter],
        start: usize,
        prefecture: Option<u32>,
    ) -> Vec<Reading> {
        let paid = quality::MISSPELT * if prefecture.is_some() { 1.0 } else { quality::NO_PREFECTURE };
        let typed = &letters[start..];
        let mut readings = Vec::new();
        for way in self.ways.iter().filter(|w| w.kind < WayKind::City) {
            let slipped = slip(&way.key, typed).or_else(|| wrong_last(&way.key, typed));
            let Some(taken) = slipped.filter(|&taken| taken < typed.len()) else { continue };
            let behind = start + taken;
            let rows = way.municipalities.iter().filter_map(|&number| self.municipality(number));
            for row in rows.filter(|row| prefecture.is_none_or(|p| p == row.prefecture())) {
                let found = self.strictly(letters, behind, row, paid);
                let sure = |r: &Reading| r.end >= behind + 2 && tail_quality(letters, r.end) >= 1.0;
                readings.extend(found.into_iter().filter(sure));
            }
        }
        readings
    }

    /// 「大阪府泉南郡淡輪566」: the county is written, its town or village is not.
    pub(super) fn towns_of_county(&self, letters: &[Letter], start: usize, prefecture: Option<u32>) -> Vec<Reading> {
        let Some(length) = letters[start..].iter().take(6).position(|l| l.c == '郡') else { return Vec::new() };
        let county: String = letters[start..=start + length].iter().map(|l| l.c).collect();
        let in_county = |r: &Reading| match r.what {
            What::Town(town) => {
                let row = self.towns.get(town as usize).and_then(|t| self.municipality(t.municipality));
                row.is_some_and(|m| m.name.starts_with(&county))
            }
            _ => false,
        };
        let mut readings = self.towns_alone(letters, start + length + 1, prefecture, 0);
        readings.retain(in_county);
        readings
    }

    pub(super) fn strictly(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let within = row.towns.start as usize..row.towns.end as usize;
        if is_kyoto(row.code) {
            self.kyoto(letters, start, &within, paid)
        } else {
            self.longest(letters, start, &within, paid)
        }
    }

    /// Towns that fit but for ノ, ケ, ツ or 町, or whose own beginning is left out (東栗栖町 for 紫野東栗栖町).
    pub(super) fn loose(&self, letters: &[Letter], start: usize, row: &MunicipalityRow, paid: f64) -> Vec<Reading> {
        let typed = &letters[start..];
        let [first, second, ..] = typed else { return Vec::new() };
        // 「十日市場」 begins with a number as well; 「1011-292」 is none.
        if typed.iter().take(4).filter(|l| l.c.is_alphabetic()).count() < 2 {
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
        // 「岐阜市中島1丁目」 is not 中 with something behind it; 「巻甲4368」 is 巻 with its 甲.
        if best.end == 1 && tail < 1.0 && !letters.get(end).is_some_and(|l| counts_lots(l.c)) {
            return Vec::new();
        }
        let quality = paid * best.quality * tail;
        best.range
            .filter_map(|i| u32::try_from(i).ok())
            .map(|i| Reading { what: What::Town(i), end, quality })
            .collect()
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
    pub(super) fn towns_alone(
        &self,
        letters: &[Letter],
        start: usize,
        prefecture: Option<u32>,
        reached: usize,
    ) -> Vec<Reading> {
        let key = |i: usize| self.by_key.get(i).map_or("", |&t| self.key(t));
        let fits = |town: &u32| {
            let municipality = self.towns.get(*town as usize).and_then(|t| self.municipality(t.municipality));
            municipality.is_some_and(|m| prefecture.is_none_or(|p| m.prefecture() == p))
        };
        for found in prefixes(&letters[start..], 0..self.by_key.len(), key).into_iter().rev() {
            let end = start + found.end;
            let quality = quality::TOWN_ALONE * found.quality * tail_quality(letters, end);
            let ends = tail_quality(letters, end) >= 1.0 || is_vicinity(&letters[end..]);
            if found.end < 2 || end <= reached || !ends {
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
}

/// Whether a name may well end before letter `end`: at the end of the text, a number, a gap; else the name may be a longer one.
fn tail_quality(letters: &[Letter], end: usize) -> f64 {
    match letters.get(end) {
        None => 1.0,
        Some(l) if l.gap || !l.c.is_alphabetic() => 1.0,
        Some(_) => quality::RAGGED,
    }
}

/// 「横須賀氏浦賀」: the last letter of a name of four letters or more is another one.
fn wrong_last(key: &str, typed: &[Letter]) -> Option<usize> {
    let stem = key.char_indices().next_back().map(|(last, _)| &key[..last])?;
    let length = stem.chars().count();
    let same = stem.chars().zip(typed).all(|(c, l)| c == l.c);
    let other = typed.get(length).is_some_and(|l| l.c.is_alphabetic());
    (length >= 3 && same && other).then_some(length + 1)
}

/// 「浦賀駅の近く」, 「浦賀のあたり」: somewhere near, said of a place (kana are folded).
fn is_vicinity(letters: &[Letter]) -> bool {
    let typed: String = letters.iter().take(4).map(|l| l.c).collect();
    let words = ["駅", "付近", "周辺", "近ク", "近所", "近辺", "アタリ", "辺リ"];
    words.iter().any(|word| typed.trim_start_matches('ノ').starts_with(word))
}

/// 甲乙丙丁 and いろは (which are folded to katakana) count lots of land before their numbers.
const fn counts_lots(c: char) -> bool {
    matches!(c, '甲' | '乙' | '丙' | '丁' | 'ア'..='ヺ')
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

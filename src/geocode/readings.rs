//! Towns by their readings and postal codes, as an operator imported them (郵便番号データ).
//!
//! The index knows nothing of places: it turns kana and codes into names as they are written, which the gazetteer then reads.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::domain::record::TownReadings;
use crate::domain::text::{fold, large_kana};

use super::gazetteer::without_county;

/// Where each kind of name begins among suggestions.
pub(super) mod rank {
    pub(in crate::geocode) const PREFECTURE: f64 = 0.95;
    pub(in crate::geocode) const MUNICIPALITY: f64 = 0.9;
    pub(in crate::geocode) const TOWN_OF_MUNICIPALITY: f64 = 0.8;
    pub(in crate::geocode) const TOWN: f64 = 0.6;
    pub(in crate::geocode) const SLIP: f64 = 0.15;
}

/// Shorter readings are too much alike to be found by one letter that differs.
const LEAST_FOR_SLIP: usize = 4;

/// Towns by reading and by postal code. Empty where nothing was imported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Readings {
    /// In ascending order of code.
    municipalities: Vec<Municipality>,
    /// By municipality, then by reading.
    towns: Vec<Town>,
    /// Towns with a reading, by it.
    by_kana: Vec<u32>,
    /// Towns by postal code.
    by_postcode: Vec<u32>,
    /// The reading of each town, and its name behind it.
    texts: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Municipality {
    code: u32,
    prefecture: Box<str>,
    prefecture_kana: Box<str>,
    /// With the 郡.
    name: Box<str>,
    /// The readings by which it is known: whole, and without the 郡.
    kana: Vec<Box<str>>,
    /// Its towns.
    towns: Range<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Town {
    municipality: u16,
    postcode: u32,
    text: u32,
    kana_len: u16,
    name_len: u16,
}

/// A name that was found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Named {
    /// Prefecture and municipality: 「神奈川県横須賀市」.
    pub(super) area: String,
    /// The town; empty for the municipality or prefecture itself.
    pub(super) town: String,
    /// How likely it is meant; see [`rank`].
    pub(super) rank: f64,
}

/// How far what was typed must reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// It is the whole name.
    Whole,
    /// It may be the beginning.
    Beginning,
}

impl Extent {
    fn fits(self, key: &str, typed: &str) -> bool {
        match self {
            Self::Whole => key == typed,
            Self::Beginning => key.starts_with(typed),
        }
    }

    /// Whether it fits with one letter that is another, is missing or is one too many.
    fn nearly(self, key: &str, typed: &str) -> bool {
        // A letter has at most four bytes; most readings are too short or too long, and need not be looked at.
        if key.len() + 4 < typed.len() || (self == Self::Whole && typed.len() + 4 < key.len()) {
            return false;
        }
        let alike = key.bytes().zip(typed.bytes()).take_while(|(a, b)| a == b).count();
        let same = key.floor_char_boundary(alike).min(typed.floor_char_boundary(alike));
        let (key, typed) = (&key[same..], &typed[same..]);
        let behind = |text: &'_ str| text.chars().next().map_or(0, char::len_utf8);
        let (after_key, after_typed) = (&key[behind(key)..], &typed[behind(typed)..]);
        self.fits(after_key, after_typed) || self.fits(after_key, typed) || self.fits(key, after_typed)
    }
}

/// The form in which readings meet: full-width katakana without small letters, ヂ and ヅ as ジ and ズ.
fn comparable(kana: &str) -> String {
    let one = |c: char| match large_kana(c) {
        'ヂ' => 'ジ',
        'ヅ' => 'ズ',
        c => c,
    };
    fold(kana).chars().map(one).collect()
}

/// What was typed, where it begins with kana: the reading, and the numbers behind it as they were typed.
pub(super) struct Spoken<'a> {
    pub(super) kana: String,
    pub(super) tail: &'a str,
}

impl<'a> Spoken<'a> {
    /// `None` where the text is no reading, or where letters other than numbers stand behind it.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let is_kana = |c: char| matches!(c, 'ぁ'..='ゟ' | 'ァ'..='ヿ' | 'ｦ'..='ﾟ');
        let end = text.find(|c: char| !is_kana(c) && !c.is_whitespace()).unwrap_or(text.len());
        let (kana, tail) = (comparable(&text[..end]), &text[end..]);
        let numbers = tail.chars().next().is_none_or(is_number);
        (numbers && !kana.is_empty()).then_some(Self { kana, tail })
    }
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '０'..='９' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// A postal code or its beginning, and what stands behind it.
pub(super) struct Postcode<'a> {
    /// Three digits or more.
    digits: String,
    pub(super) tail: &'a str,
}

impl<'a> Postcode<'a> {
    /// 「238-00」, 「〒2390822」, 「２３９－０８２２ 5-1-1」; `None` where the text is anything else.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '〒').trim_end();
        let mut digits = String::new();
        let mut end = 0;
        for (i, c) in text.char_indices() {
            let plain = fold(c.encode_utf8(&mut [0; 4]));
            let hyphen = digits.len() == 3 && matches!(plain.as_str(), "-" | "ー");
            let digit = digits.len() < 7 && !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit());
            if !hyphen && !digit {
                break;
            }
            if !hyphen {
                digits.push_str(&plain);
            }
            end = i + c.len_utf8();
        }
        let behind = &text[end..];
        let tail = behind.trim_start();
        let apart = tail.len() < behind.len() && tail.chars().next().is_some_and(is_number) && digits.len() == 7;
        (digits.len() >= 3 && (behind.is_empty() || apart)).then_some(Self { digits, tail })
    }

    /// Whether all seven digits are there.
    pub(super) const fn is_complete(&self) -> bool {
        self.digits.len() == 7
    }

    fn range(&self) -> Range<u32> {
        let missing = 7_usize.saturating_sub(self.digits.len());
        let step = 10_u32.pow(u32::try_from(missing).unwrap_or(0));
        let first = self.digits.parse::<u32>().unwrap_or(0).saturating_mul(step);
        first..first.saturating_add(step)
    }
}

impl Readings {
    /// The index of what was imported.
    pub fn build(all: &[TownReadings]) -> Self {
        let mut sorted: Vec<&TownReadings> = all.iter().collect();
        sorted.sort_by_key(|readings| readings.municipality);
        let mut index = Self::default();
        for readings in sorted {
            index.push(readings);
        }
        let numbers = || 0..u32::try_from(index.towns.len()).unwrap_or(u32::MAX);
        let mut by_kana: Vec<u32> = numbers().filter(|&town| index.towns[town as usize].kana_len > 0).collect();
        by_kana.sort_by_key(|&town| index.kana(town));
        let mut by_postcode: Vec<u32> = numbers().collect();
        by_postcode.sort_by_key(|&town| index.towns[town as usize].postcode);
        (index.by_kana, index.by_postcode) = (by_kana, by_postcode);
        index.towns.shrink_to_fit();
        index.texts.shrink_to_fit();
        index
    }

    fn push(&mut self, readings: &TownReadings) {
        // There are some 1,900 municipalities; more than the number holds would be another country.
        let Ok(municipality) = u16::try_from(self.municipalities.len()) else { return };
        let position = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut towns: Vec<(String, &str, u32)> = readings
            .towns
            .iter()
            .filter_map(|town| Some((comparable(&town.kana), town.name.as_str(), town.postcode.parse().ok()?)))
            .collect();
        towns.sort_unstable();
        let start = position(self.towns.len());
        for (kana, name, postcode) in towns {
            let lengths = (u16::try_from(kana.len()), u16::try_from(name.len()));
            let (Ok(kana_len), Ok(name_len)) = lengths else { continue };
            self.towns.push(Town { municipality, postcode, text: position(self.texts.len()), kana_len, name_len });
            self.texts.push_str(&kana);
            self.texts.push_str(name);
        }
        let whole = comparable(&readings.kana);
        let common = without_county(&readings.name).and_then(|_| whole.split_once("グン")).map(|(_, rest)| rest.into());
        self.municipalities.push(Municipality {
            code: readings.municipality.number(),
            prefecture: readings.prefecture.as_str().into(),
            prefecture_kana: comparable(&readings.prefecture_kana).into(),
            name: readings.name.as_str().into(),
            kana: std::iter::once(whole.into()).chain(common).collect(),
            towns: start..position(self.towns.len()),
        });
    }

    /// How many towns it holds.
    pub const fn len(&self) -> usize {
        self.towns.len()
    }

    /// Whether nothing was imported.
    pub const fn is_empty(&self) -> bool {
        self.towns.is_empty()
    }

    /// The bytes that the index occupies, its own bookkeeping aside.
    pub fn memory(&self) -> usize {
        self.towns.capacity() * size_of::<Town>()
            + (self.by_kana.capacity() + self.by_postcode.capacity()) * size_of::<u32>()
            + self.texts.capacity()
            + self.municipalities.capacity() * (size_of::<Municipality>() + 120)
    }

    fn kana(&self, town: u32) -> &str {
        let row = &self.towns[town as usize];
        &self.texts[row.text as usize..][..usize::from(row.kana_len)]
    }

    fn town(&self, town: u32, rank: f64) -> Named {
        let row = &self.towns[town as usize];
        let name = &self.texts[row.text as usize + usize::from(row.kana_len)..][..usize::from(row.name_len)];
        self.municipalities[usize::from(row.municipality)].named(name, rank)
    }

    /// Towns and municipalities whose reading is, or begins with, what was typed; best first, each once.
    pub(super) fn spoken(&self, kana: &str, extent: Extent, limit: usize) -> Vec<Named> {
        let mut found = self.areas(kana, extent);
        for municipality in &self.municipalities {
            for tail in municipality.behind(kana) {
                let towns = municipality.towns.clone().filter(|&t| self.reads(t, |key| extent.fits(key, tail)));
                self.shortest(towns.collect(), rank::TOWN_OF_MUNICIPALITY, limit, &mut found);
            }
        }
        self.shortest(self.alone(kana, extent).to_vec(), rank::TOWN, limit, &mut found);
        if found.is_empty() && kana.chars().count() >= LEAST_FOR_SLIP {
            self.with_one_slip(kana, extent, limit, &mut found);
        }
        found.truncate(limit);
        found
    }

    /// The municipalities of a reading, with their prefectures.
    pub(super) fn municipalities(&self, kana: &str) -> Vec<String> {
        let kana = comparable(kana);
        let named = self.municipalities.iter().filter(|m| m.kana.iter().any(|key| **key == *kana));
        named.map(|m| m.named("", rank::MUNICIPALITY).area).collect()
    }

    /// Towns of one municipality by their reading.
    pub(super) fn spoken_in(&self, code: u32, kana: &str, extent: Extent, limit: usize) -> Vec<Named> {
        let mut found = Vec::new();
        if let Ok(at) = self.municipalities.binary_search_by_key(&code, |m| m.code) {
            let towns = || self.municipalities[at].towns.clone();
            let fit = towns().filter(|&t| self.reads(t, |key| extent.fits(key, kana)));
            self.shortest(fit.collect(), rank::TOWN_OF_MUNICIPALITY, limit, &mut found);
            if found.is_empty() && kana.chars().count() >= LEAST_FOR_SLIP {
                let alike = towns().filter(|&t| self.reads(t, |key| extent.nearly(key, kana)));
                self.shortest(alike.collect(), rank::SLIP, limit, &mut found);
            }
        }
        found
    }

    /// Towns by postal code or its beginning, in ascending order of code.
    pub(super) fn coded(&self, code: &Postcode<'_>, limit: usize) -> Vec<Named> {
        let range = code.range();
        let start = self.by_postcode.partition_point(|&town| self.towns[town as usize].postcode < range.start);
        let mut found = Vec::new();
        for &town in &self.by_postcode[start..] {
            if self.towns[town as usize].postcode >= range.end || found.len() >= limit {
                break;
            }
            add(self.town(town, rank::TOWN_OF_MUNICIPALITY), &mut found);
        }
        found
    }

    /// Towns of the country by their reading.
    fn alone(&self, kana: &str, extent: Extent) -> &[u32] {
        let begin = self.by_kana.partition_point(|&town| self.kana(town) < kana);
        let all = &self.by_kana[begin..];
        &all[..all.partition_point(|&town| extent.fits(self.kana(town), kana))]
    }

    /// The same with one slip. Where it is not in the first letter, that letter leads to the few towns to compare; where it is,
    /// every other letter is tried in its place.
    fn nearly_alone(&self, kana: &str, extent: Extent) -> Vec<u32> {
        let Some(first) = kana.chars().next() else { return Vec::new() };
        let (head, rest) = kana.split_at(first.len_utf8());
        let near = self.alone(head, Extent::Beginning).iter().filter(|&&town| extent.nearly(self.kana(town), kana));
        let mut towns: Vec<u32> = near.chain(self.alone(rest, extent)).copied().collect();
        for letter in 'ア'..='ン' {
            for behind in [kana, rest] {
                towns.extend(self.alone(&format!("{letter}{behind}"), extent));
            }
        }
        towns.sort_unstable();
        towns.dedup();
        towns
    }

    fn reads(&self, town: u32, fits: impl Fn(&str) -> bool) -> bool {
        let kana = self.kana(town);
        !kana.is_empty() && fits(kana)
    }

    /// Prefectures and municipalities, shorter names first.
    fn areas(&self, kana: &str, extent: Extent) -> Vec<Named> {
        let mut found = Vec::new();
        let mut municipalities: Vec<(usize, &Municipality)> = Vec::new();
        for municipality in &self.municipalities {
            if extent.fits(&municipality.prefecture_kana, kana) {
                let area = municipality.prefecture.to_string();
                add(Named { area, town: String::new(), rank: rank::PREFECTURE }, &mut found);
            }
            let typed = municipality.without_prefecture(kana);
            let mut keys = municipality.kana.iter().map(|key| &**key);
            if let Some(key) = keys.find(|key| !typed.is_empty() && extent.fits(key, typed)) {
                municipalities.push((key.len(), municipality));
            }
        }
        municipalities.sort_by_key(|&(length, municipality)| (length, municipality.code));
        municipalities.into_iter().for_each(|(_, m)| add(m.named("", rank::MUNICIPALITY), &mut found));
        found
    }

    /// A name that is hardly longer than what was typed is likelier meant.
    fn shortest(&self, mut towns: Vec<u32>, rank: f64, limit: usize, found: &mut Vec<Named>) {
        let length = |&town: &u32| (self.towns[town as usize].kana_len, town);
        // One town may have several codes, so some more are looked at than are wanted.
        let most = limit.saturating_mul(4);
        if towns.len() > most {
            towns.select_nth_unstable_by_key(most, length);
            towns.truncate(most);
        }
        towns.sort_unstable_by_key(length);
        towns.into_iter().for_each(|town| add(self.town(town, rank), found));
    }

    fn with_one_slip(&self, kana: &str, extent: Extent, limit: usize, found: &mut Vec<Named>) {
        let mut towns = Vec::new();
        for municipality in &self.municipalities {
            if municipality.kana.iter().any(|key| extent.nearly(key, municipality.without_prefecture(kana))) {
                add(municipality.named("", rank::SLIP), found);
            }
            for tail in municipality.behind(kana) {
                towns.extend(municipality.towns.clone().filter(|&t| self.reads(t, |key| extent.nearly(key, tail))));
            }
            for tail in municipality.nearly_behind(kana) {
                towns.extend(municipality.towns.clone().filter(|&t| self.reads(t, |key| extent.fits(key, tail))));
            }
        }
        self.shortest(towns, rank::SLIP, limit, found);
        if found.is_empty() {
            self.shortest(self.nearly_alone(kana, extent), rank::SLIP, limit, found);
        }
    }
}

impl Municipality {
    fn named(&self, town: &str, rank: f64) -> Named {
        Named { area: [&*self.prefecture, &*self.name].concat(), town: town.to_owned(), rank }
    }

    fn without_prefecture<'a>(&self, kana: &'a str) -> &'a str {
        kana.strip_prefix(&*self.prefecture_kana).unwrap_or(kana)
    }

    /// What stands behind its name, where the text begins with it.
    fn behind<'a>(&'a self, kana: &'a str) -> impl Iterator<Item = &'a str> {
        let typed = self.without_prefecture(kana);
        self.kana.iter().filter_map(move |key| typed.strip_prefix(&**key)).filter(|tail| !tail.is_empty())
    }

    /// What stands behind its name, where one letter of that is another, is missing or is one too many.
    fn nearly_behind<'a>(&'a self, kana: &'a str) -> Vec<&'a str> {
        let typed = self.without_prefecture(kana);
        let ends = |key: &str| {
            let letters = key.chars().count();
            typed.char_indices().map(|(i, _)| i).skip(letters.saturating_sub(1).max(3)).take(3).collect::<Vec<_>>()
        };
        let mut tails = Vec::new();
        for key in &self.kana {
            tails.extend(
                ends(key).into_iter().filter(|&end| Extent::Whole.nearly(key, &typed[..end])).map(|end| &typed[end..]),
            );
        }
        tails
    }
}

fn add(named: Named, found: &mut Vec<Named>) {
    if found.iter().all(|known| known.area != named.area || known.town != named.town) {
        found.push(named);
    }
}

//! Suggestions while an address is being typed, from its first letter on.

use std::ops::Range;

use crate::domain::municipality::PREFECTURES;

use super::Candidate;
use super::gazetteer::{Gazetteer, MunicipalityRow, WayKind};
use super::letters::Letter;
use super::parse::{Reading, What, letters_of, prefecture, share};
use super::search::{descend, slip};
use super::typed::coordinates;

/// Where each kind of suggestion begins; within a kind the order takes off a little for each further one.
mod rank {
    pub(super) const PREFECTURE: f64 = 0.95;
    pub(super) const MUNICIPALITY: f64 = 0.9;
    pub(super) const TOWN_OF_MUNICIPALITY: f64 = 0.8;
    pub(super) const TOWN: f64 = 0.6;
    pub(super) const MUNICIPALITY_CONTAINING: f64 = 0.4;
    pub(super) const TOWN_CONTAINING: f64 = 0.2;
    pub(super) const SLIP: f64 = 0.15;
    pub(super) const STEP: f64 = 0.0001;
}

/// The part of an ordered list whose keys begin with all of `letters`.
fn beginning_with<'a>(letters: &[Letter], within: Range<usize>, key: impl Fn(usize) -> &'a str) -> Range<usize> {
    let (mut range, mut depth) = (within, 0);
    for letter in letters {
        range = descend(&range, depth, letter.c, &key);
        depth += letter.c.len_utf8();
        if range.is_empty() {
            break;
        }
    }
    range
}

/// Collects suggestions, each once, up to a limit.
struct List {
    readings: Vec<Reading>,
    limit: usize,
}

impl List {
    fn full(&self) -> bool {
        self.readings.len() >= self.limit
    }

    fn add(&mut self, what: What, end: usize, first: f64) {
        if !self.full() && self.readings.iter().all(|r| r.what != what) {
            // The order is the message; the number only keeps it.
            let before = self.readings.last().map_or(1.0, |r| r.quality);
            let quality = if before - rank::STEP < first { before - rank::STEP } else { first };
            self.readings.push(Reading { what, end, quality: quality.max(0.0) });
        }
    }
}

impl Gazetteer {
    /// What the text may become, best first. What it already says completely comes first, then municipalities and towns that begin
    /// with it, then those that contain it. `rest` is empty for a completion: `matched` is what the field would hold.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Candidate> {
        if let Some(point) = coordinates(text) {
            return point.into_iter().take(limit).collect();
        }
        let (typed, letters) = letters_of(text);
        if letters.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut list = List { readings: self.complete(&letters), limit };
        list.readings.truncate(limit);
        self.completions(&letters, &mut list);
        list.readings.iter().filter_map(|r| self.write(r, typed, &letters)).collect()
    }

    /// The readings that leave nothing but a house number and what may stand behind it.
    fn complete(&self, letters: &[Letter]) -> Vec<Reading> {
        let mut readings = self.read(letters);
        share(&mut readings);
        readings.retain(|r| match r.what {
            What::Town(_) => letters.get(r.end).is_none_or(|l| l.gap || !l.c.is_alphabetic()),
            What::Municipality(_) | What::Prefecture(_) => r.end == letters.len(),
        });
        readings
    }

    fn completions(&self, letters: &[Letter], list: &mut List) {
        let all = letters.len();
        let (code, start) = prefecture(letters).map_or((None, 0), |(code, end)| (Some(code), end));
        if code.is_none() {
            for (code, name) in (1..).zip(PREFECTURES) {
                // The only numeral in the name of a prefecture is that of 三重県.
                let same = |(l, c): (&Letter, char)| l.c == c || (l.c == '3' && c == '三');
                if name.chars().count() >= all && letters.iter().zip(name.chars()).all(same) {
                    list.add(What::Prefecture(code), all, rank::PREFECTURE);
                }
            }
        }
        let typed = &letters[start..];
        if typed.is_empty() {
            return;
        }
        self.municipalities_beginning(typed, code, all, list);
        for scope in self.scopes(letters, start, code, 1.0) {
            if scope.end == all {
                if scope.way.kind == WayKind::City {
                    self.members(&scope)
                        .for_each(|ward| list.add(What::Municipality(ward), all, rank::TOWN_OF_MUNICIPALITY));
                }
                continue;
            }
            for number in self.members(&scope) {
                let Some(row) = self.municipality(number) else { continue };
                let within = row.towns.start as usize..row.towns.end as usize;
                let key = |i: usize| self.key(u32::try_from(i).unwrap_or(u32::MAX));
                let towns = beginning_with(&letters[scope.end..], within, key).filter_map(|i| u32::try_from(i).ok());
                self.shortest_first(towns.collect(), all, rank::TOWN_OF_MUNICIPALITY, list);
            }
        }
        let key = |i: usize| self.by_key.get(i).map_or("", |&t| self.key(t));
        let towns = beginning_with(typed, 0..self.by_key.len(), key);
        let towns = self.by_key[towns].iter().copied().filter(|&t| self.is_in(t, code));
        self.shortest_first(towns.collect(), all, rank::TOWN, list);
        if typed.len() >= 2 && !list.full() {
            self.containing(typed, code, all, list);
        }
        if list.readings.iter().all(|r| r.end < all) {
            self.with_one_slip(typed, code, all, list);
        }
    }

    /// What the text may become if one letter of it was typed wrong, left out or put in: 「横須加市」, 「横須賀市浦課」.
    fn with_one_slip(&self, typed: &[Letter], code: Option<u32>, end: usize, list: &mut List) {
        let fits = |m: &MunicipalityRow| code.is_none_or(|p| p == m.prefecture());
        let towns = |row: &MunicipalityRow, alike: &dyn Fn(&str) -> bool| {
            (row.towns.start..row.towns.end).filter(|&i| alike(self.key(i))).collect::<Vec<u32>>()
        };
        for scope in self.scopes(typed, 0, code, 1.0).iter().filter(|s| s.way.kind < WayKind::Clipped) {
            let tail = &typed[scope.end..];
            for row in self.members(scope).filter_map(|number| self.municipality(number)) {
                self.shortest_first(towns(row, &|key| slip(key, tail) == Some(tail.len())), end, rank::SLIP, list);
            }
        }
        for way in self.ways.iter().filter(|w| w.kind < WayKind::Ward) {
            let Some(taken) = slip(&way.key, typed) else { continue };
            let tail = &typed[taken..];
            for &number in way.city.as_slice().iter().chain(&way.municipalities) {
                let Some(row) = self.municipality(number).filter(|row| fits(row)) else { continue };
                if tail.is_empty() {
                    list.add(What::Municipality(number), end, rank::SLIP);
                } else {
                    let begins = |key: &str| tail.iter().map(|l| l.c).eq(key.chars().take(tail.len()));
                    self.shortest_first(towns(row, &begins), end, rank::SLIP, list);
                }
            }
        }
    }

    fn is_in(&self, town: u32, prefecture: Option<u32>) -> bool {
        prefecture.is_none_or(|p| {
            let row = self.towns.get(town as usize).and_then(|t| self.municipality(t.municipality));
            row.is_some_and(|m| m.prefecture() == p)
        })
    }

    /// A name that is hardly longer than what was typed is likelier meant, and the whole of a town stands before its 丁目.
    fn shortest_first(&self, mut towns: Vec<u32>, end: usize, first: f64, list: &mut List) {
        let length = |&t: &u32| (self.key(t).len(), t);
        if towns.len() > list.limit {
            towns.select_nth_unstable_by_key(list.limit, length);
            towns.truncate(list.limit);
        }
        towns.sort_unstable_by_key(length);
        towns.into_iter().for_each(|t| list.add(What::Town(t), end, first));
    }

    fn municipalities_beginning(&self, typed: &[Letter], code: Option<u32>, end: usize, list: &mut List) {
        let ways = &self.ways[beginning_with(typed, 0..self.ways.len(), |i| &self.ways[i].key)];
        let mut found: Vec<(usize, usize, u16)> = Vec::new();
        for way in ways.iter().filter(|w| w.kind < WayKind::Clipped) {
            // The city stands for its wards until its name is complete.
            let wards = if way.city.is_some() { &[] } else { way.municipalities.as_slice() };
            for &number in way.city.as_slice().iter().chain(wards) {
                let Some(row) = self.municipality(number) else { continue };
                if code.is_none_or(|p| p == row.prefecture()) {
                    found.push((usize::from(way.kind == WayKind::Ward), way.key.len(), number));
                }
            }
        }
        found.sort_unstable();
        found.into_iter().for_each(|(_, _, m)| list.add(What::Municipality(m), end, rank::MUNICIPALITY));
    }

    fn containing(&self, typed: &[Letter], code: Option<u32>, end: usize, list: &mut List) {
        let needle: String = typed.iter().map(|l| l.c).collect();
        for way in self.ways.iter().filter(|w| w.kind < WayKind::City && w.key.contains(&needle)) {
            for &number in &way.municipalities {
                if self.municipality(number).is_some_and(|m| code.is_none_or(|p| p == m.prefecture())) {
                    list.add(What::Municipality(number), end, rank::MUNICIPALITY_CONTAINING);
                }
            }
        }
        let mut from = 0;
        while !list.full()
            && let Some(found) = self.keys.get(from..).and_then(|keys| keys.find(&needle))
        {
            let at = from + found;
            from = at + needle.chars().next().map_or(1, char::len_utf8);
            // Keys stand in the arena in the order of `by_key`.
            let place = self.by_key.partition_point(|&t| self.towns[t as usize].key as usize <= at);
            let Some(&town) = place.checked_sub(1).and_then(|i| self.by_key.get(i)) else { continue };
            let inside = self.towns[town as usize].key as usize + self.key(town).len() >= at + needle.len();
            if inside && self.is_in(town, code) {
                list.add(What::Town(town), end, rank::TOWN_CONTAINING);
            }
        }
    }
}

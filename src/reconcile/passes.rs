//! Which filed institution is which listed facility: passes over all of them at once, surest first.
//!
//! In every pass a pair is taken only when each is the other's only best; what is taken is out of reach of later, weaker passes.

use std::collections::{HashMap, HashSet};

use crate::domain::Kind;
use crate::domain::record::{FiledInstitution, FilingTable};

use super::link::Located;
use super::names::{Name, leading_numbers, likeness};

/// Cores of names at one address are like each other from here on; containment counts as 1.
const LIKE: f64 = 0.7;

/// How a pair was found, surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pass {
    /// Same town, same name, and the house numbers do not speak against it.
    Address,
    /// Same town and name, other house number: moved nearby, or one of the lists is old.
    Town,
    /// Same municipality and name, one of each; the addresses do not speak against it (one of them lacks its town or numbers).
    Municipality,
    /// Same municipality, and a name that only one institution in each list bears: moved within the municipality.
    Moved,
    /// Same town and house number, like name.
    Likeness,
}

/// One side of a pair: a listed facility or a filed institution.
pub(super) struct Side {
    pub(super) name: Name,
    pub(super) located: Located,
    numbers: Vec<u32>,
}

impl Side {
    pub(super) fn new(name: &str, located: Located) -> Self {
        let numbers = leading_numbers(&located.rest);
        Self { name: Name::new(name), located, numbers }
    }

    /// Both towns are known and are not one within the other; a misspelt town with the same full house number is forgiven.
    fn lies_elsewhere(&self, other: &Self) -> bool {
        let (a, b) = (&self.located.town, &other.located.town);
        let same_numbers = self.numbers.len() >= 2 && self.numbers == other.numbers;
        !a.is_empty() && !b.is_empty() && !a.starts_with(b.as_str()) && !b.starts_with(a.as_str()) && !same_numbers
    }

    /// 3 for equal house numbers, 2 where one list says less, 1 where it says nothing, `None` where they differ.
    fn numbers_agree(&self, other: &Self) -> Option<u32> {
        let (a, b) = (&self.numbers, &other.numbers);
        match () {
            () if a.is_empty() || b.is_empty() => Some(1),
            () if a == b => Some(3),
            () if a.starts_with(b) || b.starts_with(a) => Some(2),
            () => None,
        }
    }
}

/// A facility of the lists.
pub(super) struct Listed {
    pub(super) index: usize,
    pub(super) kind: Kind,
    pub(super) side: Side,
}

/// A filed institution, under all the numbers it has at one fee table.
pub(super) struct Filed {
    /// Positions of its records, ascending.
    pub(super) records: Vec<usize>,
    pub(super) table: FilingTable,
    pub(super) hospital: bool,
    pub(super) side: Side,
}

impl Filed {
    /// The kinds that file at one fee table. A hospital files its dental department too.
    const fn may_be(&self, kind: Kind) -> bool {
        match self.table {
            FilingTable::Medical if self.hospital => matches!(kind, Kind::Hospital),
            FilingTable::Medical => matches!(kind, Kind::Clinic | Kind::Hospital),
            FilingTable::Dental => matches!(kind, Kind::DentalClinic | Kind::Hospital),
            FilingTable::Pharmacy => matches!(kind, Kind::Pharmacy),
        }
    }
}

/// One unit for every filed institution. A new legal person brings a new number while the old one still stands in the file:
/// the same name (apart from the corporation) at the same full address at one table is one institution.
pub(super) fn units<'a>(filed: impl Iterator<Item = (usize, &'a FiledInstitution, Located)>) -> Vec<Filed> {
    let mut units: Vec<Filed> = Vec::new();
    let mut known: HashMap<(FilingTable, bool, String, Vec<u32>, String), usize> = HashMap::new();
    for (record, institution, located) in filed {
        let side = Side::new(&institution.name, located);
        let (table, hospital) = (institution.table, institution.hospital);
        if !side.numbers.is_empty() && !side.located.town.is_empty() && !side.name.cores.is_empty() {
            let (town, short) = (side.located.town.clone(), side.name.shortest().to_owned());
            let key = (table, hospital, town, side.numbers.clone(), short);
            if let Some(&unit) = known.get(&key) {
                units[unit].records.push(record);
                continue;
            }
            known.insert(key, units.len());
        }
        units.push(Filed { records: vec![record], table, hospital, side });
    }
    units
}

/// What became of one unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The position among the listed, and the pass.
    pub(super) link: Option<(usize, Pass)>,
    /// There were candidates, and none was sure.
    pub(super) doubtful: bool,
}

/// How well a pair fits in a pass: compared as house numbers first, names after.
type Score = (u32, u32);

/// Pairs units with listed facilities.
pub(super) fn pair(listed: &[Listed], units: &[Filed]) -> Vec<Outcome> {
    let mut outcomes = vec![Outcome::default(); units.len()];
    let bearers = Bearers::new(listed, units);
    let mut taken: HashSet<(FilingTable, usize)> = HashSet::new();
    for pass in [Pass::Address, Pass::Town, Pass::Municipality, Pass::Moved, Pass::Likeness] {
        let mut near: HashMap<String, Vec<usize>> = HashMap::new();
        for (slot, listed) in listed.iter().enumerate() {
            if let Some(area) = area(pass, &listed.side.located) {
                near.entry(area).or_default().push(slot);
            }
        }
        // Moved institutions are told apart by being the only ones of their name, linked or not.
        let alone = matches!(pass, Pass::Town | Pass::Municipality | Pass::Moved);
        let mut open = vec![false; units.len()];
        let mut best_of_unit: Vec<Best> = vec![Best::default(); units.len()];
        let mut best_of_slot: HashMap<(FilingTable, usize), Best> = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            let slots = area(pass, &unit.side.located).and_then(|area| near.get(&area));
            for &slot in slots.into_iter().flatten().filter(|&&slot| unit.may_be(listed[slot].kind)) {
                let free = outcomes[at].link.is_none() && !taken.contains(&(unit.table, slot));
                if !free && !alone {
                    continue;
                }
                if let Some(score) = fits(pass, unit, &listed[slot]) {
                    open[at] |= free;
                    let score = if alone { (0, 0) } else { score };
                    best_of_unit[at].see(slot, score);
                    best_of_slot.entry((unit.table, slot)).or_default().see(at, score);
                }
            }
        }
        for (at, unit) in units.iter().enumerate().filter(|(at, _)| best_of_unit[*at].who.is_some()) {
            if outcomes[at].link.is_some() {
                continue;
            }
            let only = best_of_unit[at].only().filter(|&slot| !taken.contains(&(unit.table, slot)));
            let mutual = only.filter(|&slot| best_of_slot[&(unit.table, slot)].only() == Some(at));
            let rare = |slot: &usize| pass != Pass::Moved || bearers.only_pair(unit, &listed[*slot]);
            match mutual.filter(rare) {
                Some(slot) => {
                    taken.insert((unit.table, slot));
                    outcomes[at] = Outcome { link: Some((slot, pass)), doubtful: false };
                }
                None => outcomes[at].doubtful |= open[at],
            }
        }
    }
    outcomes
}

/// How many bear a form of a name, listed and filed, at each fee table.
struct Bearers<'a>(HashMap<(FilingTable, &'a str), (u32, u32)>);

impl<'a> Bearers<'a> {
    fn new(listed: &'a [Listed], units: &'a [Filed]) -> Self {
        let mut bearers: HashMap<(FilingTable, &str), (u32, u32)> = HashMap::new();
        for listed in listed {
            for &table in tables(listed.kind) {
                for form in &listed.side.name.forms {
                    bearers.entry((table, form)).or_default().0 += 1;
                }
            }
        }
        for unit in units {
            for form in &unit.side.name.forms {
                bearers.entry((unit.table, form)).or_default().1 += 1;
            }
        }
        Self(bearers)
    }

    /// Whether no other institution of the table, in all prefectures with filings, bears the name that the two share.
    fn only_pair(&self, unit: &Filed, listed: &Listed) -> bool {
        let form = unit.side.name.specific_form_shared(&listed.side.name);
        form.is_some_and(|form| self.0.get(&(unit.table, form)) == Some(&(1, 1)))
    }
}

/// The fee tables at which a kind files.
const fn tables(kind: Kind) -> &'static [FilingTable] {
    match kind {
        Kind::Hospital => &[FilingTable::Medical, FilingTable::Dental],
        Kind::Clinic => &[FilingTable::Medical],
        Kind::DentalClinic => &[FilingTable::Dental],
        Kind::Pharmacy => &[FilingTable::Pharmacy],
        _ => &[],
    }
}

/// The best partner seen, and whether another is as good.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    who: Option<usize>,
    score: Score,
    tied: bool,
}

impl Best {
    fn see(&mut self, who: usize, score: Score) {
        if self.who.is_none() || score > self.score {
            *self = Self { who: Some(who), score, tied: false };
        } else if score == self.score {
            self.tied = true;
        }
    }

    fn only(self) -> Option<usize> {
        self.who.filter(|_| !self.tied)
    }
}

/// Within what a pass looks for partners.
fn area(pass: Pass, located: &Located) -> Option<String> {
    match pass {
        Pass::Municipality | Pass::Moved => located.municipality.map(|code| code.to_string()),
        _ => Some(located.town.clone()).filter(|town| !town.is_empty()),
    }
}

/// Whether a pair may be one institution in a pass, and how well it fits.
fn fits(pass: Pass, unit: &Filed, listed: &Listed) -> Option<Score> {
    let (a, b) = (&unit.side, &listed.side);
    match pass {
        Pass::Address => {
            let numbers = a.numbers_agree(b).filter(|_| a.name.shares_a_form(&b.name))?;
            Some((numbers, per_mille(likeness(&a.name.whole, &b.name.whole))))
        }
        Pass::Town | Pass::Moved => a.name.specific_form_shared(&b.name).map(|_| (0, 0)),
        Pass::Municipality => a.name.specific_form_shared(&b.name).filter(|_| !a.lies_elsewhere(b)).map(|_| (0, 0)),
        Pass::Likeness => {
            let same = !a.numbers.is_empty() && a.numbers == b.numbers && !a.name.contradicts(&b.name);
            let like = if same { a.name.core_likeness(&b.name) } else { 0.0 };
            // One number is a whole neighbourhood in some towns.
            let enough = if a.numbers.len() >= 2 { LIKE } else { 1.0 };
            (like >= enough).then(|| (per_mille(like), per_mille(likeness(&a.name.whole, &b.name.whole))))
        }
    }
}

/// Floats are compared as whole numbers, so that scores are ordered.
fn per_mille(likeness: f64) -> u32 {
    (likeness * 1000.0).round() as u32
}

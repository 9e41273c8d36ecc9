//! Facilities that changed since the directory was built, laid over what it was built of: an edit is seen at once by every question, and
//! costs what changed, not what there is.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::domain::answer::PackedFact;
use crate::domain::availability::Ahead;
use crate::domain::facility::Hours;
use crate::domain::{Facility, KindSet, LatLon, Metres};
use crate::index::regions::Member;
use crate::index::spatial::{ellipsoid_vector, surface_distance};
use crate::index::text::{Words, folded};

use super::base::Columns;
use super::moments::Moments;
use super::search::Outlooks;
use super::{Directory, EditMark, searchable_texts};

/// A facility as it is now.
pub(super) struct Changed {
    pub(super) facility: Facility,
    pub(super) columns: Columns,
    pub(super) facts: Box<[PackedFact]>,
    pub(super) hours: Option<Hours>,
    pub(super) ahead: Option<Ahead>,
    /// Its place, as the indexes count it.
    pub(super) vector: Option<[f64; 3]>,
    texts: Vec<Box<str>>,
}

impl Changed {
    fn of(facility: Facility) -> Self {
        let columns = Columns::of(&facility);
        let hours = facility.hours.in_force(&facility.duties);
        Self {
            facts: facility.capabilities.iter().map(|(c, fact)| PackedFact::new(*c, fact)).collect(),
            hours: (hours != Hours::default()).then_some(hours),
            ahead: Ahead::of(&facility),
            vector: columns.at.map(ellipsoid_vector),
            texts: searchable_texts(&facility).map(folded).collect(),
            columns,
            facility,
        }
    }
}

impl Changed {
    /// How far it is from a vector, as the index of the others counts it.
    pub(super) fn distance(&self, from: [f64; 3]) -> Metres {
        surface_distance(from, self.vector.unwrap_or([f64::NAN; 3]))
    }
}

/// The changed facilities by row. Cheap to clone.
#[derive(Default, Clone)]
pub(super) struct Overlay {
    /// Which rows are in it, as bits; empty while nothing changed, so that whoever asks for a row pays nothing.
    bits: Vec<u64>,
    changed: BTreeMap<u32, Arc<Changed>>,
}

impl Overlay {
    /// How many facilities changed.
    pub(super) fn len(&self) -> usize {
        self.changed.len()
    }

    /// Whether a row is in it.
    #[inline]
    pub(super) fn contains(&self, row: u32) -> bool {
        self.bits.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// A facility that changed.
    #[inline]
    pub(super) fn get(&self, row: u32) -> Option<&Changed> {
        if self.contains(row) { self.changed.get(&row).map(Arc::as_ref) } else { None }
    }

    /// All that changed, by row.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Changed)> {
        self.changed.iter().map(|(row, changed)| (*row, changed.as_ref()))
    }

    fn insert(&mut self, row: u32, rows: usize, changed: Changed) {
        self.bits.resize(rows.div_ceil(64), 0);
        if let Some(word) = self.bits.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
        self.changed.insert(row, Arc::new(changed));
    }

    /// The places of those that changed, for the kinds given, within a radius.
    pub(super) fn within(&self, from: LatLon, radius: Metres, kinds: KindSet, mut found: impl FnMut(u32, Metres)) {
        let from = ellipsoid_vector(from);
        for (row, changed) in self.iter().filter(|(_, changed)| kinds.contains(changed.columns.kind)) {
            let distance = changed.vector.map(|vector| surface_distance(from, vector));
            if let Some(distance) = distance.filter(|distance| distance.0 <= radius.0) {
                found(row, distance);
            }
        }
    }

    /// Those whose texts contain the words.
    pub(super) fn saying(&self, words: &Words) -> impl Iterator<Item = u32> {
        self.iter().filter(|(_, changed)| words.are_in(&changed.texts)).map(|(row, _)| row)
    }

    /// Those of one kind that have a place.
    pub(super) fn members(&self, kind: crate::domain::Kind) -> Vec<Member> {
        let of_kind = self.iter().filter(|(_, changed)| changed.columns.kind == kind);
        of_kind.filter_map(|(row, changed)| Some((row, changed.vector?))).collect()
    }
}

impl Directory {
    /// The same directory with some of its facilities as they are given, at the edit given, and the rows that changed. Everything large
    /// is shared, so this takes microseconds a facility. Facilities that the directory does not have are left out: an edit makes none.
    pub fn with_changed(&self, facilities: Vec<Facility>, edit: EditMark) -> (Self, Vec<u32>) {
        let mut next = Self {
            revision: self.revision,
            edit,
            base: Arc::clone(&self.base),
            overlay: self.overlay.clone(),
            outlooks: Outlooks::default(),
            spoken_of: self.spoken_of.clone(),
            moments: Moments::default(),
            municipalities: OnceLock::new(),
            surveyed: Arc::clone(&self.surveyed),
            readings: Arc::clone(&self.readings),
            land: OnceLock::new(),
        };
        let mut rows = Vec::with_capacity(facilities.len());
        let mut land = self.land.get().cloned();
        for facility in facilities {
            let Some(row) = self.row(&facility.id) else { continue };
            let changed = Changed::of(facility);
            let (columns, facts) = (next.columns(row).copied(), next.facts(row).to_vec());
            next.spoken_of.take(columns.as_ref(), &facts);
            next.spoken_of.add(Some(&changed.columns), &changed.facts);
            if let Some(Some(land)) = &mut land {
                let standing = |columns: &Columns| columns.at.filter(|_| columns.placed);
                land.move_known(columns.as_ref().and_then(standing), standing(&changed.columns));
            }
            next.overlay.insert(row, self.len(), changed);
            rows.push(row);
        }
        if let Some(land) = land {
            next.land = OnceLock::from(land);
        }
        let hours: Vec<(u32, Option<&Hours>)> = rows.iter().map(|row| (*row, next.hours(*row))).collect();
        let moments = self.moments.after(&hours);
        next.moments = moments;
        next.outlooks = self.outlooks.clone().after(self, &next, &rows);
        (next, rows)
    }

    /// How many facilities changed since the directory was built. Each makes questions a little slower; after some thousand the directory
    /// is better built anew.
    pub fn changed(&self) -> usize {
        self.overlay.len()
    }
}

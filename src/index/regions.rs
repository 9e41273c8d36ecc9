//! Points on the earth in a tree whose every part knows what is in it, so that a question can take or leave a whole part at once.

use std::sync::Arc;

use super::spatial::surface_distance;
use crate::domain::Metres;

/// The most members of a part that is not divided further. 32 vectors are 768 bytes: twelve lines of a cache, read in one sweep; and 32
/// bits tell which of them are gone.
const LEAF: usize = 32;

/// A row and its place, as [`super::spatial::ellipsoid_vector`] gives it.
pub type Member = (u32, [f64; 3]);

/// How many parts are copied together when one of them changes: with the largest summary some ten kilobytes, while a tree of 100,000
/// rows has two hundred such pieces.
const PIECE: usize = 32;

/// Rows by place, divided in halves until a part has few of them. `S` says what the rows of a part have in common.
///
/// A clone shares everything with the original; taking a row out of it copies the parts that held the row and no others.
#[derive(Debug, Clone)]
pub struct Regions<S> {
    members: Arc<[Member]>,
    pieces: Vec<Arc<[Region<S>]>>,
}

/// One part: a ball on the earth around some rows.
#[derive(Debug, Clone, Copy)]
pub struct Region<S> {
    center: [f64; 3],
    /// The longest chord from the centre to a member, in units of the semi-major axis.
    reach: f64,
    first: usize,
    end: usize,
    /// Where its two halves stand, one after the other; 0 where it is not divided.
    halves: usize,
    /// How many of its members are left.
    left: usize,
    /// Which members of an undivided part were taken out, as bits in their order.
    gone: u32,
    /// What its members have in common.
    pub summary: S,
}

impl<S: Copy> Regions<S> {
    /// Divides the members. `of` tells about one row, `join` puts together what two parts have in common.
    pub fn build(mut members: Vec<Member>, of: impl Fn(u32) -> S, join: impl Fn(S, S) -> S) -> Self {
        let mut parts = Vec::with_capacity(members.len().div_ceil(LEAF) * 4);
        if let Some(&(row, center)) = members.first() {
            let (end, summary) = (members.len(), of(row));
            parts.push(Region { center, reach: 0.0, first: 0, end, halves: 0, left: end, gone: 0, summary });
            grow(&mut parts, 0, &mut members, &of, &join);
        }
        Self { members: members.into(), pieces: parts.chunks(PIECE).map(Arc::from).collect() }
    }

    /// The part that holds everything; `None` where nothing is left.
    pub fn whole(&self) -> Option<&Region<S>> {
        self.part(0).filter(|whole| !whole.is_empty())
    }

    fn part(&self, at: usize) -> Option<&Region<S>> {
        self.pieces.get(at / PIECE)?.get(at % PIECE)
    }

    fn part_mut(&mut self, at: usize) -> Option<&mut Region<S>> {
        Arc::make_mut(self.pieces.get_mut(at / PIECE)?).get_mut(at % PIECE)
    }

    /// The two halves of a part, of which one may be empty; `None` where it is not divided.
    pub fn halves(&self, part: &Region<S>) -> Option<[&Region<S>; 2]> {
        if part.halves == 0 {
            return None;
        }
        Some([self.part(part.halves)?, self.part(part.halves + 1)?])
    }

    /// The members of an undivided part that are left, each with its number in the part, always in the same order.
    pub fn members(&self, part: &Region<S>) -> impl Iterator<Item = (usize, Member)> {
        let own = self.members.get(part.first..part.end).unwrap_or_default();
        let gone = part.gone;
        own.iter().copied().enumerate().filter(move |(i, _)| gone >> (i % LEAF) & 1 == 0)
    }

    /// Takes a row out, which must be where it was when the parts were made. `of` and `join` are those of [`Regions::build`].
    pub fn take_out(&mut self, member: Member, of: impl Fn(u32) -> S, join: impl Fn(S, S) -> S) {
        let mut way = Vec::new();
        if !self.find(0, member, &mut way) {
            return;
        }
        let Some((leaf, above)) = way.split_last() else { return };
        let Some(part) = self.part(*leaf) else { return };
        let Some((i, _)) = self.members(part).find(|(_, (row, _))| *row == member.0) else { return };
        let (gone, left) = (part.gone | 1 << i, part.left - 1);
        let kept = Region { gone, left, ..*part };
        let summary = self.members(&kept).map(|(_, (row, _))| of(row)).reduce(&join).unwrap_or(part.summary);
        self.set(*leaf, Region { summary, ..kept });
        for &at in above.iter().rev() {
            let Some(part) = self.part(at).copied() else { return };
            let Some([one, other]) = self.halves(&part) else { return };
            let summary = match (one.is_empty(), other.is_empty()) {
                (true, _) => other.summary,
                (false, true) => one.summary,
                (false, false) => join(one.summary, other.summary),
            };
            self.set(at, Region { summary, left: part.left - 1, ..part });
        }
    }

    fn set(&mut self, at: usize, region: Region<S>) {
        if let Some(part) = self.part_mut(at) {
            *part = region;
        }
    }

    /// Finds the way from the part at `at` down to the undivided one that holds a row.
    fn find(&self, at: usize, member: Member, way: &mut Vec<usize>) -> bool {
        /// Two roundings of one chord.
        const SLACK: f64 = 1e-12;
        let Some(part) = self.part(at) else { return false };
        if part.is_empty() || chord(part.center, member.1) > part.reach + SLACK {
            return false;
        }
        way.push(at);
        let found = match part.halves {
            0 => self.members(part).any(|(_, (row, _))| row == member.0),
            halves => self.find(halves, member, way) || self.find(halves + 1, member, way),
        };
        if !found {
            way.pop();
        }
        found
    }
}

impl<S> Region<S> {
    /// Whether all its members were taken out; then its summary says nothing.
    pub const fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// No member is nearer than the first length or farther than the second, give or take a millimetre.
    pub fn between(&self, from: [f64; 3]) -> (Metres, Metres) {
        let chord = chord(from, self.center);
        let surface = |chord: f64| surface_distance([0.0; 3], [chord.max(0.0), 0.0, 0.0]);
        (surface(chord - self.reach), surface(chord + self.reach))
    }
}

fn chord(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt()
}

/// Fills in the part at `at`, whose rows are `members[first..end]`, and everything below it.
fn grow<S: Copy>(
    parts: &mut Vec<Region<S>>,
    at: usize,
    members: &mut [Member],
    of: &impl Fn(u32) -> S,
    join: &impl Fn(S, S) -> S,
) {
    let (first, end) = (parts[at].first, parts[at].end);
    let own = &mut members[first..end];
    let bounds = [0, 1, 2].map(|axis| {
        let along = own.iter().map(|(_, vector)| vector[axis]);
        along.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| (least.min(v), most.max(v)))
    });
    let center = bounds.map(|(least, most)| f64::midpoint(least, most));
    parts[at].center = center;
    parts[at].reach = own.iter().map(|(_, vector)| chord(center, *vector)).fold(0.0, f64::max);
    if own.len() <= LEAF {
        let others = own[1..].iter().map(|(row, _)| of(*row));
        parts[at].summary = others.fold(of(own[0].0), join);
        return;
    }
    let width = |axis: &usize| bounds[*axis].1 - bounds[*axis].0;
    let axis = (0..3).max_by(|a, b| width(a).total_cmp(&width(b))).unwrap_or(0);
    let half = own.len() / 2;
    own.select_nth_unstable_by(half, |a, b| a.1[axis].total_cmp(&b.1[axis]).then(a.0.cmp(&b.0)));
    let left = parts.len();
    let blank = parts[at];
    parts.push(Region { first, end: first + half, halves: 0, left: half, ..blank });
    parts.push(Region { first: first + half, end, halves: 0, left: end - first - half, ..blank });
    grow(parts, left, members, of, join);
    grow(parts, left + 1, members, of, join);
    parts[at].halves = left;
    parts[at].summary = join(parts[left].summary, parts[left + 1].summary);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::LatLon;
    use crate::index::spatial::ellipsoid_vector;

    fn places() -> impl Strategy<Value = Vec<LatLon>> {
        // Some stand at the same point, and some at the other end of the country.
        let at = prop_oneof![Just((35.0, 139.0)), (35.0..35.4f64, 139.0..139.4f64), (24.0..46.0f64, 123.0..154.0f64)];
        proptest::collection::vec(at.prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap()), 0..300)
    }

    /// Number, least and largest row, which `join` must put together from the rows themselves.
    type Sum = (usize, u32, u32);

    fn join(a: Sum, b: Sum) -> Sum {
        (a.0 + b.0, a.1.min(b.1), a.2.max(b.2))
    }

    /// Every row that the part holds; each part below it must hold what it says.
    fn rows_of(regions: &Regions<Sum>, part: &Region<Sum>, from: [f64; 3]) -> Vec<u32> {
        let (near, far) = part.between(from);
        let mut rows = Vec::new();
        match regions.halves(part) {
            Some(halves) => {
                halves
                    .iter()
                    .filter(|half| !half.is_empty())
                    .for_each(|half| rows.extend(rows_of(regions, half, from)));
            }
            None => {
                for (_, (row, vector)) in regions.members(part) {
                    let Metres(distance) = surface_distance(from, vector);
                    assert!(near.0 - 0.001 <= distance && distance <= far.0 + 0.001, "{near:?} {distance} {far:?}");
                    rows.push(row);
                }
                assert!(rows.len() <= LEAF);
            }
        }
        let sum = rows.iter().map(|&row| (1, row, row)).reduce(join).unwrap();
        assert_eq!(part.summary, sum);
        rows
    }

    proptest! {
        #[test]
        fn every_part_holds_what_it_says(places in places(), lat in 24.0..46.0f64, lon in 123.0..154.0f64, taken in any::<u64>()) {
            let members: Vec<Member> = (0u32..).zip(&places).map(|(row, at)| (row, ellipsoid_vector(*at))).collect();
            let built = Regions::build(members.clone(), |row| (1, row, row), join);
            let from = ellipsoid_vector(LatLon::new(lat, lon).unwrap());
            let all = |regions: &Regions<Sum>| {
                let mut rows = regions.whole().map(|whole| rows_of(regions, whole, from)).unwrap_or_default();
                rows.sort_unstable();
                rows
            };
            prop_assert_eq!(all(&built), (0..u32::try_from(places.len()).unwrap()).collect::<Vec<_>>());

            // Some rows are taken out, now and then all of them, one of them twice.
            let goes = |row: &u32| taken % 5 == 0 || taken.rotate_left(*row) & 3 == 0;
            let mut fewer = built.clone();
            for member in members.iter().filter(|(row, _)| goes(row)) {
                fewer.take_out(*member, |row| (1, row, row), join);
                fewer.take_out(*member, |row| (1, row, row), join);
            }
            let left: Vec<u32> = members.iter().map(|(row, _)| *row).filter(|row| !goes(row)).collect();
            prop_assert_eq!(all(&fewer), left);
            prop_assert_eq!(all(&built).len(), places.len(), "the original is as it was");
        }
    }
}

//! Points on the earth in a tree whose every part knows what is in it, so that a question can take or leave a whole part at once.

use super::spatial::surface_distance;
use crate::domain::Metres;

/// The most members of a part that is not divided further. 32 vectors are 768 bytes: twelve lines of a cache, read in one sweep.
const LEAF: usize = 32;

/// A row and its place, as [`super::spatial::ellipsoid_vector`] gives it.
pub type Member = (u32, [f64; 3]);

/// Rows by place, divided in halves until a part has few of them. `S` says what the rows of a part have in common.
#[derive(Debug)]
pub struct Regions<S> {
    members: Vec<Member>,
    parts: Vec<Region<S>>,
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
    /// What its members have in common.
    pub summary: S,
}

impl<S: Copy> Regions<S> {
    /// Divides the members. `of` tells about one row, `join` puts together what two parts have in common.
    pub fn build(mut members: Vec<Member>, of: impl Fn(u32) -> S, join: impl Fn(S, S) -> S) -> Self {
        let mut parts = Vec::with_capacity(members.len().div_ceil(LEAF) * 4);
        if let Some(&(row, center)) = members.first() {
            parts.push(Region { center, reach: 0.0, first: 0, end: members.len(), halves: 0, summary: of(row) });
            grow(&mut parts, 0, &mut members, &of, &join);
            parts.shrink_to_fit();
        }
        Self { members, parts }
    }

    /// The part that holds everything; `None` where there is nothing.
    pub fn whole(&self) -> Option<&Region<S>> {
        self.parts.first()
    }

    /// The two halves of a part; `None` where it is not divided.
    pub fn halves(&self, part: &Region<S>) -> Option<[&Region<S>; 2]> {
        let both = self.parts.get(part.halves..part.halves + 2)?;
        (part.halves > 0).then(|| [&both[0], &both[1]])
    }

    /// The members of a part, always in the same order.
    pub fn members(&self, part: &Region<S>) -> &[Member] {
        self.members.get(part.first..part.end).unwrap_or_default()
    }
}

impl<S> Region<S> {
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
    parts.push(Region { first, end: first + half, halves: 0, ..blank });
    parts.push(Region { first: first + half, end, halves: 0, ..blank });
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

    proptest! {
        #[test]
        fn every_part_holds_what_it_says(places in places(), lat in 24.0..46.0f64, lon in 123.0..154.0f64) {
            let members: Vec<Member> = (0u32..).zip(&places).map(|(row, at)| (row, ellipsoid_vector(*at))).collect();
            // Number, least and largest row, which `join` must put together from the rows themselves.
            let join = |a: (usize, u32, u32), b: (usize, u32, u32)| (a.0 + b.0, a.1.min(b.1), a.2.max(b.2));
            let regions = Regions::build(members, |row| (1, row, row), join);
            let from = ellipsoid_vector(LatLon::new(lat, lon).unwrap());
            let mut open: Vec<&Region<_>> = regions.whole().into_iter().collect();
            let (mut leaves, mut seen) = (0, Vec::new());
            while let Some(part) = open.pop() {
                let members = regions.members(part);
                let rows = || members.iter().map(|(row, _)| *row);
                prop_assert_eq!(Some(part.summary.1), rows().min());
                prop_assert_eq!((part.summary.0, Some(part.summary.2)), (members.len(), rows().max()));
                let (near, far) = part.between(from);
                for (_, vector) in members {
                    let Metres(distance) = surface_distance(from, *vector);
                    prop_assert!(near.0 - 0.001 <= distance && distance <= far.0 + 0.001, "{near:?} {distance} {far:?}");
                }
                match regions.halves(part) {
                    Some(halves) => open.extend(halves),
                    None => {
                        prop_assert!(members.len() <= LEAF);
                        leaves += 1;
                        seen.extend(rows());
                    }
                }
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..u32::try_from(places.len()).unwrap()).collect::<Vec<_>>());
            prop_assert!(leaves <= places.len().div_ceil(LEAF / 2).max(1));
        }
    }
}

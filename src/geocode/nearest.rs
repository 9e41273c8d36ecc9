//! The nearest towns: a k-d tree laid out in one slice, without pointers.

use crate::domain::place::{LatLon, Metres, metres_of_chord_squared};

/// A point on the unit sphere (single precision: half a metre on the ground) and the town it belongs to.
#[derive(Debug, Clone, Copy)]
struct Node {
    at: [f32; 3],
    town: u32,
}

/// Points ordered so that the middle of every slice divides it along one axis: x, y and z in turn.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    nodes: Vec<Node>,
}

/// Slices this short are looked through in order, which is faster than dividing them further.
const LEAF: usize = 8;

#[expect(clippy::cast_possible_truncation, reason = "half a metre is enough to order towns")]
fn vector(at: LatLon) -> [f32; 3] {
    at.unit_vector().map(|x| x as f32)
}

impl Nearest {
    /// A tree over numbered places.
    pub(super) fn new(places: impl Iterator<Item = (u32, LatLon)>) -> Self {
        let mut nodes: Vec<Node> = places.map(|(town, at)| Node { at: vector(at), town }).collect();
        divide(&mut nodes, 0);
        Self { nodes }
    }

    /// The bytes it occupies.
    pub(super) fn memory(&self) -> usize {
        self.nodes.capacity() * size_of::<Node>()
    }

    /// The `count` nearest places, nearest first, with their distances on the sphere.
    pub(super) fn of(&self, at: LatLon, count: usize) -> Vec<(u32, Metres)> {
        let mut best: Vec<(f32, u32)> = Vec::with_capacity(count + 1);
        if count > 0 {
            search(&self.nodes, vector(at), 0, count, &mut best);
        }
        best.into_iter().map(|(chord, town)| (town, metres_of_chord_squared(f64::from(chord)))).collect()
    }
}

fn divide(nodes: &mut [Node], axis: usize) {
    if nodes.len() <= LEAF {
        return;
    }
    let middle = nodes.len() / 2;
    nodes.select_nth_unstable_by(middle, |a, b| a.at[axis].total_cmp(&b.at[axis]));
    let (low, high) = nodes.split_at_mut(middle);
    divide(low, (axis + 1) % 3);
    divide(&mut high[1..], (axis + 1) % 3);
}

fn search(nodes: &[Node], at: [f32; 3], axis: usize, count: usize, best: &mut Vec<(f32, u32)>) {
    if nodes.len() <= LEAF {
        for node in nodes {
            offer(node, at, count, best);
        }
        return;
    }
    let middle = nodes.len() / 2;
    let (low, rest) = nodes.split_at(middle);
    let gap = at[axis] - rest[0].at[axis];
    let (near, far) = if gap < 0.0 { (low, &rest[1..]) } else { (&rest[1..], low) };
    search(near, at, (axis + 1) % 3, count, best);
    offer(&rest[0], at, count, best);
    if best.len() < count || best.last().is_some_and(|worst| gap * gap <= worst.0) {
        search(far, at, (axis + 1) % 3, count, best);
    }
}

fn offer(node: &Node, at: [f32; 3], count: usize, best: &mut Vec<(f32, u32)>) {
    let chord: f32 = node.at.iter().zip(at).map(|(a, b)| (a - b) * (a - b)).sum();
    let place = best.partition_point(|&(other, town)| (other, town) <= (chord, node.town));
    if place < count {
        best.insert(place, (chord, node.town));
        best.truncate(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_finds_what_a_scan_finds() {
        let places: Vec<LatLon> = (0..500_u32)
            .map(|i| {
                let (a, b) = (f64::from(i * 7_919 % 997), f64::from(i * 104_729 % 991));
                LatLon::new(34.0 + a / 500.0, 138.0 + b / 500.0).unwrap()
            })
            .collect();
        let tree = Nearest::new((0..).zip(places.iter().copied()));
        for (i, at) in places.iter().enumerate().step_by(17) {
            let at = LatLon::new(at.lat() + 0.003, at.lon() - 0.001).unwrap();
            let mut scan: Vec<f64> = places.iter().map(|p| p.geodesic(at).0).collect();
            scan.sort_by(f64::total_cmp);
            for (found, expected) in tree.of(at, 5).iter().zip(scan) {
                assert!((found.1.0 - expected).abs() < 2.0 + expected * 0.006, "{i}: {found:?} {expected}");
            }
        }
        assert!(tree.of(places[0], 0).is_empty());
        assert!(Nearest::default().of(places[0], 3).is_empty());
    }
}

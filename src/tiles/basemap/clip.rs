//! Cutting a ring at a square.
//!
//! Sutherland and Hodgman's algorithm (Communications of the ACM 17, 1974): one side at a time.
//! Where a ring leaves and comes back it runs along the square's side, outside the part of the
//! tile that is drawn, because the square includes the tile's buffer.

/// A vertex in tile units from the tile's north-west corner. 64 bits, because the far end of a
/// ring that crosses a small tile is the width of the world away.
pub(super) type Vertex = (i64, i64);

/// The square `low..=high` in both directions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Square {
    pub(super) low: i64,
    pub(super) high: i64,
}

impl Square {
    /// Which sides a vertex lies beyond, one bit per side.
    fn beyond(self, (x, y): Vertex) -> u8 {
        u8::from(x < self.low)
            | u8::from(x > self.high) << 1
            | u8::from(y < self.low) << 2
            | u8::from(y > self.high) << 3
    }

    /// The part of `ring` in the square, in `ring`; `spare` is working room. Empty when nothing
    /// is left.
    pub(super) fn clip(self, ring: &mut Vec<Vertex>, spare: &mut Vec<Vertex>) {
        for side in 0..4 {
            spare.clear();
            let Some(&last) = ring.last() else { return };
            let mut from = last;
            for &to in ring.iter() {
                let (out_from, out_to) = (self.outside(from, side), self.outside(to, side));
                if out_from != out_to {
                    spare.push(self.crossing(from, to, side));
                }
                if !out_to {
                    spare.push(to);
                }
                from = to;
            }
            std::mem::swap(ring, spare);
        }
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        if ring.len() < 3 {
            ring.clear();
        }
    }

    fn outside(self, vertex: Vertex, side: u8) -> bool {
        self.beyond(vertex) & (1 << side) != 0
    }

    /// Where the line between two vertices meets a side.
    fn crossing(self, a: Vertex, b: Vertex, side: u8) -> Vertex {
        let edge = if side.is_multiple_of(2) { self.low } else { self.high };
        if side < 2 { (edge, between(a.0, b.0, edge, a.1, b.1)) } else { (between(a.1, b.1, edge, a.0, b.0), edge) }
    }
}

/// The value at `at` of the line that is `from` at `start` and `to` at `end`. 128 bits hold the
/// product of any two distances in the world.
fn between(start: i64, end: i64, at: i64, from: i64, to: i64) -> i64 {
    let length = i128::from(end) - i128::from(start);
    if length == 0 {
        return from;
    }
    let part = (i128::from(to) - i128::from(from)) * (i128::from(at) - i128::from(start)) / length;
    i64::try_from(i128::from(from) + part).unwrap_or(from)
}

/// Leaves out vertices whose neighbours on both sides lie beyond the same side of the square:
/// the line between the neighbours stays out there too. This takes nearly all of a long coast
/// away in one pass before the exact cut.
pub(super) struct Shortcut {
    square: Square,
    held: Option<(Vertex, u8)>,
    last_kept: u8,
}

impl Shortcut {
    pub(super) fn new(square: Square) -> Self {
        Self { square, held: None, last_kept: 0 }
    }

    /// Takes the next vertex and keeps the one before it when it matters.
    pub(super) fn push(&mut self, vertex: Vertex, ring: &mut Vec<Vertex>) {
        let sides = self.square.beyond(vertex);
        if let Some((held, held_sides)) = self.held.replace((vertex, sides))
            && self.last_kept & held_sides & sides == 0
        {
            ring.push(held);
            self.last_kept = held_sides;
        }
    }

    /// Keeps the last vertex.
    pub(super) fn finish(self, ring: &mut Vec<Vertex>) {
        ring.extend(self.held.map(|(vertex, _)| vertex));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SQUARE: Square = Square { low: 0, high: 100 };

    fn clipped(ring: &[Vertex]) -> Vec<Vertex> {
        let mut short = Vec::new();
        let mut shortcut = Shortcut::new(SQUARE);
        for &vertex in ring {
            shortcut.push(vertex, &mut short);
        }
        shortcut.finish(&mut short);
        SQUARE.clip(&mut short, &mut Vec::new());
        short
    }

    fn doubled_area(ring: &[Vertex]) -> i64 {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
    }

    #[test]
    fn a_ring_around_the_square_becomes_the_square() {
        let ring = [(-500, -500), (900, -400), (800, 700), (-300, 600)];
        assert_eq!(doubled_area(&clipped(&ring)), 2 * 100 * 100);
    }

    #[test]
    fn a_ring_elsewhere_becomes_nothing() {
        assert!(clipped(&[(200, 0), (300, 0), (300, 100)]).is_empty());
        assert!(clipped(&[(-20, -20), (-10, -20), (-10, 400), (-20, 400)]).is_empty());
        assert!(clipped(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn the_shortcut_changes_no_area(ring in prop::collection::vec((-300_i64..400, -300_i64..400), 3..60)) {
            let mut exact = ring.clone();
            SQUARE.clip(&mut exact, &mut Vec::new());
            let short = clipped(&ring);
            for &(x, y) in &short {
                prop_assert!((0..=100).contains(&x) && (0..=100).contains(&y));
            }
            // Crossings are rounded to whole units, so that each may move an edge by one.
            let slack = 210 * (2 * i64::try_from(ring.len()).unwrap() + 8);
            prop_assert!((doubled_area(&exact) - doubled_area(&short)).abs() <= slack);
        }
    }
}

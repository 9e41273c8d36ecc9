//! Rows by rectangle of the map: cells of a twentieth of a degree, each with the rows in it.
//!
//! A window of the map is a rectangle of longitude and latitude, which the balls of the R-trees would only approximate.

use crate::domain::LatLon;

/// Cells along a degree: at 35° north a cell is some 5.6 km high and 4.6 km wide, so that the window of a town touches a few dozen.
const PER_DEGREE: f64 = 20.0;
/// The south-western corner of the cells, in degrees. What lies beyond an edge is in the cell at that edge.
const SOUTH: f64 = 20.0;
const WEST: f64 = 122.0;
/// Cells from south to north and from west to east: up to 46° north and 154° east, all of Japan.
const ROWS: usize = 520;
const COLUMNS: usize = 640;

/// Rows by place. Rows without one are in no cell.
#[derive(Debug)]
pub struct Grid {
    /// Where each cell begins in `rows`, and the number of rows at the end.
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Grid {
    /// Sorts rows into cells: the place at position `i` is that of row `i`.
    pub fn build(places: impl Iterator<Item = Option<LatLon>> + Clone) -> Self {
        let cell_of = |at: LatLon| band(at.lat()) * COLUMNS + column(at.lon());
        let mut starts = vec![0u32; ROWS * COLUMNS + 1];
        for at in places.clone().flatten() {
            starts[cell_of(at) + 1] += 1;
        }
        for cell in 0..ROWS * COLUMNS {
            starts[cell + 1] += starts[cell];
        }
        let mut next = starts.clone();
        let mut rows = vec![0; starts[ROWS * COLUMNS] as usize];
        for (row, at) in (0u32..).zip(places) {
            if let Some(at) = at {
                let slot = &mut next[cell_of(at)];
                rows[*slot as usize] = row;
                *slot += 1;
            }
        }
        Self { starts, rows }
    }

    /// The rows of every cell that a rectangle (south, west, north, east in degrees) touches, in no particular order: all that lie in
    /// it, and some around it.
    pub fn touching(&self, rectangle: [f64; 4]) -> impl Iterator<Item = u32> {
        self.stretches(rectangle).flat_map(|stretch| self.rows[stretch].iter().copied())
    }

    /// How many rows [`Grid::touching`] yields, without going through them.
    pub fn count_touching(&self, rectangle: [f64; 4]) -> usize {
        self.stretches(rectangle).map(|stretch| stretch.len()).sum()
    }

    /// The cells from west to east of one band lie one after the other, and so do their rows.
    fn stretches(&self, [south, west, north, east]: [f64; 4]) -> impl Iterator<Item = std::ops::Range<usize>> {
        let (first, last) = (column(west), column(east));
        (band(south)..=band(north)).map(move |band| {
            let start = |column: usize| self.starts[band * COLUMNS + column] as usize;
            start(first)..start(last + 1).max(start(first))
        })
    }
}

fn band(lat: f64) -> usize {
    cell(lat - SOUTH, ROWS)
}

fn column(lon: f64) -> usize {
    cell(lon - WEST, COLUMNS)
}

/// The cell of a coordinate counted from the first edge; it never decreases, so that a rectangle's edges enclose what is inside it.
fn cell(degrees: f64, cells: usize) -> usize {
    ((degrees * PER_DEGREE).max(0.0) as usize).min(cells - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn coordinate(low: f64, high: f64, edges: [f64; 3]) -> impl Strategy<Value = f64> {
        prop_oneof![4 => low..high, 1 => proptest::sample::select(edges.to_vec())]
    }

    fn place() -> impl Strategy<Value = Option<LatLon>> {
        // Edges of cells, and of everything.
        let lat = coordinate(34.0, 36.0, [35.05, 90.0, -90.0]);
        let lon = coordinate(139.0, 141.0, [139.65, 180.0, -180.0]);
        proptest::option::weighted(0.9, (lat, lon).prop_map(|(lat, lon)| LatLon::new(lat, lon).unwrap()))
    }

    proptest! {
        #[test]
        fn nobody_inside_a_rectangle_is_missed_and_nobody_comes_twice(
            places in proptest::collection::vec(place(), 0..80),
            a in (coordinate(33.9, 36.1, [35.05, 90.0, -90.0]), coordinate(138.9, 141.1, [139.65, 180.0, -180.0])),
            b in (coordinate(33.9, 36.1, [35.05, 90.0, -90.0]), coordinate(138.9, 141.1, [139.65, 180.0, -180.0])),
        ) {
            let grid = Grid::build(places.iter().copied());
            let rectangle = [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)];
            let [south, west, north, east] = rectangle;
            let mut touched: Vec<u32> = grid.touching(rectangle).collect();
            prop_assert_eq!(touched.len(), grid.count_touching(rectangle));
            touched.sort_unstable();
            prop_assert!(touched.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", touched);
            for (row, at) in (0u32..).zip(&places) {
                let inside = at.is_some_and(|at| {
                    (south..=north).contains(&at.lat()) && (west..=east).contains(&at.lon())
                });
                prop_assert!(!inside || touched.binary_search(&row).is_ok(), "{row} {at:?} {rectangle:?}");
            }
        }
    }

    #[test]
    fn the_window_of_a_town_leaves_the_rest_of_the_country_alone() {
        let places = (0..2_000u32).map(|n| LatLon::new(26.0 + f64::from(n) / 100.0, 130.0 + f64::from(n) / 200.0).ok());
        let grid = Grid::build(places);
        assert!(grid.count_touching([35.20, 134.5, 35.30, 134.7]) < 40);
        assert_eq!(grid.count_touching([-90.0, -180.0, 90.0, 180.0]), 2_000);
    }
}

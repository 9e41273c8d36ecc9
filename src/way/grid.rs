//! Japan cut into cells of 1/400 degree: about 278 m from south to north and 200 to 260 m from west to east.

use crate::domain::LatLon;

/// Cells in a degree, of latitude as of longitude.
pub(super) const PER_DEGREE: i32 = 400;
/// The south-west corner in whole degrees, and how many cells there are; north of 46° and east of 155° lies no home.
const SOUTH: i32 = 20;
const WEST: i32 = 122;
pub(super) const ROWS: i32 = 26 * PER_DEGREE;
pub(super) const COLUMNS: i32 = 33 * PER_DEGREE;

/// A cell: rows count from the south, columns from the west. It may lie outside the grid, where there is only water.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cell {
    pub(super) row: i32,
    pub(super) column: i32,
}

/// A place in cells from the south-west corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spot {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Spot {
    pub(super) fn of(at: LatLon) -> Self {
        let cells = f64::from(PER_DEGREE);
        Self { x: (at.lon() - f64::from(WEST)) * cells, y: (at.lat() - f64::from(SOUTH)) * cells }
    }

    /// A place given in 1e-5 degree.
    pub(super) fn of_corner(lat: i32, lon: i32) -> Self {
        let cells = f64::from(PER_DEGREE) / 1e5;
        Self { x: f64::from(lon - WEST * 100_000) * cells, y: f64::from(lat - SOUTH * 100_000) * cells }
    }

    /// The cell around it. What lies less than a cell south or west of the grid counts to its edge, where there is only sea.
    pub(super) const fn cell(self) -> Cell {
        Cell { row: self.y as i32, column: self.x as i32 }
    }

    /// A part of the way to another place.
    pub(super) fn towards(self, other: Self, share: f64) -> Self {
        Self { x: self.x + (other.x - self.x) * share, y: self.y + (other.y - self.y) * share }
    }
}

impl Cell {
    pub(super) fn middle(self) -> Spot {
        Spot { x: f64::from(self.column) + 0.5, y: f64::from(self.row) + 0.5 }
    }

    /// The middle in degrees; `None` outside the globe.
    pub(super) fn place(self) -> Option<LatLon> {
        let (Spot { x, y }, cells) = (self.middle(), f64::from(PER_DEGREE));
        LatLon::new(y / cells + f64::from(SOUTH), x / cells + f64::from(WEST)).ok()
    }

    pub(super) const fn beside(self, rows: i32, columns: i32) -> Self {
        Self { row: self.row + rows, column: self.column + columns }
    }

    pub(super) const fn is_inside(self) -> bool {
        0 <= self.row && self.row < ROWS && 0 <= self.column && self.column < COLUMNS
    }
}

/// Metres from a row of cells to the next, and from a column to the next, in this row (WGS 84).
pub(super) fn steps(row: i32) -> (f64, f64) {
    const SEMI_MAJOR_M: f64 = 6_378_137.0;
    const ECCENTRICITY_SQUARED: f64 = 0.006_694_379_990_141_317;
    let latitude = ((f64::from(row) + 0.5) / f64::from(PER_DEGREE) + f64::from(SOUTH)).to_radians();
    let root = (1.0 - ECCENTRICITY_SQUARED * latitude.sin().powi(2)).sqrt();
    let cell = (1.0 / f64::from(PER_DEGREE)).to_radians();
    let meridian = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_SQUARED) / root.powi(3);
    (meridian * cell, SEMI_MAJOR_M / root * latitude.cos() * cell)
}

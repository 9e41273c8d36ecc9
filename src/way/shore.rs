//! Which cells are land: bands of bits, each drawn from the coast when it is first asked for.

use std::sync::OnceLock;

use crate::coast::{Damaged, Ring};

use super::grid::{COLUMNS, Cell, ROWS, Spot};

/// Rows of cells in a band.
const BAND: i32 = 64;

/// The lines between land and water around Japan, and the bands drawn from them so far.
#[derive(Debug)]
pub(super) struct Shore {
    lines: Vec<Line>,
    /// Cells that stay water whatever the lines say.
    straits: Vec<Cell>,
    bands: Vec<OnceLock<Band>>,
}

/// A closed line, in cells.
#[derive(Debug)]
struct Line {
    corners: Vec<(f32, f32)>,
    south: i32,
    north: i32,
    west: i32,
    east: i32,
}

impl Shore {
    /// The lines of a coast that lie within the grid. A continent reaches beyond it and is left out: no home of Japan is there.
    pub(super) fn new(rings: impl Iterator<Item = Result<Ring, Damaged>>, straits: Vec<Cell>) -> Result<Self, Damaged> {
        let mut lines = Vec::new();
        for ring in rings {
            lines.extend(Line::new(&ring?));
        }
        Ok(Self { lines, straits, bands: (0..(ROWS + BAND - 1) / BAND).map(|_| OnceLock::new()).collect() })
    }

    pub(super) fn is_land(&self, cell: Cell) -> bool {
        if !cell.is_inside() {
            return false;
        }
        let Some(band) = self.bands.get((cell.row / BAND) as usize) else { return false };
        band.get_or_init(|| self.draw(cell.row / BAND)).is_land(cell)
    }

    fn draw(&self, number: i32) -> Band {
        let (first, last) = (number * BAND, (number + 1) * BAND);
        let lines: Vec<&Line> = self.lines.iter().filter(|line| line.south < last && line.north >= first).collect();
        let west = lines.iter().map(|line| line.west).min().unwrap_or(0).max(0);
        let east = lines.iter().map(|line| line.east).max().unwrap_or(-1).min(COLUMNS - 1);
        if west > east {
            return Band::default();
        }
        let start = (west / 64) as usize;
        let words = (east / 64) as usize + 1 - start;
        let mut drawing = Drawing::new(first, start as i32 * 64, words);
        lines.iter().for_each(|line| drawing.cross(line));
        drawing.fill();
        lines.iter().for_each(|line| drawing.touch(line));
        self.straits.iter().for_each(|&cell| drawing.clear(cell));
        Band { start, words, bits: drawing.bits }
    }
}

impl Line {
    fn new(ring: &Ring) -> Option<Self> {
        let spots: Vec<Spot> = ring.vertices.iter().map(|corner| Spot::of_corner(corner.lat, corner.lon)).collect();
        let range = |of: fn(&Spot) -> f64| {
            let (low, high) = spots.iter().map(of).fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
            (low.floor() as i32, high.floor() as i32)
        };
        let ((south, north), (west, east)) = (range(|spot| spot.y), range(|spot| spot.x));
        let inside = west >= 0 && south >= 0 && west < COLUMNS && south < ROWS;
        // A single precision number holds a place to a thousandth of a cell, a quarter of a metre.
        let corners = spots.into_iter().map(|spot| (spot.x as f32, spot.y as f32));
        inside.then(|| Self { corners: corners.collect(), south, north, west, east })
    }

    /// The pieces of the line.
    fn pieces(&self) -> impl Iterator<Item = (Spot, Spot)> {
        let spot = |&(x, y): &(f32, f32)| Spot { x: f64::from(x), y: f64::from(y) };
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().zip(next).map(move |(a, b)| (spot(a), spot(b)))
    }
}

/// Sixty-four rows of cells, one bit each; set is land. Columns without land at the band's ends are not kept.
#[derive(Debug, Default)]
struct Band {
    /// The word of a row in which the kept columns begin.
    start: usize,
    /// Words kept of each row.
    words: usize,
    bits: Vec<u64>,
}

impl Band {
    fn is_land(&self, cell: Cell) -> bool {
        let word = (cell.column as usize / 64).wrapping_sub(self.start);
        if word >= self.words {
            return false;
        }
        let row = (cell.row % BAND) as usize;
        self.bits.get(row * self.words + word).is_some_and(|bits| bits >> (cell.column % 64) & 1 == 1)
    }
}

/// A band while it is drawn.
struct Drawing {
    first_row: i32,
    first_column: i32,
    words: usize,
    bits: Vec<u64>,
    /// Where lines cross the middle of each row.
    crossed: Vec<Vec<f64>>,
}

impl Drawing {
    const HEIGHT: usize = BAND as usize;

    fn new(first_row: i32, first_column: i32, words: usize) -> Self {
        let crossed = vec![Vec::new(); Self::HEIGHT];
        Self { first_row, first_column, words, bits: vec![0; Self::HEIGHT * words], crossed }
    }

    /// The word and the bit of a cell, where it lies in the band.
    fn bit(&mut self, row: i32, column: i32) -> Option<(&mut u64, u64)> {
        let row = usize::try_from(row - self.first_row).ok().filter(|&row| row < Self::HEIGHT)?;
        let column = usize::try_from(column - self.first_column).ok().filter(|&column| column < self.words * 64)?;
        Some((self.bits.get_mut(row * self.words + column / 64)?, 1 << (column % 64)))
    }

    fn set(&mut self, row: i32, column: i32) {
        if let Some((word, bit)) = self.bit(row, column) {
            *word |= bit;
        }
    }

    fn clear(&mut self, cell: Cell) {
        if let Some((word, bit)) = self.bit(cell.row, cell.column) {
            *word &= !bit;
        }
    }

    fn cross(&mut self, line: &Line) {
        for (a, b) in line.pieces() {
            let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
            let first = ((low.y - 0.5).ceil() as i32).max(self.first_row);
            let end = ((high.y - 0.5).ceil() as i32).min(self.first_row + Self::HEIGHT as i32);
            for row in first..end {
                let share = (f64::from(row) + 0.5 - low.y) / (high.y - low.y);
                self.crossed[(row - self.first_row) as usize].push(low.towards(high, share).x);
            }
        }
    }

    /// Land begins and ends where a line is crossed: a lake in the land, an island in the lake.
    fn fill(&mut self) {
        for (row, mut crossed) in (self.first_row..).zip(std::mem::take(&mut self.crossed)) {
            crossed.sort_unstable_by(f64::total_cmp);
            for pair in crossed.chunks_exact(2) {
                for column in (pair[0] - 0.5).ceil() as i32..(pair[1] - 0.5).ceil() as i32 {
                    self.set(row, column);
                }
            }
        }
    }

    /// A cell that a line touches is land: a spit or a dam thinner than a cell still carries a road.
    fn touch(&mut self, line: &Line) {
        let rows = self.first_row..self.first_row + Self::HEIGHT as i32;
        for (a, b) in line.pieces() {
            if !(rows.contains(&a.cell().row) || rows.contains(&b.cell().row)) {
                continue;
            }
            let parts = ((a.x - b.x).abs().max((a.y - b.y).abs()) * 2.0).ceil().max(1.0);
            for part in 0..parts as i32 {
                let cell = a.towards(b, f64::from(part) / parts).cell();
                self.set(cell.row, cell.column);
            }
        }
    }
}

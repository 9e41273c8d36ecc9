//! The shortest way over land from one place: the A* method over the cells, then the corners cut.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::domain::{LatLon, Metres};

use super::grid::{Cell, PER_DEGREE, Spot, steps};
use super::land::Land;

/// What a search says about a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    /// The length of the way.
    Way(Metres),
    /// Not within the search's reach, but land goes on there.
    Beyond,
    /// All land that can be reached was looked at.
    Never,
}

/// A step from a cell to one of its eight neighbours is counted this much too long at worst: 1/cos(22.5°), rounded up.
const ZIGZAG: f64 = 1.083;
/// A place and the cell of land that it belongs to are not farther apart than this, in metres.
const ASHORE_M: f64 = super::land::ASHORE.0;

/// A search that goes on as far as it is asked to. It lives no longer than the question about its home.
pub(super) struct Search<'a> {
    land: &'a Land,
    home: LatLon,
    start: Cell,
    corner: Cell,
    rows: i32,
    columns: i32,
    /// Decimetres from the start plus one; 0 where the search has not been.
    far: Vec<u32>,
    /// The cell before, on the way from the start.
    before: Vec<u32>,
    /// By the least length that a way to a place asked for can have through a cell; then that cell.
    waiting: BinaryHeap<Reverse<(u32, u32)>>,
    /// Cells up to this least length are known.
    done: u32,
    /// No place asked for is farther than this from the start, in metres.
    around: f64,
    /// The least metres from a row to the next and from a column to the next in the searched part.
    least_steps: (f64, f64),
    /// For each row the decimetres of a step to the side, along and across.
    lengths: Vec<[u32; 4]>,
    reach: u32,
    /// Whether land was left aside because it lies beyond the reach.
    cut: bool,
    links: Vec<Link>,
    settled: usize,
}

/// A road over water from one cell to another, which may lie outside the searched part.
#[derive(Debug, Clone, Copy)]
struct Link {
    from: u32,
    to: Option<u32>,
    /// In decimetres.
    length: u32,
}

impl<'a> Search<'a> {
    /// A search from a home for ways not longer than `reach` to places within `around` of it. `None` where no land is near.
    pub(super) fn new(land: &'a Land, home: LatLon, reach: Metres, around: Metres) -> Option<Self> {
        let start = land.ashore(home)?;
        let longest = reach.0 * ZIGZAG;
        // Such a way goes away from home at most until it has just enough left to come back.
        let reach = ((longest + around.0) / 2.0).min(longest) + ASHORE_M;
        let northernmost = start.row + (reach / 110_000.0 * f64::from(PER_DEGREE)) as i32;
        // Rows lie farther apart towards the pole, columns closer together.
        let (north, east) = (steps(start.row).0 * 0.999, steps(northernmost).1);
        let (up, across) = ((reach / north).ceil() as i32 + 1, (reach / east).ceil() as i32 + 1);
        let (rows, columns) = (2 * up + 1, 2 * across + 1);
        let cells = rows as usize * columns as usize;
        let mut search = Self {
            land,
            home,
            start,
            corner: start.beside(-up, -across),
            rows,
            columns,
            far: vec![0; cells],
            before: vec![0; cells],
            waiting: BinaryHeap::new(),
            done: 0,
            around: around.0 + ASHORE_M,
            least_steps: (north, east),
            lengths: (0..rows).map(|row| lengths(start.row - up + row)).collect(),
            reach: (longest * 10.0) as u32,
            cut: false,
            links: Vec::new(),
            settled: 0,
        };
        search.lay_links();
        let first = search.number(start)?;
        search.far[first as usize] = 1;
        search.before[first as usize] = first;
        search.waiting.push(Reverse((1, first)));
        Some(search)
    }

    /// The roads over water with an end in the searched part, in both directions.
    fn lay_links(&mut self) {
        let end = |at: Option<&LatLon>| self.land.ashore(*at?).and_then(|cell| self.number(cell));
        let inside = |at: &LatLon| self.number(Spot::of(*at).cell()).is_some();
        let mut links = Vec::new();
        for road in self.land.roads().iter().filter(|road| road.iter().any(inside)) {
            let metres: f64 = road.windows(2).map(|pair| pair[0].geodesic(pair[1]).0).sum();
            let length = (metres * 10.0) as u32;
            let (first, last) = (end(road.first()), end(road.last()));
            links.extend(first.map(|from| Link { from, to: last, length }));
            links.extend(last.map(|from| Link { from, to: first, length }));
        }
        links.sort_unstable_by_key(|link| link.from);
        self.links = links;
    }

    /// A cell's place in the searched part.
    fn number(&self, cell: Cell) -> Option<u32> {
        let (row, column) = (cell.row - self.corner.row, cell.column - self.corner.column);
        let inside = (0..self.rows).contains(&row) && (0..self.columns).contains(&column);
        inside.then(|| row.unsigned_abs() * self.columns.unsigned_abs() + column.unsigned_abs())
    }

    const fn cell(&self, number: u32) -> Cell {
        let columns = self.columns.unsigned_abs();
        self.corner.beside((number / columns).cast_signed(), (number % columns).cast_signed())
    }

    /// The way to a place.
    pub(super) fn to(&mut self, place: LatLon) -> Found {
        let Some(end) = self.land.ashore(place) else { return Found::Never };
        let Some(number) = self.number(end) else { return Found::Beyond };
        while !self.knows(number) && self.go_on() {}
        if self.knows(number) {
            return Found::Way(self.length(number, place));
        }
        if self.cut { Found::Beyond } else { Found::Never }
    }

    /// Whether all land that can be reached from here was looked at within so many cells.
    pub(super) fn is_enclosed(&mut self, cells: usize) -> bool {
        while self.settled < cells && self.go_on() {}
        self.waiting.is_empty() && !self.cut
    }

    fn knows(&self, number: u32) -> bool {
        let far = self.far[number as usize];
        far > 0 && far + self.left(self.cell(number)) <= self.done
    }

    /// How long the rest of a way to a place asked for is at least, in decimetres: back to where such places are.
    fn left(&self, cell: Cell) -> u32 {
        let (north, east) = self.least_steps;
        let (up, across) = (f64::from(cell.row - self.start.row), f64::from(cell.column - self.start.column));
        let away = ((up * north).powi(2) + (across * east).powi(2)).sqrt();
        ((away - self.around) * 10.0) as u32
    }

    /// Looks at one cell more; false when there is none.
    fn go_on(&mut self) -> bool {
        let Some(Reverse((least, number))) = self.waiting.pop() else { return false };
        let (far, cell) = (self.far[number as usize], self.cell(number));
        self.done = self.done.max(least);
        if least > far + self.left(cell) {
            return true;
        }
        self.settled += 1;
        let lengths = self.lengths[(cell.row - self.corner.row).unsigned_abs() as usize];
        for (rows, columns) in [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)] {
            let next = cell.beside(rows, columns);
            if self.land.is_drawn(next) {
                let step = lengths[usize::from(rows != 0) * 2 + usize::from(columns != 0)];
                self.reach_out(number, self.number(next), far + step);
            }
        }
        let first = self.links.partition_point(|link| link.from < number);
        for i in first..self.links.len() {
            let link = self.links[i];
            if link.from != number {
                break;
            }
            self.reach_out(number, link.to, far + link.length);
        }
        true
    }

    fn reach_out(&mut self, from: u32, to: Option<u32>, far: u32) {
        let least = |to: u32| far + self.left(self.cell(to));
        let Some((to, least)) = to.map(|to| (to, least(to))).filter(|&(_, least)| least <= self.reach) else {
            self.cut = true;
            return;
        };
        let known = &mut self.far[to as usize];
        if *known == 0 || far < *known {
            *known = far;
            self.before[to as usize] = from;
            self.waiting.push(Reverse((least, to)));
        }
    }

    /// The length of the way found to a cell and on to the place that belongs to it, with its corners cut.
    fn length(&self, end: u32, place: LatLon) -> Metres {
        let mut metres = 0.0;
        let mut stretch = vec![self.cell(end).middle()];
        // A place in its own cell is where the way ends; one drawn in the water is joined to the shore.
        metres += self.join(&mut stretch, place);
        let (mut at, mut before) = (end, self.before[end as usize]);
        while before != at {
            let (cell, next) = (self.cell(at), self.cell(before));
            if (cell.row - next.row).abs() > 1 || (cell.column - next.column).abs() > 1 {
                metres +=
                    self.cut_corners(&stretch) + f64::from(self.far[at as usize] - self.far[before as usize]) / 10.0;
                stretch.clear();
            }
            stretch.push(next.middle());
            (at, before) = (before, self.before[before as usize]);
        }
        stretch.reverse();
        metres += self.join(&mut stretch, self.home);
        Metres(metres + self.cut_corners(&stretch))
    }

    /// Puts a place at the head of a stretch that begins in its cell, or tells how far it is from there.
    fn join(&self, stretch: &mut [Spot], place: LatLon) -> f64 {
        let Some(head) = stretch.first_mut() else { return 0.0 };
        let spot = Spot::of(place);
        if spot.cell() == head.cell() {
            *head = spot;
            return 0.0;
        }
        distance(*head, spot)
    }

    /// The length of a stretch when every corner is left out between two spots with only land between them.
    fn cut_corners(&self, stretch: &[Spot]) -> f64 {
        let mut corners: Vec<Spot> = Vec::new();
        let mut at = 0;
        while at < stretch.len() {
            corners.push(stretch[at]);
            at = self.farthest_seen(stretch, at);
        }
        let mut i = 1;
        while i + 1 < corners.len() {
            if self.land.is_dry(corners[i - 1], corners[i + 1]) {
                corners.remove(i);
            } else {
                i += 1;
            }
        }
        corners.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
    }

    /// The index of a spot far along the stretch to which a straight line is dry; the next one at least.
    fn farthest_seen(&self, stretch: &[Spot], at: usize) -> usize {
        let sees = |to: usize| to < stretch.len() && self.land.is_dry(stretch[at], stretch[to]);
        let mut stride = 1;
        while sees(at + 2 * stride) {
            stride *= 2;
        }
        let mut seen = at + stride;
        while stride > 1 {
            stride /= 2;
            if sees(seen + stride) {
                seen += stride;
            }
        }
        seen
    }
}

/// The decimetres of a step along a row, across rows, and both.
fn lengths(row: i32) -> [u32; 4] {
    let (north, east) = steps(row);
    [0.0, east, north, north.hypot(east)].map(|metres| (metres * 10.0) as u32)
}

/// Metres between two spots no farther apart than a home and its physician.
fn distance(a: Spot, b: Spot) -> f64 {
    let (north, east) = steps(((a.y + b.y) / 2.0) as i32);
    ((a.y - b.y) * north).hypot((a.x - b.x) * east)
}

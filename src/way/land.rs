//! Land and water as the ways see them: the shore, land known from what stands on it, and the roads over water.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use crate::coast;
use crate::domain::{LatLon, Metres};

use super::crossings::{self, Course, Crossings};
use super::grid::{Cell, Spot, steps};
use super::shore::Shore;
use super::{Limits, WayError};

/// How far from the drawn shore a known place may lie and still be taken for land won from the sea, and how far a home, a
/// facility or the end of a bridge is taken to the nearest drawn land.
pub(super) const ASHORE: Metres = Metres(3_000.0);
/// How far apart a straight line is looked at: less than a cell, so that no cell of water is missed by much.
const SAMPLE_M: f64 = 200.0;

/// What is drawn from the data of the program.
#[derive(Debug)]
struct Drawn {
    shore: Shore,
    roads: Vec<Course>,
}

impl Drawn {
    fn new(
        rings: impl Iterator<Item = Result<coast::Ring, coast::Damaged>>,
        crossings: Crossings,
    ) -> Result<Self, WayError> {
        let straits = crossings.straits.iter().flat_map(|strait| cells_along(strait)).collect();
        Ok(Self { shore: Shore::new(rings, straits)?, roads: crossings.roads })
    }
}

/// Where land is. Cheap to clone; clones share what was drawn.
#[derive(Debug, Clone)]
pub struct Land {
    drawn: Arc<Drawn>,
    /// Cells that are water by the shore but hold what stands on land, and how many places of those that are known lie in each.
    standing: Arc<BTreeMap<Cell, u32>>,
    /// These cells and those around them that are water by the shore, ascending.
    known: Arc<[Cell]>,
}

impl Land {
    /// Japan, by the coast and the crossings compiled into the program.
    ///
    /// # Errors
    /// When either is damaged, which would be a fault of this program.
    pub fn builtin() -> Result<Self, &'static WayError> {
        static DRAWN: LazyLock<Result<Arc<Drawn>, WayError>> = LazyLock::new(|| {
            let crossings = crossings::parse(crossings::BUILTIN)?;
            Ok(Arc::new(Drawn::new(coast::rings(coast::BUILTIN)?, crossings)?))
        });
        DRAWN.as_ref().map(|drawn| Self::of(Arc::clone(drawn)))
    }

    /// A land of other rings and crossings, to try the rules on.
    #[cfg(test)]
    pub(crate) fn drawn(rings: Vec<coast::Ring>, crossings: &str) -> Result<Self, WayError> {
        let drawn = Drawn::new(rings.into_iter().map(Ok), crossings::parse(crossings)?)?;
        Ok(Self::of(Arc::new(drawn)))
    }

    fn of(drawn: Arc<Drawn>) -> Self {
        Self { drawn, standing: Arc::default(), known: Arc::default() }
    }

    /// The same land with places where something stands. The coast is some decades old: what lies in the water near it stands
    /// on land won since, and so do the cells around it.
    #[must_use]
    pub fn with_known(mut self, places: impl Iterator<Item = LatLon>) -> Self {
        let mut cells: BTreeMap<Cell, u32> = BTreeMap::new();
        places.map(|at| Spot::of(at).cell()).filter(|&cell| !self.is_drawn(cell)).for_each(|cell| {
            *cells.entry(cell).or_default() += 1;
        });
        cells.retain(|cell, _| self.is_near_land(*cell));
        self.standing = Arc::new(cells);
        self.know_around();
        self
    }

    /// One of the known places is no longer where it was, but elsewhere; `None` where it was or is nowhere.
    pub fn move_known(&mut self, before: Option<LatLon>, after: Option<LatLon>) {
        let counted = |at: LatLon| {
            let cell = Spot::of(at).cell();
            (!self.is_drawn(cell) && self.is_near_land(cell)).then_some(cell)
        };
        let (left, taken) = (before.and_then(counted), after.and_then(counted));
        if left == taken {
            return;
        }
        let standing = Arc::make_mut(&mut self.standing);
        if let Some(cell) = left
            && let Some(count) = standing.get_mut(&cell)
        {
            *count -= 1;
            if *count == 0 {
                standing.remove(&cell);
            }
        }
        if let Some(cell) = taken {
            *standing.entry(cell).or_default() += 1;
        }
        self.know_around();
    }

    /// Land is where something stands, and around it.
    fn know_around(&mut self) {
        let around = |cell: &Cell| {
            let cell = *cell;
            (-1..=1).flat_map(move |rows| (-1..=1).map(move |columns| cell.beside(rows, columns)))
        };
        let known: BTreeSet<Cell> = self.standing.keys().flat_map(around).collect();
        self.known = known.into_iter().filter(|&cell| !self.is_drawn(cell)).collect();
    }

    fn is_near_land(&self, cell: Cell) -> bool {
        cell.place().is_some_and(|at| self.ashore(at).is_some())
    }

    /// Whether a cell is land by the shore.
    pub(super) fn is_drawn(&self, cell: Cell) -> bool {
        self.drawn.shore.is_land(cell)
    }

    fn is_water(&self, spot: Spot) -> bool {
        let cell = spot.cell();
        !self.is_drawn(cell) && self.known.binary_search(&cell).is_err()
    }

    /// The roads over water.
    pub(super) fn roads(&self) -> &[Course] {
        &self.drawn.roads
    }

    /// The nearest cell of the shore's land: where a place belongs that is drawn in the water. `None` far out at sea.
    pub(super) fn ashore(&self, at: LatLon) -> Option<Cell> {
        let own = Spot::of(at).cell();
        let (north, east) = steps(own.row);
        let (least, far) =
            (north.min(east), |rows: i32, columns: i32| (f64::from(rows) * north).hypot(f64::from(columns) * east));
        let mut best: Option<(f64, Cell)> = None;
        // Squares around the place, until none that follows can be nearer.
        for reach in 0..=(ASHORE.0 / least.max(1.0)) as i32 {
            if best.is_some_and(|(metres, _)| metres <= f64::from(reach) * least) {
                break;
            }
            let sides = (-reach..=reach).flat_map(|i| [(-reach, i), (reach, i), (i, -reach), (i, reach)]);
            for (rows, columns) in sides {
                let (metres, cell) = (far(rows, columns), own.beside(rows, columns));
                if metres <= ASHORE.0 && best.is_none_or(|(known, _)| metres < known) && self.is_drawn(cell) {
                    best = Some((metres, cell));
                }
            }
        }
        best.map(|(_, cell)| cell)
    }

    /// Whether the straight line between two places, `length` apart, lies over water: in one piece at least as wide as the
    /// limits say, the ends of the line aside.
    pub fn lies_over_water(&self, from: LatLon, to: LatLon, length: Metres, limits: &Limits) -> bool {
        let samples = (length.0 / SAMPLE_M).ceil();
        if !(1.0..1e6).contains(&samples) {
            return false;
        }
        let step = length.0 / samples;
        let skipped = (limits.ends.0 / step).ceil() as i32;
        let last = samples as i32 - skipped;
        let run = ((limits.narrow.0 / step).ceil() as i32).max(1);
        let (from, to) = (Spot::of(from), Spot::of(to));
        let part = 1.0 / samples;
        let water = |i: i32| self.is_water(from.towards(to, f64::from(i) * part));
        // A run of that many samples holds one of every so many: only around those in water need the others be looked at.
        (skipped + run - 1..=last).step_by(run.unsigned_abs() as usize).any(|i| {
            water(i) && {
                let back = (skipped..i).rev().take_while(|&i| water(i)).count();
                let on = (i + 1..=last).take_while(|&i| water(i)).count();
                back + 1 + on >= run.unsigned_abs() as usize
            }
        })
    }

    /// Whether the straight line between two spots touches the shore's land only.
    pub(super) fn is_dry(&self, from: Spot, to: Spot) -> bool {
        let parts = ((from.x - to.x).abs().max((from.y - to.y).abs()) * 2.0).ceil().max(1.0);
        (0..=parts as i32).all(|part| self.is_drawn(from.towards(to, f64::from(part) / parts).cell()))
    }
}

/// The cells along a line, so that no step between neighbours leads across it.
fn cells_along(places: &[LatLon]) -> Vec<Cell> {
    /// Parts of a cell between two looks.
    const PARTS: f64 = 8.0;
    let mut cells: Vec<Cell> = Vec::new();
    for pair in places.windows(2) {
        let (from, to) = (Spot::of(pair[0]), Spot::of(pair[1]));
        let parts = ((from.x - to.x).abs().max((from.y - to.y).abs()) * PARTS).ceil().max(1.0);
        for part in 0..=parts as i32 {
            let cell = from.towards(to, f64::from(part) / parts).cell();
            // Between two cells that meet at a corner only, one more closes the corner.
            let corner = cells.last().map(|last| Cell { row: cell.row, column: last.column });
            cells.extend(corner);
            cells.push(cell);
        }
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

//! Whether a straight line lies over water, and how long the way over land is where it does. Pure: nothing is remembered
//! beyond the question about one home.
//!
//! `docs/way.md` tells the method, its limits and its errors; `data/policy.toml` the numbers that decide.

mod crossings;
mod grid;
mod land;
mod search;
mod shore;

#[cfg(test)]
pub(crate) mod bay_tests;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::fmt;

use crate::coast::Damaged;
use crate::domain::place::NotAPlace;
use crate::domain::{LatLon, Metres};

use search::{Found, Search};

pub use land::Land;

/// What can be wrong with the data of this room.
#[derive(Debug, thiserror::Error)]
pub enum WayError {
    /// The coast is not as it was written.
    #[error(transparent)]
    Coast(#[from] Damaged),
    /// The crossings are not TOML of the expected shape.
    #[error("the crossings cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A pair of numbers is no place.
    #[error("the crossing {name} has a point that is no place: {cause}")]
    Place {
        /// The crossing.
        name: String,
        /// What is wrong with it.
        cause: NotAPlace,
    },
    /// A crossing needs two ends.
    #[error("the crossing {name} has fewer than two points")]
    Short {
        /// The crossing.
        name: String,
    },
}

/// The numbers that decide, from the policy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Water that is narrower than this in one piece does not count.
    pub narrow: Metres,
    /// So much at either end of the line does not count.
    pub ends: Metres,
    /// A way longer than this is worth nothing in the score, so that ranking need not know how long it is.
    pub line: Metres,
    /// Ways are measured up to here.
    pub farthest: Metres,
    /// No facility asked about is farther from the home in a straight line.
    pub around: Metres,
}

/// The way from a home to a facility, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    /// The straight line lies over land: it stands for the way.
    Straight,
    /// The straight line lies over water; the shortest way over land is this long.
    Land(Metres),
    /// The straight line lies over water, and the way over land is longer than the line of the rule. Nobody has measured it yet.
    Long,
    /// The straight line lies over water, and the way over land is longer than anything that is measured.
    Farther,
    /// The straight line lies over water, and no road leads there.
    Ship,
}

impl Way {
    /// Whether the straight line lies over water.
    pub const fn is_over_water(self) -> bool {
        !matches!(self, Self::Straight)
    }

    /// The metres that the distance is counted by, where the straight line is `straight` long; `None` where the way is too long
    /// to be measured or there is none.
    pub fn counted(self, straight: Metres) -> Option<Metres> {
        match self {
            Self::Straight => Some(straight),
            Self::Land(metres) => Some(metres),
            Self::Long | Self::Farther | Self::Ship => None,
        }
    }
}

/// The way from a home to one facility, looked at when it is first needed. The default knows no home: the straight line stands
/// for the way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Towards<'a>(Option<(&'a Home<'a>, LatLon)>);

impl<'a> Towards<'a> {
    /// From a home to a facility.
    pub const fn new(home: &'a Home<'a>, facility: LatLon) -> Self {
        Self(Some((home, facility)))
    }

    /// The way, where the straight line is `straight` long.
    pub fn way(self, straight: Metres) -> Way {
        self.0.map_or(Way::Straight, |(home, facility)| home.way_to(facility, straight))
    }
}

/// So many cells around a facility are looked at to find out that it lies on an island without a road: about 250 km².
const ISLAND_CELLS: usize = 4_000;

/// One home and the ways from it. It lives for one question.
pub struct Home<'a> {
    land: &'a Land,
    at: LatLon,
    limits: Limits,
    near: Reached<'a>,
    far: Reached<'a>,
}

/// A search that begins when it is first needed; inside, `None` where no land is near the home.
type Reached<'a> = RefCell<Option<Option<Search<'a>>>>;

impl fmt::Debug for Home<'_> {
    /// Where somebody lives is not written anywhere, not even by mistake.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Home")
    }
}

impl<'a> Home<'a> {
    /// Ways from a home.
    pub const fn new(land: &'a Land, at: LatLon, limits: Limits) -> Self {
        Self { land, at, limits, near: RefCell::new(None), far: RefCell::new(None) }
    }

    /// The way to a facility that lies `straight` away; not measured where it is longer than the line of the rule.
    pub fn way_to(&self, facility: LatLon, straight: Metres) -> Way {
        if !self.land.lies_over_water(self.at, facility, straight, &self.limits) {
            return Way::Straight;
        }
        match self.search(&self.near, self.limits.line, facility) {
            // No way is shorter than the straight line, whatever the cells say.
            Found::Way(metres) => Way::Land(Metres(metres.0.max(straight.0))),
            Found::Beyond => Way::Long,
            Found::Never => Way::Ship,
        }
    }

    /// The same way with its length, where [`Home::way_to`] left it open.
    pub fn measured(&self, way: Way, facility: LatLon, straight: Metres) -> Way {
        if way != Way::Long {
            return way;
        }
        // An island without a road is soon walked over; the mainland would be searched far and wide for nothing.
        let island = Search::new(self.land, facility, self.limits.farthest, self.limits.farthest);
        if island.is_none_or(|mut island| island.is_enclosed(ISLAND_CELLS)) {
            return Way::Ship;
        }
        match self.search(&self.far, self.limits.farthest, facility) {
            Found::Way(metres) => Way::Land(Metres(metres.0.max(straight.0))),
            Found::Beyond => Way::Farther,
            Found::Never => Way::Ship,
        }
    }

    fn search(&self, reached: &Reached<'a>, reach: Metres, facility: LatLon) -> Found {
        let mut search = reached.borrow_mut();
        let search = search.get_or_insert_with(|| Search::new(self.land, self.at, reach, self.limits.around));
        search.as_mut().map_or(Found::Never, |search| search.to(facility))
    }
}

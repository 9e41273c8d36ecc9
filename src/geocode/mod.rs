//! From an address to a place, and back, without a network: the towns of the whole country are part of the program.
//!
//! The gazetteer is 国土交通省「位置参照情報（大字・町丁目レベル）」, 191,106 towns with one representative point each, as carried by the
//! crate `japan-reverse-geocoder`. It ends at the town (大字・町丁目). Which house of the town is meant is told by [`Neighbours`]: places
//! that others have surveyed, by their house numbers. Every answer says how far off it may be; `docs/geocoding.md` has the method
//! and what was measured. Nothing here reads a clock, a file or a socket, and nothing remembers what was asked.

mod build;
mod calibration;
mod estimate;
mod former;
mod gazetteer;
mod geocoder;
mod house;
mod letters;
mod lot;
mod municipalities;
mod nearest;
mod neighbours;
mod parse;
mod readings;
mod search;
mod spoken;
mod suggest;
mod towns;
mod typed;

#[cfg(test)]
mod harness;
#[cfg(test)]
mod spoken_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod typed_tests;

use crate::domain::municipality::MunicipalityCode;
use crate::domain::place::{LatLon, Level, Metres};
use crate::domain::source::Source;

pub use gazetteer::{Gazetteer, SOURCE};
pub use geocoder::Geocoder;
pub use house::House;
pub use neighbours::{Neighbours, Reference, published};
pub use readings::Readings;

/// One reading of an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The representative point of what was recognised.
    pub at: LatLon,
    /// How far down the address was recognised.
    pub level: Level,
    /// How far from `at` the address may lie: a radius meant to hold nine of ten addresses that read like this one, in metres.
    pub accuracy: Metres,
    /// The official spelling of what was recognised: 「神奈川県横須賀市浦賀五丁目」.
    pub matched: String,
    /// What stands behind it, as it was typed: 「1-1 浦賀ビル」. Empty when everything was understood.
    pub rest: String,
    /// The municipality; a ward where a city has wards. `None` for a prefecture and for typed coordinates.
    pub municipality: Option<MunicipalityCode>,
    /// Its name without the prefecture and the 郡: 「横浜市中区」, 「葉山町」.
    pub municipality_name: Option<String>,
    /// Who gave the point; `None` for coordinates that were typed.
    pub source: Option<Source>,
    /// How sure this reading is, 0 to 1. Readings that fit equally well share their certainty: three 中区本町 have a third each.
    pub score: f64,
}

/// A town of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// Its name with prefecture and municipality: 「神奈川県横須賀市浦賀五丁目」.
    pub name: String,
    /// Its representative point.
    pub at: LatLon,
    /// The municipality that it belongs to.
    pub municipality: Option<MunicipalityCode>,
    /// That municipality's name without the prefecture and the 郡.
    pub municipality_name: String,
    /// From the place asked about to the representative point, in a straight line. Beyond some kilometres the place asked about
    /// is in the sea, in a wilderness or abroad; the caller draws that line.
    pub land_distance: Metres,
}

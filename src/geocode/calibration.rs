//! How far off answers are: factors between what the model of `estimate.rs` says and what was measured.

use super::estimate::{Basis, Estimate};
use crate::domain::Metres;

/// A radius that holds 90 % of a normal distribution in two dimensions, in standard deviations along each axis: √(−2 ln 0.1).
/// The gazetteer's accuracy of a town is such a radius.
pub(super) const TOWN_SIGMAS: f64 = 2.146;

/// No answer is more precise than a building and the slips of those who survey it, in metres.
const LEAST: f64 = 40.0;

/// The radius in which 94 of 100 places were found, in standard deviations of the model.
const fn factor(basis: Basis) -> f64 {
    match basis {
        Basis::SameAgreed => 4.0,
        Basis::SameOnce => 4.5,
        Basis::SameDisputed => 4.0,
        Basis::Block => 4.5,
        Basis::Near => 2.7,
        Basis::Far => 3.1,
        Basis::WithoutArea => 2.5,
        Basis::OtherArea => 2.6,
        Basis::Area => 3.0,
        Basis::Town => 2.5,
    }
}

/// A block's official point is the middle of the block, whose houses rarely lie farther than this from it, in metres.
const OFFICIAL_BLOCK: f64 = 90.0;

/// The radius around the point of a 字 or 小字 in which 94 of 100 houses of it were found, in metres (Geolonia 住所データ of 2024).
const OFFICIAL_AREA: f64 = 620.0;

/// The radius within which the true place lies in 94 of 100 cases, in metres.
pub(super) fn accuracy(found: &Estimate, official: bool) -> f64 {
    match found.basis {
        Basis::SameAgreed | Basis::SameOnce if official => OFFICIAL_BLOCK,
        Basis::Area if official => OFFICIAL_AREA,
        basis => (found.sigma * factor(basis)).max(LEAST),
    }
}

/// A municipality's answer reaches farther than nine of ten of its towns: the addresses whose town is not known are the remote ones.
const BEYOND_TOWNS: f64 = 1.1;

/// The radius of a municipality or prefecture within which its addresses lie, from that which holds nine of ten of its towns.
pub(super) fn area(towns: Metres) -> Metres {
    Metres(towns.0 * BEYOND_TOWNS)
}

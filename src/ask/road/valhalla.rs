//! The time-distance matrix of Valhalla (`/sources_to_targets`).

use serde::{Deserialize, Serialize};

use crate::domain::{LatLon, Leg};

/// A kilometre and a mile in metres.
const KILOMETRE: f64 = 1_000.0;
/// See [`KILOMETRE`].
const MILE: f64 = 1_609.344;

#[derive(Serialize)]
struct Place {
    lat: f64,
    lon: f64,
}

/// The question.
#[derive(Serialize)]
pub(super) struct Matrix<'a> {
    sources: Vec<Place>,
    targets: Vec<Place>,
    costing: &'a str,
    units: &'static str,
    /// Rows of pairs, not one array of times and one of distances.
    verbose: bool,
}

#[derive(Deserialize)]
struct Answer {
    sources_to_targets: Vec<Vec<Pair>>,
    /// `kilometers` or `miles`.
    units: Option<String>,
}

#[derive(Deserialize)]
struct Pair {
    /// In the units of the answer; null where there is no way.
    distance: Option<f64>,
    /// Seconds.
    time: Option<f64>,
}

/// The matrix from the home to all places.
pub(super) fn request<'a>(costing: &'a str, home: LatLon, places: &[LatLon]) -> Matrix<'a> {
    let place = |at: &LatLon| Place { lat: at.lat(), lon: at.lon() };
    let targets = places.iter().map(place).collect();
    Matrix { sources: vec![place(&home)], targets, costing, units: "km", verbose: true }
}

/// The ways of a matrix with one row; `None` for anything else.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Option<Leg>>> {
    let answer: Answer = serde_json::from_slice(bytes).ok()?;
    let unit = if answer.units.as_deref() == Some("miles") { MILE } else { KILOMETRE };
    let row = answer.sources_to_targets.first()?;
    row.iter().map(|pair| super::leg(pair.distance.map(|distance| distance * unit), pair.time).ok()).collect()
}

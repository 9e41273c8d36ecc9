//! 日常生活圏域: parts of a municipality, drawn by an operator as GeoJSON (RFC 7946), and which points lie inside.
//!
//! `zones.geojson` in the data folder is a FeatureCollection of Polygons and MultiPolygons. Each feature has a property `name`, and may
//! have `municipality`, the five digits of its 全国地方公共団体コード; without it the zone belongs to where it lies.

mod read;
#[cfg(test)]
mod tests;

use crate::domain::LatLon;
use crate::domain::municipality::MunicipalityCode;

pub use read::{Fault, ZonesError};

/// The name of the file in the data folder.
pub const FILE: &str = "zones.geojson";

/// Longitude and latitude in degrees, as GeoJSON has them.
type Corner = [f64; 2];

/// One zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Its name, as written.
    pub name: String,
    /// The municipality it is a part of.
    pub municipality: MunicipalityCode,
    /// Polygons of rings; the first ring of each is its edge, the others are holes.
    polygons: Vec<Vec<Vec<Corner>>>,
}

/// The zones of an operator, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Zones(Vec<Zone>);

impl Zones {
    /// Reads the file. `municipality_at` tells where a point lies, for zones that do not say it.
    ///
    /// # Errors
    /// Names the feature and what is wrong with it.
    pub fn parse(text: &str, municipality_at: impl Fn(LatLon) -> Option<MunicipalityCode>) -> Result<Self, ZonesError> {
        read::zones(text, municipality_at).map(Self)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The zones of a municipality in the order of the file; their places in it, from 1 on, are their addresses.
    pub fn of(&self, municipality: MunicipalityCode) -> impl Iterator<Item = (usize, &Zone)> {
        (1..).zip(self.0.iter().filter(move |zone| zone.municipality == municipality))
    }
}

impl Zone {
    /// Whether a point lies inside. A point on the line between two zones lies in one of them.
    pub fn contains(&self, at: LatLon) -> bool {
        self.polygons.iter().any(|rings| rings.iter().filter(|ring| surrounds(ring, at)).count() % 2 == 1)
    }

    /// South, west, north, east in degrees.
    pub fn bounds(&self) -> [f64; 4] {
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [lon, lat] in self.polygons.iter().flatten().flatten() {
            bounds[0] = bounds[0].min(*lat);
            bounds[1] = bounds[1].min(*lon);
            bounds[2] = bounds[2].max(*lat);
            bounds[3] = bounds[3].max(*lon);
        }
        bounds
    }
}

/// Whether a line from the point to the east crosses the ring an odd number of times. An end of a side counts with the side above it
/// only, so that a corner is crossed once.
fn surrounds(ring: &[Corner], at: LatLon) -> bool {
    let (x, y) = (at.lon(), at.lat());
    let crosses = |pair: &[Corner]| {
        let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
        (y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    };
    ring.windows(2).filter(|pair| crosses(pair)).count() % 2 == 1
}

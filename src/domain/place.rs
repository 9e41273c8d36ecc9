//! Places on the earth and the distances between them.

use std::fmt;

use geographiclib_rs::{Geodesic, InverseGeodesic};
use serde::{Deserialize, Serialize};

/// A length in metres.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

/// The radius within which a physician's visit is covered without an absolute reason: 16 km in a straight line from the institution.
/// Source: fee schedule C000 往診料 note 13 and C001; 疑義解釈 19 April 2007.
pub const SIXTEEN_KM: Metres = Metres(16_000.0);

/// The largest uncertainty with which a town or municipality still stands for a place in it: a third of the 16 km line, in metres.
const COARSEST_USABLE: Metres = Metres(5_000.0);

/// Mean radius of the earth in metres (IUGG R1), for spherical work in the index.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Where Japan lies, generously: 与那国 122.9°E … 南鳥島 154.0°E, 沖ノ鳥島 20.4°N … 択捉 45.6°N.
const JAPAN: (f64, f64, f64, f64) = (20.0, 46.0, 122.0, 155.0);

/// A point in degrees (WGS 84 / JGD2011; the two agree to better than a metre). Always finite and on the globe.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawLatLon")]
pub struct LatLon {
    lat: f64,
    lon: f64,
}

#[derive(Deserialize)]
struct RawLatLon {
    lat: f64,
    lon: f64,
}

/// A pair of numbers that is no point on the earth.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NotAPlace {
    /// The latitude is outside −90..=90 or not a number.
    #[error("latitude {0} is not between -90 and 90")]
    Latitude(f64),
    /// The longitude is outside −180..=180 or not a number.
    #[error("longitude {0} is not between -180 and 180")]
    Longitude(f64),
}

impl LatLon {
    /// A point in degrees.
    ///
    /// # Errors
    /// Says which of the two numbers cannot be a coordinate.
    pub fn new(lat: f64, lon: f64) -> Result<Self, NotAPlace> {
        if !(-90.0..=90.0).contains(&lat) {
            return Err(NotAPlace::Latitude(lat));
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(NotAPlace::Longitude(lon));
        }
        Ok(Self { lat, lon })
    }

    /// Latitude in degrees north.
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// Longitude in degrees east.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Whether the point lies in or near Japan's territory.
    pub fn in_japan(self) -> bool {
        let (south, north, west, east) = JAPAN;
        (south..=north).contains(&self.lat) && (west..=east).contains(&self.lon)
    }

    /// The point on the unit sphere. Squared distances between such vectors order points as the great circle does.
    pub fn unit_vector(self) -> [f64; 3] {
        let (sin_lat, cos_lat) = self.lat.to_radians().sin_cos();
        let (sin_lon, cos_lon) = self.lon.to_radians().sin_cos();
        [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
    }

    /// Geodesic distance on the WGS 84 ellipsoid (Karney 2013), exact to well below a millimetre:
    /// the straight line that the 16 km rule speaks of.
    pub fn geodesic(self, other: Self) -> Metres {
        let metres: f64 = Geodesic::wgs84().inverse(self.lat, self.lon, other.lat, other.lon);
        Metres(metres)
    }
}

/// The squared chord on the unit sphere that belongs to a great-circle distance: (2 sin(d / 2R))².
pub fn chord_squared(distance: Metres) -> f64 {
    let half = (distance.0 / (2.0 * EARTH_RADIUS_M)).min(std::f64::consts::FRAC_PI_2);
    (2.0 * half.sin()).powi(2)
}

/// The great-circle distance that belongs to a squared chord on the unit sphere; inverse of [`chord_squared`].
pub fn metres_of_chord_squared(chord_squared: f64) -> Metres {
    Metres(2.0 * EARTH_RADIUS_M * (chord_squared.sqrt() / 2.0).min(1.0).asin())
}

/// How much larger a geodesic may be than the sphere of [`EARTH_RADIUS_M`] says, and the reverse (flattening 1/298 gives 0.56 %).
pub const SPHERE_TOLERANCE: f64 = 1.006;

impl TryFrom<RawLatLon> for LatLon {
    type Error = NotAPlace;

    fn try_from(raw: RawLatLon) -> Result<Self, NotAPlace> {
        Self::new(raw.lat, raw.lon)
    }
}

impl fmt::Display for LatLon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6}", self.lat, self.lon)
    }
}

/// How precisely a place is known, from the finest to the coarsest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Coordinates that somebody gave.
    Point,
    /// The place of a facility of that name or address.
    Facility,
    /// 街区・番: a block.
    Block,
    /// 大字・町丁目: the representative point of a town.
    Town,
    /// 市区町村.
    Municipality,
    /// 都道府県.
    Prefecture,
}

impl Level {
    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Facility => "facility",
            Self::Block => "block",
            Self::Town => "town",
            Self::Municipality => "municipality",
            Self::Prefecture => "prefecture",
        }
    }

    /// Whether a distance from such a place still means something for the 16 km line: anything that is
    /// known within 5 km. A large 大字 is not; a municipality may be, where it is an island village without town names.
    pub fn is_usable_for_distance(self, accuracy: Metres) -> bool {
        self < Self::Town || accuracy.0 <= COARSEST_USABLE.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_geodesic_matches_the_published_survey_value() {
        // 国土地理院 測量計算サイト: 日本経緯度原点 to 35.65809922N 139.74135747E is the origin itself; Karney's test vector below.
        let wellington = LatLon::new(-41.32, 174.81).unwrap();
        let salamanca = LatLon::new(40.96, -5.50).unwrap();
        assert!((wellington.geodesic(salamanca).0 - 19_959_679.267).abs() < 0.01);
    }

    #[test]
    fn a_chord_and_its_distance_are_inverse() {
        for metres in [0.0, 1.0, 16_000.0, 3_000_000.0] {
            assert!((metres_of_chord_squared(chord_squared(Metres(metres))).0 - metres).abs() < 1e-3);
        }
    }

    #[test]
    fn numbers_that_are_no_place_are_refused() {
        assert_eq!(LatLon::new(200.0, 139.0), Err(NotAPlace::Latitude(200.0)));
        assert!(LatLon::new(f64::NAN, 139.0).is_err());
        assert!(LatLon::new(35.0, f64::INFINITY).is_err());
    }
}

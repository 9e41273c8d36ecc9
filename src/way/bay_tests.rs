//! A small land with a bay, an island and a lake, on which the rules are tried.

use crate::coast::{Ring, Vertex};
use crate::domain::{LatLon, Metres};

use super::*;

/// The numbers of the built-in policy.
pub(crate) const LIMITS: Limits = Limits {
    narrow: Metres(800.0),
    ends: Metres(500.0),
    line: Metres(16_000.0),
    farthest: Metres(120_000.0),
    around: Metres(24_000.0),
};

/// A bridge from the mainland to the island of [`land`].
pub(crate) const BRIDGE: &str = r#"
[[crossings]]
name = "bridge"
toll = false
within_m = 100
points = [[35.075, 139.399], [35.075, 139.451]]
"#;

pub(crate) fn at(lat: f64, lon: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

fn ring(level: u8, corners: &[(f64, f64)]) -> Ring {
    let units = |degrees: f64| (degrees * 1e5).round() as i32;
    let vertices = corners.iter().map(|&(lat, lon)| Vertex { lat: units(lat), lon: units(lon) }).collect();
    Ring { level, vertices, zooms: vec![0; corners.len()] }
}

fn square(level: u8, south: f64, west: f64, side: f64) -> Ring {
    let (north, east) = (south + side, west + side);
    ring(level, &[(south, west), (north, west), (north, east), (south, east)])
}

/// Land from 35.0 to 35.5 north and 139.0 to 139.4 east; a bay 9 km wide comes into it from the south as far as 35.3. An island
/// of 4 km lies 4.5 km off its eastern shore, a lake of 5 km with an islet in its north-west, a canal 500 m wide in its north.
pub(crate) fn land(crossings: &str) -> Land {
    let mainland = ring(
        1,
        &[
            (35.0, 139.0),
            (35.44, 139.0),
            (35.44, 139.395),
            (35.4445, 139.395),
            (35.4445, 139.0),
            (35.5, 139.0),
            (35.5, 139.4),
            (35.0, 139.4),
            (35.0, 139.25),
            (35.3, 139.25),
            (35.3, 139.15),
            (35.0, 139.15),
        ],
    );
    let (island, lake, islet) =
        (square(1, 35.05, 139.45, 0.05), square(2, 35.36, 139.03, 0.05), square(3, 35.38, 139.05, 0.01));
    Land::drawn(vec![mainland, island, lake, islet], crossings).unwrap()
}

/// The way between two places, measured.
pub(crate) fn way(land: &Land, from: LatLon, to: LatLon) -> Way {
    let straight = from.geodesic(to);
    let home = Home::new(land, from, LIMITS);
    home.measured(home.way_to(to, straight), to, straight)
}

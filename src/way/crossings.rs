//! Bridges and tunnels that carry a road over water, read from `data/crossings.toml`.

use serde::Deserialize;

use crate::domain::LatLon;

use super::WayError;

/// The crossings compiled into the program.
pub(super) const BUILTIN: &str = include_str!("../../data/crossings.toml");

/// From one end to the other, bends included; at least two places.
pub(super) type Course = Vec<LatLon>;

/// Roads over water, and straits without one.
#[derive(Debug)]
pub(super) struct Crossings {
    /// Fixed links that carry a road, from shore to shore.
    pub(super) roads: Vec<Course>,
    /// Water that is narrow and has no bridge, along its middle.
    pub(super) straits: Vec<Course>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    crossings: Vec<Road>,
    #[serde(default)]
    straits: Vec<Strait>,
}

/// A road as it is written. Toll and certainty are for whoever reads the file; no length depends on them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Road {
    name: String,
    #[serde(rename = "toll")]
    _toll: bool,
    #[serde(rename = "within_m")]
    _within_m: f64,
    points: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Strait {
    name: String,
    points: Vec<[f64; 2]>,
}

/// Reads and checks the crossings.
///
/// # Errors
/// When the text is not of the expected shape, or a point is none.
pub(super) fn parse(text: &str) -> Result<Crossings, WayError> {
    let file: File = toml::from_str(text)?;
    Ok(Crossings {
        roads: file.crossings.into_iter().map(|road| course(road.name, &road.points)).collect::<Result<_, _>>()?,
        straits: file
            .straits
            .into_iter()
            .map(|strait| course(strait.name, &strait.points))
            .collect::<Result<_, _>>()?,
    })
}

fn course(name: String, points: &[[f64; 2]]) -> Result<Course, WayError> {
    match points.iter().map(|&[lat, lon]| LatLon::new(lat, lon)).collect::<Result<Vec<_>, _>>() {
        Ok(places) if places.len() >= 2 => Ok(places),
        Ok(_) => Err(WayError::Short { name }),
        Err(cause) => Err(WayError::Place { name, cause }),
    }
}

//! The table service of OSRM 5 and 6 (`/table/v1`).

use std::fmt::Write as _;

use reqwest::Url;
use serde::Deserialize;

use crate::domain::{LatLon, Leg};

#[derive(Deserialize)]
struct Table {
    code: String,
    /// Seconds; a row a source, a column a destination; null where there is no way.
    durations: Vec<Vec<Option<f64>>>,
    /// Metres.
    distances: Vec<Vec<Option<f64>>>,
}

/// The address of a table from the home, which is the first place, to all places. Positions to the sixth decimal, a tenth of a metre.
pub(super) fn url(base: &Url, profile: &str, home: LatLon, places: &[LatLon]) -> Option<Url> {
    let mut all = String::with_capacity(24 * (places.len() + 1));
    for (i, at) in std::iter::once(&home).chain(places).enumerate() {
        let separator = if i == 0 { "" } else { ";" };
        write!(all, "{separator}{:.6},{:.6}", at.lon(), at.lat()).ok()?;
    }
    let mut url = super::below(base, &["table", "v1", profile, &all])?;
    url.set_query(Some("sources=0&annotations=duration,distance"));
    Some(url)
}

/// The ways of a table with one row; `None` for anything else.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Option<Leg>>> {
    let table: Table = serde_json::from_slice(bytes).ok().filter(|table: &Table| table.code == "Ok")?;
    let (seconds, metres) = (table.durations.first()?, table.distances.first()?);
    if seconds.len() != metres.len() {
        return None;
    }
    // The first column is the home itself.
    let pairs = metres.iter().zip(seconds).skip(1);
    pairs.map(|(metres, seconds)| super::leg(*metres, *seconds).ok()).collect()
}

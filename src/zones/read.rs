//! Reading the file, with every fault named by the feature it is in.

use serde_json::Value;

use super::{Corner, Zone};
use crate::domain::LatLon;
use crate::domain::municipality::MunicipalityCode;

/// The longest name of a zone, in characters: it is a heading.
const LONGEST_NAME: usize = 60;

/// Why the file cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ZonesError {
    /// It is no JSON.
    #[error("JSON ではありません: {0} (not JSON)")]
    NotJson(String),
    /// It is no list of features.
    #[error("FeatureCollection ではありません。features の一覧が要ります (not a FeatureCollection)")]
    NotFeatures,
    /// A feature cannot be used.
    #[error("{number} 番目の地物{}: {fault}", .name.as_ref().map(|name| format!("「{name}」")).unwrap_or_default())]
    Feature {
        /// Its place in the file, from 1 on.
        number: usize,
        /// Its name, where it has one.
        name: Option<String>,
        /// What is wrong.
        fault: Fault,
    },
}

/// What is wrong with a feature.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Fault {
    /// No name.
    #[error("properties.name に名前がありません (no name)")]
    Name,
    /// A name too long for a heading.
    #[error("名前は {LONGEST_NAME} 文字までです (the name is too long)")]
    LongName,
    /// A code that is none.
    #[error("properties.municipality は全国地方公共団体コードの5桁を文字列で書いてください (no municipality code)")]
    Municipality,
    /// No code, and the place tells none.
    #[error("どの市区町村にあるかわかりません。properties.municipality を書いてください (write its municipality)")]
    Nowhere,
    /// Not an area.
    #[error("geometry は Polygon か MultiPolygon にしてください (must be a Polygon or MultiPolygon)")]
    Geometry,
    /// A ring that surrounds nothing.
    #[error("輪は4点以上で、囲む面積が要ります (a ring needs four points and an area)")]
    Ring,
    /// A ring whose ends do not meet.
    #[error("輪の最初と最後の点が同じではありません (a ring must end where it begins)")]
    Open,
    /// A corner that is no pair of numbers.
    #[error("座標は [経度, 緯度] の数で書いてください (a corner is [longitude, latitude])")]
    Corner,
    /// A corner elsewhere.
    #[error(
        "[{0}, {1}] は日本の外です。[経度, 緯度] の順（度）で書いてください (outside Japan; longitude comes first, in degrees)"
    )]
    Abroad(f64, f64),
    /// The same name twice.
    #[error("同じ市区町村に同じ名前の圏域があります (the same name twice in one municipality)")]
    Twice,
}

/// The zones of a file.
pub(super) fn zones(
    text: &str,
    municipality_at: impl Fn(LatLon) -> Option<MunicipalityCode>,
) -> Result<Vec<Zone>, ZonesError> {
    // A mark of the byte order stands before the text where some programs wrote it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file: Value = serde_json::from_str(text).map_err(|error| ZonesError::NotJson(error.to_string()))?;
    let features = file.get("features").and_then(Value::as_array);
    let features = features.filter(|_| file["type"] == "FeatureCollection").ok_or(ZonesError::NotFeatures)?;
    let mut zones: Vec<Zone> = Vec::with_capacity(features.len());
    for (number, feature) in (1..).zip(features) {
        let name = feature["properties"]["name"].as_str().map(|name| name.trim().to_owned());
        let at_fault = |fault| ZonesError::Feature { number, name: name.clone(), fault };
        let zone = zone(feature, name.as_deref(), &municipality_at).map_err(at_fault)?;
        if zones.iter().any(|other| other.name == zone.name && other.municipality == zone.municipality) {
            return Err(at_fault(Fault::Twice));
        }
        zones.push(zone);
    }
    Ok(zones)
}

fn zone(
    feature: &Value,
    name: Option<&str>,
    municipality_at: impl Fn(LatLon) -> Option<MunicipalityCode>,
) -> Result<Zone, Fault> {
    let name = name.filter(|name| !name.is_empty()).ok_or(Fault::Name)?;
    if name.chars().count() > LONGEST_NAME {
        return Err(Fault::LongName);
    }
    let geometry = &feature["geometry"];
    let coordinates = geometry.get("coordinates").and_then(Value::as_array).ok_or(Fault::Geometry)?;
    let polygons = match geometry["type"].as_str() {
        Some("Polygon") => vec![polygon(coordinates)?],
        Some("MultiPolygon") => coordinates
            .iter()
            .map(|one| one.as_array().ok_or(Fault::Geometry).and_then(|rings| polygon(rings)))
            .collect::<Result<_, _>>()?,
        _ => return Err(Fault::Geometry),
    };
    if polygons.is_empty() {
        return Err(Fault::Geometry);
    }
    let municipality = match &feature["properties"]["municipality"] {
        Value::Null => municipality_at(inside(&polygons)?).ok_or(Fault::Nowhere)?,
        Value::String(code) => MunicipalityCode::parse(code).map_err(|_| Fault::Municipality)?,
        _ => return Err(Fault::Municipality),
    };
    Ok(Zone { name: name.to_owned(), municipality, polygons })
}

fn polygon(rings: &[Value]) -> Result<Vec<Vec<Corner>>, Fault> {
    if rings.is_empty() {
        return Err(Fault::Geometry);
    }
    rings.iter().map(ring).collect()
}

fn ring(value: &Value) -> Result<Vec<Corner>, Fault> {
    let corners: Vec<Corner> = value.as_array().ok_or(Fault::Geometry)?.iter().map(corner).collect::<Result<_, _>>()?;
    if corners.len() < 4 {
        return Err(Fault::Ring);
    }
    if corners.first() != corners.last() {
        return Err(Fault::Open);
    }
    if twice_the_area(&corners) == 0.0 {
        return Err(Fault::Ring);
    }
    Ok(corners)
}

fn corner(value: &Value) -> Result<Corner, Fault> {
    let number = |i: usize| value.get(i).and_then(Value::as_f64).ok_or(Fault::Corner);
    let (lon, lat) = (number(0)?, number(1)?);
    let at = LatLon::new(lat, lon).ok().filter(|at| at.in_japan());
    at.map(|at| [at.lon(), at.lat()]).ok_or(Fault::Abroad(lon, lat))
}

/// Signed, in square degrees.
fn twice_the_area(ring: &[Corner]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

/// A point of the zone: the middle of its corners if that lies inside, else one of its corners.
fn inside(polygons: &[Vec<Vec<Corner>>]) -> Result<LatLon, Fault> {
    let edge = polygons.first().and_then(|rings| rings.first()).ok_or(Fault::Geometry)?;
    let corners = edge.get(1..).unwrap_or_default();
    let sum = corners.iter().fold([0.0, 0.0], |[x, y], corner| [x + corner[0], y + corner[1]]);
    let n = corners.len() as f64;
    let point = |[lon, lat]: Corner| LatLon::new(lat, lon).map_err(|_| Fault::Abroad(lon, lat));
    let middle = point([sum[0] / n, sum[1] / n])?;
    if super::surrounds(edge, middle) { Ok(middle) } else { point(corners.first().copied().ok_or(Fault::Ring)?) }
}

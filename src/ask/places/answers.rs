//! What geocoders answer, by its shape: a list of features (地理院 住所検索), a list of places (Nominatim `json` and `jsonv2`), or a
//! GeoJSON FeatureCollection.

use serde_json::Value;

use crate::domain::LatLon;

/// Where features say what they are, the most usual first.
const TITLES: [&str; 6] = ["title", "name", "display_name", "label", "place_name", "address"];

/// A place that a geocoder found.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The point.
    pub at: LatLon,
    /// What it says stands there, in the order of a Japanese address; empty where it does not say.
    pub title: String,
}

/// The places of an answer, best first; an empty list where nothing was found, `None` where the answer has another shape. A place
/// whose point is none makes the whole answer unreadable.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Place>> {
    match serde_json::from_slice(bytes).ok()? {
        Value::Array(found) => found.iter().map(|one| feature(one).or_else(|| named(one))).collect(),
        Value::Object(object) if object.get("type")? == "FeatureCollection" => {
            object.get("features")?.as_array()?.iter().map(feature).collect()
        }
        _ => None,
    }
}

/// A GeoJSON feature that is a point.
fn feature(one: &Value) -> Option<Place> {
    let geometry = one.get("geometry")?;
    let coordinates = geometry.get("coordinates")?.as_array()?;
    let at = LatLon::new(coordinates.get(1)?.as_f64()?, coordinates.first()?.as_f64()?).ok()?;
    let properties = one.get("properties");
    let title = TITLES.iter().find_map(|name| properties?.get(name)?.as_str()).unwrap_or_default();
    Some(Place { at, title: in_order(title) })
}

/// A place of Nominatim, whose numbers are texts.
fn named(one: &Value) -> Option<Place> {
    let degrees = |name: &str| {
        let value = one.get(name)?;
        value.as_f64().or_else(|| value.as_str()?.parse().ok())
    };
    let at = LatLon::new(degrees("lat")?, degrees("lon")?).ok()?;
    Some(Place { at, title: in_order(one.get("display_name").and_then(Value::as_str).unwrap_or_default()) })
}

/// 「1-1, 浦賀五丁目, 横須賀市, 神奈川県, 239-0822, 日本」 from the largest to the smallest; a title without commas as it is.
fn in_order(title: &str) -> String {
    let parts: Vec<&str> = title.split(',').map(str::trim).collect();
    if parts.len() < 3 {
        return title.trim().to_owned();
    }
    let is_postcode = |part: &str| part.len() >= 7 && part.chars().all(|c| c.is_ascii_digit() || c == '-');
    parts.iter().rev().filter(|part| !matches!(**part, "日本" | "Japan") && !is_postcode(part)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Vec<(f64, f64, String)> {
        let places = read(text.as_bytes()).unwrap();
        places.into_iter().map(|place| (place.at.lat(), place.at.lon(), place.title)).collect()
    }

    #[test]
    fn each_shape_is_read() {
        let expected = vec![(35.2405, 139.7121, "神奈川県横須賀市浦賀五丁目1番".to_owned())];
        let feature = r#"{"geometry":{"coordinates":[139.7121,35.2405],"type":"Point"},"type":"Feature","properties":{"addressCode":"","title":"神奈川県横須賀市浦賀五丁目1番"}}"#;
        assert_eq!(one(&format!("[{feature}]")), expected);
        assert_eq!(one(&format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#)), expected);
        let place = r#"[{"place_id":1,"lat":"35.2405","lon":"139.7121","display_name":"1番, 浦賀五丁目, 横須賀市, 神奈川県, 239-0822, 日本"}]"#;
        assert_eq!(one(place), expected);
        let whole = r#"[{"lat":"35.2405","lon":"139.7121","display_name":"うみかぜ医院, 1-1, 浦賀五丁目, 横須賀市, 神奈川県, 日本"}]"#;
        assert_eq!(one(whole)[0].2, "神奈川県横須賀市浦賀五丁目1-1うみかぜ医院");
    }

    #[test]
    fn nothing_found_is_an_answer_and_anything_else_is_none() {
        assert_eq!(read(b"[]"), Some(Vec::new()));
        assert_eq!(read(br#"{"type":"FeatureCollection","features":[]}"#), Some(Vec::new()));
        for bad in
            ["", "<html>", "{}", "{\"error\":\"no key\"}", "[1]", "[{\"lat\":\"north\",\"lon\":\"east\"}]", "\"x\""]
        {
            assert_eq!(read(bad.as_bytes()), None, "{bad}");
        }
        let line = r#"[{"geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{}}]"#;
        assert_eq!(read(line.as_bytes()), None);
    }
}

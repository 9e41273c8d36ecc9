use proptest::prelude::*;
use serde_json::json;

use super::*;

fn here(_: LatLon) -> Option<MunicipalityCode> {
    MunicipalityCode::from_number(14_201)
}

fn file(features: &serde_json::Value) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn square(name: &str, west: f64, south: f64, size: f64) -> serde_json::Value {
    let (east, north) = (west + size, south + size);
    let ring = json!([[west, south], [east, south], [east, north], [west, north], [west, south]]);
    json!({"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn at(lon: f64, lat: f64) -> LatLon {
    LatLon::new(lat, lon).unwrap()
}

#[test]
fn a_zone_without_a_code_belongs_to_where_it_lies() {
    let text = format!(
        "\u{feff}{}",
        file(&json!([square("浦賀", 139.70, 35.22, 0.02), square("久里浜", 139.68, 35.22, 0.02)]))
    );
    let zones = Zones::parse(&text, here).unwrap();
    let names: Vec<_> =
        zones.of(MunicipalityCode::from_number(14_201).unwrap()).map(|(n, zone)| (n, zone.name.as_str())).collect();
    assert_eq!(names, [(1, "浦賀"), (2, "久里浜")]);
    assert_eq!(zones.of(MunicipalityCode::from_number(14_203).unwrap()).count(), 0);
    let bounds = zones.0[0].bounds();
    assert!((bounds[0] - 35.22).abs() < 1e-9 && (bounds[3] - 139.72).abs() < 1e-9, "{bounds:?}");
}

#[test]
fn holes_and_islands() {
    let ring = |west: f64, size: f64| {
        json!([[west, 35.0], [west + size, 35.0], [west + size, 35.0 + size], [west, 35.0 + size], [west, 35.0]])
    };
    let hole = json!([[139.04, 35.04], [139.06, 35.04], [139.06, 35.06], [139.04, 35.06], [139.04, 35.04]]);
    let islands = json!([[ring(139.0, 0.1), hole], [ring(139.2, 0.1)]]);
    let feature = json!({"properties": {"name": "島", "municipality": "14203"}, "geometry": {"type": "MultiPolygon", "coordinates": islands}});
    let zones = Zones::parse(&file(&json!([feature])), |_| None).unwrap();
    let zone = &zones.0[0];
    assert_eq!(zone.municipality.number(), 14_203);
    assert!(zone.contains(at(139.01, 35.01)) && zone.contains(at(139.25, 35.05)));
    assert!(!zone.contains(at(139.05, 35.05)) && !zone.contains(at(139.15, 35.05)) && !zone.contains(at(139.05, 35.2)));
}

#[test]
fn every_fault_names_its_feature() {
    let good = || square("浦賀", 139.70, 35.22, 0.02);
    let with = |path: &str, value: serde_json::Value| {
        let mut feature = good();
        *feature.pointer_mut(path).unwrap() = value;
        feature
    };
    let ring = |corners: serde_json::Value| with("/geometry/coordinates", json!([corners]));
    for (feature, fault) in [
        (with("/properties/name", json!(" ")), Fault::Name),
        (with("/properties/name", json!(3)), Fault::Name),
        (with("/properties/name", json!("長".repeat(61))), Fault::LongName),
        (with("/properties", json!({"name": "西", "municipality": 14_201})), Fault::Municipality),
        (with("/properties", json!({"name": "西", "municipality": "99999"})), Fault::Municipality),
        (with("/geometry/type", json!("LineString")), Fault::Geometry),
        (with("/geometry", json!(null)), Fault::Geometry),
        (with("/geometry/coordinates", json!([])), Fault::Geometry),
        (ring(json!([[139.7, 35.2], [139.8, 35.2], [139.7, 35.2]])), Fault::Ring),
        (ring(json!([[139.7, 35.2], [139.8, 35.2], [139.9, 35.2], [139.7, 35.2]])), Fault::Ring),
        (ring(json!([[139.7, 35.2], [139.8, 35.2], [139.8, 35.3], [139.7, 35.3]])), Fault::Open),
        (ring(json!([["a", 35.2]])), Fault::Corner),
        (ring(json!([[35.2, 139.7]])), Fault::Abroad(35.2, 139.7)),
        (good(), Fault::Twice),
    ] {
        let error = Zones::parse(&file(&json!([good(), feature])), here).unwrap_err();
        let text = error.to_string();
        assert!(
            matches!(&error, ZonesError::Feature { number: 2, fault: found, .. } if *found == fault),
            "{fault:?}: {text}"
        );
        assert!(text.starts_with("2 番目の地物"), "{text}");
    }
    let error = Zones::parse(&file(&json!([good()])), |_| None).unwrap_err();
    assert!(error.to_string().contains("「浦賀」"), "{error}");
    assert!(matches!(Zones::parse("{", here), Err(ZonesError::NotJson(_))));
    assert_eq!(Zones::parse("{\"type\": \"Feature\"}", here), Err(ZonesError::NotFeatures));
    assert!(Zones::parse(&file(&json!([])), here).unwrap().is_empty());
}

proptest! {
    /// A round polygon holds what lies on the inner side of all its sides.
    #[test]
    fn inside_is_the_inner_side_of_every_side(n in 3usize..12, turn in 0.0f64..6.0, x in -1.5f64..1.5, y in -1.5f64..1.5) {
        let angle = |i: usize| turn + i as f64 / n as f64 * std::f64::consts::TAU;
        let corner = |i: usize| [139.0 + 0.1 * angle(i % n).cos(), 35.0 + 0.1 * angle(i % n).sin()];
        let ring: Vec<Corner> = (0..=n).map(corner).collect();
        let point = [139.0 + 0.1 * x, 35.0 + 0.1 * y];
        let side = |pair: &[Corner]| (pair[1][0] - pair[0][0]) * (point[1] - pair[0][1]) - (pair[1][1] - pair[0][1]) * (point[0] - pair[0][0]);
        prop_assume!(ring.windows(2).all(|pair| side(pair).abs() > 1e-9));
        prop_assert_eq!(surrounds(&ring, at(point[0], point[1])), ring.windows(2).all(|pair| side(pair) > 0.0));
    }

    /// Zones that meet share no point and leave none out, on their common lines and corners too.
    #[test]
    fn every_point_of_a_chequered_land_lies_in_exactly_one_zone(x in 0u32..16, y in 0u32..16) {
        let squares: Vec<_> = (0..16).map(|i| square(&i.to_string(), 139.0 + 0.25 * f64::from(i % 4), 35.0 + 0.25 * f64::from(i / 4), 0.25)).collect();
        let zones = Zones::parse(&file(&json!(squares)), here).unwrap();
        // Sixteenths are exact in binary, so that many of these points lie on lines.
        let point = at(139.0 + f64::from(x) / 16.0, 35.0 + f64::from(y) / 16.0);
        prop_assert_eq!(zones.0.iter().filter(|zone| zone.contains(point)).count(), 1);
    }
}

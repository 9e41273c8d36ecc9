//! GeoJSON after RFC 7946: points in degrees, longitude first, one feature a line.

use serde_json::{Map, Value, json};

use crate::domain::{Answer, Facility, vocabulary};

/// Before the first feature.
pub(super) const OPENING: &str = "{\"type\":\"FeatureCollection\",\"features\":[\n";
/// Behind the last.
pub(super) const CLOSING: &str = "\n]}\n";

/// A facility as a feature. One that could not be placed has a geometry of null, as the RFC asks for.
pub(super) fn feature(facility: &Facility) -> Result<String, serde_json::Error> {
    let geometry = facility.position.map(|position| {
        let degrees = |value: f64| (value * 1e6).round() / 1e6;
        json!({"type": "Point", "coordinates": [degrees(position.at.lon()), degrees(position.at.lat())]})
    });
    let feature =
        json!({"type": "Feature", "id": facility.id, "geometry": geometry, "properties": properties(facility)});
    serde_json::to_string(&feature)
}

/// What map programs show and filter by: flat, and without what is empty.
fn properties(facility: &Facility) -> Value {
    let words = vocabulary();
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() && value != "" {
            properties.insert(name.to_owned(), value);
        }
    };
    put("kind", json!(facility.kind.id()));
    put("kind_label", json!(words.kind(facility.kind).map(|kind| kind.label.ja.as_str())));
    put("name", json!(facility.name));
    put("address", json!(facility.address));
    put("municipality", json!(facility.municipality));
    put("phone", json!(facility.phone));
    put("url", json!(facility.url));
    put("level", json!(facility.position.map(|position| position.level.id())));
    put("accuracy_m", json!(facility.position.map(|position| position.accuracy.0.round())));
    put("position_source", json!(facility.position.map(|position| position.source.id())));
    put("specialties", json!(facility.specialties.join("、")));
    put("beds", json!(facility.beds.as_ref().map(|beds| beds.total)));
    for (name, answer) in [("yes", Answer::Yes), ("consult", Answer::Consult), ("no", Answer::No)] {
        let ids: Vec<&str> = facility.answered(answer).iter().map(|capability| words.id(capability)).collect();
        put(name, json!(ids.join(",")));
    }
    let hours = [
        ("hours_consultation", &facility.hours.consultation),
        ("hours_contact", &facility.hours.contact),
        ("hours_visiting", &facility.hours.visiting),
    ];
    for (name, calendar) in hours {
        put(name, json!(calendar.as_ref().map(|calendar| calendar.to_osm())));
    }
    put("closed", json!(facility.closed));
    if facility.fictional {
        put("fictional", json!(true));
    }
    Value::Object(properties)
}

//! A facility in the words of schema.org (MedicalClinic, Hospital, Pharmacy, Dentist, MedicalBusiness), with its consultation hours.

use serde_json::{Map, Value, json};

use crate::domain::hours::OpenState;
use crate::domain::{Facility, Kind};

const DAYS: [&str; 8] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "PublicHolidays"];

/// The type of schema.org that comes nearest.
const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Clinic => "MedicalClinic",
        Kind::Hospital => "Hospital",
        Kind::Pharmacy => "Pharmacy",
        Kind::DentalClinic => "Dentist",
        _ => "MedicalBusiness",
    }
}

/// The JSON text, in which no `<` can end the script element that holds it.
pub(super) fn json_ld(facility: &Facility, path: &str) -> String {
    let mut thing = Map::new();
    let mut put = |name: &str, value: Value| thing.insert(name.to_owned(), value);
    put("@context", json!("https://schema.org"));
    put("@type", json!(kind(facility.kind)));
    put("@id", json!(path));
    put("url", json!(facility.url.as_deref().unwrap_or(path)));
    put("name", json!(facility.name));
    put("address", json!({"@type": "PostalAddress", "addressCountry": "JP", "streetAddress": facility.address}));
    if let Some(kana) = &facility.name_kana {
        put("alternateName", json!(kana));
    }
    if let Some(phone) = &facility.phone {
        put("telephone", json!(phone));
    }
    if let Some(fax) = &facility.fax {
        put("faxNumber", json!(fax));
    }
    if let Some(position) = facility.position {
        let (latitude, longitude) = (position.at.lat(), position.at.lon());
        put("geo", json!({"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}));
    }
    let hours = opening_hours(facility);
    if !hours.is_empty() {
        put("openingHoursSpecification", Value::Array(hours));
    }
    Value::Object(thing).to_string().replace('<', "\\u003c")
}

/// The usual week. Days of which nothing is known are left out, for schema.org reads a missing day as unstated; spans past midnight
/// end on the next day, as the specification has it.
fn opening_hours(facility: &Facility) -> Vec<Value> {
    let Some(calendar) = facility.hours.in_force(&[]).consultation else { return Vec::new() };
    let mut specifications = Vec::new();
    for (row, day) in calendar.week().iter().zip(DAYS) {
        let day = format!("https://schema.org/{day}");
        if row.state == OpenState::Closed {
            specifications.push(specification(&day, "00:00", "00:00"));
        }
        for span in row.spans.iter().filter(|span| !span.is_open_ended()) {
            let (from, to) = (clock(span.from), clock(span.to));
            specifications.push(specification(&day, &from, &to));
        }
    }
    specifications
}

fn specification(day: &str, opens: &str, closes: &str) -> Value {
    json!({"@type": "OpeningHoursSpecification", "dayOfWeek": day, "opens": opens, "closes": closes})
}

/// Minutes after midnight as a clock shows them.
fn clock(minute: u16) -> String {
    // Round the clock is written as one minute before midnight.
    let minute = if minute == 1_440 { 1_439 } else { minute % 1_440 };
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

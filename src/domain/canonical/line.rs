//! The object of one line, field by field, and how it becomes a facility and the reverse.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{LineFault, fault};
use crate::domain::answer::{Answer, Fact};
use crate::domain::availability::{CoverDay, MonthAnswer};
use crate::domain::capability::Capability;
use crate::domain::facility::{
    Absence, Beds, Capacity, Duty, Field, GroupMembership, Hours, Identifier, Link, Remark, Replaced, Service, Vacancy,
};
use crate::domain::hours::Calendar;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::source::{Origin, Source};
use crate::domain::{Facility, Kind, LatLon, Level, Metres, Position};

/// How many decimals a coordinate keeps: 1e-9 degrees are a tenth of a millimetre, and such numbers survive any JSON reader.
const DEGREE_DECIMALS: f64 = 1e9;

/// How many decimals a length in metres keeps: centimetres.
const METRE_DECIMALS: f64 = 1e2;

/// How far a point may be off that came without a word about it, in metres: as for published coordinates.
const UNSTATED_ACCURACY: Metres = Metres(50.0);

/// The longest identifier; they stand in URL paths.
const LONGEST_ID: usize = 200;

/// The object of one line. What is empty is left out, save the six fields that every line has.
#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    id: String,
    kind: Kind,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name_kana: Option<String>,
    address: String,
    #[serde(default)]
    lat: Option<f64>,
    #[serde(default)]
    lon: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    position: Option<PositionLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    municipality: Option<MunicipalityCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fax: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    fictional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    beds: Option<BedsLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    specialties: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    services: Vec<Service>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    capabilities: Vec<FactLine>,
    #[serde(default, skip_serializing_if = "HoursLine::is_empty")]
    hours: HoursLine,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    capacity: Option<Capacity>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    duties: Vec<Duty>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    vacancies: Vec<Vacancy>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    new_patients: Vec<MonthAnswer>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cover: Vec<CoverDay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirmed: Option<Origin>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Remark>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<GroupMembership>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<Identifier>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    provenance: BTreeMap<Field, Origin>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    absent: Vec<Absence>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    replaced: Vec<Replaced>,
}

/// How the point of `lat` and `lon` is known.
#[derive(Serialize, Deserialize)]
struct PositionLine {
    level: Level,
    accuracy_m: f64,
    source: Source,
}

#[derive(Serialize, Deserialize)]
struct BedsLine {
    total: u32,
    by_kind: Vec<BedsOfKind>,
}

#[derive(Serialize, Deserialize)]
struct BedsOfKind {
    kind: String,
    beds: u32,
}

#[derive(Serialize, Deserialize)]
struct FactLine {
    id: Capability,
    answer: Answer,
    as_of: Date,
    source: Source,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
}

/// The three calendars, each its own fields with `osm` before them.
#[derive(Default, Serialize, Deserialize)]
struct HoursLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    consultation: Option<CalendarLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact: Option<CalendarLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    visiting: Option<CalendarLine>,
}

/// A calendar: exact as `rules`, readable as `osm`. A line that has only `osm` is read from that.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
struct CalendarLine(Calendar);

#[derive(Serialize)]
struct WithOsm<'a> {
    osm: String,
    #[serde(flatten)]
    calendar: &'a Calendar,
}

impl Serialize for CalendarLine {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WithOsm { osm: self.0.to_osm(), calendar: &self.0 }.serialize(serializer)
    }
}

impl TryFrom<Value> for CalendarLine {
    type Error = String;

    fn try_from(mut value: Value) -> Result<Self, String> {
        let fields = value.as_object_mut().ok_or("a calendar is an object")?;
        let osm = fields.remove("osm");
        if !fields.contains_key("rules") {
            let osm = osm.as_ref().and_then(Value::as_str).ok_or("a calendar needs `rules` or `osm`")?;
            let origin = fields.get("origin").cloned().ok_or("a calendar needs `origin`")?;
            let origin: Origin = serde_json::from_value(origin).map_err(|error| error.to_string())?;
            let read = Calendar::from_osm(osm, origin).map_err(|error| error.to_string())?;
            fields.insert("rules".to_owned(), serde_json::to_value(&read.rules).map_err(|error| error.to_string())?);
            fields.entry("rest").or_insert(Value::String(read.rest));
        }
        serde_json::from_value(value).map(Self).map_err(|error| error.to_string())
    }
}

impl HoursLine {
    const fn is_empty(&self) -> bool {
        self.consultation.is_none() && self.contact.is_none() && self.visiting.is_none()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

fn rounded(value: f64, decimals: f64) -> f64 {
    let scaled = (value * decimals).round() / decimals;
    if scaled.is_finite() { scaled } else { value }
}

impl From<Facility> for Line {
    fn from(facility: Facility) -> Self {
        let Facility {
            id,
            kind,
            name,
            name_kana,
            address,
            municipality,
            position,
            phone,
            fax,
            url,
            fictional,
            beds,
            specialties,
            services,
            capabilities,
            hours,
            group,
            identifiers,
            provenance,
            capacity,
            duties,
            vacancies,
            new_patients,
            cover,
            confirmed,
            remarks,
            closed,
            absent,
            site,
            links,
            replaced,
        } = facility;
        let fact = |(id, fact): (Capability, Fact)| {
            let Fact { answer, as_of, source, condition } = fact;
            FactLine { id, answer, as_of, source, condition }
        };
        let beds_of_kind = |(kind, beds)| BedsOfKind { kind, beds };
        Self {
            id,
            kind,
            name,
            name_kana,
            address,
            lat: position.map(|position| rounded(position.at.lat(), DEGREE_DECIMALS)),
            lon: position.map(|position| rounded(position.at.lon(), DEGREE_DECIMALS)),
            position: position.map(|Position { at: _, level, accuracy, source }| PositionLine {
                level,
                accuracy_m: rounded(accuracy.0, METRE_DECIMALS),
                source,
            }),
            municipality,
            phone,
            fax,
            url,
            fictional,
            closed,
            site,
            beds: beds.map(|Beds { total, by_kind }| BedsLine {
                total,
                by_kind: by_kind.into_iter().map(beds_of_kind).collect(),
            }),
            specialties,
            services,
            capabilities: capabilities.into_iter().map(fact).collect(),
            hours: HoursLine {
                consultation: hours.consultation.map(CalendarLine),
                contact: hours.contact.map(CalendarLine),
                visiting: hours.visiting.map(CalendarLine),
            },
            capacity,
            duties,
            vacancies,
            new_patients,
            cover,
            confirmed,
            remarks,
            group,
            identifiers,
            provenance,
            absent,
            links,
            replaced,
        }
    }
}

impl TryFrom<Line> for Facility {
    type Error = LineFault;

    fn try_from(line: Line) -> Result<Self, LineFault> {
        let position = line.position()?;
        let Line {
            id,
            kind,
            name,
            name_kana,
            address,
            lat: _,
            lon: _,
            position: _,
            municipality,
            phone,
            fax,
            url,
            fictional,
            closed,
            site,
            beds,
            specialties,
            services,
            capabilities,
            hours,
            capacity,
            duties,
            vacancies,
            new_patients,
            cover,
            confirmed,
            remarks,
            group,
            identifiers,
            provenance,
            absent,
            links,
            replaced,
        } = line;
        let safe = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(safe) {
            let message =
                "英数字と - . _ ~ だけの識別子が要ります (an identifier of letters, digits and - . _ ~ is needed)";
            return Err(fault("bad_value", "id", message));
        }
        if name.trim().is_empty() {
            return Err(fault("bad_value", "name", "名称が空です (the name is empty)"));
        }
        let mut facility = Self::new(id, kind, name, address);
        for (i, FactLine { id, answer, as_of, source, condition }) in capabilities.into_iter().enumerate() {
            if facility.fact(id).is_some() {
                let message = "同じ項目の回答が二つあります (a second answer about the same capability)";
                return Err(fault("bad_value", format!("capabilities[{i}].id"), message));
            }
            facility.set_fact(id, Fact { answer, as_of, source, condition });
        }
        Ok(Self {
            name_kana,
            municipality,
            position,
            phone,
            fax,
            url,
            fictional,
            beds: beds.map(|BedsLine { total, by_kind }| Beds {
                total,
                by_kind: by_kind.into_iter().map(|BedsOfKind { kind, beds }| (kind, beds)).collect(),
            }),
            specialties,
            services,
            hours: Hours {
                consultation: hours.consultation.map(|line| line.0),
                contact: hours.contact.map(|line| line.0),
                visiting: hours.visiting.map(|line| line.0),
            },
            group,
            identifiers,
            provenance,
            capacity,
            duties,
            vacancies,
            new_patients,
            cover,
            confirmed,
            remarks,
            closed,
            absent,
            site,
            links,
            replaced,
            ..facility
        })
    }
}

impl Line {
    fn position(&self) -> Result<Option<Position>, LineFault> {
        let at = match (self.lat, self.lon) {
            (Some(lat), Some(lon)) => {
                LatLon::new(lat, lon).map_err(|error| fault("bad_value", "lat", error.to_string()))?
            }
            (None, None) if self.position.is_none() => return Ok(None),
            (None, _) => return Err(fault("missing_field", "lat", "lat がありません (lat is missing)")),
            (_, None) => return Err(fault("missing_field", "lon", "lon がありません (lon is missing)")),
        };
        let (level, accuracy, source) = self.position.as_ref().map_or(
            (Level::Point, UNSTATED_ACCURACY, Source::Canonical),
            |PositionLine { level, accuracy_m, source }| (*level, Metres(*accuracy_m), *source),
        );
        Ok(Some(Position { at, level, accuracy, source }))
    }
}

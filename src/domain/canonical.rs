//! The canonical form of a facility: one JSON object a line (NDJSON), in which a directory leaves this program and comes back.
//!
//! It is a contract with outside programs (`docs/export.md`) and therefore written out here, apart from the form in which the
//! store keeps facilities: a field that a facility gains has to be given its place here before this file compiles again.

mod line;

use jiff::civil::Date;
use serde_json::Value;

use super::facility::{Facility, Hours};
use super::hours::Calendar;
use line::Line;

/// Why a line is no facility.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct LineFault {
    /// A stable identifier: `not_json`, `missing_field`, `unknown_field`, `bad_value`.
    pub code: &'static str,
    /// The path of the field, `capabilities[3].id`; empty where the line as such is meant.
    pub field: String,
    /// What is wrong, in a sentence.
    pub message: String,
}

/// The facility as one line of canonical NDJSON, without the line's end. Equal facilities give equal bytes.
///
/// # Errors
/// When a value cannot be written as JSON, which no facility that was read from JSON has.
pub fn to_line(facility: Facility) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Line::from(facility))
}

/// Reads one line, whatever the order of its fields.
///
/// # Errors
/// Names the first field that is missing, not known or not readable. Nothing of such a line is taken.
pub fn from_line(text: &str) -> Result<Facility, LineFault> {
    if !text.trim_start().starts_with('{') {
        return Err(fault("not_json", "", "JSONのオブジェクトではありません (not a JSON object)"));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let line: Line = serde_path_to_error::deserialize(&mut reader).map_err(|error| unreadable(&error))?;
    reader.end().map_err(|error| fault("not_json", "", error.to_string()))?;
    let facility = Facility::try_from(line)?;
    // Our own export comes back byte for byte; only what somebody else wrote is looked at field by field.
    let ours = to_line(facility.clone()).map_err(|error| fault("bad_value", "", error.to_string()))?;
    if ours != text {
        let values =
            |text: &str| serde_json::from_str::<Value>(text).map_err(|error| fault("not_json", "", error.to_string()));
        let (theirs, ours) = (values(text)?, values(&ours)?);
        known(&theirs, &ours, "")?;
        agree(&theirs, &facility.hours)?;
    }
    Ok(facility)
}

/// The newest day on which anything in the facility was true at its source.
pub fn newest_date(facility: &Facility) -> Option<Date> {
    let hours = &facility.hours;
    let calendars = [&hours.consultation, &hours.contact, &hours.visiting].into_iter().flatten();
    let origins = facility
        .provenance
        .values()
        .chain(calendars.map(|calendar| &calendar.origin))
        .chain(facility.capacity.iter().map(|capacity| &capacity.origin))
        .chain(facility.duties.iter().map(|duty| &duty.origin))
        .chain(facility.vacancies.iter().map(|vacancy| &vacancy.origin))
        .chain(facility.new_patients.iter().map(|month| &month.origin))
        .chain(facility.cover.iter().map(|day| &day.origin))
        .chain(&facility.confirmed)
        .chain(facility.remarks.iter().map(|remark| &remark.origin))
        .chain(facility.replaced.iter().map(|replaced| &replaced.origin));
    origins.map(|origin| origin.as_of).chain(facility.capabilities.iter().map(|(_, fact)| fact.as_of)).max()
}

fn fault(code: &'static str, field: impl Into<String>, message: impl Into<String>) -> LineFault {
    LineFault { code, field: field.into(), message: message.into() }
}

fn unreadable(error: &serde_path_to_error::Error<serde_json::Error>) -> LineFault {
    let inner = error.inner();
    let path = error.path().to_string();
    let message = inner.to_string();
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (inner.classify(), missing) {
        (serde_json::error::Category::Data, Some(name)) => {
            let field = if path == "." { name.to_owned() } else { format!("{path}.{name}") };
            fault("missing_field", field, "項目がありません (the field is missing)")
        }
        (serde_json::error::Category::Data, None) => fault("bad_value", if path == "." { "" } else { &path }, message),
        _ => fault("not_json", "", format!("JSONとして読めません (not readable as JSON): {message}")),
    }
}

/// Refuses fields that no facility has. Optional fields of ours that are empty are absent from `ours`: at the top and in our own
/// parts their names are listed, everything below writes all its fields.
fn known(theirs: &Value, ours: &Value, path: &str) -> Result<(), LineFault> {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            for (name, value) in theirs {
                let field = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match ours.get(name) {
                    Some(ours) => known(value, ours, &field)?,
                    None if is_empty(value) && may_be_left_out(path, name) => {}
                    None => {
                        let message = "この項目はありません。docs/export.md を見てください (no such field)";
                        return Err(fault("unknown_field", field, message));
                    }
                }
            }
            Ok(())
        }
        (Value::Array(theirs), Value::Array(ours)) => {
            let pairs = theirs.iter().zip(ours).enumerate();
            pairs.into_iter().try_for_each(|(i, (theirs, ours))| known(theirs, ours, &format!("{path}[{i}]")))
        }
        _ => Ok(()),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// The fields that a line leaves out where they are empty.
const OPTIONAL: [&str; 27] = [
    "name_kana",
    "position",
    "municipality",
    "phone",
    "fax",
    "url",
    "fictional",
    "closed",
    "site",
    "beds",
    "specialties",
    "services",
    "capabilities",
    "hours",
    "capacity",
    "duties",
    "vacancies",
    "new_patients",
    "cover",
    "confirmed",
    "remarks",
    "group",
    "identifiers",
    "provenance",
    "absent",
    "links",
    "replaced",
];

fn may_be_left_out(path: &str, name: &str) -> bool {
    match path {
        "" => OPTIONAL.contains(&name),
        "hours" => ["consultation", "contact", "visiting"].contains(&name),
        _ => path.starts_with("capabilities[") && name == "condition",
    }
}

/// Where a line gives both `rules` and `osm`, they must say the same: somebody may have edited one of them.
fn agree(theirs: &Value, hours: &Hours) -> Result<(), LineFault> {
    let calendars = [("consultation", &hours.consultation), ("contact", &hours.contact), ("visiting", &hours.visiting)];
    for (name, calendar) in calendars {
        let Some(calendar) = calendar else { continue };
        let Some(osm) = theirs["hours"][name]["osm"].as_str() else { continue };
        let same = || {
            Calendar::from_osm(osm, calendar.origin)
                .is_ok_and(|read| read.normalise().rules == calendar.normalise().rules)
        };
        if osm != calendar.to_osm() && !same() {
            let message = "osm と rules が食い違います。直した方だけを残してください (osm and rules differ: keep only the one you edited)";
            return Err(fault("bad_value", format!("hours.{name}.osm"), message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::answer::{Answer, Fact};
    use crate::domain::availability::{Cover, CoverDay, MonthAnswer, YearMonth};
    use crate::domain::facility::{
        Absence, Beds, Capacity, Duty, Field, GroupMembership, Identifier, Link, Remark, Replaced, Service, Vacancy,
    };
    use crate::domain::hours::Span;
    use crate::domain::municipality::MunicipalityCode;
    use crate::domain::source::{Origin, Source};
    use crate::domain::vocabulary;
    use crate::domain::{Kind, LatLon, Level, Metres, Position};

    const SAID: Origin = Origin { source: Source::Survey, as_of: date(2026, 9, 1) };

    /// A facility in which every field says something.
    pub(crate) fn full() -> Facility {
        let capability = |id| vocabulary().capability(id).unwrap();
        let mut facility = Facility::new(
            "o-city-001",
            Kind::Clinic,
            "（架空）うみかぜ在宅クリニック",
            "神奈川県横須賀市浦賀5丁目99-9",
        );
        facility.name_kana = Some("ウミカゼ".to_owned());
        facility.municipality = MunicipalityCode::parse("14201").ok();
        facility.position = Some(Position {
            at: LatLon::new(35.233_012_345_678_9, 139.718).unwrap(),
            level: Level::Block,
            accuracy: Metres(81.256_4),
            source: Source::Neighbours,
        });
        facility.phone = Some("046-999-0001".to_owned());
        facility.fax = Some("046-999-0002".to_owned());
        facility.url = Some("https://example.jp/".to_owned());
        facility.fictional = true;
        facility.beds = Some(Beds { total: 19, by_kind: vec![("一般".to_owned(), 12), ("療養".to_owned(), 7)] });
        facility.specialties = vec!["内科".to_owned()];
        facility.services = vec![Service {
            code: "130".to_owned(),
            label: "訪問看護".to_owned(),
            number: "1469990001".to_owned(),
            capacity: None,
            days: "平日".to_owned(),
            note: String::new(),
        }];
        let fact = |answer, condition: Option<&str>| Fact {
            answer,
            as_of: date(2026, 9, 1),
            source: Source::Survey,
            condition: condition.map(str::to_owned),
        };
        facility.set_fact(capability("tpn"), fact(Answer::Consult, Some("要相談")));
        facility.set_fact(capability("home_oxygen"), fact(Answer::Yes, None));
        let calendar = |osm| Some(Calendar::from_osm(osm, SAID).unwrap());
        facility.hours.consultation = calendar("Mo-Fr 09:00-12:00; Sa[2,4] off; PH off; \"予約制\"");
        facility.hours.contact = calendar("Mo-Fr 17:00-18:00");
        facility.hours.visiting = calendar("24/7");
        facility.group = Some(GroupMembership {
            id: "g-1".to_owned(),
            name: "うみかぜ連携".to_owned(),
            phone: None,
            members: vec!["o-city-001".to_owned()],
        });
        facility.identifiers = vec![Identifier { system: "kaigo_office".to_owned(), value: "1469990001".to_owned() }];
        facility.provenance = [(Field::Name, SAID), (Field::Position, SAID)].into();
        facility.capacity = Some(Capacity { least: Some(10), most: None, text: "10〜".to_owned(), origin: SAID });
        facility.duties = vec![Duty {
            date: date(2026, 11, 23),
            spans: vec![Span::new(510, 1440).unwrap()],
            label: "当番医".to_owned(),
            note: None,
            origin: SAID,
        }];
        facility.vacancies =
            vec![Vacancy { date: date(2026, 11, 24), places: Some(2), answer: Answer::Yes, note: None, origin: SAID }];
        facility.new_patients = vec![MonthAnswer {
            month: YearMonth::parse("2026-12").unwrap(),
            answer: Answer::Yes,
            places: Some(2),
            note: None,
            origin: SAID,
        }];
        let cover = Cover::Offered;
        facility.cover =
            vec![CoverDay { date: date(2026, 12, 29), cover, note: Some("午後".to_owned()), origin: SAID }];
        facility.confirmed = Some(SAID);
        facility.remarks = vec![Remark { label: "備考".to_owned(), text: "坂の上".to_owned(), origin: SAID }];
        facility.closed = Some(date(2027, 3, 31));
        facility.absent = vec![Absence {
            source: Source::NaviiClinic,
            last_listed: date(2025, 12, 1),
            missing_since: date(2026, 6, 1),
        }];
        facility.site = Some("s-0123".to_owned());
        facility.links = vec![Link {
            source: Source::Filing,
            key: "1410000001".to_owned(),
            score: 97,
            reasons: vec!["same_phone".to_owned()],
        }];
        facility.replaced = vec![Replaced {
            field: "phone".to_owned(),
            value: "046-999-0009".to_owned(),
            origin: SAID,
            changed_since: true,
        }];
        facility
    }

    fn edited(edit: impl Fn(&mut serde_json::Map<String, Value>)) -> Result<Facility, LineFault> {
        let mut value: Value = serde_json::from_str(&to_line(full()).unwrap()).unwrap();
        edit(value.as_object_mut().unwrap());
        from_line(&value.to_string())
    }

    #[test]
    fn every_field_comes_back_and_the_second_line_is_the_first() {
        let line = to_line(full()).unwrap();
        let mut expected = full();
        let position = expected.position.as_mut().unwrap();
        position.at = LatLon::new(35.233_012_346, 139.718).unwrap();
        position.accuracy = Metres(81.26);
        let back = from_line(&line).unwrap();
        assert_eq!(back, expected, "only the coordinates are rounded, to a tenth of a millimetre");
        assert_eq!(to_line(back).unwrap(), line);
        let value: Value = serde_json::from_str(&line).unwrap();
        for name in OPTIONAL {
            assert!(value.get(name).is_some(), "{name} is not written");
        }
        assert_eq!(value.as_object().unwrap().len(), OPTIONAL.len() + 6);
    }

    #[test]
    fn a_line_with_the_six_fields_is_enough() {
        let text = r#"{"lon":139.7,"lat":35.2,"address":"神奈川県横須賀市浦賀1","name":"（架空）海の家","kind":"salon","id":"x-1"}"#;
        let facility = from_line(text).unwrap();
        let position = facility.position.unwrap();
        assert_eq!((position.level, position.source), (Level::Point, Source::Canonical));
        let unplaced = from_line(&text.replace("139.7", "null").replace("35.2", "null")).unwrap();
        assert_eq!(unplaced.position, None);
        assert!(to_line(unplaced).unwrap().contains(r#""lat":null,"lon":null"#));
    }

    #[test]
    fn unknown_fields_are_refused_wherever_they_stand() {
        let refused = |edit: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let fault = edited(edit).unwrap_err();
            assert_eq!(fault.code, "unknown_field", "{fault}");
            fault.field
        };
        let null = || Value::Null;
        assert_eq!(refused(&|line| _ = line.insert("colour".to_owned(), null())), "colour");
        assert_eq!(refused(&|line| line["beds"]["extra"] = null()), "beds.extra");
        assert_eq!(refused(&|line| line["services"][0]["price"] = Value::from(3)), "services[0].price");
        assert_eq!(refused(&|line| line["hours"]["contact"]["mood"] = null()), "hours.contact.mood");
        assert_eq!(refused(&|line| line["hours"]["night"] = null()), "hours.night");
        assert_eq!(refused(&|line| line["capabilities"][0]["note"] = null()), "capabilities[0].note");
        assert!(edited(|line| _ = line.insert("site".to_owned(), null())).unwrap().site.is_none());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let named = |text: &str| from_line(text).map_err(|fault| (fault.code, fault.field)).unwrap_err();
        assert_eq!(named("{").0, "not_json");
        assert_eq!(named("[]").0, "not_json");
        assert_eq!(named(r#"{"id":"a","kind":"clinic","address":"x"}"#), ("missing_field", "name".to_owned()));
        assert_eq!(named(r#"{"id":"a","kind":"castle","name":"n","address":"x"}"#), ("bad_value", "kind".to_owned()));
        assert_eq!(named(r#"{"id":"a/b","kind":"clinic","name":"n","address":"x"}"#), ("bad_value", "id".to_owned()));
        assert_eq!(
            named(r#"{"id":"a","kind":"clinic","name":"n","address":"x","lat":35}"#),
            ("missing_field", "lon".to_owned())
        );
        assert_eq!(
            named(r#"{"id":"a","kind":"clinic","name":"n","address":"x","lat":135,"lon":1}"#),
            ("bad_value", "lat".to_owned())
        );
        let fault = edited(|line| line["capabilities"][1]["id"] = Value::from("teleportation")).unwrap_err();
        assert_eq!((fault.code, fault.field.as_str()), ("bad_value", "capabilities[1].id"));
        let fault = edited(|line| line["capabilities"][1] = line["capabilities"][0].clone()).unwrap_err();
        assert_eq!((fault.code, fault.field.as_str()), ("bad_value", "capabilities[1].id"));
    }

    #[test]
    fn hours_may_be_given_as_osm_alone_but_not_as_two_that_differ() {
        let fridays = "Fr 13:00-15:00";
        let facility = edited(|line| {
            let contact = line["hours"]["contact"].as_object_mut().unwrap();
            contact.remove("rules");
            contact.insert("osm".to_owned(), Value::from(fridays));
        });
        assert_eq!(facility.unwrap().hours.contact.unwrap().to_osm(), fridays);
        let fault = edited(|line| line["hours"]["contact"]["osm"] = Value::from(fridays)).unwrap_err();
        assert_eq!(fault.field, "hours.contact.osm");
        let same = edited(|line| line["hours"]["contact"]["osm"] = Value::from("Mo,Tu,We,Th,Fr 17:00-18:00"));
        assert_eq!(same.unwrap().hours, full().hours);
    }

    #[test]
    fn the_newest_date_is_that_of_the_newest_statement() {
        assert_eq!(newest_date(&full()), Some(SAID.as_of));
        let mut facility = full();
        facility.remarks[0].origin.as_of = date(2026, 10, 2);
        assert_eq!(newest_date(&facility), Some(date(2026, 10, 2)));
        assert_eq!(newest_date(&Facility::new("a", Kind::Clinic, "b", "c")), None);
    }

    proptest! {
        #[test]
        fn any_point_and_text_survive_two_journeys(
            lat in 20.0..46.0_f64, lon in 122.0..155.0_f64, accuracy in 0.0..50_000.0_f64, name in "\\PC{1,40}", note in any::<String>()
        ) {
            let mut facility = full();
            facility.name = format!("x{name}");
            facility.remarks[0].text = note;
            facility.position = Some(Position {
                at: LatLon::new(lat, lon).unwrap(), level: Level::Town, accuracy: Metres(accuracy), source: Source::Gazetteer,
            });
            let line = to_line(facility).unwrap();
            prop_assert!(!line.contains('\n'));
            let again = to_line(from_line(&line).unwrap()).unwrap();
            prop_assert_eq!(again, line);
        }

        #[test]
        fn junk_is_refused_and_never_panics(text in any::<String>()) {
            prop_assert!(from_line(&text).is_err());
        }
    }
}

//! What others would read.

use jiff::civil::date;
use serde_json::Value;

use super::*;
use crate::domain::hours::Calendar;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::{Answer, Fact, Kind, LatLon, Level, Metres, Origin, Position, Source, vocabulary};

fn facility(id: &str) -> Facility {
    let origin = Origin { source: Source::Survey, as_of: date(2026, 9, 1) };
    let mut facility =
        Facility::new(id, Kind::Clinic, "（架空）「海」クリニック, 本院", "神奈川県横須賀市浦賀5丁目99-9");
    facility.municipality = MunicipalityCode::parse("14201").ok();
    facility.position = Some(Position {
        at: LatLon::new(35.233, 139.718).unwrap(),
        level: Level::Point,
        accuracy: Metres(50.0),
        source: Source::NaviiClinic,
    });
    facility.phone = Some("=HYPERLINK(\"x\")".to_owned());
    facility.hours.consultation = Some(Calendar::from_osm("Mo-Fr 09:00-12:00", origin).unwrap());
    let fact = |answer| Fact { answer, as_of: origin.as_of, source: origin.source, condition: None };
    for (capability, answer) in
        [("tpn", Answer::Consult), ("home_oxygen", Answer::Yes), ("ventilator_invasive", Answer::No)]
    {
        facility.set_fact(vocabulary().capability(capability).unwrap(), fact(answer));
    }
    facility
}

fn document(format: Format, facilities: Vec<Facility>) -> String {
    let mut document = Document::new(format);
    let mut text = document.opening().unwrap();
    for facility in facilities {
        text += &document.entry(facility).unwrap();
    }
    text + document.closing()
}

#[test]
fn a_csv_is_a_table_that_a_spreadsheet_program_opens() {
    let text = document(Format::Csv, vec![facility("a"), Facility::new("b", Kind::Salon, "（架空）茶の間", "")]);
    let table = text.strip_prefix('\u{feff}').unwrap();
    assert_eq!(table.matches("\r\n").count(), 3);
    let mut reader = ::csv::ReaderBuilder::new().from_reader(table.as_bytes());
    let head = reader.headers().unwrap().clone();
    let rows: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: usize, name: &str| rows[row].get(head.iter().position(|text| text == name).unwrap()).unwrap();
    assert_eq!(cell(0, "名称"), "（架空）「海」クリニック, 本院");
    assert_eq!((cell(0, "緯度"), cell(0, "市区町村コード")), ("35.233000", "14201"));
    assert_eq!(cell(0, "電話番号"), "'=HYPERLINK(\"x\")", "no formula reaches the spreadsheet");
    assert_eq!(cell(0, "情報の最新日"), "2026-09-01");
    assert!(cell(0, "診療時間").contains("9:00"), "{}", cell(0, "診療時間"));
    let label = |id: &str| vocabulary().words(vocabulary().capability(id).unwrap()).unwrap().label.ja.clone();
    assert_eq!(cell(0, &label("home_oxygen")), "○");
    assert_eq!(cell(0, &label("tpn")), "△");
    assert_eq!(cell(0, &label("ventilator_invasive")), "×");
    assert_eq!(cell(1, &label("tpn")), "", "unknown is never no");
    assert_eq!(cell(1, "緯度"), "");
    assert_eq!(
        head.iter().collect::<std::collections::HashSet<_>>().len(),
        head.len(),
        "every column has a name of its own"
    );
}

#[test]
fn a_geojson_is_one_document_whatever_is_in_it() {
    for count in 0..3 {
        let facilities = (0..count).map(|i| facility(&format!("f-{i}"))).collect();
        let value: Value = serde_json::from_str(&document(Format::Geojson, facilities)).unwrap();
        assert_eq!(value["type"], "FeatureCollection");
        assert_eq!(value["features"].as_array().unwrap().len(), count);
    }
    let unplaced = Facility::new("b", Kind::Salon, "（架空）茶の間", "どこか");
    let value: Value = serde_json::from_str(&document(Format::Geojson, vec![facility("a"), unplaced])).unwrap();
    let first = &value["features"][0];
    assert_eq!(first["geometry"]["coordinates"], serde_json::json!([139.718, 35.233]), "longitude comes first");
    assert_eq!((&first["id"], &first["properties"]["yes"]), (&Value::from("a"), &Value::from("home_oxygen")));
    assert_eq!(first["properties"]["hours_consultation"], "Mo-Fr 09:00-12:00");
    assert!(value["features"][1]["geometry"].is_null());
}

#[test]
fn ndjson_is_one_line_a_facility() {
    let text = document(Format::Ndjson, vec![facility("a"), facility("b")]);
    let lines: Vec<Facility> = text.lines().map(|line| canonical::from_line(line).unwrap()).collect();
    assert_eq!(lines, [facility("a"), facility("b")]);
}

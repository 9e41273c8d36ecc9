//! Our own form, as others hand it in.

use jiff::civil::date;

use super::*;
use crate::domain::canonical::to_line;
use crate::domain::facility::Field;
use crate::domain::{Facility, Kind, Origin, Severity, Source};
use crate::import::Dataset;

fn facility(id: &str, as_of: jiff::civil::Date) -> Facility {
    let mut facility = Facility::new(id, Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5丁目99-9");
    facility.provenance.insert(Field::Name, Origin { source: Source::Survey, as_of });
    facility
}

fn line(id: &str) -> String {
    to_line(facility(id, date(2026, 9, 1))).unwrap()
}

#[test]
fn lines_become_records_and_the_newest_date_is_the_edition() {
    let newer = to_line(facility("b", date(2026, 10, 5))).unwrap();
    let text = format!("\u{feff}\n{}\r\n\n{newer}", line("a"));
    let import = import(&part("anything.txt", text.into_bytes())).unwrap();
    assert_eq!((import.dataset, import.edition), (Dataset::Canonical, date(2026, 10, 5)));
    assert_eq!((import.rows_read, import.rows_refused), (2, 0));
    let bodies: Vec<&RecordBody> = import.records.iter().map(|record| &record.body).collect();
    assert_eq!(*bodies[0], RecordBody::Canonical(Box::new(facility("a", date(2026, 9, 1)))));
    assert_eq!(import.records[1].key, "b");
}

#[test]
fn a_bad_line_is_refused_with_its_number_and_field_and_the_others_are_taken() {
    let bad = line("c").replace("\"clinic\"", "\"castle\"");
    let unknown = line("d").replacen('{', "{\"colour\":\"blue\",", 1);
    let mut bytes = [line("a"), bad, unknown, "{\"id\": cut".to_owned(), "words".to_owned()].join("\n").into_bytes();
    bytes.extend_from_slice(b"\n\xff\xfe\n");
    bytes.extend_from_slice(line("e").as_bytes());
    let import = import(&part("export_20260901.ndjson", bytes)).unwrap();
    assert_eq!((import.rows_read, import.rows_refused, import.records.len()), (7, 5, 2));
    let told: Vec<(u64, &str, &str)> =
        import.notices.iter().map(|notice| (notice.row, notice.code.as_str(), notice.field.as_str())).collect();
    let expected = [
        (2, "bad_value", "kind"),
        (3, "unknown_field", "colour"),
        (4, "not_json", ""),
        (5, "not_json", ""),
        (6, "not_utf8", ""),
    ];
    assert_eq!(told, expected);
    assert!(import.notices.iter().all(|notice| notice.severity == Severity::Error));
}

#[test]
fn an_id_that_stands_twice_is_taken_once() {
    let other = line("a").replace("うみかぜ", "やまかぜ");
    let import = import(&part("x.ndjson", [line("a"), line("a"), other].join("\n").into_bytes())).unwrap();
    assert_eq!((import.rows_read, import.rows_noticed, import.records.len()), (3, 2, 1));
    assert_eq!((noticed(&import, "duplicate_row"), noticed(&import, "duplicate_number")), (vec![2], vec![3]));
}

#[test]
fn json_of_another_sort_is_an_unknown_file() {
    for text in ["{\"type\":\"FeatureCollection\",\"features\":[]}", "{\n  \"name\": \"settings\"\n}", "{}"] {
        let error = import(&part("x.json", text.as_bytes().to_vec())).unwrap_err();
        assert!(matches!(error, ImportError::Unknown { .. }), "{error}");
    }
    let undated = to_line(Facility::new("a", Kind::Salon, "（架空）茶の間", "どこか")).unwrap();
    let read = |name| import(&part(name, undated.clone().into_bytes()));
    assert!(matches!(read("x.ndjson"), Err(ImportError::NoEdition { .. })));
    assert_eq!(read("x_20260101.ndjson").unwrap().edition, date(2026, 1, 1));
}

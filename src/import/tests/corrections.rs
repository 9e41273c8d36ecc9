//! Corrections by hand, as clerks write them.

use jiff::civil::date;

use super::files::xlsx;
use super::*;
use crate::domain::Severity;
use crate::domain::statement::Correction;
use crate::import::Dataset;

const NAME: &str = "corrections_20260401.csv";

fn correction<'a>(import: &'a FileImport, key: &str) -> &'a Correction {
    match &import.records.iter().find(|record| record.key == key).unwrap_or_else(|| panic!("no {key}")).body {
        RecordBody::Correction(correction) => correction,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_row_is_a_correction_or_says_why_not() {
    let import = import(&part(NAME, fixture(NAME))).unwrap();
    assert_eq!((import.dataset, import.edition), (Dataset::Corrections, date(2026, 4, 1)));
    let of = |field: &str| correction(&import, &format!("n-1421400000001:{field}"));
    let phone = of("phone");
    assert_eq!(
        (phone.value.as_str(), phone.on, phone.reason.as_str()),
        ("046-000-8888", date(2026, 3, 20), "もう一度確認")
    );
    assert_eq!(noticed(&import, "superseded_correction"), [3]);
    assert_eq!((of("position").value.as_str(), of("position").on), ("35.2410,139.7120", date(2026, 4, 1)));
    assert_eq!((of("closed").value.as_str(), of("closed").on), ("2026-03-31", date(2026, 3, 19)));
    assert_eq!((of("tpn").value.as_str(), of("home_visit_scheduled").value.as_str()), ("△(看取りのみ)", "○"));
    assert_eq!((of("kind").value.as_str(), of("kind").author.as_str()), ("hospital", "架空 花子"));
    let fax = import.records.iter().find(|record| record.key.ends_with(":fax")).unwrap();
    assert!(
        fax.key.starts_with("x-") && correction(&import, &fax.key).value.is_empty(),
        "an empty value takes it away"
    );
    assert_eq!(correction(&import, &fax.key).on, date(2026, 3, 2));
    for (code, row) in [
        ("missing_reason", 12),
        ("missing_author", 13),
        ("missing_identity", 14),
        ("unknown_field", 15),
        ("unreadable_value", 16),
        ("empty_value", 17),
        ("unreadable_date", 18),
    ] {
        assert_eq!(noticed(&import, code), [row], "{code}");
    }
    assert_eq!((import.rows_read, import.records.len(), import.rows_refused), (16, 8, 7));
    assert!(
        import
            .notices
            .iter()
            .filter(|notice| notice.severity == Severity::Error)
            .all(|notice| !notice.message.is_empty())
    );
}

#[test]
fn a_part_of_a_label_is_taken_where_only_one_is_meant() {
    let row = |field: &str| format!("施設ID,項目,訂正後,理由,記入者\nn-1,{field},○,電話,花子\n");
    let read = |field: &str| import(&part(NAME, row(field).into_bytes())).unwrap();
    assert_eq!(read("中心静脈栄養").records[0].key, "n-1:tpn");
    assert_eq!(read("中心静脈栄養（ＴＰＮ）").records[0].key, "n-1:tpn");
    assert_eq!(noticed(&read("人工呼吸器"), "unknown_field"), [2], "by mask or by cannula");
}

#[test]
fn english_headings_a_workbook_and_cp932_say_the_same() {
    let rows = [
        vec!["facility", "field", "value", "reason", "author", "date"],
        vec!["n-1421400000001", "phone", "046-000-7777", "called", "Hanako", "2026-03-01"],
    ];
    let book = import(&part("corrections_20260401.xlsx", xlsx(&[&rows]))).unwrap();
    let text = rows.map(|row| row.join(",")).join("\r\n");
    let csv = import(&part("c_20260401.csv", text.into_bytes())).unwrap();
    assert_eq!((book.dataset, csv.dataset), (Dataset::Corrections, Dataset::Corrections));
    assert_eq!(book.records, csv.records);
    assert_eq!(correction(&csv, "n-1421400000001:phone").author, "Hanako");
    let utf8 = String::from_utf8(fixture(NAME)).unwrap();
    let (cp932, _, lossy) = encoding_rs::SHIFT_JIS.encode(&utf8);
    assert!(!lossy);
    let read = |bytes: Vec<u8>| import(&part(NAME, bytes)).unwrap().records;
    assert_eq!(read(cp932.into_owned()), read(utf8.into_bytes()));
}

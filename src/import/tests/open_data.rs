//! Lists that cities publish, and the ministry's list of maternity homes.

use jiff::civil::date;

use super::*;
use crate::domain::Kind;
use crate::domain::facility::Identifier;
use crate::domain::hours::{Days, Span};
use crate::domain::statement::Statement;
use crate::import::Dataset;

fn statement<'a>(import: &'a FileImport, name: &str) -> &'a Statement {
    let statements = import.records.iter().map(|record| match &record.body {
        RecordBody::Statement(statement) => statement.as_ref(),
        other => panic!("{other:?}"),
    });
    statements.into_iter().find(|statement| statement.subject.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn read_fixture(name: &str) -> FileImport {
    import(&part(name, fixture(name))).unwrap()
}

fn number(system: &str, value: &str) -> Identifier {
    Identifier { system: system.to_owned(), value: value.to_owned() }
}

#[test]
fn medical_institutions_of_the_recommended_data_set() {
    let import = read_fixture("open_data_medical_20260301.csv");
    assert_eq!((import.dataset, import.edition), (Dataset::OpenDataMedical, date(2026, 3, 1)));
    let clinic = statement(&import, "うみかぜクリニック");
    assert_eq!(clinic.subject.address.as_deref(), Some("神奈川県横須賀市浦賀五丁目1番1号 架空ビル2階"));
    assert_eq!((clinic.subject.kinds.as_slice(), clinic.founds), (&[Kind::Clinic][..], true));
    assert_eq!(clinic.subject.identifiers, [number("insurance_institution", "1410000001")]);
    assert_eq!(clinic.subject.municipality.map(|code| code.to_string()).as_deref(), Some("14201"));
    assert_eq!((clinic.specialties.join("、").as_str(), clinic.beds.is_none()), ("内科、小児科", true));
    let calendar = clinic.hours.consultation.as_ref().unwrap();
    assert_eq!(
        (&calendar.rules[0].days, calendar.rules[0].spans.as_slice()),
        (&Days::Weekly(31), &[Span { from: 540, to: 1050 }][..])
    );
    assert!(calendar.rest.contains("木曜午後は休診"), "{calendar:?}");
    let remarks: Vec<(&str, &str)> = clinic.remarks.iter().map(|r| (r.label.as_str(), r.text.as_str())).collect();
    assert_eq!(remarks, [("時間外における対応", "留守番電話で案内"), ("備考", "往診あり")]);
    let dental = statement(&import, "架空なぎさ歯科");
    assert_eq!(dental.subject.identifiers, [number("insurance_institution", "1430000002")]);
    assert_eq!(dental.hours.consultation.as_ref().unwrap().rules[0].spans, [Span { from: 540, to: 1110 }]);
    let hospital = statement(&import, "架空みなと病院");
    assert!(hospital.subject.identifiers.contains(&number("insurance_institution", "1411000003")));
    assert!(hospital.subject.identifiers.contains(&number("corporate_number", "1234567890123")));
    assert_eq!(
        (hospital.beds.as_ref().map(|beds| beds.total), hospital.at.map(|at| at.lat())),
        (Some(180), Some(35.20))
    );
    assert_eq!(hospital.hours.consultation.as_ref().unwrap().rules, [], "unknown is not open");
    assert!(!statement(&import, "架空相談室").founds);
    for (code, row) in [
        ("unknown_kind", 5),
        ("duplicate_number", 6),
        ("missing_identity", 7),
        ("unreadable_hours", 4),
        ("coordinates_swapped", 4),
    ] {
        assert_eq!(noticed(&import, code), [row], "{code}");
    }
    let keys: Vec<&str> = import.records.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(&keys[..3], ["1410000001", "1430000002", "1411000003"], "running numbers are no keys");
}

#[test]
fn medical_institutions_of_the_municipal_standard() {
    let import = read_fixture("open_data_medical_standard_20260301.csv");
    assert_eq!(import.dataset, Dataset::OpenDataMedical);
    assert_eq!(import.notice_counts().get("unknown_column"), None);
    let clinic = statement(&import, "うみかぜクリニック");
    assert_eq!(clinic.subject.address.as_deref(), Some("神奈川県横須賀市浦賀五丁目1番1号 架空ビル2階"));
    let pharmacy = statement(&import, "架空いそ薬局");
    assert_eq!(pharmacy.subject.address.as_deref(), Some("神奈川県横須賀市浦賀五丁目2番2号"));
    assert_eq!(
        (pharmacy.subject.kinds.as_slice(), pharmacy.hours.consultation.is_none()),
        (&[Kind::Pharmacy][..], true)
    );
    let keys: Vec<&str> = import.records.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys, ["142018-1420100001", "142018-1420100002"]);
}

#[test]
fn care_services_of_the_recommended_data_set() {
    let import = read_fixture("open_data_care_20260301.csv");
    assert_eq!(import.dataset, Dataset::OpenDataCare);
    let nursing = statement(&import, "架空うみかぜ訪問看護");
    assert_eq!((nursing.subject.kinds.as_slice(), nursing.services.len()), (&[Kind::NursingStation][..], 2));
    assert_eq!(nursing.subject.identifiers, [number("kaigo_office", "1460190001")]);
    assert!(nursing.hours.consultation.is_some() && nursing.services[0].capacity.is_none());
    let home = statement(&import, "架空うみかぜの家");
    assert_eq!((home.subject.kinds.as_slice(), home.services[0].capacity), (&[Kind::Residential][..], Some(40)));
    assert_eq!(home.services[0].code, "", "the words leave open which of several it is");
    assert_eq!(statement(&import, "架空包括センター").subject.kinds, [Kind::CommunitySupportCenter]);
    assert!(!statement(&import, "架空何でも屋").founds);
    assert_eq!(noticed(&import, "unknown_service"), [5]);
    assert_eq!(import.records[0].key, "1460190001-130");
}

#[test]
fn the_city_s_list_and_the_ministry_s_are_told_apart() {
    let kaigo = import(&part("jigyosho_130_20251231.csv", fixture("jigyosho_130.csv"))).unwrap();
    assert_eq!(kaigo.dataset, Dataset::Kaigo);
    let utf8 = String::from_utf8(fixture("open_data_medical_20260301.csv")).unwrap();
    let (cp932, _, lossy) = encoding_rs::SHIFT_JIS.encode(&utf8);
    assert!(!lossy);
    let read = |bytes: Vec<u8>| import(&part("m_20260301.csv", bytes)).unwrap().records;
    assert_eq!(read(cp932.into_owned()), read(utf8.clone().into_bytes()));
    let strange = utf8.replacen("医療機関の種類", "好きな種類", 1);
    let error = import(&part("m_20260301.csv", strange.into_bytes())).unwrap_err().to_string();
    assert!(
        error.contains("医療機関一覧") && error.contains("「医療機関の種類」") && error.contains("「好きな種類」"),
        "{error}"
    );
}

#[test]
fn maternity_homes() {
    let import = read_fixture("04_maternity_home_20251201.csv");
    assert_eq!((import.dataset, import.edition), (Dataset::NaviiMaternityHome, date(2025, 12, 1)));
    assert_eq!(import.notice_counts().get("unknown_column"), None);
    assert!(noticed(&import, "missing_column").is_empty());
    let home = listing(&import, "1441400000001");
    assert_eq!((home.kind, home.name.as_str()), (Kind::MaternityHome, "架空うみべ助産院"));
    let calendar = home.consultation.as_ref().unwrap();
    let monday = Span { from: 540, to: 720 };
    assert_eq!(calendar.rules[0].spans, [monday, Span { from: 780, to: 1020 }]);
    assert!(calendar.rules.iter().any(|rule| rule.days == Days::Nth { weekdays: 1 << 5, weeks: 0b00010 }));
    assert_eq!(listing(&import, "1441400000002").at, None);
    let blind = String::from_utf8(fixture("04_maternity_home_20251201.csv")).unwrap().replace("\"4\"", "\"\"");
    let blind = read(&part("04_20251201.csv", blind.into_bytes()), &mut |_| ()).unwrap();
    assert_eq!(blind.dataset, Dataset::NaviiMaternityHome, "by the columns that only they have");
}

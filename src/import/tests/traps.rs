//! What the rows themselves do wrong.

use jiff::civil::date;
use proptest::prelude::*;

use super::files::xlsx;
use super::*;
use crate::domain::hours::{Days, Rule, Span};
use crate::domain::record::FilingTable;
use crate::domain::{Kind, Severity};
use crate::import::Dataset;

fn closed(days: Days) -> Rule {
    Rule { days, spans: Vec::new() }
}

#[test]
fn hospitals() {
    let import =
        import(&part("01-1_hospital_facility_info_20251201.csv", fixture("01-1_hospital_facility_info_20251201.csv")))
            .unwrap();
    assert_eq!((import.dataset, import.edition), (Dataset::NaviiHospital, date(2025, 12, 1)));
    assert_eq!(import.notice_counts().get("unknown_column"), None, "gw and GW are one heading");
    let minato = listing(&import, "1411400000010");
    assert_eq!(
        (minato.kind, minato.name.as_str(), minato.url.as_deref()),
        (Kind::Hospital, "医療法人みなと会　架空みなと病院", None)
    );
    assert_eq!(minato.municipality.unwrap().to_string(), "14201");
    let beds = minato.beds.clone().unwrap();
    assert_eq!((beds.total, beds.by_kind), (180, vec![("一般".to_owned(), 120), ("療養".to_owned(), 60)]));
    // 0 is closed and 1 is open.
    assert_eq!(
        minato.consultation.clone().unwrap().rules,
        [
            closed(Days::Weekly(1 << 6)),
            closed(Days::Nth { weekdays: 1 << 5, weeks: 0b01010 }),
            closed(Days::Holidays),
            closed(Days::Yearly { from: (12, 30), to: (1, 3) }),
        ]
    );
}

#[test]
fn coordinates_that_are_none() {
    let import = import(&part("h_20251201.csv", fixture("01-1_hospital_facility_info_20251201.csv"))).unwrap();
    assert_eq!(noticed(&import, "missing_coordinates"), [3]);
    assert_eq!(noticed(&import, "coordinates_swapped"), [4]);
    assert_eq!(noticed(&import, "coordinates_outside_japan"), [5]);
    assert_eq!(noticed(&import, "shared_coordinates"), [6, 7]);
    assert_eq!(noticed(&import, "coordinates_of_the_country"), [8]);
    assert_eq!(noticed(&import, "missing_municipality"), [8]);
    let swapped = listing(&import, "47999").at.unwrap();
    assert_eq!((swapped.lat(), swapped.lon()), (26.212401, 127.680932));
    assert!(listing(&import, "1111100000020").at.is_none() && listing(&import, "1411400000010").at.is_some());
}

#[test]
fn clinics_lose_zeros_and_stand_twice() {
    let import = import(&part("02-1_20251201.csv", fixture("02-1_clinic_facility_info.csv"))).unwrap();
    assert_eq!(import.dataset, Dataset::NaviiClinic);
    let keys: Vec<&str> = import.records.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys, ["0121010000999", "042799999", "432243999999", "1421400000050"]);
    assert_eq!(noticed(&import, "id_zero_restored"), [2, 3]);
    let twice = import.notices.iter().find(|notice| notice.code == "duplicate_number").unwrap();
    assert_eq!((twice.row, twice.severity), (5, Severity::Warning));
    assert_eq!(twice.value, "熊本県熊本市中央区架空２ー６ー３ / 熊本県熊本市中央区架空２ー６－３");
    assert_eq!(noticed(&import, "duplicate_row"), [7]);
    assert_eq!(noticed(&import, "missing_identity"), [8]);
    assert_eq!(noticed(&import, "other_kind"), [9]);
    assert_eq!((import.rows_read, import.rows_noticed, import.rows_refused), (8, 3, 1));
    assert_eq!(listing(&import, "1421400000050").address, "神奈川県横須賀市架空５");
    assert_eq!(listing(&import, "0121010000999").name, "架空さっぽろ　クリニック");
}

#[test]
fn pharmacies_carry_their_hours() {
    let import = import(&part("05_pharmacy_20251201.csv", fixture("05_pharmacy_20251201.csv"))).unwrap();
    assert_eq!(import.dataset, Dataset::NaviiPharmacy);
    assert_eq!(import.notice_counts().keys().copied().collect::<Vec<_>>(), Vec::<&str>::new());
    let calendar = listing(&import, "095E9999").consultation.clone().unwrap();
    assert_eq!(
        calendar.rules,
        [
            Rule {
                days: Days::Weekly(0b1_1111),
                spans: vec![Span { from: 540, to: 780 }, Span { from: 840, to: 1_110 }]
            },
            Rule { days: Days::Weekly(1 << 5), spans: vec![Span { from: 540, to: 720 }] },
            closed(Days::Holidays),
            closed(Days::Nth { weekdays: 1 << 5, weeks: 0b00100 }),
            closed(Days::Holidays),
        ]
    );
    assert_eq!(calendar.rest, "お盆");
}

#[test]
fn closed_from_monday_to_sunday_is_a_slip() {
    let bytes = fixture("05_pharmacy_20251201.csv");
    let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
    let head = reader.headers().unwrap().clone();
    let cells = reader.records().next().unwrap().unwrap();
    let shut = head.iter().zip(&cells).map(|(head, cell)| if head.starts_with("定期閉店毎週") { "0" } else { cell });
    let shut: Vec<&str> = shut.collect();
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(&head).unwrap();
    writer.write_record(&shut).unwrap();
    let import = import(&part("05_pharmacy_20251201.csv", writer.into_inner().unwrap())).unwrap();
    assert_eq!(noticed(&import, "closed_every_day"), [2]);
    let calendar = listing(&import, &import.records[0].key).consultation.clone().unwrap();
    assert!(!calendar.rules.contains(&closed(Days::Weekly(0b111_1111))), "{:?}", calendar.rules);
}

#[test]
fn hours_are_the_union_of_specialties_and_reception_is_not_consultation() {
    let import = import(&part("01-2_20251201.csv", fixture("01-2_hospital_speciality_hours_20251201.csv"))).unwrap();
    assert_eq!((import.dataset, import.rows_read, import.records.len()), (Dataset::NaviiHospitalHours, 12, 3));
    let minato = hours(&import, "1411400000010");
    assert_eq!(minato.specialties, ["内科", "外科"]);
    let span = |from, to| Span { from, to };
    assert_eq!(
        minato.consultation.rules,
        [
            Rule { days: Days::Weekly(0b00011), spans: vec![span(540, 750), span(810, 1_020)] },
            Rule { days: Days::Weekly(0b11100), spans: vec![span(540, 720), span(810, 1_020)] },
            closed(Days::Holidays),
        ]
    );
    assert_eq!(minato.consultation.rest, "");
    let yamagata = hours(&import, "061106510999");
    assert_eq!(yamagata.consultation.rules[0], Rule { days: Days::Weekly(1), spans: vec![span(1_020, 1_950)] });
    assert_eq!(yamagata.consultation.rest, "内科 水 13:30-12:00");
    let naha = hours(&import, "47999");
    assert!(
        naha.consultation.rules.is_empty() && !naha.consultation.rest.is_empty(),
        "no hours at all is unknown, not closed"
    );
    assert_eq!(noticed(&import, "zero_hours"), [4]);
}

#[test]
fn hours_of_a_file_that_lost_its_zeros_get_them_back() {
    let whole = String::from_utf8(fixture("01-2_hospital_speciality_hours_20251201.csv")).unwrap();
    let lost = whole.replace("\"061106510999\"", "\"61106510999\"");
    let import = import(&part("01-2_20251201.csv", lost.into_bytes())).unwrap();
    assert_eq!(import.records[1].key, "061106510999");
    assert_eq!(noticed(&import, "id_zero_restored"), [8]);
}

#[test]
fn care_services() {
    let import = import(&part("k.zip!jigyosho_130_20251231.csv", fixture("jigyosho_130.csv"))).unwrap();
    let keys: Vec<&str> = import.records.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys, ["1469999991-130", "0179999992-130", "4479999993-130", "2779999994-130", "2779999994-130-2"]);
    let minato = listing(&import, "1469999991-130");
    assert_eq!((minato.kind, minato.address.as_str()), (Kind::NursingStation, "神奈川県横須賀市架空町２丁目３番"));
    assert_eq!((minato.municipality.unwrap().number(), minato.url.as_deref()), (14_201, None));
    let service = minato.service.clone().unwrap();
    assert_eq!((service.capacity, service.days.as_str(), service.note.as_str()), (None, "平日,土曜日", "24時間対応"));
    let calendar = minato.consultation.clone().unwrap();
    assert_eq!(calendar.rules, [closed(Days::Weekly(1 << 6)), closed(Days::Holidays)]);
    assert_eq!(calendar.note.as_deref(), Some("24時間対応"));
    assert_eq!(minato.identifiers.len(), 2);
}

#[test]
fn care_services_with_faults() {
    let import = import(&part("jigyosho_130_20251231.csv", fixture("jigyosho_130.csv"))).unwrap();
    let kita = listing(&import, "0179999992-130");
    assert_eq!(kita.address, "北海道札幌市北区架空北１条２丁目サンビル3階");
    assert_eq!(kita.phone.as_deref(), Some("0117001234"));
    assert_eq!(kita.consultation, None, "every day, and nothing else said");
    assert_eq!((kita.service.clone().unwrap().capacity, noticed(&import, "unlikely_capacity")), (None, vec![3]));
    let nakatsu = listing(&import, "4479999993-130");
    assert_eq!((nakatsu.address.as_str(), nakatsu.at, &nakatsu.fax), ("大分県中津市大字架空７５１番地３", None, &None));
    for (code, rows) in [
        ("office_zero_restored", vec![3]),
        ("phone_zero_restored", vec![3]),
        ("address_without_municipality", vec![3, 4]),
        ("missing_municipality", vec![4, 5]),
        ("duplicate_number", vec![5]),
        ("number_of_two", vec![7]),
        ("duplicate_row", vec![8]),
        ("missing_identity", vec![9]),
    ] {
        assert_eq!(noticed(&import, code), rows, "{code}");
    }
}

/// The header of every bureau, in row 4 of its files.
pub(super) const FILING_HEADER: [&str; 24] = [
    "項番",
    "都道府県コード",
    "都道府県名",
    "区分",
    "医療機関番号",
    "併設医療機関番号",
    "医療機関記号番号",
    "医療機関名称",
    "医療機関所在地（郵便番号）",
    "医療機関所在地（住所）",
    "電話番号",
    "FAX番号",
    "病床数",
    "受理届出名称",
    "受理記号",
    "受理番号",
    "算定開始年月日",
    "個別有効開始年月日",
    "備考（見出し）",
    "備考（データ）",
    "市町村コード",
    "市町村名",
    "種別コード",
    "種別",
];

fn filing<'a>(
    table: &'a str,
    number: &'a str,
    name: &'a str,
    beds: &'a str,
    symbol: &'a str,
    since: &'a str,
    class: &'a str,
) -> Vec<&'a str> {
    let title = if symbol.is_empty() { "" } else { "架空の届出" };
    let (no, phone) = ("1", "0742(99)9999　");
    vec![
        no,
        "29",
        "奈良県",
        table,
        number,
        "",
        "",
        name,
        "630-0000",
        "奈良市架空町２５",
        phone,
        "            ",
        beds,
        title,
        symbol,
        "第1号",
        since,
        "",
        "",
        "",
        "",
        "",
        "",
        class,
    ]
}

fn filings(rows: Vec<Vec<&str>>) -> FileImport {
    let mut sheet =
        vec![vec![], vec!["[令和７年１０月１日 現在 ]令和７年１０月２１日作成"], vec![], FILING_HEADER.to_vec()];
    sheet.extend(rows);
    import(&part("29_20200101.xlsx", xlsx(&[&sheet]))).unwrap()
}

#[test]
fn filings_of_one_institution_are_one_record() {
    let clinic = "医療法人　架空医院";
    let mut renumbered = filing("医科", "0199999", clinic, "", "支援診２", "平成29年 3月 1日", "");
    renumbered[0] = "77";
    let rows = vec![
        filing("医科", "0199999", clinic, "", "支援診２", "平成29年 3月 1日", ""),
        filing("医科", "0199999", clinic, "", "在医総管１", "令和元年11月 1日", ""),
        filing("医科", "0199999", clinic, "", "支援診２", "平成28年 4月 1日", ""),
        renumbered,
        filing("歯科", "0199999", "架空歯科", "", "", "", ""),
        filing("薬局", "99998", "架空薬局", "", "在薬", "昭和63年12月 1日", "薬局"),
        filing("医科", "0199997", "架空病院", "療養　　206／一般（感染）　感染　9", "食", "ころ", ""),
        filing("訪問看護", "0199996", "架空ステーション", "", "", "", ""),
    ];
    let import = filings(rows);
    assert_eq!((import.edition, import.rows_read, import.rows_noticed), (date(2025, 10, 1), 8, 1));
    let clinic = filed(&import, "2910199999");
    assert_eq!(
        (clinic.prefecture, clinic.table, clinic.number.as_str(), clinic.hospital),
        (29, FilingTable::Medical, "0199999", false)
    );
    assert_eq!(
        (clinic.address.as_str(), clinic.phone.as_deref(), &clinic.fax),
        ("奈良県奈良市架空町２５", Some("0742(99)9999"), &None)
    );
    let filed_as: Vec<_> = clinic.filings.iter().map(|filing| (filing.symbol.as_str(), filing.since)).collect();
    assert_eq!(filed_as, [("支援診2", Some(date(2016, 4, 1))), ("在医総管1", Some(date(2019, 11, 1)))]);
    let rows = &import.records[0].rows;
    assert_eq!((rows.len(), rows[0]), (4, rows[3]), "the running number is no part of a row's hash");
    assert!(filed(&import, "2930199999").filings.is_empty(), "an institution without filings is one all the same");
    assert_eq!(filed(&import, "2940099998").filings[0].since, Some(date(1988, 12, 1)));
    let hospital = filed(&import, "2910199997");
    assert_eq!((hospital.hospital, hospital.beds.clone().unwrap().total, hospital.filings[0].since), (true, 215, None));
    assert_eq!(noticed(&import, "other_register"), [12]);
    assert_eq!(noticed(&import, "unreadable_date"), [11]);
    assert_eq!(noticed(&import, "number_zero_restored"), [10]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever stands in the cells, every row is accounted for, and nothing panics.
    #[test]
    fn every_row_is_accounted_for(cells in prop::collection::vec(prop::collection::vec("[0-9０-９,、\"\\-ー県市区町村あ　 :/\\.]{0,9}|130|訪問看護|神奈川県|1469999991|12:00|0", 24), 0..20)) {
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        let header = fixture("jigyosho_130.csv");
        let header = std::str::from_utf8(&header[3..]).unwrap().lines().next().unwrap();
        writer.write_record(header.split(',')).unwrap();
        for row in &cells {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        import(&part("jigyosho_130_20251231.csv", bytes)).unwrap();
    }
}

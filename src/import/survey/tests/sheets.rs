//! Surveys that are no list: institutions beside each other, and a form for each institution.

use super::*;
use crate::domain::Kind;
use crate::import::survey::Layout;

/// Merged regions: first row, first column, last row, last column.
type Merged<'a> = &'a [(u32, u16, u32, u16)];

const ACROSS: Rows<'_> = &[
    &["令和８年度　在宅医療に関するアンケート　集計（架空）"],
    &["回答基準日：令和８年10月１日　○：対応可　△：要相談　×：対応不可　空欄：無回答"],
    &["No.", "", "1", "2", "3"],
    &["医療機関名", "", "架空甲医院", "架空乙クリニック", "架空丙診療所"],
    &["所在地", "", "神奈川県架空市北1-1", "神奈川県架空市南2-2", "神奈川県架空市南2-3"],
    &["電話番号", "", "046-000-0001", "046-000-0002", "046-000-0003"],
    &["Ⅰ　対応できること"],
    &["訪問診療", "", "○", "△", "×"],
    &["呼吸", "在宅酸素", "○", "○（日中のみ）", ""],
    &["", "人工呼吸器（TPPV）", "×", "△", ""],
    &["看取り", "自宅", "○", "○", "×"],
    &["", "施設", "△", "", "×"],
    &["年間看取り件数", "", "5", "12", "0"],
    &["往診可能エリア", "", "市内", "南部のみ", ""],
    &["月あたり受入可能人数", "", "10名", "3～5名", ""],
    &["備考", "", "", "水曜休診", "閉院予定"],
    &["※ ご不明の点は事務局へ（046-000-9999）"],
];

const MERGED: Merged<'_> = &[
    (0, 0, 0, 4),
    (1, 0, 1, 4),
    (3, 0, 3, 1),
    (6, 0, 6, 4),
    (7, 0, 7, 1),
    (8, 0, 9, 0),
    (10, 0, 11, 0),
    (16, 0, 16, 4),
];

#[test]
fn institutions_beside_each_other_are_turned_over() {
    let part = book("横.xlsx", ACROSS, MERGED);
    let mapping = proposed(&part).mapping;
    let table = &mapping.tables[0];
    assert_eq!((table.layout, table.header_rows, mapping.tables.len()), (Layout::Columns, [1, 2], 1));
    assert_eq!((mapping.survey.as_str(), mapping.as_of), ("在宅医療に関するアンケート", Some(date(2026, 10, 1))));
    assert_eq!(
        (mapping.prefecture.as_str(), table.kinds.as_slice()),
        ("神奈川県", &[Kind::Clinic, Kind::Hospital][..])
    );
    assert_eq!(
        roles(&mapping, 0),
        [
            "4 name",
            "5 address",
            "6 phone",
            "8 capability:home_visit_scheduled",
            "9 capability:home_oxygen",
            "10 capability:ventilator_invasive",
            "11 capability:home_death_care",
            "12 capability:facility_death_care",
            "13 remark",
            "14 remark",
            "15 capacity",
            "16 remark",
        ]
    );
    let text = mapping.to_toml("横.xlsx");
    assert!(text.contains("layout = \"columns\"") && text.contains("# 9行「呼吸／在宅酸素」"), "{text}");

    let import = imported(&part);
    assert_eq!((import.rows_read, import.records.len(), import.edition), (3, 3, date(2026, 10, 1)));
    let first = said(&import, "架空甲医院");
    assert_eq!(
        answers(first),
        "home_visit_scheduled=yes home_death_care=yes facility_death_care=consult home_oxygen=yes ventilator_invasive=no"
    );
    assert_eq!(first.subject.phone.as_deref(), Some("046-000-0001"));
    let second = said(&import, "架空乙クリニック");
    assert_eq!(answer(second, "home_oxygen"), (Answer::Yes, Some("日中のみ".to_owned())));
    assert_eq!(answer(second, "facility_death_care").0, Answer::Unknown, "an empty cell is no answer");
    assert_eq!(second.capacity.as_ref().map(|capacity| (capacity.least, capacity.most)), Some((Some(3), Some(5))));
    // What is no capability of the vocabulary stays as a remark.
    let remarks: Vec<(&str, &str)> =
        second.remarks.iter().map(|remark| (remark.label.as_str(), remark.text.as_str())).collect();
    assert_eq!(remarks, [("年間看取り件数", "12"), ("往診可能エリア", "南部のみ"), ("備考", "水曜休診")]);
}

#[test]
fn a_table_by_columns_is_read_by_last_years_mapping_and_told_where_a_row_has_gone() {
    let mapping = proposed(&book("横.xlsx", ACROSS, MERGED)).mapping;
    let mut rows: Vec<&[&str]> = ACROSS.to_vec();
    rows[1] = &["回答基準日：令和９年10月１日　○：対応可　△：要相談　×：対応不可　空欄：無回答"];
    rows.insert(4, &["フリガナ", "", "カクウコウイイン", "カクウオツクリニック", ""]);
    let moved: Vec<(u32, u16, u32, u16)> =
        MERGED.iter().map(|&(a, b, c, d)| (a + u32::from(a > 3), b, c + u32::from(a > 3), d)).collect();
    let next = book("横2027.xlsx", &rows, &moved);
    let import = imported_by(&next, &mapping).unwrap();
    assert_eq!(answer(said(&import, "架空乙クリニック"), "ventilator_invasive").0, Answer::Consult);
    assert!(noticed(&import, "column_moved").len() > 5);
    assert_eq!(said(&import, "架空甲医院").remarks[0].label, "フリガナ", "a new row is kept");

    let file = MappingFile { name: "横.xlsx.survey.toml".to_owned(), text: mapping.to_toml("横.xlsx") };
    let mut same: Vec<&[&str]> = ACROSS.to_vec();
    same[1] = rows[1];
    let mappings = MappingFiles { own: None, folder: vec![file] };
    let next = read_with(&book("横2027.xlsx", &same, MERGED), &mappings, &mut |_| ()).unwrap();
    assert_eq!((next.records.len(), next.edition), (3, date(2027, 10, 1)));

    let gone: Vec<&[&str]> = ACROSS.iter().filter(|row| row[0] != "訪問診療").copied().collect();
    let error = imported_by(&book("横.xlsx", &gone, &[]), &mapping).unwrap_err();
    assert!(error.to_string().contains("8「訪問診療」(capability:home_visit_scheduled)"), "{error}");
}

/// The answers of one institution: name, address, day, 訪問診療, 在宅酸素 with a condition, TPPV, 自宅, 施設, contact, remark.
struct Sheet<'a> {
    name: &'a str,
    day: &'a str,
    answers: [&'a str; 5],
    condition: &'a str,
    remark: &'a str,
}

const KOU: Sheet<'_> = Sheet {
    name: "架空甲医院",
    day: "令和8年10月3日",
    answers: ["☑可　□要相談　□不可", "○", "×", "○", "△"],
    condition: "日中のみ",
    remark: "水曜休診",
};
const OTSU: Sheet<'_> = Sheet {
    name: "架空乙クリニック",
    day: "令和8年10月9日",
    answers: ["□可　□要相談　☑不可", "△", "", "×", ""],
    condition: "",
    remark: "",
};

/// One form as it comes back: title over everything, labels left, groups merged, two pairs in one row, a note at the end.
fn form(sheet: &mut Worksheet, answered: &Sheet<'_>) {
    let [visits, oxygen, ventilator, home, facility] = answered.answers;
    let condition = answered.condition;
    let rows: Rows<'_> = &[
        &["令和８年度 在宅医療に関するアンケート（調査票）"],
        &[],
        &["医療機関名", "", answered.name, "", "記入日", answered.day],
        &["所在地", "", "神奈川県架空市北1-1", "", "", ""],
        &["電話番号", "", "046-000-0001", "", "FAX番号", "046-000-0002"],
        &["Ⅰ．対応できることに○△×をご記入ください"],
        &["1", "訪問診療", visits],
        &["2", "在宅酸素", oxygen, condition],
        &["3", "人工呼吸器（TPPV）", ventilator],
        &["看取り", "自宅", home],
        &["", "施設", facility],
        &["Ⅱ．連絡"],
        &["連絡方法", "", "電話"],
        &["往診可能エリア", "", "市内"],
        &["ご意見", "", answered.remark],
        &["ご協力ありがとうございました。"],
    ];
    fill(sheet, rows);
    let plain = Format::new();
    let mut merge = |top: u32, left: u16, bottom: u32, right: u16, text: &str| {
        sheet.merge_range(top, left, bottom, right, text, &plain).unwrap();
    };
    merge(0, 0, 0, 5, rows[0][0]);
    merge(2, 0, 2, 1, "医療機関名");
    merge(2, 2, 2, 3, answered.name);
    merge(3, 0, 3, 1, "所在地");
    merge(3, 2, 3, 5, "神奈川県架空市北1-1");
    merge(4, 0, 4, 1, "電話番号");
    merge(4, 2, 4, 3, "046-000-0001");
    merge(9, 0, 10, 0, "看取り");
    for row in [12, 13, 14] {
        merge(row, 0, row, 1, rows[row as usize][0]);
    }
}

fn forms(name: &str, sheets: &[&Sheet<'_>]) -> Part {
    let mut workbook = Workbook::new();
    for (number, answered) in (1..).zip(sheets) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(format!("{number}")).unwrap();
        form(sheet, answered);
    }
    part(name, workbook.save_to_buffer().unwrap())
}

#[test]
fn a_form_for_each_institution_is_a_row_for_each() {
    let part = forms("調査票.xlsx", &[&KOU, &OTSU]);
    let mapping = proposed(&part).mapping;
    assert_eq!((mapping.tables[0].layout, mapping.tables.len()), (Layout::Form, 1));
    assert_eq!((mapping.survey.as_str(), mapping.as_of), ("在宅医療に関するアンケート", Some(date(2026, 10, 9))));
    assert_eq!(
        roles(&mapping, 0),
        [
            "C3 name",
            "F3 answered_on",
            "C4 address",
            "C5 phone",
            "F5 fax",
            "C7 capability:home_visit_scheduled",
            "C8 capability:home_oxygen",
            "C9 capability:ventilator_invasive",
            "C10 capability:home_death_care",
            "C11 capability:facility_death_care",
            "C13 contact_channel",
            "C14 remark",
            "C15 remark",
        ]
    );
    let import = imported(&part);
    assert_eq!((import.rows_read, import.records.len()), (2, 2));
    let first = said(&import, "架空甲医院");
    assert_eq!(
        answers(first),
        "home_visit_scheduled=yes home_death_care=yes facility_death_care=consult home_oxygen=yes ventilator_invasive=no"
    );
    assert_eq!(answer(first, "home_oxygen").1.as_deref(), Some("日中のみ"));
    assert_eq!(first.facts[0].1.as_of, date(2026, 10, 3), "each form has its own day");
    assert_eq!(first.hours.contact.as_ref().and_then(|contact| contact.channel.as_deref()), Some("phone"));
    let remarks: Vec<&str> = first.remarks.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(remarks, ["市内", "水曜休診"]);
    assert_eq!(
        answers(said(&import, "架空乙クリニック")),
        "home_visit_scheduled=no home_death_care=no home_oxygen=consult",
        "what was not answered is not known"
    );
}

#[test]
fn a_file_for_each_institution_is_read_by_the_mapping_of_one() {
    let mapping = proposed(&forms("甲.xlsx", &[&KOU])).mapping;
    assert_eq!(mapping.as_of, Some(date(2026, 10, 3)));
    let file = MappingFile { name: "甲.xlsx.survey.toml".to_owned(), text: mapping.to_toml("甲.xlsx") };
    let mappings = MappingFiles { own: None, folder: vec![file] };
    let import = read_with(&forms("乙.xlsx", &[&OTSU]), &mappings, &mut |_| ()).unwrap();
    assert_eq!(import.edition, date(2026, 10, 9), "the day that the form itself states");
    assert_eq!(answer(said(&import, "架空乙クリニック"), "home_visit_scheduled").0, Answer::No);
    // The same institution answers again: the same key, so that the later answer replaces the earlier in the store.
    let again = Sheet { day: "令和8年11月1日", ..KOU };
    let again = read_with(&forms("甲2.xlsx", &[&again]), &mappings, &mut |_| ()).unwrap();
    let before = read_with(&forms("甲.xlsx", &[&KOU]), &mappings, &mut |_| ()).unwrap();
    assert_eq!(again.records[0].key, before.records[0].key);
    assert!(again.edition > before.edition);
    // In one workbook the later one is taken, and the other said to be set aside.
    let later = Sheet {
        day: "令和8年11月1日", answers: ["□可　☑要相談　□不可", "○", "×", "○", "△"], ..KOU
    };
    let twice = read_with(&forms("二通.xlsx", &[&later, &KOU]), &mappings, &mut |_| ()).unwrap();
    assert_eq!((twice.rows_read, twice.records.len(), noticed(&twice, "repeated_institution")), (2, 1, vec![2]));
    assert_eq!(answer(said(&twice, "架空甲医院"), "home_visit_scheduled").0, Answer::Consult);
}

#[test]
fn a_form_that_lacks_a_label_of_the_mapping_and_one_with_more() {
    let part = forms("調査票.xlsx", &[&KOU, &OTSU]);
    let mapping = proposed(&part).mapping;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    form(sheet, &KOU);
    sheet.write(16, 0, "好きな色").unwrap();
    sheet.write(16, 1, "青").unwrap();
    let cover = workbook.add_worksheet();
    cover.set_name("表紙").unwrap();
    cover.write(0, 0, "調査の手引き").unwrap();
    let import = imported_by(&super::part("調査票.xlsx", workbook.save_to_buffer().unwrap()), &mapping).unwrap();
    let labels: Vec<&str> =
        said(&import, "架空甲医院").remarks.iter().map(|remark| remark.label.rsplit('／').next().unwrap()).collect();
    assert_eq!(labels, ["往診可能エリア", "ご意見", "好きな色"]);
    assert_eq!(noticed(&import, "sheet_ignored"), [0]);

    let list = book("調査票.xlsx", &[&["医療機関名", "住所", "訪問診療"], &["架空甲医院", "架空市1", "○"]], &[]);
    assert!(imported_by(&list, &mapping).is_err(), "a list is not read as a form");
}

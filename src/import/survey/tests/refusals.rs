//! What is refused, with what to do about it; and what a mapping made for another file may still be used for.

use std::sync::LazyLock;

use super::*;
use crate::import::read;

const ROWS: Rows<'_> = &[
    &["2026年10月1日現在　○：可　×：不可"],
    &["医療機関名", "住所", "訪問診療", "在宅酸素", "備考"],
    &["架空甲医院", "架空市1", "○", "×", "夜は不可"],
    &["架空乙医院", "架空市2", "×", "○", ""],
];

#[test]
fn a_survey_without_a_mapping_says_how_to_make_one() {
    let error = read(&book("調査.xlsx", ROWS, &[]), &mut |_| ()).unwrap_err();
    assert!(matches!(error, ImportError::Unmapped { .. }));
    assert!(error.to_string().contains("zaitaku survey map 調査.xlsx"), "{error}");
}

#[test]
fn a_column_that_is_gone_is_an_error_and_one_that_moved_is_found() {
    let mapping = proposed(&book("調査.xlsx", ROWS, &[])).mapping;
    let gone = book(
        "調査.xlsx",
        &[ROWS[0], &["医療機関名", "住所", "訪問診療", "備考"], &["架空甲医院", "架空市1", "○", ""]],
        &[],
    );
    let error = imported_by(&gone, &mapping).unwrap_err();
    assert!(error.to_string().contains("D列「在宅酸素」(capability:home_oxygen)"), "{error}");

    let moved = book(
        "調査.xlsx",
        &[
            &[],
            ROWS[0],
            &["新しい列", "医療機関名", "住所", "在宅酸素", "訪問診療", "備考"],
            &["あ", "架空甲医院", "架空市1", "○", "×", ""],
        ],
        &[],
    );
    let import = imported_by(&moved, &mapping).unwrap();
    assert_eq!(answers(said(&import, "架空甲医院")), "home_visit_scheduled=no home_oxygen=yes");
    assert!(!noticed(&import, "column_moved").is_empty());
    assert_eq!(said(&import, "架空甲医院").remarks[0].label, "新しい列");
}

#[test]
fn a_mapping_of_the_folder_serves_next_years_file_with_its_own_date() {
    let mapping = proposed(&book("調査.xlsx", ROWS, &[])).mapping;
    let other = MappingFile { name: "調査.xlsx.survey.toml".to_owned(), text: mapping.to_toml("調査.xlsx") };
    let mappings = MappingFiles { own: None, folder: vec![other] };
    let rows: Vec<&[&str]> = std::iter::once(&["2027年10月1日現在"][..]).chain(ROWS[1..].iter().copied()).collect();
    let next = read_with(&book("来年の調査.xlsx", &rows, &[]), &mappings, &mut |_| ()).unwrap();
    assert_eq!(next.edition, date(2027, 10, 1));
    assert_eq!(noticed(&next, "mapping_used"), [0]);
    assert_eq!(next.records.len(), 2);
    let strange = book("別の調査.xlsx", &[&["医療機関名", "往診", "胃瘻"], &["架空丙医院", "○", "○"]], &[]);
    assert!(matches!(read_with(&strange, &mappings, &mut |_| ()), Err(ImportError::Unmapped { .. })));
}

#[test]
fn columns_taken_out_of_use_are_kept_as_remarks_and_ignored_ones_are_not() {
    let part = book("調査.xlsx", ROWS, &[]);
    let mut mapping = proposed(&part).mapping;
    mapping.tables[0].columns[3].used = false;
    mapping.tables[0].columns[4].role = Role::Ignored;
    let import = imported_by(&part, &mapping).unwrap();
    let first = said(&import, "架空甲医院");
    assert_eq!(answers(first), "home_visit_scheduled=yes");
    let remarks: Vec<(&str, &str)> =
        first.remarks.iter().map(|remark| (remark.label.as_str(), remark.text.as_str())).collect();
    assert_eq!(remarks, [("在宅酸素", "×")]);
    assert_eq!(noticed(&import, "column_unmapped").len(), 1);
}

#[test]
fn faults_of_a_mapping_are_named() {
    let part = book("調査.xlsx", ROWS, &[]);
    let text = proposed(&part).mapping.to_toml("調査.xlsx");
    let with = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        let file = MappingFile { name: "m.survey.toml".to_owned(), text: text.replace(from, to) };
        read_with(&part, &MappingFiles { own: Some(file), folder: Vec::new() }, &mut |_| ()).unwrap_err().to_string()
    };
    assert!(with("role = \"capability:home_oxygen\"", "role = \"capability:air\"").contains("capability:air"));
    assert!(with("role = \"name\"", "role = \"remark\"").contains("名称"));
    assert!(with("column = \"D\"", "column = \"4\"").contains("column = \"4\""));
    assert!(with("as_of = \"2026-10-01\"", "as_of = \"去年\"").contains("去年"));
    assert!(with("sheet = \"集計\"", "sheet = \"集計\"\nnuance = 1").contains("nuance"));
    assert!(with("header_rows = [2, 2]", "header_rows = [0, 2]").contains("header_rows"));
}

#[test]
fn what_is_no_survey_is_no_survey() {
    for rows in [&[&["あ", "い"][..], &["1", "2"]][..], &[&["医療機関名"], &["架空医院"]], &[]] {
        assert!(propose(&book("x.xlsx", rows, &[]), None).is_err());
    }
    let hours = csv("x.csv", &[&["月", "火"], &["9:00", "10:00"]]);
    assert!(matches!(read(&hours, &mut |_| ()), Err(ImportError::Unknown { .. })));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(48))]
    /// Whatever stands in a sheet: every row is accounted for, nothing panics.
    #[test]
    fn any_cells_are_accounted_for(
        cells in proptest::collection::vec(proptest::collection::vec("[○△×可否不要相談0-9 \n（）()、架空医院薬局合計例①-⑨ａ-ｚ]{0,8}", 5), 0..12)
    ) {
        let mut rows: Vec<Vec<&str>> = ROWS[..2].iter().map(|row| row.to_vec()).collect();
        rows.extend(cells.iter().map(|row| row.iter().map(String::as_str).collect()));
        rows.push(ROWS[2].to_vec());
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        static MAPPING: LazyLock<Mapping> = LazyLock::new(|| proposed(&book("調査.xlsx", ROWS, &[])).mapping);
        let import = imported_by(&book("調査.xlsx", &rows, &[]), &MAPPING).unwrap();
        proptest::prop_assert!(!import.records.is_empty());
    }
}

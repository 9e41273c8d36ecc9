//! What does not stand beside the table: the day on a cover, the words of vacancies.

use super::*;

/// A workbook with a cover, as associations send it out.
fn with_cover(name: &str, cover: Rows<'_>, table: Rows<'_>) -> Part {
    let mut workbook = Workbook::new();
    for (name, rows) in [("表紙", cover), ("回答", table)] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        fill(sheet, rows);
    }
    part(name, workbook.save_to_buffer().unwrap())
}

const TABLE: Rows<'_> = &[
    &["令和7年度　架空市在宅療養調査　回答　印刷 2025年12月24日"],
    &["施設名", "住所", "訪問診療", "往診"],
    &["架空上医院", "架空市1-1", "○", "×"],
    &["架空下医院", "架空市1-2", "△", ""],
];

#[test]
fn the_day_on_the_cover_is_the_day_of_the_answers() {
    let day = "調査基準日 2025年9月1日";
    let cover = with_cover("調査.xlsx", &[&["架空市医師会"], &[day]], TABLE);
    let proposal = proposed(&cover);
    assert_eq!(proposal.mapping.as_of, Some(date(2025, 9, 1)), "{}", proposal.mapping.as_of_from);
    assert_eq!(imported(&cover).edition, date(2025, 9, 1));
    let silent = with_cover("調査.xlsx", &[&["架空市医師会"], &["次回の集まり 2026年1月9日"]], TABLE);
    assert_eq!(proposed(&silent).mapping.as_of, Some(date(2025, 12, 24)), "a day that says nothing of the answers");
}

#[test]
fn a_month_in_a_note_is_no_newer_than_it_says() {
    let rows: Rows<'_> = &[
        &["施設名", "住所", "訪問診療", "往診"],
        &["架空上医院", "架空市1-1", "○", "×"],
        &["※本表は令和7年9月時点のものです。"],
    ];
    assert_eq!(proposed(&book("調査.xlsx", rows, &[])).mapping.as_of, Some(date(2025, 9, 1)));
}

#[test]
fn whether_there_is_room_is_an_answer() {
    let rows: Rows<'_> = &[
        &["訪問看護ステーション一覧（2026年6月1日現在）"],
        &["事業所名", "住所", "24時間対応体制", "新規受入"],
        &["架空訪問看護ステーション一", "架空市1-1", "○", "空きあり"],
        &["架空訪問看護ステーション二", "架空市1-2", "○", "満床"],
        &["架空訪問看護ステーション三", "架空市1-3", "○", "残りわずか"],
    ];
    let import = imported(&csv("stations.csv", rows));
    assert_eq!(noticed(&import, "unreadable_answer"), Vec::<u64>::new());
    let accepting = |name| answers(said(&import, name));
    assert!(accepting("架空訪問看護ステーション一").contains("accepting_new=yes"));
    assert!(accepting("架空訪問看護ステーション二").contains("accepting_new=no"));
    assert!(accepting("架空訪問看護ステーション三").contains("accepting_new=consult"));
}

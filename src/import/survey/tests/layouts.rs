//! Other layouts: one, two and three rows of headings, CSV, several sheets, tables side by side, legends, lists.

use super::*;
use crate::domain::Kind;

#[test]
fn one_row_of_headings_in_a_csv_of_cp932() {
    let part = csv(
        "訪問看護_20260901.csv",
        &[
            &[
                "事業所名",
                "事業所番号",
                "住所",
                "TEL",
                "FAX",
                "24時間対応",
                "ターミナルケア",
                "小児",
                "精神",
                "新規受入",
                "受入可能人数",
                "その他ご意見",
            ],
            &[
                "架空訪問看護ステーション",
                "1490000001",
                "神奈川県架空市港1-1",
                "460000001",
                "",
                "はい",
                "はい",
                "いいえ",
                "要相談",
                "可",
                "月５人",
                "",
            ],
            &[
                "架空訪看ふね",
                "1490000002",
                "架空市港2",
                "046-000-0002",
                "",
                "有",
                "無",
                "有",
                "無",
                "不可",
                "若干名",
                "土曜も訪問します",
            ],
        ],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(mapping.tables[0].kinds, [Kind::NursingStation]);
    assert_eq!(
        roles(&mapping, 0),
        [
            "A name",
            "B kaigo_office",
            "C address",
            "D phone",
            "E fax",
            "F capability:nursing_24h",
            "G capability:nursing_terminal",
            "H capability:nursing_pediatric",
            "I capability:nursing_psychiatric",
            "J capability:accepting_new",
            "K capacity",
            "L remark",
        ]
    );
    let import = imported(&part);
    assert_eq!(import.edition, date(2026, 9, 1));
    let first = said(&import, "架空訪問看護ステーション");
    assert_eq!(
        answers(first),
        "accepting_new=yes nursing_24h=yes nursing_terminal=yes nursing_psychiatric=consult nursing_pediatric=no"
    );
    assert_eq!(first.subject.phone.as_deref(), Some("0460000001"));
    assert_eq!(first.subject.identifiers[0].value, "1490000001");
    assert_eq!(first.capacity.as_ref().unwrap().most, Some(5));
    let second = said(&import, "架空訪看ふね");
    assert_eq!(second.capacity.as_ref().unwrap().most, None);
    assert_eq!(second.remarks[0].text, "土曜も訪問します");
}

#[test]
fn three_rows_of_headings_without_merging() {
    let part = book(
        "three.xlsx",
        &[
            &["在宅医療実態調査 2026年8月31日現在"],
            &["基本情報", "", "在宅医療の対応", "", "", "", "", "", "連絡", ""],
            &["医療機関名", "所在地", "呼吸", "", "栄養", "", "看取り", "", "相談可能な時間", "相談方法"],
            &["", "", "在宅酸素", "人工呼吸器（NPPV）", "IVH", "経鼻経管", "自宅", "施設", "", ""],
            &["架空一医院", "東京都架空区1-1", "○", "×", "○", "○", "○", "△", "平日 13:00〜14:00", "FAX"],
            &["架空二医院", "東京都架空区2-2", "レ", "", "レ", "", "レ", "", "随時", "電話・FAX"],
            &["集計", "", "2", "0", "2", "1", "2", "0", "", ""],
        ],
        &[],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(mapping.tables[0].header_rows, [2, 4]);
    assert_eq!(
        roles(&mapping, 0),
        [
            "A name",
            "B address",
            "C capability:home_oxygen",
            "D capability:ventilator_noninvasive",
            "E capability:tpn",
            "F capability:nasogastric_tube",
            "G capability:home_death_care",
            "H capability:facility_death_care",
            "I contact_hours",
            "J contact_channel",
        ]
    );
    let import = imported(&part);
    assert_eq!(import.records.len(), 2);
    assert_eq!(noticed(&import, "subtotal_row"), [7]);
    let second = said(&import, "架空二医院");
    assert_eq!(answers(second), "home_death_care=yes home_oxygen=yes tpn=yes");
    let contact = second.hours.contact.as_ref().unwrap();
    assert_eq!((contact.channel.as_deref(), contact.note.as_deref()), (Some("phone"), Some("電話・FAX")));
}

#[test]
fn tables_side_by_side_are_two() {
    let part = book(
        "side.xlsx",
        &[
            &["北部", "", "", "", "", "南部"],
            &["番号", "診療所名", "訪問診療", "往診", "", "番号", "診療所名", "訪問診療", "往診"],
            &["1", "架空北医院", "1", "0", "", "11", "架空南医院", "0", "1"],
            &["2", "架空北クリニック", "1", "1", "", "", "", "", ""],
        ],
        &[],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(mapping.tables.len(), 2, "{mapping:?}");
    assert_eq!(roles(&mapping, 1), ["G name", "H capability:home_visit_scheduled", "I capability:house_call"]);
    let import = imported(&part);
    assert_eq!((import.rows_read, import.records.len()), (3, 3));
    assert_eq!(answers(said(&import, "架空南医院")), "home_visit_scheduled=no house_call=yes");
    assert_eq!(answers(said(&import, "架空北クリニック")), "home_visit_scheduled=yes house_call=yes");
}

#[test]
fn a_legend_in_the_title_redefines_symbols_and_blanks() {
    let part = book(
        "legend.xlsx",
        &[
            &["薬局の在宅対応アンケート"],
            &["◎：常時対応可　○：条件により可　△：不可　空欄：対応していない（令和8年9月15日時点）"],
            &[
                "薬局名",
                "所在地",
                "電話",
                "訪問薬剤管理指導",
                "麻薬",
                "無菌調剤",
                "無菌調剤（共同利用）",
                "医療材料",
                "開局時間",
                "定休日",
            ],
            &["架空薬局 本店", "大阪府架空市1", "06-0000-0001", "◎", "○", "△", "", "◎", "月〜金 9:00-18:00", "土日祝"],
            &["ファーマシー架空", "大阪府架空市2", "06-0000-0002", "", "", "", "", "", "9:00-19:00", "日祝"],
        ],
        &[],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(mapping.tables[0].kinds, [Kind::Pharmacy]);
    assert_eq!(mapping.answers.yes, ["◎"]);
    assert_eq!(mapping.answers.consult, ["○"]);
    let import = imported(&part);
    let first = said(&import, "架空薬局 本店");
    assert_eq!(
        answers(first),
        "home_pharmacy=yes narcotics_retail=consult sterile_own=no sterile_shared=no medical_supplies=yes"
    );
    assert_eq!(first.hours.consultation.as_ref().unwrap().to_osm(), "Mo-Fr 09:00-18:00; Sa,Su off; PH off");
    // Whoever answered nothing at all did not say no to everything.
    assert_eq!(answers(said(&import, "ファーマシー架空")), "");
}

#[test]
fn what_can_be_done_listed_in_one_cell() {
    let part = csv(
        "list.csv",
        &[
            &[
                "タイムスタンプ",
                "貴院の名称",
                "保険医療機関コード",
                "対応可能な処置（複数選択）",
                "訪問診療の曜日・時間帯",
                "好きな色",
                "担当者",
            ],
            &["2026/10/05 9:30:12", "架空歩医院", "1410000001", "在宅酸素、胃瘻、IVH", "月水金 午後", "青", "看護師長"],
            &["2026/10/07 18:02:44", "架空道クリニック", "141000002", "■在宅酸素 □胃瘻 ■漢方", "", "", ""],
            &[
                "2026/10/09 08:00:00",
                "架空歩医院",
                "1410000001",
                "在宅酸素、胃瘻、IVH、輸血",
                "月水金 午後",
                "赤",
                "看護師長",
            ],
        ],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(
        roles(&mapping, 0),
        ["A answered_on", "B name", "C institution_code", "D capability_list", "E visiting_hours", "G contact_person"]
    );
    assert_eq!(mapping.unmapped().map(|(_, column)| column.heading.as_str()).collect::<Vec<_>>(), ["好きな色"]);
    let import = imported(&part);
    assert_eq!(noticed(&import, "column_unmapped"), [1]);
    assert_eq!(noticed(&import, "repeated_institution"), [2]);
    let first = said(&import, "架空歩医院");
    assert_eq!(answers(first), "home_oxygen=yes tpn=yes gastrostomy=yes home_transfusion=yes");
    assert!(first.facts.iter().all(|(_, fact)| fact.as_of == date(2026, 10, 9)));
    let colours: Vec<&str> = first.remarks.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(colours, ["赤", "青"]);
    assert_eq!(first.hours.visiting.as_ref().unwrap().rest, "月水金 午後");
    let second = said(&import, "架空道クリニック");
    assert_eq!(answers(second), "home_oxygen=yes");
    assert_eq!(second.subject.identifiers[0].value, "0141000002");
    assert_eq!(second.remarks[0].text, "漢方");
}

#[test]
fn several_sheets_and_a_hidden_one() {
    let mut workbook = Workbook::new();
    let sheets: [(&str, Rows<'_>); 3] = [
        (
            "診療所",
            &[
                &["医療機関名", "住所", "訪問診療", "緩和ケア"],
                &["架空上医院", "架空市1-1", "✓", "✓"],
                &["医療機関名", "住所", "訪問診療", "緩和ケア"],
                &["架空下医院", "架空市1-2", "✓", ""],
            ],
        ),
        (
            "歯科",
            &[&["歯科医院名", "住所", "訪問歯科診療", "義歯", "嚥下"], &["架空歯科", "架空市2-1", "有", "有", "無"]],
        ),
        ("リスト", &[&["○"], &["△"], &["×"]]),
    ];
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        fill(sheet, rows);
        sheet.set_hidden(name == "リスト");
    }
    let part = part("sheets_20261001.xlsx", workbook.save_to_buffer().unwrap());
    let proposal = proposed(&part);
    assert_eq!(proposal.left_out, [("リスト".to_owned(), "非表示 (hidden)")]);
    assert_eq!(
        roles(&proposal.mapping, 1),
        [
            "A name",
            "B address",
            "C capability:home_dental_visit",
            "D capability:denture",
            "E capability:dental_swallow"
        ]
    );
    let import = imported(&part);
    assert_eq!((import.rows_read, import.records.len()), (4, 3));
    assert_eq!(noticed(&import, "repeated_header"), [3]);
    assert_eq!(noticed(&import, "sheet_ignored").len(), 1);
    assert_eq!(answers(said(&import, "架空歯科")), "home_dental_visit=yes dental_swallow=no denture=yes");
}

#[test]
fn a_list_of_many_kinds_says_of_each_row_what_it_is() {
    let part = book(
        "kinds.xlsx",
        &[
            &["種別", "名称", "所在地", "在宅医療への対応", "新規受け入れ", "備考"],
            &["例", "架空例示クリニック", "架空市", "○", "○", ""],
            &["診療所", "架空春", "架空市1", "○", "△", ""],
            &["薬局", "架空夏", "架空市2", "○", "○", ""],
            &["訪問看護", "架空秋", "架空市3", "○", "×", "看護師3名"],
            &["合計", "3", "", "3", "", ""],
        ],
        &[],
    );
    let import = imported(&part);
    assert_eq!(noticed(&import, "example_row"), [2]);
    assert_eq!(noticed(&import, "subtotal_row"), [6]);
    assert_eq!(said(&import, "架空春").subject.kinds, [Kind::Clinic]);
    assert_eq!(said(&import, "架空夏").subject.kinds, [Kind::Pharmacy]);
    assert_eq!(answers(said(&import, "架空秋")), "accepting_new=no");
}

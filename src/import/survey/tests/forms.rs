//! Forms as people build them: merged rows, unknown headings, a column for each answer, web forms, second tables, ranges.

use super::*;
use crate::domain::Kind;

#[test]
fn one_institution_over_two_merged_rows_is_one() {
    let part = book(
        "tall.xlsx",
        &[
            &["医院名", "住所", "訪問診療", "往診", "備考"],
            &["架空長医院", "架空市1", "○", "", "第一"],
            &["", "", "", "○", "第二"],
            &["架空短医院", "架空市2", "×", "×", ""],
        ],
        &[(1, 0, 2, 0), (1, 1, 2, 1)],
    );
    let import = imported(&part);
    assert_eq!(import.records.len(), 2);
    let long = said(&import, "架空長医院");
    assert_eq!(answers(long), "home_visit_scheduled=yes house_call=yes");
    assert_eq!(long.remarks.len(), 2);
}

#[test]
fn a_table_whose_heading_for_names_is_unknown_is_found_by_its_names() {
    let part = book(
        "strange.xlsx",
        &[
            &["ご回答者", "お住まいの町", "訪問診療", "在宅酸素"],
            &["架空木医院", "架空町", "○", "○"],
            &["架空火クリニック", "架空町", "×", "○"],
            &["架空土診療所", "架空町", "○", "△"],
        ],
        &[],
    );
    let proposal = propose(&part, None).unwrap();
    assert_eq!(proposal.mapping.tables[0].header_rows, [1, 1]);
    assert!(roles(&proposal.mapping, 0).contains(&"C capability:home_visit_scheduled".to_owned()));
}

#[test]
fn a_column_for_each_answer_is_a_choice() {
    let part = book(
        "choice.xlsx",
        &[
            &["医療機関名", "住所", "訪問診療", "", "", "在宅看取り", "", ""],
            &["", "", "可", "要相談", "不可", "○", "△", "×"],
            &["架空可医院", "架空市1", "○", "", "", "", "○（日中のみ）", ""],
            &["架空否医院", "架空市2", "", "", "1", "", "", "1"],
        ],
        &[(0, 2, 0, 4), (0, 5, 0, 7), (0, 0, 1, 0), (0, 1, 1, 1)],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(
        roles(&mapping, 0)[2..],
        [
            "C capability:home_visit_scheduled=yes",
            "D capability:home_visit_scheduled=consult",
            "E capability:home_visit_scheduled=no",
            "F capability:home_death_care=yes",
            "G capability:home_death_care=consult",
            "H capability:home_death_care=no",
        ]
    );
    let import = imported(&part);
    let first = said(&import, "架空可医院");
    assert_eq!(answers(first), "home_visit_scheduled=yes home_death_care=consult");
    assert_eq!(answer(first, "home_death_care").1.as_deref(), Some("日中のみ"));
    assert_eq!(answers(said(&import, "架空否医院")), "home_visit_scheduled=no home_death_care=no");
}

#[test]
fn questions_of_a_web_form_are_headings_too() {
    let part = csv(
        "form.csv",
        &[
            &[
                "タイムスタンプ",
                "貴医療機関名をご記入ください",
                "ご住所",
                "Q1. 訪問診療を行っていますか",
                "Q2. 次の医療処置に対応できますか [経管栄養（胃瘻）]",
                "Q3. 月に何名まで受け入れ可能ですか",
                "Q4. ケアマネジャー等からの電話相談に応じられる時間帯",
                "Q5. 主治医不在時の副主治医としてご協力いただけますか",
                "その他、ご意見がありましたらご記入ください",
            ],
            &[
                "2026/10/01 9:10:11",
                "架空問医院",
                "架空市1-1",
                "はい",
                "対応可能",
                "5名",
                "平日12時～13時",
                "協力できる",
                "特になし",
            ],
            &[
                "2026/10/03 9:10:11",
                "架空答医院",
                "架空市1-3",
                "いいえ",
                "要相談（病状による）",
                "3～5名",
                "随時",
                "条件付きで協力できる",
                "夜間は連携先が対応",
            ],
        ],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!(mapping.as_of, Some(date(2026, 10, 3)));
    assert_eq!(
        roles(&mapping, 0),
        [
            "A answered_on",
            "B name",
            "C address",
            "D capability:home_visit_scheduled",
            "E capability:gastrostomy",
            "F capacity",
            "G contact_hours",
            "H capability:sub_physician",
            "I remark",
        ]
    );
    let import = imported(&part);
    assert_eq!(answers(said(&import, "架空問医院")), "home_visit_scheduled=yes gastrostomy=yes sub_physician=yes");
    let second = said(&import, "架空答医院");
    assert_eq!(answers(second), "home_visit_scheduled=no gastrostomy=consult sub_physician=consult");
    assert_eq!(second.capacity.as_ref().map(|capacity| (capacity.least, capacity.most)), Some((Some(3), Some(5))));
}

#[test]
fn a_second_table_below_has_columns_and_kinds_of_its_own() {
    let part = book(
        "stacked.xlsx",
        &[
            &["架空郡市医師会"],
            &["在宅医療資源調査（令和８年度）"],
            &["※令和８年９月末日時点の状況をお答えいただいたものです。"],
            &["凡例", "◎＝積極的に対応", "○＝対応可", "△＝要相談", "×＝対応していない"],
            &["", "基本情報", "", "在宅医療", "", "備考"],
            &["№", "名　　称", "住　　所", "訪問診療", "24時間対応", ""],
            &["1", "架空東医院", "東京都架空区1-1", "◎", "○", "水曜休診"],
            &["小計", "", "", "1", "1", ""],
            &["", "薬局の部"],
            &["№", "薬局名", "所在地", "在宅訪問", "麻薬", "備考"],
            &["1", "架空薬局", "東京都架空区2-1", "○", "△", ""],
            &["2", "架空堂薬局", "東京都架空区2-2", "○", "", "日曜も対応"],
            &["※ 24時間対応には連携先を含む"],
        ],
        &[(4, 1, 4, 2), (4, 3, 4, 4)],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!((mapping.survey.as_str(), mapping.as_of), ("在宅医療資源調査", Some(date(2026, 9, 30))));
    assert_eq!(mapping.tables[1].kinds, [Kind::Pharmacy]);
    let import = imported(&part);
    assert_eq!((import.rows_read, import.records.len()), (6, 3));
    assert_eq!(answers(said(&import, "架空東医院")), "home_visit_scheduled=yes contact_24h=yes");
    let pharmacy = said(&import, "架空薬局");
    assert_eq!(answers(pharmacy), "home_pharmacy=yes narcotics_retail=consult");
    assert_eq!(pharmacy.subject.kinds, [Kind::Pharmacy]);
}

#[test]
fn a_heading_over_the_heading_of_the_name_and_numbered_questions() {
    let part = book(
        "stations.xlsx",
        &[
            &["【別紙】訪問看護ステーション調査　回答集計表（R8.9.1時点）"],
            &["地区", "事業所", "①連絡先", "", "24時間", "緊急時", "医療処置", "", "受入"],
            &["", "名称", "住所", "③電話", "対応体制加算", "訪問", "点滴", "ストーマ", "空き状況"],
            &["北部", "架空訪問看護ステーション", "架空市1", "046-100-0001", "有", "有", "可", "可", "受入可"],
            &["", "訪看かくう", "架空市2", "", "無", "有", "要相談", "可", "受入不可"],
        ],
        &[(1, 2, 1, 3), (1, 6, 1, 7), (3, 0, 4, 0)],
    );
    let mapping = proposed(&part).mapping;
    assert_eq!((mapping.survey.as_str(), mapping.tables.len()), ("訪問看護ステーション調査", 1));
    assert_eq!(
        roles(&mapping, 0),
        [
            "A remark",
            "B name",
            "C address",
            "D phone",
            "E capability:nursing_24h",
            "F capability:nursing_urgent",
            "G capability:iv_infusion",
            "H capability:colostomy",
            "I capability:accepting_new",
        ]
    );
    let import = imported(&part);
    let second = said(&import, "訪看かくう");
    assert_eq!(answers(second), "accepting_new=no iv_infusion=consult colostomy=yes nursing_24h=no nursing_urgent=yes");
    assert_eq!(second.remarks[0].text, "北部");
}

#[test]
fn a_range_that_became_a_date_is_a_range_again() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    fill(
        sheet,
        &[
            &["2026年10月1日現在"],
            &["医療機関名", "所在地", "訪問診療", "月あたり受入可能人数"],
            &["架空数医院", "架空市1", "○"],
        ],
    );
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 10, 15).unwrap();
    sheet.write_with_format(2, 3, &date, &Format::new().set_num_format("m\"月\"d\"日\"")).unwrap();
    let import = imported(&part("date.xlsx", workbook.save_to_buffer().unwrap()));
    let capacity = said(&import, "架空数医院").capacity.clone().unwrap();
    assert_eq!((capacity.least, capacity.most), (Some(10), Some(15)));
    assert_eq!(noticed(&import, "range_taken_for_a_date"), [3]);
}

//! The shape of the sample: two rows of headings, merged cells, repeated rows, notes, and everything clerks write.

use jiff::civil::date;

use super::*;
use crate::domain::Kind;

const SAMPLE: Rows<'_> = &[
    &["令和8年度　在宅医療に関するアンケート　回答一覧（架空の回答）"],
    &["回答基準日：令和8年10月1日　　○：対応可　△：要相談　×：対応不可　空欄：無回答"],
    &[],
    &[
        "No.",
        "医療機関名",
        "所在地",
        "電話番号",
        "ＦＡＸ",
        "対応できる医療処置等",
        "",
        "",
        "",
        "",
        "",
        "受入",
        "",
        "医師の相談対応",
        "",
        "副主治医",
        "備考",
    ],
    &[
        "",
        "",
        "",
        "",
        "",
        "訪問診療",
        "往診",
        "夜間・休日往診",
        "在宅看取り",
        "人工呼吸器",
        "尿道カテーテル",
        "月あたり担当可能患者数",
        "新規受入",
        "可能な曜日・時間帯",
        "方法・窓口",
        "協力（登録）",
        "",
    ],
    &[
        "1",
        "架空岬診療所",
        "神奈川県架空市岬１－２－３",
        "046-000-0001",
        "",
        "○",
        "△",
        "",
        "○（要相談）",
        "×",
        "○",
        "10名",
        "○",
        "火木　午後1時～2時",
        "電話",
        "否",
        "",
    ],
    &[
        "2",
        "医療法人社団 架空会 浜医院　",
        "架空市浜４５",
        "",
        "",
        "〇",
        "△ 看取りのみ",
        "×",
        "",
        "",
        "",
        "10〜15",
        "不可",
        "第2・4土 9:00～12:00、平日 17時以降",
        "電話（看護師 対応）",
        "条件付き可",
        "※看取りは訪問看護と連携の場合のみ",
    ],
    &[
        "2",
        "医療法人社団 架空会 浜医院　",
        "架空市浜４５",
        "",
        "",
        "〇",
        "△ 看取りのみ",
        "×",
        "",
        "",
        "",
        "10〜15",
        "不可",
        "第2・4土 9:00～12:00、平日 17時以降",
        "電話（看護師 対応）",
        "条件付き可",
        "※看取りは訪問看護と連携の場合のみ",
    ],
    &[],
    &["", "（以下、追加回答分）"],
    &[
        "3",
        "架空丘クリニック",
        "神奈川県架空市丘６",
        "",
        "",
        "○",
        "",
        "",
        "×",
        "",
        "",
        "応相談",
        "要相談",
        "随時",
        "MCS",
        "可",
        "",
    ],
    &["4", "架空丘クリニック", "架空市丘６", "", "", "○", "○", "", "○", "", "", "２０", "可", "随時", "MCS", "可", ""],
    &["5", "架空谷医院", "架空市谷７", "", "", "聞いてください", "", "", "", "", "", "", "", "", "", "", ""],
    &["6", "架空森医院", "架空市森８", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
    &["", "以上"],
];

const MERGED: &[(u32, u16, u32, u16)] =
    &[(0, 0, 0, 7), (3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 4, 2), (3, 3, 4, 3), (3, 4, 4, 4), (3, 5, 3, 10)];

fn sample() -> Part {
    book("調査.xlsx", SAMPLE, MERGED)
}

#[test]
fn the_mapper_finds_headings_date_kinds_and_every_column() {
    let proposal = proposed(&sample());
    let mapping = &proposal.mapping;
    assert_eq!(mapping.survey, "在宅医療に関するアンケート");
    assert_eq!(mapping.as_of, Some(date(2026, 10, 1)));
    assert_eq!(mapping.tables[0].kinds, [Kind::Clinic, Kind::Hospital]);
    assert_eq!(mapping.prefecture, "神奈川県");
    assert_eq!(mapping.answers.yes, ["○"]);
    assert_eq!(mapping.tables[0].header_rows, [4, 5]);
    assert_eq!(
        roles(mapping, 0),
        [
            "B name",
            "C address",
            "D phone",
            "E fax",
            "F capability:home_visit_scheduled",
            "G capability:house_call",
            "H capability:house_call_after_hours",
            "I capability:home_death_care",
            "J capability:ventilator_invasive",
            "K capability:urinary_catheter",
            "L capacity",
            "M capability:accepting_new",
            "N contact_hours",
            "O contact_channel",
            "P capability:sub_physician",
            "Q remark",
        ]
    );
    assert!(mapping.unmapped().next().is_none());
    let heading = &mapping.tables[0].columns[5].heading;
    assert_eq!(heading, "対応できる医療処置等／訪問診療");
    let text = mapping.to_toml("調査.xlsx");
    assert!(text.contains("# F列「対応できる医療処置等／訪問診療」 → 訪問診療"), "{text}");
    assert!(text.contains("答えとして読めない値（備考に残ります）: 聞いてください"), "{text}");
}

#[test]
fn every_cell_becomes_what_was_meant() {
    let import = imported(&sample());
    assert_eq!((import.rows_read, import.records.len(), import.rows_noticed, import.rows_refused), (9, 4, 5, 0));
    assert_eq!(import.edition, date(2026, 10, 1));

    let first = said(&import, "架空岬診療所");
    assert_eq!(first.subject.address.as_deref(), Some("神奈川県架空市岬１－２－３"));
    assert_eq!(first.subject.phone.as_deref(), Some("046-000-0001"));
    assert_eq!(
        answers(first),
        "home_visit_scheduled=yes house_call=consult accepting_new=yes home_death_care=consult ventilator_invasive=no urinary_catheter=yes sub_physician=no"
    );
    assert_eq!(answer(first, "home_death_care").1.as_deref(), Some("要相談"));
    assert!(first.facts.iter().all(|(_, fact)| fact.as_of == date(2026, 10, 1)));
    let contact = first.hours.contact.as_ref().unwrap();
    assert_eq!((contact.to_osm().as_str(), contact.channel.as_deref()), ("Tu,Th 13:00-14:00", Some("phone")));

    let second = said(&import, "医療法人社団 架空会 浜医院");
    assert_eq!(second.subject.address.as_deref(), Some("神奈川県架空市浜４５"));
    assert_eq!(answer(second, "house_call"), (Answer::Consult, Some("看取りのみ".to_owned())));
    assert_eq!(answer(second, "sub_physician").0, Answer::Consult);
    let capacity = second.capacity.as_ref().unwrap();
    assert_eq!((capacity.least, capacity.most, capacity.text.as_str()), (Some(10), Some(15), "10〜15"));
    let contact = second.hours.contact.as_ref().unwrap();
    assert_eq!(contact.person.as_deref(), Some("看護師"));
    assert_eq!(contact.note.as_deref(), Some("電話(看護師 対応)"));
    assert_eq!(second.remarks[0].text, "※看取りは訪問看護と連携の場合のみ");
    assert_eq!(second.remarks[0].label, "備考");
}

#[test]
fn repeated_rows_notes_and_silence_are_accounted_for() {
    let import = imported(&sample());
    assert_eq!(noticed(&import, "duplicate_row"), [8]);
    assert_eq!(noticed(&import, "note_row"), [10, 15]);
    assert_eq!(noticed(&import, "repeated_institution"), [11]);
    assert_eq!(noticed(&import, "no_answer"), [14]);
    // The later row goes first; what differs is named.
    let hill = said(&import, "架空丘クリニック");
    assert_eq!(answer(hill, "home_death_care").0, Answer::Yes);
    let notice = import.notices.iter().find(|notice| notice.code == "repeated_institution").unwrap();
    assert!(notice.value.contains("home_death_care: yes / no"), "{notice:?}");
    assert!(notice.value.contains("capacity: ２０ / 応相談"), "{notice:?}");
    // What cannot be read is kept as a remark, with its place.
    assert_eq!(noticed(&import, "unreadable_answer"), [13]);
    let valley = said(&import, "架空谷医院");
    assert_eq!(answers(valley), "");
    assert_eq!(valley.remarks[0].label, "対応できる医療処置等／訪問診療");
    assert_eq!(valley.remarks[0].text, "聞いてください");
}

#[test]
fn keys_stay_the_same_when_rows_move_and_numbers_change() {
    let before = imported(&sample());
    let mut rows: Vec<&[&str]> = SAMPLE.to_vec();
    let moved: Vec<&str> = std::iter::once("99").chain(rows[5][1..].iter().copied()).collect();
    rows.remove(5);
    rows.insert(6, &moved);
    let after = imported(&book("来年.xlsx", &rows, MERGED));
    let keys = |import: &FileImport| {
        let mut keys: Vec<(String, Vec<u64>)> =
            import.records.iter().map(|record| (record.key.clone(), record.rows.clone())).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&before), keys(&after));
    assert!(before.records[0].key.starts_with("在宅医療に関するアンケート:"));
}

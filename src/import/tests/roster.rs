//! Duty rosters as associations publish them, with their slips.

use jiff::civil::date;

use super::files::xlsx;
use super::*;
use crate::domain::Kind;
use crate::domain::facility::Duty;
use crate::domain::hours::Span;
use crate::domain::statement::Statement;
use crate::import::Dataset;

const ROSTER: &str = "日付,曜日,当番薬局,電話,開局時間,地区\n\
    2026/11/23,月・祝,架空みなと薬局,046-000-0001,8:30～翌0:00,中央\n\
    2026/11/23,月・祝,架空やまて薬局,046-000-0002,9時-12時／13時-17時,山手\n\
    2026/11/29,日,架空みなと薬局,046-000-0003,9:00～17:00,中央\n\
    2027/1/1,木・祝,架空やまて薬局,046-000-0002,終日,山手\n\
    2026/11/29,日,架空みなと薬局,046-000-0003,9:00～17:00,中央\n\
    ,日,架空さかえ薬局,,9:00～17:00,中央\n\
    未定,日,架空さかえ薬局,,9:00～17:00,中央\n\
    2026/12/6,日,,046-000-0009,9:00～17:00,中央\n";

fn statement<'a>(import: &'a FileImport, key: &str) -> &'a Statement {
    match &import.records.iter().find(|record| record.key == key).unwrap_or_else(|| panic!("no {key}")).body {
        RecordBody::Statement(statement) => statement,
        other => panic!("{other:?}"),
    }
}

fn turns(statement: &Statement) -> Vec<(String, Vec<(u16, u16)>)> {
    let spans = |duty: &Duty| duty.spans.iter().map(|Span { from, to }| (*from, *to)).collect();
    statement.duties.iter().map(|duty| (duty.date.to_string(), spans(duty))).collect()
}

#[test]
fn one_record_an_institution_with_all_its_turns() {
    let import = import(&part("roster_20261101.csv", ROSTER.into())).unwrap();
    assert_eq!((import.dataset, import.rows_read), (Dataset::DutyRoster, 8));
    assert_eq!((import.rows_recorded(), import.rows_noticed, import.rows_refused), (5, 1, 2));
    let minato = statement(&import, "架空ミナト薬局@中央#2026-11");
    assert_eq!(
        turns(minato),
        [("2026-11-23".to_owned(), vec![(510, 1440)]), ("2026-11-29".to_owned(), vec![(540, 1020)])]
    );
    assert_eq!((minato.subject.name.as_str(), minato.founds), ("架空みなと薬局", false));
    assert_eq!(minato.subject.kinds, [Kind::Pharmacy]);
    assert_eq!(minato.duties[0].label, "当番薬局");
    assert_eq!((minato.remarks[0].label.as_str(), minato.remarks[0].text.as_str()), ("地区", "中央"));
    // The telephone changes from turn to turn, so it is that of the day.
    assert_eq!(minato.subject.phone, None);
    assert_eq!(minato.duties[0].note.as_deref(), Some("当日の電話 046-000-0001"));
    let yamate = statement(&import, "架空ヤマテ薬局@山手#2026-11");
    assert_eq!(yamate.subject.phone.as_deref(), Some("046-000-0002"));
    assert_eq!(turns(yamate)[0].1, [(540, 720), (780, 1020)]);
    assert_eq!((turns(yamate)[1].1.len(), yamate.duties[1].note.as_deref()), (0, Some("終日")));
    assert_eq!(turns(statement(&import, "架空サカエ薬局@中央#2026-11"))[0].0, "2026-11-29");
    assert_eq!(noticed(&import, "unread_hours"), [5]);
    assert_eq!(noticed(&import, "weekday_contradicts_date"), [5]);
    assert_eq!(noticed(&import, "duplicate_row"), [6]);
    assert_eq!(noticed(&import, "date_of_row_above"), [7]);
    assert_eq!(noticed(&import, "unreadable_date"), [8]);
    assert_eq!(noticed(&import, "missing_identity"), [9]);
    assert_eq!(noticed(&import, "phone_of_the_day"), [0]);
}

#[test]
fn cp932_gives_the_same_as_utf8() {
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(ROSTER);
    let read = |bytes| import(&part("roster_20261101.csv", bytes)).unwrap().records;
    // A row is hashed as it stands, so only what the records say is compared.
    let bodies = |bytes| read(bytes).into_iter().map(|record| (record.key, record.body)).collect::<Vec<_>>();
    assert_eq!(bodies(cp932.into_owned()), bodies(ROSTER.into()));
}

#[test]
fn doctors_and_dentists_in_a_workbook_with_a_title() {
    let book = xlsx(&[&[
        vec!["令和８年１２月　休日当番医・歯科当番医"],
        vec!["診療時間：午前9時〜午後5時"],
        vec!["日付", "曜日", "当番医療機関", "診療科", "住所", "電話"],
        vec!["12月6日（日）", "日", "架空内科医院", "内科", "架空市港町1-1", "046-000-0011"],
        vec!["", "", "架空港病院", "外科", "架空市港町2-2", "046-000-0012"],
        vec!["46369", "日", "架空デンタルクリニック", "歯科", "架空市港町3-3", "046-000-0013"],
        vec!["1月3日", "日", "架空の森", "小児科", "架空市港町4-4", "046-000-0014"],
    ]]);
    let import = import(&part("duty_20261120.xlsx", book)).unwrap();
    assert_eq!((import.dataset, import.records.len()), (Dataset::DutyRoster, 4));
    let said: Vec<(&str, &[Kind], &str, String)> = import
        .records
        .iter()
        .map(|record| match &record.body {
            RecordBody::Statement(s) => {
                (s.subject.name.as_str(), s.subject.kinds.as_slice(), s.duties[0].label.as_str(), turns(s)[0].0.clone())
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        said,
        [
            ("架空内科医院", &[Kind::Clinic][..], "内科", "2026-12-06".to_owned()),
            ("架空港病院", &[Kind::Hospital][..], "外科", "2026-12-06".to_owned()),
            ("架空デンタルクリニック", &[Kind::DentalClinic][..], "歯科", "2026-12-13".to_owned()),
            ("架空の森", &[Kind::DentalClinic][..], "小児科", "2027-01-03".to_owned()),
        ]
    );
    let first = statement(&import, "架空内科医院@架空市港町1-1#2026-12");
    assert_eq!(turns(first)[0].1, [(540, 1020)], "the title states the hours of all");
    assert_eq!(first.subject.address.as_deref(), Some("架空市港町1-1"));
}

#[test]
fn plain_names_need_weekdays_beside_the_dates() {
    let roster = "月日,曜日,医療機関名,開始時間,終了時間\n11/29,日,架空クリニック,9:00,17:00\n12/6,日,架空クリニック,0.375,0.708333333333333\n";
    let read = import(&part("k_20261101.csv", roster.into())).unwrap();
    assert_eq!(read.dataset, Dataset::DutyRoster);
    assert_eq!(turns(statement(&read, "架空クリニック@#2026-11"))[0].1, [(540, 1020)]);
    assert_eq!(turns(statement(&read, "架空クリニック@#2026-11"))[1].1, [(540, 1020)]);
    let visits = "月日,医療機関名,件数\n11/29,架空クリニック,3\n";
    assert!(matches!(import(&part("k_20261101.csv", visits.into())), Err(ImportError::Unknown { .. })));
}

#[test]
fn the_invented_roster_of_the_shared_folder() {
    let Some(bytes) = shared("survey/holiday_pharmacy_roster_invented.csv") else { return };
    let import = import(&Part { modified: Some(date(2026, 11, 20)), ..part("roster.csv", bytes) }).unwrap();
    assert_eq!((import.dataset, import.records.len(), import.rows_recorded()), (Dataset::DutyRoster, 3, 27));
    assert!(import.notices.iter().all(|notice| notice.code == "phone_of_the_day"), "{:?}", import.notices);
    let statements = import.records.iter().map(|record| statement(&import, &record.key));
    assert!(statements.into_iter().all(|s| s.duties.len() == 9 && s.duties.iter().all(|duty| !duty.spans.is_empty())));
}

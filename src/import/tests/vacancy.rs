//! Vacancy sheets of short stays.

use jiff::civil::date;

use super::*;
use crate::domain::statement::Statement;
use crate::domain::{Answer, Kind, Source};
use crate::import::Dataset;

const SHEET: &str = "\u{feff}事業所番号,事業所名,更新日,12/30,12/31,1/1,1/2,備考\n\
    1499999991,架空ショートステイみなと,2026/12/28,0,2,,△,女性のみ\n\
    0199999992,架空ショートステイやまて,12/27,×,○,満床,3名,\n\
    199999993,架空ショートステイさかえ,きのう,調整中,-,◎,✕,\n\
    1499999991,架空ショートステイみなと,2026/12/28,1,1,1,1,\n\
    ,架空ショートステイ番号なし,2026/12/28,1,1,1,1,\n";

fn statement<'a>(import: &'a FileImport, key: &str) -> &'a Statement {
    match &import.records.iter().find(|record| record.key == key).unwrap_or_else(|| panic!("no {key}")).body {
        RecordBody::Statement(statement) => statement,
        other => panic!("{other:?}"),
    }
}

fn days(statement: &Statement) -> Vec<(String, Answer, Option<u32>)> {
    statement.vacancies.iter().map(|v| (v.date.to_string(), v.answer, v.places)).collect()
}

#[test]
fn one_record_an_office_with_its_days() {
    let import = import(&part("vacancy_20261228.csv", SHEET.into())).unwrap();
    assert_eq!((import.dataset, import.rows_read), (Dataset::Vacancy, 5));
    assert_eq!((import.rows_recorded(), import.rows_noticed, import.rows_refused), (3, 1, 1));
    let minato = statement(&import, "1499999991");
    assert_eq!(
        days(minato),
        [
            ("2026-12-30".to_owned(), Answer::No, Some(0)),
            ("2026-12-31".to_owned(), Answer::Yes, Some(2)),
            ("2027-01-02".to_owned(), Answer::Consult, None),
        ]
    );
    assert_eq!(minato.subject.kinds, [Kind::ShortStay, Kind::MedicalShortStay]);
    assert_eq!(minato.subject.identifiers[0].system, "kaigo_office");
    assert_eq!(minato.vacancies[0].note.as_deref(), Some("女性のみ"));
    assert_eq!(minato.vacancies[0].origin.source, Source::Vacancy);
    let yamate = statement(&import, "0199999992");
    assert_eq!(yamate.vacancies[0].origin.as_of, date(2026, 12, 27));
    assert_eq!(
        days(yamate)[2..].iter().map(|day| (day.1, day.2)).collect::<Vec<_>>(),
        [(Answer::No, None), (Answer::Yes, Some(3))]
    );
    // The zero that a spreadsheet took, a day of update that is none, a cell that is no answer.
    let sakae = statement(&import, "0199999993");
    assert_eq!((sakae.vacancies.len(), sakae.vacancies[0].origin.as_of), (2, date(2026, 12, 28)));
    assert_eq!(noticed(&import, "unread_vacancy"), [4]);
    assert_eq!(noticed(&import, "unreadable_date"), [4]);
    assert_eq!(noticed(&import, "duplicate_number"), [5]);
    assert_eq!(noticed(&import, "missing_identity"), [6]);
}

#[test]
fn the_service_and_the_title_say_the_kind() {
    let kinds = |text: &str| {
        let import = import(&part("v_20261228.csv", text.into())).unwrap();
        statement(&import, &import.records[0].key).subject.kinds.clone()
    };
    let row = "事業所番号,事業所名,12/30\n1499999991,架空,1\n";
    assert_eq!(kinds(&format!("短期入所療養介護の空き状況,,\n{row}")), [Kind::MedicalShortStay]);
    assert_eq!(kinds(&format!("グループホーム空室一覧,,\n{row}")), [Kind::GroupHome]);
    let service = "事業所番号,事業所名,サービスの種類,12/30\n1499999991,架空,短期入所生活介護,1\n";
    assert_eq!(kinds(service), [Kind::ShortStay]);
}

#[test]
fn a_list_of_offices_is_no_vacancy_sheet() {
    let list = import(&part("jigyosho_130_20251231.csv", fixture("jigyosho_130.csv"))).unwrap();
    assert_eq!(list.dataset, Dataset::Kaigo);
    let undated = "事業所番号,事業所名,更新日,備考\n1499999991,架空,2026/12/28,\n";
    assert!(matches!(import(&part("v_20261228.csv", undated.into())), Err(ImportError::Unknown { .. })));
}

#[test]
fn the_invented_sheet_of_the_shared_folder() {
    let Some(bytes) = shared("survey/shortstay_vacancy_invented.csv") else { return };
    let import = import(&Part { modified: Some(date(2026, 11, 20)), ..part("vacancy.csv", bytes) }).unwrap();
    assert_eq!((import.dataset, import.records.len(), import.notices.len()), (Dataset::Vacancy, 12, 0));
    let first = statement(&import, "1451903555");
    assert_eq!(first.vacancies.len(), 5);
    assert_eq!((first.vacancies[0].date, first.vacancies[0].answer), (date(2026, 12, 1), Answer::No));
    assert_eq!(first.vacancies[0].origin.as_of, date(2026, 11, 14));
}

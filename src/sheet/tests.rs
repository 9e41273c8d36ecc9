//! Workbooks that come back, with what people and spreadsheets do to them. They are changed as a spreadsheet changes them: cell by cell.

use jiff::civil::date;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use super::*;
use crate::domain::edit::value::ValueFault;
use crate::domain::facility::{Remark, Service};
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Fact, Origin, Source, vocabulary};

const ORIGIN: Origin = Origin { source: Source::Editor, as_of: date(2026, 11, 21) };

fn town() -> Vec<Facility> {
    let mut facilities: Vec<Facility> = ["n-1", "n-2", "n-3"]
        .map(|id| Facility::new(id, Kind::NursingStation, format!("（架空）{id}訪問看護"), "神奈川県横須賀市浦賀5-1"))
        .into();
    facilities[0].phone = Some("046-000-0001".to_owned());
    let fact = Fact { answer: Answer::Yes, as_of: ORIGIN.as_of, source: Source::Demo, condition: None };
    facilities[0].set_fact(vocabulary().capability("nursing_24h").unwrap(), fact);
    facilities[1].remarks =
        vec![Remark { label: "駐車場".to_owned(), text: "1台\r\n裏手 ".to_owned(), origin: ORIGIN }];
    facilities[2].services = vec![Service {
        code: "130".to_owned(),
        label: "訪問看護".to_owned(),
        number: "1460000003".to_owned(),
        capacity: Some(20),
        days: String::new(),
        note: String::new(),
    }];
    facilities
}

fn sheet() -> Vec<u8> {
    let sheet = Sheet {
        kind: Kind::NursingStation,
        facilities: town(),
        edit: 7,
        edit_at: "then".to_owned(),
        made_on: date(2026, 11, 21),
    };
    write(&sheet).unwrap()
}

/// The cells of every sheet, to be changed and written again.
struct Book(Vec<(String, Vec<Vec<calamine::Data>>)>);

impl Book {
    fn new() -> Self {
        use calamine::{Reader, open_workbook_auto_from_rs};
        let mut book = open_workbook_auto_from_rs(std::io::Cursor::new(sheet())).unwrap();
        let sheets = book.worksheets();
        Self(sheets.into_iter().map(|(name, range)| (name, range.rows().map(<[_]>::to_vec).collect())).collect())
    }

    fn rows(&mut self) -> &mut Vec<Vec<calamine::Data>> {
        &mut self.0[0].1
    }

    /// The cell of a facility below the identifier of a column.
    fn cell(&mut self, id: &str, key: &str) -> &mut calamine::Data {
        let rows = self.rows();
        let column =
            rows[2].iter().position(|cell| cell::text(cell) == key).unwrap_or_else(|| panic!("no column {key}"));
        let row = rows.iter().position(|row| cell::text(&row[0]) == id).unwrap();
        &mut rows[row][column]
    }

    fn set(mut self, id: &str, key: &str, text: &str) -> Self {
        *self.cell(id, key) = calamine::Data::String(text.to_owned());
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            for (row, cells) in (0u32..).zip(rows) {
                for (column, cell) in (0u16..).zip(cells) {
                    match cell {
                        calamine::Data::Empty => {}
                        calamine::Data::Float(number) => _ = sheet.write_number(row, column, *number).unwrap(),
                        calamine::Data::Bool(value) => _ = sheet.write_boolean(row, column, *value).unwrap(),
                        other => _ = sheet.write_string(row, column, other.to_string()).unwrap(),
                    }
                }
            }
        }
        book.save_to_buffer().unwrap()
    }

    fn read(&self) -> Read {
        read(&self.bytes(), ORIGIN).unwrap()
    }
}

fn changed(read: &Read) -> Vec<(&str, &str, &str, Value)> {
    read.changed
        .iter()
        .map(|one| (one.facility.as_str(), one.field.as_str(), one.base.as_str(), one.value.clone()))
        .collect()
}

#[test]
fn a_workbook_that_nobody_touched_changes_nothing() {
    let untouched = read(&sheet(), ORIGIN).unwrap();
    assert_eq!((untouched.edit, untouched.edit_at.as_str(), untouched.rows, untouched.missing), (7, "then", 3, 0));
    assert_eq!((untouched.changed, untouched.problems, untouched.added), (vec![], vec![], vec![]));
    let again = Book::new().read();
    assert_eq!((again.changed, again.problems), (vec![], vec![]), "nor one that a spreadsheet saved again");
}

#[test]
fn what_was_changed_by_hand_is_found() {
    let read = Book::new()
        .set("n-1", "phone", "０４６-０００-０００９")
        .set("n-1", "nursing_24h", "△（夜間は電話のみ）")
        .set("n-2", "remark/駐車場", "（消す）")
        .set("n-3", "service_capacity/130", "25")
        .read();
    assert_eq!(read.problems, []);
    assert_eq!(
        changed(&read),
        [
            ("n-1", "phone", "046-000-0001", json!("046-000-0009")),
            ("n-1", "nursing_24h", "○", json!({ "answer": "consult", "condition": "夜間は電話のみ" })),
            ("n-2", "remark/駐車場", "1台\n裏手", Value::Null),
            ("n-3", "service_capacity/1460000003/130", "20", json!(25)),
        ]
    );
}

#[test]
fn an_emptied_cell_takes_nothing_away() {
    let read = Book::new().set("n-1", "phone", "").set("n-1", "name", " ").read();
    assert_eq!((read.changed, read.problems), (vec![], vec![]));
}

#[test]
fn rows_may_be_sorted_and_deleted_and_columns_moved_added_and_deleted() {
    let mut book = Book::new().set("n-1", "phone", "046-000-0009");
    let rows = book.rows();
    rows.swap(5, 7);
    rows.remove(6);
    for row in rows.iter_mut() {
        row.reverse();
        row.push(calamine::Data::Empty);
    }
    let last = rows[4].len() - 1;
    rows[4][last] = calamine::Data::String("私のメモ".to_owned());
    rows[5][last] = calamine::Data::String("電話した".to_owned());
    let read = book.read();
    assert_eq!(changed(&read), [("n-1", "phone", "046-000-0001", json!("046-000-0009"))]);
    assert_eq!((read.missing, read.added, read.problems), (1, vec!["私のメモ".to_owned()], vec![]));
    let mut book = Book::new().set("n-1", "phone", "046-000-0009");
    book.rows().remove(2);
    assert_eq!(changed(&book.read()).len(), 1, "the hidden row of identifiers was deleted");
}

#[test]
fn what_spreadsheets_do_to_texts_is_no_change_but_a_problem() {
    let mut book = Book::new().set("n-3", "phone", "465551234").set("n-2", "closed", "去年");
    *book.cell("n-1", "phone") = calamine::Data::Float(465_551_234.0);
    *book.cell("n-1", "fax") = calamine::Data::Bool(true);
    *book.cell("n-1", "closed") = calamine::Data::Float(46_112.0);
    *book.cell("n-1", "service_capacity/130") = calamine::Data::Float(3.0);
    let read = book.read();
    assert_eq!(changed(&read), [("n-1", "closed", "", json!("2026-03-31"))], "a serial number is a day");
    let faults: Vec<(usize, &str, &Fault)> =
        read.problems.iter().map(|one| (one.row, one.heading.as_str(), &one.fault)).collect();
    let is_value = |fault: &Fault| matches!(fault, Fault::Value(ValueFault::Value { .. }));
    for (heading, expected) in
        [("電話番号", Fault::LostZero), ("FAX番号", Fault::NoText), ("定員（訪問看護）", Fault::NoService)]
    {
        assert!(faults.contains(&(6, heading, &expected)), "{heading}: {faults:?}");
    }
    assert!(
        faults.iter().any(|(row, heading, fault)| (*row, *heading) == (7, "廃止日") && is_value(fault)),
        "{faults:?}"
    );
    assert!(
        faults.iter().any(|(row, heading, fault)| (*row, *heading) == (8, "電話番号") && is_value(fault)),
        "{faults:?}"
    );
    assert_eq!(faults.len(), 5, "{faults:?}");
    let wrong = read.problems.iter().find(|one| one.row == 8).unwrap();
    assert_eq!((wrong.column.as_str(), wrong.typed.as_str()), ("G", "465551234"), "{wrong:?}");
    assert!(wrong.fault.words(Lang::Ja).contains("先頭の 0"));
}

#[test]
fn rows_that_cannot_be_trusted_are_left_alone() {
    let mut book = Book::new().set("n-1", "phone", "046-000-0009").set("n-2", "phone", "046-000-0008");
    let mut twice = book.rows()[5].clone();
    let mut new = twice.clone();
    new[0] = calamine::Data::Empty;
    twice[1] = calamine::Data::String("（架空）写し".to_owned());
    let mut foreign = twice.clone();
    foreign[0] = calamine::Data::String("n-99".to_owned());
    book.rows().extend([twice, new, foreign]);
    // Somebody has opened the hidden sheet.
    let kept = &mut book.0[2].1;
    let row = kept.iter().position(|row| cell::text(&row[0]) == "n-2").unwrap();
    kept[row][2] = calamine::Data::String("（架空）別の名".to_owned());
    let read = book.read();
    assert_eq!(read.changed, []);
    let faults: Vec<(usize, &Fault)> = read.problems.iter().map(|one| (one.row, &one.fault)).collect();
    assert_eq!(
        faults,
        [(6, &Fault::Twice), (7, &Fault::Damaged), (9, &Fault::Twice), (10, &Fault::NewRow), (11, &Fault::Foreign)]
    );
}

#[test]
fn another_file_is_none_of_ours() {
    assert_eq!(read(b"name,phone\n", ORIGIN), Err(NotASheet::Foreign));
    assert!(matches!(read(b"PK\x03\x04broken", ORIGIN), Err(NotASheet::Workbook(_))));
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "施設名").unwrap();
    assert_eq!(read(&book.save_to_buffer().unwrap(), ORIGIN), Err(NotASheet::Foreign));
    let mut old = Book::new();
    old.0[2].1[0][1] = calamine::Data::String("0".to_owned());
    assert_eq!(read(&old.bytes(), ORIGIN), Err(NotASheet::Version));
    let mut bare = Book::new();
    bare.rows().truncate(2);
    assert_eq!(read(&bare.bytes(), ORIGIN), Err(NotASheet::NoTable));
}

//! Our template: written, filled in, read back.

use jiff::civil::date;

use super::super::template::{Row, Template, kinds, write};
use super::*;
use crate::domain::vocabulary::Basis;
use crate::domain::{Capability, Kind};
use crate::import::read;

fn capability(id: &str) -> Role {
    Role::Capability(vec![vocabulary().capability(id).unwrap()])
}

fn row(cells: &[(Role, &str)]) -> Row {
    cells.iter().map(|(role, text)| (role.clone(), (*text).to_owned())).collect()
}

fn template(kind: Kind, rows: Vec<Row>) -> Part {
    let template = Template { kind, rows, blank_rows: 3, made_on: date(2026, 11, 1) };
    part("調査票_20261101.xlsx", write(&template).unwrap())
}

fn filled() -> Vec<Row> {
    vec![
        row(&[
            (Role::FacilityId, "hospital-1"),
            (Role::Name, "架空海クリニック"),
            (Role::Address, "神奈川県架空市海1"),
            (Role::Phone, "046-000-0001"),
            (capability("house_call"), "△ 看取りのみ"),
            (capability("opioids"), "○"),
            (Role::Capacity, "10-15"),
            (Role::ContactHours, "平日 12:30〜13:30"),
            (Role::ContactChannel, "電話"),
            (Role::ContactPerson, "看護師"),
            (Role::AnsweredOn, "2026/10/20"),
            (Role::Remark, "市外は要相談"),
        ]),
        row(&[(Role::FacilityId, "hospital-2"), (Role::Name, "架空山クリニック"), (Role::Address, "架空市山2")]),
    ]
}

#[test]
fn a_template_comes_back_as_it_was_filled_in() {
    let import = read(&template(Kind::Clinic, filled()), &mut |_| ()).unwrap();
    assert!(import.balances());
    assert_eq!((import.rows_read, import.records.len()), (2, 1), "{:?}", import.notices);
    assert_eq!(noticed(&import, "no_answer"), [7]);
    let first = said(&import, "架空海クリニック");
    assert_eq!(first.subject.facility.as_deref(), Some("hospital-1"));
    assert_eq!(first.subject.kinds, [Kind::Clinic]);
    assert_eq!(answers(first), "house_call=consult opioids=yes");
    assert_eq!(answer(first, "house_call").1.as_deref(), Some("看取りのみ"));
    assert!(first.facts.iter().all(|(_, fact)| fact.as_of == date(2026, 10, 20)));
    assert_eq!(first.capacity.as_ref().unwrap().most, Some(15));
    let contact = first.hours.contact.as_ref().unwrap();
    assert_eq!(
        (contact.to_osm().as_str(), contact.channel.as_deref(), contact.person.as_deref()),
        ("Mo-Fr 12:30-13:30; PH off", Some("phone"), Some("看護師"))
    );
    assert_eq!(first.remarks[0].text, "市外は要相談");
    assert_eq!(import.records[0].key, "zaitaku-clinic:id:hospital-1");
}

#[test]
fn every_capability_that_is_asked_comes_back() {
    for kind in kinds() {
        let asked: Vec<Capability> =
            vocabulary().capabilities().iter().filter_map(|words| vocabulary().capability(&words.id)).collect();
        let mut cells = row(&[(Role::Name, "架空全クリニック"), (Role::Address, "架空市1")]);
        cells.extend(asked.iter().map(|one| (Role::Capability(vec![*one]), "○".to_owned())));
        let import = read(&template(kind, vec![cells]), &mut |_| ()).unwrap();
        let facts = &said(&import, "架空全クリニック").facts;
        let practice = |one: &&Capability| {
            let words = vocabulary().words(**one).unwrap();
            let roles = vocabulary().roles().iter().filter(|role| role.kinds.contains(&kind));
            words.basis == Basis::Practice && roles.into_iter().any(|role| words.roles.contains(&role.id))
        };
        let expected: Vec<Capability> = asked.iter().filter(practice).copied().collect();
        assert_eq!(facts.iter().map(|(one, _)| *one).collect::<Vec<_>>(), expected, "{kind:?}");
    }
}

/// A template with its cells moved about, as people do: written anew from what a reader sees.
fn rearranged(part: &Part, change: impl Fn(&str, &mut Vec<Vec<String>>)) -> Part {
    let mut workbook = Workbook::new();
    for sheet in crate::import::workbook::forms(part).unwrap() {
        let mut rows = sheet.rows;
        change(&sheet.name, &mut rows);
        let written = workbook.add_worksheet();
        written.set_name(&sheet.name).unwrap();
        written.set_hidden(sheet.hidden);
        for (row, cells) in (0u32..).zip(&rows) {
            for (column, text) in (0u16..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                written.write(row, column, text).unwrap();
            }
        }
    }
    super::part(&part.name, workbook.save_to_buffer().unwrap())
}

#[test]
fn added_columns_sorted_rows_and_a_deleted_row_of_identifiers_do_no_harm() {
    let plain = read(&template(Kind::Clinic, filled()), &mut |_| ()).unwrap();
    let added = rearranged(&template(Kind::Clinic, filled()), |sheet, rows| {
        if sheet == "回答" {
            for (i, row) in rows.iter_mut().enumerate() {
                let text = ["", "", "", "", "会費", "済", "未"].get(i).copied().unwrap_or_default();
                row.insert(2.min(row.len()), text.to_owned());
            }
            rows.swap(5, 6);
        }
    });
    let import = read(&added, &mut |_| ()).unwrap();
    let (mut before, mut after) = (said(&plain, "架空海クリニック").clone(), said(&import, "架空海クリニック").clone());
    assert!(
        after.remarks.iter().any(|remark| remark.label.ends_with("会費") && remark.text == "済"),
        "{:?}",
        after.remarks
    );
    before.remarks.clear();
    after.remarks.clear();
    assert_eq!(before, after);

    let bare = rearranged(&template(Kind::Clinic, filled()), |sheet, rows| {
        if sheet == "回答" {
            rows.remove(2);
        }
    });
    let import = read(&bare, &mut |_| ()).unwrap();
    assert_eq!(said(&import, "架空海クリニック"), said(&plain, "架空海クリニック"));
}

#[test]
fn the_day_of_the_answers_is_the_one_filled_in() {
    let dated = rearranged(&template(Kind::Clinic, filled()), |sheet, rows| {
        if sheet == "回答" {
            rows[1].resize(4, String::new());
            rows[1][2] = "2026/10/31".to_owned();
        }
    });
    assert_eq!(read(&dated, &mut |_| ()).unwrap().edition, date(2026, 10, 31));
}

#[test]
fn a_kind_that_nobody_asks_anything_has_no_template() {
    let template = Template { kind: Kind::Equipment, rows: Vec::new(), blank_rows: 1, made_on: date(2026, 11, 1) };
    assert!(write(&template).is_err());
    assert_eq!(kinds().count(), 6);
}

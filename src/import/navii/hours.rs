//! 01-2, 02-2, 03-2 診療科・診療時間: one row a specialty and time band; one record an institution.

use std::collections::HashMap;

use super::super::hours::{self, DAYS, Hours, Week};
use super::super::layout::{At, Header, Layout, required, wanted};
use super::super::ledger::{Ledger, hash, place};
use super::super::table::{Row, Table};
use super::super::{Dataset, ImportError};
use super::{Class, restored};
use crate::domain::hours::Calendar;
use crate::domain::record::{ListedHours, RecordBody, SourceRecord};
use crate::domain::text::nfkc;

/// The columns of all three files.
pub(in super::super) const LAYOUT: Layout = Layout {
    label: "医療情報ネット（診療科・診療時間）",
    columns: &[required(&["ID"]), wanted(&["診療科目コード"]), required(&["診療科目名"]), wanted(&["診療時間帯"])],
    family: |heading| time(heading).is_some() || heading.contains("_外来受付"),
    needs_family: true,
    read,
};

/// The day of 「月_診療開始時間」, and whether it is the end. Reception hours are none.
fn time(heading: &str) -> Option<(usize, bool)> {
    let (day, rest) = heading.split_once('_')?;
    let day = DAYS.chars().position(|c| day.chars().eq([c]))?;
    match rest {
        "診療開始時間" => Some((day, false)),
        "診療終了時間" => Some((day, true)),
        _ => None,
    }
}

/// What the rows of one institution say together.
#[derive(Default)]
struct Institution {
    id: String,
    first_row: u64,
    specialties: Vec<String>,
    week: Week,
    rest: Vec<String>,
    rows: Vec<u64>,
}

struct Columns {
    id: At,
    specialty: At,
    days: Vec<(usize, At, At)>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        let starts = header.family(|text| time(text).filter(|(_, end)| !end).map(|(day, _)| day));
        let ends = header.family(|text| time(text).filter(|(_, end)| *end).map(|(day, _)| day));
        let end_of = |day| ends.iter().find(|(other, _)| *other == day).map(|(_, at)| *at);
        Self {
            id: header.at("ID"),
            specialty: header.at("診療科目名"),
            days: starts.into_iter().filter_map(|(day, from)| Some((day, from, end_of(day)?))).collect(),
        }
    }
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut institutions: Vec<Institution> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            let id = nfkc(columns.id.of(&row.cells));
            if id.is_empty() {
                ledger.refuse(
                    "missing_identity",
                    place(row.number, "ID", ""),
                    "ID のない行は使えません (a row without ID cannot be used)",
                );
                continue;
            }
            let index = *by_id.entry(id).or_insert_with_key(|id| {
                institutions.push(Institution { id: id.clone(), first_row: row.number, ..Institution::default() });
                institutions.len() - 1
            });
            add(&mut institutions[index], &columns, &row, ledger);
        }
    }
    let (class, dataset) = dataset_of(&institutions, ledger)?;
    restore_zeros(&mut institutions, class, ledger);
    let records = institutions.into_iter().map(|institution| record(institution, dataset, ledger)).collect();
    Ok((dataset, records))
}

fn add(institution: &mut Institution, columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) {
    let specialty = columns.specialty.of(&row.cells);
    if !specialty.is_empty() && !institution.specialties.iter().any(|known| known == specialty) {
        institution.specialties.push(specialty.to_owned());
    }
    institution.rows.push(hash(&row.cells, None));
    for &(day, from, to) in &columns.days {
        let (from, to) = (from.of(&row.cells), to.of(&row.cells));
        let read = hours::read(from, to);
        if let Hours::Open(span) = read {
            institution.week.add(day, span);
        }
        if matches!(read, Hours::None | Hours::Open(_)) {
            continue;
        }
        let day: String = DAYS.chars().skip(day).take(1).collect();
        let value = format!("{specialty} {day} {from}-{to}");
        if read == Hours::Zero {
            ledger.info(
                "zero_hours",
                place(row.number, &day, &value),
                "00:00～00:00 は「診療なし」として扱いました (taken as no hours: most who write 00:00 to 00:00 mean that nobody is seen)",
            );
        } else {
            ledger.warn(
                "unreadable_hours",
                place(row.number, &day, &value),
                "開始と終了の時刻が合いません。文字のまま残しました (the two times cannot both be right; kept as text)",
            );
            institution.rest.push(value);
        }
    }
}

/// The three files have the same columns; the third digit of the IDs says which of them this is.
fn dataset_of(institutions: &[Institution], ledger: &Ledger<'_>) -> Result<(Class, Dataset), ImportError> {
    let votes = |class: Class| {
        institutions.iter().filter(|institution| institution.id.chars().nth(2) == Some(class.digit())).count()
    };
    let candidates = [
        (Class::Hospital, Dataset::NaviiHospitalHours),
        (Class::Clinic, Dataset::NaviiClinicHours),
        (Class::Dental, Dataset::NaviiDentalHours),
    ];
    candidates
        .into_iter()
        .map(|(class, dataset)| (votes(class), class, dataset))
        .filter(|(votes, ..)| *votes > 0)
        .max_by_key(|(votes, ..)| *votes)
        .map(|(_, class, dataset)| (class, dataset))
        .ok_or_else(|| ImportError::Undecided {
            file: ledger.file().to_owned(),
            layout: LAYOUT.label.to_owned(),
            reason: "ID の3桁目が病院(1)・診療所(2)・歯科診療所(3)のどれでもありません (no ID has the third digit of a hospital 1, clinic 2 or dental clinic 3)".to_owned(),
        })
}

/// These files have no column of prefectures, so zeros are restored only where the whole file lost them: no ID begins with one.
fn restore_zeros(institutions: &mut [Institution], class: Class, ledger: &mut Ledger<'_>) {
    if institutions.iter().any(|institution| institution.id.starts_with('0')) {
        return;
    }
    for institution in institutions {
        let first = institution.id.chars().next().and_then(|c| c.to_digit(10)).unwrap_or_default();
        let whole = is_whole(&institution.id, class);
        if let Some(id) = restored(&institution.id, first, class).filter(|_| !whole) {
            ledger.info(
                "id_zero_restored",
                place(institution.first_row, "ID", &institution.id),
                "ID の先頭の 0 が消えていたので補いました（このファイル全体） (the ID had lost its leading zero, as all in this file)",
            );
            institution.id = id;
        }
    }
}

/// Whether the ID may begin with a prefecture of two digits. Twelve places are one less than nearly all prefectures give.
fn is_whole(id: &str, class: Class) -> bool {
    let prefecture =
        id.get(..2).and_then(|digits| digits.parse().ok()).is_some_and(|code: u32| (10..=47).contains(&code));
    prefecture && id.chars().nth(2) == Some(class.digit()) && id.len() != 12
}

fn record(institution: Institution, dataset: Dataset, ledger: &Ledger<'_>) -> SourceRecord {
    let Institution { id, specialties, week, mut rest, rows, .. } = institution;
    if week.is_empty() {
        rest.push("診療時間の記載なし".to_owned());
    }
    let rules = if week.is_empty() { Vec::new() } else { week.rules() };
    let consultation = Calendar {
        rules,
        rest: rest.join(" "),
        channel: None,
        person: None,
        note: None,
        origin: ledger.origin(dataset),
    };
    ledger.record(dataset, id, rows, RecordBody::Hours(ListedHours { specialties, consultation }))
}

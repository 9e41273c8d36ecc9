//! Vacancy sheets (空き状況): one row an office, one column a day.

use std::collections::HashSet;

use jiff::civil::Date;

use super::dates::{self, Written};
use super::layout::{At, Header, Layout, known, required, wanted};
use super::ledger::{Ledger, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError, kaigo};
use crate::domain::facility::{Identifier, Vacancy};
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::statement::{Statement, Subject};
use crate::domain::text::{fold, nfkc};
use crate::domain::{Answer, Kind};

/// The columns beside those of the days.
pub(super) const LAYOUT: Layout = Layout {
    label: "空き状況の表",
    columns: &[
        required(&["事業所番号", "介護保険事業所番号", "指定番号"]),
        required(&["事業所名", "事業所名称", "施設名", "施設名称", "名称"]),
        wanted(&["更新日", "更新日時", "記入日", "回答日", "入力日", "現在日"]),
        known(&["サービスの種類", "サービス種別", "サービス", "種別", "施設種別"]),
        known(&["住所", "所在地"]),
        known(&["電話番号", "電話", "TEL", "連絡先"]),
        known(&["定員"]),
        known(&["備考", "条件", "特記事項", "受入条件"]),
    ],
    family: |heading| dates::written(heading).is_some(),
    needs_family: true,
    read,
};

/// Words of a service and its kind, the more particular first.
const KINDS: &[(&str, Kind)] = &[
    ("短期入所療養", Kind::MedicalShortStay),
    ("医療型", Kind::MedicalShortStay),
    ("短期入所生活", Kind::ShortStay),
    ("認知症対応型共同生活", Kind::GroupHome),
    ("グループホーム", Kind::GroupHome),
    ("小規模多機能", Kind::Multifunctional),
    ("通所リハ", Kind::DayRehab),
    ("デイケア", Kind::DayRehab),
    ("通所介護", Kind::DayCare),
    ("デイサービス", Kind::DayCare),
    ("訪問看護", Kind::NursingStation),
    ("居宅介護支援", Kind::CareManagerOffice),
    ("介護老人保健施設", Kind::HealthFacility),
    ("特別養護", Kind::NursingHome),
    ("介護老人福祉施設", Kind::NursingHome),
    ("介護医療院", Kind::IntegratedFacility),
    ("特定施設", Kind::Residential),
    ("有料老人ホーム", Kind::Residential),
];

struct Columns {
    number: At,
    name: At,
    updated: At,
    service: At,
    address: At,
    phone: At,
    note: At,
    days: Vec<(Written, At)>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            number: header.at("事業所番号"),
            name: header.at("事業所名"),
            updated: header.at("更新日"),
            service: header.at("サービスの種類"),
            address: header.at("住所"),
            phone: header.at("電話番号"),
            note: header.at("備考"),
            days: header.family(dates::written),
        }
    }
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut records: Vec<SourceRecord> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        let title = fold(&format!("{} {}", table.above.join(" "), ledger.file()));
        while let Some(row) = ledger.next(&mut table)? {
            let Some((key, statement)) = statement(&columns, &row, &title, ledger) else { continue };
            if known.contains(&key) {
                let message = "同じ事業所が上の行にあります。先の行を使いました (the office stands above already; that row was kept)";
                ledger.set_aside("duplicate_number", place(row.number, "事業所番号", &key), message);
                continue;
            }
            known.insert(key.clone());
            let body = RecordBody::Statement(Box::new(statement));
            records.push(ledger.record(Dataset::Vacancy, key, vec![hash(&row.cells, None)], body));
        }
    }
    Ok((Dataset::Vacancy, records))
}

fn statement(columns: &Columns, row: &Row, title: &str, ledger: &mut Ledger<'_>) -> Option<(String, Statement)> {
    let (cells, at) = (&row.cells, row.number);
    let (name, published, service) = (columns.name.of(cells), columns.number.of(cells), columns.service.of(cells));
    if name.is_empty() || published.is_empty() {
        let message = "事業所番号か名称がない行は使えません (a row without number or name cannot be used)";
        ledger.refuse("missing_identity", place(at, "事業所番号", published), message);
        return None;
    }
    let number = kaigo::office_number(published, None, at, ledger);
    let text = |at: At| Some(at.of(cells)).filter(|text| !text.is_empty()).map(str::to_owned);
    let subject = Subject {
        kinds: kinds(service, title),
        name: name.to_owned(),
        address: text(columns.address),
        phone: text(columns.phone),
        identifiers: vec![Identifier { system: "kaigo_office".to_owned(), value: number.clone() }],
        ..Subject::default()
    };
    let origin = Origin { as_of: updated(columns, row, ledger), ..ledger.origin(Dataset::Vacancy) };
    let note = text(columns.note);
    let mut vacancies = Vec::new();
    for (day, column) in &columns.days {
        let cell = column.of(cells);
        let Some((answer, places)) = read_cell(cell, at, ledger) else { continue };
        let Some(date) = day.near(origin.as_of) else { continue };
        vacancies.push(Vacancy { date, places, answer, note: note.clone(), origin });
    }
    vacancies.sort_by_key(|vacancy| vacancy.date);
    // One office may have both services, each with places of its own.
    let key = if service.is_empty() { number } else { format!("{number}-{}", fold(service)) };
    Some((key, Statement { subject, vacancies, ..Statement::default() }))
}

/// The day the row was filled in; the edition of the file where the row does not say.
fn updated(columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) -> Date {
    let edition = ledger.origin(Dataset::Vacancy).as_of;
    let text = columns.updated.of(&row.cells);
    let found = dates::written(text).and_then(|date| date.near(edition));
    if found.is_none() && columns.updated.index().is_some() {
        let message = "日付として読めません。ファイルの日付としました (not a day; taken as the date of the file)";
        ledger.warn("unreadable_date", place(row.number, "更新日", text), message);
    }
    found.unwrap_or(edition)
}

/// The kinds that the service or, where there is none, the title may mean; a sheet that says nothing is one of short stays.
fn kinds(service: &str, title: &str) -> Vec<Kind> {
    let in_text = |text: &str| KINDS.iter().find(|(word, _)| text.contains(&fold(word))).map(|(_, kind)| vec![*kind]);
    in_text(&fold(service)).or_else(|| in_text(title)).unwrap_or_else(|| vec![Kind::ShortStay, Kind::MedicalShortStay])
}

/// ○ △ ×, their words, or a number of places; nothing where the cell says nothing.
fn read_cell(cell: &str, row: u64, ledger: &mut Ledger<'_>) -> Option<(Answer, Option<u32>)> {
    let text = nfkc(cell);
    let places = text.trim_end_matches(['名', '床', '人', '室', '件']).trim_start_matches("残");
    if let Ok(places) = places.parse::<u32>() {
        return Some((if places == 0 { Answer::No } else { Answer::Yes }, Some(places)));
    }
    match text.as_str() {
        "" | "-" | "ー" | "―" | "/" | "—" => None,
        "○" | "◯" | "〇" | "◎" | "o" | "O" | "可" | "空" | "空き" | "有" | "空きあり" | "あり" => {
            Some((Answer::Yes, None))
        }
        "△" | "▲" | "要相談" | "応相談" | "相談" | "要確認" => Some((Answer::Consult, None)),
        "×" | "✕" | "✖" | "x" | "X" | "満" | "満床" | "満室" | "不可" | "無" | "なし" | "休" => {
            Some((Answer::No, None))
        }
        _ => {
            let message = "○△×でも人数でもありません。その日の空きは不明とします (neither ○ △ × nor a number of places; nothing is known of the day)";
            ledger.warn("unread_vacancy", place(row, "空き状況", cell), message);
            None
        }
    }
}

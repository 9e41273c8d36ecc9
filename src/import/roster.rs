//! Duty rosters (休日当番医・当番薬局): one row a turn; one record an institution.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::civil::Date;

use super::dates::{self, Written};
use super::hours::{self, Hours};
use super::layout::{At, Column, Header, Layout, known, required};
use super::ledger::{Ledger, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError};
use crate::domain::Kind;
use crate::domain::facility::{Duty, Remark};
use crate::domain::hours::{Span, spans_from_words};
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::statement::{Statement, Subject};
use crate::domain::text::{fold, nfkc};

const LABEL: &str = "休日当番表";
const DATE: Column = required(&["日付", "月日", "年月日", "当番日", "実施日", "期日", "当番日付", "診療日"]);
const WEEKDAY: &[&str] = &["曜日", "曜", "曜日・祝日"];
const SPECIALTY: Column = known(&["診療科", "診療科目", "科目", "科", "標榜科", "区分"]);
const ADDRESS: Column = known(&["住所", "所在地", "医療機関所在地", "薬局所在地"]);
const PHONE: Column = known(&["電話", "電話番号", "TEL", "連絡先", "当番電話", "℡"]);
const HOURS: Column =
    known(&["開局時間", "診療時間", "時間", "当番時間", "受付時間", "実施時間", "対応時間", "営業時間", "開設時間"]);
const FROM: Column = known(&["開始時間", "開始時刻", "開始"]);
const TO: Column = known(&["終了時間", "終了時刻", "終了"]);
const AREA: Column = known(&["地区", "地域", "エリア", "方面", "区"]);
const NOTE: Column = known(&["備考", "注意事項", "摘要"]);

/// A roster whose column of names says that they are on duty.
pub(super) const LAYOUT: Layout = Layout {
    label: LABEL,
    columns: &[
        DATE,
        required(&[
            "当番薬局",
            "当番医療機関",
            "当番医",
            "当番病院",
            "当番歯科医院",
            "当番歯科医",
            "当番歯科",
            "当番医院",
            "休日当番医",
            "休日当番薬局",
            "当番医療機関名",
            "当番薬局名",
            "当番店",
            "当番薬局・薬店",
        ]),
        known(WEEKDAY),
        SPECIALTY,
        ADDRESS,
        PHONE,
        HOURS,
        FROM,
        TO,
        AREA,
        NOTE,
    ],
    family: |_| false,
    needs_family: false,
    read,
};

/// A roster with a plain column of names: dates with their weekdays make it one.
pub(super) const PLAIN: Layout = Layout {
    label: LABEL,
    columns: &[
        DATE,
        required(&[
            "当番薬局",
            "薬局名",
            "薬局名称",
            "薬局",
            "医療機関名",
            "医療機関",
            "医療機関名称",
            "歯科医院名",
            "歯科医院",
            "病院名",
            "施設名",
        ]),
        required(WEEKDAY),
        SPECIALTY,
        ADDRESS,
        PHONE,
        HOURS,
        FROM,
        TO,
        AREA,
        NOTE,
    ],
    family: |_| false,
    needs_family: false,
    read,
};

struct Columns {
    date: At,
    name: At,
    /// The heading of the names.
    heading: String,
    weekday: At,
    specialty: At,
    address: At,
    phone: At,
    hours: At,
    from_to: (At, At),
    area: At,
    note: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        let name = header.at("当番薬局");
        Self {
            date: header.at("日付"),
            name,
            heading: name.index().map(|index| nfkc(&header.original[index])).unwrap_or_default(),
            weekday: header.at("曜日"),
            specialty: header.at("診療科"),
            address: header.at("住所"),
            phone: header.at("電話"),
            hours: header.at("開局時間"),
            from_to: (header.at("開始時間"), header.at("終了時間")),
            area: header.at("地区"),
            note: header.at("備考"),
        }
    }
}

/// What the rows of one institution say together.
struct Institution {
    key: String,
    subject: Subject,
    area: String,
    turns: Vec<Turn>,
    rows: Vec<u64>,
}

struct Turn {
    duty: Duty,
    phone: String,
}

/// What stands above the table, and the day before the current row.
struct Context {
    /// Dates without a year lie near this day.
    near: Date,
    /// Words of the title and the file's name, folded.
    title: String,
    /// The hours that hold for all turns, where only the title states them.
    hours: Vec<Span>,
    last: Option<Date>,
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut institutions: Vec<Institution> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        let mut context = Context::of(&table.above, ledger);
        while let Some(row) = ledger.next(&mut table)? {
            let Some(date) = date(&columns, &row, &mut context, ledger) else { continue };
            let name = columns.name.of(&row.cells);
            if name.is_empty() {
                ledger.refuse(
                    "missing_identity",
                    place(row.number, &columns.heading, ""),
                    "当番の名称がありません (a turn names nobody)",
                );
                continue;
            }
            let key = key(&columns, &row);
            let index = *by_key.entry(key).or_insert_with_key(|key| {
                institutions.push(Institution::new(key.clone(), &columns, &row, &context));
                institutions.len() - 1
            });
            institutions[index].add(date, &columns, &row, &context, ledger);
        }
    }
    // Rosters are published a period at a time: the next one adds to this one, a new issue of the same period replaces it.
    let first = institutions.iter().flat_map(|i| &i.turns).map(|turn| turn.duty.date).min();
    let period = first.map(|date| date.strftime("%Y-%m").to_string()).unwrap_or_default();
    let records = institutions.into_iter().map(|institution| institution.record(&period, ledger)).collect();
    Ok((Dataset::DutyRoster, records))
}

/// An institution is its name, and its area or address where names repeat.
fn key(columns: &Columns, row: &Row) -> String {
    let (area, address) = (columns.area.of(&row.cells), columns.address.of(&row.cells));
    let place = if area.is_empty() { address } else { area };
    format!("{}@{}", fold(columns.name.of(&row.cells)), fold(place))
}

impl Context {
    fn of(above: &[String], ledger: &Ledger<'_>) -> Self {
        let edition = ledger.origin(Dataset::DutyRoster).as_of;
        let stated: Vec<Vec<Span>> = above.iter().filter_map(|text| spans_from_words(text)).collect();
        Self {
            near: dates::around(above).unwrap_or(edition),
            title: fold(&format!("{} {}", above.join(" "), ledger.file())),
            hours: if let [hours] = stated.as_slice() { hours.clone() } else { Vec::new() },
            last: None,
        }
    }
}

/// The day of a row; cells that were merged with the one above are empty.
fn date(columns: &Columns, row: &Row, context: &mut Context, ledger: &mut Ledger<'_>) -> Option<Date> {
    const FIELD: &str = "日付";
    let text = columns.date.of(&row.cells);
    let written = dates::written(text);
    let found = written.as_ref().and_then(|date| date.near(context.near));
    let date = found.or_else(|| context.last.filter(|_| text.is_empty()));
    let Some(date) = date else {
        ledger.refuse(
            "unreadable_date",
            place(row.number, FIELD, text),
            "日付のない当番は使えません (a turn without its day cannot be used)",
        );
        return None;
    };
    context.last = Some(date);
    if found.is_none() {
        ledger.info(
            "date_of_row_above",
            place(row.number, FIELD, &date.to_string()),
            "日付が空欄なので、上の行と同じ日としました (the cell is empty; taken as the day above)",
        );
        return Some(date);
    }
    let behind = written.map(|Written { weekday, .. }| weekday).unwrap_or_default();
    let weekday = [columns.weekday.of(&row.cells), &behind].into_iter().find(|text| dates::contradicts(text, date));
    if let Some(weekday) = weekday {
        let value = format!("{date} {weekday}");
        ledger.warn(
            "weekday_contradicts_date",
            place(row.number, "曜日", &value),
            "日付と曜日（祝日）が合いません。日付のほうを使いました (the day is another weekday, or no public holiday; the date was believed)",
        );
    }
    Some(date)
}

/// What it may be, by its name, the heading of the names and the title.
fn kinds(name: &str, columns: &Columns, specialty: &str, title: &str) -> Vec<Kind> {
    let (name, heading, specialty) = (fold(name), fold(&columns.heading), fold(specialty));
    let any = |texts: &[&String], words: &[&str]| {
        texts.iter().any(|text| words.iter().any(|word| text.contains(&fold(word))))
    };
    if any(&[&name, &heading], &["薬局", "ファーマシー"]) {
        vec![Kind::Pharmacy]
    } else if any(&[&name, &heading, &specialty], &["歯科", "デンタル"]) {
        vec![Kind::DentalClinic]
    } else if any(&[&name], &["病院"]) {
        vec![Kind::Hospital]
    } else if any(&[&name], &["医院", "クリニック", "診療所", "内科", "外科", "小児科"]) {
        vec![Kind::Clinic]
    } else if any(&[&title.to_owned()], &["薬局"]) {
        vec![Kind::Pharmacy]
    } else if any(&[&title.to_owned()], &["歯科"]) {
        vec![Kind::DentalClinic]
    } else {
        vec![Kind::Clinic, Kind::Hospital]
    }
}

impl Institution {
    fn new(key: String, columns: &Columns, row: &Row, context: &Context) -> Self {
        let (name, address) = (columns.name.of(&row.cells), columns.address.of(&row.cells));
        let subject = Subject {
            kinds: kinds(name, columns, columns.specialty.of(&row.cells), &context.title),
            name: name.to_owned(),
            address: (!address.is_empty()).then(|| address.to_owned()),
            ..Subject::default()
        };
        let area = columns.area.of(&row.cells).to_owned();
        Self { key, subject, area, turns: Vec::new(), rows: Vec::new() }
    }

    fn add(&mut self, date: Date, columns: &Columns, row: &Row, context: &Context, ledger: &mut Ledger<'_>) {
        let (cells, number) = (&row.cells, row.number);
        let (spans, unread) = spans(columns, row, context, ledger);
        let notes = [unread.as_str(), columns.note.of(cells)].into_iter().filter(|note| !note.is_empty());
        let note = notes.collect::<Vec<_>>().join("、");
        let specialty = columns.specialty.of(cells);
        let duty = Duty {
            date,
            spans,
            label: if specialty.is_empty() { columns.heading.clone() } else { specialty.to_owned() },
            note: (!note.is_empty()).then_some(note),
            origin: ledger.origin(Dataset::DutyRoster),
        };
        let turn = Turn { duty, phone: columns.phone.of(cells).to_owned() };
        if self.turns.iter().any(|known| known.duty == turn.duty && known.phone == turn.phone) {
            ledger.set_aside(
                "duplicate_row",
                place(number, &columns.heading, &self.subject.name),
                "同じ当番が上の行にあります (the same turn stands above)",
            );
            return;
        }
        self.turns.push(turn);
        self.rows.push(hash(cells, None));
    }

    /// A telephone that changes from turn to turn is the one of that day, not the institution's.
    fn record(mut self, period: &str, ledger: &mut Ledger<'_>) -> SourceRecord {
        let mut phones: Vec<&str> =
            self.turns.iter().map(|turn| turn.phone.as_str()).filter(|p| !p.is_empty()).collect();
        phones.sort_unstable();
        phones.dedup();
        match phones.as_slice() {
            [] => {}
            [phone] => self.subject.phone = Some((*phone).to_owned()),
            phones => {
                ledger.remark(
                    "phone_of_the_day",
                    "電話",
                    &format!("{}: {}", self.subject.name, phones.join(" / ")),
                    "電話番号が日によって違うので、その日の番号として残しました (the numbers differ from turn to turn; each was kept with its turn)",
                );
                for turn in self.turns.iter_mut().filter(|turn| !turn.phone.is_empty()) {
                    let phone = format!("当日の電話 {}", turn.phone);
                    turn.duty.note =
                        Some(turn.duty.note.take().map_or(phone.clone(), |note| format!("{note}、{phone}")));
                }
            }
        }
        let origin = ledger.origin(Dataset::DutyRoster);
        let area = Remark { label: "地区".to_owned(), text: self.area, origin };
        let mut duties: Vec<Duty> = self.turns.into_iter().map(|turn| turn.duty).collect();
        duties.sort_by_key(|duty| duty.date);
        let statement = Statement {
            subject: self.subject,
            duties,
            remarks: Some(area).filter(|area| !area.text.is_empty()).into_iter().collect(),
            ..Statement::default()
        };
        let body = RecordBody::Statement(Box::new(statement));
        ledger.record(Dataset::DutyRoster, format!("{}#{period}", self.key), self.rows, body)
    }
}

/// A time as `HH:MM` where a spreadsheet wrote it as a part of the day.
fn clock(cell: &str) -> Cow<'_, str> {
    let part = cell.parse::<f64>().ok().filter(|part| (0.0..=1.0).contains(part) && cell.contains('.'));
    let minutes = part.map(|part| (part * 1440.0).round() as u32);
    minutes.map_or(Cow::Borrowed(cell), |minutes| Cow::Owned(format!("{:02}:{:02}", minutes / 60, minutes % 60)))
}

/// The hours of a turn, and the text that could not be read.
fn spans(columns: &Columns, row: &Row, context: &Context, ledger: &mut Ledger<'_>) -> (Vec<Span>, String) {
    let (from, to) = (clock(columns.from_to.0.of(&row.cells)), clock(columns.from_to.1.of(&row.cells)));
    let text = columns.hours.of(&row.cells);
    if text.is_empty() && from.is_empty() && to.is_empty() {
        return (context.hours.clone(), String::new());
    }
    let pair = format!("{from}~{to}");
    let (found, text) = if text.is_empty() {
        let read = match hours::read(&from, &to) {
            Hours::Open(span) => Some(vec![span]),
            _ => None,
        };
        (read, pair.as_str())
    } else {
        (spans_from_words(text), text)
    };
    match found {
        Some(spans) => (spans, String::new()),
        None => {
            let message = "時間が読めません。当番は残し、時間は不明とします (not hours that can be read; the turn is kept, its hours are unknown)";
            ledger.warn("unread_hours", place(row.number, "開局時間", text), message);
            (Vec::new(), text.to_owned())
        }
    }
}

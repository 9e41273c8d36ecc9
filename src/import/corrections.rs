//! Corrections by hand: one row a facility and field, with reason and author.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::edition::era_date;
use super::layout::{At, Header, Layout, known, required, wanted};
use super::ledger::{Ledger, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError};
use crate::domain::correction::{CalendarOf, CorrectionError};
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::statement::Correction;
use crate::domain::text::{fold, nfkc};
use crate::domain::{Kind, vocabulary};

const FACILITY: &str = "施設ID";
const NAME: &str = "施設名";
const FIELD: &str = "項目";
const VALUE: &str = "訂正後";
const REASON: &str = "理由";
const AUTHOR: &str = "記入者";
const DATE: &str = "日付";

/// The columns.
pub(super) const LAYOUT: Layout = Layout {
    label: "手での訂正",
    columns: &[
        wanted(&[FACILITY, "facility", "facility_id", "ZaitakuのID", "ID"]),
        wanted(&[NAME, "name", "facility_name", "名称", "事業所名", "医療機関名"]),
        known(&["所在地", "住所", "address"]),
        required(&[FIELD, "field", "訂正項目"]),
        known(&["訂正前", "instead_of", "before", "誤"]),
        required(&[VALUE, "value", "after", "訂正後の値", "正", "値", "新しい値"]),
        required(&[REASON, "reason", "訂正理由"]),
        required(&[AUTHOR, "author", "訂正者", "担当者", "担当"]),
        known(&[DATE, "date", "訂正日", "記入日"]),
        known(&["備考", "note"]),
    ],
    family: |_| false,
    needs_family: false,
    read,
};

struct Columns {
    facility: At,
    name: At,
    address: At,
    field: At,
    before: At,
    value: At,
    reason: At,
    author: At,
    date: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            facility: header.at(FACILITY),
            name: header.at(NAME),
            address: header.at("所在地"),
            field: header.at(FIELD),
            before: header.at("訂正前"),
            value: header.at(VALUE),
            reason: header.at(REASON),
            author: header.at(AUTHOR),
            date: header.at(DATE),
        }
    }
}

/// A correction and where it stands.
struct Entry {
    row: u64,
    hash: u64,
    correction: Correction,
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let fields = Fields::new();
    let mut entries: Vec<(String, Entry)> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            let Some(entry) = correction(&columns, &row, &fields, ledger) else { continue };
            let key = key(&entry.correction);
            match by_key.get(&key) {
                Some(&known) => keep_later(&mut entries[known].1, entry, ledger),
                None => {
                    by_key.insert(key.clone(), entries.len());
                    entries.push((key, entry));
                }
            }
        }
    }
    let record = |(key, entry): (String, Entry)| {
        let body = RecordBody::Correction(Box::new(entry.correction));
        ledger.record(Dataset::Corrections, key, vec![entry.hash], body)
    };
    Ok((Dataset::Corrections, entries.into_iter().map(record).collect()))
}

/// Of two corrections of one field the later stands: by its date, else by its place in the file.
fn keep_later(known: &mut Entry, mut other: Entry, ledger: &mut Ledger<'_>) {
    if other.correction.on >= known.correction.on {
        std::mem::swap(known, &mut other);
    }
    let message = format!(
        "{} 行目が同じ項目をあとで訂正しています。そちらを使いました (that row corrects the same field later; that row was kept)",
        known.row
    );
    ledger.set_aside("superseded_correction", place(other.row, VALUE, &other.correction.value), &message);
}

/// One correction a facility and field: by its identifier, else by a hash of its name and address.
fn key(correction: &Correction) -> String {
    let who = correction.facility.clone().unwrap_or_else(|| {
        let text = |text: &Option<String>| fold(text.as_deref().unwrap_or_default());
        let words = format!("{}\u{1f}{}", text(&correction.name), text(&correction.address));
        format!("x-{:016x}", xxh3_64(words.as_bytes()))
    });
    format!("{who}:{}", correction.field)
}

fn correction(columns: &Columns, row: &Row, fields: &Fields, ledger: &mut Ledger<'_>) -> Option<Entry> {
    let (cells, at) = (&row.cells, row.number);
    let text = |column: At| Some(column.of(cells)).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut refuse = |code, field, value, message: &str| {
        ledger.refuse(code, place(at, field, value), message);
        None
    };
    let (facility, name) = (text(columns.facility).map(|id| nfkc(&id)), text(columns.name));
    if facility.is_none() && name.is_none() {
        return refuse(
            "missing_identity",
            FACILITY,
            "",
            "施設IDか施設名のどちらかが要ります (neither facility id nor name)",
        );
    }
    let Some(reason) = text(columns.reason) else {
        return refuse("missing_reason", REASON, "", "理由のない訂正は取り込みません (a correction needs a reason)");
    };
    let Some(author) = text(columns.author) else {
        return refuse("missing_author", AUTHOR, "", "記入者のない訂正は取り込みません (a correction needs an author)");
    };
    let Some(field) = fields.id(columns.field.of(cells)) else {
        let message = format!(
            "訂正できる項目ではありません。使えるのは {} などです (not a field that can be corrected)",
            fields.examples()
        );
        return refuse("unknown_field", FIELD, columns.field.of(cells), &message);
    };
    let edition = ledger.origin(Dataset::Corrections).as_of;
    let written = columns.date.of(cells);
    let stated = if written.is_empty() { Some(edition) } else { date(written) };
    let Some(on) = stated else {
        let message = "日付は 2026-03-31 か 令和8年3月31日 のように書いてください (the date cannot be read)";
        ledger.refuse("unreadable_date", place(at, DATE, written), message);
        return None;
    };
    let value = plain_value(&field, columns.value.of(cells), on);
    let (address, instead_of) = (text(columns.address), text(columns.before));
    let correction = Correction { facility, name, address, field, value, instead_of, reason, author, on };
    if let Err(error) = correction.read() {
        let code = match error {
            CorrectionError::Field(_) => "unknown_field",
            CorrectionError::Value { .. } => "unreadable_value",
            CorrectionError::Empty(_) => "empty_value",
        };
        ledger.refuse(code, place(at, VALUE, columns.value.of(cells)), &error.to_string());
        return None;
    }
    Some(Entry { row: at, hash: hash(cells, None), correction })
}

/// The value as [`Correction::read`] wants it.
fn plain_value(field: &str, written: &str, on: Date) -> String {
    const CLOSED: [&str; 6] = ["廃止", "閉院", "閉鎖", "閉店", "○", "yes"];
    let plain = nfkc(written);
    match field {
        "closed" if CLOSED.contains(&plain.replace(['〇', '◯'], "○").as_str()) => on.to_string(),
        "closed" => date(&plain).map_or(plain, |date| date.to_string()),
        "position" => plain.replace('、', ",").replace("緯度", "").replace("経度", "").trim().to_owned(),
        "kind" => kind(&plain).map_or(plain, |kind| kind.id().to_owned()),
        "beds" => plain,
        _ if vocabulary().capability(field).is_some() => symbol(&plain),
        _ => written.to_owned(),
    }
}

/// ○ △ × and the words that mean them, with what follows as the condition.
fn symbol(text: &str) -> String {
    const MEANINGS: [(&str, &[&str]); 3] = [
        ("○", &["○", "〇", "◯", "◎", "対応可能", "対応可", "できる", "はい", "可", "有", "あり", "yes"]),
        ("△", &["△", "要相談", "応相談", "条件付き可", "条件付", "相談", "consult"]),
        ("×", &["×", "✕", "✖", "対応不可", "不可", "できない", "いいえ", "否", "無", "なし", "no", "x", "X"]),
    ];
    let mut found: Option<(&str, &str)> = None;
    for (symbol, words) in MEANINGS {
        for word in words {
            // 「対応可」 begins 「対応可能」, and 「可」 stands in 「不可」: the longest beginning is meant.
            if text.starts_with(word) && found.is_none_or(|(_, known)| word.len() > known.len()) {
                found = Some((symbol, word));
            }
        }
    }
    let Some((symbol, word)) = found else { return text.to_owned() };
    let rest = &text[word.len()..];
    let letters =
        word.bytes().all(|b| b.is_ascii_alphabetic()) && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    if letters { text.to_owned() } else { format!("{symbol}{rest}") }
}

fn kind(text: &str) -> Option<Kind> {
    let plain = fold(text);
    let words = vocabulary()
        .kinds()
        .iter()
        .find(|words| words.id.id() == text || fold(&words.label.ja) == plain || fold(&words.label.en) == plain);
    words.map(|words| words.id)
}

/// A date in any of the ways in which sheets carry it: 2026-03-31, 2026/3/31, 2026年3月31日, 令和8年3月31日, or a spreadsheet's day number.
fn date(text: &str) -> Option<Date> {
    const DAY_NUMBERS: std::ops::Range<i64> = 30_000..80_000;
    let plain = nfkc(text);
    if let Some(date) = era_date(&plain) {
        return Some(date);
    }
    if let Ok(days) = plain.split('.').next().unwrap_or_default().parse::<i64>()
        && DAY_NUMBERS.contains(&days)
    {
        return Date::constant(1899, 12, 30).checked_add(days.days()).ok();
    }
    let day = plain.split([' ', 'T']).next().unwrap_or_default().replace(['年', '月', '/', '.'], "-").replace('日', "");
    let mut parts = day.split('-').map(str::parse::<i16>);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day)), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What fields are called in sheets.
struct Fields(HashMap<String, String>);

/// The fields other than capabilities, by their identifiers and the words for them.
const FIELDS: [(&str, &[&str]); 14] = [
    ("name", &["名称", "施設名", "正式名称", "事業所名", "医療機関名"]),
    ("name_kana", &["フリガナ", "ふりがな", "カナ", "名称カナ", "読み"]),
    ("kind", &["種別", "種類"]),
    ("address", &["住所", "所在地"]),
    ("position", &["位置", "座標", "緯度経度", "緯度・経度", "地図の位置"]),
    ("phone", &["電話", "電話番号", "TEL"]),
    ("fax", &["FAX", "FAX番号", "ファックス"]),
    ("url", &["URL", "ウェブサイト", "ホームページ", "HP"]),
    ("beds", &["病床", "病床数", "ベッド数"]),
    ("specialties", &["診療科", "診療科目"]),
    ("closed", &["廃止", "閉院", "閉鎖", "閉店", "廃業"]),
    (CalendarOf::Consultation.id(), &["診療時間", "営業時間", "外来の時間", "開局時間"]),
    (CalendarOf::Contact.id(), &["相談時間", "連絡時間", "相談対応時間", "専門職からの連絡"]),
    (CalendarOf::Visiting.id(), &["訪問時間", "訪問の時間", "訪問・緊急の対応"]),
];

impl Fields {
    fn new() -> Self {
        let mut ids: HashMap<String, String> = HashMap::new();
        let mut parts: HashMap<String, Option<String>> = HashMap::new();
        for words in vocabulary().capabilities() {
            for name in [&words.id, &words.label.ja, &words.label.en] {
                let whole = fold(name);
                // 「中心静脈栄養(TPN)」 is written without its bracket too; 「人工呼吸器」 would be two.
                if let Some((part, _)) = whole.split_once('(') {
                    let meant = parts.entry(part.to_owned()).or_insert_with(|| Some(words.id.clone()));
                    *meant = meant.take().filter(|id| *id == words.id);
                }
                ids.insert(whole, words.id.clone());
            }
        }
        for (part, id) in parts {
            if let Some(id) = id {
                ids.entry(part).or_insert(id);
            }
        }
        for (id, names) in FIELDS {
            ids.insert(fold(id), id.to_owned());
            ids.extend(names.iter().map(|name| (fold(name), id.to_owned())));
        }
        Self(ids)
    }

    fn id(&self, name: &str) -> Option<String> {
        self.0.get(&fold(name)).cloned()
    }

    fn examples(&self) -> String {
        debug_assert!(!self.0.is_empty());
        FIELDS.map(|(_, names)| names[0]).join("、")
    }
}

//! Lists of facilities that cities publish: 推奨データセット and 自治体標準オープンデータセット, in both generations of headings.
//!
//! Cities leave columns out, add their own and call some otherwise, so only what makes the list what it is is required. Its rows are
//! statements that found a facility where nobody else lists it.

mod care;
mod medical;

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use super::Dataset;
use super::address::{self, Columns as AddressColumns};
use super::coordinates::{self, Pair};
use super::layout::{At, Header};
use super::ledger::{Ledger, both, hash, place};
use super::table::Row;
use super::{contact, kaigo};
use crate::domain::facility::{Identifier, Remark};
use crate::domain::municipality::{MunicipalityCode, split_prefecture};
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::statement::{Statement, Subject};
use crate::domain::text::{fold, nfkc};

pub(super) use care::LAYOUT as CARE;
pub(super) use medical::LAYOUT as MEDICAL;

const ADDRESS: &str = "住所";
const POINT: &str = "緯度";

/// The columns that both lists have.
struct Common {
    publisher: At,
    place_code: At,
    id: At,
    prefecture: At,
    municipality: At,
    name: At,
    kana: At,
    address: At,
    town: At,
    house: At,
    building: At,
    point: (At, At),
    phone: At,
    fax: At,
    corporation: At,
    url: At,
    remarks: Vec<(&'static str, At)>,
}

impl Common {
    fn of(header: &Header, name: &str, kana: &str, remarks: &[&'static str]) -> Self {
        Self {
            publisher: header.at("都道府県コード又は市区町村コード"),
            place_code: header.at("所在地_全国地方公共団体コード"),
            id: header.at("ID"),
            prefecture: header.at("都道府県名"),
            municipality: header.at("市区町村名"),
            name: header.at(name),
            kana: header.at(kana),
            address: header.at(ADDRESS),
            town: header.at("所在地_町字"),
            house: header.at("所在地_番地以下"),
            building: header.at("方書"),
            point: (header.at(POINT), header.at("経度")),
            phone: header.at("電話番号"),
            fax: header.at("FAX番号"),
            corporation: header.at("法人番号"),
            url: header.at("URL"),
            remarks: remarks.iter().map(|label| (*label, header.at(label))).collect(),
        }
    }

    /// What both lists say; `None` where the row has no name, which is refused.
    fn statement(&self, row: &Row, dataset: Dataset, ledger: &mut Ledger<'_>) -> Option<Statement> {
        let (cells, at) = (&row.cells, row.number);
        let text = |column: At| Some(column.of(cells)).filter(|text| !text.is_empty()).map(str::to_owned);
        let Some(name) = text(self.name) else {
            ledger.refuse(
                "missing_identity",
                place(at, "名称", ""),
                "名称のない行は使えません (a row without a name cannot be used)",
            );
            return None;
        };
        let address = self.whole_address(row, ledger);
        address::remark_missing(&address, &name, at, ADDRESS, ledger);
        let origin = ledger.origin(dataset);
        let remark = |(label, column): &(&'static str, At)| {
            text(*column).map(|text| Remark { label: (*label).to_owned(), text, origin })
        };
        let subject = Subject {
            name,
            municipality: self.municipality_code(row),
            phone: contact::phone(self.phone.of(cells), at, "電話番号", ledger),
            identifiers: kaigo::corporate_number(self.corporation.of(cells), at, ledger).into_iter().collect(),
            address: (!address.is_empty()).then_some(address),
            ..Subject::default()
        };
        Some(Statement {
            subject,
            founds: true,
            name_kana: text(self.kana),
            at: coordinates::point(&Pair::of(cells, self.point), at, POINT, ledger),
            fax: contact::phone(self.fax.of(cells), at, "FAX番号", ledger),
            url: contact::url(self.url.of(cells), at, "URL", ledger),
            remarks: self.remarks.iter().filter_map(remark).collect(),
            ..Statement::default()
        })
    }

    /// The address in one piece, or put together from its parts, with the building behind it.
    fn whole_address(&self, row: &Row, ledger: &mut Ledger<'_>) -> String {
        let cells = &row.cells;
        let prefecture = address::prefecture_by_name(self.prefecture.of(cells));
        let whole = self.address.of(cells);
        let parts = format!("{}{}", self.town.of(cells), self.house.of(cells));
        if whole.is_empty() && parts.is_empty() {
            return String::new();
        }
        let columns = AddressColumns {
            prefecture: address::prefecture_or_empty(prefecture),
            municipality: self.municipality.of(cells),
            address: if whole.is_empty() { &parts } else { whole },
            building: self.building.of(cells),
        };
        address::whole(&columns, row.number, ledger)
    }

    /// The municipality of the place, or of the city that publishes; a prefecture's code is none.
    fn municipality_code(&self, row: &Row) -> Option<MunicipalityCode> {
        let code = |at: At| {
            let digits = nfkc(at.of(&row.cells));
            // A spreadsheet took the zero of 北海道 … 栃木県.
            let whole = if digits.len() == 5 { format!("0{digits}") } else { digits.clone() };
            MunicipalityCode::parse(&whole).or_else(|_| MunicipalityCode::parse(&digits)).ok()
        };
        code(self.place_code).or_else(|| code(self.publisher)).filter(|code| {
            // Lists of a whole prefecture carry the code of its office's city in some places; the address knows better.
            let named = self.municipality.of(&row.cells);
            let stated = split_prefecture(self.prefecture.of(&row.cells)).map(|(prefecture, _)| prefecture);
            stated.is_none_or(|stated| stated == code.prefecture())
                && (!named.is_empty() || self.place_code.index().is_some())
        })
    }

    /// The prefecture, 1 to 47, wherever the row names it.
    fn prefecture_code(&self, row: &Row, statement: &Statement) -> Option<u32> {
        let by_name = address::prefecture_by_name(self.prefecture.of(&row.cells));
        let by_address = || statement.subject.address.as_deref().and_then(split_prefecture).map(|(code, _)| code);
        let by_publisher =
            || nfkc(self.publisher.of(&row.cells)).get(..2)?.parse().ok().filter(|code| (1..=47).contains(code));
        by_name.or_else(by_address).or_else(by_publisher)
    }

    /// A key that stays from edition to edition: the list's own ID with its publisher, else the institution's number, else its name
    /// and address. Running numbers move and are none.
    fn key(&self, row: &Row, statement: &Statement, number: Option<String>) -> String {
        let id = nfkc(self.id.of(&row.cells));
        let publisher = nfkc(self.publisher.of(&row.cells));
        if !id.is_empty() {
            return format!("{publisher}-{id}");
        }
        number.unwrap_or_else(|| {
            let address = statement.subject.address.as_deref().unwrap_or_default();
            let words = format!("{}\u{1f}{}", fold(&statement.subject.name), fold(address));
            format!("{publisher}-{:016x}", xxh3_64(words.as_bytes()))
        })
    }
}

/// The statements of one file, each key once.
#[derive(Default)]
struct Statements {
    records: Vec<SourceRecord>,
    rows: Vec<u64>,
    by_key: HashMap<String, Vec<usize>>,
}

impl Statements {
    /// Takes a statement in. The same row again, and another row about the same institution under the same key, are set aside;
    /// another institution under a key gets one of its own.
    fn add(&mut self, dataset: Dataset, row: &Row, key: String, statement: Statement, ledger: &mut Ledger<'_>) {
        let hash = hash(&row.cells, None);
        let known = self.by_key.get(&key).map_or(&[][..], Vec::as_slice);
        let same = known.iter().find(|&&i| {
            self.records[i].rows.contains(&hash)
                || said(&self.records[i]).is_some_and(|other| same_subject(other, &statement))
        });
        if let Some(&same) = same {
            let first = said(&self.records[same]).map_or("", |statement| &statement.subject.name);
            let value = both(first, &statement.subject.name);
            let message = format!(
                "{key} は {} 行目にもあります。先の行を使いました (the key stands in that row already; that row was kept)",
                self.rows[same]
            );
            ledger.set_aside("duplicate_number", place(row.number, "ID", &value), &message);
            return;
        }
        let own = if known.is_empty() { key.clone() } else { format!("{key}-{}", known.len() + 1) };
        self.by_key.entry(key).or_default().push(self.records.len());
        self.rows.push(row.number);
        self.records.push(ledger.record(dataset, own, vec![hash], RecordBody::Statement(Box::new(statement))));
    }
}

fn said(record: &SourceRecord) -> Option<&Statement> {
    match &record.body {
        RecordBody::Statement(statement) => Some(statement),
        _ => None,
    }
}

fn same_subject(a: &Statement, b: &Statement) -> bool {
    let address = |statement: &Statement| fold(statement.subject.address.as_deref().unwrap_or_default());
    fold(&a.subject.name) == fold(&b.subject.name) && address(a) == address(b) && a.services == b.services
}

fn identifier(system: &str, value: &str) -> Identifier {
    Identifier { system: system.to_owned(), value: value.to_owned() }
}

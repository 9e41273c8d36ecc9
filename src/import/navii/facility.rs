//! 01-1 病院, 02-1 診療所, 03-1 歯科診療所, 04 助産所, 05 薬局: one row an institution. The file of maternity homes says nothing about
//! visits at home.

use ::csv::StringRecord;

use super::super::coordinates::{self, Pair};
use super::super::duplicates::{Entry, Listings};
use super::super::hours::{self, Closures, DAYS, HOLIDAY, Hours, Week};
use super::super::layout::{At, Header, Layout, known, required, wanted};
use super::super::ledger::{Ledger, hash, place};
use super::super::table::{Row, Table};
use super::super::{Dataset, ImportError, address, contact};
use super::{Class, restored};
use crate::domain::Kind;
use crate::domain::facility::Beds;
use crate::domain::hours::{Calendar, yearly_closures};
use crate::domain::municipality::{MunicipalityCode, split_prefecture};
use crate::domain::record::{Listing, SourceRecord};
use crate::domain::text::nfkc;

/// The columns of all five files; pharmacies and maternity homes call some of them differently.
pub(in super::super) const LAYOUT: Layout = Layout {
    label: "医療情報ネット（病院・診療所・歯科・助産所・薬局）",
    columns: &[
        required(&["ID"]),
        required(&["正式名称", "名称"]),
        wanted(&["正式名称（フリガナ）", "フリガナ", "名称（フリガナ）"]),
        known(&["略称"]),
        known(&["略称（フリガナ）"]),
        known(&["英語表記（ローマ字表記）", "ローマ字"]),
        wanted(&["機関区分"]),
        required(&["都道府県コード"]),
        wanted(&["市区町村コード"]),
        required(&["所在地"]),
        required(&["所在地座標（緯度）"]),
        required(&["所在地座標（経度）"]),
        wanted(&["案内用ホームページアドレス", "薬局のホームページアドレス"]),
        wanted(&["その他の休診日（GW、お盆等）", "その他の閉店日（GW、お盆等）", "その他の休業日（GW、お盆等）"]),
        known(&["一般病床"]),
        known(&["療養病床"]),
        known(&["療養病床のうち医療保険適用"]),
        known(&["療養病床のうち介護保険適用"]),
        known(&["精神病床"]),
        known(&["結核病床"]),
        known(&["感染症病床"]),
        known(&["合計病床数"]),
    ],
    family: |heading| closure(heading).is_some() || opening(heading).is_some() || is_known_family(heading),
    needs_family: true,
    read,
};

const POINT: &str = "所在地座標（緯度）";

/// A column that says whether a day is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closure {
    Weekly(usize),
    Nth(usize, usize),
    Holidays,
}

/// 「毎週決まった曜日に休診（月）」「定期閉店第１週（月）」「祝日に休診」, folded.
fn closure(heading: &str) -> Option<Closure> {
    if matches!(heading, "祝日" | "祝日ニ休診" | "祝日ニ休業") {
        return Some(Closure::Holidays);
    }
    let (before, day) = heading.strip_suffix(')')?.rsplit_once('(')?;
    let day = DAYS.chars().position(|c| day.chars().eq([c]))?;
    if let Some(week) = before
        .strip_prefix("決マッタ週ニ休診(定期週)第")
        .or_else(|| before.strip_prefix("決マッタ週ニ休業(定期週)第"))
        .or_else(|| before.strip_prefix("定期閉店第"))
    {
        let week: usize = week.strip_suffix('週')?.parse().ok()?;
        return (1..=5).contains(&week).then_some(Closure::Nth(week - 1, day));
    }
    match before {
        "毎週決マッタ曜日ニ休診" | "毎週決マッタ曜日ニ休業" | "定期閉店毎週" if day == HOLIDAY => {
            Some(Closure::Holidays)
        }
        "毎週決マッタ曜日ニ休診" | "毎週決マッタ曜日ニ休業" | "定期閉店毎週" => {
            Some(Closure::Weekly(day))
        }
        _ => None,
    }
}

/// The day and band of 「月_開店時間帯1_開始時間」, and whether it is the end. Reception hours are none.
fn opening(heading: &str) -> Option<((usize, char), bool)> {
    let (day, rest) = heading.split_once('_')?;
    let day = DAYS.chars().position(|c| day.chars().eq([c]))?;
    let (band, end) = rest.strip_prefix("開店時間帯").or_else(|| rest.strip_prefix("就業時間帯"))?.split_once('_')?;
    let end = match end {
        "開始時間" => false,
        "終了時間" => true,
        _ => return None,
    };
    Some(((day, band.chars().next()?), end))
}

/// 「月_就業時間帯1_開始時間」, which only maternity homes have.
fn working_band(heading: &str) -> Option<()> {
    heading.contains("_就業時間帯").then_some(())
}

/// 営業日 says what the opening hours say again; reception hours are not consultation hours.
fn is_known_family(heading: &str) -> bool {
    heading.starts_with("営業日(") || heading.contains("_外来受付時間帯")
}

struct Columns {
    id: At,
    name: At,
    kana: At,
    class: At,
    prefecture: At,
    municipality: At,
    address: At,
    point: (At, At),
    url: At,
    other_days_off: At,
    total_beds: At,
    beds: Vec<(&'static str, At)>,
    closures: Vec<(Closure, At)>,
    openings: Vec<(usize, At, At)>,
}

impl Columns {
    fn of(header: &Header) -> Self {
        let starts = header.family(|text| opening(text).filter(|(_, end)| !end).map(|(band, _)| band));
        let ends = header.family(|text| opening(text).filter(|(_, end)| *end).map(|(band, _)| band));
        let end_of = |band| ends.iter().find(|(other, _)| *other == band).map(|(_, at)| *at);
        Self {
            id: header.at("ID"),
            name: header.at("正式名称"),
            kana: header.at("正式名称（フリガナ）"),
            class: header.at("機関区分"),
            prefecture: header.at("都道府県コード"),
            municipality: header.at("市区町村コード"),
            address: header.at("所在地"),
            point: (header.at(POINT), header.at("所在地座標（経度）")),
            url: header.at("案内用ホームページアドレス"),
            other_days_off: header.at("その他の休診日（GW、お盆等）"),
            total_beds: header.at("合計病床数"),
            beds: [
                ("一般病床", "一般"),
                ("療養病床", "療養"),
                ("精神病床", "精神"),
                ("結核病床", "結核"),
                ("感染症病床", "感染症"),
            ]
            .map(|(column, kind)| (kind, header.at(column)))
            .to_vec(),
            closures: header.family(closure),
            openings: starts.into_iter().filter_map(|(band, from)| Some((band.0, from, end_of(band)?))).collect(),
        }
    }

    /// The class by the columns that only one kind has, for files without 機関区分.
    fn class(&self, header: &Header) -> Class {
        let has = |name: &str| header.at(name).index().is_some();
        if !header.family(working_band).is_empty() {
            Class::Maternity
        } else if !self.openings.is_empty() {
            Class::Pharmacy
        } else if has("精神病床") {
            Class::Hospital
        } else if has("一般病床") {
            Class::Clinic
        } else {
            Class::Dental
        }
    }
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut listings = Listings::default();
    let mut file: Option<(Class, Dataset, Kind)> = None;
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            let stated = Class::of(columns.class.of(&row.cells));
            let class =
                stated.unwrap_or_else(|| file.map_or_else(|| columns.class(&table.header), |(class, ..)| class));
            let (expected, dataset, kind) = match file {
                Some(file) => file,
                None => *file.insert(dataset_of(class)),
            };
            if class != expected {
                ledger.set_aside(
                    "other_kind",
                    place(row.number, "機関区分", columns.class.of(&row.cells)),
                    "このファイルのほかの行と施設の種類が違います (the other rows of the file are of another kind)",
                );
                continue;
            }
            take(&columns, &row, (class, dataset, kind), &mut listings, ledger);
        }
    }
    let Some((_, dataset, _)) = file else { return Err(ImportError::Empty { file: ledger.file().to_owned() }) };
    Ok((dataset, listings.finish(POINT, ledger)))
}

const fn dataset_of(class: Class) -> (Class, Dataset, Kind) {
    let (dataset, kind) = match class {
        Class::Hospital => (Dataset::NaviiHospital, Kind::Hospital),
        Class::Clinic => (Dataset::NaviiClinic, Kind::Clinic),
        Class::Dental => (Dataset::NaviiDental, Kind::DentalClinic),
        Class::Pharmacy => (Dataset::NaviiPharmacy, Kind::Pharmacy),
        Class::Maternity => (Dataset::NaviiMaternityHome, Kind::MaternityHome),
    };
    (class, dataset, kind)
}

fn take(
    columns: &Columns,
    row: &Row,
    (class, dataset, kind): (Class, Dataset, Kind),
    listings: &mut Listings,
    ledger: &mut Ledger<'_>,
) {
    let (cells, number) = (&row.cells, row.number);
    let name = columns.name.of(cells);
    let published = columns.id.of(cells);
    if published.is_empty() || name.is_empty() {
        ledger.refuse(
            "missing_identity",
            place(number, "ID", published),
            "ID か名称がない行は使えません (a row without ID or name cannot be used)",
        );
        return;
    }
    let published_address = columns.address.of(cells);
    address::remark_missing(published_address, name, number, "所在地", ledger);
    let prefecture = prefecture(columns.prefecture.of(cells), published_address);
    let id = nfkc(published);
    let key = match restored(&id, prefecture.unwrap_or_default(), class) {
        Some(whole) => {
            ledger.info(
                "id_zero_restored",
                place(number, "ID", published),
                "ID の先頭の 0 が消えていたので補いました (the ID had lost its leading zero)",
            );
            whole
        }
        None => id,
    };
    let listing = Listing {
        kind,
        name: name.to_owned(),
        name_kana: text(columns.kana.of(cells)),
        address: address::with_prefecture(address::prefecture_or_empty(prefecture), published_address),
        municipality: municipality(prefecture, columns.municipality.of(cells), number, ledger),
        at: coordinates::point(&Pair::of(cells, columns.point), number, POINT, ledger),
        phone: None,
        fax: None,
        url: contact::url(columns.url.of(cells), number, "案内用ホームページアドレス", ledger),
        beds: beds(columns, cells),
        consultation: consultation(columns, row, dataset, ledger),
        service: None,
        identifiers: Vec::new(),
    };
    let entry = Entry { row: number, hash: hash(cells, None), field: "ID", key };
    listings.add(dataset, entry, listing, ledger);
}

fn prefecture(code: &str, address: &str) -> Option<u32> {
    let code = nfkc(code).parse().ok().filter(|code| (1..=47).contains(code));
    code.or_else(|| split_prefecture(address).map(|(code, _)| code))
}

fn municipality(prefecture: Option<u32>, code: &str, row: u64, ledger: &mut Ledger<'_>) -> Option<MunicipalityCode> {
    let number = nfkc(code).parse::<u32>().ok().filter(|number| *number < 1_000);
    let municipality = prefecture
        .zip(number)
        .and_then(|(prefecture, number)| MunicipalityCode::from_number(prefecture * 1_000 + number));
    if municipality.is_none() {
        ledger.warn(
            "missing_municipality",
            place(row, "市区町村コード", code),
            "市区町村コードが読めません (the row has no usable municipality code)",
        );
    }
    municipality
}

fn beds(columns: &Columns, cells: &StringRecord) -> Option<Beds> {
    let count = |at: At| nfkc(at.of(cells)).parse::<u32>().ok().filter(|beds| *beds > 0);
    let by_kind: Vec<(String, u32)> =
        columns.beds.iter().filter_map(|(kind, at)| Some(((*kind).to_owned(), count(*at)?))).collect();
    let total = count(columns.total_beds).unwrap_or_else(|| by_kind.iter().map(|(_, beds)| beds).sum());
    (total > 0).then_some(Beds { total, by_kind })
}

/// Opening hours where the list has them (pharmacies), and the days off after them. Where it has none, no rule is open: the
/// calendar speaks of days off only, and the hours are in another file.
fn consultation(columns: &Columns, row: &Row, dataset: Dataset, ledger: &mut Ledger<'_>) -> Option<Calendar> {
    let mut week = Week::default();
    let mut rest = Vec::new();
    for &(day, from, to) in &columns.openings {
        let (from, to) = (from.of(&row.cells), to.of(&row.cells));
        match hours::read(from, to) {
            Hours::Open(span) => week.add(day, span),
            Hours::None | Hours::Zero => {}
            Hours::Unreadable => {
                let day: String = DAYS.chars().skip(day).take(1).collect();
                rest.push(format!("{day} {from}-{to}"));
                ledger.warn(
                    "unreadable_hours",
                    place(row.number, &day, &format!("{from}-{to}")),
                    "開始と終了の時刻が合いません (the two times cannot both be right)",
                );
            }
        }
    }
    let mut rules = if week.is_empty() { Vec::new() } else { week.rules() };
    let mut closures = closures(columns, &row.cells);
    if closures.weekly == EVERY_DAY {
        ledger.warn(
            "closed_every_day",
            place(row.number, "毎週決まった曜日に休診", "0"),
            "毎週どの曜日も休診とあり、記入の誤りとみて使いませんでした (closed on every day of the week; taken as not said)",
        );
        closures.weekly = 0;
    }
    rules.extend(closures.rules());
    let (yearly, unread) = yearly_closures(columns.other_days_off.of(&row.cells), &closures.words());
    rules.extend(yearly);
    rest.extend((!unread.is_empty()).then_some(unread));
    hours::calendar(rules, rest.join(" "), "", ledger.origin(dataset))
}

/// A list of institutions that see patients names some as closed from Monday to Sunday: the form was filled in the wrong way round, or
/// by nobody.
const EVERY_DAY: u8 = 0b111_1111;

/// The flags are inverted: 0 is closed, 1 is open, empty says nothing.
fn closures(columns: &Columns, cells: &StringRecord) -> Closures {
    let mut closures = Closures::default();
    for (closure, at) in &columns.closures {
        if at.of(cells) != "0" {
            continue;
        }
        match *closure {
            Closure::Weekly(day) => closures.weekly |= 1 << day,
            Closure::Nth(week, day) if day < HOLIDAY => closures.nth[week] |= 1 << day,
            Closure::Nth(..) => {}
            Closure::Holidays => closures.holidays = true,
        }
    }
    closures
}

fn text(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

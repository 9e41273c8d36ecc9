//! 地方厚生局 届出受理医療機関名簿: one row a filing and remark; one record an institution.

use std::collections::HashMap;

use super::layout::{At, Header, Layout, known, required, wanted};
use super::ledger::{Ledger, both, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError, address, contact, edition};
use crate::domain::facility::Beds;
use crate::domain::record::{FiledInstitution, Filing, FilingTable, RecordBody, SourceRecord};
use crate::domain::text::{fold, nfkc};

/// The 24 columns.
pub(super) const LAYOUT: Layout = Layout {
    label: "地方厚生局 届出受理医療機関名簿",
    columns: &[
        known(&["項番"]),
        wanted(&["都道府県コード"]),
        wanted(&["都道府県名"]),
        wanted(&["区分"]),
        required(&["医療機関番号"]),
        wanted(&["併設医療機関番号"]),
        known(&["医療機関記号番号"]),
        required(&["医療機関名称"]),
        wanted(&["医療機関所在地（郵便番号）"]),
        required(&["医療機関所在地（住所）"]),
        wanted(&["電話番号"]),
        wanted(&["FAX番号"]),
        wanted(&["病床数"]),
        required(&["受理届出名称"]),
        required(&["受理記号"]),
        known(&["受理番号"]),
        wanted(&["算定開始年月日"]),
        known(&["個別有効開始年月日"]),
        known(&["備考（見出し）"]),
        known(&["備考（データ）"]),
        known(&["市町村コード"]),
        known(&["市町村名"]),
        known(&["種別コード"]),
        wanted(&["種別"]),
    ],
    family: |_| false,
    needs_family: false,
    read,
};

/// A hospital has twenty beds or more (医療法 第1条の5).
const HOSPITAL_BEDS: u32 = 20;

struct Columns {
    running: At,
    prefecture: (At, At),
    table: At,
    number: At,
    partner: At,
    name: At,
    postcode: At,
    address: At,
    phone: At,
    fax: At,
    beds: At,
    title: At,
    symbol: At,
    since: At,
    class: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            running: header.at("項番"),
            prefecture: (header.at("都道府県コード"), header.at("都道府県名")),
            table: header.at("区分"),
            number: header.at("医療機関番号"),
            partner: header.at("併設医療機関番号"),
            name: header.at("医療機関名称"),
            postcode: header.at("医療機関所在地（郵便番号）"),
            address: header.at("医療機関所在地（住所）"),
            phone: header.at("電話番号"),
            fax: header.at("FAX番号"),
            beds: header.at("病床数"),
            title: header.at("受理届出名称"),
            symbol: header.at("受理記号"),
            since: header.at("算定開始年月日"),
            class: header.at("種別"),
        }
    }
}

/// Prefecture, fee table and seven-digit number: together the ten-digit code.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Code {
    prefecture: u32,
    table: FilingTable,
    number: String,
}

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut institutions: Vec<(FiledInstitution, Vec<u64>)> = Vec::new();
    let mut by_code: HashMap<Code, usize> = HashMap::new();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            let Some(code) = code(&columns, &row, ledger) else { continue };
            let index = *by_code.entry(code).or_insert_with_key(|code| {
                institutions.push((institution(code, &columns, &row, ledger), Vec::new()));
                institutions.len() - 1
            });
            let (institution, rows) = &mut institutions[index];
            rows.push(hash(&row.cells, columns.running.index()));
            remark_other_name(institution, &columns, &row, ledger);
            file(institution, &columns, &row, ledger);
        }
    }
    let records = institutions.into_iter().map(|(institution, rows)| {
        let key = format!("{:02}{}{}", institution.prefecture, institution.table.digit(), institution.number);
        ledger.record(Dataset::Filings, key, rows, RecordBody::Filings(Box::new(institution)))
    });
    Ok((Dataset::Filings, records.collect()))
}

/// The ten-digit code of a row; rows without one are refused, rows of other registers set aside.
fn code(columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) -> Option<Code> {
    let (cells, at) = (&row.cells, row.number);
    let published = columns.number.of(cells);
    let digits: String = nfkc(published).chars().filter(|c| !matches!(c, '-' | ',' | '.' | ' ')).collect();
    if columns.name.of(cells).is_empty()
        || digits.is_empty()
        || digits.len() > 7
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        ledger.refuse(
            "missing_identity",
            place(at, "医療機関番号", published),
            "7桁の医療機関番号か名称がない行は使えません (a row without a seven-digit number or a name cannot be used)",
        );
        return None;
    }
    let (by_code, by_name) = (columns.prefecture.0.of(cells), columns.prefecture.1.of(cells));
    let number = nfkc(by_code).parse().ok().filter(|code| (1..=47).contains(code));
    let Some(prefecture) = number.or_else(|| address::prefecture_by_name(by_name)) else {
        ledger.refuse(
            "missing_prefecture",
            place(at, "都道府県コード", by_code),
            "都道府県がないと番号が定まりません (without a prefecture the number is not unique)",
        );
        return None;
    };
    let stated = columns.table.of(cells);
    let Some(table) = fee_table(if stated.is_empty() { ledger.file() } else { stated }) else {
        ledger.set_aside("other_register", place(at, "区分", stated), "neither 医科 nor 歯科 nor 薬局");
        return None;
    };
    if digits.len() < 7 {
        ledger.info(
            "number_zero_restored",
            place(at, "医療機関番号", published),
            "先頭の 0 が消えていたので補いました (the number had lost leading zeros)",
        );
    }
    Some(Code { prefecture, table, number: format!("{digits:0>7}") })
}

fn fee_table(text: &str) -> Option<FilingTable> {
    let text = fold(text);
    let names = [
        ("医科", FilingTable::Medical),
        ("歯科", FilingTable::Dental),
        ("薬局", FilingTable::Pharmacy),
        ("調剤", FilingTable::Pharmacy),
    ];
    names.into_iter().find(|(name, _)| text.contains(name)).map(|(_, table)| table)
}

fn institution(code: &Code, columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) -> FiledInstitution {
    let (cells, at) = (&row.cells, row.number);
    let prefecture = address::prefecture_or_empty(Some(code.prefecture));
    let beds = beds(columns.beds.of(cells), at, ledger);
    let hospital =
        columns.class.of(cells).contains("病院") || beds.as_ref().is_some_and(|beds| beds.total >= HOSPITAL_BEDS);
    let name = columns.name.of(cells);
    address::remark_missing(columns.address.of(cells), name, at, "医療機関所在地（住所）", ledger);
    FiledInstitution {
        prefecture: code.prefecture,
        table: code.table,
        number: code.number.clone(),
        name: name.to_owned(),
        postcode: postcode(columns.postcode.of(cells)),
        address: address::with_prefecture(prefecture, columns.address.of(cells)),
        phone: contact::phone(columns.phone.of(cells), at, "電話番号", ledger),
        fax: contact::phone(columns.fax.of(cells), at, "FAX番号", ledger),
        beds,
        hospital,
        filings: Vec::new(),
        partner: partner(columns.partner.of(cells), code),
    }
}

/// The number under which the institution files at the other of the medical and the dental table. Pharmacies have none.
fn partner(text: &str, code: &Code) -> Option<String> {
    let digits: String = nfkc(text).chars().filter(char::is_ascii_digit).collect();
    let table = match code.table {
        FilingTable::Medical => FilingTable::Dental,
        FilingTable::Dental => FilingTable::Medical,
        FilingTable::Pharmacy => return None,
    };
    ((1..=7).contains(&digits.len()) && digits.bytes().any(|digit| digit != b'0'))
        .then(|| format!("{:02}{}{digits:0>7}", code.prefecture, table.digit()))
}

fn postcode(text: &str) -> Option<String> {
    let digits: String = nfkc(text).chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 7).then(|| format!("{}-{}", &digits[..3], &digits[3..]))
}

/// One number, two names: the first is kept.
fn remark_other_name(institution: &FiledInstitution, columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) {
    let name = columns.name.of(&row.cells);
    if name != institution.name && fold(name) != fold(&institution.name) {
        ledger.warn(
            "number_of_two",
            place(row.number, "医療機関名称", &both(&institution.name, name)),
            "同じ番号が上の行に別の名称であります。先の名称を使いました (the number stands above under another name; the first name was kept)",
        );
    }
}

/// Adds the filing of a row. A symbol repeats where it has several remarks, or was filed for several devices: it stands once,
/// since the earliest date.
fn file(institution: &mut FiledInstitution, columns: &Columns, row: &Row, ledger: &mut Ledger<'_>) {
    let symbol: String = nfkc(columns.symbol.of(&row.cells)).split(' ').collect();
    let (title, published) = (columns.title.of(&row.cells), columns.since.of(&row.cells));
    if symbol.is_empty() {
        if !title.is_empty() {
            ledger.warn(
                "filing_without_symbol",
                place(row.number, "受理届出名称", title),
                "受理記号のない届出は使えません (a filing without its symbol says nothing that can be used)",
            );
        }
        return;
    }
    let since = edition::era_date(published);
    if since.is_none() {
        ledger.warn(
            "unreadable_date",
            place(row.number, "算定開始年月日", published),
            "算定開始年月日が読めません (the day from which the filing counts could not be read)",
        );
    }
    match institution.filings.iter_mut().find(|filing| filing.symbol == symbol) {
        Some(filing) => filing.since = filing.since.into_iter().chain(since).min(),
        None => institution.filings.push(Filing { symbol, title: title.to_owned(), since }),
    }
}

/// 「療養　　206／一般　　231」「一般（感染）　感染　9」「一般　一般　19」「　一般　12」, and kinds without a number, which have none.
fn beds(text: &str, row: u64, ledger: &mut Ledger<'_>) -> Option<Beds> {
    let mut beds = Beds::default();
    for part in nfkc(text).split('/').map(str::trim).filter(|part| !part.is_empty()) {
        let split = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let (kind, count) = part.split_at(split);
        if count.is_empty() {
            continue;
        }
        let Ok(count) = count.trim().replace(',', "").parse::<u32>() else {
            ledger.warn(
                "unreadable_beds",
                place(row, "病床数", text),
                "病床数が読めないので入れませんでした (the number of beds could not be read; it was left out)",
            );
            continue;
        };
        let kind = bed_kind(kind);
        beds.total += count;
        match beds.by_kind.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, sum)) => *sum += count,
            None => beds.by_kind.push((kind, count)),
        }
    }
    (beds.total > 0).then_some(beds)
}

/// 「一般 感染」 is 一般(感染), 「一般 一般」 is 一般.
fn bed_kind(text: &str) -> String {
    match text.split_whitespace().collect::<Vec<_>>()[..] {
        [] => "その他".to_owned(),
        [kind] => kind.to_owned(),
        [kind, detail, ..] if kind.contains(detail) => kind.to_owned(),
        [kind, detail, ..] => format!("{kind}({detail})"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn beds_are_read_as_the_bureaus_write_them() {
        let read = |text| {
            let mut deaf = |_| {};
            beds(text, 5, &mut Ledger::new("f", date(2026, 1, 1), &mut deaf))
        };
        let of = |total, kinds: &[(&str, u32)]| {
            Some(Beds { total, by_kind: kinds.iter().map(|(kind, n)| ((*kind).to_owned(), *n)).collect() })
        };
        assert_eq!(read("療養　　206／一般　　231"), of(437, &[("療養", 206), ("一般", 231)]));
        assert_eq!(read("一般　　378／一般（感染）　感染　9"), of(387, &[("一般", 378), ("一般(感染)", 9)]));
        assert_eq!(read("一般　一般　1,019"), of(1_019, &[("一般", 1_019)]));
        assert_eq!(read("一般　感染　４／　一般　12／一般　　7"), of(23, &[("一般(感染)", 4), ("一般", 19)]));
        assert_eq!(read("一般　　／精神　　"), None);
        assert_eq!(read(""), None);
    }
}

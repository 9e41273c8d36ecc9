//! 郵便番号データ (KEN_ALL) of Japan Post: readings and postal codes of towns. Fifteen columns without a header, in CP932 with
//! half-width kana or in UTF-8 with full-width kana. One record a municipality.

use std::collections::HashMap;

use super::ledger::{Ledger, hash, place};
use super::table::Row;
use super::{Dataset, FileImport, ImportError, Part, csv, edition};
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{PostalTown, RecordBody, TownReadings};
use crate::domain::text::nfkc;

/// How many columns the file has.
const WIDTH: usize = 15;
/// How many lines are looked at to see whether a file is this one.
const LOOK_AT: usize = 5;

/// What is read of the fifteen columns: where each stands, and what people call it.
mod column {
    pub(super) const MUNICIPALITY: (usize, &str) = (0, "全国地方公共団体コード");
    pub(super) const POSTCODE: (usize, &str) = (2, "郵便番号");
    pub(super) const PREFECTURE_KANA: usize = 3;
    pub(super) const CITY_KANA: usize = 4;
    pub(super) const TOWN_KANA: usize = 5;
    pub(super) const PREFECTURE: usize = 6;
    pub(super) const CITY: (usize, &str) = (7, "市区町村名");
    pub(super) const TOWN: usize = 8;
}

/// Whether a file is this one: a line of its beginning has fifteen cells, a municipality's code first and a postal code third.
/// No second byte of CP932 is a comma, so the bytes can be looked at as they are.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.split(|&byte| byte == b'\n').take(LOOK_AT).any(|line| {
        let cells: Vec<&[u8]> = line.split(|&byte| byte == b',').collect();
        let digits = |cell: &[u8], many: usize| {
            let bare = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell);
            bare.len() == many && bare.iter().all(u8::is_ascii_digit)
        };
        cells.len() == WIDTH && digits(cells[column::MUNICIPALITY.0], 5) && digits(cells[column::POSTCODE.0], 7)
    })
}

/// Reads the file.
///
/// # Errors
/// When its text is damaged, or neither its name nor its zip gives a date.
pub(super) fn read(part: &Part, progress: &mut dyn FnMut(u64)) -> Result<FileImport, ImportError> {
    let edition = edition::of(part, &[]).ok_or_else(|| ImportError::NoEdition { file: part.name.clone() })?;
    let mut ledger = Ledger::new(&part.name, edition, progress);
    let mut gathered = Gathered::default();
    for row in csv::rows(part)? {
        let row = row?;
        if !row.is_blank() {
            ledger.count();
            gathered.take(&row, &mut ledger);
        }
    }
    let record = |(readings, rows): (TownReadings, Vec<u64>)| {
        let key = readings.municipality.to_string();
        ledger.record(Dataset::PostalCodes, key, rows, RecordBody::Readings(readings))
    };
    let records = gathered.all.into_iter().map(record).collect();
    Ok(ledger.close(Dataset::PostalCodes, records))
}

/// The municipalities of a file, each with its towns and rows, in the order of the file.
#[derive(Default)]
struct Gathered {
    all: Vec<(TownReadings, Vec<u64>)>,
    municipalities: HashMap<MunicipalityCode, usize>,
    /// The municipality and postal code of a row whose bracket is still open: its town goes on in the next row.
    open: Option<(MunicipalityCode, String)>,
}

impl Gathered {
    fn take(&mut self, row: &Row, ledger: &mut Ledger<'_>) {
        let cell = |index: usize| nfkc(row.cells.get(index).unwrap_or_default());
        if row.cells.len() != WIDTH {
            let message = "the row does not have fifteen cells; cut short, or a stray comma";
            let cells = format!("{} cells", row.cells.len());
            return ledger.refuse("wrong_cell_count", place(row.number, "", &cells), message);
        }
        let (index, field) = column::MUNICIPALITY;
        let Ok(municipality) = MunicipalityCode::parse(&cell(index)) else {
            let message = "no municipality has this code";
            return ledger.refuse("missing_identity", place(row.number, field, &cell(index)), message);
        };
        let (index, field) = column::POSTCODE;
        let postcode = cell(index);
        if postcode.len() != 7 || !postcode.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = "a postal code has seven digits";
            return ledger.refuse("unreadable_postcode", place(row.number, field, &postcode), message);
        }
        let (index, field) = column::CITY;
        if cell(index).is_empty() || cell(column::PREFECTURE).is_empty() {
            let message = "a place without prefecture or municipality cannot be used";
            return ledger.refuse("missing_identity", place(row.number, field, &cell(index)), message);
        }
        let index = self.municipality(municipality, &cell);
        let (readings, rows) = &mut self.all[index];
        rows.push(hash(&row.cells, None));
        let written = cell(column::TOWN);
        let towns = towns(&written, &cell(column::TOWN_KANA));
        let here = (municipality, postcode);
        // A bracket that the row before left open is only closed here; what stands in it is no town.
        let continued = self.open.as_ref() == Some(&here);
        let is_open = |before: bool| match (written.rfind('('), written.rfind(')')) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => before,
        };
        if !continued {
            for (name, kana) in towns {
                let town = PostalTown { postcode: here.1.clone(), name, kana };
                if !readings.towns.contains(&town) {
                    readings.towns.push(town);
                }
            }
        }
        self.open = is_open(continued).then_some(here);
    }

    fn municipality(&mut self, code: MunicipalityCode, cell: &impl Fn(usize) -> String) -> usize {
        let all = &mut self.all;
        *self.municipalities.entry(code).or_insert_with(|| {
            let readings = TownReadings {
                municipality: code,
                prefecture: cell(column::PREFECTURE),
                prefecture_kana: cell(column::PREFECTURE_KANA),
                name: cell(column::CITY.0),
                kana: cell(column::CITY_KANA),
                towns: Vec::new(),
            };
            all.push((readings, Vec::new()));
            all.len() - 1
        })
    }
}

/// The towns of a cell with their readings. An empty name is the municipality as a whole; brackets tell which 丁目, lots or floors
/// are meant and are left out, and so are the 地割 of 岩手県, which stand without brackets.
fn towns(written: &str, kana: &str) -> Vec<(String, String)> {
    if stands_for_the_whole(written) {
        return vec![(String::new(), String::new())];
    }
    let (name, kana) = (before_lots(written, "地割"), before_lots(kana, "チワリ"));
    let (names, readings): (Vec<&str>, Vec<&str>) = (name.split('、').collect(), kana.split(['、', '､']).collect());
    if names.len() != readings.len() {
        return vec![(name.to_owned(), kana.to_owned())];
    }
    names.into_iter().zip(readings).map(|(name, kana)| (name.to_owned(), kana.to_owned())).collect()
}

/// 「以下に掲載がない場合」, 「架空村の次に番地がくる場合」, 「架空村一円」; 一円 alone is a town (滋賀県多賀町).
fn stands_for_the_whole(written: &str) -> bool {
    written == "以下に掲載がない場合"
        || written.ends_with("の次に番地がくる場合")
        || (written.ends_with("一円") && written != "一円")
}

/// What stands before a bracket, and before the first 地割: 種市 of 「種市第２３地割～第２７地割」.
fn before_lots<'a>(text: &'a str, lots: &str) -> &'a str {
    let text = text.split('(').next().unwrap_or_default();
    let Some(at) = text.find(lots) else { return text };
    let head = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
    let head = head.strip_suffix('第').or_else(|| head.strip_suffix("ダイ")).unwrap_or(head);
    if head.len() == at { text } else { head }
}

#[cfg(test)]
mod tests {
    use super::super::read as read_part;
    use super::*;

    /// In the shape of the file: a municipality as a whole, 丁目 in brackets, one bracket over three rows, 地割.
    pub(in crate::import) const ROWS: [&str; 9] = [
        "14201,\"238  \",\"2380000\",\"カナガワケン\",\"ヨコスカシ\",\"イカニケイサイガナイバアイ\",\"神奈川県\",\"横須賀市\",\"以下に掲載がない場合\",0,0,0,0,0,0",
        "14201,\"239  \",\"2390822\",\"カナガワケン\",\"ヨコスカシ\",\"ウラガ\",\"神奈川県\",\"横須賀市\",\"浦賀\",0,0,1,0,0,0",
        "14201,\"238  \",\"2380014\",\"カナガワケン\",\"ヨコスカシ\",\"ミハルチョウ（１-６チョウメ）\",\"神奈川県\",\"横須賀市\",\"三春町（１～６丁目）\",0,0,1,0,0,0",
        "03507,\"02879\",\"0287915\",\"イワテケン\",\"クノヘグンヒロノチョウ\",\"タネイチダイ２３チワリ-ダイ２７チワリ\",\"岩手県\",\"九戸郡洋野町\",\"種市第２３地割～第２７地割（一区、\",0,0,0,0,0,0",
        "03507,\"02879\",\"0287915\",\"イワテケン\",\"クノヘグンヒロノチョウ\",\"タネイチダイ２３チワリ-ダイ２７チワリ\",\"岩手県\",\"九戸郡洋野町\",\"二区、三区、\",0,0,0,0,0,0",
        "03507,\"02879\",\"0287915\",\"イワテケン\",\"クノヘグンヒロノチョウ\",\"タネイチダイ２３チワリ-ダイ２７チワリ\",\"岩手県\",\"九戸郡洋野町\",\"四区）\",0,0,0,0,0,0",
        "25443,\"52203\",\"5220317\",\"シガケン\",\"イヌカミグンタガチョウ\",\"イチエン\",\"滋賀県\",\"犬上郡多賀町\",\"一円\",0,0,0,0,0,0",
        "14201,\"239  \",\"239082\",\"カナガワケン\",\"ヨコスカシ\",\"カモイ\",\"神奈川県\",\"横須賀市\",\"鴨居\",0,0,1,0,0,0",
        "14201,\"239  \",\"2390813\",\"カナガワケン\",\"横須賀市\",\"鴨居\",0,0,1,0,0,0",
    ];

    fn read_bytes(bytes: Vec<u8>) -> FileImport {
        let part = Part { name: "a.zip!a.csv".to_owned(), modified: Some(jiff::civil::date(2026, 10, 30)), bytes };
        assert!(is_one(&part.bytes));
        let read = read_part(&part, &mut |_| ()).unwrap();
        assert!(read.balances(), "{read:?}");
        read
    }

    fn towns_of(read: &FileImport, key: &str) -> Vec<(String, String, String)> {
        let record = read.records.iter().find(|record| record.key == key).unwrap();
        let RecordBody::Readings(readings) = &record.body else { panic!("{record:?}") };
        readings.towns.iter().map(|t| (t.postcode.clone(), t.name.clone(), t.kana.clone())).collect()
    }

    fn town(postcode: &str, name: &str, kana: &str) -> (String, String, String) {
        (postcode.to_owned(), name.to_owned(), kana.to_owned())
    }

    #[test]
    fn towns_have_readings_and_codes_and_every_row_is_accounted_for() {
        let read = read_bytes(ROWS.join("\r\n").into_bytes());
        assert_eq!((read.dataset, read.edition), (Dataset::PostalCodes, jiff::civil::date(2026, 10, 30)));
        assert_eq!((read.rows_read, read.rows_recorded(), read.rows_refused), (9, 7, 2));
        assert_eq!(
            towns_of(&read, "14201"),
            [town("2380000", "", ""), town("2390822", "浦賀", "ウラガ"), town("2380014", "三春町", "ミハルチョウ")]
        );
        assert_eq!(towns_of(&read, "03507"), [town("0287915", "種市", "タネイチ")]);
        assert_eq!(towns_of(&read, "25443"), [town("5220317", "一円", "イチエン")]);
        assert_eq!(read.notice_counts().into_keys().collect::<Vec<_>>(), ["unreadable_postcode", "wrong_cell_count"]);
    }

    #[test]
    fn half_width_kana_in_cp932_say_the_same() {
        let text = "14201,\"239  \",\"2390822\",\"ｶﾅｶﾞﾜｹﾝ\",\"ﾖｺｽｶｼ\",\"ｳﾗｶﾞ\",\"神奈川県\",\"横須賀市\",\"浦賀\",0,0,1,0,0,0\r\n";
        let old = read_bytes(encoding_rs::SHIFT_JIS.encode(text).0.into_owned());
        let new = read_bytes(ROWS[1].as_bytes().to_vec());
        assert_eq!(old.records[0].body, new.records[0].body);
    }

    #[test]
    fn other_files_are_not_taken_for_it() {
        assert!(!is_one("都道府県名,市区町村名\n14201,2390822\n".as_bytes()));
        assert!(!is_one(b""));
    }
}

//! Reference points for addresses: 国土交通省 位置参照情報 (大字・町丁目レベル, 街区レベル) and Geolonia 住所データ.
//!
//! One record a municipality. A file of towns and one of blocks are two records, so that neither replaces the other.

use std::collections::HashMap;

use super::coordinates::{self, Pair};
use super::layout::{At, Header, Layout, known, required};
use super::ledger::{Ledger, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError};
use crate::domain::LatLon;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{RecordBody, ReferencePlaces, ReferenceTown, SourceRecord};
use crate::domain::text::nfkc;

/// 街区レベル位置参照情報: a row a block (街区符号) or lot (地番).
pub(super) const BLOCKS: Layout = Layout {
    label: "位置参照情報（街区レベル）",
    columns: &[
        required(&["都道府県名"]),
        required(&["市区町村名"]),
        required(&["大字・丁目名", "大字町丁目名", "大字・町丁目名"]),
        known(&["小字・通称名"]),
        required(&["街区符号・地番"]),
        required(&["緯度"]),
        required(&["経度"]),
        known(&["更新後履歴フラグ"]),
        known(&["市区町村コード"]),
        known(&["都道府県コード"]),
        known(&["大字町丁目コード"]),
        known(&["座標系番号"]),
        known(&["X座標"]),
        known(&["Y座標"]),
        known(&["住居表示フラグ"]),
        known(&["代表フラグ"]),
        known(&["更新前履歴フラグ"]),
    ],
    family: |_| false,
    needs_family: false,
    read: |tables, ledger| read(tables, ledger, Dataset::ReferencePoints, "-blocks"),
};

/// 大字・町丁目レベル位置参照情報: a row a town.
pub(super) const TOWNS: Layout = Layout {
    label: "位置参照情報（大字・町丁目レベル）",
    columns: &[
        required(&["都道府県名"]),
        required(&["市区町村コード"]),
        required(&["市区町村名"]),
        required(&["大字町丁目コード"]),
        required(&["大字・丁目名", "大字町丁目名", "大字・町丁目名"]),
        required(&["緯度"]),
        required(&["経度"]),
        known(&["都道府県コード"]),
        known(&["原典資料コード"]),
        known(&["大字・字・丁目区分コード"]),
        known(&["小字・通称名"]),
        known(&["街区符号・地番"]),
        known(&["更新後履歴フラグ"]),
    ],
    family: |_| false,
    needs_family: false,
    read: |tables, ledger| read(tables, ledger, Dataset::ReferencePoints, ""),
};

/// Geolonia 住所データ: a row a town or a 小字.
pub(super) const GEOLONIA: Layout = Layout {
    label: "Geolonia 住所データ",
    columns: &[
        required(&["都道府県名"]),
        required(&["市区町村名"]),
        required(&["大字・丁目名", "大字町丁目名"]),
        required(&["小字・通称名"]),
        required(&["緯度"]),
        required(&["経度"]),
        known(&["市区町村コード"]),
        known(&["都道府県コード"]),
        known(&["都道府県名カナ"]),
        known(&["都道府県名ローマ字"]),
        known(&["市区町村名カナ"]),
        known(&["市区町村名ローマ字"]),
        known(&["大字町丁目名カナ"]),
        known(&["大字町丁目名ローマ字"]),
        known(&["街区符号・地番"]),
        known(&["更新後履歴フラグ"]),
    ],
    family: |_| false,
    needs_family: false,
    read: |tables, ledger| read(tables, ledger, Dataset::Geolonia, ""),
};

/// What 更新後履歴フラグ says of a block that exists no more.
const ABOLISHED: &str = "3";
/// How these files write that a municipality has no towns.
const NO_TOWN: &str = "（大字なし）";
const POINT: &str = "緯度";

struct Columns {
    prefecture: At,
    city: At,
    code: At,
    town: At,
    area: At,
    block: At,
    point: (At, At),
    history: At,
}

impl Columns {
    fn of(header: &Header) -> Self {
        Self {
            prefecture: header.at("都道府県名"),
            city: header.at("市区町村名"),
            code: header.at("市区町村コード"),
            town: header.at("大字・丁目名"),
            area: header.at("小字・通称名"),
            block: header.at("街区符号・地番"),
            point: (header.at(POINT), header.at("経度")),
            history: header.at("更新後履歴フラグ"),
        }
    }
}

/// The municipalities of a file, each with its towns and rows, in the order of the file.
#[derive(Default)]
struct Gathered {
    all: Vec<(ReferencePlaces, Vec<u64>)>,
    municipalities: HashMap<String, usize>,
    towns: HashMap<(usize, String), usize>,
}

impl Gathered {
    fn municipality(&mut self, name: &str, code: &str) -> usize {
        if let Some(&known) = self.municipalities.get(name) {
            return known;
        }
        let municipality = MunicipalityCode::parse(&nfkc(code)).ok();
        self.all.push((ReferencePlaces { municipality, name: name.to_owned(), towns: Vec::new() }, Vec::new()));
        self.municipalities.insert(name.to_owned(), self.all.len() - 1);
        self.all.len() - 1
    }

    fn take(&mut self, municipality: usize, town: String, block: &str, at: LatLon, row: u64) {
        let (places, rows) = &mut self.all[municipality];
        rows.push(row);
        let towns = &mut places.towns;
        let index = *self.towns.entry((municipality, town)).or_insert_with_key(|(_, name)| {
            towns.push(ReferenceTown { name: name.clone(), at: None, blocks: Vec::new() });
            towns.len() - 1
        });
        if block.is_empty() {
            towns[index].at.get_or_insert(at);
        } else {
            towns[index].blocks.push((block.to_owned(), at));
        }
    }
}

fn read(
    tables: Vec<Table<'_>>,
    ledger: &mut Ledger<'_>,
    dataset: Dataset,
    suffix: &str,
) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut gathered = Gathered::default();
    for mut table in tables {
        let columns = Columns::of(&table.header);
        while let Some(row) = ledger.next(&mut table)? {
            take(&columns, &row, &mut gathered, ledger);
        }
    }
    let records = gathered.all.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(places, rows)| {
        let key = places.municipality.map_or_else(|| places.name.clone(), |code| code.to_string());
        ledger.record(dataset, format!("{key}{suffix}"), rows, RecordBody::Places(places))
    });
    Ok((dataset, records.collect()))
}

fn take(columns: &Columns, row: &Row, gathered: &mut Gathered, ledger: &mut Ledger<'_>) {
    let cells = &row.cells;
    let (prefecture, city) = (columns.prefecture.of(cells), columns.city.of(cells));
    if prefecture.is_empty() || city.is_empty() {
        let message =
            "都道府県か市区町村のない行は使えません (a place without prefecture or municipality cannot be used)";
        ledger.refuse("missing_identity", place(row.number, "市区町村名", city), message);
        return;
    }
    if columns.history.of(cells) == ABOLISHED {
        let block = columns.block.of(cells);
        ledger.set_aside(
            "place_abolished",
            place(row.number, "更新後履歴フラグ", block),
            "廃止された街区です (the block exists no more)",
        );
        return;
    }
    let Some(at) = coordinates::point(&Pair::of(cells, columns.point), row.number, POINT, ledger) else {
        let message =
            "緯度・経度のない行は位置の基準に使えません (a reference point without coordinates cannot be used)";
        ledger.refuse("place_without_point", place(row.number, POINT, columns.town.of(cells)), message);
        return;
    };
    let town = Some(columns.town.of(cells)).filter(|town| *town != NO_TOWN).unwrap_or_default();
    let municipality = gathered.municipality(&[prefecture, city].concat(), columns.code.of(cells));
    let town = [town, columns.area.of(cells)].concat();
    gathered.take(municipality, town, columns.block.of(cells), at, hash(cells, None));
}

#[cfg(test)]
mod tests {
    use super::super::{FileImport, Part, read as read_part};
    use super::*;

    fn read_text(name: &str, text: &str) -> FileImport {
        let bytes = encoding_rs::SHIFT_JIS.encode(text).0.into_owned();
        let part = Part { name: name.to_owned(), modified: Some(jiff::civil::date(2025, 3, 31)), bytes };
        let read = read_part(&part, &mut |_| ()).unwrap();
        assert!(read.balances(), "{read:?}");
        read
    }

    fn places(read: &FileImport, record: usize) -> &ReferencePlaces {
        match &read.records[record].body {
            RecordBody::Places(places) => places,
            other => panic!("{other:?}"),
        }
    }

    const BLOCK_HEADER: &str = "\"都道府県名\",\"市区町村名\",\"大字・丁目名\",\"小字・通称名\",\"街区符号・地番\",\"座標系番号\",\"Ｘ座標\",\"Ｙ座標\",\"緯度\",\"経度\",\"住居表示フラグ\",\"代表フラグ\",\"更新前履歴フラグ\",\"更新後履歴フラグ\"";

    #[test]
    fn blocks_are_gathered_by_municipality_and_town() {
        let rows = [
            "\"神奈川県\",\"架空市\",\"うみかぜ一丁目\",\"\",\"1\",\"9\",\"1.0\",\"2.0\",\"35.2301\",\"139.7001\",\"1\",\"1\",\"0\",\"0\"",
            "\"神奈川県\",\"架空市\",\"うみかぜ一丁目\",\"\",\"2\",\"9\",\"1.0\",\"2.0\",\"35.2302\",\"139.7002\",\"1\",\"1\",\"0\",\"0\"",
            "\"神奈川県\",\"架空市\",\"大字やまかぜ\",\"字谷\",\"102\",\"9\",\"1.0\",\"2.0\",\"35.24\",\"139.71\",\"0\",\"1\",\"0\",\"0\"",
            "\"神奈川県\",\"架空市\",\"大字やまかぜ\",\"\",\"9\",\"9\",\"1.0\",\"2.0\",\"35.24\",\"139.71\",\"0\",\"1\",\"0\",\"3\"",
            "\"神奈川県\",\"架空町\",\"（大字なし）\",\"\",\"7\",\"9\",\"1.0\",\"2.0\",\"0.0\",\"0.0\",\"0\",\"1\",\"0\",\"0\"",
            "\"神奈川県\",\"架空町\",\"（大字なし）\",\"\",\"8\",\"9\",\"1.0\",\"2.0\",\"35.3\",\"139.3\",\"0\",\"1\",\"0\",\"0\"",
        ];
        let read = read_text("14_2024.csv", &[&[BLOCK_HEADER], &rows[..]].concat().join("\r\n"));
        assert_eq!(
            (read.dataset, read.rows_read, read.rows_noticed, read.rows_refused),
            (Dataset::ReferencePoints, 6, 1, 1)
        );
        assert_eq!(read.records[0].key, "神奈川県架空市-blocks");
        let city = places(&read, 0);
        assert_eq!(
            city.towns.iter().map(|t| t.name.as_str()).collect::<Vec<_>>(),
            ["うみかぜ一丁目", "大字やまかぜ字谷"]
        );
        assert_eq!(city.towns[0].blocks.len(), 2);
        assert_eq!(city.towns[0].blocks[1].0, "2");
        assert_eq!(places(&read, 1).towns[0].name, "");
    }

    #[test]
    fn towns_have_points_of_their_own_and_codes() {
        let text = "都道府県コード,都道府県名,市区町村コード,市区町村名,大字町丁目コード,大字町丁目名,緯度,経度,原典資料コード,大字・字・丁目区分コード\n\
                    14,神奈川県,14201,横須賀市,142010001001,架空一丁目,35.28,139.67,0,3\n\
                    14,神奈川県,14201,,142010001002,架空二丁目,35.28,139.67,0,3\n";
        let read = read_text("14_2024.csv", text);
        assert_eq!((read.rows_read, read.rows_refused), (2, 1));
        assert_eq!(read.records[0].key, "14201");
        let city = places(&read, 0);
        assert_eq!(city.municipality.map(MunicipalityCode::number), Some(14_201));
        assert!(city.towns[0].at.is_some() && city.towns[0].blocks.is_empty());
    }

    #[test]
    fn small_areas_of_geolonia_stand_behind_their_town() {
        let text = "都道府県名,市区町村名,大字町丁目名,小字・通称名,緯度,経度\n三重県,架空市,石仏,,35.11,136.56\n三重県,架空市,石仏,前田,35.12,136.57\n";
        let read = read_text("towns_20240115.csv", text);
        assert_eq!((read.dataset, read.edition), (Dataset::Geolonia, jiff::civil::date(2024, 1, 15)));
        assert_eq!(places(&read, 0).towns[1].name, "石仏前田");
    }
}

//! What an external geocoder answered about the addresses of facilities, as `zaitaku locate` writes it: one row an address that was asked.

use std::collections::HashSet;

use super::layout::{Layout, known, required};
use super::ledger::{Ledger, hash, place};
use super::table::{Row, Table};
use super::{Dataset, ImportError};
use crate::domain::LatLon;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{RecordBody, ReferencePlaces, ReferenceTown, SourceRecord};

/// The columns in the order in which they are written.
pub const COLUMNS: [&str; 9] = [
    "住所",
    "市区町村コード",
    "町名まで",
    "番地",
    "緯度",
    "経度",
    "住所検索の判定",
    "住所検索の結果",
    "住所検索サーバー",
];

const ADDRESS: &str = COLUMNS[0];
const MUNICIPALITY: &str = COLUMNS[1];
const TOWN: &str = COLUMNS[2];
const LOT: &str = COLUMNS[3];
const LAT: &str = COLUMNS[4];
const LON: &str = COLUMNS[5];
const VERDICT: &str = COLUMNS[6];

/// The layout.
pub(super) const LAYOUT: Layout = Layout {
    label: "外部の住所検索の結果",
    columns: &[
        required(&[ADDRESS]),
        required(&[MUNICIPALITY]),
        required(&[TOWN]),
        required(&[LOT]),
        required(&[LAT]),
        required(&[LON]),
        required(&[VERDICT]),
        known(&[COLUMNS[7]]),
        known(&[COLUMNS[8]]),
    ],
    family: |_| false,
    needs_family: false,
    read,
};

fn read(tables: Vec<Table<'_>>, ledger: &mut Ledger<'_>) -> Result<(Dataset, Vec<SourceRecord>), ImportError> {
    let mut records = Vec::new();
    let mut asked: HashSet<String> = HashSet::new();
    for mut table in tables {
        let at = COLUMNS.map(|name| table.header.at(name));
        while let Some(row) = ledger.next(&mut table)? {
            let cells = at.map(|column| column.of(&row.cells).to_owned());
            let Some(places) = places(&cells, &row, ledger) else { continue };
            let [address, ..] = cells;
            if !asked.insert(address.clone()) {
                let message = "同じ住所が上の行にあります。先の行を使いました (the address stands above already; that row was kept)";
                ledger.set_aside("duplicate_address", place(row.number, ADDRESS, &address), message);
                continue;
            }
            let body = RecordBody::Places(places);
            records.push(ledger.record(Dataset::Located, address, vec![hash(&row.cells, None)], body));
        }
    }
    Ok((Dataset::Located, records))
}

/// The point of an address; a row that was asked in vain has none, and is kept so that nobody asks again.
fn places(cells: &[String; 9], row: &Row, ledger: &mut Ledger<'_>) -> Option<ReferencePlaces> {
    let [address, code, town, lot, lat, lon, ..] = cells;
    let mut refuse = |code, field, value: &str, message| {
        ledger.refuse(code, place(row.number, field, value), message);
        None
    };
    if address.is_empty() || town.is_empty() {
        return refuse("missing_identity", ADDRESS, address, "住所がありません (no address)");
    }
    let Ok(municipality) = MunicipalityCode::parse(code) else {
        return refuse("missing_identity", MUNICIPALITY, code, "no municipality has this code");
    };
    let point = || LatLon::new(lat.parse().ok()?, lon.parse().ok()?).ok().filter(|at| at.in_japan());
    let blocks = match (lat.is_empty() && lon.is_empty(), point()) {
        (true, _) => Vec::new(),
        (false, Some(at)) if !lot.is_empty() => vec![(lot.clone(), at)],
        _ => {
            return refuse(
                "unreadable_coordinates",
                LAT,
                lat,
                "緯度・経度・番地がそろっていません (no point of a house)",
            );
        }
    };
    let town = ReferenceTown { name: String::new(), at: None, blocks };
    Some(ReferencePlaces { municipality: Some(municipality), name: cells[2].clone(), towns: vec![town] })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Part, read as read_part};
    use super::*;

    #[test]
    fn answers_and_vain_questions_are_records_and_every_row_is_accounted_for() {
        let rows = [
            COLUMNS.join(","),
            "神奈川県横須賀市浦賀五丁目1-1,14201,神奈川県横須賀市浦賀五丁目,1,35.2405,139.7121,found,神奈川県横須賀市浦賀五丁目1番,127.0.0.1".to_owned(),
            "神奈川県横須賀市鴨居二丁目9,14201,神奈川県横須賀市鴨居二丁目,,,,nothing,,127.0.0.1".to_owned(),
            "神奈川県横須賀市鴨居二丁目9,14201,神奈川県横須賀市鴨居二丁目,,,,nothing,,127.0.0.1".to_owned(),
            "神奈川県横須賀市鴨居二丁目8,14201,神奈川県横須賀市鴨居二丁目,8,5.0,139.0,found,,127.0.0.1".to_owned(),
            "神奈川県横須賀市鴨居二丁目7,99999,神奈川県横須賀市鴨居二丁目,7,35.2,139.7,found,,127.0.0.1".to_owned(),
        ];
        let part =
            Part { name: "located_20261121.csv".to_owned(), modified: None, bytes: rows.join("\r\n").into_bytes() };
        let file = read_part(&part, &mut |_| ()).unwrap();
        assert!(file.balances(), "{file:?}");
        assert_eq!((file.dataset, file.edition), (Dataset::Located, date(2026, 11, 21)));
        assert_eq!((file.rows_read, file.records.len(), file.rows_noticed, file.rows_refused), (5, 2, 1, 2));
        let points = |i: usize| match &file.records[i].body {
            RecordBody::Places(places) => places.towns[0].blocks.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(points(0), [("1".to_owned(), LatLon::new(35.2405, 139.7121).unwrap())]);
        assert!(points(1).is_empty());
        assert_eq!(file.records[0].scope(), None, "an address that is not asked again is not gone");
    }
}

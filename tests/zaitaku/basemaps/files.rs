//! PMTiles and MBTiles as their writers make them, small.

use std::path::Path;

use martin_tile_utils::encode_gzip;
use serde_json::{Value, json};
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use zaitaku::tiles::TileId;

use super::town::{self, BOUNDS, In, ZOOMS};

/// What a file says of itself.
pub(super) fn metadata(schema: In, attribution: Option<&str>) -> Value {
    let mark = match schema {
        In::Gsi => "vt_code",
        In::Protomaps => "kind",
        In::OpenMapTiles => "class",
    };
    let mut names = town::layers(schema);
    // A layer that a writer lists although the town has nothing of it: by these two the schema is known.
    names.extend(match schema {
        In::Gsi => ["RdEdg", "WL"],
        In::Protomaps => ["landcover", "transit"],
        In::OpenMapTiles => ["park", "aeroway"],
    });
    let layers: Vec<Value> = names.iter().map(|name| json!({"id": name, "fields": {mark: "String"}})).collect();
    let mut told = json!({"name": "横須賀の試し", "format": "pbf", "vector_layers": layers});
    if let Some(attribution) = attribution {
        told["attribution"] = json!(attribution);
    }
    told
}

/// The town as a PMTiles archive with two leaf directories, everything packed with gzip.
pub(super) fn pmtiles(schema: In, attribution: Option<&str>) -> Vec<u8> {
    let mut tiles: Vec<(u64, Vec<u8>)> =
        town::tiles(schema).into_iter().map(|(tile, bytes)| (number(tile), encode_gzip(&bytes).unwrap())).collect();
    tiles.sort_by_key(|(number, _)| *number);
    archive(&tiles, &metadata(schema, attribution), 1)
}

/// An archive of tiles, whatever they are. `kind` 1 is vectors, 2 is PNG (PMTiles specification, version 3).
pub(super) fn archive(tiles: &[(u64, Vec<u8>)], metadata: &Value, kind: u8) -> Vec<u8> {
    let packing = if kind == 1 { 2 } else { 1 };
    let mut data = Vec::new();
    let mut entries = Vec::new();
    for (number, bytes) in tiles {
        entries.push((*number, 1, bytes.len() as u64, data.len() as u64));
        data.extend(bytes);
    }
    let (mut leaves, mut root) = (Vec::new(), Vec::new());
    for half in entries.chunks(entries.len().div_ceil(2)) {
        let leaf = encode_gzip(&directory(half)).unwrap();
        root.push((half[0].0, 0, leaf.len() as u64, leaves.len() as u64));
        leaves.extend(leaf);
    }
    let root = encode_gzip(&directory(&root)).unwrap();
    let metadata = encode_gzip(metadata.to_string().as_bytes()).unwrap();
    let mut file = b"PMTiles\x03".to_vec();
    let mut start = 127;
    for part in [&root, &metadata, &leaves, &data] {
        file.extend((start as u64).to_le_bytes());
        file.extend((part.len() as u64).to_le_bytes());
        start += part.len();
    }
    for _ in 0..3 {
        file.extend((tiles.len() as u64).to_le_bytes());
    }
    file.extend([1, 2, packing, kind, ZOOMS.0, ZOOMS.1]);
    for degrees in BOUNDS {
        file.extend(((degrees * 1e7).round() as i32).to_le_bytes());
    }
    file.push(ZOOMS.0);
    for degrees in [(BOUNDS[0] + BOUNDS[2]) / 2.0, (BOUNDS[1] + BOUNDS[3]) / 2.0] {
        file.extend(((degrees * 1e7).round() as i32).to_le_bytes());
    }
    assert_eq!(file.len(), 127);
    [file, root, metadata, leaves, data].concat()
}

/// Where the leaf directories of an archive begin.
pub(super) fn leaves_start(file: &[u8]) -> usize {
    usize::try_from(u64::from_le_bytes(file[40..48].try_into().unwrap())).unwrap()
}

/// A directory: columns of steps, runs, lengths and offsets.
fn directory(entries: &[(u64, u64, u64, u64)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(entries.len() as u64, &mut bytes);
    let mut before = 0;
    for (number, ..) in entries {
        varint(number - before, &mut bytes);
        before = *number;
    }
    entries.iter().for_each(|entry| varint(entry.1, &mut bytes));
    entries.iter().for_each(|entry| varint(entry.2, &mut bytes));
    entries.iter().for_each(|entry| varint(entry.3 + 1, &mut bytes));
    bytes
}

fn varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// The number of a tile: all tiles of lower zooms, then its place on the Hilbert curve.
pub(super) fn number(tile: TileId) -> u64 {
    let (mut x, mut y) = (u64::from(tile.x()), u64::from(tile.y()));
    let mut number = (0..tile.z()).map(|z| 1_u64 << (2 * z)).sum();
    for bit in (0..tile.z()).rev() {
        let side = 1_u64 << bit;
        let (right, low) = (u64::from(x & side > 0), u64::from(y & side > 0));
        number += side * side * ((3 * right) ^ low);
        if low == 0 {
            if right == 1 {
                (x, y) = (side.wrapping_sub(1).wrapping_sub(x), side.wrapping_sub(1).wrapping_sub(y));
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    number
}

/// The town as an MBTiles database.
pub(super) fn mbtiles(path: &Path, schema: In, attribution: Option<&str>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let mut file = SqliteConnection::connect_with(&options).await.unwrap();
        for statement in [
            "create table metadata (name text, value text)",
            "create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)",
            "create unique index tile_index on tiles (zoom_level, tile_column, tile_row)",
        ] {
            sqlx::query(statement).execute(&mut file).await.unwrap();
        }
        let told = metadata(schema, attribution);
        let bounds = BOUNDS.map(|degrees| degrees.to_string()).join(",");
        let mut rows = vec![
            ("name", "横須賀の試し".to_owned()),
            ("format", "pbf".to_owned()),
            ("bounds", bounds),
            ("minzoom", ZOOMS.0.to_string()),
            ("maxzoom", ZOOMS.1.to_string()),
            ("json", json!({"vector_layers": told["vector_layers"]}).to_string()),
        ];
        rows.extend(attribution.map(|attribution| ("attribution", attribution.to_owned())));
        for (name, value) in rows {
            sqlx::query("insert into metadata values (?, ?)").bind(name).bind(value).execute(&mut file).await.unwrap();
        }
        for (tile, bytes) in town::tiles(schema) {
            let row = (1_u32 << tile.z()) - 1 - tile.y();
            let insert = sqlx::query("insert into tiles values (?, ?, ?, ?)").bind(tile.z()).bind(tile.x()).bind(row);
            insert.bind(encode_gzip(&bytes).unwrap()).execute(&mut file).await.unwrap();
        }
        file.close().await.unwrap();
    });
}

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::DateTime;
use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::*;
use crate::domain::availability::Coming;
use crate::domain::facility::WhichHours;
use crate::tiles::{TileDirectory, TilePoint, TileVocabulary, Visits};

struct One;

impl TileDirectory for One {
    fn len(&self) -> u32 {
        1
    }
    fn point(&self, _: u32) -> Option<TilePoint> {
        Some(TilePoint { lat: 35.28, lon: 139.67, kind: 0, visits: Visits::Yes, approx: false, caps: 1, consult: 0 })
    }
    fn id(&self, _: u32) -> Cow<'_, str> {
        "a".into()
    }
    fn name(&self, _: u32) -> Cow<'_, str> {
        "浦賀医院".into()
    }
    fn open_at(&self, _: DateTime, _: WhichHours) -> Arc<[u64]> {
        Arc::new([1])
    }
    fn coming(&self, _: Coming, _: bool) -> Arc<[u64]> {
        Arc::new([1])
    }
}

async fn open(folder: Option<&Path>) -> Catalogue {
    let live = LiveLayer::new(TileVocabulary::new(["clinic", "hospital"], ["tpn"]), Arc::new(One));
    Catalogue::open(live, BaseMap::builtin().unwrap(), folder).await
}

fn query(pairs: &[(&str, &str)]) -> UrlQuery {
    let pairs = pairs.iter();
    pairs.map(|&(key, value)| (key.to_owned(), value.to_owned())).collect()
}

/// A PMTiles archive, version 3, whose only tile is 0/0/0.
fn pmtiles(tile: &[u8], metadata: &str) -> Vec<u8> {
    let directory = [1, 0, 1, u8::try_from(tile.len()).unwrap(), 1];
    let mut file = b"PMTiles\x03".to_vec();
    let lengths = [directory.len(), metadata.len(), 0, tile.len()];
    let mut offset = 127;
    for length in lengths {
        file.extend(u64::try_from(offset).unwrap().to_le_bytes());
        file.extend(u64::try_from(length).unwrap().to_le_bytes());
        offset += length;
    }
    for _ in 0..3 {
        file.extend(1_u64.to_le_bytes());
    }
    // Clustered; directory and tiles not packed; MVT; zoom 0 to 0.
    file.extend([1, 1, 1, 1, 0, 0]);
    for degrees in [-180_i32, -85, 180, 85] {
        file.extend((degrees * 10_000_000).to_le_bytes());
    }
    file.extend([0; 9]);
    assert_eq!(file.len(), 127);
    file.extend(directory);
    file.extend(metadata.as_bytes());
    file.extend(tile);
    file
}

async fn write_mbtiles(path: &Path, tile: &[u8]) {
    let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    for statement in [
        "create table metadata (name text, value text)",
        "create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)",
        "create unique index tile_index on tiles (zoom_level, tile_column, tile_row)",
        "insert into metadata values ('name', 'survey'), ('format', 'pbf'), ('minzoom', '0'), ('maxzoom', '1')",
        r#"insert into metadata values ('json', '{"vector_layers":[{"id":"transportation","fields":{}},{"id":"water","fields":{}}]}')"#,
    ] {
        sqlx::query(statement).execute(&mut file).await.unwrap();
    }
    let insert = sqlx::query("insert into tiles values (0, 0, 0, ?)").bind(tile.to_vec());
    insert.execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

fn a_tile() -> Vec<u8> {
    let layer = fast_mvt::MvtLayerBuilder::new("water").unwrap();
    let point = fast_mvt::MvtGeometry::Point((1, 2).into());
    layer.feature(&point).unwrap().end().encode()
}

#[tokio::test]
async fn without_a_folder_there_are_the_live_layer_and_the_built_in_map() {
    let catalogue = open(None).await;
    let ids: Vec<_> = catalogue.list().into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids, ["base", "facilities"]);
    assert_eq!(catalogue.base_schema(), Schema::Builtin);
    let told = catalogue.tilejson("base", "http://h").unwrap();
    assert_eq!(told.tiles, ["http://h/tiles/base/{z}/{x}/{y}"]);
    assert!(told.attribution.unwrap().contains("位置参照情報（国土交通省）を加工して作成"));
    let style = catalogue.style(Theme::Light, Language::Japanese, "http://h");
    assert!(style["sources"]["base"]["attribution"].as_str().unwrap().contains("GSHHG"));

    let tile = catalogue.tile("base", (9, 454, 202), &query(&[])).await.unwrap();
    assert_eq!(tile.content_encoding, Some("gzip"));
    assert_eq!(tile.content_type, "application/vnd.mapbox-vector-tile");
    let plain = tile.clone().unpacked().unwrap();
    assert!(plain.content_encoding.is_none() && plain.bytes.len() > tile.bytes.len());
    let live = catalogue.tile("facilities", (9, 454, 202), &query(&[("kind", "clinic")])).await;
    assert!(live.is_ok_and(|tile| tile.live && !tile.bytes.is_empty()));
}

#[tokio::test]
async fn what_is_not_there_is_refused_with_what_is() {
    let catalogue = open(None).await;
    let none = query(&[]);
    let unknown = catalogue.tile("roads", (0, 0, 0), &none).await.unwrap_err();
    assert_eq!(unknown.allowed().unwrap(), ["base", "facilities"]);
    for (source, tile) in
        [("base", (15, 0, 0)), ("base", (0, 1, 0)), ("facilities", (255, u32::MAX, 0)), ("facilities", (21, 0, 0))]
    {
        let wrong = catalogue.tile(source, tile, &none).await.unwrap_err();
        assert!(matches!(wrong, TilesError::NoSuchTile { .. }), "{source} {tile:?}: {wrong}");
        assert!(wrong.is_callers_fault());
    }
    let wrong = catalogue.tile("base", (0, 0, 0), &query(&[("kind", "clinic")])).await.unwrap_err();
    assert!(matches!(wrong, TilesError::UnknownParameter { .. }));
    let wrong = catalogue.tile("facilities", (0, 0, 0), &query(&[("kind", "x")])).await.unwrap_err();
    assert_eq!(wrong.allowed().unwrap(), ["clinic", "hospital"]);
}

#[tokio::test]
async fn files_are_served_and_the_first_is_the_base_map() {
    let folder = tempfile::tempdir().unwrap();
    let tile = a_tile();
    write_mbtiles(&folder.path().join("survey.mbtiles"), &tile).await;
    let catalogue = open(Some(folder.path())).await;
    assert!(catalogue.problems().is_empty(), "{:?}", catalogue.problems());
    assert_eq!(catalogue.base_schema(), Schema::OpenMapTiles);
    let ids: Vec<_> = catalogue.list().into_iter().map(|entry| entry.id).collect();
    assert_eq!(ids, ["base", "builtin", "facilities", "survey"]);
    for id in ["base", "survey"] {
        let served = catalogue.tile(id, (0, 0, 0), &query(&[])).await.unwrap();
        assert_eq!(served.unpacked().unwrap().bytes, tile);
        let beyond = catalogue.tile(id, (2, 0, 0), &query(&[])).await.unwrap_err();
        assert!(matches!(beyond, TilesError::NoSuchTile { .. }));
    }
    let told = catalogue.tilejson("base", "").unwrap();
    assert!(told.attribution.unwrap().contains("OpenStreetMap"));

    let metadata = r#"{"attribution":"地理院","vector_layers":[{"id":"RdCL","fields":{}},{"id":"WA","fields":{}}]}"#;
    std::fs::write(folder.path().join("base.pmtiles"), pmtiles(&tile, metadata)).unwrap();
    let catalogue = open(Some(folder.path())).await;
    assert!(catalogue.problems().is_empty(), "{:?}", catalogue.problems());
    assert_eq!(catalogue.base_schema(), Schema::Gsi);
    let served = catalogue.tile("base", (0, 0, 0), &query(&[])).await.unwrap();
    assert_eq!((served.bytes, served.content_encoding), (tile, None));
    assert_eq!(catalogue.tilejson("base", "").unwrap().attribution.as_deref(), Some("地理院"));
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("base.pmtiles"), b"not a map").unwrap();
    std::fs::write(folder.path().join("cut.pmtiles"), &pmtiles(&a_tile(), "{}")[..130]).unwrap();
    std::fs::write(folder.path().join("empty.mbtiles"), b"").unwrap();
    std::fs::write(folder.path().join("text.mbtiles"), b"SQLite format 3\0 not really").unwrap();
    std::fs::write(folder.path().join("facilities.pmtiles"), pmtiles(&a_tile(), "{}")).unwrap();
    std::fs::write(folder.path().join("notes.txt"), b"ignored").unwrap();
    let catalogue = open(Some(folder.path())).await;
    let problems: Vec<_> = catalogue.problems().iter().map(ToString::to_string).collect();
    assert_eq!(problems.len(), 5, "{problems:#?}");
    assert!(problems[0].contains("base.pmtiles: "), "{problems:#?}");
    assert_eq!(catalogue.base_schema(), Schema::Builtin);
    assert!(!catalogue.tile("base", (5, 28, 12), &query(&[])).await.unwrap().bytes.is_empty());
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = open(Some(&folder.path().join("none"))).await;
    let problems: Vec<_> = catalogue.problems().iter().map(ToString::to_string).collect();
    assert!(problems.len() == 1 && problems[0].contains("none: "), "{problems:#?}");
    assert_eq!(catalogue.base_schema(), Schema::Builtin);
}

#[tokio::test]
async fn a_tile_that_the_file_lacks_is_empty_for_every_asker() {
    let folder = tempfile::tempdir().unwrap();
    let packed = martin_tile_utils::encode_gzip(&a_tile()).unwrap();
    let path = folder.path().join("sparse.mbtiles");
    write_mbtiles(&path, &packed).await;
    let mut file = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&path)).await.unwrap();
    let insert = sqlx::query("insert into tiles values (1, 1, 1, ?)").bind(packed);
    insert.execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    let catalogue = open(Some(folder.path())).await;
    let there = catalogue.tile("sparse", (0, 0, 0), &query(&[])).await.unwrap();
    assert_eq!(there.content_encoding, Some("gzip"));
    assert_eq!(there.unpacked().unwrap().bytes, a_tile());
    let absent = catalogue.tile("sparse", (1, 0, 0), &query(&[])).await.unwrap();
    assert!(absent.bytes.is_empty());
    let plain = absent.unpacked().unwrap();
    assert!(plain.bytes.is_empty() && plain.content_encoding.is_none());
}

#[test]
fn a_damaged_directory_is_refused_before_the_reader_panics_on_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("base.pmtiles");
    let check = |file: &[u8]| {
        std::fs::write(&path, file).unwrap();
        files::pmtiles::Archive::open(&path).map(|_| ())
    };
    let good = pmtiles(&a_tile(), "{}");
    assert_eq!(check(&good), Ok(()));
    let with = |at: usize, bytes: &[u8]| {
        let mut file = good.clone();
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    for (file, what) in [
        (with(8, &[0, 0]), "the directory lies in the header"),
        (with(97, &[2]), "not packed with gzip"),
        (with(97, &[9]), "packed with something else"),
        (with(127, &[2]), "more entries than bytes"),
        (with(127, &[0xff; 5]), "a number without an end"),
        (with(127, &[1, 0, 1, 0xff, 0x7f]), "a length without its offset"),
        (with(127, &[1, 0, 1, 0x7f, 1]), "a tile beyond the end"),
        (with(127, &[1, 0, 1, 1, 0]), "after an entry that is not there"),
    ] {
        assert!(check(&file).is_err(), "{what}");
    }
}

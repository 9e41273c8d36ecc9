use std::collections::BTreeMap;

use fast_mvt::{MvtReaderRef, MvtValueRef};

use super::*;
use crate::tiles::mercator::World;

/// The number of features of each layer, and the names on the tile.
fn see(bytes: &[u8]) -> (BTreeMap<String, usize>, Vec<String>) {
    let reader = MvtReaderRef::new(bytes).unwrap();
    let mut names = Vec::new();
    for layer in reader.layers() {
        for feature in layer.features() {
            feature.geometry().unwrap();
            for property in feature.properties() {
                if let ("name", MvtValueRef::String(name)) = property.unwrap() {
                    names.push(name.to_owned());
                }
            }
        }
    }
    let layers = reader.layers();
    let layers = layers.map(|layer| (layer.name().to_owned(), layer.feature_count()));
    (layers.collect(), names)
}

#[tokio::test]
async fn tiles_of_yokosuka_are_sound_and_small() {
    let map = BaseMap::builtin().unwrap();
    let place = World::from_degrees(35.25, 139.70).unwrap();
    for (z, name, most_bytes) in
        [(5, "神奈川県", 60_000), (9, "横須賀市", 60_000), (12, "浦賀", 40_000), (14, "大津町", 20_000)]
    {
        let tile = TileId::containing(place, z);
        let bytes = map.tile(tile).unwrap();
        let (layers, names) = see(&bytes);
        assert!(layers["land"] > 0, "land at zoom {z}");
        assert!(names.iter().any(|n| n.contains(name)), "{name} at zoom {z}: {names:?}");
        assert!(bytes.len() < most_bytes, "{} bytes at zoom {z}", bytes.len());
        let at = TileCoord { z, x: tile.x(), y: tile.y() };
        let packed = map.get_tile(at, None).await.unwrap();
        assert_eq!(martin_tile_utils::decode_gzip(&packed).unwrap(), bytes);
    }
}

#[test]
fn lakes_are_water_and_the_sea_is_empty() {
    let map = BaseMap::builtin().unwrap();
    let biwa = World::from_degrees(35.3, 136.1).unwrap();
    let (layers, _) = see(&map.tile(TileId::containing(biwa, 9)).unwrap());
    assert!(layers.contains_key("lake"));
    let ocean = World::from_degrees(30.0, 150.0).unwrap();
    assert!(map.tile(TileId::containing(ocean, 10)).unwrap().is_empty());
}

#[test]
fn every_tile_of_the_low_zooms_can_be_made() {
    let map = BaseMap::builtin().unwrap();
    for z in 0..=5 {
        for x in 0..1 << z {
            for y in 0..1 << z {
                let bytes = map.tile(TileId::new(z, x, y).unwrap()).unwrap();
                assert!(bytes.len() < 120_000, "{z}/{x}/{y} has {} bytes", bytes.len());
                see(&bytes);
            }
        }
    }
}

//! The built-in base map: coast, lakes and place names, with nothing fetched at run time.
//!
//! It is what the map stands on until the operator puts a real base map in the tile folder.
//! It has no roads and no borders, because no registry carries them under a licence and at a
//! precision that would serve; `data/basemap/README.md` tells where its parts come from.

mod clip;
mod coast;
mod places;

use std::sync::Arc;

use async_trait::async_trait;
use japan_reverse_geocoder::Geocoder;
use martin_core::CacheZoomRange;
use martin_core::tiles::{
    BoxedSource, MartinCoreError, MartinCoreResult, Source, Tile, TileCache, TileCacheKey, UrlQuery,
};
use martin_tile_utils::{Encoding, Format, TileCoord, TileData, TileInfo, encode_gzip};
use tilejson::{Bounds, TileJSON, VectorLayer, tilejson};

use self::coast::Coast;
use self::places::Places;
use super::mercator::TileId;
use super::{TilesError, no_such_tile};

/// The name under which the built-in map stays reachable when a file replaces it.
pub const BUILTIN: &str = "builtin";

/// The highest zoom of the source: the coast's vertices are about 150 m apart, so that tiles
/// beyond would only say the same again. Clients enlarge these.
const MAX_ZOOM: u8 = 14;

/// Packed tiles kept in memory, in bytes. A tile is 1 to 60 kB; this holds what a city's
/// users look at.
const CACHE_BYTES: u64 = 16 << 20;

/// Whom the names come from, in the words their licence asks for.
pub const NAMES_ATTRIBUTION: &str = "位置参照情報（国土交通省）を加工して作成";

/// Whom the coast comes from.
pub const COAST_ATTRIBUTION: &str = "海岸線: GSHHG 2.3.6 (LGPL-3.0-or-later) を加工して作成";

/// The built-in base map. Clones share the same data.
#[derive(Debug, Clone)]
pub struct BaseMap {
    coast: Arc<Coast>,
    places: Arc<Places>,
    cache: TileCache,
    tilejson: Arc<TileJSON>,
}

impl BaseMap {
    /// The built-in map with the names of its own copy of the gazetteer, which is let go again;
    /// about half a second.
    ///
    /// # Errors
    /// [`TilesError::Coast`] or [`TilesError::Places`] when the compiled-in data is damaged.
    pub fn builtin() -> Result<Self, TilesError> {
        Ok(Self::of(Coast::builtin()?, Places::builtin()?))
    }

    /// The built-in map with the names of a gazetteer that the program has anyway.
    ///
    /// # Errors
    /// As [`BaseMap::builtin`].
    pub fn with_gazetteer(gazetteer: &Geocoder) -> Result<Self, TilesError> {
        Ok(Self::of(Coast::builtin()?, Places::new(gazetteer)?))
    }

    fn of(coast: Coast, places: Places) -> Self {
        Self {
            coast: Arc::new(coast),
            places: Arc::new(places),
            cache: TileCache::new(CACHE_BYTES, None, None),
            tilejson: Arc::new(describe()),
        }
    }

    /// The tile, as MVT without compression.
    ///
    /// # Errors
    /// [`TilesError::Encode`] when a tile outgrows the format, which no tile of this data does.
    pub fn tile(&self, at: TileId) -> Result<Vec<u8>, TilesError> {
        let mut tile = Vec::new();
        self.coast.write(at, &mut tile)?;
        self.places.write(at, &mut tile)?;
        Ok(tile)
    }

    /// The tile packed with gzip, from memory when it was asked for before.
    async fn packed(&self, at: TileCoord) -> Result<Tile, TilesError> {
        let tile = TileId::new(at.z, at.x, at.y).filter(|tile| tile.z() <= MAX_ZOOM);
        let tile = tile.ok_or_else(|| no_such_tile(at, 0, MAX_ZOOM))?;
        let key = TileCacheKey::new(BUILTIN.to_owned(), at, None, None);
        let made = self.cache.get_or_insert(key, || async {
            let plain = self.tile(tile)?;
            let packed = match plain.as_slice() {
                [] => plain,
                plain => encode_gzip(plain).map_err(TilesError::Pack)?,
            };
            Ok(Tile::new_hash_etag(packed, self.get_tile_info()))
        });
        made.await.map_err(TilesError::Shared)
    }
}

fn describe() -> TileJSON {
    let layer = |id: &str, fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|&(key, text)| (key.to_owned(), text.to_owned()));
        VectorLayer::new(id.to_owned(), fields.collect())
    };
    tilejson! {
        tilejson: "3.0.0".to_owned(),
        tiles: vec![],
        name: BUILTIN.to_owned(),
        description: "Coast, lakes and place names of Japan, built in".to_owned(),
        attribution: format!("{NAMES_ATTRIBUTION} | {COAST_ATTRIBUTION}"),
        bounds: Bounds::new(-180.0, -85.0, 180.0, 85.0),
        minzoom: 0,
        maxzoom: MAX_ZOOM,
        vector_layers: vec![
            layer("land", &[]),
            layer("lake", &[]),
            layer("island", &[]),
            layer("place", &[
                ("name", "Name in Japanese"),
                ("name_en", "Name in English (prefectures)"),
                ("kind", "prefecture, municipality, ward, town or block"),
                ("rank", "0 is the most important of its kind"),
            ]),
        ],
    }
}

#[async_trait]
impl Source for BaseMap {
    fn get_id(&self) -> &str {
        BUILTIN
    }

    fn get_tilejson(&self) -> &TileJSON {
        &self.tilejson
    }

    fn get_tile_info(&self) -> TileInfo {
        TileInfo::new(Format::Mvt, Encoding::Gzip)
    }

    fn clone_source(&self) -> BoxedSource {
        Box::new(self.clone())
    }

    fn cache_zoom(&self) -> CacheZoomRange {
        CacheZoomRange::default()
    }

    async fn get_tile(&self, at: TileCoord, _: Option<&UrlQuery>) -> MartinCoreResult<TileData> {
        Ok(self.get_tile_with_etag(at, None).await?.data)
    }

    async fn get_tile_with_etag(&self, at: TileCoord, _: Option<&UrlQuery>) -> MartinCoreResult<Tile> {
        let made = self.packed(at).await;
        made.map_err(|error| MartinCoreError::OtherError(error.into()))
    }
}

#[cfg(test)]
mod tests;

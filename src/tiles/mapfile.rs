//! What a map file is, found by looking into it before it counts.
//!
//! The tile folder takes whatever an operator drops into it and says in the log what it cannot serve. Here a file is looked at whole
//! and before: beginning, header, every directory, metadata, schema, and a tile.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use fast_mvt::MvtReaderRef;
use martin_core::tiles::BoxedSource;
use martin_tile_utils::{Format, TileCoord};
use tilejson::{Bounds, TileJSON};

use super::TilesError;
use super::catalogue::{Tile, media_type};
use super::files::pmtiles::{Archive, MAGIC};
use super::files::{self, Container};
use super::mercator::{MAX_LATITUDE, MAX_ZOOM, TileId, World};
use super::style::Schema;

/// How every SQLite database begins.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// In how many columns and rows the area is tried where its centre holds no tile: a map of islands may have its centre in the sea.
const TRIED_EACH_WAY: u32 = 7;

/// A map file that can be the base map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapFile {
    /// In what the tiles are put together.
    pub container: Container,
    /// Its length in bytes.
    pub bytes: u64,
    /// How its layers are named, which decides its style.
    pub schema: Schema,
    /// Its layers, as its metadata lists them.
    pub layers: Vec<String>,
    /// Whom to name, without markup; the usual words of the schema where the file names nobody.
    pub attribution: String,
    /// Whether the file itself says whom to name.
    pub names_its_source: bool,
    /// West, south, east and north in degrees, where the file says it.
    pub bounds: Option<[f64; 4]>,
    /// Lowest and highest zoom.
    pub zooms: (u8, u8),
    /// How many directories were read through; `None` where the container has none.
    pub directories: Option<usize>,
    /// The tile that was tried.
    pub tried: TriedTile,
}

/// A tile that was taken out of a file and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedTile {
    /// Zoom, column and row.
    pub at: (u8, u32, u32),
    /// Its length in bytes, unpacked.
    pub bytes: usize,
    /// Its layers.
    pub layers: Vec<String>,
}

impl MapFile {
    /// Looks at a file, whatever it is called.
    ///
    /// # Errors
    /// [`TilesError::BadFile`] in words for the operator, when the file is damaged, holds pictures, or is of no schema that there is a
    /// style for.
    pub async fn inspect(path: &Path) -> Result<Self, TilesError> {
        let bad = |reason: String| TilesError::BadFile { path: path.to_owned(), reason };
        let (container, bytes) = container(path).map_err(bad)?;
        let directories = match container {
            Container::Pmtiles => Some(Archive::open(path).and_then(Archive::walk).map_err(bad)?),
            Container::Mbtiles => None,
        };
        let source = files::open_alone(path, container).await?;
        let told = source.get_tilejson().clone();
        let layers = layer_names(&told);
        let schema = schema(&told, source.get_tile_info().format, &layers).map_err(bad)?;
        let zooms = (told.minzoom.unwrap_or(0), told.maxzoom.unwrap_or(14));
        let tried = try_a_tile(&source, told.bounds, zooms).await.map_err(bad)?;
        let own = told.attribution.as_deref().map(plain_text).filter(|text| !text.is_empty());
        let usual = schema.usual_attribution().unwrap_or_default();
        Ok(Self {
            container,
            bytes,
            schema,
            layers,
            names_its_source: own.is_some(),
            attribution: own.unwrap_or_else(|| usual.to_owned()),
            bounds: told.bounds.map(|bounds| [bounds.left, bounds.bottom, bounds.right, bounds.top]),
            zooms,
            directories,
            tried,
        })
    }
}

/// The container by the first bytes, and the length of the file.
fn container(path: &Path) -> Result<(Container, u64), String> {
    let mut file = File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    let mut beginning = Vec::new();
    (&mut file).take(100).read_to_end(&mut beginning).map_err(|error| error.to_string())?;
    if beginning.starts_with(MAGIC) {
        return Ok((Container::Pmtiles, length));
    }
    if !beginning.starts_with(SQLITE_MAGIC) {
        return Err("PMTiles (第3版) でも MBTiles でもありません (neither PMTiles of version 3 nor MBTiles)".to_owned());
    }
    let promised = sqlite_length(&beginning);
    if promised.is_none_or(|promised| promised > length) {
        return Err("途中で切れています。もう一度写してください (the file is cut short; copy it again)".to_owned());
    }
    Ok((Container::Mbtiles, length))
}

/// How long an SQLite database says it is, in bytes (SQLite file format, 1.3: page size at byte 16, number of pages at byte 28).
fn sqlite_length(header: &[u8]) -> Option<u64> {
    let number = |at: usize, length: usize| {
        let bytes = header.get(at..at + length)?;
        Some(bytes.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte)))
    };
    let page = match number(16, 2)? {
        1 => 65_536,
        page => page,
    };
    Some(page * number(28, 4)?)
}

fn layer_names(told: &TileJSON) -> Vec<String> {
    told.vector_layers.iter().flatten().map(|layer| layer.id.clone()).collect()
}

/// The schema, if there is a style for it.
fn schema(told: &TileJSON, format: Format, layers: &[String]) -> Result<Schema, String> {
    let schema = Schema::detect(told, format);
    let Some(mark) = schema.mark() else {
        return Err(match schema {
            Schema::Raster => format!(
                "画像の地図です({0})。加えられるのはベクトルの地図だけです (a map of pictures, {0}; only vector maps can be added)",
                media_type(format)
            ),
            _ if layers.is_empty() => {
                "レイヤの一覧がありません (its metadata lists no layers: `vector_layers` is missing)".to_owned()
            }
            _ => format!(
                "知らない形式です。使えるのは {}。このファイルのレイヤ: {1} (unknown schema; its layers: {1})",
                [Schema::Gsi, Schema::Protomaps, Schema::OpenMapTiles].map(Schema::label).join("、"),
                layers.join(", ")
            ),
        });
    };
    // A file may list its layers without their fields; only one that lists others is of another edition.
    let fields = || told.vector_layers.iter().flatten().flat_map(|layer| layer.fields.keys());
    if fields().next().is_some() && !fields().any(|field| field == mark) {
        return Err(format!(
            "{} の古い版です。`{mark}` がありません (an old edition of the schema, without `{mark}`)",
            schema.label()
        ));
    }
    Ok(schema)
}

/// Takes a tile at the centre, from the highest zoom down, and reads it; elsewhere in the area where the centre holds none.
async fn try_a_tile(source: &BoxedSource, bounds: Option<Bounds>, (low, high): (u8, u8)) -> Result<TriedTile, String> {
    let bounds = bounds.unwrap_or(Bounds::new(-180.0, -MAX_LATITUDE, 180.0, MAX_LATITUDE));
    for share in shares() {
        let lon = bounds.left + (bounds.right - bounds.left) * share.0;
        let lat = bounds.bottom + (bounds.top - bounds.bottom) * share.1;
        for z in (low..=high.min(MAX_ZOOM)).rev() {
            let Some(place) = World::from_degrees(lat, lon) else { continue };
            let tile = TileId::containing(place, z);
            let (x, y) = (tile.x(), tile.y());
            let made = source.get_tile_with_etag(TileCoord { z, x, y }, None).await;
            let made = made.map_err(|error| format!("タイル {z}/{x}/{y} を読めません (cannot be read): {error}"))?;
            if made.data.is_empty() {
                continue;
            }
            let plain = Tile::from(made).unpacked();
            let plain = plain.map_err(|_| broken(z, x, y))?.bytes;
            let reader = MvtReaderRef::new(&plain).map_err(|_| broken(z, x, y))?;
            let layers: Vec<String> = reader.layers().map(|layer| layer.name().to_owned()).collect();
            if !layers.is_empty() {
                return Ok(TriedTile { at: (z, x, y), bytes: plain.len(), layers });
            }
        }
    }
    Err("範囲の中にタイルが見つかりません (no tile was found inside its bounds)".to_owned())
}

/// Where to try, as shares of the width and the height: the centre, then a grid.
fn shares() -> impl Iterator<Item = (f64, f64)> {
    let middle = |step: u32| (f64::from(step) + 0.5) / f64::from(TRIED_EACH_WAY);
    let grid = (0..TRIED_EACH_WAY).flat_map(move |x| (0..TRIED_EACH_WAY).map(move |y| (middle(x), middle(y))));
    std::iter::once((0.5, 0.5)).chain(grid)
}

fn broken(z: u8, x: u32, y: u32) -> String {
    format!("タイル {z}/{x}/{y} が壊れています (the tile is damaged)")
}

/// The words of an attribution without its markup, for where no browser reads it.
#[must_use]
pub(super) fn plain_text(attribution: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in attribution.chars() {
        match character {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            _ => text.push(character),
        }
    }
    let text = text.replace("&copy;", "©").replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribution_is_read_without_its_markup() {
        let osm = r#"<a href="https://www.openstreetmap.org/copyright" target="_blank">&copy; OpenStreetMap contributors</a>"#;
        assert_eq!(plain_text(osm), "© OpenStreetMap contributors");
        assert_eq!(plain_text("国土地理院最適化ベクトルタイル"), "国土地理院最適化ベクトルタイル");
        assert_eq!(plain_text(" a &amp;lt; b > c "), "a &lt; b > c");
    }

    #[test]
    fn a_database_says_how_long_it_is() {
        let mut header = [0; 100];
        header[16..18].copy_from_slice(&4096_u16.to_be_bytes());
        header[28..32].copy_from_slice(&3_u32.to_be_bytes());
        assert_eq!(sqlite_length(&header), Some(12_288));
        header[16..18].copy_from_slice(&1_u16.to_be_bytes());
        assert_eq!(sqlite_length(&header), Some(196_608));
        assert_eq!(sqlite_length(&header[..20]), None);
    }
}

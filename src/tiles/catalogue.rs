//! The one list of tile sources.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use martin_core::tiles::{BoxedSource, MartinCoreError, Source, UrlQuery};
use martin_tile_utils::{Encoding, Format, TileCoord, decode_brotli, decode_gzip, decode_zlib, decode_zstd};
use serde::Serialize;
use serde_json::Value;
use tilejson::TileJSON;

use super::basemap::{BUILTIN, BaseMap};
use super::live::{FACILITIES, LiveLayer};
use super::mapfile::plain_text;
use super::style::{self, Language, Schema, Theme};
use super::{TilesError, files, no_such_tile};

/// The name of whichever source is the base map.
pub const BASE: &str = "base";

/// The parameter by which the address of a tile names the edition of the file it is from. Whoever serves the tile passes it over.
pub const EDITION: &str = "v";

/// Names that no file may have.
pub const RESERVED: [&str; 2] = [FACILITIES, BUILTIN];

/// One source in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its name in URLs.
    pub id: String,
    /// What it shows.
    pub description: Option<String>,
    /// Whom to name beside it.
    pub attribution: Option<String>,
    /// The media type of its tiles.
    pub content_type: String,
}

/// A tile ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// The tile; empty where the source has nothing.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub content_type: String,
    /// How `bytes` are packed, as a `Content-Encoding`.
    pub content_encoding: Option<&'static str>,
    /// A hash of the tile, the same for as long as the tile is; without quotation marks.
    pub etag: String,
    /// Whether the tile may change at any moment, so that every use must ask again.
    pub live: bool,
}

impl Tile {
    /// The same tile without packing, for the rare asker that cannot unpack.
    ///
    /// # Errors
    /// [`TilesError::Pack`] when the tile in the operator's file is damaged.
    pub fn unpacked(mut self) -> Result<Self, TilesError> {
        // A file may lack tiles; nothing is no damaged package.
        if self.bytes.is_empty() {
            self.content_encoding = None;
            return Ok(self);
        }
        let unpack = match self.content_encoding {
            Some("gzip") => decode_gzip,
            Some("deflate") => decode_zlib,
            Some("br") => decode_brotli,
            Some("zstd") => decode_zstd,
            _ => return Ok(self),
        };
        self.bytes = unpack(&self.bytes).map_err(TilesError::Pack)?;
        self.content_encoding = None;
        self.etag.push_str("-plain");
        Ok(self)
    }
}

impl From<martin_core::tiles::Tile> for Tile {
    fn from(made: martin_core::tiles::Tile) -> Self {
        Self {
            content_type: media_type(made.info.format),
            content_encoding: encoding(made.info.encoding),
            etag: made.etag,
            bytes: made.data,
            live: false,
        }
    }
}

/// Every source: the live layer, the base map, and the operator's files.
#[derive(Debug)]
pub struct Catalogue {
    sources: BTreeMap<String, BoxedSource>,
    /// Of the sources that are files.
    editions: BTreeMap<String, String>,
    schema: Schema,
    problems: Vec<TilesError>,
}

/// A map file in the tile folder, as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name in URLs.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// By which schema it is drawn where it is the base map.
    pub schema: Schema,
    /// Lowest and highest zoom.
    pub zooms: (u8, u8),
    /// Whom to name, without markup.
    pub attribution: String,
    /// Whether it is the base map.
    pub is_base: bool,
}

/// The map files of a folder by name, and what is wrong with those that are not served.
pub async fn list_folder(folder: &Path) -> (Vec<Listed>, Vec<TilesError>) {
    let (sources, problems) = files::open_folder(folder, &RESERVED).await;
    let base = base_of(&sources).cloned();
    let listed = sources.into_iter().map(|(name, opened)| {
        let told = opened.source.get_tilejson();
        let schema = Schema::detect(told, opened.source.get_tile_info().format);
        let own = told.attribution.as_deref().map(plain_text).filter(|text| !text.is_empty());
        Listed {
            is_base: base.as_ref() == Some(&name),
            name,
            schema,
            zooms: (told.minzoom.unwrap_or(0), told.maxzoom.unwrap_or(14)),
            attribution: own.unwrap_or_else(|| schema.usual_attribution().unwrap_or_default().to_owned()),
            path: opened.path,
        }
    });
    (listed.collect(), problems)
}

/// Which file of a folder is the base map: the one named `base`, else the first by name.
fn base_of<T>(sources: &BTreeMap<String, T>) -> Option<&String> {
    sources.get_key_value(BASE).or_else(|| sources.first_key_value()).map(|(name, _)| name)
}

impl Catalogue {
    /// The live layer and the base map, with the tile files of a folder.
    ///
    /// The base map is the file named `base`, else the first file by name, else the built-in
    /// one. A file that cannot be served, or a folder that is not there, is logged, kept in [`Catalogue::problems`], and has no
    /// other effect.
    pub async fn open(live: LiveLayer, builtin: BaseMap, folder: Option<&Path>) -> Self {
        let (opened, problems) = match folder {
            Some(folder) => files::open_folder(folder, &RESERVED).await,
            None => Default::default(),
        };
        for problem in &problems {
            tracing::warn!(%problem, "a tile file is left out");
        }
        let base = base_of(&opened).cloned();
        let mut editions = BTreeMap::new();
        let mut sources = BTreeMap::new();
        for (name, opened) in opened {
            if base.as_ref() == Some(&name) {
                editions.insert(BASE.to_owned(), opened.edition.clone());
                sources.insert(BASE.to_owned(), opened.source.clone());
            }
            editions.insert(name.clone(), opened.edition);
            sources.insert(name, opened.source);
        }
        sources.entry(BASE.to_owned()).or_insert_with(|| builtin.clone_source());
        let schema = sources
            .get(BASE)
            .map_or(Schema::Builtin, |base| Schema::detect(base.get_tilejson(), base.get_tile_info().format));
        if schema != Schema::Builtin {
            sources.insert(BUILTIN.to_owned(), Box::new(builtin));
        }
        sources.insert(FACILITIES.to_owned(), Box::new(live));
        let names: Vec<&str> = sources.keys().map(String::as_str).collect();
        tracing::info!(sources = names.join(","), base_schema = ?schema, "tile sources");
        Self { sources, editions, schema, problems }
    }

    /// The files that could not be served, as the log at start names them.
    #[must_use]
    pub fn problems(&self) -> &[TilesError] {
        &self.problems
    }

    /// How the base map's layers are named.
    #[must_use]
    pub fn base_schema(&self) -> Schema {
        self.schema
    }

    /// Every source, by name.
    #[must_use]
    pub fn list(&self) -> Vec<Entry> {
        let entry = |(id, source): (&String, &BoxedSource)| {
            let told = source.get_catalog_entry();
            Entry {
                id: id.clone(),
                description: told.description.or(told.name),
                attribution: told.attribution,
                content_type: media_type(source.get_tile_info().format),
            }
        };
        self.sources.iter().map(entry).collect()
    }

    /// The TileJSON 3.0 of a source, with tile addresses below `base_url` (such as
    /// `https://map.example.jp`, without a slash at the end).
    ///
    /// # Errors
    /// [`TilesError::UnknownSource`].
    pub fn tilejson(&self, id: &str, base_url: &str) -> Result<TileJSON, TilesError> {
        let source = self.source(id)?;
        let mut told = source.get_tilejson().clone();
        told.tilejson = "3.0.0".to_owned();
        // A browser keeps tiles of a base map; another edition has other addresses, so that it never mixes the two.
        let edition = self.editions.get(id).map(|edition| format!("?{EDITION}={edition}")).unwrap_or_default();
        told.tiles = vec![format!("{base_url}/tiles/{id}/{{z}}/{{x}}/{{y}}{edition}")];
        told.scheme = None;
        if id == BASE && told.attribution.as_deref().unwrap_or("").trim().is_empty() {
            told.attribution = self.schema.usual_attribution().map(str::to_owned);
        }
        if source.get_tile_info().format == Format::Mvt {
            told.vector_layers.get_or_insert_default();
        }
        Ok(told)
    }

    /// A tile. `query` holds the request's query parameters: those of
    /// [`TileFilter::PARAMETERS`](super::TileFilter::PARAMETERS) for the live layer, none for the others.
    ///
    /// # Errors
    /// [`TilesError::UnknownSource`], [`TilesError::NoSuchTile`],
    /// [`TilesError::UnknownParameter`], [`TilesError::UnknownValue`], [`TilesError::NoMoment`] and [`TilesError::NoDay`] are the asker's;
    /// [`TilesError::Source`] is a damaged file.
    pub async fn tile(&self, id: &str, at: (u8, u32, u32), query: &UrlQuery) -> Result<Tile, TilesError> {
        tile_of(id, self.source(id)?.as_ref(), at, query).await
    }

    /// A tile of another live layer than the one in the catalogue.
    ///
    /// # Errors
    /// Those of [`Catalogue::tile`].
    pub async fn live_tile(live: &LiveLayer, at: (u8, u32, u32), query: &UrlQuery) -> Result<Tile, TilesError> {
        tile_of(FACILITIES, live, at, query).await
    }

    /// The MapLibre style of the base map, with addresses below `base_url`. The page adds its
    /// own layers.
    #[must_use]
    pub fn style(&self, theme: Theme, language: Language, base_url: &str) -> Value {
        match self.tilejson(BASE, base_url) {
            Ok(base) => style::style(self.schema, &base, theme, language, base_url),
            // `open` always puts a base map in place.
            Err(_) => Value::Null,
        }
    }

    fn source(&self, id: &str) -> Result<&BoxedSource, TilesError> {
        self.sources.get(id).ok_or_else(|| TilesError::UnknownSource {
            id: id.to_owned(),
            known: self.sources.keys().cloned().collect(),
        })
    }
}

/// A tile of a source.
async fn tile_of(
    id: &str,
    source: &dyn Source,
    (z, x, y): (u8, u32, u32),
    query: &UrlQuery,
) -> Result<Tile, TilesError> {
    if let Some(parameter) = query.keys().next()
        && !source.support_url_query()
    {
        return Err(TilesError::UnknownParameter { parameter: parameter.clone(), allowed: Vec::new() });
    }
    let told = source.get_tilejson();
    let (low, high) = (told.minzoom.unwrap_or(0), told.maxzoom.unwrap_or(24));
    let at = TileCoord { z, x, y };
    if TileCoord::new_checked(z, x, y).is_none() || !source.is_valid_zoom(z) {
        return Err(no_such_tile(at, low, high));
    }
    let made = source.get_tile_with_etag(at, Some(query)).await;
    let made = made.map_err(|error| flatten(id, error))?;
    Ok(Tile { live: id == FACILITIES, ..Tile::from(made) })
}

/// Our own errors come back out of martin's as what they were.
fn flatten(id: &str, error: MartinCoreError) -> TilesError {
    let wrapped = |source: MartinCoreError| TilesError::Source { id: id.to_owned(), source: Box::new(source) };
    match error {
        MartinCoreError::OtherError(inner) => match inner.downcast::<TilesError>() {
            Ok(ours) => *ours,
            Err(other) => wrapped(MartinCoreError::OtherError(other)),
        },
        other => wrapped(other),
    }
}

/// The media type of a format: the registered one for MVT, where martin says
/// `application/x-protobuf`.
pub(super) fn media_type(format: Format) -> String {
    match format {
        Format::Mvt => "application/vnd.mapbox-vector-tile".to_owned(),
        other => other.content_type().to_owned(),
    }
}

fn encoding(encoding: Encoding) -> Option<&'static str> {
    encoding.compression()
}

#[cfg(test)]
mod tests;

//! Vector tiles: the directory as it is now, and the base map below it.
//!
//! ```text
//! catalogue   the one list of sources; what the http room calls
//! live        the layer `facilities`, clustered, filtered and never stale
//! basemap     coast and place names compiled into the program
//! files       the operator's PMTiles and MBTiles
//! mapfile     what a map file is, before it counts
//! style       MapLibre styles for whichever base map is in place
//! glyphs      letters for the labels
//! mercator    integer web-mercator arithmetic
//! ```
//!
//! Every source is a martin-core `Source`, ours included, so that all are asked the same way.
//! This room knows nothing of HTTP, SQL or of how the directory is kept, and never will.

mod basemap;
mod catalogue;
mod error;
mod files;
mod glyphs;
mod live;
mod mapfile;
mod mercator;
mod style;

use martin_tile_utils::TileCoord;

pub use self::basemap::{BUILTIN, BaseMap, COAST_ATTRIBUTION, NAMES_ATTRIBUTION};
pub use self::catalogue::{BASE, Catalogue, EDITION, Entry, Listed, RESERVED, Tile, list_folder};
pub use self::error::TilesError;
pub use self::files::{Container, FolderState, source_name};
pub use self::glyphs::Glyphs;
pub use self::live::{
    FACILITIES, FIRST_POINT_ZOOM, LiveLayer, MAX_CAPABILITIES, MAX_KINDS, TileDirectory, TileFilter, TilePoint,
    TileVocabulary, Visits,
};
pub use self::mapfile::{MapFile, TriedTile};
pub use self::mercator::{EXTENT, MAX_LATITUDE, MAX_ZOOM, TileId, World};
pub use self::style::{FONT, Language, Schema, Theme};

/// The query parameters of a tile request.
pub use martin_core::tiles::UrlQuery;

/// The error for coordinates outside a source.
fn no_such_tile(at: TileCoord, min_zoom: u8, max_zoom: u8) -> TilesError {
    TilesError::NoSuchTile { z: at.z, x: at.x, y: at.y, min_zoom, max_zoom }
}

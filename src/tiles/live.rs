//! The live layer `facilities`: what the directory holds now, as vector tiles.
//!
//! Below zoom [`FIRST_POINT_ZOOM`] facilities that share a 64-pixel cell are one cluster; a
//! facility alone in its cell, and every facility from that zoom on, is a point. Each facility
//! is in exactly one feature of every zoom, so the counts of a zoom add up to the whole.
//! Tiles have no buffer for the same reason: MapLibre leaves out points beyond a tile's edge
//! and does not cut circles at it.

mod edits;
mod encode;
mod filter;
mod index;

use std::borrow::Cow;
use std::sync::Arc;

use arc_swap::ArcSwap;
use async_trait::async_trait;
use jiff::civil::DateTime;
use martin_core::CacheZoomRange;
use martin_core::tiles::{BoxedSource, MartinCoreError, MartinCoreResult, Source, UrlQuery};
use martin_tile_utils::{Encoding, Format, TileCoord, TileData, TileInfo};
use tilejson::{Bounds, TileJSON, VectorLayer, tilejson};

use self::edits::Edits;
use self::filter::Chosen;
use self::index::{Base, Member};
use super::mercator::{MAX_ZOOM, TileId};
use super::{TilesError, no_such_tile};
use crate::domain::availability::Coming;
use crate::domain::facility::WhichHours;

pub use self::filter::{MAX_CAPABILITIES, MAX_KINDS, TileFilter, TileVocabulary};
pub use self::index::FIRST_POINT_ZOOM;

/// The name of the source and of its only layer.
pub const FACILITIES: &str = "facilities";

/// The zoom clients are told to stop at; they enlarge its tiles beyond. At 16 a unit of the
/// tile is 0.15 m, finer than any address.
const TOLD_MAX_ZOOM: u8 = 16;

/// After this many changes the index is built again: about 0.2 s for 450,000 facilities.
const EDITS_BEFORE_REBUILD: usize = 4096;

/// Whether a facility visits homes, as an index into `yes`, `consult`, `no`, `unknown`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Visits {
    /// It does.
    Yes,
    /// After asking.
    Consult,
    /// It does not.
    No,
    /// Nobody has said.
    #[default]
    Unknown,
}

impl Visits {
    /// The word used in tiles.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Consult => "consult",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// A facility as the map needs it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TilePoint {
    /// Latitude in degrees (WGS 84).
    pub lat: f64,
    /// Longitude in degrees (WGS 84).
    pub lon: f64,
    /// Index of its kind in the vocabulary, below [`MAX_KINDS`].
    pub kind: u8,
    /// Whether it visits homes.
    pub visits: Visits,
    /// Whether it was placed from its address only.
    pub approx: bool,
    /// One bit per capability answered yes, in the order of the vocabulary.
    pub caps: u128,
    /// One bit per capability answered 要相談.
    pub consult: u128,
}

/// An immutable directory, as the map reads it.
///
/// Facilities are numbered from 0 to [`TileDirectory::len`]; the map keeps the numbers, not
/// the strings. A number must mean the same facility in every directory given to one
/// [`LiveLayer`], except across [`LiveLayer::replace`].
pub trait TileDirectory: Send + Sync {
    /// How many numbers are in use, withdrawn facilities included.
    fn len(&self) -> u32;
    /// Whether no number is in use.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The facility of that number; `None` when it has no position or was withdrawn.
    fn point(&self, ordinal: u32) -> Option<TilePoint>;
    /// Its identifier.
    fn id(&self, ordinal: u32) -> Cow<'_, str>;
    /// Its name.
    fn name(&self, ordinal: u32) -> Cow<'_, str>;
    /// Who is known to be open at a moment of Japan, one bit per number, the lowest first. A dozen tiles ask for the same moment at
    /// once, so it should be worked out once.
    fn open_at(&self, at: DateTime, calendar: WhichHours) -> Arc<[u64]>;
    /// Who says yes to what is asked of days and months to come, or with `or_consult` may be asked, one bit per number as before.
    fn coming(&self, asked: Coming, or_consult: bool) -> Arc<[u64]>;
}

/// A directory with its index: what one tile is made from.
struct Snapshot {
    directory: Arc<dyn TileDirectory>,
    base: Arc<Base>,
    edits: Edits,
    /// What the facilities of `base` span; an edit beyond it waits for the next index.
    extent: Option<Bounds>,
}

struct Shared {
    words: TileVocabulary,
    now: ArcSwap<Snapshot>,
    tilejson: TileJSON,
}

/// The layer. Clones are handles to the same layer.
#[derive(Clone)]
pub struct LiveLayer {
    shared: Arc<Shared>,
}

impl std::fmt::Debug for LiveLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveLayer").field("points", &self.len()).finish()
    }
}

impl LiveLayer {
    /// The layer over a directory. Indexing 450,000 facilities takes about 0.2 s.
    #[must_use]
    pub fn new(words: TileVocabulary, directory: Arc<dyn TileDirectory>) -> Self {
        let tilejson = describe(&words);
        Self { shared: Arc::new(Shared { now: ArcSwap::from_pointee(Snapshot::build(directory)), words, tilejson }) }
    }

    /// Another layer that shares what it can with this one, over a directory with the same numbers that differs in the facilities
    /// `changed`.
    #[must_use]
    pub fn beside(&self, directory: Arc<dyn TileDirectory>, changed: &[u32]) -> Self {
        let (words, tilejson) = (self.shared.words.clone(), self.shared.tilejson.clone());
        let now = ArcSwap::from(self.shared.now.load_full());
        let layer = Self { shared: Arc::new(Shared { words, now, tilejson }) };
        layer.apply(directory, changed);
        layer
    }

    /// Shows another directory, whose numbers may mean other facilities.
    pub fn replace(&self, directory: Arc<dyn TileDirectory>) {
        self.shared.now.store(Arc::new(Snapshot::build(directory)));
    }

    /// Shows the directory after an edit of the facilities `changed`: added, moved, altered or
    /// withdrawn. Microseconds, except that one in several thousand edits rebuilds the index.
    ///
    /// Calls must follow one another in the order of the edits.
    pub fn apply(&self, directory: Arc<dyn TileDirectory>, changed: &[u32]) {
        let before = self.shared.now.load_full();
        if before.edits.len() + 2 * changed.len() > EDITS_BEFORE_REBUILD {
            return self.replace(directory);
        }
        let member = |from: &dyn TileDirectory, ordinal: u32| {
            (ordinal < from.len()).then(|| from.point(ordinal)).flatten().and_then(|point| Member::new(ordinal, &point))
        };
        let mut edits = before.edits.clone();
        let mut changed = changed.to_vec();
        changed.sort_unstable();
        changed.dedup();
        for ordinal in changed {
            let was = member(&*before.directory, ordinal);
            edits.replace(&before.base, was, member(&*directory, ordinal));
        }
        self.shared.now.store(Arc::new(Snapshot {
            directory,
            base: Arc::clone(&before.base),
            edits,
            extent: before.extent,
        }));
    }

    /// How many facilities are on the map.
    #[must_use]
    pub fn len(&self) -> usize {
        let now = self.shared.now.load();
        now.edits.count(&now.base)
    }

    /// Whether no facility is on the map.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The least box around all facilities, in degrees, as of the last index; nothing where there are none.
    #[must_use]
    pub fn extent(&self) -> Option<Bounds> {
        self.shared.now.load().extent
    }

    /// The words the layer was made with.
    #[must_use]
    pub fn words(&self) -> &TileVocabulary {
        &self.shared.words
    }

    /// The tile, as MVT without compression; no bytes when nothing is in it.
    ///
    /// # Errors
    /// [`TilesError::Encode`] when a tile outgrows the format, which no real tile does.
    pub fn tile(&self, tile: TileId, filter: &TileFilter) -> Result<Vec<u8>, TilesError> {
        let now = self.shared.now.load();
        let chosen = Chosen::of(filter, &*now.directory);
        if tile.z() < FIRST_POINT_ZOOM {
            let cells = now.base.cells(tile, &chosen, &now.edits);
            encode::cells(tile, &cells, &*now.directory, &self.shared.words)
        } else {
            let mut members = Vec::new();
            let visit = |member| members.push(member);
            now.base.visit(tile.codes(), &chosen, &now.edits, visit);
            encode::points(tile, &members, &*now.directory, &self.shared.words)
        }
    }
}

impl Snapshot {
    fn build(directory: Arc<dyn TileDirectory>) -> Self {
        let extent = extent(&*directory);
        Self { base: Arc::new(Base::build(&*directory)), edits: Edits::NONE, directory, extent }
    }
}

/// The least box around all facilities, in degrees; nothing where there are none.
fn extent(directory: &dyn TileDirectory) -> Option<Bounds> {
    let points = (0..directory.len()).filter_map(|ordinal| directory.point(ordinal));
    let boxes = points.map(|point| Bounds::new(point.lon, point.lat, point.lon, point.lat));
    boxes.reduce(|all, one| Bounds {
        left: all.left.min(one.left),
        bottom: all.bottom.min(one.bottom),
        right: all.right.max(one.right),
        top: all.top.max(one.top),
    })
}

/// The TileJSON of the layer, without the address of its tiles.
fn describe(words: &TileVocabulary) -> TileJSON {
    let fields = [
        ("id", "Identifier of the facility (points)"),
        ("kind", "Kind of the facility (points)"),
        ("name", "Name of the facility (points)"),
        ("visits", "Whether it visits homes: yes, consult, no, unknown (points)"),
        ("caps", "Capabilities answered yes, comma-separated (points)"),
        ("approx", "Placed from the address only (points)"),
        ("cluster", "True for clusters"),
        ("count", "Facilities in the cluster"),
    ];
    let fields = fields.map(|(key, text)| (key.to_owned(), text.to_owned()));
    let counts = (0_u8..).zip(words.kinds());
    let counts = counts.map(|(at, kind)| {
        let text = format!("Facilities of kind {kind} in the cluster");
        (words.count_key(at).to_owned(), text)
    });
    let layer = VectorLayer::new(FACILITIES.to_owned(), fields.into_iter().chain(counts).collect());
    tilejson! {
        tilejson: "3.0.0".to_owned(),
        tiles: vec![],
        name: FACILITIES.to_owned(),
        description: "Clinics, pharmacies, visiting nurses and care services, as they are now".to_owned(),
        bounds: Bounds::new(122.0, 20.0, 154.5, 46.0),
        minzoom: 0,
        maxzoom: TOLD_MAX_ZOOM,
        vector_layers: vec![layer],
    }
}

#[async_trait]
impl Source for LiveLayer {
    fn get_id(&self) -> &str {
        FACILITIES
    }

    fn get_tilejson(&self) -> &TileJSON {
        &self.shared.tilejson
    }

    fn get_tile_info(&self) -> TileInfo {
        TileInfo::new(Format::Mvt, Encoding::Uncompressed)
    }

    fn clone_source(&self) -> BoxedSource {
        Box::new(self.clone())
    }

    fn support_url_query(&self) -> bool {
        true
    }

    fn cache_zoom(&self) -> CacheZoomRange {
        CacheZoomRange::disabled()
    }

    /// Zooms beyond the one told to clients are answered too, so that `is_valid_zoom` of a
    /// stricter caller never hides a facility.
    fn is_valid_zoom(&self, zoom: u8) -> bool {
        zoom <= MAX_ZOOM
    }

    async fn get_tile(&self, at: TileCoord, query: Option<&UrlQuery>) -> MartinCoreResult<TileData> {
        let tile = TileId::new(at.z, at.x, at.y).ok_or_else(|| no_such_tile(at, 0, MAX_ZOOM));
        let filter = query.map_or(Ok(TileFilter::ALL), |query| TileFilter::parse(query, &self.shared.words));
        let made = tile.and_then(|tile| self.tile(tile, &filter?));
        made.map_err(|error| MartinCoreError::OtherError(error.into()))
    }
}

#[cfg(test)]
mod tests;

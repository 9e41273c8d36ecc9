//! Cells and members as MVT features.

use std::collections::HashMap;

use fast_mvt::{MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtValueRef};

use super::index::{Cell, Member};
use super::{FACILITIES, TileDirectory, TilePoint, TileVocabulary};
use crate::tiles::TilesError;
use crate::tiles::mercator::{TileId, World};

/// The tile of clusters and lone facilities; no bytes when there are none.
pub(super) fn cells(
    tile: TileId,
    cells: &[Cell],
    directory: &dyn TileDirectory,
    words: &TileVocabulary,
) -> Result<Vec<u8>, TilesError> {
    let mut writer = Writer::new(tile, directory, words)?;
    for (number, cell) in (0_u64..).zip(cells) {
        match cell.count {
            0 => {}
            1 => writer.point(cell.only, cell.middle())?,
            _ => writer.cluster(number, cell)?,
        }
    }
    Ok(writer.finish())
}

/// The tile of facilities one by one; no bytes when there are none.
pub(super) fn points(
    tile: TileId,
    members: &[Member],
    directory: &dyn TileDirectory,
    words: &TileVocabulary,
) -> Result<Vec<u8>, TilesError> {
    let mut writer = Writer::new(tile, directory, words)?;
    for member in members {
        writer.point(member.ordinal, World::from_morton(member.code))?;
    }
    Ok(writer.finish())
}

struct Writer<'a> {
    tile: TileId,
    directory: &'a dyn TileDirectory,
    words: &'a TileVocabulary,
    /// `None` only while a feature is being written: fast-mvt's builders consume each other.
    layer: Option<MvtLayerBuilder>,
    /// The capability list of each mask met so far: few masks, many facilities.
    lists: HashMap<u128, String>,
}

impl<'a> Writer<'a> {
    fn new(tile: TileId, directory: &'a dyn TileDirectory, words: &'a TileVocabulary) -> Result<Self, TilesError> {
        Ok(Self { tile, directory, words, layer: Some(MvtLayerBuilder::new(FACILITIES)?), lists: HashMap::new() })
    }

    /// A feature at `place`, with the attributes that `tags` writes.
    fn feature(
        &mut self,
        id: u64,
        place: World,
        tags: impl FnOnce(&mut MvtFeatureBuilder) -> MvtResult<()>,
    ) -> MvtResult<()> {
        if let Some(layer) = self.layer.take() {
            let mut feature = layer.feature_of(MvtGeomType::Point);
            let (x, y) = self.tile.local(place);
            feature.id(Some(id)).points([MvtCoord { x, y }])?;
            tags(&mut feature)?;
            self.layer = Some(feature.end());
        }
        Ok(())
    }

    fn point(&mut self, ordinal: u32, place: World) -> MvtResult<()> {
        let Some(point) = self.directory.point(ordinal) else {
            return Ok(());
        };
        let TilePoint { kind, visits, approx, caps, .. } = point;
        let words = self.words;
        let mut lists = std::mem::take(&mut self.lists);
        let list = lists.entry(caps).or_insert_with(|| words.capability_list(caps));
        let id = self.directory.id(ordinal);
        let name = self.directory.name(ordinal);
        let written = self.feature(u64::from(ordinal), place, |feature| {
            feature.tag_ref("id", MvtValueRef::String(&id))?;
            feature.tag_ref("kind", MvtValueRef::String(words.kind(kind)))?;
            feature.tag_ref("name", MvtValueRef::String(&name))?;
            feature.tag_ref("visits", MvtValueRef::String(visits.as_str()))?;
            feature.tag_ref("caps", MvtValueRef::String(list))?;
            feature.tag_ref("approx", MvtValueRef::Bool(approx))?;
            Ok(())
        });
        self.lists = lists;
        written
    }

    fn cluster(&mut self, number: u64, cell: &Cell) -> MvtResult<()> {
        let words = self.words;
        // Numbers of clusters start where numbers of facilities end, so that the two never meet.
        let (first, _) = self.tile.codes();
        let id = (1 << 40) | ((first >> 32) + number);
        self.feature(id, cell.middle(), |feature| {
            feature.tag_ref("cluster", MvtValueRef::Bool(true))?;
            feature.tag_ref("count", MvtValueRef::UInt(cell.count.into()))?;
            for (kind, &count) in (0_u8..).zip(&cell.kinds) {
                if count > 0 {
                    let key = words.count_key(kind);
                    feature.tag_ref(key, MvtValueRef::UInt(count.into()))?;
                }
            }
            Ok(())
        })
    }

    fn finish(self) -> Vec<u8> {
        self.layer.filter(|layer| layer.num_features() > 0).map(MvtLayerBuilder::encode).unwrap_or_default()
    }
}

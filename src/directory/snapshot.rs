//! A directory as bytes, so that a restart need not build it again. The bytes belong to one build of this program.

use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::answer::PackedFact;
use crate::domain::facility::Hours;
use crate::domain::{Kind, LatLon};
use crate::geocode::{Neighbours, Readings};
use crate::index::{Grid, SpatialIndex, TextIndex};

use super::ahead_by_row::AheadByRow;
use super::base::{Base, Columns};
use super::by_area::ByArea;
use super::{Directory, DirectoryError, EditMark};

/// Everything but the indexes: the R-trees are faster built than read, the full text lies in a folder of its own.
#[derive(Serialize, Deserialize)]
struct Stored<T> {
    revision: i64,
    edit: EditMark,
    ids: Vec<Box<str>>,
    columns: Vec<Columns>,
    packed: T,
    facts: Vec<PackedFact>,
    hours: Vec<(u32, Hours)>,
    ahead: AheadByRow,
    surveyed: Vec<Neighbours>,
    readings: Readings,
}

impl Directory {
    /// The directory as bytes, as it was built: changes laid over it since are not among them, and the edit it names is that of the building.
    ///
    /// # Errors
    /// When the codec fails.
    pub fn to_bytes(&self) -> Result<Vec<u8>, DirectoryError> {
        let stored = Stored {
            revision: self.revision,
            edit: self.base.edit.clone(),
            ids: self.base.ids.clone(),
            columns: self.base.columns.clone(),
            packed: serde_bytes::Bytes::new(&self.base.packed),
            facts: self.base.facts.clone(),
            hours: self.base.hours.all().to_vec(),
            ahead: self.base.ahead.clone(),
            surveyed: self.surveyed.to_vec(),
            readings: (*self.readings).clone(),
        };
        let mut bytes = postcard::to_stdvec(&stored).map_err(DirectoryError::Snapshot)?;
        bytes.extend(xxh3_64(&bytes).to_le_bytes());
        Ok(bytes)
    }

    /// The directory that [`Directory::to_bytes`] wrote, with its full text from the folder it was built in.
    ///
    /// # Errors
    /// When the bytes or the folder are damaged or of another program.
    pub fn from_bytes(bytes: &[u8], text_folder: &Path) -> Result<Self, DirectoryError> {
        // A disk that was full or a machine that lost power leaves bytes that may still decode; the sum tells.
        let (bytes, sum) = bytes.split_last_chunk::<8>().ok_or(DirectoryError::Damaged)?;
        if u64::from_le_bytes(*sum) != xxh3_64(bytes) {
            return Err(DirectoryError::Damaged);
        }
        let stored: Stored<serde_bytes::ByteBuf> = postcard::from_bytes(bytes).map_err(DirectoryError::Snapshot)?;
        let rows: Vec<(Kind, Option<LatLon>)> = stored.columns.iter().map(|c| (c.kind, c.at)).collect();
        let base = Base {
            edit: stored.edit,
            ids: stored.ids,
            spatial: SpatialIndex::build(&rows),
            grid: Grid::build(rows.iter().map(|(_, at)| *at)),
            by_area: ByArea::of(stored.columns.iter().map(|columns| columns.municipality)),
            text: TextIndex::open(text_folder, u32::try_from(rows.len()).unwrap_or(u32::MAX))?,
            columns: stored.columns,
            packed: stored.packed.into_vec(),
            facts: stored.facts,
            hours: stored.hours.into_iter().collect(),
            ahead: stored.ahead,
        };
        Ok(Self::over(base, stored.revision, stored.surveyed, stored.readings))
    }
}

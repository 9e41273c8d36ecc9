//! The fictional demonstration town (stand-in while its generator is written).

use crate::domain::record::SourceRecord;
use crate::geocode::Gazetteer;

/// The records of the town.
pub fn town(_: &Gazetteer) -> Vec<SourceRecord> {
    Vec::new()
}

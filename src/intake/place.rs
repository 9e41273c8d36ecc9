//! Facilities without coordinates are placed by their address, and marked so; coordinates that contradict the address are not
//! believed.

use serde::Serialize;

use crate::domain::facility::Field;
use crate::domain::source::Origin;
use crate::domain::{Facility, Level, Metres, Position, Source};
use crate::geocode::{Candidate, Gazetteer};
use crate::reconcile::Located;

/// From this distance on, published coordinates contradict the address, in metres. Towns are rarely wider than 5 km; coordinates
/// that stand for a prefectural office or a typing error are usually much farther off.
const CONTRADICTION: Metres = Metres(5_000.0);

/// The edition of the gazetteer, 位置参照情報 大字・町丁目レベル 19.0b (2025), for the date of a placement.
const GAZETTEER_EDITION: jiff::civil::Date = jiff::civil::date(2025, 4, 1);

/// How facilities were placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PlacementReport {
    /// By coordinates of the source.
    pub published: u64,
    /// By address, to the town or finer.
    pub town: u64,
    /// By address, to the municipality or prefecture only.
    pub coarse: u64,
    /// By address, against coordinates that lie elsewhere.
    pub contradicted: u64,
    /// Not at all.
    pub unplaced: u64,
}

/// Places every facility.
pub(super) fn place_all(facilities: &mut [Facility], gazetteer: &Gazetteer) -> PlacementReport {
    let mut report = PlacementReport::default();
    for facility in facilities {
        let candidate = match facility.municipality {
            Some(code) => gazetteer.geocode_within(&facility.address, code, 1),
            None => gazetteer.geocode(&facility.address, 1),
        };
        let candidate = candidate.into_iter().next();
        if facility.municipality.is_none() {
            facility.municipality = candidate.as_ref().and_then(|candidate| candidate.municipality);
        }
        match (facility.position, candidate) {
            (Some(position), Some(candidate)) if contradicts(&position, &candidate) => {
                report.contradicted += 1;
                set(facility, &candidate);
            }
            (Some(_), _) => report.published += 1,
            (None, Some(candidate)) => {
                if candidate.level.is_usable_for_distance(candidate.accuracy) {
                    report.town += 1;
                } else {
                    report.coarse += 1;
                }
                set(facility, &candidate);
            }
            (None, None) => report.unplaced += 1,
        }
    }
    report
}

/// Whether published coordinates cannot be those of the address. A pin set by hand is believed.
fn contradicts(position: &Position, candidate: &Candidate) -> bool {
    if position.source == Source::Correction {
        return false;
    }
    let reach = CONTRADICTION.0 + 3.0 * candidate.accuracy.0;
    candidate.level <= Level::Town && position.at.geodesic(candidate.at).0 > reach
}

fn set(facility: &mut Facility, candidate: &Candidate) {
    let origin = Origin { source: Source::Gazetteer, as_of: GAZETTEER_EDITION };
    facility.provenance.insert(Field::Position, origin);
    facility.position = Some(Position {
        at: candidate.at,
        level: candidate.level,
        accuracy: candidate.accuracy,
        source: Source::Gazetteer,
    });
}

/// Where an address lies, for linking.
pub(super) fn locate(gazetteer: &Gazetteer, address: &str) -> Option<Located> {
    let candidate = gazetteer.geocode(address, 1).into_iter().next()?;
    let town = if candidate.level <= Level::Town { candidate.matched } else { String::new() };
    Some(Located { municipality: candidate.municipality, town, rest: candidate.rest })
}

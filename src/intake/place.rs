//! Facilities without coordinates are placed by their address, and marked so; coordinates that contradict the address are not
//! believed, and kept as what was replaced.

use std::collections::{HashMap, HashSet};

use jiff::civil::{Date, date};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use crate::domain::facility::{Field, Replaced};
use crate::domain::record::{RecordBody, ReferencePlaces, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::{Facility, LatLon, Level, Metres, Position, Source};
use crate::geocode::{Candidate, Gazetteer, Geocoder, Neighbours, Readings, published};
use crate::reconcile::Located;

/// Published coordinates that lie in another municipality contradict the address from this distance to its town on, beside
/// [`ELSEWHERE_REACH`] times the town's own imprecision. In metres.
const ELSEWHERE: f64 = 1_000.0;
/// See [`ELSEWHERE`].
const ELSEWHERE_REACH: f64 = 2.0;
/// The same for coordinates in the municipality that the address names: some towns have far-off parts (飛地, 字 in the mountains).
const FAR: f64 = 3_000.0;
/// See [`FAR`].
const FAR_REACH: f64 = 3.0;
/// A reading that had to guess, or pass over letters, contradicts nothing.
const SURE: f64 = 0.85;
/// So many towns whose addresses share one point show that the point is an office's, or that of a failed search.
const SHARED_BY: usize = 3;
/// Farther than this from any town nobody is: the point lies in the sea. Of 195,000 published points fewer than one in a thousand
/// is farther than 5 km from a town's.
const AT_SEA: Metres = Metres(10_000.0);

/// The edition of the gazetteer, 位置参照情報 大字・町丁目レベル 19.0b (2025), for the date of a placement.
const GAZETTEER_EDITION: Date = date(2025, 4, 1);

/// How facilities were placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PlacementReport {
    /// By coordinates of the source.
    pub published: u64,
    /// By address, to the house or block, as neighbours or reference points know it.
    pub house: u64,
    /// By address, to the town.
    pub town: u64,
    /// By address, to the municipality or prefecture only.
    pub coarse: u64,
    /// By address, against coordinates that lie elsewhere; counted above as well.
    pub contradicted: u64,
    /// Not at all.
    pub unplaced: u64,
}

/// Places every facility.
pub(super) fn place_all(
    facilities: &mut [Facility],
    gazetteer: &Gazetteer,
    places: &[SourceRecord],
) -> PlacementReport {
    let readings = side_by_side(facilities, |facility| gazetteer.read_facility(facility));
    let mut report = PlacementReport::default();
    let shared = shared_points(facilities, &readings);
    let pairs: Vec<(&Facility, &Option<Candidate>)> = facilities.iter().zip(&readings).collect();
    let contradicted = side_by_side(&pairs, |(facility, reading)| {
        published(facility).is_some_and(|at| is_contradicted(at, facility, reading.as_ref(), gazetteer, &shared))
    });
    for ((facility, reading), contradicted) in facilities.iter_mut().zip(&readings).zip(contradicted) {
        if facility.municipality.is_none() {
            facility.municipality = reading.as_ref().and_then(|reading| reading.municipality);
        }
        if contradicted {
            set_aside(facility);
            report.contradicted += 1;
        }
    }
    let surveyed = surveyed(facilities, &readings, gazetteer, places);
    let looked_up = places.iter().filter(|record| record.source == Source::Geocoder).map(|record| record.edition).min();
    let geocoder = Geocoder { gazetteer, surveyed: &surveyed, readings: &Readings::default() };
    let pairs: Vec<(&Facility, &Option<Candidate>)> = facilities.iter().zip(&readings).collect();
    let placed = side_by_side(&pairs, |(facility, reading)| {
        let mut candidate = reading.as_ref().filter(|_| facility.position.is_none())?.clone();
        geocoder.refine(&mut candidate);
        Some(candidate)
    });
    for (facility, candidate) in facilities.iter_mut().zip(placed) {
        match (facility.position, candidate) {
            (Some(_), _) => report.published += 1,
            (None, Some(candidate)) => {
                *report.column(&candidate) += 1;
                set(facility, &candidate, looked_up);
            }
            (None, None) => report.unplaced += 1,
        }
    }
    report
}

/// A plain map on all processors; the order is kept.
fn side_by_side<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let each = &each;
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(items.len().div_ceil(workers).max(1))
            .map(|part| scope.spawn(move || part.iter().map(each).collect::<Vec<R>>()))
            .collect();
        let joined = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    })
}

/// Where the addresses of all records lie, by the hash of the address: linking asks for hundreds of thousands, one after the other.
pub(super) fn locate_all(gazetteer: &Gazetteer, records: &[SourceRecord]) -> HashMap<u128, Option<Located>> {
    let addresses: HashSet<&str> = records.iter().filter_map(address_of).collect();
    let addresses: Vec<&str> = addresses.into_iter().collect();
    let located = side_by_side(&addresses, |address| locate(gazetteer, address));
    addresses.iter().map(|address| xxh3_128(address.as_bytes())).zip(located).collect()
}

fn address_of(record: &SourceRecord) -> Option<&str> {
    match &record.body {
        RecordBody::Listing(listing) => Some(&listing.address),
        RecordBody::Filings(institution) => Some(&institution.address),
        RecordBody::Statement(statement) => statement.subject.address.as_deref(),
        _ => None,
    }
}

impl PlacementReport {
    fn column(&mut self, candidate: &Candidate) -> &mut u64 {
        match candidate.level {
            level if level < Level::Town => &mut self.house,
            level if level.is_usable_for_distance(candidate.accuracy) => &mut self.town,
            _ => &mut self.coarse,
        }
    }
}

/// A point to the seventh decimal, which is a centimetre: coarser than exports write it, so that what is read back is judged alike.
type Bits = (i64, i64);

fn bits(at: LatLon) -> Bits {
    const DECIMALS: f64 = 1e7;
    let rounded = |degrees: f64| (degrees * DECIMALS).round() as i64;
    (rounded(at.lat()), rounded(at.lon()))
}

/// Points that addresses in [`SHARED_BY`] or more towns share.
fn shared_points(facilities: &[Facility], readings: &[Option<Candidate>]) -> Vec<Bits> {
    let mut towns: HashMap<Bits, Vec<&str>> = HashMap::new();
    for (facility, reading) in facilities.iter().zip(readings) {
        let (Some(at), Some(reading)) = (published(facility), reading) else { continue };
        let known = towns.entry(bits(at)).or_default();
        if reading.level == Level::Town && known.len() < SHARED_BY && !known.contains(&reading.matched.as_str()) {
            known.push(&reading.matched);
        }
    }
    let mut shared: Vec<Bits> =
        towns.into_iter().filter(|(_, towns)| towns.len() >= SHARED_BY).map(|(at, _)| at).collect();
    shared.sort_unstable();
    shared
}

/// Whether published coordinates cannot be those of the address. What a person set by hand is believed.
fn is_contradicted(
    at: LatLon,
    facility: &Facility,
    reading: Option<&Candidate>,
    gazetteer: &Gazetteer,
    shared: &[Bits],
) -> bool {
    if facility.position.is_some_and(|position| position.source.is_by_hand()) {
        return false;
    }
    let nearest = gazetteer.reverse(at);
    if nearest.as_ref().is_some_and(|town| town.land_distance.0 > AT_SEA.0) {
        return true;
    }
    let Some(reading) = reading.filter(|reading| reading.level == Level::Town && reading.score >= SURE) else {
        return false;
    };
    let (distance, accuracy) = (at.geodesic(reading.at).0, reading.accuracy.0);
    if shared.binary_search(&bits(at)).is_ok() {
        return distance > accuracy;
    }
    let elsewhere = nearest.is_some_and(|town| town.municipality != reading.municipality);
    distance > FAR + FAR_REACH * accuracy || (elsewhere && distance > ELSEWHERE + ELSEWHERE_REACH * accuracy)
}

/// Takes away a position, and keeps it as what was replaced.
fn set_aside(facility: &mut Facility) {
    let Some(position) = facility.position.take() else { return };
    let origin = facility.provenance.remove(&Field::Position);
    let origin = origin.unwrap_or(Origin { source: position.source, as_of: GAZETTEER_EDITION });
    facility.replaced.push(Replaced {
        field: "position".to_owned(),
        value: position.at.to_string(),
        origin,
        changed_since: false,
    });
}

/// What knows house numbers: facilities whose coordinates are still believed, and imported reference points.
fn surveyed(
    facilities: &[Facility],
    readings: &[Option<Candidate>],
    gazetteer: &Gazetteer,
    places: &[SourceRecord],
) -> Vec<Neighbours> {
    let mut surveyed = Vec::new();
    // What an operator had looked up helps to place facilities, and nobody else: it is not among what questions are answered with.
    for source in Source::WITH_PLACES.into_iter().chain([Source::Geocoder]) {
        let of_source = |record: &&SourceRecord| record.source == source;
        let bodies = places.iter().filter(of_source).filter_map(reference_places);
        let index = Neighbours::of_places(gazetteer, source, bodies);
        if !index.is_empty() {
            surveyed.push(index);
        }
    }
    let known = facilities.iter().zip(readings);
    let references = known.filter_map(|(facility, reading)| Some((reading.clone()?, published(facility)?)));
    surveyed.push(Neighbours::build(Source::Neighbours, references.map(Into::into)));
    surveyed
}

fn reference_places(record: &SourceRecord) -> Option<&ReferencePlaces> {
    match &record.body {
        RecordBody::Places(places) => Some(places),
        _ => None,
    }
}

/// Puts a facility where its address lies. `looked_up` is the day on which the first of the external answers was had.
fn set(facility: &mut Facility, candidate: &Candidate, looked_up: Option<Date>) {
    let source = candidate.source.unwrap_or(Source::Gazetteer);
    let as_of = facility.provenance.get(&Field::Address).map_or(GAZETTEER_EDITION, |origin| origin.as_of);
    let as_of = match source {
        Source::Neighbours => as_of,
        Source::Geocoder => looked_up.unwrap_or(GAZETTEER_EDITION),
        _ => GAZETTEER_EDITION,
    };
    facility.provenance.insert(Field::Position, Origin { source, as_of });
    // The point of a neighbour is not a point that somebody gave for this facility.
    let level = if candidate.level == Level::Point { Level::Facility } else { candidate.level };
    facility.position = Some(Position { at: candidate.at, level, accuracy: candidate.accuracy, source });
}

/// Where an address lies, for linking and for comparing two addresses.
pub fn locate(gazetteer: &Gazetteer, address: &str) -> Option<Located> {
    let candidate = gazetteer.geocode(address, 1).into_iter().next()?;
    let town = if candidate.level <= Level::Town { candidate.matched } else { String::new() };
    Some(Located { municipality: candidate.municipality, town, rest: candidate.rest })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::domain::Kind;

    static JAPAN: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

    fn facility(id: &str, address: &str, at: Option<(f64, f64)>) -> Facility {
        let mut facility = Facility::new(id, Kind::Clinic, "（架空）うみかぜ", address);
        facility.position = at.map(|(lat, lon)| Position {
            at: LatLon::new(lat, lon).unwrap(),
            level: Level::Point,
            accuracy: Metres(50.0),
            source: Source::Kaigo,
        });
        if at.is_some() {
            let origin = Origin { source: Source::Kaigo, as_of: date(2025, 12, 1) };
            facility.provenance.insert(Field::Position, origin);
        }
        facility
    }

    fn placed(mut facilities: Vec<Facility>) -> (Vec<Facility>, PlacementReport) {
        let report = place_all(&mut facilities, &JAPAN, &[]);
        (facilities, report)
    }

    const URAGA: &str = "神奈川県横須賀市浦賀五丁目";

    #[test]
    fn a_facility_without_coordinates_is_where_its_neighbours_are() {
        let town = JAPAN.geocode(URAGA, 1).remove(0).at;
        let known = (town.lat() + 0.001, town.lon());
        let (facilities, report) = placed(vec![
            facility("a", &format!("{URAGA}3番4号"), Some(known)),
            facility("b", &format!("{URAGA}3-4 うみかぜビル2F"), None),
            facility("c", &format!("{URAGA}3-9"), None),
            facility("d", URAGA, None),
        ]);
        let position = |i: usize| facilities[i].position.unwrap();
        assert_eq!((position(1).level, position(1).source), (Level::Facility, Source::Neighbours));
        assert!(position(1).at.geodesic(position(0).at).0 < 2.0);
        assert_eq!(position(2).level, Level::Block);
        assert!(position(2).at.geodesic(position(0).at).0 < 60.0 && position(2).accuracy.0 < 400.0);
        assert_eq!(position(3).level, Level::Town);
        assert_eq!((report.published, report.house, report.town), (1, 2, 1));
    }

    #[test]
    fn coordinates_elsewhere_are_replaced_and_kept() {
        for wrong in [(35.4478, 139.6425), (34.0, 141.0), (35.0, 135.0)] {
            let (facilities, report) = placed(vec![facility("a", &format!("{URAGA}3-4"), Some(wrong))]);
            let replaced = &facilities[0].replaced[0];
            assert_eq!((replaced.field.as_str(), replaced.origin.source), ("position", Source::Kaigo), "{wrong:?}");
            assert_eq!(replaced.value, LatLon::new(wrong.0, wrong.1).unwrap().to_string());
            assert_eq!(facilities[0].position.unwrap().source, Source::Gazetteer);
            assert_eq!((report.contradicted, report.town), (1, 1));
        }
    }

    #[test]
    fn a_point_that_many_towns_share_is_believed_only_where_it_can_be() {
        let office = JAPAN.geocode("神奈川県横須賀市小川町", 1).remove(0).at;
        let at = Some((office.lat(), office.lon()));
        let towns = ["小川町11", "浦賀五丁目3-4", "久里浜一丁目1-1", "武一丁目2-3"];
        let all = towns.iter().enumerate();
        let (facilities, report) =
            placed(all.map(|(i, town)| facility(&i.to_string(), &format!("神奈川県横須賀市{town}"), at)).collect());
        assert_eq!((report.published, report.contradicted), (1, 3));
        assert!(facilities[0].replaced.is_empty());
    }

    #[test]
    fn points_that_differ_by_less_than_an_export_writes_are_one() {
        let office = JAPAN.geocode("神奈川県横須賀市小川町", 1).remove(0).at;
        let towns = ["浦賀五丁目3-4", "久里浜一丁目1-1", "武一丁目2-3"];
        let near = |i: usize| Some((office.lat() + i as f64 * 1e-10, office.lon()));
        let one = |(i, town): (usize, &&str)| facility(&i.to_string(), &format!("神奈川県横須賀市{town}"), near(i));
        let (_, report) = placed(towns.iter().enumerate().map(one).collect());
        assert_eq!(report.contradicted, 3);
    }

    #[test]
    fn what_was_set_by_hand_is_believed() {
        let mut by_hand = facility("a", &format!("{URAGA}3-4"), Some((35.4478, 139.6425)));
        if let Some(position) = &mut by_hand.position {
            position.source = Source::Correction;
        }
        let (facilities, report) = placed(vec![by_hand]);
        assert!(facilities[0].replaced.is_empty());
        assert_eq!(report.contradicted, 0);
    }
}

//! Places that others have surveyed, by town and house number: facilities with published positions, official block points.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::Facility;
use crate::domain::place::{LatLon, Level};
use crate::domain::record::{ReferencePlaces, ReferenceTown};
use crate::domain::source::Source;

use super::lot::Lot;
use super::{Candidate, Gazetteer};

/// A point farther from its town than [`FARTHEST`] and [`FARTHEST_REACH`] times the town's own imprecision is somebody's slip, in
/// metres. Of 160,000 published positions 1.3 % lie farther off; without them the errors of their neighbours are smallest.
const FARTHEST: f64 = 1_000.0;
/// See [`FARTHEST`].
const FARTHEST_REACH: f64 = 2.0;

/// A point that addresses in so many towns share stands for an office or a failed search.
const SHARED_BY: usize = 3;

/// Points of one house number agree within this distance, in metres.
const AGREEMENT: f64 = 100.0;

/// A hundred-thousandth of a degree of latitude, in metres: what a step of a stored position is.
pub(super) const STEP: f64 = 1.111_95;

/// An address that was read, and where it is known to be.
#[derive(Debug, Clone)]
pub struct Reference {
    /// How the gazetteer reads the address.
    pub reading: Candidate,
    /// Its surveyed place.
    pub at: LatLon,
}

impl From<(Candidate, LatLon)> for Reference {
    fn from((reading, at): (Candidate, LatLon)) -> Self {
        Self { reading, at }
    }
}

/// A town, or a municipality for those of its names that the gazetteer does not know.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Town {
    /// XXH3-64 of its full official name.
    key: u64,
    /// Its first mark.
    start: u32,
    /// The gazetteer's point, in millionths of a degree.
    lat_micro: i32,
    lon_micro: i32,
}

/// One house number and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Sixteen bits of the hash of the area's name; zero for none.
    pub(super) area: u16,
    /// 街区符号 or 地番; zero for none.
    pub(super) block: u16,
    /// 住居番号 or 枝番; zero for none.
    pub(super) number: u16,
    /// From the town's point, in steps of a hundred-thousandth of a degree.
    north: i16,
    east: i16,
    /// How many references agree here; zero where they disagree.
    pub(super) agreeing: u8,
}

/// House numbers with known places, packed by town.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Neighbours {
    /// Who surveyed them.
    source: Source,
    /// In ascending order of key.
    towns: Vec<Town>,
    /// By town, then by area, block and number.
    marks: Vec<Mark>,
}

/// The marks of one town, as metres east and north of its point.
pub(super) struct Around<'a> {
    pub(super) marks: &'a [Mark],
    /// Metres in a step to the east.
    east_step: f64,
}

impl Around<'_> {
    /// Metres east and north of the town's point.
    pub(super) fn place(&self, mark: &Mark) -> [f64; 2] {
        [f64::from(mark.east) * self.east_step, f64::from(mark.north) * STEP]
    }
}

/// Metres in a hundred-thousandth of a degree of longitude.
pub(super) fn east_step(lat: f64) -> f64 {
    STEP * lat.to_radians().cos()
}

pub(super) fn town_key(matched: &str) -> u64 {
    xxh3_64(matched.as_bytes())
}

/// Sixteen bits that stand for the name of an area; never zero for a name.
pub(super) fn area_key(area: &str) -> u16 {
    if area.is_empty() {
        return 0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "sixteen bits are wanted")]
    let key = xxh3_64(area.as_bytes()) as u16;
    key.max(1)
}

/// A house number as it is stored; larger ones are as good as none.
pub(super) fn stored(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(0)
}

/// A reference on its way into the index.
struct Draft {
    town: u64,
    base: LatLon,
    mark: Mark,
    /// The exact point.
    at: (u64, u64),
}

impl Neighbours {
    /// Packs references. Points far outside their town, and points that several towns share, are left out.
    pub fn build(source: Source, references: impl IntoIterator<Item = Reference>) -> Self {
        Self::of_drafts(source, references.into_iter().filter_map(|r| draft(&r)).collect())
    }

    fn of_drafts(source: Source, mut drafts: Vec<Draft>) -> Self {
        if matches!(source, Source::Neighbours | Source::Geocoder) {
            drop_shared(&mut drafts);
        }
        drafts.sort_unstable_by_key(|draft| (draft.town, draft.mark));
        let mut index = Self { source, towns: Vec::new(), marks: Vec::new() };
        for town in drafts.chunk_by(|a, b| a.town == b.town) {
            let Some(first) = town.first() else { continue };
            #[expect(clippy::cast_possible_truncation, reason = "180 million fits")]
            let (lat_micro, lon_micro) =
                ((first.base.lat() * 1e6).round() as i32, (first.base.lon() * 1e6).round() as i32);
            let start = u32::try_from(index.marks.len()).unwrap_or(u32::MAX);
            index.towns.push(Town { key: first.town, start, lat_micro, lon_micro });
            let step = east_step(first.base.lat());
            let number = |draft: &Draft| (draft.mark.area, draft.mark.block, draft.mark.number);
            for same in town.chunk_by(|a, b| number(a) == number(b)) {
                index.marks.extend(agreed(same, step));
            }
        }
        index.towns.shrink_to_fit();
        index.marks.shrink_to_fit();
        index
    }

    /// Who surveyed the places.
    pub const fn source(&self) -> Source {
        self.source
    }

    /// How many house numbers it knows.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The bytes it occupies.
    pub fn memory(&self) -> usize {
        self.towns.capacity() * size_of::<Town>() + self.marks.capacity() * size_of::<Mark>()
    }

    /// What is known of a town, or of the unknown names of a municipality.
    pub(super) fn around(&self, matched: &str) -> Option<(Around<'_>, LatLon)> {
        let key = town_key(matched);
        let i = self.towns.binary_search_by_key(&key, |town| town.key).ok()?;
        let town = &self.towns[i];
        let end = self.towns.get(i + 1).map_or(self.marks.len(), |next| next.start as usize);
        let marks = self.marks.get(town.start as usize..end)?;
        let base = LatLon::new(f64::from(town.lat_micro) / 1e6, f64::from(town.lon_micro) / 1e6).ok()?;
        Some((Around { marks, east_step: east_step(base.lat()) }, base))
    }
}

impl Neighbours {
    /// The facilities whose positions are published by a source of theirs. Those that were themselves placed by their address, and
    /// fictional ones, teach nothing.
    pub fn of_facilities(gazetteer: &Gazetteer, facilities: &[Facility]) -> Self {
        Self::of_drafts(Source::Neighbours, drafts_of_facilities(gazetteer, facilities, workers()))
    }

    /// The towns and blocks of imported reference files.
    pub fn of_places<'a>(
        gazetteer: &Gazetteer,
        source: Source,
        places: impl IntoIterator<Item = &'a ReferencePlaces>,
    ) -> Self {
        let towns: Vec<(&ReferencePlaces, &ReferenceTown)> =
            places.into_iter().flat_map(|places| places.towns.iter().map(move |town| (places, town))).collect();
        let drafts = side_by_side(&towns, workers(), |(places, town)| {
            references_of(gazetteer, places, town).iter().filter_map(draft).collect::<Vec<_>>()
        });
        Self::of_drafts(source, drafts)
    }
}

fn drafts_of_facilities(gazetteer: &Gazetteer, facilities: &[Facility], workers: usize) -> Vec<Draft> {
    side_by_side(facilities, workers, |facility| {
        let at = published(facility)?;
        draft(&Reference { reading: gazetteer.read_facility(facility)?, at })
    })
}

/// One worker for each processor: reading addresses is all computing.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// What `each` item makes, in the order of the items, however many `workers` share them. Only the packed drafts of the readings
/// are kept, so that a country of addresses does not stand in memory as text.
fn side_by_side<T: Sync, D: IntoIterator<Item = Draft>>(
    items: &[T],
    workers: usize,
    each: impl Fn(&T) -> D + Sync,
) -> Vec<Draft> {
    let each = &each;
    std::thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(items.len().div_ceil(workers.max(1)).max(1))
            .map(|part| scope.spawn(move || part.iter().flat_map(each).collect::<Vec<Draft>>()))
            .collect();
        let joined = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        joined.flatten().collect()
    })
}

/// The position that a source of the facility publishes.
pub fn published(facility: &Facility) -> Option<LatLon> {
    let position = facility.position?;
    let placed = [Source::Gazetteer, Source::Geolonia, Source::Neighbours, Source::Geocoder, Source::Demo];
    let surveyed = !placed.contains(&position.source);
    (surveyed && position.level == Level::Point && !facility.fictional).then_some(position.at)
}

/// The points of one town of a reference file. Its own point is worth keeping where it tells more than the gazetteer knows.
fn references_of(gazetteer: &Gazetteer, places: &ReferencePlaces, town: &ReferenceTown) -> Vec<Reference> {
    let text = [&places.name, &town.name].map(String::as_str).concat();
    let reading = match places.municipality {
        Some(code) => gazetteer.geocode_within(&text, code, 1),
        None => gazetteer.geocode(&text, 1),
    };
    let Some(reading) = reading.into_iter().next() else { return Vec::new() };
    let own = town.at.filter(|_| !reading.rest.is_empty()).map(|at| Reference { reading: reading.clone(), at });
    let blocks = town.blocks.iter().map(|(block, at)| {
        // A 字 that ends in a number would swallow the number of the block.
        let rest = if reading.rest.is_empty() { block.clone() } else { format!("{}　{block}", reading.rest) };
        Reference { reading: Candidate { rest, ..reading.clone() }, at: *at }
    });
    own.into_iter().chain(blocks).collect()
}

/// Leaves out points that addresses in [`SHARED_BY`] towns or more share.
fn drop_shared(drafts: &mut Vec<Draft>) {
    let mut towns_at: HashMap<(u64, u64), Vec<u64>> = HashMap::new();
    for draft in drafts.iter() {
        let towns = towns_at.entry(draft.at).or_default();
        if towns.len() < SHARED_BY && !towns.contains(&draft.town) {
            towns.push(draft.town);
        }
    }
    drafts.retain(|draft| towns_at.get(&draft.at).is_none_or(|towns| towns.len() < SHARED_BY));
}

/// Whether a point is too far from what was read of its address to be believed.
pub(super) fn is_a_slip(reading: &Candidate, at: LatLon) -> bool {
    reading.at.geodesic(at).0 > FARTHEST + FARTHEST_REACH * reading.accuracy.0
}

fn draft(reference: &Reference) -> Option<Draft> {
    let Reference { reading, at } = reference;
    // Below the prefecture, and never a typed point.
    if reading.level < Level::Town || reading.level > Level::Municipality || reading.matched.is_empty() {
        return None;
    }
    let lot = Lot::read(&reading.rest);
    if reading.level == Level::Municipality && lot.area.is_empty() && lot.numbers[0] == 0 {
        return None;
    }
    if is_a_slip(reading, *at) {
        return None;
    }
    let steps = |degrees: f64| {
        let steps = (degrees * 1e5).round();
        #[expect(clippy::cast_possible_truncation, reason = "checked")]
        (steps.abs() < f64::from(i16::MAX)).then_some(steps as i16)
    };
    let mark = Mark {
        area: area_key(&lot.area),
        block: stored(lot.numbers[0]),
        number: if stored(lot.numbers[0]) == 0 { 0 } else { stored(lot.numbers[1]) },
        north: steps(at.lat() - reading.at.lat())?,
        east: steps(at.lon() - reading.at.lon())?,
        agreeing: 1,
    };
    let exact = (at.lat().to_bits(), at.lon().to_bits());
    Some(Draft { town: town_key(&reading.matched), base: reading.at, mark, at: exact })
}

/// One mark of all references with the same house number: the one that is nearest to all others, and how many agree with it.
/// Where most of them do not, the number of those that agree is zero: it is not known which is right.
fn agreed(same: &[Draft], east_step: f64) -> Option<Mark> {
    /// More say no more, and comparing all with all would take long in a town of thousands of addresses without numbers.
    const MOST: usize = 32;
    let marks = &same[..same.len().min(MOST)];
    let between = |a: &Mark, b: &Mark| {
        let (north, east) = (f64::from(a.north) - f64::from(b.north), f64::from(a.east) - f64::from(b.east));
        (north * STEP).hypot(east * east_step)
    };
    let total = |a: &Draft| marks.iter().map(|b| between(&a.mark, &b.mark)).sum::<f64>();
    let middle = marks.iter().min_by(|a, b| total(a).total_cmp(&total(b)))?.mark;
    let near = marks.iter().filter(|other| between(&middle, &other.mark) <= AGREEMENT).count();
    let agreeing = if near * 2 > marks.len() { u8::try_from(near).unwrap_or(u8::MAX) } else { 0 };
    Some(Mark { agreeing, ..middle })
}

#[cfg(test)]
mod tests {
    use super::super::tests::JAPAN;
    use super::*;
    use crate::domain::{Kind, Metres, Position};

    #[test]
    fn the_index_does_not_depend_on_how_many_share_the_work() {
        let facilities: Vec<Facility> = (0_u32..97)
            .map(|n| {
                let address = format!("神奈川県横須賀市浦賀{}丁目{}-{}", n % 7 + 1, n % 11 + 1, n % 3 + 1);
                let mut facility = Facility::new(format!("t-{n}"), Kind::Clinic, "（架空）医院", address);
                let at = LatLon::new(35.23 + f64::from(n) * 1e-4, 139.71).unwrap();
                facility.position =
                    Some(Position { at, level: Level::Point, accuracy: Metres(10.0), source: Source::NaviiClinic });
                facility
            })
            .collect();
        let built = |workers: usize| {
            let index = Neighbours::of_drafts(Source::Neighbours, drafts_of_facilities(&JAPAN, &facilities, workers));
            postcard::to_stdvec(&index).unwrap()
        };
        let alone = built(1);
        assert!(alone.len() > 300);
        for workers in [0, 2, 3, 8, 1_000] {
            assert_eq!(built(workers), alone, "{workers} workers");
        }
        assert_eq!(postcard::to_stdvec(&Neighbours::of_facilities(&JAPAN, &facilities)).unwrap(), alone);
    }
}

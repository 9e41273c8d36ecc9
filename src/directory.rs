//! The directory: an immutable snapshot of every facility in memory, and the questions one may ask it.
//!
//! Reads never touch SQL. A new snapshot replaces the old one atomically; whoever holds the old one finishes with it.

mod area;
#[cfg(test)]
mod brute_force;
mod by_area;
mod counts;
mod coverage;
mod hours_by_row;
mod list;
mod moments;
mod on_day;
mod search;
mod snapshot;
mod team;
#[cfg(test)]
mod tests;
mod visits;

use std::path::Path;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::domain::answer::PackedFact;
use crate::domain::facility::Hours;
use crate::domain::municipality::{MunicipalityCode, PREFECTURES};
use crate::domain::{Answer, Capability, CapabilitySet, Facility, Kind, LatLon, Level, Metres, Position};
use crate::geocode::{Neighbours, Readings};
use crate::index::text::RowSet;
use crate::index::{Grid, SpatialIndex, TextIndex, TextIndexError};
use crate::matching::{Compared, Comparison, Policy, Question, Ranking, View, compare};
use crate::way::{Home, Land, Towards};

pub use area::Area;
pub use counts::Counts;
pub use coverage::Coverage;
pub use list::{Around, Filter, List, ListQuestion, Page};
pub use on_day::{DayCounts, KindStates, States};

use by_area::ByArea;
use hours_by_row::HoursByRow;
use moments::Moments;
use search::{Outlooks, Search};

/// What can go wrong while a directory is built or asked.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The full-text index failed.
    #[error(transparent)]
    Text(#[from] TextIndexError),
    /// A stored snapshot is of another program.
    #[error("a stored snapshot cannot be used: {0}")]
    Snapshot(postcard::Error),
    /// A stored snapshot is not as it was written.
    #[error("a stored snapshot is damaged")]
    Damaged,
    /// A facility could not be packed or unpacked.
    #[error("facility {row} cannot be packed: {cause}")]
    Packing {
        /// Its row.
        row: u32,
        /// What the codec says.
        cause: postcard::Error,
    },
}

/// What is kept unpacked for every facility.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Columns {
    kind: Kind,
    at: Option<LatLon>,
    level: Level,
    placed: bool,
    municipality: Option<MunicipalityCode>,
    yes: CapabilitySet,
    consult: CapabilitySet,
    no: CapabilitySet,
    /// Where the facility's packed bytes end in the arena.
    packed_end: u32,
    /// Where its facts end among all facts.
    facts_end: u32,
    in_group: bool,
    /// Closed for good, or to be closed: nobody is sent there, but its page still says so.
    closed: bool,
}

/// An immutable snapshot of all facilities, in ascending order of identifier.
pub struct Directory {
    revision: i64,
    ids: Vec<Box<str>>,
    columns: Vec<Columns>,
    packed: Vec<u8>,
    facts: Vec<PackedFact>,
    hours: HoursByRow,
    spatial: SpatialIndex,
    grid: Grid,
    by_area: ByArea,
    outlooks: Outlooks,
    text: TextIndex,
    moments: Moments,
    /// By prefecture (1 to 47): the capabilities about which at least one facility there has said something.
    spoken_of: [CapabilitySet; PREFECTURES.len() + 1],
    /// Surveyed places by which addresses are found: its own facilities, and imported reference points.
    surveyed: Vec<Neighbours>,
    /// Readings and postal codes of towns, where an operator imported them.
    readings: Readings,
    /// Land and water, drawn when the first match asks; nothing where the coast of the program is damaged.
    land: OnceLock<Option<Land>>,
}

impl Directory {
    /// Builds a snapshot in memory. Facilities are sorted by identifier, so the order in which they arrive leaves no trace.
    ///
    /// # Errors
    /// When the text index or the packing fails.
    pub fn build(facilities: Vec<Facility>, revision: i64) -> Result<Self, DirectoryError> {
        Self::build_in(facilities, revision, None)
    }

    /// Builds a snapshot with its full text in an empty folder, or in memory without one.
    ///
    /// # Errors
    /// When the text index or the packing fails.
    pub fn build_in(
        mut facilities: Vec<Facility>,
        revision: i64,
        folder: Option<&Path>,
    ) -> Result<Self, DirectoryError> {
        facilities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let text = TextIndex::build(folder, facilities.iter().map(searchable_texts))?;
        let rows: Vec<(Kind, Option<LatLon>)> =
            facilities.iter().map(|f| (f.kind, place_of(f).map(|position| position.at))).collect();
        let spatial = SpatialIndex::build(&rows);
        let mut directory = Self {
            revision,
            ids: Vec::with_capacity(facilities.len()),
            columns: Vec::with_capacity(facilities.len()),
            packed: Vec::new(),
            facts: Vec::new(),
            hours: HoursByRow::default(),
            grid: Grid::build(rows.iter().map(|(_, at)| *at)),
            spatial,
            by_area: ByArea::default(),
            outlooks: Outlooks::default(),
            text,
            moments: Moments::default(),
            spoken_of: [CapabilitySet::default(); PREFECTURES.len() + 1],
            surveyed: Vec::new(),
            readings: Readings::default(),
            land: OnceLock::new(),
        };
        for (row, facility) in (0u32..).zip(facilities) {
            directory.push(row, &facility)?;
        }
        directory.sum_up();
        directory.packed.shrink_to_fit();
        directory.facts.shrink_to_fit();
        Ok(directory)
    }

    fn push(&mut self, row: u32, facility: &Facility) -> Result<(), DirectoryError> {
        let packing = |cause| DirectoryError::Packing { row, cause };
        self.packed = postcard::to_extend(facility, std::mem::take(&mut self.packed)).map_err(packing)?;
        let end_of = |length: usize| u32::try_from(length).map_err(|_| packing(postcard::Error::SerializeBufferFull));
        self.facts.extend(facility.capabilities.iter().map(|(c, fact)| PackedFact::new(*c, fact)));
        let hours = facility.hours.in_force(&facility.duties);
        if hours != Hours::default() {
            self.hours.insert(row, hours);
        }
        self.columns.push(Columns {
            kind: facility.kind,
            at: place_of(facility).map(|position| position.at),
            level: place_of(facility).map_or(Level::Prefecture, |position| position.level),
            placed: place_of(facility).is_some_and(|position| position.level.is_usable_for_distance(position.accuracy)),
            closed: facility.closed.is_some(),
            municipality: facility.municipality,
            yes: facility.answered(Answer::Yes),
            consult: facility.answered(Answer::Consult),
            no: facility.answered(Answer::No),
            packed_end: end_of(self.packed.len())?,
            facts_end: end_of(self.facts.len())?,
            in_group: facility.group.is_some(),
        });
        self.ids.push(facility.id.as_str().into());
        Ok(())
    }

    /// What is derived from all facilities once they are there.
    fn sum_up(&mut self) {
        self.spoken_of = self.capabilities_spoken_of();
        self.by_area = ByArea::of(self.columns.iter().map(|columns| columns.municipality));
        self.outlooks = Outlooks::of(self);
    }

    fn capabilities_spoken_of(&self) -> [CapabilitySet; PREFECTURES.len() + 1] {
        let mut spoken_of = [CapabilitySet::default(); PREFECTURES.len() + 1];
        for (row, columns) in (0u32..).zip(&self.columns) {
            let prefecture = columns.municipality.map_or(0, |code| code.prefecture() as usize);
            if let Some(set) = spoken_of.get_mut(prefecture) {
                let answered = |fact: &&PackedFact| fact.answer != Answer::Unknown;
                self.facts(row).iter().filter(answered).for_each(|fact| set.insert(fact.capability));
            }
        }
        spoken_of
    }

    /// Whether anybody in a prefecture (1 to 47) has said anything about a capability. Where nobody has, its list was not imported.
    pub fn knows_of(&self, prefecture: u32, capability: Capability) -> bool {
        self.spoken_of.get(prefecture as usize).is_some_and(|set| set.contains(capability))
    }

    /// The same directory with places by which addresses are found. They are kept in its snapshot.
    #[must_use]
    pub fn with_surveyed(mut self, surveyed: Vec<Neighbours>) -> Self {
        self.surveyed = surveyed;
        self
    }

    /// Surveyed places by which addresses are found.
    pub fn surveyed(&self) -> &[Neighbours] {
        &self.surveyed
    }

    /// The same directory with readings and postal codes of towns. They are kept in its snapshot.
    #[must_use]
    pub fn with_readings(mut self, readings: Readings) -> Self {
        self.readings = readings;
        self
    }

    /// Readings and postal codes of towns; empty where nobody imported them.
    pub const fn readings(&self) -> &Readings {
        &self.readings
    }

    /// The store's revision that this snapshot shows.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// How many facilities there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The row of a facility.
    pub fn row(&self, id: &str) -> Option<u32> {
        self.ids.binary_search_by(|known| known.as_ref().cmp(id)).ok().and_then(|row| u32::try_from(row).ok())
    }

    /// A facility's identifier; empty for a row outside the directory.
    pub fn id(&self, row: u32) -> &str {
        self.ids.get(row as usize).map_or("", |id| id)
    }

    /// A facility's kind.
    pub fn kind(&self, row: u32) -> Option<Kind> {
        self.columns.get(row as usize).map(|columns| columns.kind)
    }

    /// The municipality that a facility lies in.
    pub fn municipality(&self, row: u32) -> Option<MunicipalityCode> {
        self.columns.get(row as usize).and_then(|columns| columns.municipality)
    }

    /// A facility's place and how precisely it is known.
    pub fn place(&self, row: u32) -> Option<(LatLon, Level)> {
        let columns = self.columns.get(row as usize)?;
        columns.at.map(|at| (at, columns.level))
    }

    /// The capabilities a facility answers with yes.
    pub fn yes(&self, row: u32) -> CapabilitySet {
        self.columns.get(row as usize).map(|columns| columns.yes).unwrap_or_default()
    }

    /// The capabilities a facility answers with 要相談.
    pub fn consult(&self, row: u32) -> CapabilitySet {
        self.columns.get(row as usize).map(|columns| columns.consult).unwrap_or_default()
    }

    /// What a facility says about a capability.
    pub fn fact(&self, row: u32, capability: Capability) -> Option<PackedFact> {
        let facts = self.facts(row);
        facts.binary_search_by_key(&capability, |fact| fact.capability).ok().map(|place| facts[place])
    }

    /// A facility's facts, ascending by capability.
    pub fn facts(&self, row: u32) -> &[PackedFact] {
        let end = |row: usize| self.columns.get(row).map_or(0, |columns| columns.facts_end as usize);
        let row = row as usize;
        let start = row.checked_sub(1).map_or(0, end);
        self.facts.get(start..end(row)).unwrap_or_default()
    }

    /// Everything known about a facility.
    ///
    /// # Errors
    /// When the packed bytes cannot be read, which would be a fault of this program.
    pub fn facility(&self, row: u32) -> Result<Option<Facility>, DirectoryError> {
        let end = |row: usize| self.columns.get(row).map(|columns| columns.packed_end as usize);
        let start = (row as usize).checked_sub(1).map_or(Some(0), end);
        let bytes = start.zip(end(row as usize)).and_then(|(start, end)| self.packed.get(start..end));
        bytes.map(postcard::from_bytes).transpose().map_err(|cause| DirectoryError::Packing { row, cause })
    }

    /// A facility's name, without unpacking the rest.
    pub fn name(&self, row: u32) -> &str {
        let start = (row as usize).checked_sub(1).map_or(0, |row| self.columns[row].packed_end as usize);
        // A packed facility begins with its identifier, kind and name.
        let head = self.packed.get(start..).map(postcard::take_from_bytes::<(&str, Kind, &str)>);
        head.and_then(Result::ok).map_or("", |((_, _, name), _)| name)
    }

    /// The rows that contain every word.
    ///
    /// # Errors
    /// When the text engine fails.
    pub fn search_text(&self, query: &str) -> Result<RowSet, DirectoryError> {
        Ok(self.text.search(query)?)
    }

    /// Who fits the question, in order. Ways over land that are longer than the line of the rule are left unmeasured; see
    /// [`Directory::measure_ways`].
    pub fn rank(&self, question: &Question, policy: &Policy, limit: usize, near_miss_limit: usize) -> Ranking {
        Search::new(self, question, policy, limit, near_miss_limit).answer()
    }

    /// Measures the long ways over land of those that are shown.
    pub fn measure_ways(&self, question: &Question, policy: &Policy, ranking: &mut Ranking) {
        let Some(land) = self.land() else { return };
        let home = Home::new(land, question.origin, policy.way_limits());
        for ranked in ranking.candidates.iter_mut().chain(&mut ranking.near_misses) {
            if let Some((at, _)) = self.place(ranked.row) {
                ranked.way = home.measured(ranked.way, at, ranked.distance);
            }
        }
    }

    /// Draws land and water around its facilities, so that the first match need not wait for it.
    pub fn draw_land(&self) {
        let _ = self.land();
    }

    /// Land and water around its facilities.
    fn land(&self) -> Option<&Land> {
        let known = || self.columns.iter().filter(|columns| columns.placed).filter_map(|columns| columns.at);
        self.land.get_or_init(|| Some(Land::builtin().ok()?.with_known(known()))).as_ref()
    }

    fn towards<'a>(&self, home: Option<&'a Home<'a>>, row: u32) -> Towards<'a> {
        home.zip(self.place(row)).map_or_else(Towards::default, |(home, (at, _))| Towards::new(home, at))
    }

    /// What matching looks at in one facility, seen from a home; of the way there it knows the straight line only.
    pub fn view(&self, from: LatLon, row: u32) -> Option<View<'_>> {
        let at = self.columns.get(row as usize)?.at?;
        self.view_at(row, from.geodesic(at))
    }

    /// Everything of the question's kinds within a radius of the home, each measured on the ellipsoid; in no particular order.
    pub fn around(&self, question: &Question, radius: Metres) -> Vec<View<'_>> {
        let mut rows = Vec::new();
        // The index rounds to a millimetre; the ellipsoid decides who is within.
        let reach = Metres(radius.0 + 1.0);
        self.spatial.within(question.origin, reach, question.kinds, |row, _| rows.push(row));
        let views = rows.into_iter().filter_map(|row| self.view(question.origin, row));
        views.filter(|view| view.distance.0 <= radius.0).collect()
    }

    /// Which of two stands before the other, however far from the home they are.
    pub fn compare(&self, question: &Question, policy: &Policy, first: u32, second: u32) -> Comparison {
        let home = self.land().map(|land| Home::new(land, question.origin, policy.way_limits()));
        let seen = |row| match (self.columns.get(row as usize), self.view(question.origin, row)) {
            (Some(columns), _) if columns.closed => Compared::Closed,
            (Some(columns), _) if !question.kinds.contains(columns.kind) => Compared::OtherKind,
            (Some(_), Some(view)) => Compared::Seen(View { way: self.towards(home.as_ref(), row), ..view }),
            _ => Compared::NoPlace,
        };
        compare(seen(first), seen(second), question, policy)
    }

    fn view_at(&self, row: u32, distance: Metres) -> Option<View<'_>> {
        let columns = self.columns.get(row as usize)?;
        Some(View {
            row,
            id: self.id(row),
            distance,
            way: Towards::default(),
            placed: columns.placed,
            facts: self.facts(row),
            no: columns.no,
            contact: self.hours.get(row).and_then(|hours| hours.contact.as_ref()),
            in_group: columns.in_group,
        })
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory").field("revision", &self.revision).field("facilities", &self.len()).finish()
    }
}

/// Where a facility is found: nowhere, once it is closed for good.
fn place_of(facility: &Facility) -> Option<Position> {
    facility.position.filter(|_| facility.closed.is_none())
}

fn searchable_texts(facility: &Facility) -> impl Iterator<Item = &str> {
    [Some(facility.name.as_str()), facility.name_kana.as_deref(), Some(facility.address.as_str())].into_iter().flatten()
}

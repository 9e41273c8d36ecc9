//! The directory: an immutable snapshot of every facility in memory, and the questions one may ask it.
//!
//! Reads never touch SQL. A new snapshot replaces the old one atomically; whoever holds the old one finishes with it.

mod ahead_by_row;
mod area;
mod base;
#[cfg(test)]
mod brute_force;
mod by_area;
mod by_audience;
#[cfg(test)]
mod by_audience_tests;
mod coming;
mod counts;
mod coverage;
#[cfg(test)]
mod dice;
mod freshness;
mod hours_by_row;
mod list;
mod moments;
mod on_day;
mod overlay;
#[cfg(test)]
mod overlay_tests;
mod search;
mod snapshot;
mod spoken;
mod team;
#[cfg(test)]
mod tests;
mod visits;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::domain::answer::PackedFact;
use crate::domain::availability::Ahead;
use crate::domain::facility::Hours;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::{Capability, CapabilitySet, Facility, Kind, KindSet, LatLon, Level, Metres, Position};
use crate::geocode::{Neighbours, Readings};
use crate::index::text::{RowSet, Words};
use crate::index::{TextIndex, TextIndexError};
use crate::matching::{Compared, Comparison, OfDay, Policy, Question, Ranking, View, compare};
use crate::way::{Home, Land, Towards};

pub use area::Area;
pub use by_audience::ByAudience;
pub use coming::ComingFilter;
pub use counts::Counts;
pub use coverage::Coverage;
pub use freshness::Standing;
pub use list::{Around, Filter, List, ListQuestion, Page};
pub use on_day::{DayCounts, KindStates, States};

use base::{Base, Columns};
use moments::Moments;
use overlay::Overlay;
use search::{Outlooks, Search};
use spoken::SpokenOf;

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

/// The last edit that a directory shows. The moment tells it from an edit of the same number in a store that was restored since.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct EditMark {
    /// Its number; 0 before the first.
    pub number: i64,
    /// The moment it was made, as the store has it; empty before the first.
    pub made_at: String,
}

/// An immutable snapshot of all facilities, in ascending order of identifier.
pub struct Directory {
    revision: i64,
    edit: EditMark,
    base: Arc<Base>,
    overlay: Overlay,
    outlooks: Outlooks,
    spoken_of: SpokenOf,
    moments: Moments,
    /// How many facilities lie in each municipality, counted when somebody first asks.
    municipalities: OnceLock<BTreeMap<MunicipalityCode, u32>>,
    /// Surveyed places by which addresses are found: facilities as their sources place them, and imported reference points.
    surveyed: Arc<Vec<Neighbours>>,
    /// Readings and postal codes of towns, where an operator imported them.
    readings: Arc<Readings>,
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
        let base = Base::pack(&facilities, text, EditMark::default())?;
        Ok(Self::over(base, revision, Vec::new(), Readings::default()))
    }

    /// A directory of what was packed, with what is derived from all facilities once they are there.
    fn over(base: Base, revision: i64, surveyed: Vec<Neighbours>, readings: Readings) -> Self {
        let mut directory = Self {
            revision,
            edit: base.edit.clone(),
            base: Arc::new(base),
            overlay: Overlay::default(),
            outlooks: Outlooks::default(),
            spoken_of: SpokenOf::default(),
            moments: Moments::default(),
            municipalities: OnceLock::new(),
            surveyed: Arc::new(surveyed),
            readings: Arc::new(readings),
            land: OnceLock::new(),
        };
        for (row, columns) in (0u32..).zip(&directory.base.columns) {
            directory.spoken_of.add(Some(columns), directory.base.facts(row));
        }
        directory.outlooks = Outlooks::of(&directory);
        directory
    }

    /// The same directory, built of facilities in which the edits up to this one are. It must be given before any change.
    #[must_use]
    pub fn with_edits_up_to(mut self, edit: EditMark) -> Self {
        if let Some(base) = Arc::get_mut(&mut self.base) {
            base.edit = edit.clone();
        }
        self.edit = edit;
        self
    }

    /// The last edit that it shows.
    pub const fn edit(&self) -> &EditMark {
        &self.edit
    }

    /// Whether anybody in a prefecture (1 to 47) has said anything about a capability. Where nobody has, its list was not imported.
    pub fn knows_of(&self, prefecture: u32, capability: Capability) -> bool {
        self.spoken_of.knows(prefecture, capability)
    }

    /// The same directory with places by which addresses are found. They are kept in its snapshot.
    #[must_use]
    pub fn with_surveyed(mut self, surveyed: Vec<Neighbours>) -> Self {
        self.surveyed = Arc::new(surveyed);
        self
    }

    /// Surveyed places by which addresses are found.
    pub fn surveyed(&self) -> &[Neighbours] {
        &self.surveyed
    }

    /// The same directory with readings and postal codes of towns. They are kept in its snapshot.
    #[must_use]
    pub fn with_readings(mut self, readings: Readings) -> Self {
        self.readings = Arc::new(readings);
        self
    }

    /// Readings and postal codes of towns; empty where nobody imported them.
    pub fn readings(&self) -> &Readings {
        &self.readings
    }

    /// The store's revision that this snapshot shows.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// How many facilities there are.
    pub fn len(&self) -> usize {
        self.base.columns.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.base.columns.is_empty()
    }

    #[inline]
    fn columns(&self, row: u32) -> Option<&Columns> {
        match self.overlay.get(row) {
            Some(changed) => Some(&changed.columns),
            None => self.base.columns.get(row as usize),
        }
    }

    #[inline]
    fn hours(&self, row: u32) -> Option<&Hours> {
        match self.overlay.get(row) {
            Some(changed) => changed.hours.as_ref(),
            None => self.base.hours.get(row),
        }
    }

    /// The row of a facility.
    pub fn row(&self, id: &str) -> Option<u32> {
        self.base.ids.binary_search_by(|known| known.as_ref().cmp(id)).ok().and_then(|row| u32::try_from(row).ok())
    }

    /// A facility's identifier; empty for a row outside the directory.
    pub fn id(&self, row: u32) -> &str {
        self.base.ids.get(row as usize).map_or("", |id| id)
    }

    /// A facility's kind.
    pub fn kind(&self, row: u32) -> Option<Kind> {
        self.columns(row).map(|columns| columns.kind)
    }

    /// The municipality that a facility lies in.
    pub fn municipality(&self, row: u32) -> Option<MunicipalityCode> {
        self.columns(row).and_then(|columns| columns.municipality)
    }

    /// A facility's place and how precisely it is known.
    pub fn place(&self, row: u32) -> Option<(LatLon, Level)> {
        let columns = self.columns(row)?;
        columns.at.map(|at| (at, columns.level))
    }

    /// The capabilities a facility answers with yes.
    pub fn yes(&self, row: u32) -> CapabilitySet {
        self.columns(row).map(|columns| columns.yes).unwrap_or_default()
    }

    /// The capabilities a facility answers with 要相談.
    pub fn consult(&self, row: u32) -> CapabilitySet {
        self.columns(row).map(|columns| columns.consult).unwrap_or_default()
    }

    /// What a facility says about a capability.
    pub fn fact(&self, row: u32, capability: Capability) -> Option<PackedFact> {
        let facts = self.facts(row);
        facts.binary_search_by_key(&capability, |fact| fact.capability).ok().map(|place| facts[place])
    }

    /// A facility's facts, ascending by capability.
    #[inline]
    pub fn facts(&self, row: u32) -> &[PackedFact] {
        match self.overlay.get(row) {
            Some(changed) => &changed.facts,
            None => self.base.facts(row),
        }
    }

    /// What a facility says of days and months to come; `None` where it says nothing of them and confirmed nothing.
    #[inline]
    pub fn ahead(&self, row: u32) -> Option<&Ahead> {
        match self.overlay.get(row) {
            Some(changed) => changed.ahead.as_ref(),
            None if self.base.columns.get(row as usize)?.ahead => self.base.ahead.get(row),
            None => None,
        }
    }

    /// Everything known about a facility.
    ///
    /// # Errors
    /// When the packed bytes cannot be read, which would be a fault of this program.
    pub fn facility(&self, row: u32) -> Result<Option<Facility>, DirectoryError> {
        match self.overlay.get(row) {
            Some(changed) => Ok(Some(changed.facility.clone())),
            None => self.base.facility(row),
        }
    }

    /// A facility's name, without unpacking the rest.
    pub fn name(&self, row: u32) -> &str {
        self.overlay.get(row).map_or_else(|| self.base.name(row), |changed| &changed.facility.name)
    }

    /// The rows that contain every word.
    ///
    /// # Errors
    /// When the text engine fails.
    pub fn search_text(&self, query: &str) -> Result<RowSet, DirectoryError> {
        let mut rows = self.base.text.search(query)?;
        if self.overlay.len() > 0 {
            self.overlay.iter().for_each(|(row, _)| rows.remove(row));
            self.overlay.saying(&Words::of(query)).for_each(|row| rows.insert(row));
        }
        Ok(rows)
    }

    /// Calls `found` for every row of the kinds within a radius, in no particular order.
    fn within(&self, from: LatLon, radius: Metres, kinds: KindSet, mut found: impl FnMut(u32, Metres)) {
        self.base.spatial.within(from, radius, kinds, |row, distance| {
            if !self.overlay.contains(row) {
                found(row, distance);
            }
        });
        self.overlay.within(from, radius, kinds, found);
    }

    /// How far a row is from a vector of [`crate::index::spatial::ellipsoid_vector`].
    fn distance(&self, from: [f64; 3], row: u32) -> Metres {
        match self.overlay.get(row) {
            Some(changed) => changed.distance(from),
            None => self.base.spatial.distance(from, row),
        }
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
        let rows = 0..u32::try_from(self.len()).unwrap_or(u32::MAX);
        let known = || rows.filter_map(|row| self.columns(row).filter(|columns| columns.placed)?.at);
        self.land.get_or_init(|| Some(Land::builtin().ok()?.with_known(known()))).as_ref()
    }

    fn towards<'a>(&self, home: Option<&'a Home<'a>>, row: u32) -> Towards<'a> {
        home.zip(self.place(row)).map_or_else(Towards::default, |(home, (at, _))| Towards::new(home, at))
    }

    /// What matching looks at in one facility, seen from the home of a question and on its day; of the way there it knows the straight
    /// line only.
    pub fn view(&self, question: &Question, policy: &Policy, row: u32) -> Option<View<'_>> {
        let at = self.columns(row)?.at?;
        self.view_at(question, policy, row, question.origin.geodesic(at))
    }

    /// Everything of the question's kinds within a radius of the home, each measured on the ellipsoid; in no particular order.
    pub fn around(&self, question: &Question, policy: &Policy, radius: Metres) -> Vec<View<'_>> {
        let mut rows = Vec::new();
        // The index rounds to a millimetre; the ellipsoid decides who is within.
        let reach = Metres(radius.0 + 1.0);
        self.within(question.origin, reach, question.kinds, |row, _| rows.push(row));
        let views = rows.into_iter().filter_map(|row| self.view(question, policy, row));
        views.filter(|view| view.distance.0 <= radius.0).collect()
    }

    /// Which of two stands before the other, however far from the home they are.
    pub fn compare(&self, question: &Question, policy: &Policy, first: u32, second: u32) -> Comparison {
        let home = self.land().map(|land| Home::new(land, question.origin, policy.way_limits()));
        let seen = |row| match (self.columns(row), self.view(question, policy, row)) {
            (Some(columns), _) if columns.closed => Compared::Closed,
            (Some(columns), _) if !question.kinds.contains(columns.kind) => Compared::OtherKind,
            (Some(_), Some(view)) => Compared::Seen(View { way: self.towards(home.as_ref(), row), ..view }),
            _ => Compared::NoPlace,
        };
        compare(seen(first), seen(second), question, policy)
    }

    /// The same at a distance that is known already.
    #[inline]
    fn view_at(&self, question: &Question, policy: &Policy, row: u32, distance: Metres) -> Option<View<'_>> {
        let view = self.view_of_no_day(row, distance)?;
        Some(match self.ahead(row) {
            None => view,
            Some(ahead) => {
                let of_day = OfDay::of(ahead, question, policy);
                View { of_day, no: of_day.refused(view.no), ..view }
            }
        })
    }

    /// What a facility says in general.
    #[inline]
    fn view_of_no_day(&self, row: u32, distance: Metres) -> Option<View<'_>> {
        let columns = self.columns(row)?;
        Some(View {
            row,
            id: self.id(row),
            distance,
            way: Towards::default(),
            placed: columns.placed,
            facts: self.facts(row),
            of_day: OfDay::default(),
            no: columns.no,
            contact: self.hours(row).and_then(|hours| hours.contact.as_ref()),
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

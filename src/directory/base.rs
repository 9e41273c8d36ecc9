//! What a directory was built of, and what every later one that only changes some facilities shares with it.

use serde::{Deserialize, Serialize};

use crate::domain::answer::PackedFact;
use crate::domain::availability::Ahead;
use crate::domain::facility::Hours;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::{Answer, CapabilitySet, Facility, Kind, LatLon, Level, Position};
use crate::index::{Grid, SpatialIndex, TextIndex};

use super::ahead_by_row::AheadByRow;
use super::by_area::ByArea;
use super::hours_by_row::HoursByRow;
use super::{DirectoryError, EditMark, place_of};

/// A packed facility begins with these: identifier, kind, name, kana, address, municipality, position, telephone.
type Head<'a> =
    (&'a str, Kind, &'a str, Option<&'a str>, &'a str, Option<MunicipalityCode>, Option<Position>, Option<&'a str>);

/// What is kept unpacked for every facility.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Columns {
    pub(super) kind: Kind,
    pub(super) at: Option<LatLon>,
    pub(super) level: Level,
    pub(super) placed: bool,
    pub(super) municipality: Option<MunicipalityCode>,
    pub(super) yes: CapabilitySet,
    pub(super) consult: CapabilitySet,
    pub(super) no: CapabilitySet,
    /// Where the facility's packed bytes end in the arena; nothing for a facility that changed since.
    packed_end: u32,
    /// Where its facts end among all facts; nothing for a facility that changed since.
    facts_end: u32,
    pub(super) in_group: bool,
    /// Whether it says anything of days and months to come, or confirmed what it said.
    pub(super) ahead: bool,
    /// Closed for good, or to be closed: nobody is sent there, but its page still says so.
    pub(super) closed: bool,
}

impl Columns {
    /// The columns of a facility that stands by itself.
    pub(super) fn of(facility: &Facility) -> Self {
        let place = place_of(facility);
        Self {
            kind: facility.kind,
            at: place.map(|position| position.at),
            level: place.map_or(Level::Prefecture, |position| position.level),
            placed: place.is_some_and(|position| position.level.is_usable_for_distance(position.accuracy)),
            closed: facility.closed.is_some(),
            municipality: facility.municipality,
            yes: facility.answered(Answer::Yes),
            consult: facility.answered(Answer::Consult),
            no: facility.answered(Answer::No),
            packed_end: 0,
            facts_end: 0,
            in_group: facility.group.is_some(),
            ahead: Ahead::of(facility).is_some(),
        }
    }
}

/// All facilities as they were when the directory was built, in ascending order of identifier.
pub(super) struct Base {
    /// The last edit that is in it.
    pub(super) edit: EditMark,
    pub(super) ids: Vec<Box<str>>,
    pub(super) columns: Vec<Columns>,
    pub(super) packed: Vec<u8>,
    pub(super) facts: Vec<PackedFact>,
    pub(super) hours: HoursByRow,
    pub(super) ahead: AheadByRow,
    pub(super) spatial: SpatialIndex,
    pub(super) grid: Grid,
    pub(super) by_area: ByArea,
    pub(super) text: TextIndex,
}

impl Base {
    /// Packs facilities, which are in ascending order of identifier.
    pub(super) fn pack(facilities: &[Facility], text: TextIndex, edit: EditMark) -> Result<Self, DirectoryError> {
        let rows: Vec<(Kind, Option<LatLon>)> =
            facilities.iter().map(|f| (f.kind, place_of(f).map(|position| position.at))).collect();
        let mut base = Self {
            edit,
            ids: Vec::with_capacity(facilities.len()),
            columns: Vec::with_capacity(facilities.len()),
            packed: Vec::new(),
            facts: Vec::new(),
            hours: HoursByRow::default(),
            ahead: AheadByRow::default(),
            spatial: SpatialIndex::build(&rows),
            grid: Grid::build(rows.iter().map(|(_, at)| *at)),
            by_area: ByArea::of(facilities.iter().map(|facility| facility.municipality)),
            text,
        };
        for (row, facility) in (0u32..).zip(facilities) {
            base.push(row, facility)?;
        }
        base.packed.shrink_to_fit();
        base.facts.shrink_to_fit();
        Ok(base)
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
        if let Some(ahead) = Ahead::of(facility) {
            self.ahead.insert(row, ahead);
        }
        let (packed_end, facts_end) = (end_of(self.packed.len())?, end_of(self.facts.len())?);
        self.columns.push(Columns { packed_end, facts_end, ..Columns::of(facility) });
        self.ids.push(facility.id.as_str().into());
        Ok(())
    }

    /// A facility's facts, ascending by capability.
    pub(super) fn facts(&self, row: u32) -> &[PackedFact] {
        let end = |row: usize| self.columns.get(row).map_or(0, |columns| columns.facts_end as usize);
        let row = row as usize;
        let start = row.checked_sub(1).map_or(0, end);
        self.facts.get(start..end(row)).unwrap_or_default()
    }

    /// Everything that was known about a facility.
    pub(super) fn facility(&self, row: u32) -> Result<Option<Facility>, DirectoryError> {
        let end = |row: usize| self.columns.get(row).map(|columns| columns.packed_end as usize);
        let start = (row as usize).checked_sub(1).map_or(Some(0), end);
        let bytes = start.zip(end(row as usize)).and_then(|(start, end)| self.packed.get(start..end));
        bytes.map(postcard::from_bytes).transpose().map_err(|cause| DirectoryError::Packing { row, cause })
    }

    /// Whether a facility has a telephone number, without unpacking the rest.
    pub(super) fn has_telephone(&self, row: u32) -> bool {
        self.head::<Head>(row).is_some_and(|(.., telephone)| telephone.is_some())
    }

    /// The beginning of a packed facility.
    fn head<'a, T: Deserialize<'a>>(&'a self, row: u32) -> Option<T> {
        let end = |row: usize| self.columns.get(row).map_or(0, |columns| columns.packed_end as usize);
        let start = (row as usize).checked_sub(1).map_or(0, end);
        postcard::take_from_bytes(self.packed.get(start..)?).ok().map(|(head, _)| head)
    }

    /// A facility's name, without unpacking the rest.
    pub(super) fn name(&self, row: u32) -> &str {
        // A packed facility begins with its identifier, kind and name.
        self.head::<(&str, Kind, &str)>(row).map_or("", |(_, _, name)| name)
    }
}

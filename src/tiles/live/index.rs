//! The facilities in Morton order, with the clusters of the low zooms counted beforehand.
//!
//! In Morton order every tile, and every cluster cell inside it, is one contiguous range of
//! the list, so that a filtered tile costs no more than a walk over its own facilities.

use std::collections::HashMap;

use super::edits::Edits;
use super::filter::{Answers, Chosen};
use super::{TileDirectory, TilePoint};
use crate::tiles::mercator::{TileId, World};

/// log₂ of the cluster cells along a tile's side: 8, so that a cell is 64 pixels of a
/// 512-pixel tile, a little more than the largest cluster circle.
const CELL_BITS: u32 = 3;

/// Cells in a tile.
pub(super) const CELLS: usize = 1 << (2 * CELL_BITS);

/// From this zoom on every facility is a feature of its own.
pub const FIRST_POINT_ZOOM: u8 = 14;

/// Up to this zoom the cells are counted when the index is built. Beyond it a tile holds at
/// most a few thousand facilities, and walking them is as quick as looking up the counts.
const LAST_COUNTED_ZOOM: u8 = 11;

/// One facility on the map.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    /// Morton code of its position.
    pub(super) code: u64,
    /// Its number in the directory.
    pub(super) ordinal: u32,
    /// Its kind.
    pub(super) kind: u8,
    /// What it answers.
    pub(super) answers: Answers,
}

impl Member {
    /// The facility `ordinal` at `point`; `None` when the position is not a number.
    pub(super) fn new(ordinal: u32, point: &TilePoint) -> Option<Self> {
        Some(Self {
            code: World::from_degrees(point.lat, point.lon)?.morton(),
            ordinal,
            kind: point.kind,
            answers: answers_of(point),
        })
    }
}

/// The facilities of one kind in one cell.
#[derive(Debug, Clone, Copy)]
struct KindCell {
    kind: u8,
    count: u32,
    /// Where they are on average.
    middle: World,
}

/// The occupied cells of one zoom, in Morton order.
#[derive(Debug, Default)]
struct Level {
    /// First member of each cell, and the number of members at the end.
    members: Vec<u32>,
    /// First entry of each cell in `kinds`, and the number of entries at the end.
    entries: Vec<u32>,
    kinds: Vec<KindCell>,
}

/// What a cluster cell of a tile holds.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Facilities in it.
    pub(super) count: u32,
    /// Facilities by kind.
    pub(super) kinds: [u32; 64],
    /// The facility itself, when there is only one.
    pub(super) only: u32,
    sum_x: u64,
    sum_y: u64,
}

impl Cell {
    pub(super) const EMPTY: Self = Self { count: 0, kinds: [0; 64], only: 0, sum_x: 0, sum_y: 0 };

    /// Adds `count` facilities of a kind whose middle is `at`.
    fn add(&mut self, kind: u8, count: u32, at: World) {
        self.count += count;
        self.kinds[usize::from(kind & 63)] += count;
        self.sum_x += u64::from(at.x) * u64::from(count);
        self.sum_y += u64::from(at.y) * u64::from(count);
    }

    /// Where its facilities are on average.
    pub(super) fn middle(&self) -> World {
        let mean = |sum: u64| u32::try_from(sum / u64::from(self.count.max(1))).unwrap_or(u32::MAX);
        World { x: mean(self.sum_x), y: mean(self.sum_y) }
    }
}

/// The facilities as they were when the index was built.
#[derive(Debug)]
pub(super) struct Base {
    codes: Vec<u64>,
    ordinals: Vec<u32>,
    kinds: Vec<u8>,
    /// Which of `answers` are those of each facility: equal ones are stored once.
    classes: Vec<u32>,
    answers: Vec<Answers>,
    levels: Vec<Level>,
}

impl Base {
    /// Sorts and counts every facility of `directory` that has a position.
    pub(super) fn build(directory: &dyn TileDirectory) -> Self {
        let mut members: Vec<(u64, u32)> = (0..directory.len())
            .filter_map(|ordinal| {
                let member = Member::new(ordinal, &directory.point(ordinal)?)?;
                Some((member.code, ordinal))
            })
            .collect();
        members.sort_unstable();
        let mut base = Self {
            codes: Vec::with_capacity(members.len()),
            ordinals: Vec::with_capacity(members.len()),
            kinds: Vec::with_capacity(members.len()),
            classes: Vec::with_capacity(members.len()),
            answers: Vec::new(),
            levels: Vec::new(),
        };
        let mut known: HashMap<Answers, u32> = HashMap::new();
        for (code, ordinal) in members {
            let point = directory.point(ordinal);
            let (kind, answers) = point.map_or_else(Default::default, |point| (point.kind, answers_of(&point)));
            let class = *known.entry(answers).or_insert_with(|| {
                base.answers.push(answers);
                u32::try_from(base.answers.len() - 1).unwrap_or(u32::MAX)
            });
            base.codes.push(code);
            base.ordinals.push(ordinal);
            base.kinds.push(kind);
            base.classes.push(class);
        }
        base.levels = (0..=LAST_COUNTED_ZOOM).map(|z| base.count_level(z)).collect();
        base
    }

    /// Facilities in the index.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// Counts the cells of zoom `z`.
    fn count_level(&self, z: u8) -> Level {
        let mut level = Level::default();
        let mut start = 0;
        while start < self.codes.len() {
            let cell = cell_of(self.codes[start], z);
            let length = self.codes[start..].partition_point(|&code| cell_of(code, z) == cell);
            level.members.push(position(start));
            level.entries.push(position(level.kinds.len()));
            let mut kinds = [(0_u32, 0_u64, 0_u64); 64];
            for at in start..start + length {
                let place = World::from_morton(self.codes[at]);
                let sum = &mut kinds[usize::from(self.kinds[at] & 63)];
                sum.0 += 1;
                sum.1 += u64::from(place.x);
                sum.2 += u64::from(place.y);
            }
            for (kind, (count, x, y)) in (0_u8..).zip(kinds) {
                if count > 0 {
                    let mean = |sum: u64| u32::try_from(sum / u64::from(count)).unwrap_or(u32::MAX);
                    let middle = World { x: mean(x), y: mean(y) };
                    level.kinds.push(KindCell { kind, count, middle });
                }
            }
            start += length;
        }
        level.members.push(position(self.codes.len()));
        level.entries.push(position(level.kinds.len()));
        level.members.shrink_to_fit();
        level.entries.shrink_to_fit();
        level.kinds.shrink_to_fit();
        level
    }

    /// The members between two Morton codes, both included.
    fn range(&self, (first, last): (u64, u64)) -> std::ops::Range<usize> {
        let start = self.codes.partition_point(|&code| code < first);
        let length = self.codes[start..].partition_point(|&code| code <= last);
        start..start + length
    }

    /// The member at `at`.
    fn member(&self, at: usize) -> Member {
        Member { code: self.codes[at], ordinal: self.ordinals[at], kind: self.kinds[at], answers: self.answers(at) }
    }

    fn answers(&self, at: usize) -> Answers {
        usize::try_from(self.classes[at]).ok().and_then(|class| self.answers.get(class).copied()).unwrap_or_default()
    }

    /// The position in this index of the facility `ordinal`, which was at `code`.
    pub(super) fn find(&self, code: u64, ordinal: u32) -> Option<usize> {
        self.range((code, code)).find(|&at| self.ordinals[at] == ordinal)
    }

    /// Calls `visit` for every wanted member between the codes, edits included.
    pub(super) fn visit(&self, codes: (u64, u64), chosen: &Chosen<'_>, edits: &Edits, mut visit: impl FnMut(Member)) {
        let range = self.range(codes);
        let mut removed = edits.removed_in(&range).iter().peekable();
        for at in range {
            if removed.next_if(|&&gone| gone == position(at)).is_some() {
                continue;
            }
            if chosen.wants(self.ordinals[at], self.kinds[at], || self.answers(at)) {
                visit(self.member(at));
            }
        }
        for member in edits.added_in(codes) {
            if chosen.wants(member.ordinal, member.kind, || member.answers) {
                visit(*member);
            }
        }
    }

    /// The cluster cells of a tile below [`FIRST_POINT_ZOOM`], row by row in Morton order.
    pub(super) fn cells(&self, tile: TileId, chosen: &Chosen<'_>, edits: &Edits) -> Vec<Cell> {
        let mut cells = vec![Cell::EMPTY; CELLS];
        let z = tile.z();
        let codes = tile.codes();
        let level = self.levels.get(usize::from(z));
        match level.filter(|_| chosen.is_of_kinds_only()) {
            Some(level) => self.counted_cells(level, tile, chosen, &mut cells),
            None => {
                self.visit(codes, chosen, &Edits::NONE, |member| {
                    let cell = &mut cells[cell_in_tile(member.code, z)];
                    cell.add(member.kind, 1, World::from_morton(member.code));
                    cell.only = member.ordinal;
                });
            }
        }
        for cell in edits.cells_in(codes, |at| self.codes[at], |code| cell_of(code, z)) {
            let shift = 64 - 2 * depth(z);
            let first = cell.checked_shl(shift).unwrap_or(0);
            let last = first | u64::MAX.checked_shr(2 * depth(z)).unwrap_or(0);
            let target = &mut cells[cell_in_tile(first, z)];
            *target = Cell::EMPTY;
            self.visit((first, last), chosen, edits, |member| {
                target.add(member.kind, 1, World::from_morton(member.code));
                target.only = member.ordinal;
            });
        }
        cells
    }

    /// Fills `cells` from the counts of `level`.
    fn counted_cells(&self, level: &Level, tile: TileId, chosen: &Chosen<'_>, cells: &mut [Cell]) {
        let filter = chosen.filter;
        let range = self.range(tile.codes());
        let first = level.members.partition_point(|&start| index(start) < range.start);
        for at in first..level.members.len() {
            let start = index(level.members[at]);
            if start >= range.end || at + 1 >= level.members.len() {
                break;
            }
            let cell = &mut cells[cell_in_tile(self.codes[start], tile.z())];
            let entries = index(level.entries[at])..index(level.entries[at + 1]);
            for entry in &level.kinds[entries] {
                if filter.wants_kind(entry.kind) {
                    cell.add(entry.kind, entry.count, entry.middle);
                }
            }
            if cell.count == 1 {
                let end = index(level.members[at + 1]);
                cell.only = (start..end)
                    .find(|&member| filter.wants_kind(self.kinds[member]))
                    .map_or(0, |member| self.ordinals[member]);
            }
        }
    }
}

const fn answers_of(point: &TilePoint) -> Answers {
    Answers { yes: point.caps, consult: point.consult }
}

/// Depth of the cluster cells of zoom `z`.
fn depth(z: u8) -> u32 {
    u32::from(z) + CELL_BITS
}

/// The number of the cluster cell of zoom `z` that a code lies in, over the whole map.
pub(super) fn cell_of(code: u64, z: u8) -> u64 {
    code >> (64 - 2 * depth(z))
}

/// The number of that cell within its tile.
fn cell_in_tile(code: u64, z: u8) -> usize {
    usize::try_from(cell_of(code, z)).unwrap_or(0) % CELLS
}

/// A position as it is stored. Four thousand million facilities are out of reach.
pub(super) fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A stored position as an index.
fn index(stored: u32) -> usize {
    usize::try_from(stored).unwrap_or(usize::MAX)
}

//! Who fits a question, found part by part of the map: whole parts are counted at once, and only those are looked at closely in which
//! somebody may still stand among the first few.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Arc, LazyLock};

use crate::domain::vocabulary::{RoleWords, vocabulary};
use crate::domain::{Capability, Kind, KindSet, Metres};
use crate::index::regions::Member;
use crate::index::spatial::{ellipsoid_vector, surface_distance};
use crate::index::{Region, Regions};
use crate::matching::{Hope, Outlook, Place, Policy, Question, Ranker, Ranking, View};

use crate::way::Home;

use super::Directory;

/// Distances of the index are exact to a millimetre; whoever lies this close to the line, in metres, is measured on the ellipsoid.
const CLOSE: f64 = 1.0;

/// What is said of days and months to come is said about this.
static ACCEPTING_NEW: LazyLock<Option<Capability>> = LazyLock::new(|| vocabulary().capability("accepting_new"));

/// For each kind that can fill a role, its facilities by place with what they say; nothing for the other kinds. Clones share them.
#[derive(Debug, Default, Clone)]
pub(super) struct Outlooks(Vec<Arc<OfKind>>);

/// The facilities of one kind: those that stand as they were built, and those that changed since.
#[derive(Debug, Clone)]
struct OfKind {
    trade: Option<Trade>,
    built: Regions<Outlook>,
    changed: Regions<Outlook>,
}

impl Outlooks {
    /// Sums up what the facilities of a directory say that was just built.
    pub(super) fn of(directory: &Directory) -> Self {
        let mut members: Vec<Vec<Member>> = vec![Vec::new(); Kind::ALL.len()];
        let trades: Vec<Option<Trade>> = Kind::ALL.iter().map(|kind| trade(*kind)).collect();
        for (row, columns) in (0u32..).zip(&directory.base.columns) {
            let kind = columns.kind.index();
            if let Some(at) = columns.at.filter(|_| trades[kind].is_some()) {
                members[kind].push((row, ellipsoid_vector(at)));
            }
        }
        let of_kind = |(members, trade)| {
            let regions = |members| Regions::build(members, outlook_in(directory, trade), Outlook::join);
            Arc::new(OfKind { trade, built: regions(members), changed: regions(Vec::new()) })
        };
        Self(members.into_iter().zip(trades).map(of_kind).collect())
    }

    /// The same after the rows changed from one directory to the next.
    pub(super) fn after(mut self, before: &Directory, next: &Directory, rows: &[u32]) -> Self {
        let mut kinds = KindSet::default();
        for &row in rows {
            let was_built = !before.overlay.contains(row);
            for columns in [before.columns(row), next.columns(row)].into_iter().flatten() {
                kinds = kinds.iter().chain([columns.kind]).collect();
            }
            let left = before.columns(row).filter(|_| was_built).and_then(|columns| Some((columns.kind, columns.at?)));
            let known = left.and_then(|(kind, at)| Some((self.0.get_mut(kind.index())?, at)));
            if let Some((of_kind, at)) = known {
                let of_kind = Arc::make_mut(of_kind);
                let outlook = outlook_in(next, of_kind.trade);
                of_kind.built.take_out((row, ellipsoid_vector(at)), outlook, Outlook::join);
            }
        }
        for kind in kinds.iter() {
            let of_kind = self.0.get_mut(kind.index()).map(Arc::make_mut);
            if let Some(of_kind) = of_kind.filter(|of_kind| of_kind.trade.is_some()) {
                let members = next.overlay.members(kind);
                of_kind.changed = Regions::build(members, outlook_in(next, of_kind.trade), Outlook::join);
            }
        }
        self
    }
}

/// What each facility of a directory says, as one of its trade.
fn outlook_in(directory: &Directory, trade: Option<Trade>) -> impl Fn(u32) -> Outlook {
    let implied = trade.and_then(|trade| trade.implied);
    move |row| {
        let Some(view) = directory.view_of_no_day(row, Metres(0.0)) else { return Outlook::default() };
        let outlook = Outlook::of(&view, implied);
        match directory.ahead(row).zip(*ACCEPTING_NEW) {
            Some((ahead, capability)) => outlook.or_of_some_day(capability, ahead.answers()),
            None => outlook,
        }
    }
}

/// What a kind can be asked for as a member of a team.
#[derive(Debug, Clone, Copy)]
struct Trade {
    implied: Option<Capability>,
}

/// The trade of a kind; `None` where no role is for it.
fn trade(kind: Kind) -> Option<Trade> {
    let mut roles = vocabulary().roles().iter().filter(|role| role.kinds.contains(&kind)).peekable();
    roles.peek()?;
    let implied = |role: &RoleWords| role.implies.as_deref().and_then(|id| vocabulary().capability(id));
    Some(Trade { implied: roles.find_map(implied) })
}

/// One question to one directory.
pub(super) struct Search<'a> {
    directory: &'a Directory,
    question: &'a Question,
    policy: &'a Policy,
    from: [f64; 3],
    ranker: Ranker<'a>,
    candidates: BinaryHeap<Hopeful<'a>>,
    near_misses: BinaryHeap<Hopeful<'a>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        directory: &'a Directory,
        question: &'a Question,
        policy: &'a Policy,
        limit: usize,
        near_miss_limit: usize,
    ) -> Self {
        Self {
            directory,
            question,
            policy,
            from: ellipsoid_vector(question.origin),
            ranker: Ranker::new(question, policy, limit, near_miss_limit),
            candidates: BinaryHeap::new(),
            near_misses: BinaryHeap::new(),
        }
    }

    /// Counts everybody, then looks closely where hope is largest, until nobody better can be left.
    pub(super) fn answer(mut self) -> Ranking {
        for kind in self.question.kinds.iter() {
            if let Some(of_kind) = self.directory.outlooks.0.get(kind.index()) {
                self.count(&of_kind.built);
                self.count(&of_kind.changed);
            }
        }
        // Where the ways begin; only for those who are looked at closely is water looked for.
        let home = self.directory.land().map(|land| Home::new(land, self.question.origin, self.policy.way_limits()));
        self.look_closely(Place::Candidate, home.as_ref());
        self.look_closely(Place::NearMiss, home.as_ref());
        self.ranker.finish()
    }

    /// Counts the facilities of one kind, and keeps the parts in which one may be shown.
    fn count(&mut self, regions: &'a Regions<Outlook>) {
        let mut open: Vec<&Region<Outlook>> = regions.whole().into_iter().collect();
        while let Some(part) = open.pop() {
            let (near, far) = part.between(self.from);
            if near.0 > self.policy.examined_radius().0 + CLOSE || self.count_whole(regions, part, near, far) {
                continue;
            }
            match regions.halves(part) {
                Some(halves) => open.extend(halves.into_iter().filter(|half| !half.is_empty())),
                None => self.count_each(regions, part, near),
            }
        }
    }

    /// Counts a part whose members all stand alike; `false` where they do not.
    fn count_whole(
        &mut self,
        regions: &'a Regions<Outlook>,
        part: &'a Region<Outlook>,
        near: Metres,
        far: Metres,
    ) -> bool {
        let Metres(line) = self.policy.radius();
        let outlook = &part.summary;
        if near.0 > line + CLOSE && far.0 < self.policy.examined_radius().0 - CLOSE {
            self.ranker.count(near, 0, outlook.members(), None);
            return true;
        }
        if far.0 >= line - CLOSE {
            return false;
        }
        let alike = outlook.offering(self.question).zip(outlook.exclusion(self.question));
        let Some((offering, exclusion)) = alike else { return false };
        if let Some(place) = self.ranker.count(far, offering, outlook.members(), exclusion) {
            self.keep(place, Hopeful { hope: self.hope(part, near, place), regions, part, chosen: u64::MAX });
        }
        true
    }

    /// Counts the members of an undivided part one by one.
    fn count_each(&mut self, regions: &'a Regions<Outlook>, part: &'a Region<Outlook>, near: Metres) {
        let offering = part.summary.offering(self.question);
        let exclusion = part.summary.exclusion(self.question);
        let (mut candidates, mut near_misses) = (0u64, 0u64);
        for (i, member) in regions.members(part) {
            let distance = self.distance(member);
            // Where the line is passed nothing else counts, and nothing of the facility need be fetched.
            let beyond = distance.0 > self.policy.radius().0;
            let place = if distance.0 > self.policy.examined_radius().0 {
                None
            } else if beyond {
                self.ranker.count(distance, 0, 1, None)
            } else {
                let Some(view) = self.directory.view_at(self.question, self.policy, member.0, distance) else {
                    continue;
                };
                let offers = match offering {
                    Some(0) => false,
                    _ => self.ranker.offers(&view),
                };
                let exclusion = exclusion.unwrap_or_else(|| self.ranker.exclusion(&view));
                self.ranker.count(distance, u32::from(offers), 1, exclusion)
            };
            match place {
                Some(Place::Candidate) => candidates |= 1 << i,
                Some(Place::NearMiss) => near_misses |= 1 << i,
                None => {}
            }
        }
        for (place, chosen) in [(Place::Candidate, candidates), (Place::NearMiss, near_misses)] {
            if chosen != 0 {
                self.keep(place, Hopeful { hope: self.hope(part, near, place), regions, part, chosen });
            }
        }
    }

    /// Places the members of the parts with the largest hopes, until no part may hold one of the first few.
    fn look_closely<'h>(&mut self, place: Place, home: Option<&'h Home<'h>>)
    where
        'a: 'h,
    {
        // A view with a way lives no longer than the home does.
        let directory: &'h Directory = self.directory;
        while let Some(Hopeful { hope, regions, part, chosen }) = self.parts(place).pop() {
            if !self.ranker.may_hold(place, hope) {
                break;
            }
            if let Some(halves) = regions.halves(part) {
                for part in halves.into_iter().filter(|half| !half.is_empty()) {
                    let (near, _) = part.between(self.from);
                    self.keep(place, Hopeful { hope: self.hope(part, near, place), regions, part, chosen });
                }
                continue;
            }
            for (_, member) in regions.members(part).filter(|(i, _)| chosen >> i & 1 == 1) {
                if let Some(view) = directory.view_at(self.question, self.policy, member.0, self.distance(member)) {
                    let way = directory.towards(home, member.0);
                    self.ranker.place(&View { way, ..view }, place);
                }
            }
        }
    }

    fn hope(&self, part: &Region<Outlook>, nearest: Metres, place: Place) -> Hope {
        // The bounds of a part are exact to a millimetre.
        part.summary.hope(place, Metres(nearest.0 - CLOSE), self.question, self.policy)
    }

    fn keep(&mut self, place: Place, hopeful: Hopeful<'a>) {
        if self.ranker.may_hold(place, hopeful.hope) {
            self.parts(place).push(hopeful);
        }
    }

    const fn parts(&mut self, place: Place) -> &mut BinaryHeap<Hopeful<'a>> {
        match place {
            Place::Candidate => &mut self.candidates,
            Place::NearMiss => &mut self.near_misses,
        }
    }

    fn distance(&self, (row, vector): Member) -> Metres {
        let distance = surface_distance(self.from, vector);
        let close_to_line = (distance.0 - self.policy.radius().0).abs() < CLOSE;
        let place = self.directory.place(row).filter(|_| close_to_line);
        place.map_or(distance, |(at, _)| self.question.origin.geodesic(at))
    }
}

/// A part in which somebody may be shown.
struct Hopeful<'a> {
    hope: Hope,
    regions: &'a Regions<Outlook>,
    part: &'a Region<Outlook>,
    /// Which members of an undivided part are meant, as bits in their order; all of a divided one.
    chosen: u64,
}

impl Ord for Hopeful<'_> {
    /// The largest hope is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.hope.order(&self.hope)
    }
}

impl PartialOrd for Hopeful<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Hopeful<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Hopeful<'_> {}

//! Lists: who passes a filter, in which order, page by page; and how many there would be with another kind or one condition more.
//! They look at columns and bits only; nobody is unpacked.

use jiff::civil::DateTime;

use super::coming::ComingFilter;
use super::counts::Counts;
use super::{Area, Columns, Directory};
use crate::domain::facility::WhichHours;
use crate::domain::hours::{Calendar, OpenState};
use crate::domain::{CapabilitySet, KindSet, LatLon, Metres};
use crate::index::spatial::ellipsoid_vector;
use crate::index::text::RowSet;

/// From this share of all rows on, going through all in order is quicker than picking rows from all over the memory.
const MANY: usize = 4;
/// Up to so many rows calendars are asked one by one. Asking everybody's, and keeping the answers, pays beyond.
const FEW: usize = 20_000;

/// A filter over facilities; every condition given must hold. Those that are closed for good pass none.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of one of these kinds; empty means any.
    pub kinds: KindSet,
    /// With a yes to every one of these.
    pub capabilities: CapabilitySet,
    /// Whether 要相談 is as good as a yes.
    pub or_consult: bool,
    /// In this municipality, designated city or prefecture.
    pub municipality: Option<Area>,
    /// Within this box: south, west, north, east in degrees.
    pub bbox: Option<[f64; 4]>,
    /// Hours known to be open at this moment; who did not say is not among them, unless `or_unknown`.
    pub open_at: Option<DateTime>,
    /// The calendar that `open_at` asks. Consultation hours include turns of duty.
    pub calendar: WhichHours,
    /// Whether those of whom nobody knows it pass `open_at` too. They are listed after the others.
    pub or_unknown: bool,
    /// Saying yes about a month or day to come.
    pub coming: Option<ComingFilter>,
    /// Containing these words.
    pub text: Option<RowSet>,
}

/// A place and how far around it one looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Around {
    /// The place.
    pub from: LatLon,
    /// The radius in metres; `None` where the place only orders those whom the filter's box holds.
    pub radius: Option<Metres>,
}

/// What is asked of [`Directory::list`].
#[derive(Debug, Clone, Copy)]
pub struct ListQuestion<'a> {
    /// Who may be listed.
    pub filter: &'a Filter,
    /// Around which place, nearest first. It may be a home: nothing of it, and no moment beside it, is kept.
    pub around: Option<Around>,
    /// How many of the first are left out.
    pub skip: usize,
    /// At most so many.
    pub limit: usize,
    /// Whether the numbers beside the filters are wanted.
    pub counts: bool,
    /// The months and days that are offered, each of which is to be counted.
    pub offered: &'a [ComingFilter],
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many items all pages have.
    pub total: usize,
}

/// One page of rows, with the numbers beside the filters where they were asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The rows.
    pub page: Page<u32>,
    /// How many there would be.
    pub counts: Option<Counts>,
}

/// Somebody on a list: whether nobody knows that they are open, how far they are, and their row. The order of a list is the order of
/// these.
type Found = (bool, Metres, u32);

/// Where those who may be listed are looked for.
enum Pool<'a> {
    Around(LatLon, Metres),
    Area(&'a [(u32, u32)]),
    Box([f64; 4], usize),
    Words(&'a RowSet, usize),
    Everybody(u32),
}

impl Directory {
    /// Facilities that pass the filter in ascending order of identifier, from the row `after` on.
    pub fn browse(&self, filter: &Filter, after: Option<u32>, limit: usize) -> Page<u32> {
        let mut rows = Vec::new();
        self.walk(filter, None, KindSet::ALL, |row, columns, _| {
            if self.passes(row, columns, filter) {
                rows.push(row);
            }
        });
        rows.sort_unstable();
        let first = after.map_or(0, |after| rows.partition_point(|row| *row <= after));
        Page { total: rows.len(), items: rows.into_iter().skip(first).take(limit).collect() }
    }

    /// Facilities that pass the filter within a radius, nearest first, skipping the first `skip`.
    pub fn near(
        &self,
        from: LatLon,
        radius: Metres,
        filter: &Filter,
        skip: usize,
        limit: usize,
    ) -> Page<(u32, Metres)> {
        let around = Some(Around { from, radius: Some(radius) });
        let (page, _) = self.found(&ListQuestion { filter, around, skip, limit, counts: false, offered: &[] });
        Page { items: page.items.into_iter().map(|(_, distance, row)| (row, distance)).collect(), total: page.total }
    }

    /// One page of those who pass the filter: nearest first where a place is given, otherwise in ascending order of identifier; those
    /// of whom nobody knows whether they are open after the others.
    pub fn list(&self, question: &ListQuestion<'_>) -> List {
        let (page, counts) = self.found(question);
        let items = page.items.into_iter().map(|(_, _, row)| row).collect();
        List { page: Page { items, total: page.total }, counts }
    }

    fn found(&self, question: &ListQuestion<'_>) -> (Page<Found>, Option<Counts>) {
        let filter = question.filter;
        let any_kind = question.counts || filter.kinds.is_empty();
        let kinds = if any_kind { KindSet::ALL } else { filter.kinds };
        let mut counts = question.counts.then(|| Counts::none(filter.open_at.is_some(), question.offered.len()));
        let mut found = Vec::new();
        let states = filter.open_at.and_then(|at| self.states_for(filter, question.around, at));
        self.walk(filter, question.around, kinds, |row, columns, distance| {
            let of_kind = filter.kinds.is_empty() || filter.kinds.contains(columns.kind);
            let able = able(columns, filter);
            if !(of_kind || question.counts) || !able.contains_all(filter.capabilities) {
                return;
            }
            let state = filter.open_at.map(|at| match &states {
                Some(states) => states.of(row),
                None => self.open_state(row, filter.calendar, at),
            });
            let timely = is_timely(state, filter);
            let comes = self.is_coming(row, filter);
            if let Some(counts) = &mut counts {
                if timely && comes {
                    counts.add_kind(columns.kind);
                }
                if of_kind && comes {
                    state.into_iter().for_each(|state| counts.add_state(state));
                }
                if of_kind && timely && comes {
                    counts.add_able(able);
                }
                if of_kind && timely && columns.ahead {
                    let says = |offered: &ComingFilter| offered.passes(self.ahead(row), filter.or_consult);
                    let said = question.offered.iter().enumerate().filter(|(_, offered)| says(offered));
                    said.for_each(|(offered, _)| counts.add_coming(offered));
                }
            }
            if of_kind && timely && comes {
                found.push((state == Some(OpenState::Unknown), distance, row));
            }
        });
        (page_of(found, question.skip, question.limit), counts)
    }

    /// What everybody's calendar says, where it is known already, or where so many are looked at that it pays to ask everybody. The
    /// moment of a question with a place is not kept.
    fn states_for(
        &self,
        filter: &Filter,
        around: Option<Around>,
        at: DateTime,
    ) -> Option<std::sync::Arc<super::moments::States>> {
        let kept = self.states_kept(at, filter.calendar);
        if kept.is_some() || around.is_some() {
            return kept;
        }
        let many = match self.pool(filter, None) {
            Pool::Around(..) => false,
            Pool::Area(rows) => rows.len() > FEW,
            Pool::Box(_, rows) | Pool::Words(_, rows) => rows > FEW,
            Pool::Everybody(rows) => rows as usize > FEW,
        };
        many.then(|| self.states(at, filter.calendar))
    }

    /// The smallest pool that holds everybody who passes.
    fn pool<'a>(&'a self, filter: &'a Filter, around: Option<Around>) -> Pool<'a> {
        if let Some(Around { from, radius: Some(radius) }) = around {
            return Pool::Around(from, radius);
        }
        if let Some(area) = &filter.municipality {
            return Pool::Area(self.base.by_area.rows(area));
        }
        let in_box = filter.bbox.map(|bbox| (bbox, self.base.grid.count_touching(bbox)));
        let with_words = filter.text.as_ref().map(|rows| (rows, rows.len()));
        match (in_box, with_words) {
            (Some((bbox, rows)), words) if rows < self.len() / MANY && words.is_none_or(|(_, other)| rows <= other) => {
                Pool::Box(bbox, rows)
            }
            (_, Some((words, rows))) => Pool::Words(words, rows),
            _ => Pool::Everybody(u32::try_from(self.len()).unwrap_or(u32::MAX)),
        }
    }

    /// Calls `found` for everybody who passes what no number leaves out: still there, at the place and with the words asked for.
    fn walk(
        &self,
        filter: &Filter,
        around: Option<Around>,
        kinds: KindSet,
        mut found: impl FnMut(u32, &Columns, Metres),
    ) {
        let mut look = |row: u32, distance: Metres| {
            if let Some(columns) = self.columns(row).filter(|columns| stands(row, columns, filter)) {
                found(row, columns, distance);
            }
        };
        let from = around.map(|around| ellipsoid_vector(around.from));
        let far = |row: u32| from.map_or(Metres(0.0), |from| self.distance(from, row));
        match self.pool(filter, around) {
            Pool::Around(from, radius) => self.within(from, radius, kinds, look),
            Pool::Area(rows) => {
                self.as_they_are(rows.iter().map(|(_, row)| *row)).for_each(|row| look(row, far(row)));
            }
            Pool::Box(bbox, _) => self.as_they_are(self.base.grid.touching(bbox)).for_each(|row| look(row, far(row))),
            Pool::Words(rows, _) => rows.iter().for_each(|row| look(row, far(row))),
            Pool::Everybody(rows) => (0..rows).for_each(|row| look(row, far(row))),
        }
    }

    /// The rows that an index of the building yields, but for those that changed since; and all that changed, wherever they are now.
    fn as_they_are<'a>(&'a self, built: impl Iterator<Item = u32> + 'a) -> impl Iterator<Item = u32> + 'a {
        let changed = self.overlay.iter().map(|(row, _)| row);
        built.filter(move |row| !self.overlay.contains(*row)).chain(changed)
    }

    fn passes(&self, row: u32, columns: &Columns, filter: &Filter) -> bool {
        (filter.kinds.is_empty() || filter.kinds.contains(columns.kind))
            && able(columns, filter).contains_all(filter.capabilities)
            && is_timely(filter.open_at.map(|at| self.open_state(row, filter.calendar, at)), filter)
            && self.is_coming(row, filter)
    }

    fn is_coming(&self, row: u32, filter: &Filter) -> bool {
        filter.coming.as_ref().is_none_or(|coming| coming.passes(self.ahead(row), filter.or_consult))
    }

    /// One of a facility's calendars, with what is in force: turns of duty, and contact hours that follow the consultation hours.
    pub fn calendar(&self, row: u32, which: WhichHours) -> Option<&Calendar> {
        self.hours(row).and_then(|hours| hours.of(which))
    }

    fn open_state(&self, row: u32, which: WhichHours, at: DateTime) -> OpenState {
        self.calendar(row, which).map_or(OpenState::Unknown, |calendar| calendar.state_at(at))
    }
}

/// What a facility counts as able to do.
const fn able(columns: &Columns, filter: &Filter) -> CapabilitySet {
    if filter.or_consult { CapabilitySet(columns.yes.0 | columns.consult.0) } else { columns.yes }
}

fn is_timely(state: Option<OpenState>, filter: &Filter) -> bool {
    match state {
        None | Some(OpenState::Open) => true,
        Some(OpenState::Unknown) => filter.or_unknown,
        Some(OpenState::Closed) => false,
    }
}

fn stands(row: u32, columns: &Columns, filter: &Filter) -> bool {
    let in_area = |area: &Area| columns.municipality.is_some_and(|code| area.contains(code));
    !columns.closed
        && filter.bbox.is_none_or(|bbox| columns.at.is_some_and(|at| in_box(at, bbox)))
        && filter.municipality.as_ref().is_none_or(in_area)
        && filter.text.as_ref().is_none_or(|rows| rows.contains(row))
}

fn in_box(at: LatLon, [south, west, north, east]: [f64; 4]) -> bool {
    (south..=north).contains(&at.lat()) && (west..=east).contains(&at.lon())
}

/// The page after the first `skip`. Only what is shown is put in order.
fn page_of(mut found: Vec<Found>, skip: usize, limit: usize) -> Page<Found> {
    let total = found.len();
    let order = |a: &Found, b: &Found| a.0.cmp(&b.0).then(a.1.0.total_cmp(&b.1.0)).then(a.2.cmp(&b.2));
    let wanted = skip.saturating_add(limit);
    if wanted > 0 && wanted < found.len() {
        found.select_nth_unstable_by(wanted - 1, order);
        found.truncate(wanted);
    }
    found.sort_unstable_by(order);
    Page { items: found.into_iter().skip(skip).take(limit).collect(), total }
}

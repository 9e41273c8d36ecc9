//! Which hours of two calendars overlap, and how long something stays open.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::state::{minute_of, moment};
use super::{Calendar, OpenState};

/// The longest time that is looked ahead for the end of opening hours, in days. What stays open longer is open round the clock.
const LONGEST: i8 = 2;

/// What two calendars have in common, in order and apart; from the first moment to the one after the last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Both are open.
    pub open: Vec<(DateTime, DateTime)>,
    /// Neither is closed, and of one at least nobody said that it is open: to be asked about.
    pub unknown: Vec<(DateTime, DateTime)>,
}

/// A time at which something is open, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The first moment.
    pub from: DateTime,
    /// When it ends.
    pub until: Until,
}

/// The end of opening hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// At this moment.
    At(DateTime),
    /// Nobody said (「17時以降」).
    NotSaid,
    /// Not within two days.
    RoundTheClock,
}

impl Calendar {
    /// The times of some days, the first of them `from`, at which this calendar and another are both open, and those at which they may
    /// be. It holds minute by minute what [`Calendar::state_at`] says of both.
    pub fn overlap(&self, mine: &Self, from: Date, days: u16) -> Overlap {
        let mut turns = self.turns(from, days);
        turns.extend(mine.turns(from, days));
        turns.sort_unstable();
        turns.dedup();
        let mut overlap = Overlap::default();
        for pair in turns.windows(2) {
            let (start, end) = (pair[0], pair[1]);
            let list = match (self.state_at(start), mine.state_at(start)) {
                (OpenState::Closed, _) | (_, OpenState::Closed) => continue,
                (OpenState::Open, OpenState::Open) => &mut overlap.open,
                _ => &mut overlap.unknown,
            };
            match list.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => list.push((start, end)),
            }
        }
        overlap
    }

    /// The first time from `after` on at which both calendars are open, within some days of its date.
    pub fn next_overlap(&self, mine: &Self, after: DateTime, horizon_days: u16) -> Option<DateTime> {
        let overlap = self.overlap(mine, after.date(), horizon_days.saturating_add(1));
        overlap.open.into_iter().find(|(_, end)| *end > after).map(|(start, _)| start.max(after))
    }

    /// The next opening hours from `after` on, as [`Calendar::next_open`] finds them, with their end.
    pub fn next_opening(&self, after: DateTime, horizon_days: u16) -> Option<Opening> {
        let from = self.next_open(after, horizon_days)?;
        let limit = from.saturating_add(LONGEST.days());
        let until = match self.open_between(from, limit).first() {
            Some((_, end)) if *end >= limit => Until::RoundTheClock,
            Some((_, end)) if self.ends_unsaid(*end) => Until::NotSaid,
            Some((_, end)) => Until::At(*end),
            None => Until::NotSaid,
        };
        Some(Opening { from, until })
    }

    /// Whether opening hours that seem to end at a time only begin there: nobody said when they end, so that they are sure for one
    /// minute.
    pub fn ends_unsaid(&self, end: DateTime) -> bool {
        let last = end.saturating_sub(1.minute());
        self.spans_on(last.date()).spans.iter().any(|span| span.is_open_ended() && span.from == minute_of(last))
    }

    /// Every time within some days at which the state may change, the first and the last moment included.
    fn turns(&self, from: Date, days: u16) -> Vec<DateTime> {
        let first = from.at(0, 0, 0, 0);
        let last = first.saturating_add(i32::from(days).days());
        let mut turns = vec![first, last];
        let mut date = from.yesterday().unwrap_or(from);
        while date < last.date() {
            turns.extend(moment(date, 0));
            for span in self.spans_on(date).spans {
                let end = if span.is_open_ended() { span.from + 1 } else { span.to };
                turns.extend(moment(date, span.from));
                turns.extend(moment(date, end));
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        turns.retain(|turn| first <= *turn && *turn <= last);
        turns
    }
}

#[cfg(test)]
#[path = "overlap_tests.rs"]
mod tests;

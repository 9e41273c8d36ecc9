//! Who is open at a moment, worked out once for everybody and kept for the next who asks.
//!
//! A map asks for a dozen tiles of one moment at once. What is kept belongs to its directory and goes with it, so that it is never
//! older than what is shown. No moment of a question that carries a home comes here.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::DateTime;

use super::Directory;
use crate::domain::facility::WhichHours;
use crate::domain::hours::OpenState;

/// Moments kept: now, tonight, Saturday and a holiday for two calendars. Each takes two bits a facility, 0.1 MB for the whole country.
const KEPT: usize = 8;

/// What everybody's calendar says about one moment, two bits a row.
#[derive(Debug)]
pub(super) struct States {
    open: Arc<[u64]>,
    closed: Vec<u64>,
}

impl States {
    /// What the calendar of a row says; unknown where there is none.
    pub(super) fn of(&self, row: u32) -> OpenState {
        let has = |bits: &[u64]| bits.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1);
        match (has(&self.open), has(&self.closed)) {
            (true, _) => OpenState::Open,
            (false, true) => OpenState::Closed,
            (false, false) => OpenState::Unknown,
        }
    }
}

/// The moments asked about lately, the latest first.
#[derive(Debug, Default)]
pub(super) struct Moments(Mutex<Vec<(DateTime, WhichHours, Arc<States>)>>);

impl Moments {
    /// What is kept of a moment.
    fn find(&self, at: DateTime, which: WhichHours) -> Option<Arc<States>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(moment, calendar, _)| (*moment, *calendar) == (at, which))?;
        kept[..=place].rotate_right(1);
        kept.first().map(|(_, _, states)| Arc::clone(states))
    }

    /// What is kept of a moment, or what `make` says of it from now on. Others who ask meanwhile wait for the same answer.
    fn find_or(&self, at: DateTime, which: WhichHours, make: impl FnOnce() -> States) -> Arc<States> {
        if let Some(found) = self.find(at, which) {
            return found;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = kept.iter().find(|(moment, calendar, _)| (*moment, *calendar) == (at, which));
        if let Some((_, _, states)) = same {
            return Arc::clone(states);
        }
        let states = Arc::new(make());
        kept.insert(0, (at, which, Arc::clone(&states)));
        kept.truncate(KEPT);
        states
    }
}

impl Directory {
    /// Who is known to be open at a moment of a public question, one bit a row. Calendars change by the minute, so seconds are dropped.
    pub fn open_rows(&self, at: DateTime, which: WhichHours) -> Arc<[u64]> {
        Arc::clone(&self.states(at, which).open)
    }

    /// What everybody's calendar says about a moment of a public question.
    pub(super) fn states(&self, at: DateTime, which: WhichHours) -> Arc<States> {
        let at = whole_minute(at);
        self.moments.find_or(at, which, || self.ask_everybody(at, which))
    }

    /// The same, where somebody asked it before.
    pub(super) fn states_kept(&self, at: DateTime, which: WhichHours) -> Option<Arc<States>> {
        self.moments.find(whole_minute(at), which)
    }

    fn ask_everybody(&self, at: DateTime, which: WhichHours) -> States {
        let words = self.len().div_ceil(64);
        let (mut open, mut closed) = (vec![0; words], vec![0; words]);
        for (row, hours) in self.hours.all() {
            let bits = match hours.of(which).map(|calendar| calendar.state_at(at)) {
                Some(OpenState::Open) => &mut open,
                Some(OpenState::Closed) => &mut closed,
                Some(OpenState::Unknown) | None => continue,
            };
            if let Some(word) = bits.get_mut(*row as usize / 64) {
                *word |= 1u64 << (row % 64);
            }
        }
        States { open: open.into(), closed }
    }
}

fn whole_minute(at: DateTime) -> DateTime {
    at.date().at(at.hour(), at.minute(), 0, 0)
}

//! What holds once turns of duty and 「診療時間内」 have taken effect.

use super::state::unite;
use super::{Calendar, DURING_CONSULTATION, Days, OpenState, Rule, Span};
use crate::domain::facility::{Duty, Hours};

impl Hours {
    /// The three calendars as they are in force: turns of duty open the consultation calendar on their dates beside its own hours, and
    /// a calendar of 「診療時間内」 has the hours of consultation.
    pub fn in_force(&self, duties: &[Duty]) -> Self {
        let during = |calendar: &Option<Calendar>| calendar.as_ref().map(|calendar| self.during_consultation(calendar));
        Self {
            consultation: self.consultation_with(duties),
            contact: during(&self.contact),
            visiting: during(&self.visiting),
        }
    }

    /// The consultation calendar with turns of duty as dated rules. Where there was none it speaks of the dates of duty only and is
    /// unknown at all other times; a turn without hours makes its date unknown outside the ordinary hours.
    pub fn consultation_with(&self, duties: &[Duty]) -> Option<Calendar> {
        let Some(first) = duties.first() else { return self.consultation.clone() };
        let ordinary = self.consultation.clone().unwrap_or_else(|| Calendar::empty(first.origin));
        let mut dates: Vec<_> = duties.iter().map(|duty| duty.date).collect();
        dates.sort_unstable();
        dates.dedup();
        let on_duty = dates.into_iter().map(|date| {
            let turns = duties.iter().filter(|duty| duty.date == date);
            let turns = turns.flat_map(|duty| if duty.spans.is_empty() { &[Span::SOME_TIME][..] } else { &duty.spans });
            // Doubtful hours of a holiday give way to what the roster says of it.
            let own = Some(ordinary.spans_on(date)).filter(|own| own.state == OpenState::Open);
            let spans = unite(turns.copied().chain(own.into_iter().flat_map(|own| own.spans)));
            Rule { days: Days::Dates { from: date, to: date }, spans }
        });
        let rules = ordinary.rules.iter().cloned().chain(on_duty).collect();
        Some(Calendar { rules, ..ordinary })
    }

    fn during_consultation(&self, calendar: &Calendar) -> Calendar {
        let Some(consultation) = self.consultation.as_ref().filter(|_| calendar.rest == DURING_CONSULTATION) else {
            return calendar.clone();
        };
        // What is said beside it comes later, and so goes before: 「診療時間内（水曜を除く）」.
        let rules = consultation.rules.iter().chain(&calendar.rules).cloned().collect();
        let note = calendar.note.clone().or_else(|| Some(DURING_CONSULTATION.to_owned()));
        Calendar { rules, rest: consultation.rest.clone(), note, ..calendar.clone() }
    }
}

#[cfg(test)]
#[path = "in_force_tests.rs"]
mod tests;

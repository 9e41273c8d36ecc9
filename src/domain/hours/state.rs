//! Whether a calendar is open at a time of Japan (UTC+9, no daylight saving).
//!
//! One sort of rule decides a day, the first of these that speaks of it:
//!
//! 1. `Dates`: the last rule whose dates include the day.
//! 2. `Yearly`: the last rule whose dates include the day.
//! 3. `Holidays`: the last one, where the day is a public holiday.
//! 4. `Nth`: the last one about this weekday in this week of the month.
//! 5. `Weekly`: all rules about the weekday united; an empty one takes back those before it.
//!
//! A public holiday on which only 4 or 5 speak is doubtful: outside their spans it is closed, within them unknown, because a Japanese
//! institution that keeps its weekday hours on 祝日 says so. A calendar with hours on all seven weekdays means every day, and is
//! open. Official sources always state 祝日, so doubt comes only from shorter texts. The year's end of which nobody spoke is doubtful
//! in the same way (`doubt`).
//!
//! A time that no span covers is closed, except that it is unknown when the calendar has unread text or states no hours but those of
//! single dates, and no closing rule names the day. A span without an end is open at its first minute and unknown after it.

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use super::doubt::month_day;
use super::{Calendar, DAY, Days, Rule, Span};
use crate::domain::holidays::{is_holiday, is_public_holiday};

/// What a calendar says about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    /// Within the stated hours.
    Open,
    /// Outside them.
    Closed,
    /// Nobody said.
    Unknown,
}

/// The hours of one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHours {
    /// The date on which the spans begin.
    pub date: Date,
    /// What holds within the spans or, where there are none, all day: open, closed, or unknown where they may not hold.
    pub state: OpenState,
    /// The spans in order, in minutes after midnight of this date; those of the day before are not repeated.
    pub spans: Vec<Span>,
    /// The Japanese name of the public holiday, where it is one.
    pub holiday: Option<&'static str>,
}

/// What decides a day: one rule, or every weekly rule about it.
#[derive(Clone, Copy)]
enum Decider<'a> {
    Rule(&'a Rule),
    Weekly(u8),
}

#[derive(Clone, Copy)]
struct Decision<'a> {
    decider: Decider<'a>,
    /// A public holiday or a season of which no rule speaks: the spans may not hold.
    doubtful: bool,
}

impl Calendar {
    /// What the calendar says about a time of Japan. Allocates nothing: it runs once per candidate of a search.
    pub fn state_at(&self, at: DateTime) -> OpenState {
        if self.rules.is_empty() {
            return OpenState::Unknown;
        }
        let minute = minute_of(at);
        let today = self.decide(at.date());
        let mut state = self.within(today, minute);
        if state != OpenState::Open
            && self.runs_past_midnight()
            && let Ok(yesterday) = at.date().yesterday()
        {
            let tail = self.within(self.decide(yesterday), minute + DAY);
            if tail == OpenState::Open || state == OpenState::Closed {
                state = tail;
            }
        }
        if state == OpenState::Closed && self.is_silent_beyond_spans() && !self.closes(today) {
            return OpenState::Unknown;
        }
        state
    }

    /// The hours that begin on a date.
    pub fn spans_on(&self, date: Date) -> DayHours {
        let decision = self.decide(date);
        let spans = self.united(decision);
        let state = if !spans.is_empty() {
            let sure = !decision.doubtful && spans.iter().any(|span| *span != Span::SOME_TIME);
            if sure { OpenState::Open } else { OpenState::Unknown }
        } else if self.rules.is_empty() || (self.is_silent_beyond_spans() && !self.closes(decision)) {
            OpenState::Unknown
        } else {
            OpenState::Closed
        };
        DayHours { date, state, spans, holiday: is_holiday(date) }
    }

    /// The hours that begin on a date, where the question is the day and not the minute: who is there at some time of the day that
    /// nobody named is open.
    pub fn day_on(&self, date: Date) -> DayHours {
        let hours = self.spans_on(date);
        let there = !hours.spans.is_empty() && !self.decide(date).doubtful;
        if there { DayHours { state: OpenState::Open, ..hours } } else { hours }
    }

    /// The first time from `after` on at which the calendar is open: `after` itself if it is open then, otherwise the beginning of a
    /// span on that date or within `horizon_days` dates after it. `None` where none is known.
    pub fn next_open(&self, after: DateTime, horizon_days: u16) -> Option<DateTime> {
        if self.state_at(after) == OpenState::Open {
            return Some(after);
        }
        let mut date = after.date();
        let mut minute = minute_of(after);
        // A time within a minute that has begun is past that minute's start.
        let begun = after.second() > 0 || after.subsec_nanosecond() > 0;
        for _ in 0..=horizon_days {
            let decision = self.decide(date);
            if !decision.doubtful {
                let earliest = minute + u16::from(begun && date == after.date());
                let known = self.united(decision).into_iter().filter(|span| *span != Span::SOME_TIME);
                let mut starts = known.map(|span| span.from);
                if let Some(start) = starts.find(|start| *start >= earliest) {
                    return Some(date.at((start / 60) as i8, (start % 60) as i8, 0, 0));
                }
            }
            date = date.tomorrow().ok()?;
            minute = 0;
            let midnight = date.at(0, 0, 0, 0);
            // A doubtful day may turn at midnight into hours that are sure.
            if decision.doubtful && self.state_at(midnight) == OpenState::Open {
                return Some(midnight);
            }
        }
        None
    }

    /// The open times between two times of Japan, in order and apart, cut to the two; times that are unknown are left out.
    pub fn open_between(&self, from: DateTime, to: DateTime) -> Vec<(DateTime, DateTime)> {
        let mut open: Vec<(DateTime, DateTime)> = Vec::new();
        let mut date = from.date().yesterday().unwrap_or(from.date());
        while date <= to.date() {
            let decision = self.decide(date);
            if !decision.doubtful {
                for span in self.united(decision).into_iter().filter(|span| *span != Span::SOME_TIME) {
                    let last = if span.is_open_ended() { span.from + 1 } else { span.to };
                    let (Some(start), Some(end)) = (moment(date, span.from), moment(date, last)) else { continue };
                    let (start, end) = (start.max(from), end.min(to));
                    if start >= end {
                        continue;
                    }
                    match open.last_mut() {
                        Some(last) if start <= last.1 => last.1 = last.1.max(end),
                        _ => open.push((start, end)),
                    }
                }
            }
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        open
    }

    /// Minutes between two times during which both calendars are open: how long a nurse on duty can reach the doctor in a week.
    pub fn open_minutes_overlap(&self, other: &Self, from: DateTime, to: DateTime) -> u32 {
        let theirs = other.open_between(from, to);
        let mut minutes = 0;
        for (start, end) in self.open_between(from, to) {
            for (other_start, other_end) in &theirs {
                let shared = end.min(*other_end).duration_since(start.max(*other_start)).as_mins();
                minutes += u32::try_from(shared).unwrap_or(0);
            }
        }
        minutes
    }

    fn decide(&self, date: Date) -> Decision<'_> {
        let month_day = month_day(date);
        let weekday = 1 << date.weekday().to_monday_zero_offset();
        let week = 1 << ((date.day() - 1) / 7);
        let (mut dates, mut yearly, mut holidays, mut nth) = (None, None, None, None);
        for rule in &self.rules {
            match rule.days {
                Days::Dates { from, to } if from <= date && date <= to => dates = Some(rule),
                Days::Yearly { from, to } if includes(from, to, month_day) => yearly = Some(rule),
                Days::Holidays => holidays = Some(rule),
                Days::Nth { weekdays, weeks } if weekdays & weekday != 0 && weeks & week != 0 => nth = Some(rule),
                _ => {}
            }
        }
        let sure = |rule| Decision { decider: Decider::Rule(rule), doubtful: false };
        if let Some(rule) = dates.or(yearly) {
            return sure(rule);
        }
        let season = self.doubts_season(date);
        let holiday = is_public_holiday(date);
        if holiday && let Some(rule) = holidays {
            // Hours of 祝日 are not those of New Year's Day, but who closes on 祝日 closes then.
            return Decision { decider: Decider::Rule(rule), doubtful: season && !rule.spans.is_empty() };
        }
        let decider = nth.map_or(Decider::Weekly(weekday), Decider::Rule);
        Decision { decider, doubtful: season || (holiday && !self.means_every_day()) }
    }

    /// Open or unknown within the spans, closed outside. The minute counts from midnight of the decided date, up to 2880.
    fn within(&self, decision: Decision<'_>, minute: u16) -> OpenState {
        let of_rule = |rule: &Rule| rule.spans.iter().map(|span| span.state_at(minute)).fold(OpenState::Closed, surer);
        let state = match decision.decider {
            Decider::Rule(rule) => of_rule(rule),
            Decider::Weekly(day) => self.weekly(day).map(of_rule).fold(OpenState::Closed, surer),
        };
        if decision.doubtful && state == OpenState::Open { OpenState::Unknown } else { state }
    }

    /// The weekly rules about a weekday that a later empty one does not take back.
    pub(super) fn weekly(&self, day: u8) -> impl Iterator<Item = &Rule> {
        let about = move |rule: &&Rule| matches!(rule.days, Days::Weekly(days) if days & day != 0);
        let closing = self.rules.iter().rposition(|rule| about(&rule) && rule.spans.is_empty());
        self.rules[closing.unwrap_or(0)..].iter().filter(about)
    }

    fn united(&self, decision: Decision<'_>) -> Vec<Span> {
        match decision.decider {
            Decider::Rule(rule) => unite(rule.spans.iter().copied()),
            Decider::Weekly(day) => unite(self.weekly(day).flat_map(|rule| rule.spans.iter().copied())),
        }
    }

    /// Whether a rule closes the decided day in so many words.
    fn closes(&self, decision: Decision<'_>) -> bool {
        match decision.decider {
            Decider::Rule(rule) => rule.spans.is_empty(),
            Decider::Weekly(day) => {
                let mut rules = self.weekly(day).peekable();
                rules.peek().is_some() && rules.all(|rule| rule.spans.is_empty())
            }
        }
    }

    pub(super) fn is_silent_beyond_spans(&self) -> bool {
        let says_little = |rule: &Rule| rule.spans.is_empty() || matches!(rule.days, Days::Dates { .. });
        !self.rest.is_empty() || self.rules.iter().all(says_little)
    }

    fn runs_past_midnight(&self) -> bool {
        self.rules.iter().any(|rule| rule.spans.iter().any(|span| span.to > DAY))
    }

    pub(super) fn means_every_day(&self) -> bool {
        let open = self.rules.iter().filter(|rule| !rule.spans.is_empty()).fold(0, |days, rule| match rule.days {
            Days::Weekly(weekdays) => days | weekdays,
            _ => days,
        });
        open & 0x7f == 0x7f && (0..7).all(|day| self.weekly(1 << day).any(|rule| !rule.spans.is_empty()))
    }
}

impl Span {
    /// What holds at a minute after midnight of its day, up to 2880.
    fn state_at(self, minute: u16) -> OpenState {
        match (self.is_open_ended(), self.from <= minute) {
            (_, false) => OpenState::Closed,
            (false, true) if minute < self.to => OpenState::Open,
            (true, true) if minute == self.from && self != Self::SOME_TIME => OpenState::Open,
            (true, true) if minute < DAY => OpenState::Unknown,
            _ => OpenState::Closed,
        }
    }
}

/// Open before unknown before closed.
fn surer(a: OpenState, b: OpenState) -> OpenState {
    match (a, b) {
        (OpenState::Open, _) | (_, OpenState::Open) => OpenState::Open,
        (OpenState::Unknown, _) | (_, OpenState::Unknown) => OpenState::Unknown,
        _ => OpenState::Closed,
    }
}

/// Spans sorted, the invalid ones left out, those that touch or overlap made one; those without an end stay by themselves.
pub(super) fn unite(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let (mut united, mut sorted): (Vec<Span>, Vec<Span>) =
        spans.filter(|span| span.is_valid()).partition(|span| span.is_open_ended());
    sorted.sort_unstable();
    let open_ended = united.len();
    for span in sorted {
        match united[open_ended..].last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => united.push(span),
        }
    }
    united.sort_unstable();
    united.dedup();
    united
}

/// Whether a yearly range of (month, day) includes a day; the range may pass the year's end.
pub(super) fn includes(from: (u8, u8), to: (u8, u8), day: (u8, u8)) -> bool {
    if from <= to { from <= day && day <= to } else { from <= day || day <= to }
}

/// Minutes after midnight.
pub(super) fn minute_of(at: DateTime) -> u16 {
    at.hour() as u16 * 60 + at.minute() as u16
}

/// Midnight of a date plus minutes, up to two days.
pub(super) fn moment(date: Date, minutes: u16) -> Option<DateTime> {
    let mut date = date;
    for _ in 0..minutes / DAY {
        date = date.tomorrow().ok()?;
    }
    let minutes = minutes % DAY;
    Some(date.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0))
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;

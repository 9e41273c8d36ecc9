//! The one form of all calendars that say the same.

use jiff::civil::Date;

use super::state::{includes, unite};
use super::{Calendar, Days, Rule, Span};

/// Days of each month in a leap year, so that every (month, day) has a place.
pub(super) const MONTH_DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// First and last (month, day) of a run of days with the same rule.
type Run<'a> = ((u8, u8), (u8, u8), Option<&'a Vec<Span>>);

impl Calendar {
    /// The same calendar in its shortest form: weekly rules, nth rules, holidays, dates of every year, dates; equal days under one rule, neighbouring dates
    /// one range, spans sorted and apart. Rules that another hides and spans that are none are left out. Every time keeps its state, save
    /// that a calendar all of whose hours are hidden then states none.
    pub fn normalise(&self) -> Self {
        let readable = Self { rules: self.rules.iter().filter_map(readable).collect(), ..self.clone() };
        let weekly = readable.weekdays();
        let mut rules = weekly_rules(&weekly);
        rules.extend(readable.nth_rules(&weekly));
        if let Some(rule) = readable.rules.iter().rfind(|rule| rule.days == Days::Holidays) {
            rules.push(Rule { days: Days::Holidays, spans: rule.spans.clone() });
        }
        rules.extend(readable.yearly_rules());
        rules.extend(readable.dated_rules());
        let rest = readable.rest.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "”");
        Self { rules, rest, ..readable }
    }

    /// The united spans of each weekday, Monday first; `None` where no weekly rule speaks of it.
    pub(super) fn weekdays(&self) -> [Option<Vec<Span>>; 7] {
        std::array::from_fn(|day| {
            let mut rules = self.weekly(1 << day).peekable();
            rules.peek()?;
            Some(unite(rules.flat_map(|rule| rule.spans.iter().copied())))
        })
    }

    /// The last word on the nth weekday of the month, where one differs from the week's: weekday, week from 0, spans.
    pub(super) fn nth_days(&self, weekly: &[Option<Vec<Span>>; 7]) -> Vec<(u8, u8, Vec<Span>)> {
        let mut days = Vec::new();
        for (weekday, usual) in (0..7u8).zip(weekly) {
            for week in 0..5u8 {
                let about = |rule: &&Rule| match rule.days {
                    Days::Nth { weekdays, weeks } => weekdays & (1 << weekday) != 0 && weeks & (1 << week) != 0,
                    _ => false,
                };
                if let Some(rule) = self.rules.iter().rfind(about)
                    && usual.as_ref() != Some(&rule.spans)
                {
                    days.push((weekday, week, rule.spans.clone()));
                }
            }
        }
        days
    }

    fn nth_rules(&self, weekly: &[Option<Vec<Span>>; 7]) -> Vec<Rule> {
        // First the weeks of one weekday with the same hours, then the weekdays with the same weeks and hours.
        let mut by_weekday: Vec<(u8, u8, Vec<Span>)> = Vec::new();
        for (weekday, week, spans) in self.nth_days(weekly) {
            match by_weekday.iter_mut().find(|(d, _, s)| *d == weekday && *s == spans) {
                Some((_, weeks, _)) => *weeks |= 1 << week,
                None => by_weekday.push((weekday, 1 << week, spans)),
            }
        }
        let mut rules: Vec<Rule> = Vec::new();
        for (weekday, its_weeks, spans) in by_weekday {
            let same = rules
                .iter_mut()
                .find(|rule| rule.spans == spans && matches!(rule.days, Days::Nth { weeks, .. } if weeks == its_weeks));
            match same.map(|rule| &mut rule.days) {
                Some(Days::Nth { weekdays, .. }) => *weekdays |= 1 << weekday,
                _ => rules.push(Rule { days: Days::Nth { weekdays: 1 << weekday, weeks: its_weeks }, spans }),
            }
        }
        rules
    }

    /// Dates with their last rule, runs of equal ones as one range.
    fn dated_rules(&self) -> Vec<Rule> {
        let dated: Vec<(Date, Date, &Vec<Span>)> = self
            .rules
            .iter()
            .filter_map(|rule| match rule.days {
                Days::Dates { from, to } if from <= to => Some((from, to, &rule.spans)),
                _ => None,
            })
            .collect();
        // Between two of these days nothing changes.
        let after = dated.iter().filter_map(|(_, to, _)| to.tomorrow().ok());
        let mut edges: Vec<Date> = dated.iter().map(|(from, ..)| *from).chain(after).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut rules: Vec<Rule> = Vec::new();
        for (at, first) in edges.iter().enumerate() {
            let about = |(from, to, _): &&(Date, Date, &Vec<Span>)| from <= first && first <= to;
            let Some((.., spans)) = dated.iter().rfind(about) else { continue };
            let last = edges.get(at + 1).and_then(|next| next.yesterday().ok()).unwrap_or(Date::MAX);
            match rules.last_mut() {
                Some(Rule { days: Days::Dates { to, .. }, spans: same })
                    if to.tomorrow().is_ok_and(|next| next == *first) && same == *spans =>
                {
                    *to = last;
                }
                _ => rules.push(Rule { days: Days::Dates { from: *first, to: last }, spans: (*spans).clone() }),
            }
        }
        rules
    }

    /// The dates of the year with their last rule, runs of equal ones as one range; a run through New Year is one.
    fn yearly_rules(&self) -> Vec<Rule> {
        let yearly: Vec<_> = self
            .rules
            .iter()
            .filter_map(|rule| match rule.days {
                Days::Yearly { from, to } => Some((from, to, &rule.spans)),
                _ => None,
            })
            .collect();
        if yearly.is_empty() {
            return Vec::new();
        }
        let days = (1u8..=12).zip(MONTH_DAYS).flat_map(|(month, last)| (1..=last).map(move |day| (month, day)));
        let mut runs: Vec<Run<'_>> = Vec::new();
        for day in days {
            let spans = yearly.iter().rfind(|(from, to, _)| includes(*from, *to, day)).map(|(.., spans)| *spans);
            match runs.last_mut() {
                Some((_, to, same)) if *same == spans => *to = day,
                _ => runs.push((day, day, spans)),
            }
        }
        if runs.len() > 1
            && let (Some(first), Some(last)) = (runs.first().copied(), runs.last_mut())
            && first.2 == last.2
        {
            last.1 = first.1;
            runs.remove(0);
        }
        runs.into_iter()
            .filter_map(|(from, to, spans)| Some(Rule { days: Days::Yearly { from, to }, spans: spans?.clone() }))
            .collect()
    }
}

fn weekly_rules(weekly: &[Option<Vec<Span>>; 7]) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (day, spans) in weekly.iter().enumerate() {
        let Some(spans) = spans else { continue };
        match rules.iter_mut().find(|rule| rule.spans == *spans).map(|rule| &mut rule.days) {
            Some(Days::Weekly(days)) => *days |= 1 << day,
            _ => rules.push(Rule { days: Days::Weekly(1 << day), spans: spans.clone() }),
        }
    }
    rules
}

/// The rule with its spans united; nothing where it states hours of which none is a span.
fn readable(rule: &Rule) -> Option<Rule> {
    let spans = unite(rule.spans.iter().copied());
    (rule.spans.is_empty() || !spans.is_empty()).then(|| Rule { days: rule.days.clone(), spans })
}

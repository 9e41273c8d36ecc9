//! What the statements of a text say together.

use super::super::state::unite;
use super::super::{Calendar, DAY, DURING_CONSULTATION, Days, Rule, Span};
use super::lexer::{EVERY_DAY, Half, Season, Word, is_all_day, tokens};
use super::statement::{Statement, is_date, statements};
use crate::domain::source::Origin;

const SUNDAY: u8 = 1 << 6;
const NOON: u16 = DAY / 2;
/// A morning's hours end by then.
const MORNING_ENDS: u16 = 14 * 60;

impl Season {
    /// The days that go by its name where nobody gives dates.
    pub(super) const fn days(self) -> Option<Days> {
        match self {
            Self::YearEnd => Some(Days::Yearly { from: (12, 29), to: (1, 3) }),
            Self::Obon => Some(Days::Yearly { from: (8, 13), to: (8, 16) }),
            Self::Other => None,
        }
    }
}

/// A change to hours that stand somewhere else in the text.
enum Change {
    /// 「昼休み 12:00~13:00」
    Without(Vec<Span>),
    /// 「土曜は午前のみ」「木曜午後休診」
    Only(Half),
    /// 「水曜は12時まで」
    Until(u16),
}

/// What has been read so far.
#[derive(Default)]
pub(super) struct Plan {
    weekly: [Option<Vec<Span>>; 7],
    holidays: Option<Vec<Span>>,
    /// Rules about nth weekdays and dates.
    others: Vec<Rule>,
    closed: Vec<Rule>,
    changes: Vec<(u8, Change, String)>,
    /// Days whose hours are still to come, and their words.
    pending: Vec<(Statement, String)>,
    /// Hours whose days were never named, and their words.
    unplaced: Vec<(Span, String)>,
    /// The days of the last hours, which further hours belong to.
    last: Option<Vec<Days>>,
    /// Whether days that follow are under a heading of closed days.
    closing: bool,
    /// Whether hours that follow belong to something that was not understood.
    lost: bool,
    workdays: bool,
    every: bool,
    during: bool,
    any_time: bool,
    notes: Vec<String>,
    rest: Vec<String>,
}

impl Plan {
    /// Takes in a line, NFKC.
    pub(super) fn read_line(&mut self, line: &str) {
        for statement in statements(line, &tokens(line)) {
            let text = statement.text(line);
            self.take(statement, text);
        }
    }

    fn take(&mut self, mut statement: Statement, text: String) {
        if statement.first && !statement.is_hours_only() {
            self.flush();
            self.closing = false;
        }
        if statement.unread || statement.ambiguous || statement.has(Word::Outside) {
            return self.keep(text);
        }
        let leaves_out = !statement.except.is_empty() || !statement.except_seasons.is_empty();
        let says_two_things = statement.is_closed() && (statement.has(Word::Serves) || statement.has(Word::Except));
        let leaves_nothing_out = statement.has(Word::Except) && !leaves_out && statement.spans.is_empty();
        if says_two_things || leaves_nothing_out {
            return self.keep(text);
        }
        self.note(&statement, &text);
        self.workdays |= statement.has(Word::Workdays);
        self.every |= statement.has(Word::Every) && !statement.is_closed();
        if statement.has(Word::During) {
            return self.take_during(&statement, text);
        }
        let cuts = statement.is_closed() || (statement.has(Word::Except) && !leaves_out);
        if statement.has(Word::Pause) || (cuts && !statement.spans.is_empty()) {
            return self.take_without(statement, text);
        }
        if leaves_out {
            if statement.except_seasons.contains(&Season::Other) {
                return self.keep(text);
            }
            self.leave_out(&mut statement, &text);
        }
        if statement.is_closed() {
            self.take_closed(statement, text);
        } else if !statement.spans.is_empty() {
            self.take_hours(statement, text);
        } else {
            self.take_wordless(statement, text);
        }
    }

    /// 「日祝を除く」, and the days that are left where hours follow: 「水以外 13時～14時」.
    fn leave_out(&mut self, statement: &mut Statement, text: &str) {
        let mut except = std::mem::take(&mut statement.except);
        // 「日曜、祝日を除く」 leaves out both, 「月〜金、祝日を除く」 does not.
        let weekend_waits = self.pending.iter().all(|(waiting, _)| {
            waiting.is_days_only()
                && waiting.days.iter().all(|days| matches!(days, Days::Weekly(0x20 | 0x40 | 0x60) | Days::Holidays))
        });
        if weekend_waits && statement.days.is_empty() {
            except.extend(self.taken_over());
        }
        self.close_seasons(&statement.except_seasons, text);
        if statement.days.is_empty() && !statement.spans.is_empty() && self.pending.is_empty() {
            let left = EVERY_DAY & !weekdays_of(&except);
            // Nobody said that Sundays are among them.
            self.open(&[Days::Weekly(left & SUNDAY)], &[Span::SOME_TIME], true);
            statement.days.push(Days::Weekly(left & !SUNDAY));
        }
        self.close(except);
    }

    /// What has no hours and closes nothing.
    fn take_wordless(&mut self, statement: Statement, text: String) {
        let weekdays = weekdays_of(&statement.days);
        match (statement.until, statement.half) {
            (Some(minute), None) if weekdays != 0 => self.changes.push((weekdays, Change::Until(minute), text)),
            (None, Some(half)) if weekdays != 0 && statement.has(Word::Only) => {
                self.changes.push((weekdays, Change::Only(half), text));
            }
            (None, None) if statement.has(Word::AnyTime) => self.take_any_time(statement),
            (None, None) if statement.has(Word::WholeDay) => self.keep(text),
            (None, None) if statement.names_days() => {
                let stays_open = statement.has(Word::Also) || statement.has(Word::Serves);
                let dates = !statement.seasons.is_empty() || statement.days.iter().any(is_date);
                if stays_open && dates {
                    self.keep(text);
                } else if dates && !statement.notes.is_empty() {
                    self.ask_about(statement, &text);
                } else if self.closing && !statement.first {
                    self.take_closed(statement, text);
                } else {
                    self.last = None;
                    self.pending.push((statement, text));
                }
            }
            (None, None) => {}
            _ => self.keep(text),
        }
    }

    fn take_any_time(&mut self, statement: Statement) {
        let mut days = self.taken_over();
        days.extend(statement.days);
        self.any_time |= days.is_empty();
        self.open(&days, &[Span::SOME_TIME], true);
        self.last = None;
    }

    fn take_during(&mut self, statement: &Statement, text: String) {
        if statement.names_days() || !statement.spans.is_empty() || statement.is_closed() || !self.pending.is_empty() {
            self.keep(text);
        } else {
            self.during = true;
        }
    }

    fn take_hours(&mut self, mut statement: Statement, text: String) {
        // 「17時30分以降21時まで」
        let ended = match (statement.until, statement.spans.as_slice()) {
            (None, _) => Some(None),
            (Some(until), [span]) if span.is_open_ended() => Span::new(span.from, until).map(Some),
            _ => None,
        };
        let Some(ended) = ended.filter(|_| statement.seasons.is_empty()) else { return self.keep(text) };
        statement.spans = ended.map_or(statement.spans, |span| vec![span]);
        let mut days = self.taken_over();
        days.extend(statement.days);
        let named = !days.is_empty();
        self.closing = false;
        if named {
            self.open(&days, &statement.spans, true);
            self.last = Some(days);
            self.lost = false;
        } else if self.lost {
            self.rest.push(text);
        } else if let Some(days) = self.last.clone() {
            self.open(&days, &statement.spans, false);
        } else {
            self.unplaced.extend(statement.spans.into_iter().map(|span| (span, text.clone())));
        }
    }

    fn take_closed(&mut self, statement: Statement, text: String) {
        if let Some(half) = statement.half {
            let days = weekdays_of(&statement.days) | if statement.days.is_empty() { self.last_weekdays() } else { 0 };
            let other = if half == Half::Morning { Half::Afternoon } else { Half::Morning };
            return if days == 0 { self.keep(text) } else { self.changes.push((days, Change::Only(other), text)) };
        }
        if statement.seasons.contains(&Season::Other) || statement.until.is_some() {
            return self.keep(text);
        }
        self.closing = statement.headed || (self.closing && !statement.is_closed());
        if statement.seasons.is_empty() && statement.days.iter().any(is_date) {
            // 「年末年始は、12/30～1/3が休み」
            self.pending.pop_if(|(waiting, _)| waiting.days.is_empty() && waiting.seasons.len() == 1);
        }
        let mut days = if statement.headed { Vec::new() } else { self.taken_over() };
        days.extend(statement.days);
        self.close_seasons(&statement.seasons, &text);
        if days.is_empty() && statement.seasons.is_empty() && !statement.headed {
            return self.keep(text);
        }
        self.close(days);
        self.last = None;
    }

    fn take_without(&mut self, statement: Statement, text: String) {
        let named = weekdays_of(&statement.days);
        let days = if statement.names_days() { named } else { EVERY_DAY };
        if days == 0 || statement.spans.is_empty() || statement.days.iter().any(|days| !matches!(days, Days::Weekly(_)))
        {
            return self.keep(text);
        }
        self.changes.push((days, Change::Without(statement.spans), text));
    }

    /// What was not understood, together with the days that may belong to it.
    fn keep(&mut self, text: String) {
        let days = self.pending.drain(..).map(|(_, text)| text);
        self.rest.extend(days);
        self.rest.push(text);
        self.last = None;
        self.lost = true;
        self.closing = false;
    }

    fn note(&mut self, statement: &Statement, text: &str) {
        if statement.has(Word::AnyTime) {
            return self.add_note(text);
        }
        for word in &statement.notes {
            self.add_note(word);
        }
    }

    fn add_note(&mut self, words: &str) {
        if !self.notes.iter().any(|note| note == words) {
            self.notes.push(words.to_owned());
        }
    }

    /// The days that waited for their hours. Closures among them stay closures.
    fn taken_over(&mut self) -> Vec<Days> {
        let pending = std::mem::take(&mut self.pending);
        for (statement, text) in &pending {
            self.close_seasons(&statement.seasons, text);
        }
        pending.into_iter().flat_map(|(statement, _)| statement.days).collect()
    }

    /// Closures by name alone. Their words are kept, because the dates are not the institution's own.
    fn close_seasons(&mut self, seasons: &[Season], text: &str) {
        for season in seasons {
            // The days of お盆 differ from place to place, so its name alone leaves them to be asked about.
            let spans = if *season == Season::Obon { vec![Span::SOME_TIME] } else { Vec::new() };
            self.closed.extend(season.days().map(|days| Rule { days, spans }));
            self.add_note(text);
        }
    }

    /// Days named without a word about whether they are open.
    fn ask_about(&mut self, statement: Statement, text: &str) {
        if statement.seasons.contains(&Season::Other) {
            return self.rest.push(text.to_owned());
        }
        if !statement.seasons.is_empty() {
            self.add_note(text);
        }
        let seasons = statement.seasons.into_iter().filter_map(Season::days);
        let days: Vec<Days> = statement.days.into_iter().chain(seasons).collect();
        self.open_some_time(&days);
    }

    /// Nothing more is said about the days that wait.
    fn flush(&mut self) {
        for (mut statement, text) in std::mem::take(&mut self.pending) {
            if statement.names_dates {
                // 「年末年始（12/30～1/3）」 in a list of remarks is a closure.
                let (dates, others) = statement.days.into_iter().partition(is_date);
                self.close(dates);
                statement.days = others;
            }
            if statement.days.iter().any(is_date) {
                self.rest.push(text);
            } else if statement.days == [Days::Holidays] && statement.seasons.is_empty() {
                // 「祝日も営業」: as on other days, where those are all the same.
                let mut hours = self.weekly.iter().flatten().filter(|spans| !spans.is_empty());
                let usual = hours.next().filter(|usual| hours.all(|spans| spans == *usual)).cloned();
                self.holidays = Some(usual.unwrap_or_else(|| vec![Span::SOME_TIME]));
            } else {
                self.ask_about(statement, &text);
            }
        }
    }

    /// Days without hours do not take back hours that are known.
    fn open_some_time(&mut self, days: &[Days]) {
        let known = (0..7).filter(|day| self.weekly[*day].is_some()).fold(0, |known, day| known | 1 << day);
        for days in days {
            match days {
                Days::Weekly(weekdays) => self.open(&[Days::Weekly(weekdays & !known)], &[Span::SOME_TIME], true),
                other => self.open(std::slice::from_ref(other), &[Span::SOME_TIME], true),
            }
        }
    }

    /// Opens days. Hours that were stated for themselves take back those that they overlap.
    fn open(&mut self, days: &[Days], spans: &[Span], stated: bool) {
        for days in days {
            match days {
                Days::Weekly(weekdays) => {
                    for day in (0..7).filter(|day| weekdays & (1 << day) != 0) {
                        add(&mut self.weekly[day], spans, stated);
                    }
                }
                Days::Holidays => add(&mut self.holidays, spans, stated),
                other => match self.others.iter_mut().find(|rule| rule.days == *other) {
                    Some(rule) => rule.spans.extend(spans),
                    None => self.others.push(Rule { days: other.clone(), spans: spans.to_vec() }),
                },
            }
        }
    }

    fn close(&mut self, days: Vec<Days>) {
        self.closed.extend(days.into_iter().map(|days| Rule { days, spans: Vec::new() }));
    }

    fn last_weekdays(&self) -> u8 {
        self.last.as_deref().map_or(0, weekdays_of)
    }

    /// The calendar of all that was read.
    pub(super) fn finish(mut self, origin: Origin) -> Calendar {
        self.flush();
        // Beside hours of its own 随時 says that one may call within them.
        if self.any_time && !self.during && self.unplaced.is_empty() && self.weekly.iter().all(Option::is_none) {
            self.every = true;
            self.open(&[Days::Weekly(EVERY_DAY)], &[Span::ALL_DAY], true);
        }
        self.place();
        for (weekdays, change, text) in std::mem::take(&mut self.changes) {
            if self.change(weekdays, &change).is_none() {
                self.rest.push(text);
            }
        }
        if self.during {
            self.rest.insert(0, DURING_CONSULTATION.to_owned());
        }
        let weekly = self.weekly.into_iter().enumerate();
        let mut rules: Vec<Rule> =
            weekly.filter_map(|(day, spans)| Some(Rule { days: Days::Weekly(1 << day), spans: spans? })).collect();
        let speaks_of_holidays = self.holidays.is_some() || self.closed.iter().any(|rule| rule.days == Days::Holidays);
        if self.workdays && !self.every && !speaks_of_holidays && !rules.is_empty() {
            rules.push(Rule { days: Days::Holidays, spans: Vec::new() });
        }
        rules.extend(self.holidays.map(|spans| Rule { days: Days::Holidays, spans }));
        rules.extend(self.others);
        rules.extend(self.closed);
        let note = (!self.notes.is_empty()).then(|| self.notes.join("、"));
        Calendar { rules, rest: self.rest.join(" "), note, ..Calendar::empty(origin) }
    }

    /// Gives hours without days the days that the rest of the text leaves them.
    fn place(&mut self) {
        let unplaced = std::mem::take(&mut self.unplaced);
        if unplaced.is_empty() {
            return;
        }
        let closed = self.closed.iter().fold(0, |days, rule| match rule.days {
            Days::Weekly(weekdays) => days | weekdays,
            _ => days,
        });
        let spans: Vec<Span> = unplaced.iter().map(|(span, _)| *span).collect();
        let stated = (0..7).filter(|day| self.weekly[*day].is_some()).fold(0, |days, day| days | 1 << day);
        if stated != 0 && !self.every && closed & SUNDAY != 0 && !is_all_day(&spans) {
            // 「8:30〜17:30 土曜8:30〜12:30 日祝休」
            return self.open(&[Days::Weekly(EVERY_DAY & !stated)], &spans, false);
        }
        if (stated != 0 && !self.every) || !(self.every || closed != 0 || is_all_day(&spans)) {
            let mut texts: Vec<String> = unplaced.into_iter().map(|(_, text)| text).collect();
            texts.dedup();
            self.rest.extend(texts);
            return;
        }
        let surely_every = self.every || is_all_day(&spans);
        let sundays = if surely_every || closed & SUNDAY != 0 { 0 } else { SUNDAY };
        self.weekly = Default::default();
        self.open(&[Days::Weekly(EVERY_DAY & !sundays)], &spans, false);
        self.open(&[Days::Weekly(sundays)], &[Span::SOME_TIME], false);
    }

    /// Changes hours that are known; nothing where they are not, or the change does not fit them.
    fn change(&mut self, weekdays: u8, change: &Change) -> Option<()> {
        let mut changed = self.weekly.clone();
        let named = weekdays != EVERY_DAY;
        let mut any = false;
        for day in (0..7).filter(|day| weekdays & (1 << day) != 0) {
            let Some(spans) =
                changed[day].as_mut().filter(|spans| !spans.is_empty() && !spans.contains(&Span::SOME_TIME))
            else {
                if named { return None } else { continue }
            };
            *spans = apply(change, spans)?;
            any = true;
        }
        self.weekly = changed;
        any.then_some(())
    }
}

fn weekdays_of(days: &[Days]) -> u8 {
    days.iter().fold(0, |bits, days| match days {
        Days::Weekly(weekdays) => bits | weekdays,
        _ => bits,
    })
}

fn add(known: &mut Option<Vec<Span>>, spans: &[Span], stated: bool) {
    let last_minute = |span: &Span| if span.is_open_ended() { DAY } else { span.to };
    let overlap = |a: &Span, b: &Span| a.from < last_minute(b) && b.from < last_minute(a);
    let old = known.take().unwrap_or_default();
    let taken_back = stated && old.iter().any(|old| spans.iter().any(|span| overlap(old, span)));
    let kept = if taken_back { Vec::new() } else { old };
    *known = Some(unite(kept.into_iter().chain(spans.iter().copied())));
}

fn apply(change: &Change, spans: &[Span]) -> Option<Vec<Span>> {
    let changed: Vec<Span> = match change {
        Change::Without(holes) => holes.iter().try_fold(spans.to_vec(), |spans, hole| without(&spans, *hole))?,
        Change::Only(half) => {
            let is_morning = |span: &Span| span.from < NOON && span.to <= MORNING_ENDS && !span.is_open_ended();
            let is_afternoon = |span: &Span| span.from >= NOON;
            if !spans.iter().all(|span| is_morning(span) || is_afternoon(span)) {
                return None;
            }
            let kept = |span: &&Span| is_morning(span) == (*half == Half::Morning);
            spans.iter().filter(kept).copied().collect()
        }
        Change::Until(minute) => {
            let last = spans.iter().rfind(|span| span.from < *minute)?;
            let before = spans.iter().filter(|span| span.from < last.from).copied();
            before.chain(Span::new(last.from, *minute)).collect()
        }
    };
    (!changed.is_empty()).then_some(changed)
}

/// The spans with a hole cut out of one of them; nothing where it lies in none.
fn without(spans: &[Span], hole: Span) -> Option<Vec<Span>> {
    let at = spans.iter().position(|span| span.from <= hole.from && hole.to <= span.to)?;
    let around = [Span::new(spans[at].from, hole.from), Span::new(hole.to, spans[at].to)];
    let mut cut = spans.to_vec();
    cut.splice(at..=at, around.into_iter().flatten());
    Some(cut)
}

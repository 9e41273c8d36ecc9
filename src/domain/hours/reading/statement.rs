//! A line of tokens cut into statements.

use std::ops::Range;

use super::super::{Days, Span};
use super::lexer::{EVERY_DAY, Half, Season, Token, WORKDAYS, What, Word};

/// Something said about some days.
#[derive(Debug, Clone, Default)]
pub(super) struct Statement {
    /// The days, in the order of the text.
    pub(super) days: Vec<Days>,
    /// Days that it leaves out.
    pub(super) except: Vec<Days>,
    /// Closures by name without dates that it leaves out.
    pub(super) except_seasons: Vec<Season>,
    /// Closures by name without dates.
    pub(super) seasons: Vec<Season>,
    pub(super) spans: Vec<Span>,
    pub(super) until: Option<u16>,
    pub(super) half: Option<Half>,
    /// Notes in its words.
    pub(super) notes: Vec<String>,
    /// Which words it has, each once.
    words: Vec<Word>,
    /// Whether a name of a closure stands beside its dates.
    pub(super) names_dates: bool,
    /// Whether it is closed days under a heading: 「休診日：日・祝」.
    pub(super) headed: bool,
    /// Whether 「第2・4土」 is followed by 「・日」, which may mean every Sunday.
    pub(super) ambiguous: bool,
    pub(super) unread: bool,
    /// Whether it begins a line or sentence.
    pub(super) first: bool,
    at: Option<Range<usize>>,
}

impl Statement {
    pub(super) fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.has(Word::Closed) || self.has(Word::ClosedDay)
    }

    /// Whether it names days, one way or another.
    pub(super) fn names_days(&self) -> bool {
        !self.days.is_empty() || !self.seasons.is_empty()
    }

    /// Whether it says no more than which days.
    pub(super) fn is_days_only(&self) -> bool {
        self.names_days() && !self.says_more()
    }

    /// Whether it says no more than which hours.
    pub(super) fn is_hours_only(&self) -> bool {
        !self.spans.is_empty()
            && !self.names_days()
            && !self.is_closed()
            && !self.has(Word::Except)
            && !self.has(Word::Pause)
    }

    fn says_more(&self) -> bool {
        const STATUS: [Word; 7] =
            [Word::Closed, Word::ClosedDay, Word::Except, Word::Pause, Word::AnyTime, Word::During, Word::Outside];
        !self.spans.is_empty()
            || self.until.is_some()
            || self.half.is_some()
            || !self.notes.is_empty()
            || self.unread
            || STATUS.iter().any(|word| self.has(*word))
    }

    fn is_empty(&self) -> bool {
        self.at.is_none()
    }

    /// Its words in the line.
    pub(super) fn text(&self, line: &str) -> String {
        let Some(at) = self.at.clone() else { return String::new() };
        let text: String = line.chars().skip(at.start).take(at.len()).collect();
        text.trim_matches([' ', '、', ',', '・', '/', '。', ':']).to_owned()
    }

    fn grow(&mut self, at: &Range<usize>) {
        let start = self.at.as_ref().map_or(at.start, |old| old.start.min(at.start));
        let end = self.at.as_ref().map_or(at.end, |old| old.end.max(at.end));
        self.at = Some(start..end);
    }

    /// Whether a token begins something new after what stands here.
    fn is_complete_before(&self, token: &What, next: Option<&What>) -> bool {
        let told = !self.spans.is_empty() || self.until.is_some() || (self.is_closed() && !self.headed);
        match token {
            // 「年末年始休業 12/30～1/3」
            What::Days(days) if is_date(days) && !self.seasons.is_empty() && self.spans.is_empty() => false,
            What::Hours(_) => self.is_closed() && self.names_days(),
            What::Word(Word::ClosedDay | Word::Pause | Word::Half(_)) => !self.spans.is_empty(),
            // A heading, not what is said of the hours before it.
            What::Word(Word::Closed) => !self.spans.is_empty() && next.is_some_and(begins_days),
            what => told && begins_days(what),
        }
    }

    fn add(&mut self, token: &Token, line: &[char]) {
        let nth_before = matches!(self.days.last(), Some(Days::Nth { .. }));
        self.grow(&token.at);
        match &token.what {
            What::Days(days) => {
                self.ambiguous |= nth_before && matches!(days, Days::Weekly(_)) && *days != Days::Weekly(1 << 6);
                self.ambiguous |= nth_before && !self.is_closed_ahead(line, token) && matches!(days, Days::Weekly(_));
                self.days.push(days.clone());
            }
            What::Hours(span) => self.spans.push(*span),
            What::Until(minute) => self.until = Some(*minute),
            What::Word(word) => self.add_word(*word, token, line),
            What::Unread => self.unread = true,
            What::Joint | What::Comma | What::Break | What::Open | What::Close => {}
        }
    }

    /// 「第2・4土・日休み」: beside a closed nth weekday a Sunday is every Sunday.
    fn is_closed_ahead(&self, line: &[char], token: &Token) -> bool {
        let ahead: String = line[token.at.end..].iter().collect();
        self.is_closed() || ["休", "定休"].iter().any(|word| ahead.contains(word))
    }

    fn add_word(&mut self, word: Word, token: &Token, line: &[char]) {
        match word {
            Word::Workdays => self.days.push(Days::Weekly(WORKDAYS)),
            Word::Every => self.days.push(Days::Weekly(EVERY_DAY)),
            Word::Weekend => self.days.push(Days::Weekly(0b110_0000)),
            Word::Holidays => self.days.push(Days::Holidays),
            Word::Season(season) => self.seasons.push(season),
            Word::Half(half) => self.half = Some(half),
            Word::SomeTime => self.spans.push(Span::SOME_TIME),
            Word::Closed | Word::ClosedDay => self.headed |= !self.names_days() && self.spans.is_empty(),
            Word::Except => {
                self.settle();
                self.except.append(&mut self.days);
                self.except_seasons.append(&mut self.seasons);
                self.names_dates = false;
            }
            Word::Note => self.notes.push(line[token.at.clone()].iter().collect()),
            _ => {}
        }
        if !self.has(word) {
            self.words.push(word);
        }
    }

    /// Takes in what stands in brackets after it, where that only completes it; gives it back otherwise.
    fn complete(&mut self, inner: Self) -> Option<Self> {
        if inner.unread && !inner.has(Word::Outside) {
            self.unread = true;
            return None;
        }
        if inner.is_days_only() && !self.spans.is_empty() && self.names_days() {
            // 「火 9:00~12:00（第1・3火）」 narrows what it follows; 「（祝日も営業）」 adds to it.
            self.unread |= !(inner.has(Word::Also) || inner.has(Word::Serves));
            return Some(inner).filter(|_| !self.unread);
        }
        let days = inner.is_days_only() && !inner.ambiguous;
        let only_name = !inner.seasons.is_empty() && inner.days.is_empty() && inner.spans.is_empty();
        if only_name && inner.notes.is_empty() && self.days.last().is_some_and(is_date) {
            self.names_dates = true;
            self.words.extend(inner.words);
            return None;
        }
        if inner.has(Word::Serves) && !inner.names_days() && inner.spans.is_empty() {
            self.words.push(Word::Serves);
        }
        if days && inner.seasons.is_empty() {
            if inner.days.iter().all(is_date) && self.seasons.pop().is_some() {
                self.names_dates = true;
            }
            self.words.extend(inner.words);
            self.days.extend(inner.days);
            return None;
        }
        let hours = inner.is_hours_only() && self.spans.is_empty() && self.names_days() && !self.is_closed();
        if hours {
            self.spans = inner.spans;
            return None;
        }
        Some(inner)
    }

    /// A name beside its dates is only a name: 「年末年始12/30～1/3」.
    fn settle(&mut self) {
        if !self.seasons.is_empty() && self.days.iter().any(is_date) {
            // One name for one run of dates; a second name has none.
            if self.seasons.len() <= self.days.iter().filter(|days| is_date(days)).count() {
                self.seasons.clear();
                self.names_dates = true;
            } else {
                self.unread = true;
            }
        }
    }
}

/// Whether the days are dates.
pub(super) const fn is_date(days: &Days) -> bool {
    matches!(days, Days::Yearly { .. } | Days::Dates { .. })
}

fn begins_days(what: &What) -> bool {
    let words =
        |word: &Word| matches!(word, Word::Workdays | Word::Every | Word::Holidays | Word::Weekend | Word::Season(_));
    match what {
        What::Days(_) => true,
        What::Word(word) => words(word),
        _ => false,
    }
}

/// Cuts a line into statements; what stands in brackets follows the statement it belongs to.
pub(super) fn statements(line: &str, tokens: &[Token]) -> Vec<Statement> {
    let chars: Vec<char> = line.chars().collect();
    let mut cutter = Cutter { chars: &chars, tokens, at: 0 };
    let mut found = cutter.cut(0);
    if let Some(first) = found.first_mut() {
        first.first = true;
    }
    found.iter_mut().for_each(Statement::settle);
    found
}

struct Cutter<'a> {
    chars: &'a [char],
    tokens: &'a [Token],
    at: usize,
}

impl Cutter<'_> {
    /// Up to the bracket that closes what is `deep` brackets within the line.
    fn cut(&mut self, deep: u8) -> Vec<Statement> {
        /// Nobody writes deeper than this; deeper brackets are passed over.
        const DEEPEST: u8 = 3;
        let mut done: Vec<Statement> = Vec::new();
        let mut now = Statement::default();
        // What brackets say about the statement before them.
        let mut asides: Vec<Statement> = Vec::new();
        let mut close = |now: &mut Statement, asides: &mut Vec<Statement>| {
            if now.unread {
                // Its words in brackets belong to it.
                asides.clear();
            }
            if !now.is_empty() {
                done.push(std::mem::take(now));
            }
            done.append(asides);
        };
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token.what {
                What::Close if deep > 0 => break,
                What::Open if deep < DEEPEST => {
                    let inner = self.cut(deep + 1);
                    let end = self.tokens[..self.at].last().map_or(token.at.end, |last| last.at.end);
                    now.grow(&(token.at.start..end));
                    asides.extend(inner.into_iter().filter_map(|inner| now.complete(inner)));
                }
                What::Comma => close(&mut now, &mut asides),
                What::Break => {
                    close(&mut now, &mut asides);
                    now.first = true;
                }
                _ => {
                    if now.is_complete_before(&token.what, self.tokens.get(self.at).map(|next| &next.what)) {
                        close(&mut now, &mut asides);
                    }
                    now.add(token, self.chars);
                }
            }
        }
        close(&mut now, &mut asides);
        done
    }
}

//! What somebody wrote, understood: the place, the needs, the moment and the member of the team that are asked for.
//!
//! 「浦賀 末期がん 在宅酸素 看取り 土曜に電話したい」. Every character of the text ends up in exactly one part of the answer; what was not
//! understood stands in `rest`, so that a person can put it right. Places are recognised by whoever asks: this room knows none.

mod letters;
mod lexicon;
mod scan;
mod time;
mod time_words;
pub mod words;

#[cfg(test)]
mod tests;

use jiff::civil::DateTime;
use serde::Serialize;

use crate::domain::needs::Need;
use crate::domain::vocabulary::Role;
use crate::domain::{Capability, Level, needs};

use self::letters::{Letter, letters};
use self::scan::{Scanner, Token, Word};

/// A stretch of the text in characters (Unicode scalar values), the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The first character.
    pub start: usize,
    /// The character behind the last one.
    pub end: usize,
}

/// A place that a text begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundPlace {
    /// How many bytes of the text name it.
    pub bytes: usize,
    /// How precisely.
    pub level: Level,
    /// Whether the text names its municipality or prefecture. A town without either is read only where a word begins and ends.
    pub named: bool,
}

/// Recognises the place that a text begins with.
pub type FindPlace<'a> = &'a dyn Fn(&str) -> Option<FoundPlace>;

/// Something that was understood, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention<T> {
    /// What it is.
    pub what: T,
    /// The words of the text.
    pub text: String,
    /// Where they stand.
    pub span: Span,
}

impl<T> Mention<T> {
    /// The same words as something else.
    pub fn map<U>(self, what: impl FnOnce(T) -> U) -> Mention<U> {
        Mention { what: what(self.what), text: self.text, span: self.span }
    }
}

/// A moment that was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// In Japanese civil time.
    pub at: DateTime,
    /// Whether day and hour were both named; else custom filled in what was missing.
    pub certain: bool,
}

/// Something that the text says is not there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Denied {
    /// A need.
    Need(&'static Need),
    /// A capability.
    Capability(Capability),
}

/// A text, understood. The spans of all parts together are the whole text, and none overlaps another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interpretation {
    /// The most precise place.
    pub place: Option<Mention<FoundPlace>>,
    /// Further places.
    pub other_places: Vec<Mention<FoundPlace>>,
    /// What the patient needs, as often as it is said.
    pub needs: Vec<Mention<&'static Need>>,
    /// What is asked of institutions without being a state of the patient.
    pub capabilities: Vec<Mention<Capability>>,
    /// What is said not to be there.
    pub denied: Vec<Mention<Denied>>,
    /// The moment to reach somebody.
    pub at: Option<Mention<Moment>>,
    /// Further moments, and those that are hardly meant for a call: of a discharge, or 「夜中」 by itself.
    pub other_times: Vec<Mention<Moment>>,
    /// The member of the team that is looked for.
    pub role: Option<Mention<Role>>,
    /// Further members.
    pub other_roles: Vec<Mention<Role>>,
    /// What was not understood.
    pub rest: Vec<Mention<()>>,
    /// Grammar, white space and punctuation.
    pub particles: Vec<Mention<()>>,
}

/// Reads a text. Moments lie ahead of `now`, the time on Japanese clocks.
pub fn interpret(text: &str, now: DateTime, find_place: FindPlace<'_>) -> Interpretation {
    let folded = letters(text);
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut tokens = Scanner::new(text, &folded, &bytes, find_place).tokens();
    join_times(&mut tokens, &folded);
    deny(&mut tokens, &folded);
    join_needs(&mut tokens, &folded);
    Writer { text, bytes: &bytes, letters: &folded, now }.write(&tokens)
}

/// Whether a token is white space, or one of some other single letters.
fn is_sign(token: &Token, letters: &[Letter], signs: &[char]) -> bool {
    letters[token.from..token.to].iter().all(|letter| letter.c == ' ' || signs.contains(&letter.c))
}

/// Whether a token is English grammar: "next Tuesday at 3pm".
fn is_english(token: &Token, letters: &[Letter]) -> bool {
    let latin = |letter: &Letter| letter.script == letters::Script::Latin;
    token.word == Word::Filler && letters[token.from..token.to].iter().all(latin)
}

/// Makes one token of the parts of one moment: 「来週 月曜の 13時」. Of 「10時から12時」 the beginning is meant.
fn join_times(tokens: &mut Vec<Token>, letters: &[Letter]) {
    let mut i = 0;
    while i < tokens.len() {
        let next = (i + 1..tokens.len().min(i + 6)).find(|&j| matches!(tokens[j].word, Word::Time(_)));
        let joined = next.and_then(|j| match (&tokens[i].word, &tokens[j].word) {
            (Word::Time(parts), Word::Time(more)) => {
                let between = tokens[i + 1..j].iter();
                let beside = between
                    .clone()
                    .all(|token| is_sign(token, letters, &['ノ', 'ニ', '、', ',']) || is_english(token, letters));
                let until = between.clone().any(|token| letters[token.from].c != ' ')
                    && between.clone().all(|token| is_sign(token, letters, &['カ', 'ラ', '~', '〜', '-']));
                let all = [parts.as_slice(), more].concat();
                if until { Some((j, parts.clone())) } else { (beside && agree(parts, more)).then_some((j, all)) }
            }
            _ => None,
        });
        if let Some((j, parts)) = joined {
            tokens[i] = Token { word: Word::Time(parts), from: tokens[i].from, to: tokens[j].to };
            tokens.drain(i + 1..=j);
        } else {
            i += 1;
        }
    }
}

/// Whether two parts can belong to one moment: it has one day and one hour.
fn agree(parts: &[time::Part], more: &[time::Part]) -> bool {
    use time::Part;
    let day = Part::is_day;
    let hour = |part: &Part| matches!(part, Part::Clock { .. });
    let of_day = |part: &Part| matches!(part, Part::Phase { .. } | Part::Both { .. } | Part::Half { .. });
    let once = |is: &dyn Fn(&Part) -> bool| !(parts.iter().any(is) && more.iter().any(is));
    // 「来週 月曜」 names a week and a day of it.
    let week =
        matches!(parts, [Part::Day(time::Day::Week(_))]) && matches!(more, [Part::Day(time::Day::Weekday(_, None))]);
    (once(&day) || week) && once(&hour) && once(&of_day)
}

/// 「no oxygen」 denies what follows; 「酸素・点滴なし」 and 「酸素も点滴もない」 deny both.
fn deny(tokens: &mut Vec<Token>, letters: &[Letter]) {
    let mut i = 0;
    while i < tokens.len() {
        if tokens[i].word == Word::No {
            let between = |j: usize| tokens[j].word == Word::Filler || is_sign(&tokens[j], letters, &[]);
            let next = (i + 1..tokens.len().min(i + 5)).find(|&j| !between(j));
            if let Some(j) = next.filter(|&j| set_denied(&mut tokens[j])) {
                tokens[j].from = tokens[i].from;
                tokens.drain(i..j);
            } else {
                tokens[i].word = Word::Unknown;
            }
        }
        i += 1;
    }
    for i in (2..tokens.len()).rev() {
        let linked = matches!(tokens[i - 1].word, Word::Gap | Word::Filler)
            && is_sign(&tokens[i - 1], letters, &['・', 'ト', 'ヤ', 'モ'])
            && letters[tokens[i - 1].from..tokens[i - 1].to].iter().any(|letter| letter.c != ' ');
        if linked && matches!(tokens[i].word, Word::Need { denied: true, .. } | Word::Capability { denied: true, .. }) {
            set_denied(&mut tokens[i - 2]);
        }
    }
}

fn set_denied(token: &mut Token) -> bool {
    match &mut token.word {
        Word::Need { denied, .. } | Word::Capability { denied, .. } => {
            *denied = true;
            true
        }
        _ => false,
    }
}

/// 「膵臓がんの末期」 is one need.
fn join_needs(tokens: &mut Vec<Token>, letters: &[Letter]) {
    let mut i = 0;
    while i < tokens.len() {
        let next = (i + 1..tokens.len().min(i + 4)).find(|&j| matches!(tokens[j].word, Word::Need { .. }));
        let between =
            |j: usize| tokens[i + 1..j].iter().all(|token| is_sign(token, letters, &['ノ', 'デ', 'ガ', '(', '・']));
        let joined = next.filter(|&j| between(j)).and_then(|j| match (&tokens[i].word, &tokens[j].word) {
            (Word::Need { need: one, denied: false }, Word::Need { need: two, denied: false }) => {
                needs().join(&one.id, &two.id).map(|need| (j, need))
            }
            _ => None,
        });
        if let Some((j, need)) = joined {
            tokens[i] = Token { word: Word::Need { need, denied: false }, from: tokens[i].from, to: tokens[j].to };
            tokens.drain(i + 1..=j);
        } else {
            i += 1;
        }
    }
}

/// Writes tokens as parts of the answer.
struct Writer<'a> {
    text: &'a str,
    bytes: &'a [usize],
    letters: &'a [Letter],
    now: DateTime,
}

impl Writer<'_> {
    fn write(&self, tokens: &[Token]) -> Interpretation {
        let mut all = Interpretation::default();
        let mut places = Vec::new();
        let mut times: Vec<(u8, Mention<Moment>)> = Vec::new();
        let mut start = 0;
        for (i, token) in tokens.iter().enumerate() {
            // Characters that fold to nothing belong to the token that they stand before or in.
            let end = if i + 1 == tokens.len() { self.bytes.len() - 1 } else { self.letters[token.to - 1].end };
            let span = Span { start, end };
            start = end;
            match &token.word {
                Word::Need { need, denied: false } => all.needs.push(self.mention(*need, span)),
                Word::Need { need, denied: true } => all.denied.push(self.mention(Denied::Need(need), span)),
                Word::Capability { capability, denied: false } => {
                    all.capabilities.push(self.mention(*capability, span));
                }
                Word::Capability { capability, denied: true } => {
                    all.denied.push(self.mention(Denied::Capability(*capability), span));
                }
                Word::Role(_) if is_speaker(tokens, i, self.letters) => all.particles.push(self.mention((), span)),
                Word::Role(role) => all.other_roles.push(self.mention(*role, span)),
                Word::Place(place) => places.push(self.mention(*place, span)),
                Word::Time(parts) => match time::moment(parts, self.now) {
                    Some((at, certain)) => {
                        times.push((weight(tokens, i, self.letters), self.mention(Moment { at, certain }, span)));
                    }
                    None => all.rest.push(self.mention((), span)),
                },
                Word::Unknown => all.rest.push(self.mention((), span)),
                Word::Contact | Word::Event | Word::No | Word::Filler | Word::Gap => self.particle(&mut all, span),
            }
        }
        if tokens.is_empty() && !self.text.is_empty() {
            self.particle(&mut all, Span { start: 0, end: self.bytes.len() - 1 });
        }
        if !all.other_roles.is_empty() {
            all.role = Some(all.other_roles.remove(0));
        }
        let best = (0..places.len()).min_by_key(|&i: &usize| {
            let place: &Mention<FoundPlace> = &places[i];
            (place.what.level, std::cmp::Reverse(place.span.end - place.span.start), i)
        });
        all.place = best.map(|i| places.remove(i));
        all.other_places = places;
        let best = (0..times.len()).filter(|&i| times[i].0 < UNLIKELY).min_by_key(|&i| (times[i].0, i));
        all.at = best.map(|i| times.remove(i).1);
        all.other_times = times.into_iter().map(|(_, time)| time).collect();
        all
    }

    fn mention<T>(&self, what: T, span: Span) -> Mention<T> {
        Mention { what, text: self.text[self.bytes[span.start]..self.bytes[span.end]].to_owned(), span }
    }

    /// Neighbouring particles are one.
    fn particle(&self, all: &mut Interpretation, span: Span) {
        match all.particles.last_mut().filter(|last| last.span.end == span.start) {
            Some(last) => *last = self.mention((), Span { start: last.span.start, end: span.end }),
            None => all.particles.push(self.mention((), span)),
        }
    }
}

/// 「ケアマネです」 at the beginning says who writes, not who is looked for.
fn is_speaker(tokens: &[Token], at: usize, letters: &[Letter]) -> bool {
    let Some(next) = tokens.get(at + 1).filter(|next| next.word == Word::Filler) else { return false };
    let says: String = letters[next.from..next.to].iter().map(|letter| letter.c).collect();
    let before =
        tokens[..at].iter().filter(|token| !matches!(token.word, Word::Gap | Word::Filler | Word::Unknown)).count();
    before == 0 && ["デス", "デスガ", "ノモノデス"].contains(&says.as_str())
}

/// A time beside these is no time to call.
const UNLIKELY: u8 = 2;

/// How likely a time is the one to call: the one beside a call first. One beside an admission or a discharge, one of every week, and
/// an hour without a day are none.
fn weight(tokens: &[Token], at: usize, letters: &[Letter]) -> u8 {
    let says = |token: &Token, word: &str| {
        let key = letters::key(word);
        letters[token.from..token.to]
            .windows(key.len())
            .any(|some| some.iter().zip(&key).all(|(letter, c)| letter.c == *c))
    };
    let event = |token: &Token| match &token.word {
        Word::Event => true,
        Word::Need { need, .. } => need.id == "just_discharged" && !says(token, "カンファ"),
        _ => false,
    };
    let content = |token: &&Token| !matches!(token.word, Word::Gap | Word::Filler);
    let next = tokens[at + 1..].iter().find(content);
    if next.is_some_and(|token| token.word == Word::Contact) {
        return 0;
    }
    let clause = |token: &&Token| !says(token, "、") && !says(token, "。") && !says(token, ",");
    let before = tokens[..at].iter().rev().take_while(clause);
    // 「退院日は11/27」: one letter between changes nothing.
    let before = before.filter(content).find(|token| token.word != Word::Unknown || token.to - token.from > 1);
    let every = at > 0 && ["毎週", "毎月", "隔週", "毎日"].iter().any(|word| says(&tokens[at - 1], word));
    let vague = matches!(&tokens[at].word, Word::Time(parts) if !parts.iter().any(time::Part::is_day));
    let unlikely = every || vague || next.is_some_and(event) || before.is_some_and(event);
    if unlikely { UNLIKELY } else { 1 }
}

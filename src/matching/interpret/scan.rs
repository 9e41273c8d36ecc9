//! From letters to words: the longest that is understood at each place, and what is left between them.

use super::letters::{Letter, Script};
use super::lexicon::{Lexicon, Meaning, lexicon};
use super::time::{Part, part};
use super::words::language;
use super::{FindPlace, FoundPlace};
use crate::domain::needs::Need;
use crate::domain::vocabulary::Role;
use crate::domain::{Capability, needs};

/// The most letters that are looked at for one place.
const PLACE_LETTERS: usize = 40;
/// The word ends within a place at which it may be over, apart from its longest reading.
const PLACE_ENDS: usize = 4;

/// What a stretch of letters is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    Need {
        need: &'static Need,
        denied: bool,
    },
    Capability {
        capability: Capability,
        denied: bool,
    },
    Role(Role),
    Time(Vec<Part>),
    Place(FoundPlace),
    Contact,
    Event,
    No,
    /// Grammar, people, ages.
    Filler,
    /// White space and punctuation.
    Gap,
    /// Not understood.
    Unknown,
}

/// A stretch of letters, from the first to the one behind the last.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) word: Word,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What stands before a letter, as far as it decides what the letter begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// Something that is not understood: the letter may be a piece of it.
    Unknown,
    /// A need, a place or the like: a particle may follow.
    Content,
    /// Grammar, white space, or nothing.
    Other,
}

impl After {
    fn of(token: Option<&Token>) -> Self {
        match token.map(|token| &token.word) {
            Some(Word::Unknown) => Self::Unknown,
            None | Some(Word::Gap | Word::Filler | Word::No) => Self::Other,
            Some(_) => Self::Content,
        }
    }
}

/// Divides a text into words.
pub(super) struct Scanner<'a> {
    letters: &'a [Letter],
    /// The byte of the text at which each character begins, and its length behind them.
    bytes: &'a [usize],
    text: &'a str,
    find_place: FindPlace<'a>,
    words: Vec<Option<(usize, Meaning)>>,
    times: Vec<Option<(usize, Part)>>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, letters: &'a [Letter], bytes: &'a [usize], find_place: FindPlace<'a>) -> Self {
        let lexicon: &Lexicon = lexicon();
        let words = (0..letters.len()).map(|at| lexicon.longest(letters, at)).collect();
        let times = (0..letters.len()).map(|at| part(letters, at)).collect();
        Self { letters, bytes, text, find_place, words, times }
    }

    /// Every letter in exactly one token, in order.
    pub(super) fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut at = 0;
        while at < self.letters.len() {
            let (mut to, word) = self.at(at, After::of(tokens.last()));
            // A character is never divided.
            while self.letters.get(to - 1).is_some_and(|letter| !letter.tail) {
                to += 1;
            }
            match tokens.last_mut() {
                Some(last) if last.word == word && matches!(word, Word::Unknown) => last.to = to,
                _ => tokens.push(Token { word, from: at, to }),
            }
            at = to;
        }
        tokens
    }

    /// What begins at a letter, and the letter behind it.
    fn at(&self, at: usize, after: After) -> (usize, Word) {
        let letter = self.letters[at];
        let word = self.words[at].filter(|(end, meaning)| self.stands_alone(at, *end, *meaning, after));
        let time = self.times[at];
        let longest = word.map_or(0, |(end, _)| end).max(time.map_or(0, |(end, _)| end));
        if let Some((end, place)) = self.place(at, after).filter(|(end, _)| *end > longest) {
            return (end, Word::Place(place));
        }
        if let Some(found) = self.age(at) {
            return found;
        }
        match (word, time) {
            (Some((end, _)), Some((time_end, part))) if time_end > end => (time_end, Word::Time(vec![part])),
            (Some((end, meaning)), _) => self.meant(at, end, meaning, after),
            (None, Some((end, part))) => (end, Word::Time(vec![part])),
            (None, None) => (at + 1, if letter.is_gap() { Word::Gap } else { Word::Unknown }),
        }
    }

    fn meant(&self, at: usize, end: usize, meaning: Meaning, after: After) -> (usize, Word) {
        let denied = self.denial(end);
        let to = denied.unwrap_or(end);
        match meaning {
            Meaning::Need(need) => (to, Word::Need { need, denied: denied.is_some() }),
            Meaning::Capability(capability) => (to, Word::Capability { capability, denied: denied.is_some() }),
            // 「山田先生」 is somebody, and not whom one looks for.
            Meaning::Role(_) if after == After::Unknown && self.letters[at].script == Script::Kanji => {
                (end, Word::Filler)
            }
            Meaning::Role(role) => (end, Word::Role(role)),
            Meaning::Contact => (end, Word::Contact),
            Meaning::Event => (end, Word::Event),
            Meaning::No => (end, Word::No),
            Meaning::Filler => (end, Word::Filler),
            Meaning::Neutral => (end, Word::Unknown),
        }
    }

    /// Whether a word of grammar is one, and not a piece of a word that is not understood.
    fn stands_alone(&self, at: usize, end: usize, meaning: Meaning, after: After) -> bool {
        if !matches!(meaning, Meaning::Filler) {
            return true;
        }
        let script = |i: usize| self.letters.get(i).map(|letter| letter.script);
        let known = |i: usize| self.words.get(i).is_none_or(Option::is_some) || self.times[i].is_some();
        let before = at.checked_sub(1).and_then(script).filter(|_| after == After::Unknown);
        let single = end - at == 1;
        let torn = match script(at) {
            Some(Script::Hiragana) => single && before == Some(Script::Hiragana),
            Some(Script::Kanji) => before == Some(Script::Kanji),
            _ => false,
        };
        let cut = match script(end - 1) {
            Some(Script::Hiragana) => {
                single && after != After::Content && script(end) == Some(Script::Hiragana) && !known(end)
            }
            Some(Script::Kanji) => end - at < 3 && script(end) == Some(Script::Kanji) && !known(end),
            _ => false,
        };
        !torn && !cut
    }

    /// The letter behind a denial of the word that ends at `end`.
    fn denial(&self, end: usize) -> Option<usize> {
        let (language, letters) = (language(), self.letters);
        let space = |at: usize| letters.get(at).is_some_and(|letter| letter.script == Script::Space);
        let skip = |at: usize| at + usize::from(space(at));
        let from = language.denial_particles.all(letters, end).chain([end]).map(skip);
        from.filter_map(|from| language.denials.at(letters, from).map(|to| (from, to))).find_map(|(from, to)| {
            let undone = language.undenials.at(letters, to).is_some();
            // 「点滴 無菌調剤」: a single kanji denies only where no word goes on.
            let goes_on = to - from == 1 && letters.get(to).is_some_and(|letter| letter.script == Script::Kanji);
            (!undone && !goes_on).then_some(to)
        })
    }

    /// 「85歳」, 「生後6か月」: a child is a need, an age is none.
    fn age(&self, at: usize) -> Option<(usize, Word)> {
        let c = |i: usize| self.letters.get(i).map(|letter| letter.c);
        let born = c(at) == Some('生') && c(at + 1) == Some('後');
        let from = if born { at + 2 } else { at };
        let digits: String = self.letters[from.min(self.letters.len())..]
            .iter()
            .take(3)
            .map(|letter| letter.c)
            .take_while(char::is_ascii_digit)
            .collect();
        let number: u16 = digits.parse().ok()?;
        let end = from + digits.len();
        let (end, years) = match (c(end)?, c(end + 1)) {
            ('歳' | '才', _) => (end + 1, number),
            ('代', _) => (end + 1, number),
            ('カ' | 'ケ', Some('月')) if born => (end + 2, 0),
            _ => return None,
        };
        let child = needs().get("child").filter(|_| years < 18);
        Some((end, child.map_or(Word::Filler, |need| Word::Need { need, denied: false })))
    }

    /// The place that begins at a letter, and the letter behind it.
    fn place(&self, at: usize, after: After) -> Option<(usize, FoundPlace)> {
        let letter = self.letters[at];
        let may = letter.head && matches!(letter.script, Script::Kanji | Script::Hiragana | Script::Katakana)
            || letter.c == '〒';
        if !may {
            return None;
        }
        let most = self.letters.len().min(at + PLACE_LETTERS);
        let stops = |i: &usize| {
            self.letters[*i].is_gap() || self.words[*i].is_some() || self.times[*i].is_some_and(|_| *i > at + 1)
        };
        // A figure that begins a time ends every place: 「浦賀 12/1」.
        let figure = |i: &usize| self.letters[*i].script == Script::Digit && self.times[*i].is_some();
        let most = (at + 1..most).find(figure).unwrap_or(most);
        let ends = (at + 2..most).filter(stops).take(PLACE_ENDS).chain([most]);
        let found = ends.filter_map(|end| self.read_place(at, end)).max_by_key(|(end, _)| *end)?;
        let (end, place) = found;
        let open = |i: usize| self.letters.get(i).is_none_or(|l| l.is_gap() || l.script == Script::Digit) || stops(&i);
        let named = language().not_a_place.at(self.letters, end).is_some();
        // The name of a town by itself must be a word by itself.
        let fits = place.named || after != After::Unknown && open(end);
        (fits && !named).then(|| (self.house_number(end), place))
    }

    fn read_place(&self, at: usize, end: usize) -> Option<(usize, FoundPlace)> {
        let from = self.bytes[self.letters[at].start];
        let to = self.bytes[self.letters[end - 1].end];
        let place = (self.find_place)(&self.text[from..to])?;
        let behind = from + place.bytes;
        let end = (at + 1..=end).find(|&i| self.bytes[self.letters[i - 1].end] >= behind)?;
        (end - at >= 2).then_some((end, place))
    }

    /// The letter behind a house number that stands directly behind a place.
    fn house_number(&self, at: usize) -> usize {
        let c = |i: usize| self.letters.get(i).map_or(' ', |letter| letter.c);
        let mut end = at;
        loop {
            let next = match c(end) {
                '0'..='9' | '-' => end + 1,
                '丁' if c(end + 1) == '目' => end + 2,
                '番' if end > at => end + 1 + usize::from(matches!(c(end + 1), '地' | '町')),
                '号' if end > at => end + 1,
                'ノ' if end > at && c(end + 1).is_ascii_digit() => end + 1,
                _ => break,
            };
            end = next;
        }
        // 「浦賀85歳」, 「浦賀3人」: the figure belongs to what follows.
        let figure = c(end.saturating_sub(1)).is_ascii_digit();
        if end > at
            && figure
            && !matches!(c(end), ' ')
            && self.letters.get(end).is_some_and(|l| !l.is_gap() && self.words[end].is_none())
        {
            return at;
        }
        end
    }
}

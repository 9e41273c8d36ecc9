//! Every word the program understands, and the longest of them that begins at a letter.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::needs::Need;
use crate::domain::vocabulary::Role;
use crate::domain::{Capability, needs, vocabulary};

use super::letters::{Letter, Script, key};
use super::words::language;

/// What a word means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    /// A need of the patient.
    Need(&'static Need),
    /// A capability that is no state of the patient.
    Capability(Capability),
    /// A member of the team.
    Role(Role),
    /// A conversation that somebody wants.
    Contact,
    /// Something that happens at a time which is not the time to call.
    Event,
    /// Denies what follows.
    No,
    /// Grammar.
    Filler,
    /// A word that only looks like another one.
    Neutral,
}

impl Meaning {
    /// Two meanings of one spelling are one: the first in this order is meant.
    const fn order(self) -> u8 {
        match self {
            Self::Need(_) => 0,
            Self::Capability(_) => 1,
            Self::Role(_) => 2,
            Self::Contact => 3,
            Self::Event => 4,
            Self::No => 5,
            Self::Neutral => 6,
            Self::Filler => 7,
        }
    }
}

/// Words by their first letter, the longest first.
pub(super) struct Lexicon {
    by_first: HashMap<char, Vec<(Vec<char>, Meaning)>>,
}

/// The lexicon of the needs and the vocabulary of this program.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
    &LEXICON
}

/// The name of a capability without what stands in brackets behind it.
fn name(label: &str) -> &str {
    label.split('(').next().unwrap_or(label)
}

impl Lexicon {
    fn new() -> Self {
        let mut words: HashMap<Vec<char>, Meaning> = HashMap::new();
        let mut add = |word: &str, meaning: Meaning| {
            let held = words.entry(key(word)).or_insert(meaning);
            if meaning.order() < held.order() {
                *held = meaning;
            }
        };
        for need in needs().all() {
            for word in need.synonyms.iter().chain([&need.label.ja, &need.label.en]) {
                add(word, Meaning::Need(need));
            }
        }
        for words in vocabulary().capabilities() {
            if let Some(capability) = vocabulary().capability(&words.id) {
                add(name(&words.label.ja), Meaning::Capability(capability));
            }
        }
        for (capability, synonyms) in needs().capability_words() {
            synonyms.iter().for_each(|word| add(word, Meaning::Capability(capability)));
        }
        let language = language();
        for (role, names) in &language.roles {
            names.iter().for_each(|word| add(word, Meaning::Role(*role)));
        }
        for (list, meaning) in [
            (&language.contact, Meaning::Contact),
            (&language.events, Meaning::Event),
            (&language.no, Meaning::No),
            (&language.fillers, Meaning::Filler),
            (&language.neutral, Meaning::Neutral),
        ] {
            list.iter().for_each(|word| add(word, meaning));
        }
        let mut by_first: HashMap<char, Vec<(Vec<char>, Meaning)>> = HashMap::new();
        for (word, meaning) in words {
            if let Some(&first) = word.first() {
                by_first.entry(first).or_default().push((word, meaning));
            }
        }
        by_first.values_mut().for_each(|list| list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0))));
        Self { by_first }
    }

    /// The longest word that begins at a letter, and the letter behind it.
    pub(super) fn longest(&self, letters: &[Letter], at: usize) -> Option<(usize, Meaning)> {
        let list = self.by_first.get(&letters.get(at)?.c)?;
        list.iter().find_map(|(word, meaning)| Some((whole(letters, at, word)?, *meaning)))
    }
}

/// The letter behind a word that stands at `at` as a word of its own, an English plural included.
pub(super) fn whole(letters: &[Letter], at: usize, word: &[char]) -> Option<usize> {
    let stands = letters[at..].len() >= word.len() && word.iter().zip(&letters[at..]).all(|(c, letter)| *c == letter.c);
    let end = at + word.len();
    let (first, last) = (letters.get(at).filter(|l| stands && l.head)?, letters.get(end.checked_sub(1)?)?);
    let before = at.checked_sub(1).and_then(|i| letters.get(i)).map_or(Script::Space, |letter| letter.script);
    let begins = match first.script {
        Script::Latin => !matches!(before, Script::Latin | Script::Digit),
        Script::Digit => !matches!(before, Script::Latin | Script::Digit),
        Script::Katakana => before != Script::Katakana,
        _ => true,
    };
    if !begins || !last.tail {
        return None;
    }
    let script = |i: usize| letters.get(i).map_or(Script::Space, |letter| letter.script);
    match last.script {
        Script::Latin if script(end) == Script::Latin => {
            let plural = letters[end].c == 's' && script(end + 1) != Script::Latin && word.len() > 3;
            plural.then_some(end + 1)
        }
        // HOT2L is HOT, A1c is not a.
        Script::Latin if word.len() == 1 && script(end) == Script::Digit => None,
        Script::Digit if matches!(script(end), Script::Latin | Script::Digit) => None,
        Script::Katakana if script(end) == Script::Katakana => None,
        _ => Some(end),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::letters::letters;
    use super::*;

    #[test]
    fn no_word_means_two_needs() {
        let mut held: HashMap<Vec<char>, &str> = HashMap::new();
        for need in needs().all() {
            for word in need.synonyms.iter().chain([&need.label.ja, &need.label.en]) {
                let other = held.insert(key(word), &need.id).filter(|other| *other != need.id);
                assert_eq!(other, None, "{word} means {} as well", need.id);
            }
        }
        for (capability, synonyms) in needs().capability_words() {
            for word in synonyms {
                assert_eq!(held.get(&key(word)), None, "{word} of {}", vocabulary().id(capability));
            }
        }
    }

    #[test]
    fn every_capability_and_need_can_be_said() {
        let said = |word: &str| lexicon().longest(&letters(word), 0).filter(|(end, _)| *end == letters(word).len());
        for need in needs().all() {
            let found = said(&need.label.ja);
            assert!(matches!(found, Some((_, Meaning::Need(n))) if n.id == need.id), "{}: {found:?}", need.label.ja);
        }
        for words in vocabulary().capabilities() {
            let label = name(&words.label.ja);
            let found = said(label);
            assert!(matches!(found, Some((_, Meaning::Need(_) | Meaning::Capability(_)))), "{label}: {found:?}");
        }
    }

    #[test]
    fn words_end_where_scripts_say() {
        let means = |text: &str, at: usize| lexicon().longest(&letters(text), at).map(|(end, _)| end);
        assert_eq!(means("ALS", 0), Some(3));
        assert_eq!(means("also", 0), Some(4), "a word of grammar, not ALS");
        assert_eq!(means("サポート", 1), None, "no port");
        assert_eq!(means("HOT2L", 0), Some(3));
        assert_eq!(means("SpO2", 2), None);
        assert_eq!(means("bed sores", 0), Some(9));
    }
}

//! The language around needs: roles, grammar, and what denies, read from `data/language.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::vocabulary::Role;

use super::letters::{Letter, key};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    contact: Vec<String>,
    events: Vec<String>,
    fillers: Vec<String>,
    neutral: Vec<String>,
    denial_particles: Vec<String>,
    denials: Vec<String>,
    undenials: Vec<String>,
    no: Vec<String>,
    not_a_place: Vec<String>,
    roles: HashMap<Role, Vec<String>>,
}

/// Folded words that are looked for at a letter, the longest first.
pub(super) struct Endings(Vec<Vec<char>>);

impl Endings {
    fn new(words: &[String]) -> Self {
        let mut keys: Vec<Vec<char>> = words.iter().map(|word| key(word)).collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
        Self(keys)
    }

    /// The letter behind the longest of them that stands at `at`.
    pub(super) fn at(&self, letters: &[Letter], at: usize) -> Option<usize> {
        self.all(letters, at).next()
    }

    /// The letter behind each of them that stands at `at`, the longest first.
    pub(super) fn all(&self, letters: &[Letter], at: usize) -> impl Iterator<Item = usize> {
        let rest = letters.get(at..).unwrap_or_default();
        let stands =
            move |key: &&Vec<char>| rest.len() >= key.len() && key.iter().zip(rest).all(|(c, letter)| *c == letter.c);
        self.0.iter().filter(stands).map(move |key| at + key.len())
    }
}

/// The words of the language, read once.
pub(super) struct Language {
    /// Words that ask for a conversation.
    pub(super) contact: Vec<String>,
    /// Words beside which stands a time that is not the time to call.
    pub(super) events: Vec<String>,
    /// Grammar and people.
    pub(super) fillers: Vec<String>,
    /// Words that only look like a word that is understood.
    pub(super) neutral: Vec<String>,
    /// English words that deny what follows.
    pub(super) no: Vec<String>,
    /// What may stand between a word and its denial.
    pub(super) denial_particles: Endings,
    /// What denies the word before it.
    pub(super) denials: Endings,
    /// What makes a denial none.
    pub(super) undenials: Endings,
    /// What names of people and houses end in.
    pub(super) not_a_place: Endings,
    /// What people call the members of a team.
    pub(super) roles: Vec<(Role, Vec<String>)>,
}

/// The language of this program, `data/language.toml` as it was when the program was built.
pub(super) fn language() -> &'static Language {
    static LANGUAGE: LazyLock<Language> = LazyLock::new(|| {
        let text = include_str!("../../../data/language.toml");
        toml::from_str(text).map(Language::new).expect("a test holds that the language in the tree can be read")
    });
    &LANGUAGE
}

/// Whether a file of the words of the language can be read.
///
/// # Errors
/// Names what is wrong.
pub fn check_language(text: &str) -> Result<(), String> {
    toml::from_str::<LanguageFile>(text).map(drop).map_err(|error| error.to_string())
}

impl Language {
    fn new(file: LanguageFile) -> Self {
        let of_role = |role: &Role| file.roles.get(role).map(|words| (*role, words.clone()));
        Self {
            roles: Role::ALL.iter().filter_map(of_role).collect(),
            denial_particles: Endings::new(&file.denial_particles),
            denials: Endings::new(&file.denials),
            undenials: Endings::new(&file.undenials),
            not_a_place: Endings::new(&file.not_a_place),
            contact: file.contact,
            events: file.events,
            fillers: file.fillers,
            neutral: file.neutral,
            no: file.no,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_a_team_can_be_named() {
        let named: Vec<Role> = language().roles.iter().map(|(role, _)| *role).collect();
        assert_eq!(named, Role::ALL);
        assert!(language().roles.iter().all(|(_, words)| words.len() > 2));
    }
}

//! The numbers and words of `data/linkage.toml`: when two records are one institution.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;
use thiserror::Error;

use super::name::plain;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $id:literal, $meaning:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $(#[doc = $meaning] $variant,)*
        }

        impl $name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The identifier in data files and answers.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }
        }
    };
}

words! {
    /// Why two records are taken for one facility, or held apart.
    Reason {
        DecidedSame = "decided_same", "A person decided.";
        SameNumber = "same_number", "A number that only one facility has.";
        SameAddress = "same_address", "The same town and house numbers.";
        AddressLessPrecise = "address_less_precise", "The same town, and one list says less of the house number.";
        SameTown = "same_town", "The same town, another house number.";
        TownUnclear = "town_unclear", "The same municipality, and one town is unknown or misspelt.";
        SameMunicipality = "same_municipality", "Elsewhere in the municipality.";
        SamePrefecture = "same_prefecture", "Elsewhere in the prefecture.";
        NoAddress = "no_address", "One side has no address.";
        SameName = "same_name", "The whole name.";
        SameNameButCorporation = "same_name_but_corporation", "The name without its corporation.";
        NameContained = "name_contained", "One name ends in, or begins with, the other.";
        SameParticularPart = "same_particular_part", "What no other institution may bear is the same.";
        SameReading = "same_reading", "Written differently, read alike.";
        LikeName = "like_name", "The particular parts are nearly the same.";
        OtherName = "other_name", "The names have nothing in common.";
        OnlyInTown = "only_in_town", "Nobody else in the town bears the name.";
        OnlyInMunicipality = "only_in_municipality", "Nobody else in the municipality bears the name.";
        OnlyInPrefecture = "only_in_prefecture", "Nobody else in the prefecture bears the name.";
        SamePhone = "same_phone", "The same telephone.";
        SameHouseNumbers = "same_house_numbers", "The towns are written differently, and all house numbers are the same.";
        SameCorporation = "same_corporation", "Both begin with the same corporation, and lie at different addresses.";
        SameOperator = "same_operator", "The only ones left at an address, and both of one corporation: renamed by it.";
        SameBeds = "same_beds", "Hospitals with the same number of beds, or a twentieth more.";
        PartnerNumber = "partner_number", "Its number at another fee table is the hospital's.";
        OtherPhone = "other_phone", "Another telephone.";
        OtherCorporation = "other_corporation", "Both name a corporation, not the same.";
        AloneAtAddress = "alone_at_address", "On both sides the only one at the address without a partner.";
        OtherSpecialty = "other_specialty", "Specialties without anything in common.";
        OtherKind = "other_kind", "A hospital and something else.";
        OtherBranch = "other_branch", "Branches of one institution.";
        SeveralNumbers = "several_numbers", "One institution under several numbers of one fee table.";
        SeveralAlike = "several_alike", "Others fit as well, so that none is taken.";
    }
}

/// Reasons as a set, in the order of [`Reason::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reasons(u64);

impl Reasons {
    pub(super) const fn with(self, reason: Reason) -> Self {
        Self(self.0 | 1 << reason as u32)
    }

    pub(super) const fn has(self, reason: Reason) -> bool {
        self.0 >> reason as u32 & 1 == 1
    }

    pub(super) fn ids(self) -> Vec<String> {
        Reason::ALL.iter().filter(|&&reason| self.has(reason)).map(|reason| reason.id().to_owned()).collect()
    }
}

impl FromIterator<Reason> for Reasons {
    fn from_iter<I: IntoIterator<Item = Reason>>(reasons: I) -> Self {
        reasons.into_iter().fold(Self::default(), Self::with)
    }
}

/// A reason in words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReasonWords {
    /// Its identifier.
    pub id: String,
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// From which verdict on what is done, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thresholds {
    pub(super) sure: u8,
    pub(super) doubt: u8,
    pub(super) likeness: u8,
    pub(super) candidates: usize,
}

/// Why `data/linkage.toml` cannot be used.
#[derive(Debug, Error)]
pub enum LinkageError {
    /// It is no TOML of the known shape.
    #[error("the rules of linkage cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// It names a reason that the program does not know, in the wrong place, or leaves one without words.
    #[error("the rules of linkage and the program do not agree on the reason {0}")]
    Reason(String),
    /// A doubt would be surer than a sure link, or a verdict more than certain.
    #[error("{0} is no verdict that can be")]
    Verdict(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    thresholds: Thresholds,
    scores: BTreeMap<String, BTreeMap<String, u8>>,
    points: BTreeMap<String, i16>,
    at_most: BTreeMap<String, u8>,
    reason: Vec<ReasonWords>,
    names: NamesFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamesFile {
    corporations: Vec<String>,
    generic: Vec<String>,
    institutions: Vec<String>,
    specialties: Vec<Vec<String>>,
    branches: Vec<String>,
    reading_generic: Vec<String>,
    institution_words: Vec<String>,
    readings: Vec<String>,
    variants: Vec<String>,
}

/// Words by their first letter, the longest first, so that a text is searched for all of them in one pass.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(HashMap<char, Vec<String>>);

impl Words {
    fn new(words: impl IntoIterator<Item = String>) -> Self {
        let mut by_first: HashMap<char, Vec<String>> = HashMap::new();
        for word in words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word);
            }
        }
        for words in by_first.values_mut() {
            words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            words.dedup();
        }
        Self(by_first)
    }

    /// The longest word with which the text begins.
    pub(super) fn at_start<'a>(&self, text: &'a str) -> Option<&'a str> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().find(|word| text.starts_with(word.as_str())).map(|word| &text[..word.len()])
    }

    /// The text without the words.
    pub(super) fn remove_from(&self, mut text: &str) -> String {
        let mut left = String::with_capacity(text.len());
        while let Some(first) = text.chars().next() {
            let step = self.at_start(text).map_or_else(
                || {
                    left.push(first);
                    first.len_utf8()
                },
                str::len,
            );
            text = &text[step..];
        }
        left
    }
}

/// The words by which names are taken apart, in the spelling of [`plain`].
#[derive(Debug, Clone)]
pub(super) struct NameWords {
    pub(super) corporations: Words,
    /// Corporations and generic words: what is left without them is particular.
    pub(super) common: Words,
    pub(super) institutions: Vec<String>,
    pub(super) specialties: Vec<Vec<String>>,
    pub(super) branches: Vec<String>,
    pub(super) reading_generic: Words,
    pub(super) institution_words: Words,
    /// By kanji: how they may be read.
    pub(super) readings: HashMap<String, Vec<String>>,
    /// A letter that is mixed freely with another, and that other one.
    pub(super) variants: HashMap<char, char>,
}

/// The rules of linkage.
#[derive(Debug, Clone)]
pub struct Linkage {
    pub(super) thresholds: Thresholds,
    scores: HashMap<(Reason, Reason), u8>,
    points: HashMap<Reason, i16>,
    at_most: HashMap<Reason, u8>,
    words: Vec<ReasonWords>,
    pub(super) names: NameWords,
}

/// The rules of this program, `data/linkage.toml` as it was when the program was built.
pub fn linkage() -> &'static Linkage {
    static LINKAGE: LazyLock<Linkage> = LazyLock::new(|| {
        let text = include_str!("../../../data/linkage.toml");
        Linkage::parse(text).expect("a test holds that the rules in the tree are whole")
    });
    &LINKAGE
}

impl Linkage {
    /// Reads and checks the rules.
    ///
    /// # Errors
    /// Says which entry is wrong.
    pub fn parse(toml: &str) -> Result<Self, LinkageError> {
        let file: File = toml::from_str(toml)?;
        let mut scores = HashMap::new();
        for (address, row) in file.scores {
            let address = reason(&address)?;
            for (name, score) in row {
                scores.insert((address, reason(&name)?), percent(score, &name)?);
            }
        }
        let points = file.points.into_iter().map(|(id, points)| Ok((reason(&id)?, points)));
        let at_most = file.at_most.into_iter().map(|(id, most)| Ok((reason(&id)?, percent(most, &id)?)));
        let words_of = |one: &Reason| file.reason.iter().filter(|words| words.id == one.id()).count();
        if let Some(wrong) = Reason::ALL.iter().find(|one| words_of(one) != 1) {
            return Err(LinkageError::Reason(wrong.id().to_owned()));
        }
        for words in &file.reason {
            reason(&words.id)?;
        }
        if file.thresholds.doubt >= file.thresholds.sure {
            return Err(LinkageError::Verdict(file.thresholds.doubt.to_string()));
        }
        Ok(Self {
            thresholds: file.thresholds,
            scores,
            points: points.collect::<Result<_, LinkageError>>()?,
            at_most: at_most.collect::<Result<_, LinkageError>>()?,
            words: file.reason,
            names: NameWords::from(file.names),
        })
    }

    /// What addresses and names that agree in this way say together, in percent; `None` for a pair not worth a look.
    pub(super) fn score(&self, address: Reason, name: Reason) -> Option<u8> {
        self.scores.get(&(address, name)).copied()
    }

    pub(super) fn points(&self, reason: Reason) -> i16 {
        self.points.get(&reason).copied().unwrap_or_default()
    }

    pub(super) fn at_most(&self, reason: Reason) -> Option<u8> {
        self.at_most.get(&reason).copied()
    }

    /// A reason in words, by the identifier that links and doubts carry.
    pub fn words(&self, id: &str) -> Option<&ReasonWords> {
        self.words.iter().find(|words| words.id == id)
    }
}

impl From<NamesFile> for NameWords {
    fn from(file: NamesFile) -> Self {
        let all = |words: Vec<String>| words.iter().map(|word| plain(word)).collect::<Vec<String>>();
        let one_letter = |line: &String| {
            let first = line.chars().next();
            line.chars().skip(1).filter_map(|other| first.map(|first| (other, first))).collect::<Vec<_>>()
        };
        let corporations = all(file.corporations);
        let common = corporations.iter().cloned().chain(all(file.generic)).collect::<Vec<_>>();
        Self {
            corporations: Words::new(corporations),
            common: Words::new(common),
            institutions: all(file.institutions),
            specialties: file.specialties.into_iter().map(all).collect(),
            branches: all(file.branches),
            reading_generic: Words::new(all(file.reading_generic)),
            institution_words: Words::new(all(file.institution_words)),
            readings: readings(&file.readings),
            variants: file.variants.iter().flat_map(one_letter).collect(),
        }
    }
}

/// 「川カワ・ガワ」: the kanji, and their readings after them.
fn readings(lines: &[String]) -> HashMap<String, Vec<String>> {
    let mut known: HashMap<String, Vec<String>> = HashMap::new();
    for line in lines {
        let kana = line.find(|c| matches!(c, 'ァ'..='ヺ')).unwrap_or(line.len());
        known.entry(plain(&line[..kana])).or_default().extend(line[kana..].split('・').map(plain));
    }
    known
}

fn reason(id: &str) -> Result<Reason, LinkageError> {
    Reason::ALL.iter().copied().find(|reason| reason.id() == id).ok_or_else(|| LinkageError::Reason(id.to_owned()))
}

fn percent(value: u8, of: &str) -> Result<u8, LinkageError> {
    if value <= 100 { Ok(value) } else { Err(LinkageError::Verdict(of.to_owned())) }
}

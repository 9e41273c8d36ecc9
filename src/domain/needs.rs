//! The words on a patient's papers: states of the patient and of the home, and what each asks of each member of the team, read
//! from `data/needs.toml`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::capability::{Capability, CapabilitySet};
use super::vocabulary::{Lang, Role, Vocabulary, Words, vocabulary};

/// The list for whatever stands in no official one.
pub const SITUATIONS: &str = "situation";

/// A list in which needs stand: an official one, or the situations people speak of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedTable {
    /// `special_medical_12`, `appended_table_7`, …
    pub id: String,
    /// What it is called.
    pub label: Words,
    /// Where it is published; absent for the situations.
    pub source: Option<String>,
    /// Since when it has read like this.
    pub effective: Option<Date>,
    /// What the official text lists, in its order.
    pub items: Vec<NeedTableItem>,
}

/// One line of an official list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedTableItem {
    /// Its number: `12`, or `2-4` where the list has items within items.
    pub number: String,
    /// Its words.
    pub text: String,
}

/// Whether something must be possible, or would be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// A no excludes.
    #[default]
    Need,
    /// A no excludes nobody.
    Wish,
}

/// What a demand rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// An act.
    Law,
    /// The fee schedule and its notices.
    FeeSchedule,
    /// The custom of those who do the work.
    Practice,
}

/// Why something is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedSource {
    /// Its name within the file.
    pub id: String,
    /// Law, fee schedule or practice.
    pub basis: Ground,
    /// 日本語.
    pub ja: String,
    /// English.
    pub en: String,
}

impl NeedSource {
    /// The reason in one language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.ja, &self.en, &self.ja)
    }
}

/// What a need asks of some roles: at least one of the capabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// Who is asked.
    pub roles: &'static [Role],
    /// One of these is enough.
    pub any: CapabilitySet,
    /// Need or wish.
    pub strength: Strength,
    /// Why.
    pub source: NeedSource,
}

/// A place of a need in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// The list.
    pub table: String,
    /// The number in it; none for situations.
    pub number: Option<String>,
}

/// A state of the patient or of the home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The identifier of the contract.
    pub id: String,
    /// Where it stands; at least one place.
    pub listed: Vec<Listing>,
    /// What it is called.
    pub label: Words,
    /// What it means, and what to look at.
    pub explanation: Words,
    /// What people write for it, labels aside.
    pub synonyms: Vec<String>,
    /// What it asks, possibly nothing.
    pub asks: Vec<Demand>,
}

impl Need {
    /// What it asks of one role.
    pub fn asks_of(&self, role: Role) -> impl Iterator<Item = &Demand> {
        self.asks.iter().filter(move |demand| demand.roles.contains(&role))
    }

    /// The roles of which it asks anything.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        Role::ALL.iter().copied().filter(|role| self.asks_of(*role).next().is_some())
    }
}

/// Two needs that stand side by side and mean a third.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The two, in either order.
    pub of: [String; 2],
    /// What they mean.
    pub gives: String,
}

/// What is wrong with a file of needs.
#[derive(Debug, thiserror::Error)]
pub enum NeedsError {
    /// Not TOML of the expected shape.
    #[error("the needs cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// Two entries have one identifier, or a need has that of a capability.
    #[error("{0} stands twice among needs and capabilities")]
    Twice(String),
    /// An entry names something that does not exist.
    #[error("{entry} names {name}, which does not exist")]
    Dangling {
        /// The entry.
        entry: String,
        /// The name it uses.
        name: String,
    },
    /// A need stands in no list.
    #[error("{0} stands in no list")]
    Unlisted(String),
    /// A line of an official list that no need covers.
    #[error("no need covers {number} of {table}")]
    Uncovered {
        /// The list.
        table: String,
        /// The number.
        number: String,
    },
    /// A role is asked for what it cannot be asked for.
    #[error("{need} asks {role} for {capability}, of which that role cannot be asked")]
    NotAnswerable {
        /// The need.
        need: String,
        /// The role.
        role: &'static str,
        /// The capability.
        capability: String,
    },
    /// A demand without a capability.
    #[error("{0} asks for nothing in one of its lines")]
    Empty(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedsFile {
    tables: Vec<NeedTable>,
    sources: Vec<NeedSource>,
    profiles: Vec<ProfileEntry>,
    needs: Vec<NeedEntry>,
    joins: Vec<Join>,
    capability_words: Vec<CapabilityWordsEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileEntry {
    id: String,
    asks: Vec<AskEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NeedEntry {
    id: String,
    listed: Vec<String>,
    label: Words,
    explanation: Words,
    synonyms: Vec<String>,
    #[serde(default)]
    profiles: Vec<String>,
    #[serde(default)]
    asks: Vec<AskEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CapabilityWordsEntry {
    capability: String,
    synonyms: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskEntry {
    of: Asked,
    any: Vec<String>,
    #[serde(default)]
    strength: Strength,
    source: String,
}

/// Whom a line of the file asks.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Asked {
    Doctors,
    Nursing,
    Pharmacy,
    Dental,
    CareManager,
    BackupHospital,
}

impl Asked {
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Doctors => &[Role::Attending, Role::Alternate],
            Self::Nursing => &[Role::Nursing],
            Self::Pharmacy => &[Role::Pharmacy],
            Self::Dental => &[Role::Dental],
            Self::CareManager => &[Role::CareManager],
            Self::BackupHospital => &[Role::BackupHospital],
        }
    }
}

/// All needs, checked.
#[derive(Debug, Clone)]
pub struct Needs {
    tables: Vec<NeedTable>,
    needs: Vec<Need>,
    joins: Vec<Join>,
    capability_words: Vec<(Capability, Vec<String>)>,
    by_id: HashMap<String, usize>,
}

/// The needs of this program, `data/needs.toml` as it was when the program was built.
pub fn needs() -> &'static Needs {
    static NEEDS: LazyLock<Needs> = LazyLock::new(|| {
        let text = include_str!("../../data/needs.toml");
        Needs::parse(text, vocabulary()).expect("a test holds that the needs in the tree are whole")
    });
    &NEEDS
}

impl Needs {
    /// Reads and checks a file of needs.
    ///
    /// # Errors
    /// Says which entry is wrong and how.
    pub fn parse(toml: &str, vocabulary: &Vocabulary) -> Result<Self, NeedsError> {
        let file: NeedsFile = toml::from_str(toml)?;
        let reader = Reader { file: &file, vocabulary };
        let needs: Vec<Need> = file.needs.iter().map(|entry| reader.need(entry)).collect::<Result<_, _>>()?;
        let mut by_id = HashMap::new();
        for (index, need) in needs.iter().enumerate() {
            if vocabulary.capability(&need.id).is_some() || by_id.insert(need.id.clone(), index).is_some() {
                return Err(NeedsError::Twice(need.id.clone()));
            }
        }
        for join in &file.joins {
            let unknown = join.of.iter().chain([&join.gives]).find(|id| !by_id.contains_key(*id));
            if let Some(name) = unknown {
                return Err(NeedsError::Dangling { entry: format!("join {}", join.gives), name: name.clone() });
            }
        }
        covered(&file.tables, &needs)?;
        let capability_words = file
            .capability_words
            .iter()
            .map(|entry| Ok((reader.capability("capability_words", &entry.capability)?, entry.synonyms.clone())))
            .collect::<Result<_, NeedsError>>()?;
        Ok(Self { tables: file.tables, needs, joins: file.joins, capability_words, by_id })
    }

    /// The need with this identifier.
    pub fn get(&self, id: &str) -> Option<&Need> {
        self.by_id.get(id).map(|&index| &self.needs[index])
    }

    /// All needs, in the order of screens.
    pub fn all(&self) -> &[Need] {
        &self.needs
    }

    /// The lists in which they stand.
    pub fn tables(&self) -> &[NeedTable] {
        &self.tables
    }

    /// The words of a line of an official list.
    pub fn official_text(&self, listing: &Listing) -> Option<&str> {
        let table = self.tables.iter().find(|table| table.id == listing.table)?;
        let number = listing.number.as_deref()?;
        table.items.iter().find(|item| item.number == number).map(|item| item.text.as_str())
    }

    /// What two needs side by side mean.
    pub fn join(&self, first: &str, second: &str) -> Option<&Need> {
        let fits = |join: &&Join| {
            join.of == [first, second]
                || join.of == [second, first]
                || join.gives == first && join.of.iter().any(|id| id == second)
        };
        self.joins.iter().find(fits).and_then(|join| self.get(&join.gives))
    }

    /// What people write for capabilities that are no state of the patient.
    pub fn capability_words(&self) -> impl Iterator<Item = (Capability, &[String])> {
        self.capability_words.iter().map(|(capability, synonyms)| (*capability, synonyms.as_slice()))
    }
}

/// Every line of every official list is covered, and no need names a line that is not there.
fn covered(tables: &[NeedTable], needs: &[Need]) -> Result<(), NeedsError> {
    let named: HashSet<(&str, &str)> = needs
        .iter()
        .flat_map(|need| &need.listed)
        .filter_map(|listing| Some((listing.table.as_str(), listing.number.as_deref()?)))
        .collect();
    for table in tables {
        if let Some(item) = table.items.iter().find(|item| !named.contains(&(table.id.as_str(), item.number.as_str())))
        {
            return Err(NeedsError::Uncovered { table: table.id.clone(), number: item.number.clone() });
        }
    }
    Ok(())
}

/// Turns entries of the file into needs.
struct Reader<'a> {
    file: &'a NeedsFile,
    vocabulary: &'a Vocabulary,
}

impl Reader<'_> {
    fn need(&self, entry: &NeedEntry) -> Result<Need, NeedsError> {
        let listed: Vec<Listing> =
            entry.listed.iter().map(|place| self.listing(&entry.id, place)).collect::<Result<_, _>>()?;
        if listed.is_empty() {
            return Err(NeedsError::Unlisted(entry.id.clone()));
        }
        let mut asks = Vec::new();
        for name in &entry.profiles {
            let profile = self.file.profiles.iter().find(|profile| profile.id == *name);
            let profile = profile.ok_or_else(|| dangling(&entry.id, name))?;
            for ask in &profile.asks {
                asks.push(self.demand(&entry.id, ask)?);
            }
        }
        for ask in &entry.asks {
            asks.push(self.demand(&entry.id, ask)?);
        }
        Ok(Need {
            id: entry.id.clone(),
            listed,
            label: entry.label.clone(),
            explanation: entry.explanation.clone(),
            synonyms: entry.synonyms.clone(),
            asks,
        })
    }

    fn listing(&self, need: &str, place: &str) -> Result<Listing, NeedsError> {
        let (table, number) = place.split_once(':').map_or((place, None), |(table, number)| (table, Some(number)));
        let known = self.file.tables.iter().find(|known| known.id == table).ok_or_else(|| dangling(need, place))?;
        let exists = match number {
            Some(number) => known.items.iter().any(|item| item.number == number),
            None => known.items.is_empty(),
        };
        if !exists {
            return Err(dangling(need, place));
        }
        Ok(Listing { table: table.to_owned(), number: number.map(str::to_owned) })
    }

    fn demand(&self, need: &str, ask: &AskEntry) -> Result<Demand, NeedsError> {
        if ask.any.is_empty() {
            return Err(NeedsError::Empty(need.to_owned()));
        }
        let mut any = CapabilitySet::default();
        for id in &ask.any {
            let capability = self.capability(need, id)?;
            let answers =
                |role: &&Role| self.vocabulary.words(capability).is_some_and(|words| words.roles.contains(role));
            if let Some(role) = ask.of.roles().iter().find(|role| !answers(role)) {
                return Err(NeedsError::NotAnswerable {
                    need: need.to_owned(),
                    role: role.id(),
                    capability: id.clone(),
                });
            }
            any.insert(capability);
        }
        let source = self.file.sources.iter().find(|source| source.id == ask.source);
        let source = source.cloned().ok_or_else(|| dangling(need, &ask.source))?;
        Ok(Demand { roles: ask.of.roles(), any, strength: ask.strength, source })
    }

    fn capability(&self, entry: &str, id: &str) -> Result<Capability, NeedsError> {
        self.vocabulary.capability(id).ok_or_else(|| dangling(entry, id))
    }
}

fn dangling(entry: &str, name: &str) -> NeedsError {
    NeedsError::Dangling { entry: entry.to_owned(), name: name.to_owned() }
}

#[cfg(test)]
mod tests;

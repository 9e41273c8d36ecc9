//! The vocabulary: kinds, capabilities, roles and their words, read from `data/vocabulary.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::capability::{Capability, CapabilitySet};
use super::kind::Kind;

/// A text in the three languages of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 日本語.
    pub ja: String,
    /// English.
    pub en: String,
    /// やさしい日本語.
    pub easy: String,
}

/// The language of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// 日本語.
    #[default]
    Ja,
    /// English.
    En,
    /// やさしい日本語.
    Easy,
}

impl Lang {
    /// Every language.
    pub const ALL: &'static [Self] = &[Self::Ja, Self::En, Self::Easy];

    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
            Self::Easy => "easy",
        }
    }

    /// The text of this language among three.
    pub const fn pick<'a>(self, ja: &'a str, en: &'a str, easy: &'a str) -> &'a str {
        match self {
            Self::Ja => ja,
            Self::En => en,
            Self::Easy => easy,
        }
    }

    /// A date as its readers write it: 2026年11月20日, or 2026-11-20.
    pub fn date(self, date: jiff::civil::Date) -> String {
        match self {
            Self::Ja | Self::Easy => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Self::En => date.to_string(),
        }
    }
}

/// A kind of facility in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWords {
    /// Which kind.
    pub id: Kind,
    /// What it is called.
    pub label: Words,
    /// What it does.
    pub explanation: Words,
}

/// A heading under which capabilities stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// `visits`, `end_of_life`, …
    pub id: String,
    /// What it is called.
    pub label: Words,
}

/// What a capability rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Something people do; only they can say.
    Practice,
    /// A status accepted by a public office; the office's list is complete, so absence from it means no.
    Filing,
}

/// One capability in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapabilityWords {
    /// The identifier of the contract.
    pub id: String,
    /// The group it stands in.
    pub group: String,
    /// Practice or filing.
    pub basis: Basis,
    /// The roles that may be asked for it.
    pub roles: Vec<Role>,
    /// What it is called.
    pub label: Words,
    /// What it means.
    pub explanation: Words,
}

/// A place in the team around a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The one attending institution.
    Attending,
    /// The second doctor.
    Alternate,
    /// The visiting-nurse station.
    Nursing,
    /// The pharmacy.
    Pharmacy,
    /// The dentist.
    Dental,
    /// The care manager.
    CareManager,
    /// The hospital that keeps a bed.
    BackupHospital,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] = &[
        Self::Attending,
        Self::Alternate,
        Self::Nursing,
        Self::Pharmacy,
        Self::Dental,
        Self::CareManager,
        Self::BackupHospital,
    ];

    /// The identifier used in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Attending => "attending",
            Self::Alternate => "alternate",
            Self::Nursing => "nursing",
            Self::Pharmacy => "pharmacy",
            Self::Dental => "dental",
            Self::CareManager => "care_manager",
            Self::BackupHospital => "backup_hospital",
        }
    }
}

/// A role in words, and who may fill it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleWords {
    /// Which role.
    pub id: Role,
    /// What it is called.
    pub label: Words,
    /// The kinds of facility that can fill it.
    pub kinds: Vec<Kind>,
    /// The capability without which the role makes no sense: an attending institution visits.
    pub implies: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VocabularyFile {
    kinds: Vec<KindWords>,
    groups: Vec<Group>,
    capabilities: Vec<CapabilityWords>,
    roles: Vec<RoleWords>,
}

/// The whole vocabulary, checked.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    kinds: Vec<KindWords>,
    groups: Vec<Group>,
    capabilities: Vec<CapabilityWords>,
    roles: Vec<RoleWords>,
    by_id: HashMap<String, Capability>,
}

/// What is wrong with a vocabulary file.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// The file is not TOML of the expected shape.
    #[error("the vocabulary cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// Two entries have one identifier.
    #[error("{0} stands twice in the vocabulary")]
    Twice(String),
    /// An entry names something that the file does not define.
    #[error("{entry} names {name}, which the vocabulary does not define")]
    Dangling {
        /// The entry.
        entry: String,
        /// The name it uses.
        name: String,
    },
    /// A kind or role is missing.
    #[error("the vocabulary has no words for {0}")]
    Missing(&'static str),
    /// More capabilities than the packed sets hold.
    #[error("the vocabulary has {0} capabilities; {max} is the most", max = CapabilitySet::CAPACITY)]
    TooMany(usize),
}

/// The vocabulary of this program, `data/vocabulary.toml` as it was when the program was built.
pub fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
        let text = include_str!("../../data/vocabulary.toml");
        Vocabulary::parse(text).expect("a test holds that the vocabulary in the tree is whole")
    });
    &VOCABULARY
}

impl Vocabulary {
    /// Reads and checks a vocabulary.
    ///
    /// # Errors
    /// Says which entry is wrong and how.
    pub fn parse(toml: &str) -> Result<Self, VocabularyError> {
        let file: VocabularyFile = toml::from_str(toml)?;
        if file.capabilities.len() > CapabilitySet::CAPACITY {
            return Err(VocabularyError::TooMany(file.capabilities.len()));
        }
        let mut by_id = HashMap::new();
        for (index, capability) in (0u8..).zip(&file.capabilities) {
            if by_id.insert(capability.id.clone(), Capability(index)).is_some() {
                return Err(VocabularyError::Twice(capability.id.clone()));
            }
            if !file.groups.iter().any(|group| group.id == capability.group) {
                return Err(VocabularyError::Dangling { entry: capability.id.clone(), name: capability.group.clone() });
            }
        }
        for role in &file.roles {
            if let Some(name) = role.implies.as_ref().filter(|name| !by_id.contains_key(*name)) {
                return Err(VocabularyError::Dangling { entry: role.id.id().to_owned(), name: name.clone() });
            }
        }
        if let Some(kind) = Kind::ALL.iter().find(|kind| !file.kinds.iter().any(|words| words.id == **kind)) {
            return Err(VocabularyError::Missing(kind.id()));
        }
        if let Some(role) = Role::ALL.iter().find(|role| !file.roles.iter().any(|words| words.id == **role)) {
            return Err(VocabularyError::Missing(role.id()));
        }
        Ok(Self { kinds: file.kinds, groups: file.groups, capabilities: file.capabilities, roles: file.roles, by_id })
    }

    /// The capability with this identifier.
    pub fn capability(&self, id: &str) -> Option<Capability> {
        self.by_id.get(id).copied()
    }

    /// The words of a capability. `None` when the number belongs to another vocabulary.
    pub fn words(&self, capability: Capability) -> Option<&CapabilityWords> {
        self.capabilities.get(usize::from(capability.0))
    }

    /// The identifier of a capability; empty when the number belongs to another vocabulary.
    pub fn id(&self, capability: Capability) -> &str {
        self.words(capability).map_or("", |words| &words.id)
    }

    /// All kinds in words.
    pub fn kinds(&self) -> &[KindWords] {
        &self.kinds
    }

    /// The words of one kind.
    pub fn kind(&self, kind: Kind) -> Option<&KindWords> {
        self.kinds.iter().find(|words| words.id == kind)
    }

    /// All groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// All capabilities, in the order of their numbers.
    pub fn capabilities(&self) -> &[CapabilityWords] {
        &self.capabilities
    }

    /// All roles in words.
    pub fn roles(&self) -> &[RoleWords] {
        &self.roles
    }

    /// The words of one role. Every role has them.
    pub fn role(&self, role: Role) -> Option<&RoleWords> {
        self.roles.iter().find(|words| words.id == role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: &str = include_str!("../../data/vocabulary.toml");

    #[test]
    fn the_shipped_vocabulary_is_whole() {
        let vocabulary = Vocabulary::parse(SHIPPED).unwrap();
        assert_eq!(vocabulary.kinds().len(), Kind::ALL.len());
        assert_eq!(vocabulary.roles().len(), Role::ALL.len());
        assert!(vocabulary.capabilities().iter().all(|words| !words.roles.is_empty()));
        for group in vocabulary.groups() {
            assert!(vocabulary.capabilities().iter().any(|words| words.group == group.id), "{} is empty", group.id);
        }
        let texts = vocabulary.kinds().iter().flat_map(|words| [&words.label, &words.explanation]);
        let texts = texts.chain(vocabulary.capabilities().iter().flat_map(|words| [&words.label, &words.explanation]));
        let texts = texts.chain(vocabulary.roles().iter().map(|words| &words.label));
        let texts = texts.chain(vocabulary.groups().iter().map(|words| &words.label));
        for words in texts {
            for text in [&words.ja, &words.en, &words.easy] {
                assert!(!text.is_empty() && text.trim() == text, "{words:?}");
            }
        }
    }

    #[test]
    fn a_number_leads_back_to_its_identifier() {
        let vocabulary = Vocabulary::parse(SHIPPED).unwrap();
        for words in vocabulary.capabilities() {
            assert_eq!(vocabulary.id(vocabulary.capability(&words.id).unwrap()), words.id);
        }
        assert_eq!(vocabulary.capability("flying"), None);
    }

    #[test]
    fn only_the_bureaus_statuses_rest_on_filings() {
        let vocabulary = Vocabulary::parse(SHIPPED).unwrap();
        let filed: Vec<_> = vocabulary
            .capabilities()
            .iter()
            .filter(|words| words.basis == Basis::Filing)
            .map(|words| words.id.as_str())
            .collect();
        let expected = "hcsc_1 hcsc_2 hcsc_2a hcsc_2b hcsc_3 hcsh_1 hcsh_2 hcsh_3 backup_hospital enhanced_home_care home_mgmt_fee \
                        facility_mgmt_fee home_cancer_comprehensive home_pharmacy_system_1 home_pharmacy_system_2 home_dental_1 home_dental_2";
        let mut expected: Vec<_> = expected.split_whitespace().collect();
        expected.sort_by_key(|id| vocabulary.capability(id));
        assert_eq!(filed, expected);
    }

    #[test]
    fn faults_are_named() {
        let twice = SHIPPED.replace("id = \"house_call\"", "id = \"home_visit_scheduled\"");
        assert!(matches!(Vocabulary::parse(&twice), Err(VocabularyError::Twice(id)) if id == "home_visit_scheduled"));
        let group = SHIPPED.replace("group = \"breathing\"", "group = \"lungs\"");
        assert!(matches!(Vocabulary::parse(&group), Err(VocabularyError::Dangling { name, .. }) if name == "lungs"));
        let implied = SHIPPED.replace("implies = \"home_pharmacy\"", "implies = \"drones\"");
        assert!(
            matches!(Vocabulary::parse(&implied), Err(VocabularyError::Dangling { entry, .. }) if entry == "pharmacy")
        );
        let kind = SHIPPED.replace("id = \"salon\"", "id = \"cinema\"");
        assert!(matches!(Vocabulary::parse(&kind), Err(VocabularyError::Shape(_))));
    }
}

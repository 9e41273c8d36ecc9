//! Who sees what: the table of `data/visibility.toml`, and an operator's own beside it (`docs/visibility.md`).
//!
//! [`seen`] takes away of a facility what an audience may not see. Every answer is made of facilities, or of a directory built of them,
//! after that was done: so there is one mechanism, and nothing that an answer is made of could tell more.

mod numbers;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::capability::Capability;
use super::correction::CalendarOf;
use super::edit::value::{REMARK, SERVICE_CAPACITY};
use super::facility::Field;
use super::role::Audience;
use super::source::Source;
use super::vocabulary::{Words, vocabulary};

/// The table that comes with the program.
pub const BUILTIN: &str = include_str!("../../data/visibility.toml");

macro_rules! parts {
    ($($variant:ident = $id:literal;)*) => {
        /// A field of a facility, or a part of one, that is shown or hidden by itself. Answers are told apart by their capability and
        /// remarks by their heading besides.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Part { $(#[doc = $id] $variant,)* }

        impl Part {
            /// Every part.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The identifier used in the table and in JSON.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }
        }
    };
}

parts! {
    Id = "id";
    Kind = "kind";
    Name = "name";
    Address = "address";
    Municipality = "municipality";
    Position = "position";
    Fictional = "fictional";
    Closed = "closed";
    NameKana = "name_kana";
    Phone = "phone";
    Fax = "fax";
    Url = "url";
    Beds = "beds";
    Specialties = "specialties";
    Identifiers = "identifiers";
    Absent = "absent";
    Site = "site";
    Services = "services";
    ServiceCapacity = "services/capacity";
    ServiceDays = "services/days";
    ServiceNote = "services/note";
    Capabilities = "capabilities";
    Consultation = "hours_consultation";
    ConsultationChannel = "hours_consultation/channel";
    ConsultationPerson = "hours_consultation/person";
    ConsultationNote = "hours_consultation/note";
    ConsultationRest = "hours_consultation/rest";
    Contact = "hours_contact";
    ContactChannel = "hours_contact/channel";
    ContactPerson = "hours_contact/person";
    ContactNote = "hours_contact/note";
    ContactRest = "hours_contact/rest";
    Visiting = "hours_visiting";
    VisitingChannel = "hours_visiting/channel";
    VisitingPerson = "hours_visiting/person";
    VisitingNote = "hours_visiting/note";
    VisitingRest = "hours_visiting/rest";
    DirectNumbers = "direct_numbers";
    Capacity = "capacity";
    Group = "group";
    GroupPhone = "group/phone";
    Duties = "duties";
    DutyNote = "duties/note";
    NewPatients = "new_patients";
    NewPatientsNote = "new_patients/note";
    Cover = "cover";
    Confirmed = "confirmed";
    Vacancies = "vacancies";
    VacancyNote = "vacancies/note";
    Remarks = "remarks";
    Links = "links";
    Replaced = "replaced";
}

impl Part {
    /// The part with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.id() == id)
    }

    /// Whether every answer stands on it, so that no table can hide it.
    pub const fn is_needed(self) -> bool {
        matches!(
            self,
            Self::Id
                | Self::Kind
                | Self::Name
                | Self::Address
                | Self::Municipality
                | Self::Position
                | Self::Fictional
                | Self::Closed
        )
    }

    /// The part whose origin is recorded under this field.
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Name => Self::Name,
            Field::NameKana => Self::NameKana,
            Field::Address => Self::Address,
            Field::Position => Self::Position,
            Field::Phone => Self::Phone,
            Field::Fax => Self::Fax,
            Field::Url => Self::Url,
            Field::Beds => Self::Beds,
            Field::Services => Self::Services,
            Field::Specialties => Self::Specialties,
            Field::Group => Self::Group,
            Field::Kind => Self::Kind,
            Field::Closed => Self::Closed,
        }
    }
}

/// The parts of one of the three calendars.
#[derive(Debug, Clone, Copy)]
struct CalendarParts {
    whole: Part,
    channel: Part,
    person: Part,
    note: Part,
    rest: Part,
}

impl CalendarParts {
    const fn of(which: CalendarOf) -> Self {
        match which {
            CalendarOf::Consultation => Self {
                whole: Part::Consultation,
                channel: Part::ConsultationChannel,
                person: Part::ConsultationPerson,
                note: Part::ConsultationNote,
                rest: Part::ConsultationRest,
            },
            CalendarOf::Contact => Self {
                whole: Part::Contact,
                channel: Part::ContactChannel,
                person: Part::ContactPerson,
                note: Part::ContactNote,
                rest: Part::ContactRest,
            },
            CalendarOf::Visiting => Self {
                whole: Part::Visiting,
                channel: Part::VisitingChannel,
                person: Part::VisitingPerson,
                note: Part::VisitingNote,
                rest: Part::VisitingRest,
            },
        }
    }

    const fn all(self) -> [Part; 5] {
        [self.whole, self.channel, self.person, self.note, self.rest]
    }
}

/// What is wrong with a table.
#[derive(Debug, thiserror::Error)]
pub enum VisibilityError {
    /// It is no TOML of the known shape.
    #[error(transparent)]
    Shape(#[from] toml::de::Error),
    /// Nothing of a facility is called so.
    #[error("fields: 「{0}」という項目はありません (no field is called so; docs/visibility.md lists them)")]
    Field(String),
    /// Nobody is called so.
    #[error("sees: 「{0}」は public・professional・editor のどれでもありません (none of them)")]
    Audience(String),
    /// The vocabulary does not know it.
    #[error("capabilities: 「{0}」という対応項目はありません (no capability is called so)")]
    Capability(String),
    /// No source is called so.
    #[error("published: 「{0}」という情報源はありません (no source is called so)")]
    Source(String),
    /// It cannot be hidden.
    #[error("「{0}」は隠せません (cannot be hidden: every answer stands on it)")]
    Needed(&'static str),
    /// It stands in the table twice.
    #[error("「{0}」が2回あります (stands there twice)")]
    Twice(String),
    /// The program's own table is not whole.
    #[error("「{0}」がありません (is not there)")]
    Missing(&'static str),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    published: Option<Vec<String>>,
    #[serde(default)]
    rules: Vec<RuleOfFields>,
    #[serde(default)]
    capabilities: Vec<RuleOfCapability>,
    #[serde(default)]
    remarks: Vec<RuleOfRemark>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleOfFields {
    fields: Vec<String>,
    sees: String,
    reason: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleOfCapability {
    id: String,
    sees: String,
    reason: Words,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleOfRemark {
    label: String,
    sees: String,
    reason: Words,
}

/// Whom something is shown to, and why.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The least trusted who see it.
    pub sees: Audience,
    /// Why.
    pub reason: Words,
}

/// The table: who sees what.
#[derive(Debug, Clone)]
pub struct Visibility {
    published: BTreeSet<Source>,
    fields: BTreeMap<Part, Rule>,
    capabilities: BTreeMap<Capability, Rule>,
    remarks: BTreeMap<String, Rule>,
}

impl Visibility {
    /// The program's own table.
    ///
    /// # Errors
    /// What is wrong with it, also that a field is missing.
    pub fn parse(text: &str) -> Result<Self, VisibilityError> {
        let mut table = Self {
            published: BTreeSet::new(),
            fields: BTreeMap::new(),
            capabilities: BTreeMap::new(),
            remarks: BTreeMap::new(),
        };
        table.read(text)?;
        match Part::ALL.iter().find(|part| !table.fields.contains_key(part)) {
            Some(part) => Err(VisibilityError::Missing(part.id())),
            None => Ok(table),
        }
    }

    /// This table with an operator's own before it, which speaks of what differs only.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn with_own(&self, text: &str) -> Result<Self, VisibilityError> {
        let mut table = self.clone();
        table.read(text)?;
        Ok(table)
    }

    fn read(&mut self, text: &str) -> Result<(), VisibilityError> {
        let file: File = toml::from_str(text)?;
        let audience = |id: &str| Audience::from_id(id).ok_or_else(|| VisibilityError::Audience(id.to_owned()));
        if let Some(published) = &file.published {
            let source = |id: &String| Source::from_id(id).ok_or_else(|| VisibilityError::Source(id.clone()));
            self.published = published.iter().map(source).collect::<Result<_, _>>()?;
        }
        let mut spoken = BTreeSet::new();
        let mut once = |id: &str| {
            if spoken.insert(id.to_owned()) { Ok(()) } else { Err(VisibilityError::Twice(id.to_owned())) }
        };
        for RuleOfFields { fields, sees, reason } in file.rules {
            let rule = Rule { sees: audience(&sees)?, reason };
            for id in fields {
                once(&id)?;
                let part = Part::from_id(&id).ok_or_else(|| VisibilityError::Field(id.clone()))?;
                if part.is_needed() && rule.sees != Audience::Public {
                    return Err(VisibilityError::Needed(part.id()));
                }
                self.fields.insert(part, rule.clone());
            }
        }
        for RuleOfCapability { id, sees, reason } in file.capabilities {
            once(&id)?;
            let rule = Rule { sees: audience(&sees)?, reason };
            let capability = vocabulary().capability(&id).ok_or_else(|| VisibilityError::Capability(id.clone()))?;
            self.capabilities.insert(capability, rule);
        }
        for RuleOfRemark { label, sees, reason } in file.remarks {
            once(&format!("{REMARK}/{label}"))?;
            self.remarks.insert(label, Rule { sees: audience(&sees)?, reason });
        }
        Ok(())
    }

    /// Whether an audience may see a part.
    pub fn may_see(&self, audience: Audience, part: Part) -> bool {
        self.sees(part) <= audience
    }

    /// The least trusted who see a part.
    pub fn sees(&self, part: Part) -> Audience {
        // The table has every part; one that it had not would be nobody's but the editors'.
        self.fields.get(&part).map_or(Audience::Editor, |rule| rule.sees)
    }

    /// The least trusted who see the answers about a capability.
    pub fn sees_answer(&self, capability: Capability) -> Audience {
        let own = self.capabilities.get(&capability).map_or(Audience::Public, |rule| rule.sees);
        own.max(self.sees(Part::Capabilities))
    }

    /// The least trusted who see a remark under a heading.
    pub fn sees_remark(&self, label: &str) -> Audience {
        self.remarks.get(label).map_or_else(|| self.sees(Part::Remarks), |rule| rule.sees)
    }

    /// The least trusted who see the whole of a field as edits and replaced values name it: `phone`, `hours_contact`, `remark/備考`, a
    /// capability. What is not known is for editors.
    pub fn sees_named(&self, field: &str) -> Audience {
        if let Some(which) = CalendarOf::ALL.iter().find(|which| which.id() == field) {
            let parts = CalendarParts::of(*which).all();
            return parts.into_iter().map(|part| self.sees(part)).max().unwrap_or(Audience::Editor);
        }
        if let Some(label) = field.strip_prefix(REMARK).and_then(|rest| rest.strip_prefix('/')) {
            return self.sees_remark(label);
        }
        if field.strip_prefix(SERVICE_CAPACITY).is_some_and(|rest| rest.starts_with('/')) {
            return self.sees(Part::ServiceCapacity).max(self.sees(Part::Services));
        }
        // A month, a day of cover and a free place are named with their date.
        let dated = field.split_once('/').map(|(name, _)| name);
        match dated {
            Some("new_patients") => return self.sees(Part::NewPatients).max(self.sees(Part::NewPatientsNote)),
            Some("vacancy") => return self.sees(Part::Vacancies).max(self.sees(Part::VacancyNote)),
            Some("cover") => return self.sees(Part::Cover),
            _ => {}
        }
        let answer = || vocabulary().capability(field).map(|capability| self.sees_answer(capability));
        Part::from_id(field).map(|part| self.sees(part)).or_else(answer).unwrap_or(Audience::Editor)
    }

    /// Whether what a source says is everybody's already.
    pub fn is_published(&self, source: Source) -> bool {
        self.published.contains(&source)
    }

    /// Every part with whom it is shown to and why, in the order of [`Part::ALL`].
    pub fn rules(&self) -> impl Iterator<Item = (Part, &Rule)> {
        Part::ALL.iter().filter_map(|part| Some((*part, self.fields.get(part)?)))
    }

    /// The capabilities that have a rule of their own.
    pub fn capability_rules(&self) -> impl Iterator<Item = (Capability, &Rule)> {
        self.capabilities.iter().map(|(capability, rule)| (*capability, rule))
    }

    /// The headings of remarks that have a rule of their own.
    pub fn remark_rules(&self) -> impl Iterator<Item = (&str, &Rule)> {
        self.remarks.iter().map(|(label, rule)| (label.as_str(), rule))
    }

    /// What a table of an operator shows to others than this one: the field, whom this shows it to, whom the other does.
    pub fn differences(&self, own: &Self) -> Vec<(String, Audience, Audience)> {
        let fields = Part::ALL.iter().map(|part| (part.id().to_owned(), self.sees(*part), own.sees(*part)));
        let all = vocabulary().capabilities().iter().filter_map(|words| vocabulary().capability(&words.id));
        let answers = all.map(|one| (vocabulary().id(one).to_owned(), self.sees_answer(one), own.sees_answer(one)));
        let labels: BTreeSet<&String> = self.remarks.keys().chain(own.remarks.keys()).collect();
        let remarks = labels
            .into_iter()
            .map(|label| (format!("{REMARK}/{label}"), self.sees_remark(label), own.sees_remark(label)));
        fields.chain(answers).chain(remarks).filter(|(_, ours, theirs)| ours != theirs).collect()
    }
}

/// The program's own table.
///
/// # Panics
/// Never: a test holds that the table in the tree is whole.
#[expect(clippy::expect_used, reason = "a test holds that the table in the tree is whole")]
pub fn builtin() -> &'static Visibility {
    static TABLE: LazyLock<Visibility> =
        LazyLock::new(|| Visibility::parse(BUILTIN).expect("a test holds that the table in the tree is whole"));
    &TABLE
}

#[cfg(test)]
#[path = "visibility/tests.rs"]
mod tests;

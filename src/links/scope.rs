//! What a link may write, and until when.

use crate::domain::vocabulary;
use crate::domain::vocabulary::{Basis, CapabilityWords, Lang};

/// A part of a facility's entry that a link may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// New patients by month, days of cover, free places by day.
    Availability,
    /// When and how professionals reach somebody.
    Hours,
    /// The ○△× answers about what they do.
    Answers,
    /// Telephone and FAX.
    Contact,
}

impl Scope {
    /// Every part.
    pub const ALL: [Self; 4] = [Self::Availability, Self::Hours, Self::Answers, Self::Contact];

    /// The identifier used in the store and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Availability => "availability",
            Self::Hours => "hours",
            Self::Answers => "answers",
            Self::Contact => "contact",
        }
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Availability => lang.pick("新規受入・代診・空き", "Availability", "空(あ)き"),
            Self::Hours => lang.pick("連絡できる時間", "Contact hours", "電話(でんわ)の 時間(じかん)"),
            Self::Answers => lang.pick("できること（○△×）", "Answers", "できること"),
            Self::Contact => lang.pick("電話・FAX", "Telephone, FAX", "電話(でんわ)・FAX"),
        }
    }

    /// The part that a field of an edit belongs to; `None` for what no link may write, such as a name or an address. A filing is what a public
    /// office has accepted: nobody says it of themselves.
    pub fn of(field: &str) -> Option<Self> {
        match field.split('/').next().unwrap_or_default() {
            "new_patients" | "cover" | "vacancy" => Some(Self::Availability),
            "hours_contact" => Some(Self::Hours),
            "phone" | "fax" => Some(Self::Contact),
            id => {
                let practice = |words: &&CapabilityWords| words.id == id && words.basis == Basis::Practice;
                vocabulary().capabilities().iter().find(practice).map(|_| Self::Answers)
            }
        }
    }
}

/// The parts that one link may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scopes([bool; 4]);

impl Scopes {
    /// All parts.
    pub const ALL: Self = Self([true; 4]);

    /// Reads identifiers separated by commas; `None` where one is unknown or there is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut scopes = [false; 4];
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let at = Scope::ALL.iter().position(|scope| scope.id() == name)?;
            scopes[at] = true;
        }
        scopes.contains(&true).then_some(Self(scopes))
    }

    /// The parts.
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.into_iter().zip(self.0).filter_map(|(scope, has)| has.then_some(scope))
    }

    /// The identifiers, separated by commas.
    pub fn text(self) -> String {
        self.iter().map(Scope::id).collect::<Vec<_>>().join(",")
    }

    /// Whether a part is among them.
    pub fn has(self, scope: Scope) -> bool {
        self.iter().any(|one| one == scope)
    }

    /// Whether a field may be written. Only who may write everything says that everything is still so.
    pub fn allow(self, field: &str) -> bool {
        if field == "confirmed" { self == Self::ALL } else { Scope::of(field).is_some_and(|scope| self.has(scope)) }
    }
}

/// Whether a link can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can.
    Open,
    /// Its time is over.
    Expired,
    /// Somebody took it back.
    Revoked,
}

/// How a link stands at a moment; all in seconds since 1970, `revoked_at` 0 where it was not taken back.
pub const fn standing(expires_at: i64, revoked_at: i64, now: i64) -> Standing {
    if revoked_at != 0 {
        Standing::Revoked
    } else if now >= expires_at {
        Standing::Expired
    } else {
        Standing::Open
    }
}

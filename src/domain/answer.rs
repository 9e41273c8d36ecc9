//! The four-state answer: ○ △ × and 不明, with its age and its source.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::source::{Origin, Source};

/// What an institution says about one thing it may do in a patient's home.
///
/// The order of the variants is the order of promise: `Yes > Consult > Unknown > No`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// ○ 対応可能.
    Yes,
    /// △ 要相談.
    Consult,
    /// × 対応していない.
    No,
    /// — Nobody has said. Unknown is never no.
    Unknown,
}

impl Answer {
    /// The identifier used in JSON, tiles and files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Consult => "consult",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// One answer about one capability, with where and when it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// ○ △ × or unknown.
    pub answer: Answer,
    /// The day the answer was true at its source (not the day of the import).
    pub as_of: Date,
    /// Who said so.
    pub source: Source,
    /// A condition in the institution's own words, or the filing symbol that says so.
    #[serde(default)]
    pub condition: Option<String>,
}

impl Fact {
    /// The fact's source and date as an [`Origin`].
    pub const fn origin(&self) -> Origin {
        Origin { source: self.source, as_of: self.as_of }
    }
}

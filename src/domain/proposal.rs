//! Proposals: changes that somebody hands in and an editor decides about.

mod flood;

use std::sync::LazyLock;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::edit::form::can_be_proposed;
use super::edit::value::{self, ValueFault};
use super::role::Role;
use super::source::{Origin, Source};

pub use flood::Flood;

/// A field with the value that somebody thinks is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    /// The field, as [`value::FIELDS`] names it, or the identifier of a capability.
    pub field: String,
    /// What readers saw when it was handed in.
    pub before: Value,
    /// What should stand there, as [`value::read`] reads it.
    pub value: Value,
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has decided yet.
    Open,
    /// At least one of its fields was taken over.
    Approved,
    /// None was.
    Rejected,
    /// It was in words only, and somebody has dealt with it.
    Noted,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Approved, Self::Rejected, Self::Noted];

    /// The identifier used in JSON and in the store.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Noted => "noted",
        }
    }

    /// The state with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}

/// What somebody handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Its number.
    pub id: i64,
    /// The facility it is about.
    pub facility: String,
    /// When it was handed in.
    pub made_at: Timestamp,
    /// The account that handed it in; empty for the public.
    pub author: String,
    /// What that account was for; [`Role::Public`] without one.
    pub role: Role,
    /// What was said in words.
    pub words: String,
    /// The fields.
    pub changes: Vec<Proposed>,
    /// What became of it.
    pub state: State,
    /// Who decided, when and why; `None` while it is open.
    pub decision: Option<Decision>,
}

/// What an editor decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The account that decided.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    pub reason: String,
    /// The fields that were taken over.
    pub approved: Vec<String>,
    /// The edits that did so, by number.
    pub edits: Vec<i64>,
}

/// Why something cannot be handed in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProposalFault {
    /// Neither a field nor a word.
    #[error("直したい項目か、言葉を書いてください (name a field or say something in words)")]
    Nothing,
    /// Too many words.
    #[error("言葉は{0}文字までです (at most {0} characters)")]
    Words(usize),
    /// Too many fields.
    #[error("一度に知らせられるのは{0}項目までです (at most {0} fields at once)")]
    Fields(usize),
    /// A field that cannot be proposed, or one that comes twice.
    #[error("「{0}」は知らせることができない項目です (this field cannot be proposed, or is there twice)")]
    Field(String),
    /// A value that is too long.
    #[error("{field}: {most}文字までです (at most {most} characters)")]
    Long {
        /// The field.
        field: String,
        /// The most characters.
        most: usize,
    },
    /// A value that cannot be taken.
    #[error(transparent)]
    Value(#[from] ValueFault),
}

/// `data/proposals.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposalPolicy {
    /// Against flooding.
    pub flood: FloodPolicy,
    /// How much one may say.
    pub size: SizePolicy,
}

/// Against flooding.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FloodPolicy {
    /// Proposals from one address within the window.
    pub most_per_address: usize,
    /// The window, in minutes.
    pub window_minutes: i64,
    /// How many addresses are remembered.
    pub remembered: usize,
    /// Open proposals about one facility.
    pub most_open_of_facility: i64,
    /// Open proposals in all.
    pub most_open: i64,
}

/// How much one may say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SizePolicy {
    /// Characters of the words.
    pub words: usize,
    /// Fields.
    pub fields: usize,
    /// Characters of one value.
    pub value: usize,
}

/// The policy of this program, `data/proposals.toml` as it was when the program was built.
pub fn proposal_policy() -> &'static ProposalPolicy {
    static POLICY: LazyLock<ProposalPolicy> = LazyLock::new(|| {
        toml::from_str(include_str!("../../data/proposals.toml"))
            .expect("a test holds that the policy in the tree is whole")
    });
    &POLICY
}

/// Whether something can be handed in.
///
/// # Errors
/// When there is nothing in it, too much, or something that cannot be taken.
pub fn check(words: &str, changes: &[Proposed], policy: &SizePolicy) -> Result<(), ProposalFault> {
    if words.trim().is_empty() && changes.is_empty() {
        return Err(ProposalFault::Nothing);
    }
    if words.chars().count() > policy.words {
        return Err(ProposalFault::Words(policy.words));
    }
    if changes.len() > policy.fields {
        return Err(ProposalFault::Fields(policy.fields));
    }
    // Who says so and when does not matter for whether a value can be read.
    let origin = Origin { source: Source::Editor, as_of: jiff::civil::Date::constant(2000, 1, 1) };
    for (i, Proposed { field, value, .. }) in changes.iter().enumerate() {
        if !can_be_proposed(field) || changes[..i].iter().any(|other| other.field == *field) {
            return Err(ProposalFault::Field(field.clone()));
        }
        if value.to_string().chars().count() > policy.value {
            return Err(ProposalFault::Long { field: field.clone(), most: policy.value });
        }
        value::read(field, value, origin)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn proposed(field: &str, value: Value) -> Proposed {
        Proposed { field: field.to_owned(), before: Value::Null, value }
    }

    #[test]
    fn what_is_handed_in_is_bounded_and_readable() {
        let size = &proposal_policy().size;
        assert_eq!(check(" ", &[], size), Err(ProposalFault::Nothing));
        assert_eq!(check("電話が違います", &[], size), Ok(()));
        assert_eq!(check("", &[proposed("phone", json!("046-000-0000"))], size), Ok(()));
        assert_eq!(check("", &[proposed("phone", Value::Null), proposed("tpn", json!("yes"))], size), Ok(()));
        assert_eq!(check(&"長".repeat(size.words + 1), &[], size), Err(ProposalFault::Words(size.words)));
        let twice = [proposed("phone", json!("1")), proposed("phone", json!("2"))];
        assert_eq!(check("", &twice, size), Err(ProposalFault::Field("phone".to_owned())));
        assert_eq!(check("", &[proposed("kind", json!("clinic"))], size), Err(ProposalFault::Field("kind".to_owned())));
        let long = check("", &[proposed("fax", json!("0".repeat(size.value)))], size);
        assert!(matches!(long, Err(ProposalFault::Long { .. })), "{long:?}");
        assert!(matches!(check("", &[proposed("url", json!("x"))], size), Err(ProposalFault::Value(_))));
        let many: Vec<Proposed> = (0..=size.fields).map(|n| proposed(&n.to_string(), json!(""))).collect();
        assert_eq!(check("", &many, size), Err(ProposalFault::Fields(size.fields)));
    }

    #[test]
    fn states_lead_back_to_their_identifiers() {
        assert!(State::ALL.into_iter().all(|state| State::from_id(state.id()) == Some(state)));
    }
}

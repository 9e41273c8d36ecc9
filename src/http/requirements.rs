//! What a question asks of each role: identifiers of needs and capabilities checked, and requirements as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::needs::Need;
use crate::domain::vocabulary::{Lang, Role};
use crate::domain::{needs, vocabulary};
use crate::matching::explain::{self, Requirement};
use crate::matching::{AnyOf, Expectations, Expected, Item, State, expand};

use super::problem::Problem;

/// Most needs or wishes in one question: more than the vocabulary has, for somebody may ask with all of them at once.
const MAX_NEEDS: usize = 300;

/// What was asked for, checked: needs for every role, capabilities for those that may be asked for them.
pub(super) struct Asking {
    needs: Vec<Item<'static>>,
    wishes: Vec<Item<'static>>,
}

impl Asking {
    /// Checks identifiers. A capability must be one that `role` may be asked for; a need may be asked of anybody.
    pub(super) fn check(needs: &[String], wishes: &[String], role: Role) -> Result<Self, Problem> {
        Ok(Self { needs: check("needs", needs, role)?, wishes: check("wishes", wishes, role)? })
    }

    /// What it asks of one role.
    pub(super) fn of(&self, role: Role) -> Expectations<'static> {
        expand(&self.needs, &self.wishes, role, vocabulary())
    }

    /// The needs among what was asked, with how much each asks of a role.
    pub(super) fn needs(&self, role: Role, lang: Lang) -> Vec<AskedNeedView> {
        let needs = self.needs.iter().chain(&self.wishes);
        let view = |need: &'static Need| AskedNeedView {
            id: &need.id,
            label: explain::words(&need.label, lang),
            explanation: explain::words(&need.explanation, lang),
            asks: need.asks_of(role).count(),
        };
        needs.filter_map(|item| if let Item::Need(need) = item { Some(view(need)) } else { None }).collect()
    }
}

fn check(field: &str, ids: &[String], role: Role) -> Result<Vec<Item<'static>>, Problem> {
    if ids.len() > MAX_NEEDS {
        return Err(Problem::invalid(field, format!("{MAX_NEEDS} 個までです (at most {MAX_NEEDS})")));
    }
    let words = vocabulary();
    let mut checked = Vec::with_capacity(ids.len());
    for (i, id) in ids.iter().enumerate().filter(|(i, id)| !ids[..*i].contains(id)) {
        let capability =
            words.capability(id).filter(|&c| words.words(c).is_some_and(|words| words.roles.contains(&role)));
        let item = capability.map(Item::Capability).or_else(|| needs().get(id).map(Item::Need));
        let Some(item) = item else {
            let capabilities = words.capabilities().iter().filter(|c| c.roles.contains(&role)).map(|c| c.id.as_str());
            let allowed = capabilities.chain(needs().all().iter().map(|need| need.id.as_str()));
            return Err(Problem::not_allowed(format!("{field}[{i}]"), allowed));
        };
        checked.push(item);
    }
    Ok(checked)
}

/// A need that was asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct AskedNeedView {
    #[schema(value_type = String)]
    id: &'static str,
    label: &'static str,
    /// What it means, and what to look at; for a need that asks nothing of an institution this is all there is.
    explanation: &'static str,
    /// How many requirements and wishes it brings for this role.
    asks: usize,
}

/// The need behind a requirement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct AskedByView {
    /// The identifier of the need.
    need: &'static str,
    label: &'static str,
    /// Why it asks for this: law, fee schedule or practice.
    source: &'static str,
}

/// One requirement or wish and how it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RequirementView {
    /// The capability that decides: the best answered one of `any_of`.
    need: String,
    /// The capabilities of which one is enough.
    any_of: Vec<String>,
    /// The needs that ask for it; empty where the capability was asked for by itself.
    asked_by: Vec<AskedByView>,
    /// `met`, `ask` or `unmet`.
    state: &'static str,
    /// `yes`, `consult`, `no` or `unknown`.
    answer: &'static str,
    as_of: Option<String>,
    source: Option<&'static str>,
    /// The state in a sentence.
    reason: String,
}

impl RequirementView {
    pub(super) fn new(requirement: Requirement, expected: &Expected<'static>, lang: Lang) -> Self {
        let asked_by = expected.asked_by.iter().map(|(need, demand)| AskedByView {
            need: &need.id,
            label: explain::words(&need.label, lang),
            source: demand.source.text(lang),
        });
        Self {
            need: requirement.need,
            any_of: requirement.any_of,
            asked_by: asked_by.collect(),
            state: requirement.state.id(),
            answer: requirement.answer.id(),
            as_of: requirement.as_of.map(|date| date.to_string()),
            source: requirement.source.map(crate::domain::Source::id),
            reason: requirement.reason,
        }
    }

    /// Whether it stands like this.
    pub(super) fn is(&self, state: State) -> bool {
        self.state == state.id()
    }

    /// What the requirement is called.
    pub(super) fn label(&self, lang: Lang) -> String {
        let members = self.any_of.iter().filter_map(|id| vocabulary().capability(id));
        AnyOf::new(members.collect()).map(|any| label(any, lang)).unwrap_or_default()
    }
}

/// What a requirement is called: 「無菌調剤(自局の設備)または無菌調剤(共同利用)」.
pub(super) fn label(any: AnyOf, lang: Lang) -> String {
    let labels = any.members().filter_map(|capability| vocabulary().words(capability));
    let labels: Vec<&str> = labels.map(|words| explain::words(&words.label, lang)).collect();
    labels.join(lang.pick("または", " or ", " か "))
}

//! Whom to phone, in the order in which they can be reached.

use jiff::civil::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::hours::OpenState;
use crate::http::problem::Problem;
use crate::matching::State;

use super::gaps::next_contact;
use super::week::{day_and_hour, moment};
use super::{TeamMember, Teller};

/// One call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(in crate::http) struct CallView {
    role: &'static str,
    role_label: &'static str,
    facility: String,
    name: String,
    phone: Option<String>,
    /// Whom to ask for.
    person: Option<String>,
    /// `phone`, `fax`, `mail` or `ict`.
    channel: Option<String>,
    /// Whether they can be reached at the wished time; null where that is not known.
    open_at: Option<bool>,
    /// When they can be reached first, from the wished time on; null where that is not known.
    next: Option<String>,
    /// The same in words.
    when: String,
    /// What must be asked besides whether they take the patient.
    ask: Vec<String>,
}

/// Those who can be reached soonest first, those of whom it is not known last; in between the order of the roles.
pub(super) fn in_order<'a>(
    teller: &Teller,
    members: impl Iterator<Item = &'a TeamMember>,
) -> Result<Vec<CallView>, Problem> {
    let (directory, question, lang) = (teller.asked.directory, teller.asked.question, teller.asked.lang);
    let mut calls: Vec<(Option<DateTime>, CallView)> = Vec::new();
    for member in members {
        let row = directory.row(&member.facility.id);
        let facility = row.map(|row| directory.facility(row)).transpose().map_err(|error| Problem::internal(&error))?;
        let Some(facility) = facility.flatten() else { continue };
        let contact = facility.hours.in_force(&[]).contact;
        let open_at = contact.as_ref().and_then(|calendar| match calendar.state_at(question.at) {
            OpenState::Open => Some(true),
            OpenState::Closed => Some(false),
            OpenState::Unknown => None,
        });
        let next = next_contact(&facility, question.at);
        let unsure = |requirement: &&crate::http::requirements::RequirementView| requirement.is(State::Ask);
        let ask = member.requirements.iter().filter(unsure).map(|requirement| requirement.label(lang));
        let when = next.map_or_else(
            || lang.pick("時間は不明", "hours not known", "時間(じかん)は わかりません").to_owned(),
            |next| day_and_hour(next, lang),
        );
        let call = CallView {
            role: member.role,
            role_label: member.role_label,
            facility: facility.id,
            name: facility.name,
            phone: facility.phone,
            person: contact.as_ref().and_then(|calendar| calendar.person.clone()),
            channel: contact.and_then(|calendar| calendar.channel),
            open_at,
            next: next.map(moment),
            when,
            ask: ask.collect(),
        };
        calls.push((next, call));
    }
    calls.sort_by_key(|(next, _)| (next.is_none(), *next));
    Ok(calls.into_iter().map(|(_, call)| call).collect())
}

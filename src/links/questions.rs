//! What the page behind a link asks a facility of a kind on a day.

use jiff::ToSpan;
use jiff::civil::Date;

use super::policy::Asking;
use super::scope::{Scope, Scopes};
use crate::domain::vocabulary::{Basis, Role};
use crate::domain::{Kind, vocabulary};

/// The questions of one page. Every text is the name of a field, as edits name it, unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questions {
    /// The first days of the months that are asked about; empty where the kind is not asked.
    pub months: Vec<Date>,
    /// The first and the last day for which cover may be written; `None` where the kind is not asked.
    pub cover: Option<(Date, Date)>,
    /// The days whose free places are asked for.
    pub days: Vec<Date>,
    /// Groups of the vocabulary by identifier, each with its capabilities.
    pub answers: Vec<(&'static str, Vec<&'static str>)>,
    /// Whether contact hours are asked for.
    pub hours: bool,
    /// Whether telephone and FAX are asked for.
    pub contact: bool,
    /// Whether everything can be said to be still so.
    pub confirmed: bool,
}

/// The field of a month: `new_patients/2026-12`.
pub fn month_field(month: Date) -> String {
    format!("new_patients/{}", month.strftime("%Y-%m"))
}

impl Questions {
    /// What a facility of this kind is asked on a day, within what the link may write.
    pub fn new(kind: Kind, scopes: Scopes, today: Date, asking: &Asking) -> Self {
        let availability = scopes.has(Scope::Availability);
        let first = today.first_of_month();
        let months = if availability && asking.months_of.contains(&kind) { asking.months } else { 0 };
        let days = if availability && asking.vacancies_of.contains(&kind) { asking.vacancy_days } else { 0 };
        Self {
            months: (0..months).filter_map(|n| first.checked_add(n.months()).ok()).collect(),
            cover: (availability && asking.cover_of.contains(&kind))
                .then(|| (today, today.saturating_add(asking.cover_days.days()))),
            days: (0..days).filter_map(|n| today.checked_add(n.days()).ok()).collect(),
            answers: if scopes.has(Scope::Answers) { answers(kind, asking) } else { Vec::new() },
            hours: scopes.has(Scope::Hours),
            contact: scopes.has(Scope::Contact),
            confirmed: scopes == Scopes::ALL,
        }
    }

    /// The fields whose inputs stand on the page by themselves; days of cover come from what is known.
    pub fn fields(&self) -> Vec<String> {
        let mut fields: Vec<String> = self.months.iter().map(|month| month_field(*month)).collect();
        fields.extend(self.days.iter().map(|day| format!("vacancy/{day}")));
        fields.extend(self.answers.iter().flat_map(|(_, ids)| ids).map(|id| (*id).to_owned()));
        fields.extend(self.hours.then(|| "hours_contact".to_owned()));
        if self.contact {
            fields.extend(["phone".to_owned(), "fax".to_owned()]);
        }
        fields
    }
}

/// What institutions of a kind can be asked about what they do, group by group in the order of the vocabulary. Whether they take new
/// patients is asked by month where it is asked by month.
fn answers(kind: Kind, asking: &Asking) -> Vec<(&'static str, Vec<&'static str>)> {
    let asks = |role: &Role| vocabulary().role(*role).is_some_and(|role| role.kinds.contains(&kind));
    let asked: Vec<_> = vocabulary()
        .capabilities()
        .iter()
        .filter(|words| words.basis == Basis::Practice && words.roles.iter().any(asks))
        .filter(|words| words.id != "accepting_new" || !asking.months_of.contains(&kind))
        .collect();
    let of = |group: &str| asked.iter().filter(|words| words.group == group).map(|words| words.id.as_str()).collect();
    let groups = vocabulary().groups().iter().map(|group| (group.id.as_str(), of(&group.id)));
    groups.filter(|(_, ids): &(&str, Vec<&str>)| !ids.is_empty()).collect()
}

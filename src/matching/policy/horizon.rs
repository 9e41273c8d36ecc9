//! After how many days a yes must be asked again, each horizon with its reason.

use std::collections::HashMap;

use serde::Deserialize;

use super::PolicyError;
use crate::domain::Source;
use crate::domain::vocabulary::Words;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Horizons {
    pub(super) default: u16,
    pub(super) by_source: HashMap<Source, u16>,
    pub(super) by_capability: HashMap<String, u16>,
    pub(super) reasons: Vec<HorizonReason>,
}

/// Why some horizons are as long as they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HorizonReason {
    pub(super) applies_to: Vec<String>,
    pub(super) reason: Words,
}

/// After how many days a yes must be asked again, and why.
#[derive(Debug, Clone)]
pub struct Horizon {
    /// A capability, a source, or `default`.
    pub applies_to: String,
    /// `capability`, `source` or `default`: the first that applies counts.
    pub sort: &'static str,
    /// Its length in days.
    pub days: u16,
    /// Why it is so long.
    pub reason: Words,
}

/// Every horizon with its one reason.
pub(super) fn horizons(file: &Horizons) -> Result<Vec<Horizon>, PolicyError> {
    let mut all = vec![("default".to_owned(), "default", file.default)];
    let mut sources: Vec<_> = file.by_source.iter().map(|(s, days)| (s.id().to_owned(), "source", *days)).collect();
    let mut capabilities: Vec<_> =
        file.by_capability.iter().map(|(id, days)| (id.clone(), "capability", *days)).collect();
    sources.sort();
    capabilities.sort();
    all.extend(sources.into_iter().chain(capabilities));
    let named = || file.reasons.iter().flat_map(|reason| &reason.applies_to);
    if let Some(idle) = named().find(|name| !all.iter().any(|(known, ..)| known == *name)) {
        return Err(PolicyError::HorizonReason(idle.clone()));
    }
    let with_reason = |(applies_to, sort, days): (String, &'static str, u16)| {
        let mut reasons = file.reasons.iter().filter(|reason| reason.applies_to.contains(&applies_to));
        match (reasons.next(), named().filter(|name| **name == applies_to).count()) {
            (Some(HorizonReason { reason, .. }), 1) => Ok(Horizon { applies_to, sort, days, reason: reason.clone() }),
            _ => Err(PolicyError::HorizonReason(applies_to)),
        }
    };
    all.into_iter().map(with_reason).collect()
}

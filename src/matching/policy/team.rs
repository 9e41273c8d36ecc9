//! The part of the policy about teams: `[team]` of `data/policy.toml`.

use serde::Deserialize;

use crate::domain::vocabulary::{Role, Words};
use crate::domain::{Capability, Metres};

use super::PolicyError;

/// The `[team]` table as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TeamFile {
    max_alternates: usize,
    look_beyond_m: f64,
    cover: CoverFile,
    consent: ConsentFile,
    together: Together,
    specialist: Specialist,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CoverFile {
    round_the_clock: Vec<Vec<String>>,
    after_hours: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentFile {
    capability: String,
}

/// What working together with the attending institution already adds to a score.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Together {
    /// A member of the same 連携型 group.
    pub same_group: f64,
    /// In the same building, or of one operator at one address.
    pub same_site: f64,
    /// Of the same operator (法人番号).
    pub same_operator: f64,
    /// The roles to which it is given.
    pub roles: Vec<Role>,
    /// Why.
    pub reason: Words,
}

/// The rule about another institution at the attending one's request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Specialist {
    /// Where it stands.
    pub source: String,
    /// What it says.
    pub rule: Words,
}

/// How a team is made.
#[derive(Debug, Clone)]
pub struct TeamPolicy {
    max_alternates: usize,
    look_beyond: Metres,
    round_the_clock: Vec<Vec<Capability>>,
    after_hours: Capability,
    consent: Capability,
    together: Together,
    specialist: Specialist,
}

impl TeamPolicy {
    /// Checks what was written.
    pub(super) fn check(
        file: TeamFile,
        radius: f64,
        capability: impl Fn(&str) -> Result<Capability, PolicyError>,
    ) -> Result<Self, PolicyError> {
        let within = super::within;
        within("team.max_alternates", file.max_alternates as f64, 1.0, 2.0)?;
        within("team.look_beyond_m", file.look_beyond_m, radius, 200_000.0)?;
        for bonus in [file.together.same_group, file.together.same_site, file.together.same_operator] {
            within("an addition of team.together", bonus, 0.0, 0.05)?;
        }
        let all = |ids: &Vec<String>| ids.iter().map(|id| capability(id)).collect();
        Ok(Self {
            max_alternates: file.max_alternates,
            look_beyond: Metres(file.look_beyond_m),
            round_the_clock: file.cover.round_the_clock.iter().map(all).collect::<Result<_, _>>()?,
            after_hours: capability(&file.cover.after_hours)?,
            consent: capability(&file.consent.capability)?,
            together: file.together,
            specialist: file.specialist,
        })
    }

    /// The most alternates in one team: 1 or 2.
    pub const fn max_alternates(&self) -> usize {
        self.max_alternates
    }

    /// How far from the home a way out of a gap is looked for.
    pub const fn look_beyond(&self) -> Metres {
        self.look_beyond
    }

    /// Lists of capabilities; a fresh yes to all of one list covers every hour of the week.
    pub fn round_the_clock(&self) -> &[Vec<Capability>] {
        &self.round_the_clock
    }

    /// Coming outside consultation hours.
    pub const fn after_hours(&self) -> Capability {
        self.after_hours
    }

    /// Agreeing to be second doctor.
    pub const fn consent(&self) -> Capability {
        self.consent
    }

    /// What working together already is worth.
    pub const fn together(&self) -> &Together {
        &self.together
    }

    /// The rule about specialists on request.
    pub const fn specialist(&self) -> &Specialist {
        &self.specialist
    }
}

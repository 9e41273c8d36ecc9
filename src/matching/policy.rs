//! The ranking policy: weights, values and horizons with their reasons, read from `data/policy.toml`.

use serde::Deserialize;

mod availability;
mod difference;
mod horizon;
mod rotation;
mod team;

use availability::AvailabilityFile;
use horizon::{Horizons, horizons};

pub use availability::Availability;
pub use difference::{Difference, differences, parse_own};
pub use horizon::Horizon;
pub use rotation::RotationPolicy;

use crate::domain::answer::{PackedFact, Stands};
use crate::domain::vocabulary::Words;
use crate::domain::{Answer, Capability, Metres, Source, Vocabulary};
use crate::way::Limits;

use team::TeamFile;
pub use team::{Specialist, TeamPolicy, Together};

/// The terms of the score, in the order in which they are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermId {
    /// Straight-line distance.
    Distance,
    /// How sure it is that they visit at all.
    Visits,
    /// Who comes at night.
    NightCover,
    /// Can be reached at the wished time.
    Reachable,
    /// Takes new patients.
    AcceptingNew,
    /// Share of what was asked that is answered by a fresh yes.
    Experience,
    /// Belongs to a 連携型 group.
    Group,
    /// How young the answers are.
    Freshness,
}

impl TermId {
    /// Every term, in the order of the sum.
    pub const ALL: [Self; 8] = [
        Self::Distance,
        Self::Visits,
        Self::NightCover,
        Self::Reachable,
        Self::AcceptingNew,
        Self::Experience,
        Self::Group,
        Self::Freshness,
    ];

    /// The identifier used in the policy and in answers.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Distance => "distance",
            Self::Visits => "visits",
            Self::NightCover => "night_cover",
            Self::Reachable => "reachable",
            Self::AcceptingNew => "accepting_new",
            Self::Experience => "experience",
            Self::Group => "group",
            Self::Freshness => "freshness",
        }
    }
}

/// A term's weight and why it has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermPolicy {
    /// Which term.
    pub id: TermId,
    /// Its share of the score; all weights sum to 1.
    pub weight: f64,
    /// What the term is called.
    pub label: Words,
    /// Why it has this weight.
    pub reason: Words,
}

/// The value of a term for each answer.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerValues {
    yes: f64,
    old_yes: f64,
    consult: f64,
    unknown: f64,
    no: f64,
}

/// The value of the reachable term.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReachableValues {
    /// The contact calendar is open at the wished time.
    pub open: f64,
    /// It opens within `soon_hours`.
    pub soon: f64,
    /// Nothing is known.
    pub unknown: f64,
    /// It is closed for longer.
    pub closed: f64,
    /// What counts as soon, in hours.
    pub soon_hours: i64,
}

/// What is counted where the straight line lies over water, and how an estimate of the road is made where it does not.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct WayPolicy {
    narrow_water_m: f64,
    ends_m: f64,
    farthest_m: f64,
    detour: f64,
}

/// A capability that counts as night cover, and how much.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct NightCapability {
    capability: String,
    value: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    version: String,
    #[serde(default)]
    publisher: Option<String>,
    radius_m: f64,
    examined_radius_m: f64,
    distance_step: f64,
    way: WayPolicy,
    terms: Vec<TermPolicy>,
    visits: AnswerValues,
    accepting_new: AnswerValues,
    reachable: ReachableValues,
    night_cover: Vec<NightCapability>,
    horizon_days: Horizons,
    availability: AvailabilityFile,
    team: TeamFile,
    #[serde(default)]
    rotation: Option<RotationPolicy>,
}

/// A checked policy.
#[derive(Debug, Clone)]
pub struct Policy {
    version: String,
    publisher: Option<String>,
    horizons: Vec<Horizon>,
    radius: Metres,
    examined_radius: Metres,
    distance_step: f64,
    way: WayPolicy,
    terms: Vec<TermPolicy>,
    visits: AnswerValues,
    accepting_new: AnswerValues,
    reachable: ReachableValues,
    night_cover: Vec<(Capability, f64)>,
    accepting_new_capability: Option<Capability>,
    horizon_days: u16,
    by_source: Vec<Option<u16>>,
    by_capability: Vec<Option<u16>>,
    availability: Availability,
    team: TeamPolicy,
    rotation: Option<RotationPolicy>,
}

/// What is wrong with a policy file.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Not TOML of the expected shape.
    #[error("the policy cannot be read: {0}")]
    Shape(#[from] toml::de::Error),
    /// A capability that the vocabulary lacks.
    #[error("the policy names the capability {0}, which the vocabulary does not define")]
    UnknownCapability(String),
    /// The terms are not exactly those of the formula.
    #[error("the policy must give each of the {expected} terms once, in the order of the formula; found {found}")]
    Terms {
        /// What was found.
        found: String,
        /// How many there are.
        expected: usize,
    },
    /// The weights do not sum to one.
    #[error("the weights sum to {0}, not to 1")]
    Weights(f64),
    /// A text that a reader is shown is empty in one of the languages.
    #[error("{0} lacks a text in Japanese, English or easy Japanese")]
    Words(String),
    /// A horizon without a reason, or with two, or a reason of no horizon.
    #[error("[[horizon_days.reasons]] must name {0:?} once: every horizon has one reason")]
    HorizonReason(String),
    /// A list names something twice.
    #[error("named twice: {0}")]
    Twice(String),
    /// Other numbers under the name of the policy that comes with the program.
    #[error(
        "the policy has the version {version:?} of the one that comes with the program, but other numbers ({what}); give it a version of its own"
    )]
    SameVersion {
        /// The version of both.
        version: String,
        /// The first number that differs.
        what: String,
    },
    /// A number is outside its range.
    #[error("{name} is {value}; it must lie between {min} and {max}")]
    Range {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: f64,
        /// The least allowed.
        min: f64,
        /// The most allowed.
        max: f64,
    },
}

impl Policy {
    /// Reads and checks a policy.
    ///
    /// # Errors
    /// Says which entry is wrong and how.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, PolicyError> {
        let file: PolicyFile = toml::from_str(text)?;
        let found: Vec<TermId> = file.terms.iter().map(|term| term.id).collect();
        if found != TermId::ALL {
            let found = found.iter().map(|term| term.id()).collect::<Vec<_>>().join(", ");
            return Err(PolicyError::Terms { found, expected: TermId::ALL.len() });
        }
        let sum: f64 = file.terms.iter().map(|term| term.weight).sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(PolicyError::Weights(sum));
        }
        check_ranges(&file)?;
        check_words(&file)?;
        let horizons = horizons(&file.horizon_days)?;
        let capability =
            |id: &str| vocabulary.capability(id).ok_or_else(|| PolicyError::UnknownCapability(id.to_owned()));
        let night_cover = file
            .night_cover
            .iter()
            .map(|entry| Ok((capability(&entry.capability)?, entry.value)))
            .collect::<Result<_, PolicyError>>()?;
        let mut by_capability = vec![None; vocabulary.capabilities().len()];
        for (id, days) in &file.horizon_days.by_capability {
            by_capability[usize::from(capability(id)?.0)] = Some(*days);
        }
        let by_source = Source::ALL.iter().map(|source| file.horizon_days.by_source.get(source).copied()).collect();
        Ok(Self {
            version: file.version,
            publisher: file.publisher,
            horizons,
            radius: Metres(file.radius_m),
            examined_radius: Metres(file.examined_radius_m),
            distance_step: file.distance_step,
            way: file.way,
            terms: file.terms,
            visits: file.visits,
            accepting_new: file.accepting_new,
            reachable: file.reachable,
            night_cover,
            accepting_new_capability: vocabulary.capability("accepting_new"),
            horizon_days: file.horizon_days.default,
            by_source,
            by_capability,
            availability: Availability::check(file.availability)?,
            team: TeamPolicy::check(file.team, file.radius_m, capability)?,
            rotation: file.rotation,
        })
    }

    /// The policy's name, shown with every answer.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Who publishes it; `None` for the one that comes with the program.
    pub fn publisher(&self) -> Option<&str> {
        self.publisher.as_deref()
    }

    /// The horizons with their reasons: `default` first, then sources, then capabilities, each by name.
    pub fn horizons(&self) -> &[Horizon] {
        &self.horizons
    }

    /// The line of the rule: 16 km.
    pub const fn radius(&self) -> Metres {
        self.radius
    }

    /// How far the evidence looks beyond the line.
    pub const fn examined_radius(&self) -> Metres {
        self.examined_radius
    }

    /// The step to which the distance value is rounded, so that a few metres decide nothing.
    pub const fn distance_step(&self) -> f64 {
        self.distance_step
    }

    /// When a straight line lies over water, and how far ways over land are measured.
    pub const fn way_limits(&self) -> Limits {
        Limits {
            narrow: Metres(self.way.narrow_water_m),
            ends: Metres(self.way.ends_m),
            line: self.radius,
            farthest: Metres(self.way.farthest_m),
            around: self.examined_radius,
        }
    }

    /// How much longer a road over land is said to be than the straight line: a convention.
    pub const fn detour(&self) -> f64 {
        self.way.detour
    }

    /// The terms in the order of the sum.
    pub fn terms(&self) -> &[TermPolicy] {
        &self.terms
    }

    /// The values of the reachable term.
    pub const fn reachable(&self) -> ReachableValues {
        self.reachable
    }

    /// The capabilities that count as night cover.
    pub fn night_cover(&self) -> &[(Capability, f64)] {
        &self.night_cover
    }

    /// How long a yes about this from this source stays a yes, in days. Free places of a day change as those of a vacancy sheet do, whoever
    /// told them.
    pub fn horizon_days(&self, fact: PackedFact) -> u16 {
        let by_source = |source: Source| self.by_source.get(source as usize).copied().flatten();
        let own = if fact.stands == Stands::Vacancy {
            by_source(Source::Vacancy)
        } else {
            let by_capability = self.by_capability.get(usize::from(fact.capability.0)).copied().flatten();
            by_capability.or_else(|| by_source(fact.source))
        };
        own.unwrap_or(self.horizon_days)
    }

    /// Whether a fact is younger than its horizon. One that was carried over from another month is not.
    pub fn is_fresh(&self, fact: PackedFact, today: u16) -> bool {
        fact.stands != Stands::CarriedOver && fact.age_days(today) <= self.horizon_days(fact)
    }

    /// How what is said of days and months to come is read.
    pub const fn availability(&self) -> &Availability {
        &self.availability
    }

    /// For so many months an answer about a month is a reason to ask in the months after it.
    pub(super) const fn carried_over_months(&self) -> u8 {
        self.availability.carried_over.months
    }

    /// The sources whose sayings a confirmation renews, as bits in the order of [`Source::ALL`].
    pub(super) const fn renewed_by_confirmation(&self) -> u64 {
        self.availability.renewed
    }

    /// The value of the visits term for a fact about the role's implied capability.
    pub fn visits_value(&self, fact: Option<PackedFact>, today: u16) -> f64 {
        self.answer_value(self.visits, fact, today)
    }

    /// The value of the accepting-new term.
    pub fn accepting_new_value(&self, fact: Option<PackedFact>, today: u16) -> f64 {
        self.answer_value(self.accepting_new, fact, today)
    }

    /// The most that the visits term can be among institutions of which some give these answers.
    pub(super) fn best_visits(&self, given: Given) -> f64 {
        given.best(self.visits)
    }

    /// The most that the accepting-new term can be.
    pub(super) fn best_accepting_new(&self, given: Given) -> f64 {
        given.best(self.accepting_new)
    }

    /// The capability `accepting_new`, where the vocabulary has it.
    pub const fn accepting_new_capability(&self) -> Option<Capability> {
        self.accepting_new_capability
    }

    /// How a team is made.
    pub const fn team(&self) -> &TeamPolicy {
        &self.team
    }

    /// How recent requests weigh for those who keep cases; `None` where the policy takes none into account.
    pub const fn rotation(&self) -> Option<&RotationPolicy> {
        self.rotation.as_ref()
    }

    fn answer_value(&self, values: AnswerValues, fact: Option<PackedFact>, today: u16) -> f64 {
        // What was promised for another month is hardly better than nothing, and what was refused no worse.
        let promised = |fact: PackedFact| matches!(fact.answer, Answer::Yes);
        let carried = fact.is_some_and(|fact| fact.stands == Stands::CarriedOver && !promised(fact));
        match fact.map(|fact| (fact.answer, self.is_fresh(fact, today))) {
            _ if carried => values.unknown,
            Some((Answer::Yes, true)) => values.yes,
            Some((Answer::Yes, false)) => values.old_yes,
            Some((Answer::Consult, _)) => values.consult,
            Some((Answer::No, _)) => values.no,
            Some((Answer::Unknown, _)) | None => values.unknown,
        }
    }
}

/// Whatever is shown is said in every language.
fn check_words(file: &PolicyFile) -> Result<(), PolicyError> {
    let said = |text: &str| !text.trim().is_empty();
    let whole = |words: &Words| said(&words.ja) && said(&words.en) && said(&words.easy);
    let terms = file.terms.iter().map(|term| (term.id.id().to_owned(), whole(&term.label) && whole(&term.reason)));
    let horizons = file.horizon_days.reasons.iter().map(|reason| (reason.applies_to.join(", "), whole(&reason.reason)));
    let own = [
        ("availability".to_owned(), file.availability.reasons().all(whole)),
        ("version".to_owned(), said(&file.version)),
        ("publisher".to_owned(), file.publisher.as_deref().is_none_or(said)),
    ];
    let rotation = file.rotation.iter().map(|term| ("rotation".to_owned(), whole(&term.label) && whole(&term.reason)));
    match own.into_iter().chain(terms).chain(horizons).chain(rotation).find(|(_, whole)| !whole) {
        Some((name, _)) => Err(PolicyError::Words(name)),
        None => Ok(()),
    }
}

fn within(name: &'static str, value: f64, min: f64, max: f64) -> Result<(), PolicyError> {
    if (min..=max).contains(&value) { Ok(()) } else { Err(PolicyError::Range { name, value, min, max }) }
}

/// Which answers about a capability stand among those of several institutions. That some do not know is always possible.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub(super) yes: bool,
    pub(super) consult: bool,
    pub(super) no: bool,
}

impl Given {
    /// The largest value of any of them, a yes being fresh or old.
    fn best(self, values: AnswerValues) -> f64 {
        let or_nothing = |given, value: f64| if given { value } else { 0.0 };
        let yes = or_nothing(self.yes, values.yes.max(values.old_yes));
        values.unknown.max(yes).max(or_nothing(self.consult, values.consult)).max(or_nothing(self.no, values.no))
    }
}

fn check_ranges(file: &PolicyFile) -> Result<(), PolicyError> {
    within("radius_m", file.radius_m, 100.0, 100_000.0)?;
    within("examined_radius_m", file.examined_radius_m, file.radius_m, 200_000.0)?;
    within("distance_step", file.distance_step, 0.001, 0.5)?;
    within("way.narrow_water_m", file.way.narrow_water_m, 100.0, 100_000.0)?;
    within("way.ends_m", file.way.ends_m, 0.0, 100_000.0)?;
    within("way.farthest_m", file.way.farthest_m, file.radius_m, 200_000.0)?;
    within("way.detour", file.way.detour, 1.0, 5.0)?;
    for term in &file.terms {
        within("weight", term.weight, 0.0, 1.0)?;
    }
    for values in [file.visits, file.accepting_new] {
        for value in [values.yes, values.old_yes, values.consult, values.unknown, values.no] {
            within("value of an answer", value, 0.0, 1.0)?;
        }
    }
    for value in [file.reachable.open, file.reachable.soon, file.reachable.unknown, file.reachable.closed] {
        within("value of reachable", value, 0.0, 1.0)?;
    }
    within("availability.carried_over.months", f64::from(file.availability.carried_over.months), 0.0, 12.0)?;
    within("reachable.soon_hours", file.reachable.soon_hours as f64, 0.0, 168.0)?;
    file.rotation.iter().try_for_each(RotationPolicy::check)?;
    for entry in &file.night_cover {
        within("value of night_cover", entry.value, 0.0, 1.0)?;
    }
    Ok(())
}

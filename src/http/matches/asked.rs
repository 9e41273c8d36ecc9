//! The ranked rows put into words.

use crate::directory::Directory;
use crate::domain::hours::Calendar;
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Metres, Source, vocabulary};
use crate::http::contact::contact_view;
use crate::http::problem::Problem;
use crate::http::requirements::{Asking, RequirementView, label};
use crate::http::services::Services;
use crate::http::view::round;
use crate::matching::explain;
use crate::matching::{AnyOf, Exclusion, Expectations, Expected, Question, Ranked, Ranking, State, View, way_line};

use super::views::{
    CandidateView, EvidenceView, ExcludedView, HorizonView, LawView, MissingView, PolicyView, TermView,
};

/// A question together with what is needed to put its answer into words.
pub(in crate::http) struct Asked<'a> {
    pub(in crate::http) services: &'a Services,
    pub(in crate::http) directory: &'a Directory,
    pub(in crate::http) question: &'a Question,
    pub(in crate::http) asking: &'a Asking,
    /// What was asked of the question's role.
    pub(in crate::http) expectations: &'a Expectations<'static>,
    pub(in crate::http) lang: Lang,
    /// The hours in which the asker can call, where they were given.
    pub(in crate::http) my_hours: Option<&'a Calendar>,
}

impl Asked<'_> {
    pub(super) fn candidates(&self, ranked: &[Ranked]) -> Result<Vec<CandidateView>, Problem> {
        (1..).zip(ranked).filter_map(|(rank, ranked)| self.candidate(rank, ranked).transpose()).collect()
    }

    fn candidate(&self, rank: usize, ranked: &Ranked) -> Result<Option<CandidateView>, Problem> {
        let facility = self.directory.facility(ranked.row).map_err(|error| Problem::internal(&error))?;
        let Some((facility, view)) =
            facility.zip(self.directory.view(self.question, &self.services.policy, ranked.row))
        else {
            return Ok(None);
        };
        let policy = &self.services.policy;
        let requirements = |expected: &[Expected<'static>]| {
            let any: Vec<_> = expected.iter().map(|expected| expected.any).collect();
            let lines = explain::requirements(&view, &any, self.question, policy, vocabulary(), self.lang);
            lines.into_iter().zip(expected).map(|(line, of)| RequirementView::new(line, of, self.lang)).collect()
        };
        let terms = explain::terms(ranked, &view, self.question, policy, self.lang)
            .into_iter()
            .map(|line| TermView {
                term: line.term,
                label: line.label,
                weight: line.weight,
                value: line.value,
                reason: line.reason,
            })
            .collect();
        Ok(Some(CandidateView {
            rank,
            straight_line_m: round(view.distance, 1),
            counted_m: ranked.counted().map(|metres| round(metres, 1)),
            way: way_line(ranked, policy, self.lang).into(),
            within_16km: view.distance.0 <= policy.radius().0,
            within_16km_certain: self.is_certain(&facility, view.distance),
            by_road: None,
            requirements: requirements(&self.expectations.needs),
            wishes: requirements(&self.expectations.wishes),
            terms,
            score: ranked.score,
            missing: self.missing(&view),
            contact: contact_view(&facility, self.question.at, self.my_hours, self.lang),
            rotation: format!("{:016x}", ranked.lot),
            professional_only: self.services.seen.beyond_public(&facility),
            facility: (&facility).into(),
        }))
    }

    /// Whether the imprecision of home and facility together stays on one side of the line.
    pub(super) fn is_certain(&self, facility: &Facility, distance: Metres) -> bool {
        let doubt = self.question.origin_accuracy.0 + facility.position.map_or(0.0, |position| position.accuracy.0);
        (distance.0 - self.services.policy.radius().0).abs() > doubt
    }

    /// The places of some rows among all candidates, from 1; `None` for one that is no candidate.
    pub(super) fn places<const N: usize>(&self, rows: [u32; N]) -> [Option<usize>; N] {
        let all = self.directory.rank(self.question, &self.services.policy, self.directory.len().max(1), 0).candidates;
        rows.map(|row| all.iter().position(|ranked| ranked.row == row).map(|place| place + 1))
    }

    /// The needs that a facility says no to.
    fn missing(&self, view: &View) -> Vec<MissingView> {
        let needs = &self.question.needs;
        let policy = &self.services.policy;
        let lines = explain::requirements(view, needs, self.question, policy, vocabulary(), self.lang);
        let unmet = needs.iter().zip(lines).filter(|(_, line)| line.state == State::Unmet);
        unmet
            .map(|(&any, line)| {
                let label = label(any, self.lang);
                let detail = match self.lang {
                    Lang::Ja => format!("足りない条件: {label}（{}）", line.reason),
                    Lang::En => format!("Missing: {label} ({})", line.reason),
                    Lang::Easy => format!("できないこと: {label}（{}）", line.reason),
                };
                MissingView {
                    need: line.need,
                    any_of: line.any_of,
                    label,
                    answer: line.answer.id(),
                    as_of: line.as_of.map(|date| date.to_string()),
                    source: line.source.map(Source::id),
                    detail,
                }
            })
            .collect()
    }

    pub(super) fn policy_view(&self) -> PolicyView {
        let policy = &self.services.policy;
        let usual = policy.terms().iter().map(|term| (term.id.id(), term.weight, &term.reason));
        let rotation = policy.rotation().filter(|_| self.question.rotation.is_some());
        let terms = usual.chain(rotation.map(|term| ("rotation", term.weight, &term.reason)));
        PolicyView {
            version: policy.version().to_owned(),
            weights: terms.clone().map(|(term, weight, _)| (term.to_owned(), weight.into())).collect(),
            reasons: terms
                .map(|(term, _, reason)| (term.to_owned(), explain::words(reason, self.lang).to_owned()))
                .collect(),
            publisher: policy.publisher().map(str::to_owned),
            horizons: policy
                .horizons()
                .iter()
                .map(|horizon| HorizonView {
                    applies_to: horizon.applies_to.clone(),
                    sort: horizon.sort,
                    days: horizon.days,
                    reason: explain::words(&horizon.reason, self.lang).to_owned(),
                })
                .collect(),
            availability: policy
                .availability()
                .laws()
                .map(|(law, reason)| LawView { law, reason: explain::words(reason, self.lang).to_owned() })
                .into(),
        }
    }

    pub(super) fn evidence_view(&self, ranking: &Ranking) -> EvidenceView {
        let evidence = &ranking.evidence;
        let policy = &self.services.policy;
        EvidenceView {
            radius_m: round(policy.radius(), 0),
            examined_radius_m: round(policy.examined_radius(), 0),
            examined: evidence.examined,
            within: evidence.within,
            offering_visits: evidence.offering,
            candidates: evidence.candidates,
            excluded: evidence.excluded.iter().map(|(reason, count)| self.excluded_view(*reason, *count)).collect(),
        }
    }

    pub(super) fn excluded_view(&self, exclusion: Exclusion, count: u32) -> ExcludedView {
        let lang = self.lang;
        let Metres(radius) = self.services.policy.radius();
        let (reason, need, label) = match exclusion {
            Exclusion::BeyondLine => (
                "beyond_16km",
                None,
                match lang {
                    Lang::En => format!("Farther than {} km", radius / 1_000.0),
                    Lang::Ja | Lang::Easy => format!("直線 {} km を超える", radius / 1_000.0),
                },
            ),
            Exclusion::PlaceUnknown => (
                "place_unknown",
                None,
                lang.pick(
                    "所在地が町名まで分からない",
                    "Place known only to its municipality",
                    "場所(ばしょ)がよくわかりません",
                )
                .to_owned(),
            ),
            Exclusion::NotInRole => (
                "not_in_role",
                None,
                lang.pick("訪問していないと回答", "Says that it does not visit", "家(いえ)に来(き)ません").to_owned(),
            ),
            Exclusion::Need(need) => {
                let words = label(need, lang);
                let label = match lang {
                    Lang::Ja => format!("{words}に対応していない"),
                    Lang::En => format!("No {words}"),
                    Lang::Easy => format!("{words}ができません"),
                };
                ("need_unmet", Some(need), label)
            }
        };
        let any_of: Vec<String> =
            need.into_iter().flat_map(AnyOf::members).map(|member| vocabulary().id(member).to_owned()).collect();
        ExcludedView { reason, need: any_of.first().cloned(), any_of, label, count }
    }
}

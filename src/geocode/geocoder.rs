//! The gazetteer and all who know more: from an address to the most precise place that anybody vouches for.

use crate::domain::municipality::MunicipalityCode;
use crate::domain::place::{LatLon, Level, Metres};

use super::calibration;
use super::estimate::{Basis, Estimate, estimate};
use super::lot::Lot;
use super::neighbours::{Neighbours, STEP, east_step};
use super::parse::{MOST_ACCURACY, quality};
use super::{Candidate, Gazetteer, Readings, Source};

/// As many readings of an address are made more precise before the best are taken.
const READINGS: usize = 5;

/// Looks addresses up: first in the gazetteer, then, house by house, in what others have surveyed.
#[derive(Debug, Clone, Copy)]
pub struct Geocoder<'a> {
    /// The towns of the country.
    pub gazetteer: &'a Gazetteer,
    /// Surveyed places: facilities with published positions, and what reference files an operator imported.
    pub surveyed: &'a [Neighbours],
    /// Readings and postal codes of towns.
    pub readings: &'a Readings,
}

impl Geocoder<'_> {
    /// What the text may mean, best first; empty when nothing in it is a place. See [`Gazetteer::geocode`].
    pub fn geocode(&self, text: &str, limit: usize) -> Vec<Candidate> {
        let written = self.gazetteer.geocode(text, limit.max(READINGS));
        if written.first().is_none_or(|c| c.level == Level::Prefecture)
            && let Some(spelt) = self.spelt_out(text)
        {
            return self.geocode(&spelt, limit);
        }
        let spoken = self.spoken(text, &written, limit.max(READINGS));
        self.refine_all(if spoken.is_empty() { written } else { spoken }, limit)
    }

    /// What the text may become, best first. See [`Gazetteer::suggest`].
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Candidate> {
        let mut candidates = self.gazetteer.suggest(text, limit);
        if candidates.is_empty()
            && let Some(spelt) = self.spelt_out(text)
        {
            return self.suggest(&spelt, limit);
        }
        self.add_spoken(text, limit, &mut candidates);
        candidates.iter_mut().for_each(|candidate| self.refine(candidate));
        candidates
    }

    fn refine_all(&self, mut candidates: Vec<Candidate>, limit: usize) -> Vec<Candidate> {
        for candidate in &mut candidates {
            self.refine(candidate);
        }
        // A name that only neighbours know has become surer.
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        prefer_known_houses(&mut candidates);
        widen(&mut candidates);
        if let Some(common) = self.common_area(&candidates) {
            candidates.insert(0, common);
        }
        candidates.truncate(limit);
        candidates
    }

    /// Replaces the point of a town by the most precise place that is known, and says so.
    pub fn refine(&self, candidate: &mut Candidate) {
        if !matches!(candidate.level, Level::Town | Level::Municipality) {
            return;
        }
        let lot = Lot::read(&candidate.rest);
        let best = self
            .surveyed
            .iter()
            .filter_map(|index| Known::of(index, candidate, &lot))
            .min_by(|a, b| a.accuracy.total_cmp(&b.accuracy));
        if let Some(known) = best {
            known.apply(candidate, &lot);
        }
    }

    /// Where several places of one prefecture fit equally well, what is known is the prefecture.
    fn common_area(&self, candidates: &[Candidate]) -> Option<Candidate> {
        let first = candidates.first()?;
        let municipality = first.municipality?;
        let tied = || candidates.iter().filter(|c| c.score >= first.score * TIED);
        let prefecture = |c: &Candidate| c.municipality.map(MunicipalityCode::prefecture);
        let several = tied().any(|c| c.municipality != Some(municipality));
        let same_prefecture = tied().all(|c| prefecture(c) == Some(municipality.prefecture()));
        if !several || !same_prefecture || first.level > Level::Town {
            return None;
        }
        let city = self.gazetteer.city_of(tied().filter_map(|c| c.municipality));
        let mut common = city.or_else(|| self.gazetteer.prefecture(municipality.prefecture()))?;
        common.score = tied().map(|c| c.score).sum::<f64>().min(1.0);
        Some(common)
    }
}

/// Readings whose scores differ by no more than this factor fit equally well.
const TIED: f64 = 0.999;

/// Of readings that fit equally well, one whose house number is known is likelier meant.
fn prefer_known_houses(candidates: &mut [Candidate]) {
    let Some(best) = candidates.first().map(|c| c.score) else { return };
    let tied = candidates.iter().take_while(|c| c.score >= best * TIED).count();
    let weight = |c: &Candidate| match c.level {
        Level::Point => 4.0,
        Level::Block => 2.0,
        _ => 1.0,
    };
    let group = &mut candidates[..tied];
    let (total, weights): (f64, f64) = group.iter().fold((0.0, 0.0), |(t, w), c| (t + c.score, w + weight(c)));
    for candidate in group.iter_mut() {
        candidate.score = total * weight(candidate) / weights;
    }
    group.sort_by(|a, b| b.score.total_cmp(&a.score));
}

/// Where several towns of one municipality fit equally well, the first is not known better than the others are far.
fn widen(candidates: &mut [Candidate]) {
    let Some((first, others)) = candidates.split_first_mut() else { return };
    for other in others.iter().filter(|c| c.score >= first.score * TIED && c.municipality == first.municipality) {
        first.accuracy.0 = first.accuracy.0.max(first.at.geodesic(other.at).0 + other.accuracy.0);
    }
}

/// What an index of surveyed places says about a reading.
struct Known {
    at: LatLon,
    level: Level,
    accuracy: f64,
    source: Source,
    numbers: usize,
    /// Whether the name before the numbers was recognised.
    area: bool,
}

impl Known {
    fn of(index: &Neighbours, candidate: &Candidate, lot: &Lot) -> Option<Self> {
        let (around, base) = index.around(&candidate.matched)?;
        let in_town = candidate.level == Level::Town;
        let spread = in_town.then(|| candidate.accuracy.0 / calibration::TOWN_SIGMAS);
        let official = index.source() != Source::Neighbours;
        let found = estimate(&around, spread, lot, official)?;
        // The houses of a town show where people are; the middle of its official points does not.
        if official && matches!(found.basis, Basis::Far | Basis::WithoutArea | Basis::OtherArea | Basis::Town) {
            return None;
        }
        let mut accuracy = calibration::accuracy(&found, official).round();
        if accuracy > candidate.accuracy.0 && !in_town {
            // A village that numbers its lots throughout is no larger than a large town, and the numbers around this one are known.
            let village = lot.area.is_empty() && matches!(found.basis, Basis::Block | Basis::Near);
            if !village || candidate.accuracy.0 > MOST_ACCURACY {
                return None;
            }
            accuracy = candidate.accuracy.0.round();
        }
        Some(Self {
            at: moved(base, found.offset)?,
            level: level(&found, official),
            accuracy,
            source: index.source(),
            numbers: found.numbers,
            area: !lot.area.is_empty() && (found.numbers > 0 || found.basis == Basis::Area || !in_town),
        })
    }

    fn apply(self, candidate: &mut Candidate, lot: &Lot) {
        candidate.at = self.at;
        if candidate.level == Level::Municipality {
            // The name that the gazetteer does not know is known after all.
            candidate.score = (candidate.score / quality::MUNICIPALITY_ONLY * quality::SKIPPED).min(1.0);
        }
        candidate.level = self.level;
        candidate.accuracy = Metres(self.accuracy);
        candidate.source = Some(self.source);
        let end = match (self.numbers, self.area) {
            (0, false) => return,
            (numbers, _) => lot.ends[numbers],
        };
        candidate.matched.push_str(&lot.written(self.numbers));
        candidate.rest = super::parse::behind(&candidate.rest, end).to_owned();
    }
}

fn level(found: &Estimate, official: bool) -> Level {
    match found.basis {
        Basis::SameAgreed | Basis::SameOnce | Basis::SameDisputed if official => Level::Block,
        Basis::SameAgreed | Basis::SameOnce | Basis::SameDisputed => Level::Point,
        Basis::Block => Level::Block,
        Basis::Near | Basis::Far | Basis::WithoutArea | Basis::OtherArea | Basis::Area | Basis::Town => Level::Town,
    }
}

/// A point so many metres east and north of another.
fn moved(from: LatLon, [east, north]: [f64; 2]) -> Option<LatLon> {
    let degrees = |metres: f64, step: f64| metres / step / 1e5;
    LatLon::new(from.lat() + degrees(north, STEP), from.lon() + degrees(east, east_step(from.lat()))).ok()
}

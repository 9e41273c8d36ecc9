//! What every question needs: the directory of the moment, the gazetteer and the policy.

use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::{Timestamp, tz};

use crate::ask::road::RoadServer;
use crate::directory::Directory;
use crate::domain::hours::moment_in_japan;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::{LatLon, Level, Metres};
use crate::geocode::{Candidate, Gazetteer, Geocoder};
use crate::matching::{Policy, Rotation};

use super::problem::Problem;
use super::requests::Requests;
use super::seen::Seen;

/// The services behind the questions. Cheap to clone; the directory inside is swapped while questions run.
#[derive(Clone)]
pub struct Services {
    /// The directory of the moment, as whoever asks may see it.
    pub seen: Seen,
    /// Where addresses lie.
    pub gazetteer: Arc<Gazetteer>,
    /// How candidates are ordered.
    pub policy: Arc<Policy>,
    /// Who knows the roads, where an operator named somebody.
    pub road: Option<Arc<RoadServer>>,
    /// Who was asked of late.
    pub requests: Arc<Requests>,
    /// The clock. A test gives its own.
    pub now: fn() -> Timestamp,
}

/// A home, and how it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// The point.
    pub at: LatLon,
    /// How precisely it is known.
    pub level: Level,
    /// How far off it may be.
    pub accuracy: Metres,
    /// What was recognised.
    pub matched: String,
    /// What was not needed.
    pub rest: String,
    /// Who knows where that is.
    pub source: &'static str,
    /// The municipality it lies in.
    pub municipality: Option<MunicipalityCode>,
    /// The prefecture it lies in, 1 to 47.
    pub prefecture: Option<u32>,
    /// What a reader should know about it.
    pub notices: Vec<String>,
}

/// Farther than this from the next town nobody lives: a point in the sea or far out in the mountains, in metres. Over all
/// 195,000 published coordinates of care services fewer than one in a thousand lies farther from a town's point than 5 km.
const UNINHABITED: Metres = Metres(8_000.0);

/// Readings of an address that are compared.
const MOST_READINGS: usize = 10;
/// Equally good readings share their certainty; below this one of them is no better than a guess.
const DOUBTFUL: f64 = 0.5;
/// A reading is as good as another from this share of its score on.
const CLEARLY_AHEAD: f64 = 0.8;
/// From here on the imprecision of a home is worth a word, in metres.
const IMPRECISE: Metres = Metres(2_000.0);

/// What a reader should know about how roughly the home is known.
fn imprecision(level: Level, accuracy: Metres) -> Option<String> {
    let km = (accuracy.0 / 1_000.0).ceil();
    if level > Level::Town {
        return Some(format!(
            "市区町村までしか分かりません。距離には ±{km} km の誤差があります。町名を足すと正確になります (only the municipality was recognised: distances are off by up to {km} km; add the town)"
        ));
    }
    (accuracy.0 > IMPRECISE.0).then(|| {
        format!("広い町のため、距離には ±{km} km の誤差があります (a large town: distances are off by up to {km} km)")
    })
}

impl Services {
    /// Now, as the wall clocks of Japan show it.
    pub fn now_in_japan(&self) -> DateTime {
        tz::offset(9).to_datetime((self.now)())
    }

    /// Who was asked of late, as a term for the rows of a directory; `None` where the policy has no such term.
    pub fn rotation(&self, directory: &Arc<Directory>) -> Option<Arc<Rotation>> {
        let policy = self.policy.rotation()?;
        Some(self.requests.rotation(directory, policy, (self.now)().as_second()))
    }

    /// What an address may mean, best first: by the gazetteer, the reference points and the directory of the moment.
    pub fn geocode(&self, address: &str, limit: usize) -> Vec<Candidate> {
        let directory = self.directory();
        self.geocoder(&directory).geocode(address, limit)
    }

    /// The directory of the moment, as whoever asks may see it: the public, unless the request was found to be somebody's.
    pub fn directory(&self) -> Arc<Directory> {
        self.seen.directory()
    }

    fn geocoder<'a>(&'a self, directory: &'a Directory) -> Geocoder<'a> {
        Geocoder { gazetteer: &self.gazetteer, surveyed: directory.surveyed(), readings: directory.readings() }
    }

    /// What the beginning of an address may become, best first.
    pub fn suggest(&self, text: &str, limit: usize) -> Vec<Candidate> {
        let directory = self.directory();
        self.geocoder(&directory).suggest(text, limit)
    }

    /// Finds the home that an address names.
    ///
    /// # Errors
    /// When the gazetteer does not know it, knows only its prefecture, or knows several places that fit equally well.
    pub fn locate_address(&self, field: &str, address: &str) -> Result<Origin, Problem> {
        if address.chars().count() > 300 {
            return Err(Problem::invalid(field, "住所は300文字までです (at most 300 characters)"));
        }
        let readings = self.geocode(address, MOST_READINGS);
        let Some(found) = readings.first() else {
            let detail = "住所が見つかりません。都道府県か市区町村から書いてください (address not found; begin with the prefecture or municipality)";
            return Err(Problem::invalid(field, detail));
        };
        // Towns that fit equally well follow the area that they have in common: whoever asks is to choose among them.
        let finest =
            if readings.iter().any(|reading| reading.level <= Level::Town) { Level::Town } else { Level::Municipality };
        let contenders = || readings.iter().filter(|reading| reading.level <= finest);
        let sure = contenders().map(|reading| reading.score).fold(0.0, f64::max);
        let rivals: Vec<String> = contenders()
            .filter(|other| other.score >= CLEARLY_AHEAD * sure)
            .map(|other| other.matched.clone())
            .collect();
        if sure < DOUBTFUL && rivals.len() > 1 {
            return Err(Problem::ambiguous(field, rivals));
        }
        if found.level == Level::Prefecture {
            let detail = "都道府県までしか分かりません。市区町村と町名を足してください (only the prefecture was recognised; add municipality and town)";
            return Err(Problem::invalid(field, detail));
        }
        let Some(source) = found.source else { return self.locate_point(field, found.at) };
        let notices = imprecision(found.level, found.accuracy).into_iter().collect();
        Ok(Origin {
            at: found.at,
            level: found.level,
            accuracy: found.accuracy,
            matched: found.matched.clone(),
            rest: found.rest.clone(),
            source: source.id(),
            municipality: found.municipality,
            prefecture: found.municipality.map(MunicipalityCode::prefecture),
            notices,
        })
    }

    /// Takes a point as a home.
    ///
    /// # Errors
    /// When the point lies outside Japan or where nobody lives.
    pub fn locate_point(&self, field: &str, at: LatLon) -> Result<Origin, Problem> {
        if !at.in_japan() {
            return Err(Problem::invalid(field, "日本の外の座標です (the point is outside Japan)"));
        }
        let town = self.gazetteer.reverse(at);
        let Some(town) = town.filter(|town| town.land_distance.0 <= UNINHABITED.0) else {
            let detail = "海上など、近くに町のない座標です (no town lies near this point; it may be in the sea)";
            return Err(Problem::invalid(field, detail));
        };
        Ok(Origin {
            at,
            level: Level::Point,
            accuracy: Metres(0.0),
            matched: format!("{} 付近", town.name),
            rest: String::new(),
            source: "request",
            municipality: town.municipality,
            prefecture: town.municipality.map(MunicipalityCode::prefecture),
            notices: Vec::new(),
        })
    }

    /// Reads a moment: RFC 3339 with an offset, or a wall-clock time of Japan without one.
    ///
    /// # Errors
    /// When it is neither.
    pub fn moment(field: &str, text: &str) -> Result<DateTime, Problem> {
        moment_in_japan(text).ok_or_else(|| Problem::no_moment(field))
    }
}

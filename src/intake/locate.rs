//! Which addresses of facilities are worth asking an external geocoder about, and which of its answers are believed. Facilities only:
//! what is asked stands in the store and is public.

use std::collections::{BTreeMap, HashSet};

use crate::domain::record::RecordBody;
use crate::domain::{Facility, LatLon, Level, Source};
use crate::geocode::{Gazetteer, House};
use crate::storage::{Store, StoreError};

use super::IntakeError;

/// So many of a geocoder's places are looked at; what comes later is further from what was asked.
const LOOK_AT: usize = 5;

/// What there is to ask.
#[derive(Debug, Default)]
pub struct Questions {
    /// Houses, each once, in order of their addresses, with the number of facilities there.
    pub houses: Vec<(House, usize)>,
    /// Houses that were asked about before, in vain.
    pub asked_before: usize,
    /// Facilities whose address ends before the house number, or is not understood: there is nothing to ask.
    pub without_number: usize,
}

/// The houses of all facilities that are placed no better than to their town. Those that were asked about before are left out
/// unless they are to be asked `again`.
///
/// # Errors
/// When the store fails or holds something unreadable.
pub async fn questions(store: &Store, gazetteer: &Gazetteer, again: bool) -> Result<Questions, IntakeError> {
    let asked = asked(store).await?;
    let mut questions = Questions::default();
    let mut houses: BTreeMap<String, (House, usize)> = BTreeMap::new();
    store
        .facilities::<IntakeError>(|json| {
            let facility: Facility = serde_json::from_str(json)?;
            let is_rough = facility.position.is_none_or(|position| position.level >= Level::Town);
            if facility.fictional || !is_rough {
                return Ok(());
            }
            match gazetteer.read_facility(&facility).and_then(|reading| reading.house()) {
                Some(house) => houses.entry(house.address()).or_insert((house, 0)).1 += 1,
                None => questions.without_number += 1,
            }
            Ok(())
        })
        .await?;
    let count = houses.len();
    questions.houses =
        houses.into_iter().filter(|(address, _)| again || !asked.contains(address)).map(|(_, house)| house).collect();
    questions.asked_before = count - questions.houses.len();
    Ok(questions)
}

/// The addresses about which a geocoder was asked.
async fn asked(store: &Store) -> Result<HashSet<String>, StoreError> {
    let records = store.records_of(Source::Geocoder).await?.into_iter();
    Ok(records.filter(|record| matches!(record.body, RecordBody::Places(_))).map(|record| record.key).collect())
}

/// What an answer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is believed.
    Found,
    /// The geocoder knows nothing.
    Nothing,
    /// The point, or the address it is said to have, lies in another municipality.
    OtherMunicipality,
    /// The point lies too far from the town.
    Far,
    /// The geocoder knows the town only, or does not say what it found: no better than what is known.
    Coarse,
    /// It found another town or house number.
    OtherHouse,
}

impl Verdict {
    /// The identifier in the file of answers.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Nothing => "nothing",
            Self::OtherMunicipality => "other_municipality",
            Self::Far => "far",
            Self::Coarse => "coarse",
            Self::OtherHouse => "other_house",
        }
    }

    /// What a reader is told.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Found => "採用 (believed)",
            Self::Nothing => "見つからない (not found)",
            Self::OtherMunicipality => "別の市区町村 (in another municipality)",
            Self::Far => "町から離れすぎている (too far from the town)",
            Self::Coarse => "町名までしか分からない (known to the town only)",
            Self::OtherHouse => "別の町名・番地 (another town or house number)",
        }
    }
}

/// An answer that was judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What it is worth.
    pub verdict: Verdict,
    /// The point, where it is believed.
    pub at: Option<LatLon>,
    /// What stands behind the town, as far as question and answer both name it.
    pub lot: String,
    /// What the geocoder says it found.
    pub title: String,
}

/// Judges what a geocoder found for a house, each place a point and what is said to stand there, best first. The first that can be
/// believed stands; where none can, the first says why.
pub fn judge(gazetteer: &Gazetteer, house: &House, places: &[(LatLon, String)]) -> Judged {
    let mut first = None;
    for (at, title) in places.iter().take(LOOK_AT) {
        match believed(gazetteer, house, *at, title) {
            Ok(lot) => return Judged { verdict: Verdict::Found, at: Some(*at), lot, title: title.clone() },
            Err(verdict) => {
                first.get_or_insert_with(|| Judged { verdict, at: None, lot: String::new(), title: title.clone() });
            }
        }
    }
    let nothing = || Judged { verdict: Verdict::Nothing, at: None, lot: String::new(), title: String::new() };
    first.unwrap_or_else(nothing)
}

/// What of the house number a believable place confirms, or why it is not believed.
fn believed(gazetteer: &Gazetteer, house: &House, at: LatLon, title: &str) -> Result<String, Verdict> {
    let lies_in = gazetteer.reverse(at).and_then(|town| town.municipality);
    if !at.in_japan() || lies_in != Some(house.municipality()) {
        return Err(Verdict::OtherMunicipality);
    }
    if !house.may_lie_at(at) {
        return Err(Verdict::Far);
    }
    let said =
        gazetteer.geocode(title, 1).into_iter().next().and_then(|reading| reading.house()).ok_or(Verdict::Coarse)?;
    if said.municipality() != house.municipality() {
        return Err(Verdict::OtherMunicipality);
    }
    house.shared_with(&said).ok_or(Verdict::OtherHouse)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static JAPAN: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

    fn verdict(places: &[(LatLon, &str)]) -> (Verdict, String) {
        let house = JAPAN.geocode("神奈川県横須賀市浦賀五丁目1-1", 1)[0].house().unwrap();
        let places: Vec<(LatLon, String)> = places.iter().map(|(at, title)| (*at, (*title).to_owned())).collect();
        let judged = judge(&JAPAN, &house, &places);
        assert_eq!(judged.at.is_some(), judged.verdict == Verdict::Found);
        (judged.verdict, judged.lot)
    }

    #[test]
    fn an_answer_is_believed_only_where_it_lies_and_reads_as_it_should() {
        let town = JAPAN.geocode("神奈川県横須賀市浦賀五丁目", 1)[0].at;
        let here = LatLon::new(town.lat() + 0.000_5, town.lon()).unwrap();
        let far = JAPAN.geocode("神奈川県横須賀市武一丁目", 1)[0].at;
        let kamakura = JAPAN.geocode("神奈川県鎌倉市御成町", 1)[0].at;
        let of = |at, title| verdict(&[(at, title)]);
        assert_eq!(of(here, "神奈川県横須賀市浦賀五丁目1番1号"), (Verdict::Found, "1-1".to_owned()));
        assert_eq!(of(here, "神奈川県横須賀市浦賀五丁目１番"), (Verdict::Found, "1".to_owned()));
        assert_eq!(of(here, "神奈川県横須賀市浦賀五丁目").0, Verdict::Coarse);
        assert_eq!(of(here, "").0, Verdict::Coarse);
        assert_eq!(of(here, "神奈川県横須賀市浦賀五丁目2番").0, Verdict::OtherHouse);
        assert_eq!(of(here, "神奈川県鎌倉市御成町1-1").0, Verdict::OtherMunicipality);
        assert_eq!(of(kamakura, "神奈川県横須賀市浦賀五丁目1番").0, Verdict::OtherMunicipality);
        assert_eq!(of(far, "神奈川県横須賀市浦賀五丁目1番").0, Verdict::Far);
        assert_eq!(of(LatLon::new(0.0, 0.0).unwrap(), "神奈川県横須賀市浦賀五丁目1番").0, Verdict::OtherMunicipality);
        assert_eq!(verdict(&[]).0, Verdict::Nothing);
        // A better answer further down is found; where there is none, the first one says why.
        let good = (here, "神奈川県横須賀市浦賀五丁目1番");
        assert_eq!(verdict(&[(kamakura, "神奈川県鎌倉市御成町1-1"), good]).0, Verdict::Found);
        assert_eq!(verdict(&[(here, "神奈川県横須賀市浦賀五丁目2番"), (far, "")]).0, Verdict::OtherHouse);
    }

    /// Houses of hospitals and their published points.
    fn published() -> Vec<(House, LatLon)> {
        use crate::domain::record::RecordBody;
        use std::path::{Path, PathBuf};

        let folder = std::env::var_os("ZAITAKU_SHARED_DATA")
            .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
        let name = "01-1_hospital_facility_info_20251201.zip";
        let Ok(bytes) = std::fs::read(folder.join("navii").join(name)) else { return Vec::new() };
        let mut houses = Vec::new();
        for part in crate::import::expand(name, bytes, None).unwrap() {
            for record in crate::import::read(&part, &mut |_| ()).unwrap().records {
                let RecordBody::Listing(listing) = record.body else { continue };
                let readings = listing.municipality.map(|code| JAPAN.geocode_within(&listing.address, code, 1));
                let house = readings.unwrap_or_default().first().and_then(crate::geocode::Candidate::house);
                houses.extend(house.zip(listing.at));
            }
        }
        houses
    }

    #[test]
    #[expect(
        clippy::print_stdout,
        clippy::cast_precision_loss,
        reason = "what was measured is told; it goes into the document"
    )]
    fn true_points_are_believed_and_those_of_others_are_not() {
        let houses = published();
        if houses.is_empty() {
            println!("SKIPPED: no official files in ZAITAKU_SHARED_DATA or ../shared/data");
            return;
        }
        let tally = |shift: usize| {
            let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
            for (i, (house, _)) in houses.iter().enumerate() {
                let at = houses[(i + shift) % houses.len()].1;
                *verdicts.entry(judge(&JAPAN, house, &[(at, house.address())]).verdict).or_default() += 1;
            }
            verdicts
        };
        let share = |verdicts: &BTreeMap<Verdict, usize>| {
            verdicts.get(&Verdict::Found).copied().unwrap_or(0) as f64 / houses.len() as f64
        };
        // The next row of the list is a hospital of the same city, more often than not, and some of them stand in the same town.
        let (own, next) = (tally(0), tally(1));
        println!("{} houses; own point {own:?}; the next one's {next:?}", houses.len());
        assert!(share(&own) > 0.95, "{own:?}");
        assert!(share(&next) < 0.3, "{next:?}");
    }
}

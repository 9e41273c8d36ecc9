//! The demonstration town: about 1,500 invented facilities on the real geography of the Miura peninsula and its neighbours.
//!
//! Nothing of it is stored: the town is thrown with dice that start from names, so that the same towns and the same day give the
//! same records, byte for byte. No facility, person, number or network exists; every name carries 「（架空）」, every facility is
//! marked `fictional`, and telephone numbers, institution numbers and house numbers are such as cannot be given to anyone.
//!
//! What is real are the names and points of the towns, which the caller gives.

mod answers;
mod availability;
mod calendars;
mod chance;
mod details;
mod duties;
mod groups;
mod knowledge;
mod names;
mod places;
mod plan;

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::facility::Field;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::{Facility, Kind, LatLon, Level, Metres, Position, Source};

use chance::Chance;
use names::Names;
use places::{Places, Spot};
use plan::Plan;

/// The day on which the town of [`town`] was asked last.
pub const REFERENCE: Date = date(2026, 11, 1);

/// How far a facility may be from its point, in metres: as for published coordinates.
const ACCURACY: Metres = Metres(50.0);

/// A real town to put facilities into.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemoTown<'a> {
    /// 「神奈川県」.
    pub prefecture: &'a str,
    /// The municipality's code; of designated cities the ward's.
    pub municipality: MunicipalityCode,
    /// Its name as addresses have it: 「横須賀市」, 「三浦郡葉山町」, 「横浜市金沢区」.
    pub municipality_name: &'a str,
    /// The town alone: 「浦賀五丁目」.
    pub name: &'a str,
    /// Its point.
    pub at: LatLon,
}

/// The municipalities in which the town lies; towns of others are passed over.
pub fn municipalities() -> impl Iterator<Item = MunicipalityCode> {
    places::SHARES.iter().filter_map(|&(code, _)| MunicipalityCode::from_number(code))
}

/// The demonstration town, as if today were [`REFERENCE`].
pub fn town<'a>(towns: impl Iterator<Item = DemoTown<'a>>) -> Vec<SourceRecord> {
    town_as_of(towns, REFERENCE)
}

/// The demonstration town with its answers up to two years before a day, so that it is neither stale nor from the future on that
/// day. The order of the towns does not matter; without any town of the area there is nothing.
pub fn town_as_of<'a>(towns: impl Iterator<Item = DemoTown<'a>>, reference: Date) -> Vec<SourceRecord> {
    let places = Places::new(towns);
    let mut builder = Builder { places, names: Names::default(), houses: HashMap::new(), facilities: Vec::new() };
    let mut sharing_nights = Vec::new();
    for &(kind, count) in plan::COUNTS {
        for (n, municipality) in (0..).zip(builder.places.spread(count)) {
            let plan = Plan::of(kind, n);
            if plan.shares_nights() {
                sharing_nights.push(builder.facilities.len());
            }
            builder.add(kind, n, plan, municipality, reference);
        }
    }
    let mut facilities = builder.facilities;
    groups::join(&mut facilities, &sharing_nights);
    duties::share(&mut facilities, reference);
    facilities.into_iter().map(|facility| record(facility, reference)).collect()
}

struct Builder {
    places: Places,
    names: Names,
    /// The first house of each operator; further services often share it.
    houses: HashMap<(MunicipalityCode, String), Spot>,
    facilities: Vec<Facility>,
}

impl Builder {
    fn add(&mut self, kind: Kind, n: u32, plan: Plan, municipality: MunicipalityCode, reference: Date) {
        let id = format!("demo-{}-{:03}", kind.id().replace('_', "-"), n + 1);
        let mut chance = Chance::of(&id);
        let brand = matches!(plan, Plan::Care(_) | Plan::Station(_)).then(|| brand(municipality, &mut chance));
        let spot = match &brand {
            Some(brand) if chance.percent(45) => self.house(municipality, brand),
            _ => self.places.spot(municipality, &mut chance),
        };
        let Some(spot) = spot else { return };
        let (name, kana) = self.names.take(&plan, brand.as_deref(), &mut chance);
        let mut facility = Facility::new(id, kind, name, spot.address);
        facility.fictional = true;
        facility.name_kana = Some(kana);
        facility.municipality = Some(spot.municipality);
        // Some lists carry no coordinates; such a facility is placed by its address.
        let placed = plan.shares_nights() || !chance.percent(4);
        facility.position =
            placed.then_some(Position { at: spot.at, level: Level::Point, accuracy: ACCURACY, source: Source::Demo });
        details::set(&mut facility, plan, u32::try_from(self.facilities.len()).unwrap_or(0));
        answers::give(&mut facility, plan, reference);
        calendars::set(&mut facility, plan, reference);
        availability::tell(&mut facility, reference);
        self.facilities.push(facility);
    }

    fn house(&mut self, municipality: MunicipalityCode, brand: &str) -> Option<Spot> {
        let key = (municipality, brand.to_owned());
        if let Some(spot) = self.houses.get(&key) {
            return Some(spot.clone());
        }
        let spot = self.places.spot(municipality, &mut Chance::of(&format!("house of {brand} in {municipality}")))?;
        self.houses.insert(key, spot.clone());
        Some(spot)
    }
}

/// The operator's word: in each municipality a few operators run most services.
fn brand(municipality: MunicipalityCode, chance: &mut Chance) -> String {
    let operators =
        places::SHARES.iter().find(|(code, _)| *code == municipality.number()).map_or(1, |(_, share)| 3 * share);
    let operator = chance.below(operators);
    names::stem(&mut Chance::of(&format!("operator {operator} of {municipality}")))
}

/// The facility as a record of its own, with the origin of every field.
fn record(mut facility: Facility, reference: Date) -> SourceRecord {
    let age = Chance::of(&format!("edition of {}", facility.id)).between(20, 400);
    let origin = Origin { source: Source::Demo, as_of: reference.saturating_sub(i64::from(age).days()) };
    let present = [
        (Field::Name, true),
        (Field::NameKana, facility.name_kana.is_some()),
        (Field::Address, true),
        (Field::Position, facility.position.is_some()),
        (Field::Phone, facility.phone.is_some()),
        (Field::Fax, facility.fax.is_some()),
        (Field::Url, facility.url.is_some()),
        (Field::Beds, facility.beds.is_some()),
        (Field::Services, !facility.services.is_empty()),
        (Field::Specialties, !facility.specialties.is_empty()),
        (Field::Group, facility.group.is_some()),
    ];
    facility.provenance = present
        .into_iter()
        .filter(|(_, present)| *present)
        .map(|(field, _)| (field, origin))
        .collect::<BTreeMap<_, _>>();
    SourceRecord {
        source: Source::Demo,
        key: facility.id.clone(),
        edition: reference,
        rows: vec![xxh3_64(facility.id.as_bytes())],
        body: RecordBody::Canonical(Box::new(facility)),
    }
}

#[cfg(test)]
mod tests;

//! Filling an empty store with the fictional demonstration town.

use anyhow::Context;
use japan_reverse_geocoder::Geocoder;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::demo::{self, DemoTown};
use crate::domain::LatLon;
use crate::domain::municipality::{MunicipalityCode, prefecture_name};
use crate::domain::record::SourceRecord;
use crate::intake::{self, Joining};
use crate::storage::Store;

use super::catch_up::Silent;

/// Puts the demonstration town into a store that holds nothing. A store with anything in it is left alone.
pub(super) async fn fill(store: &Store, joining: &Joining) -> anyhow::Result<()> {
    let _alone = store.lock_imports().await?;
    if !store.source_summary().await?.is_empty() {
        tracing::info!("the store is not empty: the demonstration town is not added");
        return Ok(());
    }
    let now = Timestamp::now();
    let today = jiff::tz::offset(9).to_datetime(now).date();
    let records = tokio::task::spawn_blocking(move || town(today)).await??;
    let account = intake::store_records(store, "demonstration town", &records, now).await?;
    joining.join_if_needed(store, &mut Silent).await?;
    tracing::info!(records = account.new, "the demonstration town is in");
    Ok(())
}

/// The middle of the demonstration town and how far its municipalities reach, in metres.
const AREA: (f64, f64, f64) = (35.28, 139.63, 25_000.0);

/// The town on the real towns of its area. The gazetteer is for asking by name and place; the list it is made of tells them all.
pub(super) fn town(today: Date) -> anyhow::Result<Vec<SourceRecord>> {
    let (lat, lon, reach) = AREA;
    let source = Geocoder::new();
    let found = source.within_radius(lat, lon, reach).context("the towns of the demonstration town cannot be read")?;
    let towns = found.iter().filter_map(|found| {
        let address = &found.address;
        let municipality = MunicipalityCode::from_number(address.city_code)?;
        Some(DemoTown {
            prefecture: prefecture_name(municipality.prefecture())?,
            municipality,
            municipality_name: address.city,
            name: address.town,
            at: LatLon::new(address.lat, address.lon).ok()?,
        })
    });
    Ok(demo::town_as_of(towns, today))
}

#[cfg(test)]
mod tests {
    use crate::domain::record::RecordBody;

    use super::*;

    #[test]
    fn the_town_lies_where_its_addresses_say() {
        let gazetteer = crate::geocode::Gazetteer::embedded();
        let records = town(demo::REFERENCE).unwrap();
        assert!(records.len() > 1_400);
        for record in &records {
            let RecordBody::Canonical(facility) = &record.body else { panic!("not canonical") };
            let candidate = gazetteer.geocode(&facility.address, 1).into_iter().next().unwrap();
            assert_eq!(candidate.municipality, facility.municipality, "{}", facility.address);
            let Some(position) = facility.position else { continue };
            assert!(position.at.geodesic(candidate.at).0 < 900.0, "{}", facility.address);
        }
    }
}

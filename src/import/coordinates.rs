//! Coordinates, and the many ways in which they are none.

use std::collections::HashMap;

use super::layout::At;
use super::ledger::{Ledger, place};
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{LatLon, text};

/// What a widely used web geocoder answers for "Japan" when it cannot find an address (found on 70 rows of 介護サービス情報公表,
/// from 和歌山 to 徳島).
const MIDDLE_OF_JAPAN: (f64, f64) = (36.204_824, 138.252_924);

/// Two columns of a row.
pub(super) struct Pair<'a> {
    /// Latitude, as it stands in the file.
    pub(super) lat: &'a str,
    /// Longitude, as it stands in the file.
    pub(super) lon: &'a str,
}

impl<'a> Pair<'a> {
    /// The pair in two columns.
    pub(super) fn of(row: &'a ::csv::StringRecord, (lat, lon): (At, At)) -> Self {
        Self { lat: lat.of(row), lon: lon.of(row) }
    }
}

/// The point, or nothing with a notice that says why.
pub(super) fn point(pair: &Pair<'_>, row: u64, field: &str, ledger: &mut Ledger<'_>) -> Option<LatLon> {
    let value = format!("{},{}", pair.lat, pair.lon);
    let mut nothing = |code, message| {
        ledger.warn(code, place(row, field, &value), message);
        None
    };
    if pair.lat.is_empty() && pair.lon.is_empty() {
        return nothing(
            "missing_coordinates",
            "緯度・経度がありません。住所から位置を求めます (the row has no coordinates)",
        );
    }
    let (Some(lat), Some(lon)) = (number(pair.lat), number(pair.lon)) else {
        return nothing(
            "unreadable_coordinates",
            "緯度・経度が数値ではありません。ないものとして扱いました (the coordinates are no numbers; taken as missing)",
        );
    };
    if lat == 0.0 && lon == 0.0 {
        return nothing(
            "missing_coordinates",
            "緯度・経度の 0 は「なし」として扱いました。住所から位置を求めます (zero stands for missing coordinates)",
        );
    }
    if (lat - MIDDLE_OF_JAPAN.0).abs() < 1e-5 && (lon - MIDDLE_OF_JAPAN.1).abs() < 1e-5 {
        return nothing(
            "coordinates_of_the_country",
            "日本の真ん中の点（検索の失敗で付く位置）です。ないものとして扱いました (the point is the middle of Japan, where a failed search puts things; taken as missing)",
        );
    }
    if let Ok(at) = LatLon::new(lat, lon)
        && at.in_japan()
    {
        return Some(at);
    }
    match LatLon::new(lon, lat) {
        Ok(at) if at.in_japan() => {
            ledger.info(
                "coordinates_swapped",
                place(row, field, &value),
                "緯度と経度が入れ替わっていたので戻しました (latitude and longitude stood in each other's place)",
            );
            Some(at)
        }
        _ => nothing(
            "coordinates_outside_japan",
            "日本の外の点です。ないものとして扱いました (the point is not in Japan; taken as missing)",
        ),
    }
}

fn number(text: &str) -> Option<f64> {
    text::nfkc(text).parse().ok()
}

/// Takes away points that facilities of different municipalities share: at least one of them is elsewhere, and the file does not
/// say which. Typically the point is the prefectural office, or the row above was copied.
pub(super) fn drop_shared(records: &mut [SourceRecord], rows: &[u64], field: &str, ledger: &mut Ledger<'_>) {
    let mut seen: HashMap<(u64, u64), Shared> = HashMap::new();
    for record in records.iter() {
        if let Some((at, municipality)) = placed(record) {
            seen.entry(bits(at)).or_default().add(municipality);
        }
    }
    for (record, &row) in records.iter_mut().zip(rows) {
        let Some((at, _)) = placed(record) else { continue };
        let Some(Shared::Several) = seen.get(&bits(at)) else { continue };
        ledger.warn(
            "shared_coordinates",
            place(row, field, &at.to_string()),
            "市区町村の違う施設が同じ点にあります。ないものとして扱いました (facilities of different municipalities have this same point; taken as missing)",
        );
        if let RecordBody::Listing(listing) = &mut record.body {
            listing.at = None;
        }
    }
}

fn placed(record: &SourceRecord) -> Option<(LatLon, Option<MunicipalityCode>)> {
    match &record.body {
        RecordBody::Listing(listing) => Some((listing.at?, listing.municipality)),
        _ => None,
    }
}

fn bits(at: LatLon) -> (u64, u64) {
    (at.lat().to_bits(), at.lon().to_bits())
}

/// The municipalities seen at one point.
#[derive(Default)]
enum Shared {
    #[default]
    Unknown,
    One(MunicipalityCode),
    Several,
}

impl Shared {
    fn add(&mut self, municipality: Option<MunicipalityCode>) {
        let Some(code) = municipality else { return };
        match self {
            Self::Unknown => *self = Self::One(code),
            Self::One(known) if *known != code => *self = Self::Several,
            Self::One(_) | Self::Several => {}
        }
    }
}

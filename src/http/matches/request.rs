//! The question as it arrives, and its home after checking.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::LatLon;
use crate::domain::vocabulary::{Lang, Role};

use crate::http::problem::Problem;
use crate::http::services::{Origin, Services};
use crate::http::team::TeamRequest;

/// A home: an address, or a point.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginRequest {
    /// An address in Japan.
    #[schema(example = "神奈川県横須賀市浦賀5丁目1-1")]
    pub address: Option<String>,
    /// Degrees north; with `lon`, instead of an address.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// The question.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchRequest {
    /// The patient's home. It lives for this request only.
    pub origin: OriginRequest,
    /// `attending` (default), `alternate`, `nursing`, `pharmacy`, `dental`, `care_manager` or `backup_hospital`.
    #[schema(value_type = Option<String>, example = "attending")]
    pub role: Option<Role>,
    /// What must be possible; identifiers of capabilities and of needs, which ask each role for what it takes.
    #[serde(default)]
    #[schema(example = json!(["terminal_cancer", "oxygen_therapy", "home_death_care"]))]
    pub needs: Vec<String>,
    /// What would be good.
    #[serde(default)]
    pub wishes: Vec<String>,
    /// The moment someone wants to reach them; now when absent.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    pub at: Option<String>,
    /// The hours in which the asker can call: OSM `opening_hours` or Japanese words. Each candidate then says which of its contact hours
    /// lie in them.
    #[schema(example = "平日 13時-17時")]
    pub my_hours: Option<String>,
    /// Whether to name a team around the first candidate.
    #[serde(default)]
    pub team: bool,
    /// Who stays in the team and who is left out; asks for a team by itself.
    pub team_with: Option<TeamRequest>,
    /// Candidates to show, 1 to 100.
    pub limit: Option<usize>,
    /// `ja` (default), `en` or `easy`.
    #[schema(value_type = Option<String>)]
    pub lang: Option<Lang>,
}

/// The home of a request: exactly one of address and point.
pub(in crate::http) fn check_origin(
    services: &Services,
    field: &str,
    origin: &OriginRequest,
) -> Result<Origin, Problem> {
    match (&origin.address, origin.lat, origin.lon) {
        (Some(address), None, None) => services.locate_address(&format!("{field}.address"), address),
        (None, Some(lat), Some(lon)) => {
            let at = check_point(field, lat, lon)?;
            services.locate_point(field, at)
        }
        _ => {
            let detail =
                "address か、lat と lon の組のどちらか一方を書いてください (give either address, or lat and lon)";
            Err(Problem::invalid(field, detail))
        }
    }
}

/// A point anywhere on the earth.
pub(in crate::http) fn check_point(field: &str, lat: f64, lon: f64) -> Result<LatLon, Problem> {
    LatLon::new(lat, lon).map_err(|error| match error {
        crate::domain::place::NotAPlace::Latitude(_) => {
            Problem::invalid(format!("{field}.lat"), "緯度は -90 から 90 までです (latitude is -90 to 90)")
        }
        crate::domain::place::NotAPlace::Longitude(_) => {
            Problem::invalid(format!("{field}.lon"), "経度は -180 から 180 までです (longitude is -180 to 180)")
        }
    })
}

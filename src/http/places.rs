//! Addresses to places. An address may be a patient's: it arrives in a body, and nowhere else.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::Source;
use crate::geocode::Candidate;

use super::body::Body;
use super::problem::Problem;
use super::services::Services;
use super::view::{MunicipalityView, round};

/// Places in one answer.
const LIMIT: usize = 10;
/// The longest text that is looked up, in characters.
const MAX_CHARS: usize = 300;

/// An address to place.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GeocodeRequest {
    /// The address, in any of the usual spellings.
    #[schema(example = "横須賀市浦賀5-1-1")]
    pub address: String,
}

/// The beginning of an address.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuggestRequest {
    /// What was typed so far.
    #[schema(example = "横須賀市浦")]
    pub text: String,
}

/// A place that fits.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PlaceView {
    lat: f64,
    lon: f64,
    /// `point`, `block`, `town`, `municipality` or `prefecture`.
    level: &'static str,
    /// The radius in metres within which the true place lies in nine of ten cases or more.
    accuracy_m: f64,
    /// What was recognised, in the official spelling, down to the house number where that is known.
    matched: String,
    /// What follows it, as typed.
    rest: String,
    municipality: Option<MunicipalityView>,
    /// Who gave the point; `request` for coordinates that were typed.
    source: &'static str,
    /// How sure the reading is, 0 to 1; places that fit equally well share it.
    score: f64,
}

/// Places that fit, best first; empty when nothing does.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Places {
    candidates: Vec<PlaceView>,
}

/// Place an address.
#[utoipa::path(post, path = "/api/v1/geocode", tag = "places", request_body = GeocodeRequest,
    responses((status = 200, body = Places, description = "places that fit, best first"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn geocode_address(
    State(services): State<Services>,
    Body(request): Body<GeocodeRequest>,
) -> Result<Json<Places>, Problem> {
    check_length("address", &request.address)?;
    Ok(places(services.geocode(&request.address, LIMIT)))
}

/// Suggest addresses from the first character on.
#[utoipa::path(post, path = "/api/v1/suggest", tag = "places", request_body = SuggestRequest,
    responses((status = 200, body = Places, description = "places that fit, best first"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed")))]
pub(super) async fn suggest_address(
    State(services): State<Services>,
    Body(request): Body<SuggestRequest>,
) -> Result<Json<Places>, Problem> {
    check_length("text", &request.text)?;
    Ok(places(services.suggest(&request.text, LIMIT)))
}

fn check_length(field: &str, text: &str) -> Result<(), Problem> {
    if text.chars().count() > MAX_CHARS {
        return Err(Problem::invalid(field, format!("{MAX_CHARS}文字までです (at most {MAX_CHARS} characters)")));
    }
    Ok(())
}

fn places(candidates: Vec<Candidate>) -> Json<Places> {
    Json(Places { candidates: candidates.into_iter().map(Into::into).collect() })
}

impl From<Candidate> for PlaceView {
    fn from(candidate: Candidate) -> Self {
        let name = candidate.municipality_name;
        Self {
            lat: candidate.at.lat(),
            lon: candidate.at.lon(),
            level: candidate.level.id(),
            accuracy_m: round(candidate.accuracy, 0),
            matched: candidate.matched,
            rest: candidate.rest,
            municipality: candidate.municipality.map(|code| MunicipalityView { code: code.to_string(), name }),
            source: candidate.source.map_or("request", Source::id),
            score: candidate.score,
        }
    }
}

//! Hours as they are understood while somebody writes them: words in, the week out. Nothing is stored.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::correction::calendar_of_text;
use crate::domain::source::{Origin, Source};
use crate::domain::vocabulary::Lang;

use super::body::Body;
use super::problem::Problem;
use super::services::Services;
use super::view::{DayView, days};

/// The longest text of hours that is read, in characters.
const LONGEST: usize = 1_000;

/// Hours in words.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursRequest {
    /// Japanese words, or OSM `opening_hours`.
    #[schema(example = "平日 9:00〜12:00、第2・4土 9:00〜12:00")]
    text: String,
    /// `ja` (default), `en` or `easy`: the language of `text` and of the notes in the answer.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    lang: Lang,
}

/// How hours were understood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct HoursReading {
    /// As OSM `opening_hours`.
    #[schema(example = "Mo-Fr 09:00-12:00; Sa[2,4] 09:00-12:00; PH off")]
    osm: String,
    /// In words again.
    text: String,
    /// What was not understood, as it was written; empty where everything was.
    rest: String,
    /// Monday to Sunday, and public holidays.
    week: Vec<DayView>,
}

/// How hours in words are understood: what a form shows while somebody writes.
#[utoipa::path(post, path = "/api/v1/hours", tag = "facilities", request_body = HoursRequest,
    responses((status = 200, body = HoursReading)))]
pub(super) async fn create_hours_reading(
    State(services): State<Services>,
    Body(request): Body<HoursRequest>,
) -> Result<Json<HoursReading>, Problem> {
    if request.text.chars().count() > LONGEST {
        return Err(Problem::invalid("text", "1000文字までです (at most 1000 characters)"));
    }
    let origin = Origin { source: Source::Editor, as_of: services.now_in_japan().date() };
    let calendar = calendar_of_text(request.text.trim(), origin);
    Ok(Json(HoursReading {
        osm: calendar.to_osm(),
        text: if request.lang == Lang::En { calendar.to_english() } else { calendar.to_japanese() },
        rest: calendar.rest.clone(),
        week: days(&calendar, request.lang),
    }))
}

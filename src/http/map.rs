//! The map: tiles, styles and glyphs.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{ComingFilter, Directory};
use crate::domain::availability::Coming;
use crate::domain::edit::day_in_japan;
use crate::domain::facility::WhichHours;
use crate::domain::{Answer, Kind, Level, vocabulary};
use crate::matching::Policy;
use crate::tiles::{
    Catalogue, EDITION, FACILITIES, Language, Theme, Tile, TileDirectory, TileFilter, TilePoint, TileVocabulary,
    TilesError, Visits,
};

use super::body::{Path, Query, is_known};
use super::problem::Problem;
use super::seen::Asker;
use super::state::App;

/// One tile source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourceEntry {
    id: String,
    description: Option<String>,
    attribution: Option<String>,
    content_type: String,
}

/// All tile sources.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SourceList {
    sources: Vec<SourceEntry>,
}

/// The directory as the live layer sees it, with the policy and the clock by which answers about days to come grow old.
pub struct OnMap {
    directory: Arc<Directory>,
    policy: Arc<Policy>,
    now: fn() -> Timestamp,
}

impl OnMap {
    /// A directory for the live layer.
    pub fn of(directory: Arc<Directory>, policy: Arc<Policy>, now: fn() -> Timestamp) -> Arc<dyn TileDirectory> {
        Arc::new(Self { directory, policy, now })
    }

    /// The words of the live layer.
    pub fn words() -> TileVocabulary {
        TileVocabulary::new(
            Kind::ALL.iter().map(|kind| kind.id()),
            vocabulary().capabilities().iter().map(|capability| capability.id.as_str()),
        )
    }
}

impl TileDirectory for OnMap {
    fn len(&self) -> u32 {
        u32::try_from(self.directory.len()).unwrap_or(u32::MAX)
    }

    fn point(&self, row: u32) -> Option<TilePoint> {
        let (at, level) = self.directory.place(row)?;
        let kind = self.directory.kind(row)?;
        Some(TilePoint {
            lat: at.lat(),
            lon: at.lon(),
            kind: u8::try_from(kind.index()).ok()?,
            visits: visits(self.directory.visits(row)),
            approx: level != Level::Point,
            caps: self.directory.yes(row).0,
            consult: self.directory.consult(row).0,
        })
    }

    fn id(&self, row: u32) -> Cow<'_, str> {
        Cow::Borrowed(self.directory.id(row))
    }

    fn name(&self, row: u32) -> Cow<'_, str> {
        Cow::Borrowed(self.directory.name(row))
    }

    fn open_at(&self, at: DateTime, calendar: WhichHours) -> Arc<[u64]> {
        self.directory.open_rows(at, calendar)
    }

    fn coming(&self, asked: Coming, or_consult: bool) -> Arc<[u64]> {
        let filter = ComingFilter::new(asked, day_in_japan((self.now)()), &self.policy);
        self.directory.coming_rows(&filter, or_consult)
    }
}

const fn visits(answer: Answer) -> Visits {
    match answer {
        Answer::Yes => Visits::Yes,
        Answer::Consult => Visits::Consult,
        Answer::No => Visits::No,
        Answer::Unknown => Visits::Unknown,
    }
}

impl From<TilesError> for Problem {
    fn from(error: TilesError) -> Self {
        if !error.is_callers_fault() {
            return Self::internal(&error);
        }
        match (&error, error.allowed()) {
            (TilesError::UnknownParameter { parameter, .. }, allowed) => {
                Self::unknown_field(parameter.as_str(), allowed.unwrap_or_default().to_vec())
            }
            (TilesError::UnknownValue { parameter, .. }, allowed) => {
                Self::not_allowed(*parameter, allowed.unwrap_or_default().to_vec())
            }
            (TilesError::NoMoment { parameter }, _) => Self::no_moment(*parameter),
            (TilesError::NoDay { parameter }, _) => Self::no_day(*parameter),
            (_, Some(known)) => Self::not_found(format!("{} [{}]", reason(&error), known.join(", "))),
            (_, None) => Self::not_found(reason(&error)),
        }
    }
}

/// What is not there, without the name that was asked for: the error's own sentence has it, for the log.
fn reason(error: &TilesError) -> String {
    match error {
        TilesError::Shared(cause) => reason(cause),
        TilesError::NoSuchTile { min_zoom, max_zoom, .. } => {
            format!(
                "ここにタイルはありません。ズームは {min_zoom} から {max_zoom} です (no such tile; zooms {min_zoom} to {max_zoom})"
            )
        }
        TilesError::UnknownSource { .. } => "この名前のタイルはありません (no tile source has this name)".to_owned(),
        TilesError::UnknownFont { .. } => "この名前の書体はありません (no font has this name)".to_owned(),
        TilesError::BadGlyphRange { .. } => {
            "文字の範囲は 0-255 のような256文字ずつです (a range is 256 characters such as 0-255)".to_owned()
        }
        _ => "見つかりません (not found)".to_owned(),
    }
}

/// Every tile source.
#[utoipa::path(get, path = "/tiles", tag = "map", responses((status = 200, body = SourceList, description = "the sources by name")))]
pub(super) async fn list_sources(State(app): State<App>) -> Json<SourceList> {
    let entry = |entry: crate::tiles::Entry| SourceEntry {
        id: entry.id,
        description: entry.description,
        attribution: entry.attribution,
        content_type: entry.content_type,
    };
    Json(SourceList { sources: app.map.catalogue.load().list().into_iter().map(entry).collect() })
}

/// The TileJSON 3 of a source.
#[utoipa::path(get, path = "/tiles/{source}", tag = "map", params(("source" = String, Path)),
    responses((status = 200, description = "TileJSON 3"), (status = 404, body = Problem, description = "no source has this name")))]
pub(super) async fn get_tilejson(
    State(app): State<App>,
    Path(source): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut tilejson = app.map.catalogue.load().tilejson(&source, &base_url(&headers))?;
    // A map that nobody has moved yet begins where the facilities are.
    if source == FACILITIES {
        tilejson.bounds = app.map.live.public().extent().or(tilejson.bounds);
    }
    Ok(Json(tilejson).into_response())
}

/// A tile.
#[utoipa::path(get, path = "/tiles/{source}/{z}/{x}/{y}", tag = "map",
    params(("source" = String, Path), ("z" = u8, Path), ("x" = u32, Path), ("y" = String, Path, description = "a suffix such as .mvt is allowed"),
        ("kind" = Option<String>, Query, description = "comma-separated kinds (live layer)"),
        ("capability" = Option<String>, Query, description = "comma-separated capabilities, all answered yes (live layer)"),
        ("or_consult" = Option<bool>, Query, description = "true: 要相談 counts as a yes to capability (live layer)"),
        ("new_patients" = Option<String>, Query, description = "taking new patients at home in this month, YYYY-MM, by a recent answer about it (live layer)"),
        ("vacancy_on" = Option<String>, Query, description = "with free places on this day, YYYY-MM-DD, by a recent answer about it (live layer)"),
        ("open_at" = Option<String>, Query, description = "known to be open at this moment, rounded down to five minutes; who did not say is not shown (live layer)"),
        ("calendar" = Option<String>, Query, description = "the calendar that open_at asks: consultation (default), contact or visiting (live layer)"),
        ("v" = Option<String>, Query, description = "the edition of a map file, as its TileJSON writes it; passed over")),
    responses((status = 200, description = "the tile"), (status = 204, description = "nothing there"),
        (status = 304, description = "not changed since the ETag given"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed"),
        (status = 404, body = Problem, description = "no such source, or no such tile in it")))]
pub(super) async fn get_tile(
    State(app): State<App>,
    asker: Asker,
    Path((source, z, x, y)): Path<(String, String, String, String)>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let y = y.split_once('.').map_or(y.as_str(), |(number, _)| number);
    let number = |name: &str, text: &str| {
        text.parse::<u32>().map_err(|_| Problem::invalid(name, "タイル番号は整数です (tile numbers are whole numbers)"))
    };
    let (z, x, y) = (number("z", &z)?, number("x", &x)?, number("y", y)?);
    let z = u8::try_from(z).map_err(|_| Problem::not_found("そのズームはありません (no such zoom)"))?;
    let known = [TileFilter::PARAMETERS.as_slice(), &[EDITION]].concat();
    let query = Query::parse(raw.as_deref(), &known)?.into_pairs();
    let query: HashMap<String, String> = query.filter(|(name, _)| name != EDITION).collect();
    let catalogue = app.map.catalogue.load_full();
    let mut tile = if source == FACILITIES {
        Catalogue::live_tile(&app.map.live.seen_by(asker.audience()), (z, x, y), &query).await?
    } else {
        catalogue.tile(&source, (z, x, y), &query).await?
    };
    if tile.content_encoding.is_some_and(|encoding| !accepts(&headers, encoding)) {
        tile = tile.unpacked()?;
    }
    tile_response(tile, &headers)
}

fn tile_response(tile: Tile, headers: &HeaderMap) -> Result<Response, Problem> {
    let internal = |error: InvalidHeaderValue| Problem::internal(&error);
    let tag = format!("W/\"{}\"", tile.etag);
    let unchanged = is_known(headers, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(internal)?;
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else if tile.bytes.is_empty() {
        StatusCode::NO_CONTENT.into_response()
    } else {
        tile.bytes.into_response()
    };
    let out = response.headers_mut();
    out.insert(header::ETAG, tag);
    // A live tile is asked for again each time and mostly answered by 304; base maps may be kept for a day.
    let cache = if tile.live { "no-cache" } else { "public, max-age=86400" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CONTENT_TYPE, HeaderValue::from_str(&tile.content_type).map_err(internal)?);
    if let Some(encoding) = tile.content_encoding.filter(|_| response.status() == StatusCode::OK) {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// Whether the asker can unpack an encoding (`Accept-Encoding`, RFC 9110): named, or meant by `*`, and not with a weight of 0.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let weights: Vec<(&str, bool)> = accepted
        .flat_map(|list| list.split(','))
        .map(|part| {
            let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
            let weight = parameters.trim().strip_prefix(['q', 'Q']).and_then(|rest| rest.trim().strip_prefix('='));
            let wanted = weight.is_none_or(|weight| weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0));
            (name.trim(), wanted)
        })
        .collect();
    let of = |name: &str| weights.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, wanted)| *wanted);
    of(encoding).or_else(|| of("*")).unwrap_or(false)
}

/// The MapLibre style of the base map.
#[utoipa::path(get, path = "/styles/{theme}", tag = "map",
    params(("theme" = String, Path, description = "light.json or dark.json"), ("lang" = Option<String>, Query)),
    responses((status = 200, description = "MapLibre style"),
        (status = 400, body = Problem, description = "the request cannot be used; see field and allowed"),
        (status = 404, body = Problem, description = "no style has this name")))]
pub(super) async fn get_style(
    State(app): State<App>,
    Path(theme): Path<String>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let theme = match theme.as_str() {
        "light.json" => Theme::Light,
        "dark.json" => Theme::Dark,
        _ => return Err(Problem::not_found("light.json か dark.json です (light.json or dark.json)")),
    };
    let query = Query::parse(raw.as_deref(), &["lang"])?;
    let language = match query.get("lang") {
        None | Some("ja" | "easy") => Language::Japanese,
        Some("en") => Language::English,
        Some(_) => return Err(Problem::not_allowed("lang", ["ja", "en", "easy"])),
    };
    Ok(Json(app.map.catalogue.load().style(theme, language, &base_url(&headers))).into_response())
}

/// The glyphs of a font.
#[utoipa::path(get, path = "/fonts/{stack}/{range}", tag = "map",
    params(("stack" = String, Path), ("range" = String, Path, description = "such as 0-255.pbf")),
    responses((status = 200, description = "glyphs"),
        (status = 404, body = Problem, description = "no such font or range")))]
pub(super) async fn get_glyphs(
    State(app): State<App>,
    Path((stack, range)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let Some(glyphs) = &app.map.glyphs else {
        return Err(Problem::not_found("この実行ファイルには文字の形がありません (this build carries no font)"));
    };
    let bytes = glyphs.range(&stack, range.strip_suffix(".pbf").unwrap_or(&range)).await?;
    let headers = [(header::CONTENT_TYPE, "application/x-protobuf"), (header::CACHE_CONTROL, "public, max-age=604800")];
    Ok((headers, bytes).into_response())
}

/// The address under which the asker reached the server; tiles are asked for there too. A proxy in front hands on `Host` and says
/// `X-Forwarded-Proto: https`; no other header counts, for anybody may send it.
fn base_url(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text("host").unwrap_or("localhost");
    let scheme = text("x-forwarded-proto").filter(|scheme| *scheme == "https").unwrap_or("http");
    let safe = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
    if safe { format!("{scheme}://{host}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_accepted_when_it_is_named_and_wanted() {
        let accepts = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
            accepts(&headers, "gzip")
        };
        for value in ["gzip", "br, GZIP", "gzip;q=0.5", "gzip; q=1.0, br;q=0", "*", "br;q=1, *;q=0.1"] {
            assert!(accepts(value), "{value}");
        }
        for value in ["", "br", "identity", "gzip;q=0", "gzip; q=0.000, br", "*;q=0", "gzip;q=0, *", "gzip;q=x"] {
            assert!(!accepts(value), "{value}");
        }
        assert!(!super::accepts(&HeaderMap::new(), "gzip"));
    }

    #[test]
    fn only_host_says_where_the_server_is() {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("map.example.jp"));
        headers.insert("x-forwarded-host", HeaderValue::from_static("evil.example"));
        assert_eq!(base_url(&headers), "http://map.example.jp");
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert_eq!(base_url(&headers), "https://map.example.jp");
        headers.insert("host", HeaderValue::from_static("a/b"));
        assert_eq!(base_url(&headers), "");
    }
}

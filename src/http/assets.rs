//! The page, built into the program: scripts, styles, fonts and the page of the API.

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::body::is_known;
use super::problem::Problem;

#[derive(RustEmbed)]
#[folder = "web/dist"]
struct Assets;

/// The fonts of the build, for the glyphs of the map.
pub(crate) fn fonts() -> Vec<(String, Vec<u8>)> {
    let is_font = |name: &str| name.starts_with("fonts/") && (name.ends_with(".ttf") || name.ends_with(".otf"));
    Assets::iter()
        .filter(|name| is_font(name))
        .filter_map(|name| Assets::get(&name).map(|file| (name.into_owned(), file.data.into_owned())))
        .collect()
}

/// The page.
pub(super) async fn get_page(headers: HeaderMap) -> Result<Response, Problem> {
    serve("index.html", &headers)
}

/// The map and list of everything there is.
pub(super) async fn get_map_page(headers: HeaderMap) -> Result<Response, Problem> {
    serve("map.html", &headers)
}

/// The page of the API.
pub(super) async fn get_api_docs() -> Redirect {
    Redirect::to("/docs/index.html")
}

/// A file of the build. It is reached as a fallback, which knows no methods, so they are told apart here.
pub(super) async fn get_asset(method: Method, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    let response = serve(uri.path().trim_start_matches('/'), &headers)?;
    if matches!(method, Method::GET | Method::HEAD) {
        return Ok(response);
    }
    Ok(([(header::ALLOW, "GET,HEAD")], Problem::method_not_allowed()).into_response())
}

fn serve(name: &str, headers: &HeaderMap) -> Result<Response, Problem> {
    let file: EmbeddedFile = Assets::get(name)
        .ok_or_else(|| Problem::not_found("ページがありません。/ から始めてください (no such page; begin at /)"))?;
    let tag: String = file.metadata.sha256_hash()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("W/\"{tag}\"");
    let unchanged = is_known(headers, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(|error| Problem::internal(&error))?;
    let mut response =
        if unchanged { StatusCode::NOT_MODIFIED.into_response() } else { file.data.into_owned().into_response() };
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_str(&kind).map_err(|error| Problem::internal(&error))?);
    out.insert(header::ETAG, tag);
    // The names under assets/ carry a hash of their content; everything else may change with the next version.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    Ok(response)
}

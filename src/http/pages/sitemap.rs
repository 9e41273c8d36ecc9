//! `robots.txt` and the sitemap, made of the directory of the moment.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::super::body::Path;
use super::super::problem::Problem;
use super::super::state::App;
use super::municipalities;
use crate::directory::Filter;
use crate::pages;

/// Addresses in one file: the most that the protocol allows.
const MOST: usize = 50_000;

/// Pages that are always there.
const PAGES: [&str; 5] = ["/", "/map", "/areas", "/holidays", "/about"];

/// The file of pages and areas.
const AREAS: &str = "areas.xml";

/// What robots may read.
pub(in crate::http) async fn get_robots(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], pages::robots(&app.site, app.is_fictional()))
        .into_response()
}

/// The files of the sitemap.
pub(in crate::http) async fn get_sitemap_index(State(app): State<App>) -> Result<Response, Problem> {
    let address = address(&app)?;
    let facilities = app.services.directory().browse(&Filter::default(), None, 0).total;
    let files = (1..=facilities.div_ceil(MOST)).map(|number| format!("facilities-{number}.xml"));
    Ok(xml(pages::sitemap_index(address, std::iter::once(AREAS.to_owned()).chain(files))))
}

/// One file of the sitemap.
pub(in crate::http) async fn get_sitemap(
    State(app): State<App>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    let address = address(&app)?;
    let directory = app.services.directory();
    if file == AREAS {
        let inside = municipalities(&directory);
        let mut codes: Vec<String> = inside.keys().map(|code| format!("{:02}000", code.prefecture())).collect();
        codes.dedup();
        codes.extend(inside.keys().map(ToString::to_string));
        let areas = codes.iter().map(|code| ("/areas", code.as_str()));
        return Ok(xml(pages::sitemap(address, PAGES.iter().map(|page| (*page, "")).chain(areas))));
    }
    let number = file.strip_prefix("facilities-").and_then(|rest| rest.strip_suffix(".xml"));
    let number = number.and_then(|number| number.parse::<usize>().ok()).and_then(|number| number.checked_sub(1));
    let rows = directory.browse(&Filter::default(), None, usize::MAX).items;
    let rows = number.and_then(|number| rows.chunks(MOST).nth(number)).ok_or_else(not_there)?;
    Ok(xml(pages::sitemap(address, rows.iter().map(|&row| ("/facilities", directory.id(row))))))
}

/// The name that a request calls the server by may be anybody's, so only the operator's counts.
fn address(app: &App) -> Result<&str, Problem> {
    app.site.address.as_deref().ok_or_else(|| {
        Problem::not_found(
            "サイトマップはありません。運営者が --public-address を指定すると作られます (there is none until the operator gives --public-address)",
        )
    })
}

fn not_there() -> Problem {
    Problem::not_found("このファイルはありません。/sitemap.xml をご覧ください (no such file; see /sitemap.xml)")
}

fn xml(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], text).into_response()
}

//! Problems as pages: whoever reads with a browser is answered in words and with a way on; programs get the envelope of errors.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use super::super::body::Query;
use super::super::facilities::check_lang;
use super::super::problem::Problem;
use super::super::state::App;
use crate::pages::{ProblemPage, problem_page};

/// Below these nothing is a page.
const NO_PAGES: [&str; 6] = ["/api/", "/tiles", "/styles", "/fonts", "/sprites", "/metrics"];

/// Answers with a page where a problem meets a reader of pages.
pub(in crate::http) async fn readable(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_page = !NO_PAGES.iter().any(|folder| path.starts_with(folder)) && reads_html(request.headers());
    let query = Query::parse(request.uri().query(), &["lang"]).ok();
    let lang = query.and_then(|query| check_lang(&query).ok()).unwrap_or_default();
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>();
    if let Some(problem) = problem.filter(|_| is_page) {
        let page = problem_page(&ProblemPage {
            site: &app.site,
            lang,
            status: problem.status(),
            detail: problem.detail(),
            field: problem.field(),
            allowed: problem.allowed().unwrap_or_default(),
        });
        *response.body_mut() = Body::from(page);
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.append(header::VARY, HeaderValue::from_static("accept"));
    }
    response
}

/// Whether a page is asked for by name; whoever takes anything is a program.
fn reads_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| kind.trim().starts_with("text/html"))
}

//! All routes in one place. A handler's name is its operation: verb and resource.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi as _;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::state::App;
use super::{
    about, accounts, assets, batches, body, bulk, cases, doubts, edit_pages, edits, facilities, hours, interpret,
    links, map, matches, metrics, pages, places, proposals, search, seen, vocabulary,
};

/// Everything comes from this server: scripts, workers and styles are files of the build, and nothing is written inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Zaitaku (在宅)",
        description = "Who comes to the home at this address, which team, and why. Questions that may carry a patient's home are POST requests; they are neither stored nor logged.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "matching", description = "who fits this patient"),
        (name = "facilities", description = "institutions and services"),
        (name = "places", description = "addresses"),
        (name = "map", description = "tiles, styles, glyphs"),
        (name = "accounts", description = "who asks"),
        (name = "cases", description = "anonymous cases and who was asked"),
        (name = "about", description = "vocabulary, status, health"))
)]
struct Description;

/// Paths for whoever watches the server. They refuse nothing, for a watcher may add parameters of its own.
const WATCHED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

fn described() -> OpenApiRouter<App> {
    let with_parameters = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(search::list_facilities))
        .routes(routes!(facilities::get_facility, edits::edit_facility))
        .routes(routes!(batches::get_sheet))
        .routes(routes!(vocabulary::get_vocabulary))
        .routes(routes!(map::get_tile))
        .routes(routes!(map::get_style))
        .routes(routes!(proposals::decide::list_proposals))
        .routes(routes!(about::get_health))
        .routes(routes!(about::get_readiness))
        .routes(routes!(about::get_metrics));
    let without_parameters = OpenApiRouter::new()
        .routes(routes!(matches::create_match))
        .routes(routes!(matches::comparison::create_comparison))
        .routes(routes!(matches::evidence::create_evidence))
        .routes(routes!(interpret::create_interpretation))
        .routes(routes!(search::search_facilities))
        .routes(routes!(edits::get_history))
        .routes(routes!(edits::undo_edit))
        .routes(routes!(proposals::hand_in::create_proposal))
        .routes(routes!(proposals::decide::create_decision))
        .routes(routes!(hours::create_hours_reading))
        .routes(routes!(places::geocode_address))
        .routes(routes!(places::suggest_address))
        .routes(routes!(about::get_status))
        .routes(routes!(map::list_sources))
        .routes(routes!(map::get_tilejson))
        .routes(routes!(map::get_glyphs))
        .routes(routes!(accounts::session::get_session))
        .routes(routes!(cases::api::list_cases, cases::api::create_case))
        .routes(routes!(cases::api::get_case, cases::api::update_case, cases::api::delete_case))
        .routes(routes!(cases::api::create_request))
        .routes(routes!(cases::api::update_request, cases::api::delete_request))
        .route("/api/v1/openapi.json", get(async || axum::Json(&*DESCRIPTION)))
        .route_layer(axum::middleware::from_fn(body::no_parameters));
    let of_many = OpenApiRouter::new()
        .routes(routes!(batches::create_edits))
        .routes(routes!(batches::create_undos))
        .route_layer(axum::middleware::from_fn(body::no_parameters))
        .route_layer(DefaultBodyLimit::max(batches::MAX_BODY));
    with_parameters.merge(without_parameters).merge(of_many)
}

/// The description as it is served: made once, for it never changes.
static DESCRIPTION: LazyLock<OpenApi> = LazyLock::new(openapi);

/// The OpenAPI 3.1 description.
pub fn openapi() -> OpenApi {
    let mut description = described().into_openapi();
    for (path, item) in &mut description.paths.paths {
        let refuses: &[&str] = if WATCHED.contains(&path.as_str()) { &[] } else { &["400"] };
        let with_body = &["400", "413", "415"];
        for (operation, refuses) in [
            (&mut item.get, refuses),
            (&mut item.post, with_body),
            (&mut item.patch, with_body),
            (&mut item.delete, refuses),
        ] {
            if let Some(operation) = operation {
                complete(operation, refuses);
            }
        }
    }
    description
}

/// Adds what holds for every operation of its sort, so that no handler has to repeat it.
fn complete(operation: &mut Operation, refuses: &[&str]) {
    let responses = &mut operation.responses.responses;
    for status in refuses {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new().content("application/json", problem).build();
        responses.entry((*status).to_owned()).or_insert_with(|| response.into());
    }
    for (status, response) in responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = usual_description(status).to_owned();
        }
        // The envelope of errors has a media type of its own, which a handler's attribute does not know.
        if status.starts_with(['4', '5'])
            && let Some(problem) = response.content.shift_remove("application/json")
        {
            response.content.insert("application/problem+json".to_owned(), problem);
        }
    }
}

/// What a status says where the operation has nothing more to say.
fn usual_description(status: &str) -> &'static str {
    match status {
        "200" => "the answer",
        "204" => "nothing there",
        "304" => "not changed since the ETag given",
        "400" => "the request cannot be used; see field and allowed",
        "404" => "not there",
        "413" => "the body is larger than 64 KiB",
        "415" => "the body is not application/json",
        "503" => "not ready; try again shortly",
        _ => "see title and detail",
    }
}

/// A POST may carry a home, and what is edited changes: nobody keeps the answer.
async fn keep_no_post(request: Request, next: Next) -> Response {
    let post = [Method::POST, Method::PATCH].contains(request.method());
    let mut response = next.run(request).await;
    if post {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The whole application.
pub fn router(app: App) -> Router {
    let (routes, _) = described().split_for_parts();
    let header = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    routes
        .route("/api/docs", get(assets::get_api_docs))
        .route("/", get(assets::get_page))
        .route("/map", get(assets::get_map_page))
        .route("/facilities/{id}", get(pages::get_facility_page))
        .route("/areas", get(pages::get_areas_page))
        .route("/areas/{code}", get(pages::get_area_page))
        .merge(accounts::pages())
        .merge(links::pages())
        .merge(bulk::pages())
        .merge(doubts::pages())
        .merge(edit_pages::pages())
        .merge(cases::pages())
        .route("/areas/{code}/zones/{number}", get(pages::zones::get_zone_page))
        .route("/holidays", get(pages::holidays::get_holiday_page))
        .route("/about", get(pages::about::get_about_page))
        .route("/robots.txt", get(pages::sitemap::get_robots))
        .route("/sitemap.xml", get(pages::sitemap::get_sitemap_index))
        .route("/sitemaps/{file}", get(pages::sitemap::get_sitemap))
        .fallback(assets::get_asset)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
        .layer(axum::middleware::from_fn_with_state(app.clone(), pages::problems::readable))
        .layer(axum::middleware::from_fn_with_state(app.clone(), seen::keep_apart))
        .layer(axum::middleware::from_fn(keep_no_post))
        .layer(DefaultBodyLimit::max(body::MAX_BODY))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            use axum::response::IntoResponse;
            Problem::internal(&std::io::Error::other("a handler panicked")).into_response()
        }))
        .layer(axum::middleware::from_fn_with_state(app.clone(), metrics::observe))
        .layer(header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(header(HeaderName::from_static("permissions-policy"), "geolocation=(self), camera=(), microphone=()"))
        .with_state(app)
}

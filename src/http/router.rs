//! All routes in one place. A handler's name is its operation: verb and resource.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::state::App;
use super::{about, assets, body, facilities, map, matches, metrics, places, search};

/// Everything comes from this server: scripts, workers and styles are files of the build, and nothing is written inline.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

#[derive(OpenApi)]
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
        (name = "about", description = "vocabulary, status, health"))
)]
struct Description;

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(matches::create_match))
        .routes(routes!(search::search_facilities))
        .routes(routes!(search::list_facilities))
        .routes(routes!(facilities::get_facility))
        .routes(routes!(places::geocode_address))
        .routes(routes!(places::suggest_address))
        .routes(routes!(about::get_vocabulary))
        .routes(routes!(about::get_status))
        .routes(routes!(map::list_sources))
        .routes(routes!(map::get_tilejson))
        .routes(routes!(map::get_tile))
        .routes(routes!(map::get_style))
        .routes(routes!(map::get_glyphs))
        .routes(routes!(about::get_health))
        .routes(routes!(about::get_readiness))
        .routes(routes!(about::get_metrics))
}

/// The OpenAPI 3.1 description.
pub fn openapi() -> utoipa::openapi::OpenApi {
    described().into_openapi()
}

/// The whole application.
pub fn router(app: App) -> Router {
    let (routes, description) = described().split_for_parts();
    let header = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    routes
        .route("/api/v1/openapi.json", get(move || async move { axum::Json(description) }))
        .route("/api/docs", get(assets::get_api_docs))
        .route("/", get(assets::get_page))
        .route("/facilities/{id}", get(assets::get_facility_page))
        .fallback(assets::get_asset)
        .method_not_allowed_fallback(|| async { Problem::method_not_allowed() })
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

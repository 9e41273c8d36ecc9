//! Whose answer it is. A handler that takes `Asker` answers professionals and editors with what they may see; every other handler has
//! `Services` as the public's, and cannot tell more.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::directory::{ByAudience, Directory};
use crate::domain::Facility;
use crate::domain::role::Audience;

use super::problem::Problem;
use super::services::Services;
use super::signed_in::SignedIn;
use super::state::App;

/// The directories of the moment, and which of them whoever asks is shown.
#[derive(Clone)]
pub struct Seen {
    directories: Arc<ArcSwap<ByAudience>>,
    audience: Audience,
}

impl Seen {
    /// As the public sees them.
    pub const fn by_public(directories: Arc<ArcSwap<ByAudience>>) -> Self {
        Self { directories, audience: Audience::Public }
    }

    /// The directories themselves, for whoever changes what is shown.
    pub fn directories(&self) -> Arc<ArcSwap<ByAudience>> {
        Arc::clone(&self.directories)
    }

    /// The directory of the moment.
    pub(super) fn directory(&self) -> Arc<Directory> {
        Arc::clone(self.directories.load().seen_by(self.audience))
    }

    /// What the public would not see of a facility that is shown; nothing for the public itself, who learns of nothing that is hidden.
    pub(super) fn beyond_public(&self, facility: &Facility) -> Vec<String> {
        if self.audience == Audience::Public {
            return Vec::new();
        }
        let shown = self.directories.load();
        shown.table().map(|table| table.hide(&mut facility.clone(), Audience::Public)).unwrap_or_default()
    }
}

/// The services for whoever asks, by their session.
pub(super) struct Asker {
    services: Services,
    /// The facilities of which the account sees everything: its own.
    own: Vec<String>,
}

impl Deref for Asker {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}

impl Asker {
    /// Whose fields are shown.
    pub(super) const fn audience(&self) -> Audience {
        self.services.seen.audience
    }

    /// The services for a page of one facility: somebody of the facility sees its entry whole.
    pub(super) fn about(mut self, facility: &str) -> Services {
        if self.own.iter().any(|own| own == facility) {
            self.services.seen.audience = Audience::Editor;
        }
        self.services
    }
}

/// Whether the answer to a request depends on who asks, and whether somebody was found. Handlers do not know of it.
#[derive(Debug, Clone, Default)]
struct Known(Arc<(AtomicBool, AtomicBool)>);

/// Whoever has not signed in, or has not shown where the request comes from, is the public.
impl FromRequestParts<App> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let mut services = app.services.clone();
        let known = parts.extensions.get::<Known>().cloned();
        let Some(Known(known)) = known else { return Ok(Self { services, own: Vec::new() }) };
        known.0.store(true, Ordering::Relaxed);
        let signed_in = <SignedIn as OptionalFromRequestParts<App>>::from_request_parts(parts, app).await?;
        let Some(signed_in) = signed_in else { return Ok(Self { services, own: Vec::new() }) };
        known.1.store(true, Ordering::Relaxed);
        services.seen.audience = signed_in.role.sees();
        Ok(Self { services, own: signed_in.facilities })
    }
}

/// An answer that depends on who asks is kept for nobody else: by no cache where somebody is signed in, and apart by cookie otherwise.
/// Where there is no account nobody asks, and nothing in the answer changes.
pub(super) async fn keep_apart(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !app.accounts.are_known() {
        return next.run(request).await;
    }
    let Known(known) = Known::default();
    request.extensions_mut().insert(Known(Arc::clone(&known)));
    let mut response = next.run(request).await;
    if known.0.load(Ordering::Relaxed) {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("cookie"));
    }
    if known.1.load(Ordering::Relaxed) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    response
}

//! Who asks, where somebody signed in. A handler that needs an account takes `SignedIn`; one that also serves the public takes
//! `Option<SignedIn>`. The store is asked only where a handler takes one of them and the request carries a cookie.
//!
//! A request that changes something must show that it comes from a page of the same session: by its origin, and by the header
//! `X-Zaitaku-CSRF`. Whoever does not is not signed in for it.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use crate::accounts::account_policy;
use crate::accounts::token::{Token, same};
use crate::domain::role::{Deed, Role};
use crate::storage::StoredAccount;

use super::accounts::{is_same_origin, token_of};
use super::problem::Problem;
use super::state::App;

/// The header by which a script shows that it is of a page of the session.
const CSRF: &str = "x-zaitaku-csrf";

/// An account that a living session belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignedIn {
    /// The account's identifier: what the audit log and the history of a value name.
    pub(super) account: String,
    /// What the person is called.
    pub(super) name: String,
    /// What the account is for.
    pub(super) role: Role,
    /// The facilities that are its own, by identifier.
    pub(super) facilities: Vec<String>,
}

impl SignedIn {
    /// Refuses whoever may not do this.
    ///
    /// # Errors
    /// 403 with what would be needed.
    pub(super) fn require(&self, deed: Deed) -> Result<(), Problem> {
        if self.role.may(deed) { Ok(()) } else { Err(Problem::forbidden()) }
    }

    /// Whether this account may change the entry of a facility.
    pub(super) fn may_edit(&self, facility: &str) -> bool {
        let own = self.facilities.iter().any(|own| own == facility);
        self.role.may(Deed::EditAnyFacility) || own && self.role.may(Deed::EditOwnFacility)
    }

    /// Refuses whoever may not change the entry of a facility.
    ///
    /// # Errors
    /// 403 with what would be needed.
    pub(super) fn require_edit(&self, facility: &str) -> Result<(), Problem> {
        if self.may_edit(facility) { Ok(()) } else { Err(Problem::forbidden()) }
    }
}

/// A living session: what the pages of accounts need beside who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Living {
    /// Who it is.
    pub(super) signed_in: SignedIn,
    /// The account as it is stored.
    pub(super) account: StoredAccount,
    /// The digest of the session's token.
    pub(super) digest: String,
    /// What forms and changing requests carry to show that they come from a page of this session.
    pub(super) forms: String,
    /// Whether this request may act for the account: it only reads, or it has shown where it comes from.
    is_proven: bool,
}

impl Living {
    /// Refuses a form that does not come from a page of this session.
    ///
    /// # Errors
    /// 403 with what to do.
    pub(super) fn check(&self, form: &str) -> Result<(), Problem> {
        if same(&self.forms, form) { Ok(()) } else { Err(Problem::forged()) }
    }
}

/// What the store says about the cookie of a request, looked up once and only where a handler asks.
#[derive(Debug, Clone)]
struct LookedUp(Option<Living>);

/// The session that a request belongs to.
async fn look_up(parts: &mut Parts, app: &App) -> Result<Option<Living>, Problem> {
    if let Some(LookedUp(living)) = parts.extensions.get() {
        return Ok(living.clone());
    }
    let living = match token_of(&parts.headers, app.accounts.is_secure()) {
        Some(token) => living(&token, parts, app).await?,
        None => None,
    };
    parts.extensions.insert(LookedUp(living.clone()));
    Ok(living)
}

async fn living(token: &Token, parts: &Parts, app: &App) -> Result<Option<Living>, Problem> {
    let found = app.store.session(&token.digest()).await.map_err(|error| Problem::internal(&error))?;
    let Some((session, account)) = found else { return Ok(None) };
    let policy = &account_policy().session;
    let now = (app.services.now)().as_second();
    let is_over =
        now - session.created_at > policy.longest_hours * 3_600 || now - session.seen_at > policy.idle_minutes * 60;
    if is_over || !account.enabled {
        return Ok(None);
    }
    if now - session.seen_at >= policy.note_seconds {
        app.store.see_session(&session.digest, now).await.map_err(|error| Problem::internal(&error))?;
    }
    let forms = token.of_forms();
    let shown = parts.headers.get(CSRF).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let authority = parts.uri.authority().map(|name| name.as_str());
    let is_proven = parts.method.is_safe() || same(&forms, shown) && is_same_origin(&parts.headers, authority, app);
    let signed_in = SignedIn {
        account: account.id.clone(),
        name: account.name.clone(),
        role: account.role,
        facilities: account.facilities.clone(),
    };
    Ok(Some(Living { signed_in, account, digest: session.digest, forms, is_proven }))
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let living = look_up(parts, app).await?.ok_or_else(Problem::not_signed_in)?;
        if living.is_proven { Ok(living.signed_in) } else { Err(Problem::forged()) }
    }
}

/// A request that has not shown where it comes from is answered as the public's.
impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        Ok(look_up(parts, app).await?.filter(|living| living.is_proven).map(|living| living.signed_in))
    }
}

/// For the pages of accounts, whose forms show in a field where they come from: their handlers call [`Living::check`].
impl OptionalFromRequestParts<App> for Living {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        look_up(parts, app).await
    }
}

//! Who asks, where somebody signed in. A handler that needs an account takes `SignedIn`; one that also serves the public takes
//! `Option<SignedIn>`.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use crate::domain::role::{Deed, Role};

use super::problem::Problem;
use super::state::App;

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

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_signed_in)
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Option<Self>, Problem> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

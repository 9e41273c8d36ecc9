//! Accounts at the door: signing in and out, one's own account, invitations, and what administrators see. Pages with forms, which need
//! no script, and one JSON answer for the header of the page that has one.

pub(super) mod admin;
mod audit;
mod code;
mod cookie;
pub(super) mod form;
mod invitation;
mod login;
mod own;
pub(super) mod reply;
pub(super) mod session;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post};
use tokio::sync::Semaphore;

use crate::accounts::throttle::Throttle;
use crate::accounts::{account_policy, password};
use crate::domain::audit::Noted;
use crate::domain::proposal::{Flood, proposal_policy};
use crate::storage::{Store, StoreError};

use super::problem::Problem;
use super::state::App;

pub(super) use cookie::token_of;
pub(super) use form::{Caller, Form, is_same_origin};
pub(super) use reply::{asked, go, in_language, page, require_living, viewer, without_accounts};

/// What the handlers of accounts share.
#[derive(Debug)]
pub struct Accounts {
    pub(super) settings: AccountSettings,
    throttle: Mutex<Throttle>,
    /// So many passwords are hashed at once.
    hashing: Arc<Semaphore>,
    /// What a password is compared with where there is no account, so that the answer takes as long.
    stand_in: String,
    /// Whether an account was seen already.
    exist: AtomicBool,
    /// Who hands in how many proposals.
    flood: Mutex<Flood>,
}

/// What an operator says about how the server is reached.
#[derive(Debug, Clone, Default)]
pub struct AccountSettings {
    /// The address under which people reach it, such as `https://zaitaku.example.jp`.
    pub public_address: Option<String>,
    /// Whether a proxy in front names the caller in `X-Forwarded-For`.
    pub behind_proxy: bool,
}

/// Random bytes from the system.
///
/// # Errors
/// When the system has none to give.
pub fn random<const N: usize>() -> Result<[u8; N], std::io::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}

impl Accounts {
    /// Nobody has tried anything yet.
    ///
    /// # Errors
    /// When the system gives no random bytes, or passwords cannot be hashed.
    pub fn new(settings: AccountSettings) -> Result<Self, std::io::Error> {
        let policy = account_policy();
        let nothing = crate::accounts::token::hex(&random::<16>()?);
        let stand_in = password::hash(&nothing, &random()?, &policy.password).map_err(std::io::Error::other)?;
        Ok(Self {
            settings,
            throttle: Mutex::new(Throttle::new(policy.login.clone())),
            hashing: Arc::new(Semaphore::new(policy.password.at_once)),
            stand_in,
            exist: AtomicBool::new(false),
            flood: Mutex::default(),
        })
    }

    /// Whether there is any account. None is ever deleted, so that this is asked of the store only until the first is there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exist(&self, store: &Store) -> Result<bool, StoreError> {
        if self.exist.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let exist = store.has_accounts().await?;
        self.exist.store(exist, Ordering::Relaxed);
        Ok(exist)
    }

    /// Whether an account was seen, as whoever follows the store last looked: what every page asks must not wait for the database.
    pub(super) fn are_known(&self) -> bool {
        self.exist.load(Ordering::Relaxed)
    }

    /// Whether cookies travel over TLS only.
    pub(super) fn is_secure(&self) -> bool {
        self.settings.public_address.as_deref().is_some_and(|address| address.starts_with("https://"))
    }

    /// Counts a proposal from a network.
    ///
    /// # Errors
    /// The seconds to wait where it is too much.
    pub(super) fn count_proposal(&self, network: &str, now: i64) -> Result<(), i64> {
        let mut flood = self.flood.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        flood.count(network, now, &proposal_policy().flood)
    }

    /// What failed lately: also personal links are guessed at.
    pub(super) fn throttle(&self) -> std::sync::MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Runs something that hashes a password on a thread that may take its time.
    async fn hashing<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        // The semaphore is never closed.
        let permit = Arc::clone(&self.hashing).acquire_owned().await.map_err(|error| Problem::internal(&error))?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|error| Problem::internal(&error))
    }

    /// What is stored of a new password.
    async fn hash(&self, password: String) -> Result<String, Problem> {
        let salt = random().map_err(|error| Problem::internal(&error))?;
        let hash = self.hashing(move || password::hash(&password, &salt, &account_policy().password)).await?;
        hash.map_err(|error| Problem::internal(&error))
    }

    /// Whether this is the password; takes as long where there is none.
    async fn is_right(&self, password: String, stored: Option<&str>) -> Result<bool, Problem> {
        let known = stored.is_some_and(|stored| !stored.is_empty());
        let stored = stored.filter(|stored| !stored.is_empty()).unwrap_or(&self.stand_in).to_owned();
        let right = self.hashing(move || password::is_right(&password, &stored)).await?;
        Ok(right && known)
    }
}

/// A deed for the audit log; digests of what was there before and after are added by the store.
pub(super) fn noted<'a>(app: &App, who: &'a str, what: &'a str, on: &'a str, note: impl Into<String>) -> Noted<'a> {
    let at = (app.services.now)().to_string();
    Noted { at, who, what, on, before: String::new(), after: String::new(), note: note.into() }
}

/// The pages of accounts. All of them answer as if they were not there while no account is.
pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/login", get(login::get_login).post(login::sign_in))
        .route("/logout", get(login::get_logout).post(login::sign_out))
        .route("/account", get(own::get_account))
        .route("/account/password", post(own::change_password))
        .route("/account/sessions", post(own::end_sessions))
        .route("/account/code", get(code::get_code).post(code::set_code))
        .route("/account/code/off", post(code::drop_code))
        .route("/invitation/{token}", get(invitation::get_invitation).post(invitation::accept))
        .route("/admin", get(admin::get_admin))
        .route("/admin/accounts", post(admin::change_account))
        .route("/admin/invitations", post(admin::invite))
        .route("/admin/invitations/revoke", post(admin::revoke))
        .route("/admin/audit", get(audit::get_audit))
}

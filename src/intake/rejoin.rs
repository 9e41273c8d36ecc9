//! Joining anew beside a running server, so that decisions take effect while nobody waits for an answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use crate::storage::{Store, StoreError};

use super::{IntakeError, JoinReport, Joining, Progress, Stage};

/// How far a joining is.
#[derive(Debug, Clone, Copy)]
pub enum RejoinState {
    /// None was begun since the server started.
    Idle,
    /// It waits for an import or another joining to end.
    Waiting,
    /// It runs.
    Running(Stage),
    /// It ended; there was nothing to do where there is no report.
    Done(Option<JoinReport>),
    /// It failed; the facilities are as before, and the log says why.
    Failed,
}

/// Joins anew in the background, one at a time.
pub struct Rejoin {
    joining: Joining,
    store: Store,
    state: Mutex<RejoinState>,
}

impl Rejoin {
    /// Nothing runs yet.
    pub const fn new(joining: Joining, store: Store) -> Self {
        Self { joining, store, state: Mutex::new(RejoinState::Idle) }
    }

    fn lock(&self) -> MutexGuard<'_, RejoinState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far it is.
    pub fn state(&self) -> RejoinState {
        *self.lock()
    }

    /// Whether something was decided or imported that the facilities do not show yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_due(&self) -> Result<bool, StoreError> {
        Ok(!self.store.is_joined(&self.joining.fingerprint).await?)
    }

    /// Begins, unless it runs already. Returns at once.
    pub fn start(self: &Arc<Self>) {
        {
            let mut state = self.lock();
            if matches!(*state, RejoinState::Waiting | RejoinState::Running(_)) {
                return;
            }
            *state = RejoinState::Waiting;
        }
        let this = Arc::clone(self);
        let runtime = Handle::current();
        // Joining keeps a processor busy for seconds: it has a thread of its own, and questions are answered meanwhile.
        tokio::task::spawn_blocking(move || {
            let ended = match runtime.block_on(this.join()) {
                Ok(report) => RejoinState::Done(report),
                Err(error) => {
                    tracing::error!(%error, "the records could not be joined anew");
                    RejoinState::Failed
                }
            };
            *this.lock() = ended;
        });
    }

    async fn join(&self) -> Result<Option<JoinReport>, IntakeError> {
        let _alone = self.store.lock_imports().await?;
        self.joining.join_if_needed(&self.store, &mut Watched(self)).await
    }
}

/// Notes the stage for whoever looks.
struct Watched<'a>(&'a Rejoin);

impl Progress for Watched<'_> {
    fn files(&mut self, _: usize) {}
    fn file_done(&mut self, _: &str) {}
    fn stage(&mut self, stage: Stage) {
        *self.0.lock() = RejoinState::Running(stage);
    }
}

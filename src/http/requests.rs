//! Who was asked of late, in memory beside the directory: read when requests changed, and weighed once for each directory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwap;

use crate::cases::Recent;
use crate::directory::Directory;
use crate::matching::policy::RotationPolicy;
use crate::matching::{Load, Policy, Rotation};
use crate::storage::{Store, StoreError};

const DAY: i64 = 86_400;
const HOUR: i64 = 3_600;

/// Requests of the last days, and what they weigh.
#[derive(Debug, Default)]
pub struct Requests {
    recent: ArcSwap<Recent>,
    made: Mutex<Option<Made>>,
}

/// Weights that were made for one directory.
#[derive(Debug)]
struct Made {
    directory: Weak<Directory>,
    recent: Arc<Recent>,
    /// Requests leave the window by the hour.
    hour: i64,
    rotation: Arc<Rotation>,
}

impl Requests {
    /// Reads the requests again where they changed in the store.
    ///
    /// # Errors
    /// When the store fails; then what was known stays.
    pub async fn catch_up(&self, store: &Store, policy: &Policy, now: i64) -> Result<(), StoreError> {
        let Some(rotation) = policy.rotation() else { return Ok(()) };
        let mark = store.requests_mark().await?;
        if self.recent.load().mark() != mark {
            let requests = store.requests_since(now - rotation.window_days * DAY).await?;
            self.recent.store(Arc::new(Recent::new(mark, requests)));
        }
        Ok(())
    }

    /// What the requests weigh for the rows of a directory.
    pub(super) fn rotation(&self, directory: &Arc<Directory>, policy: &RotationPolicy, now: i64) -> Arc<Rotation> {
        let recent = self.recent.load_full();
        let hour = now.div_euclid(HOUR);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = made.as_ref()
            && made.hour == hour
            && Arc::ptr_eq(&made.recent, &recent)
            && Weak::ptr_eq(&made.directory, &Arc::downgrade(directory))
        {
            return Arc::clone(&made.rotation);
        }
        let rotation = Arc::new(weigh(&recent, directory, policy, now));
        let directory = Arc::downgrade(directory);
        *made = Some(Made { directory, recent, hour, rotation: Arc::clone(&rotation) });
        rotation
    }
}

/// Facilities that are not in the directory any more weigh nothing.
fn weigh(recent: &Recent, directory: &Directory, policy: &RotationPolicy, now: i64) -> Rotation {
    let loads = recent.since(now - policy.window_days * DAY).filter_map(|(id, requests)| {
        let row = directory.row(id)?;
        let capacity = directory.facility(row).ok().flatten().and_then(|facility| facility.capacity);
        let capacity = capacity.and_then(|capacity| capacity.least.or(capacity.most));
        Some((row, Load::new(requests, capacity, policy)))
    });
    Rotation::new(loads.collect::<HashMap<_, _>>())
}

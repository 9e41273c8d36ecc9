//! Counts over the whole directory, kept for as long as that directory is in place.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::civil::Date;

use crate::directory::{Coverage, DayCounts, Directory, Standing};
use crate::domain::freshness::freshness_policy;

use super::problem::Problem;

/// Days that are kept; a year has fewer days of rest.
const MOST_DAYS: usize = 32;

/// What was counted, for each of the directories that are in place.
#[derive(Default)]
pub struct Counted(Mutex<Vec<Kept>>);

#[derive(Default)]
struct Kept {
    of: Weak<Directory>,
    days: BTreeMap<Date, Arc<DayCounts>>,
    coverage: Option<Arc<Coverage>>,
    freshness: Option<(Date, Arc<Vec<Standing>>)>,
}

impl Counted {
    /// Who is open on a day, by municipality and kind.
    ///
    /// # Errors
    /// When the counting broke off, which would be a fault of this program.
    pub(super) async fn day(&self, directory: &Arc<Directory>, date: Date) -> Result<Arc<DayCounts>, Problem> {
        if let Some(known) = self.kept(directory, |kept| kept.days.get(&date).cloned()) {
            return Ok(known);
        }
        let counted = Arc::clone(directory);
        let counts = tokio::task::spawn_blocking(move || Arc::new(counted.count_day(date))).await;
        let counts = counts.map_err(|error| Problem::internal(&error))?;
        self.kept(directory, |kept| {
            if kept.days.len() >= MOST_DAYS {
                kept.days.clear();
            }
            kept.days.insert(date, Arc::clone(&counts));
        });
        Ok(counts)
    }

    /// How much is known.
    ///
    /// # Errors
    /// When the counting broke off, which would be a fault of this program.
    pub(super) async fn coverage(&self, directory: &Arc<Directory>) -> Result<Arc<Coverage>, Problem> {
        if let Some(known) = self.kept(directory, |kept| kept.coverage.clone()) {
            return Ok(known);
        }
        let counted = Arc::clone(directory);
        let coverage = tokio::task::spawn_blocking(move || Arc::new(counted.count_coverage())).await;
        let coverage = coverage.map_err(|error| Problem::internal(&error))?;
        self.kept(directory, |kept| kept.coverage = Some(Arc::clone(&coverage)));
        Ok(coverage)
    }

    /// How fresh everybody's entry is on a day.
    ///
    /// # Errors
    /// When the counting broke off, which would be a fault of this program.
    pub(super) async fn freshness(
        &self,
        directory: &Arc<Directory>,
        today: Date,
    ) -> Result<Arc<Vec<Standing>>, Problem> {
        let kept = self.kept(directory, |kept| kept.freshness.clone());
        if let Some((_, known)) = kept.filter(|(day, _)| *day == today) {
            return Ok(known);
        }
        let counted = Arc::clone(directory);
        let standing =
            tokio::task::spawn_blocking(move || Arc::new(counted.count_freshness(freshness_policy(), today)));
        let standing = standing.await.map_err(|error| Problem::internal(&error))?;
        self.kept(directory, |kept| kept.freshness = Some((today, Arc::clone(&standing))));
        Ok(standing)
    }

    /// What is kept of this directory. Of one that is gone nothing is.
    fn kept<T>(&self, directory: &Arc<Directory>, with: impl FnOnce(&mut Kept) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|kept| kept.of.strong_count() > 0);
        let this = Arc::downgrade(directory);
        let place = all.iter().position(|kept| kept.of.ptr_eq(&this)).unwrap_or_else(|| {
            all.push(Kept { of: this, ..Kept::default() });
            all.len() - 1
        });
        with(&mut all[place])
    }
}

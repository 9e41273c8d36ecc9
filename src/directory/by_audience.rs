//! The directory as each audience sees it. What an audience may not see is not in its directory: so no list, no count, no order, no score
//! and no search can tell anything of it.

use std::sync::Arc;

use crate::domain::Facility;
use crate::domain::role::Audience;
use crate::domain::visibility::Visibility;

use super::{Directory, DirectoryError, EditMark};

/// One directory an audience, of which all are one where nothing is hidden. The narrower share with the whole everything but the
/// facilities of which something is hidden.
#[derive(Debug, Clone)]
pub struct ByAudience {
    table: Option<Arc<Visibility>>,
    /// In the order of [`Audience::ALL`]; the last is whole.
    seen: [Arc<Directory>; Audience::ALL.len()],
}

impl ByAudience {
    /// Everybody sees everything: there is nobody who could be known for a professional.
    pub fn open(directory: Directory) -> Self {
        let whole = Arc::new(directory);
        Self { table: None, seen: [Arc::clone(&whole), Arc::clone(&whole), whole] }
    }

    /// Everybody sees what the table lets them see. Looks at every facility once for each narrower audience.
    ///
    /// # Errors
    /// When a packed facility cannot be read, which would be a fault of this program.
    pub fn guarded(directory: &Arc<Directory>, table: Arc<Visibility>) -> Result<Self, DirectoryError> {
        let narrowed = |audience| {
            let mut hidden = Vec::new();
            for row in 0..u32::try_from(directory.len()).unwrap_or(u32::MAX) {
                let Some(mut facility) = directory.facility(row)? else { continue };
                if !table.hide(&mut facility, audience).is_empty() {
                    hidden.push(facility);
                }
            }
            Ok::<_, DirectoryError>(if hidden.is_empty() {
                Arc::clone(directory)
            } else {
                Arc::new(directory.with_changed(hidden, directory.edit().clone()).0)
            })
        };
        let seen = [narrowed(Audience::Public)?, narrowed(Audience::Professional)?, Arc::clone(directory)];
        Ok(Self { table: Some(table), seen })
    }

    /// The same where a table comes to hold.
    ///
    /// # Errors
    /// As for [`ByAudience::guarded`].
    pub fn guarded_by(&self, table: Arc<Visibility>) -> Result<Self, DirectoryError> {
        Self::guarded(self.whole(), table)
    }

    /// By which table something is hidden; `None` where everybody sees everything.
    pub const fn table(&self) -> Option<&Arc<Visibility>> {
        self.table.as_ref()
    }

    /// The directory that an audience sees.
    pub const fn seen_by(&self, audience: Audience) -> &Arc<Directory> {
        let [public, professional, editor] = &self.seen;
        match audience {
            Audience::Public => public,
            Audience::Professional => professional,
            Audience::Editor => editor,
        }
    }

    /// Everything that is known: what edits and imports work with.
    pub const fn whole(&self) -> &Arc<Directory> {
        self.seen_by(Audience::Editor)
    }

    /// The same with some facilities as they are given, whole, and the rows that changed; see [`Directory::with_changed`].
    pub fn with_changed(&self, facilities: &[Facility], edit: &EditMark) -> (Self, Vec<u32>) {
        let (whole, rows) = self.whole().with_changed(facilities.to_vec(), edit.clone());
        let whole = Arc::new(whole);
        let Some(table) = &self.table else {
            return (Self { table: None, seen: [Arc::clone(&whole), Arc::clone(&whole), whole] }, rows);
        };
        let narrowed = |audience| {
            let (mut seen, mut hides) = (facilities.to_vec(), false);
            for facility in &mut seen {
                hides |= !table.hide(facility, audience).is_empty();
            }
            let before = self.seen_by(audience);
            if Arc::ptr_eq(before, self.whole()) && !hides {
                return Arc::clone(&whole);
            }
            Arc::new(before.with_changed(seen, edit.clone()).0)
        };
        let seen = [narrowed(Audience::Public), narrowed(Audience::Professional), Arc::clone(&whole)];
        (Self { table: Some(Arc::clone(table)), seen }, rows)
    }

    /// The rows of which two audiences see different things, as far as the map shows it.
    pub fn differing(&self, one: Audience, other: Audience) -> Vec<u32> {
        let (one, other) = (self.seen_by(one), self.seen_by(other));
        let rows = one.overlay.iter().chain(other.overlay.iter()).map(|(row, _)| row);
        if Arc::ptr_eq(one, other) { Vec::new() } else { rows.collect() }
    }
}

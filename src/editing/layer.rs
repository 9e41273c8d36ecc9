//! All edits at once, for whoever reads all facilities.

use std::collections::HashMap;
use std::sync::Arc;

use crate::directory::EditMark;
use crate::domain::Facility;
use crate::domain::edit::{Edit, in_force};
use crate::geocode::Gazetteer;
use crate::intake::locate;
use crate::reconcile::{Beneath, lay_over};

/// Every edit by the present identifier of its facility.
#[derive(Debug)]
pub struct Layer {
    edits: HashMap<String, Vec<Edit>>,
    mark: EditMark,
    gazetteer: Arc<Gazetteer>,
}

/// The mark of an edit.
pub(super) fn mark_of(edit: &Edit) -> EditMark {
    EditMark { number: edit.id, made_at: edit.made_at.to_string() }
}

/// Lays edits over what the sources say of one facility.
pub(super) fn lay(facility: &mut Facility, edits: &[Edit], gazetteer: &Gazetteer) -> Vec<Beneath> {
    lay_over(facility, &in_force(edits), &|address: &str| locate(gazetteer, address))
}

impl Layer {
    /// A layer of edits in the order of their numbers. `follow` names whose a former identifier has become.
    pub(super) fn new(edits: Vec<Edit>, follow: &HashMap<String, String>, gazetteer: Arc<Gazetteer>) -> Self {
        let mark = edits.last().map(mark_of).unwrap_or_default();
        let mut by_facility: HashMap<String, Vec<Edit>> = HashMap::new();
        for edit in edits {
            let facility = follow.get(&edit.facility).unwrap_or(&edit.facility);
            by_facility.entry(facility.clone()).or_default().push(edit);
        }
        Self { edits: by_facility, mark, gazetteer }
    }

    /// The last edit that is in it.
    pub const fn mark(&self) -> &EditMark {
        &self.mark
    }

    /// Puts what was edited in front of what the sources say of a facility.
    pub fn lay(&self, facility: &mut Facility) {
        if let Some(edits) = self.edits.get(&facility.id) {
            lay(facility, edits, &self.gazetteer);
        }
    }

    /// The edits of a facility by its present identifier, in the order of their numbers.
    pub(super) fn edits_of(&self, facility: &str) -> &[Edit] {
        self.edits.get(facility).map_or(&[], Vec::as_slice)
    }

    /// The identifiers that were edited.
    pub fn facilities(&self) -> impl Iterator<Item = &str> {
        self.edits.keys().map(String::as_str)
    }
}

//! Edits laid over a facility that its sources made: applied after everything, so that no import loses one.

use crate::domain::correction::Corrected;
use crate::domain::edit::{Edit, Found, value};
use crate::domain::facility::Field;
use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::{Facility, Level, Position, Source};

use super::Located;
use super::put::Put;
use super::same;

/// What the sources say beneath an edit, as readers see a replaced value: the edit's number and the text.
pub type Beneath = (i64, String);

/// Lays the edits that are in force over a facility as its sources make it, in the order in which they were made. An edit whose value can
/// no longer be read, because the vocabulary changed since, leaves the source's value alone. `locate` says where an address lies.
pub fn lay_over(
    facility: &mut Facility,
    in_force: &[&Edit],
    locate: &impl Fn(&str) -> Option<Located>,
) -> Vec<Beneath> {
    let mut beneath = Vec::with_capacity(in_force.len());
    for edit in in_force {
        let origin = edit.origin();
        let Ok(mut corrected) = value::read(&edit.field, &edit.after, origin) else { continue };
        if let Corrected::Hours(which, Some(calendar)) = &mut corrected {
            keep_contact(calendar, &edit.after, which.of(&facility.hours));
        }
        let moved = match &corrected {
            Corrected::Address(address) => Some(Moved::to(address, facility, locate)),
            _ => None,
        };
        let put = Put { facility: &mut *facility, field: &edit.field, origin, seen: Some(&edit.beneath), locate };
        beneath.push((edit.id, put.put(corrected)));
        if let (Some(moved), Some(found)) = (moved, edit.found) {
            moved.settle(facility, found, origin);
        }
    }
    beneath
}

/// Hours written as a plain text say nothing of whom to reach how: that stays as it was.
fn keep_contact(calendar: &mut Calendar, after: &serde_json::Value, before: Option<&Calendar>) {
    if let (true, Some(before)) = (after.is_string(), before) {
        calendar.channel = calendar.channel.take().or_else(|| before.channel.clone());
        calendar.person = calendar.person.take().or_else(|| before.person.clone());
    }
}

/// What a new address changes besides itself.
struct Moved {
    /// Whether it is in another town.
    town: bool,
    /// Whether it is another place at all, and not another writing.
    place: bool,
}

impl Moved {
    fn to(address: &str, facility: &Facility, locate: &impl Fn(&str) -> Option<Located>) -> Self {
        Self {
            town: same::towns_differ(&facility.address, address, locate),
            place: !same::addresses(&facility.address, address, locate),
        }
    }

    /// The facility is where its new address was found, unless somebody set a pin or a source published the point of this very town.
    fn settle(&self, facility: &mut Facility, found: Found, origin: Origin) {
        if !self.place {
            return;
        }
        // The neighbours in its building are those of the former place.
        facility.site = None;
        if self.town {
            facility.municipality = found.municipality.or(facility.municipality);
        }
        let stays =
            facility.position.is_some_and(|known| known.source.is_by_hand() || (!self.town && is_published(&known)));
        if stays {
            return;
        }
        facility.provenance.remove(&Field::Position);
        facility.position = found.position;
        if let Some(position) = found.position {
            facility.provenance.insert(Field::Position, Origin { source: position.source, as_of: origin.as_of });
        }
    }
}

/// Whether a source gave the point, rather than a gazetteer or neighbours by the address.
fn is_published(position: &Position) -> bool {
    let by_address = [Source::Gazetteer, Source::Geolonia, Source::Neighbours, Source::Geocoder];
    position.level == Level::Point && !by_address.contains(&position.source)
}

//! When and how somebody can be reached.

use jiff::civil::DateTime;
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::Facility;
use crate::domain::hours::OpenState;

/// How many days ahead the next contact hour is looked for.
const HORIZON_DAYS: u16 = 28;

/// When and how a facility can be reached by professionals.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ContactView {
    /// Whether the contact hours are open at the wished moment; null where they are not known.
    open_at: Option<bool>,
    /// The next moment they are open, with the offset of Japan.
    #[schema(example = "2026-12-01T13:00:00+09:00")]
    next: Option<String>,
    /// `phone`, `fax`, `mail` or `ict`.
    channel: Option<String>,
    /// Telephone.
    phone: Option<String>,
    /// Whom to ask for.
    person: Option<String>,
    /// A remark in the institution's own words.
    note: Option<String>,
}

/// The contact line of a facility at a moment.
pub(super) fn contact_view(facility: &Facility, at: DateTime) -> ContactView {
    let hours = facility.hours.in_force(&[]);
    let calendar = hours.contact.as_ref();
    let open_at = calendar.and_then(|calendar| match calendar.state_at(at) {
        OpenState::Open => Some(true),
        OpenState::Closed => Some(false),
        OpenState::Unknown => None,
    });
    let next = calendar.and_then(|calendar| calendar.next_open(at, HORIZON_DAYS));
    ContactView {
        open_at,
        next: next.map(|next| format!("{}+09:00", next.strftime("%Y-%m-%dT%H:%M:%S"))),
        channel: calendar
            .and_then(|calendar| calendar.channel.clone())
            .or_else(|| facility.phone.as_ref().map(|_| "phone".to_owned())),
        phone: facility.phone.clone(),
        person: calendar.and_then(|calendar| calendar.person.clone()),
        note: calendar.and_then(|calendar| calendar.note.clone()),
    }
}

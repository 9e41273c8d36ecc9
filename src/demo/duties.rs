//! Turns of duty on the days of rest of the year to come: in each municipality one institution of each of these kinds.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::facility::Duty;
use crate::domain::holidays::rest_days;
use crate::domain::hours::Span;
use crate::domain::source::Origin;
use crate::domain::{Facility, Kind, Source};

/// Who takes turns, what the roster calls it, and from when to when, in minutes after midnight.
const TURNS: [(Kind, &str, u16, u16); 3] = [
    (Kind::Clinic, "休日当番医", 540, 1_020),
    (Kind::DentalClinic, "休日当番歯科", 540, 720),
    (Kind::Pharmacy, "休日当番薬局", 540, 1_050),
];

/// Hands the days out in turn, in the order in which the facilities were thrown.
pub(super) fn share(facilities: &mut [Facility], reference: Date) {
    let origin = Origin { source: Source::Demo, as_of: reference };
    let days: Vec<Date> = rest_days(reference, reference.saturating_add(1.year())).collect();
    for (kind, label, from, to) in TURNS {
        let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (i, facility) in facilities.iter().enumerate().filter(|(_, facility)| facility.kind == kind) {
            places.entry(facility.municipality).or_default().push(i);
        }
        for members in places.values() {
            for (day, member) in days.iter().zip(members.iter().cycle()) {
                let spans = Span::new(from, to).into_iter().collect();
                facilities[*member].duties.push(Duty {
                    date: *day,
                    spans,
                    label: label.to_owned(),
                    note: None,
                    origin,
                });
            }
        }
    }
}

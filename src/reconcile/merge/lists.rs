//! What accumulates instead of competing: turns of duty, free places, months, days of cover, remarks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::domain::availability::Said;
use crate::domain::facility::{Duty, Remark};
use crate::domain::{Facility, Source};

use super::Voice;

/// Turns of duty by date. A newer roster of a source replaces the older one's turns of the same day; other days stay.
pub(super) fn duties(facility: &mut Facility, voices: &[Voice<'_>]) {
    if voices.iter().all(|voice| voice.duties.is_empty()) {
        return;
    }
    let mut duties: Vec<Duty> = std::mem::take(&mut facility.duties);
    duties.extend(voices.iter().flat_map(|voice| voice.duties.iter().cloned()));
    let mut newest: HashMap<(Source, Date), Date> = HashMap::new();
    for duty in &duties {
        let day = newest.entry((duty.origin.source, duty.date)).or_insert(duty.origin.as_of);
        *day = (*day).max(duty.origin.as_of);
    }
    duties.retain(|duty| newest.get(&(duty.origin.source, duty.date)) == Some(&duty.origin.as_of));
    duties.sort_by(|a, b| {
        (a.date, &a.spans, &a.label, &a.note, a.origin.source).cmp(&(
            b.date,
            &b.spans,
            &b.label,
            &b.note,
            b.origin.source,
        ))
    });
    duties.dedup_by(|next, kept| (next.date, &next.spans, &next.label) == (kept.date, &kept.spans, &kept.label));
    facility.duties = duties;
}

/// Free places, months for new patients and days of cover: what was said last about a day or month stands. The newest confirmation stands.
pub(super) fn availability(facility: &mut Facility, voices: &[Voice<'_>]) {
    last_said(&mut facility.vacancies, voices, |voice| voice.vacancies);
    last_said(&mut facility.new_patients, voices, |voice| voice.new_patients);
    last_said(&mut facility.cover, voices, |voice| voice.cover);
    let confirmed = facility.confirmed.into_iter().chain(voices.iter().filter_map(|voice| voice.confirmed));
    facility.confirmed = confirmed.max_by_key(|origin| (origin.as_of, Reverse(origin.source)));
}

fn last_said<S: Said + Clone>(own: &mut Vec<S>, voices: &[Voice<'_>], of: impl for<'v> Fn(&Voice<'v>) -> &'v [S]) {
    if voices.iter().all(|voice| of(voice).is_empty()) {
        return;
    }
    let mut all: Vec<(&str, S)> = std::mem::take(own).into_iter().map(|said| ("", said)).collect();
    for voice in voices {
        all.extend(of(voice).iter().map(|said| (voice.key, said.clone())));
    }
    all.sort_by(|(a, x), (b, y)| {
        let place = |said: &S| (said.when(), Reverse(said.origin().as_of), said.origin().source);
        place(x).cmp(&place(y)).then_with(|| a.cmp(b))
    });
    all.dedup_by_key(|(_, said)| said.when());
    own.extend(all.into_iter().map(|(_, said)| said));
}

/// Remarks, each once, the newest under its heading first in date.
pub(super) fn remarks(facility: &mut Facility, voices: &[Voice<'_>]) {
    if voices.iter().all(|voice| voice.remarks.is_empty()) {
        return;
    }
    let own = std::mem::take(&mut facility.remarks);
    let mut newest: BTreeMap<(String, String), Remark> = BTreeMap::new();
    for remark in own.into_iter().chain(voices.iter().flat_map(|voice| voice.remarks.iter().cloned())) {
        let key = (remark.label.clone(), remark.text.clone());
        let place = |remark: &Remark| (Reverse(remark.origin.as_of), remark.origin.source);
        match newest.get_mut(&key) {
            Some(known) if place(known) <= place(&remark) => {}
            Some(known) => *known = remark,
            None => {
                newest.insert(key, remark);
            }
        }
    }
    facility.remarks = newest.into_values().collect();
}

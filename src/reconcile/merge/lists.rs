//! What accumulates instead of competing: turns of duty, free places, remarks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::domain::facility::{Duty, Remark, Vacancy};
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

/// Free places by date: what was said last about a day stands.
pub(super) fn vacancies(facility: &mut Facility, voices: &[Voice<'_>]) {
    if voices.iter().all(|voice| voice.vacancies.is_empty()) {
        return;
    }
    let own = std::mem::take(&mut facility.vacancies);
    let mut all: Vec<(&str, Vacancy)> = own.into_iter().map(|vacancy| ("", vacancy)).collect();
    for voice in voices {
        all.extend(voice.vacancies.iter().map(|vacancy| (voice.key, vacancy.clone())));
    }
    all.sort_by(|(a, x), (b, y)| {
        let place = |vacancy: &Vacancy| (vacancy.date, Reverse(vacancy.origin.as_of), vacancy.origin.source);
        place(x).cmp(&place(y)).then_with(|| a.cmp(b))
    });
    all.dedup_by_key(|(_, vacancy)| vacancy.date);
    facility.vacancies = all.into_iter().map(|(_, vacancy)| vacancy).collect();
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

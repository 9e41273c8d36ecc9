//! Listings under their numbers, each number once.

use std::collections::HashMap;

use super::Dataset;
use super::coordinates;
use super::ledger::{Ledger, both, place};
use crate::domain::record::{Listing, RecordBody, SourceRecord};
use crate::domain::text::{fold, nfkc};

/// The listings of one file.
#[derive(Default)]
pub(super) struct Listings {
    records: Vec<SourceRecord>,
    rows: Vec<u64>,
    /// The records of each number: nearly always one.
    by_number: HashMap<String, Vec<usize>>,
}

/// Where a listing stands in its file.
pub(super) struct Entry<'a> {
    /// Its row.
    pub(super) row: u64,
    /// The hash of the row.
    pub(super) hash: u64,
    /// The column of its number.
    pub(super) field: &'a str,
    /// Its key; a second institution under the same number gets a suffix.
    pub(super) key: String,
}

impl Listings {
    /// Takes a listing in; a second row of the same institution is set aside with both values.
    pub(super) fn add(&mut self, dataset: Dataset, entry: Entry<'_>, listing: Listing, ledger: &mut Ledger<'_>) {
        let Entry { row, hash, field, key: number } = entry;
        let kept = self.by_number.get(&number).map_or(&[][..], Vec::as_slice);
        if let Some(&same) = kept.iter().find(|&&i| self.records[i].rows.contains(&hash)) {
            let message = format!("{} 行目とまったく同じです (that row says exactly the same)", self.rows[same]);
            ledger.set_aside("duplicate_row", place(row, field, &number), &message);
            return;
        }
        let listings = || kept.iter().filter_map(|&i| Some((i, as_listing(&self.records[i])?)));
        if let Some((same, kept)) = listings().find(|(_, kept)| same_institution(kept, &listing)) {
            let value = differences(kept, &listing);
            let message = format!(
                "{number} は {} 行目にもあります。先の行を使いました (the number stands in that row already; that row was kept)",
                self.rows[same]
            );
            ledger.set_aside("duplicate_number", place(row, field, &value), &message);
            return;
        }
        let mut key = number.clone();
        if let Some((first, kept)) = listings().next() {
            key = format!("{number}-{}", self.by_number[&number].len() + 1);
            let value = both(&kept.name, &listing.name);
            let message = format!(
                "{} 行目の別の施設と番号が同じです。両方を残し、こちらは {key} としました (another institution has the number in that row; both were kept)",
                self.rows[first]
            );
            ledger.warn("number_of_two", place(row, field, &value), &message);
        }
        self.by_number.entry(number).or_default().push(self.records.len());
        self.records.push(ledger.record(dataset, key, vec![hash], RecordBody::Listing(Box::new(listing))));
        self.rows.push(row);
    }

    /// The records, once points that cannot be right are taken away.
    pub(super) fn finish(mut self, field: &str, ledger: &mut Ledger<'_>) -> Vec<SourceRecord> {
        coordinates::drop_shared(&mut self.records, &self.rows, field, ledger);
        self.records
    }
}

fn as_listing(record: &SourceRecord) -> Option<&Listing> {
    match &record.body {
        RecordBody::Listing(listing) => Some(listing),
        _ => None,
    }
}

/// The same name, at the same address or behind the same telephone.
fn same_institution(a: &Listing, b: &Listing) -> bool {
    let digits = |phone: &Option<String>| {
        nfkc(phone.as_deref().unwrap_or_default()).chars().filter(char::is_ascii_digit).collect::<String>()
    };
    let phone = digits(&a.phone);
    fold(&a.name) == fold(&b.name)
        && (fold(&a.address) == fold(&b.address) || !phone.is_empty() && phone == digits(&b.phone))
}

/// What differs between two rows, both values of each.
fn differences(a: &Listing, b: &Listing) -> String {
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let point = |listing: &Listing| listing.at.map(|at| at.to_string()).unwrap_or_default();
    let service =
        |listing: &Listing| listing.service.as_ref().map(|s| format!("{} {}", s.days, s.note)).unwrap_or_default();
    let pairs = [
        (a.name.clone(), b.name.clone()),
        (a.address.clone(), b.address.clone()),
        (point(a), point(b)),
        (optional(&a.phone), optional(&b.phone)),
        (optional(&a.url), optional(&b.url)),
        (service(a), service(b)),
    ];
    let differing: Vec<String> = pairs.iter().filter(|(a, b)| a != b).map(|(a, b)| both(a, b)).collect();
    if differing.is_empty() {
        "ほかの列が違います (other columns differ)".to_owned()
    } else {
        differing.join("; ")
    }
}

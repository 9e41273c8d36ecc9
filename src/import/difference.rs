//! What changed between two editions of one list: opened, closed, moved, renamed, known by another number.
//!
//! Pure, and told of records only: an import asks it about the edition before, `zaitaku difference` about two files.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;
use serde::Serialize;

use super::compare::{plain, same_address, without_corporation};
use crate::domain::facility::Hours;
use crate::domain::hours::Calendar;
use crate::domain::municipality::{MunicipalityCode, split_prefecture};
use crate::domain::record::{FiledInstitution, Listing, RecordBody, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::{LatLon, Source};

/// An institution as one edition shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Its number in the list.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// The prefecture it lies in, 1 to 47, where that is known.
    pub prefecture: Option<u32>,
}

/// An institution before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// As the older edition shows it.
    pub before: Entry,
    /// As the newer edition shows it.
    pub after: Entry,
    /// How far apart the published points are, in metres, where both editions have one.
    pub metres: Option<f64>,
}

/// What differs between two records of one institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Aspects {
    /// The address is another, not only the same in other writing or with its house number added.
    pub moved: bool,
    /// The name is another, not only the same in other writing.
    pub renamed: bool,
    /// The number of beds.
    pub beds: bool,
    /// 診療科.
    pub specialties: bool,
    /// Services and their capacity.
    pub services: bool,
    /// Telephone, FAX or home page.
    pub contact: bool,
    /// Hours and days closed.
    pub hours: bool,
    /// Filings received or withdrawn.
    pub filings: bool,
}

impl Aspects {
    /// Whether anything that is told apart differs.
    pub fn any(self) -> bool {
        self != Self::default()
    }
}

/// How many institutions of a prefecture, or of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// In the older edition.
    pub before: u64,
    /// In the newer edition.
    pub after: u64,
    /// In the newer edition only.
    pub opened: u64,
    /// In the older edition only.
    pub closed: u64,
    /// In both, under different numbers.
    pub renumbered: u64,
    /// At another address.
    pub moved: u64,
    /// Under another name.
    pub renamed: u64,
    /// With another number of beds.
    pub beds: u64,
    /// With other 診療科.
    pub specialties: u64,
    /// With other services.
    pub services: u64,
    /// With another telephone, FAX or home page.
    pub contact: u64,
    /// With other hours.
    pub hours: u64,
    /// With other filings.
    pub filings: u64,
    /// The same in all these.
    pub same: u64,
}

impl Counts {
    fn count(&mut self, aspects: Aspects) {
        self.moved += u64::from(aspects.moved);
        self.renamed += u64::from(aspects.renamed);
        self.beds += u64::from(aspects.beds);
        self.specialties += u64::from(aspects.specialties);
        self.services += u64::from(aspects.services);
        self.contact += u64::from(aspects.contact);
        self.hours += u64::from(aspects.hours);
        self.filings += u64::from(aspects.filings);
        self.same += u64::from(!aspects.any());
    }
}

/// Two editions against each other. Every list is in order of the numbers.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Difference {
    /// All institutions.
    pub total: Counts,
    /// By prefecture, 1 to 47; `None` for those that name none.
    pub prefectures: BTreeMap<Option<u32>, Counts>,
    /// In the newer edition only.
    pub opened: Vec<Entry>,
    /// In the older edition only.
    pub closed: Vec<Entry>,
    /// The same name at the same address under another number.
    pub renumbered: Vec<Change>,
    /// At another address.
    pub moved: Vec<Change>,
    /// Under another name.
    pub renamed: Vec<Change>,
}

/// Compares two editions of one list. The order of the records leaves no trace.
pub fn difference(old: &[SourceRecord], new: &[SourceRecord]) -> Difference {
    let mut found = Difference::default();
    let after: HashMap<&str, &SourceRecord> = new.iter().map(|record| (record.key.as_str(), record)).collect();
    let mut closed = Vec::new();
    for record in sorted(old) {
        let entry = entry(&record.key, &record.body);
        found.counts(entry.prefecture, |counts| counts.before += 1);
        match after.get(record.key.as_str()) {
            None => closed.push((entry, &record.body)),
            Some(now) => found.compare((entry, &record.body), now),
        }
    }
    let before: HashSet<&str> = old.iter().map(|record| record.key.as_str()).collect();
    let mut opened = Vec::new();
    for record in sorted(new) {
        let entry = entry(&record.key, &record.body);
        found.counts(entry.prefecture, |counts| counts.after += 1);
        if !before.contains(record.key.as_str()) {
            opened.push((entry, &record.body));
        }
    }
    let pairs = renumbered(&closed, &opened);
    let (mut gone, mut come) = (vec![false; closed.len()], vec![false; opened.len()]);
    for (old, new) in pairs {
        (gone[old], come[new]) = (true, true);
        let (after, now) = &opened[new];
        let (before, then) = &closed[old];
        found.counts(after.prefecture, |counts| counts.renumbered += 1);
        let metres = metres(then, now);
        found.renumbered.push(Change { before: before.clone(), after: after.clone(), metres });
    }
    for ((entry, _), _) in closed.into_iter().zip(gone).filter(|(_, gone)| !gone) {
        found.counts(entry.prefecture, |counts| counts.closed += 1);
        found.closed.push(entry);
    }
    for ((entry, _), _) in opened.into_iter().zip(come).filter(|(_, come)| !come) {
        found.counts(entry.prefecture, |counts| counts.opened += 1);
        found.opened.push(entry);
    }
    found
}

impl Difference {
    fn counts(&mut self, prefecture: Option<u32>, count: impl Fn(&mut Counts)) {
        count(&mut self.total);
        count(self.prefectures.entry(prefecture).or_default());
    }

    fn compare(&mut self, (before, then): (Entry, &RecordBody), now: &SourceRecord) {
        let aspects = aspects(then, &now.body);
        let after = entry(&now.key, &now.body);
        self.counts(after.prefecture, |counts| counts.count(aspects));
        if aspects.moved || aspects.renamed {
            let change = Change { before, after, metres: metres(then, &now.body) };
            if aspects.renamed {
                self.renamed.push(change.clone());
            }
            if aspects.moved {
                self.moved.push(change);
            }
        }
    }
}

fn sorted(records: &[SourceRecord]) -> Vec<&SourceRecord> {
    let mut sorted: Vec<&SourceRecord> = records.iter().collect();
    sorted.sort_by(|a, b| a.key.cmp(&b.key));
    sorted
}

/// Which of those that are gone are there again under another number: the same service, name and address. Indices into both.
pub fn renumbered(closed: &[(Entry, &RecordBody)], opened: &[(Entry, &RecordBody)]) -> Vec<(usize, usize)> {
    let named = |entry: &Entry| !entry.name.is_empty() && !entry.address.is_empty();
    let mut by_name: HashMap<(String, &str), Vec<usize>> = HashMap::new();
    for (index, (entry, body)) in opened.iter().enumerate().filter(|(_, (entry, _))| named(entry)) {
        by_name.entry((without_corporation(&entry.name), service(body))).or_default().push(index);
    }
    let mut taken = HashSet::new();
    let mut pairs = Vec::new();
    for (old, (entry, body)) in closed.iter().enumerate().filter(|(_, (entry, _))| named(entry)) {
        let same_name = by_name.get(&(without_corporation(&entry.name), service(body)));
        let again = same_name.into_iter().flatten().copied();
        let again = again.filter(|new| same_address(&entry.address, &opened[*new].0.address));
        if let Some(new) = again.into_iter().find(|new| !taken.contains(new)) {
            taken.insert(new);
            pairs.push((old, new));
        }
    }
    pairs
}

/// An institution as a record shows it; name and address are empty where the record has none (hours, corrections).
pub fn entry(key: &str, body: &RecordBody) -> Entry {
    let (name, address, code): (&str, &str, Option<MunicipalityCode>) = match body {
        RecordBody::Listing(listing) => (&listing.name, &listing.address, listing.municipality),
        RecordBody::Filings(filed) => (&filed.name, &filed.address, None),
        RecordBody::Statement(statement) => {
            let subject = &statement.subject;
            (&subject.name, subject.address.as_deref().unwrap_or_default(), subject.municipality)
        }
        RecordBody::Canonical(facility) => (&facility.name, &facility.address, facility.municipality),
        RecordBody::Hours(_)
        | RecordBody::Correction(_)
        | RecordBody::Places(_)
        | RecordBody::Readings(_)
        | RecordBody::Taken => ("", "", None),
    };
    let prefecture =
        split_prefecture(address).map(|(prefecture, _)| prefecture).or(code.map(MunicipalityCode::prefecture));
    Entry { key: key.to_owned(), name: name.to_owned(), address: address.to_owned(), prefecture }
}

/// What differs between an older and a newer record of one institution.
pub fn aspects(before: &RecordBody, after: &RecordBody) -> Aspects {
    let (old, new) = (entry("", before), entry("", after));
    let said = Aspects {
        moved: !same_address(&old.address, &new.address),
        renamed: plain(&old.name) != plain(&new.name),
        ..Aspects::default()
    };
    match (before, after) {
        (RecordBody::Listing(old), RecordBody::Listing(new)) => of_listings(said, old, new),
        (RecordBody::Filings(old), RecordBody::Filings(new)) => of_filings(said, old, new),
        (RecordBody::Hours(old), RecordBody::Hours(new)) => Aspects {
            specialties: old.specialties != new.specialties,
            hours: !same_hours(Some(&old.consultation), Some(&new.consultation)),
            ..said
        },
        (RecordBody::Statement(old), RecordBody::Statement(new)) => Aspects {
            beds: old.beds != new.beds,
            specialties: old.specialties != new.specialties,
            services: old.services != new.services,
            contact: (&old.subject.phone, &old.fax, &old.url) != (&new.subject.phone, &new.fax, &new.url),
            hours: hours_differ(&old.hours, &new.hours),
            ..said
        },
        _ => said,
    }
}

fn of_listings(said: Aspects, old: &Listing, new: &Listing) -> Aspects {
    let beds = |listing: &Listing| listing.beds.as_ref().map_or(0, |beds| beds.total);
    Aspects {
        beds: beds(old) != beds(new),
        services: old.service != new.service,
        contact: (&old.phone, &old.fax, &old.url) != (&new.phone, &new.fax, &new.url),
        hours: !same_hours(old.consultation.as_ref(), new.consultation.as_ref()),
        ..said
    }
}

/// Whether two calendars say the same; each has the date of its own edition.
fn same_hours(old: Option<&Calendar>, new: Option<&Calendar>) -> bool {
    let said = |calendar: &Calendar| Calendar {
        origin: Origin { source: Source::Demo, as_of: Date::ZERO },
        ..calendar.clone()
    };
    old.map(said) == new.map(said)
}

fn hours_differ(old: &Hours, new: &Hours) -> bool {
    let pairs = [(&old.consultation, &new.consultation), (&old.contact, &new.contact), (&old.visiting, &new.visiting)];
    pairs.iter().any(|(old, new)| !same_hours(old.as_ref(), new.as_ref()))
}

fn of_filings(said: Aspects, old: &FiledInstitution, new: &FiledInstitution) -> Aspects {
    let symbols = |filed: &FiledInstitution| {
        let mut symbols: Vec<String> = filed.filings.iter().map(|filing| filing.symbol.clone()).collect();
        symbols.sort_unstable();
        symbols
    };
    Aspects {
        beds: old.beds != new.beds,
        contact: (&old.phone, &old.fax) != (&new.phone, &new.fax),
        filings: symbols(old) != symbols(new),
        ..said
    }
}

/// The distance between the published points of two records.
pub fn metres(before: &RecordBody, after: &RecordBody) -> Option<f64> {
    let metres = point(before)?.geodesic(point(after)?).0;
    Some((metres * 10.0).round() / 10.0)
}

fn point(body: &RecordBody) -> Option<LatLon> {
    match body {
        RecordBody::Listing(listing) => listing.at,
        RecordBody::Statement(statement) => statement.at,
        RecordBody::Canonical(facility) => facility.position.map(|position| position.at),
        _ => None,
    }
}

/// The service that a record of a list of services is about; several services of one office are several institutions here.
fn service(body: &RecordBody) -> &str {
    match body {
        RecordBody::Listing(listing) => listing.service.as_ref().map_or("", |service| service.code.as_str()),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Kind;

    fn record(key: &str, name: &str, address: &str, at: Option<(f64, f64)>) -> SourceRecord {
        let listing = Listing {
            kind: Kind::Hospital,
            name: name.to_owned(),
            name_kana: None,
            address: address.to_owned(),
            municipality: None,
            at: at.map(|(lat, lon)| LatLon::new(lat, lon).unwrap()),
            phone: None,
            fax: None,
            url: None,
            beds: None,
            consultation: None,
            service: None,
            identifiers: Vec::new(),
        };
        SourceRecord {
            source: Source::NaviiHospital,
            key: key.to_owned(),
            edition: date(2025, 6, 1),
            rows: vec![1],
            body: RecordBody::Listing(Box::new(listing)),
        }
    }

    fn keys(entries: &[Entry]) -> Vec<&str> {
        entries.iter().map(|entry| entry.key.as_str()).collect()
    }

    fn ends(changes: &[Change]) -> Vec<(&str, &str)> {
        changes.iter().map(|change| (change.before.key.as_str(), change.after.key.as_str())).collect()
    }

    #[test]
    fn a_tiny_world_in_which_everything_happens() {
        let old = [
            record("1", "架空第一病院", "神奈川県横須賀市浦賀1丁目1番", None),
            record("2", "架空第二病院", "神奈川県横須賀市浦賀2-2", None),
            record("3", "架空第三病院", "神奈川県横須賀市久里浜3-3", Some((35.22, 139.70))),
            record("4", "医療法人架空第四病院", "千葉県館山市北条", None),
            record("5", "架空第五病院", "千葉県館山市北条5", None),
            record("6", "架空第六病院", "千葉県館山市北条6", None),
        ];
        let new = [
            record("1", "架空第一病院", "神奈川県横須賀市浦賀一丁目１番地", None),
            record("2", "架空みなと病院", "神奈川県横須賀市浦賀2-2", None),
            record("3", "架空第三病院", "神奈川県横須賀市浦賀9-9", Some((35.23, 139.70))),
            record("40", "架空第四病院", "千葉県館山市北条1089", None),
            record("6", "架空第六みさき病院", "千葉県館山市那古6", None),
            record("7", "架空第七病院", "千葉県館山市北条5", None),
        ];
        let found = difference(&old, &new);
        assert_eq!((keys(&found.opened), keys(&found.closed)), (vec!["7"], vec!["5"]));
        assert_eq!(ends(&found.renumbered), [("4", "40")]);
        assert_eq!(ends(&found.moved), [("3", "3"), ("6", "6")]);
        assert_eq!(ends(&found.renamed), [("2", "2"), ("6", "6")]);
        let metres: Vec<Option<f64>> = found.moved.iter().map(|change| change.metres).collect();
        assert!(
            metres[0].is_some_and(|metres| (1_100.0..1_120.0).contains(&metres)) && metres[1].is_none(),
            "{metres:?}"
        );
        let chiba = found.prefectures[&Some(12)];
        assert_eq!((chiba.before, chiba.after, chiba.opened, chiba.closed, chiba.renumbered), (3, 3, 1, 1, 1));
        assert_eq!((found.total.moved, found.total.renamed, found.total.same), (2, 2, 1));
    }

    #[test]
    fn hours_are_the_same_though_each_edition_dates_its_own() {
        let hours = |osm: &str, as_of| {
            let mut record = record("1", "架空第一病院", "神奈川県横須賀市浦賀1", None);
            let RecordBody::Listing(listing) = &mut record.body else { panic!("no listing") };
            listing.consultation =
                Some(Calendar::from_osm(osm, Origin { source: Source::NaviiHospital, as_of }).unwrap());
            record
        };
        let (june, december) = (date(2025, 6, 1), date(2025, 12, 1));
        let found = |a, b| difference(&[a], &[b]).total;
        assert_eq!(found(hours("Su off", june), hours("Su off", december)).same, 1);
        assert_eq!(found(hours("Su off", june), hours("We off", december)).hours, 1);
    }

    #[test]
    fn two_services_of_one_office_are_not_one_under_another_number() {
        let service = |key: &str, code: &str| {
            let mut record = record(key, "架空事業所", "神奈川県横須賀市浦賀1", None);
            if let RecordBody::Listing(listing) = &mut record.body {
                listing.service = Some(crate::domain::facility::Service {
                    code: code.to_owned(),
                    label: String::new(),
                    number: key.to_owned(),
                    capacity: None,
                    days: String::new(),
                    note: String::new(),
                });
            }
            record
        };
        let found = difference(&[service("1-130", "130")], &[service("1-430", "430")]);
        assert!(found.renumbered.is_empty());
        assert_eq!(found.closed.len() + found.opened.len(), 2);
        let found = difference(&[service("1-130", "130")], &[service("2-130", "130")]);
        assert_eq!(found.renumbered.len(), 1);
    }

    proptest! {
        #[test]
        fn everybody_is_somewhere_and_back_is_the_reverse(
            old in prop::collection::btree_map(0_u8..20, (0_u8..4, 0_u8..4), 0..12),
            new in prop::collection::btree_map(0_u8..20, (0_u8..4, 0_u8..4), 0..12),
        ) {
            let records = |world: &BTreeMap<u8, (u8, u8)>| -> Vec<SourceRecord> {
                let make = |(key, (name, place)): (&u8, &(u8, u8))| {
                    let name = ["みさき", "みなと", "うみ", "やま"][usize::from(*name)];
                    record(&format!("{key:02}"), name, &format!("神奈川県横須賀市浦賀{place}丁目"), None)
                };
                world.iter().map(make).collect()
            };
            let (old, new) = (records(&old), records(&new));
            let there = difference(&old, &new);
            let both = old.iter().filter(|a| new.iter().any(|b| a.key == b.key)).count();
            prop_assert_eq!(there.closed.len() + there.renumbered.len() + both, old.len());
            prop_assert_eq!(there.opened.len() + there.renumbered.len() + both, new.len());
            let back = difference(&new, &old);
            prop_assert_eq!(there.moved.len(), back.moved.len());
            prop_assert_eq!(there.renumbered.len(), back.renumbered.len());
            prop_assert_eq!(there.opened.len(), back.closed.len());
            let mut turned = old.clone();
            turned.reverse();
            prop_assert_eq!(difference(&turned, &new), there);
            let itself = difference(&old, &old);
            prop_assert_eq!(itself.total.same, old.len() as u64);
        }
    }
}

//! Facilities at one place: a hospital with its nursing station and care managers, the tenants of a medical mall.
//!
//! A site is a building or a plot with one complete house number, or what answers one telephone in one town. It says where several
//! facilities are together, and nothing of who runs them.

use std::collections::HashMap;
use std::hash::Hash;

use xxhash_rust::xxh3::Xxh3;

use crate::domain::Facility;

use super::link::{Located, Place, phone_digits};

/// Gives facilities that are at one place the same site: `s-` and the hash of the place in sixteen hexadecimal digits.
///
/// Who is alone at a place has none. The identifier is made of the place, not of who is there, so that it outlives a change of tenants;
/// where a telephone joins two house numbers it is the one of the smaller hash.
pub(super) fn mark_sites(facilities: &mut [Facility], locate: &impl Fn(&str) -> Option<Located>) {
    let mut groups = Groups::new(facilities.len());
    let mut first_at: HashMap<u64, usize> = HashMap::new();
    let mut places: Vec<Option<u64>> = vec![None; facilities.len()];
    for (at, facility) in facilities.iter_mut().enumerate() {
        facility.site = None;
        let Some(place) = locate(&facility.address).map(Place::new).filter(|place| !place.town.is_empty()) else {
            continue;
        };
        if place.is_complete() {
            let hash = hash((place.town.as_str(), place.field.as_str(), place.numbers.as_slice()));
            places[at] = Some(hash);
            groups.join(*first_at.entry(hash).or_insert(at), at);
        }
        if let Some(phone) = facility.phone.as_deref().and_then(phone_digits) {
            let hash = hash((place.town.as_str(), phone.as_str()));
            // Without a house number of their own, those who answer one telephone are where that telephone is.
            places[at] = places[at].or(Some(hash));
            groups.join(*first_at.entry(hash).or_insert(at), at);
        }
    }
    let mut sites: HashMap<usize, (u64, u32)> = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        if let Some(place) = *place {
            let site = sites.entry(groups.root(at)).or_insert((place, 0));
            *site = (site.0.min(place), site.1 + 1);
        }
    }
    for (at, facility) in facilities.iter_mut().enumerate() {
        let site = sites.get(&groups.root(at)).filter(|(_, members)| *members >= 2);
        facility.site = site.map(|(place, _)| format!("s-{place:016x}"));
    }
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = Xxh3::new();
    of.hash(&mut hasher);
    hasher.digest()
}

/// Disjoint groups of positions.
struct Groups(Vec<usize>);

impl Groups {
    fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    /// The smallest position of the group, more or less: the one that stands for it.
    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::Kind;

    use super::*;

    /// A gazetteer of one municipality: the town is what stands before the first digit.
    fn locate(address: &str) -> Option<Located> {
        let digit = address.find(|c: char| c.is_ascii_digit()).unwrap_or(address.len());
        let municipality = crate::domain::municipality::MunicipalityCode::parse("14201").ok();
        Some(Located { municipality, town: address[..digit].to_owned(), rest: address[digit..].to_owned() })
    }

    fn sites(facilities: &[(&str, Option<&str>)]) -> Vec<Option<String>> {
        let one = |(at, (address, phone)): (usize, &(&str, Option<&str>))| {
            let mut facility = Facility::new(format!("x-{at}"), Kind::Clinic, "架空医院", *address);
            facility.phone = phone.map(str::to_owned);
            facility
        };
        let mut facilities: Vec<Facility> = facilities.iter().enumerate().map(one).collect();
        mark_sites(&mut facilities, &locate);
        facilities.into_iter().map(|facility| facility.site).collect()
    }

    #[test]
    fn tenants_of_one_building_share_a_site_whatever_floor_they_are_on() {
        let sites = sites(&[
            ("横須賀市浦賀5-1-1 なみビル2階", None),
            ("横須賀市浦賀5-1-1", None),
            ("横須賀市浦賀5-1-2", None),
            ("横須賀市久里浜5-1-1", None),
        ]);
        assert!(sites[0].is_some() && sites[0] == sites[1], "{sites:?}");
        assert_eq!(sites[2..], [None, None], "who is alone has no site");
    }

    #[test]
    fn an_address_that_stops_at_the_block_makes_no_site() {
        assert_eq!(sites(&[("横須賀市浦賀5", None), ("横須賀市浦賀5", None)]), [None, None]);
        let lots = sites(&[("横須賀市長井1234", None), ("横須賀市長井1234番地", None)]);
        assert!(lots[0].is_some() && lots[0] == lots[1], "a lot number names one plot: {lots:?}");
    }

    #[test]
    fn one_telephone_in_one_town_is_one_site() {
        let phone = Some("046-000-0001");
        let sites = sites(&[
            ("横須賀市浦賀5-1-1", phone),
            ("横須賀市浦賀", Some("０４６（０００）０００１")),
            ("横須賀市久里浜1-2-3", phone),
            ("横須賀市浦賀5-1-1", None),
        ]);
        assert!(sites[0].is_some() && sites[0] == sites[1] && sites[0] == sites[3], "{sites:?}");
        assert_eq!(sites[2], None, "a telephone of the head office reaches no other town");
    }

    #[test]
    fn a_site_keeps_its_identifier_when_a_tenant_goes() {
        let three = sites(&[("横須賀市浦賀5-1-1", None), ("横須賀市浦賀5-1-1", None), ("横須賀市浦賀5-1-1", None)]);
        let two = sites(&[("横須賀市浦賀5-1-1", None), ("横須賀市浦賀5-1-1", None)]);
        assert_eq!(three[0], two[0]);
        let id = three[0].as_deref().unwrap();
        assert_eq!((id.len(), &id[..2]), (18, "s-"));
    }
}

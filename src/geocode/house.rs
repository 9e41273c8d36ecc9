//! The house that an address names, in one spelling: by it others can be asked, and their answers compared with what was asked.

use crate::domain::municipality::MunicipalityCode;
use crate::domain::place::{LatLon, Level};

use super::lot::Lot;
use super::{Candidate, neighbours};

/// A house, block or parcel in a town.
#[derive(Debug, Clone, PartialEq)]
pub struct House {
    reading: Candidate,
    municipality: MunicipalityCode,
    lot: Lot,
}

impl Candidate {
    /// The house that the address names; `None` where it ends before the house number.
    pub fn house(&self) -> Option<House> {
        let lot = Lot::read(&self.rest);
        let named = matches!(self.level, Level::Town | Level::Municipality) && lot.numbers[0] > 0;
        let municipality = self.municipality.filter(|_| named)?;
        Some(House { reading: self.clone(), municipality, lot })
    }
}

impl House {
    /// The municipality; a ward where a city has wards.
    pub const fn municipality(&self) -> MunicipalityCode {
        self.municipality
    }

    /// What the gazetteer knows of the address: 「神奈川県横須賀市浦賀五丁目」.
    pub fn town(&self) -> &str {
        &self.reading.matched
    }

    /// The address up to the house number, without building and room: 「神奈川県横須賀市浦賀五丁目1-1」.
    pub fn address(&self) -> String {
        [self.town(), &self.lot.written(2)].concat()
    }

    /// What stands behind the town as far as both name it; `None` where they name different houses.
    pub fn shared_with(&self, other: &Self) -> Option<String> {
        let same_town = self.municipality == other.municipality
            && self.town() == other.town()
            && self.lot.area == other.lot.area
            && self.lot.numbers[0] == other.lot.numbers[0];
        match (self.lot.numbers[1], other.lot.numbers[1]) {
            (own, others) if own == others => same_town.then(|| self.lot.written(2)),
            (own, others) => (same_town && (own == 0 || others == 0)).then(|| self.lot.written(1)),
        }
    }

    /// Whether a point is near enough to the town's to be in it.
    pub fn may_lie_at(&self, at: LatLon) -> bool {
        !neighbours::is_a_slip(&self.reading, at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::super::Gazetteer;
    use super::*;

    static JAPAN: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

    fn house(address: &str) -> Option<House> {
        JAPAN.geocode(address, 1).first()?.house()
    }

    #[test]
    fn every_spelling_of_a_house_is_one_address_without_its_building() {
        for spelling in
            ["横須賀市浦賀5-1-1 うみかぜビル2F", "神奈川県横須賀市浦賀５丁目１番１号", "横須賀市浦賀五丁目1番地1"]
        {
            let address = house(spelling).map(|house| house.address());
            assert_eq!(address.as_deref(), Some("神奈川県横須賀市浦賀五丁目1-1"), "{spelling}");
        }
        for open in ["横須賀市浦賀5丁目", "神奈川県横須賀市", "神奈川県", ""] {
            assert_eq!(house(open), None, "{open}");
        }
    }

    #[test]
    fn two_houses_share_what_both_name() {
        let shared = |a: &str, b: &str| house(a)?.shared_with(&house(b)?);
        assert_eq!(shared("横須賀市浦賀5-1-1", "横須賀市浦賀五丁目1番1号").as_deref(), Some("1-1"));
        assert_eq!(shared("横須賀市浦賀5-1-1", "神奈川県横須賀市浦賀五丁目1番").as_deref(), Some("1"));
        assert_eq!(shared("横須賀市浦賀5-1", "横須賀市浦賀5-1-3").as_deref(), Some("1"));
        for other in ["横須賀市浦賀5-1-2", "横須賀市浦賀5-2-1", "横須賀市浦賀4-1-1", "横須賀市鴨居2-1-1"]
        {
            assert_eq!(shared("横須賀市浦賀5-1-1", other), None, "{other}");
        }
    }
}

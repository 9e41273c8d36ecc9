//! Municipalities by their codes.

use crate::domain::Facility;
use crate::domain::municipality::MunicipalityCode;

use super::{Candidate, Gazetteer};

impl Gazetteer {
    /// How a facility's address reads best, in the municipality that its source names.
    pub fn read_facility(&self, facility: &Facility) -> Option<Candidate> {
        let readings = match facility.municipality {
            Some(code) => self.geocode_within(&facility.address, code, 1),
            None => self.geocode(&facility.address, 1),
        };
        readings.into_iter().next()
    }

    /// The name of a municipality without its prefecture and 郡: 「横浜市中区」, 「葉山町」.
    pub fn municipality_name(&self, code: MunicipalityCode) -> Option<String> {
        let found = self.municipalities.iter().find(|row| row.code == code.number());
        found.map(|row| row.common_name().to_owned())
    }
}

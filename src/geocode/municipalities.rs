//! Municipalities by their codes.

use crate::domain::municipality::MunicipalityCode;

use super::Gazetteer;

impl Gazetteer {
    /// The name of a municipality without its prefecture and 郡: 「横浜市中区」, 「葉山町」.
    pub fn municipality_name(&self, code: MunicipalityCode) -> Option<String> {
        let found = self.municipalities.iter().find(|row| row.code == code.number());
        found.map(|row| row.common_name().to_owned())
    }
}

//! The directory as the world in which a team is found.

use crate::domain::facility::Hours;
use crate::domain::{LatLon, Metres};
use crate::matching::team::{Ties, World};
use crate::matching::{Policy, Question, Ranking, View};

use super::{Directory, DirectoryError};

/// The number system of operators.
const OPERATOR: &str = "corporate_number";

impl World for Directory {
    type Error = DirectoryError;

    fn rank(&self, question: &Question, policy: &Policy, limit: usize, near_misses: usize) -> Ranking {
        Self::rank(self, question, policy, limit, near_misses)
    }

    fn view_at(&self, row: u32, distance: Metres) -> Option<View<'_>> {
        Self::view_at(self, row, distance)
    }

    fn view_from(&self, home: LatLon, row: u32) -> Option<View<'_>> {
        self.view(home, row)
    }

    fn hours(&self, row: u32) -> Option<&Hours> {
        self.hours.get(&row)
    }

    fn ties(&self, row: u32) -> Result<Ties, DirectoryError> {
        let Some(facility) = self.facility(row)? else { return Ok(Ties::default()) };
        let members = facility.group.map(|group| group.members).unwrap_or_default();
        let operators = facility.identifiers.into_iter().filter(|number| number.system == OPERATOR);
        Ok(Ties {
            colleagues: members.iter().filter_map(|id| self.row(id)).filter(|&member| member != row).collect(),
            site: facility.site,
            operators: operators.map(|number| number.value).collect(),
        })
    }
}

//! What somebody wants of a team, checked: who stays, who is left out.

use std::collections::BTreeSet;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::directory::Directory;
use crate::domain::vocabulary;
use crate::domain::vocabulary::Role;
use crate::http::problem::Problem;
use crate::matching::Policy;

/// Most facilities that can be left out.
const MAX_EXCLUDED: usize = 200;

/// A member that stays.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockRequest {
    /// The place; any but `attending`, which has a field of its own.
    #[schema(value_type = String, example = "pharmacy")]
    pub role: Role,
    /// The identifier of the facility.
    #[schema(example = "n-1421409498300")]
    pub facility: String,
}

/// What is wanted of the team; asking for it asks for a team.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamRequest {
    /// The attending institution, instead of the first candidate.
    pub attending: Option<String>,
    /// Members that stay, whatever they answer: at most one a role, and as many alternates as the policy allows.
    #[serde(default)]
    pub locked: Vec<LockRequest>,
    /// Who is not to be named.
    #[serde(default)]
    pub excluded: Vec<String>,
}

/// The same in rows of the directory.
#[derive(Debug, Clone, Default)]
pub(in crate::http) struct Fixed {
    pub(super) attending: Option<u32>,
    pub(super) locked: Vec<(Role, u32)>,
    pub(super) excluded: BTreeSet<u32>,
}

impl TeamRequest {
    /// Checks every identifier and that nobody is wanted twice.
    pub(in crate::http) fn check(&self, directory: &Directory, policy: &Policy) -> Result<Fixed, Problem> {
        let check = Check { directory };
        let mut fixed = Fixed::default();
        let mut seats: Vec<u32> = Vec::new();
        if let Some(id) = &self.attending {
            let row = check.seat("team_with.attending", id, Role::Attending)?;
            fixed.attending = Some(row);
            seats.push(row);
        }
        for (i, lock) in self.locked.iter().enumerate() {
            let field = format!("team_with.locked[{i}]");
            let most = match lock.role {
                Role::Attending => {
                    let roles = Role::ALL.iter().filter(|role| **role != Role::Attending).map(|role| role.id());
                    return Err(Problem::not_allowed(format!("{field}.role"), roles));
                }
                Role::Alternate => policy.team().max_alternates(),
                _ => 1,
            };
            if fixed.locked.iter().filter(|(role, _)| *role == lock.role).count() >= most {
                let detail =
                    format!("この役割に固定できるのは {most} か所までです (at most {most} can be locked in this role)");
                return Err(Problem::invalid(format!("{field}.role"), detail));
            }
            let row = check.seat(&format!("{field}.facility"), &lock.facility, lock.role)?;
            if seats.contains(&row) {
                let detail = "同じ施設を二つの役割に固定することはできません (one facility cannot hold two places)";
                return Err(Problem::invalid(format!("{field}.facility"), detail));
            }
            seats.push(row);
            fixed.locked.push((lock.role, row));
        }
        fixed.excluded = self.excluded(&check, &seats)?;
        Ok(fixed)
    }

    fn excluded(&self, check: &Check, seats: &[u32]) -> Result<BTreeSet<u32>, Problem> {
        if self.excluded.len() > MAX_EXCLUDED {
            let detail = format!("{MAX_EXCLUDED} か所までです (at most {MAX_EXCLUDED})");
            return Err(Problem::invalid("team_with.excluded", detail));
        }
        let mut rows = BTreeSet::new();
        for (i, id) in self.excluded.iter().enumerate() {
            let field = format!("team_with.excluded[{i}]");
            let row = check.row(&field, id)?;
            if seats.contains(&row) {
                let detail = "固定した施設を除くことはできません (a facility cannot be both kept and excluded)";
                return Err(Problem::invalid(field, detail));
            }
            rows.insert(row);
        }
        Ok(rows)
    }
}

struct Check<'a> {
    directory: &'a Directory,
}

impl Check<'_> {
    fn row(&self, field: &str, id: &str) -> Result<u32, Problem> {
        let detail = "この番号の施設はありません (there is no facility with this identifier)";
        self.directory.row(id).ok_or_else(|| Problem::invalid(field, detail))
    }

    /// A facility that can fill a role.
    fn seat(&self, field: &str, id: &str, role: Role) -> Result<u32, Problem> {
        let row = self.row(field, id)?;
        let kinds = vocabulary().role(role).map(|words| words.kinds.as_slice()).unwrap_or_default();
        if !self.directory.kind(row).is_some_and(|kind| kinds.contains(&kind)) {
            let names: Vec<&str> = kinds.iter().map(|kind| kind.id()).collect();
            let (role, kinds) = (role.id(), names.join(", "));
            let detail = format!("{role} になれる種類は {kinds} です ({role} can be filled by: {kinds})");
            return Err(Problem::invalid(field, detail));
        }
        if self.directory.place(row).is_none() {
            let detail = "場所が分からないか、閉じた施設です (the facility has no known place, or is closed)";
            return Err(Problem::invalid(field, detail));
        }
        Ok(row)
    }
}

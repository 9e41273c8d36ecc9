//! The directory as the world in which a team is found.

use crate::domain::Metres;
use crate::domain::facility::Hours;
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

    fn view_at(&self, question: &Question, policy: &Policy, row: u32, distance: Metres) -> Option<View<'_>> {
        Self::view_at(self, question, policy, row, distance)
    }

    fn view_from(&self, question: &Question, policy: &Policy, row: u32) -> Option<View<'_>> {
        self.view(question, policy, row)
    }

    fn hours(&self, row: u32) -> Option<&Hours> {
        Self::hours(self, row)
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::{Date, date};

    use super::*;
    use crate::domain::facility::{GroupMembership, Identifier};
    use crate::domain::vocabulary::Role;
    use crate::domain::{Answer, Facility, Fact, Kind, LatLon, Level, Position, Source, vocabulary};
    use crate::matching::team::{Plan, Wanted, plan};

    const TODAY: Date = date(2026, 11, 20);

    fn policy() -> Policy {
        Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap()
    }

    fn home() -> LatLon {
        LatLon::new(35.68, 139.76).unwrap()
    }

    /// The `n`th of many around the home, on a spiral of some fourteen kilometres.
    fn facility(n: u32) -> Facility {
        let kinds = [
            Kind::Clinic,
            Kind::Hospital,
            Kind::NursingStation,
            Kind::Pharmacy,
            Kind::DentalClinic,
            Kind::CareManagerOffice,
        ];
        let kind = kinds[n as usize % kinds.len()];
        let mut facility = Facility::new(format!("t-{n:05}"), kind, format!("架空{n}"), "東京都千代田区丸の内1丁目");
        let (turn, far) = (f64::from(n) * 2.4, 0.001 + f64::from(n % 5_003) * 0.000_024);
        let at = LatLon::new(35.68 + far * turn.sin(), 139.76 + far * turn.cos()).unwrap();
        facility.position = Some(Position { at, level: Level::Point, accuracy: Metres(10.0), source: Source::Demo });
        let mut say = |id: &str| {
            let fact = Fact { answer: Answer::Yes, as_of: TODAY, source: Source::Demo, condition: None };
            facility.set_fact(vocabulary().capability(id).unwrap(), fact);
        };
        say("home_visit_scheduled");
        if n.is_multiple_of(11) {
            say("sub_physician");
        }
        facility
    }

    fn town(turned: bool) -> Directory {
        let mut all: Vec<Facility> = (0..9_000).map(facility).collect();
        let group = GroupMembership {
            id: "g".to_owned(),
            name: "架空".to_owned(),
            phone: None,
            members: vec!["t-00000".to_owned(), "t-01200".to_owned()],
        };
        for id in [0usize, 1_200] {
            all[id].group = Some(group.clone());
        }
        all[0].site = Some("s".to_owned());
        all[15].site = Some("s".to_owned());
        let number = || Identifier { system: OPERATOR.to_owned(), value: "9999999999999".to_owned() };
        all[0].identifiers.push(number());
        all[26].identifiers.push(number());
        if turned {
            all.reverse();
        }
        Directory::build(all, 1).unwrap()
    }

    fn team(directory: &Directory) -> Plan {
        let questions: Vec<Question> = Role::ALL
            .iter()
            .map(|&role| {
                let words = vocabulary().role(role).unwrap();
                Question {
                    origin: home(),
                    origin_accuracy: Metres(0.0),
                    role,
                    kinds: words.kinds.iter().copied().collect(),
                    implies: words.implies.as_deref().and_then(|id| vocabulary().capability(id)),
                    needs: Vec::new(),
                    wishes: Vec::new(),
                    at: TODAY.at(13, 0, 0, 0),
                    today: TODAY,
                    rotation: None,
                }
            })
            .collect();
        let excluded = BTreeSet::new();
        let attending = directory.row("t-00000");
        let wanted =
            Wanted { questions: &questions, asked: Role::Attending, attending, locked: &[], excluded: &excluded };
        plan(directory, &wanted, &policy()).unwrap()
    }

    #[test]
    fn a_team_among_thousands_knows_colleagues_buildings_and_operators() {
        let directory = town(false);
        let ties = directory.ties(0).unwrap();
        let to = |id: &str| {
            let row = directory.row(id).unwrap();
            ties.to(row, &directory.ties(row).unwrap())
        };
        use crate::matching::team::Tie;
        assert_eq!(to("t-01200"), Some(Tie::Group));
        assert_eq!(to("t-00015"), Some(Tie::Site));
        assert_eq!(to("t-00026"), Some(Tie::Operator));
        assert_eq!(to("t-00021"), None);
        let team = team(&directory);
        let of = |role: Role| {
            let member = team.members.iter().find(|member| member.role == role).unwrap();
            directory.id(member.applicant.ranked.row).to_owned()
        };
        assert_eq!(of(Role::Alternate), "t-01200", "the group goes before some eight hundred nearer ones");
        assert_eq!(of(Role::Pharmacy), "t-00015", "the building goes before those a step nearer");
        assert_eq!(of(Role::Nursing), "t-00026", "the operator goes before those a step nearer");
        assert_eq!(team.objective.roles_empty, 0);
    }

    #[test]
    fn the_order_of_import_leaves_no_trace_in_a_team() {
        let ids = |directory: &Directory| {
            let team = team(directory);
            let id = |row: u32| directory.id(row).to_owned();
            team.members.iter().map(|member| (member.role.id(), id(member.applicant.ranked.row))).collect::<Vec<_>>()
        };
        assert_eq!(ids(&town(false)), ids(&town(true)));
    }
}

//! The solver against every team there could be, in small towns.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::town::{One, Town, policy, town};
use crate::domain::Answer;
use crate::domain::answer::PackedFact;
use crate::domain::vocabulary::Role;
use crate::matching::team::{Tier, Week, World, cover};
use crate::matching::{Question, State, rank::assess};

const SINGLES: [Role; 5] = [Role::Nursing, Role::Pharmacy, Role::Dental, Role::CareManager, Role::BackupHospital];
const COMES: [Option<&str>; 5] =
    [None, Some("Mo-Fr 09:00-18:00"), Some("Mo-Su 18:00-09:00"), Some("Sa,Su 00:00-24:00"), Some("Mo-Su 22:00-06:00")];

/// Everything that the document compares, written anew: empty roles, unmet, tier, uncovered, alternates, open, second tier, asks, points,
/// lots.
type Key = (usize, u32, Tier, u32, usize, u32, Tier, u32, Reverse<i64>, Vec<u64>);

/// Somebody who could sit in a place.
#[derive(Clone)]
struct Able {
    row: u32,
    unmet: u32,
    asks: u32,
    points: i64,
    lot: u64,
    tier: Tier,
    week: Week,
}

fn tier_of(town: &Town, attending: u32, row: u32, question: &Question) -> Tier {
    let of = |row: u32| &town.people[row as usize];
    if of(row).group.is_some() && of(row).group == of(attending).group {
        return Tier::Colleague;
    }
    let view = town.view_from(question, &policy(), row).unwrap();
    let (state, fact) =
        view.state(super::town::capability("sub_physician"), &policy(), PackedFact::day_number(question.today));
    match (state, fact.map(|fact| fact.answer)) {
        (State::Met, _) => Tier::Consents,
        (State::Unmet, _) => Tier::Nobody,
        (State::Ask, Some(Answer::Yes | Answer::Consult)) => Tier::MayConsent,
        _ => Tier::Unasked,
    }
}

fn able(town: &Town, attending: u32, row: u32, question: &Question) -> Able {
    let policy = policy();
    let view = town.view_from(question, &policy, row).unwrap();
    let ranked = assess(&view, question, &policy);
    let (one, doctor) = (&town.people[row as usize], &town.people[attending as usize]);
    let together = policy.team().together();
    let same = |a: Option<&str>, b: Option<&str>| a.is_some() && a == b;
    let bonus = if !together.roles.contains(&question.role) {
        0.0
    } else if same(one.group, doctor.group) {
        together.same_group
    } else if same(one.site, doctor.site) {
        together.same_site
    } else if same(one.operator, doctor.operator) {
        together.same_operator
    } else {
        0.0
    };
    let today = PackedFact::day_number(question.today);
    Able {
        row,
        unmet: ranked.unmet,
        asks: ranked.asks,
        points: ((ranked.score + bonus) * 1e9).round() as i64,
        lot: ranked.lot,
        tier: tier_of(town, attending, row, question),
        week: cover(&view, town.hours(row), &policy, today, question.at.date()).week,
    }
}

struct Exhaustive {
    /// Who may fill each single role.
    singles: Vec<Vec<Able>>,
    alternates: Vec<Able>,
    fixed_alternates: Vec<Able>,
    week: Week,
    best: Option<Key>,
}

impl Exhaustive {
    fn key(&self, singles: &[Option<Able>], alternates: &[Able]) -> Key {
        let fixed = self.fixed_alternates.len();
        let mut tiers: Vec<Tier> =
            alternates.iter().enumerate().map(|(i, able)| if i < fixed { Tier::Fixed } else { able.tier }).collect();
        tiers.sort();
        tiers.resize(2, Tier::Nobody);
        let week = alternates.iter().fold(self.week, |week, able| week.with(able.week));
        let members: Vec<&Able> = alternates.iter().chain(singles.iter().flatten()).collect();
        let mut lots: Vec<u64> = alternates.iter().map(|able| able.lot).collect();
        lots.sort_unstable();
        lots.resize(2, u64::MAX);
        lots.extend(singles.iter().map(|able| able.as_ref().map_or(u64::MAX, |able| able.lot)));
        (
            singles.iter().filter(|able| able.is_none()).count() + usize::from(alternates.is_empty()),
            members.iter().map(|able| able.unmet).sum(),
            tiers[0],
            week.uncovered(),
            alternates.len(),
            week.open().count(),
            tiers[1],
            members.iter().map(|able| able.asks).sum(),
            Reverse(members.iter().map(|able| able.points).sum()),
            lots,
        )
    }

    fn every_team(&mut self) {
        let alternates = self.alternates.clone();
        let mut sets: Vec<Vec<Able>> = vec![self.fixed_alternates.clone()];
        if self.fixed_alternates.len() < 2 {
            for (i, one) in alternates.iter().enumerate() {
                sets.push([self.fixed_alternates.as_slice(), std::slice::from_ref(one)].concat());
                for other in alternates[i + 1..].iter().filter(|_| self.fixed_alternates.is_empty()) {
                    sets.push(vec![one.clone(), other.clone()]);
                }
            }
        }
        for set in sets {
            self.seat(&mut Vec::new(), &set);
        }
    }

    fn seat(&mut self, singles: &mut Vec<Option<Able>>, alternates: &[Able]) {
        if singles.len() == self.singles.len() {
            let key = self.key(singles, alternates);
            if self.best.as_ref().is_none_or(|best| key < *best) {
                self.best = Some(key);
            }
            return;
        }
        for choice in self.singles[singles.len()].clone().into_iter().map(Some).chain([None]) {
            let sits = |row: u32| {
                singles.iter().flatten().any(|able| able.row == row) || alternates.iter().any(|able| able.row == row)
            };
            if choice.as_ref().is_none_or(|able| !sits(able.row)) {
                singles.push(choice);
                self.seat(singles, alternates);
                singles.pop();
            }
        }
    }
}

fn one() -> impl Strategy<Value = (One, bool)> {
    let roles = proptest::collection::vec(0usize..6, 1..3);
    let answer = prop_oneof![Just(Answer::Yes), Just(Answer::Consult), Just(Answer::No), Just(Answer::Unknown)];
    let ties = (proptest::option::of(0usize..2), proptest::option::of(0usize..2), proptest::option::of(0usize..2));
    (roles, 0.1..15.0f64, answer.clone(), answer, 0usize..COMES.len(), ties, any::<bool>()).prop_map(
        |(roles, km, need, consent, comes, (group, site, operator), pushed)| {
            let role = |&i: &usize| if i == 5 { Role::Alternate } else { SINGLES[i] };
            let roles: Vec<Role> = roles.iter().map(role).collect();
            // Steps of a kilometre make ties, which the lots must decide.
            let mut one = One::new("", &roles, km.round().max(1.0))
                .says(need, super::town::TODAY, &["discharge_conference"])
                .says(consent, super::town::TODAY, &["sub_physician"]);
            if let Some(osm) = COMES[comes] {
                one = one.comes(osm);
            }
            one.group = group.map(|i| ["nagisa", "misaki"][i]);
            one.site = site.map(|i| ["s-1", "s-2"][i]);
            one.operator = operator.map(|i| ["1", "2"][i]);
            (one, pushed)
        },
    )
}

fn small_town() -> impl Strategy<Value = (Town, Vec<(Role, u32)>)> {
    (proptest::collection::vec(one(), 3..11), 0usize..COMES.len(), 0u8..4).prop_map(|(people, comes, mode)| {
        let mut doctor = super::town::doctor("attending", 1.0).group("nagisa").building("s-1").operator("1");
        if let Some(osm) = COMES[comes] {
            doctor = doctor.comes(osm);
        }
        doctor.roles = vec![Role::Attending];
        let mut locked: Vec<(Role, u32)> = Vec::new();
        let mut excluded = Vec::new();
        let mut all = vec![doctor];
        for (i, (mut one, pushed)) in people.into_iter().enumerate() {
            one.id = format!("p{i}");
            let role = one.roles[0];
            if pushed && mode & 1 == 1 && locked.len() < 2 && locked.iter().all(|lock| lock.0 != role) {
                locked.push((role, u32::try_from(i + 1).unwrap()));
            } else if pushed && mode & 2 == 2 && excluded.len() < 2 {
                excluded.push(one.id.clone());
            }
            all.push(one);
        }
        let mut town = town(all).needs(Role::Alternate, "discharge_conference");
        for role in SINGLES {
            town = town.needs(role, "discharge_conference");
        }
        for (role, row) in &locked {
            let id = town.people[*row as usize].id.clone();
            town = town.lock(*role, &id);
        }
        town.excluded = excluded;
        (town, locked)
    })
}

fn every_team(town: &Town, locked: &[(Role, u32)]) -> Key {
    let questions = town.questions();
    let excluded: Vec<u32> = town.excluded.iter().map(|id| town.row(id)).collect();
    let free = |row: &u32| *row != 0 && !excluded.contains(row) && locked.iter().all(|lock| lock.1 != *row);
    let list = |role: Role| -> Vec<Able> {
        let question = &questions[role as usize];
        let ranking = town.rank(question, &policy(), 1_000, 0);
        let rows = ranking.candidates.iter().map(|ranked| ranked.row).filter(free);
        rows.map(|row| able(town, 0, row, question)).collect()
    };
    let kept = |role: Role| -> Vec<Able> {
        let of_role = locked.iter().filter(|lock| lock.0 == role);
        of_role.map(|lock| able(town, 0, lock.1, &questions[role as usize])).collect()
    };
    let singles = SINGLES.iter().map(|&role| if kept(role).is_empty() { list(role) } else { kept(role) });
    let mut search = Exhaustive {
        singles: singles.collect(),
        alternates: list(Role::Alternate).into_iter().filter(|able| able.tier != Tier::Nobody).collect(),
        fixed_alternates: kept(Role::Alternate),
        week: able(town, 0, 0, &questions[0]).week,
        best: None,
    };
    search.every_team();
    search.best.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    #[test]
    fn no_team_is_better_than_the_one_that_is_named((town, locked) in small_town()) {
        let plan = town.plan();
        let best = every_team(&town, &locked);
        let named = plan.objective;
        let found: Key = (
            named.roles_empty as usize, named.needs_unmet, named.first_alternate, named.uncovered,
            named.alternates as usize, named.open, named.second_alternate, named.needs_to_ask, named.points, named.lots,
        );
        prop_assert_eq!(found, best);
        // The members are who the objective says, each in one place, the locked ones among them.
        let rows: Vec<u32> = plan.members.iter().map(|member| member.applicant.ranked.row).collect();
        let mut apart = rows.clone();
        apart.sort_unstable();
        apart.dedup();
        prop_assert_eq!(apart.len(), rows.len());
        for (role, row) in locked {
            let stays = plan.members.iter().any(|member| (member.role, member.applicant.ranked.row, member.locked) == (role, row, true));
            prop_assert!(stays);
        }
        for id in &town.excluded {
            prop_assert!(!rows.contains(&town.row(id)));
        }
    }

    #[test]
    fn the_order_of_the_town_never_matters((town, _) in small_town(), turn in 1usize..8) {
        let names = |town: &Town| {
            let plan = town.plan();
            let name = |row: u32| town.people[row as usize].id.clone();
            plan.members.iter().map(|member| (member.role.id(), name(member.applicant.ranked.row))).collect::<Vec<_>>()
        };
        let mut turned = town.clone();
        let by = turn % turned.people.len();
        turned.people.rotate_left(by);
        prop_assert_eq!(names(&town), names(&turned));
    }
}

#[test]
fn a_town_of_thousands_has_the_same_team_as_its_best_few() {
    let comes = |i: u32| COMES[(i % 5) as usize];
    let one = |i: u32| {
        let role = [Role::Nursing, Role::Pharmacy, Role::Alternate, Role::BackupHospital][(i % 4) as usize];
        let roles = if role == Role::BackupHospital { vec![role, Role::Alternate] } else { vec![role] };
        let mut one = One::new(&format!("p{i}"), &roles, 0.5 + f64::from(i % 1_501) / 100.0);
        if let Some(osm) = comes(i) {
            one = one.comes(osm);
        }
        if i.is_multiple_of(97) { one.building("s-1") } else { one }
    };
    let attending = || super::town::doctor("attending", 1.0).comes("Mo-Fr 09:00-18:00").building("s-1");
    let december = jiff::civil::date(2026, 12, 4).at(13, 0, 0, 0);
    let many = town([attending()].into_iter().chain((0..6_000).map(one))).from(december);
    let team = many.plan();
    // Those who could matter: everybody of the four roles within two kilometres.
    let near: Vec<One> = (0..6_000).filter(|i| i % 1_501 < 150).map(one).collect();
    let few = town([attending()].into_iter().chain(near)).from(december);
    assert_eq!(team.objective, few.plan().objective);
    assert_eq!(team.objective.uncovered, 0, "nights and weekends are covered by two");
}

//! From a home and what is wanted to the whole team.

use std::collections::BTreeSet;

use crate::domain::answer::PackedFact;
use crate::domain::vocabulary::Role;
use crate::matching::rank::assess;
use crate::matching::{Policy, Question, Ranked};

use super::board::{Applicant, Board, Single, Standby};
use super::cover::{Cover, cover};
use super::gather::{Gathering, Ties, World};
use super::objective::Objective;
use super::solve::solve;
use super::week::Week;

/// Others that are listed for each role, to swap.
const OTHERS: usize = 5;

/// What is wanted of a team.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// What is asked of each role, in the order of [`Role::ALL`]; home and moment are the same in all.
    pub questions: &'a [Question],
    /// The role that was asked for: its first candidate stays.
    pub asked: Role,
    /// The attending institution, where it was fixed.
    pub attending: Option<u32>,
    /// Members that stay, whatever they answer.
    pub locked: &'a [(Role, u32)],
    /// Who is not to be named.
    pub excluded: &'a BTreeSet<u32>,
}

/// One member of the team.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The place.
    pub role: Role,
    /// Who fills it.
    pub applicant: Applicant,
    /// As second doctor: who is asked first, and when it comes.
    pub standby: Option<Standby>,
    /// Whether somebody put it there.
    pub locked: bool,
}

/// Who else could fill a role.
#[derive(Debug, Clone)]
pub struct Shortlist {
    /// The role.
    pub role: Role,
    /// The next ones in order, members of the team left out.
    pub others: Vec<Member>,
    /// Those with the fewest needs answered no.
    pub near_misses: Vec<Ranked>,
}

/// A team, and what stays open.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The attending institution.
    pub attending: Option<Member>,
    /// When it comes by itself.
    pub cover: Option<Cover>,
    /// Everybody else, in the order of [`Role::ALL`].
    pub members: Vec<Member>,
    /// The week with the alternates.
    pub week: Week,
    /// One list for every role but the attending one.
    pub shortlists: Vec<Shortlist>,
    /// What makes this team the least.
    pub objective: Objective,
}

/// Finds the team. Locked rows, the attending one and excluded rows must be apart from each other and have a place; a locked row that has none
/// is left out.
///
/// # Errors
/// When a facility cannot be looked at.
pub fn plan<W: World>(world: &W, wanted: &Wanted, policy: &Policy) -> Result<Plan, W::Error> {
    let mut taken: BTreeSet<u32> = wanted.excluded.clone();
    taken.extend(wanted.locked.iter().map(|&(_, row)| row));
    taken.extend(wanted.attending);
    let mut fixed: Vec<(Role, u32, bool)> = wanted.locked.iter().map(|&(role, row)| (role, row, true)).collect();
    let mut attending = wanted.attending.map(|row| (row, true));
    // The role that was asked for keeps its first candidate; then the attending institution is found.
    for role in [wanted.asked, Role::Attending] {
        let filled = if role == Role::Attending { attending.is_some() } else { fixed.iter().any(|at| at.0 == role) };
        if filled {
            continue;
        }
        let limit = taken.len() + 1;
        let ranking = world.rank(question(wanted, role), policy, limit, 0);
        let Some(first) = ranking.candidates.iter().find(|ranked| !taken.contains(&ranked.row)) else { continue };
        taken.insert(first.row);
        if role == Role::Attending {
            attending = Some((first.row, false));
        } else {
            fixed.push((role, first.row, false));
        }
    }
    let ties = attending.map(|(row, _)| world.ties(row)).transpose()?.unwrap_or_default();
    let gathering = Gathering { world, policy, taken: &taken, ties: &ties };
    let attending = attending.and_then(|(row, locked)| stay(&gathering, wanted, Role::Attending, row, locked));
    let cover = attending.as_ref().and_then(|member| cover_of(world, wanted, policy, &member.applicant.ranked));
    let week = cover.map_or(Week::OPEN, |cover| cover.week);
    let stays: Vec<Member> =
        fixed.iter().filter_map(|&(role, row, locked)| stay(&gathering, wanted, role, row, locked)).collect();
    Draft { gathering, wanted, ties: &ties, attending, cover, week, stays }.finish()
}

fn question<'a>(wanted: &'a Wanted, role: Role) -> &'a Question {
    &wanted.questions[role as usize]
}

fn cover_of<W: World>(world: &W, wanted: &Wanted, policy: &Policy, ranked: &Ranked) -> Option<Cover> {
    let question = question(wanted, Role::Attending);
    let view = world.view_at(question, policy, ranked.row, ranked.distance)?;
    let today = PackedFact::day_number(question.today);
    Some(cover(&view, world.hours(ranked.row), policy, today, question.at.date()))
}

/// A member that is not chosen by the solver.
fn stay<W: World>(gathering: &Gathering<W>, wanted: &Wanted, role: Role, row: u32, locked: bool) -> Option<Member> {
    let question = question(wanted, role);
    let view = gathering.world.view_from(question, gathering.policy, row)?;
    let ranked = assess(&view, question, gathering.policy);
    let standby = (role == Role::Alternate).then(|| gathering.standby(question, ranked, &view));
    Some(Member { role, applicant: Applicant::new(ranked, None, 0.0), standby, locked })
}

/// What is known before the solver is asked.
struct Draft<'a, W> {
    gathering: Gathering<'a, W>,
    wanted: &'a Wanted<'a>,
    ties: &'a Ties,
    attending: Option<Member>,
    cover: Option<Cover>,
    week: Week,
    stays: Vec<Member>,
}

impl<W: World> Draft<'_, W> {
    fn finish(mut self) -> Result<Plan, W::Error> {
        let tied: Vec<Applicant> = self.stays.iter().map(|member| self.tied(member)).collect::<Result<_, _>>()?;
        for (member, applicant) in self.stays.iter_mut().zip(tied) {
            member.applicant = applicant;
        }
        let max_alternates = self.gathering.policy.team().max_alternates();
        let singles = Role::ALL.iter().filter(|role| !matches!(role, Role::Attending | Role::Alternate));
        let enough = Role::ALL.len() - 2 + max_alternates + OTHERS;
        let mut board = Board {
            singles: Vec::new(),
            standbys: Vec::new(),
            fixed: self.stays.iter().filter_map(|member| member.standby).collect(),
            max_alternates,
            week: self.week,
        };
        let (standbys, near_misses) = self.gathering.standbys(question(self.wanted, Role::Alternate));
        board.standbys = standbys;
        let mut near = vec![near_misses];
        let mut lists = Vec::new();
        for &role in singles {
            let (applicants, misses) = self.gathering.shortlist(question(self.wanted, role), enough)?;
            let stays = self.stays.iter().find(|member| member.role == role);
            let own = stays.map_or_else(|| applicants.clone(), |member| vec![member.applicant]);
            board.singles.push(Single { role, applicants: own });
            lists.push(applicants);
            near.push(misses);
        }
        let seating = solve(&board);
        let members = self.members(&board, &seating.alternates, &seating.singles);
        let week = seating.alternates.iter().fold(self.week, |week, standby| week.with(standby.week));
        let shortlists = shortlists(&board, &members, lists, near);
        Ok(Plan {
            attending: self.attending,
            cover: self.cover,
            members,
            week,
            shortlists,
            objective: seating.objective,
        })
    }

    /// A member that stays, with what working together adds in its role.
    fn tied(&self, member: &Member) -> Result<Applicant, W::Error> {
        if self.ties == &Ties::default() || member.role == Role::Alternate {
            return Ok(member.standby.map_or(member.applicant, |standby| standby.applicant));
        }
        self.gathering.applicant(question(self.wanted, member.role), member.applicant.ranked, true)
    }

    fn members(&self, board: &Board, alternates: &[Standby], singles: &[Option<Applicant>]) -> Vec<Member> {
        let locked = |row: u32| self.stays.iter().any(|member| member.locked && member.applicant.ranked.row == row);
        let alternates = alternates.iter().map(|standby| Member {
            role: Role::Alternate,
            applicant: standby.applicant,
            standby: Some(*standby),
            locked: locked(standby.row()),
        });
        let singles = board.singles.iter().zip(singles).filter_map(|(single, member)| {
            let applicant = (*member)?;
            Some(Member { role: single.role, applicant, standby: None, locked: locked(applicant.ranked.row) })
        });
        alternates.chain(singles).collect()
    }
}

fn shortlists(board: &Board, members: &[Member], lists: Vec<Vec<Applicant>>, near: Vec<Vec<Ranked>>) -> Vec<Shortlist> {
    let seated =
        |role: Role, row: u32| members.iter().any(|member| member.role == role && member.applicant.ranked.row == row);
    let mut standbys: Vec<&Standby> =
        board.standbys.iter().filter(|standby| !seated(Role::Alternate, standby.row())).collect();
    let order = |a: &&Standby, b: &&Standby| a.order(b, board.week);
    if standbys.len() > OTHERS {
        standbys.select_nth_unstable_by(OTHERS - 1, order);
        standbys.truncate(OTHERS);
    }
    standbys.sort_unstable_by(order);
    let alternates = standbys.into_iter().map(|standby| Member {
        role: Role::Alternate,
        applicant: standby.applicant,
        standby: Some(*standby),
        locked: false,
    });
    let mut others = vec![(Role::Alternate, alternates.collect::<Vec<_>>())];
    for (single, list) in board.singles.iter().zip(lists) {
        let free = list.into_iter().filter(|applicant| !seated(single.role, applicant.ranked.row)).take(OTHERS);
        let other = |applicant| Member { role: single.role, applicant, standby: None, locked: false };
        others.push((single.role, free.map(other).collect()));
    }
    others.into_iter().zip(near).map(|((role, others), near_misses)| Shortlist { role, others, near_misses }).collect()
}

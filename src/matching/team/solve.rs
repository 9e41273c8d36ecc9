//! The least team, exactly.
//!
//! The search is small because of four facts. Write *better* for the order within one role, [`Applicant::order`].
//!
//! 1. **Short lists are enough.** With `s` single roles and at most `a` alternates, a least team takes each single member from the first
//!    `s + a` of its role: the others occupy at most `s + a − 1` of them, so one is free, and exchanging a later member for it lowers the
//!    objective, which is a sum of what `Applicant::order` compares, and changes nothing that comes before.
//! 2. **A role whose first stands in no other list has that one**, by the same exchange.
//! 3. **Of two alternates with the same tier and the same week the better one is enough** as long as it is free, and a team never holds
//!    both: the second would cover nothing. So one of each such class, after leaving out who sits elsewhere, is enough. A class keeps `s + 1`
//!    members, since single roles occupy at most `s` of them.
//! 4. **The singles and the alternates meet only in the rows they contend for.** For a given set of contended rows that the singles
//!    occupy, the best singles and the best alternates are found apart: the objective compares sums and the lots one after
//!    the other, and the least of such a pair is the pair of the leasts.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::board::{Applicant, Board, Seating, Standby, Tier};
use super::objective::Objective;
use super::week::Week;

/// The least team of a board.
pub fn solve(board: &Board) -> Seating {
    let classes = classes(board);
    let mut best: Option<Seating> = None;
    for (occupied, singles) in best_singles(board) {
        let alternates = best_alternates(board, &classes, &occupied);
        let objective = Objective::of(&singles, &alternates, board.fixed.len(), board.week);
        if best.as_ref().is_none_or(|best| objective < best.objective) {
            best = Some(Seating { singles, alternates, objective });
        }
    }
    let mut best = best.unwrap_or_else(|| nobody(board));
    let fixed = board.fixed.len().min(best.alternates.len());
    best.alternates[fixed..].sort_by(|a, b| a.order(b, board.week));
    best
}

fn nobody(board: &Board) -> Seating {
    let singles = vec![None; board.singles.len()];
    let alternates = board.fixed.clone();
    let objective = Objective::of(&singles, &alternates, board.fixed.len(), board.week);
    Seating { singles, alternates, objective }
}

/// The best members of the single roles for every set of contended rows that they may occupy.
fn best_singles(board: &Board) -> BTreeMap<Vec<u32>, Vec<Option<Applicant>>> {
    let enough = board.singles.len() + board.max_alternates;
    let lists: Vec<&[Applicant]> =
        board.singles.iter().map(|single| &single.applicants[..single.applicants.len().min(enough)]).collect();
    let pool: HashSet<u32> = board.standbys.iter().map(Standby::row).collect();
    let wanted_elsewhere = |role: usize, row: u32| {
        let others = lists.iter().enumerate().filter(|(other, _)| *other != role);
        pool.contains(&row) || others.flat_map(|(_, list)| *list).any(|other| other.ranked.row == row)
    };
    let mut search = Singles {
        contended: lists
            .iter()
            .enumerate()
            .map(|(role, list)| list.first().is_some_and(|first| wanted_elsewhere(role, first.ranked.row)))
            .collect(),
        lists,
        pool,
        chosen: Vec::new(),
        best: BTreeMap::new(),
    };
    search.descend();
    search.best
}

/// A walk through everything the single roles may do.
struct Singles<'a> {
    lists: Vec<&'a [Applicant]>,
    /// Whether a role's first is wanted elsewhere, by role.
    contended: Vec<bool>,
    pool: HashSet<u32>,
    chosen: Vec<Option<Applicant>>,
    best: BTreeMap<Vec<u32>, Vec<Option<Applicant>>>,
}

impl Singles<'_> {
    fn descend(&mut self) {
        let role = self.chosen.len();
        let Some(&list) = self.lists.get(role) else { return self.keep() };
        let choices = if self.contended[role] { list } else { &list[..list.len().min(1)] };
        let taken = |chosen: &[Option<Applicant>], row| chosen.iter().flatten().any(|member| member.ranked.row == row);
        for applicant in choices {
            if !taken(&self.chosen, applicant.ranked.row) {
                self.chosen.push(Some(*applicant));
                self.descend();
                self.chosen.pop();
            }
        }
        if self.contended[role] || list.is_empty() {
            self.chosen.push(None);
            self.descend();
            self.chosen.pop();
        }
    }

    fn keep(&mut self) {
        let rows = self.chosen.iter().flatten().map(|member| member.ranked.row);
        let mut occupied: Vec<u32> = rows.filter(|row| self.pool.contains(row)).collect();
        occupied.sort_unstable();
        let key = |singles: &[Option<Applicant>]| Objective::of(singles, &[], 0, Week::OPEN);
        let better = self.best.get(&occupied).is_none_or(|best| key(&self.chosen) < key(best));
        if better {
            self.best.insert(occupied, self.chosen.clone());
        }
    }
}

/// The best few of every class of alternates with one tier and one week, the best first.
fn classes(board: &Board) -> Vec<Vec<Standby>> {
    let mut classes: HashMap<(Tier, Week), Vec<Standby>> = HashMap::new();
    let keep = board.singles.len() + 1;
    for standby in &board.standbys {
        let class = classes.entry((standby.tier, standby.week)).or_default();
        let at = class.partition_point(|other| other.applicant.order(&standby.applicant).is_lt());
        if at < keep {
            class.insert(at, *standby);
            class.truncate(keep);
        }
    }
    let mut classes: Vec<Vec<Standby>> = classes.into_values().collect();
    // The more a class adds, the sooner it is looked at; the rest only makes the order of the walk certain.
    let gain = |class: &Vec<Standby>| class.first().map_or(0, |standby| gain(standby, board.week));
    classes.sort_by(|a, b| gain(b).cmp(&gain(a)).then_with(|| a[0].applicant.order(&b[0].applicant)));
    classes
}

/// Half-hours that somebody covers beside a week.
fn gain(standby: &Standby, week: Week) -> u32 {
    standby.week.covered().without(week.covered()).count()
}

/// The best alternates among those who do not sit elsewhere.
fn best_alternates(board: &Board, classes: &[Vec<Standby>], occupied: &[u32]) -> Vec<Standby> {
    let free: Vec<Standby> = classes
        .iter()
        .filter_map(|class| class.iter().find(|standby| !occupied.contains(&standby.row())))
        .copied()
        .collect();
    let mut search = Alternates { board, best: board.fixed.clone(), objective: None };
    search.offer(&board.fixed);
    match board.fixed.len() {
        0 => search.without_fixed(&free),
        one if one < board.max_alternates => {
            for standby in &free {
                search.offer(&[board.fixed.as_slice(), &[*standby]].concat());
            }
        }
        _ => {}
    }
    search.best
}

struct Alternates<'a> {
    board: &'a Board,
    best: Vec<Standby>,
    objective: Option<Objective>,
}

impl Alternates<'_> {
    fn offer(&mut self, alternates: &[Standby]) {
        let objective = Objective::of(&[], alternates, self.board.fixed.len(), self.board.week);
        if self.objective.as_ref().is_none_or(|best| objective < *best) {
            self.best = alternates.to_vec();
            self.objective = Some(objective);
        }
    }

    /// One alternate, or two of which one is of the first tier there is; `free` is in the order of descending gain.
    fn without_fixed(&mut self, free: &[Standby]) {
        let Some(first_tier) = free.iter().map(|standby| standby.tier).min() else { return };
        let week = self.board.week;
        for (i, first) in free.iter().enumerate().filter(|(_, first)| first.tier == first_tier) {
            self.offer(&[*first]);
            if self.board.max_alternates < 2 {
                continue;
            }
            let after_first = week.uncovered() - gain(first, week);
            for (j, second) in free.iter().enumerate() {
                // What the second adds is at most its own gain, and later ones add no more.
                let least = (after_first.saturating_sub(gain(second, week)), 2);
                if self.objective.as_ref().is_some_and(|best| least > (best.uncovered, best.alternates)) {
                    break;
                }
                // A pair of the first tier is met once.
                if j != i && (second.tier != first_tier || j > i) {
                    self.offer(&[*first, *second]);
                }
            }
        }
    }
}

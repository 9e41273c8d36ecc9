//! 連携型 groups: institutions near each other that share their nights and one telephone number.

use crate::domain::facility::GroupMembership;
use crate::domain::{Facility, LatLon};

use super::names::MARK;
use super::places::flat_metres;

/// The groups and how many members each has.
const GROUPS: &[(&str, usize)] = &[
    ("なぎさ在宅連携グループ", 4),
    ("みさき夜間あんしんネット", 3),
    ("しおさい在宅ケア連合", 5),
    ("うみべの医師連携会", 4),
    ("かぜのみち在宅チーム", 3),
    ("ともしび在宅連携グループ", 4),
];

/// Makes groups of those that may be members, neighbours first. `candidates` are places in `facilities`.
pub(super) fn join(facilities: &mut [Facility], candidates: &[usize]) {
    let point = |facilities: &[Facility], i: usize| facilities.get(i).and_then(|f| f.position).map(|p| p.at);
    let mut free: Vec<(usize, LatLon)> = candidates.iter().filter_map(|&i| Some((i, point(facilities, i)?))).collect();
    // From the south, where institutions are few, so that the last group is not left with the far corners.
    free.sort_by(|a, b| a.1.lat().total_cmp(&b.1.lat()).then(a.0.cmp(&b.0)));
    for (n, &(name, size)) in GROUPS.iter().enumerate() {
        let Some(&(_, centre)) = free.first() else { return };
        free.sort_by(|a, b| flat_metres(centre, a.1).total_cmp(&flat_metres(centre, b.1)).then(a.0.cmp(&b.0)));
        let members: Vec<usize> = free.drain(..size.min(free.len())).map(|(i, _)| i).collect();
        free.sort_by(|a, b| a.1.lat().total_cmp(&b.1.lat()).then(a.0.cmp(&b.0)));
        if members.len() < 2 {
            return;
        }
        let mut ids: Vec<String> = members.iter().map(|&i| facilities[i].id.clone()).collect();
        ids.sort_unstable();
        let group = GroupMembership {
            id: format!("demo-group-{}", n + 1),
            name: format!("{MARK}{name}"),
            // See `details::phone`: an exchange that begins with 0 cannot be dialled.
            phone: Some(format!("046-000-99{:02}", n + 1)),
            members: ids,
        };
        for i in members {
            facilities[i].group = Some(group.clone());
        }
    }
}

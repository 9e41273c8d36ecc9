//! Where a house lies among neighbours whose places are known, and how far off that may be.
//!
//! House numbers run along streets and around blocks, so that two numbers of a town lie the closer the less they differ. On
//! 120,000 published positions the median distance between two numbers that differ by d grows as d to the power of 0.4: 94 m at 1
//! and 250 m at 8 where blocks are numbered (住居表示), 55 m at 1 and 620 m at 200 where parcels are (地番). The place between
//! known numbers is therefore simple kriging with that variogram: each known neighbour weighs by how much its number says, the
//! middle of the town has the rest, and the variance that remains is the imprecision of the answer.

use super::lot::Lot;
use super::neighbours::{Around, Mark, area_key, stored};

/// The middle of a town is that of its known houses and of this many more at the gazetteer's point.
const PRIOR: f64 = 4.0;
/// The prior spread of a town weighs as much as so many known houses.
const PRIOR_SPREAD: f64 = 2.0;
/// How many of the nearest numbers are asked; more change nothing that can be measured.
const MOST: usize = 6;
/// What a house differs from the middle of its block, in metres along each axis.
const NUGGET: f64 = 40.0;
/// Standard deviation along each axis between numbers that differ by one: where all known numbers of a town are below
/// [`BLOCKS_BELOW`] they count blocks, else parcels. In metres.
const BLOCKS: f64 = 80.0;
const PARCELS: f64 = 50.0;
const BLOCKS_BELOW: u16 = 60;
/// Twice the Hurst exponent of the variogram.
const POWER: f64 = 0.8;
/// Numbers that differ by more than this say little about each other.
const NEAR: u16 = 30;
/// The spread along each axis of a 字 and of a town that the gazetteer does not know, before anything is known of it, in metres.
const AREA_SPREAD: f64 = 350.0;

/// How much a number of another 字 of the town says about one of this 字, where no number of this 字 is known: lots are often
/// numbered through the whole 大字.
const OTHER_AREA: f64 = 0.8;

/// So many lots without the name of a town make a village.
const VILLAGE: usize = 4;

/// From what an estimate was made. Each has its own share of slips in the published data, so each has its own calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Basis {
    /// The same house number, on which several references agree.
    SameAgreed,
    /// The same house number, known once.
    SameOnce,
    /// The same house number, on which references disagree.
    SameDisputed,
    /// Other houses of the same block.
    Block,
    /// Numbers that differ little.
    Near,
    /// Numbers that differ much.
    Far,
    /// The same numbers in the town, where one of the addresses leaves out the 字.
    WithoutArea,
    /// Numbers of other 字 of the town, where none of this 字 is known.
    OtherArea,
    /// Other houses of the same 字.
    Area,
    /// The houses of the town.
    Town,
}

/// Where a house may lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct Estimate {
    /// Metres east and north of the town's point.
    pub(super) offset: [f64; 2],
    /// Standard deviation along each axis, in metres, as the model has it.
    pub(super) sigma: f64,
    pub(super) basis: Basis,
    /// How many of the numbers were matched.
    pub(super) numbers: usize,
}

/// The middle and the spread of a set of points.
#[derive(Clone, Copy)]
struct Cloud {
    middle: [f64; 2],
    /// Variance along each axis.
    variance: f64,
    /// Variance along each axis of a house of which only the town is known.
    of_any: f64,
}

impl Cloud {
    #[expect(clippy::cast_precision_loss, reason = "counts of houses")]
    fn of(around: &Around<'_>, marks: &[Mark], prior: ([f64; 2], f64), weight: f64) -> Self {
        let n = marks.len() as f64;
        let places = || marks.iter().map(|mark| around.place(mark));
        let sum = places().fold([0.0, 0.0], |sum, p| [sum[0] + p[0], sum[1] + p[1]]);
        let (centre, sigma) = prior;
        let middle = [0, 1].map(|axis| weight.mul_add(centre[axis], sum[axis]) / (n + weight).max(1.0));
        let squares: f64 = places().map(|p| (p[0] - middle[0]).powi(2) + (p[1] - middle[1]).powi(2)).sum();
        let variance = (PRIOR_SPREAD * sigma * sigma + squares / 2.0) / (PRIOR_SPREAD + n);
        Self { middle, variance, of_any: variance * (1.0 + 1.0 / (n + weight).max(1.0)) }
    }
}

/// Estimates where a lot lies. `spread` is the standard deviation of houses around the town's point along each axis, in metres, as
/// the gazetteer knows it; `None` for a municipality, of which only named areas can be known. `official` places are surveyed points of
/// areas and blocks rather than houses.
pub(super) fn estimate(around: &Around<'_>, spread: Option<f64>, lot: &Lot, official: bool) -> Option<Estimate> {
    let (area, block, number) = (area_key(&lot.area), stored(lot.numbers[0]), stored(lot.numbers[1]));
    let in_area = range(around.marks, |mark| mark.area.cmp(&area));
    // A village without names of towns numbers its lots throughout; a city's address that lacks its town is a slip of the pen, which
    // others may have made for the same house.
    if spread.is_none() && lot.area.chars().count() < 2 && (block == 0 || in_area.len() < VILLAGE) {
        return if block == 0 { None } else { same(around, in_area, block, number) };
    }
    let named = (area != 0 || spread.is_none()) && !in_area.is_empty();
    let town = match spread {
        Some(sigma) => Cloud::of(around, around.marks, ([0.0, 0.0], sigma), PRIOR),
        None => Cloud::of(around, in_area, ([0.0, 0.0], AREA_SPREAD), 0.0),
    };
    if block > 0 {
        if let Some(found) = same(around, in_area, block, number) {
            return Some(found);
        }
        if let Some(found) = without_area(around, &town, area, block, number) {
            return Some(found);
        }
    }
    let numbered = &in_area[in_area.partition_point(|mark| mark.block == 0)..];
    let cloud = match spread {
        Some(_) if named => {
            // A surveyed 字 is where its point is; a single house of it only shows where it may be.
            let prior = if official { 0.0 } else { 1.0 };
            Cloud::of(around, in_area, (town.middle, town.variance.sqrt().min(AREA_SPREAD)), prior)
        }
        _ => town,
    };
    if block > 0 && !numbered.is_empty() {
        return Some(between(around, numbered, &cloud, (block, number), 1.0));
    }
    if block > 0 && spread.is_some() && !official {
        let mut others: Vec<Mark> = around.marks.iter().filter(|mark| mark.block > 0).copied().collect();
        others.sort_unstable_by_key(|mark| (mark.block, mark.number));
        if !others.is_empty() {
            let basis = if named { Basis::Area } else { Basis::OtherArea };
            let found = between(around, &others, &cloud, (block, number), OTHER_AREA);
            return Some(Estimate { basis, numbers: 0, ..found });
        }
    }
    match (named, spread) {
        (false, None) => None,
        (true, _) => {
            Some(Estimate { offset: cloud.middle, sigma: cloud.of_any.sqrt(), basis: Basis::Area, numbers: 0 })
        }
        (false, Some(_)) => {
            Some(Estimate { offset: town.middle, sigma: town.of_any.sqrt(), basis: Basis::Town, numbers: 0 })
        }
    }
}

/// The marks that compare as equal, in a slice ordered by that comparison.
fn range(marks: &[Mark], order: impl Fn(&Mark) -> std::cmp::Ordering) -> &[Mark] {
    let start = marks.partition_point(|mark| order(mark).is_lt());
    let end = start + marks[start..].partition_point(|mark| order(mark).is_eq());
    &marks[start..end]
}

fn same(around: &Around<'_>, in_area: &[Mark], block: u16, number: u16) -> Option<Estimate> {
    let found = range(in_area, |mark| (mark.block, mark.number).cmp(&(block, number))).first()?;
    let (basis, sigma) = match found.agreeing {
        0 => (Basis::SameDisputed, 200.0),
        1 => (Basis::SameOnce, 30.0),
        _ => (Basis::SameAgreed, 30.0),
    };
    Some(Estimate { offset: around.place(found), sigma, basis, numbers: if number > 0 { 2 } else { 1 } })
}

/// The same two numbers elsewhere in the town: 字 are often left out, and numbers then repeat seldom. Still it may be another house.
fn without_area(around: &Around<'_>, town: &Cloud, area: u16, block: u16, number: u16) -> Option<Estimate> {
    let mut others = around
        .marks
        .iter()
        .filter(|mark| number > 0 && (mark.block, mark.number) == (block, number) && (mark.area == 0) != (area == 0));
    let (found, None) = (others.next()?, others.next()) else { return None };
    Some(Estimate { offset: around.place(found), sigma: town.variance.sqrt(), basis: Basis::WithoutArea, numbers: 0 })
}

/// The nearest numbers, nearest first.
fn nearest(marks: &[Mark], (block, number): (u16, u16)) -> Vec<&Mark> {
    let difference = |mark: &Mark| (mark.block.abs_diff(block), mark.number.abs_diff(number));
    let mut found: Vec<&Mark> = Vec::with_capacity(MOST + 1);
    let middle = marks.partition_point(|mark| (mark.block, mark.number) < (block, number));
    // The marks are in order of their numbers: the nearest ones stand on both sides of the place where this one would.
    let (before, after) = marks.split_at(middle);
    for mark in before.iter().rev().take(MOST).chain(after.iter().take(MOST)) {
        let at = found.partition_point(|other| difference(other) <= difference(mark));
        if at < MOST {
            found.insert(at, mark);
            found.truncate(MOST);
        }
    }
    found
}

/// Kriging among `numbered`, which are in order of their numbers. `share` is how much they say about the wanted one beside what
/// their numbers say.
fn between(around: &Around<'_>, numbered: &[Mark], cloud: &Cloud, wanted: (u16, u16), share: f64) -> Estimate {
    let known = nearest(numbered, wanted);
    let largest = numbered.last().map_or(0, |mark| mark.block).max(wanted.0);
    let unit = if largest < BLOCKS_BELOW { BLOCKS } else { PARCELS };
    let covariance = |a: u16, b: u16| {
        let variogram = unit * unit * f64::from(a.abs_diff(b)).powf(POWER);
        cloud.variance * (-variogram / cloud.variance).exp()
    };
    let n = known.len();
    let (mut matrix, mut right) = ([[0.0; MOST]; MOST], [0.0; MOST]);
    for (i, a) in known.iter().enumerate() {
        right[i] = share * covariance(a.block, wanted.0);
        for (j, b) in known.iter().enumerate() {
            matrix[i][j] = covariance(a.block, b.block) + if i == j { NUGGET * NUGGET } else { 0.0 };
        }
    }
    let weights = solve(&mut matrix, right, n);
    let mut offset = cloud.middle;
    let mut explained = 0.0;
    for (i, mark) in known.iter().enumerate() {
        let place = around.place(mark);
        offset[0] += weights[i] * (place[0] - cloud.middle[0]);
        offset[1] += weights[i] * (place[1] - cloud.middle[1]);
        explained += weights[i] * right[i];
    }
    let sigma = (cloud.variance - explained).max(0.0) + NUGGET * NUGGET;
    let (basis, numbers) = match known.first().map_or(u16::MAX, |mark| mark.block.abs_diff(wanted.0)) {
        0 => (Basis::Block, 1),
        1..=NEAR => (Basis::Near, 0),
        _ => (Basis::Far, 0),
    };
    Estimate { offset, sigma: sigma.sqrt(), basis, numbers }
}

/// Solves a positive definite system of `n` equations by Cholesky's decomposition.
fn solve(matrix: &mut [[f64; MOST]; MOST], mut right: [f64; MOST], n: usize) -> [f64; MOST] {
    for j in 0..n {
        for k in 0..j {
            for i in j..n {
                matrix[i][j] -= matrix[i][k] * matrix[j][k];
            }
        }
        let root = matrix[j][j].max(1e-9).sqrt();
        for row in matrix.iter_mut().take(n).skip(j) {
            row[j] /= root;
        }
    }
    for i in 0..n {
        for k in 0..i {
            right[i] -= matrix[i][k] * right[k];
        }
        right[i] /= matrix[i][i];
    }
    for i in (0..n).rev() {
        for k in i + 1..n {
            right[i] -= matrix[k][i] * right[k];
        }
        right[i] /= matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_of_equations_is_solved() {
        let mut matrix = [[0.0; MOST]; MOST];
        let rows = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        for (i, row) in rows.iter().enumerate() {
            matrix[i][..3].copy_from_slice(row);
        }
        let mut right = [0.0; MOST];
        let solution = [1.0, -2.0, 3.0];
        for (i, row) in rows.iter().enumerate() {
            right[i] = row.iter().zip(solution).map(|(a, x)| a * x).sum();
        }
        let found = solve(&mut matrix, right, 3);
        for (a, b) in found.iter().zip(solution) {
            assert!((a - b).abs() < 1e-9, "{found:?}");
        }
    }
}

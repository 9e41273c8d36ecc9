//! Who was asked of late, in worlds made by dice.

use crate::domain::vocabulary;
use crate::matching::{Load, Policy, Rotation};

use super::brute_force::Dice;

/// Some of the world were asked of late, now and then so often that nobody who was stands before anybody who was not.
pub(super) fn rotation(dice: &mut Dice) -> Rotation {
    let policy = Policy::parse(include_str!("../../data/policy.toml"), vocabulary()).unwrap();
    let term = policy.rotation().unwrap();
    let load = |dice: &mut Dice| {
        let capacity = dice.one_in(2).then(|| u32::try_from(dice.below(9)).unwrap());
        Load::new(1 + u32::try_from(dice.below(8)).unwrap(), capacity, term)
    };
    let asked: Vec<u32> = (0..300).filter(|_| dice.one_in(3)).collect();
    Rotation::new(asked.into_iter().map(|row| (row, load(dice))).collect())
}

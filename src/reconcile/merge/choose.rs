//! One value among several.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::domain::source::Origin;
use crate::reconcile::precedence::Rule;

/// What one voice says about one field.
#[derive(Debug, Clone)]
pub(super) struct Offer<T> {
    pub(super) value: T,
    pub(super) origin: Origin,
    /// The record's key, so that equals are told apart in the same way whatever order they came in; empty for the founding record.
    pub(super) key: String,
    /// Whether the source has since stopped listing whoever said it, or what it says belongs to another place.
    pub(super) stale: bool,
}

/// Whose date counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated {
    /// Whoever says the same is one voice: the newest date of all of them.
    Together,
    /// Each its own: an answer is as old as whoever gave it.
    Alone,
}

/// The position of the offer that stands; `None` where there are none.
pub(super) fn standing<T>(
    offers: &[Offer<T>],
    rule: &Rule,
    dated: Dated,
    same: impl Fn(&T, &T) -> bool,
) -> Option<usize> {
    if offers.len() < 2 {
        return (!offers.is_empty()).then_some(0);
    }
    let fresh = offers.iter().any(|offer| !offer.stale);
    let eligible = |offer: &Offer<T>| !fresh || !offer.stale;
    let date = |offer: &Offer<T>| match dated {
        Dated::Alone => offer.origin.as_of,
        Dated::Together => {
            let together = offers.iter().filter(|other| eligible(other) && same(&other.value, &offer.value));
            together.map(|other| other.origin.as_of).max().unwrap_or(offer.origin.as_of)
        }
    };
    let newest = offers.iter().filter(|offer| eligible(offer)).map(|offer| offer.origin.as_of).max()?;
    let outlived =
        |day: Date| rule.yields_after_days.is_some_and(|days| (newest - day).get_days() > days.cast_signed());
    let candidates = offers.iter().enumerate().filter(|(_, offer)| eligible(offer));
    let dates = candidates.map(|(i, offer)| (i, offer, date(offer))).filter(|(_, _, day)| !outlived(*day));
    dates
        .min_by_key(|(_, offer, day)| {
            (rule.rank(offer.origin.source), Reverse(*day), offer.origin.source, offer.key.clone())
        })
        .map(|(i, ..)| i)
}

/// The standing offer, and those that say something else, each once.
pub(super) fn settle<T>(
    mut offers: Vec<Offer<T>>,
    rule: &Rule,
    dated: Dated,
    same: impl Fn(&T, &T) -> bool,
) -> Option<(Offer<T>, Vec<Offer<T>>)> {
    let winner = offers.swap_remove(standing(&offers, rule, dated, &same)?);
    offers.sort_by(|a, b| {
        let place = |offer: &Offer<T>| (offer.stale, Reverse(offer.origin.as_of), offer.origin.source);
        place(a).cmp(&place(b)).then_with(|| a.key.cmp(&b.key))
    });
    let mut others: Vec<Offer<T>> = Vec::new();
    for offer in offers {
        if !same(&offer.value, &winner.value) && !others.iter().any(|other| same(&other.value, &offer.value)) {
            others.push(offer);
        }
    }
    Some((winner, others))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::Source;
    use crate::reconcile::precedence::{Matter, Precedence};

    fn precedence() -> Precedence {
        Precedence::parse(include_str!("../../../data/precedence.toml")).unwrap()
    }

    fn offer(value: &str, source: Source, as_of: Date) -> Offer<String> {
        let origin = Origin { source, as_of };
        Offer { value: value.to_owned(), origin, key: format!("{source:?}{as_of}{value}"), stale: false }
    }

    fn winner(matter: Matter, dated: Dated, offers: &[Offer<String>]) -> String {
        let rules = precedence();
        settle(offers.to_vec(), rules.rule(matter), dated, |a, b| a == b).unwrap().0.value
    }

    #[test]
    fn rank_decides_until_the_better_placed_is_outlived() {
        let survey = offer("no", Source::Survey, date(2025, 4, 1));
        let filing = |as_of| offer("yes", Source::Filing, as_of);
        let practised = |as_of| winner(Matter::Practised, Dated::Alone, &[filing(as_of), survey.clone()]);
        assert_eq!(practised(date(2026, 3, 1)), "no", "the institution's own word within the year");
        assert_eq!(practised(date(2026, 4, 2)), "yes", "an old answer does not hide a newer one");
        let filed = [filing(date(2020, 1, 1)), offer("no", Source::Survey, date(2026, 1, 1))];
        assert_eq!(
            winner(Matter::Filed, Dated::Alone, &filed),
            "yes",
            "the bureau's list is the legal fact at any age"
        );
    }

    #[test]
    fn who_says_the_same_is_one_voice() {
        let offers = [
            offer("a", Source::NaviiClinic, date(2025, 12, 1)),
            offer("b", Source::Survey, date(2026, 1, 1)),
            offer("a", Source::OpenDataMedical, date(2026, 2, 1)),
        ];
        assert_eq!(winner(Matter::Address, Dated::Together, &offers), "a");
        assert_eq!(winner(Matter::Address, Dated::Together, &offers[..2]), "b");
    }

    #[test]
    fn whoever_is_no_longer_listed_yields_and_stands_where_nobody_else_speaks() {
        let mut gone = offer("old", Source::NaviiClinic, date(2026, 6, 1));
        gone.stale = true;
        assert_eq!(
            winner(Matter::Phone, Dated::Together, &[gone.clone(), offer("new", Source::Survey, date(2025, 1, 1))]),
            "new"
        );
        assert_eq!(winner(Matter::Phone, Dated::Together, &[gone]), "old");
    }

    proptest! {
        #[test]
        fn the_order_in_which_they_come_leaves_no_trace(
            picks in proptest::collection::vec((0..4usize, 0..3i8, "[abc]", any::<bool>()), 1..7),
            turn in 0..7usize,
        ) {
            const SOURCES: [Source; 4] = [Source::NaviiClinic, Source::Filing, Source::Survey, Source::OpenDataMedical];
            let offers: Vec<Offer<String>> = picks
                .into_iter()
                .map(|(source, month, value, stale)| {
                    let offer = offer(&value, SOURCES[source], date(2025, 1 + 5 * month, 1));
                    Offer { stale, ..offer }
                })
                .collect();
            let mut turned = offers.clone();
            turned.rotate_left(turn % offers.len());
            turned.reverse();
            let rules = precedence();
            for matter in [Matter::Name, Matter::Address, Matter::Filed] {
                let settled = |offers| {
                    let (winner, others) = settle(offers, rules.rule(matter), Dated::Together, |a: &String, b| a == b).unwrap();
                    (winner.value, others.into_iter().map(|offer| offer.value).collect::<Vec<_>>())
                };
                prop_assert_eq!(settled(offers.clone()), settled(turned.clone()));
            }
        }
    }
}

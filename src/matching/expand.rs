//! What needs ask of one role of the team, each requirement once, with who asked for it.

use crate::domain::needs::{Demand, Need, Strength};
use crate::domain::vocabulary::Role;
use crate::domain::{Capability, CapabilitySet, Vocabulary};

use super::question::AnyOf;

/// Something that somebody asked for.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A capability, for whichever roles may be asked for it.
    Capability(Capability),
    /// A need, with what it asks of each role.
    Need(&'a Need),
}

/// One requirement, and the needs that made it one. A capability that was asked for by itself has none.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// One of these is enough.
    pub any: AnyOf,
    /// The needs that ask for it, each with its reason.
    pub asked_by: Vec<(&'a Need, &'a Demand)>,
}

/// What is expected of one role.
#[derive(Debug, Clone, Default)]
pub struct Expectations<'a> {
    /// What must be possible, in the order asked.
    pub needs: Vec<Expected<'a>>,
    /// What would be good.
    pub wishes: Vec<Expected<'a>>,
}

impl Expectations<'_> {
    /// The needs without their reasons.
    pub fn needs(&self) -> Vec<AnyOf> {
        self.needs.iter().map(|expected| expected.any).collect()
    }

    /// The wishes without their reasons.
    pub fn wishes(&self) -> Vec<AnyOf> {
        self.wishes.iter().map(|expected| expected.any).collect()
    }
}

/// What `needs` and `wishes` together ask of `role`.
///
/// A wish asks nothing but wishes. A requirement that another one fulfils by itself is dropped, and its reasons go to that one:
/// who must do `tpn` need not be asked for 「tpn or home oxygen」 as well, and a wish for what is a need already says nothing.
pub fn expand<'a>(needs: &[Item<'a>], wishes: &[Item<'a>], role: Role, vocabulary: &Vocabulary) -> Expectations<'a> {
    let mut all = Expectations::default();
    let answers = |capability| vocabulary.words(capability).is_some_and(|words| words.roles.contains(&role));
    for (items, only_wishes) in [(needs, false), (wishes, true)] {
        for item in items {
            match *item {
                Item::Capability(capability) if answers(capability) => {
                    let list = if only_wishes { &mut all.wishes } else { &mut all.needs };
                    list.push(Expected { any: capability.into(), asked_by: Vec::new() });
                }
                Item::Capability(_) => {}
                Item::Need(need) => {
                    for demand in need.asks_of(role) {
                        let wish = only_wishes || demand.strength == Strength::Wish;
                        let list = if wish { &mut all.wishes } else { &mut all.needs };
                        let expected =
                            AnyOf::new(demand.any).map(|any| Expected { any, asked_by: vec![(need, demand)] });
                        list.extend(expected);
                    }
                }
            }
        }
    }
    let needs = absorb(all.needs, &mut []);
    let mut held = needs;
    let wishes = absorb(all.wishes, &mut held);
    Expectations { needs: held, wishes }
}

/// Keeps of `found` what neither `held` nor another of `found` fulfils by itself; the reasons of the rest go to what does.
fn absorb<'a>(found: Vec<Expected<'a>>, held: &mut [Expected<'a>]) -> Vec<Expected<'a>> {
    let sets: Vec<CapabilitySet> = found.iter().map(|expected| expected.any.set()).collect();
    // Of equal ones the first stays.
    let fulfils = |i: usize, j: usize| sets[j].contains_all(sets[i]) && (sets[i] != sets[j] || i < j);
    let mut kept: Vec<Expected<'a>> = Vec::new();
    let mut dropped = Vec::new();
    for (j, expected) in found.into_iter().enumerate() {
        let by_held = held.iter_mut().find(|other| sets[j].contains_all(other.any.set()));
        if let Some(other) = by_held {
            other.asked_by.extend(expected.asked_by);
        } else if (0..sets.len()).any(|i| i != j && fulfils(i, j)) {
            dropped.push(expected);
        } else {
            kept.push(expected);
        }
    }
    for expected in dropped {
        let set = expected.any.set();
        if let Some(other) = kept.iter_mut().find(|other| set.contains_all(other.any.set())) {
            other.asked_by.extend(expected.asked_by);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{needs, vocabulary};

    fn need(id: &str) -> Item<'static> {
        Item::Need(needs().get(id).unwrap())
    }

    fn capability(id: &str) -> Item<'static> {
        Item::Capability(vocabulary().capability(id).unwrap())
    }

    fn ids(list: &[Expected]) -> Vec<String> {
        let names = |any: AnyOf| any.members().map(|c| vocabulary().id(c).to_owned()).collect::<Vec<_>>().join("|");
        list.iter().map(|expected| names(expected.any)).collect()
    }

    fn of(needs: &[Item<'static>], wishes: &[Item<'static>], role: Role) -> (Vec<String>, Vec<String>) {
        let all = expand(needs, wishes, role, vocabulary());
        (ids(&all.needs), ids(&all.wishes))
    }

    #[test]
    fn a_capability_by_itself_is_what_it_always_was() {
        let asked = [capability("home_oxygen"), capability("tpn"), capability("home_oxygen")];
        assert_eq!(of(&asked, &[], Role::Attending), (vec!["home_oxygen".into(), "tpn".into()], vec![]));
        assert_eq!(of(&asked, &[], Role::Pharmacy), (vec!["tpn".into()], vec![]), "a pharmacy gives no oxygen");
    }

    #[test]
    fn every_role_is_asked_its_own() {
        let asked = [need("central_venous_nutrition")];
        assert_eq!(of(&asked, &[], Role::Attending).0, ["tpn"]);
        assert_eq!(of(&asked, &[], Role::Alternate).0, ["tpn"]);
        assert_eq!(of(&asked, &[], Role::Nursing).0, ["nursing_special_mgmt"]);
        assert_eq!(of(&asked, &[], Role::Pharmacy).0, ["sterile_own|sterile_shared"]);
        assert_eq!(of(&asked, &[], Role::CareManager), (vec![], vec![]));
    }

    #[test]
    fn a_wish_asks_only_wishes() {
        let (needs, wishes) = of(&[], &[need("central_venous_nutrition")], Role::Attending);
        assert_eq!((needs, wishes), (vec![], vec!["tpn".into(), "cv_port".into()]));
    }

    #[test]
    fn the_narrower_requirement_takes_the_reasons_of_the_wider() {
        let asked = [need("ventilator"), need("mask_ventilation")];
        let all = expand(&asked, &[], Role::Attending, vocabulary());
        assert_eq!(ids(&all.needs), ["ventilator_noninvasive"]);
        let by: Vec<&str> = all.needs[0].asked_by.iter().map(|(need, _)| need.id.as_str()).collect();
        assert_eq!(by, ["mask_ventilation", "ventilator"]);
        assert!(all.wishes.is_empty());
    }

    #[test]
    fn a_wish_for_what_is_needed_anyway_is_no_further_wish() {
        let (needs, wishes) = of(&[capability("opioids"), need("terminal_cancer")], &[], Role::Attending);
        assert_eq!(needs, ["opioids", "palliative_cancer"]);
        assert!(!wishes.contains(&"opioids".to_owned()), "{wishes:?}");
    }

    proptest! {
        #[test]
        fn nothing_asked_for_is_lost(picked in proptest::collection::vec(0usize..needs().all().len(), 0..8), role in 0usize..7) {
            let role = Role::ALL[role];
            let items: Vec<Item> = picked.iter().map(|&i| Item::Need(&needs().all()[i])).collect();
            let all = expand(&items, &[], role, vocabulary());
            for &i in &picked {
                for demand in needs().all()[i].asks_of(role) {
                    let strictly = all.needs.iter().any(|e| demand.any.contains_all(e.any.set()));
                    let wished = all.wishes.iter().any(|e| demand.any.contains_all(e.any.set()));
                    prop_assert!(strictly || wished && demand.strength == Strength::Wish);
                }
            }
            // No requirement is fulfilled by another one.
            for list in [&all.needs, &all.wishes] {
                for (i, a) in list.iter().enumerate() {
                    prop_assert!(list.iter().enumerate().all(|(j, b)| i == j || !a.any.set().contains_all(b.any.set())));
                    prop_assert!(!a.asked_by.is_empty());
                }
            }
        }
    }
}

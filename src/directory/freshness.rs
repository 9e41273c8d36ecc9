//! When facilities last spoke, and how their entries stand by the policy.

use crate::domain::freshness::{Freshness, FreshnessPolicy, LastSaid, Part, is_said};
use crate::domain::vocabulary::Basis;
use crate::domain::{CapabilitySet, Kind, PackedFact, vocabulary};

use super::{Area, Directory, Filter};

/// How one facility stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Its row.
    pub row: u32,
    /// Its kind.
    pub kind: Kind,
    /// When it last spoke.
    pub said: LastSaid,
    /// How its entry stands as a whole.
    pub whole: Freshness,
}

impl Directory {
    /// How everybody stands who is asked anything and is not closed for good, in ascending order of identifier. It looks at each
    /// facility once without unpacking it.
    pub fn count_freshness(&self, policy: &FreshnessPolicy, today: jiff::civil::Date) -> Vec<Standing> {
        let today = PackedFact::day_number(today);
        let practice: CapabilitySet = (vocabulary().capabilities().iter())
            .filter(|words| words.basis == Basis::Practice)
            .filter_map(|words| vocabulary().capability(&words.id))
            .collect();
        let stands = |row| {
            let kind = self.kind(row)?;
            let said = self.last_said(row, practice);
            Some(Standing { row, kind, said, whole: policy.whole(kind, &said, today)? })
        };
        self.browse(&Filter::default(), None, usize::MAX).items.into_iter().filter_map(stands).collect()
    }

    fn last_said(&self, row: u32, practice: CapabilitySet) -> LastSaid {
        let mut said = LastSaid::default();
        for fact in self.facts(row).iter().filter(|fact| is_said(fact.source) && practice.contains(fact.capability)) {
            said.say(Part::Answers, PackedFact::day_number(fact.as_of()), fact.source);
        }
        if let Some(contact) = self.hours(row).and_then(|hours| hours.contact.as_ref()) {
            said.say(Part::Hours, PackedFact::day_number(contact.origin.as_of), contact.origin.source);
        }
        if let Some(ahead) = self.ahead(row) {
            ahead.of_places().for_each(|dated| said.say(Part::Availability, dated.day(), dated.source));
            said.confirmed = ahead.confirmed();
        }
        said
    }

    /// Whether a row lies in an area.
    pub fn lies_in(&self, row: u32, area: &Area) -> bool {
        let (first, last) = area.codes();
        self.municipality(row).is_some_and(|code| (first..=last).contains(&code.number()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::freshness::freshness_policy;
    use crate::domain::source::{Origin, Source};
    use crate::domain::{Answer, Facility, Fact};

    #[test]
    fn filings_do_not_speak_for_a_facility_and_a_confirmation_does() {
        let today = date(2026, 11, 21);
        let fact = |source, as_of| Fact { answer: Answer::Yes, as_of, source, condition: None };
        let of = |id: &str, source, as_of| {
            let mut one = Facility::new(id, Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1");
            one.set_fact(vocabulary().capability("tpn").unwrap(), fact(source, as_of));
            one
        };
        let mut confirmed = of("d", Source::Survey, date(2024, 6, 1));
        confirmed.confirmed = Some(Origin { source: Source::Facility, as_of: date(2026, 11, 20) });
        let mut closed = of("e", Source::Survey, date(2024, 6, 1));
        closed.closed = Some(date(2026, 1, 1));
        let all = vec![
            of("a", Source::Filing, date(2026, 11, 1)),
            of("b", Source::Survey, date(2024, 6, 1)),
            of("c", Source::Editor, date(2026, 6, 1)),
            confirmed,
            closed,
            Facility::new("f", Kind::Salon, "（架空）ひだまり", "神奈川県横須賀市浦賀5-1-1"),
        ];
        let directory = Directory::build(all, 1).unwrap();
        let standing = directory.count_freshness(freshness_policy(), today);
        let told: Vec<_> = standing.iter().map(|one| (directory.id(one.row), one.whole)).collect();
        let expected =
            [("a", Freshness::Never), ("b", Freshness::Old), ("c", Freshness::Fresh), ("d", Freshness::Fresh)];
        assert_eq!(told, expected);
    }
}

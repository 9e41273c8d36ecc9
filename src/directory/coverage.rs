//! How much is known: counts over all facilities that are not closed for good.

use crate::domain::answer::PackedFact;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::{Answer, Capability, Kind, Level, Position, vocabulary};

use super::{Directory, Filter};

/// Counts over the whole directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// All facilities counted.
    pub facilities: u64,
    /// By kind, in the order of [`Kind::ALL`].
    pub kinds: [u64; Kind::ALL.len()],
    /// Those with a telephone number.
    pub telephones: u64,
    /// By how precisely their place is known, the finest level first; those without a place are in none.
    pub levels: Vec<(Level, u64)>,
    /// Those with consultation hours, contact hours and visiting hours.
    pub hours: [u64; 3],
    /// For every capability and kind that said anything: yes, 要相談 and no, in this order.
    pub answers: Vec<(Capability, Kind, [u64; 3])>,
}

/// A packed facility begins with these: identifier, kind, name, kana, address, municipality, position, telephone.
type Head<'a> =
    (&'a str, Kind, &'a str, Option<&'a str>, &'a str, Option<MunicipalityCode>, Option<Position>, Option<&'a str>);

impl Directory {
    /// Counts everybody. It looks at each facility once without unpacking it.
    pub fn count_coverage(&self) -> Coverage {
        let mut coverage = Coverage {
            facilities: 0,
            kinds: [0; Kind::ALL.len()],
            telephones: 0,
            levels: Vec::new(),
            hours: [0; 3],
            answers: Vec::new(),
        };
        let mut answers = vec![[[0u64; 3]; Kind::ALL.len()]; vocabulary().capabilities().len()];
        for row in self.browse(&Filter::default(), None, usize::MAX).items {
            let Some(kind) = self.kind(row) else { continue };
            coverage.facilities += 1;
            coverage.kinds[kind.index()] += 1;
            coverage.telephones += u64::from(self.has_telephone(row));
            if let Some((_, level)) = self.place(row) {
                match coverage.levels.iter_mut().find(|(known, _)| *known == level) {
                    Some((_, n)) => *n += 1,
                    None => coverage.levels.push((level, 1)),
                }
            }
            if let Some(hours) = self.hours.get(row) {
                let known = [&hours.consultation, &hours.contact, &hours.visiting];
                coverage.hours.iter_mut().zip(known).for_each(|(n, calendar)| *n += u64::from(calendar.is_some()));
            }
            for PackedFact { capability, answer, .. } in self.facts(row) {
                let counts = answers.get_mut(usize::from(capability.0)).map(|kinds| &mut kinds[kind.index()]);
                let sort = [Answer::Yes, Answer::Consult, Answer::No].iter().position(|one| one == answer);
                if let (Some(counts), Some(sort)) = (counts, sort) {
                    counts[sort] += 1;
                }
            }
        }
        coverage.levels.sort_unstable_by_key(|(level, _)| *level);
        let capabilities = vocabulary().capabilities().iter().map(|words| vocabulary().capability(&words.id));
        for (capability, kinds) in capabilities.zip(answers) {
            let said = Kind::ALL.iter().zip(kinds).filter(|(_, counts)| *counts != [0; 3]);
            coverage.answers.extend(said.filter_map(|(kind, counts)| Some((capability?, *kind, counts))));
        }
        coverage
    }

    fn has_telephone(&self, row: u32) -> bool {
        let start = (row as usize).checked_sub(1).map_or(0, |row| self.columns[row].packed_end as usize);
        let head = self.packed.get(start..).map(postcard::take_from_bytes::<Head>);
        head.and_then(Result::ok).is_some_and(|((.., telephone), _)| telephone.is_some())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::hours::Calendar;
    use crate::domain::source::{Origin, Source};
    use crate::domain::{Facility, Fact, LatLon, Metres};

    #[test]
    fn the_head_of_a_packed_facility_is_read_right() {
        let origin = Origin { source: Source::Demo, as_of: date(2026, 11, 1) };
        let capability = vocabulary().capability("house_call").unwrap();
        let mut facilities = Vec::new();
        for i in 0..12u32 {
            let mut one =
                Facility::new(format!("f{i:02}"), if i % 3 == 0 { Kind::Pharmacy } else { Kind::Clinic }, "名", "住所");
            one.name_kana = (i % 2 == 0).then(|| "ナ".to_owned());
            one.municipality = (i % 5 == 0).then(|| MunicipalityCode::from_number(14_201).unwrap());
            let level = if i < 4 { Level::Point } else { Level::Town };
            one.position = (i % 4 != 0).then(|| Position {
                at: LatLon::new(35.0, 139.0).unwrap(),
                level,
                accuracy: Metres(50.0),
                source: Source::Demo,
            });
            one.phone = (i % 3 != 1).then(|| "046-000-0000".to_owned());
            one.hours.contact = (i == 7).then(|| Calendar::empty(origin));
            one.closed = (i == 11).then_some(origin.as_of);
            if i == 1 || i == 2 {
                let answer = if i == 1 { Answer::Yes } else { Answer::No };
                let fact = Fact { answer, as_of: origin.as_of, source: origin.source, condition: None };
                one.capabilities.push((capability, fact));
            }
            facilities.push(one);
        }
        let open: Vec<Facility> = facilities.iter().filter(|one| one.closed.is_none()).cloned().collect();
        let coverage = Directory::build(facilities, 1).unwrap().count_coverage();
        let count = |of: &dyn Fn(&Facility) -> bool| open.iter().filter(|one| of(one)).count() as u64;
        assert_eq!(coverage.facilities, 11);
        assert_eq!(coverage.telephones, count(&|one| one.phone.is_some()));
        assert_eq!(coverage.kinds[Kind::Pharmacy.index()], count(&|one| one.kind == Kind::Pharmacy));
        let level = |level| count(&|one| one.position.is_some_and(|position| position.level == level));
        assert_eq!(coverage.levels, [(Level::Point, level(Level::Point)), (Level::Town, level(Level::Town))]);
        assert_eq!(coverage.hours, [0, 1, 0]);
        assert_eq!(coverage.answers, [(capability, Kind::Clinic, [1, 0, 1])]);
    }
}

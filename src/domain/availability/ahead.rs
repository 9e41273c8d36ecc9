//! What is said of days and months to come, without its words: ten bytes a saying, for the columns of the directory.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cover, Said, YearMonth};
use crate::domain::answer::{Answer, PackedFact};
use crate::domain::facility::Facility;
use crate::domain::source::{Origin, Source};

/// What a saying is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
enum Matter {
    NewPatients,
    Vacancy,
    Cover,
}

/// One saying about a day or a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    matter: Matter,
    /// The answer that stands; of cover, yes where it is offered and no where it is needed.
    pub answer: Answer,
    /// Who said so.
    pub source: Source,
    /// The month or the day spoken of, as [`YearMonth::number`] and [`PackedFact::day_number`] count them.
    when: u16,
    /// The day of the saying.
    day: u16,
    /// One more than the number of places; 0 where no number was given.
    places: u16,
}

impl Dated {
    fn new(matter: Matter, when: u16, answer: Answer, places: Option<u32>, origin: Origin) -> Self {
        let places = places.map_or(0, |places| u16::try_from(places.saturating_add(1)).unwrap_or(u16::MAX));
        Self { matter, answer, source: origin.source, when, day: PackedFact::day_number(origin.as_of), places }
    }

    /// The day of the saying, as [`PackedFact::day_number`] counts.
    pub const fn day(self) -> u16 {
        self.day
    }

    /// How many places, where a number was given.
    pub fn places(self) -> Option<u16> {
        self.places.checked_sub(1)
    }

    const fn place(self) -> (Matter, u16) {
        (self.matter, self.when)
    }
}

/// Everything that one facility says of days and months to come.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ahead {
    /// Ascending by matter and by the day or month spoken of.
    said: Box<[Dated]>,
    /// The day of the confirmation, as [`PackedFact::day_number`] counts; 0 where there is none.
    confirmed: u16,
}

impl Ahead {
    /// What a facility says; `None` where it says nothing of days to come and confirmed nothing.
    pub fn of(facility: &Facility) -> Option<Self> {
        let months = facility.new_patients.iter().map(|said| {
            Dated::new(Matter::NewPatients, said.month.number(), said.stands(), said.places, said.origin())
        });
        let day = PackedFact::day_number;
        let vacancies = facility
            .vacancies
            .iter()
            .map(|said| Dated::new(Matter::Vacancy, day(said.date), said.stands(), said.places, said.origin()));
        let cover = facility.cover.iter().map(|said| {
            let answer = if said.cover == Cover::Offered { Answer::Yes } else { Answer::No };
            Dated::new(Matter::Cover, day(said.date), answer, None, said.origin())
        });
        let mut said: Vec<Dated> = months.chain(vacancies).chain(cover).collect();
        said.sort_by_key(|said| said.place());
        let confirmed = facility.confirmed.map_or(0, |confirmed| day(confirmed.as_of));
        (confirmed != 0 || !said.is_empty()).then(|| Self { said: said.into(), confirmed })
    }

    fn about(&self, matter: Matter, when: u16) -> Option<Dated> {
        self.said.binary_search_by_key(&(matter, when), |said| said.place()).ok().map(|i| self.said[i])
    }

    /// What was said about new patients in a month.
    pub fn new_patients(&self, month: YearMonth) -> Option<Dated> {
        self.about(Matter::NewPatients, month.number())
    }

    /// What stands for a month: what was said about it, else what was said last about one of the `carried` months before; and whether it
    /// was carried over.
    pub fn in_month(&self, month: YearMonth, carried: u8) -> Option<(Dated, bool)> {
        let before = |months: u8| self.new_patients(month.plus(-i16::from(months)));
        self.new_patients(month)
            .map(|said| (said, false))
            .or_else(|| (1..=carried).find_map(before).map(|said| (said, true)))
    }

    /// What was said about free places on a day.
    pub fn vacancy(&self, day: Date) -> Option<Dated> {
        self.about(Matter::Vacancy, PackedFact::day_number(day))
    }

    /// What was said about cover on a day: yes where it is offered, no where it is needed.
    pub fn cover(&self, day: Date) -> Option<Dated> {
        self.about(Matter::Cover, PackedFact::day_number(day))
    }

    /// The day on which everything shown was said to be still so, as [`PackedFact::day_number`] counts; 0 where there is none.
    pub const fn confirmed(&self) -> u16 {
        self.confirmed
    }

    /// What was said about months and free places.
    pub fn of_places(&self) -> impl Iterator<Item = Dated> {
        self.said.iter().copied().filter(|said| said.matter != Matter::Cover)
    }

    /// Every answer that may stand for new patients on some day.
    pub fn answers(&self) -> impl Iterator<Item = Answer> {
        self.said.iter().map(|said| said.answer)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::availability::{CoverDay, MonthAnswer};
    use crate::domain::facility::Vacancy;
    use crate::domain::kind::Kind;

    const ORIGIN: Origin = Origin { source: Source::Facility, as_of: date(2026, 11, 20) };

    fn said(month: &str, answer: Answer, places: Option<u32>) -> MonthAnswer {
        MonthAnswer { month: YearMonth::parse(month).unwrap(), answer, places, note: None, origin: ORIGIN }
    }

    fn facility() -> Facility {
        Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀5-1-1")
    }

    #[test]
    fn a_saying_takes_ten_bytes() {
        assert!(size_of::<Dated>() <= 10);
    }

    #[test]
    fn a_month_without_an_answer_has_that_of_the_month_before_and_no_older_one() {
        let mut facility = facility();
        facility.new_patients = vec![said("2026-10", Answer::No, None), said("2026-12", Answer::Yes, Some(2))];
        let ahead = Ahead::of(&facility).unwrap();
        let stands = |month: &str, carried| {
            let known = ahead.in_month(YearMonth::parse(month).unwrap(), carried);
            known.map(|(said, carried)| (said.answer, said.places(), carried))
        };
        assert_eq!(stands("2026-09", 1), None);
        assert_eq!(stands("2026-10", 1), Some((Answer::No, None, false)));
        assert_eq!(stands("2026-11", 1), Some((Answer::No, None, true)));
        assert_eq!(stands("2026-12", 1), Some((Answer::Yes, Some(2), false)), "its own answer stands");
        assert_eq!(stands("2027-01", 1), Some((Answer::Yes, Some(2), true)));
        assert_eq!((stands("2027-01", 0), stands("2027-02", 1)), (None, None));
        assert_eq!(stands("2027-02", 2), Some((Answer::Yes, Some(2), true)));
    }

    #[test]
    fn days_are_found_by_what_they_are_about() {
        assert_eq!(Ahead::of(&facility()), None);
        let (day, other) = (date(2026, 11, 28), date(2026, 11, 29));
        let mut facility = facility();
        let vacancy = |date, answer, places| Vacancy { date, places, answer, note: None, origin: ORIGIN };
        facility.vacancies = vec![vacancy(day, Answer::Yes, Some(0)), vacancy(other, Answer::Consult, Some(u32::MAX))];
        facility.cover = vec![CoverDay { date: day, cover: Cover::Offered, note: None, origin: ORIGIN }];
        facility.confirmed = Some(ORIGIN);
        let ahead = Ahead::of(&facility).unwrap();
        assert_eq!(
            ahead.vacancy(day).map(|said| (said.answer, said.places())),
            Some((Answer::No, Some(0))),
            "no place is a no"
        );
        assert_eq!(
            ahead.vacancy(other).map(|said| (said.answer, said.places())),
            Some((Answer::Consult, Some(u16::MAX - 1)))
        );
        assert_eq!((ahead.cover(day).map(|said| said.answer), ahead.cover(other)), (Some(Answer::Yes), None));
        assert_eq!(ahead.confirmed(), PackedFact::day_number(ORIGIN.as_of));
        facility.cover[0].cover = Cover::Needed;
        assert_eq!(Ahead::of(&facility).unwrap().cover(day).map(|said| said.answer), Some(Answer::No));
    }
}

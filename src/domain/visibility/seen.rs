//! What is left of a facility for an audience. What is hidden is as if nobody had said it: no answer, no date, no origin, nothing beneath.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::numbers::{digits, without};
use super::{CalendarParts, Part, Visibility};
use crate::domain::availability::MonthAnswer;
use crate::domain::correction::CalendarOf;
use crate::domain::facility::{Capacity, Facility, Field, GroupMembership, Hours, Remark, Replaced, Service, Vacancy};
use crate::domain::hours::{Calendar, DURING_CONSULTATION};
use crate::domain::role::Audience;
use crate::domain::source::{Origin, Source};
use crate::domain::{Capability, Fact, vocabulary};

/// What stands in the place of words that could not be read as hours and may not be shown: a calendar is unknown outside its rules while
/// there are any, and must stay so. Unknown is never no.
const WORDS_LEFT_OUT: &str = "…";

impl Facility {
    /// The facility as an audience may see it.
    pub fn seen_by(&self, audience: Audience, table: &Visibility) -> Cow<'_, Self> {
        let mut seen = self.clone();
        if table.hide(&mut seen, audience).is_empty() { Cow::Borrowed(self) } else { Cow::Owned(seen) }
    }
}

impl Visibility {
    /// Takes away what an audience may not see, and says what that was: identifiers of parts, capabilities and `remark/HEADING`, each once.
    pub fn hide(&self, facility: &mut Facility, audience: Audience) -> Vec<String> {
        if audience == Audience::Editor {
            return Vec::new();
        }
        // Every field is named here, so that a new one has to say how it is hidden before the program compiles.
        let Facility {
            id: _,
            kind: _,
            name: _,
            address: _,
            municipality: _,
            position: _,
            fictional: _,
            closed: _,
            name_kana,
            phone,
            fax,
            url,
            beds,
            specialties,
            services,
            capabilities,
            hours,
            group,
            identifiers,
            provenance,
            capacity,
            duties,
            vacancies,
            new_patients,
            cover,
            confirmed,
            remarks,
            absent,
            site,
            links,
            replaced,
        } = facility;
        let mut hiding = Hiding { table: self, audience, hidden: Vec::new(), kept: Vec::new() };
        let said = |provenance: &BTreeMap<Field, Origin>, field| provenance.get(&field).map(|origin| origin.source);
        hiding.value(Part::NameKana, said(provenance, Field::NameKana), name_kana);
        hiding.value(Part::Phone, said(provenance, Field::Phone), phone);
        hiding.value(Part::Fax, said(provenance, Field::Fax), fax);
        hiding.value(Part::Url, said(provenance, Field::Url), url);
        hiding.value(Part::Beds, said(provenance, Field::Beds), beds);
        hiding.list(Part::Specialties, specialties, |_| said(provenance, Field::Specialties));
        hiding.services(services, said(provenance, Field::Services));
        hiding.group(group, said(provenance, Field::Group));
        hiding.list(Part::Identifiers, identifiers, |_| None);
        hiding.value(Part::Site, None, site);
        hiding.list(Part::Absent, absent, |absence| Some(absence.source));
        hiding.list(Part::Links, links, |link| Some(link.source));
        // What the main number is decides which numbers are direct ones.
        hiding.kept = [&*phone, &*fax].into_iter().flatten().map(|number| digits(number)).collect();
        hiding.answers(capabilities);
        hiding.hours(hours);
        hiding.capacity(capacity);
        hiding.list(Part::Duties, duties, |duty| Some(duty.origin.source));
        for duty in duties {
            hiding.value(Part::DutyNote, Some(duty.origin.source), &mut duty.note);
            hiding.words(duty.origin.source, &mut duty.note);
        }
        hiding.vacancies(vacancies);
        hiding.months(new_patients);
        hiding.list(Part::Cover, cover, |day| Some(day.origin.source));
        for day in cover {
            hiding.words(day.origin.source, &mut day.note);
        }
        let source = confirmed.map(|origin| origin.source);
        hiding.value(Part::Confirmed, source, confirmed);
        hiding.remarks(remarks);
        hiding.replaced(replaced);
        let hidden = |field: &Field| hiding.hidden.iter().any(|hidden| hidden == Part::of(*field).id());
        provenance.retain(|field, _| !hidden(field));
        hiding.hidden
    }
}

/// One facility that is looked at for an audience.
struct Hiding<'a> {
    table: &'a Visibility,
    audience: Audience,
    hidden: Vec<String>,
    /// Numbers, as digits, that are the facility's main ones and stay in words.
    kept: Vec<String>,
}

impl Hiding<'_> {
    /// Whether something that `sees` may see has to go. What its source published stays.
    fn hides(&self, sees: Audience, source: Option<Source>) -> bool {
        sees > self.audience && !source.is_some_and(|source| self.table.is_published(source))
    }

    fn hides_part(&self, part: Part, source: Option<Source>) -> bool {
        self.hides(self.table.sees(part), source)
    }

    fn note(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.hidden.contains(&what) {
            self.hidden.push(what);
        }
    }

    fn value<T>(&mut self, part: Part, source: Option<Source>, value: &mut Option<T>) {
        if value.is_some() && self.hides_part(part, source) {
            *value = None;
            self.note(part.id());
        }
    }

    fn text(&mut self, part: Part, source: Option<Source>, text: &mut String) {
        if !text.is_empty() && self.hides_part(part, source) {
            text.clear();
            self.note(part.id());
        }
    }

    fn list<T>(&mut self, part: Part, list: &mut Vec<T>, source: impl Fn(&T) -> Option<Source>) {
        let before = list.len();
        list.retain(|item| !self.hides_part(part, source(item)));
        if list.len() < before {
            self.note(part.id());
        }
    }

    /// Takes direct numbers out of words that are shown.
    fn words(&mut self, source: Source, text: &mut Option<String>) {
        if let Some(text) = text {
            self.numbers(source, text);
        }
    }

    fn numbers(&mut self, source: Source, text: &mut String) {
        if self.hides_part(Part::DirectNumbers, Some(source))
            && let Some(left) = without(text, &self.kept)
        {
            *text = left;
            self.note(Part::DirectNumbers.id());
        }
    }

    fn services(&mut self, services: &mut Vec<Service>, source: Option<Source>) {
        self.list(Part::Services, services, |_| source);
        for service in services {
            self.value(Part::ServiceCapacity, source, &mut service.capacity);
            self.text(Part::ServiceDays, source, &mut service.days);
            self.text(Part::ServiceNote, source, &mut service.note);
        }
    }

    fn group(&mut self, group: &mut Option<GroupMembership>, source: Option<Source>) {
        self.value(Part::Group, source, group);
        if let Some(group) = group {
            self.value(Part::GroupPhone, source, &mut group.phone);
        }
    }

    fn answers(&mut self, answers: &mut Vec<(Capability, Fact)>) {
        let mut gone = Vec::new();
        answers.retain(|(capability, fact)| {
            let hides = self.hides(self.table.sees_answer(*capability), Some(fact.source));
            if hides {
                gone.push(*capability);
            }
            !hides
        });
        gone.into_iter().for_each(|capability| self.note(vocabulary().id(capability)));
        for (_, fact) in answers {
            self.words(fact.source, &mut fact.condition);
        }
    }

    fn hours(&mut self, hours: &mut Hours) {
        let Hours { consultation, contact, visiting } = hours;
        self.calendar(CalendarOf::Consultation, consultation);
        self.calendar(CalendarOf::Contact, contact);
        self.calendar(CalendarOf::Visiting, visiting);
    }

    fn calendar(&mut self, which: CalendarOf, calendar: &mut Option<Calendar>) {
        let parts = CalendarParts::of(which);
        let source = calendar.as_ref().map(|calendar| calendar.origin.source);
        self.value(parts.whole, source, calendar);
        let Some(calendar) = calendar else { return };
        let source = calendar.origin.source;
        let Calendar { rules: _, rest, channel, person, note, origin: _ } = calendar;
        self.value(parts.channel, Some(source), channel);
        self.value(parts.person, Some(source), person);
        self.value(parts.note, Some(source), note);
        self.words(source, note);
        // 「診療時間内」 is no word about a person but a calendar.
        if !rest.is_empty() && rest != DURING_CONSULTATION && self.hides_part(parts.rest, Some(source)) {
            WORDS_LEFT_OUT.clone_into(rest);
            self.note(parts.rest.id());
        }
        self.numbers(source, rest);
    }

    fn capacity(&mut self, capacity: &mut Option<Capacity>) {
        let source = capacity.as_ref().map(|capacity| capacity.origin.source);
        self.value(Part::Capacity, source, capacity);
        if let Some(capacity) = capacity {
            self.numbers(capacity.origin.source, &mut capacity.text);
        }
    }

    fn vacancies(&mut self, vacancies: &mut Vec<Vacancy>) {
        self.list(Part::Vacancies, vacancies, |vacancy| Some(vacancy.origin.source));
        for vacancy in vacancies {
            self.value(Part::VacancyNote, Some(vacancy.origin.source), &mut vacancy.note);
            self.words(vacancy.origin.source, &mut vacancy.note);
        }
    }

    fn months(&mut self, months: &mut Vec<MonthAnswer>) {
        self.list(Part::NewPatients, months, |month| Some(month.origin.source));
        for month in months {
            self.value(Part::NewPatientsNote, Some(month.origin.source), &mut month.note);
            self.words(month.origin.source, &mut month.note);
        }
    }

    fn remarks(&mut self, remarks: &mut Vec<Remark>) {
        let mut gone = Vec::new();
        remarks.retain(|remark| {
            let hides = self.hides(self.table.sees_remark(&remark.label), Some(remark.origin.source));
            if hides {
                gone.push(format!("remark/{}", remark.label));
            }
            !hides
        });
        gone.into_iter().for_each(|heading| self.note(heading));
        for remark in remarks {
            self.numbers(remark.origin.source, &mut remark.text);
        }
    }

    /// A replaced value is seen by whoever sees its field; hours are replaced as one text, person and all.
    fn replaced(&mut self, replaced: &mut Vec<Replaced>) {
        let before = replaced.len();
        replaced.retain(|one| {
            let sees = self.table.sees_named(&one.field).max(self.table.sees(Part::Replaced));
            !self.hides(sees, Some(one.origin.source))
        });
        if replaced.len() < before {
            self.note(Part::Replaced.id());
        }
        for one in replaced {
            // A number that was replaced is a number by itself: whoever may see the field may see it.
            if !matches!(one.field.as_str(), "phone" | "fax") {
                self.numbers(one.origin.source, &mut one.value);
            }
        }
    }
}
